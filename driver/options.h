/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_DRIVER_OPTIONS_H
#define BRINK_DRIVER_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum option_kind {
    OPTION_FLAG,   /* bool */
    OPTION_TEXT,   /* const char * */
    OPTION_LIST,   /* option_list; may be given several times */
    OPTION_COUNT,  /* uint64_t: 10k, 2.5M, 1e6 */
    OPTION_DIGITS, /* uint64_t: digits only */
    OPTION_SHARE,  /* double: 0.1% or 0.001 */
    OPTION_CHOICE  /* int: index of the word in `words` */
} option_kind;

typedef struct option_list {
    const char **items; /* freed by option_list_free(); the texts are argv's */
    size_t n;
} option_list;

/* One option of a command. The parser leaves the target alone when the option is not given. */
typedef struct option {
    const char *name; /* without hyphens */
    char letter;      /* short form, 0: none */
    option_kind kind;
    void *target;             /* of the type that the kind says */
    const char *value;        /* what the help calls its value; NULL for a flag */
    const char *help;         /* lines after '\n' are aligned below the first */
    uint64_t least;           /* of a count */
    const char *const *words; /* of a choice; ends with NULL */
    bool given;
} option;

/* A command's own help page and what it takes. */
typedef struct manual {
    const char *name;     /* "run" */
    const char *sentence; /* what it does, one or two lines */
    const char *argument; /* "SCENARIO", as the usage line calls positional arguments; NULL: none */
    int fewest, most;     /* positional arguments */
    option *options;
    size_t n_options;
    const char *examples; /* lines, indented by two */
    const char *next;     /* what to read next */
} manual;

/* Parses argv[1..argc). True: go on; the positional arguments are argv[0..*count). False: *status is the exit
 * status, because the help was printed or something was wrong. Options may stand anywhere; "--" ends them. */
bool options_parse(const manual *page, int argc, char **argv, int *count, int *status);

void option_list_free(option_list *list);

#endif
