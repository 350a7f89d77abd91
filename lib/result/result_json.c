/* SPDX-License-Identifier: Apache-2.0 */
#include "result/json_parts.h"
#include "base/floats.h"
#include "result/result.h"
#include "result/statement.h"

/* The keys are documented, and checked, by docs/result.schema.json. */

enum { FORMAT = 1 };

static void add_scenario(brink_i_json *json, const brink_model *model)
{
    brink_i_json_open(json, "scenario", '{');
    brink_i_json_string(json, "title", model->title ? model->title : "");
    brink_i_json_string(json, "about", model->about ? model->about : "");
    brink_i_json_string(json, "as_of", model->as_of && model->as_of[0] ? model->as_of : NULL);
    brink_i_json_string(json, "hash", model->hash ? model->hash : "");
    brink_i_json_string(json, "variant", model->variant);
    brink_i_json_string(json, "time_unit", brink_i_unit_text(model->time_unit));
    brink_i_json_number(json, "horizon", model->horizon);
    brink_i_json_close(json, '{');
}

void brink_i_json_part_run(brink_i_json *json, const brink_result *result)
{
    const brink_provenance *made = &result->made;
    const brink_i_ranges *ranges = &result->ranges;
    brink_i_json_open(json, "run", '{');
    brink_i_json_count(json, "seed", made->seed);
    brink_i_json_count(json, "first_trial", made->first_trial);
    brink_i_json_count(json, "trials", made->trials);
    brink_i_json_count(json, "trials_asked", made->trials_asked);
    brink_i_json_bool(json, "partial", made->partial);
    if (made->until > 0.0) {
        brink_i_json_number(json, "until", made->until);
        brink_i_json_bool(json, "until_met", made->until_met);
    } else {
        brink_i_json_null(json, "until");
        brink_i_json_null(json, "until_met");
    }
    if (ranges->n > 1 || ranges->items[0].first != made->first_trial) {
        brink_i_json_open(json, "ranges", '[');
        for (size_t i = 0; i < ranges->n; i++) {
            brink_i_json_open(json, NULL, '{');
            brink_i_json_count(json, "first", ranges->items[i].first);
            brink_i_json_count(json, "count", ranges->items[i].count);
            brink_i_json_close(json, '{');
        }
        brink_i_json_close(json, '[');
    }
    brink_i_json_close(json, '{');
}

void brink_i_json_part_parameters(brink_i_json *json, const brink_model *model)
{
    brink_i_json_open(json, "parameters", '[');
    for (int i = 0; i < model->n_params; i++) {
        const brink_i_param *param = &model->params[i];
        const char *original =
            param->overridden && param->original_text ? param->original_text : param->value.text;
        brink_i_json_open(json, NULL, '{');
        brink_i_json_string(json, "name", param->name);
        brink_i_json_bool(json, "lever", param->lever);
        brink_i_json_string(json, "value", param->value.text);
        brink_i_json_string(json, "unit", param->unit ? brink_i_unit_text(param->unit) : "1");
        brink_i_json_bool(json, "overridden", param->overridden);
        brink_i_json_string(json, "origin", param->overridden ? param->origin : NULL);
        brink_i_json_string(json, "default", original);
        brink_i_json_string(json, "source", param->source);
        brink_i_json_string(json, "about", param->about ? param->about : "");
        brink_i_json_close(json, '{');
    }
    brink_i_json_close(json, '[');
}

void brink_i_json_part_estimate(brink_i_json *json, const brink_estimate *estimate)
{
    brink_i_json_number(json, "value", estimate->value);
    brink_i_json_number(json, "low", estimate->low);
    brink_i_json_number(json, "high", estimate->high);
}

void brink_i_json_part_methods(brink_i_json *json, const brink_interval_method *methods, size_t n)
{
    brink_i_json_open(json, "method", '[');
    for (size_t i = 0; i < n; i++) {
        brink_i_json_string(json, NULL, brink_interval_method_name(methods[i]));
    }
    brink_i_json_close(json, '[');
}

static void add_outcome(brink_i_json *json, const brink_outcome_view *view)
{
    brink_i_json_open(json, NULL, '{');
    brink_i_json_string(json, "name", view->name);
    brink_i_json_string(json, "about", view->about);
    brink_i_json_count(json, "count", view->count);
    brink_i_json_open(json, "probability", '{');
    brink_i_json_part_estimate(json, &view->probability);
    brink_i_json_string(json, "method", brink_interval_method_name(view->method));
    brink_i_json_close(json, '{');
    brink_i_json_open(json, "time", '{');
    brink_i_json_number(json, "q05", view->time_q05);
    brink_i_json_number(json, "q25", view->time_q25);
    brink_i_json_number(json, "median", view->time_median);
    brink_i_json_number(json, "q75", view->time_q75);
    brink_i_json_number(json, "q95", view->time_q95);
    brink_i_json_close(json, '{');
    brink_i_json_numbers(json, "incidence", view->incidence, BRINK_I_TALLY_STEPS + 1);
    brink_i_json_close(json, '{');
}

static void add_measure(brink_i_json *json, const brink_measure_view *view)
{
    brink_i_json_open(json, NULL, '{');
    brink_i_json_string(json, "name", view->name);
    brink_i_json_string(json, "about", view->about);
    brink_i_json_string(json, "unit", view->unit);
    brink_i_json_bool(json, "headline", view->headline);
    brink_i_json_count(json, "defined", view->defined);
    brink_i_json_count(json, "undefined", view->undefined);
    brink_i_json_count(json, "non_finite", view->non_finite);
    brink_i_json_open(json, "mean", '{');
    brink_i_json_part_estimate(json, &view->mean);
    brink_i_json_string(json, "method", brink_interval_method_name(view->mean_method));
    brink_i_json_close(json, '{');
    brink_i_json_number(json, "sd", view->sd);
    brink_i_json_number(json, "min", view->min);
    brink_i_json_number(json, "max", view->max);
    brink_i_json_open(json, "quantiles", '[');
    for (int q = 0; q < BRINK_QUANTILES; q++) {
        brink_i_json_open(json, NULL, '{');
        brink_i_json_number(json, "level", brink_result_quantile_levels()[q]);
        brink_i_json_part_estimate(json, &view->quantile[q]);
        brink_i_json_close(json, '{');
    }
    brink_i_json_close(json, '[');
    if (view->histogram.n > 0) {
        brink_i_json_open(json, "histogram", '{');
        brink_i_json_number(json, "low", view->histogram.low);
        brink_i_json_number(json, "high", view->histogram.high);
        brink_i_json_numbers(json, "counts", view->histogram.counts, view->histogram.n);
        brink_i_json_close(json, '{');
    } else {
        brink_i_json_null(json, "histogram");
    }
    brink_i_json_close(json, '{');
}

static void add_series(brink_i_json *json, const brink_series_view *view)
{
    brink_i_json_open(json, NULL, '{');
    brink_i_json_string(json, "name", view->name);
    brink_i_json_string(json, "about", view->about);
    brink_i_json_string(json, "unit", view->unit);
    brink_i_json_bool(json, "share", view->share);
    brink_i_json_numbers(json, "time", view->time, view->n);
    brink_i_json_counts(json, "defined", view->defined, view->n);
    brink_i_json_open(json, "mean", '{');
    brink_i_json_numbers(json, "value", view->mean, view->n);
    brink_i_json_numbers(json, "low", view->mean_low, view->n);
    brink_i_json_numbers(json, "high", view->mean_high, view->n);
    brink_i_json_part_methods(json, view->method, view->n);
    brink_i_json_close(json, '{');
    brink_i_json_numbers(json, "sd", view->sd, view->n);
    brink_i_json_open(json, "quantiles", '[');
    for (int q = 0; q < BRINK_QUANTILES; q++) {
        brink_i_json_open(json, NULL, '{');
        brink_i_json_number(json, "level", brink_result_quantile_levels()[q]);
        brink_i_json_numbers(json, "value", view->quantile[q], view->n);
        brink_i_json_close(json, '{');
    }
    brink_i_json_close(json, '[');
    brink_i_json_close(json, '{');
}

void brink_i_json_part_made_by(brink_i_json *json, const brink_provenance *made)
{
    brink_i_json_open(json, "made_by", '{');
    brink_i_json_string(json, "version", made->version);
    brink_i_json_string(json, "commit", made->commit);
    brink_i_json_string(json, "compiler", brink_i_build_compiler());
    brink_i_json_string(json, "engine", made->engine);
    if (made->code_compiler[0]) {
        brink_i_json_string(json, "code_compiler", made->code_compiler);
    }
    brink_i_json_string(json, "instruction_set", made->instruction_set);
    brink_i_json_count(json, "threads", (uint64_t)made->threads);
    brink_i_json_number(json, "elapsed_seconds", made->seconds);
    brink_i_json_close(json, '{');
}

static void add_beyond(brink_i_json *json, const brink_result *result)
{
    brink_i_json_open(json, "beyond", '[');
    for (int i = 0; i < result->model->n_stocks; i++) {
        const brink_beyond_view *view = &result->beyond[i];
        if (view->below + view->above > 0) {
            brink_i_json_open(json, NULL, '{');
            brink_i_json_string(json, "stock", view->stock);
            brink_i_json_count(json, "below", view->below);
            brink_i_json_count(json, "above", view->above);
            brink_i_json_count(json, "trials", view->trials);
            brink_i_json_close(json, '{');
        }
    }
    brink_i_json_close(json, '[');
}

brink_status brink_result_json(const brink_result *result, char **out)
{
    BRINK_I_OWN_FLOATS;
    if (out) {
        *out = NULL;
    }
    if (!result || !out) {
        return BRINK_ERR_ARGUMENT;
    }
    const brink_model *model = result->model;
    brink_status status = brink_i_result_derive(result);
    if (status != BRINK_OK) {
        return status;
    }
    brink_i_json json;
    brink_i_json_init(&json);
    brink_i_json_open(&json, NULL, '{');
    brink_i_json_count(&json, "brink_result", FORMAT);
    brink_i_json_string(&json, "statement", BRINK_I_STATEMENT);
    add_scenario(&json, model);
    brink_i_json_part_run(&json, result);
    brink_i_json_part_parameters(&json, model);
    brink_i_json_number(&json, "interval_level", 0.95);
    brink_i_json_numbers(&json, "incidence_time", result->grid, BRINK_I_TALLY_STEPS + 1);
    brink_i_json_open(&json, "outcomes", '[');
    for (int i = 0; i < model->n_outcomes; i++) {
        add_outcome(&json, &result->outcomes[i]);
    }
    brink_i_json_close(&json, '[');
    brink_i_json_open(&json, "measures", '[');
    for (int i = 0; i < model->n_measures; i++) {
        add_measure(&json, &result->measures[i]);
    }
    brink_i_json_close(&json, '[');
    brink_i_json_open(&json, "series", '[');
    for (int i = 0; i < model->n_series; i++) {
        add_series(&json, &result->series[i]);
    }
    brink_i_json_close(&json, '[');
    add_beyond(&json, result);
    brink_i_json_part_made_by(&json, &result->made);
    brink_i_json_close(&json, '{');
    *out = brink_i_json_take(&json);
    return *out ? BRINK_OK : BRINK_ERR_MEMORY;
}
