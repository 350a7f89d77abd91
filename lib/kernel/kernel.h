/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_KERNEL_KERNEL_H
#define BRINK_KERNEL_KERNEL_H

/* The sampling kernel: runs trials of a compiled model, 64 at a time. docs/semantics.md says what a trial is;
 * the oracle must agree to the bit. lanes.h has the picture. */

#include "model/model.h"

/* A model compiled for one seed; immutable, shared by threads. */
typedef struct brink_i_kernel brink_i_kernel;
/* One thread's state; used by one thread at a time. */
typedef struct brink_i_worker brink_i_worker;

/* `isa`: one of brink_i_kernel_isa, or NULL for the best. BRINK_ERR_NOT_FOUND: not to be had here. The model
 * must outlive the kernel. */
brink_status brink_i_kernel_new(const brink_model *model, uint64_t seed, const char *isa,
                                brink_i_kernel **out);
void brink_i_kernel_free(brink_i_kernel *kernel);

brink_status brink_i_worker_new(const brink_i_kernel *kernel, brink_i_worker **out);
void brink_i_worker_free(brink_i_worker *worker);

/* Samples trials. BRINK_ERR_FAULT: *bad is the smallest trial in which something went wrong, which is the
 * oracle's to tell; those before it were handed over, those after it may not have been run. Allocates
 * nothing. */
brink_status brink_i_worker_run(brink_i_worker *worker, const brink_i_trials *trials,
                                const brink_i_receiver *to, uint64_t *bad);

/* Name of the instruction set that the kernel uses. */
const char *brink_i_kernel_instruction_set(const brink_i_kernel *kernel);

/* Instruction sets by number, best first, as far as this machine can run them; NULL after the last. */
const char *brink_i_kernel_isa(int i);

#endif
