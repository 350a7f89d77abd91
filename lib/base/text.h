/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_BASE_TEXT_H
#define BRINK_BASE_TEXT_H

#include <stdbool.h>
#include <stdarg.h>
#include <stddef.h>

/* A growing text. After a failed allocation `failed` stays true and further appends do nothing, so that a
 * writer checks once, at the end. */
typedef struct brink_i_text {
    char *bytes; /* NUL-terminated once anything was appended; NULL before */
    size_t length, room;
    bool failed;
} brink_i_text;

void brink_i_text_init(brink_i_text *text);
void brink_i_text_free(brink_i_text *text);
void brink_i_text_add(brink_i_text *text, const char *piece);
void brink_i_text_add_bytes(brink_i_text *text, const char *piece, size_t length);
__attribute__((format(printf, 2, 3))) void brink_i_text_addf(brink_i_text *text, const char *format, ...);
void brink_i_text_addv(brink_i_text *text, const char *format, va_list args);
/* Hands the bytes to the caller (free()); NULL if anything failed. The text is empty afterwards. */
char *brink_i_text_take(brink_i_text *text);

/* Edits (insert, delete, replace, swap neighbours) between two names, not counting case; stops counting at
 * limit. */
int brink_i_text_distance(const char *a, const char *b, int limit);
/* The nearest of count names within a sensible distance, or NULL. */
const char *brink_i_text_nearest(const char *name, const char *const *names, size_t count);

/* Number of characters (not bytes) in UTF-8 text[0..length). */
int brink_i_text_columns(const char *text, size_t length);

/* The same, with what a terminal would obey, or what would turn the direction of the line, written as \x1b or
 * \u202e: for names of files, which may hold anything. */
void brink_i_text_add_plain(brink_i_text *text, const char *words);

/* Why a file could not be read, by errno: "permission denied". Static storage. */
const char *brink_i_text_reason(int error);

#endif
