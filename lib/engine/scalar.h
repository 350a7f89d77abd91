/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_ENGINE_SCALAR_H
#define BRINK_ENGINE_SCALAR_H

/* The scalar body: plays one trial after the other, with expressions interpreted or compiled for the model.
 * Ordinary C (body*.h), an instance for each instruction set; docs/semantics.md says what it does, and its
 * trials are the oracle's to the bit. What goes wrong in a trial it does not tell: the oracle plays such a
 * trial again and can. */

#include "engine/plan.h"
#include "engine/trial.h"

typedef struct brink_i_scalar_worker brink_i_scalar_worker;

/* One thread's state. `compiled`: NULL, expressions are interpreted; it and the plan must outlive the worker.
 * `instruction_set`: as of the kernel. BRINK_OK or BRINK_ERR_MEMORY. */
brink_status brink_i_scalar_new(const brink_i_plan *plan, const brink_i_compiled *compiled,
                                const char *instruction_set, brink_i_scalar_worker **out);
void brink_i_scalar_free(brink_i_scalar_worker *worker);

/* BRINK_ERR_FAULT: something goes wrong in trial *bad, which is the oracle's to tell; all before it were
 * handed over. */
brink_status brink_i_scalar_run(brink_i_scalar_worker *worker, const brink_i_trials *trials,
                                const brink_i_receiver *to, uint64_t *bad);

#endif
