/* SPDX-License-Identifier: Apache-2.0 */
#include <locale.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "result/number.h"

static char text[BRINK_I_NUMBER_ROOM];

static void exact_any_double_reads_back_and_is_short(void **state)
{
    (void)state;
    assert_string_equal(brink_i_number_exact(text, 0.1), "0.1");
    assert_string_equal(brink_i_number_exact(text, 1.0 / 3.0), "0.3333333333333333");
    assert_string_equal(brink_i_number_exact(text, -0.0), "-0");
    assert_string_equal(brink_i_number_exact(text, 1e300), "1e+300");
    assert_string_equal(brink_i_number_exact(text, (double)NAN), "nan");
    assert_string_equal(brink_i_number_exact(text, -(double)INFINITY), "-inf");
    uint64_t bits = 1;
    for (int i = 0; i < 20000; i++) {
        bits = bits * 6364136223846793005u + 1442695040888963407u;
        double x, back;
        memcpy(&x, &bits, sizeof x);
        if (!isfinite(x)) {
            continue;
        }
        back = strtod(brink_i_number_exact(text, x), NULL);
        assert_memory_equal(&x, &back, sizeof x);
    }
}

static void human_magnitudes_read_well(void **state)
{
    (void)state;
    assert_string_equal(brink_i_number_human(text, 0.0, 4), "0");
    assert_string_equal(brink_i_number_human(text, 137.5, 4), "137.5");
    assert_string_equal(brink_i_number_human(text, 0.5, 4), "0.5");
    assert_string_equal(brink_i_number_human(text, 1234567.8, 4), "1,234,568");
    assert_string_equal(brink_i_number_human(text, -1234.5, 3), "-1,234");
    assert_string_equal(brink_i_number_human(text, 0.001234567, 3), "0.00123");
    assert_string_equal(brink_i_number_human(text, 1.5e-7, 3), "1.50e-07");
    assert_string_equal(brink_i_number_human(text, 6.02e23, 3), "6.02e+23");
    assert_string_equal(brink_i_number_human(text, (double)NAN, 3), "-");
    assert_string_equal(brink_i_number_human(text, (double)INFINITY, 3), "inf");
}

static void human_extreme_doubles_fit(void **state)
{
    (void)state;
    static const double values[] = {1.7976931348623157e308, 5e-324, 999999999999.9, 9.9999e14, 1e15, 1e-4};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        for (int digits = 1; digits <= 17; digits++) {
            assert_true(strlen(brink_i_number_human(text, -values[i], digits)) < BRINK_I_NUMBER_ROOM);
            assert_true(strlen(brink_i_number_fixed(text, -values[i], digits)) < BRINK_I_NUMBER_ROOM);
        }
    }
}

static void fixed_negative_zero_has_no_sign(void **state)
{
    (void)state;
    assert_string_equal(brink_i_number_fixed(text, -0.001, 2), "0.00");
    assert_string_equal(brink_i_number_fixed(text, -1234.567, 2), "-1,234.57");
}

static void decimals_show_two_digits_of_the_uncertainty(void **state)
{
    (void)state;
    assert_int_equal(brink_i_number_decimals(0.31), 2);
    assert_int_equal(brink_i_number_decimals(3.1), 1);
    assert_int_equal(brink_i_number_decimals(31.0), 0);
    assert_int_equal(brink_i_number_decimals(3100.0), 0);
    assert_int_equal(brink_i_number_decimals(0.0), -1);
    assert_int_equal(brink_i_number_decimals((double)INFINITY), -1);
}

static void count_is_grouped(void **state)
{
    (void)state;
    assert_string_equal(brink_i_number_count(text, 0), "0");
    assert_string_equal(brink_i_number_count(text, 999), "999");
    assert_string_equal(brink_i_number_count(text, 1000), "1,000");
    assert_string_equal(brink_i_number_count(text, UINT64_MAX), "18,446,744,073,709,551,615");
}

static void percent_never_looks_like_nothing_or_all(void **state)
{
    (void)state;
    assert_string_equal(brink_i_number_percent(text, 0.0, 2), "0");
    assert_string_equal(brink_i_number_percent(text, 1.0, 2), "100");
    assert_string_equal(brink_i_number_percent(text, 0.25, 2), "25.00");
    assert_string_equal(brink_i_number_percent(text, 0.0000371, 2), "0.0037");
    assert_string_equal(brink_i_number_percent(text, 1.0 - 0.0000371, 2), "99.9963");
    assert_string_equal(brink_i_number_percent(text, 1e-12, 0), "0.00000000010");
    /* It ends even for the smallest number, which percent cannot show. */
    assert_non_null(brink_i_number_percent(text, 5e-324, 2));
}

static void any_comma_locale_keeps_the_point(void **state)
{
    (void)state;
    static const char *const names[] = {"de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8", "fr_FR.utf8"};
    bool found = false;
    for (size_t i = 0; i < 4 && !found; i++) {
        found = setlocale(LC_ALL, names[i]) != NULL;
    }
    if (!found) {
        skip();
    }
    assert_string_equal(brink_i_number_exact(text, 0.1), "0.1");
    assert_string_equal(brink_i_number_human(text, 1234.5, 6), "1,234.5");
    assert_string_equal(brink_i_number_percent(text, 0.0000371, 2), "0.0037");
    setlocale(LC_ALL, "C");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exact_any_double_reads_back_and_is_short),
        cmocka_unit_test(human_magnitudes_read_well),
        cmocka_unit_test(human_extreme_doubles_fit),
        cmocka_unit_test(fixed_negative_zero_has_no_sign),
        cmocka_unit_test(decimals_show_two_digits_of_the_uncertainty),
        cmocka_unit_test(count_is_grouped),
        cmocka_unit_test(percent_never_looks_like_nothing_or_all),
        cmocka_unit_test(any_comma_locale_keeps_the_point),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
