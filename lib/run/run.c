/* SPDX-License-Identifier: Apache-2.0 */
#include "run/run.h"
#include "base/floats.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "model/part.h"
#include "result/result.h"
#include "run/handing.h"
#include "run/pool.h"
#include "run/threads.h"
#include "stats/interval.h"

enum { DEFAULT_BLOCK = 65536, LOOK_EVERY = 65536 };
static const double LEVEL = 0.95;

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

/* Half-width of the widest interval of an outcome's probability, over all threads' tallies. */
static double widest_interval(const brink_i_pool *pool, const brink_model *model)
{
    double widest = 0.0;
    for (int i = 0; i < model->n_outcomes; i++) {
        uint64_t count = 0;
        for (int t = 0; t < brink_i_pool_room(pool); t++) {
            const brink_i_tally *tally = brink_i_pool_sink(pool, t);
            count += tally ? tally->outcomes[i].count : 0;
        }
        brink_i_interval interval = brink_i_interval_probability(count, brink_i_pool_done(pool), LEVEL);
        widest = fmax(widest, 0.5 * (interval.high - interval.low));
    }
    return widest;
}

/* The trial count of the next look. Widths shrink as 1/sqrt(n), so the last look tells about how many trials
 * are needed; going half the way to there makes few looks (at each of them all threads wait) and does not
 * overshoot. It follows from sampled numbers only. */
static uint64_t next_look(uint64_t done, double widest, double until, uint64_t trials)
{
    double ratio = widest / until;
    double ahead = 0.5 * (double)done * (ratio * ratio - 1.0) / LOOK_EVERY;
    uint64_t room = (trials - done) / LOOK_EVERY;
    uint64_t looks = ahead >= (double)room ? room : (uint64_t)ahead;
    uint64_t look = done + (looks > 0 ? looks : 1) * LOOK_EVERY;
    return look > trials || look < done ? trials : look;
}

static brink_status sample(brink_i_pool *pool, const brink_model *model, const brink_run_options *options,
                           bool *until_met, brink_fault *fault)
{
    *until_met = false;
    if (!(options->until > 0.0)) {
        return brink_i_pool_run(pool, options->trials, fault);
    }
    uint64_t look = options->trials < LOOK_EVERY ? options->trials : LOOK_EVERY;
    for (;;) {
        brink_status status = brink_i_pool_run(pool, look, fault);
        if (status != BRINK_OK) {
            return status;
        }
        double widest = widest_interval(pool, model);
        brink_i_pool_set_widest(pool, widest);
        *until_met = widest <= options->until;
        if (*until_met || look == options->trials) {
            return BRINK_OK;
        }
        look = next_look(look, widest, options->until, options->trials);
    }
}

/* All threads' tallies as one; any order gives the same bytes. */
static brink_status merge(const brink_i_pool *pool, brink_i_tally *out)
{
    brink_i_tally *first = NULL;
    for (int i = 0; i < brink_i_pool_room(pool); i++) {
        brink_i_tally *tally = brink_i_pool_sink(pool, i);
        if (!tally) {
            continue;
        }
        if (!first) {
            first = tally;
            continue;
        }
        brink_status status = brink_i_tally_merge(first, tally);
        if (status != BRINK_OK) {
            return status;
        }
        brink_i_tally_free(tally); /* half of the memory, before the views are made */
    }
    if (!first) {
        return BRINK_ERR_INTERNAL; /* trials are done, so somebody did them */
    }
    *out = *first;
    *first = (brink_i_tally){0}; /* moved: closing the sink frees nothing */
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

static brink_status finish(const brink_i_pool *pool, const brink_model *model, const brink_provenance *made,
                           brink_result **out)
{
    brink_i_tally tally;
    brink_status status = merge(pool, &tally);
    return status == BRINK_OK ? brink_i_result_new(model, &tally, made, out) : status;
}

brink_status brink_i_run_with(const brink_model *model, const brink_run_options *options,
                              const brink_i_engine *engine, brink_result **out, brink_fault *fault)
{
    double started = now();
    union {
        const brink_model *in;
        void *out;
    } context = {.in = model}; /* only read */
    brink_i_job job = brink_i_pool_job(model, engine, options, DEFAULT_BLOCK);
    job.sink = (brink_i_sink){context.out, tally_open, tally_take, tally_merge, tally_close};
    brink_i_pool *pool = NULL;
    brink_i_handing handing;
    *out = NULL;
    brink_status status = brink_i_handing_open(&model, NULL, 1, options, &job, &handing);
    if (status != BRINK_OK) {
        return status;
    }
    status = brink_i_pool_new(&job, &pool);
    if (status != BRINK_OK) {
        brink_i_handing_close(&handing);
        return status;
    }

    brink_provenance made = {.engine = engine->name,
                             .instruction_set = engine->instruction_set,
                             .seed = options->seed,
                             .trials_asked = options->trials,
                             .first_trial = options->first_trial,
                             .until = options->until > 0.0 ? options->until : 0.0};
    status = sample(pool, model, options, &made.until_met, fault);
    brink_i_pool_report(pool);
    made.partial = status == BRINK_ERR_CANCELLED;
    made.threads = brink_i_pool_threads(pool);
    made.threads_asked = brink_i_threads_meant(options->threads);
    brink_i_engine_sign(engine, &made);
    made.seconds = now() - started;
    bool valid = status == BRINK_OK || status == BRINK_ERR_CANCELLED;
    if (valid && brink_i_pool_done(pool) > 0) {
        brink_status finished = finish(pool, model, &made, out);
        status = finished == BRINK_OK ? status : finished;
    }
    brink_i_pool_free(pool);
    brink_i_handing_close(&handing);
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
                options.threads >= 0 && options.threads <= BRINK_THREADS_MOST && options.until >= 0.0 &&
                isfinite(options.until) && (options.only || options.n_only == 0);
    *out = options;
    return good ? BRINK_OK : BRINK_ERR_ARGUMENT;
}

static brink_status run_model(const brink_model *model, const brink_run_options *options, brink_result **out,
                              brink_fault *fault)
{
    brink_i_engine engine;
    brink_status status = brink_i_engine_open(model, options->engine, options->seed, options->instruction_set,
                                              options->trials, options->cancel, &engine);
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
    brink_status status = read_options(options, &checked);
    if (status != BRINK_OK) {
        return status;
    }
    if (!checked.only) {
        return run_model(model, &checked, out, fault);
    }
    brink_model *part;
    brink_records_columns *columns;
    status = brink_i_handing_plan(&model, NULL, 1, &checked, &columns);
    if (status != BRINK_OK) {
        return status;
    }
    status =
        brink_i_part_new(model, checked.only, checked.n_only, columns ? columns->chosen[0] : NULL, &part);
    brink_records_columns_free(columns);
    if (status != BRINK_OK) {
        return status;
    }
    status = run_model(part, &checked, out, fault);
    if (*out) {
        (*out)->part = part;
    } else {
        brink_i_part_free(part);
    }
    return status;
}
