/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "kernel/lanes.h"

/* Gives out pieces of one aligned block; with base NULL it only measures. */
typedef struct layout {
    unsigned char *base;
    size_t used;
} layout;

static void *piece(layout *l, size_t count, size_t size)
{
    void *at = l->base ? l->base + l->used : NULL;
    l->used += (count * size + 63) / 64 * 64;
    return at;
}

#define ARRAY(field, type, count) w->field = (type *)piece(l, (size_t)(count), sizeof(type))
#define ROWS(field, count) ARRAY(field, double, (size_t)(count)*BRINK_I_LANES)
#define MASKS(field, count) ARRAY(field, brink_i_mask, count)
#define STREAMS(field, count) ARRAY(field, uint64_t, (size_t)(count)*BRINK_I_LANES)

static void lay_out(brink_i_worker *w, layout *l)
{
    const brink_i_program *p = w->program;
    const brink_model *model = p->model;
    STREAMS(trial, 1);
    STREAMS(origin, 1);
    STREAMS(luck, 1);
    ROWS(now, 1);
    ROWS(instant, 1);
    ROWS(instant_count, 1);
    ROWS(values, p->n_cells);
    MASKS(valid, p->n_cells);
    ROWS(dates, p->n_slots);
    ROWS(seg_x, model->n_stocks);
    ROWS(seg_t, model->n_stocks);
    ROWS(seg_f, model->n_stocks);
    ROWS(seg_d, model->n_stocks);
    ROWS(min, model->n_stocks);
    ROWS(max, model->n_stocks);
    ROWS(limit, model->n_stocks);
    MASKS(stock_due, model->n_stocks);
    MASKS(stock_jumped, model->n_stocks);
    MASKS(truths, model->n_comparisons);
    MASKS(by_value, model->n_comparisons);
    MASKS(comparison_due, model->n_comparisons);
    MASKS(in_state, w->kernel->n_states);
    ROWS(entered, model->n_machines);
    MASKS(pending, model->n_machines);
    ROWS(reviews, p->n_slots);
    ROWS(budget, model->n_machines);
    ROWS(bound, model->n_machines);
    ROWS(taken, model->n_machines);
    ROWS(window_end, model->n_machines);
    ROWS(candidate, model->n_machines);
    ROWS(window, model->n_machines);
    MASKS(spent, model->n_machines);
    MASKS(renew, model->n_machines);
    STREAMS(machine_state, model->n_machines);
    STREAMS(machine_inc, model->n_machines);
    STREAMS(process_state, model->n_processes);
    STREAMS(process_inc, model->n_processes);
    ROWS(process_counts, model->n_processes);
    ROWS(watch_value, model->n_measures);
    ROWS(watch_since, model->n_measures);
    MASKS(watch_on, model->n_measures);
    ROWS(next_point, model->n_series);
    ARRAY(points, double, (size_t)BRINK_I_LANES *(size_t)model->n_points);
    ARRAY(outcome, int, BRINK_I_LANES);
    ROWS(params, model->n_params);
    ROWS(drawn, 4);
    ARRAY(rows, const double *, w->kernel->most_picked);
    ARRAY(weights, double, w->kernel->most_picked);
    MASKS(picked, w->kernel->most_picked);
    MASKS(accepted, w->kernel->most_transitions);
    ROWS(low, p->n_cells);
    ROWS(high, p->n_cells);
    ROWS(slopes, p->n_cells);
}

brink_status brink_i_worker_new(const brink_i_kernel *kernel, brink_i_worker **out)
{
    *out = NULL;
    brink_i_worker *w = calloc(1, sizeof *w);
    if (!w) {
        return BRINK_ERR_MEMORY;
    }
    w->kernel = kernel;
    w->program = &kernel->program;
    layout measure = {NULL, 0};
    lay_out(w, &measure);
    layout l = {aligned_alloc(64, measure.used), 0};
    if (!l.base) {
        free(w);
        return BRINK_ERR_MEMORY;
    }
    memset(l.base, 0, measure.used);
    w->memory = l.base;
    lay_out(w, &l);
    for (int c = 0; c < w->program->n_cells; c++) {
        for (int lane = 0; lane < BRINK_I_LANES; lane++) {
            w->values[(size_t)c * BRINK_I_LANES + (size_t)lane] = w->program->template_values[c];
        }
    }
    *out = w;
    return BRINK_OK;
}

void brink_i_worker_free(brink_i_worker *w)
{
    if (w) {
        free(w->memory);
        free(w);
    }
}

/* Forgets lanes that were abandoned under way. */
static void forget(brink_i_worker *w)
{
    const brink_model *model = w->program->model;
    w->alive = w->faulted = w->any_due = w->any_pending = 0;
    memset(w->stock_due, 0, (size_t)model->n_stocks * sizeof *w->stock_due);
    memset(w->comparison_due, 0, (size_t)model->n_comparisons * sizeof *w->comparison_due);
    memset(w->pending, 0, (size_t)model->n_machines * sizeof *w->pending);
}

brink_status brink_i_worker_run(brink_i_worker *w, const brink_i_trials *trials, const brink_i_receiver *to,
                                uint64_t *bad)
{
    forget(w);
    w->trials = trials;
    w->next_trial = trials->first;
    w->end_trial = trials->first + trials->count;
    w->to = to;
    w->take_status = BRINK_OK;
    w->bad = UINT64_MAX;
    const brink_status status = w->kernel->isa->run(w);
    *bad = w->bad;
    const brink_status taken =
        status == BRINK_OK || status == BRINK_ERR_FAULT ? brink_i_receiver_flush(to) : status;
    return taken == BRINK_OK ? status : taken;
}
