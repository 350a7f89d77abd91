/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_DRIVER_SHELL_H
#define BRINK_DRIVER_SHELL_H

#include <stdio.h>

/* Prints a word of a shell command so that it means itself. */
void shell_print_word(FILE *out, const char *word);

/* Writes a text for people: what a terminal would obey, or what would turn the direction of the line, as
 * \\x1b or
 * \\u202e. Line breaks and tabs stay. */
void shell_print_plain(FILE *out, const char *text);
/* The same for a name, which has one line: line breaks and tabs do not stay. Columns that it takes. */
int shell_print_name(FILE *out, const char *name);
/* Columns that shell_print_name() takes. */
int shell_name_width(const char *name);

#endif
