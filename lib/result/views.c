/* SPDX-License-Identifier: Apache-2.0 */
#include "result/result.h"
#include "base/floats.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>

#include "stats/mean_interval.h"

enum { HISTOGRAM_BINS = 40 };
static const double LEVEL = 0.95;
static const double QUANTILE_LEVELS[BRINK_QUANTILES] = {0.01, 0.05, 0.25, 0.50, 0.75, 0.95, 0.99};

const double *brink_result_quantile_levels(void) { return QUANTILE_LEVELS; }

/* What is derived when somebody reads it. A result may be read by several threads at once: whoever comes
 * first derives, the others wait, and what was derived never changes. */
enum { UNREAD, DERIVED, FAILED }; /* what failed once, half done, is not tried again */

struct brink_i_views {
    pthread_mutex_t lock;
    brink_i_arena arena;
    unsigned char *outcomes, *measures, *series; /* a `reading` each */
    unsigned char beyond;                        /* one for all stocks */
};

static const char *text_or_empty(const char *text) { return text ? text : ""; }

static const char *unit_text(const brink_i_unit *unit) { return unit ? brink_i_unit_text(unit) : "1"; }

static brink_status derive_grid(brink_result *result)
{
    result->grid = BRINK_I_NEW_ARRAY(&result->views->arena, double, BRINK_I_TALLY_STEPS + 1);
    if (!result->grid) {
        return BRINK_ERR_MEMORY;
    }
    for (size_t i = 0; i <= BRINK_I_TALLY_STEPS; i++) {
        result->grid[i] = brink_i_counts_date(&result->tally.outcomes[0].ended, i);
    }
    return BRINK_OK;
}

static brink_status derive_outcome(const brink_result *result, int i)
{
    const brink_i_outcome *outcome = &result->model->outcomes[i];
    const brink_i_outcome_tally *tally = &result->tally.outcomes[i];
    uint64_t trials = result->tally.trials;
    brink_i_interval interval = brink_i_interval_probability(tally->count, trials, LEVEL);
    double *incidence = BRINK_I_NEW_ARRAY(&result->views->arena, double, BRINK_I_TALLY_STEPS + 1);
    if (!incidence) {
        return BRINK_ERR_MEMORY;
    }
    for (size_t k = 0; k <= BRINK_I_TALLY_STEPS; k++) {
        incidence[k] = (double)brink_i_counts_by(&tally->ended, k) / (double)trials;
    }
    result->outcomes[i] = (brink_outcome_view){
        .name = outcome->name,
        .about = text_or_empty(outcome->about),
        .count = tally->count,
        .probability = {(double)tally->count / (double)trials, interval.low, interval.high},
        .method = brink_i_result_method(interval.method),
        .time_q05 = brink_i_sketch_quantile(&tally->dates, 0.05),
        .time_q25 = brink_i_sketch_quantile(&tally->dates, 0.25),
        .time_median = brink_i_sketch_quantile(&tally->dates, 0.50),
        .time_q75 = brink_i_sketch_quantile(&tally->dates, 0.75),
        .time_q95 = brink_i_sketch_quantile(&tally->dates, 0.95),
        .incidence = incidence};
    return BRINK_OK;
}

static bool is_condition(const brink_i_expr *expr)
{
    while (expr && expr->op == BRINK_I_OP_DEFINE) {
        expr = expr->args[0];
    }
    return expr && expr->type == BRINK_I_CONDITION;
}

bool brink_i_series_is_condition(const brink_i_series *series) { return is_condition(series->value.expr); }

bool brink_i_measure_is_condition(const brink_i_measure *measure)
{
    return measure->kind != BRINK_MEASURE_FIRST && measure->kind != BRINK_MEASURE_TIME_IN &&
           measure->kind != BRINK_MEASURE_COUNT && is_condition(measure->value.expr);
}

brink_interval_method brink_i_result_method(brink_i_interval_method method)
{
    switch (method) {
    case BRINK_I_INTERVAL_WILSON:
        return BRINK_INTERVAL_WILSON;
    case BRINK_I_INTERVAL_CLOPPER_PEARSON:
        return BRINK_INTERVAL_CLOPPER_PEARSON;
    case BRINK_I_INTERVAL_STUDENT:
        return BRINK_INTERVAL_STUDENT;
    case BRINK_I_INTERVAL_EQUAL:
        return BRINK_INTERVAL_EQUAL;
    default:
        return BRINK_INTERVAL_NONE;
    }
}

const char *brink_interval_method_name(brink_interval_method method)
{
    static const char *const names[] = {"wilson", "clopper-pearson", "student", "tango", "all-equal", "none"};
    return method >= BRINK_INTERVAL_WILSON && method <= BRINK_INTERVAL_NONE ? names[method] : "none";
}

static brink_i_interval interval_of(const brink_i_value_tally *value, bool condition)
{
    return brink_i_interval_of_mean(&value->moments, &value->sketch, condition, LEVEL);
}

static brink_estimate quantile_of(const brink_i_value_tally *value, double level)
{
    brink_estimate quantile = {brink_i_sketch_quantile(&value->sketch, level), (double)NAN, (double)NAN};
    brink_i_sketch_quantile_interval(&value->sketch, level, LEVEL, &quantile.low, &quantile.high);
    return quantile;
}

static brink_status histogram_of(const brink_result *result, const brink_i_value_tally *value,
                                 brink_histogram_view *out)
{
    double low = value->moments.min, high = value->moments.max;
    /* The width must be a finite number, too. */
    if (!(low < high) || !isfinite(high - low)) {
        *out = (brink_histogram_view){.n = 0, .low = (double)NAN, .high = (double)NAN};
        return BRINK_OK;
    }
    double *counts = BRINK_I_NEW_ARRAY(&result->views->arena, double, HISTOGRAM_BINS);
    if (!counts) {
        return BRINK_ERR_MEMORY;
    }
    *out = (brink_histogram_view){.n = HISTOGRAM_BINS, .low = low, .high = high, .counts = counts};
    return brink_i_sketch_histogram(&value->sketch, low, high, HISTOGRAM_BINS, counts);
}

static brink_status derive_measure(const brink_result *result, int i)
{
    const brink_i_measure *measure = &result->model->measures[i];
    const brink_i_value_tally *value = &result->tally.measures[i];
    brink_status settled = brink_i_tally_settle_measure(&result->tally, i);
    if (settled != BRINK_OK) {
        return settled;
    }
    const brink_i_interval mean = interval_of(value, brink_i_measure_is_condition(measure));
    bool any = value->moments.count > 0;
    brink_measure_view *view = &result->measures[i];
    *view = (brink_measure_view){.name = measure->name,
                                 .about = text_or_empty(measure->about),
                                 .unit = unit_text(measure->unit),
                                 .headline = measure->headline,
                                 .defined = value->moments.count,
                                 .undefined = value->undefined,
                                 .non_finite = value->moments.non_finite,
                                 .mean = {brink_i_moments_mean(&value->moments), mean.low, mean.high},
                                 .mean_method = brink_i_result_method(mean.method),
                                 .sd = brink_i_moments_sd(&value->moments),
                                 .min = any ? value->moments.min : (double)NAN,
                                 .max = any ? value->moments.max : (double)NAN};
    for (int q = 0; q < BRINK_QUANTILES; q++) {
        view->quantile[q] = quantile_of(value, QUANTILE_LEVELS[q]);
    }
    return histogram_of(result, value, &view->histogram);
}

typedef struct series_arrays {
    double *time, *mean, *sd, *low, *high, *quantile[BRINK_QUANTILES];
    uint64_t *defined;
    brink_interval_method *method;
} series_arrays;

static bool series_arrays_new(brink_i_arena *arena, size_t n, series_arrays *out)
{
    double *block = BRINK_I_NEW_ARRAY(arena, double, n * (5 + BRINK_QUANTILES));
    out->defined = BRINK_I_NEW_ARRAY(arena, uint64_t, n);
    out->method = BRINK_I_NEW_ARRAY(arena, brink_interval_method, n);
    if (!block || !out->defined || !out->method) {
        return false;
    }
    double **places[] = {&out->time, &out->mean, &out->sd, &out->low, &out->high};
    for (size_t i = 0; i < 5; i++) {
        *places[i] = block + i * n;
    }
    for (size_t q = 0; q < BRINK_QUANTILES; q++) {
        out->quantile[q] = block + (5 + q) * n;
    }
    return true;
}

static brink_status derive_series(const brink_result *result, int i)
{
    const brink_i_series *series = &result->model->series[i];
    size_t n = (size_t)series->n_points;
    bool share = brink_i_series_is_condition(series);
    series_arrays arrays;
    brink_status settled = brink_i_tally_settle_series(&result->tally, i);
    if (settled != BRINK_OK || !series_arrays_new(&result->views->arena, n, &arrays)) {
        return BRINK_ERR_MEMORY;
    }
    for (size_t k = 0; k < n; k++) {
        const brink_i_value_tally *value = &result->tally.points[(size_t)series->first + k];
        brink_i_interval interval = interval_of(value, share);
        arrays.time[k] = (double)k * series->every;
        arrays.defined[k] = value->moments.count;
        arrays.mean[k] = brink_i_moments_mean(&value->moments);
        arrays.sd[k] = brink_i_moments_sd(&value->moments);
        arrays.low[k] = interval.low;
        arrays.high[k] = interval.high;
        arrays.method[k] = brink_i_result_method(interval.method);
        for (int q = 0; q < BRINK_QUANTILES; q++) {
            arrays.quantile[q][k] = brink_i_sketch_quantile(&value->sketch, QUANTILE_LEVELS[q]);
        }
    }
    result->series[i] = (brink_series_view){.name = series->name,
                                            .about = text_or_empty(series->about),
                                            .unit = unit_text(series->unit),
                                            .share = share,
                                            .n = n,
                                            .time = arrays.time,
                                            .defined = arrays.defined,
                                            .mean = arrays.mean,
                                            .sd = arrays.sd,
                                            .mean_low = arrays.low,
                                            .mean_high = arrays.high,
                                            .method = arrays.method};
    for (int q = 0; q < BRINK_QUANTILES; q++) {
        result->series[i].quantile[q] = arrays.quantile[q];
    }
    return BRINK_OK;
}

brink_status brink_i_views_open(brink_result *result)
{
    const brink_model *model = result->model;
    result->views = calloc(1, sizeof *result->views);
    if (!result->views || pthread_mutex_init(&result->views->lock, NULL) != 0) {
        free(result->views);
        result->views = NULL;
        return BRINK_ERR_MEMORY;
    }
    brink_i_arena *arena = &result->views->arena;
    brink_i_arena_init(arena);
    result->outcomes = BRINK_I_NEW_ARRAY(arena, brink_outcome_view, (size_t)model->n_outcomes);
    result->measures = BRINK_I_NEW_ARRAY(arena, brink_measure_view, (size_t)model->n_measures);
    result->series = BRINK_I_NEW_ARRAY(arena, brink_series_view, (size_t)model->n_series);
    result->views->outcomes = BRINK_I_NEW_ARRAY(arena, unsigned char, (size_t)model->n_outcomes);
    result->views->measures = BRINK_I_NEW_ARRAY(arena, unsigned char, (size_t)model->n_measures);
    result->views->series = BRINK_I_NEW_ARRAY(arena, unsigned char, (size_t)model->n_series);
    result->beyond = BRINK_I_NEW_ARRAY(arena, brink_beyond_view, (size_t)model->n_stocks);
    bool good = result->beyond && result->outcomes && result->measures && result->series &&
                result->views->outcomes && result->views->measures && result->views->series;
    return good ? derive_grid(result) : BRINK_ERR_MEMORY;
}

void brink_i_views_close(brink_result *result)
{
    if (result->views) {
        brink_i_arena_free(&result->views->arena);
        pthread_mutex_destroy(&result->views->lock);
        free(result->views);
    }
}

typedef brink_status derive(const brink_result *result, int i);

static brink_status once(const brink_result *result, unsigned char *reading, int i, derive *how)
{
    if (pthread_mutex_lock(&result->views->lock) != 0) {
        return BRINK_ERR_INTERNAL;
    }
    if (reading[i] == UNREAD) {
        reading[i] = how(result, i) == BRINK_OK ? DERIVED : FAILED;
    }
    brink_status status = reading[i] == DERIVED ? BRINK_OK : BRINK_ERR_MEMORY;
    pthread_mutex_unlock(&result->views->lock);
    return status;
}

static brink_status derive_beyond(const brink_result *result, int i)
{
    (void)i;
    return brink_i_beyond_derive(result, result->beyond);
}

static brink_status all_of(const brink_result *result, unsigned char *reading, int n, derive *how)
{
    brink_status status = BRINK_OK;
    for (int i = 0; i < n && status == BRINK_OK; i++) {
        status = once(result, reading, i, how);
    }
    return status;
}

brink_status brink_i_result_derive(const brink_result *result)
{
    const brink_model *model = result->model;
    brink_status status = all_of(result, result->views->outcomes, model->n_outcomes, derive_outcome);
    if (status == BRINK_OK) {
        status = all_of(result, result->views->measures, model->n_measures, derive_measure);
    }
    if (status == BRINK_OK) {
        status = all_of(result, result->views->series, model->n_series, derive_series);
    }
    return status == BRINK_OK ? once(result, &result->views->beyond, 0, derive_beyond) : status;
}

/* Needs the lock. */
static brink_status settle_all(const brink_result *result)
{
    brink_status status = BRINK_OK;
    for (int i = 0; i < result->model->n_measures && status == BRINK_OK; i++) {
        status = brink_i_tally_settle_measure(&result->tally, i);
    }
    for (int i = 0; i < result->model->n_series && status == BRINK_OK; i++) {
        status = brink_i_tally_settle_series(&result->tally, i);
    }
    return status;
}

static brink_status settle_and_add(const brink_result *result, brink_i_tally *into)
{
    if (pthread_mutex_lock(&result->views->lock) != 0) {
        return BRINK_ERR_INTERNAL;
    }
    brink_status status = settle_all(result);
    status = status == BRINK_OK && into ? brink_i_tally_merge(into, &result->tally) : status;
    pthread_mutex_unlock(&result->views->lock);
    return status;
}

brink_status brink_i_result_settle(const brink_result *result) { return settle_and_add(result, NULL); }

brink_status brink_i_result_add_to(const brink_result *result, brink_i_tally *into)
{
    return settle_and_add(result, into);
}

const double *brink_result_grid(const brink_result *result, size_t *n)
{
    if (n) {
        *n = result ? BRINK_I_TALLY_STEPS + 1 : 0;
    }
    return result ? result->grid : NULL;
}

brink_status brink_result_outcome(const brink_result *result, int i, brink_outcome_view *out)
{
    BRINK_I_OWN_FLOATS;
    if (!result || !out || i < 0 || i >= result->model->n_outcomes) {
        return BRINK_ERR_ARGUMENT;
    }
    brink_status status = once(result, result->views->outcomes, i, derive_outcome);
    if (status == BRINK_OK) {
        *out = result->outcomes[i];
    }
    return status;
}

brink_status brink_result_measure(const brink_result *result, int i, brink_measure_view *out)
{
    BRINK_I_OWN_FLOATS;
    if (!result || !out || i < 0 || i >= result->model->n_measures) {
        return BRINK_ERR_ARGUMENT;
    }
    brink_status status = once(result, result->views->measures, i, derive_measure);
    if (status == BRINK_OK) {
        *out = result->measures[i];
    }
    return status;
}

brink_status brink_result_series(const brink_result *result, int i, brink_series_view *out)
{
    BRINK_I_OWN_FLOATS;
    if (!result || !out || i < 0 || i >= result->model->n_series) {
        return BRINK_ERR_ARGUMENT;
    }
    brink_status status = once(result, result->views->series, i, derive_series);
    if (status == BRINK_OK) {
        *out = result->series[i];
    }
    return status;
}

brink_status brink_result_beyond(const brink_result *result, int i, brink_beyond_view *out)
{
    if (!result || !out || i < 0 || i >= result->model->n_stocks) {
        return BRINK_ERR_ARGUMENT;
    }
    brink_status status = once(result, &result->views->beyond, 0, derive_beyond);
    if (status == BRINK_OK) {
        *out = result->beyond[i];
    }
    return status;
}
