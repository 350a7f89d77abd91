/* SPDX-License-Identifier: Apache-2.0 */
#include "scenario/yaml_errors.h"

#include <libfyaml.h>
#include <string.h>

#include "base/diagnostics.h"

typedef struct translation {
    const char *part; /* of libfyaml's message */
    const char *message, *hint;
} translation;

static const translation translations[] = {
    {"multiline plain key", "this line has a value already, yet a deeper key follows it",
     "indent the keys of one map alike, or quote text that contains ': '"},
    {"nested block mapping on the same line", "a second ': ' in one line",
     "put text that contains ': ' in quotes"},
    {"wrongly indented double-quoted", "quoted text goes on in a line that is not indented",
     "is the closing quote missing?"},
    {"wrongly indented single-quoted", "quoted text goes on in a line that is not indented",
     "is the closing quote missing?"},
    {"wrongly indented",
     "what stands in brackets or in a block of text goes on in a line that is not indented",
     "indent it deeper than its key; is a closing bracket missing?"},
    {"without closing quote", "the closing quote is missing", NULL},
    {"without a closing bracket", "a list [ is not closed", "the ] is missing"},
    {"without a closing brace", "a map { is not closed", "the } is missing"},
    {"extra closing", "a closing bracket too many", NULL},
    {"plain scalar cannot start with", "text cannot start with this character", "put the text in quotes"},
    {"did not find expected key", "this is no key of the map around it",
     "indent the keys of one map alike; put text with special characters in quotes"},
    {"block sequence entries not allowed", "a list item '- ' cannot stand here",
     "put the items of a list on lines of their own"},
    {"block sequence on the same line", "a list item '- ' cannot stand behind a key",
     "put the items of a list on lines of their own, or write [a, b]"},
    {"trailing content after", "text goes on behind the closing quote", "put all of it in quotes, or none"},
    {"could not find expected ':'", "a key without ':'", "write key: value, with a space behind the ':'"},
    {"mapping key (not allowed", "a key cannot stand here", "indent the keys of one map alike"},
    {"block mapping key on same line", "a second key in one line", "put text that contains ': ' in quotes"},
    {"missing comma", "a comma is missing between two items", "or a closing bracket, somewhere before"},
    {"tab", "a tab indents this line", "YAML is indented with spaces only"},
};

/* The tab that indents a line, from the start of the text to the line after the error; NULL if none does. */
static const char *indenting_tab(const brink_i_input *source, size_t until)
{
    const char *text = source->text, *end = text + source->length, *found = NULL;
    int lines_after = 0;
    for (const char *line = text; line < end && lines_after < 2;) {
        const char *at = line;
        while (at < end && *at == ' ') {
            at++;
        }
        if (at < end && *at == '\t') {
            const char *first = at + strspn(at, "\t ");
            found = *first && *first != '\n' && *first != '#' ? at : found;
        }
        const char *newline = memchr(line, '\n', (size_t)(end - line));
        line = newline ? newline + 1 : end;
        lines_after += (size_t)(line - text) > until;
    }
    return found;
}

/* Byte of a 1-based line and column as libfyaml counts them. */
static size_t offset_of(const brink_i_input *source, int line, int column)
{
    const char *text = source->text, *end = text + source->length, *at = text;
    for (int n = 1; n < line && at < end; n++) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        at = newline ? newline + 1 : end;
    }
    for (int n = 1; n < column && at < end && *at != '\n'; n++) {
        do {
            at++;
        } while (at < end && ((unsigned char)*at & 0xC0) == 0x80);
    }
    return (size_t)(at - text);
}

void brink_i_yaml_errors(brink_diagnostics *diagnostics, brink_i_input *source, struct fy_diag *diag,
                         size_t reached)
{
    void *position = NULL;
    const struct fy_diag_error *error = fy_diag_errors_iterate(diag, &position);
    const char *said = error && error->msg ? error->msg : "";
    const struct fy_mark *mark = error && error->fyt ? fy_token_start_mark(error->fyt) : NULL;
    size_t offset = mark                       ? mark->input_pos
                    : error && error->line > 0 ? offset_of(source, error->line, error->column)
                                               : reached;
    const char *tab = indenting_tab(source, offset);
    if (tab) {
        brink_i_diagnostics_add(diagnostics, BRINK_ERROR, "yaml-syntax",
                                brink_i_input_place(source, (size_t)(tab - source->text)), 1,
                                "YAML is indented with spaces only", "a tab indents this line");
        return;
    }
    for (size_t i = 0; i < sizeof translations / sizeof *translations; i++) {
        if (strstr(said, translations[i].part)) {
            brink_i_diagnostics_add(diagnostics, BRINK_ERROR, "yaml-syntax",
                                    brink_i_input_place(source, offset), 1, translations[i].hint, "%s",
                                    translations[i].message);
            return;
        }
    }
    brink_i_diagnostics_add(diagnostics, BRINK_ERROR, "yaml-syntax", brink_i_input_place(source, offset), 1,
                            "put text with special characters in quotes", "this is not YAML%s%s",
                            *said ? ": " : "", said);
}
