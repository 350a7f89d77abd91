/* SPDX-License-Identifier: Apache-2.0 */
/* Variants, and other values for parameters and levers wherever they come from. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "model/build.h"
#include "scenario/loader.h"
#include "scenario/input.h"

const char *brink_i_variants_hint(brink_i_loader *loader, const char *name)
{
    const char **names =
        loader->n_variants ? brink_i_read_array(loader, loader->n_variants, sizeof *names) : NULL;
    if (!names) {
        return "the scenario has no variants";
    }
    size_t n = 0;
    for (const brink_i_variant *variant = loader->variants; variant; variant = variant->next) {
        names[n++] = variant->name->text;
    }
    const char *near = brink_i_text_nearest(name, names, n);
    if (near) {
        return brink_i_read_printf(loader, "did you mean '%s'?", near);
    }
    brink_i_text text;
    brink_i_text_init(&text);
    for (size_t i = 0; i < n && i < 20; i++) {
        brink_i_text_addf(&text, "%s%s", i ? ", " : "known: ", names[i]);
    }
    const char *hint =
        text.failed ? NULL : brink_i_read_printf(loader, "%s%s", text.bytes, n > 20 ? ", ..." : "");
    loader->failed |= text.failed;
    brink_i_text_free(&text);
    return hint;
}

/* The variant of that name; NULL (reported) if there is none. */
static brink_i_variant *find(brink_i_loader *loader, const char *name)
{
    for (brink_i_variant *variant = loader->variants; variant; variant = variant->next) {
        if (strcmp(variant->name->text, name) == 0) {
            return variant;
        }
    }
    brink_where where = {NULL, 0, 0};
    for (const brink_i_file *file = loader->files; file; file = file->next) {
        where.file = file->main ? file->name : where.file;
    }
    brink_i_diagnostics_add(loader->diagnostics, BRINK_ERROR, "unknown-variant", where, 1,
                            brink_i_variants_hint(loader, name), "there is no variant '%.80s'", name);
    return NULL;
}

void brink_i_variants_apply(brink_i_loader *loader, const char *names)
{
    bool all = true;
    for (const char *at = names, *end; at; at = *end ? end + 1 : NULL) {
        end = at + strcspn(at, "+");
        const char *name = brink_i_read_printf(loader, "%.*s", (int)(end - at), at);
        brink_i_variant *variant = loader->failed ? NULL : find(loader, name);
        all = all && variant;
        if (variant && variant->set) {
            brink_i_sets_apply(loader, variant->set, brink_i_read_printf(loader, "variant '%s'", name),
                               brink_i_read_printf(loader, "variant %s", name));
        }
        if (variant) {
            variant->applied = true;
        }
    }
    if (all) {
        brink_i_read_done(loader, brink_builder_variant(loader->builder, names));
    }
}

static void add_variant(brink_i_loader *loader, const brink_i_node *name, const brink_i_node *value)
{
    for (const brink_i_variant *other = loader->variants; other; other = other->next) {
        if (strcmp(other->name->text, name->text) == 0) {
            const char *hint = brink_i_read_printf(loader, "first at %s:%d:%d", other->name->where.file,
                                                   other->name->where.line, other->name->where.column);
            brink_i_diagnostics_add(loader->diagnostics, BRINK_ERROR, "duplicate-name", name->where,
                                    brink_i_node_length(name), hint,
                                    "'%.80s' is already the name of a variant", name->text);
            return;
        }
    }
    if (loader->n_variants == BRINK_I_VARIANTS_MOST) {
        brink_i_diagnostics_add(loader->diagnostics, BRINK_ERROR, "too-large", name->where, 1, NULL,
                                "a scenario may have 1,000 variants at most");
    }
    if (loader->n_variants++ >= BRINK_I_VARIANTS_MOST) {
        return;
    }
    if (name->text[0] == '\0' ||
        strspn(name->text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") !=
            strlen(name->text)) {
        brink_i_diagnostics_add(loader->diagnostics, BRINK_ERROR, "bad-name", name->where,
                                brink_i_node_length(name),
                                "a variant's name is made of letters, digits, _ and -",
                                "'%.80s' cannot be the name of a variant", name->text);
    }
    brink_i_fields fields;
    const char *what = brink_i_read_printf(loader, "variant '%.80s'", name->text);
    if (!brink_i_read_fields(loader, value, BRINK_I_SECTION_VARIANT, what, name->where, &fields)) {
        fields = (brink_i_fields){{NULL}, {NULL}};
    }
    brink_i_variant *variant = brink_i_read_array(loader, 1, sizeof *variant);
    if (variant) {
        *variant = (brink_i_variant){
            .name = name,
            .about = fields.value[BRINK_I_KEY_VARIANT_ABOUT],
            .set = fields.value[BRINK_I_KEY_VARIANT_SET],
            .mechanisms = brink_i_read_mechanisms(loader, &fields, BRINK_I_KEY_VARIANT_MECHANISM, what)};
        brink_i_mechanisms_check(loader->diagnostics, variant->mechanisms.ids, variant->mechanisms.n, what);
        *loader->variants_tail = variant;
        loader->variants_tail = &variant->next;
    }
}

void brink_i_variants_collect(brink_i_loader *loader)
{
    for (const brink_i_file *file = loader->files; file; file = file->next) {
        const brink_i_node *map = file->fields.value[BRINK_I_KEY_SCENARIO_VARIANTS];
        if (map) {
            BRINK_I_EACH_PAIR(map, name, value) { add_variant(loader, name, value); }
        }
    }
    loader->n_variants =
        loader->n_variants < BRINK_I_VARIANTS_MOST ? loader->n_variants : BRINK_I_VARIANTS_MOST;
}

static size_t names_of(const brink_i_node *map, const char **names)
{
    size_t n = 0;
    if (map) {
        BRINK_I_EACH_PAIR(map, name, value)
        {
            (void)value;
            if (names) {
                names[n] = name->text;
            }
            n++;
        }
    }
    return n;
}

/* Names of all parameters and levers; fills `names` if it is not NULL. */
static size_t settable(const brink_i_loader *loader, const char **names)
{
    size_t n = 0;
    for (const brink_i_file *file = loader->files; file; file = file->next) {
        n += names_of(file->fields.value[BRINK_I_KEY_SCENARIO_PARAMETERS], names ? names + n : NULL);
        n += names_of(file->fields.value[BRINK_I_KEY_SCENARIO_LEVERS], names ? names + n : NULL);
    }
    return n;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

void brink_i_variants_check(brink_i_loader *loader)
{
    size_t n = settable(loader, NULL);
    const char **names = brink_i_read_array(loader, n, sizeof *names);
    if (!names) {
        return;
    }
    settable(loader, names);
    qsort(names, n, sizeof *names, compare_names);
    for (const brink_i_variant *variant = loader->variants; variant; variant = variant->next) {
        if (variant->applied || !variant->set) {
            continue; /* the builder checks what is applied, or it was reported */
        }
        BRINK_I_EACH_PAIR(variant->set, name, value)
        {
            bool good = brink_i_read_is_text(
                loader, value,
                brink_i_read_printf(loader, "'%.80s' of variant '%.80s'", name->text, variant->name->text));
            const char *wanted = name->text;
            if (good && !bsearch(&wanted, names, n, sizeof *names, compare_names)) {
                bool hinted = brink_diagnostics_count(loader->diagnostics) < BRINK_I_HINTED;
                const char *near = hinted ? brink_i_text_nearest(name->text, names, n) : NULL;
                brink_i_diagnostics_add(loader->diagnostics, BRINK_ERROR, "unknown-name", name->where,
                                        brink_i_node_length(name),
                                        near ? brink_i_read_printf(loader, "did you mean '%s'?", near)
                                             : "a variant can set parameters and levers",
                                        "there is no parameter or lever '%.80s'", name->text);
            }
        }
    }
}

void brink_i_sets_apply(brink_i_loader *loader, const brink_i_node *map, const char *what, const char *origin)
{
    BRINK_I_EACH_PAIR(map, name, value)
    {
        if (brink_i_read_is_text(loader, value,
                                 brink_i_read_printf(loader, "'%.80s' of %s", name->text, what))) {
            brink_i_read_done(loader, brink_builder_set(loader->builder, brink_i_read_node(name),
                                                        brink_i_read_node(value), origin));
        }
    }
}

/* text[from..to) without the spaces around it. */
static const char *trimmed(brink_i_loader *loader, const char *text, size_t from, size_t to, size_t *start)
{
    while (from < to && text[from] == ' ') {
        from++;
    }
    while (to > from && text[to - 1] == ' ') {
        to--;
    }
    *start = from;
    return brink_i_read_printf(loader, "%.*s", (int)(to - from), text + from);
}

static void apply_set(brink_i_loader *loader, const char *set, brink_where where)
{
    const char *equals = strchr(set, '=');
    size_t name_start = 0, value_start = 0, at = equals ? (size_t)(equals - set) : 0;
    const char *name = trimmed(loader, set, 0, at, &name_start);
    const char *value = equals ? trimmed(loader, set, at + 1, strlen(set), &value_start) : "";
    if (!*name || !*value) {
        brink_i_diagnostics_add(loader->diagnostics, BRINK_ERROR, "bad-set", where,
                                brink_i_text_columns(set, strlen(set)),
                                "write NAME=VALUE, as in overland=0.4 or overland='0.4 Mbbl per day'",
                                "'%.80s' does not set anything", set);
        return;
    }
    brink_source_text named = {name, where}, valued = {value, where};
    named.where.column = brink_i_text_columns(set, name_start) + 1;
    valued.where.column = brink_i_text_columns(set, value_start) + 1;
    brink_i_read_done(loader, brink_builder_set(loader->builder, named, valued, "--set"));
}

void brink_i_sets_parse(brink_i_loader *loader, const char *const *sets, size_t n)
{
    /* A source of its own, one line for each, so that messages can show what is wrong with them. */
    brink_i_text all;
    brink_i_text_init(&all);
    for (size_t i = 0; i < n; i++) {
        bool text = sets[i] && strlen(sets[i]) < 65536 && !strpbrk(sets[i], "\n\r") &&
                    brink_i_input_bad_byte(sets[i], strlen(sets[i])) == strlen(sets[i]);
        brink_i_text_addf(&all, "%s\n", text ? sets[i] : "");
    }
    const char *file = all.failed ? NULL
                                  : brink_i_diagnostics_source(loader->diagnostics, "--set",
                                                               all.bytes ? all.bytes : "", all.length);
    loader->failed |= !file;
    const char *line = all.bytes;
    for (size_t i = 0; i < n && file; i++) {
        size_t length = strcspn(line, "\n");
        apply_set(loader, brink_i_read_printf(loader, "%.*s", (int)length, line),
                  (brink_where){file, (int)i + 1, 1});
        line += length + 1;
    }
    brink_i_text_free(&all);
}
