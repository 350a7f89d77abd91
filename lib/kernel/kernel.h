/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_KERNEL_KERNEL_H
#define BRINK_KERNEL_KERNEL_H

/* The sampling kernel: runs trials of a compiled model. docs/semantics.md says what a trial is; the oracle must agree to the bit. */

#include "brink/fault.h"
#include "model/model.h"

/* A model compiled for one seed; immutable, shared by threads. */
typedef struct brink_i_kernel brink_i_kernel;
/* One thread's state; used by one thread at a time. */
typedef struct brink_i_worker brink_i_worker;

/* The model must outlive the kernel. */
brink_status brink_i_kernel_new(const brink_model *model, uint64_t seed, brink_i_kernel **out);
void brink_i_kernel_free(brink_i_kernel *kernel);

brink_status brink_i_worker_new(const brink_i_kernel *kernel, brink_i_worker **out);
void brink_i_worker_free(brink_i_worker *worker);

/* Runs one trial and fills the record (arrays owned by the caller). BRINK_ERR_FAULT: *fault says what happened (its seed too). Allocates nothing. */
brink_status brink_i_worker_trial(brink_i_worker *worker, uint64_t trial, brink_i_record *record, brink_fault *fault);

/* Name of the instruction set that the kernel's loop was built for. */
const char *brink_i_kernel_instruction_set(const brink_i_kernel *kernel);

#endif
