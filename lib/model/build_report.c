/* SPDX-License-Identifier: Apache-2.0 */
/* Problems of a build. They are gathered in a list of their own: places in the model must name files by the
 * model's own copies, places in the builder's list by names that outlive a failed build. */
#include <stdarg.h>
#include <string.h>

#include "base/diagnostics.h"
#include "base/text.h"
#include "model/build.h"

static void report(brink_i_build *build, brink_severity severity, const char *code, brink_source_text at,
                   const char *hint, const char *format, va_list args)
{
    brink_i_text message;
    brink_i_text_init(&message);
    brink_i_text_addv(&message, format, args);
    int length = at.text && !strchr(at.text, '\n') ? brink_i_text_columns(at.text, strlen(at.text)) : 1;
    if (message.failed) {
        build->failed = true;
    } else {
        brink_i_diagnostics_add(build->list, severity, code, at.where, length, hint, "%s", message.bytes);
    }
    brink_i_text_free(&message);
}

void brink_i_build_error(brink_i_build *build, const char *code, brink_source_text at, const char *hint,
                         const char *format, ...)
{
    va_list args;
    va_start(args, format);
    report(build, BRINK_ERROR, code, at, hint, format, args);
    va_end(args);
}

void brink_i_build_warning(brink_i_build *build, const char *code, brink_source_text at, const char *hint,
                           const char *format, ...)
{
    va_list args;
    va_start(args, format);
    report(build, BRINK_WARNING, code, at, hint, format, args);
    va_end(args);
}

const char *brink_i_build_first_at(brink_i_build *build, brink_where where)
{
    if (where.line < 1) {
        return NULL;
    }
    return where.file ? brink_i_diagnostics_format(build->list, "first at %s:%d:%d", where.file, where.line,
                                                   where.column)
                      : brink_i_diagnostics_format(build->list, "first at line %d, column %d", where.line,
                                                   where.column);
}

const char *brink_i_build_nearest(brink_i_build *build, const char *name, const char *const *names,
                                  size_t count)
{
    const char *nearest = brink_i_text_nearest(name, names, count);
    if (nearest) {
        return brink_i_diagnostics_format(build->list, "did you mean '%s'?", nearest);
    }
    if (count == 0 || count > 12) {
        return NULL;
    }
    brink_i_text known;
    brink_i_text_init(&known);
    for (size_t i = 0; i < count; i++) {
        brink_i_text_addf(&known, "%s%s", i ? ", " : "known: ", names[i]);
    }
    const char *hint = known.failed ? NULL : brink_i_diagnostics_format(build->list, "%s", known.bytes);
    build->failed |= known.failed;
    brink_i_text_free(&known);
    return hint;
}

static const char *declared_file(const brink_i_build *build, const char *file)
{
    for (size_t i = 0; file && i < build->n_files; i++) {
        if (strcmp(build->files[i][1], file) == 0) {
            return build->files[i][0];
        }
    }
    return file;
}

void brink_i_build_hand_over(const brink_i_build *build)
{
    brink_diagnostics *to = build->from->diagnostics;
    size_t errors = 0, count = brink_diagnostics_count(build->list);
    for (size_t i = 0; i < count; i++) {
        const brink_diagnostic *item = brink_diagnostics_get(build->list, i);
        brink_where where = item->where;
        where.file = declared_file(build, where.file);
        brink_i_diagnostics_add(to, item->severity, item->code, where, item->length, item->hint, "%s",
                                item->message);
        errors += item->severity == BRINK_ERROR;
    }
    /* What the full list dropped is at least counted by the other, which is full too by now. */
    for (; errors < brink_diagnostics_error_count(build->list); errors++) {
        brink_i_diagnostics_add(to, BRINK_ERROR, "more", (brink_where){0}, 1, NULL, "more problems");
    }
    brink_i_diagnostics_sort(to);
}
