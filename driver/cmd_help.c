/* SPDX-License-Identifier: Apache-2.0 */
/* brink help: the overview, or the page of a command. */
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "exit_status.h"
#include "message.h"
#include "options.h"
#include "page.h"
#include "topics.h"

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
                               "  brink help run\n"
                               "  brink help stocks\n"
                               "  brink help functions\n"
                               "  brink help pert\n"
                               "  brink help bad-include\n";

/* A word that is no command. */
static int explain(const char *word)
{
    page_text text;
    if (!page_open(&text)) {
        return page_failed("help");
    }
    if (topic_print(text.out, word)) {
        return page_print(&text, "help");
    }
    fclose(text.out);
    free(text.bytes);
    nearest_name nearest = nearest_start(word);
    command_offer(&nearest);
    topic_offer(&nearest);
    complain("help", "there is nothing about '%s'", word);
    if (nearest.best) {
        remark("Did you mean 'brink help %s'?", nearest.best);
    }
    remark("'brink help' lists the commands; 'brink help format', 'functions', 'distributions' tell what a "
           "scenario may "
           "say.");
    return STATUS_USAGE;
}

int cmd_help(int argc, char **argv)
{
    const manual page = {
        "help",
        "brink help: explains a command, or lists them all; and what a scenario may say: sections, "
        "functions,\n"
        "distributions, keys and the codes of messages.",
        "[COMMAND|TOPIC]",
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
        return explain(argv[0]);
    }
    char flag[] = "--help";
    char *asked[] = {argv[0], flag, NULL};
    return found->run(2, asked);
}
