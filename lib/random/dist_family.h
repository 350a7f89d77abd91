/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_RANDOM_DIST_FAMILY_H
#define BRINK_RANDOM_DIST_FAMILY_H

/* What each family of distributions gives to distribution.c. */

#include "random/distribution.h"

/** The functions of one distribution. `prepare` is called with the right number of finite arguments; it fills
 * k, low and high, and returns NULL or what is wrong. `quantile` gets p and q = 1 - p, each with full
 * relative precision, and must use the smaller where precision matters. */
typedef struct brink_i_family {
    const char *(*prepare)(brink_i_dist *d, const double *args, int n);
    double (*quantile)(const brink_i_dist *d, double p, double q);
    double (*mean)(const brink_i_dist *d);
} brink_i_family;

extern const brink_i_family brink_i_family_uniform, brink_i_family_loguniform, brink_i_family_normal,
    brink_i_family_lognormal, brink_i_family_triangular, brink_i_family_pert, brink_i_family_beta,
    brink_i_family_gamma, brink_i_family_weibull, brink_i_family_exponential, brink_i_family_bernoulli,
    brink_i_family_binomial, brink_i_family_poisson, brink_i_family_geometric, brink_i_family_discrete,
    brink_i_family_elicited, brink_i_family_cauchy, brink_i_family_laplace, brink_i_family_student_t,
    brink_i_family_data;

/* The least uniform that a stream gives; used to see whether a distribution overflows. */
#define BRINK_I_U_FIRST 0x1p-53

#endif
