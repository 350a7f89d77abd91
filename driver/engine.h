/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DRIVER_ENGINE_H
#define DRIVER_ENGINE_H

#include <stdbool.h>

#include "brink/result.h"
#include "brink/run.h"

/* Names of engines as --engine takes them, the default first; NULL after the last. */
extern const char *const engine_names[];

/* For the manual. */
#define ENGINE_SYNTAX "auto|kernel|code|oracle"
#define ENGINE_HELP                                                                                         \
    "auto (default): the kernel, and in long runs code that is compiled\nfor this scenario; kernel: never " \
    "compile; code: compile "                                                                               \
    "first;\noracle: slow and obvious. The result is the same"

/* The engine with that position in the list. ENGINE_UNSET, not asked for, is what BRINK_ENGINE names, or the
 * default. False: it names none, and that was said. */
enum { ENGINE_UNSET = -1 };
bool engine_settle(const char *command, int position, brink_engine *engine);
/* Says that no code could be compiled, and what to do. */
void engine_complain(const char *command);
/* Whether a long run had to do without code. */
bool engine_lacks_code(const brink_provenance *made);
/* A word about it; and where some of several processes had to. */
void engine_remark(const char *command, const brink_provenance *made);
void engine_remark_ranks(const char *command, int lacking, int ranks);

#endif
