/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE /* asprintf */
#include "records.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "exit_status.h"
#include "message.h"
#include "number.h"
#include "report.h"
#include "suggest.h"

/* ---- names ---------------------------------------------------------------------------------------- */

static int read_names(const char *command, const char *text, records_names *names)
{
    names->copy = strdup(text);
    names->list = (const char **)calloc(strlen(text) + 1, sizeof *names->list); /* fewer names than bytes */
    if (!names->copy || !names->list) {
        return fail(command, BRINK_ERR_MEMORY);
    }
    for (char *at = names->copy, *next; at; at = next) {
        next = strchr(at, ',');
        if (next) {
            *next++ = '\0';
        }
        at += strspn(at, " ");
        for (size_t n = strlen(at); n > 0 && at[n - 1] == ' '; n--) {
            at[n - 1] = '\0';
        }
        names->list[names->n++] = at;
    }
    return STATUS_OK;
}

/* The name that was probably meant: one of the model's, or a word for all of a kind. */
static void suggest(const brink_model *model, const char *name)
{
    char plain[128];
    snprintf(plain, sizeof plain, "%.*s", (int)strcspn(name, "@"), name);
    nearest_name nearest = nearest_start(plain);
    for (int i = 0; i < brink_model_parameter_count(model); i++) {
        nearest_offer(&nearest, brink_model_parameter_name(model, i));
    }
    for (int i = 0; i < brink_model_measure_count(model); i++) {
        nearest_offer(&nearest, brink_model_measure_name(model, i));
    }
    for (int i = 0; i < brink_model_series_count(model); i++) {
        nearest_offer(&nearest, brink_model_series_name(model, i));
    }
    static const char *const words[] = {"parameters", "levers", "measures", "series"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        nearest_offer(&nearest, words[i]);
    }
    if (nearest.best && strcmp(nearest.best, plain) != 0) {
        remark("Did you mean '%s%s'?", nearest.best, name + strcspn(name, "@"));
    }
}

static int find_columns(records *self, const records_run *run, const brink_run_options *options)
{
    size_t which = 0;
    char message[512];
    const brink_status status = brink_records_columns_new(run->models, run->variants, run->n, options,
                                                          &self->columns, &which, message, sizeof message);
    if (status == BRINK_ERR_NOT_FOUND) {
        complain(run->command, "%s, --records-only: %s", run->scenario, message);
        suggest(run->models[0], self->names.list[which]);
        return STATUS_USAGE;
    }
    return status == BRINK_OK ? STATUS_OK : fail(run->command, status);
}

/* ---- rows ----------------------------------------------------------------------------------------- */

/* All rows that come are those of one row of the design. */
static bool fill_rows(records *self, size_t rows)
{
    if (rows > self->rows_room) {
        uint64_t *more = realloc(self->rows, rows * sizeof *more);
        if (!more) {
            return false;
        }
        self->rows = more;
        self->rows_room = rows;
    }
    for (size_t i = 0; i < rows; i++) {
        self->rows[i] = self->row;
    }
    return true;
}

static brink_status take(void *context, const brink_records_block *block)
{
    records *self = context;
    if (self->status != STATUS_OK) {
        return BRINK_ERR_CANCELLED; /* trials that were under way */
    }
    if (self->has_row && !fill_rows(self, block->rows)) {
        return BRINK_ERR_MEMORY;
    }
    self->values[0] = self->rows;
    for (size_t i = 0; i < block->n_columns; i++) {
        self->values[i + self->has_row] = block->values[i];
    }
    self->status = records_file_append(&self->file, self->values, block->rows);
    return self->status == STATUS_OK ? BRINK_OK : BRINK_ERR_CANCELLED;
}

static bool make_shown(records *self)
{
    static const char about[] = "row of the design";
    const size_t n = brink_records_columns_count(self->columns);
    self->n = n + self->has_row;
    self->shown = calloc(self->n, sizeof *self->shown);
    self->values = (const void **)calloc(self->n + 1, sizeof *self->values);
    if (!self->shown || !self->values) {
        return false;
    }
    self->shown[0] = (brink_records_column){.name = "row",
                                            .unit = "",
                                            .about = about,
                                            .source = "",
                                            .value = "",
                                            .kind = BRINK_RECORDS_VARIANT,
                                            .type = BRINK_RECORDS_UINT64,
                                            .index = -1};
    for (size_t i = 0; i < n; i++) {
        brink_records_column *column = &self->shown[i + self->has_row];
        *column = *brink_records_columns_get(self->columns, i);
        if (self->has_row && column->value[0]) {
            column->value = ""; /* it may be another in each row */
        }
    }
    return true;
}

/* ---- opening and closing -------------------------------------------------------------------------- */

/* "base d7f8c0e695fa71fa, strict 7178b57674360fab"; free(). */
static char *list_variants(const records_run *run)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    for (int i = 0; out && run->variants && i < run->n; i++) {
        fprintf(out, "%s%s %s", i ? ", " : "", run->variants[i], brink_model_hash(run->models[i]));
    }
    if (!out || fclose(out) != 0) {
        free(text);
        return NULL;
    }
    return text;
}

static char *list_sets(const records_run *run)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    for (size_t i = 0; out && run->sets && i < run->sets->n; i++) {
        fprintf(out, "%s%s", i ? ", " : "", run->sets->items[i]);
    }
    if (!out || fclose(out) != 0) {
        free(text);
        return NULL;
    }
    return text;
}

/* What made the rows, for their files. */
static int describe(records *self, const records_run *run, const brink_run_options *options)
{
    const brink_model *model = run->base ? run->base : run->models[0];
    self->variants = list_variants(run);
    self->set = list_sets(run);
    if (!self->variants || !self->set) {
        return fail(run->command, BRINK_ERR_MEMORY);
    }
    self->origin = (records_origin){.scenario = run->scenario,
                                    .title = brink_model_title(model),
                                    .hash = brink_model_hash(model),
                                    .variant = run->variants ? "" : brink_model_variant(model),
                                    .set = self->set,
                                    .as_of = brink_model_as_of(model),
                                    .seed = options->seed,
                                    .first_trial = options->first_trial,
                                    .threads = options->threads,
                                    .variants = self->variants};
    return STATUS_OK;
}

static int open_file(records *self, const char *name)
{
    const int status =
        records_file_open(&self->file, self->command, "--records", name, self->shown, self->n, &self->origin);
    self->open = status == STATUS_OK;
    return status;
}

/* A run that goes on plays what is left: it must not replace the rows of what was played. */
static int guard_earlier(const records_run *run, const char *name)
{
    char *part = NULL;
    if (!run->goes_on) {
        return STATUS_OK;
    }
    if (asprintf(&part, "%s.part", name) < 0) {
        return fail(run->command, BRINK_ERR_MEMORY);
    }
    const char *there = access(name, F_OK) == 0 ? name : access(part, F_OK) == 0 ? part : NULL;
    if (there) {
        complain(run->command,
                 "--records %s: %s is there, and may have the rows of trials that were played before", name,
                 there);
        remark("  With --resume and --into only the rows of what is left are written: name another file for "
               "them.");
    }
    free(part);
    return there ? STATUS_USAGE : STATUS_OK;
}

/* csv, h5 or hdf5, as the form is called where the file's name is not ours to choose. */
static bool find_ending(records *self, const char *word)
{
    char name[16];
    self->ending = strcmp(word, "csv") == 0                               ? "csv"
                   : strcmp(word, "h5") == 0 || strcmp(word, "hdf5") == 0 ? "h5"
                                                                          : NULL;
    if (!self->ending) {
        complain(self->command,
                 "--records %s: with --into rows are kept beside the parts; write --records csv or h5", word);
        remark("  'brink merge DIR --records FILE' joins them.");
        return false;
    }
    snprintf(name, sizeof name, "rows.%s", self->ending);
    return records_form_of(self->command, "--records", name) != NULL;
}

int records_open(records *self, const records_choice *choice, const records_run *run,
                 brink_run_options *options)
{
    *self = (records){.command = run->command, .has_row = run->has_row};
    if (!choice->name) {
        if (choice->only) {
            complain(run->command, "--records-only says which columns --records FILE has; there is none");
            return STATUS_USAGE;
        }
        return STATUS_OK;
    }
    if (run->in_parts ? !find_ending(self, choice->name)
                      : !records_form_of(run->command, "--records", choice->name)) {
        return STATUS_USAGE;
    }
    int status = guard_earlier(run, choice->name);
    status =
        status == STATUS_OK && choice->only ? read_names(run->command, choice->only, &self->names) : status;
    self->wanted = (brink_records)BRINK_RECORDS_INIT;
    self->wanted.take = take;
    self->wanted.context = self;
    self->wanted.only = choice->only ? self->names.list : NULL;
    self->wanted.n_only = self->names.n;
    options->records = &self->wanted;
    status = status == STATUS_OK ? find_columns(self, run, options) : status;
    if (status == STATUS_OK && !make_shown(self)) {
        status = fail(run->command, BRINK_ERR_MEMORY);
    }
    status = status == STATUS_OK ? describe(self, run, options) : status;
    if (!run->in_parts) {
        status = status == STATUS_OK ? report_guard_as(run->command, "--records", run->path, choice->name)
                                     : status;
        status = status == STATUS_OK ? open_file(self, choice->name) : status;
    }
    if (status != STATUS_OK) {
        options->records = NULL;
    }
    return status;
}

const char *records_ending(const records *self) { return self->ending; }

int records_begin(records *self, const char *path)
{
    const int status = open_file(self, path);
    self->status = status != STATUS_OK ? status : self->status;
    return status;
}

int records_end(records *self)
{
    if (!self->open) {
        return self->status;
    }
    self->open = false;
    if (self->status == STATUS_OK && self->file.rows > 0) {
        self->status = records_file_finish(&self->file);
    } else if (self->status == STATUS_OK) {
        (void)unlink(self->file.part);
    }
    records_file_close(&self->file);
    return self->status;
}

void records_set_row(records *self, uint64_t row) { self->row = row; }

bool records_failed(const records *self) { return self->status != STATUS_OK; }

/* The rows that there are can be read; but they are not what was asked for. */
static void say_left(const records *self)
{
    char count[NUMBER_ROOM];
    complain(self->command, "the records of %s trials stay in %s", number_write_count(self->file.rows, count),
             self->file.part);
}

int records_finish(records *self, bool result, bool quiet, int status)
{
    if (!self->open) {
        return status;
    }
    self->open = false;
    if (self->status == STATUS_OK && result) {
        self->status = records_file_finish(&self->file);
    }
    if (self->status != STATUS_OK || !result) {
        say_left(self);
    } else if (!quiet) {
        char count[NUMBER_ROOM];
        complain(self->command, "wrote %s (%s rows)", self->file.name,
                 number_write_count(self->file.rows, count));
    }
    records_file_close(&self->file);
    return self->status != STATUS_OK ? self->status : status;
}

void records_free(records *self)
{
    if (self->open) {
        records_file_close(&self->file);
    }
    brink_records_columns_free(self->columns);
    free(self->names.copy);
    free((void *)self->names.list);
    free(self->shown);
    free((void *)self->values);
    free(self->rows);
    free(self->variants);
    free(self->set);
    *self = (records){0};
}
