/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_RUN_ENGINE_H
#define BRINK_RUN_ENGINE_H

/* What samples trials, behind one small interface, so that the kernel, the oracle and the tests' own engines
 * are exchangeable. */

#include "brink/fault.h"
#include "brink/run.h"
#include "model/model.h"

typedef struct brink_i_engine {
    const char *name, *instruction_set; /* static storage */
    void *shared;                       /* immutable, used by all workers */
    /* A worker belongs to one thread. */
    brink_status (*worker_new)(const void *shared, void **worker);
    void (*worker_free)(void *worker);
    /* BRINK_OK with the record filled, BRINK_ERR_FAULT with *fault filled (but for its seed), or another
     * failure. */
    brink_status (*worker_trial)(void *worker, uint64_t trial, brink_i_record *record, brink_fault *fault);
    /* Trials [first, first + count), many at a time, their records in no particular order; after a fault at
     * least those of every trial before it. NULL: trials are sampled one by one. */
    brink_status (*worker_run)(void *worker, uint64_t first, uint64_t count, const brink_i_receiver *to,
                               brink_fault *fault);
    void (*shared_free)(void *shared); /* may be NULL */
    /* What did the sampling, once it is done; static storage. NULL: `name`. */
    const char *(*made_by)(const void *shared);
} brink_i_engine;

/* What did the sampling. */
const char *brink_i_engine_made_by(const brink_i_engine *engine);

/* BRINK_ERR_ARGUMENT: no such engine. `instruction_set`: of the kernel, NULL: the best; BRINK_ERR_NOT_FOUND:
 * not to be had here. `trials`: as many are to be sampled (at most); decides whether compiling is worth
 * while. `cancel`: as in brink_run_options; BRINK_ERR_CANCELLED when it ended the wait for a compiler. */
brink_status brink_i_engine_open(const brink_model *model, brink_engine which, uint64_t seed,
                                 const char *instruction_set, uint64_t trials, const volatile int *cancel,
                                 brink_i_engine *out);
void brink_i_engine_close(brink_i_engine *engine);

#endif
