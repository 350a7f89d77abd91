/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_DRIVER_ADDRESS_H
#define BRINK_DRIVER_ADDRESS_H

#include "brink/trace.h"
#include "options.h"

/* --parameter NAME@trial:N and NAME@u:U. */
typedef struct exceptions {
    option_list given;
    brink_trace_exception *list;
    char **names;
} exceptions;

/* Reads them into the options; the model must have the parameters. An exit status. */
int exceptions_settle(exceptions *all, const char *scenario, const brink_model *model,
                      brink_trace_options *options);
void exceptions_free(exceptions *all);

#endif
