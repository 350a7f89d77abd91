/* SPDX-License-Identifier: Apache-2.0 */
/* brink new: a first scenario, with comments. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command.h"
#include "exit_status.h"
#include "message.h"
#include "options.h"
#include "output.h"
#include "page.h"
#include "schema.h"
#include "shell.h"
#include "texts.h"

static const char examples[] = "  brink new strait\n"
                               "  brink new crises/strait.yaml\n";

/* NAME.yaml; free(). */
static char *file_name(const char *name)
{
    const char *dot = strrchr(name, '.');
    const bool whole = dot && (strcmp(dot, ".yaml") == 0 || strcmp(dot, ".yml") == 0);
    const size_t room = strlen(name) + sizeof ".yaml";
    char *path = malloc(room);
    if (path) {
        snprintf(path, room, "%s%s", name, whole ? "" : ".yaml");
    }
    return path;
}

/* A line with the file's own name in the place of NAME.yaml. */
static void print_line(FILE *out, const char *line, const char *path)
{
    static const char mark[] = "NAME.yaml";
    const char *at = line[0] == '#' ? strstr(line, mark) : NULL;
    if (!at) {
        fprintf(out, "%s\n", line);
        return;
    }
    const char *rest = at + strlen(mark);
    fprintf(out, "%.*s", (int)(at - line), line);
    shell_print_word(out, path);
    fprintf(out, "%s\n", rest);
}

static int write_scenario(const char *path)
{
    page_text text;
    if (!page_open(&text)) {
        return page_failed("new");
    }
    char *schema = schema_address();
    if (schema) {
        fprintf(text.out, "# yaml-language-server: $schema=%s\n", schema);
    }
    free(schema);
    for (size_t i = 0; text_new[i] && (*text_new[i] || text_new[i + 1]); i++) {
        print_line(text.out, text_new[i], path);
    }
    const bool good = !ferror(text.out);
    if (fclose(text.out) != 0 || !good) {
        free(text.bytes);
        return page_failed("new");
    }
    bool exists = false;
    int status = output_store(path, text.bytes, text.length, "new", &exists);
    free(text.bytes);
    if (status == STATUS_OK && exists) {
        complain("new", "%s is there already: give the new scenario another name", path);
        status = STATUS_USAGE;
    } else if (status == STATUS_OK) {
        complain("new", "wrote %s: 'brink check %s', 'brink run %s'", path, path, path);
    }
    return status;
}

int cmd_new(int argc, char **argv)
{
    const manual page = {
        "new",    "brink new: writes a first scenario with comments, to change.", "NAME", 1, 1, NULL, 0,
        examples, "Next: docs/first-scenario.md builds one step by step."};
    int count, status;
    if (!options_parse(&page, argc, argv, &count, &status)) {
        return status;
    }
    char *path = file_name(argv[0]);
    status = path ? write_scenario(path) : fail("new", BRINK_ERR_MEMORY);
    free(path);
    return status;
}
