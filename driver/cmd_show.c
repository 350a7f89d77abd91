/* SPDX-License-Identifier: Apache-2.0 */
/* brink show: the checked model, as text, as JSON or as a picture of its machines. */
#include "brink/model.h"
#include "command.h"
#include "exit_status.h"
#include "load.h"
#include "options.h"
#include "page.h"

static const char *const formats[] = {"text", "json", "graphviz", "mermaid", NULL};

static brink_status (*const writers[])(const brink_model *model, char **out) = {
    brink_model_text,
    brink_model_json,
    brink_model_graphviz,
    brink_model_mermaid,
};

static const char examples[] = "  brink show taiwan-blockade\n"
                               "  brink show my.yaml --format graphviz | dot -Tsvg -o my.svg\n";

int cmd_show(int argc, char **argv)
{
    scenario_choice choice = {NULL, NULL, {NULL, 0}};
    int format = 0;
    bool quiet = false;
    option options[] = {
        {"format", 0, OPTION_CHOICE, &format, "text|json|graphviz|mermaid",
         "text for people (default), JSON for programs, or a picture\nof the machines for Graphviz or "
         "Mermaid",
         0, formats, false},
        OPTION_VARIANT(choice),
        OPTION_SET(choice),
        {"quiet", 'q', OPTION_FLAG, &quiet, NULL, "no warnings", 0, NULL, false},
    };
    const manual page = {
        "show",
        "brink show: prints the checked model of a scenario: every number as it is used, with units.",
        "SCENARIO",
        1,
        1,
        options,
        sizeof options / sizeof *options,
        examples,
        "Next: docs/scenario-format.md says how a scenario is written, docs/semantics.md what it means."};
    int count, status;
    if (options_parse(&page, argc, argv, &count, &status)) {
        choice.name = argv[0];
        scenario loaded;
        status = scenario_load("show", &choice, quiet, &loaded);
        if (status == STATUS_OK) {
            char *text = NULL;
            brink_status made = writers[format](loaded.model, &text);
            status = page_put_made("show", made, text);
            scenario_free(&loaded);
        }
    }
    option_list_free(&choice.sets);
    return status;
}
