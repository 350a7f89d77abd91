/* SPDX-License-Identifier: Apache-2.0 */

/* A trial from its start to its end (semantics 3 and 10). */

#include <string.h>

#include "compile/compute.h"
#include "kernel/worker.h"

static double opening_value(brink_i_worker *w, const brink_i_code *code, brink_i_owner_key key)
{
    if (!code->tree) {
        return brink_i_value(w, code, NULL);
    }
    brink_i_stream stream = brink_i_stream_open(key, w->trial);
    return brink_i_value(w, code, &stream);
}

/* Cells that are fixed for the trial, below cell number `end`. */
static int compute_trial_cells(brink_i_worker *w, int next, int end)
{
    const brink_i_program *p = w->program;
    for (; next < p->n_trial_cells && p->trial_cells[next] < end; next++) {
        const brink_i_cell *cell = &p->cells[p->trial_cells[next]];
        w->values[p->trial_cells[next]] =
            cell->op == BRINK_I_OP_PARAM ? w->param_values[cell->index] : brink_i_compute(cell, w->values, p->model->tables);
    }
    return next;
}

static void start_parameters(brink_i_worker *w)
{
    const brink_i_program *p = w->program;
    const brink_model *model = p->model;
    int next = 0;
    for (int k = 0; k < model->n_params && !w->faulted; k++) {
        int i = model->param_order[k];
        const brink_i_param *param = &model->params[i];
        next = compute_trial_cells(w, next, p->param_cells[k]);
        double value = opening_value(w, &p->params[i], w->kernel->param_keys[i]);
        if (!isfinite(value)) {
            brink_i_worker_fault(w, BRINK_FAULT_VALUE, param->where, param->name, NULL, "parameter %s is %g", param->name, value);
        }
        w->param_values[i] = value;
    }
    compute_trial_cells(w, next, p->n_cells);
}

static void start_stocks(brink_i_worker *w)
{
    const brink_i_program *p = w->program;
    for (int i = 0; i < p->model->n_stocks && !w->faulted; i++) {
        const brink_i_stock_code *code = &p->stocks[i];
        const brink_i_stock *stock = code->stock;
        w->min[i] = stock->min.expr ? brink_i_value(w, &code->min, NULL) : -INFINITY;
        w->max[i] = stock->max.expr ? brink_i_value(w, &code->max, NULL) : INFINITY;
        if (!(w->min[i] <= w->max[i])) {
            brink_i_worker_fault(w, BRINK_FAULT_VALUE, stock->where, stock->name, stock->min.expr ? &stock->min : &stock->max,
                                 "min %g of %s is not below max %g", w->min[i], stock->name, w->max[i]);
            return;
        }
        double value = opening_value(w, &code->initial, w->kernel->stock_keys[i]);
        if (!isfinite(value) && !w->faulted) {
            brink_i_worker_fault(w, BRINK_FAULT_VALUE, stock->where, stock->name, NULL, "%s would start at %g", stock->name, value);
        }
        brink_i_stock_start(w, i, value);
    }
}

static void start_machines(brink_i_worker *w)
{
    const brink_i_program *p = w->program;
    for (int m = 0; m < p->model->n_machines && !w->faulted; m++) {
        const brink_i_machine_code *code = &p->machines[m];
        w->machine_streams[m] = brink_i_stream_open(w->kernel->machine_keys[m], w->trial);
        int target = brink_i_pick(w, code->initial, code->machine->n_initial, &w->machine_streams[m], code->machine->where,
                                  code->machine->name);
        w->states[m] = code->initial[target].state;
        w->entered[m] = 0;
        w->entry_pending[m] = true;
        w->any_pending = true;
        w->budgets[m] = (brink_i_budget){.window_end = INFINITY, .window = INFINITY, .candidate = INFINITY, .renew = true};
        if (code->hazard_slot >= 0) {
            w->budgets[m].left = brink_i_stream_exponential(&w->machine_streams[m]);
        }
    }
}

static void start_processes(brink_i_worker *w)
{
    const brink_i_program *p = w->program;
    for (int i = 0; i < p->model->n_processes && !w->faulted; i++) {
        const brink_i_process_code *code = &p->processes[i];
        double every = brink_i_value(w, &code->every, NULL);
        if (!isfinite(every) || !(every > 0)) {
            brink_i_worker_fault(w, BRINK_FAULT_VALUE, code->process->where, code->process->name, code->every.rule,
                                 "the period is %g", every);
            return;
        }
        w->process_streams[i] = brink_i_stream_open(w->kernel->process_keys[i], w->trial);
        w->process_counts[i] = 1;
        w->dates[code->slot] = every;
    }
}

static void start(brink_i_worker *w)
{
    const brink_i_program *p = w->program;
    const brink_model *model = p->model;
    w->now = 0;
    w->faulted = false;
    w->instant = 0;
    w->instant_count = 0;
    w->any_pending = w->any_due = false;
    memset(w->valid, 0, (size_t)p->n_cells);
    for (int s = 0; s < p->n_slots; s++) {
        w->dates[s] = INFINITY;
    }
    for (int k = 0; k < model->n_atoms; k++) {
        w->truths[k] = 0;
        w->by_value[k] = 1;
        w->atom_due[k] = true;
    }
    for (int i = 0; i < model->n_stocks; i++) {
        w->stock_due[i] = w->stock_jumped[i] = false;
        if (p->stocks[i].slot < 0) {
            w->valid[p->stocks[i].cell] = 1;
        }
    }
    w->any_due = model->n_atoms > 0;
    brink_i_watch_start(w);
    start_parameters(w);
    start_stocks(w);
    start_machines(w);
    start_processes(w);
}

static int earliest_slot(const brink_i_worker *w)
{
    int first = -1;
    double date = INFINITY;
    for (int s = 0; s < w->program->n_slots; s++) {
        if (w->dates[s] < date) {
            date = w->dates[s];
            first = s;
        }
    }
    return first;
}

static void review(brink_i_worker *w, int slot, int machine, int number)
{
    const brink_i_choice_code *code = &w->program->machines[machine].choices[number];
    w->reviews[slot] += 1;
    w->dates[slot] = w->entered[machine] + w->reviews[slot] * brink_i_value(w, &code->every, NULL);
    brink_i_choose(w, machine, number);
}

static void act(brink_i_worker *w, int slot, int process)
{
    const brink_i_process_code *code = &w->program->processes[process];
    w->process_counts[process] += 1;
    w->dates[slot] = w->process_counts[process] * brink_i_value(w, &code->every, NULL);
    brink_i_effects(w, code->effects, code->process->n_effects, &w->process_streams[process], code->process->name);
}

/* Processes the event of a slot at `now`. False: a window's end or a lost candidate, which only renews its machine. */
static bool commit(brink_i_worker *w, int slot_number)
{
    const brink_i_slot *slot = &w->program->slots[slot_number];
    int transition = slot->number;
    if (slot->kind == BRINK_I_SLOT_HAZARD) {
        if (w->budgets[slot->index].candidate > w->now) {
            return false;
        }
        transition = brink_i_candidate(w, slot->index);
        if (transition < 0 || w->faulted) {
            return false;
        }
    }
    if (slot->kind != BRINK_I_SLOT_BOUND) {
        brink_i_observe_before(w);
    }
    switch (slot->kind) {
    case BRINK_I_SLOT_BOUND:
        brink_i_reach_bound(w, slot->index);
        break;
    case BRINK_I_SLOT_CROSSING:
        brink_i_cross(w, slot->index);
        break;
    case BRINK_I_SLOT_TIMER:
    case BRINK_I_SLOT_HAZARD:
        brink_i_fire(w, slot->index, transition);
        break;
    case BRINK_I_SLOT_REVIEW:
        review(w, slot_number, slot->index, slot->number);
        break;
    case BRINK_I_SLOT_PROCESS:
        act(w, slot_number, slot->index);
        break;
    }
    return true;
}

brink_status brink_i_worker_trial(brink_i_worker *w, uint64_t trial, brink_i_record *record, brink_fault *fault)
{
    const brink_model *model = w->program->model;
    w->trial = trial;
    w->record = record;
    w->fault = fault;
    start(w);
    bool happened = true;
    while (!w->faulted) {
        if (happened) {
            brink_i_settle(w);
            if (w->faulted) {
                break;
            }
            brink_i_observe(w);
            if (w->outcome >= 0) {
                brink_i_finish(w);
                return BRINK_OK;
            }
        }
        brink_i_renew(w);
        if (w->faulted) {
            break;
        }
        int slot = earliest_slot(w);
        double date = slot >= 0 ? w->dates[slot] : INFINITY;
        if (date > model->horizon) {
            brink_i_record_points(w, model->horizon);
            w->now = model->horizon;
            brink_i_observe_before(w);
            w->outcome = model->otherwise;
            brink_i_finish(w);
            return BRINK_OK;
        }
        brink_i_record_points(w, date);
        w->now = date;
        if (date > w->instant + BRINK_I_INSTANT_SPAN * model->horizon) {
            w->instant = date;
            w->instant_count = 0;
        }
        happened = commit(w, slot);
    }
    return BRINK_ERR_FAULT;
}
