/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_RESULT_JSON_WRITER_H
#define BRINK_RESULT_JSON_WRITER_H

/* Writes JSON as it goes: keys in the order of the calls, indented, arrays of numbers on one line. jansson,
 * which reads JSON elsewhere, would hold a result of 100,000 series points in memory a second time, has no
 * unsigned 64-bit numbers (seeds) and writes 0.1 as 0.10000000000000001. */

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

typedef struct brink_i_json {
    brink_i_text text;
    int depth;
    bool first; /* nothing stands in the innermost object or array yet */
} brink_i_json;

void brink_i_json_init(brink_i_json *json);
/* The document, ending with a newline (free()), or NULL if memory ran out. The writer is empty afterwards. */
char *brink_i_json_take(brink_i_json *json);

/* `key` NULL: inside an array, or the document itself. `bracket`: '{' or '['; each is closed by _close. */
void brink_i_json_open(brink_i_json *json, const char *key, char bracket);
void brink_i_json_close(brink_i_json *json, char bracket);
/* Bytes that are not UTF-8 become U+FFFD; NULL is written as null. */
void brink_i_json_string(brink_i_json *json, const char *key, const char *value);
/* JSON has no NaN and no infinities: null. */
void brink_i_json_number(brink_i_json *json, const char *key, double value);
void brink_i_json_count(brink_i_json *json, const char *key, uint64_t value);
void brink_i_json_bool(brink_i_json *json, const char *key, bool value);
void brink_i_json_null(brink_i_json *json, const char *key);
/* A finished JSON value; white space at its end is left out. */
void brink_i_json_raw(brink_i_json *json, const char *key, const char *value);
void brink_i_json_numbers(brink_i_json *json, const char *key, const double *values, size_t n);
void brink_i_json_counts(brink_i_json *json, const char *key, const uint64_t *values, size_t n);

#endif
