/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "analysis/comparison.h"
#include "analysis/together.h"
#include "run/pool.h"

enum { DEFAULT_BLOCK = 2048, MOST_THREADS = 4096 };

/* What all threads share. */
typedef struct plan {
    const brink_variant *variants;
    const brink_i_together *together;
} plan;

/* What one thread collects. */
typedef struct collector {
    const plan *plan;
    brink_i_paired paired;
    brink_i_record *records; /* [n]: of the trial under way */
} collector;

static void collector_close(void *sink)
{
    collector *c = sink;
    brink_i_paired_free(&c->paired);
    free(c->records);
    free(c);
}

static brink_status collector_open(const void *context, void **sink)
{
    collector *c = calloc(1, sizeof *c);
    if (!c) {
        return BRINK_ERR_MEMORY;
    }
    c->plan = context;
    c->records = calloc((size_t)c->plan->together->n, sizeof *c->records);
    brink_status status = c->records
                              ? brink_i_paired_init(&c->paired, c->plan->variants, c->plan->together->n)
                              : BRINK_ERR_MEMORY;
    if (status != BRINK_OK) {
        collector_close(c);
        return status;
    }
    *sink = c;
    return BRINK_OK;
}

static brink_status collector_take(void *sink, uint64_t trial, const brink_i_record *record)
{
    collector *c = sink;
    brink_i_together_split(c->plan->together, record, c->records);
    return brink_i_paired_add(&c->paired, trial, c->records);
}

/* What all threads collected as one; any order gives the same bytes. */
static brink_status merge(const brink_i_pool *pool, brink_i_paired *out)
{
    collector *first = NULL;
    for (int i = 0; i < brink_i_pool_room(pool); i++) {
        collector *c = brink_i_pool_sink(pool, i);
        if (!c) {
            continue;
        }
        if (!first) {
            first = c;
            continue;
        }
        brink_status status = brink_i_paired_merge(&first->paired, &c->paired);
        if (status != BRINK_OK) {
            return status;
        }
        brink_i_paired_free(&c->paired);
    }
    if (!first) {
        return BRINK_ERR_INTERNAL; /* trials are done, so somebody did them */
    }
    *out = first->paired;
    first->paired = (brink_i_paired){0}; /* moved: closing the sink frees nothing */
    return BRINK_OK;
}

static double now(void)
{
    struct timespec time;
    if (clock_gettime(CLOCK_MONOTONIC, &time) != 0) {
        return 0.0;
    }
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

/* The first variant that the trial fails in: the pool knows only that one of them did. */
static int culprit(const brink_variant *variants, int n, const brink_i_engine *engines, uint64_t trial)
{
    const brink_model *model = variants[0].model;
    int found = -1;
    brink_i_record record = {.measures = calloc((size_t)model->n_measures + 1, sizeof(double)),
                             .points = calloc((size_t)model->n_points + 1, sizeof(double))};
    for (int i = 0; i < n && found < 0 && record.measures && record.points; i++) {
        void *worker = NULL;
        brink_fault fault;
        if (engines[i].worker_new(engines[i].shared, &worker) != BRINK_OK) {
            break;
        }
        if (engines[i].worker_trial(worker, trial, &record, &fault) == BRINK_ERR_FAULT) {
            found = i;
        }
        engines[i].worker_free(worker);
    }
    free(record.measures);
    free(record.points);
    return found;
}

static brink_status finish(const brink_i_pool *pool, const brink_variant *variants,
                           const brink_provenance *made, brink_comparison **out)
{
    brink_i_paired paired;
    brink_status status = merge(pool, &paired);
    return status == BRINK_OK ? brink_i_comparison_new(variants, &paired, made, out) : status;
}

brink_status brink_i_compare_with(const brink_variant *variants, int n, const brink_run_options *options,
                                  brink_i_engine *engines, brink_comparison **out,
                                  brink_compare_failure *failure)
{
    double started = now();
    brink_i_together together;
    *out = NULL;
    brink_status status = brink_i_together_init(&together, variants[0].model, engines, n);
    if (status != BRINK_OK) {
        return status;
    }
    const plan shared = {variants, &together};
    brink_i_engine all = brink_i_together_engine(&together);
    brink_i_job job = {.model = &together.carrier,
                       .engine = &all,
                       .sink = {.context = &shared,
                                .open = collector_open,
                                .take = collector_take,
                                .close = collector_close},
                       .seed = options->seed,
                       .first_trial = options->first_trial,
                       .trials = options->trials,
                       .block = options->block > 0 ? options->block : DEFAULT_BLOCK,
                       .threads = options->threads,
                       .cancel = options->cancel,
                       .progress = options->progress,
                       .progress_context = options->progress_context};
    brink_i_pool *pool = NULL;
    status = brink_i_pool_new(&job, &pool);
    if (status != BRINK_OK) {
        return status;
    }
    status = brink_i_pool_run(pool, options->trials, &failure->fault);
    brink_i_pool_report(pool);
    const brink_provenance made = {.engine = brink_i_engine_made_by(&engines[0]),
                                   .instruction_set = all.instruction_set,
                                   .seed = options->seed,
                                   .trials_asked = options->trials,
                                   .first_trial = options->first_trial,
                                   .partial = status == BRINK_ERR_CANCELLED,
                                   .threads = brink_i_pool_threads(pool),
                                   .seconds = now() - started};
    bool valid = status == BRINK_OK || status == BRINK_ERR_CANCELLED;
    if (valid && brink_i_pool_done(pool) > 0) {
        brink_status finished = finish(pool, variants, &made, out);
        status = finished == BRINK_OK ? status : finished;
    }
    if (status == BRINK_ERR_FAULT) {
        failure->variant = culprit(variants, n, engines, failure->fault.trial);
    }
    brink_i_pool_free(pool);
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
                !(options.until < 0.0 || options.until > 0.0) && !isnan(options.until);
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

brink_status brink_compare(const brink_variant *variants, int n, const brink_run_options *options,
                           brink_comparison **out, brink_compare_failure *failure)
{
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
    return status == BRINK_OK ? compare(variants, n, &checked, out, failure) : status;
}
