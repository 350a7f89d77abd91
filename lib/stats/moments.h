/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_STATS_MOMENTS_H
#define BRINK_STATS_MOMENTS_H

/* Mean, variance and extremes of a measure, kept exactly.
 *
 * The mean and the variance returned are those of the recorded numbers as real numbers, rounded once at the
 * end: no cancellation, and no dependence on the order in which trials were added or blocks merged. */

#include "stats/exact_sum.h"

typedef struct brink_i_moments {
    uint64_t count;      /* finite values */
    uint64_t non_finite; /* NaN and infinities: counted, in nothing else */
    double min, max;     /* +inf and -inf while count is 0 */
    brink_i_exact_sum sum;
    brink_i_exact_sum squares;
} brink_i_moments;

/** The empty summary; also the initialiser. Owns no memory. */
void brink_i_moments_reset(brink_i_moments *moments);
void brink_i_moments_add(brink_i_moments *moments, double x);
/** n values at once, and so many zeros and ones, which need no sums one by one. */
void brink_i_moments_add_many(brink_i_moments *moments, const double *x, int n);
void brink_i_moments_add_truths(brink_i_moments *moments, uint64_t zeros, uint64_t ones);
void brink_i_moments_merge(brink_i_moments *moments, const brink_i_moments *other);
/** Afterwards summaries of the same values are the same bytes. */
void brink_i_moments_normalise(brink_i_moments *moments);

/* NaN where not defined: without values, and variance, sd and standard error for fewer than two. */

double brink_i_moments_mean(const brink_i_moments *moments);
/** Unbiased (n - 1). May overflow to infinity or underflow for magnitudes whose square does; sd does not. */
double brink_i_moments_variance(const brink_i_moments *moments);
/** Exactly 0 when all values are equal. */
double brink_i_moments_sd(const brink_i_moments *moments);
/** Standard error of the mean, sd / sqrt(n). */
double brink_i_moments_standard_error(const brink_i_moments *moments);

#endif
