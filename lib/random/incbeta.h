/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_RANDOM_INCBETA_H
#define BRINK_RANDOM_INCBETA_H

#include "random/special.h"

/* The regularised incomplete beta function I_x(a, b) and its inverse. Deterministic to the bit. The place is
 * given as x and y = 1 - x, so that both tails keep their relative precision: 1 - I_x(a, b) = I_y(b, a). */

typedef struct brink_i_beta_shape {
    double a, b; /* > 0 */
    double c;    /* log of x^a y^b / B(a, b) at its peak, x = a/(a+b) */
} brink_i_beta_shape;

brink_i_beta_shape brink_i_beta_shape_make(double a, double b);

/** log I_x(a, b) and its slope in log(x/y); x, y > 0. */
brink_i_tail brink_i_beta_tail(const brink_i_beta_shape *s, double x, double y);

/** x with I_x(a, b) = p and I_y(b, a) = q, and y = 1 - x in *complement; the smaller of p and q decides. */
double brink_i_beta_inverse(const brink_i_beta_shape *s, double p, double q, double *complement);

#endif
