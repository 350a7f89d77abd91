/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "brink/scenario.h"
#include "result/result.h"
#include "run/run.h"
#include "support/synthetic.h"

/* BRINK_UPDATE_PAGES=1 in the environment writes the expected pages anew. Read the difference before you
 * commit it. */

static brink_result *result_of(const brink_model *model, uint64_t trials, double until)
{
    synthetic_plan plan = SYNTHETIC_PLAN_INIT;
    brink_i_engine engine = synthetic_engine(&plan);
    brink_run_options options = BRINK_RUN_OPTIONS_INIT;
    options.trials = trials;
    options.until = until;
    brink_result *result = NULL;
    brink_fault fault;
    assert_int_equal(brink_i_run_with(model, &options, &engine, &result, &fault), BRINK_OK);
    result->made.version = "0.0.0";
    result->made.commit = "unknown";
    result->made.threads = 2;
    result->made.seconds = 1.25;
    return result;
}

static char *page_of(const brink_result *result, int width, bool unicode, bool colour)
{
    brink_text_options options = BRINK_TEXT_OPTIONS_INIT;
    options.width = width;
    options.unicode = unicode;
    options.colour = colour;
    options.all = true;
    char *page = NULL;
    assert_int_equal(brink_result_text(result, &options, &page), BRINK_OK);
    return page;
}

static char *read_all(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file) {
        return NULL;
    }
    char *text = calloc(1, 1 << 16);
    assert_non_null(text);
    size_t length = fread(text, 1, (1 << 16) - 1, file);
    text[length] = '\0';
    fclose(file);
    return text;
}

static void assert_page(const char *name, const char *page)
{
    char path[512];
    (void)snprintf(path, sizeof path, "%s/pages/%s.txt", BRINK_TEST_DIR, name);
    if (getenv("BRINK_UPDATE_PAGES")) {
        FILE *file = fopen(path, "wb");
        assert_non_null(file);
        fputs(page, file);
        assert_int_equal(fclose(file), 0);
    }
    char *expected = read_all(path);
    assert_non_null(expected);
    assert_string_equal(page, expected);
    free(expected);
}

static void assert_fits(const char *page, int width)
{
    for (const char *line = page; *line;) {
        size_t length = strcspn(line, "\n");
        if (brink_i_text_columns(line, length) > width) {
            print_message("%.*s\n", (int)length, line);
        }
        assert_true(brink_i_text_columns(line, length) <= width);
        assert_true(length == 0 || line[length - 1] != ' ');
        line += length + (line[length] == '\n');
    }
}

static int setup(void **state)
{
    static synthetic s;
    synthetic_init(&s);
    *state = &s;
    return 0;
}

static int teardown(void **state)
{
    synthetic_free(*state);
    return 0;
}

static void text_usual_run_is_the_expected_page(void **state)
{
    brink_result *result = result_of(&((synthetic *)*state)->model, 100000, 0.0);
    char *page = page_of(result, 0, true, false);
    assert_page("usual", page);
    assert_fits(page, 100);
    free(page);
    brink_result_free(result);
}

static void text_narrow_ascii_is_the_expected_page(void **state)
{
    brink_result *result = result_of(&((synthetic *)*state)->model, 1000, 1e-3);
    result->made.partial = true;
    result->made.trials_asked = 5000;
    char *page = page_of(result, 60, false, false);
    assert_page("narrow", page);
    assert_fits(page, 60);
    for (const char *at = page; *at; at++) {
        assert_true((unsigned char)*at < 0x80);
    }
    free(page);
    brink_result_free(result);
}

static void text_any_width_fits(void **state)
{
    brink_result *result = result_of(&((synthetic *)*state)->model, 1000, 0.0);
    for (int width = 60; width <= 240; width++) {
        char *page = page_of(result, width, true, false);
        assert_fits(page, width);
        free(page);
    }
    brink_result_free(result);
}

static void text_single_trial_claims_nothing(void **state)
{
    brink_result *result = result_of(&((synthetic *)*state)->model, 1, 1e-3);
    char *page = page_of(result, 80, true, false);
    assert_page("single", page);
    free(page);
    brink_result_free(result);
}

/* Without colours the page must be what is left of it in colour. */
static void text_colour_adds_escapes_only(void **state)
{
    brink_result *result = result_of(&((synthetic *)*state)->model, 1000, 0.0);
    char *plain = page_of(result, 100, true, false), *colour = page_of(result, 100, true, true);
    assert_non_null(strstr(colour, "\033[1m"));
    assert_null(strstr(plain, "\033"));
    char *to = colour;
    for (const char *from = colour; *from;) {
        if (*from == '\033') {
            from += strcspn(from, "m") + 1;
        } else {
            *to++ = *from++;
        }
    }
    *to = '\0';
    assert_string_equal(colour, plain);
    free(plain);
    free(colour);
    brink_result_free(result);
}

static void text_bad_options_are_refused(void **state)
{
    brink_result *result = result_of(&((synthetic *)*state)->model, 10, 0.0);
    brink_text_options options = BRINK_TEXT_OPTIONS_INIT;
    char *page = NULL;
    options.width = 59;
    assert_int_equal(brink_result_text(result, &options, &page), BRINK_ERR_ARGUMENT);
    options.width = 241;
    assert_int_equal(brink_result_text(result, &options, &page), BRINK_ERR_ARGUMENT);
    options.width = 80;
    options.size = 1;
    assert_int_equal(brink_result_text(result, &options, &page), BRINK_ERR_ARGUMENT);
    assert_null(page);
    assert_int_equal(brink_result_text(result, NULL, &page), BRINK_OK);
    free(page);
    brink_result_free(result);
}

/* X ~ normal(30, 30) lies below 0 in 15.9 %, above 100 in 1 % of the trials. 10,000 are looked at: three
 * standard errors are 1.1 and 0.3 %; a correct program fails with 0.5 % of all seeds. */
static void beyond_counts_what_was_moved_to_a_bound(void **state)
{
    (void)state;
    static const char TEXT[] = "brink: 1\ntime: {unit: day, horizon: 1 day}\n"
                               "stocks:\n"
                               "  drawn: {initial: \"normal(30, 30)\", min: 0, max: 100}\n"
                               "  free: {initial: \"normal(30, 30)\"}\n"
                               "  constant: {initial: -5, min: 0}\n"
                               "  inside: {initial: \"uniform(1, 2)\", min: 1, max: 2}\n"
                               "machines: {m: {initial: a, states: [a]}}\n"
                               "outcomes: {a: m.a, b: otherwise}\n";
    brink_diagnostics *problems = brink_diagnostics_new();
    brink_model *model = NULL;
    brink_result *result = NULL;
    brink_run_options options = BRINK_RUN_OPTIONS_INIT;
    options.trials = 20000;
    assert_int_equal(brink_scenario_load_text("text", TEXT, strlen(TEXT), NULL, problems, &model), BRINK_OK);
    assert_int_equal(brink_run(model, &options, &result, NULL), BRINK_OK);
    brink_beyond_view view;
    assert_int_equal(brink_result_beyond(result, 0, &view), BRINK_OK);
    assert_string_equal(view.stock, "drawn");
    assert_int_equal(view.trials, 10000);
    assert_in_range(view.below, 1587 - 110, 1587 + 110);
    assert_in_range(view.above, 98 - 30, 98 + 30);
    for (int i = 1; i < 4; i++) {
        assert_int_equal(brink_result_beyond(result, i, &view), BRINK_OK);
        assert_true(view.below == 0 && view.above == 0);
        assert_int_equal(view.trials, i == 3 ? 10000 : 0);
    }
    assert_int_equal(brink_result_beyond(result, 4, &view), BRINK_ERR_ARGUMENT);
    assert_int_equal(brink_result_beyond(result, -1, &view), BRINK_ERR_ARGUMENT);
    brink_result_free(result);
    brink_model_free(model);
    brink_diagnostics_free(problems);
}

static void views_hold_what_was_recorded(void **state)
{
    brink_result *result = result_of(&((synthetic *)*state)->model, 10000, 0.0);
    brink_outcome_view outcome;
    double sum = 0.0;
    for (int i = 0; i < SYNTHETIC_OUTCOMES; i++) {
        assert_int_equal(brink_result_outcome(result, i, &outcome), BRINK_OK);
        sum += outcome.probability.value;
        assert_true(outcome.probability.low <= outcome.probability.value);
        assert_true(outcome.probability.value <= outcome.probability.high);
        assert_true(outcome.incidence[60] == outcome.probability.value);
        for (int k = 1; k <= 60; k++) {
            assert_true(outcome.incidence[k - 1] <= outcome.incidence[k]);
        }
    }
    assert_true(fabs(sum - 1.0) < 1e-12);
    assert_int_equal(brink_result_outcome(result, 2, &outcome), BRINK_OK);
    assert_int_equal(outcome.count, 0);
    assert_int_equal(outcome.method, BRINK_INTERVAL_CLOPPER_PEARSON);
    assert_true(outcome.probability.high > 3e-4 && isnan(outcome.time_median));

    brink_measure_view measure;
    assert_int_equal(brink_result_measure(result, 1, &measure), BRINK_OK);
    assert_int_equal(measure.defined + measure.undefined, 10000);
    assert_int_equal(measure.non_finite, 0);
    assert_string_equal(measure.unit, "day");
    double inside = 0.0;
    for (size_t i = 0; i < measure.histogram.n; i++) {
        inside += measure.histogram.counts[i];
    }
    assert_true(fabs(inside - (double)measure.defined) < 1e-6);
    assert_int_equal(brink_result_measure(result, 3, &measure), BRINK_OK);
    assert_true(measure.sd == 0.0 && measure.mean.low == 37.5 && measure.mean.high == 37.5);
    assert_true(measure.quantile[0].value == 37.5 && measure.histogram.n == 0);

    brink_series_view series;
    assert_int_equal(brink_result_series(result, 1, &series), BRINK_OK);
    assert_true(series.share && series.n == 11 && series.time[10] == 100.0);
    assert_true(series.mean[0] == 0.0 && series.mean_low[0] == 0.0 && series.mean_high[0] > 3e-4);
    assert_int_equal(brink_result_series(result, 2, &series), BRINK_ERR_ARGUMENT);
    assert_int_equal(brink_result_series(result, -1, &series), BRINK_ERR_ARGUMENT);
    brink_result_free(result);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_usual_run_is_the_expected_page),
        cmocka_unit_test(text_narrow_ascii_is_the_expected_page),
        cmocka_unit_test(text_any_width_fits),
        cmocka_unit_test(text_single_trial_claims_nothing),
        cmocka_unit_test(text_colour_adds_escapes_only),
        cmocka_unit_test(text_bad_options_are_refused),
        cmocka_unit_test(beyond_counts_what_was_moved_to_a_bound),
        cmocka_unit_test(views_hold_what_was_recorded),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
