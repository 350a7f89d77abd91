/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/kernel.h"

#include <stdlib.h>
#include <string.h>

#include "kernel/worker.h"

brink_status brink_i_kernel_new(const brink_model *model, uint64_t seed, brink_i_kernel **out)
{
    *out = NULL;
    brink_i_kernel *kernel = calloc(1, sizeof *kernel);
    if (!kernel) {
        return BRINK_ERR_MEMORY;
    }
    kernel->seed = seed;
    brink_status status = brink_i_program_build(&kernel->program, model);
    brink_i_arena *arena = &kernel->program.arena;
    kernel->param_keys = BRINK_I_NEW_ARRAY(arena, brink_i_owner_key, (size_t)model->n_params);
    kernel->stock_keys = BRINK_I_NEW_ARRAY(arena, brink_i_owner_key, (size_t)model->n_stocks);
    kernel->machine_keys = BRINK_I_NEW_ARRAY(arena, brink_i_owner_key, (size_t)model->n_machines);
    kernel->process_keys = BRINK_I_NEW_ARRAY(arena, brink_i_owner_key, (size_t)model->n_processes);
    if (status == BRINK_OK && !(kernel->param_keys && kernel->stock_keys && kernel->machine_keys && kernel->process_keys)) {
        status = BRINK_ERR_MEMORY;
    }
    if (status != BRINK_OK) {
        brink_i_kernel_free(kernel);
        return status;
    }
    for (int i = 0; i < model->n_params; i++) {
        kernel->param_keys[i] = brink_i_owner_key_make(seed, model->params[i].owner);
    }
    for (int i = 0; i < model->n_stocks; i++) {
        kernel->stock_keys[i] = brink_i_owner_key_make(seed, model->stocks[i].owner);
    }
    for (int i = 0; i < model->n_machines; i++) {
        kernel->machine_keys[i] = brink_i_owner_key_make(seed, model->machines[i].owner);
    }
    for (int i = 0; i < model->n_processes; i++) {
        kernel->process_keys[i] = brink_i_owner_key_make(seed, model->processes[i].owner);
    }
    *out = kernel;
    return BRINK_OK;
}

void brink_i_kernel_free(brink_i_kernel *kernel)
{
    if (kernel) {
        brink_i_program_free(&kernel->program);
        free(kernel);
    }
}

const char *brink_i_kernel_instruction_set(const brink_i_kernel *kernel)
{
    (void)kernel;
    return "portable";
}

brink_status brink_i_worker_new(const brink_i_kernel *kernel, brink_i_worker **out)
{
    *out = NULL;
    brink_i_worker *w = calloc(1, sizeof *w);
    if (!w) {
        return BRINK_ERR_MEMORY;
    }
    const brink_i_program *p = &kernel->program;
    const brink_model *model = p->model;
    w->kernel = kernel;
    w->program = p;
    brink_i_arena_init(&w->arena);
    bool complete = true;
#define NEW(field, type, count) complete = (w->field = BRINK_I_NEW_ARRAY(&w->arena, type, (size_t)(count))) && complete
    NEW(values, double, p->n_cells);
    NEW(valid, unsigned char, p->n_cells);
    NEW(low, double, p->n_cells);
    NEW(high, double, p->n_cells);
    NEW(slopes, double, p->n_cells);
    NEW(segments, brink_i_segment, model->n_stocks);
    NEW(min, double, model->n_stocks);
    NEW(max, double, model->n_stocks);
    NEW(bound, double, model->n_stocks);
    NEW(stock_due, bool, model->n_stocks);
    NEW(stock_jumped, bool, model->n_stocks);
    NEW(truths, unsigned char, model->n_atoms);
    NEW(by_value, unsigned char, model->n_atoms);
    NEW(atom_due, bool, model->n_atoms);
    NEW(states, int, model->n_machines);
    NEW(entered, double, model->n_machines);
    NEW(entry_pending, bool, model->n_machines);
    NEW(reviews, double, p->n_slots);
    NEW(budgets, brink_i_budget, model->n_machines);
    NEW(machine_streams, brink_i_stream, model->n_machines);
    NEW(process_streams, brink_i_stream, model->n_processes);
    NEW(process_counts, double, model->n_processes);
    NEW(dates, double, p->n_slots);
    NEW(watches, brink_i_watch, model->n_measures);
    NEW(next_point, int, model->n_series);
    NEW(param_values, double, model->n_params);
    NEW(stock_values, double, model->n_stocks);
#undef NEW
    if (!complete) {
        brink_i_worker_free(w);
        return BRINK_ERR_MEMORY;
    }
    if (p->n_cells) {
        memcpy(w->values, p->template_values, (size_t)p->n_cells * sizeof *w->values);
    }
    *out = w;
    return BRINK_OK;
}

void brink_i_worker_free(brink_i_worker *w)
{
    if (w) {
        brink_i_arena_free(&w->arena);
        free(w);
    }
}
