/* SPDX-License-Identifier: Apache-2.0 */
#include "run/pool.h"

#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

#ifdef _OPENMP
#include <omp.h>
#endif

/* A claim aims at this time: short enough for a cancel to feel immediate, long enough for claiming to cost
 * nothing. */
static const double CLAIM_SECONDS = 0.1;
static const double REPORT_SECONDS = 0.1;
enum { FIRST_CLAIM = 64 }; /* few: a trial may take seconds */

/* All that one thread writes while sampling. Allocated by its thread, apart from the others'. */
typedef struct worker {
    void *engine, *sink;
    brink_i_block *block;
    brink_status status;
    brink_fault fault;
    uint64_t claim; /* trials to claim next */
} worker;

struct brink_i_pool {
    brink_i_job job;
    worker **workers; /* [room]; entry i is written by thread i only */
    int room, threads;
    _Atomic uint64_t next;   /* trials begun */
    _Atomic uint64_t ended;  /* trials finished */
    _Atomic uint64_t failed; /* smallest trial known to fail; UINT64_MAX: none */
    _Atomic int broken;      /* a brink_status: what failed and was no fault of a trial */
    atomic_flag reporting;   /* guards what follows while sampling */
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

static int room_for(int threads)
{
#ifdef _OPENMP
    if (threads <= 0) {
        threads = omp_get_max_threads();
    }
    return threads < 1 ? 1 : threads;
#else
    (void)threads;
    return 1;
#endif
}

brink_status brink_i_pool_new(const brink_i_job *job, brink_i_pool **out)
{
    *out = NULL;
    brink_i_pool *pool = calloc(1, sizeof *pool);
    if (!pool) {
        return BRINK_ERR_MEMORY;
    }
    pool->job = *job;
    pool->room = room_for(job->threads);
    pool->workers = (worker **)calloc((size_t)pool->room, sizeof *pool->workers);
    if (!pool->workers) {
        free(pool);
        return BRINK_ERR_MEMORY;
    }
    atomic_init(&pool->next, 0);
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
    brink_status status = BRINK_OK;
    if (job->sink.open) {
        status = brink_i_block_new(job->model, job->asked, BRINK_I_BLOCK_TRIALS, &w->block);
        status = status == BRINK_OK ? job->sink.open(job->sink.context, &w->sink) : status;
    }
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

static bool cancelled(const brink_i_pool *pool)
{
    /* Written by a signal handler or by another thread: volatile alone would be a data race. */
    return pool->job.cancel && __atomic_load_n(pool->job.cancel, __ATOMIC_RELAXED) != 0;
}

/* Takes the next trials, at most `most` and fewer near the end, so that no thread is left alone with a long
 * block. Returns how many; 0 when there is nothing more to begin. */
static uint64_t claim(brink_i_pool *pool, uint64_t count, uint64_t most, uint64_t *begin)
{
    uint64_t next = atomic_load_explicit(&pool->next, memory_order_relaxed);
    for (;;) {
        if (next >= count || next > atomic_load_explicit(&pool->failed, memory_order_relaxed) ||
            atomic_load_explicit(&pool->broken, memory_order_relaxed) != BRINK_OK || cancelled(pool)) {
            return 0;
        }
        uint64_t share = (count - next) / (2 * (uint64_t)pool->room) + 1;
        uint64_t size = most < share ? most : share;
        if (atomic_compare_exchange_weak_explicit(&pool->next, &next, next + size, memory_order_relaxed,
                                                  memory_order_relaxed)) {
            *begin = next;
            return size;
        }
    }
}

static void note_failure(brink_i_pool *pool, uint64_t trial)
{
    uint64_t known = atomic_load_explicit(&pool->failed, memory_order_relaxed);
    while (trial < known && !atomic_compare_exchange_weak_explicit(
                                &pool->failed, &known, trial, memory_order_relaxed, memory_order_relaxed)) {
    }
}

/* Samples trials [begin, begin + size). */
static brink_status sample(brink_i_pool *pool, worker *w, uint64_t begin, uint64_t size)
{
    const brink_i_job *job = &pool->job;
    const brink_i_receiver to = {w->block, w->sink, job->sink.take};
    const brink_i_trials trials = {.first = job->first_trial + begin, .count = size};
    brink_status status = job->engine->worker_run(w->engine, &trials, &to, &w->fault);
    if (status == BRINK_ERR_FAULT) {
        w->fault.seed = job->seed;
        note_failure(pool, w->fault.trial - job->first_trial);
    }
    return status;
}

static void call_progress(brink_i_pool *pool)
{
    brink_progress progress = {.done = atomic_load_explicit(&pool->ended, memory_order_relaxed),
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
}

static void work(brink_i_pool *pool, int thread, uint64_t count)
{
    worker *w = pool->workers[thread];
    uint64_t begin = 0, size = 0;
    double started = now();
    while ((size = claim(pool, count, w ? w->claim : 1, &begin)) > 0) {
        if (!w) {
            brink_status status = worker_new(&pool->job, &w);
            if (status != BRINK_OK) {
                /* The claimed trials are lost, so this run has no result: all threads stop. */
                atomic_store_explicit(&pool->broken, (int)status, memory_order_relaxed);
                return;
            }
            pool->workers[thread] = w;
            started = now();
        }
        w->status = sample(pool, w, begin, size);
        if (w->status != BRINK_OK) {
            if (w->status != BRINK_ERR_FAULT) {
                atomic_store_explicit(&pool->broken, (int)w->status, memory_order_relaxed);
            }
            return;
        }
        atomic_fetch_add_explicit(&pool->ended, size, memory_order_relaxed);
        double ended = now();
        adapt(pool, w, ended - started);
        started = ended;
        report_if_due(pool, ended);
    }
}

static void run_threads(brink_i_pool *pool, uint64_t count)
{
#ifdef _OPENMP
    int threads = 1;
#pragma omp parallel num_threads(pool->room) default(none) shared(pool, count, threads)
    {
        /* OpenMP may give fewer threads than were asked for. */
#pragma omp single nowait
        threads = omp_get_num_threads();
        work(pool, omp_get_thread_num(), count);
    }
    if (threads > pool->threads) {
        pool->threads = threads;
    }
#else
    work(pool, 0, count);
    pool->threads = 1;
#endif
}

/* What ended the run: of several faults, that of the smallest trial; anything else that failed goes before.
 */
static brink_status conclude(const brink_i_pool *pool, uint64_t count, brink_fault *fault)
{
    brink_status broken = (brink_status)atomic_load_explicit(&pool->broken, memory_order_relaxed);
    if (broken != BRINK_OK) {
        return broken;
    }
    const worker *first = NULL;
    for (int i = 0; i < pool->room; i++) {
        const worker *w = pool->workers[i];
        if (w && w->status == BRINK_ERR_FAULT && (!first || w->fault.trial < first->fault.trial)) {
            first = w;
        }
    }
    if (first) {
        *fault = first->fault;
        return BRINK_ERR_FAULT;
    }
    return brink_i_pool_done(pool) < count ? BRINK_ERR_CANCELLED : BRINK_OK;
}

brink_status brink_i_pool_run(brink_i_pool *pool, uint64_t count, brink_fault *fault)
{
    run_threads(pool, count);
    return conclude(pool, count, fault);
}

uint64_t brink_i_pool_done(const brink_i_pool *pool)
{
    return atomic_load_explicit(&pool->next, memory_order_relaxed);
}

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
