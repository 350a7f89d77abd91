/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_RESULT_RANGES_H
#define BRINK_RESULT_RANGES_H

/* Which trials a result is of: stretches of numbers that neither overlap nor touch, in ascending order. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "brink/result.h"

typedef struct brink_i_ranges {
    brink_trial_range *items; /* [n], malloc */
    size_t n;
} brink_i_ranges;

brink_status brink_i_ranges_one(brink_i_ranges *ranges, uint64_t first, uint64_t count);
brink_status brink_i_ranges_copy(brink_i_ranges *ranges, const brink_trial_range *items, size_t n);
void brink_i_ranges_free(brink_i_ranges *ranges);
uint64_t brink_i_ranges_trials(const brink_i_ranges *ranges);
/* The first stretch that both have trials of; false: none. */
bool brink_i_ranges_meet(const brink_i_ranges *a, const brink_i_ranges *b, brink_trial_range *where);
/* All trials of both, which do not overlap. `out` is a third one. */
brink_status brink_i_ranges_join(const brink_i_ranges *a, const brink_i_ranges *b, brink_i_ranges *out);

#endif
