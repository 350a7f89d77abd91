/* SPDX-License-Identifier: Apache-2.0 */
#include "result/tally.h"

#include <math.h>
#include <stdlib.h>

static void value_init(brink_i_value_tally *value)
{
    value->undefined = 0;
    brink_i_moments_reset(&value->moments);
    brink_i_sketch_init(&value->sketch);
}

static void value_reset(brink_i_value_tally *value)
{
    value->undefined = 0;
    brink_i_moments_reset(&value->moments);
    brink_i_sketch_reset(&value->sketch);
}

static brink_status value_add(brink_i_value_tally *value, double x)
{
    brink_i_moments_add(&value->moments, x);
    return brink_i_sketch_add(&value->sketch, x);
}

static brink_status value_merge(brink_i_value_tally *value, const brink_i_value_tally *other)
{
    value->undefined += other->undefined;
    brink_i_moments_merge(&value->moments, &other->moments);
    return brink_i_sketch_merge(&value->sketch, &other->sketch);
}

/* Zero elements would make calloc's answer ambiguous. */
static void *array(int count, size_t size) { return calloc(count > 0 ? (size_t)count : 1, size); }

static brink_status init_outcomes(brink_i_tally *tally)
{
    tally->outcomes = array(tally->model->n_outcomes, sizeof *tally->outcomes);
    if (!tally->outcomes) {
        return BRINK_ERR_MEMORY;
    }
    for (int i = 0; i < tally->model->n_outcomes; i++) {
        brink_i_sketch_init(&tally->outcomes[i].dates);
        brink_status status =
            brink_i_counts_init(&tally->outcomes[i].ended, BRINK_I_TALLY_STEPS, tally->model->horizon);
        if (status != BRINK_OK) {
            return status;
        }
    }
    return BRINK_OK;
}

static brink_status init_values(brink_i_value_tally **values, int n)
{
    *values = array(n, sizeof **values);
    if (!*values) {
        return BRINK_ERR_MEMORY;
    }
    for (int i = 0; i < n; i++) {
        value_init(&(*values)[i]);
    }
    return BRINK_OK;
}

static brink_status init_shapes(brink_i_tally *tally)
{
    const brink_model *model = tally->model;
    tally->shapes = (brink_i_shape **)array(model->n_expects, sizeof *tally->shapes);
    if (!tally->shapes) {
        return BRINK_ERR_MEMORY;
    }
    for (int i = 0; i < model->n_expects; i++) {
        const brink_i_expect *expect = &model->expects[i];
        if (!expect->sd.given || (expect->measure < 0 && expect->series < 0)) {
            continue;
        }
        tally->shapes[i] = malloc(sizeof *tally->shapes[i]);
        if (!tally->shapes[i]) {
            return BRINK_ERR_MEMORY;
        }
        brink_i_shape_reset(tally->shapes[i]);
    }
    return BRINK_OK;
}

brink_status brink_i_tally_init(brink_i_tally *tally, const brink_model *model)
{
    *tally = (brink_i_tally){.model = model};
    brink_status status = init_outcomes(tally);
    if (status == BRINK_OK) {
        status = init_values(&tally->measures, model->n_measures);
    }
    if (status == BRINK_OK) {
        status = init_values(&tally->points, model->n_points);
    }
    if (status == BRINK_OK) {
        status = init_shapes(tally);
    }
    if (status != BRINK_OK) {
        brink_i_tally_free(tally);
    }
    return status;
}

static void free_values(brink_i_value_tally *values, int n)
{
    for (int i = 0; values && i < n; i++) {
        brink_i_sketch_free(&values[i].sketch);
    }
    free(values);
}

void brink_i_tally_free(brink_i_tally *tally)
{
    const brink_model *model = tally->model;
    if (!model) {
        return;
    }
    for (int i = 0; tally->outcomes && i < model->n_outcomes; i++) {
        brink_i_counts_free(&tally->outcomes[i].ended);
        brink_i_sketch_free(&tally->outcomes[i].dates);
    }
    free(tally->outcomes);
    free_values(tally->measures, model->n_measures);
    free_values(tally->points, model->n_points);
    for (int i = 0; tally->shapes && i < model->n_expects; i++) {
        free(tally->shapes[i]);
    }
    free((void *)tally->shapes);
    *tally = (brink_i_tally){0};
}

void brink_i_tally_reset(brink_i_tally *tally)
{
    const brink_model *model = tally->model;
    tally->trials = 0;
    for (int i = 0; i < model->n_outcomes; i++) {
        tally->outcomes[i].count = 0;
        brink_i_counts_reset(&tally->outcomes[i].ended);
        brink_i_sketch_reset(&tally->outcomes[i].dates);
    }
    for (int i = 0; i < model->n_measures; i++) {
        value_reset(&tally->measures[i]);
    }
    for (int i = 0; i < model->n_points; i++) {
        value_reset(&tally->points[i]);
    }
    for (int i = 0; i < model->n_expects; i++) {
        if (tally->shapes[i]) {
            brink_i_shape_reset(tally->shapes[i]);
        }
    }
}

static void add_to_shape(brink_i_shape *shape, double x)
{
    if (isfinite(x)) {
        brink_i_shape_add(shape, x);
    }
}

static void add_shapes(brink_i_tally *tally, const brink_i_block *block)
{
    const brink_model *model = tally->model;
    for (int i = 0; i < model->n_expects; i++) {
        const brink_i_expect *expect = &model->expects[i];
        for (int row = 0; row < block->n && tally->shapes[i]; row++) {
            add_to_shape(tally->shapes[i],
                         expect->measure >= 0
                             ? block->measures[expect->measure][row]
                             : brink_i_block_point(block, expect->series, model->series[expect->series].first,
                                                   expect->point, row));
        }
    }
}

static brink_status add_measure(brink_i_value_tally *value, const double *column, int n)
{
    brink_status status = BRINK_OK;
    for (int row = 0; row < n && status == BRINK_OK; row++) {
        /* Nothing to speak of in this trial: a date that never came, a share of nothing (0/0). */
        if (isnan(column[row])) {
            value->undefined++;
        } else {
            status = value_add(value, column[row]);
        }
    }
    return status;
}

static brink_status add_series(brink_i_tally *tally, const brink_i_block *block, int i)
{
    const brink_i_series *series = &tally->model->series[i];
    brink_status status = BRINK_OK;
    for (int k = 0; k < series->n_points; k++) {
        for (int row = 0; row < block->n && status == BRINK_OK; row++) {
            status = value_add(&tally->points[series->first + k],
                               brink_i_block_point(block, i, series->first, k, row));
        }
    }
    return status;
}

/* Counts n trials that ended alike; false where that takes more care. Every trial passes here, and some take
 * no longer than 50 ns: so it calls nothing. */
static inline bool count_plain(brink_i_outcome_tally *outcome, double end, uint64_t n)
{
    uint64_t *bin = brink_i_counts_bin(&outcome->ended, end),
             *bucket = brink_i_sketch_bucket(&outcome->dates, end);
    if (!bin || !bucket) {
        return false;
    }
    *bin += n;
    brink_i_sketch_count(&outcome->dates, end, bucket, n);
    return true;
}

/* The first of its kind, or otherwise out of the ordinary. */
__attribute__((noinline)) static brink_status count_with_care(brink_i_outcome_tally *outcome, double end,
                                                              uint64_t n)
{
    brink_status status = BRINK_OK;
    for (uint64_t i = 0; i < n && status == BRINK_OK; i++) {
        brink_i_counts_add(&outcome->ended, end);
        status = brink_i_sketch_add(&outcome->dates, end);
    }
    return status;
}

static inline brink_status count(brink_i_tally *tally, uint64_t number, double end, uint64_t n)
{
    brink_i_outcome_tally *outcome = &tally->outcomes[number];
    outcome->count += n;
    return count_plain(outcome, end, n) ? BRINK_OK : count_with_care(outcome, end, n);
}

brink_status brink_i_tally_add(brink_i_tally *tally, const brink_i_block *block)
{
    const brink_model *model = tally->model;
    brink_status status = BRINK_OK;
    tally->trials += (uint64_t)block->n;
    for (int row = 0; row < block->n && status == BRINK_OK; row++) {
        status = count(tally, (uint64_t)block->outcome[row], block->end[row], 1);
    }
    for (int i = 0; i < model->n_measures && status == BRINK_OK; i++) {
        status = add_measure(&tally->measures[i], block->measures[i], block->n);
    }
    for (int i = 0; i < model->n_series && status == BRINK_OK; i++) {
        status = add_series(tally, block, i);
    }
    add_shapes(tally, block);
    return status;
}

brink_status brink_i_tally_merge(brink_i_tally *tally, const brink_i_tally *other)
{
    const brink_model *model = tally->model;
    if (model != other->model) {
        return BRINK_ERR_ARGUMENT;
    }
    tally->trials += other->trials;
    brink_status status = BRINK_OK;
    for (int i = 0; i < model->n_outcomes && status == BRINK_OK; i++) {
        tally->outcomes[i].count += other->outcomes[i].count;
        status = brink_i_counts_merge(&tally->outcomes[i].ended, &other->outcomes[i].ended);
        if (status == BRINK_OK) {
            status = brink_i_sketch_merge(&tally->outcomes[i].dates, &other->outcomes[i].dates);
        }
    }
    for (int i = 0; i < model->n_measures && status == BRINK_OK; i++) {
        status = value_merge(&tally->measures[i], &other->measures[i]);
    }
    for (int i = 0; i < model->n_points && status == BRINK_OK; i++) {
        status = value_merge(&tally->points[i], &other->points[i]);
    }
    for (int i = 0; i < model->n_expects; i++) {
        if (tally->shapes[i]) {
            brink_i_shape_merge(tally->shapes[i], other->shapes[i]);
        }
    }
    return status;
}
