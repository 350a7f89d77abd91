/* SPDX-License-Identifier: Apache-2.0 */
/* Each mean gets the interval that it deserves, or none; and those that are given hold the truth as often as
 * they say. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/normal.h"
#include "random/pcg.h"
#include "stats/mean_interval.h"

typedef struct sample {
    brink_i_moments moments;
    brink_i_sketch sketch;
} sample;

static sample empty(void)
{
    sample s;
    brink_i_moments_reset(&s.moments);
    brink_i_sketch_init(&s.sketch);
    return s;
}

static void add(sample *s, double x, uint64_t times)
{
    for (uint64_t i = 0; i < times; i++) {
        brink_i_moments_add(&s->moments, x);
    }
    assert_int_equal(brink_i_sketch_add_times(&s->sketch, x, times), BRINK_OK);
}

static brink_i_interval take(sample *s, bool condition)
{
    brink_i_interval interval = brink_i_interval_of_mean(&s->moments, &s->sketch, condition, 0.95);
    brink_i_sketch_free(&s->sketch);
    return interval;
}

static void assert_same(brink_i_interval a, brink_i_interval b, double times)
{
    assert_int_equal(a.method, b.method);
    assert_true(fabs(a.low - times * b.low) <= 1e-15 * fabs(a.low));
    assert_true(fabs(a.high - times * b.high) <= 1e-15 * fabs(a.high));
}

static void zeros_and_ones_have_the_interval_of_a_probability(void **state)
{
    (void)state;
    static const uint64_t ONES[] = {0, 1, 3, 9, 10, 500, 990, 991, 1000};
    for (size_t i = 0; i < sizeof ONES / sizeof ONES[0]; i++) {
        sample typed = empty(), found = empty(), scaled = empty();
        add(&typed, 1.0, ONES[i]);
        add(&typed, 0.0, 1000 - ONES[i]);
        add(&found, 1.0, ONES[i]);
        add(&found, 0.0, 1000 - ONES[i]);
        add(&scaled, 2.5, ONES[i]);
        add(&scaled, 0.0, 1000 - ONES[i]);
        brink_i_interval probability = brink_i_interval_probability(ONES[i], 1000, 0.95);
        assert_same(take(&typed, true), probability, 1);
        bool varies = ONES[i] > 0 && ONES[i] < 1000;
        brink_i_interval of_found = take(&found, false), of_scaled = take(&scaled, false);
        if (varies) {
            assert_same(of_found, probability, 1);
        }
        if (varies && ONES[i] > 1) {
            assert_same(of_scaled, probability, 2.5);
        } else {
            assert_int_equal(of_scaled.method, varies ? BRINK_I_INTERVAL_NONE : BRINK_I_INTERVAL_EQUAL);
        }
    }
    sample loss = empty();
    add(&loss, -4.0, 3);
    add(&loss, 0.0, 997);
    brink_i_interval of_loss = take(&loss, false), probability = brink_i_interval_probability(3, 1000, 0.95);
    assert_true(fabs(of_loss.low + 4.0 * probability.high) < 1e-15);
    assert_true(fabs(of_loss.high + 4.0 * probability.low) < 1e-15);
}

static void equal_and_few_values_are_told_apart(void **state)
{
    (void)state;
    sample none = empty(), one = empty(), equal = empty(), ordinary = empty(), few = empty(), far = empty();
    assert_int_equal(take(&none, false).method, BRINK_I_INTERVAL_NONE);
    add(&one, 3.0, 1);
    assert_int_equal(take(&one, false).method, BRINK_I_INTERVAL_NONE);
    add(&equal, 3.0, 50);
    brink_i_interval interval = take(&equal, false);
    assert_int_equal(interval.method, BRINK_I_INTERVAL_EQUAL);
    assert_true(interval.low == 3.0 && interval.high == 3.0);
    for (int i = 1; i <= 100; i++) {
        add(&ordinary, i, 10);
    }
    assert_int_equal(take(&ordinary, false).method, BRINK_I_INTERVAL_STUDENT);
    for (int i = 1; i <= 40; i++) {
        add(&few, 1.0 + i / 40.0, 1);
    }
    add(&few, 0.0, 100000);
    interval = take(&few, false);
    assert_int_equal(interval.method, BRINK_I_INTERVAL_NONE);
    assert_true(isinf(interval.low) && isinf(interval.high));
    /* Buckets are wider than this spread; the largest value alone settles it. */
    for (int i = 0; i < 100; i++) {
        add(&far, 1000.0 + 1e-3 * i, 1000);
    }
    assert_int_equal(take(&far, false).method, BRINK_I_INTERVAL_STUDENT);
}

static double normal(brink_i_stream *stream)
{
    const double u = brink_i_stream_uniform(stream);
    return brink_i_normal_inverse(u, 1.0 - u);
}

/* Of how many runs a given interval misses the true mean, and how many have one. */
typedef struct kept {
    int runs, given, missed;
} kept;

static void judge(kept *k, sample *s, double truth)
{
    brink_i_interval interval = take(s, false);
    k->runs++;
    k->given += interval.method != BRINK_I_INTERVAL_NONE;
    k->missed += interval.low > truth || interval.high < truth;
}

/* Rare losses and lognormal tails: of all runs at most 7 % may print an interval that misses; 2,000 runs of
 * each, so the standard error is 0.55 % and the bound lies four of them above the 5 % of a correct one: it
 * would be passed by mistake once in 20,000. The twin, Student's interval alone, is rejected in each. */
static void intervals_that_are_given_keep_their_word(void **state)
{
    (void)state;
    enum { RUNS = 2000, TRIALS = 2000 };
    static const struct {
        double chance, sigma;
    } CASES[] = {{0.005, 1.0}, {0.01, 1.5}, {1.0, 2.0}, {1.0, 3.0}};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        kept of = {0}, twin = {0};
        brink_i_stream stream = {17 + i, 2 * i + 1};
        const double truth = CASES[i].chance * exp(0.5 * CASES[i].sigma * CASES[i].sigma);
        for (int run = 0; run < RUNS; run++) {
            sample s = empty();
            for (int trial = 0; trial < TRIALS; trial++) {
                bool happens = brink_i_stream_uniform(&stream) < CASES[i].chance;
                add(&s, happens ? exp(CASES[i].sigma * normal(&stream)) : 0.0, 1);
            }
            brink_i_interval student = brink_i_interval_mean(&s.moments, 0.95);
            twin.missed += student.low > truth || student.high < truth;
            judge(&of, &s, truth);
        }
        assert_true(of.missed <= 0.07 * RUNS);
        assert_true(twin.missed > 0.07 * RUNS);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(zeros_and_ones_have_the_interval_of_a_probability),
        cmocka_unit_test(equal_and_few_values_are_told_apart),
        cmocka_unit_test(intervals_that_are_given_keep_their_word),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
