/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_BASE_DIAGNOSTICS_H
#define BRINK_BASE_DIAGNOSTICS_H

#include "brink/diagnostics.h"

/* Registers a source text so that its lines can be shown under a message. Returns the list's own copy of the
 * file name (use it in brink_where.file), NULL when out of memory. */
const char *brink_i_diagnostics_source(brink_diagnostics *list, const char *file, const char *text,
                                       size_t length);

/* Adds a problem. `hint` is a finished text or NULL (use %s-free text; see _hintf for a formatted one). Out
 * of memory is remembered and reported by brink_i_diagnostics_status. At most 200 problems are kept; one last
 * note says how many more there were. */
__attribute__((format(printf, 7, 8))) void brink_i_diagnostics_add(brink_diagnostics *list,
                                                                   brink_severity severity, const char *code,
                                                                   brink_where where, int length,
                                                                   const char *hint, const char *format, ...);

/* Text owned by the list, for hints. NULL when out of memory. */
__attribute__((format(printf, 2, 3))) const char *brink_i_diagnostics_format(brink_diagnostics *list,
                                                                             const char *format, ...);

/* Stable sort by file (in order of registration), line, column; removes exact repetitions. */
void brink_i_diagnostics_sort(brink_diagnostics *list);

/* BRINK_ERR_MEMORY if an addition failed, BRINK_ERR_INVALID if there is an error, else BRINK_OK. */
brink_status brink_i_diagnostics_status(const brink_diagnostics *list);

#endif
