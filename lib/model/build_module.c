/* SPDX-License-Identifier: Apache-2.0 */
/* A module that is looked at alone: what it needs of the scenario that includes it, in one message. */
#include <stdlib.h>
#include <string.h>

#include "base/diagnostics.h"
#include "base/text.h"
#include "model/build.h"

bool brink_i_build_missing(void *self, const char *name)
{
    brink_i_build *build = self;
    if (!brink_i_build_is_module(build)) {
        return false;
    }
    for (size_t i = 0; i < build->n_needs; i++) {
        if (strcmp(build->needs[i], name) == 0) {
            return true;
        }
    }
    if (build->n_needs == build->room_needs) {
        const size_t room = 2 * build->room_needs + 16;
        const char **more = BRINK_I_BUILD_ARRAY(build, const char *, room);
        if (!more) {
            return true;
        }
        for (size_t i = 0; i < build->n_needs; i++) {
            more[i] = build->needs[i];
        }
        build->needs = more;
        build->room_needs = room;
    }
    const char *kept = brink_i_build_keep(build, name);
    if (kept) {
        build->needs[build->n_needs++] = kept;
    }
    return true;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

void brink_i_build_module(brink_i_build *build)
{
    if (!brink_i_build_is_module(build)) {
        return;
    }
    brink_i_text hint;
    brink_i_text_init(&hint);
    if (build->n_needs > 0) {
        qsort(build->needs, build->n_needs, sizeof *build->needs, by_name);
        brink_i_text_add(&hint, "it needs of the scenario that includes it: ");
    }
    for (size_t i = 0; i < build->n_needs; i++) {
        brink_i_text_addf(&hint, "%s%s", i > 0 ? ", " : "", build->needs[i]);
    }
    brink_i_text_add(&hint, build->n_needs > 0 ? "; " : "");
    brink_i_text_add(&hint, "a scenario has both, as in time: {unit: day, horizon: 3 year}");
    build->failed |= hint.failed;
    if (!hint.failed) {
        brink_i_diagnostics_add(build->list, BRINK_ERROR, "module",
                                brink_i_build_where(build, build->from->module), 1,
                                brink_i_diagnostics_format(build->list, "%s", hint.bytes),
                                "this is a module, a piece to include: it has neither 'time' nor 'outcomes'");
    }
    brink_i_text_free(&hint);
}
