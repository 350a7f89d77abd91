/* SPDX-License-Identifier: Apache-2.0 */
/* The brink command: finds the command that is asked for and runs it. */
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "command.h"
#include "exit_status.h"
#include "message.h"
#include "suggest.h"

const char program_name[] = "brink";

const command commands[] = {
    {"run", cmd_run, "sample a scenario and say how its outcomes are distributed"},
    {"compare", cmd_compare, "compare variants of a scenario on the same luck"},
    {"check", cmd_check, "find everything that is wrong with scenario files"},
    {"show", cmd_show, "print the checked model as text, JSON or a picture of its machines"},
    {"trace", cmd_trace, "tell the story of one trial"},
    {"verify", cmd_verify, "compare scenarios with the answers that they expect"},
    {"report", cmd_report, "print a result file, as text, JSON or CSV"},
    {"merge", cmd_merge, "join the parts of a run, or results of other trials"},
    {"status", cmd_status, "say which parts of a run are there, and which are missing"},
    {"bundle", cmd_bundle, "write a scenario and all that it includes as one file"},
    {"compile", cmd_compile, "compile the code of long runs ahead, for other machines too"},
    {"new", cmd_new, "write a first scenario with comments, to change"},
    {"schema", cmd_schema, "print the JSON Schema of scenario files, for editors"},
    {"list", cmd_list, "list the bundled scenarios"},
    {"help", cmd_help, "explain a command, a section, a function, a distribution or a message"},
    {"version", cmd_version, "say which Brink this is"},
};
const size_t command_count = sizeof commands / sizeof *commands;

const command *command_find(const char *name)
{
    for (size_t i = 0; i < command_count; i++) {
        if (strcmp(commands[i].name, name) == 0) {
            return &commands[i];
        }
    }
    return NULL;
}

void command_offer(nearest_name *nearest)
{
    for (size_t i = 0; i < command_count; i++) {
        nearest_offer(nearest, commands[i].name);
    }
}

int command_unknown(const char *name)
{
    nearest_name nearest = nearest_start(name);
    command_offer(&nearest);
    complain(NULL, "there is no command '%s'", name);
    if (nearest.best) {
        remark("Did you mean 'brink %s'?", nearest.best);
    }
    remark("'brink help' lists the commands.");
    return STATUS_USAGE;
}

/* A program started without one of its standard descriptors would open a scenario or a result in its place.
 * The stand-ins are opened the wrong way round, so that using one is an error and not a silent loss. */
static void hold_standard_descriptors(void)
{
    static const int modes[] = {O_WRONLY, O_RDONLY, O_RDWR};
    for (int descriptor = 0; descriptor < 3; descriptor++) {
        if (fcntl(descriptor, F_GETFD) < 0 && open("/dev/null", modes[descriptor]) < 0) {
            return;
        }
    }
}

int main(int argc, char **argv)
{
    hold_standard_descriptors();
    /* Only which characters can be shown: numbers are read and written the same way everywhere. */
    setlocale(LC_CTYPE, "");
    /* A reader that leaves must not kill a long run whose result goes elsewhere; writes report it instead. */
    struct sigaction ignore;
    memset(&ignore, 0, sizeof ignore);
    ignore.sa_handler = SIG_IGN;
    sigaction(SIGPIPE, &ignore, NULL);

    char help[] = "help", version[] = "version";
    if (argc < 2) {
        char *alone[] = {help, NULL};
        return cmd_help(1, alone);
    }
    const char *name = argv[1];
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0) {
        argv[1] = help;
    } else if (strcmp(name, "--version") == 0) {
        argv[1] = version;
    } else if (name[0] == '-') {
        complain(NULL, "unknown option '%s'; the command comes first, as in 'brink run SCENARIO --trials 1M'",
                 name);
        remark("'brink help' lists the commands.");
        return STATUS_USAGE;
    }
    const command *found = command_find(argv[1]);
    return found ? found->run(argc - 1, argv + 1) : command_unknown(name);
}
