/* SPDX-License-Identifier: Apache-2.0 */
/* brink list: the bundled scenarios. */
#include <jansson.h>
#include <string.h>

#include "brink/scenario.h"
#include "catalogue.h"
#include "command.h"
#include "exit_status.h"
#include "form.h"
#include "options.h"
#include "page.h"
#include "shell.h"

/* Scenarios in folders (validation/...) are for Brink's own tests: shown only when asked for. */
static bool is_shown(const catalogue_entry *entry, bool all) { return all || !strchr(entry->name, '/'); }

/* What the file says about itself; NULL if it cannot be read, and *memory is false when that is for lack of
 * it. */
static brink_scenario_info *read_info(const catalogue_entry *entry, bool *memory)
{
    brink_scenario_info *info = NULL;
    brink_diagnostics *problems = brink_diagnostics_new();
    brink_status status =
        problems ? brink_scenario_info_load(entry->path, problems, &info) : BRINK_ERR_MEMORY;
    brink_diagnostics_free(problems);
    *memory = status != BRINK_ERR_MEMORY;
    return status == BRINK_OK ? info : NULL;
}

static bool print_entry(FILE *out, const catalogue_entry *entry, int width)
{
    bool memory;
    brink_scenario_info *info = read_info(entry, &memory);
    fprintf(out, "%*s  ", width - shell_print_name(out, entry->name), "");
    page_flat(out, info ? brink_scenario_info_title(info) : "(has errors: see 'brink check')");
    fputc('\n', out);
    for (size_t i = 0; info && i < brink_scenario_info_variant_count(info); i++) {
        const char *about = brink_scenario_info_variant_about(info, i);
        fprintf(out, "%*s  - %s%s", width, "", brink_scenario_info_variant_name(info, i), *about ? ": " : "");
        page_flat(out, about);
        fputc('\n', out);
    }
    brink_scenario_info_free(info);
    return memory;
}

static int print_text(const catalogue *list, bool all)
{
    page_text text;
    if (!page_open(&text)) {
        return page_failed("list");
    }
    int width = 0, shown = 0;
    for (size_t i = 0; i < list->n; i++) {
        int length = shell_name_width(list->entries[i].name);
        if (is_shown(&list->entries[i], all)) {
            width = length > width ? length : width;
            shown++;
        }
    }
    bool good = true;
    for (size_t i = 0; i < list->n; i++) {
        if (is_shown(&list->entries[i], all)) {
            good = print_entry(text.out, &list->entries[i], width) && good;
        }
    }
    if (shown == 0) {
        fputs("No bundled scenarios found. 'brink version' says where they are looked for;\n"
              "BRINK_SCENARIO_PATH adds folders.\n",
              text.out);
    }
    int status = page_print(&text, "list");
    return good ? status : page_failed("list");
}

static json_t *entry_json(const catalogue_entry *entry)
{
    bool memory;
    brink_scenario_info *info = read_info(entry, &memory);
    json_t *variants = json_array();
    for (size_t i = 0; info && i < brink_scenario_info_variant_count(info); i++) {
        json_t *variant = json_pack("{s:s, s:s}", "name", brink_scenario_info_variant_name(info, i), "about",
                                    brink_scenario_info_variant_about(info, i));
        json_array_append_new(variants, variant);
    }
    json_t *object = json_pack("{s:o, s:o, s:b, s:s, s:s, s:o}", "name", page_json_text(entry->name), "path",
                               page_json_text(entry->path), "readable", info != NULL, "title",
                               info ? brink_scenario_info_title(info) : "", "as_of",
                               info ? brink_scenario_info_as_of(info) : "", "variants", variants);
    brink_scenario_info_free(info);
    if (!memory) {
        json_decref(object);
        return NULL;
    }
    return object;
}

static int print_json(const catalogue *list, bool all)
{
    json_t *array = json_array();
    bool good = array != NULL;
    for (size_t i = 0; i < list->n; i++) {
        if (is_shown(&list->entries[i], all)) {
            good = json_array_append_new(array, entry_json(&list->entries[i])) == 0 && good;
        }
    }
    int status = good ? page_put_json("list", array) : page_failed("list");
    json_decref(array);
    return status;
}

static const char examples[] = "  brink list\n"
                               "  BRINK_SCENARIO_PATH=my-scenarios brink list --all\n";

int cmd_list(int argc, char **argv)
{
    bool all = false;
    form chosen = FORM_INIT;
    option options[] = {
        {"all", 0, OPTION_FLAG, &all, NULL, "scenarios in folders too, as validation/NAME", 0, NULL, false},
        OPTIONS_FORM_USUAL(chosen),
    };
    const manual page = {"list",
                         "brink list: names the bundled scenarios, with their titles and variants.",
                         NULL,
                         0,
                         0,
                         options,
                         sizeof options / sizeof *options,
                         examples,
                         "Next: 'brink show SCENARIO' prints one of them, 'brink run SCENARIO' samples it."};
    int count, status;
    if (!options_parse(&page, argc, argv, &count, &status) ||
        (status = form_settle("list", &chosen, form_words)) != STATUS_OK) {
        return status;
    }
    catalogue list;
    if (!catalogue_read(&list)) {
        return page_failed("list");
    }
    status = form_begin("list", &chosen);
    if (status == STATUS_OK) {
        status = chosen.format == FORM_JSON ? print_json(&list, all) : print_text(&list, all);
    }
    catalogue_free(&list);
    return form_end("list", &chosen, status);
}
