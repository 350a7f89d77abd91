/* SPDX-License-Identifier: Apache-2.0 */
#include "topics.h"

#include <string.h>
#include <strings.h>

#include "texts.h"

/* ---- Markdown as text -------------------------------------------------------------------------------------
 */

/* Whether a link's text begins at this bracket. */
static bool is_link(const char *p, const char *end)
{
    const char *close = memchr(p, ']', (size_t)(end - p));
    return close && close + 1 < end && close[1] == '(';
}

/* A piece of a line: links lose their targets, code its ticks, bars and brackets their backslashes. */
static void print_piece(FILE *out, const char *p, size_t length)
{
    const char *end = p + length;
    while (p < end) {
        const char *close =
            *p == ']' && p + 1 < end && p[1] == '(' ? memchr(p, ')', (size_t)(end - p)) : NULL;
        if (close) {
            p = close + 1;
        } else if (*p == '`' || (*p == '[' && is_link(p, end)) || (*p == '*' && p + 1 < end && p[1] == '*')) {
            p += 1 + (*p == '*');
        } else {
            p += *p == '\\' && p + 1 < end;
            fputc(*p++, out);
        }
    }
}

/* The next cell of a table's row; its length, without blanks around it. NULL behind the last. */
static const char *next_cell(const char **at, size_t *length)
{
    const char *start = *at + strspn(*at, " |"), *p = start;
    while (*p && *p != '|') {
        p += 1 + (*p == '\\' && p[1]);
    }
    if (!*p) {
        return NULL; /* behind the last bar */
    }
    *at = p;
    while (p > start && p[-1] == ' ') {
        p--;
    }
    *length = (size_t)(p - start);
    return start;
}

static bool is_row(const char *line) { return line[0] == '|'; }
static bool is_rule(const char *line) { return is_row(line) && line[1 + strspn(line + 1, " -|:")] == '\0'; }

/* The first cell on a line of its own, what follows below it. */
static void print_row(FILE *out, const char *line)
{
    const char *at = line;
    size_t length;
    const char *cell = next_cell(&at, &length);
    if (!cell) {
        return;
    }
    fputs("  ", out);
    print_piece(out, cell, length);
    fputc('\n', out);
    const char *separator = "      ";
    while ((cell = next_cell(&at, &length)) != NULL) {
        if (length > 0) {
            const bool required = length == 3 && strncmp(cell, "yes", 3) == 0;
            fputs(separator, out);
            print_piece(out, required ? "required" : cell, required ? strlen("required") : length);
            separator = "; ";
        }
    }
    fputc('\n', out);
}

static void print_line(FILE *out, const char *line)
{
    if (is_row(line)) {
        print_row(out, line);
    } else {
        print_piece(out, line, strlen(line));
        fputc('\n', out);
    }
}

/* ---- sections
 * ----------------------------------------------------------------------------------------------- */

static size_t depth_of(const char *line)
{
    const size_t depth = strspn(line, "#");
    return line[depth] == ' ' ? depth : 0;
}

/* The heading with that name on a page; NULL: none. */
static const char *const *find_section(const char *const *page, const char *name)
{
    bool code = false;
    for (; *page; page++) {
        code ^= strncmp(*page, "```", 3) == 0;
        const size_t depth = code ? 0 : depth_of(*page);
        if (depth >= 2 && strcasecmp(*page + depth + 1, name) == 0) {
            return page;
        }
    }
    return NULL;
}

/* A section with those below it. Fenced code stays as it is; of a table the head goes. */
static void print_section(FILE *out, const char *const *line)
{
    const size_t depth = depth_of(*line);
    bool code = false;
    fprintf(out, "%s\n", *line + depth + 1);
    for (line++; *line && (code || depth_of(*line) == 0 || depth_of(*line) > depth); line++) {
        if (strncmp(*line, "```", 3) == 0) {
            code = !code;
        } else if (code) {
            fprintf(out, "    %s\n", *line);
        } else if (!is_rule(*line) && !(line[1] && is_row(*line) && is_rule(line[1]))) {
            print_line(out, depth_of(*line) > 0 ? *line + depth_of(*line) + 1 : *line);
        }
    }
}

/* ---- rows
 * ----------------------------------------------------------------------------------------------------- */

/* Whether the first cell of a row speaks of the word: `word`, `word(x, y)`, or among others `one`, `word`. */
static bool is_about(const char *line, const char *word)
{
    const char *at = line;
    size_t length;
    const char *cell = is_row(line) && !is_rule(line) ? next_cell(&at, &length) : NULL;
    const size_t size = strlen(word);
    for (const char *p = cell; p && p + size + 1 < cell + length; p++) {
        if (*p == '`' && strncasecmp(p + 1, word, size) == 0 && strchr("`(", p[1 + size])) {
            return true;
        }
    }
    return false;
}

/* Where the heading that a row belongs to is told with it. */
static bool print_rows(FILE *out, const char *const *page, const char *word)
{
    const char *heading = NULL, *told = NULL;
    bool code = false, any = false;
    for (; *page; page++) {
        code ^= strncmp(*page, "```", 3) == 0;
        heading = !code && depth_of(*page) > 0 ? *page + depth_of(*page) + 1 : heading;
        if (!code && is_about(*page, word)) {
            if (heading != told) {
                fprintf(out, "%s:\n", heading ? heading : "");
                told = heading;
            }
            print_row(out, *page);
            any = true;
        }
    }
    return any;
}

bool topic_print(FILE *out, const char *word)
{
    const char *const *section =
        find_section(text_format, strcasecmp(word, "functions") == 0 ? "Expressions" : word);
    if (strcasecmp(word, "distributions") == 0) {
        section = text_distributions;
    }
    if (strcasecmp(word, "format") == 0) {
        section = text_format;
    }
    if (section) {
        print_section(out, section);
        return true;
    }
    const bool format = print_rows(out, text_format, word);
    return print_rows(out, text_distributions, word) || format;
}

void topic_offer(nearest_name *nearest)
{
    static const char *const more[] = {"distributions", "functions", "format"};
    for (size_t i = 0; i < sizeof more / sizeof *more; i++) {
        nearest_offer(nearest, more[i]);
    }
}
