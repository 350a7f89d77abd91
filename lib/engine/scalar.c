/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/scalar.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/scalar_inside.h"

/* Gives out pieces of one aligned block; with base NULL it only measures. */
typedef struct layout {
    unsigned char *base;
    size_t used;
} layout;

static void *piece(layout *l, int count, size_t size)
{
    void *at = l->base ? l->base + l->used : NULL;
    l->used += ((size_t)(count > 0 ? count : 1) * size + 63) / 64 * 64;
    return at;
}

static void place_sets(brink_i_scalar_worker *s)
{
    const brink_i_sections *at = &s->plan->at;
    s->set.stale = s->bits ? s->bits + at->stale : NULL;
    s->words.stale = at->totals - at->stale;
    s->set.totals = s->bits ? s->bits + at->totals : NULL;
    s->words.totals = at->stocks - at->totals;
    s->set.stocks = s->bits ? s->bits + at->stocks : NULL;
    s->words.stocks = at->jumped - at->stocks;
    s->set.jumped = s->bits ? s->bits + at->jumped : NULL;
    s->words.jumped = at->comparisons - at->jumped;
    s->set.comparisons = s->bits ? s->bits + at->comparisons : NULL;
    s->words.comparisons = at->by_value - at->comparisons;
    s->set.by_value = s->bits ? s->bits + at->by_value : NULL;
    s->words.by_value = at->visited - at->by_value;
    s->set.visited = s->bits ? s->bits + at->visited : NULL;
    s->words.visited = at->passed - at->visited;
    s->set.passed = s->bits ? s->bits + at->passed : NULL;
    s->words.passed = at->watches - at->passed;
    s->set.watches = s->bits ? s->bits + at->watches : NULL;
    s->words.watches = at->outcomes - at->watches;
    s->set.outcomes = s->bits ? s->bits + at->outcomes : NULL;
    s->words.outcomes = at->extremes - at->outcomes;
    s->set.extremes = s->bits ? s->bits + at->extremes : NULL;
    s->words.extremes = at->whens - at->extremes;
    s->set.whens = s->bits ? s->bits + at->whens : NULL;
    s->words.whens = at->renew - at->whens;
    s->set.renew = s->bits ? s->bits + at->renew : NULL;
    s->words.renew = at->pending - at->renew;
    s->set.pending = s->bits ? s->bits + at->pending : NULL;
    s->words.pending = at->end - at->pending;
}

static void lay_out(brink_i_scalar_worker *s, layout *l)
{
    const brink_i_program *p = s->plan->program;
    const brink_model *model = p->model;
    int sets = (model->n_comparisons + 63) / 64, params = (model->n_params + 63) / 64;
    brink_i_trial_view *v = &s->view;
    v->machine = piece(l, model->n_machines, sizeof *v->machine);
    v->stock = piece(l, model->n_stocks, sizeof *v->stock);
    s->bits = piece(l, s->plan->at.end, sizeof *s->bits);
    s->date = piece(l, s->n_blocks << s->shift, sizeof *s->date);
    s->least = piece(l, s->n_blocks, sizeof *s->least);
    s->first = piece(l, s->n_blocks, sizeof *s->first);
    v->cell = piece(l, p->n_cells + model->n_params, sizeof *v->cell);
    v->param = v->cell ? v->cell + p->n_cells : NULL; /* operands of steps are places in both (steps.h) */
    v->cell_at = piece(l, p->n_cells, sizeof *v->cell_at);
    v->truth = piece(l, sets, sizeof *v->truth);
    v->waiting = piece(l, params, sizeof *v->waiting);
    v->min = piece(l, model->n_stocks, sizeof *v->min);
    v->max = piece(l, model->n_stocks, sizeof *v->max);
    s->moving = piece(l, model->n_stocks / 64 + 1, sizeof *s->moving);
    s->limit = piece(l, model->n_stocks, sizeof *s->limit);
    s->rest = piece(l, p->n_slots, sizeof *s->rest);
    s->times = piece(l, p->n_slots, sizeof *s->times);
    s->total = piece(l, s->plan->n_totals, sizeof *s->total);
    s->process = piece(l, model->n_processes, sizeof *s->process);
    s->weights = piece(l, s->plan->most_weights, sizeof *s->weights);
    s->on = piece(l, s->plan->n_watches / 64 + 1, sizeof *s->on);
    s->watched = piece(l, model->n_measures, sizeof *s->watched);
    s->since = piece(l, model->n_measures, sizeof *s->since);
    s->point = piece(l, model->n_series, sizeof *s->point);
    s->machine_at_start = piece(l, model->n_machines, sizeof *s->machine_at_start);
    s->watched_at_start = piece(l, model->n_measures, sizeof *s->watched_at_start);
    s->waiting_at_start = piece(l, params, sizeof *s->waiting_at_start);
    s->ranges = piece(l, s->compiled ? 0 : p->n_cells, sizeof *s->ranges);
    s->duals = piece(l, s->compiled ? 0 : p->n_cells, sizeof *s->duals);
    place_sets(s);
    v->stale = s->bits ? s->bits + s->plan->at.stale : NULL;
    v->by_value = s->bits ? s->bits + s->plan->at.by_value : NULL;
}

/* Blocks of dates, at most 64: about as many as each has dates, so that finding the first asks few of either.
 */
static void set_blocks(brink_i_scalar_worker *s)
{
    int n = s->plan->program->n_slots;
    s->shift = 3;
    while (n > 64 << s->shift || n >> s->shift > 2 << s->shift) {
        s->shift++;
    }
    s->n_blocks = (n + (1 << s->shift) - 1) >> s->shift;
}

/* What every trial begins with. */
static void fill(brink_i_scalar_worker *s)
{
    const brink_i_program *p = s->plan->program;
    const brink_model *model = p->model;
    s->view.tables = model->tables;
    memcpy(s->view.cell, p->template_values, (size_t)p->n_cells * sizeof *s->view.cell);
    for (int i = 0; i < model->n_params; i++) {
        const brink_i_code *code = &p->params[i];
        if (!code->tree && code->binding == BRINK_I_CONSTANT) {
            s->view.param[i] = p->template_values[code->root];
        }
        s->waiting_at_start[i / 64] |= (uint64_t)s->plan->waits[i] << (i % 64);
    }
    for (int m = 0; m < model->n_machines; m++) {
        s->machine_at_start[m] = (brink_i_machine_now){
            .spent = true, .candidate = INFINITY, .window_end = INFINITY, .window = INFINITY};
    }
    for (int i = 0; i < model->n_measures; i++) {
        brink_measure_kind kind = model->measures[i].kind;
        s->watched_at_start[i] = kind == BRINK_MEASURE_FIRST ? (double)NAN
                                 : kind == BRINK_MEASURE_MIN ? INFINITY
                                 : kind == BRINK_MEASURE_MAX ? -INFINITY
                                                             : 0;
    }
}

static brink_i_scalar_run_fn instance(const char *instruction_set, bool compiled)
{
#ifdef BRINK_I_HAVE_AVX512
    if (strcmp(instruction_set, "avx512") == 0) {
        return compiled ? brink_i_scalar_compiled_avx512 : brink_i_scalar_interpreted_avx512;
    }
#endif
#ifdef BRINK_I_HAVE_AVX2
    if (strcmp(instruction_set, "avx2") == 0) {
        return compiled ? brink_i_scalar_compiled_avx2 : brink_i_scalar_interpreted_avx2;
    }
#endif
    (void)instruction_set;
    return compiled ? brink_i_scalar_compiled_portable : brink_i_scalar_interpreted_portable;
}

brink_status brink_i_scalar_new(const brink_i_plan *plan, const brink_i_compiled *compiled,
                                const char *instruction_set, brink_i_scalar_worker **out)
{
    *out = NULL;
    brink_i_scalar_worker *s = calloc(1, sizeof *s);
    if (!s) {
        return BRINK_ERR_MEMORY;
    }
    s->plan = plan;
    s->compiled = compiled;
    s->run = instance(instruction_set, compiled != NULL);
    s->machines = plan->program->machines;
    s->stocks = plan->program->stocks;
    s->comparisons = plan->program->comparisons;
    s->slots = plan->program->slots;
    s->touched = plan->touched;
    s->model = plan->program->model;
    s->horizon = s->model->horizon;
    set_blocks(s);
    layout measure = {NULL, 0};
    lay_out(s, &measure);
    layout l = {aligned_alloc(64, measure.used), 0};
    if (!l.base) {
        free(s);
        return BRINK_ERR_MEMORY;
    }
    memset(l.base, 0, measure.used);
    s->memory = l.base;
    lay_out(s, &l);
    fill(s);
    *out = s;
    return BRINK_OK;
}

void brink_i_scalar_free(brink_i_scalar_worker *s)
{
    if (s) {
        free(s->memory);
        free(s);
    }
}

brink_status brink_i_scalar_run(brink_i_scalar_worker *s, const brink_i_trials *trials,
                                const brink_i_receiver *to, uint64_t *bad)
{
    s->to = to;
    brink_status status = s->run(s, trials, bad);
    brink_status taken =
        status == BRINK_OK || status == BRINK_ERR_FAULT ? brink_i_receiver_flush(to) : status;
    return taken == BRINK_OK ? status : taken;
}

brink_status brink_i_scalar_play(brink_i_scalar_worker *worker, const brink_i_replayer *by,
                                 const brink_i_trials *trials, const brink_i_receiver *to, brink_fault *fault)
{
    for (brink_i_trials left = *trials;;) {
        uint64_t bad;
        brink_status status = brink_i_scalar_run(worker, &left, to, &bad);
        if (status == BRINK_ERR_CANCELLED) {
            *fault = (brink_fault){.trial = bad, .time = worker->view.now};
        }
        if (status != BRINK_ERR_FAULT) {
            return status;
        }
        const brink_i_address *address = left.addresses ? &left.addresses[bad - left.first] : NULL;
        status = by->play(by->context, address, bad, left.stop, to, fault);
        if (status != BRINK_OK) {
            return status;
        }
        uint64_t done = bad + 1 - left.first;
        left.first = bad + 1;
        left.count -= done;
        left.addresses = left.addresses ? left.addresses + done : NULL;
    }
}
