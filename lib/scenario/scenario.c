/* SPDX-License-Identifier: Apache-2.0 */
#include "brink/scenario.h"
#include "base/floats.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "model/build.h"
#include "scenario/loader.h"

static void load_time(brink_i_loader *loader, const brink_i_node *map)
{
    brink_i_fields fields;
    if (brink_i_read_fields(loader, map, BRINK_I_SECTION_TIME, "'time'", map->where, &fields)) {
        brink_source_text unit = brink_i_read_text(&fields, BRINK_I_KEY_TIME_UNIT);
        brink_source_text horizon = brink_i_read_text(&fields, BRINK_I_KEY_TIME_HORIZON);
        /* What is missing was reported; with a stand-in the rest is still checked. */
        unit.text = unit.text ? unit.text : "day";
        horizon.text = horizon.text ? horizon.text : "1";
        brink_i_read_done(loader, brink_builder_time(loader->builder, unit, horizon));
    }
}

static void load_file(brink_i_loader *loader, const brink_i_file *file)
{
    static const struct {
        int key;
        void (*load)(brink_i_loader *loader, const brink_i_node *node);
    } sections[] = {
        {BRINK_I_KEY_SCENARIO_PARAMETERS, brink_i_load_parameters},
        {BRINK_I_KEY_SCENARIO_SAMPLES, brink_i_load_samples},
        {BRINK_I_KEY_SCENARIO_CORRELATE, brink_i_load_correlations},
        {BRINK_I_KEY_SCENARIO_LEVERS, brink_i_load_levers},
        {BRINK_I_KEY_SCENARIO_DEFINE, brink_i_load_define},
        {BRINK_I_KEY_SCENARIO_TABLES, brink_i_load_tables},
        {BRINK_I_KEY_SCENARIO_STOCKS, brink_i_load_stocks},
        {BRINK_I_KEY_SCENARIO_MACHINES, brink_i_load_machines},
        {BRINK_I_KEY_SCENARIO_PROCESSES, brink_i_load_processes},
        {BRINK_I_KEY_SCENARIO_OUTCOMES, brink_i_load_outcomes},
        {BRINK_I_KEY_SCENARIO_MEASURES, brink_i_load_measures},
        {BRINK_I_KEY_SCENARIO_SERIES, brink_i_load_series},
    };
    const brink_i_fields *fields = &file->fields;
    if (file->main) {
        brink_i_read_done(loader, brink_builder_describe(
                                      loader->builder, brink_i_read_text(fields, BRINK_I_KEY_SCENARIO_TITLE),
                                      brink_i_read_text(fields, BRINK_I_KEY_SCENARIO_ABOUT),
                                      brink_i_read_text(fields, BRINK_I_KEY_SCENARIO_AS_OF)));
        if (fields->value[BRINK_I_KEY_SCENARIO_TIME]) {
            load_time(loader, fields->value[BRINK_I_KEY_SCENARIO_TIME]);
        }
    }
    for (size_t i = 0; i < sizeof sections / sizeof *sections && !loader->failed; i++) {
        if (fields->value[sections[i].key]) {
            sections[i].load(loader, fields->value[sections[i].key]);
        }
    }
    if (fields->value[BRINK_I_KEY_SCENARIO_SET]) {
        brink_i_sets_apply(loader, fields->value[BRINK_I_KEY_SCENARIO_SET], "'set'", "set");
    }
}

/* A section with more names than any scenario has; the model compares names with each other. */
static void check_sizes(brink_i_loader *loader)
{
    const brink_i_section *section = brink_i_keys_section(BRINK_I_SECTION_SCENARIO);
    for (size_t i = 0; i < section->n; i++) {
        size_t n = 0;
        for (const brink_i_file *file = loader->files; file; file = file->next) {
            const brink_i_node *node = file->fields.value[i];
            size_t more = node && node->kind != BRINK_I_NODE_TEXT ? node->n : 0;
            if (n <= BRINK_I_NAMES_MOST && n + more > BRINK_I_NAMES_MOST) {
                brink_i_diagnostics_add(loader->diagnostics, BRINK_ERROR, "too-large", node->where, 1, NULL,
                                        "'%s' has more than 10,000 entries", section->keys[i].name);
                loader->incomplete = true;
            }
            n += more;
        }
    }
}

/* Everything between the files and the build. */
static void declare(brink_i_loader *loader, const brink_scenario_options *options)
{
    brink_i_variants_collect(loader);
    for (const brink_i_file *file = loader->files; file; file = file->next) {
        load_file(loader, file);
    }
    for (const brink_i_file *file = loader->files; file; file = file->next) {
        if (file->fields.value[BRINK_I_KEY_SCENARIO_EXPECT]) {
            brink_i_load_expect(loader, file->fields.value[BRINK_I_KEY_SCENARIO_EXPECT]);
        }
    }
    for (const brink_i_file *file = loader->files; file; file = file->next) {
        if (file->main && brink_i_files_is_module(file)) {
            loader->builder->module = file->whole;
        }
    }
    if (options->variant) {
        brink_i_variants_apply(loader, options->variant);
    }
    brink_i_variants_check(loader);
    brink_i_sets_parse(loader, options->sets, options->n_sets);
}

/* What the model was made of, so that a result can tell. */
static brink_status note_origin(const brink_i_loader *loader, const brink_scenario_options *options,
                                brink_model *model)
{
    char *closed = brink_i_closed_write(loader);
    model->closed = closed ? brink_i_arena_strndup(&model->arena, closed, strlen(closed)) : NULL;
    free(closed);
    const char **sets = BRINK_I_NEW_ARRAY(&model->arena, const char *, options->n_sets);
    if (!model->closed || !sets) {
        return BRINK_ERR_MEMORY;
    }
    for (size_t i = 0; i < options->n_sets; i++) {
        sets[i] = brink_i_arena_strndup(&model->arena, options->sets[i], strlen(options->sets[i]));
        if (!sets[i]) {
            return BRINK_ERR_MEMORY;
        }
    }
    model->sets = sets;
    model->n_sets = options->n_sets;
    return BRINK_OK;
}

static brink_status load(const char *name, const char *text, size_t length,
                         const brink_scenario_options *given, brink_diagnostics *diagnostics,
                         brink_model **out)
{
    if (out) {
        *out = NULL;
    }
    if (!out || !name || !diagnostics) {
        return BRINK_ERR_ARGUMENT;
    }
    brink_scenario_options options = BRINK_SCENARIO_OPTIONS_INIT;
    if (given) {
        /* A program built against an older version of the library passes a smaller size. */
        if (given->size < offsetof(brink_scenario_options, variant) || given->size > sizeof options) {
            return BRINK_ERR_ARGUMENT;
        }
        memcpy(&options, given, given->size);
    }
    for (size_t i = 0; i < options.n_sets; i++) {
        if (!options.sets || !options.sets[i]) {
            return BRINK_ERR_ARGUMENT;
        }
    }
    brink_i_loader loader;
    brink_i_loader_init(&loader, diagnostics);
    loader.builder = brink_builder_new(diagnostics);
    loader.failed = !loader.builder;
    brink_status status =
        loader.failed ? BRINK_ERR_MEMORY : brink_i_files_read(&loader, name, text, length, options.directory);
    if (status == BRINK_OK) {
        check_sizes(&loader);
        declare(&loader, &options);
        status = loader.failed ? BRINK_ERR_MEMORY : BRINK_OK;
    }
    if (status == BRINK_OK && !loader.incomplete) {
        status = brink_builder_build(loader.builder, out);
    }
    brink_i_diagnostics_sort(diagnostics);
    if (status == BRINK_OK) {
        status = brink_i_diagnostics_status(diagnostics);
    }
    if (status == BRINK_OK) {
        status = note_origin(&loader, &options, *out);
    }
    if (status != BRINK_OK) {
        brink_model_free(*out);
        *out = NULL;
    }
    brink_builder_free(loader.builder);
    brink_i_arena_free(&loader.arena);
    return status;
}

brink_status brink_scenario_load(const char *path, const brink_scenario_options *options,
                                 brink_diagnostics *diagnostics, brink_model **out)
{
    BRINK_I_OWN_FLOATS;
    return load(path, NULL, 0, options, diagnostics, out);
}

brink_status brink_scenario_load_text(const char *name, const char *text, size_t length,
                                      const brink_scenario_options *options, brink_diagnostics *diagnostics,
                                      brink_model **out)
{
    BRINK_I_OWN_FLOATS;
    if (!text) {
        if (out) {
            *out = NULL;
        }
        return BRINK_ERR_ARGUMENT;
    }
    return load(name, text, length, options, diagnostics, out);
}

const char *brink_scenario_text(const brink_model *model) { return model ? model->closed : NULL; }
