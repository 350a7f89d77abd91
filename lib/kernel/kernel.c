/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/kernel.h"

#include <stdlib.h>
#include <string.h>

#include "kernel/isa.h"

/* Best first. */
static const brink_i_isa *const KNOWN[] = {
#ifdef BRINK_I_HAVE_AVX512
    &brink_i_isa_avx512,
#endif
#ifdef BRINK_I_HAVE_AVX2
    &brink_i_isa_avx2,
#endif
    &brink_i_isa_portable,
};

static bool runs_here(const brink_i_isa *isa)
{
#ifdef BRINK_I_HAVE_AVX512
    if (isa == &brink_i_isa_avx512) {
        return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
               __builtin_cpu_supports("avx512vl");
    }
#endif
#ifdef BRINK_I_HAVE_AVX2
    if (isa == &brink_i_isa_avx2) {
        return __builtin_cpu_supports("avx2");
    }
#endif
    return isa == &brink_i_isa_portable;
}

const char *brink_i_kernel_isa(int i)
{
    for (size_t k = 0; k < sizeof KNOWN / sizeof *KNOWN; k++) {
        if (runs_here(KNOWN[k]) && i-- == 0) {
            return KNOWN[k]->name;
        }
    }
    return NULL;
}

static const brink_i_isa *choose_isa(const char *name)
{
    for (size_t k = 0; k < sizeof KNOWN / sizeof *KNOWN; k++) {
        if (runs_here(KNOWN[k]) && (!name || strcmp(name, KNOWN[k]->name) == 0)) {
            return KNOWN[k];
        }
    }
    return NULL;
}

static int larger(int a, int b) { return a > b ? a : b; }

static void measure_machines(brink_i_kernel *kernel, const brink_model *model, int *first_state)
{
    kernel->most_picked = kernel->most_transitions = 1;
    for (int m = 0; m < model->n_machines; m++) {
        const brink_i_machine *machine = &model->machines[m];
        first_state[m] = kernel->n_states;
        kernel->n_states += machine->n_states;
        kernel->most_transitions = larger(kernel->most_transitions, machine->n_transitions);
        kernel->most_picked = larger(kernel->most_picked, machine->n_initial);
        for (int i = 0; i < machine->n_transitions; i++) {
            kernel->most_picked = larger(kernel->most_picked, machine->transitions[i].n_to);
        }
        for (int i = 0; i < machine->n_choices; i++) {
            kernel->most_picked = larger(kernel->most_picked, machine->choices[i].n_options);
        }
    }
}

static brink_status make_keys(brink_i_kernel *kernel, const brink_model *model)
{
    brink_i_arena *arena = &kernel->program.arena;
    kernel->param_keys = BRINK_I_NEW_ARRAY(arena, brink_i_owner_key, (size_t)model->n_params);
    kernel->stock_keys = BRINK_I_NEW_ARRAY(arena, brink_i_owner_key, (size_t)model->n_stocks);
    kernel->machine_keys = BRINK_I_NEW_ARRAY(arena, brink_i_owner_key, (size_t)model->n_machines);
    kernel->process_keys = BRINK_I_NEW_ARRAY(arena, brink_i_owner_key, (size_t)model->n_processes);
    if (!(kernel->param_keys && kernel->stock_keys && kernel->machine_keys && kernel->process_keys)) {
        return BRINK_ERR_MEMORY;
    }
    for (int i = 0; i < model->n_params; i++) {
        kernel->param_keys[i] = brink_i_owner_key_make(kernel->seed, model->params[i].owner);
    }
    for (int i = 0; i < model->n_stocks; i++) {
        kernel->stock_keys[i] = brink_i_owner_key_make(kernel->seed, model->stocks[i].owner);
    }
    for (int i = 0; i < model->n_machines; i++) {
        kernel->machine_keys[i] = brink_i_owner_key_make(kernel->seed, model->machines[i].owner);
    }
    for (int i = 0; i < model->n_processes; i++) {
        kernel->process_keys[i] = brink_i_owner_key_make(kernel->seed, model->processes[i].owner);
    }
    return BRINK_OK;
}

brink_status brink_i_kernel_new(const brink_model *model, uint64_t seed, const char *isa,
                                brink_i_kernel **out)
{
    *out = NULL;
    brink_i_kernel *kernel = calloc(1, sizeof *kernel);
    if (!kernel) {
        return BRINK_ERR_MEMORY;
    }
    kernel->seed = seed;
    kernel->isa = choose_isa(isa);
    brink_status status = kernel->isa ? brink_i_program_build(&kernel->program, model) : BRINK_ERR_NOT_FOUND;
    if (status == BRINK_OK) {
        int *first_state = BRINK_I_NEW_ARRAY(&kernel->program.arena, int, (size_t)model->n_machines);
        kernel->first_state = first_state;
        status = first_state ? make_keys(kernel, model) : BRINK_ERR_MEMORY;
        if (first_state) {
            measure_machines(kernel, model, first_state);
        }
    }
    if (status != BRINK_OK) {
        brink_i_kernel_free(kernel);
        return status;
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

const char *brink_i_kernel_instruction_set(const brink_i_kernel *kernel) { return kernel->isa->name; }
