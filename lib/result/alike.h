/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_RESULT_ALIKE_H
#define BRINK_RESULT_ALIKE_H

/* Whether trials belong to the same run, so that they can be counted together. */

#include "result/result.h"

typedef struct brink_i_identity {
    const char *version;
    uint64_t fingerprint; /* 0: of this build */
    const char *hash;
    uint64_t seed;
    double until;
    const brink_model *model; /* its outcomes, measures and series */
} brink_i_identity;

brink_i_identity brink_i_identity_of(const brink_result *result);
/* If not, `message` says in a sentence without full stop what differs: "the seed is 1 in the first, 2 in the
 * second", by the names that are given. */
bool brink_i_identity_alike(const brink_i_identity *a, const brink_i_identity *b, const char *name_a,
                            const char *name_b, char *message, size_t room);

#endif
