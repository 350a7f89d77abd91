/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_BASE_NORMAL_H
#define BRINK_BASE_NORMAL_H

/** Standard normal quantile of p, q = 1 - p given; the smaller decides. Wichura's PPND16. */
double brink_i_normal_inverse(double p, double q);

/** Standard normal probability of a value of at most z. */
double brink_i_normal_cdf(double z);

#endif
