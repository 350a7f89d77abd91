/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_DRIVER_LOAD_H
#define BRINK_DRIVER_LOAD_H

#include <stdbool.h>

#include "brink/scenario.h"
#include "options.h"

/* What a command line says about the scenario to load. */
typedef struct scenario_choice {
    const char *name; /* as given: a path or a bundled name */
    const char *variant;
    option_list sets;
} scenario_choice;

/* A loaded scenario. Free with scenario_free(); all NULL is allowed. */
typedef struct scenario {
    char *path;
    brink_diagnostics *diagnostics;
    brink_model *model;
} scenario;

/* Finds and loads; prints what is wrong (unless quiet, warnings too) on standard error. An exit status; on
 * anything but STATUS_OK there is nothing to free. */
int scenario_load(const char *command, const scenario_choice *choice, bool quiet, scenario *out);
void scenario_free(scenario *self);

/* Prints a list of problems on standard error; an exit status. */
int diagnostics_print(const char *command, const brink_diagnostics *list);
/* "2 errors", "1 error, 3 warnings" */
enum { PROBLEMS_ROOM = 64 };
const char *diagnostics_count(const brink_diagnostics *list, char out[PROBLEMS_ROOM]);

/* The options --set and --variant, for a command's table. */
#define OPTION_VARIANT(choice)                                                                             \
    {                                                                                                      \
        "variant", 0, OPTION_TEXT, &(choice).variant, "NAME", "the variant of the scenario that is taken", \
            0, NULL, false                                                                                 \
    }
#define OPTION_SET(choice)                                                                              \
    {                                                                                                   \
        "set", 0, OPTION_LIST, &(choice).sets, "NAME=VALUE",                                            \
            "another value for a parameter or lever, as in\n--set 'overland=0.4 Mbbl per day'; may be " \
            "repeated",                                                                                 \
            0, NULL, false                                                                              \
    }

#endif
