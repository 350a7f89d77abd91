/* SPDX-License-Identifier: Apache-2.0 */
/* Samples of which each trial takes a row: a drawn parameter for the row, a table for each column, and
 * parameters that read it there. Everything behind the builder knows tables and parameters only. */
#include <math.h>
#include <stdlib.h>

#include "base/text.h"
#include "brink/builder.h"

/* Tables are straight lines between rows: neighbours must not be so far apart that the slope overflows. */
#define LARGEST 8e307

static bool is_good(const brink_samples_declaration *d)
{
    double sum = 0;
    bool good = d->name.text && d->columns && d->n_columns > 0 && d->n_rows > 0;
    for (size_t i = 0; good && d->weights && i < d->n_rows; i++) {
        good = d->weights[i] >= 0;
        sum += d->weights[i];
    }
    good = good && (!d->weights || (sum > 0 && isfinite(sum)));
    for (size_t c = 0; good && c < d->n_columns; c++) {
        good = d->columns[c].parameter.text && d->columns[c].values;
        for (size_t i = 0; good && i < d->n_rows; i++) {
            good = fabs(d->columns[c].values[i]) <= LARGEST;
        }
    }
    return good;
}

/* The rows that can be drawn, and where each begins on [0, 1]: points (begin, number among them), the last
 * one (1, their count). `rows` has room for n_rows + 1 points. */
static size_t find_rows(const brink_samples_declaration *d, double (*points)[2], size_t *rows)
{
    double total = 0, sum = 0;
    for (size_t i = 0; i < d->n_rows; i++) {
        total += d->weights ? d->weights[i] : 1.0;
    }
    size_t n = 0;
    for (size_t i = 0; i < d->n_rows; i++) {
        const double begin = sum / total;
        sum += d->weights ? d->weights[i] : 1.0;
        if (sum / total > begin && begin < 1.0) { /* else it has no weight that could be seen */
            points[n][0] = begin;
            points[n][1] = (double)n;
            rows[n++] = i;
        }
    }
    points[0][0] = 0.0;
    points[n][0] = 1.0;
    points[n][1] = (double)n;
    return n;
}

static brink_source_text printed(brink_i_text *text, brink_where where)
{
    return (brink_source_text){text->bytes, where};
}

static brink_status declare_rows(brink_builder *b, const brink_samples_declaration *d,
                                 const double (*points)[2], size_t n)
{
    brink_i_text table, value, about;
    brink_i_text_init(&table);
    brink_i_text_init(&value);
    brink_i_text_init(&about);
    brink_i_text_addf(&table, "%s__rows", d->name.text);
    brink_i_text_addf(&value, "min(floor(%s__rows(uniform())), %zu)", d->name.text, n - 1);
    brink_i_text_addf(&about, "which of %zu rows a trial takes, from 0", n);
    brink_status status = table.failed || value.failed || about.failed ? BRINK_ERR_MEMORY : BRINK_OK;
    if (status == BRINK_OK) {
        status = brink_builder_table(b, &(brink_table_declaration){.name = printed(&table, d->name.where),
                                                                   .points = points,
                                                                   .n_points = n + 1});
    }
    if (status == BRINK_OK) {
        status = brink_builder_parameter(
            b,
            &(brink_parameter_declaration){.name = d->name,
                                           .value = printed(&value, d->name.where),
                                           .about = d->about.text ? d->about : printed(&about, d->name.where),
                                           .source = d->source});
    }
    brink_i_text_free(&table);
    brink_i_text_free(&value);
    brink_i_text_free(&about);
    return status;
}

static brink_status declare_column(brink_builder *b, const brink_samples_declaration *d,
                                   const brink_sample_column *column, double (*points)[2], const size_t *rows,
                                   size_t n)
{
    const brink_where where = column->parameter.where;
    brink_i_text table, value;
    brink_i_text_init(&table);
    brink_i_text_init(&value);
    brink_i_text_addf(&table, "%s__%s", d->name.text, column->parameter.text);
    brink_i_text_addf(&value, "%s__%s(%s)", d->name.text, column->parameter.text, d->name.text);
    for (size_t i = 0; i < n; i++) {
        points[i][0] = (double)i;
        points[i][1] = column->values[rows[i]];
    }
    const brink_source_text unit = column->values_unit.text ? column->values_unit : column->unit;
    brink_status status = table.failed || value.failed ? BRINK_ERR_MEMORY : BRINK_OK;
    if (status == BRINK_OK) {
        status = brink_builder_table(b, &(brink_table_declaration){.name = printed(&table, where),
                                                                   .unit = unit,
                                                                   .points = (const double(*)[2])points,
                                                                   .n_points = n});
    }
    if (status == BRINK_OK) {
        status = brink_builder_parameter(
            b, &(brink_parameter_declaration){.name = column->parameter,
                                              .value = printed(&value, where),
                                              .unit = column->unit.text ? column->unit : unit,
                                              .about = column->about,
                                              .source = column->source.text ? column->source : d->source});
    }
    brink_i_text_free(&table);
    brink_i_text_free(&value);
    return status;
}

brink_status brink_builder_samples(brink_builder *b, const brink_samples_declaration *d)
{
    if (!b || !d || !is_good(d)) {
        return BRINK_ERR_ARGUMENT;
    }
    double(*points)[2] = calloc(d->n_rows + 1, sizeof *points);
    size_t *rows = calloc(d->n_rows, sizeof *rows);
    brink_status status = points && rows ? BRINK_OK : BRINK_ERR_MEMORY;
    if (status == BRINK_OK) {
        const size_t n = find_rows(d, points, rows);
        status = declare_rows(b, d, (const double(*)[2])points, n);
        for (size_t i = 0; i < d->n_columns && status == BRINK_OK; i++) {
            status = declare_column(b, d, &d->columns[i], points, rows, n);
        }
    }
    free(points);
    free(rows);
    return status;
}
