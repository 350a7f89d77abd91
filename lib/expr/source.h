/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_EXPR_SOURCE_H
#define BRINK_EXPR_SOURCE_H

/* The text of one expression and how problems in it are reported; shared by parser and checker. */

#include "expr/check.h"

enum { BRINK_I_SOURCE_LIMIT = 65536, BRINK_I_SOURCE_STEP = 256 };

typedef struct brink_i_source {
    const brink_i_scope *scope;
    const char *place; /* of the expression, for people */
    const char *text;
    size_t length;
    brink_where where; /* of text[0] */
    /* Line and column of every 256th byte, so that placing many nodes of a long text takes linear time. */
    int lines[BRINK_I_SOURCE_LIMIT / BRINK_I_SOURCE_STEP + 1],
        columns[BRINK_I_SOURCE_LIMIT / BRINK_I_SOURCE_STEP + 1];
} brink_i_source;

/* A stretch of the text, in bytes. */
typedef struct brink_i_span {
    size_t at, length;
} brink_i_span;

void brink_i_source_init(brink_i_source *source, const brink_i_scope *scope, const char *place,
                         const char *text, brink_where where);

brink_where brink_i_source_where(const brink_i_source *source, size_t at);

/* Adds an error at the span. `hint` is a finished text or NULL. */
__attribute__((format(printf, 5, 6))) void brink_i_source_error(const brink_i_source *source,
                                                                brink_i_span span, const char *code,
                                                                const char *hint, const char *format, ...);

__attribute__((format(printf, 5, 6))) void brink_i_source_warning(const brink_i_source *source,
                                                                  brink_i_span span, const char *code,
                                                                  const char *hint, const char *format, ...);

/* An error at the operator or name of a node of this text. */
__attribute__((format(printf, 5, 6))) void brink_i_source_error_at(const brink_i_source *source,
                                                                   const brink_i_expr *expr, const char *code,
                                                                   const char *hint, const char *format, ...);

/* Length of the span in characters, up to the end of its first line. */
int brink_i_source_columns(const brink_i_source *source, brink_i_span span);

/* A hint with values in it; owned by the diagnostics; NULL when out of memory. */
#define brink_i_source_hint(source, ...) brink_i_diagnostics_format((source)->scope->diagnostics, __VA_ARGS__)

/* The span in quotes for a message, on one line and cut to a readable length. */
enum { BRINK_I_EXCERPT = 64 };
typedef struct brink_i_excerpt {
    char text[BRINK_I_EXCERPT];
} brink_i_excerpt;
brink_i_excerpt brink_i_source_excerpt(const brink_i_source *source, brink_i_span span);

#endif
