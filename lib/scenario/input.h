/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_SCENARIO_INPUT_H
#define BRINK_SCENARIO_INPUT_H

/* The bytes of a scenario file: read, proved to be text of a sensible size, and found again by line and
 * column. */

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "brink/diagnostics.h"

enum { BRINK_I_INPUT_LARGEST = 16 * 1024 * 1024, BRINK_I_INPUT_LONGEST_LINE = 1024 * 1024 };

typedef struct brink_i_input {
    const char *file; /* owned by the diagnostics */
    const char *text; /* NUL-terminated; without byte order mark */
    size_t length;
    size_t offset; /* the place found last: the next one is near */
    int line, column;
} brink_i_input;

/* Reads the file at path. `named_at` is the place that names it (file NULL: the caller did, as an argument).
 * BRINK_ERR_IO with a diagnostic if it cannot be read, BRINK_ERR_INVALID with one if it is no text. */
brink_status brink_i_input_read(brink_i_arena *arena, brink_diagnostics *diagnostics, const char *path,
                                brink_where named_at, brink_i_input *out);

/* The same from memory, called `name`. */
brink_status brink_i_input_take(brink_i_arena *arena, brink_diagnostics *diagnostics, const char *name,
                                const char *text, size_t length, brink_i_input *out);

/* Line and column of a byte. Takes time in proportion to the distance from the place asked for before. */
brink_where brink_i_input_place(brink_i_input *source, size_t offset);

/* The first byte of text[0..length) that is not UTF-8 or a control character other than tab and line breaks;
 * length if there is none. */
size_t brink_i_input_bad_byte(const char *text, size_t length);

#endif
