/* SPDX-License-Identifier: Apache-2.0 */
/* What people read first is a screen or two: of the largest bundled scenario, of all its measures and sixteen
 * of its variants, in wide terminals and in narrow ones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "brink/compare.h"
#include "brink/run.h"
#include "brink/scenario.h"
#include "support/one_trial.h"
#include "support/war.h"

static const char SCENARIO[] = BRINK_SCENARIO_DIR_SOURCE "/two-theatre.yaml";
enum { VARIANTS = 16, RUN_LINES = 60, COMPARE_LINES = 150 };

static brink_model *load(const char *variant)
{
    brink_diagnostics *problems = brink_diagnostics_new();
    brink_scenario_options options = BRINK_SCENARIO_OPTIONS_INIT;
    brink_model *model = NULL;
    options.variant = variant;
    assert_int_equal(brink_scenario_load(SCENARIO, &options, problems, &model), BRINK_OK);
    brink_diagnostics_free(problems);
    return model;
}

/* Fails if a line is wider than the page; how many lines. */
static int count_lines(const char *text, int width)
{
    int n = 0;
    for (const char *at = text; *at; n++) {
        size_t length = strcspn(at, "\n");
        /* what no table can help: a command to copy, what made it */
        if (brink_i_text_columns(at, length) > width && strncmp(at, "  why: ", 7) != 0 &&
            strncmp(at, "brink ", 6) != 0) {
            fail_msg("more than %d columns: %.*s", width, (int)length, at);
        }
        at += length + (at[length] == '\n');
    }
    return n;
}

static void run_is_a_screen_or_two(void **state)
{
    (void)state;
    static const int WIDTHS[] = {80, 100};
    brink_model *model = load(NULL);
    brink_run_options run = BRINK_RUN_OPTIONS_INIT;
    run.trials = 2000;
    brink_result *result = NULL;
    brink_fault fault;
    assert_int_equal(brink_run(model, &run, &result, &fault), BRINK_OK);
    for (size_t i = 0; i < 2; i++) {
        brink_text_options options = BRINK_TEXT_OPTIONS_INIT;
        options.width = WIDTHS[i];
        char *text = NULL;
        assert_int_equal(brink_result_text(result, &options, &text), BRINK_OK);
        const int lines = count_lines(text, WIDTHS[i]);
        if (lines > RUN_LINES) {
            fail_msg("%d lines at %d columns", lines, WIDTHS[i]);
        }
        assert_non_null(strstr(text, "  taiwan_lost ")); /* a headline */
        assert_null(strstr(text, "  rung_7"));           /* none */
        assert_non_null(strstr(text, "--all"));
        free(text);
        options.all = true;
        assert_int_equal(brink_result_text(result, &options, &text), BRINK_OK);
        assert_non_null(strstr(text, "  rung_7"));
        assert_true(count_lines(text, WIDTHS[i]) > 2 * RUN_LINES);
        free(text);
    }
    brink_result_free(result);
    brink_model_free(model);
}

static void compare_is_a_screen_or_two(void **state)
{
    (void)state;
    static const char *const NAMES[VARIANTS] = {
        "base",           "bloc-weak",        "bloc-transactional", "bloc-tight",
        "no_pipelines",   "no_new_pipelines", "pipelines_built",    "no_diversion",
        "diversion_high", "japan_in",         "japan_out",          "us_stays_out",
        "budget_passed",  "budget_cut",       "budget_late",        "nato_strong"};
    static const int WIDTHS[] = {80, 100};
    brink_variant variants[VARIANTS];
    for (int v = 0; v < VARIANTS; v++) {
        variants[v] = (brink_variant){.name = NAMES[v], .about = "", .model = load(v ? NAMES[v] : NULL)};
    }
    brink_run_options run = BRINK_RUN_OPTIONS_INIT;
    run.trials = 1000;
    brink_comparison *comparison = NULL;
    brink_compare_failure failure;
    assert_int_equal(brink_compare(variants, VARIANTS, &run, &comparison, &failure), BRINK_OK);
    for (size_t i = 0; i < 2; i++) {
        brink_comparison_text_options options = BRINK_COMPARISON_TEXT_OPTIONS_INIT;
        options.width = WIDTHS[i];
        options.trace = "brink trace two-theatre";
        char *text = NULL;
        assert_int_equal(brink_comparison_text(comparison, &options, &text), BRINK_OK);
        const int lines = count_lines(text, WIDTHS[i]);
        if (lines > COMPARE_LINES) {
            fail_msg("%d lines at %d columns", lines, WIDTHS[i]);
        }
        assert_non_null(strstr(text, "ALSO BEYOND THEIR ERROR"));
        free(text);
    }
    brink_comparison_free(comparison);
    for (int v = 0; v < VARIANTS; v++) {
        brink_model_free((brink_model *)(uintptr_t)variants[v].model);
    }
}

/* The row of a variant, cut up at its blanks: how often each sign stands in it. */
static int signs_in_row(const char *text, const char *name, const char *sign)
{
    int n = 0;
    char begin[40];
    snprintf(begin, sizeof begin, "\n  %s ", name);
    for (const char *at = strstr(text, "\nOUTCOMES"); at && (at = strstr(at, begin)) != NULL; at++) {
        const char *end = strchr(at + 1, '\n');
        for (const char *cell = strstr(at, sign); cell && cell < end; cell = strstr(cell + 1, sign)) {
            n++;
        }
    }
    return n;
}

/* One that is the same, one that differs beyond its error, one that differs within it. */
static void text_short_tells_equal_from_within_error(void **state)
{
    (void)state;
    brink_model *low = one_trial_model(WAR("1")), *high = one_trial_model(WAR("1.5")),
                *near = one_trial_model(WAR("1.0005"));
    brink_variant variants[] = {
        {.name = "low", .model = low},
        {.name = "same", .model = low},
        {.name = "high", .model = high},
        {.name = "near", .model = near},
    };
    brink_run_options options = BRINK_RUN_OPTIONS_INIT;
    options.trials = 2000;
    brink_comparison *c = NULL;
    brink_compare_failure failure;
    assert_int_equal(brink_compare(variants, 4, &options, &c, &failure), BRINK_OK);
    char *text = NULL;
    assert_int_equal(brink_comparison_text(c, NULL, &text), BRINK_OK);
    /* war, peace; on, calm */
    assert_int_equal(signs_in_row(text, "same", "="), 4);
    assert_int_equal(signs_in_row(text, "high", "="), 0);
    assert_int_equal(signs_in_row(text, "high", "\u00b1"), 4);
    assert_int_equal(signs_in_row(text, "near", "+") + signs_in_row(text, "near", "-") +
                         signs_in_row(text, "near", "=") + signs_in_row(text, "near", "\u00b7"),
                     4);
    brink_outcome_difference war;
    assert_int_equal(brink_comparison_outcome(c, 3, 0, &war), BRINK_OK);
    const bool beyond = war.difference.low > 0 || war.difference.high < 0;
    assert_false(beyond); /* two trials in a thousand would have to change */
    assert_true(signs_in_row(text, "near", "\u00b7") + signs_in_row(text, "near", "=") >= 2);
    free(text);
    brink_comparison_free(c);
    brink_model_free(low);
    brink_model_free(high);
    brink_model_free(near);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(run_is_a_screen_or_two),
        cmocka_unit_test(compare_is_a_screen_or_two),
        cmocka_unit_test(text_short_tells_equal_from_within_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
