/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong arguments, for every public function: where there is a status it is BRINK_ERR_ARGUMENT and outputs
 * are NULL; what else is asked of nothing, or by an index that does not exist, is NULL, 0, NaN or false. The
 * last test compares what was called here with what the headers declare, so that a new function needs its
 * lines. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <math.h>

#include "brink/brink.h"
#include "brink/gsl.h"
#include "brink/random.h"
#include "support/calls.h"

static const char SCENARIO[] =
    "brink: 1\ntime: {unit: day, horizon: 20 day}\nparameters: {a: {value: 2, mechanism: M1}}\n"
    "stocks: {oil: {initial: 3, flow: -0.1 per day}}\noutcomes: {dry: oil <= 0, end: otherwise}\n"
    "measures: {left: {at_end: oil}}\nseries: {oil_level: {value: oil, every: 10 day}}\n"
    "expect: [{outcome: end, probability: 1}]\n";

static brink_diagnostics *problems;
static brink_model *model;
static brink_result *result;
static brink_variant variants[2];
static brink_comparison *comparison;
static brink_text_options page = BRINK_TEXT_OPTIONS_INIT;

static int set_up(void **state)
{
    (void)state;
    problems = brink_diagnostics_new();
    brink_run_options options = BRINK_RUN_OPTIONS_INIT;
    options.trials = 10;
    bool good =
        problems &&
        brink_scenario_load_text("text", SCENARIO, strlen(SCENARIO), NULL, problems, &model) == BRINK_OK &&
        brink_run(model, &options, &result, NULL) == BRINK_OK;
    variants[0] = (brink_variant){.name = "a", .model = model};
    variants[1] = (brink_variant){.name = "b", .model = model};
    return good && brink_compare(variants, 2, &options, &comparison, NULL) == BRINK_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    brink_comparison_free(comparison);
    brink_result_free(result);
    brink_model_free(model);
    brink_diagnostics_free(problems);
    return 0;
}

static void status_and_diagnostics_of_nothing_are_refused(void **state)
{
    (void)state;
    char *text;
    call("brink_status_text");
    assert_non_null(brink_status_text((brink_status)-1));
    assert_non_null(brink_status_text((brink_status)1000));
    HARMLESS(brink_diagnostics_free, NULL);
    call("brink_diagnostics_new"); /* no arguments */
    ZERO(brink_diagnostics_count, NULL);
    ZERO(brink_diagnostics_error_count, NULL);
    NOTHING(brink_diagnostics_get, NULL, 0);
    NOTHING(brink_diagnostics_get, problems, brink_diagnostics_count(problems));
    NOTHING(brink_diagnostics_get, problems, SIZE_MAX);
    REFUSED_NULL(text, brink_diagnostics_text, NULL, false, &text);
    REFUSED(brink_diagnostics_text, problems, false, NULL);
    REFUSED_NULL(text, brink_diagnostics_json, NULL, &text);
    REFUSED(brink_diagnostics_json, problems, NULL);
}

static void model_of_nothing_has_nothing(void **state)
{
    (void)state;
    HARMLESS(brink_model_free, NULL);
    NOTHING(brink_model_title, NULL);
    NOTHING(brink_model_about, NULL);
    NOTHING(brink_model_variant, NULL);
    NOTHING(brink_model_as_of, NULL);
    NOTHING(brink_model_time_unit, NULL);
    NO_NUMBER(brink_model_horizon, NULL);
    NOTHING(brink_model_hash, NULL);
    ZERO(brink_model_outcome_count, NULL);
    ZERO(brink_model_measure_count, NULL);
    ZERO(brink_model_series_count, NULL);
    ZERO(brink_model_parameter_count, NULL);
    ZERO(brink_model_mechanism_count, NULL);
    ZERO(brink_model_expectation_count, NULL, NULL);
    ZERO(brink_model_expectation_count, model, "no such variant");
    double low = 1.0, high = 2.0;
    for (int i = -1; i <= 1; i++) {
        const brink_model *of = i == 0 ? NULL : model;
        int index = i > 0 ? 1000 : i;
        NOTHING(brink_model_outcome_name, of, index);
        NOTHING(brink_model_measure_name, of, index);
        NOTHING(brink_model_series_name, of, index);
        NOTHING(brink_model_parameter_name, of, index);
        NOTHING(brink_model_parameter_value, of, index);
        NOTHING(brink_model_parameter_unit, of, index);
        NOTHING(brink_model_parameter_about, of, index);
        NOTHING(brink_model_parameter_source, of, index);
        NOTHING(brink_model_parameter_file, of, index);
        ZERO(brink_model_parameter_is_lever, of, index);
        NOTHING(brink_model_parameter_set_by, of, index);
        NOTHING(brink_model_parameter_declared, of, index);
        ZERO(brink_model_parameter_range, of, index, &low, &high);
        NOTHING(brink_model_mechanism_name, of, index);
        NOTHING(brink_model_mechanism_place, of, index);
        NOTHING(brink_model_mechanism_about, of, index);
        brink_where where = HARMLESS(brink_model_mechanism_where, of, index);
        assert_true(!where.file && where.line == 0 && where.column == 0);
    }
    char *text;
    REFUSED_NULL(text, brink_model_text, NULL, &text);
    REFUSED(brink_model_text, model, NULL);
    REFUSED_NULL(text, brink_model_json, NULL, &text);
    REFUSED(brink_model_json, model, NULL);
    REFUSED_NULL(text, brink_model_graphviz, NULL, &text);
    REFUSED(brink_model_graphviz, model, NULL);
    REFUSED_NULL(text, brink_model_mermaid, NULL, &text);
    REFUSED(brink_model_mermaid, model, NULL);
}

static void scenario_of_nothing_is_refused(void **state)
{
    (void)state;
    const size_t n = strlen(SCENARIO);
    brink_model *out;
    brink_scenario_options small = BRINK_SCENARIO_OPTIONS_INIT, large = small, sets = small, hole = small;
    const char *const missing[] = {NULL};
    small.size = 0;
    large.size++;
    sets.n_sets = 1;
    hole.n_sets = 1;
    hole.sets = missing;
    REFUSED_NULL(out, brink_scenario_load, NULL, NULL, problems, &out);
    REFUSED_NULL(out, brink_scenario_load, "x.yaml", NULL, NULL, &out);
    REFUSED(brink_scenario_load, "x.yaml", NULL, problems, NULL);
    REFUSED_NULL(out, brink_scenario_load_text, NULL, SCENARIO, n, NULL, problems, &out);
    REFUSED_NULL(out, brink_scenario_load_text, "text", NULL, n, NULL, problems, &out);
    REFUSED_NULL(out, brink_scenario_load_text, "text", SCENARIO, n, NULL, NULL, &out);
    REFUSED(brink_scenario_load_text, "text", SCENARIO, n, NULL, problems, NULL);
    const brink_scenario_options *const wrong[] = {&small, &large, &sets, &hole};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        REFUSED_NULL(out, brink_scenario_load, "x.yaml", wrong[i], problems, &out);
        REFUSED_NULL(out, brink_scenario_load_text, "text", SCENARIO, n, wrong[i], problems, &out);
    }
    brink_scenario_info *info;
    REFUSED_NULL(info, brink_scenario_info_load, NULL, problems, &info);
    REFUSED_NULL(info, brink_scenario_info_load, "x.yaml", NULL, &info);
    REFUSED(brink_scenario_info_load, "x.yaml", problems, NULL);
    brink_diagnostics *list = brink_diagnostics_new();
    assert_int_equal(brink_scenario_info_load(BRINK_TEST_DIR "/twins/annual-chances.yaml", list, &info),
                     BRINK_OK);
    HARMLESS(brink_scenario_info_free, NULL);
    NOTHING(brink_scenario_info_title, NULL);
    NOTHING(brink_scenario_info_about, NULL);
    NOTHING(brink_scenario_info_as_of, NULL);
    ZERO(brink_scenario_info_variant_count, NULL);
    ZERO(brink_scenario_info_file_count, NULL);
    for (int i = 0; i < 2; i++) {
        const brink_scenario_info *of = i == 0 ? NULL : info;
        size_t index = i == 0 ? 0 : SIZE_MAX;
        NOTHING(brink_scenario_info_variant_name, of, index);
        NOTHING(brink_scenario_info_variant_about, of, index);
        ZERO(brink_scenario_info_variant_mechanism_count, of, index);
        NOTHING(brink_scenario_info_variant_mechanism, of, index, 0);
        NOTHING(brink_scenario_info_file, of, index);
        NOTHING(brink_scenario_info_file_as_of, of, index);
    }
    brink_scenario_info_free(info);
    brink_diagnostics_free(list);
}

/* Each without a builder, and without a declaration. What a declaration lacks is for build to report. */
#define WITHOUT(function, declaration)          \
    do {                                        \
        REFUSED(function, NULL, (declaration)); \
        REFUSED(function, builder, NULL);       \
    } while (0)

static void builder_refuses_nothing_and_arrays_that_are_not_there(void **state)
{
    (void)state;
    NOTHING(brink_builder_new, NULL);
    HARMLESS(brink_builder_free, NULL);
    brink_builder *builder = brink_builder_new(problems);
    const brink_source_text text = BRINK_TEXT("x");
    REFUSED(brink_builder_describe, NULL, text, text, text);
    REFUSED(brink_builder_variant, NULL, "x");
    REFUSED(brink_builder_time, NULL, text, text);
    REFUSED(brink_builder_set, NULL, text, text, "x");

    const brink_mechanism_list lost = {NULL, 1};
    const brink_effect_declaration nowhere = {.condition = text, .n_then = 1};
    const brink_option_declaration option = {.to = text, .n_effects = 1};
    const brink_parameter_declaration parameter = {.name = text, .mechanisms = lost};
    const brink_correlation_declaration correlation = {.rank = text, .n_of = 2};
    const brink_samples_declaration samples = {.name = text, .n_columns = 1};
    const brink_define_declaration define = {.name = text, .mechanisms = lost};
    const brink_table_declaration table = {.name = text, .n_points = 2};
    const brink_stock_declaration stock = {.name = text, .mechanisms = lost};
    const brink_machine_declaration no_states = {.name = text, .n_states = 1};
    const brink_machine_declaration no_initial = {.name = text, .n_initial = 1};
    const brink_transition_declaration no_from = {.machine = text, .n_from = 1};
    const brink_transition_declaration no_to = {.machine = text, .n_to = 1};
    const brink_transition_declaration no_effects = {.machine = text, .n_effects = 1};
    const brink_transition_declaration no_trigger = {.machine = text, .trigger = (brink_trigger)99};
    const brink_choice_declaration no_in = {.machine = text, .n_in = 1};
    const brink_choice_declaration no_options = {.machine = text, .n_options = 1};
    const brink_choice_declaration half_option = {.machine = text, .options = &option, .n_options = 1};
    const brink_process_declaration process = {.name = text, .effects = &nowhere, .n_effects = 1};
    const brink_outcome_declaration outcome = {.name = text, .mechanisms = lost};
    const brink_measure_declaration measure = {.name = text, .kind = (brink_measure_kind)99};
    const brink_series_declaration series = {.name = text, .mechanisms = lost};
    const brink_expect_declaration expect = {.outcome = text};
    WITHOUT(brink_builder_parameter, &parameter);
    WITHOUT(brink_builder_correlate, &correlation);
    WITHOUT(brink_builder_samples, &samples);
    WITHOUT(brink_builder_define, &define);
    WITHOUT(brink_builder_table, &table);
    WITHOUT(brink_builder_stock, &stock);
    WITHOUT(brink_builder_machine, &no_states);
    WITHOUT(brink_builder_transition, &no_from);
    WITHOUT(brink_builder_choice, &no_in);
    WITHOUT(brink_builder_process, &process);
    WITHOUT(brink_builder_outcome, &outcome);
    WITHOUT(brink_builder_measure, &measure);
    WITHOUT(brink_builder_series, &series);
    WITHOUT(brink_builder_expect, &expect);
    REFUSED(brink_builder_parameter, builder, &parameter);
    REFUSED(brink_builder_correlate, builder, &correlation);
    REFUSED(brink_builder_samples, builder, &samples);
    REFUSED(brink_builder_define, builder, &define);
    REFUSED(brink_builder_table, builder, &table);
    REFUSED(brink_builder_stock, builder, &stock);
    REFUSED(brink_builder_machine, builder, &no_states);
    REFUSED(brink_builder_machine, builder, &no_initial);
    REFUSED(brink_builder_transition, builder, &no_from);
    REFUSED(brink_builder_transition, builder, &no_to);
    REFUSED(brink_builder_transition, builder, &no_effects);
    REFUSED(brink_builder_transition, builder, &no_trigger);
    REFUSED(brink_builder_choice, builder, &no_in);
    REFUSED(brink_builder_choice, builder, &no_options);
    REFUSED(brink_builder_choice, builder, &half_option);
    REFUSED(brink_builder_process, builder, &process);
    REFUSED(brink_builder_outcome, builder, &outcome);
    REFUSED(brink_builder_measure, builder, &measure);
    REFUSED(brink_builder_series, builder, &series);
    brink_model *out;
    REFUSED_NULL(out, brink_builder_build, NULL, &out);
    REFUSED(brink_builder_build, builder, NULL);
    brink_builder_free(builder);
}

static void run_wrong_arguments_are_refused(void **state)
{
    (void)state;
    brink_result *out;
    REFUSED_NULL(out, brink_run, NULL, NULL, &out, NULL);
    REFUSED(brink_run, model, NULL, NULL, NULL);
    brink_comparison *compared;
    REFUSED_NULL(compared, brink_compare, NULL, 2, NULL, &compared, NULL);
    REFUSED_NULL(compared, brink_compare, variants, 1, NULL, &compared, NULL);
    REFUSED_NULL(compared, brink_compare, variants, -1, NULL, &compared, NULL);
    REFUSED(brink_compare, variants, 2, NULL, NULL, NULL);
    const char *const unknown[] = {"mystery"}, *const missing[] = {NULL};
    brink_run_options wrong[13];
    size_t n = sizeof wrong / sizeof *wrong;
    for (size_t i = 0; i < n; i++) {
        wrong[i] = (brink_run_options)BRINK_RUN_OPTIONS_INIT;
    }
    wrong[0].size = 0;
    wrong[1].size++;
    wrong[2].trials = 0;
    wrong[3].first_trial = UINT64_MAX;
    wrong[4].threads = -1;
    wrong[5].threads = BRINK_THREADS_MOST + 1;
    wrong[6].until = -0.1;
    wrong[7].until = (double)NAN;
    wrong[8].until = (double)INFINITY;
    wrong[9].engine = (brink_engine)99;
    wrong[10].n_only = 1;
    wrong[11].n_only = wrong[12].n_only = 1;
    wrong[11].only = unknown;
    wrong[12].only = missing;
    for (size_t i = 0; i < n; i++) {
        REFUSED_NULL(out, brink_run, model, &wrong[i], &out, NULL);
        REFUSED_NULL(compared, brink_compare, variants, 2, &wrong[i], &compared, NULL);
    }
    brink_variant odd[][2] = {{variants[0], variants[1]},
                              {variants[0], variants[1]},
                              {variants[0], variants[1]},
                              {variants[0], variants[1]},
                              {variants[0], variants[1]}};
    odd[0][0].model = NULL;
    odd[1][1].name = NULL;
    odd[2][1].name = "";
    odd[3][1].against = 1;
    odd[4][1].against = -1;
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        REFUSED_NULL(compared, brink_compare, odd[i], 2, NULL, &compared, NULL);
    }
    uint64_t trials[1];
    size_t found = 7;
    REFUSED(brink_run_find, NULL, 1, "end", 0, 1, trials, 1, &found, NULL);
    assert_int_equal(found, 0);
    REFUSED(brink_run_find, model, 1, NULL, 0, 1, trials, 1, &found, NULL);
    REFUSED(brink_run_find, model, 1, "end", 0, 1, NULL, 1, &found, NULL);
    REFUSED(brink_run_find, model, 1, "end", 0, 1, trials, 1, NULL, NULL);
    REFUSED(brink_run_find, model, 1, "end", UINT64_MAX, 2, trials, 1, &found, NULL);
    NOTHING(brink_instruction_set, -1);
    NOTHING(brink_instruction_set, 1000);
}

static brink_status take_nothing(void *context, const brink_records_block *block)
{
    (void)context;
    (void)block;
    return BRINK_OK;
}

static void records_wrong_arguments_are_refused(void **state)
{
    (void)state;
    const brink_model *const models[] = {model, model}, *const missing[] = {NULL};
    const char *const names[] = {"a", "b"}, *const unnamed[] = {"a", NULL};
    brink_records_columns *columns;
    REFUSED_NULL(columns, brink_records_columns_new, NULL, NULL, 1, NULL, &columns, NULL, NULL, 0);
    REFUSED_NULL(columns, brink_records_columns_new, models, NULL, 0, NULL, &columns, NULL, NULL, 0);
    REFUSED_NULL(columns, brink_records_columns_new, models, NULL, 2, NULL, &columns, NULL, NULL, 0);
    REFUSED_NULL(columns, brink_records_columns_new, models, unnamed, 2, NULL, &columns, NULL, NULL, 0);
    REFUSED_NULL(columns, brink_records_columns_new, missing, NULL, 1, NULL, &columns, NULL, NULL, 0);
    REFUSED(brink_records_columns_new, models, names, 2, NULL, NULL, NULL, NULL, 0);
    const char *const unknown[] = {"mystery"}, *const null_name[] = {NULL};
    brink_records wrong[6];
    const size_t n = sizeof wrong / sizeof *wrong;
    for (size_t i = 0; i < n; i++) {
        wrong[i] = (brink_records)BRINK_RECORDS_INIT;
        wrong[i].take = take_nothing;
    }
    wrong[0].size = 0;
    wrong[1].size++;
    wrong[2].take = NULL;
    wrong[3].n_only = wrong[4].n_only = wrong[5].n_only = 1;
    wrong[4].only = unknown;
    wrong[5].only = null_name;
    for (size_t i = 0; i < n; i++) {
        brink_run_options options = BRINK_RUN_OPTIONS_INIT;
        options.records = &wrong[i];
        brink_result *out;
        brink_comparison *compared;
        REFUSED_NULL(out, brink_run, model, &options, &out, NULL);
        REFUSED_NULL(compared, brink_compare, variants, 2, &options, &compared, NULL);
    }
    HARMLESS(brink_records_columns_free, NULL);
    ZERO(brink_records_columns_count, NULL);
    NOTHING(brink_records_columns_get, NULL, 0);
    struct ArrowSchema schema;
    struct ArrowArray array;
    REFUSED(brink_records_arrow, NULL, &schema, &array);
    assert_null(schema.release);
    assert_null(array.release);
    const brink_records_block empty = {0};
    REFUSED(brink_records_arrow, &empty, NULL, NULL);
}

static void compile_wrong_arguments_are_refused(void **state)
{
    (void)state;
    brink_compile_report report;
    brink_compile_options options = BRINK_COMPILE_OPTIONS_INIT;
    brink_code_folder_view view;
    REFUSED(brink_compile, NULL, NULL, &report);
    REFUSED(brink_compile, model, NULL, NULL);
    options.kind = "no machine";
    REFUSED(brink_compile, model, &options, &report);
    options.kind = NULL;
    options.size = 1;
    REFUSED(brink_compile, model, &options, &report);
    NOTHING(brink_machine_kind, -1);
    NOTHING(brink_machine_kind, 1000);
    NOTHING(brink_machine_is, NULL);
    NOTHING(brink_machine_is, "no machine");
    REFUSED(brink_code_folder, -1, &view);
    REFUSED(brink_code_folder, 0, NULL);
}

static void result_wrong_arguments_are_refused(void **state)
{
    (void)state;
    HARMLESS(brink_result_free, NULL);
    call("brink_interval_method_name");
    assert_string_equal(brink_interval_method_name((brink_interval_method)99), "none");
    assert_string_equal(brink_interval_method_name((brink_interval_method)-1), "none");
    call("brink_result_quantile_levels"); /* no arguments */
    NOTHING(brink_result_provenance, NULL);
    NOTHING(brink_result_model, NULL);
    ZERO(brink_result_trials, NULL);
    size_t n = 7;
    NOTHING(brink_result_ranges, NULL, &n);
    assert_int_equal(n, 0);
    NOTHING(brink_result_ranges, NULL, NULL);
    assert_non_null(brink_result_ranges(result, NULL));
    n = 7;
    NOTHING(brink_result_grid, NULL, &n);
    assert_int_equal(n, 0);
    NOTHING(brink_result_grid, NULL, NULL);
    assert_non_null(brink_result_grid(result, NULL));
    brink_outcome_view outcome;
    brink_measure_view measure;
    brink_series_view series;
    brink_beyond_view beyond;
    for (int i = -1; i <= 1; i++) {
        const brink_result *of = i == 0 ? NULL : result;
        int index = i > 0 ? 1000 : i;
        REFUSED(brink_result_outcome, of, index, &outcome);
        REFUSED(brink_result_measure, of, index, &measure);
        REFUSED(brink_result_series, of, index, &series);
        REFUSED(brink_result_beyond, of, index, &beyond);
    }
    REFUSED(brink_result_outcome, result, 0, NULL);
    REFUSED(brink_result_measure, result, 0, NULL);
    REFUSED(brink_result_series, result, 0, NULL);
    REFUSED(brink_result_beyond, result, 0, NULL);
    char *text;
    REFUSED_NULL(text, brink_result_text, NULL, NULL, &text);
    REFUSED(brink_result_text, result, NULL, NULL);
    brink_text_options wrong[] = {page, page, page, page};
    wrong[0].size = 0;
    wrong[1].size++;
    wrong[2].width = -1;
    wrong[3].width = 241;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        REFUSED_NULL(text, brink_result_text, result, &wrong[i], &text);
    }
    REFUSED_NULL(text, brink_result_json, NULL, &text);
    REFUSED(brink_result_json, result, NULL);
    REFUSED_NULL(text, brink_result_csv, NULL, &text);
    REFUSED(brink_result_csv, result, NULL);
    brink_verdicts *verdicts;
    REFUSED_NULL(verdicts, brink_result_verify, NULL, NULL, 0.01, 0, &verdicts);
    REFUSED(brink_result_verify, result, NULL, 0.01, 0, NULL);
    const double rates[] = {0.0, 1.0, -0.5, (double)NAN, (double)INFINITY};
    for (size_t i = 0; i < sizeof rates / sizeof *rates; i++) {
        REFUSED_NULL(verdicts, brink_result_verify, result, NULL, rates[i], 0, &verdicts);
    }
    HARMLESS(brink_verdicts_free, NULL);
    ZERO(brink_verdicts_count, NULL);
    NOTHING(brink_verdicts_get, NULL, 0);
    assert_int_equal(brink_result_verify(result, NULL, 0.01, 0, &verdicts), BRINK_OK);
    NOTHING(brink_verdicts_get, verdicts, brink_verdicts_count(verdicts));
    brink_verdicts_free(verdicts);
}

static void comparison_wrong_arguments_are_refused(void **state)
{
    (void)state;
    HARMLESS(brink_comparison_free, NULL);
    ZERO(brink_comparison_count, NULL);
    ZERO(brink_comparison_trials, NULL);
    brink_outcome_difference outcome;
    brink_measure_difference measure;
    brink_series_difference series;
    brink_outcome_change change;
    brink_estimate share;
    static const int places[][2] = {{0, 0}, {-1, 0}, {2, 0}, {1, -1}, {1, 1000}};
    for (size_t i = 0; i <= sizeof places / sizeof *places; i++) {
        const brink_comparison *of = i == 0 ? NULL : comparison;
        int variant = i == 0 ? 1 : places[i - 1][0], index = i == 0 ? 0 : places[i - 1][1];
        REFUSED(brink_comparison_outcome, of, variant, index, &outcome);
        REFUSED(brink_comparison_measure, of, variant, index, &measure);
        REFUSED(brink_comparison_series, of, variant, index, &series);
        REFUSED(brink_comparison_change, of, variant, index, 0, &change);
        REFUSED(brink_comparison_change, of, variant, 0, index == 0 && of ? -1 : index, &change);
    }
    static const int none[] = {-1, 2, 1000};
    for (size_t i = 0; i < 3; i++) {
        NOTHING(brink_comparison_variant, comparison, none[i]);
        NOTHING(brink_comparison_result, comparison, none[i]);
        ZERO(brink_comparison_same, comparison, none[i]);
        REFUSED(brink_comparison_changed, comparison, none[i], &share, NULL);
    }
    NOTHING(brink_comparison_variant, NULL, 0);
    NOTHING(brink_comparison_result, NULL, 0);
    ZERO(brink_comparison_same, NULL, 1);
    ZERO(brink_comparison_same, comparison, 0);
    REFUSED(brink_comparison_changed, NULL, 1, &share, NULL);
    REFUSED(brink_comparison_changed, comparison, 0, &share, NULL);
    REFUSED(brink_comparison_changed, comparison, 1, NULL, NULL);
    REFUSED(brink_comparison_outcome, comparison, 1, 0, NULL);
    REFUSED(brink_comparison_measure, comparison, 1, 0, NULL);
    REFUSED(brink_comparison_series, comparison, 1, 0, NULL);
    REFUSED(brink_comparison_change, comparison, 1, 0, 0, NULL);
    char *text;
    REFUSED_NULL(text, brink_comparison_text, NULL, NULL, &text);
    REFUSED(brink_comparison_text, comparison, NULL, NULL);
    const char *const unknown[] = {"mystery"}, *const missing[] = {NULL};
    brink_comparison_text_options wrong[6];
    for (size_t i = 0; i < 6; i++) {
        wrong[i] = (brink_comparison_text_options)BRINK_COMPARISON_TEXT_OPTIONS_INIT;
        wrong[i].n_measures = i >= 3;
    }
    wrong[0].size = 0;
    wrong[1].size++;
    wrong[2].width = 59;
    wrong[4].measures = unknown;
    wrong[5].measures = missing;
    for (size_t i = 0; i < 6; i++) {
        REFUSED_NULL(text, brink_comparison_text, comparison, &wrong[i], &text);
    }
    REFUSED_NULL(text, brink_comparison_json, NULL, &text);
    REFUSED(brink_comparison_json, comparison, NULL);
    REFUSED_NULL(text, brink_comparison_csv, NULL, &text);
    REFUSED(brink_comparison_csv, comparison, NULL);
}

static void trace_wrong_arguments_are_refused(void **state)
{
    (void)state;
    char *text;
    const brink_variant *first = &variants[0], *second = &variants[1], empty = {.name = "a"},
                        no_name = {.model = model};
    REFUSED_NULL(text, brink_trace_text, NULL, NULL, &text, NULL);
    REFUSED(brink_trace_text, model, NULL, NULL, NULL);
    REFUSED_NULL(text, brink_trace_json, NULL, NULL, &text, NULL);
    REFUSED(brink_trace_json, model, NULL, NULL, NULL);
    const brink_variant *const pairs[][2] = {{NULL, second},  {first, NULL},      {&empty, second},
                                             {first, &empty}, {&no_name, second}, {first, &no_name}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        REFUSED_NULL(text, brink_trace_compare_text, pairs[i][0], pairs[i][1], NULL, &text, NULL);
        REFUSED_NULL(text, brink_trace_compare_json, pairs[i][0], pairs[i][1], NULL, &text, NULL);
    }
    REFUSED(brink_trace_compare_text, first, second, NULL, NULL, NULL);
    REFUSED(brink_trace_compare_json, first, second, NULL, NULL, NULL);
    const brink_trace_exception nameless = {NULL, false, 0.0, 1}, unknown = {"mystery", false, 0.0, 1},
                                beyond = {"a", true, 1.5, 0};
    brink_trace_options wrong[8];
    for (size_t i = 0; i < 8; i++) {
        wrong[i] = (brink_trace_options)BRINK_TRACE_OPTIONS_INIT;
        wrong[i].n_exceptions = i >= 4;
    }
    wrong[0].size = 0;
    wrong[1].size++;
    wrong[2].level = (brink_trace_level)99;
    wrong[3].events = 0;
    wrong[5].exceptions = &nameless;
    wrong[6].exceptions = &unknown;
    wrong[7].exceptions = &beyond;
    for (size_t i = 0; i < 8; i++) {
        REFUSED_NULL(text, brink_trace_text, model, &wrong[i], &text, NULL);
        REFUSED_NULL(text, brink_trace_json, model, &wrong[i], &text, NULL);
        REFUSED_NULL(text, brink_trace_compare_text, first, second, &wrong[i], &text, NULL);
        REFUSED_NULL(text, brink_trace_compare_json, first, second, &wrong[i], &text, NULL);
    }
    uint64_t trial;
    REFUSED(brink_trace_find, NULL, 1, "end", 0, 1, &trial);
    REFUSED(brink_trace_find, model, 1, NULL, 0, 1, &trial);
    REFUSED(brink_trace_find, model, 1, "mystery", 0, 1, &trial);
    REFUSED(brink_trace_find, model, 1, "end", 0, 1, NULL);
}

static void references_of_nothing_have_nothing(void **state)
{
    (void)state;
    call("brink_references_new"); /* no arguments */
    brink_references *references = brink_references_new();
    HARMLESS(brink_references_free, NULL);
    REFUSED(brink_references_read, NULL, "x.yaml", problems);
    REFUSED(brink_references_read, references, NULL, problems);
    REFUSED(brink_references_read, references, "x.yaml", NULL);
    ZERO(brink_references_count, NULL);
    NOTHING(brink_references_get, NULL, 0);
    NOTHING(brink_references_get, references, 0);
    NOTHING(brink_references_find, NULL, "M1");
    NOTHING(brink_references_find, references, NULL);
    brink_references_free(references);
    call("brink_source_standing");
    assert_int_equal(brink_source_standing(NULL, NULL), BRINK_STANDING_UNSTATED);
    call("brink_standing_name");
    assert_string_equal(brink_standing_name((brink_standing)99), "");
    const char *at = "M1", *gone = NULL, *tag;
    size_t length;
    ZERO(brink_source_tag, NULL, &tag, &length);
    ZERO(brink_source_tag, &gone, &tag, &length);
    ZERO(brink_source_tag, &at, NULL, &length);
    ZERO(brink_source_tag, &at, &tag, NULL);
}

static void stored_results_of_nothing_are_refused(void **state)
{
    (void)state;
    ZERO(brink_run_first_look, 0);
    NOTHING(brink_scenario_text, NULL);
    unsigned char *bytes;
    size_t n;
    REFUSED_NULL(bytes, brink_result_pack, NULL, &bytes, &n);
    REFUSED(brink_result_pack, result, NULL, &n);
    REFUSED_NULL(bytes, brink_result_pack, result, &bytes, NULL);
    REFUSED_NULL(bytes, brink_comparison_pack, NULL, &bytes, &n);
    REFUSED(brink_comparison_pack, comparison, NULL, &n);
    REFUSED_NULL(bytes, brink_comparison_pack, comparison, &bytes, NULL);
    assert_int_equal(brink_result_pack(result, &bytes, &n), BRINK_OK);
    brink_stored *stored;
    REFUSED_NULL(stored, brink_stored_read, NULL, n, &stored, NULL);
    REFUSED(brink_stored_read, bytes, n, NULL, NULL);
    assert_int_equal(brink_stored_read(bytes, n, &stored, NULL), BRINK_OK);
    NOTHING(brink_stored_about, NULL);
    NOTHING(brink_stored_variant_at, NULL, 0);
    NOTHING(brink_stored_variant_at, stored, -1);
    NOTHING(brink_stored_variant_at, stored, 1);
    brink_result *read;
    brink_comparison *compared;
    REFUSED_NULL(read, brink_stored_result, NULL, model, &read, NULL);
    REFUSED(brink_stored_result, stored, model, NULL, NULL);
    REFUSED_NULL(compared, brink_stored_comparison, NULL, variants, 2, &compared, NULL);
    REFUSED_NULL(compared, brink_stored_comparison, stored, variants, 1, &compared, NULL);
    REFUSED(brink_stored_comparison, stored, variants, 2, NULL, NULL);
    REFUSED_NULL(read, brink_result_unpack, NULL, n, model, &read, NULL);
    REFUSED(brink_result_unpack, bytes, n, model, NULL, NULL);
    REFUSED_NULL(compared, brink_comparison_unpack, NULL, n, variants, 2, &compared, NULL);
    REFUSED(brink_comparison_unpack, bytes, n, variants, 2, NULL, NULL);
    REFUSED_NULL(read, brink_result_merge, NULL, NULL, result, NULL, &read, NULL);
    REFUSED_NULL(read, brink_result_merge, result, NULL, NULL, NULL, &read, NULL);
    REFUSED(brink_result_merge, result, NULL, result, NULL, NULL, NULL);
    REFUSED_NULL(compared, brink_comparison_merge, NULL, NULL, comparison, NULL, &compared, NULL);
    REFUSED_NULL(compared, brink_comparison_merge, comparison, NULL, NULL, NULL, &compared, NULL);
    REFUSED(brink_comparison_merge, comparison, NULL, comparison, NULL, NULL, NULL);
    char hash[BRINK_HASH_ROOM];
    const char *const unknown[] = {"nothing"};
    REFUSED(brink_question_hash, NULL, 1, NULL, 0, hash);
    REFUSED(brink_question_hash, variants, 0, NULL, 0, hash);
    REFUSED(brink_question_hash, variants, 2, NULL, 1, hash);
    REFUSED(brink_question_hash, variants, 2, unknown, 1, hash);
    assert_string_equal(hash, "");
    REFUSED(brink_question_hash, variants, 2, NULL, 0, NULL);
    HARMLESS(brink_stored_free, NULL);
    brink_stored_free(stored);
    free(bytes);
}

static void streams_of_nothing_draw_nothing(void **state)
{
    (void)state;
    call("brink_stream_open"); /* every argument is right */
    brink_stream unnamed = brink_stream_open(1, 2, NULL), empty = brink_stream_open(1, 2, "");
    assert_true(unnamed.state == empty.state && unnamed.increment == empty.increment);
    ZERO(brink_stream_next, NULL);
    NO_NUMBER(brink_stream_uniform, NULL);
    call("brink_gsl_rng_type"); /* no arguments */
    call("brink_gsl_rng_new");
    gsl_rng *rng = brink_gsl_rng_new(1, 2, NULL);
    assert_non_null(rng);
    assert_true(gsl_rng_uniform_pos(rng) > 0.0);
    gsl_rng_free(rng);
}

static void every_public_function_was_called(void **state)
{
    (void)state;
    calls_check();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(status_and_diagnostics_of_nothing_are_refused),
        cmocka_unit_test(model_of_nothing_has_nothing),
        cmocka_unit_test(scenario_of_nothing_is_refused),
        cmocka_unit_test(builder_refuses_nothing_and_arrays_that_are_not_there),
        cmocka_unit_test(run_wrong_arguments_are_refused),
        cmocka_unit_test(records_wrong_arguments_are_refused),
        cmocka_unit_test(compile_wrong_arguments_are_refused),
        cmocka_unit_test(result_wrong_arguments_are_refused),
        cmocka_unit_test(comparison_wrong_arguments_are_refused),
        cmocka_unit_test(trace_wrong_arguments_are_refused),
        cmocka_unit_test(references_of_nothing_have_nothing),
        cmocka_unit_test(stored_results_of_nothing_are_refused),
        cmocka_unit_test(streams_of_nothing_draw_nothing),
        cmocka_unit_test(every_public_function_was_called),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
