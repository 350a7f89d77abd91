/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_NATIVE_MODULE_H
#define BRINK_NATIVE_MODULE_H

/* A generated text as code in memory: compiled by the system's C compiler, kept in a cache, loaded.
 * docs/decisions/0007 says where and why. Nothing here is shared between threads: the caller serialises. */

#include <stdint.h>

#include "brink/status.h"
#include "engine/trial.h"
#include "native/host.h"

typedef enum brink_i_module_state {
    BRINK_I_MODULE_ABSENT, /* not compiled yet */
    BRINK_I_MODULE_COMPILING,
    BRINK_I_MODULE_READY,
    BRINK_I_MODULE_FAILED /* no compiler, no place for files, or it would not compile */
} brink_i_module_state;

typedef struct brink_i_module brink_i_module;

/* Looks whether the text's code is in the cache; then it is ready. Copies the text; NULL: none that should be
 * compiled, the module has failed. BRINK_OK or BRINK_ERR_MEMORY. */
brink_status brink_i_module_new(const char *text, brink_i_module **out);
/* Ends a compiler that is under way, with all that it started. */
void brink_i_module_free(brink_i_module *module);

/* Whether the code that is ready was proved before; notes that it is now. */
bool brink_i_module_is_proved(const brink_i_module *module);
void brink_i_module_note_proof(const brink_i_module *module);
/* Seconds that runs, of this and of other processes, have sampled without the code; adds to them. */
double brink_i_module_asked(const brink_i_module *module);
void brink_i_module_note_asked(brink_i_module *module, double seconds);

/* Starts the compiler where the module is absent. */
void brink_i_module_start(brink_i_module *module);
/* Looks after the compiler, without waiting. */
brink_i_module_state brink_i_module_poll(brink_i_module *module);
/* Until it has ended, or *cancel (unless NULL) is not zero: then it is still compiling. */
brink_i_module_state brink_i_module_wait(brink_i_module *module, const volatile int *cancel);

/* Of a module that is ready: expressions for the scalar body, or a body of its own in SIMD form. */
typedef struct brink_i_module_code {
    const brink_i_compiled *compiled; /* NULL: in SIMD form */
    brink_status (*run)(brink_i_native_job *job);
    uint64_t lanes, size; /* of the memory that a job needs */
    const char *compiler; /* what compiled it, for people */
} brink_i_module_code;
const brink_i_module_code *brink_i_module_code_of(const brink_i_module *module);
/* A module that is ready does not compute what it should: it has failed, and is kept in the cache no longer.
 * What was said about its code stays valid. */
void brink_i_module_refuse(brink_i_module *module);

#endif
