/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "brink/scenario.h"
#include "base/floats.h"
#include "scenario/loader.h"

struct brink_scenario_info {
    brink_i_arena arena;
    const char *title, *about, *as_of;
    const char **names, **abouts; /* of variants */
    brink_mechanism_list *mechanisms;
    size_t n_variants;
    const char **files, **dates;
    size_t n_files;
};

static const char *text_of(const brink_i_file *file, int key)
{
    const brink_i_node *node = file->fields.value[key];
    return node ? node->text : "";
}

/* Fills the info from the loader; their memory is the loader's arena, which becomes the info's. */
static void fill(brink_i_loader *loader, brink_scenario_info *info)
{
    info->names = brink_i_read_array(loader, loader->n_variants, sizeof *info->names);
    info->abouts = brink_i_read_array(loader, loader->n_variants, sizeof *info->abouts);
    info->mechanisms = brink_i_read_array(loader, loader->n_variants, sizeof *info->mechanisms);
    for (const brink_i_variant *variant = loader->variants; variant && !loader->failed;
         variant = variant->next) {
        info->names[info->n_variants] = variant->name->text;
        info->mechanisms[info->n_variants] = variant->mechanisms;
        info->abouts[info->n_variants++] = variant->about ? variant->about->text : "";
    }
    size_t n = 0;
    for (const brink_i_file *file = loader->files; file; file = file->next) {
        n++;
    }
    const size_t n_scenarios = n;
    for (const brink_i_data *data = loader->data; data; data = data->next) {
        n++;
    }
    info->files = brink_i_read_array(loader, n, sizeof *info->files);
    info->dates = brink_i_read_array(loader, n, sizeof *info->dates);
    info->n_files = loader->failed ? 0 : n;
    n = 1;
    for (const brink_i_file *file = loader->files; file && !loader->failed; file = file->next) {
        /* Their names belong to the diagnostics, which may be freed before the info. */
        info->dates[file->main ? 0 : n] = text_of(file, BRINK_I_KEY_SCENARIO_AS_OF);
        info->files[file->main ? 0 : n] = brink_i_read_printf(loader, "%s", file->name);
        n += !file->main;
        if (file->main) {
            info->title = text_of(file, BRINK_I_KEY_SCENARIO_TITLE);
            info->about = text_of(file, BRINK_I_KEY_SCENARIO_ABOUT);
            info->as_of = text_of(file, BRINK_I_KEY_SCENARIO_AS_OF);
        }
    }
    n = n_scenarios;
    for (const brink_i_data *data = loader->data; data && !loader->failed; data = data->next) {
        info->dates[n] = "";
        info->files[n++] = data->path;
    }
}

brink_status brink_scenario_info_load(const char *path, brink_diagnostics *diagnostics,
                                      brink_scenario_info **out)
{
    BRINK_I_OWN_FLOATS;
    if (out) {
        *out = NULL;
    }
    if (!out || !path || !diagnostics) {
        return BRINK_ERR_ARGUMENT;
    }
    brink_scenario_info *info = calloc(1, sizeof *info);
    if (!info) {
        return BRINK_ERR_MEMORY;
    }
    brink_i_loader loader;
    brink_i_loader_init(&loader, diagnostics);
    brink_status status = brink_i_files_read(&loader, path, NULL, 0, NULL);
    if (status == BRINK_OK) {
        brink_i_variants_collect(&loader);
        if (!loader.incomplete) {
            fill(&loader, info);
        }
        brink_i_diagnostics_sort(diagnostics);
        status = loader.failed ? BRINK_ERR_MEMORY : brink_i_diagnostics_status(diagnostics);
    }
    info->arena = loader.arena;
    if (status == BRINK_OK) {
        *out = info;
    } else {
        brink_scenario_info_free(info);
    }
    return status;
}

void brink_scenario_info_free(brink_scenario_info *info)
{
    if (info) {
        brink_i_arena_free(&info->arena);
        free(info);
    }
}

const char *brink_scenario_info_title(const brink_scenario_info *info) { return info ? info->title : NULL; }

const char *brink_scenario_info_about(const brink_scenario_info *info) { return info ? info->about : NULL; }

const char *brink_scenario_info_as_of(const brink_scenario_info *info) { return info ? info->as_of : NULL; }

size_t brink_scenario_info_variant_count(const brink_scenario_info *info)
{
    return info ? info->n_variants : 0;
}

const char *brink_scenario_info_variant_name(const brink_scenario_info *info, size_t i)
{
    return info && i < info->n_variants ? info->names[i] : NULL;
}

const char *brink_scenario_info_variant_about(const brink_scenario_info *info, size_t i)
{
    return info && i < info->n_variants ? info->abouts[i] : NULL;
}

size_t brink_scenario_info_file_count(const brink_scenario_info *info) { return info ? info->n_files : 0; }

const char *brink_scenario_info_file(const brink_scenario_info *info, size_t i)
{
    return info && i < info->n_files ? info->files[i] : NULL;
}

const char *brink_scenario_info_file_as_of(const brink_scenario_info *info, size_t i)
{
    return info && i < info->n_files ? info->dates[i] : NULL;
}

size_t brink_scenario_info_variant_mechanism_count(const brink_scenario_info *info, size_t i)
{
    return info && i < info->n_variants ? info->mechanisms[i].n : 0;
}

const char *brink_scenario_info_variant_mechanism(const brink_scenario_info *info, size_t i, size_t j)
{
    return info && i < info->n_variants && j < info->mechanisms[i].n ? info->mechanisms[i].ids[j].text : NULL;
}
