/* SPDX-License-Identifier: Apache-2.0 */

/* Trials without chance, each computed by hand from docs/semantics.md. */

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/one_trial.h"

#define TIME "time: {unit: day, horizon: 10 day}\n"
#define HORIZON "outcomes: {over: otherwise}\n"

/* These dates and values come out of exact arithmetic: no tolerance. */
static void assert_exact(double actual, double expected)
{
    if (memcmp(&actual, &expected, sizeof actual) != 0) {
        print_error("%.17g, expected %.17g\n", actual, expected);
        fail();
    }
}

static void assert_near(double actual, double expected)
{
    if (!(fabs(actual - expected) <= 1e-12 * fmax(1, fabs(expected)))) {
        print_error("%.17g, expected about %.17g\n", actual, expected);
        fail();
    }
}

static void trial_timers_fire_at_their_dates(void **state)
{
    (void)state;
    one_trial one;
    one_trial_open(
        &one,
        TIME "machines:\n  m:\n    initial: a\n    states: [a, b, c]\n    transitions:\n"
             "      - {from: a, to: b, after: 2 day}\n      - {from: b, to: c, after: 3.5 day}\n"
             "outcomes: {done: m.c, over: otherwise}\n"
             "measures:\n  in_b: {time_in: m.b}\n  first_b: {first: m.b}\n  entries: {count: 'm in (a, b)'}\n"
             "  never: {first: m.a and m.b}\n  hours: {first: m.b, unit: hour}\n",
        1);
    one_trial_run(&one, 0);
    assert_string_equal(one_trial_outcome(&one), "done");
    assert_exact(one.record.end, 5.5);
    assert_exact(one_trial_measure(&one, "in_b"), 3.5);
    assert_exact(one_trial_measure(&one, "first_b"), 2);
    assert_exact(one_trial_measure(&one, "entries"), 1); /* the start is no entry */
    assert_true(isnan(one_trial_measure(&one, "never")));
    assert_near(one_trial_measure(&one, "hours"), 48);
    one_trial_close(&one);
}

static void trial_linear_stock_crosses_where_solved(void **state)
{
    (void)state;
    one_trial one;
    one_trial_open(
        &one,
        TIME "stocks:\n  x: {initial: 10, flow: -4 per day}\n  y: {initial: 1, flow: 0.5 per day}\n"
             "machines:\n  m:\n    initial: a\n    states: [a, b, c]\n    transitions:\n"
             "      - {from: a, to: b, when: x <= 3}\n      - {from: b, to: c, when: x < y - 3}\n" HORIZON
             "measures:\n  b: {first: m.b}\n  c: {first: m.c}\n  x: {at_end: x}\n",
        1);
    one_trial_run(&one, 0);
    assert_exact(one_trial_measure(&one, "b"), 1.75);
    assert_near(one_trial_measure(&one, "c"), 12.0 / 4.5);
    assert_exact(one_trial_measure(&one, "x"), -30);
    assert_exact(one.record.end, 10);
    one_trial_close(&one);
}

static void trial_stock_at_its_bound_rests_there_exactly(void **state)
{
    (void)state;
    one_trial one;
    one_trial_open(
        &one,
        TIME "stocks:\n  x: {initial: 0.3, min: 0, max: 1, flow: 'if(m.a, -0.1 per day, 0.25 per day)'}\n"
             "machines:\n  m:\n    initial: a\n    states: [a, b]\n    transitions:\n"
             "      - {from: a, to: b, after: 5 day}\n" HORIZON
             "measures:\n  dry: {first: x <= 0}\n  is_dry: {time_in: x <= 0}\n  low: {min: x}\n  full: "
             "{first: x >= 1}\n"
             "series:\n  x: {value: x, every: 1 day}\n",
        1);
    one_trial_run(&one, 0);
    assert_near(one_trial_measure(&one, "dry"), 3);
    assert_near(one_trial_measure(&one, "is_dry"), 2);
    assert_near(one_trial_measure(&one, "full"), 9);
    assert_near(one_trial_measure(&one, "low"), 0);
    assert_exact(one_trial_point(&one, "x", 4), 0);
    assert_exact(one_trial_point(&one, "x", 5), 0);
    assert_exact(one_trial_point(&one, "x", 6), 0.25);
    assert_exact(one_trial_point(&one, "x", 10), 1);
    one_trial_close(&one);
}

static void trial_decaying_stock_crosses_where_solved(void **state)
{
    (void)state;
    one_trial one;
    one_trial_open(&one,
                   TIME "stocks:\n  x: {initial: 8, decay: 0.5 per day}\n"
                        "  y: {initial: 0, flow: 2 per day, decay: 0.5 per day}\n"
                        "  z: {initial: 0, max: 3, flow: 2 per day, decay: 0.5 per day}\n" HORIZON
                        "measures:\n  x: {first: x <= 1}\n  y: {first: y >= 3}\n  never: {first: y >= 4}\n"
                        "  z: {first: z >= 3}\n  z_end: {at_end: z}\n  x_end: {at_end: x}\n",
                   1);
    one_trial_run(&one, 0);
    assert_near(one_trial_measure(&one, "x"), 2 * log(8));
    assert_near(one_trial_measure(&one, "y"), 2 * log(4));
    assert_true(isnan(one_trial_measure(&one, "never")));
    assert_near(one_trial_measure(&one, "z"), 2 * log(4));
    assert_exact(one_trial_measure(&one, "z_end"), 3);
    assert_near(one_trial_measure(&one, "x_end"), 8 * exp(-5));
    one_trial_close(&one);
}

static void trial_cascade_settles_in_one_instant(void **state)
{
    (void)state;
    one_trial one;
    one_trial_open(&one,
                   TIME "stocks:\n  x: {initial: 0}\n"
                        "machines:\n  m:\n    initial: a\n    states: [a, b, c, d]\n    transitions:\n"
                        "      - {from: a, to: b, after: 1 day, do: [x = 1]}\n      - {from: b, to: c, when: "
                        "x >= 1, do: [x = x + 1]}\n"
                        "      - {from: c, to: d, when: n.y}\n"
                        "  n:\n    initial: x\n    states: [x, y]\n    transitions: [{from: x, to: y, when: "
                        "x > 1.5}]\n" HORIZON "measures:\n  d: {first: m.d}\n  b: {time_in: m.b}\n  x: "
                        "{at_end: x}\n  entries: {count: 'm in (a, b, c, d)'}\n"
                        "  saw_c: {first: m.c}\n",
                   1);
    one_trial_run(&one, 0);
    assert_exact(one_trial_measure(&one, "d"), 1);
    assert_exact(one_trial_measure(&one, "b"), 0);
    assert_exact(one_trial_measure(&one, "x"), 2);
    assert_exact(one_trial_measure(&one, "entries"), 3);
    assert_exact(one_trial_measure(&one, "saw_c"), 1); /* passed through in no time: it was visited */
    one_trial_close(&one);
}

static void trial_ties_go_by_kind(void **state)
{
    (void)state;
    /* At day 2 four things are due; each appends a digit. Bounds (4), crossings (3), timers (2), processes
     * (1). */
    one_trial one;
    one_trial_open(
        &one,
        TIME "stocks:\n  seen: {initial: 0}\n  fuel: {initial: 2, min: 0, flow: -1 per day}\n  clock: "
             "{initial: 0, flow: 1 per day}\n"
             "machines:\n"
             "  timer:\n    initial: a\n    states: [a, b]\n    transitions: [{from: a, to: b, after: 2 day, "
             "do: [seen = 10*seen + 2]}]\n"
             "  dry:\n    initial: a\n    states: [a, b]\n    transitions: [{from: a, to: b, when: fuel <= "
             "0, do: [seen = 10*seen + 4]}]\n"
             "  late:\n    initial: a\n    states: [a, b]\n    transitions: [{from: a, to: b, when: clock >= "
             "2, do: [seen = 10*seen + 3]}]\n"
             "processes:\n  p: {every: 2 day, do: ['seen = if(seen < 1000, 10*seen + 1, seen)']}\n" HORIZON
             "measures:\n  seen: {at_end: seen}\n",
        1);
    one_trial_run(&one, 0);
    assert_exact(one_trial_measure(&one, "seen"), 4321);
    one_trial_close(&one);
}

static void trial_timers_tie_by_machine(void **state)
{
    (void)state;
    one_trial one;
    one_trial_open(&one,
                   TIME "stocks:\n  seen: {initial: 0}\n"
                        "machines:\n"
                        "  m:\n    initial: a\n    states: [a, b]\n    transitions: [{from: a, to: b, after: "
                        "1 day, do: [seen = 10*seen + 1]}]\n"
                        "  n:\n    initial: a\n    states: [a, b, c]\n    transitions:\n"
                        "      - {from: a, to: b, after: 1 day, do: [seen = 10*seen + 2]}\n      - {from: a, "
                        "to: c, after: 1 day, do: [seen = 10*seen + 3]}\n" HORIZON
                        "measures:\n  seen: {at_end: seen}\n  c: {first: n.c}\n",
                   1);
    one_trial_run(&one, 0);
    assert_exact(one_trial_measure(&one, "seen"), 12);
    assert_true(isnan(one_trial_measure(&one, "c")));
    one_trial_close(&one);
}

static void trial_process_acts_at_multiples_and_at_the_horizon(void **state)
{
    (void)state;
    one_trial one;
    one_trial_open(&one,
                   TIME "stocks:\n  n: {initial: 0}\n  x: {initial: 0, flow: 1 per day}\n"
                        "processes:\n  p: {every: 2.5 day, do: [n = n + 1, x = 0]}\n" HORIZON
                        "measures:\n  n: {at_end: n}\n  top: {max: x}\n  low: {min: -x}\n"
                        "series:\n  n: {value: n, every: 2.5 day}\n  x: {value: x, every: 1.25 day}\n",
                   1);
    one_trial_run(&one, 0);
    assert_exact(one_trial_measure(&one, "n"), 4);
    assert_exact(one_trial_measure(&one, "top"), 2.5); /* just before it is set to 0 */
    assert_exact(one_trial_measure(&one, "low"), -2.5);
    for (int i = 0; i <= 4; i++) {
        assert_exact(one_trial_point(&one, "n", i), i); /* at the date of an event: the value after it */
        assert_exact(one_trial_point(&one, "x", 2 * i), 0);
    }
    assert_exact(one_trial_point(&one, "x", 3), 1.25);
    one_trial_close(&one);
}

static void trial_series_stay_after_the_end(void **state)
{
    (void)state;
    one_trial one;
    one_trial_open(&one,
                   TIME "stocks:\n  x: {initial: 1, flow: 1 per day}\n"
                        "outcomes: {high: x >= 4.5, over: otherwise}\nmeasures:\n  t: {time_in: x >= 2}\n"
                        "series:\n  x: {value: x, every: 2 day}\n  high: {value: x >= 2, every: 2 day}\n",
                   1);
    one_trial_run(&one, 0);
    assert_string_equal(one_trial_outcome(&one), "high");
    assert_exact(one.record.end, 3.5);
    assert_exact(one_trial_measure(&one, "t"), 2.5);
    static const double expected[] = {1, 3, 4.5, 4.5, 4.5, 4.5};
    for (int i = 0; i <= 5; i++) {
        assert_exact(one_trial_point(&one, "x", i), expected[i]);
        assert_exact(one_trial_point(&one, "high", i), i > 0);
    }
    one_trial_close(&one);
}

static void trial_outcome_at_the_start_ends_at_once(void **state)
{
    (void)state;
    one_trial one;
    one_trial_open(&one,
                   TIME "stocks:\n  x: {initial: 1, flow: 1 per day}\n"
                        "outcomes: {low: x < 2, other: x < 3, over: otherwise}\nmeasures:\n  x: {at_end: x}\n"
                        "series:\n  x: {value: x, every: 5 day}\n",
                   1);
    one_trial_run(&one, 0);
    assert_string_equal(one_trial_outcome(&one), "low");
    assert_exact(one.record.end, 0);
    assert_exact(one_trial_measure(&one, "x"), 1);
    assert_exact(one_trial_point(&one, "x", 2), 1);
    one_trial_close(&one);
}

static void trial_time_and_elapsed_cross(void **state)
{
    (void)state;
    one_trial one;
    one_trial_open(&one,
                   TIME "machines:\n"
                        "  m:\n    initial: a\n    states: [a, b]\n    transitions:\n"
                        "      - {from: a, to: b, when: elapsed(m) >= 3 day}\n      - {from: b, to: b, when: "
                        "elapsed(m) >= 1.5 day}\n"
                        "  n:\n    initial: a\n    states: [a, b]\n    transitions: [{from: a, to: b, when: "
                        "time > 4 day}]\n" HORIZON
                        "measures:\n  entries: {count: m.b}\n  b: {first: m.b}\n  n: {first: n.b}\n  hours: "
                        "{at_end: elapsed(m), unit: hour}\n",
                   1);
    one_trial_run(&one, 0);
    assert_exact(one_trial_measure(&one, "b"), 3);
    assert_exact(one_trial_measure(&one, "entries"), 5); /* 3, 4.5, 6, 7.5, 9 */
    assert_exact(one_trial_measure(&one, "n"), 4);
    assert_near(one_trial_measure(&one, "hours"), 24);
    one_trial_close(&one);
}

static void trial_choice_follows_precision(void **state)
{
    (void)state;
    /* exp(-2000) is 0: the better option is certain. Reviews at 1.5 and 3 stay; from the one at 4.5 on war is
     * better. */
    one_trial one;
    one_trial_open(
        &one,
        TIME "stocks:\n  reviews: {initial: 0}\n"
             "machines:\n  m:\n    initial: start\n    states: [start, calm, war, never]\n    choices:\n"
             "      - in: start\n        precision: 1000\n        options:\n"
             "          - {to: never, utility: 0}\n          - {to: calm, utility: 2, do: [reviews = 10]}\n"
             "      - in: calm\n        every: 1.5 day\n        precision: 1000\n        options:\n"
             "          - {to: war, utility: 'if(time > 4 day, 2, -2)'}\n          - {stay: true, utility: "
             "0, do: [reviews = reviews + 1]}\n" HORIZON
             "measures:\n  war: {first: m.war}\n  reviews: {at_end: reviews}\n  calm: {count: m.calm}\n",
        1);
    one_trial_run(&one, 0);
    assert_exact(one_trial_measure(&one, "calm"), 1);
    assert_exact(one_trial_measure(&one, "war"), 4.5);
    assert_exact(one_trial_measure(&one, "reviews"), 12);
    one_trial_close(&one);
}

static void trial_effects_see_what_went_before(void **state)
{
    (void)state;
    /* x jumps from 0.5 to 2 and is saturated at 1.5; the comparison with 1 is known at once, also after the
     * move. */
    one_trial one;
    one_trial_open(
        &one,
        TIME "stocks:\n  x: {initial: 0, max: 1.5, flow: 0.25 per day}\n  y: {initial: 0}\n  z: {initial: "
             "0}\n  w: {initial: 0}\n"
             "machines:\n  n:\n    initial: a\n    states: [a, b]\n"
             "processes:\n  p:\n    every: 2 day\n    do:\n      - y = x\n      - x = x + 1.5\n      - z = "
             "if(x > 1, x, -1)\n"
             "      - if: n.a and x > 1\n        do: [n = b, 'w = 7 + n.b']\n        else: [w = w + 0.5]\n"
             "outcomes: {late: time >= 3 day, over: otherwise}\n"
             "measures:\n  y: {at_end: y}\n  z: {at_end: z}\n  w: {at_end: w}\n  n: {first: n.b}\n  x: "
             "{at_end: x}\n",
        1);
    one_trial_run(&one, 0);
    assert_exact(one_trial_measure(&one, "y"), 0.5);
    assert_exact(one_trial_measure(&one, "z"), 1.5);
    assert_exact(one_trial_measure(&one, "w"), 8);
    assert_exact(one_trial_measure(&one, "n"), 2);
    assert_exact(one_trial_measure(&one, "x"), 1.5);
    assert_exact(one.record.end, 3);
    one_trial_close(&one);
}

static void trial_reentry_restarts_timers(void **state)
{
    (void)state;
    /* The process enters `a` again at 1, 2, 3, ... as long as `calls` lasts; the delay of 1.5 begins anew
     * each time. */
    one_trial one;
    one_trial_open(
        &one,
        TIME
        "stocks:\n  calls: {initial: 3}\n"
        "machines:\n  m:\n    initial: a\n    states: [a, b]\n    transitions: [{from: a, to: b, after: 1.5 "
        "day}]\n"
        "processes:\n  p: {every: 1 day, do: [{if: calls > 0, do: [calls = calls - 1, m = a]}]}\n" HORIZON
        "measures:\n  b: {first: m.b}\n  entries: {count: m.a}\n  span: {max: 'm.a * 1'}\n",
        1);
    one_trial_run(&one, 0);
    assert_exact(one_trial_measure(&one, "b"), 4.5);
    assert_exact(one_trial_measure(&one, "entries"), 3);
    one_trial_close(&one);
}

static void trial_nested_comparison_follows_the_inner(void **state)
{
    (void)state;
    /* x crosses 2 at 2; then the limit of y changes from 8 to 3, below which it already is not: the outer one
     * changes at once. */
    one_trial one;
    one_trial_open(&one,
                   TIME "stocks:\n  x: {initial: 0, flow: 1 per day}\n  y: {initial: 0, flow: 2 per day}\n"
                        "define:\n  limit: if(x > 2, 3, 8)\n" HORIZON
                        "measures:\n  over: {first: y >= limit}\n",
                   1);
    one_trial_run(&one, 0);
    assert_exact(one_trial_measure(&one, "over"), 2);
    one_trial_close(&one);
}

static void trial_is_the_same_again(void **state)
{
    (void)state;
    const char *yaml =
        TIME "parameters: {p: 'normal(1, 0.1)'}\nstocks:\n  x: {initial: uniform(), flow: 1 per day}\n"
             "machines:\n  m:\n    initial: {a: 1, b: 2}\n    states: [a, b]\n    transitions:\n"
             "      - {from: a, to: b, rate: 0.5 per day * p}\n      - {from: b, to: a, rate: 0.2 per day * "
             "x}\n" HORIZON "measures:\n  entries: {count: m.b}\n  in_b: {time_in: m.b}\n";
    one_trial one, two;
    one_trial_open(&one, yaml, 7);
    one_trial_open(&two, yaml, 7);
    for (uint64_t trial = 0; trial < 50; trial++) {
        one_trial_run(&one, trial);
        one_trial_run(&two, 49 - trial);
        one_trial_run(&two, trial);
        assert_exact(one_trial_measure(&one, "in_b"), one_trial_measure(&two, "in_b"));
        assert_exact(one_trial_measure(&one, "entries"), one_trial_measure(&two, "entries"));
    }
    one_trial_close(&one);
    one_trial_close(&two);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(trial_timers_fire_at_their_dates),
        cmocka_unit_test(trial_linear_stock_crosses_where_solved),
        cmocka_unit_test(trial_stock_at_its_bound_rests_there_exactly),
        cmocka_unit_test(trial_decaying_stock_crosses_where_solved),
        cmocka_unit_test(trial_cascade_settles_in_one_instant),
        cmocka_unit_test(trial_ties_go_by_kind),
        cmocka_unit_test(trial_timers_tie_by_machine),
        cmocka_unit_test(trial_process_acts_at_multiples_and_at_the_horizon),
        cmocka_unit_test(trial_series_stay_after_the_end),
        cmocka_unit_test(trial_outcome_at_the_start_ends_at_once),
        cmocka_unit_test(trial_time_and_elapsed_cross),
        cmocka_unit_test(trial_choice_follows_precision),
        cmocka_unit_test(trial_effects_see_what_went_before),
        cmocka_unit_test(trial_reentry_restarts_timers),
        cmocka_unit_test(trial_nested_comparison_follows_the_inner),
        cmocka_unit_test(trial_is_the_same_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
