/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_DRIVER_PAGE_H
#define BRINK_DRIVER_PAGE_H

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

#include "brink/status.h"

/* A page for standard output: collected in memory, written at once, so that every error of writing is seen.
 */
typedef struct page_text {
    FILE *out;
    char *bytes;
    size_t length;
} page_text;

bool page_open(page_text *self);
/* Writes the page and frees it; an exit status. */
int page_print(page_text *self, const char *command);
/* Complains about a page that could not be opened; an exit status. */
int page_failed(const char *command);
/* Writes a finished text; an exit status. */
int page_put(const char *command, const char *text);
/* The same for a text that the library made, with a line feed at its end: complains if making it failed,
 * frees it. */
int page_put_made(const char *command, brink_status made, char *text);
/* Writes a JSON value, NULL meaning that there was no memory to make it; an exit status. */
int page_put_json(const char *command, const json_t *value);

/* A JSON string of any bytes: what is no text (a file name may hold anything) becomes '?'. NULL when out of
 * memory. */
json_t *page_json_text(const char *text);

/* A text of several lines as one: runs of white space become a space each. */
void page_flat(FILE *out, const char *text);

#endif
