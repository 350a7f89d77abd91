/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_DRIVER_COMMAND_H
#define BRINK_DRIVER_COMMAND_H

#include <stddef.h>

#include "suggest.h"

/* One command of the driver. argv[0] is the command's name; the result is an exit status. */
typedef struct command {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *summary; /* of the overview: starts in lower case, no full stop */
} command;

/* All commands, in the order of the overview. */
extern const command commands[];
extern const size_t command_count;

/* The command of that name, or NULL. */
const command *command_find(const char *name);
/* Offers all names. */
void command_offer(nearest_name *nearest);
/* Complains about an unknown command and names the nearest one; an exit status. */
int command_unknown(const char *name);

int cmd_run(int argc, char **argv);
int cmd_compare(int argc, char **argv);
int cmd_check(int argc, char **argv);
int cmd_show(int argc, char **argv);
int cmd_trace(int argc, char **argv);
int cmd_verify(int argc, char **argv);
int cmd_report(int argc, char **argv);
int cmd_merge(int argc, char **argv);
int cmd_status(int argc, char **argv);
int cmd_bundle(int argc, char **argv);
int cmd_new(int argc, char **argv);
int cmd_schema(int argc, char **argv);
int cmd_compile(int argc, char **argv);
int cmd_list(int argc, char **argv);
int cmd_help(int argc, char **argv);
int cmd_version(int argc, char **argv);

#endif
