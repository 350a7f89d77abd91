/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_RANDOM_INCGAMMA_H
#define BRINK_RANDOM_INCGAMMA_H

#include <stdbool.h>

#include "random/special.h"

/* The regularised incomplete gamma functions P(a, x), Q(a, x) = 1 - P, and their inverse. Deterministic to
 * the bit. Both tails keep their relative precision. */

typedef struct brink_i_gamma_shape {
    double a; /* the shape, > 0 */
    double c; /* log of a^a e^-a / Gamma(a+1) */
} brink_i_gamma_shape;

brink_i_gamma_shape brink_i_gamma_shape_make(double a);

/** log P(a, x), or log Q(a, x) when `upper`, and its slope in log x. x > 0. */
brink_i_tail brink_i_gamma_tail(const brink_i_gamma_shape *g, double x, bool upper);

/** x with P(a, x) = p and Q(a, x) = q; the smaller of p and q decides. 0 when the answer is below the
 * smallest double. */
double brink_i_gamma_inverse(const brink_i_gamma_shape *g, double p, double q);

#endif
