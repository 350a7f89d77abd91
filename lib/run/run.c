/* SPDX-License-Identifier: Apache-2.0 */
#include "run/run.h"
#include "base/floats.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "model/part.h"
#include "result/result.h"
#include "run/extent.h"
#include "run/handing.h"
#include "run/pool.h"
#include "run/threads.h"
#include "stats/interval.h"

enum { DEFAULT_BLOCK = 65536 };

static brink_status tally_open(void *context, uint64_t stretch, void **sink)
{
    (void)stretch;
    brink_i_tally *tally = malloc(sizeof *tally);
    if (!tally) {
        return BRINK_ERR_MEMORY;
    }
    brink_status status = brink_i_tally_init(tally, context);
    if (status != BRINK_OK) {
        free(tally);
        return status;
    }
    *sink = tally;
    return BRINK_OK;
}

static brink_status tally_take(void *sink, brink_i_block *block)
{
    brink_status status = brink_i_tally_add(sink, block);
    block->n = 0;
    return status;
}

static void tally_close(void *sink)
{
    brink_i_tally_free(sink);
    free(sink);
}

static brink_status tally_merge(void *into, void *from)
{
    const brink_status status = brink_i_tally_merge(into, from);
    tally_close(from);
    return status;
}

static double now(void)
{
    struct timespec time;
    if (clock_gettime(CLOCK_MONOTONIC, &time) != 0) {
        return 0.0;
    }
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

/* A run under way. */
typedef struct sampling {
    const brink_model *model;
    const brink_run_options *options;
    const brink_i_engine *engine;
    brink_i_extent extent;
    const brink_i_tally **tallies; /* [1 + room]: of the earlier result, and of each thread */
    double started;
    uint64_t saved; /* trials of the pool in the last checkpoint */
    brink_i_pool *pool;
} sampling;

/* What there is so far: the earlier result's tally, and each thread's. How many of them. */
static int gather(sampling *s)
{
    const brink_result *base = s->options->resume;
    const int room = brink_i_pool_room(s->pool);
    s->tallies[0] = base ? &base->tally : NULL;
    for (int i = 0; i < room; i++) {
        s->tallies[1 + i] = brink_i_pool_sink(s->pool, i);
    }
    return 1 + room;
}

/* The result of what there is so far. */
static brink_status make_result(sampling *s, brink_result **out)
{
    const uint64_t done = s->extent.done + brink_i_pool_done(s->pool);
    const int n = gather(s);
    brink_i_tally tally;
    brink_i_ranges ranges = {0};
    brink_status status = brink_i_tally_init(&tally, s->model);
    if (s->options->resume && status == BRINK_OK) {
        status = brink_i_result_add_to(s->options->resume, &tally);
    }
    for (int i = 1; i < n && status == BRINK_OK; i++) {
        status = s->tallies[i] ? brink_i_tally_merge(&tally, s->tallies[i]) : BRINK_OK;
    }
    status = status == BRINK_OK ? brink_i_ranges_one(&ranges, s->extent.first, done) : status;
    if (status != BRINK_OK) {
        brink_i_tally_free(&tally);
        return status;
    }
    brink_provenance made = {.engine = s->engine->name, .instruction_set = s->engine->instruction_set};
    brink_i_extent_sign(&s->extent, s->options, &made);
    made.threads = brink_i_pool_threads(s->pool);
    brink_i_engine_sign(s->engine, &made);
    made.seconds = now() - s->started;
    return brink_i_result_new(s->model, &tally, &ranges, &made, out);
}

static brink_status save(sampling *s)
{
    brink_result *so_far = NULL;
    const bool any = brink_i_pool_done(s->pool) > s->saved;
    s->saved = brink_i_pool_done(s->pool);
    const brink_status status = any ? make_result(s, &so_far) : BRINK_OK;
    if (so_far) {
        s->options->checkpoint(s->options->checkpoint_context, so_far);
    }
    brink_result_free(so_far);
    return status;
}

/* Samples until there are `count` trials in all. */
static brink_status sample_to(sampling *s, uint64_t count, brink_fault *fault)
{
    const uint64_t own = count - s->extent.done;
    const bool saves = s->options->checkpoint && s->options->checkpoint_seconds > 0.0;
    for (;;) {
        if (saves) {
            brink_i_pool_pause_in(s->pool, s->options->checkpoint_seconds);
        }
        brink_status status = brink_i_pool_run(s->pool, own, fault);
        if (status != BRINK_OK || brink_i_pool_done(s->pool) >= own) {
            return status;
        }
        status = save(s);
        if (status != BRINK_OK) {
            return status;
        }
    }
}

static brink_status sample(sampling *s, brink_fault *fault)
{
    const brink_run_options *options = s->options;
    if (!(options->until > 0.0) || options->part) {
        return sample_to(s, s->extent.count, fault);
    }
    for (;;) {
        brink_status status = sample_to(s, s->extent.look, fault);
        if (status != BRINK_OK) {
            return status;
        }
        const double widest = brink_i_until_widest(s->tallies, gather(s));
        brink_i_pool_set_widest(s->pool, widest);
        if (widest <= options->until || s->extent.look == options->trials) {
            return BRINK_OK;
        }
        s->extent.look = brink_i_until_next(s->extent.look, widest, options->until, options->trials);
    }
}

static brink_status run(sampling *s, brink_result **out, brink_fault *fault)
{
    union {
        const brink_model *in;
        void *out;
    } context = {.in = s->model}; /* only read */
    brink_i_job job = brink_i_pool_job(s->model, s->engine, s->options, DEFAULT_BLOCK);
    job.first_trial = s->extent.first + s->extent.done;
    job.before = s->extent.done;
    job.trials = s->extent.count;
    job.sink = (brink_i_sink){context.out, tally_open, tally_take, tally_merge, tally_close};
    brink_i_handing handing;
    brink_status status = brink_i_handing_open(&s->model, NULL, 1, s->options, &job, &handing);
    if (status != BRINK_OK) {
        return status;
    }
    status = brink_i_pool_new(&job, &s->pool);
    if (status != BRINK_OK) {
        brink_i_handing_close(&handing);
        return status;
    }
    s->tallies = (const brink_i_tally **)calloc(1 + (size_t)brink_i_pool_room(s->pool), sizeof *s->tallies);
    status = s->tallies ? sample(s, fault) : BRINK_ERR_MEMORY;
    brink_i_pool_report(s->pool);
    const bool valid = status == BRINK_OK || status == BRINK_ERR_CANCELLED;
    if (valid && s->extent.done + brink_i_pool_done(s->pool) > 0) {
        const brink_status made = make_result(s, out);
        status = made == BRINK_OK ? status : made;
    }
    free((void *)s->tallies);
    brink_i_pool_free(s->pool);
    brink_i_handing_close(&handing);
    return status;
}

brink_status brink_i_run_with(const brink_model *model, const brink_run_options *options,
                              const brink_i_engine *engine, brink_result **out, brink_fault *fault)
{
    sampling s = {.model = model, .options = options, .engine = engine, .started = now()};
    *out = NULL;
    const brink_status status =
        brink_i_extent_of(model, options, options->resume, fault->message, sizeof fault->message, &s.extent);
    return status == BRINK_OK ? run(&s, out, fault) : status;
}

static brink_status run_model(const brink_model *model, const brink_run_options *options, brink_result **out,
                              brink_fault *fault)
{
    brink_i_engine engine;
    brink_status status =
        brink_i_engine_open(model, options->engine, options->seed, options->instruction_set,
                            brink_i_extent_left(options, options->resume), options->cancel, &engine);
    if (status == BRINK_OK) {
        status = brink_i_run_with(model, options, &engine, out, fault);
        brink_i_engine_close(&engine);
    }
    return status;
}

brink_status brink_run(const brink_model *model, const brink_run_options *options, brink_result **out,
                       brink_fault *fault)
{
    BRINK_I_OWN_FLOATS;
    brink_fault ignored;
    fault = fault ? fault : &ignored;
    *fault = (brink_fault){.kind = BRINK_FAULT_NONE};
    if (out) {
        *out = NULL;
    }
    if (!model || !out) {
        return BRINK_ERR_ARGUMENT;
    }
    brink_run_options checked;
    brink_status status = brink_i_options_read(options, &checked);
    if (status != BRINK_OK) {
        return status;
    }
    if (!checked.only) {
        return run_model(model, &checked, out, fault);
    }
    brink_model *part = NULL;
    brink_records_columns *columns = NULL;
    brink_i_hold *hold = brink_i_hold_new(1);
    status = hold ? brink_i_handing_plan(&model, NULL, 1, &checked, &columns) : BRINK_ERR_MEMORY;
    if (status == BRINK_OK) {
        status =
            brink_i_part_new(model, checked.only, checked.n_only, columns ? columns->chosen[0] : NULL, &part);
        brink_records_columns_free(columns);
    }
    if (status == BRINK_OK) {
        brink_i_hold_part(hold, part);
        status = run_model(part, &checked, out, fault);
    }
    if (*out) {
        (*out)->hold = brink_i_hold_use(hold);
        (*out)->some = true;
    }
    brink_i_hold_drop(hold);
    return status;
}
