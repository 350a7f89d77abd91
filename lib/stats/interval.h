/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_STATS_INTERVAL_H
#define BRINK_STATS_INTERVAL_H

/* Two-sided confidence intervals for probabilities and means. */

#include "stats/moments.h"

typedef enum brink_i_interval_method {
    BRINK_I_INTERVAL_NONE,   /* nothing is known: no trials, one value of a mean, few that carry it */
    BRINK_I_INTERVAL_WILSON, /* Wilson 1927, the score interval */
    BRINK_I_INTERVAL_CLOPPER_PEARSON, /* Clopper & Pearson 1934, exact: coverage never below the level */
    BRINK_I_INTERVAL_STUDENT,         /* mean +- t * standard error */
    BRINK_I_INTERVAL_EQUAL /* all values are the same: it has no width, and says no more than that */
} brink_i_interval_method;

typedef struct brink_i_interval {
    double low, high;
    double level;
    brink_i_interval_method method;
} brink_i_interval;

/** Name for reports, as in "Clopper-Pearson"; static storage. */
const char *brink_i_interval_method_name(brink_i_interval_method method);

/* For a probability estimated by count out of n, count <= n; [0, 1] when n is 0. */

brink_i_interval brink_i_interval_wilson(uint64_t count, uint64_t n, double level);
brink_i_interval brink_i_interval_clopper_pearson(uint64_t count, uint64_t n, double level);
/** Clopper-Pearson when fewer than 10 trials are on either side, else Wilson. */
brink_i_interval brink_i_interval_probability(uint64_t count, uint64_t n, double level);

/** For a mean that is known to be nearly normal (others: stats/mean_interval.h); unbounded for fewer than two
 * values. */
brink_i_interval brink_i_interval_mean(const brink_i_moments *moments, double level);

#endif
