/* SPDX-License-Identifier: Apache-2.0 */
/* brink help: the overview, or the page of a command. */
#include <string.h>

#include "command.h"
#include "exit_status.h"
#include "message.h"
#include "options.h"
#include "page.h"

static int overview(void)
{
    page_text text;
    if (!page_open(&text)) {
        return page_failed("help");
    }
    FILE *out = text.out;
    fputs("Brink samples models of political-military crises and says how their outcomes are distributed.\n"
          "Illustrative, never a forecast.\n\n"
          "Usage: brink COMMAND [SCENARIO] [options]\n\nCommands:\n",
          out);
    for (size_t i = 0; i < command_count; i++) {
        fprintf(out, "  %-9s%s\n", commands[i].name, commands[i].summary);
    }
    fputs("\nExamples:\n"
          "  brink run taiwan-blockade --trials 1M\n"
          "  brink trace taiwan-blockade --trial 42\n\n"
          "Exit status: 0 success; 1 a trial met a fault; 2 wrong command line or scenario; 3 an expectation "
          "was missed;\n"
          "4 a file could not be read or written; 70 out of memory or a bug; 130, 143 interrupted.\n\n"
          "Next: 'brink COMMAND --help' explains a command, 'brink list' names the bundled scenarios.\n",
          out);
    return page_print(&text, "help");
}

static const char examples[] = "  brink help\n"
                               "  brink help run\n";

int cmd_help(int argc, char **argv)
{
    const manual page = {
        "help",
        "brink help: explains a command, or lists them all.",
        "[COMMAND]",
        0,
        1,
        NULL,
        0,
        examples,
        "Next: docs/driver.md has every command, option, exit status and environment variable."};
    int count, status;
    if (!options_parse(&page, argc, argv, &count, &status)) {
        return status;
    }
    if (count == 0) {
        return overview();
    }
    const command *found = command_find(argv[0]);
    if (!found) {
        return command_unknown(argv[0]);
    }
    char flag[] = "--help";
    char *asked[] = {argv[0], flag, NULL};
    return found->run(2, asked);
}
