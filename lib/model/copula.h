/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_MODEL_COPULA_H
#define BRINK_MODEL_COPULA_H

/* Parameters that are drawn together: a Gaussian copula on the distributions that they have (Nelsen 2006, An
 * Introduction to Copulas, section 2.3; docs/semantics.md section 2). Luck, which oracle and engines share as
 * text. */

#include <stdbool.h>

#include "base/normal.h"
#include "model/record.h"

enum { BRINK_I_COPULA_MOST = 64 }; /* parameters in one */

typedef struct brink_i_copula {
    int n;
    const int *params;    /* in the order of the file */
    const double *rank;   /* [n * n], symmetric: as it was declared, 0 where nothing was; for people */
    const double *factor; /* [n * n], lower triangle by rows: Cholesky's of the normal scores' correlations */
} brink_i_copula;

/* Member pair i of n * n: its parameters, if a rank was given and a comes first; for those who tell of them.
 */
static inline bool brink_i_copula_pair(const brink_i_copula *copula, int i, int *a, int *b)
{
    *a = copula->params[i / copula->n];
    *b = copula->params[i % copula->n];
    return *a < *b && (copula->rank[i] < 0.0 || copula->rank[i] > 0.0);
}

/* Whether a member stands at a given u. */
static inline bool brink_i_copula_stands(const brink_i_address *address, int param)
{
    for (int i = 0; i < address->n_exceptions; i++) {
        if (address->exceptions[i].param == param && address->exceptions[i].u >= 0) {
            return true;
        }
    }
    return false;
}

/* The stream that the member at `place` is drawn from. Each has a uniform of its own; its normal score is
 * mixed with those of the members before it. One that nothing before it is tied to, or that stands at a u,
 * keeps its own. `keys`: of all parameters. */
static inline brink_i_stream brink_i_copula_stream(const brink_i_copula *copula, int place,
                                                   const brink_i_address *address, bool chance,
                                                   const brink_i_owner_key *keys)
{
    const double *row = copula->factor + (ptrdiff_t)place * copula->n;
    const int self = copula->params[place];
    bool alone = true;
    for (int i = 0; i < place; i++) {
        alone = alone && !(row[i] < 0.0) && !(row[i] > 0.0);
    }
    if (alone || brink_i_copula_stands(address, self)) {
        return brink_i_address_stream(address, self, chance, keys[self]);
    }
    double own[BRINK_I_COPULA_MOST], score = 0.0; /* what each member adds of its own */
    for (int j = 0; j <= place; j++) {
        const int param = copula->params[j];
        const double *line = copula->factor + (ptrdiff_t)j * copula->n;
        brink_i_stream stream = brink_i_address_stream(address, param, chance, keys[param]);
        const double u = brink_i_stream_uniform(&stream);
        own[j] = brink_i_normal_inverse(u, 1.0 - u);
        score = 0.0;
        for (int i = 0; i < j; i++) {
            score += line[i] * own[i];
        }
        if (brink_i_copula_stands(address, param)) { /* the others follow it where it stands */
            own[j] = (own[j] - score) / line[j];
        }
        score += line[j] * own[j];
    }
    return brink_i_stream_at(brink_i_normal_cdf(score));
}

#endif
