/* SPDX-License-Identifier: Apache-2.0 */
#include "native/native.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "codegen/emit.h"
#include "native/emit.h"
#include "native/emit_simd.h"

struct brink_i_native {
    const brink_i_kernel *kernel;
    brink_i_module *module;
    char *text;
    const brink_i_dist **dists;
    double *numbers;
};

struct brink_i_native_worker {
    const brink_i_native *native;
    void *lanes;                   /* of code in SIMD form */
    brink_i_scalar_worker *scalar; /* for compiled expressions */
};

/* Parameters that are plain numbers, by number: they are not in the text, so that variants of a scenario
 * share their code. */
static double *numbers_of(const brink_i_program *program)
{
    int n = program->model->n_params;
    double *numbers = calloc((size_t)n + 1, sizeof *numbers);
    for (int i = 0; numbers && i < n; i++) {
        const brink_i_code *code = &program->params[i];
        if (!code->tree && code->binding == BRINK_I_CONSTANT) {
            numbers[i] = program->template_values[code->root];
        }
    }
    return numbers;
}

/* Beyond these sizes (thousands of machines) compiling takes minutes and gigabytes: the kernel does the work.
 */
enum { MOST_CELLS = 50000, MOST_SLOTS = 20000, MOST_TEXT = 8 << 20 };

static bool is_too_large(const brink_i_program *program)
{
    return program->n_cells > MOST_CELLS || program->n_slots > MOST_SLOTS;
}

/* For tests and benchmarks BRINK_CODE_FORM says which form: scalar, or simd where it can be had at all. */
static bool is_simd(const brink_i_program *program)
{
#if !defined(__SSE2__)
    return false; /* words.h has no words for this machine */
#endif
    const char *form = getenv("BRINK_CODE_FORM");
    if (form && strcmp(form, "scalar") == 0) {
        return false;
    }
    return brink_i_emit_simd_suits(program, form && strcmp(form, "simd") == 0);
}

/* Numbers in C have a point, whatever the caller's locale writes. */
static brink_status emit(brink_i_native *native)
{
    locale_t plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    if (plain == (locale_t)0) {
        return BRINK_ERR_MEMORY;
    }
    locale_t callers = uselocale(plain);
    brink_status status = is_simd(&native->kernel->program)
                              ? brink_i_emit(&native->kernel->program, &native->text, &native->dists)
                              : brink_i_emit_expressions(&native->kernel->plan, &native->text);
    uselocale(callers);
    freelocale(plain);
    return status;
}

brink_status brink_i_native_new(const brink_i_kernel *kernel, const brink_i_ahead *ahead,
                                brink_i_native **out)
{
    *out = NULL;
    brink_i_native *native = calloc(1, sizeof *native);
    if (!native) {
        return BRINK_ERR_MEMORY;
    }
    native->kernel = kernel;
    native->numbers = numbers_of(&kernel->program);
    brink_status status = native->numbers ? BRINK_OK : BRINK_ERR_MEMORY;
    if (status == BRINK_OK && is_too_large(&kernel->program)) {
        status = brink_i_module_new(NULL, ahead, &native->module);
    } else if (status == BRINK_OK && (status = emit(native)) == BRINK_OK) {
        status = brink_i_module_new(strlen(native->text) <= MOST_TEXT ? native->text : NULL, ahead,
                                    &native->module);
    }
    if (status != BRINK_OK) {
        brink_i_native_free(native);
        return status;
    }
    *out = native;
    return BRINK_OK;
}

void brink_i_native_free(brink_i_native *native)
{
    if (native) {
        brink_i_module_free(native->module);
        free(native->text);
        free((void *)native->dists);
        free(native->numbers);
        free(native);
    }
}

brink_i_module *brink_i_native_module(brink_i_native *native) { return native->module; }

const char *brink_i_native_text(const brink_i_native *native) { return native->text ? native->text : ""; }

bool brink_i_native_is_wanted(const brink_i_native *native)
{
    return native->text && strlen(native->text) <= MOST_TEXT;
}

bool brink_i_native_takes_all(const brink_i_native *native)
{
    return brink_i_module_code_of(native->module)->compiled != NULL;
}

brink_status brink_i_native_worker_new(const brink_i_native *native, brink_i_native_worker **out)
{
    const brink_i_module_code *code = brink_i_module_code_of(native->module);
    *out = NULL;
    brink_i_native_worker *worker = calloc(1, sizeof *worker);
    if (!worker) {
        return BRINK_ERR_MEMORY;
    }
    worker->native = native;
    if (code->compiled) {
        brink_status status = brink_i_kernel_worker(native->kernel, code->compiled, &worker->scalar);
        if (status != BRINK_OK) {
            free(worker);
            return status;
        }
        *out = worker;
        return BRINK_OK;
    }
    size_t size = ((size_t)(code->size * code->lanes) + 63) / 64 * 64;
    worker->lanes = aligned_alloc(64, size);
    if (!worker->lanes) {
        free(worker);
        return BRINK_ERR_MEMORY;
    }
    memset(worker->lanes, 0, size);
    *out = worker;
    return BRINK_OK;
}

void brink_i_native_worker_free(brink_i_native_worker *worker)
{
    if (worker) {
        free(worker->lanes);
        brink_i_scalar_free(worker->scalar);
        free(worker);
    }
}

/* Who plays trials that the code gave up, and where their records go. */
typedef struct replaying {
    const brink_i_replayer *by;
    const brink_i_receiver *to;
    const brink_i_stop *stop;
    brink_fault *fault; /* of the smallest trial that failed */
    uint64_t bad;
    bool dropped;
} replaying;

static brink_status replay(void *context, uint64_t trial)
{
    replaying *r = context;
    brink_fault fault;
    brink_status status = r->by->play(r->by->context, NULL, trial, r->stop, r->to, &fault);
    if (status == BRINK_ERR_FAULT && trial < r->bad) {
        r->bad = trial;
        *r->fault = fault;
    }
    if (status == BRINK_ERR_CANCELLED) { /* others before it: found when they are sampled again */
        r->dropped = true;
        *r->fault = fault;
    }
    return status;
}

brink_status brink_i_native_run(brink_i_native_worker *worker, const brink_i_replayer *by,
                                const brink_i_trials *trials, const brink_i_receiver *to, brink_fault *fault)
{
    const brink_i_native *native = worker->native;
    const brink_i_kernel *shared = native->kernel;
    if (worker->scalar) {
        return brink_i_scalar_play(worker->scalar, by, trials, to, fault);
    }
    replaying again = {by, to, trials->stop, fault, UINT64_MAX, false};
    brink_i_native_job job = {.tables = shared->program.model->tables,
                              .dists = native->dists,
                              .numbers = native->numbers,
                              .param_keys = shared->param_keys,
                              .stock_keys = shared->stock_keys,
                              .machine_keys = shared->machine_keys,
                              .process_keys = shared->process_keys,
                              .next = trials->first,
                              .end = trials->first + trials->count,
                              .to = to,
                              .stop = trials->stop,
                              .replay = replay,
                              .replay_context = &again,
                              .lanes = worker->lanes};
    brink_status status = brink_i_module_code_of(native->module)->run(&job);
    if (status == BRINK_OK) {
        status = brink_i_receiver_flush(to);
    }
    if (status == BRINK_ERR_CANCELLED && !again.dropped) {
        *fault = (brink_fault){.trial = job.dropped, .time = job.dropped_at};
    }
    return status == BRINK_OK && again.bad != UINT64_MAX ? BRINK_ERR_FAULT : status;
}
