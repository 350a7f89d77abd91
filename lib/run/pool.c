/* SPDX-License-Identifier: Apache-2.0 */
#include "run/pool.h"

#include <math.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/floats.h"
#include "run/stretches.h"
#include "run/threads.h"

/* A claim aims at this time: short enough for a cancel to feel immediate, long enough for claiming to cost
 * nothing. */
static const double CLAIM_SECONDS = 0.1;
static const double REPORT_SECONDS = 0.1;
enum { FIRST_CLAIM = 64 }; /* few: a trial may take seconds */

/* After a cancel: blocks under way may take so long to end; and so long may it take in all, if trials that
 * were dropped with others are sampled again. A run shall end within two seconds. */
static const double PATIENCE = 0.3, LONGEST = 1.2;

/* What a thread sampled in a stretch that is not done yet. */
typedef struct pending {
    void *sink;
    uint64_t stretch;
} pending;

/* All that one thread writes while sampling. Allocated by its thread, apart from the others'. */
typedef struct worker {
    void *engine;
    void *sink;         /* of trials that are there to stay */
    pending pending[2]; /* sink NULL: not in use */
    brink_i_block *block;
    brink_status status;
    brink_fault fault;
    uint64_t claim;       /* trials to claim next */
    uint64_t begin;       /* of the claim under way */
    brink_i_piece *piece; /* for its records */
    brink_i_pool *pool;
} worker;

struct brink_i_pool {
    brink_i_job job;
    worker **workers; /* [room]; entry i is written by thread i only */
    int room, threads;
    brink_i_stretches stretches;
    _Atomic uint64_t ended;     /* trials finished */
    _Atomic uint64_t failed;    /* smallest trial known to fail; UINT64_MAX: none */
    _Atomic int broken;         /* a brink_status: what failed and was no fault of a trial */
    _Atomic uint64_t cancelled; /* nanoseconds, when that was first seen; 0: not yet */
    double patience;            /* after that, until trials are dropped */
    double pause;               /* date from which on nothing is begun, */
    uint64_t progress;          /* once more than these trials are finished, so that there is an end */
    bool again;                 /* trials are sampled that were dropped with others, in spite of a cancel */
    atomic_flag reporting;      /* guards what follows while sampling */
    double reported;
    double widest;
};

static double now(void)
{
    struct timespec time;
    if (clock_gettime(CLOCK_MONOTONIC, &time) != 0) {
        return 0.0;
    }
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static bool cancelled(const brink_i_pool *pool)
{
    /* Written by a signal handler or by another thread: volatile alone would be a data race. */
    return (pool->job.cancel && __atomic_load_n(pool->job.cancel, __ATOMIC_RELAXED) != 0) ||
           (pool->job.order && brink_i_order_stopped(pool->job.order));
}

/* Seconds since a cancel was first seen; negative: there was none. */
static double since_cancel(brink_i_pool *pool)
{
    if (!cancelled(pool)) {
        return -1.0;
    }
    const uint64_t at = (uint64_t)(1e9 * now()) + 1;
    uint64_t first = 0;
    return atomic_compare_exchange_strong(&pool->cancelled, &first, at) ? 0.0
                                                                        : 1e-9 * ((double)at - (double)first);
}

/* Whether a cancel drops trials: then sinks are kept apart by stretch. */
static bool drops(const brink_i_pool *pool)
{
    return (pool->job.cancel || pool->job.order) && pool->job.sink.merge;
}

static bool is_broken(const brink_i_pool *pool)
{
    return atomic_load_explicit(&pool->broken, memory_order_relaxed) != BRINK_OK;
}

/* Whether a thread is to drop its trials: time is up, or nobody needs them any more. */
static int must_drop(void *context)
{
    worker *w = context;
    return is_broken(w->pool) || w->begin > atomic_load_explicit(&w->pool->failed, memory_order_relaxed) ||
           (drops(w->pool) && since_cancel(w->pool) > w->pool->patience);
}

brink_i_job brink_i_pool_job(const brink_model *model, const brink_i_engine *engine,
                             const brink_run_options *options, uint64_t block)
{
    return (brink_i_job){.model = model,
                         .engine = engine,
                         .seed = options->seed,
                         .first_trial = options->first_trial,
                         .trials = options->trials,
                         .block = options->block > 0 ? options->block : block,
                         .threads = options->threads,
                         .cancel = options->cancel,
                         .progress = options->progress,
                         .progress_context = options->progress_context};
}

brink_status brink_i_pool_new(const brink_i_job *job, brink_i_pool **out)
{
    *out = NULL;
    brink_i_pool *pool = calloc(1, sizeof *pool);
    if (!pool) {
        return BRINK_ERR_MEMORY;
    }
    pool->job = *job;
    pool->room = brink_i_threads_sensible(brink_i_threads_meant(job->threads));
    pool->workers = (worker **)calloc((size_t)pool->room, sizeof *pool->workers);
    if (!pool->workers || !brink_i_stretches_init(&pool->stretches, now())) {
        free((void *)pool->workers);
        free(pool);
        return BRINK_ERR_MEMORY;
    }
    atomic_init(&pool->cancelled, 0);
    pool->patience = PATIENCE;
    pool->pause = INFINITY;
    atomic_init(&pool->ended, 0);
    atomic_init(&pool->failed, UINT64_MAX);
    atomic_init(&pool->broken, BRINK_OK);
    atomic_flag_clear(&pool->reporting);
    pool->reported = now();
    pool->widest = (double)NAN;
    *out = pool;
    return BRINK_OK;
}

static void worker_free(const brink_i_job *job, worker *w)
{
    if (!w) {
        return;
    }
    if (w->engine) {
        job->engine->worker_free(w->engine);
    }
    for (int i = 0; i < 2; i++) {
        if (w->pending[i].sink) {
            job->sink.close(w->pending[i].sink);
        }
    }
    if (w->sink) {
        job->sink.close(w->sink);
    }
    brink_i_block_free(w->block);
    free(w);
}

void brink_i_pool_free(brink_i_pool *pool)
{
    if (!pool) {
        return;
    }
    for (int i = 0; i < pool->room; i++) {
        worker_free(&pool->job, pool->workers[i]);
    }
    brink_i_stretches_free(&pool->stretches);
    free((void *)pool->workers);
    free(pool);
}

static brink_status worker_new(const brink_i_job *job, worker **out)
{
    worker *w = calloc(1, sizeof *w);
    if (!w) {
        return BRINK_ERR_MEMORY;
    }
    w->claim = job->block < FIRST_CLAIM ? job->block : FIRST_CLAIM;
    /* A piece for records has room for no more. */
    if (job->order && w->claim > brink_i_order_most(job->order)) {
        w->claim = brink_i_order_most(job->order);
    }
    brink_status status = brink_i_block_new(job->model, job->asked, BRINK_I_BLOCK_TRIALS, &w->block);
    status = status == BRINK_OK ? job->sink.open(job->sink.context, 0, &w->sink) : status;
    if (status == BRINK_OK) {
        status = job->engine->worker_new(job->engine->shared, &w->engine);
    }
    if (status != BRINK_OK) {
        worker_free(job, w);
        return status;
    }
    *out = w;
    return BRINK_OK;
}

/* ---- what was sampled, by stretch ---- */

/* Adds what is there to stay to the thread's own sink. */
static brink_status keep(const brink_i_pool *pool, worker *w, uint64_t whole)
{
    brink_status status = BRINK_OK;
    for (int i = 0; i < 2; i++) {
        pending *p = &w->pending[i];
        if (p->sink && p->stretch < whole && status == BRINK_OK) {
            status = pool->job.sink.merge(w->sink, p->sink);
            p->sink = NULL;
        }
    }
    return status;
}

/* The sink for trials of a stretch. */
static brink_status find_sink(brink_i_pool *pool, worker *w, uint64_t stretch, void **sink)
{
    *sink = w->sink;
    if (!drops(pool)) {
        return BRINK_OK;
    }
    brink_status status = keep(pool, w, brink_i_stretches_whole(&pool->stretches));
    pending *p = &w->pending[stretch % 2]; /* only two at a time are not done */
    if (status == BRINK_OK && !p->sink) {
        p->stretch = stretch;
        status = pool->job.sink.open(pool->job.sink.context, stretch, &p->sink);
    }
    *sink = p->sink;
    return status;
}

/* No thread samples. All that is done goes to the threads' own sinks. */
static brink_status keep_all(brink_i_pool *pool, uint64_t whole)
{
    brink_status status = BRINK_OK;
    for (int i = 0; i < pool->room && status == BRINK_OK; i++) {
        status = pool->workers[i] ? keep(pool, pool->workers[i], whole) : BRINK_OK;
    }
    return status;
}

/* The same after a drop: what is not kept is forgotten. */
static brink_status cut(brink_i_pool *pool)
{
    brink_i_stretches_cut(&pool->stretches);
    if (pool->job.order) {
        brink_i_order_cut(pool->job.order, pool->stretches.next);
    }
    brink_status status = keep_all(pool, brink_i_stretches_whole(&pool->stretches));
    for (int i = 0; i < pool->room; i++) {
        worker *w = pool->workers[i];
        for (int k = 0; w && k < 2; k++) {
            if (w->pending[k].sink) {
                pool->job.sink.close(w->pending[k].sink);
                w->pending[k].sink = NULL;
            }
        }
        if (w && w->status == BRINK_ERR_CANCELLED) {
            w->status = BRINK_OK;
        }
    }
    atomic_store_explicit(&pool->ended, pool->stretches.next, memory_order_relaxed);
    return status;
}

/* ---- sampling ---- */

static bool is_over(brink_i_pool *pool)
{
    const double cancelled = since_cancel(pool);
    if (now() >= pool->pause && !pool->again &&
        atomic_load_explicit(&pool->ended, memory_order_relaxed) > pool->progress) {
        return true;
    }
    return is_broken(pool) || (pool->again ? cancelled > pool->patience : cancelled >= 0.0);
}

/* Where the records of the next claim go. False when there is nothing more to begin. */
static bool find_piece(brink_i_pool *pool, brink_i_piece **piece)
{
    *piece = NULL;
    while (pool->job.order && !*piece) {
        const brink_status status = brink_i_order_take(pool->job.order, piece);
        if (status != BRINK_OK) {
            atomic_store_explicit(&pool->broken, (int)status, memory_order_relaxed);
        }
        if (is_over(pool) || atomic_load_explicit(&pool->failed, memory_order_relaxed) != UINT64_MAX) {
            break; /* a trial that fails may be what all others wait for */
        }
    }
    return !pool->job.order || *piece;
}

/* Takes the next trials. False when there is nothing more to begin. */
static bool claim(brink_i_pool *pool, uint64_t count, uint64_t most, brink_i_claim *out,
                  brink_i_piece **piece)
{
    if (is_over(pool) || !find_piece(pool, piece)) {
        return false;
    }
    /* Nothing behind a trial that fails is needed. */
    const uint64_t failed = atomic_load_explicit(&pool->failed, memory_order_relaxed);
    const bool any =
        !is_over(pool) &&
        brink_i_stretches_claim(&pool->stretches, failed < count ? failed : count, most, pool->room, out);
    if (*piece && any) {
        brink_i_order_begin(pool->job.order, *piece, out->begin, out->size);
    } else if (*piece) {
        brink_i_order_give_back(pool->job.order, *piece);
    }
    return any;
}

static void note_failure(brink_i_pool *pool, uint64_t trial)
{
    uint64_t known = atomic_load_explicit(&pool->failed, memory_order_relaxed);
    while (trial < known && !atomic_compare_exchange_weak_explicit(
                                &pool->failed, &known, trial, memory_order_relaxed, memory_order_relaxed)) {
    }
}

/* Records that somebody wants are copied on their way to the sink. */
static brink_status take(void *context, brink_i_block *block)
{
    const brink_i_taking *taking = context;
    if (taking->piece) {
        brink_i_piece_put(taking->piece, 0, block);
    }
    return taking->take(taking->sink, block);
}

static brink_status sample(brink_i_pool *pool, worker *w, const brink_i_claim *claimed)
{
    const brink_i_job *job = &pool->job;
    void *sink;
    brink_status status = find_sink(pool, w, claimed->stretch, &sink);
    if (status != BRINK_OK) {
        return status;
    }
    brink_i_taking taking = {sink, job->sink.take, w->piece};
    const brink_i_receiver to = {w->block, &taking, take};
    const brink_i_stop stop = {must_drop, w};
    w->begin = claimed->begin;
    const brink_i_trials trials = {
        .first = job->first_trial + claimed->begin, .count = claimed->size, .stop = &stop};
    w->block->n = 0;
    status = job->engine->worker_run(w->engine, &trials, &to, &w->fault);
    w->fault.seed = job->seed;
    if (status == BRINK_ERR_FAULT) {
        note_failure(pool, w->fault.trial - job->first_trial);
    }
    return status;
}

static void call_progress(brink_i_pool *pool)
{
    brink_progress progress = {.done = pool->job.before +
                                       atomic_load_explicit(&pool->ended, memory_order_relaxed),
                               .trials = pool->job.trials,
                               .widest = pool->widest};
    pool->job.progress(pool->job.progress_context, &progress);
}

static void report_if_due(brink_i_pool *pool, double at)
{
    if (!pool->job.progress || atomic_flag_test_and_set_explicit(&pool->reporting, memory_order_acquire)) {
        return;
    }
    if (at - pool->reported >= REPORT_SECONDS) {
        pool->reported = at;
        call_progress(pool);
    }
    atomic_flag_clear_explicit(&pool->reporting, memory_order_release);
}

static void adapt(const brink_i_pool *pool, worker *w, double seconds)
{
    if (seconds > 2.0 * CLAIM_SECONDS) {
        w->claim = (uint64_t)((double)w->claim * (CLAIM_SECONDS / seconds)) + 1;
    } else if (seconds < 0.5 * CLAIM_SECONDS && w->claim < pool->job.block) {
        w->claim *= 2;
    }
    if (w->claim > pool->job.block) {
        w->claim = pool->job.block;
    }
    if (pool->job.order && w->claim > brink_i_order_most(pool->job.order)) {
        w->claim = brink_i_order_most(pool->job.order);
    }
}

/* The records of a claim are complete. */
static bool hand_over(brink_i_pool *pool, worker *w)
{
    if (pool->job.order) {
        w->status = brink_i_order_done(pool->job.order, w->piece);
    }
    if (w->status != BRINK_OK) {
        atomic_store_explicit(&pool->broken, (int)w->status, memory_order_relaxed);
    }
    return w->status == BRINK_OK;
}

static void work(brink_i_pool *pool, int thread, uint64_t count)
{
    BRINK_I_OWN_FLOATS; /* each thread has its own */
    worker *w = pool->workers[thread];
    brink_i_claim claimed;
    brink_i_piece *piece;
    double started = now();
    while (claim(pool, count, w ? w->claim : 1, &claimed, &piece)) {
        if (!w) {
            brink_status status = worker_new(&pool->job, &w);
            if (status != BRINK_OK) {
                /* The claimed trials are lost, so this run has no result: all threads stop. */
                atomic_store_explicit(&pool->broken, (int)status, memory_order_relaxed);
                return;
            }
            w->pool = pool;
            pool->workers[thread] = w;
            started = now();
        }
        w->piece = piece;
        w->status = sample(pool, w, &claimed);
        if (w->status != BRINK_OK) {
            if (w->status != BRINK_ERR_FAULT && w->status != BRINK_ERR_CANCELLED) {
                atomic_store_explicit(&pool->broken, (int)w->status, memory_order_relaxed);
            }
            return;
        }
        atomic_fetch_add_explicit(&pool->ended, claimed.size, memory_order_relaxed);
        double ended = now();
        brink_i_stretches_done(&pool->stretches, &claimed, ended);
        adapt(pool, w, ended - started);
        if (!hand_over(pool, w)) {
            return;
        }
        started = pool->job.order ? now() : ended;
        report_if_due(pool, ended);
    }
}

/* One call of brink_i_pool_run. */
typedef struct task {
    brink_i_pool *pool;
    uint64_t count;
} task;

static void do_task(void *context, int thread)
{
    const task *t = context;
    work(t->pool, thread, t->count);
}

static void run_threads(brink_i_pool *pool, uint64_t count)
{
    task t = {pool, count};
    const int threads = brink_i_threads_run(pool->room, do_task, &t);
    pool->threads = threads > pool->threads ? threads : pool->threads;
}

/* The thread whose trial is the first of those that failed, or that were dropped. */
static const worker *first_with(const brink_i_pool *pool, brink_status status)
{
    const worker *first = NULL;
    for (int i = 0; i < pool->room; i++) {
        const worker *w = pool->workers[i];
        if (w && w->status == status && (!first || w->fault.trial < first->fault.trial)) {
            first = w;
        }
    }
    return first;
}

/* What ended the run: of several faults, that of the smallest trial; anything else that failed goes before.
 */
static brink_status conclude(brink_i_pool *pool, uint64_t count, brink_fault *fault)
{
    brink_status status = (brink_status)atomic_load_explicit(&pool->broken, memory_order_relaxed);
    const worker *failed = first_with(pool, BRINK_ERR_FAULT);
    if (status == BRINK_OK) {
        status = keep_all(pool, UINT64_MAX);
    }
    if (status != BRINK_OK) {
        return status;
    }
    if (failed) {
        *fault = failed->fault;
        return BRINK_ERR_FAULT;
    }
    const bool all = brink_i_pool_done(pool) == count;
    return all || (isfinite(pool->pause) && !cancelled(pool)) ? BRINK_OK : BRINK_ERR_CANCELLED;
}

/* Trials were dropped, and with them others that had ended, for they were sampled in the same stretch: those
 * before the first that was dropped are sampled again, as far as time allows. */
static brink_status sample_again(brink_i_pool *pool, uint64_t count, double patience)
{
    pool->again = true;
    pool->patience = patience;
    run_threads(pool, count);
    pool->again = false;
    const brink_status status = (brink_status)atomic_load_explicit(&pool->broken, memory_order_relaxed);
    return status == BRINK_OK ? cut(pool) : status;
}

static brink_status finish_dropped(brink_i_pool *pool, const worker *dropped, brink_fault *fault)
{
    *fault = dropped->fault;
    fault->kind = BRINK_FAULT_UNFINISHED;
    snprintf(fault->message, sizeof fault->message, "under way when the run was asked to end");
    const uint64_t trial = fault->trial - pool->job.first_trial;
    brink_status status = cut(pool);
    if (status == BRINK_OK && pool->stretches.next < trial) {
        status = sample_again(pool, trial, LONGEST);
    }
    /* The result ends where the records do that somebody has got. They ended before, so they do again. */
    const uint64_t delivered = pool->job.order ? brink_i_order_delivered(pool->job.order) : 0;
    if (status == BRINK_OK && pool->stretches.next < delivered) {
        status = sample_again(pool, delivered, (double)INFINITY);
    }
    return status == BRINK_OK ? BRINK_ERR_CANCELLED : status;
}

brink_status brink_i_pool_run(brink_i_pool *pool, uint64_t count, brink_fault *fault)
{
    pool->progress = atomic_load_explicit(&pool->ended, memory_order_relaxed);
    run_threads(pool, count);
    const worker *dropped = first_with(pool, BRINK_ERR_CANCELLED),
                 *failed = first_with(pool, BRINK_ERR_FAULT);
    const bool cuts = dropped && (!failed || dropped->fault.trial < failed->fault.trial) && !is_broken(pool);
    return cuts ? finish_dropped(pool, dropped, fault) : conclude(pool, count, fault);
}

void brink_i_pool_pause_in(brink_i_pool *pool, double seconds) { pool->pause = now() + seconds; }

uint64_t brink_i_pool_done(const brink_i_pool *pool) { return pool->stretches.next; }

int brink_i_pool_threads(const brink_i_pool *pool) { return pool->threads; }

int brink_i_pool_room(const brink_i_pool *pool) { return pool->room; }

void *brink_i_pool_sink(const brink_i_pool *pool, int i)
{
    return pool->workers[i] ? pool->workers[i]->sink : NULL;
}

void brink_i_pool_set_widest(brink_i_pool *pool, double widest) { pool->widest = widest; }

void brink_i_pool_report(brink_i_pool *pool)
{
    if (pool->job.progress) {
        call_progress(pool);
    }
}
