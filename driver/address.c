/* SPDX-License-Identifier: Apache-2.0 */
#include "address.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "exit_status.h"
#include "message.h"
#include "suggest.h"

static bool has_parameter(const char *scenario, const brink_model *model, const char *name)
{
    nearest_name nearest = nearest_start(name);
    for (int i = 0; i < brink_model_parameter_count(model); i++) {
        if (strcmp(brink_model_parameter_name(model, i), name) == 0) {
            return true;
        }
        nearest_offer(&nearest, brink_model_parameter_name(model, i));
    }
    complain("trace", "%s has no parameter '%s'", scenario, name);
    if (nearest.best) {
        remark("Did you mean '%s'?", nearest.best);
    }
    return false;
}

/* "trial:7" or "u:0.3". */
static bool read_place(const char *text, brink_trace_exception *out)
{
    char *end = NULL;
    errno = 0;
    if (strncmp(text, "trial:", 6) == 0 && text[6] >= '0' && text[6] <= '9') {
        out->trial = strtoull(text + 6, &end, 10);
    } else if (strncmp(text, "u:", 2) == 0) {
        out->at_u = true;
        out->u = strtod(text + 2, &end);
    }
    return end && end != text + 2 && *end == '\0' && errno == 0 &&
           (!out->at_u || (out->u >= 0.0 && out->u <= 1.0));
}

int exceptions_settle(exceptions *all, const char *scenario, const brink_model *model,
                      brink_trace_options *options)
{
    all->list = calloc(all->given.n + 1, sizeof *all->list);
    all->names = (char **)calloc(all->given.n + 1, sizeof *all->names);
    if (!all->list || !all->names) {
        return fail("trace", BRINK_ERR_MEMORY);
    }
    for (size_t i = 0; i < all->given.n; i++) {
        const char *text = all->given.items[i], *at = strrchr(text, '@');
        all->names[i] = strndup(text, at ? (size_t)(at - text) : 0);
        if (!all->names[i]) {
            return fail("trace", BRINK_ERR_MEMORY);
        }
        all->list[i].parameter = all->names[i];
        if (!at || !read_place(at + 1, &all->list[i])) {
            complain("trace", "--parameter takes NAME@trial:N or NAME@u:U with U from 0 to 1, not '%s'",
                     text);
            return STATUS_USAGE;
        }
        if (!has_parameter(scenario, model, all->names[i])) {
            return STATUS_USAGE;
        }
    }
    options->exceptions = all->list;
    options->n_exceptions = all->given.n;
    return STATUS_OK;
}

void exceptions_free(exceptions *all)
{
    for (size_t i = 0; all->names && i < all->given.n; i++) {
        free(all->names[i]);
    }
    free((void *)all->names);
    free(all->list);
    option_list_free(&all->given);
}
