/* SPDX-License-Identifier: Apache-2.0 */
/* brink show: the checked model, as text, as JSON or as a picture of its machines; its mechanisms; its
 * sources.
 */
#include "brink/model.h"
#include "command.h"
#include "exit_status.h"
#include "load.h"
#include "message.h"
#include "options.h"
#include "page.h"
#include "references.h"
#include "report.h"

static const char *const formats[] = {"text", "json", "graphviz", "mermaid", NULL};

static brink_status (*const writers[])(const brink_model *model, char **out) = {
    brink_model_text,
    brink_model_json,
    brink_model_graphviz,
    brink_model_mermaid,
};

static const char examples[] = "  brink show taiwan-blockade\n"
                               "  brink show taiwan-blockade --sources\n"
                               "  brink show my.yaml --format graphviz | dot -Tsvg -o my.svg\n";

typedef struct show_choice {
    form form;
    bool mechanisms, sources;
} show_choice;

static int print(const show_choice *choice, const scenario *loaded)
{
    bool json = choice->form.format == FORM_JSON;
    if (choice->mechanisms) {
        return show_mechanisms(loaded, json);
    }
    if (choice->sources) {
        return show_sources(loaded, json);
    }
    char *text = NULL;
    brink_status made = writers[choice->form.format](loaded->model, &text);
    return page_put_made("show", made, text);
}

static bool is_possible(const show_choice *choice)
{
    if (choice->mechanisms && choice->sources) {
        complain("show", "--mechanisms and --sources are two pages: ask for one at a time");
        return false;
    }
    if ((choice->mechanisms || choice->sources) && choice->form.format > FORM_JSON) {
        complain("show", "--format %s is a picture of machines; with %s it can be text or json",
                 formats[choice->form.format], choice->mechanisms ? "--mechanisms" : "--sources");
        return false;
    }
    return true;
}

int cmd_show(int argc, char **argv)
{
    scenario_choice choice = {NULL, NULL, {NULL, 0}};
    show_choice shown = {FORM_INIT, false, false};
    bool quiet = false;
    option options[] = {
        OPTIONS_FORM(
            shown.form, "text|json|graphviz|mermaid",
            "for people, for programs, or a picture of the machines\n(default: text, or what the name "
            "of --output ends in)",
            formats),
        {"mechanisms", 0, OPTION_FLAG, &shown.mechanisms, NULL,
         "where each mechanism of the catalogue lives, and which are absent", 0, NULL, false},
        {"sources", 0, OPTION_FLAG, &shown.sources, NULL,
         "each parameter's source, how well it is known, what the tags mean", 0, NULL, false},
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
        status = form_settle("show", &shown.form, formats);
        status = status == STATUS_OK && !is_possible(&shown) ? STATUS_USAGE : status;
        status = status == STATUS_OK ? scenario_load("show", &choice, quiet, &loaded) : status;
        if (status == STATUS_OK) {
            status = report_guard("show", loaded.path, shown.form.output);
            status = status == STATUS_OK ? form_begin("show", &shown.form) : status;
            status = status == STATUS_OK ? print(&shown, &loaded) : status;
            status = form_end("show", &shown.form, status);
            scenario_free(&loaded);
        }
    }
    option_list_free(&choice.sets);
    return status;
}
