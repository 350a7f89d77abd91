/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_RUN_POOL_H
#define BRINK_RUN_POOL_H

/* Threads that sample trials 0, 1, 2, … of a job and give each record to their own sink.
 *
 * Trials are claimed in ascending order, a block at a time (run/stretches.h), and a block that was begun is
 * finished. So what was sampled is always a prefix, however many threads there are and whenever they are
 * stopped: a cancelled run is a shorter run, and the smallest failing trial is always among those that were
 * begun. How many trials a claim takes follows from time and remaining work; no result depends on it, for
 * what sinks keep does not depend on order.
 *
 * After a cancel blocks under way have a moment to end. What has not ended then is dropped, and with it all
 * that was sampled behind it: the prefix ends at the first trial that was dropped. Where records were handed
 * over (records/order.h), it ends where they do. */

#include "records/order.h"
#include "run/engine.h"

/* What becomes of the records: each thread opens sinks of its own, and gives records to them in blocks. */
typedef struct brink_i_sink {
    void *context;
    /* `stretch`: what is sampled between two changes of stretch (run/stretches.h) has a sink of its own in
     * each thread; 0: what is there to stay. */
    brink_status (*open)(void *context, uint64_t stretch, void **sink);
    brink_status (*take)(void *sink, brink_i_block *block);
    /* Adds `from` to `into`, which is there to stay, and closes it, also when that fails. NULL: nothing is
     * ever dropped, a cancel waits for the blocks under way. */
    brink_status (*merge)(void *into, void *from);
    void (*close)(void *sink);
} brink_i_sink;

/* What an engine's receiver has as its context: the sink for its trials, and where their records go besides.
 */
typedef struct brink_i_taking {
    void *sink;
    brink_status (*take)(void *sink, brink_i_block *block);
    brink_i_piece *piece; /* NULL: nobody wants records */
} brink_i_taking;

typedef struct brink_i_job {
    const brink_model *model;
    const brink_i_engine *engine;
    brink_i_sink sink;
    const bool *asked;    /* parameters whose columns are read; NULL: none */
    brink_i_order *order; /* of records that somebody wants; NULL: nobody does */
    uint64_t seed, first_trial;
    uint64_t before, trials; /* done earlier, and in all: for the progress callback */
    uint64_t block;          /* most trials in a claim, at least 1 */
    int threads;             /* 0: brink_i_threads_meant() */
    const volatile int *cancel;
    void (*progress)(void *context, const brink_progress *progress);
    void *progress_context;
} brink_i_job;

/* The job that a run's options ask for; its sink is still to be set. `block`: where they say nothing. */
brink_i_job brink_i_pool_job(const brink_model *model, const brink_i_engine *engine,
                             const brink_run_options *options, uint64_t block);

typedef struct brink_i_pool brink_i_pool;

/* The job's engine and model must outlive the pool. */
brink_status brink_i_pool_new(const brink_i_job *job, brink_i_pool **out);
/* Closes all sinks. */
void brink_i_pool_free(brink_i_pool *pool);

/* Samples until `count` trials of the job are done. BRINK_ERR_CANCELLED: fewer are done, all of them
 * finished; where trials had to be dropped, *fault is of kind BRINK_FAULT_UNFINISHED and of the first of
 * them. BRINK_ERR_FAULT: *fault is that of the smallest failing trial; every trial before it was given to a
 * sink. After any failure but a cancel the pool is good for looking at its sinks only. */
brink_status brink_i_pool_run(brink_i_pool *pool, uint64_t count, brink_fault *fault);

/* From so many seconds from now on, and once something is finished, nothing more is begun, and
 * brink_i_pool_run returns BRINK_OK with fewer trials done: to look at the sinks and go on. Infinite: no
 * pause. */
void brink_i_pool_pause_in(brink_i_pool *pool, double seconds);

uint64_t brink_i_pool_done(const brink_i_pool *pool);
/* Threads that took part so far, at least 1 after a run. */
int brink_i_pool_threads(const brink_i_pool *pool);
/* Sinks by thread, 0 <= i < brink_i_pool_room; NULL for threads that never claimed a trial. */
int brink_i_pool_room(const brink_i_pool *pool);
void *brink_i_pool_sink(const brink_i_pool *pool, int i);
/* For the progress callback: the widest interval at the last look. Not while running. */
void brink_i_pool_set_widest(brink_i_pool *pool, double widest);
/* Calls the progress callback now. */
void brink_i_pool_report(brink_i_pool *pool);

#endif
