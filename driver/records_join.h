/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_DRIVER_RECORDS_JOIN_H
#define BRINK_DRIVER_RECORDS_JOIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Record files of parts of one run as one file, in ascending order of trials: the file that one run would
 * have written (CSV: byte for byte). */

/* What is known of a part when it has been looked at. */
typedef struct records_part {
    const char *path;
    uint64_t first, last; /* trials */
    uint64_t rows;
    bool complete;  /* false: a run that was killed left it, and its end may be missing */
    char *identity; /* its columns and what made it: the same in all parts; free() */
} records_part;

/* How parts of a form are read. Functions return an exit status, after a complaint unless it is STATUS_OK. */
typedef struct records_join_form {
    int (*look)(const char *command, const char *path, records_part *out);
    /* Whether two parts of the same trials have the same rows. */
    int (*same)(const char *command, const records_part *a, const records_part *b, bool *same);
    /* Writes parts [n], in order, to a file of that name. */
    int (*write)(const char *command, const records_part *const *parts, size_t n, const char *name);
} records_join_form;

extern const records_join_form records_join_csv, records_join_hdf5;

/* Joins `paths`, [n] (at least one), into `name`; all end in .csv, or all in .h5 or .hdf5. The order of paths
 * does not matter. A part that is there twice with equal rows counts once, with a note; parts that overlap,
 * or are of another run (columns, scenario, seed), are refused by name. A gap between parts, or a part that
 * is not complete, is refused unless `partial`. *rows (may be NULL): of the file. An exit status. */
int records_join(const char *command, const char *const *paths, size_t n, const char *name, bool partial,
                 uint64_t *rows);

#endif
