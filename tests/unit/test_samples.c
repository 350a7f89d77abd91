/* SPDX-License-Identifier: Apache-2.0 */
/* Samples: each trial takes one row, by its weight; files of numbers are part of the scenario. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "brink/scenario.h"
#include "support/one_trial.h"

#define HEAD "title: samples\ntime: {unit: day, horizon: 1 day}\n"
#define REST                                       \
    "machines: {m: {initial: on, states: [on]}}\n" \
    "outcomes: {on: otherwise}\n"                  \
    "measures:\n"                                  \
    "  row: {at_end: panel}\n"                     \
    "  a: {at_end: a}\n"                           \
    "  b: {at_end: b, unit: day}\n"
#define PANEL "samples: {panel: {file: panel.csv, columns: {a: x, b: {column: \"y, late\", unit: day}}"
#define FILES(text) "files: {panel.csv: \"" text "\"}\n"
#define NUMBERS "# by hand\\nx,\\\"y, late [hour]\\\",w\\r\\n10,24,1\\n\\n 20 ,48,0\\n30,72,2\\n-4e1,96,1\\n"

static void rows_are_taken_whole_and_in_their_units(void **state)
{
    (void)state;
    static const double as[] = {10, 20, 30, -40};
    one_trial one;
    one_trial_open(&one, HEAD PANEL "}}\n" FILES(NUMBERS) REST, 7);
    int seen[4] = {0};
    for (uint64_t t = 0; t < 200; t++) {
        one_trial_run(&one, t);
        const int row = (int)one_trial_measure(&one, "row");
        assert_true(row >= 0 && row < 4);
        assert_true(fabs(one_trial_measure(&one, "a") - as[row]) < 1e-12);
        assert_true(fabs(one_trial_measure(&one, "b") - (row + 1)) < 1e-12);
        seen[row]++;
    }
    assert_true(seen[0] > 0 && seen[1] > 0 && seen[2] > 0 && seen[3] > 0);
    one_trial_close(&one);
}

/* Chi-square with 2 degrees of freedom of 40,000 draws: a correct program passes 13.8 once in 1,000 seeds.
 * The twin takes weights 1, 2.1, 1. */
static void rows_are_taken_by_their_weights(void **state)
{
    (void)state;
    enum { TRIALS = 40000 };
    static const double share[] = {0.25, 0.5, 0.25}, twin[] = {1 / 4.1, 2.1 / 4.1, 1 / 4.1};
    one_trial one;
    one_trial_open(&one, HEAD PANEL ", weight: w}}\n" FILES(NUMBERS) REST, 7);
    int seen[3] = {0};
    for (uint64_t t = 0; t < TRIALS; t++) {
        one_trial_run(&one, t);
        seen[(int)one_trial_measure(&one, "row")]++;
        assert_false(fabs(one_trial_measure(&one, "a") - 20) < 1); /* without weight */
    }
    double chi = 0, wrong = 0;
    for (int i = 0; i < 3; i++) {
        chi += pow(seen[i] - share[i] * TRIALS, 2) / (share[i] * TRIALS);
        wrong += pow(seen[i] - twin[i] * TRIALS, 2) / (twin[i] * TRIALS);
    }
    assert_true(chi < 13.8);
    assert_true(wrong > 13.8);
    one_trial_close(&one);
}

static void the_hash_is_of_the_numbers_and_not_of_how_they_are_written(void **state)
{
    (void)state;
    brink_model *one = one_trial_model(HEAD PANEL "}}\n" FILES(NUMBERS) REST);
    brink_model *same = one_trial_model(
        HEAD PANEL "}}\n" FILES("w,\\\"y, late [hour]\\\",x\\n1,24,10\\n0,48,2e1\\n2,72,30\\n1,96,-40") REST);
    brink_model *other = one_trial_model(
        HEAD PANEL "}}\n" FILES("w,\\\"y, late [hour]\\\",x\\n1,24,10\\n0,48,20\\n2,72,30\\n1,96,-41") REST);
    assert_string_equal(brink_model_hash(one), brink_model_hash(same));
    assert_string_not_equal(brink_model_hash(one), brink_model_hash(other));
    brink_model_free(one);
    brink_model_free(same);
    brink_model_free(other);
}

static void tables_may_stand_in_files(void **state)
{
    (void)state;
    one_trial one;
    one_trial_open(&one,
                   HEAD "tables:\n"
                        "  first: {file: t.csv}\n"
                        "  named: {file: t.csv, x: day, y: \"cost\"}\n"
                        "files: {t.csv: \"day [hour],share,cost [USD]\\n0,0,1\\n24,0.5,3\\n48,1,9\"}\n"
                        "machines: {m: {initial: on, states: [on]}}\n"
                        "outcomes: {on: otherwise}\n"
                        "measures:\n"
                        "  share: {at_end: first(0.5 day)}\n"
                        "  cost: {at_end: named(1.5 day), unit: USD}\n",
                   7);
    one_trial_run(&one, 0);
    assert_true(fabs(one_trial_measure(&one, "share") - 0.25) < 1e-12);
    assert_true(fabs(one_trial_measure(&one, "cost") - 6) < 1e-12);
    one_trial_close(&one);
}

static void samples_made_in_c_are_the_same(void **state)
{
    (void)state;
    static const double x[] = {10, 20, 30, -40}, y[] = {24, 48, 72, 96}, w[] = {1, 0, 2, 1};
    brink_diagnostics *problems = brink_diagnostics_new();
    brink_builder *b = brink_builder_new(problems);
    const brink_sample_column columns[] = {{.parameter = BRINK_TEXT("a"), .values = x},
                                           {.parameter = BRINK_TEXT("b"),
                                            .unit = BRINK_TEXT("day"),
                                            .values_unit = BRINK_TEXT("hour"),
                                            .values = y}};
    brink_samples_declaration d = {
        .name = BRINK_TEXT("panel"), .columns = columns, .n_columns = 2, .weights = w, .n_rows = 4};
    assert_int_equal(brink_builder_samples(b, &d), BRINK_OK);
    const brink_state_declaration on = {.name = BRINK_TEXT("on")};
    const brink_weighted_state initial = {.state = BRINK_TEXT("on")};
    const brink_machine_declaration machine = {
        .name = BRINK_TEXT("m"), .states = &on, .n_states = 1, .initial = &initial, .n_initial = 1};
    const brink_outcome_declaration outcome = {.name = BRINK_TEXT("on"),
                                               .condition = BRINK_TEXT("otherwise")};
    assert_int_equal(brink_builder_time(b, BRINK_TEXT("day"), BRINK_TEXT("1 day")), BRINK_OK);
    assert_int_equal(brink_builder_machine(b, &machine), BRINK_OK);
    assert_int_equal(brink_builder_outcome(b, &outcome), BRINK_OK);
    static const char *const measures[][3] = {{"row", "panel", NULL}, {"a", "a", NULL}, {"b", "b", "day"}};
    for (int i = 0; i < 3; i++) {
        const brink_measure_declaration measure = {.name = BRINK_TEXT(measures[i][0]),
                                                   .kind = BRINK_MEASURE_AT_END,
                                                   .value = BRINK_TEXT(measures[i][1]),
                                                   .unit = BRINK_TEXT(measures[i][2])};
        assert_int_equal(brink_builder_measure(b, &measure), BRINK_OK);
    }
    brink_model *model = NULL;
    assert_int_equal(brink_builder_build(b, &model), BRINK_OK);
    brink_model *read = one_trial_model(HEAD PANEL ", weight: w}}\n" FILES(NUMBERS) REST);
    assert_string_equal(brink_model_hash(model), brink_model_hash(read));
    brink_model_free(read);
    brink_model_free(model);

    static const double bad[][4] = {{1, -1, 1, 1}, {0, 0, 0, 0}, {NAN, 1, 1, 1}, {INFINITY, 1, 1, 1}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        d.weights = bad[i];
        assert_int_equal(brink_builder_samples(b, &d), BRINK_ERR_ARGUMENT);
    }
    d.weights = NULL;
    d.n_rows = 0;
    assert_int_equal(brink_builder_samples(b, &d), BRINK_ERR_ARGUMENT);
    brink_builder_free(b);
    brink_diagnostics_free(problems);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_taken_whole_and_in_their_units),
        cmocka_unit_test(rows_are_taken_by_their_weights),
        cmocka_unit_test(the_hash_is_of_the_numbers_and_not_of_how_they_are_written),
        cmocka_unit_test(tables_may_stand_in_files),
        cmocka_unit_test(samples_made_in_c_are_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
