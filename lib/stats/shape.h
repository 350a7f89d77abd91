/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_STATS_SHAPE_H
#define BRINK_STATS_SHAPE_H

/* Third and fourth powers of a measure, for its kurtosis: how far a sample standard deviation may stray from
 * the true one depends on it. Costs several times what the moments cost, so it is kept only where a standard
 * deviation is to be checked. Sums are exact, merging does not depend on order. */

#include "stats/moments.h"

typedef struct brink_i_shape {
    uint64_t outside; /* non-zero values outside 1e-60 < |x| < 1e60: the kurtosis is then not available */
    brink_i_exact_sum cubes;
    brink_i_exact_sum fourths;
} brink_i_shape;

/** The empty summary; also the initialiser. Owns no memory. */
void brink_i_shape_reset(brink_i_shape *shape);
/** Add the same values as to the moments that it goes with. */
void brink_i_shape_add(brink_i_shape *shape, double x);
void brink_i_shape_merge(brink_i_shape *shape, const brink_i_shape *other);
void brink_i_shape_normalise(brink_i_shape *shape);

/** Sample kurtosis m4 / m2^2 (3 for a normal distribution), at least 1. NaN when not available: fewer than
 * two values, all equal, values outside the range above, or a spread below about 1e-6 of the mean, where even
 * twice the precision of a double is not enough. */
double brink_i_shape_kurtosis(const brink_i_shape *shape, const brink_i_moments *moments);

#endif
