/* SPDX-License-Identifier: Apache-2.0 */
#include "manual.h"

#include <stdio.h>
#include <string.h>

#include "message.h"
#include "page.h"

enum { HELP_COLUMN = 26 };

static void print_option(FILE *out, char letter, const char *name, const char *value, const char *help)
{
    char left[64];
    char short_form[8] = "    ";
    if (letter) {
        snprintf(short_form, sizeof short_form, "-%c, ", letter);
    }
    int width =
        snprintf(left, sizeof left, "  %s--%s%s%s", short_form, name, value ? " " : "", value ? value : "");
    fputs(left, out);
    if (width > HELP_COLUMN - 2) {
        fputc('\n', out);
        width = 0;
    }
    while (*help) {
        size_t length = strcspn(help, "\n");
        fprintf(out, "%*s%.*s\n", HELP_COLUMN - width, "", (int)length, help);
        help += length + (help[length] == '\n');
        width = 0;
    }
}

int manual_print(const manual *page)
{
    page_text text;
    if (!page_open(&text)) {
        return page_failed(page->name);
    }
    FILE *out = text.out;
    fprintf(out, "%s\n\nUsage: %s %s%s%s [options]\n\nOptions:\n", page->sentence, program_name, page->name,
            page->argument ? " " : "", page->argument ? page->argument : "");
    for (size_t i = 0; i < page->n_options; i++) {
        const option *o = &page->options[i];
        print_option(out, o->letter, o->name, o->value, o->help);
    }
    print_option(out, 'h', "help", NULL, "this page");
    fprintf(out, "\nExamples:\n%s\n%s\n", page->examples, page->next);
    return page_print(&text, page->name);
}
