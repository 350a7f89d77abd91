/* SPDX-License-Identifier: Apache-2.0 */
#include "stats/interval.h"

#include "stats/binomial.h"
#include "stats/critical.h"

#include <math.h>
#include <string.h>

const char *brink_i_interval_method_name(brink_i_interval_method method)
{
    switch (method) {
    case BRINK_I_INTERVAL_NONE:
        return "none";
    case BRINK_I_INTERVAL_WILSON:
        return "Wilson";
    case BRINK_I_INTERVAL_CLOPPER_PEARSON:
        return "Clopper-Pearson";
    case BRINK_I_INTERVAL_STUDENT:
        return "Student t";
    case BRINK_I_INTERVAL_EQUAL:
        return "all equal";
    }
    return "none";
}

brink_i_interval brink_i_interval_wilson(uint64_t count, uint64_t n, double level)
{
    brink_i_interval interval = {0.0, 1.0, level, BRINK_I_INTERVAL_WILSON};
    if (n == 0) {
        interval.method = BRINK_I_INTERVAL_NONE;
        return interval;
    }
    double z = brink_i_critical_normal(1.0 - level);
    double m = (double)n, p = (double)count / m, q = (double)(n - count) / m;
    double z2 = z * z / m;
    double centre = (p + 0.5 * z2) / (1.0 + z2);
    double half = z * sqrt(p * q / m + 0.25 * z2 / m) / (1.0 + z2);
    interval.low = count == 0 ? 0.0 : fmax(0.0, centre - half);
    interval.high = count == n ? 1.0 : fmin(1.0, centre + half);
    return interval;
}

/* The p at which P(X >= count) = tail. The tail grows with p, and positive doubles are ordered as their bits
 * are, so bisecting the bits ends at the nearest double whatever its magnitude. */
static double solve_at_least(uint64_t count, uint64_t n, double tail)
{
    double one = 1.0, p = 0.0;
    uint64_t low = 0, high;
    memcpy(&high, &one, sizeof high);
    while (high - low > 1) {
        uint64_t mid = low + (high - low) / 2;
        memcpy(&p, &mid, sizeof p);
        if (brink_i_binomial_at_least(count, n, p) < tail) {
            low = mid;
        } else {
            high = mid;
        }
    }
    memcpy(&p, &high, sizeof p);
    return p;
}

/* The p at which P(X <= count) = tail, count < n. */
static double solve_at_most(uint64_t count, uint64_t n, double tail)
{
    double one = 1.0, p = 0.0;
    uint64_t low = 0, high;
    memcpy(&high, &one, sizeof high);
    while (high - low > 1) {
        uint64_t mid = low + (high - low) / 2;
        memcpy(&p, &mid, sizeof p);
        if (brink_i_binomial_at_most(count, n, p) > tail) {
            low = mid;
        } else {
            high = mid;
        }
    }
    memcpy(&p, &high, sizeof p);
    return p;
}

brink_i_interval brink_i_interval_clopper_pearson(uint64_t count, uint64_t n, double level)
{
    brink_i_interval interval = {0.0, 1.0, level, BRINK_I_INTERVAL_CLOPPER_PEARSON};
    double tail = 0.5 * (1.0 - level);
    if (n == 0) {
        interval.method = BRINK_I_INTERVAL_NONE;
        return interval;
    }
    if (count > 0) {
        interval.low = solve_at_least(count, n, tail);
    }
    if (count < n) {
        interval.high = solve_at_most(count, n, tail);
    }
    return interval;
}

brink_i_interval brink_i_interval_probability(uint64_t count, uint64_t n, double level)
{
    if (count < 10 || n - count < 10) {
        return brink_i_interval_clopper_pearson(count, n, level);
    }
    return brink_i_interval_wilson(count, n, level);
}

brink_i_interval brink_i_interval_mean(const brink_i_moments *moments, double level)
{
    brink_i_interval interval = {-INFINITY, INFINITY, level, BRINK_I_INTERVAL_NONE};
    if (moments->count < 2) {
        return interval;
    }
    double mean = brink_i_moments_mean(moments);
    double half =
        brink_i_critical_student(1.0 - level, moments->count - 1) * brink_i_moments_standard_error(moments);
    interval.low = mean - half;
    interval.high = mean + half;
    interval.method = BRINK_I_INTERVAL_STUDENT;
    return interval;
}
