/* SPDX-License-Identifier: Apache-2.0 */
#include "stats/exact_sum.h"

#include <float.h>
#include <math.h>
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <string.h>

#include <cmocka.h>

__extension__ typedef __int128 wide;

/* SplitMix64 (Steele, Lea & Flood 2014). */
static uint64_t next(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

/* A finite double with any sign and exponent up to max_exponent (biased). */
static double wild(uint64_t *state, uint64_t max_exponent)
{
    uint64_t r = next(state), exponent = next(state) % (max_exponent + 1);
    uint64_t bits = (r & UINT64_C(0x800fffffffffffff)) | exponent << 52;
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

static double sum_of(const double *x, int n)
{
    brink_i_exact_sum sum;
    brink_i_exact_sum_reset(&sum);
    for (int i = 0; i < n; i++) {
        brink_i_exact_sum_add(&sum, x[i]);
    }
    return brink_i_exact_sum_value(&sum);
}

#define SUM(...) \
    sum_of((const double[]){__VA_ARGS__}, (int)(sizeof((double[]){__VA_ARGS__}) / sizeof(double)))

static void value_of_nothing_is_zero(void **state)
{
    (void)state;
    brink_i_exact_sum sum;
    brink_i_exact_sum_reset(&sum);
    assert_true(brink_i_exact_sum_value(&sum) == 0.0 && !signbit(brink_i_exact_sum_value(&sum)));
    assert_false(signbit(SUM(-0.0, -1.0, 1.0)));
}

static void value_of_one_double_is_that_double(void **state)
{
    (void)state;
    uint64_t r = 1;
    for (int i = 0; i < 20000; i++) {
        double x = wild(&r, 2046), y = SUM(x);
        assert_true(x == y);
    }
    assert_true(SUM(DBL_MAX) == DBL_MAX && SUM(-DBL_MAX) == -DBL_MAX);
    assert_true(SUM(0x1p-1074) == 0x1p-1074 && SUM(-DBL_MIN) == -DBL_MIN);
}

static void value_after_cancellation_is_exact(void **state)
{
    (void)state;
    assert_true(SUM(1e308, 1e308, 1.0, -1e308, -1e308) == 1.0);
    assert_true(SUM(DBL_MAX, 0x1p-1074, -DBL_MAX) == 0x1p-1074);
    assert_true(SUM(1e16, 1.0, -1e16, 0x1p-50) == 1.0 + 0x1p-50);
    assert_true(SUM(-3.5, 2.25, 1.25) == 0.0);
    assert_true(isinf(SUM(DBL_MAX, DBL_MAX)) && SUM(-DBL_MAX, -DBL_MAX) < 0.0);
}

static void value_at_a_tie_rounds_to_even(void **state)
{
    (void)state;
    assert_true(SUM(0x1p53, 1.0) == 0x1p53);
    assert_true(SUM(0x1p53 + 2.0, 1.0) == 0x1p53 + 4.0);
    /* A bit two thousand places further down breaks the tie. */
    assert_true(SUM(0x1p53, 1.0, 0x1p-1074) == 0x1p53 + 2.0);
    assert_true(SUM(0x1p53, 1.0, -0x1p-1074) == 0x1p53);
    assert_true(SUM(-0x1p53, -1.0, -0x1p-1074) == -0x1p53 - 2.0);
}

static void value_of_random_sums_equals_integer_arithmetic(void **state)
{
    (void)state;
    uint64_t r = 2;
    for (int round = 0; round < 2000; round++) {
        brink_i_exact_sum sum, products;
        wide expected = 0, expected_products = 0;
        brink_i_exact_sum_reset(&sum);
        brink_i_exact_sum_reset(&products);
        for (int i = 0; i < 50; i++) {
            int64_t a = (int64_t)next(&r) >> (11 + next(&r) % 40),
                    b = (int64_t)next(&r) >> (11 + next(&r) % 40);
            int shift = (int)(next(&r) % 50);
            brink_i_exact_sum_add(&sum, ldexp((double)a, shift - 30));
            expected += (wide)a * ((wide)1 << shift);
            brink_i_exact_sum_add_product(&products, (double)a * 0x1p-20, (double)b * 0x1p-200);
            expected_products += (wide)a * b;
        }
        /* The conversion of a 128-bit integer rounds once, to nearest even. */
        assert_true(brink_i_exact_sum_value(&sum) == ldexp((double)expected, -30));
        assert_true(brink_i_exact_sum_value(&products) == ldexp((double)expected_products, -220));
    }
}

static void value_of_tiny_products_rounds_once(void **state)
{
    (void)state;
    brink_i_exact_sum sum;
    brink_i_exact_sum_reset(&sum);
    brink_i_exact_sum_add_product(&sum, 0x1p-600, 0x1p-475); /* half of the smallest double: a tie, to zero */
    assert_true(brink_i_exact_sum_value(&sum) == 0.0);
    brink_i_exact_sum_add_product(&sum, 0x1p-1074, -0x1p-1074);
    assert_true(brink_i_exact_sum_value(&sum) == 0.0);
    brink_i_exact_sum_add_product(&sum, 0x1p-1074, 0x1p-1073);
    assert_true(brink_i_exact_sum_value(&sum) == 0x1p-1074);
    brink_i_exact_sum_add_product(&sum, DBL_MAX, DBL_MAX);
    assert_true(isinf(brink_i_exact_sum_value(&sum)));
    brink_i_exact_sum_add_product(&sum, DBL_MAX, -DBL_MAX);
    assert_true(brink_i_exact_sum_value(&sum) == 0x1p-1074);
}

static void merge_of_any_split_in_any_order_gives_equal_bytes(void **state)
{
    (void)state;
    enum { N = 3000, PARTS = 8 };
    static double x[N];
    uint64_t r = 3;
    brink_i_exact_sum reference;
    int plain_sums_that_differ = 0;
    double plain_reference = 0.0;
    brink_i_exact_sum_reset(&reference);
    for (int i = 0; i < N; i++) {
        x[i] = ldexp((double)(int64_t)next(&r), (int)(next(&r) % 80) - 40);
        brink_i_exact_sum_add(&reference, x[i]);
        plain_reference += x[i];
    }
    brink_i_exact_sum_normalise(&reference);
    for (int round = 0; round < 50; round++) {
        brink_i_exact_sum part[PARTS];
        double plain = 0.0;
        for (int k = 0; k < PARTS; k++) {
            brink_i_exact_sum_reset(&part[k]);
        }
        for (int i = N - 1; i > 0; i--) {
            int j = (int)(next(&r) % (uint64_t)(i + 1));
            double t = x[i];
            x[i] = x[j];
            x[j] = t;
        }
        for (int i = 0; i < N; i++) {
            brink_i_exact_sum_add(&part[next(&r) % PARTS], x[i]);
            plain += x[i];
        }
        for (int left = PARTS; left > 1; left--) { /* a random merge tree: some part takes in the last one */
            brink_i_exact_sum *into = &part[next(&r) % (uint64_t)(left - 1)];
            if (next(&r) & 1U) {
                brink_i_exact_sum_normalise(into);
            }
            brink_i_exact_sum_merge(into, &part[left - 1]);
        }
        brink_i_exact_sum_normalise(&part[0]);
        assert_memory_equal(&part[0], &reference, sizeof reference);
        plain_sums_that_differ += plain != plain_reference;
    }
    /* The twin: a plain sum of doubles does not survive the same test. */
    assert_true(plain_sums_that_differ > 25);
}

static void merge_past_the_carry_limit_is_exact(void **state)
{
    (void)state;
    brink_i_exact_sum sum;
    brink_i_exact_sum_reset(&sum);
    brink_i_exact_sum_add(&sum, -0.1);
    brink_i_exact_sum_add(&sum, 0x1p-1074);
    brink_i_exact_sum_add_product(&sum, DBL_MAX, DBL_MAX);
    for (int i = 0; i < 62; i++) {
        brink_i_exact_sum_merge(&sum, &sum);
    }
    brink_i_exact_sum minus;
    brink_i_exact_sum_reset(&minus);
    brink_i_exact_sum_add_product(&minus, -DBL_MAX, DBL_MAX);
    for (int i = 0; i < 62; i++) {
        brink_i_exact_sum_merge(&minus, &minus);
    }
    brink_i_exact_sum_merge(&sum, &minus);
    assert_true(brink_i_exact_sum_value(&sum) == -0.1 * 0x1p62);
}

static void add_past_the_carry_limit_is_exact(void **state)
{
    (void)state;
    brink_i_exact_sum sum;
    brink_i_exact_sum_reset(&sum);
    sum.pending = (UINT64_C(1) << 30) - 500; /* as if this many had been added */
    for (int i = 0; i < 1000; i++) {
        brink_i_exact_sum_add(&sum, -0x1.8p-40);
        brink_i_exact_sum_add_product(&sum, 3.0, 7.0);
    }
    assert_true(brink_i_exact_sum_value(&sum) == 21000.0 - 1500.0 * 0x1p-40);
    assert_true(sum.pending < 3000);
}

static void digits_divide_rounds_like_a_division(void **state)
{
    (void)state;
    uint64_t r = 4;
    for (int i = 0; i < 5000; i++) {
        double x = wild(&r, 2046);
        uint64_t d = (next(&r) >> (11 + next(&r) % 52)) + 1;
        brink_i_exact_sum sum;
        brink_i_exact_digits digits;
        brink_i_exact_sum_reset(&sum);
        brink_i_exact_sum_add(&sum, x);
        brink_i_exact_digits_load(&digits, &sum);
        brink_i_exact_digits_divide(&digits, d);
        assert_true(brink_i_exact_digits_value(&digits) ==
                    x / (double)d); /* d < 2^53, so one rounding here too */
    }
}

static void digits_divide_keeps_what_it_cuts_off_in_mind(void **state)
{
    (void)state;
    /* (2^53 + 1 + a third of the last digit there is): not a tie, though its digits look like one. */
    brink_i_exact_sum sum;
    brink_i_exact_digits digits;
    brink_i_exact_sum_reset(&sum);
    brink_i_exact_sum_add_product(&sum, 0x1p53, 3.0);
    brink_i_exact_sum_add(&sum, 3.0);
    brink_i_exact_digits_load(&digits, &sum);
    digits.digit[0] = 1;
    brink_i_exact_digits_divide(&digits, 3);
    assert_true(brink_i_exact_digits_value(&digits) == 0x1p53 + 2.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(value_of_nothing_is_zero),
        cmocka_unit_test(value_of_one_double_is_that_double),
        cmocka_unit_test(value_after_cancellation_is_exact),
        cmocka_unit_test(value_at_a_tie_rounds_to_even),
        cmocka_unit_test(value_of_random_sums_equals_integer_arithmetic),
        cmocka_unit_test(value_of_tiny_products_rounds_once),
        cmocka_unit_test(merge_of_any_split_in_any_order_gives_equal_bytes),
        cmocka_unit_test(merge_past_the_carry_limit_is_exact),
        cmocka_unit_test(add_past_the_carry_limit_is_exact),
        cmocka_unit_test(digits_divide_rounds_like_a_division),
        cmocka_unit_test(digits_divide_keeps_what_it_cuts_off_in_mind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
