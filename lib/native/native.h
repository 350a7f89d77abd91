/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_NATIVE_NATIVE_H
#define BRINK_NATIVE_NATIVE_H

/* Generated code for one model and seed, for long runs. Its trials are the oracle's to the bit; what goes
 * wrong in a trial, it leaves to the oracle to tell. */

#include "engine/kernel.h"
#include "native/module.h"

typedef struct brink_i_native brink_i_native;
typedef struct brink_i_native_worker brink_i_native_worker;

/* Emits the code of the kernel's model, and looks for it in the cache, or (unless NULL) where it is made
 * ahead; the module of a very large model has failed. The kernel must outlive it. BRINK_OK or
 * BRINK_ERR_MEMORY. */
brink_status brink_i_native_new(const brink_i_kernel *kernel, const brink_i_ahead *ahead,
                                brink_i_native **out);
void brink_i_native_free(brink_i_native *native);

/* The module; calls must be serialised. */
brink_i_module *brink_i_native_module(brink_i_native *native);
/* The text that was emitted; "" for a model so large that none is. */
const char *brink_i_native_text(const brink_i_native *native);
/* Whether that is to be compiled: not where it is too long. */
bool brink_i_native_is_wanted(const brink_i_native *native);

/* Of a module that is ready; used by one thread at a time. */
brink_status brink_i_native_worker_new(const brink_i_native *native, brink_i_native_worker **out);
void brink_i_native_worker_free(brink_i_native_worker *worker);

/* Whether it takes trials with addresses, and gives columns of parameters. */
bool brink_i_native_takes_all(const brink_i_native *native);

/* BRINK_ERR_FAULT: *fault is that of the smallest trial that failed;
 * trials after it may not have been run. */
brink_status brink_i_native_run(brink_i_native_worker *worker, const brink_i_replayer *by,
                                const brink_i_trials *trials, const brink_i_receiver *to, brink_fault *fault);

#endif
