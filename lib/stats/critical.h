/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_STATS_CRITICAL_H
#define BRINK_STATS_CRITICAL_H

/* Two-sided critical values. Computed here and not by a library, so that intervals are the same bits on
 * every machine, as everything else that is printed. */

#include <stdint.h>

/** z with P(|Z| > z) = alpha for a standard normal Z; infinite for alpha = 0, 0 for alpha = 1. */
double brink_i_critical_normal(double alpha);

/** t with P(|T| > t) = alpha for Student's T; degrees >= 1, 1e-12 <= alpha < 1. */
double brink_i_critical_student(double alpha, uint64_t degrees);

#endif
