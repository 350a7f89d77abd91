/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/paired_interval.h"

#include <math.h>

#include "stats/critical.h"

typedef struct sample {
    double gained, lost, n;
} sample;

/* The score statistic of the hypothesis that the true difference is d; falls as d rises. */
static double score(const sample *s, double d)
{
    /* Most likely share of trials that are lost, given d: the larger root of a square equation. */
    double a = 2.0 * s->n;
    double b = (2.0 * s->n - s->gained + s->lost) * d - s->gained - s->lost;
    double c = -s->lost * d * (1.0 - d);
    double root = sqrt(fmax(b * b - 4.0 * a * c, 0.0));
    /* Two forms of the same root, each without cancellation. */
    double lost = b > 0.0 ? -2.0 * c / (b + root) : (root - b) / (2.0 * a);
    double variance = s->n * (2.0 * lost + d * (1.0 - d));
    double distance = s->gained - s->lost - s->n * d;
    if (distance == 0.0) {
        return 0.0;
    }
    return variance > 0.0 ? distance / sqrt(variance) : distance > 0.0 ? (double)INFINITY : -(double)INFINITY;
}

/* Where the score passes through `target` between low and high. */
static double solve(const sample *s, double target, double low, double high)
{
    for (;;) {
        double mid = low + 0.5 * (high - low);
        if (!(mid > low && mid < high)) {
            return mid;
        }
        if (score(s, mid) > target) {
            low = mid;
        } else {
            high = mid;
        }
    }
}

void brink_i_paired_interval(uint64_t gained, uint64_t lost, uint64_t n, double level, double *low,
                             double *high)
{
    *low = -1.0;
    *high = 1.0;
    if (n == 0) {
        return;
    }
    const sample s = {(double)gained, (double)lost, (double)n};
    double z = brink_i_critical_normal(1.0 - level);
    double d = (s.gained - s.lost) / s.n;
    if (d > -1.0) {
        *low = solve(&s, z, -1.0, d);
    }
    if (d < 1.0) {
        *high = solve(&s, -z, d, 1.0);
    }
}
