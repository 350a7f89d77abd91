/* SPDX-License-Identifier: Apache-2.0 */
#include "run/engine.h"

#include <stdlib.h>

#include "kernel/kernel.h"
#include "oracle/oracle.h"

static brink_status kernel_worker_new(const void *shared, void **worker)
{
    brink_i_worker *made = NULL;
    brink_status status = brink_i_worker_new(shared, &made);
    *worker = made;
    return status;
}

static void kernel_worker_free(void *worker) { brink_i_worker_free(worker); }

static brink_status kernel_worker_trial(void *worker, uint64_t trial, brink_i_record *record,
                                        brink_fault *fault)
{
    return brink_i_worker_trial(worker, trial, record, fault);
}

static brink_status kernel_worker_run(void *worker, uint64_t first, uint64_t count, brink_i_take take, void *context,
                                      brink_fault *fault)
{
    return brink_i_worker_run(worker, first, count, take, context, NULL, fault);
}

static void kernel_free(void *shared) { brink_i_kernel_free(shared); }

static brink_status open_kernel(const brink_model *model, uint64_t seed, const char *instruction_set,
                                brink_i_engine *out)
{
    brink_i_kernel *kernel = NULL;
    brink_status status = brink_i_kernel_new(model, seed, instruction_set, &kernel);
    if (status != BRINK_OK)
        return status;
    *out = (brink_i_engine){.name = "kernel",
                            .instruction_set = brink_i_kernel_instruction_set(kernel),
                            .shared = kernel,
                            .worker_new = kernel_worker_new,
                            .worker_free = kernel_worker_free,
                            .worker_trial = kernel_worker_trial,
                            .worker_run = kernel_worker_run,
                            .shared_free = kernel_free};
    return BRINK_OK;
}

/* The oracle shares nothing but the model: each thread has one of its own. */
typedef struct oracle_plan {
    const brink_model *model;
    uint64_t seed;
} oracle_plan;

static brink_status oracle_worker_new(const void *shared, void **worker)
{
    const oracle_plan *plan = shared;
    brink_i_oracle *made = NULL;
    brink_status status = brink_i_oracle_new(plan->model, plan->seed, &made);
    *worker = made;
    return status;
}

static void oracle_worker_free(void *worker) { brink_i_oracle_free(worker); }

static brink_status oracle_worker_trial(void *worker, uint64_t trial, brink_i_record *record,
                                        brink_fault *fault)
{
    return brink_i_oracle_trial(worker, trial, record, fault);
}

static brink_status open_oracle(const brink_model *model, uint64_t seed, brink_i_engine *out)
{
    oracle_plan *plan = malloc(sizeof *plan);
    if (!plan)
        return BRINK_ERR_MEMORY;
    *plan = (oracle_plan){.model = model, .seed = seed};
    *out = (brink_i_engine){.name = "oracle",
                            .instruction_set = "scalar",
                            .shared = plan,
                            .worker_new = oracle_worker_new,
                            .worker_free = oracle_worker_free,
                            .worker_trial = oracle_worker_trial,
                            .shared_free = free};
    return BRINK_OK;
}

brink_status brink_i_engine_open(const brink_model *model, brink_engine which, uint64_t seed,
                                 const char *instruction_set, brink_i_engine *out)
{
    switch (which) {
    case BRINK_ENGINE_KERNEL:
        return open_kernel(model, seed, instruction_set, out);
    case BRINK_ENGINE_ORACLE:
        return open_oracle(model, seed, out);
    }
    return BRINK_ERR_ARGUMENT;
}

void brink_i_engine_close(brink_i_engine *engine)
{
    if (engine->shared_free)
        engine->shared_free(engine->shared);
    *engine = (brink_i_engine){0};
}

const char *brink_instruction_set(int i) { return i < 0 ? NULL : brink_i_kernel_isa(i); }
