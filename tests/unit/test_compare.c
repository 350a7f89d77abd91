/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "analysis/comparison.h"
#include "support/one_trial.h"
#include "support/synthetic.h"
#include "support/war.h"

/* ---- on made-up trials: what is done with the records --------------------------------------------- */

enum { VARIANTS = 3 };

typedef struct made_up {
    synthetic s;
    brink_variant variants[VARIANTS];
} made_up;

static int setup(void **state)
{
    static made_up m;
    static const char *const names[VARIANTS] = {"base", "same", "other"};
    synthetic_init(&m.s);
    for (int i = 0; i < VARIANTS; i++) {
        m.variants[i] =
            (brink_variant){.name = names[i], .about = i == 2 ? "other luck" : NULL, .model = &m.s.model};
    }
    *state = &m;
    return 0;
}

static int teardown(void **state)
{
    synthetic_free(&((made_up *)*state)->s);
    return 0;
}

/* The second variant does as the first does; the third has luck of its own, or what `third` says. */
static brink_status compare(const made_up *m, const brink_run_options *options, const synthetic_plan *third,
                            brink_comparison **out, brink_compare_failure *failure)
{
    static const synthetic_plan plain = SYNTHETIC_PLAN_INIT;
    synthetic_plan other = SYNTHETIC_PLAN_INIT;
    other.seed = 99;
    brink_i_engine engines[VARIANTS] = {synthetic_engine(&plain), synthetic_engine(&plain),
                                        synthetic_engine(third ? third : &other)};
    *failure = (brink_compare_failure){.variant = -1};
    return brink_i_compare_with(m->variants, VARIANTS, options, engines, out, failure);
}

static brink_comparison *compared(void **state, uint64_t trials, int threads)
{
    brink_run_options options = BRINK_RUN_OPTIONS_INIT;
    options.trials = trials;
    options.threads = threads;
    brink_comparison *c = NULL;
    brink_compare_failure failure;
    assert_int_equal(compare(*state, &options, NULL, &c, &failure), BRINK_OK);
    assert_int_equal(brink_comparison_count(c), VARIANTS);
    assert_int_equal(brink_comparison_trials(c), trials);
    return c;
}

static char *promised_json(const brink_comparison *c)
{
    char *json = NULL;
    assert_int_equal(brink_comparison_json(c, &json), BRINK_OK);
    char *made_by = strstr(json, "\"made_by\"");
    assert_non_null(made_by);
    *made_by = '\0';
    return json;
}

static void compare_counts_equal_those_of_the_records(void **state)
{
    enum { TRIALS = 3000 };
    brink_comparison *c = compared(state, TRIALS, 3);
    static uint64_t counts[SYNTHETIC_OUTCOMES][SYNTHETIC_OUTCOMES];
    uint64_t first_example[SYNTHETIC_OUTCOMES][SYNTHETIC_OUTCOMES][2] = {0};
    uint64_t both = 0, only_first = 0, only_this = 0, neither = 0, higher = 0, lower = 0;
    double sum = 0.0;
    memset(counts, 0, sizeof counts);
    for (uint64_t t = 0; t < TRIALS; t++) {
        double m[2][SYNTHETIC_MEASURES], p[SYNTHETIC_POINTS];
        brink_i_record a = {.measures = m[0], .points = p}, b = {.measures = m[1], .points = p};
        synthetic_record(7, t, &a);
        synthetic_record(99, t, &b);
        uint64_t n = counts[a.outcome][b.outcome]++;
        if (n < 2) {
            first_example[a.outcome][b.outcome][n] = t;
        }
        bool x = !isnan(m[0][1]), y = !isnan(m[1][1]);
        both += x && y;
        only_first += x && !y;
        only_this += !x && y;
        neither += !x && !y;
        sum += m[1][0] - m[0][0];
        higher += m[1][0] > m[0][0];
        lower += m[1][0] < m[0][0];
    }
    uint64_t changed = 0;
    for (int i = 0; i < SYNTHETIC_OUTCOMES; i++) {
        for (int k = 0; k < SYNTHETIC_OUTCOMES; k++) {
            brink_outcome_change change;
            assert_int_equal(brink_comparison_change(c, 2, i, k, &change), BRINK_OK);
            assert_int_equal(change.count, counts[i][k]);
            assert_int_equal(change.n_examples, counts[i][k] < 3 ? counts[i][k] : 3);
            for (int e = 0; e < change.n_examples && e < 2; e++) {
                assert_int_equal(change.examples[e], first_example[i][k][e]);
            }
            changed += i != k ? change.count : 0;
        }
    }
    brink_estimate share;
    uint64_t n_changed;
    assert_int_equal(brink_comparison_changed(c, 2, &share, &n_changed), BRINK_OK);
    assert_int_equal(n_changed, changed);
    assert_true(share.low < share.value && share.value < share.high);
    brink_measure_difference dry, oil;
    assert_int_equal(brink_comparison_measure(c, 2, 1, &dry), BRINK_OK);
    assert_true(dry.both == both && dry.only_first == only_first && dry.only_this == only_this &&
                dry.neither == neither);
    assert_int_equal(brink_comparison_measure(c, 2, 0, &oil), BRINK_OK);
    assert_true(fabs(oil.difference.value - sum / TRIALS) < 1e-9);
    assert_true(fabs(oil.difference.value - (oil.value - oil.first)) < 1e-9);
    assert_true(oil.higher == higher && oil.lower == lower && higher > 0 && lower > 0);
    brink_comparison_free(c);
}

static void compare_with_itself_finds_no_difference(void **state)
{
    brink_comparison *c = compared(state, 2000, 2);
    uint64_t changed = 1;
    brink_estimate share;
    assert_int_equal(brink_comparison_changed(c, 1, &share, &changed), BRINK_OK);
    assert_true(changed == 0 && share.value == 0.0 && share.high > 0.0);
    assert_true(brink_comparison_same(c, 1) && !brink_comparison_same(c, 2));
    for (int i = 0; i < SYNTHETIC_OUTCOMES; i++) {
        brink_outcome_difference view;
        assert_int_equal(brink_comparison_outcome(c, 1, i, &view), BRINK_OK);
        assert_true(view.difference.value == 0.0 && view.difference.low < 0.0 && view.difference.high > 0.0);
        /* An outcome that varies is infinitely better known; of one that never came nothing is known. */
        assert_true(i == 2 ? isnan(view.narrower) : isinf(view.narrower));
    }
    brink_measure_difference oil, clock;
    assert_int_equal(brink_comparison_measure(c, 1, 0, &oil), BRINK_OK);
    assert_true(oil.difference.value == 0.0 && oil.sd == 0.0 && isinf(oil.narrower));
    assert_int_equal(brink_comparison_measure(c, 1, 3, &clock), BRINK_OK);
    assert_true(clock.difference.value == 0.0 && isnan(clock.narrower));
    brink_comparison_free(c);
}

/* With independent luck nothing is gained: the factor is 1 within its own sampling error (about 1/sqrt(n), 5
 * of them: error rate below 1e-6 for each of 3 factors, at a fixed seed). */
static void compare_independent_luck_is_not_narrower(void **state)
{
    brink_comparison *c = compared(state, 20000, 2);
    brink_outcome_difference settled;
    brink_measure_difference oil;
    assert_int_equal(brink_comparison_outcome(c, 2, 1, &settled), BRINK_OK);
    assert_true(fabs(settled.narrower - 1.0) < 5.0 / sqrt(20000.0));
    assert_int_equal(brink_comparison_measure(c, 2, 0, &oil), BRINK_OK);
    assert_true(fabs(oil.narrower - 1.0) < 5.0 / sqrt(20000.0));
    brink_comparison_free(c);
}

static void compare_series_differences_follow_the_means(void **state)
{
    brink_comparison *c = compared(state, 1000, 2);
    for (int i = 0; i < SYNTHETIC_SERIES; i++) {
        brink_series_difference view;
        brink_series_view first, other;
        assert_int_equal(brink_comparison_series(c, 2, i, &view), BRINK_OK);
        assert_int_equal(brink_result_series(brink_comparison_result(c, 0), i, &first), BRINK_OK);
        assert_int_equal(brink_result_series(brink_comparison_result(c, 2), i, &other), BRINK_OK);
        assert_int_equal(view.n, 11);
        assert_int_equal(view.share, i == 1);
        for (size_t k = 0; k < view.n; k++) {
            assert_int_equal(view.both[k], 1000);
            assert_true(fabs(view.mean[k] - (other.mean[k] - first.mean[k])) < 1e-9);
            assert_true(view.low[k] <= view.mean[k] && view.mean[k] <= view.high[k]);
        }
    }
    /* A condition that holds in no trial of either may still differ in the next. */
    brink_series_difference imposed;
    assert_int_equal(brink_comparison_series(c, 2, 1, &imposed), BRINK_OK);
    assert_true(imposed.mean[0] == 0.0 && imposed.low[0] < 0.0 && imposed.high[0] > 0.0);
    brink_comparison_free(c);
}

static void compare_threads_and_blocks_give_the_same_bytes(void **state)
{
    static const int threads[] = {1, 2, 3, 7, 16};
    static const uint64_t blocks[] = {0, 1, 13, 5000, UINT64_MAX};
    char *first = NULL;
    synthetic_plan third = SYNTHETIC_PLAN_INIT;
    third.seed = 12;
    third.slow = true;
    for (size_t i = 0; i < 5; i++) {
        brink_run_options options = BRINK_RUN_OPTIONS_INIT;
        options.trials = 5555;
        options.threads = threads[i];
        options.block = blocks[i];
        brink_comparison *c = NULL;
        brink_compare_failure failure;
        assert_int_equal(compare(*state, &options, &third, &c, &failure), BRINK_OK);
        char *json = promised_json(c);
        if (first) {
            assert_string_equal(json, first);
        } else {
            first = strdup(json);
        }
        free(json);
        brink_comparison_free(c);
    }
    free(first);
}

static void compare_cancelled_is_a_prefix(void **state)
{
    int cancel = 0;
    synthetic_plan third = SYNTHETIC_PLAN_INIT;
    third.cancel = &cancel;
    third.cancel_at = 2000;
    third.slow = true;
    brink_run_options options = BRINK_RUN_OPTIONS_INIT;
    options.threads = 4;
    options.block = 64;
    options.cancel = &cancel;
    brink_comparison *part = NULL, *whole = NULL;
    brink_compare_failure failure;
    assert_int_equal(compare(*state, &options, &third, &part, &failure), BRINK_ERR_CANCELLED);
    uint64_t trials = brink_comparison_trials(part);
    assert_true(trials > 2000 && trials < options.trials);
    brink_run_options same = BRINK_RUN_OPTIONS_INIT;
    same.trials = trials;
    third.cancel_at = UINT64_MAX;
    assert_int_equal(compare(*state, &same, &third, &whole, &failure), BRINK_OK);
    char *a = promised_json(part), *b = promised_json(whole), *page = NULL;
    assert_string_equal(strstr(a, "\"variants\""), strstr(b, "\"variants\""));
    assert_int_equal(brink_comparison_text(part, NULL, &page), BRINK_OK);
    assert_non_null(strstr(page, "Stopped early"));
    free(page);
    free(a);
    free(b);
    brink_comparison_free(part);
    brink_comparison_free(whole);
}

/* The same of a comparison: here one variant has a trial that does not end. */
static void compare_drops_a_trial_that_does_not_end(void **state)
{
    static const uint64_t stuck[] = {5, 700, 30000};
    for (size_t i = 0; i < 6; i++) {
        int cancel = 0;
        synthetic_plan third = {
            .seed = 99, .fault_from = UINT64_MAX, .fault_every = 1, .memory_at = UINT64_MAX};
        third.cancel = &cancel;
        third.stuck_at = stuck[i % 3];
        third.cancel_at = i < 3 ? third.stuck_at - 1 : 90000;
        brink_run_options options = BRINK_RUN_OPTIONS_INIT;
        options.trials = 100000;
        options.threads = i < 3 ? 1 : 3;
        options.cancel = &cancel;
        brink_comparison *part = NULL;
        brink_compare_failure failure;
        assert_int_equal(compare(*state, &options, &third, &part, &failure), BRINK_ERR_CANCELLED);
        assert_true(failure.fault.kind == BRINK_FAULT_UNFINISHED && failure.fault.trial == stuck[i % 3]);
        assert_int_equal(brink_comparison_trials(part), stuck[i % 3]);
        brink_comparison *whole = compared(state, stuck[i % 3], 2);
        char *a = promised_json(part), *b = promised_json(whole);
        assert_string_equal(strstr(a, "\"variants\""), strstr(b, "\"variants\""));
        free(a), free(b);
        brink_comparison_free(part);
        brink_comparison_free(whole);
    }
}

static void compare_cancelled_before_it_begins_has_no_result(void **state)
{
    int cancel = 1;
    brink_run_options options = BRINK_RUN_OPTIONS_INIT;
    options.cancel = &cancel;
    brink_comparison *c = NULL;
    brink_compare_failure failure;
    assert_int_equal(compare(*state, &options, NULL, &c, &failure), BRINK_ERR_CANCELLED);
    assert_null(c);
}

static void compare_fault_names_trial_and_variant(void **state)
{
    for (int threads = 1; threads <= 8; threads *= 2) {
        synthetic_plan third = SYNTHETIC_PLAN_INIT;
        third.fault_from = 1000;
        third.fault_every = 17;
        brink_run_options options = BRINK_RUN_OPTIONS_INIT;
        options.threads = threads;
        options.block = 32;
        brink_comparison *c = NULL;
        brink_compare_failure failure;
        assert_int_equal(compare(*state, &options, &third, &c, &failure), BRINK_ERR_FAULT);
        assert_null(c);
        assert_int_equal(failure.variant, 2);
        assert_int_equal(failure.fault.trial, 1003); /* the first multiple of 17 from 1000 on */
        assert_int_equal(failure.fault.seed, options.seed);
    }
}

static void compare_without_memory_fails_cleanly(void **state)
{
    synthetic_plan third = SYNTHETIC_PLAN_INIT;
    third.memory_at = 500;
    brink_run_options options = BRINK_RUN_OPTIONS_INIT;
    brink_comparison *c = NULL;
    brink_compare_failure failure;
    assert_int_equal(compare(*state, &options, &third, &c, &failure), BRINK_ERR_MEMORY);
    assert_null(c);
    third.memory_at = UINT64_MAX;
    third.no_workers = true;
    assert_int_equal(compare(*state, &options, &third, &c, &failure), BRINK_ERR_MEMORY);
    assert_null(c);
}

static void views_out_of_range_are_refused(void **state)
{
    brink_comparison *c = compared(state, 10, 1);
    brink_outcome_difference outcome;
    brink_measure_difference measure;
    brink_series_difference series;
    brink_outcome_change change;
    brink_estimate share;
    for (int variant = -1; variant <= VARIANTS; variant += VARIANTS + 1) {
        assert_int_equal(brink_comparison_outcome(c, variant, 0, &outcome), BRINK_ERR_ARGUMENT);
    }
    assert_int_equal(brink_comparison_outcome(c, 0, 0, &outcome), BRINK_ERR_ARGUMENT);
    assert_int_equal(brink_comparison_outcome(c, 1, SYNTHETIC_OUTCOMES, &outcome), BRINK_ERR_ARGUMENT);
    assert_int_equal(brink_comparison_measure(c, 1, -1, &measure), BRINK_ERR_ARGUMENT);
    assert_int_equal(brink_comparison_series(c, 1, SYNTHETIC_SERIES, &series), BRINK_ERR_ARGUMENT);
    assert_int_equal(brink_comparison_change(c, 1, 0, SYNTHETIC_OUTCOMES, &change), BRINK_ERR_ARGUMENT);
    assert_int_equal(brink_comparison_changed(c, 0, &share, NULL), BRINK_ERR_ARGUMENT);
    assert_false(brink_comparison_same(c, 0) || brink_comparison_same(c, VARIANTS));
    assert_null(brink_comparison_result(c, VARIANTS));
    assert_null(brink_comparison_variant(c, -1));
    assert_string_equal(brink_comparison_variant(c, 2)->about, "other luck");
    brink_comparison_free(c);
    brink_comparison_free(NULL);
}

static void json_follows_its_schema(void **state)
{
    if (system("python3 -c 'import jsonschema' >/dev/null 2>&1") != 0) {
        skip();
    }
    static const uint64_t trials[] = {1, 3000};
    for (size_t i = 0; i < 2; i++) {
        brink_comparison *c = compared(state, trials[i], 2);
        char *text = NULL;
        assert_int_equal(brink_comparison_json(c, &text), BRINK_OK);
        FILE *python =
            popen("python3 -W ignore -c 'import json, sys, jsonschema\n"
                  "schema = json.load(open(sys.argv[1]))\n"
                  "jsonschema.Draft202012Validator.check_schema(schema)\n"
                  "jsonschema.Draft202012Validator(schema).validate(json.load(sys.stdin))' " BRINK_TEST_DIR
                  "/../docs/compare.schema.json",
                  "w");
        assert_non_null(python);
        fputs(text, python);
        int status = pclose(python);
        assert_true(WIFEXITED(status));
        assert_int_equal(WEXITSTATUS(status), 0);
        free(text);
        brink_comparison_free(c);
    }
}

static size_t columns_of(const char *line)
{
    size_t columns = 1;
    bool quoted = false;
    for (; *line && *line != '\n'; line++) {
        quoted = quoted != (*line == '"');
        columns += *line == ',' && !quoted;
    }
    return columns;
}

static void csv_is_one_table_of_ten_columns(void **state)
{
    brink_comparison *c = compared(state, 500, 2);
    char *text = NULL;
    assert_int_equal(brink_comparison_csv(c, &text), BRINK_OK);
    bool head = true;
    for (const char *line = text; *line; line += strcspn(line, "\n") + 1) {
        assert_true(head || line[0] != '#');
        head = head && line[0] == '#';
        if (line[0] != '#') {
            assert_int_equal(columns_of(line), 10);
        }
    }
    assert_non_null(strstr(text, "\nvariant,against,kind,name,statistic,time,value,low,high,unit\n"));
    assert_non_null(strstr(text, "\nother,base,measure,oil_left,difference,,"));
    assert_null(strstr(text, "nan"));
    assert_null(strstr(text, "inf"));
    free(text);
    brink_comparison_free(c);
}

static void text_ascii_and_any_width_is_made(void **state)
{
    brink_comparison *c = compared(state, 500, 2);
    static const int widths[] = {60, 79, 100, 240};
    for (size_t i = 0; i < 4; i++) {
        brink_comparison_text_options options = BRINK_COMPARISON_TEXT_OPTIONS_INIT;
        options.unicode = false;
        options.width = widths[i];
        options.trace = "brink trace x.yaml";
        char *text = NULL;
        assert_int_equal(brink_comparison_text(c, &options, &text), BRINK_OK);
        for (const char *p = text; *p; p++) {
            assert_true((unsigned char)*p < 0x80);
        }
        assert_non_null(strstr(text, "why: brink trace x.yaml --trial "));
        assert_non_null(strstr(text, "Illustrative, not a forecast"));
        free(text);
    }
    brink_comparison_text_options narrow = BRINK_COMPARISON_TEXT_OPTIONS_INIT;
    narrow.width = 59;
    char *text = NULL;
    assert_int_equal(brink_comparison_text(c, &narrow, &text), BRINK_ERR_ARGUMENT);
    assert_null(text);
    brink_comparison_free(c);
}

/* ---- on real models ------------------------------------------------------------------------------- */

static brink_comparison *compare_models(const brink_model *a, const brink_model *b, brink_engine engine,
                                        uint64_t trials)
{
    const brink_variant variants[] = {{.name = "low", .model = a}, {.name = "high", .model = b}};
    brink_run_options options = BRINK_RUN_OPTIONS_INIT;
    options.engine = engine;
    options.trials = trials;
    brink_comparison *c = NULL;
    assert_int_equal(brink_compare(variants, 2, &options, &c, NULL), BRINK_OK);
    return c;
}

static void compare_higher_hazard_on_the_same_luck_only_adds(void **state)
{
    (void)state;
    brink_model *low = one_trial_model(WAR("1")), *high = one_trial_model(WAR("1.2"));
    brink_comparison *c = compare_models(low, high, BRINK_ENGINE_KERNEL, 100000);
    brink_outcome_difference war;
    brink_measure_difference on;
    assert_int_equal(brink_comparison_outcome(c, 1, 0, &war), BRINK_OK);
    assert_int_equal(war.lost, 0);
    assert_true(war.gained > 0);
    /* The known difference, within 4.4 standard errors: error rate 1e-5. The twin is a difference that is 0.5
     * points off. */
    double known = exp(-1.0) - exp(-1.2),
           half = 4.4 / 1.96 * 0.5 * (war.difference.high - war.difference.low);
    assert_true(fabs(war.difference.value - known) < half);
    assert_false(fabs(war.difference.value - (known + 0.005)) < half);
    assert_true(war.narrower > 2.0);
    /* A trial's date is its budget over the hazard: 1/6 sooner, trial by trial. */
    assert_int_equal(brink_comparison_measure(c, 1, 0, &on), BRINK_OK);
    assert_true(on.only_first == 0 && on.only_this == war.gained);
    assert_true(fabs(on.paired_value / on.paired_first - 1.0 / 1.2) < 1e-12);
    assert_true(fabs(on.difference.value + on.paired_first / 6.0) < 1e-9);
    brink_comparison_free(c);
    brink_model_free(low);
    brink_model_free(high);
}

/* Three variants, the last against the second: what it says is, to the bit, what a comparison of these two
 * alone says. */
static void compare_against_another_is_that_of_the_two(void **state)
{
    (void)state;
    brink_model *low = one_trial_model(WAR("1")), *high = one_trial_model(WAR("1.2")),
                *most = one_trial_model(WAR("2"));
    const brink_variant variants[] = {{.name = "low", .model = low},
                                      {.name = "high", .model = high},
                                      {.name = "most", .model = most, .against = 1}};
    brink_run_options options = BRINK_RUN_OPTIONS_INIT;
    options.trials = 5000;
    brink_comparison *all = NULL;
    assert_int_equal(brink_compare(variants, 3, &options, &all, NULL), BRINK_OK);
    brink_comparison *two = compare_models(high, most, BRINK_ENGINE_KERNEL, 5000);
    brink_outcome_difference a, b, first;
    brink_measure_difference x, y;
    brink_series_difference s, t;
    brink_outcome_change from, to;
    assert_int_equal(brink_comparison_outcome(all, 2, 0, &a), BRINK_OK);
    assert_int_equal(brink_comparison_outcome(two, 1, 0, &b), BRINK_OK);
    assert_int_equal(brink_comparison_outcome(all, 1, 0, &first), BRINK_OK);
    assert_memory_equal(&a.first, &b.first, sizeof a.first);
    assert_memory_equal(&a.difference, &b.difference, sizeof a.difference);
    assert_true(a.gained == b.gained && a.lost == b.lost && a.first > first.first);
    assert_int_equal(brink_comparison_measure(all, 2, 1, &x), BRINK_OK);
    assert_int_equal(brink_comparison_measure(two, 1, 1, &y), BRINK_OK);
    assert_memory_equal(&x.difference, &y.difference, sizeof x.difference);
    assert_memory_equal(&x.first, &y.first, sizeof x.first);
    assert_int_equal(brink_comparison_series(all, 2, 0, &s), BRINK_OK);
    assert_int_equal(brink_comparison_series(two, 1, 0, &t), BRINK_OK);
    assert_memory_equal(s.mean, t.mean, s.n * sizeof *s.mean);
    assert_int_equal(brink_comparison_change(all, 2, 1, 0, &from), BRINK_OK);
    assert_int_equal(brink_comparison_change(two, 1, 1, 0, &to), BRINK_OK);
    assert_true(from.count == to.count && from.examples[0] == to.examples[0]);
    char *text = NULL;
    assert_int_equal(brink_comparison_json(all, &text), BRINK_OK);
    assert_non_null(strstr(text, "\"against\": \"high\""));
    free(text);
    brink_comparison_text_options whole = BRINK_COMPARISON_TEXT_OPTIONS_INIT;
    whole.all = true;
    assert_int_equal(brink_comparison_text(all, &whole, &text), BRINK_OK);
    assert_non_null(strstr(text, "most AGAINST high"));
    assert_non_null(strstr(text, "most (compared with high)"));
    free(text);
    brink_comparison_free(two);
    brink_comparison_free(all);
    brink_model_free(low);
    brink_model_free(high);
    brink_model_free(most);
}

static void text_shows_the_measures_that_differ_or_those_asked_for(void **state)
{
    (void)state;
    brink_model *low = one_trial_model(WAR("1")), *high = one_trial_model(WAR("1.2"));
    brink_comparison *c = compare_models(low, low, BRINK_ENGINE_KERNEL, 100),
                     *d = compare_models(low, high, BRINK_ENGINE_KERNEL, 100);
    char *text = NULL;
    brink_comparison_text_options whole = BRINK_COMPARISON_TEXT_OPTIONS_INIT;
    whole.all = true;
    assert_int_equal(brink_comparison_text(c, &whole, &text), BRINK_OK);
    assert_non_null(strstr(text, "not shown: on, calm."));
    assert_null(strstr(text, "calm, day"));
    free(text);
    assert_int_equal(brink_comparison_text(c, NULL, &text), BRINK_OK);
    assert_non_null(strstr(text, "2 measures are equal in every trial"));
    free(text);
    assert_int_equal(brink_comparison_text(d, NULL, &text), BRINK_OK);
    assert_null(strstr(text, "not shown"));
    assert_non_null(strstr(text, "calm, day"));
    free(text);
    const char *one[] = {"calm"}, *none[] = {"calmer"};
    brink_comparison_text_options options = BRINK_COMPARISON_TEXT_OPTIONS_INIT;
    options.measures = one;
    options.n_measures = 1;
    assert_int_equal(brink_comparison_text(d, &options, &text), BRINK_OK);
    assert_non_null(strstr(text, "1 of 2 measures are shown"));
    assert_null(strstr(text, "on, day"));
    free(text);
    options.measures = none;
    assert_int_equal(brink_comparison_text(d, &options, &text), BRINK_ERR_ARGUMENT);
    assert_null(text);
    brink_comparison_free(d);
    brink_comparison_free(c);
    brink_model_free(low);
    brink_model_free(high);
}

static void compare_engines_and_single_runs_agree(void **state)
{
    (void)state;
    brink_model *low = one_trial_model(WAR("1")), *high = one_trial_model(WAR("1.2"));
    brink_comparison *a = compare_models(low, high, BRINK_ENGINE_KERNEL, 5000);
    brink_comparison *b = compare_models(low, high, BRINK_ENGINE_ORACLE, 5000);
    char *x = promised_json(a), *y = promised_json(b);
    assert_string_equal(x, y);
    brink_run_options options = BRINK_RUN_OPTIONS_INIT;
    options.trials = 5000;
    brink_result *alone = NULL;
    assert_int_equal(brink_run(high, &options, &alone, NULL), BRINK_OK);
    char *p = NULL, *q = NULL;
    assert_int_equal(brink_result_json(alone, &p), BRINK_OK);
    assert_int_equal(brink_result_json(brink_comparison_result(a, 1), &q), BRINK_OK);
    *strstr(p, "\"made_by\"") = *strstr(q, "\"made_by\"") = '\0';
    assert_string_equal(p, q);
    free(x);
    free(y);
    free(p);
    free(q);
    brink_result_free(alone);
    brink_comparison_free(a);
    brink_comparison_free(b);
    brink_model_free(low);
    brink_model_free(high);
}

static void expect_mismatch(const char *first, const char *second, const char *message)
{
    brink_model *a = one_trial_model(first), *b = one_trial_model(second);
    const brink_variant variants[] = {{.name = "A", .model = a}, {.name = "B", .model = b}};
    brink_comparison *c = NULL;
    brink_compare_failure failure;
    assert_int_equal(brink_compare(variants, 2, NULL, &c, &failure), BRINK_ERR_INVALID);
    assert_null(c);
    assert_int_equal(failure.variant, 1);
    assert_string_equal(failure.message, message);
    brink_model_free(a);
    brink_model_free(b);
}

#define PLAIN(horizon, outcomes, rest)                                    \
    "title: x\ntime: {unit: day, horizon: " horizon                       \
    "}\nmachines: {m: {initial: calm, states: [calm, war], transitions: " \
    "[{from: calm, to: war, rate: 0.01 per day}]}}\noutcomes: {" outcomes "}\n" rest

static void compare_models_that_do_not_fit_are_refused(void **state)
{
    (void)state;
    static const char base[] = PLAIN("10 day", "war: m.war, peace: otherwise", "");
    expect_mismatch(base, PLAIN("20 day", "war: m.war, peace: otherwise", ""),
                    "the horizon is 10 day in A and 20 in B");
    expect_mismatch(base, PLAIN("10 day", "war: m.war, calm: otherwise", ""),
                    "outcome 2 is 'peace' in A and 'calm' in B");
    expect_mismatch(base, PLAIN("10 day", "war: m.war, peace: otherwise", "measures: {on: {first: m.war}}\n"),
                    "A has no measure 'on', which B has");
    expect_mismatch(
        PLAIN("10 day", "war: m.war, peace: otherwise", "measures: {on: {first: m.war}}\n"),
        PLAIN("10 day", "war: m.war, peace: otherwise", "measures: {on: {first: m.war, unit: week}}\n"),
        "measure on is in day in A and in week in B");
    expect_mismatch(
        PLAIN("10 day", "war: m.war, peace: otherwise", "series: {w: {value: m.war, every: 1 day}}\n"),
        PLAIN("10 day", "war: m.war, peace: otherwise", "series: {w: {value: m.war, every: 2 day}}\n"),
        "series w has other dates in A than in B");
}

static void compare_wrong_arguments_are_refused(void **state)
{
    (void)state;
    brink_model *model = one_trial_model(WAR("1"));
    brink_variant variants[] = {{.name = "a", .model = model}, {.name = "a", .model = model}};
    brink_comparison *c = NULL;
    brink_compare_failure failure;
    assert_int_equal(brink_compare(variants, 1, NULL, &c, &failure), BRINK_ERR_ARGUMENT);
    assert_int_equal(brink_compare(NULL, 2, NULL, &c, &failure), BRINK_ERR_ARGUMENT);
    assert_int_equal(brink_compare(variants, 2, NULL, &c, &failure), BRINK_ERR_INVALID);
    assert_string_equal(failure.message, "two variants have the name a");
    variants[1].name = "";
    assert_int_equal(brink_compare(variants, 2, NULL, &c, &failure), BRINK_ERR_ARGUMENT);
    variants[1].name = "b";
    brink_run_options options = BRINK_RUN_OPTIONS_INIT;
    options.until = 0.01;
    assert_int_equal(brink_compare(variants, 2, &options, &c, &failure), BRINK_ERR_ARGUMENT);
    options = (brink_run_options)BRINK_RUN_OPTIONS_INIT;
    options.trials = 0;
    assert_int_equal(brink_compare(variants, 2, &options, &c, &failure), BRINK_ERR_ARGUMENT);
    for (int against = -1; against <= 1; against += 2) { /* not before it */
        variants[1].against = against;
        assert_int_equal(brink_compare(variants, 2, NULL, &c, &failure), BRINK_ERR_ARGUMENT);
    }
    assert_null(c);
    brink_model_free(model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(compare_counts_equal_those_of_the_records),
        cmocka_unit_test(compare_with_itself_finds_no_difference),
        cmocka_unit_test(compare_independent_luck_is_not_narrower),
        cmocka_unit_test(compare_series_differences_follow_the_means),
        cmocka_unit_test(compare_threads_and_blocks_give_the_same_bytes),
        cmocka_unit_test(compare_cancelled_is_a_prefix),
        cmocka_unit_test(compare_drops_a_trial_that_does_not_end),
        cmocka_unit_test(compare_cancelled_before_it_begins_has_no_result),
        cmocka_unit_test(compare_fault_names_trial_and_variant),
        cmocka_unit_test(compare_without_memory_fails_cleanly),
        cmocka_unit_test(views_out_of_range_are_refused),
        cmocka_unit_test(json_follows_its_schema),
        cmocka_unit_test(csv_is_one_table_of_ten_columns),
        cmocka_unit_test(text_ascii_and_any_width_is_made),
        cmocka_unit_test(compare_higher_hazard_on_the_same_luck_only_adds),
        cmocka_unit_test(compare_against_another_is_that_of_the_two),
        cmocka_unit_test(text_shows_the_measures_that_differ_or_those_asked_for),
        cmocka_unit_test(compare_engines_and_single_runs_agree),
        cmocka_unit_test(compare_models_that_do_not_fit_are_refused),
        cmocka_unit_test(compare_wrong_arguments_are_refused),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
