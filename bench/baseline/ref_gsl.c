/* SPDX-License-Identifier: Apache-2.0 */

/* Baseline (a): the reference model in daily steps, as such models are mostly written in C: GSL's Mersenne
 * twister and gsl_ran_*, the hazards written down as they stand in the model, nothing computed beforehand. It
 * samples the law that ref_steps.c describes.
 *
 *   ref_gsl TRIALS [SEED] */

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>

#include "baseline.h"

enum { PEACE, BLOCKADE, INVASION, SETTLED, ANNEXED };
enum { CALM, PROVOCATION, WAR };
enum { HOME, COMMITTED };

/* Whether something of this hazard happens today. */
static unsigned today(gsl_rng *r, double hazard) { return gsl_ran_bernoulli(r, 1 - exp(-hazard)); }

/* Which of two hazards it was. */
static int either(gsl_rng *r, double first, double second, int if_first, int if_second)
{
    return gsl_rng_uniform(r) * (first + second) < first ? if_first : if_second;
}

static int trial(gsl_rng *r)
{
    double fuel = baseline_triangular(gsl_rng_uniform_pos(r), 60, 90, 120);
    double s = gsl_ran_flat(r, 0.1, 0.35);
    int strait = PEACE, korea = CALM, us = HOME;
    for (int day = 0; day < 365 && strait != SETTLED && strait != ANNEXED; day++) {
        int conflict = strait == BLOCKADE || strait == INVASION;
        double blockade = strait == PEACE ? 0.002 : 0;
        double invasion = strait == BLOCKADE ? 0.01 : 0;
        double annexation = 0, settlement = strait == BLOCKADE ? 0.02 : 0;
        if (strait == INVASION) {
            annexation = 0.015 * (1 - 0.5 * (us == COMMITTED)) * baseline_logistic((fuel - 20) / 10);
            settlement = 0.01 + 0.03 * (fuel <= 0);
        }
        double provocation = korea == CALM ? 0.001 + 0.02 * conflict : 0;
        double war = korea == PROVOCATION ? 0.005 : 0, calm = korea == PROVOCATION ? 0.03 : 0;
        double commitment = us == HOME ? 0.1 * (strait == INVASION) * (1 - 0.6 * (korea != CALM)) : 0;

        if (today(r, blockade + invasion + annexation + settlement)) {
            strait = strait == PEACE      ? BLOCKADE
                     : strait == BLOCKADE ? either(r, invasion, settlement, INVASION, SETTLED)
                                          : either(r, annexation, settlement, ANNEXED, SETTLED);
        }
        if (today(r, provocation + war + calm)) {
            korea = korea == CALM ? PROVOCATION : either(r, war, calm, WAR, CALM);
        }
        if (today(r, commitment)) {
            us = COMMITTED;
        }
        if (conflict) {
            fuel = fmax(0, fuel - (1 - s));
        }
    }
    return strait;
}

int main(int argc, char **argv)
{
    uint64_t trials = baseline_argument(argc, argv, 1, 20000), seed = baseline_argument(argc, argv, 2, 1),
             counts[5] = {0};
    gsl_rng *r = gsl_rng_alloc(gsl_rng_mt19937);
    if (!r) {
        return 1;
    }
    gsl_rng_set(r, (unsigned long)seed);
    baseline_timer start = baseline_start();
    for (uint64_t i = 0; i < trials; i++) {
        counts[trial(r)]++;
    }
    baseline_report_ref("ref_gsl", trials, start, counts);
    gsl_rng_free(r);
    return 0;
}
