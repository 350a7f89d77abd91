/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_NATIVE_MODULE_H
#define BRINK_NATIVE_MODULE_H

/* A generated text as code in memory: compiled by the system's C compiler, kept in a cache, loaded.
 * docs/decisions/0007 says where and why. Nothing here is shared between threads: the caller serialises. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "brink/status.h"
#include "engine/trial.h"
#include "native/folder.h"
#include "native/host.h"

typedef enum brink_i_module_state {
    BRINK_I_MODULE_ABSENT, /* not compiled yet */
    BRINK_I_MODULE_COMPILING,
    BRINK_I_MODULE_READY,
    BRINK_I_MODULE_FAILED /* no compiler, no place for files, or it would not compile */
} brink_i_module_state;

typedef struct brink_i_module brink_i_module;

/* Code that is made for later, or for other machines. */
typedef struct brink_i_ahead {
    const char *kind;   /* of machine: compiler.h */
    const char *folder; /* for all who may read it; NULL: the user's own cache */
} brink_i_ahead;

/* Looks whether the text's code is in the user's cache, or was compiled ahead (there, or in a folder of
 * BRINK_SITE_CACHE) for a kind of machine that this one is; then it is ready. With `ahead`: whether it is in
 * its place, which is ready too where this machine cannot run it: then it has no code. Copies the text; NULL:
 * none that should be compiled, the module has failed. BRINK_OK or BRINK_ERR_MEMORY. */
brink_status brink_i_module_new(const char *text, const brink_i_ahead *ahead, brink_i_module **out);
/* Ends a compiler that is under way, with all that it started. */
void brink_i_module_free(brink_i_module *module);

/* Whether the code that is ready was proved before; notes that it is now: beside it, else in the user's
 * cache, and in the code itself, as long as this process has it. */
bool brink_i_module_is_proved(const brink_i_module *module);
void brink_i_module_note_proof(brink_i_module *module);
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
/* Whether this machine runs it; otherwise it was made ahead, for others. */
bool brink_i_module_is_loaded(const brink_i_module *module);
/* Where it is, or would be. */
void brink_i_module_path(const brink_i_module *module, char path[BRINK_I_PATH_ROOM]);
/* Why there is no code, in words, where it has failed. */
void brink_i_module_explain(const brink_i_module *module, char *out, size_t room);
/* A module that is ready does not compute what it should: it has failed, and is kept in the user's cache no
 * longer. What was said about its code stays valid. */
void brink_i_module_refuse(brink_i_module *module);

#endif
