/* SPDX-License-Identifier: Apache-2.0 */
/* brink version: what made this driver. */
#include <jansson.h>
#include <stdlib.h>

#include "brink/compile.h"
#include "brink/run.h"
#include "brink_build_info.h"
#include "catalogue.h"
#include "command.h"
#include "exit_status.h"
#include "form.h"
#include "options.h"
#include "page.h"

static bool print_folder(void *context, const char *folder)
{
    fprintf(context, "scenarios: %s\n", folder);
    return true;
}

static int print_text(void)
{
    page_text text;
    if (!page_open(&text)) {
        return page_failed("version");
    }
    fprintf(text.out, "brink %s\ncommit: %s\ncompiler: %s\nflags: %s\n", BRINK_BUILD_VERSION,
            BRINK_BUILD_COMMIT, BRINK_BUILD_COMPILER, BRINK_BUILD_FLAGS);
    fprintf(text.out, "instruction sets:");
    for (int i = 0; brink_instruction_set(i); i++) {
        fprintf(text.out, " %s", brink_instruction_set(i));
    }
    fprintf(text.out, "\n");
    bool good = catalogue_folders(print_folder, text.out);
    brink_code_folder_view code;
    for (int i = 0; brink_code_folder(i, &code) == BRINK_OK; i++) {
        fprintf(text.out, "%s: %s%s%s%s\n", code.site ? "code compiled ahead" : "code",
                *code.path ? code.path : "none", code.problem ? " (not used: " : "",
                code.problem ? code.problem : "", code.problem ? ")" : "");
    }
    int status = page_print(&text, "version");
    return good ? status : page_failed("version");
}

static bool add_folder(void *context, const char *folder)
{
    return json_array_append_new(context, page_json_text(folder)) == 0;
}

static int print_json(void)
{
    json_t *folders = json_array(), *sets = json_array();
    bool good = folders && sets && catalogue_folders(add_folder, folders);
    for (int i = 0; good && brink_instruction_set(i); i++) {
        good = json_array_append_new(sets, json_string(brink_instruction_set(i))) == 0;
    }
    brink_code_folder_view code;
    json_t *caches = json_array();
    for (int i = 0; good && brink_code_folder(i, &code) == BRINK_OK; i++) {
        good = json_array_append_new(caches, json_pack("{s:o, s:b, s:s?}", "path", page_json_text(code.path),
                                                       "ahead", code.site, "problem", code.problem)) == 0;
    }
    json_t *all = json_pack("{s:s, s:s, s:s, s:s, s:o, s:o, s:o}", "version", BRINK_BUILD_VERSION, "commit",
                            BRINK_BUILD_COMMIT, "compiler", BRINK_BUILD_COMPILER, "flags", BRINK_BUILD_FLAGS,
                            "instruction_sets", sets, "scenarios", folders, "code", caches);
    int status = good ? page_put_json("version", all) : page_failed("version");
    json_decref(all);
    return status;
}

static const char examples[] = "  brink version\n"
                               "  brink version --json\n";

int cmd_version(int argc, char **argv)
{
    form chosen = FORM_INIT;
    option options[] = {OPTIONS_FORM_USUAL(chosen)};
    const manual page = {"version",
                         "brink version: says which Brink this is and where it looks for scenarios.",
                         NULL,
                         0,
                         0,
                         options,
                         sizeof options / sizeof *options,
                         examples,
                         "Next: 'brink help'."};
    int count, status;
    if (!options_parse(&page, argc, argv, &count, &status) ||
        (status = form_settle("version", &chosen, form_words)) != STATUS_OK) {
        return status;
    }
    status = form_begin("version", &chosen);
    if (status == STATUS_OK) {
        status = chosen.format == FORM_JSON ? print_json() : print_text();
    }
    return form_end("version", &chosen, status);
}
