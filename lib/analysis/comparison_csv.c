/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <math.h>

#include "analysis/comparison.h"
#include "base/floats.h"
#include "result/csv_writer.h"
#include "result/number.h"
#include "result/statement.h"

/* One line of the table. Numbers that are not there (NaN, infinite bounds) are left empty. */
typedef struct line {
    const char *variant, *against, *kind, *name, *statistic, *unit;
    double time, value, low, high;
} line;

static const brink_estimate NOTHING = {(double)NAN, (double)NAN, (double)NAN};

static void add_line(brink_i_text *text, line l, const char *statistic, const brink_estimate *estimate)
{
    brink_i_csv_field(text, l.variant);
    brink_i_text_add(text, ",");
    brink_i_csv_field(text, l.against);
    brink_i_text_addf(text, ",%s,", l.kind);
    brink_i_csv_field(text, l.name);
    brink_i_text_addf(text, ",%s", statistic);
    brink_i_csv_number(text, l.time);
    brink_i_csv_number(text, estimate->value);
    brink_i_csv_number(text, estimate->low);
    brink_i_csv_number(text, estimate->high);
    brink_i_text_add(text, ",");
    brink_i_csv_field(text, l.unit);
    brink_i_text_add(text, "\n");
}

static void add_value(brink_i_text *text, line l, const char *statistic, double value)
{
    brink_estimate estimate = NOTHING;
    estimate.value = value;
    add_line(text, l, statistic, &estimate);
}

static line line_of(const brink_comparison *c, int variant, bool against, const char *kind)
{
    return (line){.variant = c->variants[variant].name,
                  .against = against ? brink_i_comparison_first(c, variant)->name : "",
                  .kind = kind,
                  .name = "",
                  .unit = "1",
                  .time = (double)NAN};
}

static void add_own(brink_i_text *text, const brink_comparison *c, int variant)
{
    const brink_result *result = c->results[variant];
    line l = line_of(c, variant, false, "outcome");
    for (int i = 0; i < c->model->n_outcomes; i++) {
        l.name = result->outcomes[i].name;
        add_value(text, l, "count", (double)result->outcomes[i].count);
        add_line(text, l, "probability", &result->outcomes[i].probability);
    }
    l.kind = "measure";
    for (int i = 0; i < c->model->n_measures; i++) {
        const brink_measure_view *view = &result->measures[i];
        l.name = view->name;
        l.unit = "1";
        add_value(text, l, "defined", (double)view->defined);
        l.unit = view->unit;
        add_line(text, l, "mean", &view->mean);
        add_value(text, l, "sd", view->sd);
    }
}

static void add_outcomes(brink_i_text *text, const brink_comparison *c, int variant)
{
    line l = line_of(c, variant, true, "outcome");
    for (int i = 0; i < c->model->n_outcomes; i++) {
        const brink_outcome_difference *view = &c->differences->against[variant].outcomes[i];
        l.name = view->name;
        add_line(text, l, "difference", &view->difference);
        add_value(text, l, "gained", (double)view->gained);
        add_value(text, l, "lost", (double)view->lost);
        add_value(text, l, "narrower", view->narrower);
    }
}

static void add_measures(brink_i_text *text, const brink_comparison *c, int variant)
{
    for (int i = 0; i < c->model->n_measures; i++) {
        const brink_measure_difference *view = &c->differences->against[variant].measures[i];
        line count = line_of(c, variant, true, "measure");
        count.name = view->name;
        line value = count;
        value.unit = view->unit;
        add_value(text, count, "both", (double)view->both);
        add_value(text, count, "only_first", (double)view->only_first);
        add_value(text, count, "only_this", (double)view->only_this);
        add_value(text, count, "neither", (double)view->neither);
        add_value(text, count, "higher", (double)view->higher);
        add_value(text, count, "lower", (double)view->lower);
        add_value(text, value, "paired_first", view->paired_first);
        add_value(text, value, "paired_value", view->paired_value);
        add_line(text, value, "difference", &view->difference);
        add_value(text, value, "sd", view->sd);
        add_value(text, count, "narrower", view->narrower);
    }
}

static void add_series(brink_i_text *text, const brink_comparison *c, int variant)
{
    for (int i = 0; i < c->model->n_series; i++) {
        const brink_series_difference *view = &c->differences->against[variant].series[i];
        line l = line_of(c, variant, true, "series");
        l.name = view->name;
        for (size_t k = 0; k < view->n; k++) {
            l.time = view->time[k];
            l.unit = "1";
            add_value(text, l, "both", (double)view->both[k]);
            l.unit = view->unit;
            add_line(text, l, "difference", &(brink_estimate){view->mean[k], view->low[k], view->high[k]});
        }
    }
}

static void add_changes(brink_i_text *text, const brink_comparison *c, int variant)
{
    const brink_i_against *against = &c->differences->against[variant];
    int n = c->model->n_outcomes;
    line l = line_of(c, variant, true, "change");
    add_value(text, l, "trials", (double)against->n_changed);
    add_line(text, l, "share", &against->changed);
    for (int i = 0; i < n * n; i++) {
        const brink_outcome_change *change = &against->changes[i];
        if (i / n == i % n || change->count == 0) {
            continue;
        }
        brink_i_text name;
        brink_i_text_init(&name);
        brink_i_text_addf(&name, "%s -> %s", c->model->outcomes[i / n].name, c->model->outcomes[i % n].name);
        l.name = name.bytes ? name.bytes : "";
        text->failed = text->failed || name.failed;
        add_value(text, l, "trials", (double)change->count);
        for (int k = 0; k < change->n_examples; k++) {
            add_value(text, l, "example", (double)change->examples[k]);
        }
        brink_i_text_free(&name);
    }
}

static void add_provenance(brink_i_text *text, const brink_comparison *c)
{
    const brink_model *model = c->model;
    const brink_provenance *made = &c->results[0]->made;
    char number[BRINK_I_NUMBER_ROOM];
    brink_i_csv_comment(text, "title", model->title);
    brink_i_csv_comment(text, "as of", model->as_of);
    brink_i_text_addf(text, "# time unit: %s\n# horizon: %s\n", brink_i_unit_text(model->time_unit),
                      brink_i_number_exact(number, model->horizon));
    brink_i_text_addf(text,
                      "# seed: %" PRIu64 "\n# first trial: %" PRIu64 "\n# trials: %" PRIu64
                      "\n# trials asked: %" PRIu64 "\n# partial: %s\n",
                      made->seed, made->first_trial, made->trials, made->trials_asked,
                      made->partial ? "yes" : "no");
    for (int v = 0; v < c->n; v++) {
        brink_i_csv_comment(text, "variant", c->variants[v].name);
        brink_i_csv_comment(text, "scenario", c->variants[v].model->hash);
        brink_i_csv_parameters(text, c->variants[v].model);
    }
    brink_i_text_addf(text, "# intervals: 95 %%, sampling error only\n# %s\n", BRINK_I_STATEMENT);
    brink_i_csv_made_by(text, made);
}

brink_status brink_comparison_csv(const brink_comparison *comparison, char **out)
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
    brink_i_text text;
    brink_i_text_init(&text);
    add_provenance(&text, comparison);
    brink_i_text_add(&text, "variant,against,kind,name,statistic,time,value,low,high,unit\n");
    for (int v = 0; v < comparison->n; v++) {
        add_own(&text, comparison, v);
    }
    for (int v = 1; v < comparison->n; v++) {
        add_outcomes(&text, comparison, v);
        add_measures(&text, comparison, v);
        add_series(&text, comparison, v);
        add_changes(&text, comparison, v);
    }
    *out = brink_i_text_take(&text);
    brink_i_text_free(&text);
    return *out ? BRINK_OK : BRINK_ERR_MEMORY;
}
