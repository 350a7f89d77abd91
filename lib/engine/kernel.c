/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/kernel.h"

#include <stdlib.h>
#include <string.h>

/* Best first. */
static const char *const KNOWN[] = {
#ifdef BRINK_I_HAVE_AVX512
    "avx512",
#endif
#ifdef BRINK_I_HAVE_AVX2
    "avx2",
#endif
    "portable",
};

static bool runs_here(const char *name)
{
#ifdef BRINK_I_HAVE_AVX512
    if (strcmp(name, "avx512") == 0) {
        return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
               __builtin_cpu_supports("avx512vl");
    }
#endif
#ifdef BRINK_I_HAVE_AVX2
    if (strcmp(name, "avx2") == 0) {
        return __builtin_cpu_supports("avx2");
    }
#endif
    return strcmp(name, "portable") == 0;
}

const char *brink_i_instruction_set(int i)
{
    for (size_t k = 0; k < sizeof KNOWN / sizeof *KNOWN; k++) {
        if (runs_here(KNOWN[k]) && i-- == 0) {
            return KNOWN[k];
        }
    }
    return NULL;
}

static const char *choose(const char *name)
{
    int i = 0;
    while (name && brink_i_instruction_set(i) && strcmp(name, brink_i_instruction_set(i)) != 0) {
        i++;
    }
    return brink_i_instruction_set(i);
}

static brink_status make_keys(brink_i_kernel *kernel, const brink_model *model, uint64_t seed)
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
    return BRINK_OK;
}

brink_status brink_i_kernel_new(const brink_model *model, uint64_t seed, const char *instruction_set,
                                brink_i_kernel **out)
{
    *out = NULL;
    brink_i_kernel *kernel = calloc(1, sizeof *kernel);
    if (!kernel) {
        return BRINK_ERR_MEMORY;
    }
    kernel->instruction_set = choose(instruction_set);
    brink_status status =
        kernel->instruction_set ? brink_i_program_build(&kernel->program, model) : BRINK_ERR_NOT_FOUND;
    if (status == BRINK_OK) {
        status = make_keys(kernel, model, seed);
    }
    if (status == BRINK_OK) {
        status = brink_i_plan_build(&kernel->plan, &kernel->program, kernel->param_keys, kernel->stock_keys,
                                    kernel->machine_keys, kernel->process_keys);
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
        brink_i_plan_free(&kernel->plan);
        brink_i_program_free(&kernel->program);
        free(kernel);
    }
}

brink_status brink_i_kernel_worker(const brink_i_kernel *kernel, const brink_i_compiled *compiled,
                                   brink_i_scalar_worker **out)
{
    return brink_i_scalar_new(&kernel->plan, compiled, kernel->instruction_set, out);
}
