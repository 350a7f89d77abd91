/* SPDX-License-Identifier: Apache-2.0 */
/* brink bundle: a scenario and all that it includes as one file. */
#include <string.h>

#include "command.h"
#include "exit_status.h"
#include "load.h"
#include "message.h"
#include "options.h"
#include "output.h"
#include "report.h"

struct request {
    scenario_choice choice;
    const char *output;
    bool quiet;
};

static const char examples[] = "  brink bundle two-theatre --output closed.yaml\n"
                               "  brink bundle all.brink --output closed.yaml\n";

static bool parse(struct request *r, int argc, char **argv, int *status)
{
    option options[] = {
        {"output", 'o', OPTION_TEXT, &r->output, "FILE", "write to FILE, complete or not at all", 0, NULL,
         false},
        {"quiet", 'q', OPTION_FLAG, &r->quiet, NULL, "no warnings", 0, NULL, false},
    };
    const manual page = {
        "bundle",
        "brink bundle: writes a scenario and all that it includes as one file.",
        "SCENARIO",
        1,
        1,
        options,
        sizeof options / sizeof *options,
        examples,
        "SCENARIO is a file, a name from 'brink list', or a result file, which holds its scenario.\n"
        "Next: docs/scenario-format.md, included files."};
    int count;
    const bool good = options_parse(&page, argc, argv, &count, status);
    if (good) {
        r->choice.name = argv[0];
    }
    return good;
}

int cmd_bundle(int argc, char **argv)
{
    struct request r = {.quiet = false};
    int status;
    if (!parse(&r, argc, argv, &status)) {
        return status;
    }
    if (r.output && strcmp(r.output, "-") == 0) {
        r.output = NULL;
    }
    scenario loaded;
    status = scenario_load("bundle", &r.choice, r.quiet, &loaded);
    if (status != STATUS_OK) {
        return status;
    }
    output file;
    status = report_guard("bundle", loaded.path, r.output);
    status = status == STATUS_OK ? output_open(&file, r.output, "bundle") : status;
    if (status == STATUS_OK) {
        status = output_finish(&file, brink_scenario_text(loaded.model), "bundle");
    }
    scenario_free(&loaded);
    return status;
}
