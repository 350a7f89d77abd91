/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_DRIVER_ONLY_H
#define BRINK_DRIVER_ONLY_H

#include "brink/run.h"

/* --only: which measures and series are computed. */
typedef struct only_names {
    const char *text; /* as given; NULL: all */
    char *copy;
    const char **names;
    size_t n;
} only_names;

#define OPTION_ONLY(only)                                                                                \
    {                                                                                                    \
        "only", 0, OPTION_TEXT, &(only).text, "outcomes|NAME,...",                                       \
            "only the outcomes and these measures and series; nothing\nelse is computed", 0, NULL, false \
    }

/* Reads the names, all of which the model must have, into the options; an exit status. */
int only_settle(const char *command, only_names *only, const char *scenario, const brink_model *model,
                brink_run_options *options);
void only_free(only_names *only);

#endif
