/* SPDX-License-Identifier: Apache-2.0 */

/* Trials that must fail: kind, date and place of each fault, and what it says. */

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
#define MACHINE "machines:\n  m:\n    initial: a\n    states: [a, b]\n    transitions:\n"

/* Trial 3 of this model faults so; the texts must occur in message and values. */
static void assert_fault(const char *yaml, brink_fault_kind kind, double time, const char *message,
                         const char *values)
{
    one_trial one;
    one_trial_open(&one, yaml, 1);
    const brink_fault *fault = one_trial_fault(&one, 3);
    if (fault->kind != kind || !(fault->time >= time && fault->time <= time) ||
        !strstr(fault->message, message) || !strstr(fault->values, values)) {
        print_error("kind %d at %.17g, %s: %s (%s)\n", (int)fault->kind, fault->time, fault->place,
                    fault->message, fault->values);
        fail();
    }
    assert_int_equal(fault->seed, 1);
    assert_true(fault->where.line > 0);
    assert_true(strlen(fault->place) > 0);
    one_trial_close(&one);
}

static void trial_endless_when_loop_is_a_fault_that_names_it(void **state)
{
    (void)state;
    assert_fault(TIME "machines:\n  m:\n    initial: a\n    states: [a, b, c]\n    transitions:\n"
                      "      - {from: a, to: b, after: 2 day}\n      - {from: b, to: c, when: m.b}\n      - "
                      "{from: c, to: b, when: m.c}\n" HORIZON,
                 BRINK_FAULT_LOOP, 2, "m: b -> c", "");
}

static void trial_endless_loop_of_delays_is_a_fault(void **state)
{
    (void)state;
    assert_fault(TIME "stocks:\n  delay: {initial: 1, unit: day}\n" MACHINE
                      "      - {from: a, to: b, after: delay}\n      - {from: b, to: a, after: delay, do: "
                      "[delay = 0]}\n" HORIZON,
                 BRINK_FAULT_LOOP, 2, "changes at one instant", "");
}

static void trial_endless_loop_of_choices_is_a_fault(void **state)
{
    (void)state;
    assert_fault(TIME
                 "machines:\n  m:\n    initial: a\n    states: [a, b]\n    choices:\n"
                 "      - in: [a, b]\n        options: [{to: a, utility: 0}, {to: b, utility: 0}]\n" HORIZON,
                 BRINK_FAULT_LOOP, 0, "changes at one instant", "");
}

/* A thousand events in 1e-6 of a day are no loop; but 50,000 years cannot tell them apart. */
static void trial_faster_than_its_horizon_resolves_says_so(void **state)
{
    (void)state;
    one_trial one;
    one_trial_open(&one,
                   "time: {unit: day, horizon: 50000 year}\n" MACHINE
                   "      - {from: a, to: b, rate: 1e9 per day}\n"
                   "      - {from: b, to: a, rate: 1e9 per day}\n" HORIZON,
                   1);
    const brink_fault *fault = one_trial_fault(&one, 3);
    assert_int_equal(fault->kind, BRINK_FAULT_LOOP);
    assert_non_null(
        strstr(fault->message, "less than a horizon of 1.82621e+07 day can resolve (1.66e-05 day)"));
    assert_null(strstr(fault->message, "at one instant"));
    one_trial_close(&one);
}

static void trial_chattering_is_a_fault(void **state)
{
    (void)state;
    one_trial one;
    one_trial_open(
        &one, TIME "stocks:\n  x: {initial: 0.3, flow: 'if(x < 1, 0.1 per day, -0.7 per day)'}\n" HORIZON, 1);
    assert_int_equal(one_trial_fault(&one, 0)->kind, BRINK_FAULT_LOOP);
    assert_true(one.fault.time > 6.999 && one.fault.time < 7.001);
    assert_non_null(strstr(one.fault.message, "x < 1"));
    one_trial_close(&one);
}

static void trial_thousand_changes_are_allowed(void **state)
{
    (void)state;
    /* At day 1 each firing counts, and the entry that it makes: 490 pairs are allowed, 510 are not. */
    static const char *const yaml[] = {TIME "stocks:\n  n: {initial: 490}\n" MACHINE
                                            "      - {from: a, to: b, after: 1 day}\n      - {from: b, to: "
                                            "b, when: n > 0, do: [n = n - 1]}\n" HORIZON,
                                       TIME "stocks:\n  n: {initial: 510}\n" MACHINE
                                            "      - {from: a, to: b, after: 1 day}\n      - {from: b, to: "
                                            "b, when: n > 0, do: [n = n - 1]}\n" HORIZON};
    one_trial one;
    one_trial_open(&one, yaml[0], 1);
    one_trial_run(&one, 0);
    one_trial_close(&one);
    assert_fault(yaml[1], BRINK_FAULT_LOOP, 1, "m: b -> b", "");
}

static void trial_negative_hazard_is_a_fault(void **state)
{
    (void)state;
    assert_fault(TIME "stocks:\n  x: {initial: 0.25}\n" MACHINE
                      "      - {from: a, to: b, rate: 1e-9 per day * x}\n"
                      "processes:\n  p: {every: 4 day, do: [x = -0.5]}\n" HORIZON,
                 BRINK_FAULT_HAZARD, 4, "-", "x = -0.5");
}

static void trial_negative_moving_hazard_is_a_fault(void **state)
{
    (void)state;
    assert_fault(TIME "stocks:\n  x: {initial: -0.5, flow: 0.01 per day}\n" MACHINE
                      "      - {from: a, to: b, rate: x / (1 day)}\n" HORIZON,
                 BRINK_FAULT_HAZARD, 0, "-0.5", "x = -0.5");
}

static void trial_bad_chance_is_a_fault(void **state)
{
    (void)state;
    assert_fault(TIME "stocks:\n  p: {initial: 0.5}\n" MACHINE
                      "      - {from: a, to: b, chance: p, within: 1000000 year}\n"
                      "processes:\n  q: {every: 2 day, do: [p = 1]}\n" HORIZON,
                 BRINK_FAULT_HAZARD, 2, "outside [0, 1)", "p = 1");
    assert_fault(TIME "parameters: {span: {value: 'normal(-5 day, 0.001 day)', unit: day}}\n" MACHINE
                      "      - {from: a, to: b, chance: 0.5, within: span}\n" HORIZON,
                 BRINK_FAULT_HAZARD, 0, "period", "span = -5");
}

static void trial_pole_of_a_hazard_is_a_fault(void **state)
{
    (void)state;
    /* The windows shrink towards the pole at day 3 until rounding stops them; some trials have moved before,
     * the others fault there. */
    one_trial one;
    one_trial_open(&one, TIME MACHINE "      - {from: a, to: b, rate: 0.01 / abs(time - 3 day)}\n" HORIZON,
                   1);
    int faults = 0;
    for (uint64_t trial = 0; trial < 40; trial++) {
        if (brink_i_oracle_trial(one.oracle, trial, &one.record, &one.fault) == BRINK_ERR_FAULT) {
            faults++;
            assert_true(one.fault.kind == BRINK_FAULT_UNBOUNDED || one.fault.kind == BRINK_FAULT_HAZARD);
            assert_true(one.fault.time > 3 - 1e-9 && one.fault.time <= 3);
        }
    }
    assert_in_range(faults, 1, 39);
    one_trial_close(&one);
}

static void trial_infinite_hazard_is_a_fault(void **state)
{
    (void)state;
    assert_fault(TIME "stocks:\n  x: {initial: 0, min: 0, flow: 1 per day}\n" MACHINE
                      "      - {from: a, to: b, rate: 0.01 per day / x}\n" HORIZON,
                 BRINK_FAULT_HAZARD, 0, "inf", "x = 0");
}

static void trial_bad_delay_is_a_fault(void **state)
{
    (void)state;
    assert_fault(TIME "stocks:\n  d: {initial: -3, unit: day}\n" MACHINE
                      "      - {from: a, to: b, after: d}\n" HORIZON,
                 BRINK_FAULT_DELAY, 0, "-3", "d = -3 day");
}

static void trial_bad_weights_are_a_fault(void **state)
{
    (void)state;
    assert_fault(TIME "stocks:\n  w: {initial: 0}\n" MACHINE
                      "      - {from: a, to: {a: w, b: 2*w}, after: 1 day}\n" HORIZON,
                 BRINK_FAULT_WEIGHT, 1, "sum to 0", "w = 0");
    assert_fault(TIME "stocks:\n  w: {initial: -1}\n" MACHINE
                      "      - {from: a, to: {a: 2, b: w}, after: 1 day}\n" HORIZON,
                 BRINK_FAULT_WEIGHT, 1, "weight 2 is -1", "w = -1");
    assert_fault(
        TIME "stocks:\n  w: {initial: 0}\nmachines:\n  m:\n    initial: a\n    states: [a, b]\n    choices:\n"
             "      - in: a\n        every: 3 day\n        options: [{to: b, utility: 1 / w}, {stay: true, "
             "utility: 0}]\n" HORIZON,
        BRINK_FAULT_WEIGHT, 3, "inf", "w = 0");
}

static void trial_bad_values_are_a_fault(void **state)
{
    (void)state;
    assert_fault(
        TIME "stocks:\n  x: {initial: 0}\nprocesses:\n  p: {every: 3 day, do: [x = log(x - 1)]}\n" HORIZON,
        BRINK_FAULT_VALUE, 3, "x", "x = 0");
    assert_fault(TIME "parameters: {p: 'uniform(1, 2)', q: 1 / (p - p)}\nstocks: {x: {initial: q}}\n" HORIZON,
                 BRINK_FAULT_VALUE, 0, "inf", "p = 1.");
    assert_fault(TIME "stocks:\n  d: {initial: -1}\n  x: {initial: 0, decay: d / (1 day)}\n" HORIZON,
                 BRINK_FAULT_VALUE, 0, "-1", "d = -1");
    assert_fault(TIME "stocks:\n  d: {initial: 0}\n  x: {initial: 0, flow: 1 / d / (1 day)}\n" HORIZON,
                 BRINK_FAULT_VALUE, 0, "inf", "d = 0");
    assert_fault(TIME
                 "parameters: {p: 'uniform(1, 2)'}\nstocks:\n  x: {initial: 0, min: p, max: 1 - p}\n" HORIZON,
                 BRINK_FAULT_VALUE, 0, "min", "p = 1.");
    assert_fault(
        TIME "parameters: {p: {value: 'uniform(-2 day, -1 day)', unit: day}}\nstocks:\n  x: {initial: 0}\n"
             "processes:\n  q: {every: p, do: [x = 1]}\n" HORIZON,
        BRINK_FAULT_VALUE, 0, "-1.", "p = -1.");
}

static void trial_bad_distribution_is_a_fault(void **state)
{
    (void)state;
    assert_fault(TIME "stocks:\n  s: {initial: -1}\n" MACHINE
                      "      - {from: a, to: b, after: 'weibull(s, 3 day)'}\n" HORIZON,
                 BRINK_FAULT_DISTRIBUTION, 0, "shape", "s = -1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(trial_endless_when_loop_is_a_fault_that_names_it),
        cmocka_unit_test(trial_endless_loop_of_delays_is_a_fault),
        cmocka_unit_test(trial_endless_loop_of_choices_is_a_fault),
        cmocka_unit_test(trial_faster_than_its_horizon_resolves_says_so),
        cmocka_unit_test(trial_chattering_is_a_fault),
        cmocka_unit_test(trial_thousand_changes_are_allowed),
        cmocka_unit_test(trial_negative_hazard_is_a_fault),
        cmocka_unit_test(trial_negative_moving_hazard_is_a_fault),
        cmocka_unit_test(trial_bad_chance_is_a_fault),
        cmocka_unit_test(trial_pole_of_a_hazard_is_a_fault),
        cmocka_unit_test(trial_infinite_hazard_is_a_fault),
        cmocka_unit_test(trial_bad_delay_is_a_fault),
        cmocka_unit_test(trial_bad_weights_are_a_fault),
        cmocka_unit_test(trial_bad_values_are_a_fault),
        cmocka_unit_test(trial_bad_distribution_is_a_fault),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
