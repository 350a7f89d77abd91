/* SPDX-License-Identifier: Apache-2.0 */
/* Truncation conditions a distribution on a range, also in the far tails, and says so when nothing is left.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <gsl/gsl_cdf.h>

#include "random/distribution.h"

#define INF ((double)INFINITY)

static const double us[] = {0x1p-53, 1e-9, 0.01, 0.2, 0.5, 0.8, 0.99, 1.0 - 1e-9, 1.0 - 0x1p-53};
#define UNIFORM_COUNT (sizeof us / sizeof us[0])

static brink_i_dist prepared(brink_i_dist_kind kind, const double *args, int n)
{
    brink_i_dist d;
    assert_null(brink_i_dist_prepare(&d, kind, args, n));
    return d;
}

static bool is_close(double x, double y, double tolerance)
{
    return fabs(x - y) <= tolerance * fmax(fabs(x), fabs(y));
}

static void truncate_normal_to_its_middle_equals_the_formula(void **state)
{
    (void)state;
    brink_i_dist d = prepared(BRINK_I_DIST_NORMAL, NULL, 0);
    assert_null(brink_i_dist_truncate(&d, -0.5, 2.0));
    const double a = gsl_cdf_ugaussian_P(-0.5), b = gsl_cdf_ugaussian_P(2.0);
    for (size_t i = 0; i < UNIFORM_COUNT; i++) {
        const double x = brink_i_dist_quantile(&d, us[i]);
        assert_true(fabs(x - gsl_cdf_ugaussian_Pinv(a + us[i] * (b - a))) < 1e-12);
        assert_true(x >= -0.5 && x <= 2.0);
    }
    double low, high;
    brink_i_dist_support(&d, &low, &high);
    assert_true(low == -0.5 && high == 2.0);
    assert_true(isnan(brink_i_dist_mean(&d)));
}

/* P(X > 9) is 1e-19: lost if only P(X <= 9), which rounds to 1, were kept. */
static void truncate_normal_to_a_far_tail_keeps_its_precision(void **state)
{
    (void)state;
    brink_i_dist up = prepared(BRINK_I_DIST_NORMAL, NULL, 0), down = up;
    assert_null(brink_i_dist_truncate(&up, 9.0, INF));
    assert_null(brink_i_dist_truncate(&down, -INF, -9.0));
    const double q9 = gsl_cdf_ugaussian_Q(9.0);
    for (size_t i = 0; i < UNIFORM_COUNT; i++) {
        const double x = brink_i_dist_quantile(&up, us[i]);
        assert_true(is_close(x, gsl_cdf_ugaussian_Qinv((1.0 - us[i]) * q9), 1e-12));
        assert_true(is_close(x, -brink_i_dist_quantile(&down, 1.0 - us[i]), 1e-12));
        assert_true(x >= 9.0);
    }
}

static void truncate_exponential_forgets_where_it_starts(void **state)
{
    (void)state;
    const double mean = 2.0;
    const brink_i_dist whole = prepared(BRINK_I_DIST_EXPONENTIAL, &mean, 1);
    brink_i_dist cut = whole;
    assert_null(brink_i_dist_truncate(&cut, 100.0, INF));
    for (size_t i = 0; i < UNIFORM_COUNT; i++) {
        assert_true(is_close(brink_i_dist_quantile(&cut, us[i]), 100.0 + brink_i_dist_quantile(&whole, us[i]),
                             1e-13));
    }
}

static void truncate_wide_bounds_change_nothing(void **state)
{
    (void)state;
    const double args[2] = {2.0, 3.0};
    const brink_i_dist_kind kinds[] = {BRINK_I_DIST_UNIFORM, BRINK_I_DIST_NORMAL, BRINK_I_DIST_GAMMA,
                                       BRINK_I_DIST_BETA, BRINK_I_DIST_WEIBULL};
    for (int k = 0; k < 5; k++) {
        const brink_i_dist whole = prepared(kinds[k], args, 2);
        brink_i_dist a = whole, b = whole;
        assert_null(brink_i_dist_truncate(&a, -INF, INF));
        assert_null(brink_i_dist_truncate(&b, -1e6, 1e6));
        for (size_t i = 0; i < UNIFORM_COUNT; i++) {
            assert_true(brink_i_dist_quantile(&a, us[i]) == brink_i_dist_quantile(&whole, us[i]));
            assert_true(brink_i_dist_quantile(&b, us[i]) == brink_i_dist_quantile(&whole, us[i]));
        }
        assert_true(brink_i_dist_mean(&a) == brink_i_dist_mean(&whole));
    }
}

static void truncate_twice_equals_the_intersection(void **state)
{
    (void)state;
    const double args[2] = {2.0, 3.0};
    brink_i_dist once = prepared(BRINK_I_DIST_GAMMA, args, 2), twice = once;
    assert_null(brink_i_dist_truncate(&once, 4.0, 9.0));
    assert_null(brink_i_dist_truncate(&twice, 2.0, 9.0));
    assert_null(brink_i_dist_truncate(&twice, 4.0, 20.0));
    for (size_t i = 0; i < UNIFORM_COUNT; i++) {
        assert_true(
            is_close(brink_i_dist_quantile(&once, us[i]), brink_i_dist_quantile(&twice, us[i]), 1e-14));
    }
}

static void truncate_every_continuous_kind_stays_inside_and_grows(void **state)
{
    (void)state;
    static const struct {
        brink_i_dist_kind kind;
        int n;
        double args[5];
        double low, high;
    } cases[] = {
        {BRINK_I_DIST_UNIFORM, 2, {0, 10}, 2, 3},          {BRINK_I_DIST_LOGUNIFORM, 2, {0.1, 1000}, 1, 2},
        {BRINK_I_DIST_NORMAL, 2, {0, 1}, 1, 1 + 1e-9},     {BRINK_I_DIST_LOGNORMAL, 2, {40, 0.8}, 100, 120},
        {BRINK_I_DIST_TRIANGULAR, 3, {0, 1, 5}, 0.5, 2},   {BRINK_I_DIST_PERT, 3, {0, 1, 5}, 4.9, 5},
        {BRINK_I_DIST_BETA, 2, {0.5, 0.5}, 0.25, 0.75},    {BRINK_I_DIST_BETA, 2, {2, 50}, 0.5, 0.6},
        {BRINK_I_DIST_GAMMA, 2, {0.3, 1}, 5, 6},           {BRINK_I_DIST_WEIBULL, 2, {1.5, 40}, 0, 10},
        {BRINK_I_DIST_EXPONENTIAL, 1, {4}, 0, 0.001},      {BRINK_I_DIST_ELICITED, 3, {10, 30, 40}, 0, 50},
        {BRINK_I_DIST_ELICITED, 4, {2, 5, 30, 0}, 1, 100},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        brink_i_dist d = prepared(cases[i].kind, cases[i].args, cases[i].n);
        assert_null(brink_i_dist_truncate(&d, cases[i].low, cases[i].high));
        double last = cases[i].low;
        for (int j = 1; j < 1000; j++) {
            const double x = brink_i_dist_quantile(&d, j / 1000.0);
            assert_true(x >= last && x <= cases[i].high);
            last = x;
        }
        /* The whole range is used. */
        const double width = cases[i].high - cases[i].low;
        assert_true(brink_i_dist_quantile(&d, 0x1p-53) < cases[i].low + 0.01 * width);
        assert_true(brink_i_dist_quantile(&d, 1.0 - 0x1p-53) > cases[i].high - 0.01 * width);
    }
}

static void truncate_counts_keep_their_relative_probabilities(void **state)
{
    (void)state;
    const double mean = 3.0;
    brink_i_dist d = prepared(BRINK_I_DIST_POISSON, &mean, 1);
    assert_null(brink_i_dist_truncate(&d, 1.5, 5.5));
    double low, high;
    brink_i_dist_support(&d, &low, &high);
    assert_true(low == 2.0 && high == 5.0);
    /* Weights of 2, 3, 4, 5 are 3^k/k!: 4.5, 4.5, 3.375, 2.025. */
    const double total = 14.4;
    const double jumps[3] = {4.5 / total, 9.0 / total, 12.375 / total};
    for (int k = 0; k < 3; k++) {
        assert_true(brink_i_dist_quantile(&d, jumps[k] - 1e-9) == k + 2.0);
        assert_true(brink_i_dist_quantile(&d, jumps[k] + 1e-9) == k + 3.0);
    }
    assert_true(brink_i_dist_quantile(&d, 0x1p-53) == 2.0);
    assert_true(brink_i_dist_quantile(&d, 1.0 - 0x1p-53) == 5.0);
}

static void truncate_to_one_count_gives_that_count(void **state)
{
    (void)state;
    const double mean = 3.0, half = 0.5, list[] = {1, 1, 2, 1e-20, 4, 1};
    brink_i_dist poisson = prepared(BRINK_I_DIST_POISSON, &mean, 1);
    brink_i_dist far_out = poisson;
    brink_i_dist coin = prepared(BRINK_I_DIST_BERNOULLI, &half, 1);
    brink_i_dist listed = prepared(BRINK_I_DIST_DISCRETE, list, 6);
    assert_null(brink_i_dist_truncate(&poisson, 4.0, 4.0));
    assert_null(brink_i_dist_truncate(&far_out, 100.0, 100.0));
    assert_null(brink_i_dist_truncate(&coin, 0.5, 2.0));
    assert_null(brink_i_dist_truncate(&listed, 3.0, 9.0));
    for (size_t i = 0; i < UNIFORM_COUNT; i++) {
        assert_true(brink_i_dist_quantile(&poisson, us[i]) == 4.0);
        assert_true(brink_i_dist_quantile(&far_out, us[i]) == 100.0);
        assert_true(brink_i_dist_quantile(&coin, us[i]) == 1.0);
        assert_true(brink_i_dist_quantile(&listed, us[i]) == 4.0);
    }
}

static void truncate_a_constant_inside_the_range_is_kept(void **state)
{
    (void)state;
    const double args[2] = {5.0, 0.0};
    brink_i_dist d = prepared(BRINK_I_DIST_NORMAL, args, 2);
    assert_null(brink_i_dist_truncate(&d, 5.0, 5.0));
    assert_null(brink_i_dist_truncate(&d, 4.0, 6.0));
    assert_true(brink_i_dist_quantile(&d, 0.3) == 5.0);
    assert_non_null(brink_i_dist_truncate(&d, 6.0, 7.0));
}

static void truncate_impossible_ranges_are_refused_and_change_nothing(void **state)
{
    (void)state;
    const double unit[2] = {0.0, 1.0}, half = 0.5, list[] = {1, 1, 2, 0, 4, 1}, exponential = 1.0;
    const double triangle[3] = {0.0, 2.0, 2.0}, tiny[2] = {0.001, 1.0};
    const struct {
        brink_i_dist d;
        double low, high;
    } cases[] = {
        {prepared(BRINK_I_DIST_UNIFORM, unit, 2), 2, 3},
        {prepared(BRINK_I_DIST_UNIFORM, unit, 2), -3, -2},
        {prepared(BRINK_I_DIST_UNIFORM, unit, 2), 0.5, 0.5},
        {prepared(BRINK_I_DIST_UNIFORM, unit, 2), 1, 3}, /* they touch, and its mirror image */
        {prepared(BRINK_I_DIST_UNIFORM, unit, 2), -3, 0},
        {prepared(BRINK_I_DIST_TRIANGULAR, triangle, 3), 2, 3},
        {prepared(BRINK_I_DIST_TRIANGULAR, triangle, 3), -3, 0},
        {prepared(BRINK_I_DIST_GAMMA, tiny, 2), -3, 0},
        {prepared(BRINK_I_DIST_UNIFORM, unit, 2), 0.6, 0.4},
        {prepared(BRINK_I_DIST_UNIFORM, unit, 2), (double)NAN, 0.4},
        {prepared(BRINK_I_DIST_UNIFORM, unit, 2), 0.1, (double)NAN},
        {prepared(BRINK_I_DIST_NORMAL, unit, 2), 39, 40},
        {prepared(BRINK_I_DIST_NORMAL, unit, 2), -40, -39},
        {prepared(BRINK_I_DIST_NORMAL, unit, 2), INF, INF},
        {prepared(BRINK_I_DIST_EXPONENTIAL, &exponential, 1), -1, 0},
        {prepared(BRINK_I_DIST_BERNOULLI, &half, 1), 0.2, 0.8},
        {prepared(BRINK_I_DIST_DISCRETE, list, 6), 1.5, 3.5},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        brink_i_dist d = cases[i].d;
        const char *error = brink_i_dist_truncate(&d, cases[i].low, cases[i].high);
        assert_non_null(error);
        assert_true(strlen(error) > 10);
        for (size_t j = 0; j < UNIFORM_COUNT; j++) {
            assert_true(brink_i_dist_quantile(&d, us[j]) == brink_i_dist_quantile(&cases[i].d, us[j]));
        }
    }
}

/* The values of a list are kept or lost whole. */
static void truncate_data_keeps_whole_values(void **state)
{
    (void)state;
    const double args[] = {4, 1, 3, 2};
    brink_i_dist d = prepared(BRINK_I_DIST_DATA, args, 4);
    for (int i = 1; i < 8; i++) { /* a step of a quarter each: the least x with P(X <= x) >= u */
        const double u = i / 8.0, x = brink_i_dist_quantile(&d, u);
        assert_true(x >= ceil(4 * u) && x <= ceil(4 * u));
    }
    assert_null(brink_i_dist_truncate(&d, 1.5, INF));
    for (size_t i = 0; i < UNIFORM_COUNT; i++) {
        const double x = brink_i_dist_quantile(&d, us[i]), rank = 1 + ceil(3 * us[i]);
        assert_true(x >= rank && x <= rank);
    }
    assert_non_null(brink_i_dist_truncate(&d, 2.1, 2.9));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(truncate_data_keeps_whole_values),
        cmocka_unit_test(truncate_normal_to_its_middle_equals_the_formula),
        cmocka_unit_test(truncate_normal_to_a_far_tail_keeps_its_precision),
        cmocka_unit_test(truncate_exponential_forgets_where_it_starts),
        cmocka_unit_test(truncate_wide_bounds_change_nothing),
        cmocka_unit_test(truncate_twice_equals_the_intersection),
        cmocka_unit_test(truncate_every_continuous_kind_stays_inside_and_grows),
        cmocka_unit_test(truncate_counts_keep_their_relative_probabilities),
        cmocka_unit_test(truncate_to_one_count_gives_that_count),
        cmocka_unit_test(truncate_a_constant_inside_the_range_is_kept),
        cmocka_unit_test(truncate_impossible_ranges_are_refused_and_change_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
