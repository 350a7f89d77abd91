/* SPDX-License-Identifier: Apache-2.0 */
/* Samples: files of which each trial takes one row for several parameters. */
#include <string.h>

#include "scenario/csv.h"

/* name: column, or name: {column: ..., unit: ...} */
static bool read_column(brink_i_loader *loader, brink_i_csv *csv, const brink_i_node *name,
                        const brink_i_node *value, brink_sample_column *out)
{
    const char *what = brink_i_read_printf(loader, "column '%.80s'", name->text);
    brink_i_fields fields = brink_i_read_short(value, BRINK_I_KEY_COLUMN_COLUMN);
    const bool ok =
        value->kind == BRINK_I_NODE_TEXT
            ? brink_i_read_is_text(loader, value, what)
            : brink_i_read_fields(loader, value, BRINK_I_SECTION_COLUMN, what, name->where, &fields);
    const brink_i_node *column = ok ? fields.value[BRINK_I_KEY_COLUMN_COLUMN] : NULL;
    size_t at = 0;
    if (!column || !brink_i_csv_find(loader, csv, column, &at)) {
        return false;
    }
    double *values = brink_i_read_array(loader, csv->n_rows, sizeof *values);
    *out = (brink_sample_column){.parameter = brink_i_read_node(name),
                                 .unit = brink_i_read_text(&fields, BRINK_I_KEY_COLUMN_UNIT),
                                 .about = brink_i_read_text(&fields, BRINK_I_KEY_COLUMN_ABOUT),
                                 .source = brink_i_read_text(&fields, BRINK_I_KEY_COLUMN_SOURCE),
                                 .values_unit = csv->columns[at].unit,
                                 .values = values};
    return values && brink_i_csv_numbers(loader, csv, at, values);
}

static bool read_weights(brink_i_loader *loader, brink_i_csv *csv, const brink_i_node *name,
                         brink_samples_declaration *d)
{
    size_t at = 0;
    if (!brink_i_csv_find(loader, csv, name, &at)) {
        return false;
    }
    double *weights = brink_i_read_array(loader, csv->n_rows, sizeof *weights), sum = 0;
    if (!weights || !brink_i_csv_numbers(loader, csv, at, weights)) {
        return false;
    }
    for (size_t i = 0; i < csv->n_rows; i++) {
        if (weights[i] < 0) {
            brink_i_diagnostics_add(
                loader->diagnostics, BRINK_ERROR, "bad-weight",
                brink_i_input_place(&csv->source, csv->fields[i * csv->n_columns + at].start),
                (int)csv->fields[i * csv->n_columns + at].length, NULL, "a weight is negative");
            loader->problems++;
            return false;
        }
        sum += weights[i];
    }
    if (!(sum > 0 && sum < 1e300)) {
        brink_i_diagnostics_add(loader->diagnostics, BRINK_ERROR, "bad-weight", name->where,
                                brink_i_node_length(name), NULL, "the weights add up to %g", sum);
        loader->problems++;
        return false;
    }
    d->weights = weights;
    return true;
}

static bool read_samples(brink_i_loader *loader, const brink_i_fields *fields, const char *what,
                         brink_samples_declaration *d)
{
    const brink_i_node *file = fields->value[BRINK_I_KEY_SAMPLE_FILE],
                       *columns = fields->value[BRINK_I_KEY_SAMPLE_COLUMNS],
                       *weight = fields->value[BRINK_I_KEY_SAMPLE_WEIGHT];
    brink_i_csv csv;
    if (!file || !columns || !brink_i_csv_read(loader, file, &csv)) {
        return false;
    }
    if (columns->n == 0) {
        brink_i_diagnostics_add(loader->diagnostics, BRINK_ERROR, "missing-value", columns->where, 1,
                                "as in columns: {base_rate: annual_rate}", "%s has no columns", what);
        loader->problems++;
        return false;
    }
    brink_sample_column *list = brink_i_read_array(loader, columns->n, sizeof *list);
    bool good = list != NULL;
    BRINK_I_EACH_PAIR(columns, name, value)
    {
        if (list) {
            good = read_column(loader, &csv, name, value, &list[d->n_columns++]) && good;
        }
    }
    d->columns = list;
    d->n_rows = csv.n_rows;
    return good && (!weight || read_weights(loader, &csv, weight, d));
}

void brink_i_load_samples(brink_i_loader *loader, const brink_i_node *map)
{
    BRINK_I_EACH_PAIR(map, name, value)
    {
        const char *what = brink_i_read_printf(loader, "sample '%.80s'", name->text);
        brink_i_fields fields;
        brink_samples_declaration d;
        memset(&d, 0, sizeof d);
        d.name = brink_i_read_node(name);
        if (!brink_i_read_fields(loader, value, BRINK_I_SECTION_SAMPLE, what, name->where, &fields)) {
            loader->incomplete = true;
            continue;
        }
        d.about = brink_i_read_text(&fields, BRINK_I_KEY_SAMPLE_ABOUT);
        d.source = brink_i_read_text(&fields, BRINK_I_KEY_SAMPLE_SOURCE);
        if (read_samples(loader, &fields, what, &d)) {
            brink_i_read_done(loader, brink_builder_samples(loader->builder, &d));
        } else {
            loader->incomplete = true; /* its parameters would look unknown */
        }
    }
}
