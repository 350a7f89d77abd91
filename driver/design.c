/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE /* asprintf */
#include "design.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "exit_status.h"
#include "message.h"
#include "number.h"
#include "suggest.h"

enum { PROBLEMS_MOST = 20, FIELDS_MOST = 10000 };

/* A field of a line, and where it begins. */
typedef struct field {
    char *text;
    int column;
} field;

typedef struct reader {
    design *out;
    const char *command;
    const brink_model *model;
    char *text, *at; /* the whole file, and how far it is read */
    int line;
    field *fields; /* [room]: of the line */
    size_t n_fields, room;
    size_t all;      /* columns of the file */
    size_t *meaning; /* [all]: column of the design, or TRIALS */
    int problems;
    bool failed; /* out of memory */
} reader;

static const size_t TRIALS = SIZE_MAX;

__attribute__((format(printf, 3, 4))) static void wrong(reader *r, int column, const char *format, ...)
{
    if (r->problems++ >= PROBLEMS_MOST) {
        return;
    }
    char text[400];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    remark("%s:%d:%d: %s", r->out->path, r->line, column, text);
}

/* ---- text ----------------------------------------------------------------------------------------- */

static int read_file(reader *r, const char *path)
{
    FILE *in = fopen(path, "rb");
    size_t used = 0, room = 1 << 16;
    r->text = in ? malloc(room) : NULL;
    while (in && r->text) {
        used += fread(r->text + used, 1, room - used - 1, in);
        if (used + 1 < room) {
            break;
        }
        room *= 2;
        char *more = realloc(r->text, room);
        if (!more) {
            free(r->text);
        }
        r->text = more;
    }
    if (!in || ferror(in)) {
        complain(r->command, "cannot read %s: %s", path, strerror(errno));
        if (in) {
            fclose(in);
        }
        return STATUS_IO;
    }
    fclose(in);
    if (!r->text) {
        return fail(r->command, BRINK_ERR_MEMORY);
    }
    r->text[used] = '\0';
    if (strlen(r->text) != used) {
        complain(r->command, "%s is no text", path);
        return STATUS_USAGE;
    }
    r->at = r->text;
    if (strncmp(r->at, "\xef\xbb\xbf", 3) == 0) { /* a byte order mark, which some programs write */
        r->at += 3;
    }
    return STATUS_OK;
}

static bool add_field(reader *r, char *text, int column)
{
    if (r->n_fields == r->room) {
        const size_t room = r->room > 0 ? 2 * r->room : 64;
        field *more = room <= FIELDS_MOST * 2 ? realloc(r->fields, room * sizeof *more) : NULL;
        if (!more) {
            r->failed = true;
            return false;
        }
        r->fields = more;
        r->room = room;
    }
    r->fields[r->n_fields++] = (field){text, column};
    return true;
}

static bool at_end(char c) { return c == '\0' || c == '\n' || c == '\r'; }

/* The text of a field, in place; leaves r->at behind it. */
static char *read_field(reader *r, const char *start)
{
    r->at += strspn(r->at, " \t");
    if (*r->at != '"') {
        char *text = r->at;
        r->at += strcspn(r->at, ",\r\n");
        return text;
    }
    char *text = ++r->at, *to = text;
    while (*r->at && (*r->at != '"' || r->at[1] == '"')) {
        r->at += *r->at == '"';
        *to++ = *r->at++;
    }
    if (!*r->at) {
        wrong(r, (int)(text - start), "this quotation mark is not closed");
    } else {
        *r->at++ = '\0'; /* over the closing mark */
    }
    *to = '\0';
    r->at += strspn(r->at, " \t");
    return text;
}

static void trim(char *text)
{
    for (size_t n = strlen(text); n > 0 && (text[n - 1] == ' ' || text[n - 1] == '\t'); n--) {
        text[n - 1] = '\0';
    }
}

/* The next line that says something; false: there is none. */
static bool read_line(reader *r)
{
    for (;; r->line++) {
        const char *first = r->at + strspn(r->at, " \t");
        if (!*first) {
            return false;
        }
        if (!at_end(*first) && *first != '#') {
            break;
        }
        r->at += strcspn(r->at, "\n");
        r->at += *r->at == '\n';
    }
    const char *start = r->at;
    r->n_fields = 0;
    for (bool more = true; more;) {
        const int column = (int)(r->at - start) + 1;
        char *text = read_field(r, start);
        const char after = *r->at;
        if (!add_field(r, text, column)) {
            return false;
        }
        if (after && after != ',' && !at_end(after)) {
            wrong(r, (int)(r->at - start) + 1, "expected a comma after the quoted text");
            r->at += strcspn(r->at, ",\r\n");
        }
        more = *r->at == ',';
        if (*r->at == '\r') {
            *r->at++ = '\0';
        }
        if (*r->at) {
            *r->at++ = '\0';
        }
        trim(text);
    }
    return true;
}

/* ---- the first line ------------------------------------------------------------------------------- */

static int find_param(const brink_model *model, const char *name, nearest_name *nearest)
{
    for (int i = 0; i < brink_model_parameter_count(model); i++) {
        if (strcmp(brink_model_parameter_name(model, i), name) == 0) {
            return i;
        }
        nearest_offer(nearest, brink_model_parameter_name(model, i));
    }
    return -1;
}

/* Cuts "reserve [day]" in two; NULL: it has no unit. */
static char *cut_unit(reader *r, field *f)
{
    char *open = strchr(f->text, '[');
    if (!open) {
        return NULL;
    }
    char *close = strchr(open, ']');
    if (!close || close[1]) {
        wrong(r, f->column, "'%s': a unit is written as in 'reserve [day]'", f->text);
        return NULL;
    }
    *open = *close = '\0';
    trim(f->text);
    return open + 1;
}

static void read_heading(reader *r, size_t i)
{
    field *f = &r->fields[i];
    design *out = r->out;
    const int problems = r->problems;
    char *unit = cut_unit(r, f);
    if (r->problems > problems) {
        return;
    }
    nearest_name nearest = nearest_start(f->text);
    const int param = find_param(r->model, f->text, &nearest);
    if (param < 0 && strcmp(f->text, "trials") == 0) {
        r->meaning[i] = TRIALS;
        return;
    }
    if (param < 0) {
        wrong(r, f->column, "there is no parameter or lever '%s'%s%s%s", f->text,
              nearest.best ? "; did you mean '" : "", nearest.best ? nearest.best : "",
              nearest.best ? "'?" : "");
        return;
    }
    for (size_t k = 0; k < out->n; k++) {
        if (out->columns[k].param == param) {
            wrong(r, f->column, "'%s' is the name of two columns", f->text);
            return;
        }
    }
    const bool own = unit && strcmp(unit, brink_model_parameter_unit(r->model, param)) == 0;
    r->meaning[i] = out->n;
    out->columns[out->n] = (design_column){.name = strdup(f->text),
                                           .unit = unit && !own ? strdup(unit) : NULL,
                                           .line = r->line,
                                           .column = f->column,
                                           .param = param};
    r->failed |= !out->columns[out->n].name || (unit && !own && !out->columns[out->n].unit);
    out->n++;
}

static void read_head(reader *r)
{
    if (!read_line(r)) {
        wrong(r, 1, "there is no line with the names of parameters");
        return;
    }
    r->all = r->n_fields;
    r->meaning = calloc(r->all, sizeof *r->meaning);
    r->out->columns = calloc(r->all, sizeof *r->out->columns);
    if (!r->meaning || !r->out->columns) {
        r->failed = true;
        return;
    }
    for (size_t i = 0; i < r->all; i++) {
        read_heading(r, i);
    }
    if (r->out->n == 0 && r->problems == 0) {
        wrong(r, 1, "no column is a parameter or lever");
    }
    r->line++;
}

/* ---- rows ----------------------------------------------------------------------------------------- */

static bool grow(design *d)
{
    if (d->rows < d->room) {
        return true;
    }
    const size_t room = d->room > 0 ? 2 * d->room : 64;
    double *values = realloc(d->values, room * (d->n + 1) * sizeof *values);
    d->values = values ? values : d->values;
    uint64_t *trials = realloc(d->trials, room * sizeof *trials);
    d->trials = trials ? trials : d->trials;
    int *lines = realloc(d->lines, room * sizeof *lines);
    d->lines = lines ? lines : d->lines;
    int *places = realloc(d->places, room * (d->n + 1) * sizeof *places);
    d->places = places ? places : d->places;
    d->room = values && trials && lines && places ? room : d->room;
    return d->rows < d->room;
}

static void read_value(reader *r, const field *f, size_t meaning)
{
    design *d = r->out;
    if (!*f->text) {
        wrong(r, f->column, "there is no value: each row has one for each column");
        return;
    }
    if (meaning == TRIALS) {
        const char *problem = number_read_count(f->text, &d->trials[d->rows]);
        if (problem || d->trials[d->rows] == 0) {
            wrong(r, f->column, "trials: '%s' %s", f->text, problem ? problem : "is too small (at least 1)");
        }
        return;
    }
    char *end;
    const double value = strtod(f->text, &end);
    if (*end || !isfinite(value)) {
        wrong(r, f->column, "'%s' is not a number", f->text);
    }
    d->values[d->rows * d->n + meaning] = value;
    d->places[d->rows * d->n + meaning] = f->column;
}

static void read_row(reader *r)
{
    design *d = r->out;
    if (!grow(d)) {
        r->failed = true;
        return;
    }
    d->trials[d->rows] = 0;
    d->lines[d->rows] = r->line;
    if (r->n_fields != r->all) {
        wrong(r, 1, "%zu value%s for %zu column%s", r->n_fields, r->n_fields == 1 ? "" : "s", r->all,
              r->all == 1 ? "" : "s");
    } else {
        for (size_t i = 0; i < r->all; i++) {
            read_value(r, &r->fields[i], r->meaning[i]);
        }
    }
    d->rows++;
    r->line++;
}

static int conclude(reader *r)
{
    if (r->failed) {
        return fail(r->command, BRINK_ERR_MEMORY);
    }
    if (r->problems == 0 && r->out->rows == 0) {
        wrong(r, 1, "there is no row of values");
    }
    if (r->problems > PROBLEMS_MOST) {
        remark("and %d more", r->problems - PROBLEMS_MOST);
    }
    if (r->problems > 0) {
        complain(r->command, "%s: %d error%s", r->out->path, r->problems, r->problems == 1 ? "" : "s");
    }
    return r->problems > 0 ? STATUS_USAGE : STATUS_OK;
}

int design_read(design *self, const char *command, const char *path, const brink_model *model)
{
    *self = (design){.path = path};
    reader r = {.out = self, .command = command, .model = model, .line = 1};
    int status = read_file(&r, path);
    if (status == STATUS_OK) {
        read_head(&r);
        const bool good = r.problems == 0; /* rows are read by what the first line says */
        while (good && !r.failed && read_line(&r)) {
            read_row(&r);
        }
        status = conclude(&r);
    }
    free(r.text);
    free(r.fields);
    free(r.meaning);
    if (status != STATUS_OK) {
        design_free(self);
    }
    return status;
}

void design_free(design *self)
{
    for (size_t i = 0; i < self->n; i++) {
        free(self->columns[i].name);
        free(self->columns[i].unit);
    }
    free(self->columns);
    free(self->values);
    free(self->trials);
    free(self->lines);
    free(self->places);
    *self = (design){0};
}

/* "Mbbl/day" and "1/day" as they are written behind a number: "Mbbl per day", "per day". */
static char *spoken(const char *unit)
{
    char *text = malloc(4 * strlen(unit) + 6);
    char *to = text;
    if (text && strncmp(unit, "1/", 2) == 0) {
        unit++;
    }
    for (; text && *unit; unit++) {
        if (*unit == '/') {
            memcpy(to, " per ", 5);
            to += 5;
        } else {
            *to++ = *unit;
        }
    }
    if (text) {
        *to = '\0';
    }
    return text;
}

char *design_set(const design *self, size_t row, size_t column)
{
    const design_column *c = &self->columns[column];
    char *unit = c->unit ? spoken(c->unit) : NULL, *text = NULL;
    const double value = self->values[row * self->n + column];
    if (!(c->unit && !unit) &&
        asprintf(&text, "%s=%.17g%s%s", c->name, value, unit ? " " : "", unit ? unit : "") < 0) {
        text = NULL;
    }
    free(unit);
    return text;
}
