/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_ANALYSIS_COMPARISON_H
#define BRINK_ANALYSIS_COMPARISON_H

#include "analysis/paired.h"
#include "brink/compare.h"
#include "model/part.h"
#include "result/result.h"
#include "run/engine.h"

/* One variant against the one that it is compared with. */
typedef struct brink_i_against {
    brink_estimate changed; /* share of trials with another outcome */
    uint64_t n_changed;
    bool same;                     /* nothing that is recorded differs in any trial */
    brink_outcome_change *changes; /* [n_outcomes * n_outcomes] */
    brink_outcome_difference *outcomes;
    brink_measure_difference *measures;
    brink_series_difference *series;
} brink_i_against;

struct brink_comparison {
    int n;
    const brink_model *model; /* the first variant's */
    brink_variant *variants;  /* [n] */
    brink_i_hold *hold;       /* what it refers to and has itself; or NULL */
    bool some;                /* some of the measures and series only were asked for */
    brink_result **results;   /* [n] */
    brink_i_paired paired;    /* their pairs; the tallies are the results' */
    brink_i_arena arena;
    struct brink_i_differences *differences;
};

/* What is derived when somebody first reads it, so that merging and saving need not wait for it. */
typedef struct brink_i_differences {
    pthread_mutex_t lock;
    bool tried;
    brink_status status; /* of deriving, once it was tried */
    brink_i_arena arena;
    brink_i_against *against; /* [n]; the first is not used */
} brink_i_differences;

/* Derives the differences, and all views of the results, unless that is done. To be called before `against`
 * is read.
 */
brink_status brink_i_comparison_derive(const brink_comparison *comparison);

/* brink_compare() with any engines, [n], which stay the caller's. `variants` are checked already. */
brink_status brink_i_compare_with(const brink_variant *variants, int n, const brink_run_options *options,
                                  brink_i_engine *engines, brink_comparison **out,
                                  brink_compare_failure *failure);

/* Takes what is in `paired` over, which is empty afterwards (also on failure). `made` as for
 * brink_i_result_new. */
brink_status brink_i_comparison_new(const brink_variant *variants, brink_i_paired *paired,
                                    const brink_i_ranges *ranges, const brink_provenance *made,
                                    brink_comparison **out);
/* Adds the trials of `from` to `into`, which is empty or of the same variants. */
brink_status brink_i_comparison_add(brink_i_paired *into, const brink_comparison *from);

/* The variant that variant v (from 1) is compared with, and its result. */
static inline const brink_variant *brink_i_comparison_first(const brink_comparison *c, int v)
{
    return &c->variants[c->variants[v].against];
}
static inline const brink_result *brink_i_comparison_first_result(const brink_comparison *c, int v)
{
    return c->results[c->variants[v].against];
}

/* Whether the models can be compared trial by trial; if not, `message` says why. */
bool brink_i_comparable(const brink_variant *first, const brink_variant *other, char *message, size_t room);
/* Whether one trial can be told with both: they have the same parts. */
bool brink_i_tellable(const brink_variant *first, const brink_variant *other, char *message, size_t room);

#endif
