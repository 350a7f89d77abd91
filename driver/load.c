/* SPDX-License-Identifier: Apache-2.0 */
#include "load.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "catalogue.h"
#include "exit_status.h"
#include "message.h"
#include "sampled.h"
#include "terminal.h"

int diagnostics_print(const char *command, const brink_diagnostics *list)
{
    char *text = NULL;
    brink_status status = brink_diagnostics_text(list, terminal_colour(STDERR_FILENO), &text);
    if (status != BRINK_OK) {
        return fail(command, status);
    }
    fputs(text, stderr);
    free(text);
    return STATUS_OK;
}

const char *diagnostics_count(const brink_diagnostics *list, char out[PROBLEMS_ROOM])
{
    size_t errors = brink_diagnostics_error_count(list), all = brink_diagnostics_count(list);
    /* More errors may be counted than are kept. */
    size_t warnings = 0;
    for (size_t i = 0; i < all; i++) {
        warnings += brink_diagnostics_get(list, i)->severity == BRINK_WARNING;
    }
    int n = 0;
    out[0] = '\0';
    if (errors > 0) {
        n = snprintf(out, PROBLEMS_ROOM, "%zu error%s", errors, errors == 1 ? "" : "s");
    }
    if (warnings > 0) {
        snprintf(out + n, PROBLEMS_ROOM - (size_t)n, "%s%zu warning%s", n ? ", " : "", warnings,
                 warnings == 1 ? "" : "s");
    }
    return out;
}

/* Warnings that say what a model does not use, and those that ask what is luck. They stand at every run of a
 * scenario that is otherwise right, so here they are counted only; `brink check` tells them. */
static bool is_among(const brink_diagnostic *item, const char *const *codes)
{
    for (; item->severity == BRINK_WARNING && *codes; codes++) {
        if (strcmp(item->code, *codes) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_unused(const brink_diagnostic *item)
{
    static const char *const codes[] = {"dead-end-state",
                                        "unreachable-state",
                                        "unused-definition",
                                        "unused-lever",
                                        "unused-parameter",
                                        "unused-table",
                                        NULL};
    return is_among(item, codes);
}

static bool asks_for_luck(const brink_diagnostic *item)
{
    static const char *const codes[] = {"bare-uniform", "drawn-initial", NULL};
    return is_among(item, codes);
}

/* Prints what was found; an exit status. */
static int tell_problems(const char *command, const char *name, const brink_diagnostics *list)
{
    const size_t n = brink_diagnostics_count(list);
    size_t unused = 0, luck = 0;
    for (size_t i = 0; i < n; i++) {
        unused += is_unused(brink_diagnostics_get(list, i));
        luck += asks_for_luck(brink_diagnostics_get(list, i));
    }
    if (unused + luck < n) {
        return diagnostics_print(command, list);
    }
    remark("%s: %zu warning%s about what %s; 'brink check' tells", name, n, n == 1 ? "" : "s",
           luck == 0     ? "nothing uses"
           : unused == 0 ? "is luck"
                         : "nothing uses and what is luck");
    return STATUS_OK;
}

/* What a status of the loader means for the program, once its diagnostics are printed. */
static int load_failed(const char *command, const char *name, brink_status status,
                       const brink_diagnostics *list)
{
    char problems[PROBLEMS_ROOM];
    if (status == BRINK_ERR_INVALID) {
        complain(command, "%s: %s", name, diagnostics_count(list, problems));
        return STATUS_USAGE;
    }
    if (status == BRINK_ERR_IO && brink_diagnostics_count(list) > 0) {
        return STATUS_IO;
    }
    return fail(command, status);
}

/* From a result file: its scenario, with the variant and the values that the result is of, unless others are
 * asked for. Of a comparison the variant with that name, or the first. */
static brink_status load_stored(const brink_stored *stored, const scenario_choice *choice, const char *name,
                                brink_diagnostics *diagnostics, brink_model **out)
{
    const brink_stored_variant *from = brink_stored_variant_at(stored, 0);
    const char *variant = choice->variant;
    for (int i = 0; variant && brink_stored_variant_at(stored, i); i++) {
        if (brink_stored_about(stored)->comparison &&
            strcmp(brink_stored_variant_at(stored, i)->name, variant) == 0) {
            from = brink_stored_variant_at(stored, i);
            variant = NULL;
        }
    }
    const size_t n = from->n_sets + choice->sets.n;
    const char **sets = calloc(n + 1, sizeof *sets);
    if (!sets) {
        return BRINK_ERR_MEMORY;
    }
    for (size_t i = 0; i < n; i++) {
        sets[i] = i < from->n_sets ? from->sets[i] : choice->sets.items[i - from->n_sets];
    }
    brink_scenario_options options = BRINK_SCENARIO_OPTIONS_INIT;
    options.variant = variant ? variant : from->variant;
    options.sets = sets;
    options.n_sets = n;
    const brink_status status =
        brink_scenario_load_text(name, from->scenario, strlen(from->scenario), &options, diagnostics, out);
    free((void *)sets);
    return status;
}

/* Of the file at out->path, which may be a result file. *failed: what was told already. */
static brink_status load_file(const char *command, const scenario_choice *choice, scenario *out, int *failed)
{
    if (file_is_result(out->path)) {
        brink_stored *stored;
        *failed = stored_open(command, out->path, &stored);
        if (*failed == STATUS_OK && !brink_stored_variant_at(stored, 0)->scenario) {
            complain(command, "%s holds no scenario: its model was built by a program", choice->name);
            *failed = STATUS_USAGE;
        }
        const brink_status status =
            *failed == STATUS_OK ? load_stored(stored, choice, choice->name, out->diagnostics, &out->model)
                                 : BRINK_ERR_INVALID;
        brink_stored_free(stored);
        return status;
    }
    brink_scenario_options options = BRINK_SCENARIO_OPTIONS_INIT;
    options.variant = choice->variant;
    options.sets = choice->sets.items;
    options.n_sets = choice->sets.n;
    return brink_scenario_load(out->path, &options, out->diagnostics, &out->model);
}

int scenario_load(const char *command, const scenario_choice *choice, bool quiet, scenario *out)
{
    *out = (scenario){NULL, NULL, NULL};
    int failed = STATUS_OK;
    out->path = catalogue_resolve(command, choice->name, &failed);
    if (!out->path) {
        return failed;
    }
    out->diagnostics = brink_diagnostics_new();
    if (!out->diagnostics) {
        failed = fail(command, BRINK_ERR_MEMORY);
        scenario_free(out);
        return failed;
    }
    const brink_status status = load_file(command, choice, out, &failed);
    if (failed != STATUS_OK) {
        scenario_free(out);
        return failed;
    }
    if (brink_diagnostics_count(out->diagnostics) > 0 && (status != BRINK_OK || !quiet)) {
        failed = tell_problems(command, choice->name, out->diagnostics);
    }
    if (status != BRINK_OK) {
        failed = load_failed(command, choice->name, status, out->diagnostics);
    }
    if (failed != STATUS_OK) {
        scenario_free(out);
    }
    return failed;
}

void scenario_free(scenario *self)
{
    brink_model_free(self->model);
    brink_diagnostics_free(self->diagnostics);
    free(self->path);
    *self = (scenario){NULL, NULL, NULL};
}
