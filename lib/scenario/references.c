/* SPDX-License-Identifier: Apache-2.0 */
/* Catalogues of what tags stand for. */
#include "brink/references.h"

#include <stdlib.h>
#include <string.h>

#include "scenario/loader.h"
#include "scenario/yaml.h"

struct brink_references {
    brink_i_arena arena; /* of all texts */
    brink_reference *entries;
    size_t n, room;
};

enum { MOST_ENTRIES = 100000 };

brink_references *brink_references_new(void)
{
    brink_references *references = calloc(1, sizeof *references);
    if (references) {
        brink_i_arena_init(&references->arena);
    }
    return references;
}

void brink_references_free(brink_references *references)
{
    if (references) {
        brink_i_arena_free(&references->arena);
        free(references->entries);
        free(references);
    }
}

size_t brink_references_count(const brink_references *references) { return references ? references->n : 0; }

const brink_reference *brink_references_get(const brink_references *references, size_t i)
{
    return references && i < references->n ? &references->entries[i] : NULL;
}

static const brink_reference *find(const brink_references *references, const char *tag, size_t length)
{
    for (size_t i = 0; i < references->n; i++) {
        const char *other = references->entries[i].tag;
        if (strncmp(other, tag, length) == 0 && other[length] == '\0') {
            return &references->entries[i];
        }
    }
    return NULL;
}

const brink_reference *brink_references_find(const brink_references *references, const char *tag)
{
    if (!references || !tag) {
        return NULL;
    }
    const brink_reference *found = find(references, tag, strlen(tag));
    const char *point = strchr(tag, '.');
    return found || !point ? found : find(references, tag, (size_t)(point - tag));
}

/* ---- reading ------------------------------------------------------------------------------------- */

/* Keys of a section that fill an entry: the key's index and the member's place. */
typedef struct member {
    int key;
    size_t offset;
} member;

#define MEMBER(key, name)                    \
    {                                        \
        key, offsetof(brink_reference, name) \
    }
static const member of_claim[] = {MEMBER(BRINK_I_KEY_CLAIM_ABOUT, about),
                                  MEMBER(BRINK_I_KEY_CLAIM_GROUP, group),
                                  MEMBER(BRINK_I_KEY_CLAIM_HONOURED, honoured)};
static const member of_reference[] = {
    MEMBER(BRINK_I_KEY_REFERENCE_TITLE, about), MEMBER(BRINK_I_KEY_REFERENCE_AUTHOR, author),
    MEMBER(BRINK_I_KEY_REFERENCE_DATE, date), MEMBER(BRINK_I_KEY_REFERENCE_FORM, form),
    MEMBER(BRINK_I_KEY_REFERENCE_ADDRESS, address)};
static const member of_row[] = {
    MEMBER(BRINK_I_KEY_ROW_ABOUT, about), MEMBER(BRINK_I_KEY_ROW_GROUP, group),
    MEMBER(BRINK_I_KEY_ROW_LOW, low),     MEMBER(BRINK_I_KEY_ROW_CENTRAL, central),
    MEMBER(BRINK_I_KEY_ROW_HIGH, high),   MEMBER(BRINK_I_KEY_ROW_UNIT, unit),
    MEMBER(BRINK_I_KEY_ROW_BASIS, basis)};
static const member of_case[] = {MEMBER(BRINK_I_KEY_CASE_ABOUT, about),
                                 MEMBER(BRINK_I_KEY_CASE_BASIS, basis)};

static const struct part {
    int key; /* of the file */
    brink_i_section_id section;
    brink_reference_kind kind;
    const char *what;
    const member *members;
    size_t n;
} parts[] = {
    {BRINK_I_KEY_CATALOGUE_MECHANISMS, BRINK_I_SECTION_CLAIM, BRINK_REFERENCE_MECHANISM, "mechanism",
     of_claim, sizeof of_claim / sizeof *of_claim},
    {BRINK_I_KEY_CATALOGUE_REFERENCES, BRINK_I_SECTION_REFERENCE, BRINK_REFERENCE_SOURCE, "reference",
     of_reference, sizeof of_reference / sizeof *of_reference},
    {BRINK_I_KEY_CATALOGUE_PARAMETERS, BRINK_I_SECTION_ROW, BRINK_REFERENCE_ROW, "row", of_row,
     sizeof of_row / sizeof *of_row},
    {BRINK_I_KEY_CATALOGUE_CASES, BRINK_I_SECTION_CASE, BRINK_REFERENCE_CASE, "case", of_case,
     sizeof of_case / sizeof *of_case},
};

static bool grow(brink_references *references)
{
    if (references->n < references->room) {
        return true;
    }
    size_t room = references->room ? 2 * references->room : 64;
    brink_reference *entries = realloc(references->entries, room * sizeof *entries);
    if (entries) {
        references->entries = entries;
        references->room = room;
    }
    return entries != NULL;
}

static void add(brink_references *references, brink_i_loader *loader, const struct part *part,
                const brink_i_node *name, const brink_i_fields *fields)
{
    if (find(references, name->text, strlen(name->text))) {
        return;
    }
    if (!grow(references)) {
        loader->failed = true;
        return;
    }
    brink_reference *entry = &references->entries[references->n];
    *entry = (brink_reference){.kind = part->kind,
                               .about = "",
                               .group = "",
                               .honoured = "",
                               .author = "",
                               .date = "",
                               .form = "",
                               .address = "",
                               .low = "",
                               .central = "",
                               .high = "",
                               .unit = "",
                               .basis = ""};
    entry->tag = brink_i_arena_strdup(&references->arena, name->text);
    loader->failed |= !entry->tag;
    for (size_t i = 0; i < part->n; i++) {
        const brink_i_node *value = fields->value[part->members[i].key];
        const char *text = value ? brink_i_arena_strdup(&references->arena, value->text) : "";
        loader->failed |= !text;
        memcpy((char *)entry + part->members[i].offset, &text, sizeof text);
    }
    /* A heading holds until the next one. */
    for (size_t i = references->n; i > 0 && !*entry->group; i--) {
        if (references->entries[i - 1].kind == entry->kind) {
            entry->group = references->entries[i - 1].group;
            break;
        }
    }
    references->n += !loader->failed;
}

/* A tag is found again in a text only if it has the form of one. */
static void check_tag(brink_i_loader *loader, const brink_i_node *name)
{
    const char *at = name->text, *tag;
    size_t length;
    if (!brink_source_tag(&at, &tag, &length) || tag != name->text || tag[length] != '\0') {
        brink_i_diagnostics_add(loader->diagnostics, BRINK_ERROR, "bad-name", name->where,
                                brink_i_node_length(name), "letters and a number, as M30, A1, P-OIL7, W80b",
                                "'%.80s' cannot be a tag", name->text);
    }
}

static void read_part(brink_references *references, brink_i_loader *loader, const struct part *part,
                      const brink_i_node *map)
{
    BRINK_I_EACH_PAIR(map, name, value)
    {
        const char *what = brink_i_read_printf(loader, "%s '%.80s'", part->what, name->text);
        brink_i_fields fields;
        check_tag(loader, name);
        if (loader->failed || references->n >= MOST_ENTRIES) {
            return;
        }
        if (brink_i_read_fields(loader, value, part->section, what, name->where, &fields)) {
            add(references, loader, part, name, &fields);
        }
    }
}

static brink_status read_catalogue(brink_references *references, brink_i_loader *loader, const char *path)
{
    brink_i_input source;
    brink_i_node *root = NULL;
    brink_where nowhere = {NULL, 0, 0};
    brink_status status = brink_i_input_read(&loader->arena, loader->diagnostics, path, nowhere, &source);
    if (status == BRINK_OK) {
        status = brink_i_yaml_parse(&loader->arena, loader->diagnostics, &source, &loader->nodes_left,
                                    &loader->incomplete, &root);
    }
    if (status != BRINK_OK) {
        return status;
    }
    brink_where whole = root && !root->absent ? root->where : (brink_where){source.file, 0, 0};
    if (!root || root->absent) {
        brink_i_diagnostics_add(loader->diagnostics, BRINK_ERROR, "missing-value", whole, 1,
                                "a catalogue starts with brink_references: 1", "the file is empty");
        return BRINK_ERR_INVALID;
    }
    brink_i_fields fields;
    if (brink_i_read_fields(loader, root, BRINK_I_SECTION_CATALOGUE, "the catalogue", whole, &fields)) {
        const brink_i_node *version = fields.value[BRINK_I_KEY_CATALOGUE_BRINK];
        if (version && strcmp(version->text, "1") != 0) {
            brink_i_diagnostics_add(loader->diagnostics, BRINK_ERROR, "format-version", version->where,
                                    brink_i_node_length(version), "write brink_references: 1",
                                    "'%.40s' is not a version of catalogues that is known here",
                                    version->text);
        }
        brink_i_read_check_date(loader, fields.value[BRINK_I_KEY_CATALOGUE_AS_OF]);
        for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
            const brink_i_node *map = fields.value[parts[i].key];
            if (map) {
                read_part(references, loader, &parts[i], map);
            }
        }
    }
    return loader->failed ? BRINK_ERR_MEMORY : brink_i_diagnostics_status(loader->diagnostics);
}

brink_status brink_references_read(brink_references *references, const char *path,
                                   brink_diagnostics *diagnostics)
{
    if (!references || !path || !diagnostics) {
        return BRINK_ERR_ARGUMENT;
    }
    brink_i_loader loader;
    brink_i_loader_init(&loader, diagnostics);
    size_t before = references->n;
    brink_status status = read_catalogue(references, &loader, path);
    if (status != BRINK_OK) {
        references->n = before;
    }
    brink_i_diagnostics_sort(diagnostics);
    brink_i_arena_free(&loader.arena);
    return status;
}
