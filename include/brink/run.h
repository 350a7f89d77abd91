/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_RUN_H
#define BRINK_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "brink/fault.h"
#include "brink/model.h"
#include "brink/result.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Which implementation samples. Both give the same bytes; the oracle is slow and obvious, for checking. */
typedef enum brink_engine { BRINK_ENGINE_KERNEL = 0, BRINK_ENGINE_ORACLE = 1 } brink_engine;

/** What a run is doing; passed to the progress callback. */
typedef struct brink_progress {
    uint64_t done;    /**< trials finished */
    uint64_t trials;  /**< trials asked for (the most, with `until`) */
    double widest;    /**< half-width of the widest 95 % outcome interval at the last check of `until`; NaN before */
} brink_progress;

/** Options of a run. Initialise with BRINK_RUN_OPTIONS_INIT, then set what differs. */
typedef struct brink_run_options {
    size_t size;          /**< sizeof(brink_run_options) */
    uint64_t seed;        /**< default 1 */
    uint64_t trials;      /**< number of trials (the most, with `until`); default 100,000; at least 1 */
    uint64_t first_trial; /**< number of the first trial; default 0 */
    /** Stop when the 95 % interval of every outcome's probability has a half-width of at most this; 0: never.
     *  Checked at fixed trial counts only (multiples of 65,536 doubling-free), so that the stopping count does not depend on threads. */
    double until;
    int threads;          /**< 0: as many as OpenMP offers */
    uint64_t block;       /**< trials per block; 0: default (2,048). Results do not depend on it */
    brink_engine engine;
    /** Called between blocks by one thread at a time, at most about ten times a second; may be NULL. */
    void (*progress)(void *context, const brink_progress *progress);
    void *progress_context;
    /** If not NULL and it becomes non-zero (from a signal handler, another thread), the run ends after the blocks under way with a valid partial result. */
    const volatile int *cancel;
} brink_run_options;

#define BRINK_RUN_OPTIONS_INIT {sizeof(brink_run_options), 1, 100000, 0, 0.0, 0, 0, BRINK_ENGINE_KERNEL, NULL, NULL, NULL}

/** Samples the model. `options` NULL: defaults.
 *
 *  BRINK_OK: *out is the result (free with brink_result_free()). BRINK_ERR_CANCELLED: *out is a valid partial result
 *  that states its true number of trials (a prefix 0 .. n-1 of the trials; NULL if no block was finished). BRINK_ERR_FAULT: *fault says which trial failed, why,
 *  and *out is NULL; the fault reported is that of the smallest failing trial number, on any number of threads. `fault` may be NULL.
 *  The result holds a reference to the model's texts: the model must outlive it. */
BRINK_API BRINK_NODISCARD brink_status brink_run(const brink_model *model, const brink_run_options *options, brink_result **out,
                                 brink_fault *fault);

/** Numbers of the first `most` trials, from first_trial on, that end with the outcome `name`, at most `limit` trials searched; *found of them are written to
 *  `trials`. Uses the kernel on all threads. */
BRINK_API BRINK_NODISCARD brink_status brink_run_find(const brink_model *model, uint64_t seed, const char *name, uint64_t first_trial,
                                      uint64_t limit, uint64_t *trials, size_t most, size_t *found, brink_fault *fault);

#ifdef __cplusplus
}
#endif
#endif
