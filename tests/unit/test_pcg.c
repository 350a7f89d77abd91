/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "random/pcg.h"

/* State and increment as the reference implementation makes them from state 42, sequence 54; its first words.
 */
static brink_i_stream reference_stream(void)
{
    brink_i_stream s = {.inc = (54u << 1) | 1u};
    s.state = (42u + s.inc) * BRINK_I_PCG_MULTIPLIER + s.inc;
    return s;
}

static void next_reference_key_gives_reference_words(void **state)
{
    (void)state;
    static const uint64_t expected[] = {UINT64_C(0xE1CBC180B69606BB), UINT64_C(0x6573BCE7ABAEE684),
                                        UINT64_C(0xC744F07442006076), UINT64_C(0x9E9F98CCBD60B8FC),
                                        UINT64_C(0xDE693821EE9629AE), UINT64_C(0x263CC2CDC66EBC25)};
    brink_i_stream s = reference_stream();
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        assert_true(brink_i_stream_next(&s) == expected[i]);
    }
}

static void next_copied_stream_repeats_the_words(void **state)
{
    (void)state;
    brink_i_stream a = reference_stream();
    brink_i_stream_next(&a);
    brink_i_stream b = a;
    for (int i = 0; i < 100; i++) {
        assert_true(brink_i_stream_next(&a) == brink_i_stream_next(&b));
    }
}

static void uniform_extreme_words_stay_inside_the_interval(void **state)
{
    (void)state;
    assert_true(brink_i_uniform_from_word(0) == 0x1p-53);
    assert_true(brink_i_uniform_from_word(UINT64_MAX) == 1.0 - 0x1p-53);
}

static void uniform_neighbouring_cells_are_equally_far_apart(void **state)
{
    (void)state;
    const uint64_t cells[] = {0, 1, UINT64_C(1) << 51, (UINT64_C(1) << 52) - 2};
    for (size_t i = 0; i < 4; i++) {
        const double here = brink_i_uniform_from_word(cells[i] << 12);
        assert_true(brink_i_uniform_from_word((cells[i] + 1) << 12) - here == 0x1p-52);
        assert_true(1.0 - (1.0 - here) == here);
    }
}

/* Mean and variance within 5 standard errors; a good generator fails with probability below 2e-6. */
static void exponential_many_draws_have_mean_and_variance_one(void **state)
{
    (void)state;
    const int n = 200000;
    brink_i_stream s = reference_stream();
    double sum = 0.0, squares = 0.0;
    for (int i = 0; i < n; i++) {
        const double x = brink_i_stream_exponential(&s);
        assert_true(x > 0.0 && x < 37.0);
        sum += x;
        squares += (x - 1.0) * (x - 1.0);
    }
    assert_true(fabs(sum / n - 1.0) < 5.0 / sqrt(n));
    assert_true(fabs(squares / n - 1.0) < 5.0 * sqrt(8.0 / n));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(next_reference_key_gives_reference_words),
        cmocka_unit_test(next_copied_stream_repeats_the_words),
        cmocka_unit_test(uniform_extreme_words_stay_inside_the_interval),
        cmocka_unit_test(uniform_neighbouring_cells_are_equally_far_apart),
        cmocka_unit_test(exponential_many_draws_have_mean_and_variance_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
