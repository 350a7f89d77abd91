/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_ANALYSIS_PAIRED_INTERVAL_H
#define BRINK_ANALYSIS_PAIRED_INTERVAL_H

/* The difference of two shares of the same trials: `gained` trials have it only with the second, `lost` only
 * with the first, of n in all. The difference is (gained - lost) / n.
 *
 * Tango 1998, "Equivalence test and confidence interval for the difference in proportions for the
 * paired-sample design": the differences that the score test does not reject. Unlike the interval from the
 * sample's standard deviation it is not empty where no trial differs, and keeps close to its level where few
 * do. */

#include <stdint.h>

/* [-1, 1] for n = 0. */
void brink_i_paired_interval(uint64_t gained, uint64_t lost, uint64_t n, double level, double *low,
                             double *high);

#endif
