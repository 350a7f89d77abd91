/* SPDX-License-Identifier: Apache-2.0 */

/* Whether chance follows its law. Each date is compared with its exact distribution by the largest distance D
 * of the two distribution functions; P(D > d) <= 2 exp(-2 n d^2) (Dvoretzky, Kiefer & Wolfowitz 1956; Massart
 * 1990), for any part of the line too, so that censoring at the horizon does no harm. Each probability is
 * compared within Hoeffding's bound, which is the same number. Both have an error rate of 1e-8 per
 * comparison. The same comparison with a law that is wrong by a little must fail. Seeds are fixed. */

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/one_trial.h"

enum { TRIALS = 40000 };

/* sqrt(log(2 / 1e-8) / (2 TRIALS)) */
static const double MOST = 0.01546;

#define TIME "time: {unit: day, horizon: 10 day}\n"
#define MACHINE "machines:\n  m:\n    initial: a\n    states: [a, b, c]\n    transitions:\n"
#define END "outcomes: {moved: not m.a, over: otherwise}\n"

/* Cumulative hazard until t, wrong by the factor scale. */
typedef double hazard_until(double t, double scale);

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* End dates of all trials, in order; trials that reached the horizon have its date. */
static double *ends(const char *yaml, uint64_t seed)
{
    one_trial one;
    one_trial_open(&one, yaml, seed);
    double *list = calloc(TRIALS, sizeof *list);
    assert_non_null(list);
    for (uint64_t trial = 0; trial < TRIALS; trial++) {
        one_trial_run(&one, trial);
        list[trial] = one.record.end;
    }
    one_trial_close(&one);
    qsort(list, TRIALS, sizeof *list, ascending);
    return list;
}

/* Largest distance of the dates before the horizon of 10 from 1 - exp(-hazard). */
static double distance(const double *list, hazard_until *hazard, double scale)
{
    double most = 0;
    for (int i = 0; i < TRIALS && list[i] < 10; i++) {
        double expected = -expm1(-hazard(list[i], scale));
        most =
            fmax(most, fmax(fabs(expected - (double)i / TRIALS), fabs(expected - (double)(i + 1) / TRIALS)));
    }
    return most;
}

static void assert_law(const char *yaml, hazard_until *hazard)
{
    double *list = ends(yaml, 1);
    double d = distance(list, hazard, 1), high = distance(list, hazard, 1.15),
           low = distance(list, hazard, 0.85);
    free(list);
    if (!(d < MOST)) {
        print_error("distance %g\n", d);
    }
    assert_true(d < MOST);
    /* A law that is wrong by 15 % is found out. */
    assert_true(high > MOST);
    assert_true(low > MOST);
}

static double constant(double t, double scale) { return 0.2 * t * scale; }

static void trial_constant_hazard_is_exponential(void **state)
{
    (void)state;
    assert_law(TIME MACHINE "      - {from: a, to: b, rate: 0.2 per day}\n" END, constant);
}

static double within(double t, double scale)
{
    return -log1p(-0.8) * t / 8 * scale; /* scaled as a hazard, not as a chance */
}

static void trial_chance_is_reached_within_its_period(void **state)
{
    (void)state;
    assert_law(TIME MACHINE "      - {from: a, to: b, chance: 0.8, within: 8 day}\n" END, within);
}

static double rising(double t, double scale) { return (0.05 * t + 0.04 * t * t / 2) * scale; }

static void trial_rising_hazard_is_thinned_exactly(void **state)
{
    (void)state;
    assert_law(TIME "stocks:\n  x: {initial: 0, flow: 1 per day}\n" MACHINE
                    "      - {from: a, to: b, rate: (0.05 + 0.04 * x) / (1 day)}\n" END,
               rising);
    /* The same by the clock. */
    assert_law(TIME MACHINE
               "      - {from: a, to: b, rate: 0.05 per day + 0.04 per day * time / (1 day)}\n" END,
               rising);
    assert_law(TIME MACHINE
               "      - {from: a, to: b, rate: 0.05 per day + 0.04 per day * elapsed(m) / (1 day)}\n" END,
               rising);
}

static void trial_thinning_survives_interruptions(void **state)
{
    (void)state;
    /* Other machines, processes and ties cut the windows; none of it may show. */
    assert_law(
        TIME "stocks:\n  x: {initial: 0, flow: 1 per day}\n  y: {initial: 0, flow: 'if(n.x, 1, -1) / (1 "
             "day)'}\n" MACHINE "      - {from: a, to: b, rate: (0.05 + 0.04 * x) / (1 day)}\n"
             "  n:\n    initial: x\n    states: [x, y]\n    transitions:\n"
             "      - {from: x, to: y, after: 0.5 day}\n      - {from: y, to: x, rate: 1 per day * (1 + x)}\n"
             "processes:\n  p: {every: 0.5 day, do: [y = 0]}\n  q: {every: 0.25 day, do: [y = y + 1]}\n" END,
        rising);
}

static double relaxing(double t, double scale) { return 0.9 * -expm1(-0.5 * t) / 0.5 * scale; }

static void trial_hazard_of_a_decaying_stock_is_thinned_exactly(void **state)
{
    (void)state;
    assert_law(TIME "stocks:\n  x: {initial: 3, decay: 0.5 per day}\n" MACHINE
                    "      - {from: a, to: b, rate: 0.3 per day * x}\n" END,
               relaxing);
}

static double waving(double t, double scale) { return (0.3 * t + 0.3 * (1 - cos(2 * t)) / 2) * scale; }

static void trial_waving_hazard_is_thinned_exactly(void **state)
{
    (void)state;
    assert_law(TIME MACHINE
               "      - {from: a, to: b, rate: 0.3 per day * (1 + sin(2 * time / (1 day)))}\n" END,
               waving);
}

static double stepping(double t, double scale)
{
    return (t < 2 ? 0.1 * t : t < 4 ? 0.2 + 0.6 * (t - 2) : 1.4 + 0.05 * (t - 4)) * scale;
}

static void trial_budget_carries_over_changes_of_the_hazard(void **state)
{
    (void)state;
    assert_law(TIME MACHINE
               "      - {from: a, to: b, rate: 'if(n.x, 0.1, if(n.y, 0.6, 0.05)) / (1 day)'}\n"
               "  n:\n    initial: x\n    states: [x, y, z]\n    transitions:\n"
               "      - {from: x, to: y, after: 2 day}\n      - {from: y, to: z, after: 2 day}\n" END,
               stepping);
}

/* Share of trials that end in state b of m. */
static double share_of_b(const char *yaml)
{
    one_trial one;
    one_trial_open(&one, yaml, 5);
    int n = 0;
    for (uint64_t trial = 0; trial < TRIALS; trial++) {
        one_trial_run(&one, trial);
        n += strcmp(one_trial_outcome(&one), "b") == 0;
    }
    one_trial_close(&one);
    return (double)n / TRIALS;
}

#define SHARES "outcomes: {b: m.b, c: m.c, over: otherwise}\n"

static void assert_share(const char *yaml, double expected)
{
    double share = share_of_b(yaml);
    if (!(fabs(share - expected) < MOST)) {
        print_error("share %g, expected %g\n", share, expected);
    }
    assert_true(fabs(share - expected) < MOST);
    assert_true(fabs(share - expected * 1.15) > MOST);
    assert_true(fabs(share - expected * 0.85) > MOST);
}

static void trial_competing_hazards_win_in_proportion(void **state)
{
    (void)state;
    assert_share(
        TIME MACHINE
        "      - {from: a, to: b, rate: 30 per day}\n      - {from: a, to: c, rate: 70 per day}\n" SHARES,
        0.3);
    /* Hazards t and 1 - t until day 1, when all that is left is taken by the timer. Integral of t exp(-t) on
     * [0, 1]. */
    assert_share(
        TIME
        "stocks:\n  x: {initial: 0, flow: 1 per day}\n" MACHINE
        "      - {from: a, to: b, rate: x / (1 day)}\n"
        "      - {from: a, to: c, rate: (1 - x) / (1 day)}\n      - {from: a, to: c, after: 1 day}\n" SHARES,
        1 - 2 * exp(-1));
}

static void trial_weights_and_choices_follow_their_probabilities(void **state)
{
    (void)state;
    assert_share(TIME MACHINE "      - {from: a, to: {c: 3, a: 0, b: 2}, after: 1 day}\n" SHARES, 0.4);
    assert_share("time: {unit: day, horizon: 10 day}\nmachines:\n  m:\n    initial: {a: 2, b: 3}\n    "
                 "states: [a, b, c]\n" SHARES,
                 0.6);
    assert_share(
        "time: {unit: day, horizon: 10 day}\nmachines:\n  m:\n    initial: a\n    states: [a, b, c]\n    "
        "choices:\n"
        "      - {in: a, precision: 2, options: [{to: b, utility: 1.25}, {to: c, utility: 1}]}\n" SHARES,
        1 / (1 + exp(-0.5)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(trial_constant_hazard_is_exponential),
        cmocka_unit_test(trial_chance_is_reached_within_its_period),
        cmocka_unit_test(trial_rising_hazard_is_thinned_exactly),
        cmocka_unit_test(trial_thinning_survives_interruptions),
        cmocka_unit_test(trial_hazard_of_a_decaying_stock_is_thinned_exactly),
        cmocka_unit_test(trial_waving_hazard_is_thinned_exactly),
        cmocka_unit_test(trial_budget_carries_over_changes_of_the_hazard),
        cmocka_unit_test(trial_competing_hazards_win_in_proportion),
        cmocka_unit_test(trial_weights_and_choices_follow_their_probabilities),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
