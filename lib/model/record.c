/* SPDX-License-Identifier: Apache-2.0 */
#include "model/record.h"

#include <stdlib.h>
#include <string.h>

#include "model/model.h"

/* Gives out pieces of one aligned piece of memory; with base NULL it only measures. */
typedef struct layout {
    unsigned char *base;
    size_t used;
} layout;

static void *piece(layout *l, size_t size)
{
    void *at = l->base ? l->base + l->used : NULL;
    l->used += (size + 63) / 64 * 64;
    return at;
}

static void *column(layout *l, int room, size_t size)
{
    return piece(l, ((size_t)room + BRINK_I_BLOCK_SLACK) * size);
}

/* Pointers to columns of doubles; all of them, or those asked for. */
static double **columns(layout *l, int n, int room, const bool *asked)
{
    double **list = piece(l, ((size_t)n + 1) * sizeof *list);
    for (int i = 0; i < n; i++) {
        double *made = !asked || asked[i] ? column(l, room, sizeof *made) : NULL;
        if (list) {
            list[i] = made;
        }
    }
    return list;
}

static brink_i_block *lay_out(layout *l, const brink_model *model, const bool *asked, int room)
{
    brink_i_block made = {.room = room};
    brink_i_block *block = piece(l, sizeof *block);
    made.trial = column(l, room, sizeof *made.trial);
    made.outcome = column(l, room, sizeof *made.outcome);
    made.end = column(l, room, sizeof *made.end);
    made.params = asked ? columns(l, model->n_params, room, asked) : NULL;
    made.measures = columns(l, model->n_measures, room, NULL);
    made.points = columns(l, model->n_points, room, NULL);
    made.rest = columns(l, model->n_series, room, NULL);
    made.reached = piece(l, ((size_t)model->n_series + 1) * sizeof *made.reached);
    for (int i = 0; i < model->n_series; i++) {
        int32_t *reached = column(l, room, sizeof *reached);
        if (made.reached) {
            made.reached[i] = reached;
        }
    }
    if (block) {
        *block = made;
    }
    return block;
}

brink_status brink_i_block_new(const brink_model *model, const bool *asked, int room, brink_i_block **out)
{
    layout measure = {NULL, 0};
    *out = NULL;
    (void)lay_out(&measure, model, asked, room);
    layout l = {aligned_alloc(64, measure.used), 0};
    if (!l.base) {
        return BRINK_ERR_MEMORY;
    }
    *out = lay_out(&l, model, asked, room); /* at the beginning */
    return BRINK_OK;
}

void brink_i_block_free(brink_i_block *block) { free(block); }

void brink_i_block_put(brink_i_block *block, const brink_model *model, uint64_t trial,
                       const brink_i_record *record)
{
    const int row = block->n;
    block->trial[row] = trial;
    block->outcome[row] = record->outcome;
    block->end[row] = record->end;
    for (int i = 0; block->params && i < model->n_params; i++) {
        if (block->params[i]) {
            block->params[i][row] = record->params[i];
        }
    }
    for (int i = 0; i < model->n_measures; i++) {
        block->measures[i][row] = record->measures[i];
    }
    for (int i = 0; i < model->n_points; i++) {
        block->points[i][row] = record->points[i];
    }
    for (int i = 0; i < model->n_series; i++) {
        block->reached[i][row] = model->series[i].n_points;
        block->rest[i][row] = 0.0;
    }
}

void brink_i_block_get(const brink_i_block *block, const brink_model *model, int row, brink_i_record *record)
{
    record->outcome = block->outcome[row];
    record->end = block->end[row];
    for (int i = 0; block->params && record->params && i < model->n_params; i++) {
        record->params[i] = block->params[i] ? block->params[i][row] : 0.0;
    }
    for (int i = 0; i < model->n_measures; i++) {
        record->measures[i] = block->measures[i][row];
    }
    for (int i = 0; i < model->n_series; i++) {
        const brink_i_series *series = &model->series[i];
        for (int k = 0; k < series->n_points; k++) {
            record->points[series->first + k] = brink_i_block_point(block, i, series->first, k, row);
        }
    }
}
