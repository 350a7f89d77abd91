/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_DRIVER_GAPS_H
#define BRINK_DRIVER_GAPS_H

#include "sampled.h"

/* Tells on standard error which parts of a partial result are missing, by their numbers; or which trials,
 * where it was not sampled in parts. */
void gaps_tell(const sampled *what);

/* Marks the parts that lack trials: missing[i - 1] for part i of made->parts. False: it has no parts, or out
 * of memory. */
bool gaps_find(const brink_provenance *made, const brink_trial_range *ranges, size_t n, bool *missing);

#endif
