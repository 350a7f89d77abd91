/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_NATIVE_COMPILER_H
#define BRINK_NATIVE_COMPILER_H

/* The system's C compiler (`cc`, or the program that BRINK_CC names) at work in the background, in a process
 * group of its own. */

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

typedef enum brink_i_compiling {
    BRINK_I_COMPILING,
    BRINK_I_COMPILED,
    BRINK_I_NOT_COMPILED
} brink_i_compiling;

/* Kinds of machines that code can be compiled for here, by the instruction sets of the kernel that they have,
 * the most capable first; NULL after the last. Static storage. */
const char *brink_i_machine_kind(int i);
/* Whether this machine runs code for that kind. */
bool brink_i_machine_is(const char *kind);
/* The most capable kind that this machine is of. */
const char *brink_i_machine_here(void);
/* What all kinds here have in common. */
const char *brink_i_machine_family(void);
/* How code is compiled for every machine, NULL after the last; part of a module's name too. */
extern const char *const brink_i_compiler_flags[];
/* Which program it is, and its size and date: another one, or a new version, is another compiler. Part of a
 * module's name as well. */
void brink_i_compiler_identity(char *out, size_t room);
/* Starts it, for machines of a kind; `turn` is a descriptor (above 9) that it and its children hold while
 * they live. *leash: a descriptor to be closed when it has ended; if it is closed before, for whatever
 * reason, the compiler is ended. 0: it could not be started. */
pid_t brink_i_compiler_start(const char *kind, const char *source, const char *object, const char *log,
                             int turn, int *leash);
/* Does not wait. After another answer than BRINK_I_COMPILING the process is gone. */
brink_i_compiling brink_i_compiler_poll(pid_t compiler);
/* Ends it and its children. */
void brink_i_compiler_stop(pid_t compiler);

#endif
