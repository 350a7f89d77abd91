/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "base/floats.h"
#include "result/csv_writer.h"
#include "result/number.h"
#include "result/result.h"
#include "result/statement.h"

/* One line of the table. Numbers that are not there (NaN, infinite bounds) are left empty. */
typedef struct line {
    const char *kind, *name, *statistic, *unit;
    double time, value, low, high;
} line;

static line line_of(const char *kind, const char *name, const char *unit)
{
    return (line){.kind = kind,
                  .name = name,
                  .unit = unit,
                  .time = (double)NAN,
                  .value = (double)NAN,
                  .low = (double)NAN,
                  .high = (double)NAN};
}

static void add_line(brink_i_text *text, const line *l)
{
    brink_i_text_addf(text, "%s,", l->kind);
    brink_i_csv_field(text, l->name);
    brink_i_text_addf(text, ",%s", l->statistic);
    brink_i_csv_number(text, l->time);
    brink_i_csv_number(text, l->value);
    brink_i_csv_number(text, l->low);
    brink_i_csv_number(text, l->high);
    brink_i_text_add(text, ",");
    brink_i_csv_field(text, l->unit);
    brink_i_text_add(text, "\n");
}

static void add_value(brink_i_text *text, line l, const char *statistic, double value)
{
    l.statistic = statistic;
    l.value = value;
    add_line(text, &l);
}

static void add_estimate(brink_i_text *text, line l, const char *statistic, const brink_estimate *estimate)
{
    l.low = estimate->low;
    l.high = estimate->high;
    add_value(text, l, statistic, estimate->value);
}

/* "q05" for 0.05. */
static const char *quantile_name(char name[8], int q)
{
    (void)snprintf(name, 8, "q%02d", (int)(100.0 * brink_result_quantile_levels()[q] + 0.5));
    return name;
}

static void add_outcome(brink_i_text *text, const brink_result *result, const brink_outcome_view *view)
{
    line share = line_of("outcome", view->name, "1");
    line date = line_of("outcome", view->name, brink_i_unit_text(result->model->time_unit));
    add_value(text, share, "count", (double)view->count);
    add_estimate(text, share, "probability", &view->probability);
    add_value(text, date, "time_q05", view->time_q05);
    add_value(text, date, "time_q25", view->time_q25);
    add_value(text, date, "time_q50", view->time_median);
    add_value(text, date, "time_q75", view->time_q75);
    add_value(text, date, "time_q95", view->time_q95);
    for (size_t i = 0; i <= BRINK_I_TALLY_STEPS; i++) {
        share.time = result->grid[i];
        add_value(text, share, "incidence", view->incidence[i]);
    }
}

static void add_measure(brink_i_text *text, const brink_measure_view *view)
{
    char name[8];
    line count = line_of("measure", view->name, "1");
    line value = line_of("measure", view->name, view->unit);
    add_value(text, count, "defined", (double)view->defined);
    add_value(text, count, "undefined", (double)view->undefined);
    add_value(text, count, "non_finite", (double)view->non_finite);
    add_estimate(text, value, "mean", &view->mean);
    add_value(text, value, "sd", view->sd);
    add_value(text, value, "min", view->min);
    add_value(text, value, "max", view->max);
    for (int q = 0; q < BRINK_QUANTILES; q++) {
        add_estimate(text, value, quantile_name(name, q), &view->quantile[q]);
    }
}

static void add_series(brink_i_text *text, const brink_series_view *view)
{
    char name[8];
    for (size_t i = 0; i < view->n; i++) {
        line count = line_of("series", view->name, "1");
        line value = line_of("series", view->name, view->unit);
        count.time = value.time = view->time[i];
        add_value(text, count, "defined", (double)view->defined[i]);
        add_estimate(text, value, "mean",
                     &(brink_estimate){view->mean[i], view->mean_low[i], view->mean_high[i]});
        add_value(text, value, "sd", view->sd[i]);
        for (int q = 0; q < BRINK_QUANTILES; q++) {
            add_value(text, value, quantile_name(name, q), view->quantile[q][i]);
        }
    }
}

static void add_provenance(brink_i_text *text, const brink_result *result)
{
    const brink_model *model = result->model;
    const brink_provenance *made = &result->made;
    char number[BRINK_I_NUMBER_ROOM];
    brink_i_csv_comment(text, "title", model->title);
    brink_i_csv_comment(text, "as of", model->as_of);
    brink_i_csv_comment(text, "scenario", model->hash);
    brink_i_csv_comment(text, "variant", model->variant);
    brink_i_text_addf(text, "# time unit: %s\n# horizon: %s\n", brink_i_unit_text(model->time_unit),
                      brink_i_number_exact(number, model->horizon));
    brink_i_text_addf(text,
                      "# seed: %" PRIu64 "\n# first trial: %" PRIu64 "\n# trials: %" PRIu64
                      "\n# trials asked: %" PRIu64 "\n# partial: %s\n",
                      made->seed, made->first_trial, made->trials, made->trials_asked,
                      made->partial ? "yes" : "no");
    if (made->until > 0.0) {
        brink_i_text_addf(text, "# until: %s, %s\n", brink_i_number_exact(number, made->until),
                          made->until_met ? "met" : "not met");
    }
    brink_i_csv_parameters(text, model);
    for (int i = 0; i < model->n_stocks; i++) {
        const brink_beyond_view *view = &result->beyond[i];
        if (view->below + view->above > 0) {
            brink_i_text_addf(text,
                              "# beyond: the initial value of %s lay below its min in %" PRIu64
                              ", above its max in %" PRIu64 " of %" PRIu64 " trials and was set to it\n",
                              view->stock, view->below, view->above, view->trials);
        }
    }
    brink_i_text_addf(
        text,
        "# intervals: 95 %%, sampling error only; of probabilities: Wilson, Clopper-Pearson for fewer than "
        "10 trials on either side\n# %s\n",
        BRINK_I_STATEMENT);
    brink_i_csv_made_by(text, made);
}

brink_status brink_result_csv(const brink_result *result, char **out)
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
    brink_i_text text;
    brink_i_text_init(&text);
    add_provenance(&text, result);
    brink_i_text_add(&text, "kind,name,statistic,time,value,low,high,unit\n");
    for (int i = 0; i < model->n_outcomes; i++) {
        add_outcome(&text, result, &result->outcomes[i]);
    }
    for (int i = 0; i < model->n_measures; i++) {
        add_measure(&text, &result->measures[i]);
    }
    for (int i = 0; i < model->n_series; i++) {
        add_series(&text, &result->series[i]);
    }
    *out = brink_i_text_take(&text);
    brink_i_text_free(&text);
    return *out ? BRINK_OK : BRINK_ERR_MEMORY;
}
