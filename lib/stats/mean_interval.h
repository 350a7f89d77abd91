/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_STATS_MEAN_INTERVAL_H
#define BRINK_STATS_MEAN_INTERVAL_H

/* Which interval a mean deserves.
 *
 * Student's interval rests on the sum being nearly normal. Where few values carry it (a loss that hardly ever
 * happens, a heavy tail) it is not, and the interval is too short: with the sample's standard deviation it
 * misses most where the sample happens to lack the large values. Cochran (1977, Sampling Techniques, 3rd ed.,
 * section 2.15) asks for n > 25 g^2, g the skewness; since the sample's own skewness is too small in just
 * those cases, 50 are asked for here. scripts/coverage measures what that gives (docs/results.md).
 *
 * A mean of zeros and ones is a probability, and has its interval; so has one of zeros and one other value,
 * times that value. */

#include "stats/interval.h"
#include "stats/sketch.h"

/** Whether all finite values are 0 or 1. False without values. */
bool brink_i_moments_are_truths(const brink_i_moments *moments);

/** Whether so few values carry the mean that Student's interval would not keep its level. `sketch`: of the
 * same values; NULL: judged by the largest alone, which finds too few more often. */
bool brink_i_few_carry(const brink_i_moments *moments, const brink_i_sketch *sketch);

/** For a mean; `condition`: its values can be nothing but 0 and 1. Method NONE, and no bounds, where there
 * are fewer than two values or few carry it; EQUAL, of width 0, where all are the same. */
brink_i_interval brink_i_interval_of_mean(const brink_i_moments *moments, const brink_i_sketch *sketch,
                                          bool condition, double level);

#endif
