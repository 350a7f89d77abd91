/* SPDX-License-Identifier: Apache-2.0 */
/* brink show --mechanisms: where each mechanism of the catalogue lives in a scenario, and which are absent.
 */
#include <stdlib.h>
#include <string.h>

#include "brink/model.h"
#include "exit_status.h"
#include "page.h"
#include "references.h"
#include "shell.h"

/* One mechanism somewhere in the scenario. */
typedef struct place {
    const char *mechanism, *kind, *name, *about; /* place: kind and name, as "parameter demand" */
    brink_where where;
} place;

typedef struct places {
    place *list;
    size_t n;
} places;

/* Those of the model, then those of the variants, which the model knows nothing of. */
static bool collect(const brink_model *model, const brink_scenario_info *info, places *out)
{
    size_t n = (size_t)brink_model_mechanism_count(model), variants = brink_scenario_info_variant_count(info);
    for (size_t i = 0; i < variants; i++) {
        n += brink_scenario_info_variant_mechanism_count(info, i);
    }
    *out = (places){calloc(n + 1, sizeof *out->list), 0};
    for (int i = 0; out->list && i < brink_model_mechanism_count(model); i++) {
        out->list[out->n++] =
            (place){brink_model_mechanism_name(model, i), "", brink_model_mechanism_place(model, i),
                    brink_model_mechanism_about(model, i), brink_model_mechanism_where(model, i)};
    }
    for (size_t i = 0; out->list && i < variants; i++) {
        for (size_t j = 0; j < brink_scenario_info_variant_mechanism_count(info, i); j++) {
            out->list[out->n++] = (place){brink_scenario_info_variant_mechanism(info, i, j),
                                          "variant ",
                                          brink_scenario_info_variant_name(info, i),
                                          brink_scenario_info_variant_about(info, i),
                                          {NULL, 0, 0}};
        }
    }
    return out->list != NULL;
}

static size_t count_of(const places *self, const char *mechanism)
{
    size_t n = 0;
    for (size_t i = 0; i < self->n; i++) {
        n += strcmp(self->list[i].mechanism, mechanism) == 0;
    }
    return n;
}

static bool is_mechanism(const brink_reference *entry) { return entry->kind == BRINK_REFERENCE_MECHANISM; }

/* A name that the catalogue does not have, at its first place. */
static bool is_unknown(const places *self, size_t i, const brink_references *references)
{
    const char *name = self->list[i].mechanism;
    const brink_reference *entry = brink_references_find(references, name);
    for (size_t j = 0; j < i; j++) {
        if (strcmp(self->list[j].mechanism, name) == 0) {
            return false;
        }
    }
    return !entry || !is_mechanism(entry);
}

static void put_places(FILE *out, const scenario *of, const places *self, const char *mechanism)
{
    for (size_t i = 0; i < self->n; i++) {
        const place *at = &self->list[i];
        if (strcmp(at->mechanism, mechanism) != 0) {
            continue;
        }
        fprintf(out, "      %s%s%s", at->kind, at->name, *at->about ? ": " : "");
        page_flat(out, at->about);
        if (at->where.file) {
            fputs("  (", out);
            shell_print_name(out, references_near(of, at->where.file));
            fprintf(out, ":%d)", at->where.line);
        }
        fputc('\n', out);
    }
}

static void put_claim(FILE *out, const brink_reference *entry)
{
    fprintf(out, "  %-4s ", entry->tag);
    page_flat(out, entry->about);
    fputc('\n', out);
}

static int print_text(const scenario *of, const places *self, const brink_references *references)
{
    page_text text;
    if (!page_open(&text)) {
        return page_failed("show");
    }
    size_t n = brink_references_count(references), all = 0, present = 0, heeded = 0;
    for (size_t i = 0; i < n; i++) {
        const brink_reference *entry = brink_references_get(references, i);
        if (is_mechanism(entry)) {
            bool here = count_of(self, entry->tag) > 0;
            all++;
            present += here;
            heeded += !here && *entry->honoured;
        }
    }
    const char *title = brink_model_title(of->model);
    page_flat(text.out, *title ? title : "Untitled model");
    fprintf(text.out, "\n  expresses %zu of %zu mechanisms\n", present, all);
    for (size_t i = 0; i < n; i++) {
        const brink_reference *entry = brink_references_get(references, i);
        if (is_mechanism(entry) && count_of(self, entry->tag) > 0) {
            put_claim(text.out, entry);
            put_places(text.out, of, self, entry->tag);
        }
    }
    bool unknown = false;
    for (size_t i = 0; i < self->n; i++) {
        if (is_unknown(self, i, references)) {
            fputs(unknown ? "" : "\nNot in the catalogue\n", text.out);
            unknown = true;
            fprintf(text.out, "  %s\n", self->list[i].mechanism);
            put_places(text.out, of, self, self->list[i].mechanism);
        }
    }
    for (int rules = 1; rules >= 0; rules--) {
        if (rules ? heeded > 0 : all > present + heeded) {
            fputs(rules ? "\nRules of reading, which need no place in a model\n" : "\nAbsent here\n",
                  text.out);
        }
        for (size_t i = 0; i < n; i++) {
            const brink_reference *entry = brink_references_get(references, i);
            if (is_mechanism(entry) && count_of(self, entry->tag) == 0 &&
                (rules != 0) == (*entry->honoured != '\0')) {
                put_claim(text.out, entry);
                if (rules) {
                    fputs("      ", text.out);
                    page_flat(text.out, entry->honoured);
                    fputc('\n', text.out);
                }
            }
        }
    }
    return page_print(&text, "show");
}

static json_t *place_json(const place *at)
{
    size_t room = strlen(at->kind) + strlen(at->name) + 1;
    char *name = malloc(room);
    if (!name) {
        return NULL;
    }
    snprintf(name, room, "%s%s", at->kind, at->name);
    json_t *object =
        json_pack("{s:o, s:o}", "place", page_json_text(name), "about", page_json_text(at->about));
    free(name);
    if (object && at->where.file) {
        json_object_set_new(object, "file", page_json_text(at->where.file));
        json_object_set_new(object, "line", json_integer(at->where.line));
    }
    return object;
}

static json_t *places_json(const places *self, const char *mechanism)
{
    json_t *list = json_array();
    for (size_t i = 0; i < self->n; i++) {
        if (strcmp(self->list[i].mechanism, mechanism) == 0) {
            json_array_append_new(list, place_json(&self->list[i]));
        }
    }
    return list;
}

static int print_json(const scenario *of, const places *self, const brink_references *references)
{
    json_t *mechanisms = json_array(), *absent = json_array(), *unknown = json_array();
    for (size_t i = 0; i < brink_references_count(references); i++) {
        const brink_reference *entry = brink_references_get(references, i);
        if (!is_mechanism(entry)) {
            continue;
        }
        json_array_append_new(mechanisms,
                              json_pack("{s:s, s:s, s:s, s:s, s:o}", "id", entry->tag, "group", entry->group,
                                        "about", entry->about, "honoured", entry->honoured, "places",
                                        places_json(self, entry->tag)));
        if (count_of(self, entry->tag) == 0 && !*entry->honoured) {
            json_array_append_new(absent, json_string(entry->tag));
        }
    }
    for (size_t i = 0; i < self->n; i++) {
        if (is_unknown(self, i, references)) {
            const char *name = self->list[i].mechanism;
            json_array_append_new(unknown, json_pack("{s:o, s:o}", "id", page_json_text(name), "places",
                                                     places_json(self, name)));
        }
    }
    json_t *root = json_pack("{s:o, s:o, s:o, s:o}", "title", page_json_text(brink_model_title(of->model)),
                             "mechanisms", mechanisms, "absent", absent, "unknown", unknown);
    int status = page_put_json("show", root);
    json_decref(root);
    return status;
}

int show_mechanisms(const scenario *of, bool json)
{
    brink_references *references = NULL;
    brink_scenario_info *info = NULL;
    places self = {NULL, 0};
    int status = references_load("show", of, &references);
    if (status == STATUS_OK) {
        status = references_info("show", of, &info);
    }
    if (status == STATUS_OK && !collect(of->model, info, &self)) {
        status = page_failed("show");
    }
    if (status == STATUS_OK) {
        status = json ? print_json(of, &self, references) : print_text(of, &self, references);
    }
    free(self.list);
    brink_scenario_info_free(info);
    brink_references_free(references);
    return status;
}
