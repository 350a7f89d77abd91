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

#endif
