/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_COMPILE_H
#define BRINK_COMPILE_H

#include <stdbool.h>
#include <stddef.h>

#include "brink/model.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Kinds of machines that code can be compiled for here, by the best instruction set that they have, the most
 * capable first: "avx512", "avx2", "portable" on x86-64, else "portable" only. NULL after the last; static
 * storage. */
BRINK_API const char *brink_machine_kind(int i);
/** Whether this machine runs code for that kind. */
BRINK_API bool brink_machine_is(const char *kind);

/** How to compile ahead. Initialise with BRINK_COMPILE_OPTIONS_INIT, then set what differs. */
typedef struct brink_compile_options {
    size_t size; /**< sizeof(brink_compile_options) */
    /** Where the code goes; made if it is not there, for all who may read it. It must belong to the user,
     * nobody else may be able to write to it. Runs find it there if BRINK_SITE_CACHE, a list of folders
     * separated by ':', or BRINK_CACHE_DIR names it. NULL: the user's own cache. */
    const char *folder;
    const char *kind; /**< of machines: one of brink_machine_kind(); NULL: this one's */
    /** As in brink_run_options: the code of a part is another code. */
    const char *const *only;
    size_t n_only;
    const volatile int *cancel; /**< if not NULL and it becomes non-zero, the compiler is ended */
} brink_compile_options;

#define BRINK_COMPILE_OPTIONS_INIT                               \
    {                                                            \
        sizeof(brink_compile_options), NULL, NULL, NULL, 0, NULL \
    }

enum { BRINK_COMPILE_ROOM = 8192 };

/** What came of it. */
typedef struct brink_compile_report {
    bool needless;     /**< the model is so large that code is not worth while: the kernel plays it */
    bool was_there;    /**< it had been compiled before */
    bool proved;       /**< it was compared with the interpreter, which needs a machine of that kind */
    char compiler[64]; /**< "gcc 12.2.0"; "" where this machine cannot ask the code */
    char path[4096];   /**< the code */
    char problem[BRINK_COMPILE_ROOM]; /**< what is wrong, after BRINK_ERR_NOT_FOUND; else "" */
} brink_compile_report;

/** Compiles the code that runs of the model use, for one kind of machine, and puts it where they find it:
 * models that differ in numbers of their parameters alone share it, as do all seeds. `options` NULL:
 * defaults. BRINK_ERR_NOT_FOUND: there is no code (no compiler, no place, or it computed other numbers than
 * the interpreter), and out->problem says why. BRINK_ERR_CANCELLED: ended. BRINK_ERR_ARGUMENT: also an
 * unknown kind, or a name in `only` that the model does not have. */
BRINK_API BRINK_NODISCARD brink_status brink_compile(const brink_model *model,
                                                     const brink_compile_options *options,
                                                     brink_compile_report *out);

/** A folder that generated code is looked for in. */
typedef struct brink_code_folder_view {
    char path[4096];     /**< "" where there is none */
    bool site;           /**< of BRINK_SITE_CACHE: only read */
    const char *problem; /**< why it is not used: static storage; NULL: it is */
} brink_code_folder_view;

/** The i-th: 0 is the user's own cache, then those of BRINK_SITE_CACHE. BRINK_ERR_NOT_FOUND after the last.
 */
BRINK_API BRINK_NODISCARD brink_status brink_code_folder(int i, brink_code_folder_view *out);

#ifdef __cplusplus
}
#endif
#endif
