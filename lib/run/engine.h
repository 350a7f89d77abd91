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
    /* Samples trials and hands their records over. BRINK_ERR_FAULT: *fault is that of the smallest failing
     * trial (but for its seed), and the records of all trials before it were handed over.
     * BRINK_ERR_CANCELLED: trials->stop was asked for; trial and time of *fault say which trial was not
     * finished, the smallest such if several, and how far it had come. */
    brink_status (*worker_run)(void *worker, const brink_i_trials *trials, const brink_i_receiver *to,
                               brink_fault *fault);
    void (*shared_free)(void *shared); /* may be NULL */
    /* What did the sampling, once it is done; static storage. NULL: `name`. */
    const char *(*made_by)(const void *shared);
    /* What compiled the code that took part; as long as the engine is open. NULL: none ever does. */
    const char *(*compiler)(const void *shared);
} brink_i_engine;

/* What did the sampling. */
const char *brink_i_engine_made_by(const brink_i_engine *engine);
/* Notes both for the result. */
void brink_i_engine_sign(const brink_i_engine *engine, brink_provenance *made);

/* BRINK_ERR_ARGUMENT: no such engine. `instruction_set`: of the kernel, NULL: the best; BRINK_ERR_NOT_FOUND:
 * not to be had here. `trials`: as many are to be sampled (at most); decides whether compiling is worth
 * while. `cancel`: as in brink_run_options; BRINK_ERR_CANCELLED when it ended the wait for a compiler. */
brink_status brink_i_engine_open(const brink_model *model, brink_engine which, uint64_t seed,
                                 const char *instruction_set, uint64_t trials, const volatile int *cancel,
                                 brink_i_engine *out);
void brink_i_engine_close(brink_i_engine *engine);

#endif
