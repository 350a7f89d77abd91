/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_DIAGNOSTICS_H
#define BRINK_DIAGNOSTICS_H

#include <stdbool.h>
#include <stddef.h>

#include "brink/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/** A place in a source text. `file` is NULL for models built from C; line and column count from 1, columns in
 *  characters (UTF-8), 0 = unknown. */
typedef struct brink_where {
    const char *file;
    int line;
    int column;
} brink_where;

typedef enum brink_severity { BRINK_WARNING = 0, BRINK_ERROR = 1 } brink_severity;

/** One problem. All texts are owned by the list that holds it; `hint` may be NULL. */
typedef struct brink_diagnostic {
    brink_severity severity;
    const char *code;    /**< stable identifier, as "unknown-name"; see docs/scenario-format.md */
    const char *message; /**< what is wrong */
    const char *hint;    /**< what was expected, or how to mend it */
    brink_where where;
    int length; /**< characters to underline from where.column, at least 1 */
} brink_diagnostic;

/** A list of problems with the source texts that they point into. Not thread-safe. */
typedef struct brink_diagnostics brink_diagnostics;

/** New empty list; NULL when out of memory. Free with brink_diagnostics_free(). */
BRINK_API brink_diagnostics *brink_diagnostics_new(void);
BRINK_API void brink_diagnostics_free(brink_diagnostics *list);

BRINK_API size_t brink_diagnostics_count(const brink_diagnostics *list);
BRINK_API size_t brink_diagnostics_error_count(const brink_diagnostics *list);

/** Problem i (0 <= i < count), in order of file, line, column once sorted by the loader; owned by the list.
 */
BRINK_API const brink_diagnostic *brink_diagnostics_get(const brink_diagnostics *list, size_t i);

/** All problems as text for people: `file:line:column: error: message`, the line, a caret, the hint.
 *  `colour` adds ANSI colours. *out is owned by the caller (free()). */
BRINK_API BRINK_NODISCARD brink_status brink_diagnostics_text(const brink_diagnostics *list, bool colour,
                                                              char **out);

/** All problems as a JSON array of objects {severity, code, message, hint, file, line, column, length};
 *  *out is owned by the caller (free()). */
BRINK_API BRINK_NODISCARD brink_status brink_diagnostics_json(const brink_diagnostics *list, char **out);

#ifdef __cplusplus
}
#endif
#endif
