/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "analysis/comparison.h"
#include "base/floats.h"
#include "analysis/together.h"
#include "run/handing.h"
#include "run/pool.h"
#include "run/threads.h"

enum { DEFAULT_BLOCK = 2048, MOST_THREADS = 4096 };

static double now(void)
{
    struct timespec time;
    if (clock_gettime(CLOCK_MONOTONIC, &time) != 0) {
        return 0.0;
    }
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static brink_status forget(void *context, brink_i_block *block)
{
    (void)context;
    block->n = 0;
    return BRINK_OK;
}

/* Whether a variant fails in a trial. */
static bool fails(const brink_variant *variant, const brink_i_engine *engine, uint64_t trial)
{
    void *worker = NULL;
    brink_i_block *block = NULL;
    bool found = false;
    brink_status status = brink_i_block_new(variant->model, NULL, 1, &block);
    if (status == BRINK_OK && engine->worker_new(engine->shared, &worker) == BRINK_OK) {
        const brink_i_receiver to = {block, NULL, forget};
        const brink_i_trials alone = {.first = trial, .count = 1};
        brink_fault fault;
        found = engine->worker_run(worker, &alone, &to, &fault) == BRINK_ERR_FAULT;
        engine->worker_free(worker);
    }
    brink_i_block_free(block);
    return found;
}

/* The first variant that the trial fails in: the pool knows only that one of them did. */
static int culprit(const brink_variant *variants, int n, const brink_i_engine *engines, uint64_t trial)
{
    for (int i = 0; i < n; i++) {
        if (fails(&variants[i], &engines[i], trial)) {
            return i;
        }
    }
    return -1;
}

/* The models and names of variants, for those who know no variants; free() both. */
typedef struct lists {
    const brink_model **models;
    const char **names;
} lists;

static brink_status make_lists(const brink_variant *variants, int n, lists *out)
{
    out->models = (const brink_model **)calloc((size_t)n, sizeof *out->models);
    out->names = (const char **)calloc((size_t)n, sizeof *out->names);
    for (int i = 0; out->models && out->names && i < n; i++) {
        out->models[i] = variants[i].model;
        out->names[i] = variants[i].name;
    }
    return out->models && out->names ? BRINK_OK : BRINK_ERR_MEMORY;
}

static void free_lists(lists *l)
{
    free((void *)l->models);
    free((void *)l->names);
}

/* The pool for the job, with records for whoever wants them. */
static brink_status make_pool(const brink_variant *variants, int n, const brink_run_options *options,
                              brink_i_job *job, brink_i_together *together, brink_i_handing *handing,
                              brink_i_pool **pool)
{
    lists l;
    *handing = (brink_i_handing){0};
    brink_status status = make_lists(variants, n, &l);
    if (status == BRINK_OK) {
        status = brink_i_handing_open(l.models, l.names, n, options, job, handing);
    }
    free_lists(&l);
    if (status != BRINK_OK) {
        return status;
    }
    job->asked = NULL; /* the blocks are the engine's own */
    together->asked = handing->plan ? handing->plan->asked : NULL;
    status = brink_i_pool_new(job, pool);
    if (status != BRINK_OK) {
        brink_i_handing_close(handing);
    }
    return status;
}

brink_status brink_i_compare_with(const brink_variant *variants, int n, const brink_run_options *options,
                                  brink_i_engine *engines, brink_comparison **out,
                                  brink_compare_failure *failure)
{
    double started = now();
    brink_i_paired_shares shares;
    brink_i_together together;
    *out = NULL;
    brink_status status = brink_i_paired_shares_init(&shares, variants, n);
    if (status != BRINK_OK) {
        return status;
    }
    brink_i_together_init(&together, variants, engines, n);
    brink_i_engine all = brink_i_together_engine(&together);
    brink_i_job job = brink_i_pool_job(variants[0].model, &all, options, DEFAULT_BLOCK);
    job.sink =
        (brink_i_sink){&shares, brink_i_paired_open, forget, brink_i_paired_join, brink_i_paired_close};
    brink_i_pool *pool = NULL;
    brink_i_handing handing;
    status = make_pool(variants, n, options, &job, &together, &handing, &pool);
    if (status != BRINK_OK) {
        brink_i_paired_shares_free(&shares);
        return status;
    }
    status = brink_i_pool_run(pool, options->trials, &failure->fault);
    brink_i_pool_report(pool);
    brink_provenance made = {.instruction_set = all.instruction_set,
                             .seed = options->seed,
                             .trials_asked = options->trials,
                             .first_trial = options->first_trial,
                             .partial = status == BRINK_ERR_CANCELLED,
                             .threads = brink_i_pool_threads(pool),
                             .threads_asked = brink_i_threads_meant(options->threads),
                             .seconds = now() - started};
    brink_i_engine_sign(&engines[0], &made);
    bool valid = status == BRINK_OK || status == BRINK_ERR_CANCELLED;
    if (valid && brink_i_pool_done(pool) > 0) {
        brink_status finished = brink_i_comparison_new(variants, &shares.stays.paired, &made, out);
        status = finished == BRINK_OK ? status : finished;
    }
    if (status == BRINK_ERR_FAULT) {
        failure->variant = culprit(variants, n, engines, failure->fault.trial);
    }
    brink_i_pool_free(pool);
    brink_i_handing_close(&handing);
    brink_i_paired_shares_free(&shares);
    return status;
}

/* The caller may have been built with another version of the options: `size` says how much of them there is.
 */
static brink_status read_options(const brink_run_options *given, brink_run_options *out)
{
    brink_run_options options = BRINK_RUN_OPTIONS_INIT;
    if (given) {
        if (given->size < offsetof(brink_run_options, trials) || given->size > sizeof options) {
            return BRINK_ERR_ARGUMENT;
        }
        memcpy(&options, given, given->size);
    }
    bool good = options.trials >= 1 && options.first_trial <= UINT64_MAX - options.trials &&
                options.threads >= 0 && options.threads <= MOST_THREADS &&
                !(options.until < 0.0 || options.until > 0.0) && !isnan(options.until) &&
                (options.only || options.n_only == 0);
    *out = options;
    return good ? BRINK_OK : BRINK_ERR_ARGUMENT;
}

static brink_status check_variants(const brink_variant *variants, int n, brink_compare_failure *failure)
{
    for (int i = 0; i < n; i++) {
        if (!variants[i].model || !variants[i].name || !variants[i].name[0] || variants[i].against < 0 ||
            variants[i].against > (i > 0 ? i - 1 : 0)) {
            return BRINK_ERR_ARGUMENT;
        }
    }
    for (int i = 1; i < n; i++) {
        failure->variant = i;
        for (int k = 0; k < i; k++) {
            if (strcmp(variants[i].name, variants[k].name) == 0) {
                (void)snprintf(failure->message, sizeof failure->message, "two variants have the name %s",
                               variants[i].name);
                return BRINK_ERR_INVALID;
            }
        }
        if (!brink_i_comparable(&variants[0], &variants[i], failure->message, sizeof failure->message)) {
            return BRINK_ERR_INVALID;
        }
    }
    failure->variant = -1;
    return BRINK_OK;
}

static brink_status compare(const brink_variant *variants, int n, const brink_run_options *options,
                            brink_comparison **out, brink_compare_failure *failure)
{
    brink_i_engine *engines = calloc((size_t)n, sizeof *engines);
    if (!engines) {
        return BRINK_ERR_MEMORY;
    }
    int opened = 0;
    brink_status status = BRINK_OK;
    for (; opened < n && status == BRINK_OK; opened += status == BRINK_OK) {
        status =
            brink_i_engine_open(variants[opened].model, options->engine, options->seed,
                                options->instruction_set, options->trials, options->cancel, &engines[opened]);
    }
    if (status == BRINK_OK) {
        status = brink_i_compare_with(variants, n, options, engines, out, failure);
    }
    for (int i = 0; i < opened; i++) {
        brink_i_engine_close(&engines[i]);
    }
    free(engines);
    return status;
}

/* The same variants with those parts of their models that were asked for. */
static brink_status make_parts(const brink_variant *variants, int n, const brink_run_options *options,
                               brink_model ***parts, brink_variant *out)
{
    lists l;
    brink_records_columns *columns = NULL;
    *parts = (brink_model **)calloc((size_t)n, sizeof **parts);
    brink_status status = make_lists(variants, n, &l);
    status = status == BRINK_OK && !*parts ? BRINK_ERR_MEMORY : status;
    status = status == BRINK_OK ? brink_i_handing_plan(l.models, l.names, n, options, &columns) : status;
    for (int i = 0; i < n && status == BRINK_OK; i++) {
        out[i] = variants[i];
        status = brink_i_part_new(variants[i].model, options->only, options->n_only,
                                  columns ? columns->chosen[i] : NULL, &(*parts)[i]);
        out[i].model = (*parts)[i];
    }
    brink_records_columns_free(columns);
    free_lists(&l);
    return status;
}

brink_status brink_compare(const brink_variant *variants, int n, const brink_run_options *options,
                           brink_comparison **out, brink_compare_failure *failure)
{
    BRINK_I_OWN_FLOATS;
    brink_compare_failure ignored;
    failure = failure ? failure : &ignored;
    *failure = (brink_compare_failure){.variant = -1};
    if (!out) {
        return BRINK_ERR_ARGUMENT;
    }
    *out = NULL;
    brink_run_options checked;
    brink_status status = variants && n >= 2 ? read_options(options, &checked) : BRINK_ERR_ARGUMENT;
    if (status == BRINK_OK) {
        status = check_variants(variants, n, failure);
    }
    if (status != BRINK_OK || !checked.only) {
        return status == BRINK_OK ? compare(variants, n, &checked, out, failure) : status;
    }
    brink_model **parts = NULL;
    brink_variant *asked = calloc((size_t)n, sizeof *asked);
    status = asked ? make_parts(variants, n, &checked, &parts, asked) : BRINK_ERR_MEMORY;
    if (status == BRINK_OK) {
        status = compare(asked, n, &checked, out, failure);
    }
    if (*out) {
        (*out)->parts = parts;
    } else {
        brink_i_parts_free(parts, n);
    }
    free(asked);
    return status;
}
