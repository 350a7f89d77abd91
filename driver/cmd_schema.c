/* SPDX-License-Identifier: Apache-2.0 */
/* brink schema: the JSON Schema of scenario files, for editors. */
#include <stdio.h>
#include <stdlib.h>

#include "command.h"
#include "exit_status.h"
#include "message.h"
#include "options.h"
#include "page.h"
#include "schema.h"
#include "texts.h"

static const char examples[] = "  brink schema > scenario.schema.json\n"
                               "  echo \"# yaml-language-server: \\$schema=$(brink schema --address)\"\n";

int cmd_schema(int argc, char **argv)
{
    bool address = false;
    option options[] = {
        {"address", 0, OPTION_FLAG, &address, NULL,
         "only where it lies: an editor that knows YAML schemas takes\nthis for its files", 0, NULL, false},
    };
    const manual page = {
        "schema",
        "brink schema: prints the JSON Schema of scenario files, by which editors complete and check.",
        NULL,
        0,
        0,
        options,
        sizeof options / sizeof *options,
        examples,
        "'brink new' writes the line that editors read into a new scenario.\n"
        "Next: docs/scenario-format.md, editors."};
    int count, status;
    if (!options_parse(&page, argc, argv, &count, &status)) {
        return status;
    }
    page_text text;
    if (!page_open(&text)) {
        return page_failed("schema");
    }
    char *path = schema_address();
    if (address && !path) {
        fclose(text.out);
        free(text.bytes);
        complain("schema", "the schema does not lie beside this program any more; 'brink schema' prints it");
        return STATUS_IO;
    }
    if (address) {
        fprintf(text.out, "%s\n", path);
    }
    for (size_t i = 0; !address && text_schema[i] && (*text_schema[i] || text_schema[i + 1]); i++) {
        fprintf(text.out, "%s\n", text_schema[i]);
    }
    free(path);
    return page_print(&text, "schema");
}
