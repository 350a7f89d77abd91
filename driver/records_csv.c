/* SPDX-License-Identifier: Apache-2.0 */
/* Records as CSV (RFC 4180): a line of names and units, a line for each row; beside it, as CSV on the Web has
 * it, a file that says what the columns are and what made them. */
#define _GNU_SOURCE /* asprintf */
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "brink_build_info.h"
#include "decimal.h"
#include "exit_status.h"
#include "message.h"
#include "output.h"
#include "page.h"
#include "records_file.h"

enum { FIELD_ROOM = DECIMAL_ROOM, BUFFER = 1 << 18 };

typedef struct csv {
    const char *command;
    const char *part;
    int descriptor;
    const brink_records_column *columns;
    size_t n;
    records_origin origin;
    char *buffer;
    size_t used, room;
    size_t widest; /* bytes that a row may take */
} csv;

static int flush(csv *c)
{
    const int status = output_write(c->descriptor, c->part, c->buffer, c->used, c->command);
    c->used = 0;
    return status;
}

static bool must_quote(const char *text) { return strpbrk(text, ",\"\r\n") != NULL; }

static size_t put_text(char *to, const char *text)
{
    char *at = to;
    if (!must_quote(text)) {
        memcpy(at, text, strlen(text));
        return strlen(text);
    }
    *at++ = '"';
    for (; *text; text++) {
        if (*text == '"') {
            *at++ = '"';
        }
        *at++ = *text;
    }
    *at++ = '"';
    return (size_t)(at - to);
}

/* "reserve [day]"; plain numbers have no unit. free() it. */
static char *title_of(const brink_records_column *column)
{
    char *title = NULL;
    const bool plain = !column->unit[0] || strcmp(column->unit, "1") == 0;
    if (asprintf(&title, "%s%s%s%s", column->name, plain ? "" : " [", plain ? "" : column->unit,
                 plain ? "" : "]") < 0) {
        return NULL;
    }
    return title;
}

static size_t longest_name(const brink_records_column *column)
{
    size_t longest = 0;
    for (size_t i = 0; i < column->n_names; i++) {
        const size_t length = 2 * strlen(column->names[i]) + 2;
        longest = length > longest ? length : longest;
    }
    return longest;
}

static bool make_header(csv *c)
{
    size_t header = 0;
    for (size_t i = 0; i < c->n; i++) {
        c->widest += longest_name(&c->columns[i]) + FIELD_ROOM + 1;
        header += 2 * strlen(c->columns[i].name) + 2 * strlen(c->columns[i].unit) + 8;
    }
    c->room = BUFFER + c->widest + header;
    c->buffer = malloc(c->room);
    for (size_t i = 0; c->buffer && i < c->n; i++) {
        char *title = title_of(&c->columns[i]);
        if (!title) {
            return false;
        }
        c->used += put_text(c->buffer + c->used, title);
        c->buffer[c->used++] = i + 1 < c->n ? ',' : '\n';
        free(title);
    }
    return c->buffer != NULL;
}

static void csv_close(void *writer)
{
    csv *c = writer;
    if (c->descriptor >= 0) {
        close(c->descriptor);
    }
    free(c->buffer);
    free(c);
}

static int csv_open(const char *command, const char *part, const brink_records_column *columns, size_t n,
                    const records_origin *origin, void **writer)
{
    csv *c = calloc(1, sizeof *c);
    if (!c) {
        return fail(command, BRINK_ERR_MEMORY);
    }
    *c = (csv){.command = command,
               .part = part,
               .columns = columns,
               .n = n,
               .origin = *origin,
               .descriptor = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOCTTY, 0666)};
    int status = STATUS_OK;
    if (c->descriptor < 0) {
        complain(command, "cannot write to %s: %s", part, strerror(errno));
        status = STATUS_IO;
    } else if (!make_header(c)) {
        status = fail(command, BRINK_ERR_MEMORY);
    } else {
        status = flush(c);
    }
    if (status != STATUS_OK) {
        csv_close(c);
        return status;
    }
    *writer = c;
    return STATUS_OK;
}

static size_t put_value(char *to, const brink_records_column *column, const void *values, size_t row)
{
    switch (column->type) {
    case BRINK_RECORDS_UINT64:
        return decimal_write_whole(to, ((const uint64_t *)values)[row]);
    case BRINK_RECORDS_CODE:
        return put_text(to, column->names[((const int32_t *)values)[row]]);
    case BRINK_RECORDS_DOUBLE:
        break;
    }
    return decimal_write(to, ((const double *)values)[row]);
}

/* What is written at once ends with a row: a file that is cut short has whole rows. */
static int csv_append(void *writer, const void *const *values, size_t rows)
{
    csv *c = writer;
    int status = STATUS_OK;
    for (size_t row = 0; row < rows && status == STATUS_OK; row++) {
        for (size_t i = 0; i < c->n; i++) {
            c->used += put_value(c->buffer + c->used, &c->columns[i], values[i], row);
            c->buffer[c->used++] = i + 1 < c->n ? ',' : '\n';
        }
        if (c->used >= BUFFER) {
            status = flush(c);
        }
    }
    return status == STATUS_OK ? flush(c) : status;
}

/* ---- what it is, beside it ------------------------------------------------------------------------ */

static json_t *about_column(const brink_records_column *column)
{
    static const char *const types[] = {"unsignedLong", "string", "double"};
    char *title = title_of(column);
    json_t *about =
        title ? json_pack("{s:s, s:o, s:s, s:b}", "name", column->name, "titles", page_json_text(title),
                          "datatype", types[column->type], "required", column->type != BRINK_RECORDS_DOUBLE)
              : NULL;
    free(title);
    const char *const more[][2] = {{"schema:unitText", column->unit},
                                   {"dc:description", column->about},
                                   {"dc:source", column->source},
                                   {"schema:value", column->value}};
    for (size_t i = 0; about && i < sizeof more / sizeof *more; i++) {
        if (more[i][1][0] && json_object_set_new(about, more[i][0], page_json_text(more[i][1])) != 0) {
            json_decref(about);
            return NULL;
        }
    }
    return about;
}

static json_t *about_columns(const csv *c)
{
    json_t *list = json_array();
    for (size_t i = 0; list && i < c->n; i++) {
        if (json_array_append_new(list, about_column(&c->columns[i])) != 0) {
            json_decref(list);
            return NULL;
        }
    }
    return list;
}

static json_t *about_file(const csv *c, const char *name, uint64_t rows)
{
    const records_origin *o = &c->origin;
    const char *slash = strrchr(name, '/');
    char made[512];
    snprintf(made, sizeof made, "brink %s, scenario %s %s, seed %llu, first trial %llu, %llu rows",
             BRINK_BUILD_VERSION, o->scenario, o->hash, (unsigned long long)o->seed,
             (unsigned long long)o->first_trial, (unsigned long long)rows);
    json_t *about = json_pack("{s:s, s:o, s:o, s:s, s:s, s:o}", "@context", "http://www.w3.org/ns/csvw",
                              "url", page_json_text(slash ? slash + 1 : name), "dc:title",
                              page_json_text(o->title), "schema:version", BRINK_BUILD_VERSION,
                              "schema:identifier", o->hash, "dc:provenance", page_json_text(made));
    const char *const more[][2] = {
        {"dc:subject", o->variant}, {"dc:conformsTo", o->set}, {"dc:hasPart", o->variants}};
    for (size_t i = 0; about && i < sizeof more / sizeof *more; i++) {
        if (more[i][1][0] && json_object_set_new(about, more[i][0], page_json_text(more[i][1])) != 0) {
            json_decref(about);
            return NULL;
        }
    }
    json_t *schema = about ? json_pack("{s:o}", "columns", about_columns(c)) : NULL;
    if (about && json_object_set_new(about, "tableSchema", schema) != 0) {
        json_decref(about);
        return NULL;
    }
    return about;
}

static int csv_finish(void *writer, const char *name, uint64_t rows)
{
    csv *c = writer;
    char *beside = NULL;
    json_t *about = about_file(c, name, rows);
    char *text = about ? json_dumps(about, JSON_INDENT(2)) : NULL;
    json_decref(about);
    int status = flush(c);
    if (!text || asprintf(&beside, "%s-metadata.json", name) < 0) {
        free(text);
        return fail(c->command, BRINK_ERR_MEMORY);
    }
    output out;
    status = status == STATUS_OK ? output_open(&out, beside, c->command) : status;
    status = status == STATUS_OK ? output_finish(&out, text, c->command) : status;
    free(beside);
    free(text);
    return status;
}

const records_form records_csv = {csv_open, csv_append, csv_finish, csv_close};
