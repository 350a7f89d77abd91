/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/paired.h"

#include <math.h>
#include <stdlib.h>

/* Zero elements would make calloc's answer ambiguous. */
static void *array(size_t count, size_t size) { return calloc(count > 0 ? count : 1, size); }

static void value_reset(brink_i_pair_value *value)
{
    *value = (brink_i_pair_value){0};
    brink_i_moments_reset(&value->first);
    brink_i_moments_reset(&value->value);
    brink_i_moments_reset(&value->difference);
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
    if (pthread_mutex_init(&paired->lock, NULL) != 0) {
        *paired = (brink_i_paired){0};
        return BRINK_ERR_MEMORY;
    }
    paired->tallies = array((size_t)n, sizeof *paired->tallies);
    paired->pairs = array((size_t)n, sizeof *paired->pairs);
    brink_status status = paired->tallies && paired->pairs ? BRINK_OK : BRINK_ERR_MEMORY;
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
            free(paired->pairs[i].changes);
            free(paired->pairs[i].measures);
            free(paired->pairs[i].points);
        }
    }
    free(paired->tallies);
    free(paired->pairs);
    if (paired->model) {
        pthread_mutex_destroy(&paired->lock);
    }
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

static void add_value(brink_i_pair_value *value, double first, double x)
{
    double difference = x - first;
    if (isfinite(difference)) { /* so both are */
        brink_i_moments_add(&value->first, first);
        brink_i_moments_add(&value->value, x);
        brink_i_moments_add(&value->difference, difference);
        value->higher += difference > 0.0;
        value->lower += difference < 0.0;
    } else if (isfinite(first) && !isfinite(x)) {
        value->only_first++;
    } else if (isfinite(x) && !isfinite(first)) {
        value->only_this++;
    } else {
        value->neither++;
    }
}

static void pair_add(brink_i_pair *pair, const brink_model *model, uint64_t first, const brink_i_block *a,
                     const int *a_rows, const brink_i_block *b, const int *b_rows)
{
    const int count = a->n;
    for (int k = 0; k < count; k++) {
        brink_outcome_change *change =
            &pair->changes[a->outcome[a_rows[k]] * model->n_outcomes + b->outcome[b_rows[k]]];
        change->count++;
        add_example(change, first + (uint64_t)k);
    }
    for (int i = 0; i < model->n_measures; i++) {
        for (int k = 0; k < count; k++) {
            add_value(&pair->measures[i], a->measures[i][a_rows[k]], b->measures[i][b_rows[k]]);
        }
    }
    for (int i = 0; i < model->n_series; i++) {
        const brink_i_series *series = &model->series[i];
        for (int point = 0; point < series->n_points; point++) {
            for (int k = 0; k < count; k++) {
                brink_i_moments_add(&pair->points[series->first + point],
                                    brink_i_block_point(b, i, series->first, point, b_rows[k]) -
                                        brink_i_block_point(a, i, series->first, point, a_rows[k]));
            }
        }
    }
}

brink_status brink_i_paired_add(brink_i_paired *paired, uint64_t first, brink_i_block *const *blocks,
                                int *const *rows)
{
    brink_status status = BRINK_OK;
    if (pthread_mutex_lock(&paired->lock) != 0) {
        return BRINK_ERR_INTERNAL;
    }
    for (int i = 0; i < paired->n && status == BRINK_OK; i++) {
        status = brink_i_tally_add(&paired->tallies[i], blocks[i]);
        if (i > 0) {
            const int against = paired->pairs[i].against;
            pair_add(&paired->pairs[i], paired->model, first, blocks[against], rows[against], blocks[i],
                     rows[i]);
        }
    }
    pthread_mutex_unlock(&paired->lock);
    return status;
}
