/* SPDX-License-Identifier: Apache-2.0 */
/* The main file and what it includes: found, read, parsed, each once. */
#include <string.h>
#include <sys/stat.h>

#include "base/date.h"
#include "scenario/loader.h"
#include "scenario/yaml.h"

void brink_i_loader_init(brink_i_loader *loader, brink_diagnostics *diagnostics)
{
    memset(loader, 0, sizeof *loader);
    brink_i_arena_init(&loader->arena);
    loader->diagnostics = diagnostics;
    loader->nodes_left = BRINK_I_YAML_NODES;
    loader->files_tail = &loader->files;
    loader->variants_tail = &loader->variants;
    loader->needed_tail = &loader->needed;
}

/* The path of an included file: relative to the folder of the file that names it. */
static const char *join(brink_i_loader *loader, const char *includer, const char *path)
{
    const char *slash = strrchr(includer, '/');
    if (*path == '/' || !slash) {
        return path;
    }
    return brink_i_read_printf(loader, "%.*s/%s", (int)(slash - includer), includer, path);
}

void brink_i_read_check_date(brink_i_loader *loader, const brink_i_node *date)
{
    long day;
    if (date && !brink_i_date_read(date->text, strlen(date->text), &day)) {
        brink_i_diagnostics_add(loader->diagnostics, BRINK_ERROR, "bad-date", date->where,
                                brink_i_node_length(date), "write it as in 2025-12-31",
                                "'%.40s' is not a date", date->text);
    }
}

bool brink_i_files_is_module(const brink_i_file *file)
{
    static const int parts[] = {BRINK_I_KEY_SCENARIO_DEFINE, BRINK_I_KEY_SCENARIO_STOCKS,
                                BRINK_I_KEY_SCENARIO_MACHINES, BRINK_I_KEY_SCENARIO_PROCESSES};
    bool any = false;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        any = any || file->fields.value[parts[i]];
    }
    return any && !file->fields.key[BRINK_I_KEY_SCENARIO_TIME] &&
           !file->fields.key[BRINK_I_KEY_SCENARIO_OUTCOMES];
}

/* What stands in the head of each file. */
static void check_head(brink_i_loader *loader, const brink_i_file *file)
{
    const brink_i_node *version = file->fields.value[BRINK_I_KEY_SCENARIO_BRINK];
    if (version && strcmp(version->text, "1") != 0) {
        brink_i_diagnostics_add(loader->diagnostics, BRINK_ERROR, "format-version", version->where,
                                brink_i_node_length(version), "this version of Brink reads brink: 1",
                                "'%.40s' is not a version of the format that is known here", version->text);
        loader->incomplete = true;
    }
    const brink_i_node *date = file->fields.value[BRINK_I_KEY_SCENARIO_AS_OF];
    brink_i_read_check_date(loader, date);
    const brink_i_node *time = file->fields.key[BRINK_I_KEY_SCENARIO_TIME];
    if (file->main && !time && !brink_i_files_is_module(file)) {
        brink_i_diagnostics_add(loader->diagnostics, BRINK_ERROR, "missing-key", file->whole, 1,
                                "as in time: {unit: day, horizon: 3 year}", "this file has no 'time'");
    } else if (!file->main && time) {
        brink_i_diagnostics_add(loader->diagnostics, BRINK_ERROR, "misplaced-key", time->where, 4,
                                "an included file has no clock of its own: remove it here",
                                "'time' belongs to the main file");
    }
}

/* For brink_i_closed_write. */
static void note_text(brink_i_loader *loader, const brink_i_file *file, const brink_i_input *source,
                      const brink_i_node *root, const char *key)
{
    const brink_i_node *files = file->fields.key[BRINK_I_KEY_SCENARIO_FILES];
    if (file->main) {
        loader->main_source = *source;
        loader->main_root = root;
        loader->closed = file->fields.value[BRINK_I_KEY_SCENARIO_FILES];
        return;
    }
    brink_i_closed_need(loader, key, source->text);
    if (files) {
        brink_i_diagnostics_add(loader->diagnostics, BRINK_ERROR, "misplaced-key", files->where, 5,
                                "an included file has no files of its own: remove it here",
                                "'files' belongs to the main file");
    }
}

/* Where a file is, for people and for the system, and as the scenario knows it. */
typedef struct place {
    const char *path; /* NULL: a text without a folder */
    const char *key;
} place;

static brink_status read_file(brink_i_loader *loader, place at, brink_where named_at, int depth);
static brink_status read_closed(brink_i_loader *loader, const char *key, const brink_i_node *item, int depth);

static void read_include(brink_i_loader *loader, const brink_i_node *item, place base, int depth)
{
    const char *key = brink_i_closed_key(loader, base.key, item->text);
    brink_status status = BRINK_ERR_INVALID;
    if (loader->closed) {
        status = read_closed(loader, key, item, depth + 1);
    } else if (!base.path) {
        brink_i_diagnostics_add(loader->diagnostics, BRINK_ERROR, "unreadable-file", item->where,
                                brink_i_node_length(item), NULL,
                                "this text has no folder to include '%.200s' from", item->text);
    } else {
        const place at = {join(loader, base.path, item->text), key};
        status = read_file(loader, at, item->where, depth + 1);
    }
    loader->incomplete |= status != BRINK_OK;
}

static void read_includes(brink_i_loader *loader, const brink_i_file *file, place base, int depth)
{
    const brink_i_node *list = file->fields.value[BRINK_I_KEY_SCENARIO_INCLUDE];
    for (const brink_i_node *item = list ? list->first : NULL; item && !loader->failed; item = item->next) {
        if (brink_i_read_is_text(loader, item, "an included file")) {
            read_include(loader, item, base, depth);
        } else {
            loader->incomplete = true;
        }
    }
}

static const brink_i_node *value_of(const brink_i_node *map, const char *key)
{
    if (map->kind == BRINK_I_NODE_MAP) {
        BRINK_I_EACH_PAIR(map, name, value)
        {
            if (strcmp(name->text, key) == 0) {
                return value;
            }
        }
    }
    return NULL;
}

/* Reads a file of numbers, or finds its text in a closed scenario. */
static brink_status read_numbers(brink_i_loader *loader, place base, brink_i_data *data)
{
    const brink_i_node *item = data->node;
    const char *key = brink_i_closed_key(loader, base.key, item->text);
    brink_status status = BRINK_ERR_INVALID;
    data->path = base.path ? join(loader, base.path, item->text) : key;
    if (loader->closed) {
        const brink_i_node *text = brink_i_closed_find(loader, key);
        if (text && text->kind == BRINK_I_NODE_TEXT) {
            return brink_i_input_take(&loader->arena, loader->diagnostics, key, text->text,
                                      strlen(text->text), &data->source);
        }
        brink_i_diagnostics_add(
            loader->diagnostics, BRINK_ERROR, "bad-include", item->where, brink_i_node_length(item),
            "a scenario with 'files' reads nothing else: add its text there, or remove 'files'",
            "'files' has no text for '%.200s'", key);
    } else if (!base.path) {
        brink_i_diagnostics_add(loader->diagnostics, BRINK_ERROR, "unreadable-file", item->where,
                                brink_i_node_length(item), NULL,
                                "this text has no folder to read '%.200s' from", item->text);
    } else {
        status =
            brink_i_input_read(&loader->arena, loader->diagnostics, data->path, item->where, &data->source);
        if (status == BRINK_OK) {
            brink_i_closed_need(loader, key, data->source.text);
        }
    }
    return status;
}

/* Files of numbers, wherever a section's entry has a `file`. */
static void read_data(brink_i_loader *loader, const brink_i_file *file, place base)
{
    static const int sections[] = {BRINK_I_KEY_SCENARIO_SAMPLES, BRINK_I_KEY_SCENARIO_TABLES};
    for (size_t i = 0; i < sizeof sections / sizeof *sections; i++) {
        const brink_i_node *section = file->fields.value[sections[i]];
        if (!section || section->kind != BRINK_I_NODE_MAP) {
            continue;
        }
        BRINK_I_EACH_PAIR(section, name, entry)
        {
            const brink_i_node *item = value_of(entry, "file");
            if (!item || item->kind != BRINK_I_NODE_TEXT || item->absent || loader->failed) {
                continue; /* reported where the section is read */
            }
            brink_i_data *data = brink_i_read_array(loader, 1, sizeof *data);
            if (data) {
                *data = (brink_i_data){.next = loader->data, .node = item};
                loader->data = data;
                const brink_status status = read_numbers(loader, base, data);
                data->good = status == BRINK_OK;
                loader->failed |= status == BRINK_ERR_MEMORY;
                loader->incomplete |= !data->good;
            }
        }
    }
}

/* Parses a source and what it includes; `base` is what its includes are relative to. */
static brink_status read_source(brink_i_loader *loader, brink_i_input *source, place base, int depth)
{
    brink_i_node *root = NULL;
    brink_status status = brink_i_yaml_parse(&loader->arena, loader->diagnostics, source, &loader->nodes_left,
                                             &loader->incomplete, &root);
    if (status != BRINK_OK) {
        loader->incomplete = true;
        loader->failed |= status == BRINK_ERR_MEMORY;
        return status;
    }
    brink_i_file *file = brink_i_read_array(loader, 1, sizeof *file);
    if (!file) {
        return BRINK_ERR_MEMORY;
    }
    *file = (brink_i_file){.name = source->file, .whole = {source->file, 1, 1}, .main = depth == 0};
    if (!root || root->absent) {
        file->whole.line = file->whole.column = 0;
        brink_i_diagnostics_add(loader->diagnostics, BRINK_ERROR, "missing-value", file->whole, 1,
                                "a scenario starts with brink: 1", "the file is empty");
        loader->incomplete = true;
        return BRINK_ERR_INVALID;
    }
    file->whole = root->where;
    if (!brink_i_read_fields(loader, root, BRINK_I_SECTION_SCENARIO,
                             depth == 0 ? "the scenario" : "this file", file->whole, &file->fields)) {
        loader->incomplete = true;
        return BRINK_ERR_INVALID;
    }
    check_head(loader, file);
    note_text(loader, file, source, root, base.key);
    read_includes(loader, file, base, depth);
    read_data(loader, file, base);
    *loader->files_tail = file;
    loader->files_tail = &file->next;
    return BRINK_OK;
}

/* What is wrong with including this file here; false if nothing is. */
static bool refuse_include(brink_i_loader *loader, const char *path, brink_where named_at, int depth,
                           const brink_i_met *met)
{
    const char *hint = NULL, *what = NULL;
    if (met && met->open) {
        what = "a file cannot include itself, not even through others";
        hint = brink_i_read_printf(loader, "'%.200s' is being read already", met->path);
    } else if (depth > BRINK_I_INCLUDES_DEEP) {
        what = "included files are nested more than 16 deep";
    } else if (!met && loader->n_met == BRINK_I_FILES_MOST) {
        what = "a scenario may consist of 1,000 files at most";
    }
    if (what) {
        brink_i_diagnostics_add(loader->diagnostics, BRINK_ERROR, "bad-include", named_at, (int)strlen(path),
                                hint, "%s", what);
    }
    return what != NULL;
}

/* Two files may need the same third one. */
static void met_again(brink_i_loader *loader, const brink_i_met *met, const char *key)
{
    if (strcmp(met->key, key) != 0) {
        brink_i_closed_need(loader, key,
                            brink_i_read_printf(loader, "brink: 1 # the same file as %s\n", met->key));
    }
}

static brink_i_met *meet(brink_i_loader *loader, const brink_i_met *like)
{
    brink_i_met *met = brink_i_read_array(loader, 1, sizeof *met);
    if (met) {
        *met = *like;
        met->next = loader->met;
        loader->met = met;
        loader->n_met++;
    }
    return met;
}

static brink_status read_file(brink_i_loader *loader, place at, brink_where named_at, int depth)
{
    struct stat about = {0};
    brink_i_met *met = NULL;
    bool known = stat(at.path, &about) == 0;
    for (met = known ? loader->met : NULL; met; met = met->next) {
        if (met->device == about.st_dev && met->inode == about.st_ino) {
            break;
        }
    }
    if (refuse_include(loader, at.path, named_at, depth, met)) {
        return BRINK_ERR_INVALID;
    }
    if (met) {
        met_again(loader, met, at.key);
        return BRINK_OK;
    }
    if (known) {
        met = meet(
            loader,
            &(brink_i_met){
                .device = about.st_dev, .inode = about.st_ino, .path = at.path, .key = at.key, .open = true});
        if (!met) {
            return BRINK_ERR_MEMORY;
        }
    }
    brink_i_input source;
    brink_status status = brink_i_input_read(&loader->arena, loader->diagnostics, at.path, named_at, &source);
    loader->failed |= status == BRINK_ERR_MEMORY;
    if (status == BRINK_OK) {
        status = read_source(loader, &source, at, depth);
    }
    if (met) {
        met->open = false;
    }
    return status;
}

/* An included file of a closed scenario. */
static brink_status read_closed(brink_i_loader *loader, const char *key, const brink_i_node *item, int depth)
{
    const brink_i_node *text = brink_i_closed_find(loader, key);
    if (!text || text->kind != BRINK_I_NODE_TEXT) {
        brink_i_diagnostics_add(
            loader->diagnostics, BRINK_ERROR, "bad-include", item->where, brink_i_node_length(item),
            "a scenario with 'files' reads nothing else: add its text there, or remove 'files'",
            "'files' has no text for '%.200s'", key);
        return BRINK_ERR_INVALID;
    }
    brink_i_met *met = loader->met;
    while (met && strcmp(met->key, key) != 0) {
        met = met->next;
    }
    if (refuse_include(loader, item->text, item->where, depth, met)) {
        return BRINK_ERR_INVALID;
    }
    if (met) {
        return BRINK_OK;
    }
    met = meet(loader, &(brink_i_met){.path = key, .key = key, .open = true});
    if (!met) {
        return BRINK_ERR_MEMORY;
    }
    brink_i_input source;
    brink_status status =
        brink_i_input_take(&loader->arena, loader->diagnostics, key, text->text, strlen(text->text), &source);
    loader->failed |= status == BRINK_ERR_MEMORY;
    if (status == BRINK_OK) {
        status = read_source(loader, &source, (place){NULL, key}, depth);
    }
    met->open = false;
    return status;
}

brink_status brink_i_files_read(brink_i_loader *loader, const char *path, const char *text, size_t length,
                                const char *directory)
{
    brink_status status = BRINK_OK;
    brink_where nowhere = {NULL, 0, 0};
    if (!text) {
        status = read_file(loader, (place){path, ""}, nowhere, 0);
    } else {
        brink_i_input source;
        status = brink_i_input_take(&loader->arena, loader->diagnostics, path, text, length, &source);
        const char *base = directory ? brink_i_read_printf(loader, "%s/", directory) : NULL;
        if (status == BRINK_OK && !loader->failed) {
            status = read_source(loader, &source, (place){base, ""}, 0);
        }
    }
    loader->incomplete |= status != BRINK_OK;
    loader->failed |= status == BRINK_ERR_MEMORY;
    return loader->failed ? BRINK_ERR_MEMORY : status == BRINK_ERR_IO ? BRINK_ERR_IO : BRINK_OK;
}
