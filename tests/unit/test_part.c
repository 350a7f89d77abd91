/* SPDX-License-Identifier: Apache-2.0 */

/* What nobody asks for is not there, and what is there has the bits that it has in the whole model. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "brink/compare.h"
#include "brink/scenario.h"
#include "model/part.h"
#include "support/one_trial.h"
#include "support/oracle_records.h"
#include "support/random_model.h"

enum { MODELS = 60, TRIALS = 60 };

static void same(double a, double b) { assert_true(memcmp(&a, &b, sizeof a) == 0 || (a != a && b != b)); }

static int find(const brink_model *model, const char *name, bool series)
{
    for (int i = 0; i < (series ? model->n_series : model->n_measures); i++) {
        if (strcmp(series ? model->series[i].name : model->measures[i].name, name) == 0) {
            return i;
        }
    }
    return -1;
}

static void compare_records(const brink_model *part, const brink_i_record *own, const brink_model *model,
                            const brink_i_record *whole)
{
    assert_int_equal(own->outcome, whole->outcome);
    same(own->end, whole->end);
    for (int i = 0; i < part->n_measures; i++) {
        same(own->measures[i], whole->measures[find(model, part->measures[i].name, false)]);
    }
    for (int i = 0; i < part->n_series; i++) {
        const brink_i_series *of = &model->series[find(model, part->series[i].name, true)];
        for (int k = 0; k < of->n_points; k++) {
            same(own->points[part->series[i].first + k], whole->points[of->first + k]);
        }
    }
}

/* The oracle plays part and whole; where the whole fails, the part may not, but not the other way round. */
static void compare_part(const brink_model *model, const char *const *only, size_t n_only)
{
    brink_model *part;
    oracle_records whole, own;
    assert_int_equal(brink_i_part_new(model, only, n_only, NULL, &part), BRINK_OK);
    oracle_records_open(&whole, model, "whole", 5, TRIALS);
    oracle_records_open(&own, part, "part", 5, TRIALS);
    for (int i = 0; i < TRIALS; i++) {
        if (whole.trials[i].status == BRINK_OK) {
            assert_int_equal(own.trials[i].status, BRINK_OK);
            compare_records(part, &own.trials[i].record, model, &whole.trials[i].record);
        }
    }
    oracle_records_close(&whole);
    oracle_records_close(&own);
    brink_i_part_free(part);
}

static void parts_of_random_models_have_the_same_bits(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < MODELS; seed++) {
        brink_model *model = one_trial_load(brink_i_random_model(seed));
        const char *only[2] = {"outcomes"};
        compare_part(model, only, 1);
        only[0] = model->n_measures > 0 ? model->measures[seed % (uint64_t)model->n_measures].name : only[0];
        only[1] = model->n_series > 0 ? model->series[seed % (uint64_t)model->n_series].name : only[0];
        compare_part(model, only, 2);
        brink_model_free(model);
    }
}

static const char YAML[] =
    "title: parts\n"
    "time: {unit: day, horizon: 10 day}\n"
    "parameters:\n"
    "  speed: {value: \"uniform(1, 2)\", unit: 1/day}\n"
    "  weight: {value: \"uniform(0, 1)\", unit: \"1\"}\n"
    "machines:\n"
    "  m: {initial: on, states: [on, off], transitions: [{from: on, to: off, rate: speed}]}\n"
    "outcomes: {off: m.off, on: otherwise}\n"
    "measures:\n"
    "  heavy: {at_end: weight}\n"
    "  time_on: {time_in: m.on}\n"
    "series: {on: {value: m.on, every: 5 day}}\n"
    "expect:\n"
    "  - {measure: heavy, mean: [0, 1]}\n"
    "  - {measure: time_on, mean: [0, 10]}\n"
    "variants: {}\n";

static brink_result *run(const brink_model *model, const char *const *only, size_t n_only)
{
    brink_run_options options = BRINK_RUN_OPTIONS_INIT;
    brink_result *result;
    options.trials = 2000;
    options.engine = BRINK_ENGINE_KERNEL;
    options.only = only;
    options.n_only = n_only;
    assert_int_equal(brink_run(model, &options, &result, NULL), BRINK_OK);
    return result;
}

static void run_has_only_what_is_asked(void **state)
{
    (void)state;
    brink_model *model = one_trial_model(YAML);
    static const char *const time_on[] = {"time_on"};
    brink_result *whole = run(model, NULL, 0), *none = run(model, time_on, 0), *some = run(model, time_on, 1);
    brink_outcome_view a, b, c;
    brink_measure_view x, y;
    brink_series_view s;
    assert_int_equal(brink_result_outcome(whole, 0, &a), BRINK_OK);
    assert_int_equal(brink_result_outcome(none, 0, &b), BRINK_OK);
    assert_int_equal(brink_result_outcome(some, 0, &c), BRINK_OK);
    assert_true(a.count == b.count && a.count == c.count);
    assert_int_equal(brink_result_measure(none, 0, &x), BRINK_ERR_ARGUMENT);
    assert_int_equal(brink_result_series(some, 0, &s), BRINK_ERR_ARGUMENT);
    assert_int_equal(brink_result_measure(whole, 1, &x), BRINK_OK);
    assert_int_equal(brink_result_measure(some, 0, &y), BRINK_OK);
    assert_string_equal(x.name, y.name);
    assert_true(x.mean.value == y.mean.value && x.sd == y.sd && x.quantile[3].value == y.quantile[3].value);
    assert_int_equal(brink_model_measure_count(brink_result_model(some)), 1);
    brink_result_free(whole);
    brink_result_free(none);
    brink_result_free(some);
    brink_model_free(model);
}

static void unread_parameters_are_not_drawn(void **state)
{
    (void)state;
    brink_model *model = one_trial_model(YAML), *part;
    assert_int_equal(brink_i_part_new(model, NULL, 0, NULL, &part), BRINK_OK);
    assert_true(part->params[0].value.expr == model->params[0].value.expr);
    assert_false(part->params[1].value.expr->draws);
    assert_string_equal(part->params[1].value.text, model->params[1].value.text);
    assert_int_equal(part->n_expects, 0);
    brink_i_part_free(part);
    static const char *const heavy[] = {"heavy"};
    assert_int_equal(brink_i_part_new(model, heavy, 1, NULL, &part), BRINK_OK);
    assert_true(part->params[1].value.expr->draws);
    assert_int_equal(part->n_expects, 1);
    brink_i_part_free(part);
    brink_model_free(model);
}

static void compare_has_only_what_is_asked(void **state)
{
    (void)state;
    brink_model *model = one_trial_model(YAML);
    static const char *const heavy[] = {"heavy"};
    const brink_variant variants[] = {{.name = "a", .model = model}, {.name = "b", .model = model}};
    brink_run_options options = BRINK_RUN_OPTIONS_INIT;
    brink_comparison *comparison;
    brink_measure_difference measure;
    options.trials = 500;
    options.engine = BRINK_ENGINE_KERNEL;
    options.only = heavy;
    options.n_only = 1;
    assert_int_equal(brink_compare(variants, 2, &options, &comparison, NULL), BRINK_OK);
    assert_int_equal(brink_comparison_measure(comparison, 1, 0, &measure), BRINK_OK);
    assert_string_equal(measure.name, "heavy");
    assert_int_equal(brink_comparison_measure(comparison, 1, 1, &measure), BRINK_ERR_ARGUMENT);
    brink_comparison_free(comparison);
    brink_model_free(model);
}

static void unknown_names_are_refused(void **state)
{
    (void)state;
    brink_model *model = one_trial_model(YAML);
    static const char *const wrong[] = {"time_on", "time_off"};
    brink_run_options options = BRINK_RUN_OPTIONS_INIT;
    brink_result *result;
    options.only = wrong;
    options.n_only = 2;
    assert_int_equal(brink_run(model, &options, &result, NULL), BRINK_ERR_ARGUMENT);
    assert_null(result);
    const brink_variant variants[] = {{.name = "a", .model = model}, {.name = "b", .model = model}};
    brink_comparison *comparison;
    assert_int_equal(brink_compare(variants, 2, &options, &comparison, NULL), BRINK_ERR_ARGUMENT);
    assert_null(comparison);
    brink_model_free(model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_of_random_models_have_the_same_bits),
        cmocka_unit_test(run_has_only_what_is_asked),
        cmocka_unit_test(unread_parameters_are_not_drawn),
        cmocka_unit_test(compare_has_only_what_is_asked),
        cmocka_unit_test(unknown_names_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
