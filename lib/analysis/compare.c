/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "analysis/comparison.h"
#include "base/floats.h"
#include "analysis/together.h"
#include "run/extent.h"
#include "run/handing.h"
#include "run/pool.h"

enum { DEFAULT_BLOCK = 2048 };

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

/* A comparison under way. */
typedef struct comparing {
    const brink_variant *variants;
    int n;
    const brink_run_options *options;
    const brink_i_engine *engines;
    brink_i_extent extent;
    double started;
    const char *instruction_set;
    brink_i_paired_shares shares;
    uint64_t saved; /* trials of the pool in the last checkpoint */
    brink_i_pool *pool;
} comparing;

/* The comparison of what there is so far. Its trials are taken from `all`. */
static brink_status conclude(const comparing *c, brink_i_paired *all, brink_comparison **out)
{
    brink_i_ranges ranges = {0};
    brink_status status =
        brink_i_ranges_one(&ranges, c->extent.first, c->extent.done + brink_i_pool_done(c->pool));
    if (status != BRINK_OK) {
        return status;
    }
    brink_provenance made = {.instruction_set = c->instruction_set,
                             .threads = brink_i_pool_threads(c->pool),
                             .seconds = now() - c->started};
    brink_i_extent_sign(&c->extent, c->options, &made);
    brink_i_engine_sign(&c->engines[0], &made);
    status = brink_i_comparison_new(c->variants, all, &ranges, &made, out);
    brink_i_ranges_free(&ranges);
    return status;
}

/* What it goes on from is of the same variants. */
static brink_status extent_of(comparing *c, brink_compare_failure *failure)
{
    const brink_comparison *base = c->options->resume_compared;
    const size_t room = sizeof failure->message;
    if (base && base->n != c->n) {
        (void)snprintf(failure->message, room, "the earlier comparison has %d variants, this one %d", base->n,
                       c->n);
        return BRINK_ERR_INVALID;
    }
    brink_status status = BRINK_OK;
    for (int i = 0; i < c->n && status == BRINK_OK; i++) {
        const bool same = !base || (strcmp(base->variants[i].name, c->variants[i].name) == 0 &&
                                    base->variants[i].against == c->variants[i].against);
        failure->variant = i;
        if (!same) {
            (void)snprintf(
                failure->message, room,
                "variant %d is %.60s in the earlier comparison, %.60s here, or compared with another", i + 1,
                base->variants[i].name, c->variants[i].name);
            return BRINK_ERR_INVALID;
        }
        status = brink_i_extent_of(c->variants[i].model, c->options, base ? base->results[i] : NULL,
                                   failure->message, room, &c->extent);
    }
    failure->variant = status == BRINK_OK ? -1 : failure->variant;
    return status;
}

static brink_status save(comparing *c)
{
    brink_i_paired copy;
    brink_comparison *so_far = NULL;
    if (brink_i_pool_done(c->pool) == c->saved) {
        return BRINK_OK;
    }
    c->saved = brink_i_pool_done(c->pool);
    brink_status status = brink_i_paired_init(&copy, c->variants, c->n);
    if (status != BRINK_OK) {
        return status;
    }
    status = brink_i_paired_merge(&copy, &c->shares.stays.paired);
    if (status == BRINK_OK) {
        status = conclude(c, &copy, &so_far);
    }
    if (so_far) {
        c->options->checkpoint_compared(c->options->checkpoint_context, so_far);
    }
    brink_comparison_free(so_far);
    brink_i_paired_free(&copy);
    return status;
}

static brink_status sample(comparing *c, brink_fault *fault)
{
    const uint64_t own = c->extent.count - c->extent.done;
    const bool saves = c->options->checkpoint_compared && c->options->checkpoint_seconds > 0.0;
    brink_status status = c->options->resume_compared
                              ? brink_i_comparison_add(&c->shares.stays.paired, c->options->resume_compared)
                              : BRINK_OK;
    while (status == BRINK_OK) {
        if (saves) {
            brink_i_pool_pause_in(c->pool, c->options->checkpoint_seconds);
        }
        status = brink_i_pool_run(c->pool, own, fault);
        if (status != BRINK_OK || brink_i_pool_done(c->pool) >= own) {
            break;
        }
        status = save(c);
    }
    return status;
}

static brink_status run(comparing *c, brink_i_together *together, brink_comparison **out, brink_fault *fault)
{
    const brink_i_engine all = brink_i_together_engine(together);
    brink_i_handing handing;
    brink_i_job job = brink_i_pool_job(c->variants[0].model, &all, c->options, DEFAULT_BLOCK);
    c->instruction_set = all.instruction_set;
    job.first_trial = c->extent.first + c->extent.done;
    job.before = c->extent.done;
    job.trials = c->extent.count;
    job.sink =
        (brink_i_sink){&c->shares, brink_i_paired_open, forget, brink_i_paired_join, brink_i_paired_close};
    brink_status status = make_pool(c->variants, c->n, c->options, &job, together, &handing, &c->pool);
    if (status != BRINK_OK) {
        return status;
    }
    status = sample(c, fault);
    brink_i_pool_report(c->pool);
    const bool valid = status == BRINK_OK || status == BRINK_ERR_CANCELLED;
    if (valid && c->extent.done + brink_i_pool_done(c->pool) > 0) {
        brink_status finished = conclude(c, &c->shares.stays.paired, out);
        status = finished == BRINK_OK ? status : finished;
    }
    brink_i_pool_free(c->pool);
    brink_i_handing_close(&handing);
    return status;
}

brink_status brink_i_compare_with(const brink_variant *variants, int n, const brink_run_options *options,
                                  brink_i_engine *engines, brink_comparison **out,
                                  brink_compare_failure *failure)
{
    comparing c = {.variants = variants, .n = n, .options = options, .engines = engines, .started = now()};
    *out = NULL;
    brink_status status = extent_of(&c, failure);
    status = status == BRINK_OK ? brink_i_paired_shares_init(&c.shares, variants, n) : status;
    if (status != BRINK_OK) {
        return status;
    }
    brink_i_together together;
    brink_i_together_init(&together, variants, engines, n);
    status = run(&c, &together, out, &failure->fault);
    if (status == BRINK_ERR_FAULT) {
        failure->variant = culprit(variants, n, engines, failure->fault.trial);
    }
    brink_i_paired_shares_free(&c.shares);
    return status;
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
    const brink_comparison *base = options->resume_compared;
    const uint64_t left = brink_i_extent_left(options, base ? base->results[0] : NULL);
    for (; opened < n && status == BRINK_OK; opened += status == BRINK_OK) {
        status = brink_i_engine_open(variants[opened].model, options->engine, options->seed,
                                     options->instruction_set, left, options->cancel, &engines[opened]);
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
                               brink_i_hold *hold, brink_variant *out)
{
    lists l;
    brink_records_columns *columns = NULL;
    brink_status status = make_lists(variants, n, &l);
    status = status == BRINK_OK ? brink_i_handing_plan(l.models, l.names, n, options, &columns) : status;
    for (int i = 0; i < n && status == BRINK_OK; i++) {
        brink_model *part = NULL;
        out[i] = variants[i];
        status = brink_i_part_new(variants[i].model, options->only, options->n_only,
                                  columns ? columns->chosen[i] : NULL, &part);
        if (status == BRINK_OK) {
            brink_i_hold_part(hold, part);
        }
        out[i].model = part;
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
    brink_status status = variants && n >= 2 ? brink_i_options_read(options, &checked) : BRINK_ERR_ARGUMENT;
    if (status == BRINK_OK && checked.until > 0.0) {
        status = BRINK_ERR_ARGUMENT;
    }
    if (status == BRINK_OK) {
        status = check_variants(variants, n, failure);
    }
    if (status != BRINK_OK || !checked.only) {
        return status == BRINK_OK ? compare(variants, n, &checked, out, failure) : status;
    }
    brink_i_hold *hold = brink_i_hold_new((size_t)n);
    brink_variant *asked = calloc((size_t)n, sizeof *asked);
    status = asked && hold ? make_parts(variants, n, &checked, hold, asked) : BRINK_ERR_MEMORY;
    if (status == BRINK_OK) {
        status = compare(asked, n, &checked, out, failure);
    }
    if (*out) {
        (*out)->hold = brink_i_hold_use(hold);
        (*out)->some = true;
    }
    brink_i_hold_drop(hold);
    free(asked);
    return status;
}
