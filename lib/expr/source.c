/* SPDX-License-Identifier: Apache-2.0 */
#include "expr/source.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"

/* The place behind one more byte. */
static void step(char c, int *line, int *column)
{
    if (c == '\n') {
        ++*line;
        *column = 1;
    } else {
        *column += ((unsigned char)c & 0xC0) != 0x80;
    }
}

void brink_i_source_init(brink_i_source *source, const brink_i_scope *scope, const char *place,
                         const char *text, brink_where where)
{
    source->scope = scope;
    source->place = place;
    source->text = text;
    source->length = strlen(text);
    source->where = where;
    int line = where.line, column = where.column;
    for (size_t i = 0; i < source->length && i <= BRINK_I_SOURCE_LIMIT; i++) {
        if (i % BRINK_I_SOURCE_STEP == 0) {
            source->lines[i / BRINK_I_SOURCE_STEP] = line;
            source->columns[i / BRINK_I_SOURCE_STEP] = column;
        }
        step(text[i], &line, &column);
    }
}

brink_where brink_i_source_where(const brink_i_source *source, size_t at)
{
    brink_where where = source->where;
    if (where.line == 0 || where.column == 0 || at == 0) { /* unknown, or no way to go */
        return where;
    }
    size_t k = (at - 1) / BRINK_I_SOURCE_STEP;
    where.line = source->lines[k];
    where.column = source->columns[k];
    for (size_t i = k * BRINK_I_SOURCE_STEP; i < at; i++) {
        step(source->text[i], &where.line, &where.column);
    }
    return where;
}

int brink_i_source_columns(const brink_i_source *source, brink_i_span span)
{
    const char *start = source->text + span.at;
    const char *newline = span.length ? memchr(start, '\n', span.length) : NULL;
    return brink_i_text_columns(start, newline ? (size_t)(newline - start) : span.length);
}

static void add_problem(const brink_i_source *source, brink_severity severity, brink_where where, int length,
                        const char *code, const char *hint, const char *format, va_list args)
{
    brink_i_text text;
    brink_i_text_init(&text);
    brink_i_text_addv(&text, format, args);
    if (source->where.line == 0 && source->place) { /* no file to look the place up in */
        brink_i_excerpt whole = brink_i_source_excerpt(source, (brink_i_span){0, source->length});
        brink_i_text_addf(&text, " (in %s: %s)", source->place, whole.text);
    }
    brink_i_diagnostics_add(source->scope->diagnostics, severity, code, where, length, hint, "%s",
                            text.bytes ? text.bytes : code);
    brink_i_text_free(&text);
}

void brink_i_source_error(const brink_i_source *source, brink_i_span span, const char *code, const char *hint,
                          const char *format, ...)
{
    va_list args;
    va_start(args, format);
    add_problem(source, BRINK_ERROR, brink_i_source_where(source, span.at),
                brink_i_source_columns(source, span), code, hint, format, args);
    va_end(args);
}

void brink_i_source_warning(const brink_i_source *source, brink_i_span span, const char *code,
                            const char *hint, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    add_problem(source, BRINK_WARNING, brink_i_source_where(source, span.at),
                brink_i_source_columns(source, span), code, hint, format, args);
    va_end(args);
}

void brink_i_source_error_at(const brink_i_source *source, const brink_i_expr *expr, const char *code,
                             const char *hint, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    add_problem(source, BRINK_ERROR, expr->where, expr->length, code, hint, format, args);
    va_end(args);
}

brink_i_excerpt brink_i_source_excerpt(const brink_i_source *source, brink_i_span span)
{
    enum { SHOWN = 48 };
    brink_i_excerpt out;
    size_t n = 0, i = span.at, end = span.at + span.length;
    out.text[n++] = '\'';
    bool cut = span.length > SHOWN;
    size_t stop = cut ? span.at + SHOWN : end;
    while (cut && stop > span.at && ((unsigned char)source->text[stop] & 0xC0) == 0x80) {
        stop--;
    }
    for (; i < stop; i++) {
        unsigned char c = (unsigned char)source->text[i];
        out.text[n++] = c < 32 || c == 127 ? ' ' : (char)c;
    }
    snprintf(out.text + n, sizeof out.text - n, "%s'", cut ? "..." : "");
    return out;
}
