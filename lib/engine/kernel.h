/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_ENGINE_KERNEL_H
#define BRINK_ENGINE_KERNEL_H

/* A model compiled for one seed: all that the scalar body reads. Immutable, shared by threads. */

#include "engine/plan.h"
#include "engine/scalar.h"

typedef struct brink_i_kernel {
    brink_i_program program;
    /* Stream keys of the owners, in the order of the model. */
    brink_i_owner_key *param_keys, *stock_keys, *machine_keys, *process_keys;
    brink_i_plan plan;
    const char *instruction_set;
} brink_i_kernel;

/* `instruction_set`: one of brink_i_instruction_set, or NULL for the best. BRINK_ERR_NOT_FOUND: not to be had
 * here. The model must outlive the kernel. */
brink_status brink_i_kernel_new(const brink_model *model, uint64_t seed, const char *instruction_set,
                                brink_i_kernel **out);
void brink_i_kernel_free(brink_i_kernel *kernel);

/* One thread's state, for expressions that are interpreted (`compiled` NULL) or compiled. */
brink_status brink_i_kernel_worker(const brink_i_kernel *kernel, const brink_i_compiled *compiled,
                                   brink_i_scalar_worker **out);

/* Instruction sets by number, best first, as far as this machine can run them; NULL after the last. */
const char *brink_i_instruction_set(int i);

#endif
