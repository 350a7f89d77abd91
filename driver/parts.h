/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_DRIVER_PARTS_H
#define BRINK_DRIVER_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "brink/store.h"

/* A folder of parts. The name of a file says what it is:
 *
 *      QUESTION-SEED-FIRST-LAST.brink   a part that is finished; never changed
 *      QUESTION-SEED-FIRST-LAST.begun   as far as it has come; replaced at each checkpoint
 *      QUESTION-SEED-FIRST-LAST.look    with --until: all trials up to a look, merged */

enum { PARTS_MOST = 10000000 }; /* of a run */

typedef enum part_kind { PART_FINISHED, PART_BEGUN, PART_LOOK } part_kind;

typedef struct part_file {
    char *path;
    char question[BRINK_HASH_ROOM];
    uint64_t seed, first, last;
    part_kind kind;
} part_file;

typedef struct parts {
    part_file *items; /* by question, seed and trials */
    size_t n;
} parts;

/* The files there that have such names; an exit status, after a complaint. A folder that is not there has
 * none. */
int parts_list(const char *command, const char *folder, parts *out);
void parts_free(parts *self);
/* The one with that kind, of that run, with these trials; NULL: none. */
const part_file *parts_find(const parts *self, part_kind kind, const char *question, uint64_t seed,
                            uint64_t first, uint64_t last);

/* free(); NULL: out of memory. */
char *parts_path(const char *folder, const char *question, uint64_t seed, uint64_t first, uint64_t last,
                 part_kind kind);

/* A file of rows of trials from `first` on: QUESTION-SEED-FIRST.rows.ENDING; free(). NULL: out of memory. */
char *parts_rows_path(const char *folder, const char *question, uint64_t seed, uint64_t first,
                      const char *ending);
/* All files of rows of that run there, of one ending; an exit status, after a complaint. */
int parts_list_rows(const char *command, const char *folder, const char *question, uint64_t seed,
                    const char *ending, char ***items, size_t *n);

/* The trials of part i, 1 <= i <= of, of a stretch of trials: parts begin at multiples of 1,024 trials, if
 * there are enough, so that they are the same wherever this is asked. *count may be 0. */
void parts_cut(uint64_t first, uint64_t trials, uint64_t i, uint64_t of, uint64_t *begin, uint64_t *count);

/* "17,204-209": numbers from 1 on for which missing[i - 1]; free(). NULL: out of memory. */
char *parts_write_numbers(const bool *missing, uint64_t of);

#endif
