/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_RUN_RUN_H
#define BRINK_RUN_RUN_H

#include "run/engine.h"

/* brink_run() and brink_run_find() with any engine (options->engine is not looked at). The engine stays the
 * caller's. */
brink_status brink_i_run_with(const brink_model *model, const brink_run_options *options,
                              const brink_i_engine *engine, brink_result **out, brink_fault *fault);

typedef struct brink_i_find {
    uint64_t seed;
    int outcome;
    uint64_t first_trial, limit;
    uint64_t *trials; /* [most] */
    size_t most, found;
    int threads; /* 0: brink_i_threads_meant() */
} brink_i_find;
brink_status brink_i_find_with(const brink_model *model, const brink_i_engine *engine, brink_i_find *find,
                               brink_fault *fault);

#endif
