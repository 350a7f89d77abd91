/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_STATS_BINOMIAL_H
#define BRINK_STATS_BINOMIAL_H

/* Probabilities of X ~ Binomial(n, p), accurate in both tails for any n: no approximation enters, so
 * intervals and verdicts are as exact for ten thousand million trials as for ten. Time is of the order of
 * sqrt(n p (1 - p)). */

#include <stdint.h>

/** P(X = k). */
double brink_i_binomial_pmf(uint64_t k, uint64_t n, double p);
/** P(X >= k). */
double brink_i_binomial_at_least(uint64_t k, uint64_t n, double p);
/** P(X <= k). */
double brink_i_binomial_at_most(uint64_t k, uint64_t n, double p);

#endif
