/* SPDX-License-Identifier: Apache-2.0 */
#include "only.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "exit_status.h"
#include "message.h"
#include "suggest.h"

/* Offers the name; whether it is the one that is wanted. */
static bool offer(nearest_name *nearest, const char *name)
{
    nearest_offer(nearest, name);
    return strcmp(nearest->wanted, name) == 0;
}

static bool is_known(const char *command, const char *scenario, const brink_model *model, const char *name)
{
    nearest_name nearest = nearest_start(name);
    bool known = offer(&nearest, "outcomes");
    for (int i = 0; i < brink_model_measure_count(model); i++) {
        known |= offer(&nearest, brink_model_measure_name(model, i));
    }
    for (int i = 0; i < brink_model_series_count(model); i++) {
        known |= offer(&nearest, brink_model_series_name(model, i));
    }
    if (!known) {
        complain(command, "%s has no measure or series '%s' for --only", scenario, name);
        if (nearest.best) {
            remark("Did you mean '%s'?", nearest.best);
        }
    }
    return known;
}

int only_settle(const char *command, only_names *only, const char *scenario, const brink_model *model,
                brink_run_options *options)
{
    if (!only->text) {
        return STATUS_OK;
    }
    only->copy = strdup(only->text);
    only->names = calloc(strlen(only->text) + 1, sizeof *only->names); /* fewer names than characters */
    if (!only->copy || !only->names) {
        return fail(command, BRINK_ERR_MEMORY);
    }
    for (char *at = only->copy, *next; at; at = next) {
        next = strchr(at, ',');
        if (next) {
            *next++ = '\0';
        }
        at += strspn(at, " ");
        at[strcspn(at, " ")] = '\0';
        if (!is_known(command, scenario, model, at)) {
            return STATUS_USAGE;
        }
        only->names[only->n++] = at;
    }
    options->only = only->names;
    options->n_only = only->n;
    return STATUS_OK;
}

void only_free(only_names *only)
{
    free(only->copy);
    free((void *)only->names);
}
