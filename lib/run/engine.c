/* SPDX-License-Identifier: Apache-2.0 */
#include "run/engine.h"

#include <stdio.h>
#include <stdlib.h>

#include "engine/kernel.h"
#include "oracle/oracle.h"
#include "run/tier_up.h"

/* The oracle shares nothing but the model: each thread has one of its own. */
typedef struct oracle_plan {
    const brink_model *model;
    uint64_t seed;
} oracle_plan;

typedef struct oracle_worker {
    const brink_model *model;
    brink_i_oracle *oracle;
    brink_i_record record; /* of the trial under way */
} oracle_worker;

static void oracle_worker_free(void *worker)
{
    oracle_worker *w = worker;
    if (w) {
        brink_i_oracle_free(w->oracle);
        free(w->record.measures);
        free(w->record.points);
        free(w->record.params);
        free(w);
    }
}

static double *numbers(int n) { return calloc((size_t)n + 1, sizeof(double)); }

static brink_status oracle_worker_new(const void *shared, void **worker)
{
    const oracle_plan *plan = shared;
    oracle_worker *w = calloc(1, sizeof *w);
    if (!w) {
        return BRINK_ERR_MEMORY;
    }
    w->model = plan->model;
    w->record = (brink_i_record){.measures = numbers(plan->model->n_measures),
                                 .points = numbers(plan->model->n_points),
                                 .params = numbers(plan->model->n_params)};
    brink_status status = w->record.measures && w->record.points && w->record.params
                              ? brink_i_oracle_new(plan->model, plan->seed, &w->oracle)
                              : BRINK_ERR_MEMORY;
    if (status != BRINK_OK) {
        oracle_worker_free(w);
        return status;
    }
    *worker = w;
    return BRINK_OK;
}

static brink_status oracle_play(oracle_worker *w, const brink_i_address *address, uint64_t trial,
                                const brink_i_stop *stop, const brink_i_receiver *to, brink_fault *fault)
{
    const brink_i_address own = {.params = trial, .luck = trial};
    brink_i_oracle_stop(w->oracle, stop);
    brink_status status =
        brink_i_oracle_address(w->oracle, address ? address : &own, trial, &w->record, fault);
    if (status == BRINK_OK) {
        brink_i_block_put(to->block, w->model, trial, &w->record);
        status = brink_i_receiver_row(to);
    }
    return status;
}

static brink_status oracle_worker_run(void *worker, const brink_i_trials *trials, const brink_i_receiver *to,
                                      brink_fault *fault)
{
    brink_status status = BRINK_OK;
    for (uint64_t i = 0; i < trials->count && status == BRINK_OK; i++) {
        status = oracle_play(worker, trials->addresses ? &trials->addresses[i] : NULL, trials->first + i,
                             trials->stop, to, fault);
    }
    const brink_status taken =
        status == BRINK_OK || status == BRINK_ERR_FAULT ? brink_i_receiver_flush(to) : status;
    return taken == BRINK_OK ? status : taken;
}

/* The kernel, which interprets, and with it the code that may take over. */
typedef struct kernel_plan {
    oracle_plan oracle;
    brink_i_kernel *kernel;
    brink_i_tier_up *tier_up; /* NULL: the kernel alone */
} kernel_plan;

typedef struct kernel_worker {
    const kernel_plan *plan;
    brink_i_scalar_worker *kernel;
    brink_i_native_worker *native; /* made when the code is ready */
    void *oracle; /* plays trials in which something went wrong; made for the first of them */
} kernel_worker;

static void kernel_worker_free(void *worker)
{
    kernel_worker *w = worker;
    if (w) {
        brink_i_native_worker_free(w->native);
        brink_i_scalar_free(w->kernel);
        oracle_worker_free(w->oracle);
        free(w);
    }
}

static brink_status kernel_worker_new(const void *shared, void **worker)
{
    kernel_worker *w = calloc(1, sizeof *w);
    if (!w) {
        return BRINK_ERR_MEMORY;
    }
    w->plan = shared;
    brink_status status = brink_i_kernel_worker(w->plan->kernel, NULL, &w->kernel);
    if (status != BRINK_OK) {
        kernel_worker_free(w);
        return status;
    }
    *worker = w;
    return BRINK_OK;
}

/* A trial in which something may go wrong: the oracle can say what, if anything. */
static brink_status replay(void *worker, const brink_i_address *address, uint64_t trial,
                           const brink_i_stop *stop, const brink_i_receiver *to, brink_fault *fault)
{
    kernel_worker *w = worker;
    brink_status status = w->oracle ? BRINK_OK : oracle_worker_new(&w->plan->oracle, &w->oracle);
    return status == BRINK_OK ? oracle_play(w->oracle, address, trial, stop, to, fault) : status;
}

static brink_status kernel_worker_run(void *worker, const brink_i_trials *trials, const brink_i_receiver *to,
                                      brink_fault *fault)
{
    kernel_worker *w = worker;
    const brink_i_replayer by = {w, replay};
    const bool plain = !trials->addresses && !to->block->params;
    const brink_i_native *native =
        w->plan->tier_up ? brink_i_tier_up_native(w->plan->tier_up, trials->count, plain) : NULL;
    if (!native) {
        return brink_i_scalar_play(w->kernel, &by, trials, to, fault);
    }
    brink_status status = w->native ? BRINK_OK : brink_i_native_worker_new(native, &w->native);
    return status == BRINK_OK ? brink_i_native_run(w->native, &by, trials, to, fault) : status;
}

static void kernel_free(void *shared)
{
    kernel_plan *plan = shared;
    if (plan) {
        brink_i_tier_up_free(plan->tier_up);
        brink_i_kernel_free(plan->kernel);
        free(plan);
    }
}

static const char *kernel_made_by(const void *shared)
{
    const kernel_plan *plan = shared;
    return plan->tier_up ? brink_i_tier_up_made_by(plan->tier_up) : "kernel";
}

static const char *kernel_compiler(const void *shared)
{
    const kernel_plan *plan = shared;
    return plan->tier_up ? brink_i_tier_up_compiler(plan->tier_up) : "";
}

static brink_status open_kernel(const brink_model *model, brink_engine which, uint64_t seed,
                                const char *instruction_set, uint64_t trials, const volatile int *cancel,
                                brink_i_engine *out)
{
    kernel_plan *plan = calloc(1, sizeof *plan);
    if (!plan) {
        return BRINK_ERR_MEMORY;
    }
    plan->oracle = (oracle_plan){.model = model, .seed = seed};
    brink_status status = brink_i_kernel_new(model, seed, instruction_set, &plan->kernel);
    if (status == BRINK_OK &&
        (which == BRINK_ENGINE_CODE || (which == BRINK_ENGINE_AUTO && !instruction_set))) {
        status =
            brink_i_tier_up_new(plan->kernel, trials, which == BRINK_ENGINE_CODE, cancel, &plan->tier_up);
    }
    if (status != BRINK_OK) {
        kernel_free(plan);
        return status;
    }
    *out = (brink_i_engine){.name = "kernel",
                            .instruction_set = plan->kernel->instruction_set,
                            .shared = plan,
                            .worker_new = kernel_worker_new,
                            .worker_free = kernel_worker_free,
                            .worker_run = kernel_worker_run,
                            .shared_free = kernel_free,
                            .made_by = kernel_made_by,
                            .compiler = kernel_compiler};
    return BRINK_OK;
}

static brink_status open_oracle(const brink_model *model, uint64_t seed, brink_i_engine *out)
{
    oracle_plan *plan = malloc(sizeof *plan);
    if (!plan) {
        return BRINK_ERR_MEMORY;
    }
    *plan = (oracle_plan){.model = model, .seed = seed};
    *out = (brink_i_engine){.name = "oracle",
                            .instruction_set = "scalar",
                            .shared = plan,
                            .worker_new = oracle_worker_new,
                            .worker_free = oracle_worker_free,
                            .worker_run = oracle_worker_run,
                            .shared_free = free};
    return BRINK_OK;
}

brink_status brink_i_engine_open(const brink_model *model, brink_engine which, uint64_t seed,
                                 const char *instruction_set, uint64_t trials, const volatile int *cancel,
                                 brink_i_engine *out)
{
    switch (which) {
    case BRINK_ENGINE_AUTO:
    case BRINK_ENGINE_KERNEL:
    case BRINK_ENGINE_CODE:
        return open_kernel(model, which, seed, instruction_set, trials, cancel, out);
    case BRINK_ENGINE_ORACLE:
        return open_oracle(model, seed, out);
    }
    return BRINK_ERR_ARGUMENT;
}

const char *brink_i_engine_made_by(const brink_i_engine *engine)
{
    return engine->made_by ? engine->made_by(engine->shared) : engine->name;
}

void brink_i_engine_sign(const brink_i_engine *engine, brink_provenance *made)
{
    made->engine = brink_i_engine_made_by(engine);
    snprintf(made->code_compiler, sizeof made->code_compiler, "%s",
             engine->compiler ? engine->compiler(engine->shared) : "");
}

void brink_i_engine_close(brink_i_engine *engine)
{
    if (engine->shared_free) {
        engine->shared_free(engine->shared);
    }
    *engine = (brink_i_engine){0};
}

const char *brink_instruction_set(int i) { return i < 0 ? NULL : brink_i_instruction_set(i); }
