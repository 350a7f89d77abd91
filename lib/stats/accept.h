/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_STATS_ACCEPT_H
#define BRINK_STATS_ACCEPT_H

/* Does a sample agree with a known answer? The checks behind `brink verify`.
 *
 * An answer is a range [low, high]: a single number when the two are equal; a number widened by half a unit
 * of its last printed digit; or a band. The null hypothesis is that the truth lies in the range, so a sample
 * beyond it is compared with the end that it is beyond, and one inside it is accepted.
 *
 * alpha is the probability that one check rejects a true answer. A suite states one error rate for all of its
 * checks and divides it (Bonferroni): brink_i_accept_share.
 *
 * The checks of mean and sd use the normal approximation of the sampling distribution, which is meant for
 * 1,000 values and more. That of a probability is exact for any number of trials. */

#include "stats/moments.h"

#include <brink/status.h>

typedef struct brink_i_verdict {
    bool accepted;    /* |statistic| <= critical */
    double observed;  /* the sample's mean, sd, share; for every trial, the value furthest off */
    double statistic; /* signed distance from the answer in standard errors, 0 in the range; or infinite */
    double critical;
} brink_i_verdict;

/** The error rate of each of `checks` checks that together may err with probability `family`. */
double brink_i_accept_share(double family, uint64_t checks);

/* All return BRINK_ERR_ARGUMENT when low > high, alpha is outside (0, 1) or the sample is too small (no
 * trials; for mean and sd fewer than two values). A sample with non-finite values is rejected with an
 * infinite statistic. */

/** Z = sqrt(n) (mean - answer) / sd, with the true sd when it is known, else NaN for the sample's. With an sd
 * of 0 the mean must lie in the range. */
BRINK_NODISCARD brink_status brink_i_accept_mean(const brink_i_moments *moments, double low, double high,
                                                 double sd, double alpha, brink_i_verdict *verdict);

/** Y = (S^2 / answer^2 - 1) / sqrt((kurtosis - 1) / n + 2 / (n (n - 1))), the exact standard deviation of
 * S^2. With a kurtosis of 3 (also taken when it is NaN) that is sqrt((n - 1) / 2) (S^2 / answer^2 - 1), right
 * for normal values only: pass brink_i_shape_kurtosis for others. Kurtosis below 1.1 counts as 1.1, since S^2
 * is far from normal there. */
BRINK_NODISCARD brink_status brink_i_accept_sd(const brink_i_moments *moments, double low, double high,
                                               double kurtosis, double alpha, brink_i_verdict *verdict);

/** Exact binomial check, two-sided with alpha / 2 in each tail: accepted if and only if the Clopper-Pearson
 * interval of level 1 - alpha meets the range. The statistic is the normal equivalent of the tail
 * probability. */
BRINK_NODISCARD brink_status brink_i_accept_probability(uint64_t count, uint64_t n, double low, double high,
                                                        double alpha, brink_i_verdict *verdict);

/** Every value within `tolerance` of `answer` (a deterministic measure). statistic = largest distance,
 * critical = tolerance. */
BRINK_NODISCARD brink_status brink_i_accept_every(const brink_i_moments *moments, double answer,
                                                  double tolerance, brink_i_verdict *verdict);

#endif
