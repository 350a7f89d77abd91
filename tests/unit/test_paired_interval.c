/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "analysis/paired_interval.h"
#include "stats/critical.h"
#include "stats/interval.h"

static const double LEVEL = 0.95;

static void interval_without_any_difference_has_the_closed_form(void **state)
{
    (void)state;
    double z = brink_i_critical_normal(1.0 - LEVEL);
    for (uint64_t n = 1; n <= 1000000000; n *= 10) {
        double low, high, bound = z * z / (z * z + (double)n);
        brink_i_paired_interval(0, 0, n, LEVEL, &low, &high);
        assert_true(fabs(high - bound) < 1e-12 * bound);
        assert_true(fabs(low + bound) < 1e-12 * bound);
    }
}

/* Without lost trials the difference is a share of n, and the score interval of a share is Wilson's: the
 * upper end. */
static void interval_of_gains_only_has_wilsons_upper_end(void **state)
{
    (void)state;
    for (uint64_t gained = 1; gained < 100; gained += 7) {
        double low, high;
        brink_i_paired_interval(gained, 0, 100, LEVEL, &low, &high);
        assert_true(fabs(high - brink_i_interval_wilson(gained, 100, LEVEL).high) < 1e-12);
        assert_true(low < (double)gained / 100.0);
    }
}

static void interval_swapped_is_mirrored(void **state)
{
    (void)state;
    for (uint64_t gained = 0; gained <= 20; gained += 3) {
        for (uint64_t lost = 0; lost + gained <= 25; lost += 4) {
            double a, b, c, d, value = ((double)gained - (double)lost) / 25.0;
            brink_i_paired_interval(gained, lost, 25, LEVEL, &a, &b);
            brink_i_paired_interval(lost, gained, 25, LEVEL, &c, &d);
            assert_true(fabs(a + d) < 1e-12 && fabs(b + c) < 1e-12);
            assert_true(-1.0 <= a && a <= value && value <= b && b <= 1.0);
        }
    }
}

static void interval_extremes_stay_inside(void **state)
{
    (void)state;
    double low, high;
    brink_i_paired_interval(0, 0, 0, LEVEL, &low, &high);
    assert_true(low <= -1.0 && high >= 1.0);
    brink_i_paired_interval(10, 0, 10, LEVEL, &low, &high);
    assert_true(low > 0.4 && low < 1.0 && high >= 1.0 && high <= 1.0);
    brink_i_paired_interval(0, 10, 10, LEVEL, &low, &high);
    assert_true(low <= -1.0 && low >= -1.0 && high < -0.4);
}

/* With many trials all intervals agree: value +- z * standard error. */
static void interval_of_many_trials_is_the_normal_one(void **state)
{
    (void)state;
    double n = 1e8, gained = 3e6, lost = 1e6, d = (gained - lost) / n;
    double half = brink_i_critical_normal(1.0 - LEVEL) * sqrt(((gained + lost) / n - d * d) / n);
    double low, high;
    brink_i_paired_interval((uint64_t)gained, (uint64_t)lost, (uint64_t)n, LEVEL, &low, &high);
    assert_true(fabs(low - (d - half)) < 1e-3 * half);
    assert_true(fabs(high - (d + half)) < 1e-3 * half);
}

/* The interval from the sample's own standard deviation, which the score interval is used instead of. */
static void naive_interval(uint64_t gained, uint64_t lost, uint64_t n, double *low, double *high)
{
    double m = (double)n, d = ((double)gained - (double)lost) / m;
    double half =
        brink_i_critical_normal(1.0 - LEVEL) * sqrt((((double)gained + (double)lost) / m - d * d) / m);
    *low = d - half;
    *high = d + half;
}

/* Probability that the interval holds the true difference, by adding up all samples of n trials. */
static double coverage(uint64_t n, double p_gained, double p_lost, bool naive)
{
    double sum = 0.0;
    for (uint64_t g = 0; g <= n; g++) {
        for (uint64_t l = 0; l + g <= n; l++) {
            double low, high;
            double log_p = lgamma((double)n + 1) - lgamma((double)g + 1) - lgamma((double)l + 1) -
                           lgamma((double)(n - g - l) + 1) + (double)g * log(p_gained) +
                           (double)l * log(p_lost) + (double)(n - g - l) * log(1.0 - p_gained - p_lost);
            if (naive) {
                naive_interval(g, l, n, &low, &high);
            } else {
                brink_i_paired_interval(g, l, n, LEVEL, &low, &high);
            }
            if (low <= p_gained - p_lost && p_gained - p_lost <= high) {
                sum += exp(log_p);
            }
        }
    }
    return sum;
}

static void interval_covers_as_often_as_it_says(void **state)
{
    (void)state;
    static const double shares[][2] = {{0.02, 0.01}, {0.05, 0.05}, {0.2, 0.05},
                                       {0.3, 0.3},   {0.6, 0.1},   {0.001, 0.02}};
    double total = 0.0;
    enum { N = sizeof shares / sizeof *shares };
    for (size_t i = 0; i < N; i++) {
        double c = coverage(60, shares[i][0], shares[i][1], false);
        assert_true(c > 0.92 && c <= 1.0);
        total += c;
    }
    assert_true(total / N > 0.94);
    /* The twin that this check must refuse. */
    assert_true(coverage(60, 0.001, 0.02, true) < 0.92);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(interval_without_any_difference_has_the_closed_form),
        cmocka_unit_test(interval_of_gains_only_has_wilsons_upper_end),
        cmocka_unit_test(interval_swapped_is_mirrored),
        cmocka_unit_test(interval_extremes_stay_inside),
        cmocka_unit_test(interval_of_many_trials_is_the_normal_one),
        cmocka_unit_test(interval_covers_as_often_as_it_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
