/* SPDX-License-Identifier: Apache-2.0 */
#include "report.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "brink/scenario.h"
#include "exit_status.h"
#include "message.h"
#include "number.h"
#include "sampled.h"
#include "terminal.h"

const char *const report_formats[] = {"text", "json", "csv", "brink", NULL};

/* Whether both names are one file, also through links. */
static bool is_file(const char *name, const struct stat *file)
{
    struct stat other;
    return stat(name, &other) == 0 && other.st_dev == file->st_dev && other.st_ino == file->st_ino;
}

int report_guard(const char *command, const char *scenario, const char *name)
{
    return report_guard_as(command, "--output", scenario, name);
}

int report_guard_as(const char *command, const char *option, const char *scenario, const char *name)
{
    struct stat file;
    if (!name || stat(name, &file) != 0 || !S_ISREG(file.st_mode)) {
        return STATUS_OK;
    }
    if (file_is_result(scenario)) { /* a file of one */
        if (is_file(scenario, &file)) {
            complain(command, "--output %s would replace %s, which is read as the scenario", name, scenario);
            return STATUS_USAGE;
        }
        return STATUS_OK;
    }
    brink_diagnostics *ignored = brink_diagnostics_new(); /* what is wrong was said when it was loaded */
    brink_scenario_info *info = NULL;
    brink_status read = ignored ? brink_scenario_info_load(scenario, ignored, &info) : BRINK_ERR_MEMORY;
    int status = read == BRINK_OK ? STATUS_OK : fail(command, read);
    for (size_t i = 0; status == STATUS_OK && i < brink_scenario_info_file_count(info); i++) {
        if (is_file(brink_scenario_info_file(info, i), &file)) {
            complain(command, "%s %s would replace %s, which is read as %s", option, name,
                     brink_scenario_info_file(info, i), i ? "a part of the scenario" : "the scenario");
            remark("  give the result another name");
            status = STATUS_USAGE;
        }
    }
    brink_scenario_info_free(info);
    brink_diagnostics_free(ignored);
    return status;
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

void report_written(const char *command, const char *name, uint64_t trials)
{
    char count[NUMBER_ROOM];
    complain(command, "wrote %s (%s trials)", name, number_write_count(trials, count));
}

int report_deliver(const char *command, const char *name, output *out, const char *text, bool quiet,
                   uint64_t trials)
{
    int status = output_finish(out, text, command);
    if (status != STATUS_OK && name) {
        complain(command, "the result goes to standard output instead");
        (void)output_write(STDOUT_FILENO, NULL, text, strlen(text), command);
    } else if (status == STATUS_OK && name && !quiet) {
        report_written(command, name, trials);
    }
    return status;
}

void report_threads(const char *command, const brink_provenance *made)
{
    if (made->threads < made->threads_asked) {
        complain(command, "%d threads took part instead of %d: more cannot be had here, or help nobody",
                 made->threads, made->threads_asked);
    }
}
