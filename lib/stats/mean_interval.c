/* SPDX-License-Identifier: Apache-2.0 */
#include "stats/mean_interval.h"

#include <math.h>
#include <string.h>

static const double NEEDED = 50.0; /* values, times the square of their skewness */

/* Sums are exact, and x^2 = x for 0 and 1 alone. */
bool brink_i_moments_are_truths(const brink_i_moments *moments)
{
    if (moments->count == 0 || !(moments->min >= 0.0 && moments->max <= 1.0)) {
        return false;
    }
    brink_i_exact_sum sum = moments->sum, squares = moments->squares;
    brink_i_exact_sum_normalise(&sum);
    brink_i_exact_sum_normalise(&squares);
    return memcmp(sum.limb, squares.limb, sizeof sum.limb) == 0;
}

typedef struct cells {
    const brink_i_sketch *sketch;
    double scale; /* so that third powers of the values stay in range */
} cells;

/* The mean of the k-th powers of the distances from `centre`. Buckets stand for their middles. */
static double power_mean(const cells *of, double centre, int k)
{
    brink_i_sketch_cursor cursor = {0};
    brink_i_sketch_cell cell;
    double sum = 0.0;
    while (brink_i_sketch_next(of->sketch, &cursor, &cell)) {
        const double d = 0.5 * (cell.low / of->scale + cell.high / of->scale) - centre;
        sum += (double)cell.count * (k == 1 ? d : k == 2 ? d * d : d * d * d);
    }
    return sum / (double)of->sketch->count;
}

/* Square of the skewness; 0 where all values are in one bucket. */
static double skewness2(const brink_i_sketch *sketch)
{
    const cells of = {sketch, fmax(fabs(sketch->min), fabs(sketch->max))};
    const double mean = power_mean(&of, 0.0, 1);
    const double m2 = power_mean(&of, mean, 2), m3 = power_mean(&of, mean, 3);
    return m2 > 0.0 ? m3 / m2 * (m3 / m2) / m2 : 0.0;
}

bool brink_i_few_carry(const brink_i_moments *moments, const brink_i_sketch *sketch)
{
    const double n = (double)moments->count, sd = brink_i_moments_sd(moments);
    if (moments->count < 2 || !(sd > 0.0)) {
        return false;
    }
    /* |E (x - m)^3| is at most the largest distance times the variance. That settles most cases, and those in
     * which buckets are wider than the whole spread. */
    const double mean = brink_i_moments_mean(moments);
    const double most = fmax(moments->max - mean, mean - moments->min) / sd;
    if (NEEDED * most * most <= n) {
        return false;
    }
    return !sketch || NEEDED * fmin(skewness2(sketch), most * most) > n;
}

/* If all values are 0 or one other, that one, else 0. In [0, v] x^2 <= v x, with equality at both ends alone.
 * Two values at least must have agreed on it: a single one says nothing of what others would be. */
static double only_other_value(const brink_i_moments *moments)
{
    const double v = moments->max > 0.0 ? moments->max : moments->min;
    const double sum = brink_i_exact_sum_value(&moments->sum);
    const double squares = brink_i_exact_sum_value(&moments->squares);
    const bool one_sided = moments->min == 0.0 || moments->max == 0.0;
    return one_sided && moments->min < moments->max && fabs(squares - v * sum) <= 0x1p-50 * squares &&
                   sum / v > 1.5
               ? v
               : 0.0;
}

static brink_i_interval scaled(brink_i_interval interval, double v)
{
    const double low = v > 0.0 ? interval.low : interval.high, high = v > 0.0 ? interval.high : interval.low;
    interval.low = v * low;
    interval.high = v * high;
    return interval;
}

brink_i_interval brink_i_interval_of_mean(const brink_i_moments *moments, const brink_i_sketch *sketch,
                                          bool condition, double level)
{
    const bool varies = moments->min < moments->max;
    if ((condition || varies) && brink_i_moments_are_truths(moments)) {
        return brink_i_interval_probability((uint64_t)brink_i_exact_sum_value(&moments->sum), moments->count,
                                            level);
    }
    const double v = only_other_value(moments);
    if (v != 0.0) {
        const double times = rint(brink_i_exact_sum_value(&moments->sum) / v);
        return scaled(brink_i_interval_probability((uint64_t)times, moments->count, level), v);
    }
    if (moments->count >= 2 && !varies) {
        return (brink_i_interval){moments->min, moments->max, level, BRINK_I_INTERVAL_EQUAL};
    }
    if (moments->count < 2 || brink_i_few_carry(moments, sketch)) {
        return (brink_i_interval){-INFINITY, INFINITY, level, BRINK_I_INTERVAL_NONE};
    }
    return brink_i_interval_mean(moments, level);
}
