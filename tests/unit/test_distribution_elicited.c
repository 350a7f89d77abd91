/* SPDX-License-Identifier: Apache-2.0 */
/* elicited: the metalog goes through its percentiles, stays in its bounds, and refuses what it cannot be. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "random/distribution.h"

typedef struct sample {
    int n;
    double args[5];
} sample;

static const sample samples[] = {
    {3, {1000, 1300, 1400}},  {3, {-3, 0, 3}},
    {3, {0, 0.126, 1}},       {3, {0, 0.874, 1}},
    {4, {2, 5, 30, 0}},       {4, {-9, -7, -4, -10}},
    {4, {1, 2, 4, 0}},        {5, {0.05, 0.2, 0.7, 0, 1}},
    {5, {10, 20, 25, 5, 40}}, {5, {0.01, 0.05, 0.9, 0, 1}},
};
#define SAMPLE_COUNT (sizeof samples / sizeof samples[0])

static void quantile_at_the_given_percentiles_is_exact(void **state)
{
    (void)state;
    const double us[3] = {0.05, 0.5, 0.95};
    for (size_t i = 0; i < SAMPLE_COUNT; i++) {
        brink_i_dist d;
        assert_null(brink_i_dist_prepare(&d, BRINK_I_DIST_ELICITED, samples[i].args, samples[i].n));
        const double range = samples[i].args[2] - samples[i].args[0];
        for (int j = 0; j < 3; j++) {
            assert_true(fabs(brink_i_dist_quantile(&d, us[j]) - samples[i].args[j]) <
                        1e-14 * range + 1e-14 * fabs(samples[i].args[j]));
        }
    }
}

/* Equal spacing is the logistic distribution, q50 + s log(u/(1-u)). */
static void quantile_symmetric_percentiles_give_the_logistic(void **state)
{
    (void)state;
    const double args[3] = {-3, 0, 3};
    brink_i_dist d;
    assert_null(brink_i_dist_prepare(&d, BRINK_I_DIST_ELICITED, args, 3));
    for (int i = 1; i < 100; i++) {
        const double u = i / 100.0;
        assert_true(fabs(brink_i_dist_quantile(&d, u) - 3.0 / log(19.0) * log(u / (1.0 - u))) < 1e-13);
    }
}

static void quantile_bounded_results_stay_inside_the_bounds(void **state)
{
    (void)state;
    const double us[] = {0x1p-53, 1e-9, 0.01, 0.5, 0.99, 1.0 - 1e-9, 1.0 - 0x1p-53};
    for (size_t i = 0; i < SAMPLE_COUNT; i++) {
        brink_i_dist d;
        assert_null(brink_i_dist_prepare(&d, BRINK_I_DIST_ELICITED, samples[i].args, samples[i].n));
        double low, high;
        brink_i_dist_support(&d, &low, &high);
        assert_true(low == (samples[i].n >= 4 ? samples[i].args[3] : -(double)INFINITY));
        assert_true(high == (samples[i].n == 5 ? samples[i].args[4] : (double)INFINITY));
        for (size_t j = 0; j < sizeof us / sizeof us[0]; j++) {
            const double x = brink_i_dist_quantile(&d, us[j]);
            assert_true(x >= low && x <= high);
        }
    }
}

/* Just inside the range that is told, the distribution exists and grows everywhere; just outside it is
 * refused. */
static void elicited_range_is_exactly_what_prepare_accepts(void **state)
{
    (void)state;
    for (size_t i = 0; i < SAMPLE_COUNT; i++) {
        sample s = samples[i];
        double low, high;
        assert_true(brink_i_dist_elicited_range(s.args, s.n, &low, &high));
        assert_true(s.args[0] < low && low < high && high < s.args[2]);
        const double step = 1e-9 * (high - low);
        const double inside[2] = {low + step, high - step}, outside[2] = {low - step, high + step};
        for (int side = 0; side < 2; side++) {
            brink_i_dist d;
            s.args[1] = outside[side];
            const char *error = brink_i_dist_prepare(&d, BRINK_I_DIST_ELICITED, s.args, s.n);
            assert_non_null(error);
            assert_non_null(strstr(error, "q50"));
            s.args[1] = inside[side];
            assert_null(brink_i_dist_prepare(&d, BRINK_I_DIST_ELICITED, s.args, s.n));
            double last = brink_i_dist_quantile(&d, 1e-5);
            for (int j = 2; j < 100000; j++) {
                const double x = brink_i_dist_quantile(&d, j * 1e-5);
                assert_true(x >= last - 1e-14 * fabs(last));
                last = x;
            }
        }
    }
}

static void elicited_range_wrong_outer_arguments_have_none(void **state)
{
    (void)state;
    const double reversed[3] = {2, 0, 1}, low_too_high[4] = {1, 0, 2, 1}, high_too_low[5] = {1, 0, 2, 0, 2};
    double low, high;
    assert_false(brink_i_dist_elicited_range(reversed, 3, &low, &high));
    assert_false(brink_i_dist_elicited_range(low_too_high, 4, &low, &high));
    assert_false(brink_i_dist_elicited_range(high_too_low, 5, &low, &high));
    assert_false(brink_i_dist_elicited_range(reversed, 2, &low, &high));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quantile_at_the_given_percentiles_is_exact),
        cmocka_unit_test(quantile_symmetric_percentiles_give_the_logistic),
        cmocka_unit_test(quantile_bounded_results_stay_inside_the_bounds),
        cmocka_unit_test(elicited_range_is_exactly_what_prepare_accepts),
        cmocka_unit_test(elicited_range_wrong_outer_arguments_have_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
