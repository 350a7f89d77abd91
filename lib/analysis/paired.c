/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/paired.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Zero elements would make calloc's answer ambiguous. */
static void *array(size_t count, size_t size) { return calloc(count > 0 ? count : 1, size); }

static void value_reset(brink_i_pair_value *value)
{
    *value = (brink_i_pair_value){0};
    brink_i_moments_reset(&value->first);
    brink_i_moments_reset(&value->value);
    brink_i_moments_reset(&value->difference);
    brink_i_sketch_init(&value->differences);
}

static brink_status pair_init(brink_i_pair *pair, const brink_model *model)
{
    size_t outcomes = (size_t)model->n_outcomes;
    pair->changes = array(outcomes * outcomes, sizeof *pair->changes);
    pair->measures = array((size_t)model->n_measures, sizeof *pair->measures);
    pair->points = array((size_t)model->n_points, sizeof *pair->points);
    if (!pair->changes || !pair->measures || !pair->points) {
        return BRINK_ERR_MEMORY;
    }
    for (int i = 0; i < model->n_measures; i++) {
        value_reset(&pair->measures[i]);
    }
    for (int i = 0; i < model->n_points; i++) {
        brink_i_moments_reset(&pair->points[i]);
    }
    return BRINK_OK;
}

brink_status brink_i_paired_init(brink_i_paired *paired, const brink_variant *variants, int n)
{
    *paired = (brink_i_paired){.n = n, .model = variants[0].model};
    paired->tallies = array((size_t)n, sizeof *paired->tallies);
    paired->pairs = array((size_t)n, sizeof *paired->pairs);
    paired->locks = array(2 * (size_t)n, sizeof *paired->locks);
    brink_status status = paired->tallies && paired->pairs && paired->locks ? BRINK_OK : BRINK_ERR_MEMORY;
    while (status == BRINK_OK && paired->n_locks < 2 * n) {
        status = pthread_mutex_init(&paired->locks[paired->n_locks], NULL) == 0 ? BRINK_OK : BRINK_ERR_MEMORY;
        paired->n_locks += status == BRINK_OK;
    }
    for (int i = 0; i < n && status == BRINK_OK; i++) {
        status = brink_i_tally_init(&paired->tallies[i], variants[i].model);
        if (status == BRINK_OK && i > 0) {
            status = pair_init(&paired->pairs[i], paired->model);
        }
        paired->pairs[i].against = variants[i].against;
    }
    if (status != BRINK_OK) {
        brink_i_paired_free(paired);
    }
    return status;
}

void brink_i_paired_free(brink_i_paired *paired)
{
    for (int i = 0; i < paired->n; i++) {
        if (paired->tallies) {
            brink_i_tally_free(&paired->tallies[i]);
        }
        if (paired->pairs) {
            for (int k = 0; paired->pairs[i].measures && k < paired->model->n_measures; k++) {
                brink_i_sketch_free(&paired->pairs[i].measures[k].differences);
            }
            free(paired->pairs[i].changes);
            free(paired->pairs[i].measures);
            free(paired->pairs[i].points);
        }
    }
    free(paired->tallies);
    free(paired->pairs);
    for (int i = 0; i < paired->n_locks; i++) {
        pthread_mutex_destroy(&paired->locks[i]);
    }
    free(paired->locks);
    *paired = (brink_i_paired){0};
}

/* Keeps the smallest trial numbers, ascending. */
static void add_example(brink_outcome_change *change, uint64_t trial)
{
    int at = change->n_examples;
    while (at > 0 && change->examples[at - 1] > trial) {
        at--;
    }
    if (at == BRINK_COMPARE_EXAMPLES) {
        return;
    }
    if (change->n_examples < BRINK_COMPARE_EXAMPLES) {
        change->n_examples++;
    }
    for (int i = change->n_examples - 1; i > at; i--) {
        change->examples[i] = change->examples[i - 1];
    }
    change->examples[at] = trial;
}

/* Adds values of which most are 0 or 1: a change seldom concerns what is measured. `sketch` may be NULL. */
static brink_status add_column(brink_i_moments *moments, brink_i_sketch *sketch, double *x, int n)
{
    uint64_t zeros = 0, ones = 0;
    int others = 0;
    for (int k = 0; k < n; k++) {
        const double value = x[k];
        zeros += value == 0.0;
        ones += value == 1.0;
        x[others] = value;
        others += !(value == 0.0) & !(value == 1.0);
    }
    brink_i_moments_add_truths(moments, zeros, ones);
    brink_i_moments_add_many(moments, x, others);
    brink_status status = sketch ? brink_i_sketch_add_times(sketch, 0.0, zeros) : BRINK_OK;
    status = sketch && status == BRINK_OK ? brink_i_sketch_add_times(sketch, 1.0, ones) : status;
    return sketch && status == BRINK_OK ? brink_i_sketch_add_many(sketch, x, others) : status;
}

/* Trials are added in pieces of this many. */
enum { PIECE = 256 };

/* One piece of a comparison: trials and their rows in the blocks of both. */
typedef struct piece {
    const brink_i_block *a, *b;
    const int *a_rows, *b_rows;
    int n;
} piece;

static brink_status add_measure(brink_i_pair_value *value, const double *a, const double *b, const piece *p)
{
    double first[PIECE], second[PIECE], difference[PIECE];
    int both = 0;
    for (int k = 0; k < p->n; k++) {
        const double x = a[p->a_rows[k]], y = b[p->b_rows[k]];
        first[both] = x;
        second[both] = y;
        difference[both] = y - x;
        if (isfinite(y - x)) { /* so both are */
            value->higher += y - x > 0.0;
            value->lower += y - x < 0.0;
            both++;
        } else if (isfinite(x) && !isfinite(y)) {
            value->only_first++;
        } else if (isfinite(y) && !isfinite(x)) {
            value->only_this++;
        } else {
            value->neither++;
        }
    }
    (void)add_column(&value->first, NULL, first, both);
    (void)add_column(&value->value, NULL, second, both);
    return add_column(&value->difference, &value->differences, difference, both);
}

static void add_point(brink_i_moments *moments, int series, int first, int point, const piece *p)
{
    double difference[PIECE];
    for (int k = 0; k < p->n; k++) {
        difference[k] = brink_i_block_point(p->b, series, first, point, p->b_rows[k]) -
                        brink_i_block_point(p->a, series, first, point, p->a_rows[k]);
    }
    (void)add_column(moments, NULL, difference, p->n);
}

static brink_status pair_add(brink_i_pair *pair, const brink_model *model, uint64_t first, const piece *p)
{
    for (int k = 0; k < p->n; k++) {
        brink_outcome_change *change =
            &pair->changes[p->a->outcome[p->a_rows[k]] * model->n_outcomes + p->b->outcome[p->b_rows[k]]];
        change->count++;
        add_example(change, first + (uint64_t)k);
    }
    brink_status status = BRINK_OK;
    for (int i = 0; i < model->n_measures && status == BRINK_OK; i++) {
        status = add_measure(&pair->measures[i], p->a->measures[i], p->b->measures[i], p);
    }
    for (int i = 0; i < model->n_series; i++) {
        const brink_i_series *series = &model->series[i];
        for (int k = 0; k < series->n_points; k++) {
            add_point(&pair->points[series->first + k], i, series->first, k, p);
        }
    }
    return status;
}

/* Part 2 i is the tally of variant i, part 2 i + 1 what it does differently; each has its lock. */
static brink_status add_part(brink_i_paired *paired, int part, uint64_t first, brink_i_block *const *blocks,
                             int *const *rows)
{
    const int i = part / 2, against = paired->pairs[i].against, count = blocks[i]->n;
    if (part % 2 == 0) {
        return brink_i_tally_add(&paired->tallies[i], blocks[i]);
    }
    brink_status status = BRINK_OK;
    for (int at = 0; at < count && i > 0 && status == BRINK_OK; at += PIECE) {
        const piece p = {blocks[against], blocks[i], rows[against] + at, rows[i] + at,
                         count - at < PIECE ? count - at : PIECE};
        status = pair_add(&paired->pairs[i], paired->model, first + (uint64_t)at, &p);
    }
    return status;
}

brink_status brink_i_paired_add(brink_i_paired *paired, uint64_t first, brink_i_block *const *blocks,
                                int *const *rows, unsigned char *done)
{
    const int n = 2 * paired->n;
    brink_status status = BRINK_OK;
    memset(done, 0, (size_t)n);
    /* First the parts that nobody is busy with, then it is time to wait for one. */
    for (int left = n, progress = 1; left > 0 && status == BRINK_OK;) {
        const bool wait = progress == 0;
        progress = 0;
        for (int part = 0; part < n && status == BRINK_OK && !(wait && progress > 0); part++) {
            if (done[part] || (wait ? pthread_mutex_lock(&paired->locks[part])
                                    : pthread_mutex_trylock(&paired->locks[part])) != 0) {
                continue;
            }
            status = add_part(paired, part, first, blocks, rows);
            pthread_mutex_unlock(&paired->locks[part]);
            done[part] = 1;
            progress++;
            left--;
        }
        if (wait && progress == 0) {
            return BRINK_ERR_INTERNAL; /* a lock that cannot be had */
        }
    }
    return status;
}

static brink_status pair_merge(brink_i_pair *pair, const brink_i_pair *other, const brink_model *model)
{
    for (int i = 0; i < model->n_outcomes * model->n_outcomes; i++) {
        pair->changes[i].count += other->changes[i].count;
        for (int k = 0; k < other->changes[i].n_examples; k++) {
            add_example(&pair->changes[i], other->changes[i].examples[k]);
        }
    }
    brink_status status = BRINK_OK;
    for (int i = 0; i < model->n_measures && status == BRINK_OK; i++) {
        brink_i_pair_value *value = &pair->measures[i];
        const brink_i_pair_value *more = &other->measures[i];
        value->only_first += more->only_first;
        value->only_this += more->only_this;
        value->neither += more->neither;
        value->higher += more->higher;
        value->lower += more->lower;
        brink_i_moments_merge(&value->first, &more->first);
        brink_i_moments_merge(&value->value, &more->value);
        brink_i_moments_merge(&value->difference, &more->difference);
        status = brink_i_sketch_merge(&value->differences, &more->differences);
    }
    for (int i = 0; i < model->n_points; i++) {
        brink_i_moments_merge(&pair->points[i], &other->points[i]);
    }
    return status;
}

brink_status brink_i_pairs_merge(brink_i_paired *paired, const brink_i_paired *other)
{
    brink_status status = BRINK_OK;
    for (int i = 1; i < paired->n && status == BRINK_OK; i++) {
        status = pair_merge(&paired->pairs[i], &other->pairs[i], paired->model);
    }
    return status;
}

brink_status brink_i_paired_merge(brink_i_paired *paired, const brink_i_paired *other)
{
    brink_status status = BRINK_OK;
    for (int i = 0; i < paired->n && status == BRINK_OK; i++) {
        status = brink_i_tally_merge(&paired->tallies[i], &other->tallies[i]);
    }
    return status == BRINK_OK ? brink_i_pairs_merge(paired, other) : status;
}
