/* SPDX-License-Identifier: Apache-2.0 */
#include "stats/moments.h"
#include "stats/shape.h"

#include <float.h>
#include <math.h>
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>

#include <cmocka.h>

/* cmocka 1.1.5 compares as float, which is too coarse here. */
static void assert_near(double a, double b, double tolerance) { assert_true(fabs(a - b) <= tolerance); }

static uint64_t next(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

static double uniform(uint64_t *state) { return ((double)(next(state) >> 12) + 0.5) * 0x1p-52; }

static brink_i_moments moments_of(const double *x, int n)
{
    brink_i_moments m;
    brink_i_moments_reset(&m);
    for (int i = 0; i < n; i++) {
        brink_i_moments_add(&m, x[i]);
    }
    return m;
}

static double kurtosis_of(const double *x, int n)
{
    brink_i_moments m = moments_of(x, n);
    brink_i_shape s;
    brink_i_shape_reset(&s);
    for (int i = 0; i < n; i++) {
        brink_i_shape_add(&s, x[i]);
    }
    return brink_i_shape_kurtosis(&s, &m);
}

static void mean_of_nothing_is_nan(void **state)
{
    (void)state;
    brink_i_moments m = moments_of(NULL, 0);
    assert_true(isnan(brink_i_moments_mean(&m)) && isnan(brink_i_moments_sd(&m)));
    brink_i_moments_add(&m, 2.0);
    assert_true(brink_i_moments_mean(&m) == 2.0);
    assert_true(isnan(brink_i_moments_variance(&m)) && isnan(brink_i_moments_standard_error(&m)));
}

static void sd_of_equal_values_is_exactly_zero(void **state)
{
    (void)state;
    const double values[] = {0.1, -1.0 / 3.0, 137.5, 1e300, 5e-324, DBL_MAX};
    for (int k = 0; k < 6; k++) {
        for (int n = 2; n < 200; n += 7) {
            brink_i_moments m = moments_of(NULL, 0);
            for (int i = 0; i < n; i++) {
                brink_i_moments_add(&m, values[k]);
            }
            assert_true(brink_i_moments_mean(&m) == values[k]);
            assert_true(brink_i_moments_sd(&m) == 0.0 && brink_i_moments_variance(&m) == 0.0);
            assert_true(m.min == values[k] && m.max == values[k]);
        }
    }
}

static void variance_far_from_zero_has_no_cancellation(void **state)
{
    (void)state;
    const double x[] = {1e15 + 4, 1e15 + 7, 1e15 + 13, 1e15 + 16};
    brink_i_moments m = moments_of(x, 4);
    assert_true(brink_i_moments_mean(&m) == 1e15 + 10);
    assert_true(brink_i_moments_variance(&m) == 30.0);
    /* The twin: the textbook formula in doubles loses every digit. */
    double s1 = 0.0, s2 = 0.0;
    for (int i = 0; i < 4; i++) {
        s1 += x[i], s2 += x[i] * x[i];
    }
    assert_true(fabs((s2 - s1 * s1 / 4) / 3 - 30.0) > 1.0);
}

static void sd_of_extreme_magnitudes_neither_overflows_nor_underflows(void **state)
{
    (void)state;
    const double large[] = {-3e300, 3e300}, small[] = {-3e-300, 3e-300}, tiny[] = {0.0, 0x1p-1074};
    brink_i_moments m = moments_of(large, 2);
    assert_near(brink_i_moments_sd(&m) / 3e300, sqrt(2.0), 1e-15);
    assert_true(brink_i_moments_mean(&m) == 0.0 && isinf(brink_i_moments_variance(&m)));
    m = moments_of(small, 2);
    assert_near(brink_i_moments_sd(&m) / 3e-300, sqrt(2.0), 1e-15);
    m = moments_of(tiny, 2);
    assert_true(brink_i_moments_sd(&m) == 0x1p-1074);
}

static void moments_of_a_sample_equal_a_two_pass_computation(void **state)
{
    (void)state;
    enum { N = 10000 };
    static double x[N];
    uint64_t r = 11;
    long double sum = 0.0L, squares = 0.0L;
    for (int i = 0; i < N; i++) {
        sum += (long double)(x[i] = 5.0 - log(uniform(&r)));
    }
    long double mean = sum / N;
    for (int i = 0; i < N; i++) {
        squares += ((long double)x[i] - mean) * ((long double)x[i] - mean);
    }
    brink_i_moments m = moments_of(x, N);
    assert_near(brink_i_moments_mean(&m), (double)mean, 1e-15);
    assert_near(brink_i_moments_variance(&m), (double)(squares / (N - 1)), 1e-15);
    assert_near(brink_i_moments_sd(&m), (double)sqrtl(squares / (N - 1)), 1e-15);
    assert_near(brink_i_moments_standard_error(&m), (double)sqrtl(squares / (N - 1)) / 100.0, 1e-17);
}

static void add_of_zeros_keeps_a_positive_zero(void **state)
{
    (void)state;
    const double x[] = {-0.0, 0.0, -0.0};
    brink_i_moments m = moments_of(x, 3);
    assert_true(!signbit(m.min) && !signbit(m.max) && !signbit(brink_i_moments_mean(&m)));
}

static void add_of_non_finite_values_counts_them_apart(void **state)
{
    (void)state;
    const double x[] = {1.0, NAN, INFINITY, 3.0, -INFINITY};
    brink_i_moments m = moments_of(x, 5);
    assert_int_equal(m.count, 2);
    assert_int_equal(m.non_finite, 3);
    assert_true(brink_i_moments_mean(&m) == 2.0 && m.min == 1.0 && m.max == 3.0);
}

static void merge_of_any_split_in_any_order_gives_equal_bytes(void **state)
{
    (void)state;
    enum { N = 2000, PARTS = 6 };
    uint64_t r = 12;
    for (int round = 0; round < 20; round++) {
        brink_i_moments whole, part[PARTS];
        brink_i_shape whole_shape, shape[PARTS];
        brink_i_moments_reset(&whole);
        brink_i_shape_reset(&whole_shape);
        for (int k = 0; k < PARTS; k++) {
            brink_i_moments_reset(&part[k]);
            brink_i_shape_reset(&shape[k]);
        }
        for (int i = 0; i < N; i++) {
            double x = ldexp(uniform(&r) - 0.5, (int)(next(&r) % 100) - 50);
            if (i % 100 == 0) {
                x = NAN;
            }
            uint64_t k = next(&r) % PARTS;
            brink_i_moments_add(&whole, x);
            brink_i_moments_add(&part[k], x);
            brink_i_shape_add(&whole_shape, x);
            brink_i_shape_add(&shape[k], x);
        }
        for (int left = PARTS; left > 1; left--) {
            uint64_t k = next(&r) % (uint64_t)(left - 1);
            brink_i_moments_merge(&part[k], &part[left - 1]);
            brink_i_shape_merge(&shape[k], &shape[left - 1]);
        }
        brink_i_moments_normalise(&whole);
        brink_i_moments_normalise(&part[0]);
        assert_memory_equal(&part[0], &whole, sizeof whole);
        brink_i_shape_normalise(&whole_shape);
        brink_i_shape_normalise(&shape[0]);
        assert_memory_equal(&shape[0], &whole_shape, sizeof whole_shape);
    }
}

static void kurtosis_of_small_samples_is_the_textbook_value(void **state)
{
    (void)state;
    const double two[] = {-1.0, 1.0, -1.0, 1.0}, three[] = {-1.0, 0.0, 0.0, 1.0};
    const double five[] = {1.0, 2.0, 3.0, 4.0, 5.0};
    assert_near(kurtosis_of(two, 4), 1.0, 1e-14);
    assert_near(kurtosis_of(three, 4), 2.0, 1e-14);
    assert_near(kurtosis_of(five, 5), 1.7, 1e-14);
}

static void kurtosis_far_from_zero_keeps_its_digits(void **state)
{
    (void)state;
    for (double shift = 1.0; shift < 2e6; shift *= 100.0) {
        const double x[] = {shift + 1.0, shift + 2.0, shift + 3.0, shift + 4.0, shift + 5.0};
        assert_near(kurtosis_of(x, 5), 1.7, 1e-3);
    }
    const double x[] = {1e14 + 1.0, 1e14 + 2.0, 1e14 + 5.0};
    assert_true(isnan(kurtosis_of(x, 3)));
}

static void kurtosis_that_cannot_be_known_is_nan(void **state)
{
    (void)state;
    const double equal[] = {0.1, 0.1, 0.1}, huge[] = {1.0, 2.0, 1e70}, infinite[] = {1.0, 2.0, INFINITY};
    assert_true(isnan(kurtosis_of(equal, 3)) && isnan(kurtosis_of(huge, 3)) &&
                isnan(kurtosis_of(infinite, 3)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mean_of_nothing_is_nan),
        cmocka_unit_test(sd_of_equal_values_is_exactly_zero),
        cmocka_unit_test(variance_far_from_zero_has_no_cancellation),
        cmocka_unit_test(sd_of_extreme_magnitudes_neither_overflows_nor_underflows),
        cmocka_unit_test(moments_of_a_sample_equal_a_two_pass_computation),
        cmocka_unit_test(add_of_zeros_keeps_a_positive_zero),
        cmocka_unit_test(add_of_non_finite_values_counts_them_apart),
        cmocka_unit_test(merge_of_any_split_in_any_order_gives_equal_bytes),
        cmocka_unit_test(kurtosis_of_small_samples_is_the_textbook_value),
        cmocka_unit_test(kurtosis_far_from_zero_keeps_its_digits),
        cmocka_unit_test(kurtosis_that_cannot_be_known_is_nan),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
