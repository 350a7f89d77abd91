/* SPDX-License-Identifier: Apache-2.0 */
#include "scenario/csv.h"

#include <stdarg.h>
#include <string.h>

#include "base/text.h"
#include "expr/decimal.h"

/* The first problems of a file say what is wrong with the rest. */
enum { TOLD = 10 };

__attribute__((format(printf, 6, 7))) static void complain(brink_i_loader *loader, brink_i_csv *csv,
                                                           brink_i_csv_field at, const char *code,
                                                           const char *hint, const char *format, ...)
{
    brink_i_text text;
    brink_i_text_init(&text);
    va_list args;
    va_start(args, format);
    brink_i_text_addv(&text, format, args);
    va_end(args);
    brink_i_diagnostics_add(
        loader->diagnostics, BRINK_ERROR, code, brink_i_input_place(&csv->source, at.start),
        at.length > 0 && at.length < 80 ? (int)at.length : 1, hint, "%s", text.bytes ? text.bytes : "");
    loader->failed |= text.failed;
    brink_i_text_free(&text);
    loader->problems++;
}

/* ---- fields ---- */

static bool is_space(char c) { return c == ' ' || c == '\t'; }

static bool ends_line(char c) { return c == '\0' || c == '\n' || c == '\r'; }

/* The field at p, without what is around it; what stands behind it. */
static const char *read_field(const brink_i_csv *csv, const char *p, brink_i_csv_field *out)
{
    const char *text = csv->source.text;
    while (is_space(*p)) {
        p++;
    }
    const bool quoted = *p == '"';
    const char *start = p += quoted, *end;
    if (quoted) {
        while (*p && (*p != '"' || p[1] == '"')) {
            p += *p == '"' ? 2 : 1;
        }
        end = p;
        p += *p == '"';
        while (!ends_line(*p) && *p != ',') {
            p++;
        }
    } else {
        while (!ends_line(*p) && *p != ',') {
            p++;
        }
        for (end = p; end > start && is_space(end[-1]);) {
            end--;
        }
    }
    *out = (brink_i_csv_field){(size_t)(start - text), (size_t)(end - start)};
    return p;
}

/* The next line that counts; NULL at the end. */
static const char *next_line(const char *p)
{
    for (;;) {
        const char *line = p;
        while (is_space(*p)) {
            p++;
        }
        if (*p == '\0') {
            return NULL;
        }
        if (*p == '#') {
            while (*p && *p != '\n') {
                p++;
            }
        } else if (!ends_line(*p)) {
            return line;
        }
        p += *p != '\0';
    }
}

/* How many fields the line has; *behind: its end. */
static size_t count_fields(const brink_i_csv *csv, const char *p, const char **behind)
{
    brink_i_csv_field field;
    size_t n = 1;
    for (p = read_field(csv, p, &field); *p == ','; n++) {
        p = read_field(csv, p + 1, &field);
    }
    *behind = p;
    return n;
}

static bool read_header(brink_i_loader *loader, brink_i_csv *csv, const char *line, const char **behind)
{
    csv->n_columns = count_fields(csv, line, behind);
    brink_i_csv_column *columns = brink_i_read_array(loader, csv->n_columns, sizeof *columns);
    csv->columns = columns;
    const char *p = line;
    for (size_t i = 0; columns && i < csv->n_columns; i++) {
        brink_i_csv_field field;
        p = read_field(csv, p, &field) + 1;
        const char *text = csv->source.text + field.start;
        const char *open = memchr(text, '[', field.length);
        size_t length = open ? (size_t)(open - text) : field.length;
        while (length > 0 && is_space(text[length - 1])) {
            length--;
        }
        columns[i] = (brink_i_csv_column){.name = brink_i_read_printf(loader, "%.*s", (int)length, text)};
        if (open) {
            const size_t from = (size_t)(open - text) + 1;
            const char *close = memchr(open, ']', field.length - from + 1);
            if (!close) {
                complain(loader, csv, field, "bad-data", "as in price [USD per bbl]",
                         "the unit of '%.80s' has no closing bracket", columns[i].name);
                return false;
            }
            columns[i].unit =
                (brink_source_text){brink_i_read_printf(loader, "%.*s", (int)(close - open - 1), open + 1),
                                    brink_i_input_place(&csv->source, field.start + from)};
        }
    }
    return columns != NULL;
}

static bool read_rows(brink_i_loader *loader, brink_i_csv *csv, const char *first)
{
    size_t n = 0, wrong = 0;
    for (const char *line = next_line(first), *behind; line; line = next_line(behind)) {
        n++;
        (void)count_fields(csv, line, &behind);
    }
    if (n == 0 || n > BRINK_I_CSV_ROWS_MOST) {
        complain(loader, csv, (brink_i_csv_field){(size_t)(first - csv->source.text), 0},
                 n ? "too-large" : "missing-value", NULL,
                 n ? "this file has more than 1,000,000 rows" : "there is no row behind the names");
        return false;
    }
    brink_i_csv_field *fields = brink_i_read_array(loader, n * csv->n_columns, sizeof *fields);
    csv->fields = fields;
    csv->n_rows = n;
    for (const char *line = next_line(first), *behind; fields && line; line = next_line(behind)) {
        const size_t found = count_fields(csv, line, &behind);
        if (found != csv->n_columns && wrong++ < TOLD) {
            complain(loader, csv, (brink_i_csv_field){(size_t)(line - csv->source.text), 0}, "bad-data",
                     found > csv->n_columns ? "numbers have a point, no comma: 0.5; commas stand between them"
                                            : NULL,
                     "this row has %zu field%s, the first row %zu", found, found == 1 ? "" : "s",
                     csv->n_columns);
        }
        const char *p = line;
        for (size_t i = 0; i < csv->n_columns && found == csv->n_columns; i++) {
            p = read_field(csv, p, fields++) + 1;
        }
    }
    return fields && wrong == 0;
}

bool brink_i_csv_read(brink_i_loader *loader, const brink_i_node *node, brink_i_csv *out)
{
    const brink_i_data *data = loader->data;
    while (data && data->node != node) {
        data = data->next;
    }
    if (!data || !data->good) { /* reported */
        return false;
    }
    *out = (brink_i_csv){.source = data->source};
    const char *header = next_line(out->source.text), *behind;
    if (!header) {
        complain(loader, out, (brink_i_csv_field){0, 0}, "missing-value",
                 "a row of names comes first, then one row of numbers for each sample", "the file is empty");
        return false;
    }
    return read_header(loader, out, header, &behind) && read_rows(loader, out, behind);
}

bool brink_i_csv_find(brink_i_loader *loader, const brink_i_csv *csv, const brink_i_node *node,
                      size_t *column)
{
    const char **names = brink_i_read_array(loader, csv->n_columns, sizeof *names);
    brink_i_text known;
    brink_i_text_init(&known);
    size_t found = 0;
    for (size_t i = 0; names && i < csv->n_columns; i++) {
        names[i] = csv->columns[i].name;
        if (strcmp(names[i], node->text) == 0) {
            *column = i;
            found++;
        }
        if (i < 12) {
            brink_i_text_addf(&known, "%s%s", i ? ", " : "", names[i]);
        }
    }
    if (names && found != 1) {
        const char *near = found ? NULL : brink_i_text_nearest(node->text, names, csv->n_columns);
        const char *hint =
            found  ? "give the columns different names"
            : near ? brink_i_read_printf(loader, "did you mean '%.80s'?", near)
            : csv->n_columns == 1 && strchr(names[0], ';')
                ? "there is one column only: separate columns by commas, not by semicolons"
                : brink_i_read_printf(loader, "its columns are %.200s", known.bytes ? known.bytes : "");
        brink_i_diagnostics_add(loader->diagnostics, BRINK_ERROR, "unknown-column", node->where,
                                brink_i_node_length(node), hint,
                                found ? "%s has several columns '%.80s'" : "%s has no column '%.80s'",
                                csv->source.file, node->text);
        loader->problems++;
    }
    brink_i_text_free(&known);
    return found == 1;
}

bool brink_i_csv_numbers(brink_i_loader *loader, brink_i_csv *csv, size_t column, double *out)
{
    size_t wrong = 0;
    for (size_t row = 0; row < csv->n_rows; row++) {
        const brink_i_csv_field at = csv->fields[row * csv->n_columns + column];
        const char *text = csv->source.text + at.start;
        char copy[64];
        const bool fits = at.length > 0 && at.length < sizeof copy;
        memcpy(copy, text, fits ? at.length : 0);
        copy[fits ? at.length : 0] = '\0';
        const bool number = fits && brink_i_read_is_number(copy);
        const brink_i_decimal read =
            number ? brink_i_decimal_read(copy, at.length, &out[row]) : BRINK_I_DECIMAL_GOOD;
        if ((!number || read != BRINK_I_DECIMAL_GOOD) && wrong++ < TOLD) {
            complain(loader, csv, at, "bad-number",
                     at.length == 0 ? "each sample needs all of its numbers: leave out those that lack one"
                                    : NULL,
                     at.length == 0 ? "a number is missing in column '%.80s'"
                     : number       ? "a number of column '%.80s' is too large or too near to 0"
                                    : "this is not a number of column '%.80s'",
                     csv->columns[column].name);
        }
    }
    return wrong == 0;
}

const double (*brink_i_csv_points(brink_i_loader *loader, const brink_i_node *file, const brink_i_node *x,
                                  const brink_i_node *y, brink_table_declaration *d))[2]
{
    brink_i_csv csv;
    size_t at[2] = {0, 1};
    if (!brink_i_csv_read(loader, file, &csv)) {
        return NULL;
    }
    if (csv.n_columns < 2) {
        complain(loader, &csv, (brink_i_csv_field){0, 0}, "bad-data", "columns are separated by commas",
                 "a table has two columns, x and y; this file has one");
        return NULL;
    }
    const bool has_x = !x || brink_i_csv_find(loader, &csv, x, &at[0]);
    const bool has_y = !y || brink_i_csv_find(loader, &csv, y, &at[1]);
    double(*points)[2] = brink_i_read_array(loader, csv.n_rows, sizeof *points);
    double *numbers = brink_i_read_array(loader, csv.n_rows, sizeof *numbers);
    bool good = has_x && has_y && points && numbers;
    for (int k = 0; good && k < 2; k++) {
        good = brink_i_csv_numbers(loader, &csv, at[k], numbers);
        for (size_t i = 0; good && i < csv.n_rows; i++) {
            points[i][k] = numbers[i];
        }
    }
    d->n_points = csv.n_rows;
    d->argument_unit = d->argument_unit.text ? d->argument_unit : csv.columns[at[0]].unit;
    d->unit = d->unit.text ? d->unit : csv.columns[at[1]].unit;
    return good ? (const double(*)[2])points : NULL;
}
