/* SPDX-License-Identifier: Apache-2.0 */
#include "report.h"

#include <string.h>
#include <unistd.h>

#include "exit_status.h"
#include "message.h"
#include "number.h"
#include "terminal.h"

const char *const report_formats[] = {"text", "json", "csv", NULL};

static bool ends_with(const char *text, const char *end)
{
    size_t n = strlen(text), m = strlen(end);
    return n > m && strcmp(text + n - m, end) == 0;
}

int report_settle(int format, const char **name)
{
    if (*name && strcmp(*name, "-") == 0) {
        *name = NULL;
    }
    if (format != REPORT_UNSET) {
        return format;
    }
    return *name && ends_with(*name, ".json")  ? REPORT_JSON
           : *name && ends_with(*name, ".csv") ? REPORT_CSV
                                               : REPORT_TEXT;
}

report_layout report_layout_of(const char *name)
{
    const bool to_screen = !name;
    const int width = to_screen ? terminal_width(STDOUT_FILENO) : 0;
    return (report_layout){.colour = to_screen && terminal_colour(STDOUT_FILENO),
                           .unicode = terminal_unicode(),
                           .width = width == 0    ? 0
                                    : width < 60  ? 60
                                    : width > 120 ? 120
                                                  : width};
}

int report_deliver(const char *command, const char *name, output *out, const char *text, bool quiet,
                   uint64_t trials)
{
    int status = output_finish(out, text, command);
    if (status != STATUS_OK && name) {
        complain(command, "the result goes to standard output instead");
        (void)output_write(STDOUT_FILENO, NULL, text, strlen(text), command);
    } else if (status == STATUS_OK && name && !quiet) {
        char count[NUMBER_ROOM];
        complain(command, "wrote %s (%s trials)", name, number_write_count(trials, count));
    }
    return status;
}
