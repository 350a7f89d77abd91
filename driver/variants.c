/* SPDX-License-Identifier: Apache-2.0 */
#include "variants.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "catalogue.h"
#include "exit_status.h"
#include "message.h"
#include "suggest.h"

const char base_name[] = "base";

enum { VARIANT_ROOM = 256 }; /* of a name; a longer one is none */

/* ---- the variants that there are ------------------------------------------------------------------ */

static int check_base(const variants *self)
{
    for (size_t i = 0; i < brink_scenario_info_variant_count(self->info); i++) {
        if (strcmp(brink_scenario_info_variant_name(self->info, i), base_name) == 0) {
            complain(self->command,
                     "%s has a variant named '%s', which is the name of the scenario as it stands here",
                     self->common->name, base_name);
            return STATUS_USAGE;
        }
    }
    return STATUS_OK;
}

int variants_open(variants *self, const char *command, const scenario_choice *common)
{
    *self = (variants){.command = command, .common = common};
    int status = STATUS_OK;
    char *path = catalogue_resolve_file(command, common->name, &status);
    if (!path) {
        return status;
    }
    brink_diagnostics *problems = brink_diagnostics_new();
    brink_status read = problems ? brink_scenario_info_load(path, problems, &self->info) : BRINK_ERR_MEMORY;
    if ((read == BRINK_ERR_INVALID || read == BRINK_ERR_IO) && brink_diagnostics_count(problems) > 0) {
        status = diagnostics_print(command, problems);
        status = status != STATUS_OK ? status : read == BRINK_ERR_IO ? STATUS_IO : STATUS_USAGE;
    } else if (read != BRINK_OK) {
        status = fail(command, read);
    } else {
        status = check_base(self);
    }
    brink_diagnostics_free(problems);
    free(path);
    return status;
}

static void variant_free(variant *one)
{
    scenario_free(&one->loaded);
    option_list_free(&one->choice.sets);
    free(one->label);
    free(one->pieces);
}

void variants_free(variants *self)
{
    for (size_t i = 0; i < self->n; i++) {
        variant_free(&self->items[i]);
    }
    free(self->items);
    brink_scenario_info_free(self->info);
    self->items = NULL;
    self->info = NULL;
    self->n = 0;
}

/* ---- reading texts -------------------------------------------------------------------------------- */

/* Looks for the variant text[0..length); false after a complaint. */
static bool find_variant(const variants *self, variant *one, const char *text, size_t length)
{
    char name[VARIANT_ROOM];
    snprintf(name, sizeof name, "%.*s", (int)length, text);
    nearest_name nearest = nearest_start(name);
    for (size_t i = 0; i < brink_scenario_info_variant_count(self->info); i++) {
        const char *known = brink_scenario_info_variant_name(self->info, i);
        if (strcmp(known, name) == 0) {
            one->about = brink_scenario_info_variant_about(self->info, i);
            return true;
        }
        nearest_offer(&nearest, known);
    }
    nearest_offer(&nearest, base_name);
    complain(self->command, "%s has no variant '%s'", self->common->name, name);
    if (nearest.best) {
        remark("Did you mean '%s'?", nearest.best);
    } else {
        remark("A variant is its name, '%s' for the scenario as it stands, or other values as in escort=0.5",
               base_name);
    }
    return false;
}

/* "base", a variant, or several that '+' joins; false after a complaint. */
static bool find_variants(const variants *self, variant *one, const char *names)
{
    size_t n = 0;
    if (strcmp(names, base_name) == 0) {
        return true;
    }
    for (const char *at = names, *end; at; at = *end ? end + 1 : NULL, n++) {
        end = at + strcspn(at, "+");
        if (!find_variant(self, one, at, (size_t)(end - at))) {
            return false;
        }
    }
    one->choice.variant = names;
    one->about = n == 1 ? one->about : NULL;
    return true;
}

/* Ends the piece at its comma and returns what follows, NULL after the last. Commas in brackets separate
 * arguments. */
static char *cut_piece(char *text)
{
    int depth = 0;
    for (; *text; text++) {
        depth += *text == '(' || *text == '[';
        depth -= *text == ')' || *text == ']';
        if (*text == ',' && depth <= 0) {
            *text = '\0';
            return text + 1;
        }
    }
    return NULL;
}

static char *trim(char *text)
{
    text += strspn(text, " \t");
    size_t length = strlen(text);
    while (length > 0 && strchr(" \t", text[length - 1])) {
        text[--length] = '\0';
    }
    return text;
}

static int read_pieces(const variants *self, variant *one)
{
    bool first = true;
    for (char *at = one->pieces, *next; at; at = next, first = false) {
        next = cut_piece(at);
        char *piece = trim(at);
        if (*piece == '\0' || (!strchr(piece, '=') && !first)) {
            complain(self->command, "'%s': expected a variant's name, or NAME=VALUE,...", one->label);
            return STATUS_USAGE;
        }
        if (strchr(piece, '=')) {
            one->choice.sets.items[one->choice.sets.n++] = piece;
        } else if (!find_variants(self, one, piece)) {
            return STATUS_USAGE;
        }
    }
    return STATUS_OK;
}

static int check_new(const variants *self, const char *label)
{
    for (size_t i = 0; i < self->n; i++) {
        if (strcmp(self->items[i].label, label) == 0) {
            complain(self->command, "'%s' is named twice", label);
            return STATUS_USAGE;
        }
    }
    return STATUS_OK;
}

int variants_add(variants *self, const char *text)
{
    int status = check_new(self, text);
    if (status != STATUS_OK) {
        return status;
    }
    variant *grown = realloc(self->items, (self->n + 1) * sizeof *grown);
    if (!grown) {
        return fail(self->command, BRINK_ERR_MEMORY);
    }
    self->items = grown;
    variant *one = &self->items[self->n++];
    memset(one, 0, sizeof *one);
    one->choice.name = self->common->name;
    one->label = strdup(text);
    one->pieces = strdup(text);
    /* A text has fewer pieces than characters. */
    const option_list *common = &self->common->sets;
    one->choice.sets.items = calloc(common->n + strlen(text) + 1, sizeof *one->choice.sets.items);
    if (!one->label || !one->pieces || !one->choice.sets.items) {
        return fail(self->command, BRINK_ERR_MEMORY);
    }
    for (size_t i = 0; i < common->n; i++) {
        one->choice.sets.items[one->choice.sets.n++] = common->items[i];
    }
    return read_pieces(self, one);
}

int variants_add_names(variants *self, const char *list)
{
    int status = STATUS_OK;
    char *copy = strdup(list);
    if (!copy) {
        return fail(self->command, BRINK_ERR_MEMORY);
    }
    for (char *at = copy, *next; at && status == STATUS_OK; at = next) {
        next = strchr(at, ',');
        if (next) {
            *next++ = '\0';
        }
        char *name = trim(at);
        if (strchr(name, '=')) {
            complain(self->command, "'%s' is no variant's name; other values are written --with '%s'", name,
                     name);
            status = STATUS_USAGE;
        } else {
            status = variants_add(self, name);
        }
    }
    free(copy);
    return status;
}

int variants_add_all(variants *self)
{
    int status = variants_add(self, base_name);
    for (size_t i = 0; i < brink_scenario_info_variant_count(self->info) && status == STATUS_OK; i++) {
        status = variants_add(self, brink_scenario_info_variant_name(self->info, i));
    }
    return status;
}

/* The variants' names of a variant's text, which end at the returned length. */
static size_t names_of(const char *label)
{
    size_t length = strcspn(label, ",");
    size_t equals = strcspn(label, "=");
    return equals < length ? 0 : length;
}

/* "a" under "b, x=1" is "b+a,x=1"; free(). NULL when out of memory. */
static char *joined(const char *label, const char *under)
{
    size_t names = names_of(label), more = names_of(under);
    const char *values = label + names + (label[names] == ','), *others = under + more + (under[more] == ',');
    bool bare = names == 0 || strncmp(label, base_name, names) == 0, plain = more == 0;
    size_t room = strlen(label) + strlen(under) + 3;
    char *text = malloc(room);
    if (text) {
        int n = snprintf(text, room, "%.*s%s%.*s", (int)more, under, bare || plain ? "" : "+",
                         bare ? 0 : (int)names, label);
        const char *rest[] = {others, values}; /* the change over the assumption */
        for (size_t i = 0; i < sizeof rest / sizeof *rest; i++) {
            if (*rest[i]) {
                n += snprintf(text + n, room - (size_t)n, "%s%s", n > 0 ? "," : "", rest[i]);
            }
        }
    }
    return text;
}

int variants_add_under(variants *self, const char *text)
{
    size_t plain = 0;
    while (plain < self->n && !self->items[plain].under) {
        plain++;
    }
    size_t first = self->n;
    int status = STATUS_OK;
    for (size_t i = 0; i < plain && status == STATUS_OK; i++) {
        char *label = joined(self->items[i].label, text);
        status = label ? variants_add(self, label) : fail(self->command, BRINK_ERR_MEMORY);
        free(label);
        if (status == STATUS_OK) {
            self->items[self->n - 1].under = true;
            self->items[self->n - 1].against = i == 0 ? 0 : (int)first;
        }
    }
    return status;
}

/* ---- models --------------------------------------------------------------------------------------- */

int variants_load(variants *self, bool quiet)
{
    int status = STATUS_OK;
    for (size_t i = 0; i < self->n && status == STATUS_OK; i++) {
        /* Warnings of one are those of the others: once is enough. */
        status = scenario_load(self->command, &self->items[i].choice, quiet || i > 0, &self->items[i].loaded);
        if (status != STATUS_OK && self->n > 1) {
            remark("This is about '%s'.", self->items[i].label);
        }
    }
    return status;
}

brink_variant variant_for_library(const variant *self)
{
    return (brink_variant){
        .name = self->label, .about = self->about, .model = self->loaded.model, .against = self->against};
}
