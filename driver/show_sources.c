/* SPDX-License-Identifier: Apache-2.0 */
/* brink show --sources: each parameter and lever with its range, where its number comes from and how well it
 * is known; what the tags stand for. */
#include <stdlib.h>
#include <string.h>

#include "brink/model.h"
#include "exit_status.h"
#include "page.h"
#include "references.h"
#include "shell.h"

enum { STANDINGS = BRINK_STANDING_UNSTATED + 1, TAG_ROOM = 64, STANDING_WIDTH = 19 };

typedef struct sources {
    const scenario *of;
    const brink_model *model;
    const brink_scenario_info *info;
    const brink_references *references;
    char (*tags)[TAG_ROOM]; /* of all parameters, each once, in the order in which they are met */
    size_t n, room;
    size_t count[STANDINGS];
} sources;

/* False when out of memory. */
static bool add_tag(sources *self, const char *tag, size_t length)
{
    if (length >= TAG_ROOM) {
        return true;
    }
    for (size_t i = 0; i < self->n; i++) {
        if (strncmp(self->tags[i], tag, length) == 0 && self->tags[i][length] == '\0') {
            return true;
        }
    }
    if (self->n == self->room) {
        size_t room = self->room ? 2 * self->room : 64;
        char(*tags)[TAG_ROOM] = realloc(self->tags, room * sizeof *tags);
        if (!tags) {
            return false;
        }
        self->tags = tags;
        self->room = room;
    }
    memcpy(self->tags[self->n], tag, length);
    self->tags[self->n++][length] = '\0';
    return true;
}

static brink_standing standing_of(const sources *self, int i)
{
    return brink_source_standing(brink_model_parameter_source(self->model, i), self->references);
}

static bool collect(sources *self)
{
    for (int i = 0; i < brink_model_parameter_count(self->model); i++) {
        self->count[standing_of(self, i)]++;
        const char *at = brink_model_parameter_source(self->model, i), *tag;
        size_t length;
        while (brink_source_tag(&at, &tag, &length)) {
            if (!add_tag(self, tag, length)) {
                return false;
            }
        }
    }
    return true;
}

/* The date of the set of numbers that a file is; of the whole scenario where the file has none. */
static const char *date_of(const sources *self, const char *file)
{
    for (size_t i = 0; i < brink_scenario_info_file_count(self->info); i++) {
        const char *date = brink_scenario_info_file_as_of(self->info, i);
        if (strcmp(brink_scenario_info_file(self->info, i), file) == 0 && *date) {
            return date;
        }
    }
    return brink_model_as_of(self->model);
}

/* ---- text ---------------------------------------------------------------------------------------- */

static void put_parameter(FILE *out, const sources *self, int i)
{
    const char *unit = brink_model_parameter_unit(self->model, i);
    const char *source = brink_model_parameter_source(self->model, i);
    double low, high;
    fprintf(out, "  %s = ", brink_model_parameter_name(self->model, i));
    page_flat(out, brink_model_parameter_value(self->model, i));
    if (strcmp(unit, "1") != 0) {
        fprintf(out, "  [%s]", unit);
    }
    if (brink_model_parameter_range(self->model, i, &low, &high)) {
        fprintf(out, "  in [%.10g, %.10g]", low, high);
    }
    fprintf(out, "\n      %-*s%s", *source ? STANDING_WIDTH : 0, brink_standing_name(standing_of(self, i)),
            *source ? "  " : "");
    page_flat(out, source);
    const char *set_by = brink_model_parameter_set_by(self->model, i);
    if (*set_by) {
        fputs("\n      source is of ", out);
        page_flat(out, brink_model_parameter_declared(self->model, i));
        fprintf(out, ", replaced by %s", set_by);
    }
    fputc('\n', out);
}

static void put_reference(FILE *out, const sources *self, const char *tag)
{
    const brink_reference *entry = brink_references_find(self->references, tag);
    fprintf(out, "  %-7s ", tag);
    if (!entry) {
        fputs("(not in the catalogues)\n", out);
        return;
    }
    if (*entry->author) {
        page_flat(out, entry->author);
        fputs(": ", out);
    }
    page_flat(out, entry->about);
    if (*entry->date) {
        fprintf(out, " (%s)", entry->date);
    }
    if (*entry->central) {
        fprintf(out, ": %s%s%s", entry->central, *entry->unit && strcmp(entry->unit, "1") != 0 ? " " : "",
                strcmp(entry->unit, "1") != 0 ? entry->unit : "");
    }
    if (*entry->low && *entry->high) {
        fprintf(out, " (%s to %s)", entry->low, entry->high);
    }
    if (*entry->basis) {
        fputs(". Basis: ", out);
        page_flat(out, entry->basis);
    }
    if (*entry->address) {
        fputs(". ", out);
        page_flat(out, entry->address);
    }
    fputc('\n', out);
}

static int print_text(const sources *self)
{
    page_text text;
    if (!page_open(&text)) {
        return page_failed("show");
    }
    const char *title = brink_model_title(self->model), *as_of = brink_model_as_of(self->model);
    page_flat(text.out, *title ? title : "Untitled model");
    fprintf(text.out, "\n%s%s%s", *as_of ? "  numbers as of " : "", as_of, *as_of ? "\n" : "");
    const char *last = NULL;
    for (int i = 0; i < brink_model_parameter_count(self->model); i++) {
        const char *file = brink_model_parameter_file(self->model, i), *date = date_of(self, file);
        if (!last || strcmp(last, file) != 0) {
            fputc('\n', text.out);
            shell_print_name(text.out, references_near(self->of, file));
            fprintf(text.out, "%s%s\n", *date ? ", as of " : "", date);
        }
        last = file;
        put_parameter(text.out, self, i);
    }
    fputs("\nHow well they are known\n", text.out);
    for (int i = 0; i < STANDINGS; i++) {
        if (self->count[i] > 0) {
            fprintf(text.out, "  %4zu  %s\n", self->count[i], brink_standing_name((brink_standing)i));
        }
    }
    fputs(self->n > 0 ? "\nWhat the tags stand for\n" : "", text.out);
    for (size_t i = 0; i < self->n; i++) {
        put_reference(text.out, self, self->tags[i]);
    }
    return page_print(&text, "show");
}

/* ---- JSON ---------------------------------------------------------------------------------------- */

static json_t *parameter_json(const sources *self, int i)
{
    const brink_model *model = self->model;
    const char *file = brink_model_parameter_file(model, i), *source = brink_model_parameter_source(model, i);
    json_t *object = json_pack("{s:o, s:b, s:o, s:o, s:o, s:s, s:o, s:o, s:s, s:o, s:s}", "name",
                               page_json_text(brink_model_parameter_name(model, i)), "lever",
                               brink_model_parameter_is_lever(model, i), "value",
                               page_json_text(brink_model_parameter_value(model, i)), "declared",
                               page_json_text(brink_model_parameter_declared(model, i)), "set_by",
                               page_json_text(brink_model_parameter_set_by(model, i)), "unit",
                               brink_model_parameter_unit(model, i), "about",
                               page_json_text(brink_model_parameter_about(model, i)), "source",
                               page_json_text(source), "standing", brink_standing_name(standing_of(self, i)),
                               "file", page_json_text(file), "as_of", date_of(self, file));
    json_t *tags = json_array();
    const char *at = source, *tag;
    size_t length;
    while (brink_source_tag(&at, &tag, &length)) {
        json_array_append_new(tags, json_stringn(tag, length));
    }
    json_object_set_new(object, "tags", tags);
    double low, high;
    if (brink_model_parameter_range(model, i, &low, &high)) {
        json_object_set_new(object, "range", json_pack("[f, f]", low, high));
    }
    return object;
}

static json_t *reference_json(const sources *self, const char *tag)
{
    static const char *const kinds[] = {"mechanism", "reference", "row", "case"};
    const brink_reference *entry = brink_references_find(self->references, tag);
    if (!entry) {
        return json_pack("{s:s, s:b}", "tag", tag, "known", false);
    }
    json_t *object = json_pack("{s:s, s:b, s:s, s:s}", "tag", tag, "known", true, "kind", kinds[entry->kind],
                               "about", entry->about);
    const char *const extra[][2] = {
        {"author", entry->author},   {"date", entry->date}, {"form", entry->form},
        {"address", entry->address}, {"low", entry->low},   {"central", entry->central},
        {"high", entry->high},       {"unit", entry->unit}, {"basis", entry->basis}};
    for (size_t i = 0; i < sizeof extra / sizeof *extra; i++) {
        if (*extra[i][1]) {
            json_object_set_new(object, extra[i][0], json_string(extra[i][1]));
        }
    }
    return object;
}

static int print_json(const sources *self)
{
    json_t *parameters = json_array(), *counts = json_object(), *references = json_array();
    for (int i = 0; i < brink_model_parameter_count(self->model); i++) {
        json_array_append_new(parameters, parameter_json(self, i));
    }
    for (int i = 0; i < STANDINGS; i++) {
        json_object_set_new(counts, brink_standing_name((brink_standing)i),
                            json_integer((json_int_t)self->count[i]));
    }
    for (size_t i = 0; i < self->n; i++) {
        json_array_append_new(references, reference_json(self, self->tags[i]));
    }
    bool whole = json_array_size(parameters) == (size_t)brink_model_parameter_count(self->model) &&
                 json_object_size(counts) == STANDINGS && json_array_size(references) == self->n;
    json_t *root =
        json_pack("{s:o, s:s, s:o, s:o, s:o}", "title", page_json_text(brink_model_title(self->model)),
                  "as_of", brink_model_as_of(self->model), "parameters", parameters, "standing", counts,
                  "references", references);
    int status = page_put_json("show", whole ? root : NULL);
    json_decref(root);
    return status;
}

int show_sources(const scenario *of, bool json)
{
    brink_references *references = NULL;
    brink_scenario_info *info = NULL;
    int status = references_load("show", of, &references);
    if (status == STATUS_OK) {
        status = references_info("show", of, &info);
    }
    sources self = {.of = of, .model = of->model, .info = info, .references = references};
    if (status == STATUS_OK) {
        status = !collect(&self) ? page_failed("show") : json ? print_json(&self) : print_text(&self);
    }
    free(self.tags);
    brink_scenario_info_free(info);
    brink_references_free(references);
    return status;
}
