/* SPDX-License-Identifier: Apache-2.0 */
#include "base/diagnostics.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"

enum { KEPT = 200, EXCERPT = 160 };

struct source {
    const char *file, *text;
    size_t length;
    struct source *next;
    int order;
};

struct brink_diagnostics {
    brink_i_arena arena;
    struct source *sources;
    brink_diagnostic kept[KEPT];
    size_t count, errors, dropped;
    bool failed;
};

brink_diagnostics *brink_diagnostics_new(void)
{
    brink_diagnostics *list = calloc(1, sizeof *list);
    if (list) {
        brink_i_arena_init(&list->arena);
    }
    return list;
}

void brink_diagnostics_free(brink_diagnostics *list)
{
    if (list) {
        brink_i_arena_free(&list->arena);
        free(list);
    }
}

size_t brink_diagnostics_count(const brink_diagnostics *list) { return list ? list->count : 0; }

size_t brink_diagnostics_error_count(const brink_diagnostics *list) { return list ? list->errors : 0; }

const brink_diagnostic *brink_diagnostics_get(const brink_diagnostics *list, size_t i)
{
    return list && i < list->count ? &list->kept[i] : NULL;
}

const char *brink_i_diagnostics_source(brink_diagnostics *list, const char *file, const char *text,
                                       size_t length)
{
    struct source *source = BRINK_I_NEW(&list->arena, struct source);
    char *name = brink_i_arena_strdup(&list->arena, file);
    char *copy = brink_i_arena_strndup(&list->arena, text, length);
    if (!source || !name || !copy) {
        list->failed = true;
        return NULL;
    }
    *source =
        (struct source){name, copy, length, list->sources, list->sources ? list->sources->order + 1 : 0};
    list->sources = source;
    return name;
}

static const struct source *find_source(const brink_diagnostics *list, const char *file)
{
    for (const struct source *source = list->sources; file && source; source = source->next) {
        if (strcmp(source->file, file) == 0) {
            return source;
        }
    }
    return NULL;
}

const char *brink_i_diagnostics_format(brink_diagnostics *list, const char *format, ...)
{
    brink_i_text text;
    brink_i_text_init(&text);
    va_list args;
    va_start(args, format);
    brink_i_text_addv(&text, format, args);
    va_end(args);
    char *copy = text.failed ? NULL : brink_i_arena_strdup(&list->arena, text.bytes ? text.bytes : "");
    brink_i_text_free(&text);
    if (!copy) {
        list->failed = true;
    }
    return copy;
}

void brink_i_diagnostics_add(brink_diagnostics *list, brink_severity severity, const char *code,
                             brink_where where, int length, const char *hint, const char *format, ...)
{
    list->errors += severity == BRINK_ERROR;
    if (list->count == KEPT) {
        list->dropped++;
        return;
    }
    brink_i_text text;
    brink_i_text_init(&text);
    va_list args;
    va_start(args, format);
    brink_i_text_addv(&text, format, args);
    va_end(args);
    char *message = text.failed ? NULL : brink_i_arena_strdup(&list->arena, text.bytes ? text.bytes : "");
    brink_i_text_free(&text);
    char *kept_hint = hint ? brink_i_arena_strdup(&list->arena, hint) : NULL;
    char *kept_code = brink_i_arena_strdup(&list->arena, code);
    if (!message || !kept_code || (hint && !kept_hint)) {
        list->failed = true;
        return;
    }
    list->kept[list->count++] =
        (brink_diagnostic){severity, kept_code, message, kept_hint, where, length < 1 ? 1 : length};
}

static int source_order(const brink_diagnostics *list, const char *file)
{
    const struct source *source = find_source(list, file);
    return source ? source->order : -1;
}

static int compare(const brink_diagnostics *list, const brink_diagnostic *a, const brink_diagnostic *b)
{
    int order = source_order(list, a->where.file) - source_order(list, b->where.file);
    order = order ? order : a->where.line - b->where.line;
    return order ? order : a->where.column - b->where.column;
}

static bool same(const char *a, const char *b) { return a == b || (a && b && strcmp(a, b) == 0); }

void brink_i_diagnostics_sort(brink_diagnostics *list)
{
    size_t kept = 0;
    for (size_t i = 0; i < list->count; i++) {
        brink_diagnostic item = list->kept[i];
        bool repeated = false;
        for (size_t j = 0; j < kept; j++) {
            const brink_diagnostic *other = &list->kept[j];
            repeated |= compare(list, other, &item) == 0 && same(other->message, item.message) &&
                        same(other->hint, item.hint);
        }
        if (repeated) {
            list->errors -= item.severity == BRINK_ERROR;
            continue;
        }
        size_t j = kept++;
        for (; j > 0 && compare(list, &list->kept[j - 1], &item) > 0; j--) {
            list->kept[j] = list->kept[j - 1];
        }
        list->kept[j] = item;
    }
    list->count = kept;
}

brink_status brink_i_diagnostics_status(const brink_diagnostics *list)
{
    return list->failed ? BRINK_ERR_MEMORY : list->errors ? BRINK_ERR_INVALID : BRINK_OK;
}

/* The line under a message, cut to a window around the column when it is long, and the caret below it. */
static void add_excerpt(brink_i_text *out, const struct source *source, const brink_diagnostic *item,
                        const char *caret_on, const char *off)
{
    const char *line = source->text, *end = source->text + source->length;
    for (int n = 1; n < item->where.line && line < end; n++) {
        const char *newline = memchr(line, '\n', (size_t)(end - line));
        line = newline ? newline + 1 : end;
    }
    if (line >= end || item->where.line < 1 || item->where.column < 1) {
        return;
    }
    const char *stop = memchr(line, '\n', (size_t)(end - line));
    stop = stop ? stop : end;
    const char *at = line;
    for (int column = 1; column < item->where.column && at < stop; column++) {
        do {
            at++;
        } while (at < stop && ((unsigned char)*at & 0xC0) == 0x80);
    }
    const char *first = line;
    if (at - line > EXCERPT / 2) {
        first = at - EXCERPT / 2;
        while (first < at && ((unsigned char)*first & 0xC0) == 0x80) {
            first++;
        }
    }
    const char *last = stop - first > EXCERPT ? first + EXCERPT : stop;
    while (last < stop && ((unsigned char)*last & 0xC0) == 0x80) {
        last++;
    }
    brink_i_text_addf(out, "%6d | ", item->where.line);
    for (const char *p = first; p < last; p++) {
        unsigned char c = (unsigned char)*p;
        char shown = c == '\t' || c < 32 || c == 127 ? ' ' : (char)c;
        brink_i_text_add_bytes(out, &shown, 1);
    }
    brink_i_text_addf(out, "\n       | %*s%s^", brink_i_text_columns(first, (size_t)(at - first)), "",
                      caret_on);
    int room = brink_i_text_columns(at, at < last ? (size_t)(last - at) : 0);
    for (int i = 1; i < item->length && i < room; i++) {
        brink_i_text_add(out, "~");
    }
    brink_i_text_addf(out, "%s\n", off);
}

brink_status brink_diagnostics_text(const brink_diagnostics *list, bool colour, char **out)
{
    if (out) {
        *out = NULL;
    }
    if (!list || !out) {
        return BRINK_ERR_ARGUMENT;
    }
    const char *red = colour ? "\033[1;31m" : "", *yellow = colour ? "\033[1;33m" : "",
               *bold = colour ? "\033[1m" : "", *green = colour ? "\033[1;32m" : "",
               *off = colour ? "\033[0m" : "";
    brink_i_text text;
    brink_i_text_init(&text);
    for (size_t i = 0; i < list->count; i++) {
        const brink_diagnostic *item = &list->kept[i];
        bool error = item->severity == BRINK_ERROR;
        if (item->where.file && item->where.line > 0) {
            brink_i_text_add(&text, bold);
            brink_i_text_add_plain(&text, item->where.file);
            brink_i_text_addf(&text, ":%d:%d:%s ", item->where.line, item->where.column, off);
        } else if (item->where.file) {
            brink_i_text_add(&text, bold);
            brink_i_text_add_plain(&text, item->where.file);
            brink_i_text_addf(&text, ":%s ", off);
        }
        brink_i_text_addf(&text, "%s%s:%s %s\n", error ? red : yellow, error ? "error" : "warning", off,
                          item->message);
        const struct source *source = find_source(list, item->where.file);
        if (source) {
            add_excerpt(&text, source, item, green, off);
        }
        if (item->hint) {
            brink_i_text_addf(&text, "       = %s\n", item->hint);
        }
    }
    if (list->dropped) {
        brink_i_text_addf(&text, "and %zu more problems\n", list->dropped);
    }
    *out = brink_i_text_take(&text);
    return *out ? BRINK_OK : BRINK_ERR_MEMORY;
}
