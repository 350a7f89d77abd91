/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_RUN_H
#define BRINK_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "brink/fault.h"
#include "brink/model.h"
#include "brink/records.h"
#include "brink/result.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Which implementation samples. All give the same bytes.
 *
 *  AUTO: the kernel, at once; in a run of more than some seconds, code that is generated for the model takes
 * over as soon as the system's C compiler (`cc`, or what BRINK_CC names) has compiled it in the background,
 * and at once where the cache has it (BRINK_CACHE_DIR; else `brink` in XDG_CACHE_HOME or ~/.cache). Where
 * there is no compiler, or an instruction set is asked for, the kernel does all. ORACLE: slow and obvious,
 * for checking. KERNEL: never generated code. CODE: compiles first, where the cache has nothing. */
typedef enum brink_engine {
    BRINK_ENGINE_AUTO = 0,
    BRINK_ENGINE_ORACLE = 1,
    BRINK_ENGINE_KERNEL = 2,
    BRINK_ENGINE_CODE = 3
} brink_engine;

/** What a run is doing; passed to the progress callback. */
typedef struct brink_progress {
    uint64_t done;   /**< trials finished */
    uint64_t trials; /**< trials asked for (the most, with `until`) */
    double widest;   /**< half-width of the widest 95 % outcome interval at the last check of `until`; NaN
                        before */
} brink_progress;

enum { BRINK_THREADS_MOST = 4096 /**< in one process */ };

/** One part of the trials of a run that several processes or machines share. Their results, merged
 * (brink/store.h), are that of the whole run, to the bit. */
typedef struct brink_run_part {
    uint64_t first, count; /**< a stretch of the trials that the run asks for */
    uint64_t of;           /**< number of parts, at least 1: noted in the result */
    uint64_t look; /**< with `until`: the trials, from first_trial on, after which all parts are to be looked
                      at together; what a part has never ends it */
} brink_run_part;

struct brink_comparison;

/** Options of a run. Initialise with BRINK_RUN_OPTIONS_INIT, then set what differs. */
typedef struct brink_run_options {
    size_t size;          /**< sizeof(brink_run_options) */
    uint64_t seed;        /**< default 1 */
    uint64_t trials;      /**< number of trials (the most, with `until`); default 100,000; at least 1 */
    uint64_t first_trial; /**< number of the first trial; default 0; with `trials` less than 2^64 */
    /** Stop when the 95 % interval of every outcome's probability has a half-width of at most this; 0: never.
     *  Looked at after multiples of 65,536 trials only; which of them follows from the widest interval at the
     * last look. So where a run stops is decided by its trials alone, never by threads or blocks. */
    double until;
    int threads; /**< 0: OMP_NUM_THREADS, or as many as processors; at most BRINK_THREADS_MOST. Fewer are used
                    where the system has no more: brink_provenance says so */
    uint64_t block; /**< most trials that a thread takes at once; 0: 65,536. Results do not depend on it */
    brink_engine engine;
    /** Called between blocks by one thread at a time (any of them), at most about ten times a second, and
     * once more when all is sampled; may be NULL. */
    void (*progress)(void *context, const brink_progress *progress);
    void *progress_context;
    /** If not NULL and it becomes non-zero (from a signal handler, another thread), the run ends within two
     * seconds, with a valid partial result: blocks under way, which are sized to take some 100 ms, are
     * finished; a trial that lasts longer is dropped, with all behind it. */
    const volatile int *cancel;
    /** Instruction set of the kernel's loop: one of brink_instruction_set(), NULL: the best of this machine.
     * Results do not depend on it. */
    const char *instruction_set;
    /** If not NULL: only the outcomes and these measures and series, n_only names, are computed and in the
     * result; "outcomes" may stand for no more than these. What is there has the same bits as ever. A name
     * that the model does not have: BRINK_ERR_ARGUMENT. */
    const char *const *only;
    size_t n_only;
    const brink_records *records; /**< if not NULL: who gets a row for each trial */
    /** If not NULL: only this part is sampled; trials, first_trial and until are those of the whole. */
    const brink_run_part *part;
    /** If not NULL: an earlier result of the same model, seed, first trial (and until), from which the run
     * goes on: the new one has its trials too, and is that of one long run, to the bit. Of the same part, if
     * there is one. Else BRINK_ERR_INVALID, and fault->message says what does not fit. */
    const brink_result *resume;
    const struct brink_comparison *resume_compared; /**< the same for brink_compare() */
    /** Every so many seconds (0: never) all threads stop for a moment, and the callback gets the result so
     * far, which is valid during the call: to be packed and kept. */
    double checkpoint_seconds;
    void (*checkpoint)(void *context, const brink_result *so_far);
    void (*checkpoint_compared)(void *context,
                                const struct brink_comparison *so_far); /**< of brink_compare() */
    void *checkpoint_context;
} brink_run_options;

/** Instruction sets that this build has and this machine can run, best first; NULL after the last. Static
 * storage. */
BRINK_API const char *brink_instruction_set(int i);

#define BRINK_RUN_OPTIONS_INIT                                                                               \
    {                                                                                                        \
        sizeof(brink_run_options), 1, 100000, 0, 0.0, 0, 0, BRINK_ENGINE_AUTO, NULL, NULL, NULL, NULL, NULL, \
            0, NULL, NULL, NULL, NULL, 0.0, NULL, NULL, NULL                                                 \
    }

/** Samples the model. `options` NULL: defaults.
 *
 *  BRINK_OK: *out is the result (free with brink_result_free()). BRINK_ERR_CANCELLED: *out is a valid partial
 * result that states its true number of trials, always a prefix of those asked for (NULL if not one was
 * finished); if a trial had to be dropped, *fault is of kind BRINK_FAULT_UNFINISHED and says which.
 * BRINK_ERR_FAULT: *fault says which trial failed, and why, and *out is NULL; it is the smallest
 * failing trial number of those asked for, on any number of threads. `fault` may be NULL; its kind is
 * BRINK_FAULT_NONE otherwise. BRINK_ERR_NOT_FOUND: no such instruction set here, or no code
 * could be compiled (BRINK_ENGINE_CODE). The result refers to the model, which must outlive it. */
BRINK_API BRINK_NODISCARD brink_status brink_run(const brink_model *model, const brink_run_options *options,
                                                 brink_result **out, brink_fault *fault);

/** With `until`: the number of trials after which a run of at most `trials` looks first. */
BRINK_API uint64_t brink_run_first_look(uint64_t trials);

/** Numbers of the first `most` trials, from first_trial on, that end with the outcome `name`: searches at
 * most `limit` trials, writes the numbers to `trials` in ascending order and how many they are to *found (0
 * is no error). BRINK_ERR_NOT_FOUND: the model has no such outcome. BRINK_ERR_FAULT: a trial failed before
 * enough were found. Uses the kernel on all threads. `fault` may be NULL. */
BRINK_API BRINK_NODISCARD brink_status brink_run_find(const brink_model *model, uint64_t seed,
                                                      const char *name, uint64_t first_trial, uint64_t limit,
                                                      uint64_t *trials, size_t most, size_t *found,
                                                      brink_fault *fault);

#ifdef __cplusplus
}
#endif
#endif
