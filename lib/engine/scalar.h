/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_ENGINE_SCALAR_H
#define BRINK_ENGINE_SCALAR_H

/* The scalar body: plays one trial after the other, with expressions interpreted or compiled for the model.
 * Ordinary C (body*.h), an instance for each instruction set; docs/semantics.md says what it does, and its
 * trials are the oracle's to the bit. What goes wrong in a trial it does not tell: the oracle plays such a
 * trial again and can. */

#include "brink/fault.h"
#include "engine/plan.h"
#include "engine/trial.h"

typedef struct brink_i_scalar_worker brink_i_scalar_worker;

/* One thread's state. `compiled`: NULL, expressions are interpreted; it and the plan must outlive the worker.
 * `instruction_set`: one of brink_i_instruction_set. BRINK_OK or BRINK_ERR_MEMORY. */
brink_status brink_i_scalar_new(const brink_i_plan *plan, const brink_i_compiled *compiled,
                                const char *instruction_set, brink_i_scalar_worker **out);
void brink_i_scalar_free(brink_i_scalar_worker *worker);

/* BRINK_ERR_FAULT: something goes wrong in trial *bad, which is the oracle's to tell; all before it were
 * handed over. BRINK_ERR_CANCELLED: the same for a trial that was to be dropped. */
brink_status brink_i_scalar_run(brink_i_scalar_worker *worker, const brink_i_trials *trials,
                                const brink_i_receiver *to, uint64_t *bad);

/* Who plays a trial in which something may go wrong: gives its record, or says what is wrong
 * (BRINK_ERR_FAULT, *fault). */
typedef struct brink_i_replayer {
    void *context;
    brink_status (*play)(void *context, const brink_i_address *address, uint64_t trial,
                         const brink_i_stop *stop, const brink_i_receiver *to, brink_fault *fault);
} brink_i_replayer;

/* The same, trials in which something goes wrong by the replayer. BRINK_ERR_FAULT: *fault is that of the
 * smallest trial that failed; trials after it were not run. BRINK_ERR_CANCELLED: trial and time of *fault say
 * which trial was dropped, and how far it had come. */
brink_status brink_i_scalar_play(brink_i_scalar_worker *worker, const brink_i_replayer *by,
                                 const brink_i_trials *trials, const brink_i_receiver *to,
                                 brink_fault *fault);

#endif
