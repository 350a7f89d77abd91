/* SPDX-License-Identifier: Apache-2.0 */

/* Baseline (b): the reference model in daily steps, as an expert writes it in C: inlined PCG, one uniform for
 * each machine that can move (it decides whether, and which way), probabilities of constant hazards computed
 * beforehand.
 *
 * A step looks at the state of its morning: each machine moves with probability 1 - exp(-total hazard *
 * step), and which way in proportion to the hazards; then the day's fuel is burnt. All stepping baselines
 * sample this law, which differs from the model's by the error of the step (docs/performance.md says how
 * much).
 *
 *   ref_steps TRIALS [SEED [STEPS]]         STEPS: of the 365 days, 365 if left out; to see the error that
 * steps make */

#include "baseline.h"

enum { PEACE, BLOCKADE, INVASION, SETTLED, ANNEXED };
enum { CALM, PROVOCATION, WAR };

/* Probabilities within one step. */
typedef struct table {
    int steps;
    double length;               /* of a step, in days */
    double onset, blockade_ends; /* of the strait */
    double provoked[2];          /* in peace, in a conflict */
    double provocation_ends;
    double committing[2]; /* Korea calm, not calm */
} table;

static double within(double hazard, double length) { return -expm1(-hazard * length); }

static table prepare(int steps)
{
    double length = 365.0 / steps;
    return (table){.steps = steps,
                   .length = length,
                   .onset = within(0.002, length),
                   .blockade_ends = within(0.03, length),
                   .provoked = {within(0.001, length), within(0.021, length)},
                   .provocation_ends = within(0.035, length),
                   .committing = {within(0.1, length), within(0.04, length)}};
}

static int trial(baseline_stream *r, const table *p)
{
    double fuel = baseline_triangular(baseline_uniform(r), 60, 90, 120);
    const double drain = (1 - (0.1 + 0.25 * baseline_uniform(r))) * p->length;
    int strait = PEACE, korea = CALM, committed = 0;
    for (int i = 0; i < p->steps; i++) {
        const int was = strait, hot = strait != PEACE, calm = korea == CALM;
        const double u = baseline_uniform(r);
        if (was == PEACE) {
            strait = u < p->onset ? BLOCKADE : PEACE;
        } else if (was == BLOCKADE) {
            if (u < p->blockade_ends) {
                strait = 3 * u < p->blockade_ends ? INVASION : SETTLED;
            }
        } else {
            const double annex = (committed ? 0.0075 : 0.015) * baseline_logistic((fuel - 20) / 10);
            const double total = annex + (fuel > 0 ? 0.01 : 0.04), ends = within(total, p->length);
            if (u < ends) {
                strait = u * total < annex * ends ? ANNEXED : SETTLED;
            }
        }
        if (korea != WAR) {
            const double v = baseline_uniform(r);
            if (calm) {
                korea = v < p->provoked[hot] ? PROVOCATION : CALM;
            } else if (v < p->provocation_ends) {
                korea = 7 * v < p->provocation_ends ? WAR : CALM;
            }
        }
        if (was == INVASION && !committed) {
            committed = baseline_uniform(r) < p->committing[!calm];
        }
        if (hot) {
            fuel = fuel > drain ? fuel - drain : 0;
            if (strait >= SETTLED) {
                break;
            }
        }
    }
    return strait;
}

int main(int argc, char **argv)
{
    uint64_t trials = baseline_argument(argc, argv, 1, 100000), seed = baseline_argument(argc, argv, 2, 1),
             counts[5] = {0};
    const table probabilities = prepare((int)baseline_argument(argc, argv, 3, 365));
    baseline_timer start = baseline_start();
    for (uint64_t i = 0; i < trials; i++) {
        baseline_stream r = baseline_open(seed, i);
        counts[trial(&r, &probabilities)]++;
    }
    baseline_report_ref("ref_steps", trials, start, counts);
    return 0;
}
