/* SPDX-License-Identifier: Apache-2.0 */
/* What the rows of a design came to: a page, a table with a line for each row, JSON. */
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "decimal.h"
#include "design_run.h"
#include "number.h"
#include "page.h"

enum { ROWS_SHOWN = 40, CELL = 32 };

static const char statement[] =
    "Illustrative, not a forecast: sampling error only; parameter judgement is not in the intervals.";

static const char *unit_of(const design_results *r, size_t column)
{
    const design_column *c = &r->design->columns[column];
    return c->unit ? c->unit : brink_model_parameter_unit(r->model, c->param);
}

static bool is_plain(const char *unit) { return !unit[0] || strcmp(unit, "1") == 0; }

static double value_of(const design_results *r, size_t row, size_t column)
{
    return r->design->values[row * r->design->n + column];
}

/* ---- the page ------------------------------------------------------------------------------------- */

typedef struct table {
    char (*cells)[CELL]; /* [lines][columns] */
    size_t lines, columns;
} table;

static char *cell(const table *t, size_t line, size_t column) { return t->cells[line * t->columns + column]; }

static void put_heading(const table *t, size_t column, const char *name, const char *unit)
{
    snprintf(cell(t, 0, column), CELL, "%s%s%s", name, is_plain(unit) ? "" : ", ",
             is_plain(unit) ? "" : unit);
}

static size_t headlines(const design_results *r)
{
    size_t n = 0;
    for (int i = 0; i < r->n_measures; i++) {
        n += r->headline[i];
    }
    return n;
}

static void fill_row(const table *t, size_t line, const design_results *r, size_t row)
{
    size_t column = 0;
    const design_row *of = &r->rows[row];
    char count[NUMBER_ROOM];
    snprintf(cell(t, line, column++), CELL, "%zu", row + 1);
    for (size_t i = 0; i < r->design->n; i++) {
        snprintf(cell(t, line, column++), CELL, "%.6g", value_of(r, row, i));
    }
    snprintf(cell(t, line, column++), CELL, "%s%s", number_write_count(of->trials, count),
             of->partial ? " (part)" : "");
    for (int i = 0; i < r->n_outcomes; i++) {
        const brink_estimate *e = &of->probability[i];
        snprintf(cell(t, line, column++), CELL, "%.4g +-%.2g", 100 * e->value,
                 100 * fmax(e->high - e->value, e->value - e->low));
    }
    for (int i = 0; i < r->n_measures; i++) {
        if (r->headline[i] && of->known[i] > 0) {
            snprintf(cell(t, line, column++), CELL, "%.4g", of->mean[i].value);
        } else if (r->headline[i]) {
            snprintf(cell(t, line, column++), CELL, "-");
        }
    }
}

static bool fill(table *t, const design_results *r, size_t shown)
{
    t->lines = shown + 1;
    t->columns = 2 + r->design->n + (size_t)r->n_outcomes + headlines(r);
    t->cells = calloc(t->lines * t->columns, sizeof *t->cells);
    if (!t->cells) {
        return false;
    }
    size_t column = 0;
    put_heading(t, column++, "row", "");
    for (size_t i = 0; i < r->design->n; i++) {
        put_heading(t, column++, r->design->columns[i].name, unit_of(r, i));
    }
    put_heading(t, column++, "trials", "");
    for (int i = 0; i < r->n_outcomes; i++) {
        put_heading(t, column++, r->outcomes[i], "%");
    }
    for (int i = 0; i < r->n_measures; i++) {
        if (r->headline[i]) {
            put_heading(t, column++, r->measures[i], r->units[i]);
        }
    }
    for (size_t row = 0; row < shown; row++) {
        fill_row(t, row + 1, r, row);
    }
    return true;
}

static int width_of(const table *t, size_t column)
{
    size_t widest = 0;
    for (size_t line = 0; line < t->lines; line++) {
        const size_t width = strlen(cell(t, line, column));
        widest = width > widest ? width : widest;
    }
    return (int)widest;
}

/* As many columns side by side as fit; the others below, with the rows' numbers again. */
static void print_table(FILE *out, const table *t, int width)
{
    for (size_t begin = 1, end; begin < t->columns; begin = end) {
        int used = 2 + width_of(t, 0);
        for (end = begin; end < t->columns; end++) {
            const int more = 2 + width_of(t, end);
            if (end > begin && used + more > width) {
                break;
            }
            used += more;
        }
        fputc('\n', out);
        for (size_t line = 0; line < t->lines; line++) {
            fprintf(out, "  %*s", width_of(t, 0), cell(t, line, 0));
            for (size_t column = begin; column < end; column++) {
                fprintf(out, "  %*s", width_of(t, column), cell(t, line, column));
            }
            fputc('\n', out);
        }
    }
}

static void print_head(FILE *out, const design_results *r)
{
    char rows[NUMBER_ROOM];
    page_flat(out, brink_model_title(r->model));
    fprintf(out, "\n\n%s row%s of %s, seed %llu, scenario %s", number_write_count(r->design->rows, rows),
            r->design->rows == 1 ? "" : "s", r->design->path, (unsigned long long)r->seed,
            brink_model_hash(r->model));
    if (brink_model_as_of(r->model)[0]) {
        fprintf(out, ", as of %s", brink_model_as_of(r->model));
    }
    fprintf(out, "\nbrink %s, commit %s, %s, instruction set %s, threads: %d\n", r->made.version,
            r->made.commit, r->made.engine, r->made.instruction_set, r->made.threads);
}

char *design_page(const design_results *r, bool all, int width)
{
    page_text page;
    table t = {0};
    const size_t shown = all || r->n <= ROWS_SHOWN ? r->n : ROWS_SHOWN;
    if (!page_open(&page)) {
        return NULL;
    }
    const bool filled = fill(&t, r, shown);
    if (filled) {
        print_head(page.out, r);
        print_table(page.out, &t, width > 0 ? width : 100);
        if (shown < r->n) {
            fprintf(page.out, "\n  and %zu rows more: --all prints them, JSON and CSV have them\n",
                    r->n - shown);
        }
        fprintf(page.out,
                "\nShares in per cent, with the larger half of their 95 %% intervals; means of measures that "
                "the\n"
                "scenario marks as headlines. All rows have the same luck: they differ by their values "
                "alone.\n\n%s\n",
                statement);
    }
    free(t.cells);
    bool broken = ferror(page.out) != 0 || !filled;
    broken |= fclose(page.out) != 0;
    if (broken) {
        free(page.bytes);
        return NULL;
    }
    return page.bytes;
}

/* ---- CSV ------------------------------------------------------------------------------------------ */

static void put_name(FILE *out, const char *name, const char *ending, const char *unit)
{
    fprintf(out, ",%s%s%s%s%s", name, ending, is_plain(unit) ? "" : " [", is_plain(unit) ? "" : unit,
            is_plain(unit) ? "" : "]");
}

/* Bounds that do not exist are empty, as what is not known. */
static void put_number(FILE *out, double value)
{
    char text[DECIMAL_ROOM] = "";
    fprintf(out, ",%.*s", isfinite(value) ? (int)decimal_write(text, value) : 0, text);
}

static void put_estimate(FILE *out, const brink_estimate *e)
{
    put_number(out, e->value);
    put_number(out, e->low);
    put_number(out, e->high);
}

static void put_header(FILE *out, const design_results *r)
{
    fprintf(out,
            "# %s\n# scenario: %s\n# hash: %s\n# seed: %llu\n# first_trial: %llu\n# made by: brink %s, %s\n",
            statement, r->scenario, brink_model_hash(r->model), (unsigned long long)r->seed,
            (unsigned long long)r->first_trial, r->made.version, r->made.engine);
    fputs("row", out);
    for (size_t i = 0; i < r->design->n; i++) {
        put_name(out, r->design->columns[i].name, "", unit_of(r, i));
    }
    fputs(",trials", out);
    static const char *const endings[] = {"", ".low", ".high"};
    for (int i = 0; i < r->n_outcomes; i++) {
        for (int k = 0; k < 3; k++) {
            put_name(out, r->outcomes[i], endings[k], "");
        }
    }
    for (int i = 0; i < r->n_measures; i++) {
        for (int k = 0; k < 3; k++) {
            put_name(out, r->measures[i], endings[k], r->units[i]);
        }
        put_name(out, r->measures[i], ".sd", r->units[i]);
        put_name(out, r->measures[i], ".known", "");
    }
    fputc('\n', out);
}

char *design_csv(const design_results *r)
{
    page_text page;
    if (!page_open(&page)) {
        return NULL;
    }
    put_header(page.out, r);
    for (size_t row = 0; row < r->n; row++) {
        const design_row *of = &r->rows[row];
        fprintf(page.out, "%zu", row + 1);
        for (size_t i = 0; i < r->design->n; i++) {
            put_number(page.out, value_of(r, row, i));
        }
        fprintf(page.out, ",%llu", (unsigned long long)of->trials);
        for (int i = 0; i < r->n_outcomes; i++) {
            put_estimate(page.out, &of->probability[i]);
        }
        for (int i = 0; i < r->n_measures; i++) {
            put_estimate(page.out, &of->mean[i]);
            put_number(page.out, of->sd[i]);
            fprintf(page.out, ",%llu", (unsigned long long)of->known[i]);
        }
        fputc('\n', page.out);
    }
    bool broken = ferror(page.out) != 0;
    broken |= fclose(page.out) != 0;
    if (broken) {
        free(page.bytes);
        return NULL;
    }
    return page.bytes;
}

/* ---- JSON ----------------------------------------------------------------------------------------- */

/* JSON has no number for what is not one. */
static json_t *number(double value) { return isfinite(value) ? json_real(value) : json_null(); }

static json_t *estimate(const brink_estimate *e)
{
    return json_pack("{s:o, s:o, s:o}", "value", number(e->value), "low", number(e->low), "high",
                     number(e->high));
}

/* Takes `value`, NULL too. */
static bool set(json_t *object, const char *name, json_t *value)
{
    return json_object_set_new(object, name, value) == 0;
}

static json_t *row_json(const design_results *r, size_t row)
{
    const design_row *of = &r->rows[row];
    json_t *values = json_object(), *outcomes = json_object(), *measures = json_object();
    bool good = values && outcomes && measures;
    for (size_t i = 0; good && i < r->design->n; i++) {
        good = set(values, r->design->columns[i].name, number(value_of(r, row, i)));
    }
    for (int i = 0; good && i < r->n_outcomes; i++) {
        json_t *outcome = estimate(&of->probability[i]);
        good = outcome && set(outcome, "count", json_integer((json_int_t)of->counts[i]));
        good &= set(outcomes, r->outcomes[i], outcome);
    }
    for (int i = 0; good && i < r->n_measures; i++) {
        json_t *measure = estimate(&of->mean[i]);
        good = measure && set(measure, "sd", number(of->sd[i])) &&
               set(measure, "known", json_integer((json_int_t)of->known[i]));
        good &= set(measures, r->measures[i], measure);
    }
    json_t *made =
        json_pack("{s:I, s:o, s:I, s:b, s:o, s:o}", "row", (json_int_t)(row + 1), "values", values, "trials",
                  (json_int_t)of->trials, "partial", of->partial, "outcomes", outcomes, "measures", measures);
    if (!good) {
        json_decref(made);
        return NULL;
    }
    return made;
}

char *design_json(const design_results *r)
{
    json_t *units = json_object(), *measure_units = json_object(), *rows = json_array();
    bool good = units && measure_units && rows;
    for (size_t i = 0; good && i < r->design->n; i++) {
        good = set(units, r->design->columns[i].name, page_json_text(unit_of(r, i)));
    }
    for (int i = 0; good && i < r->n_measures; i++) {
        good = set(measure_units, r->measures[i], page_json_text(r->units[i]));
    }
    for (size_t row = 0; good && row < r->n; row++) {
        good = json_array_append_new(rows, row_json(r, row)) == 0;
    }
    json_t *all = json_pack(
        "{s:i, s:s, s:{s:o, s:o, s:s}, s:{s:I, s:I, s:o, s:I}, s:{s:o, s:o}, s:o, s:{s:s, s:s, s:s}}",
        "brink_design", 1, "statement", statement, "scenario", "name", page_json_text(r->scenario), "title",
        page_json_text(brink_model_title(r->model)), "hash", brink_model_hash(r->model), "run", "seed",
        (json_int_t)r->seed, "first_trial", (json_int_t)r->first_trial, "design",
        page_json_text(r->design->path), "rows", (json_int_t)r->design->rows, "units", "values", units,
        "measures", measure_units, "rows", rows, "made_by", "version", r->made.version, "commit",
        r->made.commit, "engine", r->made.engine);
    char *text = good && all ? json_dumps(all, JSON_INDENT(2)) : NULL;
    json_decref(all);
    return text;
}
