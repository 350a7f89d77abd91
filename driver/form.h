/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_DRIVER_FORM_H
#define BRINK_DRIVER_FORM_H

#include <stdbool.h>

#include "output.h"

/* In which form a command says what it found, and where: the same options in all of them. */
typedef struct form {
    int format; /* index of the command's words; FORM_UNSET: not given */
    bool json;
    const char *output; /* NULL: standard output */
    output file;
    int screen; /* what standard output was before form_begin(); -1: untouched */
} form;

enum { FORM_UNSET = -1 };
#define FORM_INIT                           \
    {                                       \
        .format = FORM_UNSET, .screen = -1, \
    }

/* text|json, the words of most commands. */
enum { FORM_TEXT, FORM_JSON };
extern const char *const form_words[];

/* The options --format, --json and --output, for a command's table: three entries. */
#define OPTIONS_FORM(form, syntax, help, words)                                                         \
    {"format", 0, OPTION_CHOICE, &(form).format, syntax, help, 0, words, false},                        \
        {"json", 0, OPTION_FLAG, &(form).json, NULL, "the same as --format json", 0, NULL, false},      \
    {                                                                                                   \
        "output", 'o', OPTION_TEXT, &(form).output, "FILE", "write to FILE, complete or not at all", 0, \
            NULL, false                                                                                 \
    }
#define OPTIONS_FORM_USUAL(form)                                                                      \
    OPTIONS_FORM(form, "text|json",                                                                   \
                 "for people or for programs (default: text, or what the\nname of --output ends in)", \
                 form_words)

/* Makes the options one: fills in the format by --json, or by what the name of the output ends in. "-" as a
 * name becomes NULL. An exit status, after a complaint where they contradict each other or an ending says
 * nothing. */
int form_settle(const char *command, form *self, const char *const *words);

/* What the command prints from here on goes to its output. An exit status. */
int form_begin(const char *command, form *self);
/* The output is put in place, unless nothing was printed because of a failure; `status` is what the command
 * would end with, and is returned unless this fails. Allowed without form_begin(). */
int form_end(const char *command, form *self, int status);

#endif
