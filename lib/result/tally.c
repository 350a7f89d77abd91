/* SPDX-License-Identifier: Apache-2.0 */
#include "result/tally.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void value_init(brink_i_value_tally *value)
{
    value->undefined = value->zeros = value->ones = 0;
    brink_i_moments_reset(&value->moments);
    brink_i_sketch_init(&value->sketch);
}

static void value_reset(brink_i_value_tally *value)
{
    value->undefined = value->zeros = value->ones = 0;
    brink_i_moments_reset(&value->moments);
    brink_i_sketch_reset(&value->sketch);
}

static brink_status value_merge(brink_i_value_tally *value, const brink_i_value_tally *other)
{
    value->undefined += other->undefined;
    value->zeros += other->zeros;
    value->ones += other->ones;
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

static brink_status init_tails(brink_i_tally *tally)
{
    tally->tails = array(tally->model->n_points, sizeof *tally->tails);
    for (int i = 0; tally->tails && i < tally->model->n_points; i++) {
        brink_i_sketch_init(&tally->tails[i]);
    }
    return tally->tails ? BRINK_OK : BRINK_ERR_MEMORY;
}

static int most_points(const brink_model *model)
{
    int most = 0;
    for (int i = 0; i < model->n_series; i++) {
        most = model->series[i].n_points > most ? model->series[i].n_points : most;
    }
    return most;
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
    if (status == BRINK_OK) {
        status = init_tails(tally);
    }
    if (status == BRINK_OK) {
        tally->count = array(most_points(model) + 2, sizeof *tally->count);
        status = tally->count ? BRINK_OK : BRINK_ERR_MEMORY;
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
    for (int i = 0; tally->tails && i < model->n_points; i++) {
        brink_i_sketch_free(&tally->tails[i]);
    }
    free(tally->tails);
    for (int i = 0; tally->shapes && i < model->n_expects; i++) {
        free(tally->shapes[i]);
    }
    free((void *)tally->shapes);
    free(tally->count);
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
        brink_i_sketch_reset(&tally->tails[i]);
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

/* Most values of most columns are 0 or 1: conditions, counts, shares, times in rare states. They are counted
 * here, the others copied to `rest`, without a branch on any of them. How many others there are. */
static int count_truths(brink_i_value_tally *value, const double *column, int n, double *rest)
{
    int others = 0, ones = 0;
    for (int row = 0; row < n; row++) {
        const double x = column[row];
        rest[others] = x;
        ones += x == 1.0;
        others += !(x == 1.0) & !(x == 0.0);
    }
    value->ones += (uint64_t)ones;
    value->zeros += (uint64_t)(n - ones - others);
    return others;
}

static int drop_undefined(brink_i_value_tally *value, double *column, int n)
{
    int defined = 0;
    for (int row = 0; row < n; row++) {
        column[defined] = column[row];
        defined += !isnan(column[row]);
    }
    value->undefined += (uint64_t)(n - defined);
    return defined;
}

/* Columns are added in pieces of this many rows. */
enum { PIECE = BRINK_I_BLOCK_TRIALS };

static brink_status add_measure(brink_i_value_tally *value, const double *column, int n)
{
    double rest[PIECE + 1];
    brink_status status = BRINK_OK;
    for (int at = 0; at < n && status == BRINK_OK; at += PIECE) {
        int others = count_truths(value, column + at, n - at < PIECE ? n - at : PIECE, rest);
        /* Nothing to speak of in these trials: a date that never came, a share of nothing (0/0). */
        others = drop_undefined(value, rest, others);
        brink_i_moments_add_many(&value->moments, rest, others);
        status = brink_i_sketch_add_many(&value->sketch, rest, others);
    }
    return status;
}

/* A piece of a block, for one series. Rows are taken in the order of where their trials ended, so that at
 * each point some have ended, and all behind them go on. What the former add is the same at each point from
 * then on: their sum is kept, and their sketch is left to the end. */
typedef struct tail {
    int n;                /* rows that have ended */
    uint64_t zeros, ones; /* their last values; the others: */
    int others;
    brink_i_moments moments;
} tail;

typedef struct piece {
    int begin, n;
    int order[PIECE]; /* rows, by `reached` */
    tail tail;
} piece;

/* Sorts by counting; `most` is the number of points. */
static void sort_rows(piece *p, const int32_t *reached, int *count, int most)
{
    memset(count, 0, ((size_t)most + 2) * sizeof *count);
    for (int i = 0; i < p->n; i++) {
        count[reached[p->begin + i] + 1]++;
    }
    for (int k = 0; k < most; k++) {
        count[k + 1] += count[k];
    }
    for (int i = 0; i < p->n; i++) {
        p->order[count[reached[p->begin + i]]++] = p->begin + i;
    }
}

static brink_status lengthen(tail *t, brink_i_sketch *sketch, double last)
{
    t->n++;
    if (last == 0.0) {
        t->zeros++;
    } else if (last == 1.0) {
        t->ones++;
    } else {
        t->others++;
        brink_i_moments_add(&t->moments, last);
        return brink_i_sketch_add(sketch, last);
    }
    return BRINK_OK;
}

static brink_status add_point(brink_i_value_tally *value, const double *column, const piece *p)
{
    const tail *t = &p->tail;
    double live[PIECE + 1], rest[PIECE + 1];
    const int n = p->n - t->n;
    for (int i = 0; i < n; i++) {
        live[i] = column[p->order[t->n + i]];
    }
    const int others = count_truths(value, live, n, rest);
    value->zeros += t->zeros;
    value->ones += t->ones;
    brink_i_moments_add_many(&value->moments, rest, others);
    if (t->others > 0) {
        brink_i_moments_merge(&value->moments, &t->moments);
    }
    return brink_i_sketch_add_many(&value->sketch, rest, others);
}

static brink_status add_piece(brink_i_tally *tally, const brink_i_block *block, int i, piece *p)
{
    const brink_i_series *series = &tally->model->series[i];
    const int32_t *reached = block->reached[i];
    brink_status status = BRINK_OK;
    sort_rows(p, reached, tally->count, series->n_points);
    p->tail.n = p->tail.others = 0;
    p->tail.zeros = p->tail.ones = 0;
    brink_i_moments_reset(&p->tail.moments);
    for (int k = 0; k < series->n_points && status == BRINK_OK; k++) {
        while (p->tail.n < p->n && reached[p->order[p->tail.n]] <= k && status == BRINK_OK) {
            status =
                lengthen(&p->tail, &tally->tails[series->first + k], block->rest[i][p->order[p->tail.n]]);
        }
        status = status != BRINK_OK
                     ? status
                     : add_point(&tally->points[series->first + k], block->points[series->first + k], p);
    }
    return status;
}

static brink_status add_series(brink_i_tally *tally, const brink_i_block *block, int i)
{
    piece p;
    brink_status status = BRINK_OK;
    for (p.begin = 0; p.begin < block->n && status == BRINK_OK; p.begin += PIECE) {
        p.n = block->n - p.begin < PIECE ? block->n - p.begin : PIECE;
        status = add_piece(tally, block, i, &p);
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
    const brink_model *its = other->model; /* the same model, perhaps loaded another time */
    if (model->n_outcomes != its->n_outcomes || model->n_measures != its->n_measures ||
        model->n_points != its->n_points || model->n_expects != its->n_expects) {
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
        if (status == BRINK_OK) {
            status = brink_i_sketch_merge(&tally->tails[i], &other->tails[i]);
        }
    }
    for (int i = 0; i < model->n_expects; i++) {
        if (tally->shapes[i] && other->shapes[i]) {
            brink_i_shape_merge(tally->shapes[i], other->shapes[i]);
        }
    }
    return status;
}

static brink_status settle(brink_i_value_tally *value)
{
    brink_status status = brink_i_sketch_add_times(&value->sketch, 0.0, value->zeros);
    if (status == BRINK_OK) {
        status = brink_i_sketch_add_times(&value->sketch, 1.0, value->ones);
    }
    brink_i_moments_add_truths(&value->moments, value->zeros, value->ones);
    value->zeros = value->ones = 0;
    return status;
}

brink_status brink_i_tally_settle_measure(const brink_i_tally *tally, int i)
{
    return settle(&tally->measures[i]);
}

brink_status brink_i_tally_settle_series(const brink_i_tally *tally, int i)
{
    const brink_i_series *series = &tally->model->series[i];
    brink_i_sketch ended; /* up to the point */
    brink_status status = BRINK_OK;
    brink_i_sketch_init(&ended);
    for (int k = series->first; k < series->first + series->n_points && status == BRINK_OK; k++) {
        status = brink_i_sketch_merge(&ended, &tally->tails[k]);
        brink_i_sketch_free(&tally->tails[k]);
        if (status == BRINK_OK) {
            status = brink_i_sketch_merge(&tally->points[k].sketch, &ended);
        }
        if (status == BRINK_OK) {
            status = settle(&tally->points[k]);
        }
    }
    brink_i_sketch_free(&ended);
    return status;
}
