/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_DRIVER_REPORT_H
#define BRINK_DRIVER_REPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "brink/result.h"
#include "form.h"
#include "output.h"

/* What the commands that sample have in common: in which form a result is written, and where it goes. */

enum report_format { REPORT_TEXT, REPORT_JSON, REPORT_CSV, REPORT_BRINK };
/* The words of --format. */
extern const char *const report_formats[];

/* The options of form.h with these words. */
#define OPTIONS_REPORT(form)                                                                               \
    OPTIONS_FORM(form, "text|json|csv|brink",                                                              \
                 "of the result (default: text, or what the name of --output\nends in); brink: a file to " \
                 "report, merge and go on with",                                                           \
                 report_formats)
#define OPTION_ALL(all)                                                                                    \
    {                                                                                                      \
        "all", 'a', OPTION_FLAG, &(all), NULL, "the whole page, not a screen or two of it", 0, NULL, false \
    }

/* An output (NULL: the screen) is none of the files that the scenario at this path was read from. An exit
 * status, after a complaint if it is one. */
int report_guard(const char *command, const char *scenario, const char *name);
/* The same for an output that another option names. */
int report_guard_as(const char *command, const char *option, const char *scenario, const char *name);

/* How a page for this output (NULL: the screen) is laid out. */
typedef struct report_layout {
    bool colour, unicode;
    int width;
} report_layout;
report_layout report_layout_of(const char *name);

/* Prints or stores a finished text. Work that is done is not thrown away: if the file cannot be written, the
 * screen gets it. An exit status. */
int report_deliver(const char *command, const char *name, output *out, const char *text, bool quiet,
                   uint64_t trials);
/* Says that a file was written, with how many trials. */
void report_written(const char *command, const char *name, uint64_t trials);

/* Remarks that there were fewer threads than were asked for, if so. */
void report_threads(const char *command, const brink_provenance *made);

#endif
