/* SPDX-License-Identifier: Apache-2.0 */
#include "records/columns.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/floats.h"
#include "expr/eval.h"

/* A plan under way: what is asked for, and what is wrong with it. */
typedef struct making {
    brink_i_records_plan *plan;
    const char *const *variants;
    const brink_run_options *options;
    double **fixed; /* [n_variants][n_params]: of parameters that are the same in all trials */
    bool **drawn;   /* [n_variants][n_params]: the others */
    char *message;
    size_t room;
} making;

static const brink_model *first_model(const making *m) { return m->plan->models[0]; }

__attribute__((format(printf, 2, 3))) static brink_status wrong(const making *m, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    if (m->message && m->room > 0) {
        (void)vsnprintf(m->message, m->room, format, arguments);
    }
    va_end(arguments);
    return BRINK_ERR_NOT_FOUND;
}

/* ---- columns -------------------------------------------------------------------------------------- */

static bool has_column(const brink_i_records_plan *plan, const char *name)
{
    for (size_t i = 0; i < plan->n; i++) {
        if (strcmp(plan->columns[i].name, name) == 0) {
            return true;
        }
    }
    return false;
}

static const char *kind_word(brink_records_kind kind)
{
    switch (kind) {
    case BRINK_RECORDS_PARAMETER:
        return "parameter";
    case BRINK_RECORDS_LEVER:
        return "lever";
    case BRINK_RECORDS_MEASURE:
        return "measure";
    default:
        return "series";
    }
}

static bool is_column(const brink_i_records_plan *plan, brink_records_kind kind, int index, int point)
{
    for (size_t i = 0; i < plan->n; i++) {
        const brink_records_column *column = &plan->columns[i];
        if (column->kind == kind && column->index == index && plan->points[i] == point) {
            return true;
        }
    }
    return false;
}

/* Room for one more column, of whatever is as long as there are columns. */
static bool grow(brink_i_records_plan *plan)
{
    if (plan->n < plan->room) {
        return true;
    }
    const size_t room = plan->room > 0 ? 2 * plan->room : 64;
    brink_records_column *columns = BRINK_I_NEW_ARRAY(&plan->arena, brink_records_column, room);
    const brink_i_records_source **sources =
        BRINK_I_NEW_ARRAY(&plan->arena, const brink_i_records_source *, room);
    int *points = BRINK_I_NEW_ARRAY(&plan->arena, int, room);
    if (!columns || !sources || !points) {
        return false;
    }
    for (size_t i = 0; i < plan->n; i++) {
        columns[i] = plan->columns[i];
        sources[i] = plan->sources[i];
        points[i] = plan->points[i];
    }
    plan->columns = columns;
    plan->sources = sources;
    plan->points = points;
    plan->room = room;
    return true;
}

static const char *text_of(const char *text) { return text ? text : ""; }

/* Adds a column, unless it is there. `point`: of a series, else -1. */
static brink_status add(making *m, brink_records_column column, int point,
                        const brink_i_records_source *sources)
{
    brink_i_records_plan *plan = m->plan;
    if (is_column(plan, column.kind, column.index, point)) {
        return BRINK_OK;
    }
    if (has_column(plan, column.name)) {
        column.name = brink_i_arena_printf(&plan->arena, "%s.%s", kind_word(column.kind), column.name);
    }
    if (!column.name || !grow(plan)) {
        return BRINK_ERR_MEMORY;
    }
    column.unit = text_of(column.unit);
    column.about = text_of(column.about);
    column.source = text_of(column.source);
    column.value = text_of(column.value);
    plan->columns[plan->n] = column;
    plan->sources[plan->n] = sources;
    plan->points[plan->n] = point;
    plan->n++;
    return BRINK_OK;
}

static int param_of(const brink_model *model, const char *name)
{
    for (int i = 0; i < model->n_params; i++) {
        if (strcmp(model->params[i].name, name) == 0) {
            return i;
        }
    }
    return -1;
}

/* Whether it differs between trials. */
static bool is_drawn(const making *m, int v, int param) { return m->drawn[v][param]; }

/* Where a parameter of the first model comes from in each variant. One that a variant does not have is no
 * number there. */
static const brink_i_records_source *sources_of(making *m, const char *name)
{
    brink_i_records_plan *plan = m->plan;
    brink_i_records_source *sources =
        BRINK_I_NEW_ARRAY(&plan->arena, brink_i_records_source, (size_t)plan->n_variants);
    for (int v = 0; sources && v < plan->n_variants; v++) {
        const int param = param_of(plan->models[v], name);
        const bool drawn = param >= 0 && is_drawn(m, v, param);
        sources[v] = (brink_i_records_source){
            .param = drawn ? param : -1, .fixed = param >= 0 && !drawn ? m->fixed[v][param] : (double)NAN};
        if (param >= 0) {
            plan->chosen[v][param] = true;
            plan->asked[v][param] = drawn;
        }
    }
    return sources;
}

static brink_status add_param(making *m, int i)
{
    const brink_i_param *param = &first_model(m)->params[i];
    const brink_i_records_source *sources = sources_of(m, param->name);
    if (!sources) {
        return BRINK_ERR_MEMORY;
    }
    return add(m,
               (brink_records_column){.name = param->name,
                                      .unit = brink_i_unit_text(param->unit),
                                      .about = param->about,
                                      .source = param->source,
                                      .value = param->value.text,
                                      .kind = param->lever ? BRINK_RECORDS_LEVER : BRINK_RECORDS_PARAMETER,
                                      .type = BRINK_RECORDS_DOUBLE,
                                      .index = i,
                                      .at = (double)NAN},
               -1, sources);
}

static brink_status add_measure(making *m, int i)
{
    const brink_i_measure *measure = &first_model(m)->measures[i];
    return add(m,
               (brink_records_column){.name = measure->name,
                                      .unit = brink_i_unit_text(measure->unit),
                                      .about = measure->about,
                                      .kind = BRINK_RECORDS_MEASURE,
                                      .type = BRINK_RECORDS_DOUBLE,
                                      .index = i,
                                      .at = (double)NAN},
               -1, NULL);
}

static brink_status add_point(making *m, int i, int point)
{
    const brink_i_series *series = &first_model(m)->series[i];
    const double at = point * series->every;
    return add(
        m,
        (brink_records_column){.name = brink_i_arena_printf(&m->plan->arena, "%s@%.10g", series->name, at),
                               .unit = brink_i_unit_text(series->unit),
                               .about = series->about,
                               .kind = BRINK_RECORDS_SERIES,
                               .type = BRINK_RECORDS_DOUBLE,
                               .index = i,
                               .at = at},
        point, NULL);
}

static brink_status add_series(making *m, int i)
{
    brink_status status = BRINK_OK;
    for (int point = 0; point < first_model(m)->series[i].n_points && status == BRINK_OK; point++) {
        status = add_point(m, i, point);
    }
    return status;
}

/* ---- those that always are there ------------------------------------------------------------------ */

static brink_status add_first(making *m)
{
    brink_i_records_plan *plan = m->plan;
    const brink_model *model = first_model(m);
    const char **outcomes = BRINK_I_NEW_ARRAY(&plan->arena, const char *, (size_t)model->n_outcomes);
    if (!outcomes) {
        return BRINK_ERR_MEMORY;
    }
    for (int i = 0; i < model->n_outcomes; i++) {
        outcomes[i] = model->outcomes[i].name;
    }
    const brink_records_column trial = {.name = "trial",
                                        .about = "number of the trial",
                                        .kind = BRINK_RECORDS_TRIAL,
                                        .type = BRINK_RECORDS_UINT64,
                                        .index = -1,
                                        .at = (double)NAN};
    const brink_records_column variant = {.name = "variant",
                                          .about = "variant of the scenario",
                                          .kind = BRINK_RECORDS_VARIANT,
                                          .type = BRINK_RECORDS_CODE,
                                          .index = -1,
                                          .at = (double)NAN,
                                          .names = m->variants,
                                          .n_names = (size_t)plan->n_variants};
    const brink_records_column outcome = {.name = "outcome",
                                          .about = "how the trial ended",
                                          .kind = BRINK_RECORDS_OUTCOME,
                                          .type = BRINK_RECORDS_CODE,
                                          .index = -1,
                                          .at = (double)NAN,
                                          .names = outcomes,
                                          .n_names = (size_t)model->n_outcomes};
    const brink_records_column end = {.name = "end",
                                      .unit = brink_i_unit_text(model->time_unit),
                                      .about = "when the trial ended",
                                      .kind = BRINK_RECORDS_END,
                                      .type = BRINK_RECORDS_DOUBLE,
                                      .index = -1,
                                      .at = (double)NAN};
    brink_status status = add(m, trial, -1, NULL);
    status = status == BRINK_OK && m->variants ? add(m, variant, -1, NULL) : status;
    status = status == BRINK_OK ? add(m, outcome, -1, NULL) : status;
    return status == BRINK_OK ? add(m, end, -1, NULL) : status;
}

/* ---- what is asked for ---------------------------------------------------------------------------- */

/* Whether the run computes a measure or series of that name. */
static bool is_computed(const making *m, const char *name)
{
    bool computed = !m->options->only;
    for (size_t i = 0; i < m->options->n_only && !computed; i++) {
        computed = strcmp(m->options->only[i], name) == 0;
    }
    return computed;
}

/* A column of its own if it may differ from row to row. */
static bool is_worth_a_column(const making *m, int i)
{
    const char *name = first_model(m)->params[i].name;
    for (int v = 0; v < m->plan->n_variants; v++) {
        const brink_model *model = m->plan->models[v];
        const int param = param_of(model, name);
        if (param >= 0 &&
            (model->params[param].lever || model->params[param].overridden || is_drawn(m, v, param))) {
            return true;
        }
    }
    return false;
}

static brink_status add_params(making *m, bool levers, bool all)
{
    brink_status status = BRINK_OK;
    for (int i = 0; i < first_model(m)->n_params && status == BRINK_OK; i++) {
        if (first_model(m)->params[i].lever == levers && (all || is_worth_a_column(m, i))) {
            status = add_param(m, i);
        }
    }
    return status;
}

static brink_status add_measures(making *m)
{
    brink_status status = BRINK_OK;
    for (int i = 0; i < first_model(m)->n_measures && status == BRINK_OK; i++) {
        status = is_computed(m, first_model(m)->measures[i].name) ? add_measure(m, i) : BRINK_OK;
    }
    return status;
}

static brink_status add_all_series(making *m)
{
    brink_status status = BRINK_OK;
    for (int i = 0; i < first_model(m)->n_series && status == BRINK_OK; i++) {
        status = is_computed(m, first_model(m)->series[i].name) ? add_series(m, i) : BRINK_OK;
    }
    return status;
}

static brink_status add_usual(making *m)
{
    brink_status status = add_params(m, false, false);
    status = status == BRINK_OK ? add_params(m, true, false) : status;
    return status == BRINK_OK ? add_measures(m) : status;
}

/* A whole group by its word; BRINK_ERR_NOT_FOUND: it is none. */
static brink_status add_group(making *m, const char *word)
{
    if (strcmp(word, "parameters") == 0) {
        return add_params(m, false, true);
    }
    if (strcmp(word, "levers") == 0) {
        return add_params(m, true, true);
    }
    if (strcmp(word, "measures") == 0) {
        return add_measures(m);
    }
    if (strcmp(word, "series") == 0) {
        return add_all_series(m);
    }
    static const char *const always[] = {"outcomes", "outcome", "trial", "end"};
    for (size_t i = 0; i < sizeof always / sizeof *always; i++) {
        if (strcmp(word, always[i]) == 0) {
            return BRINK_OK;
        }
    }
    return BRINK_ERR_NOT_FOUND;
}

static int series_of(const brink_model *model, const char *name, size_t length)
{
    for (int i = 0; i < model->n_series; i++) {
        if (strncmp(model->series[i].name, name, length) == 0 && !model->series[i].name[length]) {
            return i;
        }
    }
    return -1;
}

/* The factor of a unit of time, "" being the model's own; 0: it is none. A system of units belongs to one
 * thread, so that the model's is left alone. */
static brink_status time_factor(const brink_model *model, const char *unit, double *factor)
{
    *factor = *unit && strcmp(unit, brink_i_unit_text(model->time_unit)) != 0 ? 0.0 : 1.0;
    if (*factor > 0.0) {
        return BRINK_OK;
    }
    brink_i_units *units = NULL;
    brink_status status = brink_i_units_new(&units);
    if (status != BRINK_OK) {
        return status;
    }
    const char *own_text = brink_i_unit_text(model->time_unit);
    const brink_i_unit *given = NULL, *own = NULL;
    status = brink_i_unit_parse(units, unit, strlen(unit), &given);
    status = status == BRINK_OK ? brink_i_unit_parse(units, own_text, strlen(own_text), &own) : status;
    if (status == BRINK_OK && brink_i_unit_same_dimension(given, own)) {
        *factor = brink_i_unit_factor(given, own);
    }
    brink_i_units_free(units);
    return status == BRINK_ERR_NOT_FOUND ? BRINK_OK : status;
}

/* "oil@30 day" */
static brink_status add_dated(making *m, const char *name, const char *at)
{
    const brink_model *model = first_model(m);
    const int i = series_of(model, name, (size_t)(at - name));
    if (i < 0) {
        return wrong(m, "there is no series '%.*s'", (int)(at - name), name);
    }
    const brink_i_series *series = &model->series[i];
    if (!is_computed(m, series->name)) {
        return wrong(m, "series '%s' is not among what is computed", series->name);
    }
    char *end = NULL;
    const double number = strtod(at + 1, &end);
    const char *unit = end + strspn(end, " ");
    double factor = 0.0;
    brink_status status = end > at + 1 ? time_factor(model, unit, &factor) : BRINK_OK;
    if (status != BRINK_OK) {
        return status;
    }
    if (!(factor > 0.0) || !isfinite(number)) {
        return wrong(m, "'%s' is no date: a number, and a unit of time unless it is %s", at + 1,
                     brink_i_unit_text(model->time_unit));
    }
    const double point = number * factor / series->every, nearest = nearbyint(point);
    if (fabs(point - nearest) > 1e-6 * fmax(1.0, fabs(point)) || nearest < 0 || nearest >= series->n_points) {
        return wrong(m, "series '%s' has no value at %s: it has one every %.10g %s, from 0 to %.10g",
                     series->name, at + 1, series->every, brink_i_unit_text(model->time_unit),
                     (series->n_points - 1) * series->every);
    }
    return add_point(m, i, (int)nearest);
}

static brink_status add_named(making *m, const char *name)
{
    const brink_model *model = first_model(m);
    const char *at = strchr(name, '@');
    if (at) {
        return add_dated(m, name, at);
    }
    bool found = false, left_out = false;
    brink_status status = BRINK_OK;
    const int param = param_of(model, name);
    if (param >= 0) {
        found = true;
        status = add_param(m, param);
    }
    for (int i = 0; i < model->n_measures && status == BRINK_OK; i++) {
        if (strcmp(model->measures[i].name, name) == 0) {
            found = is_computed(m, name) || found;
            left_out = !is_computed(m, name);
            status = left_out ? BRINK_OK : add_measure(m, i);
        }
    }
    const int series = series_of(model, name, strlen(name));
    if (series >= 0 && status == BRINK_OK) {
        found = is_computed(m, name) || found;
        left_out = left_out || !is_computed(m, name);
        status = is_computed(m, name) ? add_series(m, series) : BRINK_OK;
    }
    if (found || status != BRINK_OK) {
        return status;
    }
    if (left_out) {
        return wrong(m, "'%s' is not among what is computed", name);
    }
    status = add_group(m, name);
    return status == BRINK_ERR_NOT_FOUND
               ? wrong(m, "there is no parameter, lever, measure or series '%s'", name)
               : status;
}

/* ---- making it ------------------------------------------------------------------------------------ */

/* Drawn, or made of something that is. What it reads comes before it. */
static bool differs(const brink_i_param *param, const bool *drawn)
{
    bool any = param->value.expr->draws;
    for (int k = 0; k < param->value.reads.n_params && !any; k++) {
        any = drawn[param->value.reads.params[k]];
    }
    return any;
}

/* Which parameters are the same in all trials, and their values, by the evaluator that the oracle uses. */
static bool fix_params(making *m, int v)
{
    const brink_model *model = m->plan->models[v];
    double *values = m->fixed[v] = calloc((size_t)model->n_params + 1, sizeof *values);
    bool *drawn = m->drawn[v] = BRINK_I_NEW_ARRAY(&m->plan->arena, bool, (size_t)model->n_params);
    for (int k = 0; values && drawn && k < model->n_params; k++) {
        const int i = model->param_order ? model->param_order[k] : k;
        drawn[i] = differs(&model->params[i], drawn);
        if (!drawn[i]) {
            brink_i_env env = {.params = values, .tables = model->tables};
            values[i] = brink_i_expr_eval(model->params[i].value.expr, &env);
        }
    }
    return values && drawn;
}

static brink_status fill(making *m, const brink_records *records, size_t *which)
{
    brink_i_records_plan *plan = m->plan;
    for (int v = 0; v < plan->n_variants; v++) {
        const size_t n = (size_t)plan->models[v]->n_params;
        plan->asked[v] = BRINK_I_NEW_ARRAY(&plan->arena, bool, n);
        plan->chosen[v] = BRINK_I_NEW_ARRAY(&plan->arena, bool, n);
        if (!plan->asked[v] || !plan->chosen[v] || !fix_params(m, v)) {
            return BRINK_ERR_MEMORY;
        }
    }
    brink_status status = add_first(m);
    if (status == BRINK_OK && (!records || !records->only)) {
        return add_usual(m);
    }
    for (size_t i = 0; status == BRINK_OK && i < records->n_only; i++) {
        status = records->only[i] ? add_named(m, records->only[i]) : BRINK_ERR_ARGUMENT;
        if (status == BRINK_ERR_NOT_FOUND && which) {
            *which = i;
        }
    }
    return status;
}

bool brink_i_records_read(const brink_run_options *options, brink_records *out)
{
    *out = (brink_records)BRINK_RECORDS_INIT;
    if (options->records) {
        const size_t size = options->records->size;
        if (size < offsetof(brink_records, only) || size > sizeof *out) {
            return false;
        }
        memcpy(out, options->records, size);
    }
    return out->only || out->n_only == 0;
}

static bool read_options(const brink_run_options *given, brink_run_options *out)
{
    *out = (brink_run_options)BRINK_RUN_OPTIONS_INIT;
    if (given) {
        if (given->size < offsetof(brink_run_options, trials) || given->size > sizeof *out) {
            return false;
        }
        memcpy(out, given, given->size);
    }
    return out->only || out->n_only == 0;
}

static brink_status make(making *m, const brink_model *const *models, int n, const brink_records *records,
                         size_t *which)
{
    brink_i_records_plan *plan = m->plan;
    plan->n_variants = n;
    const brink_model **kept = BRINK_I_NEW_ARRAY(&plan->arena, const brink_model *, (size_t)n);
    if (m->variants) {
        const char **names = BRINK_I_NEW_ARRAY(&plan->arena, const char *, (size_t)n);
        if (!names) {
            return BRINK_ERR_MEMORY;
        }
        memcpy((void *)names, (const void *)m->variants, (size_t)n * sizeof *names);
        m->variants = names;
    }
    plan->asked = BRINK_I_NEW_ARRAY(&plan->arena, bool *, (size_t)n);
    plan->chosen = BRINK_I_NEW_ARRAY(&plan->arena, bool *, (size_t)n);
    m->fixed = (double **)calloc((size_t)n, sizeof *m->fixed);
    m->drawn = BRINK_I_NEW_ARRAY(&plan->arena, bool *, (size_t)n);
    brink_status status = BRINK_ERR_MEMORY;
    if (kept && plan->asked && plan->chosen && m->fixed && m->drawn) {
        memcpy((void *)kept, (const void *)models, (size_t)n * sizeof *kept);
        plan->models = kept;
        status = fill(m, records, which);
    }
    for (int v = 0; m->fixed && v < n; v++) {
        free(m->fixed[v]);
    }
    free((void *)m->fixed);
    return status;
}

brink_status brink_records_columns_new(const brink_model *const *models, const char *const *variants, int n,
                                       const brink_run_options *options, brink_records_columns **out,
                                       size_t *which, char *message, size_t room)
{
    BRINK_I_OWN_FLOATS;
    if (out) {
        *out = NULL;
    }
    if (message && room > 0) {
        message[0] = '\0';
    }
    brink_run_options run;
    brink_records records;
    if (!models || !out || n < 1 || (!variants && n > 1) || !read_options(options, &run) ||
        !brink_i_records_read(&run, &records)) {
        return BRINK_ERR_ARGUMENT;
    }
    for (int v = 0; v < n; v++) {
        if (!models[v] || (variants && !variants[v])) {
            return BRINK_ERR_ARGUMENT;
        }
    }
    brink_i_records_plan *plan = calloc(1, sizeof *plan);
    if (!plan) {
        return BRINK_ERR_MEMORY;
    }
    brink_i_arena_init(&plan->arena);
    making m = {.plan = plan, .variants = variants, .options = &run, .message = message, .room = room};
    brink_status status = make(&m, models, n, &records, which);
    if (status != BRINK_OK) {
        brink_records_columns_free(plan);
        return status;
    }
    *out = plan;
    return BRINK_OK;
}

void brink_records_columns_free(brink_records_columns *columns)
{
    if (columns) {
        brink_i_arena_free(&columns->arena);
        free(columns);
    }
}

size_t brink_records_columns_count(const brink_records_columns *columns) { return columns ? columns->n : 0; }

const brink_records_column *brink_records_columns_get(const brink_records_columns *columns, size_t i)
{
    return columns && i < columns->n ? &columns->columns[i] : NULL;
}
