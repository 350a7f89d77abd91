/* SPDX-License-Identifier: Apache-2.0 */

/* Baseline (c): the reference model event by event in continuous time, as an expert writes it by hand for
 * this one model: total hazard, one exponential, one uniform to choose; the one hazard that follows the
 * falling fuel is thinned under its value now (it only falls, until fuel is dry). Inlined PCG-64 (RXS-M-XS),
 * libm's log and exp. */

#include "baseline.h"

enum { PEACE, BLOCKADE, INVASION, SETTLED, ANNEXED };
enum { CALM, PROVOCATION, WAR };

static int trial(baseline_stream *r)
{
    double fuel = baseline_triangular(baseline_uniform(r), 60, 90, 120);
    double drain = 1 - (0.1 + 0.25 * baseline_uniform(r));
    double t = 0;
    int strait = PEACE, korea = CALM, committed = 0;
    while (strait < SETTLED) {
        int hot = strait != PEACE;
        double dry = hot && fuel > 0 ? fuel / drain : INFINITY; /* time until dry */
        double annex = strait == INVASION ? 0.015 * (committed ? 0.5 : 1) : 0;
        double annex_bound = annex * (strait == INVASION ? baseline_logistic((fuel - 20) / 10) : 0);
        double strait_total = strait == PEACE      ? 0.002
                              : strait == BLOCKADE ? 0.03
                                                   : annex_bound + 0.01 + (fuel > 0 ? 0 : 0.03);
        double korea_total = korea == CALM ? 0.001 + 0.02 * hot : korea == PROVOCATION ? 0.035 : 0;
        double us_total = !committed && strait == INVASION ? 0.1 * (korea == CALM ? 1 : 0.4) : 0;
        double total = strait_total + korea_total + us_total;
        double wait = baseline_exponential(r) / total;
        if (dry < wait) {
            t += dry;
            if (t > 365) {
                return strait;
            }
            fuel = 0;
            continue;
        }
        t += wait;
        if (t > 365) {
            return strait;
        }
        if (hot && fuel > 0) {
            fuel -= drain * wait;
        }
        double u = baseline_uniform(r) * total;
        if (u < us_total) {
            committed = 1;
        } else if ((u -= us_total) < korea_total) {
            korea = korea == CALM ? PROVOCATION : u < 0.005 ? WAR : CALM;
        } else {
            u -= korea_total;
            if (strait == PEACE) {
                strait = BLOCKADE;
            } else if (strait == BLOCKADE) {
                strait = u < 0.01 ? INVASION : SETTLED;
            } else if (u < annex_bound) {
                if (u < annex * baseline_logistic((fuel - 20) / 10)) {
                    strait = ANNEXED;
                }
            } else {
                strait = SETTLED;
            }
        }
    }
    return strait;
}

int main(int argc, char **argv)
{
    uint64_t trials = baseline_argument(argc, argv, 1, 1000000), seed = baseline_argument(argc, argv, 2, 1),
             counts[5] = {0};
    baseline_timer start = baseline_start();
    for (uint64_t i = 0; i < trials; i++) {
        baseline_stream r = baseline_open(seed, i);
        counts[trial(&r)]++;
    }
    baseline_report_ref("ref_events", trials, start, counts);
    return 0;
}
