/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/comparison.h"
#include "base/floats.h"
#include "result/json_parts.h"
#include "result/statement.h"

/* The keys are documented, and checked, by docs/compare.schema.json. */

enum { FORMAT = 1 };

static void add_estimate(brink_i_json *json, const char *key, const brink_estimate *estimate)
{
    brink_i_json_open(json, key, '{');
    brink_i_json_part_estimate(json, estimate);
    brink_i_json_close(json, '{');
}

static void add_scenario(brink_i_json *json, const brink_model *model)
{
    brink_i_json_open(json, "scenario", '{');
    brink_i_json_string(json, "title", model->title ? model->title : "");
    brink_i_json_string(json, "about", model->about ? model->about : "");
    brink_i_json_string(json, "as_of", model->as_of && model->as_of[0] ? model->as_of : NULL);
    brink_i_json_string(json, "time_unit", brink_i_unit_text(model->time_unit));
    brink_i_json_number(json, "horizon", model->horizon);
    brink_i_json_close(json, '{');
}

static void add_own_outcomes(brink_i_json *json, const brink_result *result)
{
    brink_i_json_open(json, "outcomes", '[');
    for (int i = 0; i < result->model->n_outcomes; i++) {
        const brink_outcome_view *view = &result->outcomes[i];
        brink_i_json_open(json, NULL, '{');
        brink_i_json_string(json, "name", view->name);
        brink_i_json_count(json, "count", view->count);
        add_estimate(json, "probability", &view->probability);
        brink_i_json_close(json, '{');
    }
    brink_i_json_close(json, '[');
}

static void add_own_measures(brink_i_json *json, const brink_result *result)
{
    brink_i_json_open(json, "measures", '[');
    for (int i = 0; i < result->model->n_measures; i++) {
        const brink_measure_view *view = &result->measures[i];
        brink_i_json_open(json, NULL, '{');
        brink_i_json_string(json, "name", view->name);
        brink_i_json_string(json, "unit", view->unit);
        brink_i_json_count(json, "defined", view->defined);
        brink_i_json_open(json, "mean", '{');
        brink_i_json_part_estimate(json, &view->mean);
        brink_i_json_string(json, "method", brink_interval_method_name(view->mean_method));
        brink_i_json_close(json, '{');
        brink_i_json_number(json, "sd", view->sd);
        brink_i_json_close(json, '{');
    }
    brink_i_json_close(json, '[');
}

static void add_variant(brink_i_json *json, const brink_variant *variant, const brink_result *result)
{
    brink_i_json_open(json, NULL, '{');
    brink_i_json_string(json, "name", variant->name);
    brink_i_json_string(json, "about", variant->about ? variant->about : "");
    brink_i_json_string(json, "hash", variant->model->hash ? variant->model->hash : "");
    brink_i_json_part_parameters(json, variant->model);
    add_own_outcomes(json, result);
    add_own_measures(json, result);
    brink_i_json_close(json, '{');
}

static void add_changes(brink_i_json *json, const brink_comparison *c, const brink_i_against *against)
{
    int n = c->model->n_outcomes;
    brink_i_json_open(json, "changes", '[');
    for (int i = 0; i < n * n; i++) {
        const brink_outcome_change *change = &against->changes[i];
        if (i / n == i % n || change->count == 0) {
            continue;
        }
        brink_i_json_open(json, NULL, '{');
        brink_i_json_string(json, "from", c->model->outcomes[i / n].name);
        brink_i_json_string(json, "to", c->model->outcomes[i % n].name);
        brink_i_json_count(json, "trials", change->count);
        brink_i_json_counts(json, "examples", change->examples, (size_t)change->n_examples);
        brink_i_json_close(json, '{');
    }
    brink_i_json_close(json, '[');
}

static void add_outcome(brink_i_json *json, const brink_outcome_difference *view)
{
    brink_i_json_open(json, NULL, '{');
    brink_i_json_string(json, "name", view->name);
    brink_i_json_number(json, "first", view->first);
    brink_i_json_number(json, "value", view->value);
    brink_i_json_count(json, "gained", view->gained);
    brink_i_json_count(json, "lost", view->lost);
    add_estimate(json, "difference", &view->difference);
    brink_i_json_number(json, "narrower", view->narrower);
    brink_i_json_close(json, '{');
}

static void add_measure(brink_i_json *json, const brink_measure_difference *view)
{
    brink_i_json_open(json, NULL, '{');
    brink_i_json_string(json, "name", view->name);
    brink_i_json_string(json, "unit", view->unit);
    brink_i_json_count(json, "both", view->both);
    brink_i_json_count(json, "only_first", view->only_first);
    brink_i_json_count(json, "only_this", view->only_this);
    brink_i_json_count(json, "neither", view->neither);
    brink_i_json_count(json, "higher", view->higher);
    brink_i_json_count(json, "lower", view->lower);
    brink_i_json_number(json, "first", view->first);
    brink_i_json_number(json, "value", view->value);
    brink_i_json_number(json, "paired_first", view->paired_first);
    brink_i_json_number(json, "paired_value", view->paired_value);
    brink_i_json_open(json, "difference", '{');
    brink_i_json_part_estimate(json, &view->difference);
    brink_i_json_string(json, "method", brink_interval_method_name(view->method));
    brink_i_json_close(json, '{');
    brink_i_json_number(json, "sd", view->sd);
    brink_i_json_number(json, "narrower", view->narrower);
    brink_i_json_close(json, '{');
}

static void add_series(brink_i_json *json, const brink_series_difference *view)
{
    brink_i_json_open(json, NULL, '{');
    brink_i_json_string(json, "name", view->name);
    brink_i_json_string(json, "unit", view->unit);
    brink_i_json_bool(json, "share", view->share);
    brink_i_json_numbers(json, "time", view->time, view->n);
    brink_i_json_counts(json, "both", view->both, view->n);
    brink_i_json_open(json, "difference", '{');
    brink_i_json_numbers(json, "value", view->mean, view->n);
    brink_i_json_numbers(json, "low", view->low, view->n);
    brink_i_json_numbers(json, "high", view->high, view->n);
    brink_i_json_part_methods(json, view->method, view->n);
    brink_i_json_close(json, '{');
    brink_i_json_close(json, '{');
}

static void add_against(brink_i_json *json, const brink_comparison *c, int variant)
{
    const brink_i_against *against = &c->differences->against[variant];
    brink_i_json_open(json, NULL, '{');
    brink_i_json_string(json, "variant", c->variants[variant].name);
    brink_i_json_string(json, "against", brink_i_comparison_first(c, variant)->name);
    brink_i_json_bool(json, "same", against->same);
    brink_i_json_open(json, "changed", '{');
    brink_i_json_count(json, "trials", against->n_changed);
    brink_i_json_part_estimate(json, &against->changed);
    brink_i_json_close(json, '{');
    add_changes(json, c, against);
    brink_i_json_open(json, "outcomes", '[');
    for (int i = 0; i < c->model->n_outcomes; i++) {
        add_outcome(json, &against->outcomes[i]);
    }
    brink_i_json_close(json, '[');
    brink_i_json_open(json, "measures", '[');
    for (int i = 0; i < c->model->n_measures; i++) {
        add_measure(json, &against->measures[i]);
    }
    brink_i_json_close(json, '[');
    brink_i_json_open(json, "series", '[');
    for (int i = 0; i < c->model->n_series; i++) {
        add_series(json, &against->series[i]);
    }
    brink_i_json_close(json, '[');
    brink_i_json_close(json, '{');
}

brink_status brink_comparison_json(const brink_comparison *comparison, char **out)
{
    BRINK_I_OWN_FLOATS;
    if (out) {
        *out = NULL;
    }
    if (!comparison || !out) {
        return BRINK_ERR_ARGUMENT;
    }
    const brink_status derived = brink_i_comparison_derive(comparison);
    if (derived != BRINK_OK) {
        return derived;
    }
    const brink_provenance *made = &comparison->results[0]->made;
    brink_i_json json;
    brink_i_json_init(&json);
    brink_i_json_open(&json, NULL, '{');
    brink_i_json_count(&json, "brink_comparison", FORMAT);
    brink_i_json_string(&json, "statement", BRINK_I_STATEMENT);
    add_scenario(&json, comparison->model);
    brink_i_json_part_run(&json, comparison->results[0]);
    brink_i_json_number(&json, "interval_level", 0.95);
    brink_i_json_open(&json, "variants", '[');
    for (int v = 0; v < comparison->n; v++) {
        add_variant(&json, &comparison->variants[v], comparison->results[v]);
    }
    brink_i_json_close(&json, '[');
    brink_i_json_open(&json, "differences", '[');
    for (int v = 1; v < comparison->n; v++) {
        add_against(&json, comparison, v);
    }
    brink_i_json_close(&json, '[');
    brink_i_json_part_made_by(&json, made);
    brink_i_json_close(&json, '{');
    *out = brink_i_json_take(&json);
    return *out ? BRINK_OK : BRINK_ERR_MEMORY;
}
