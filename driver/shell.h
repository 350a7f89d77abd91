/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_DRIVER_SHELL_H
#define BRINK_DRIVER_SHELL_H

#include <stdio.h>

/* Prints a word of a shell command so that it means itself. */
void shell_print_word(FILE *out, const char *word);

#endif
