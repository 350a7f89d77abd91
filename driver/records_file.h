/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_DRIVER_RECORDS_FILE_H
#define BRINK_DRIVER_RECORDS_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "brink/records.h"

/* A file of records: rows are appended to NAME.part, which becomes NAME when it is finished. Whatever ends
 * the program, NAME.part has the rows up to the last that were flushed (docs/records.md). */

/* What made the rows. Texts are never NULL and live as long as the file is open, as its columns do. */
typedef struct records_origin {
    const char *scenario; /* as it was named */
    const char *title, *hash, *variant, *set, *as_of;
    uint64_t seed, first_trial;
    int threads;          /* that may compress; 0: as many as there are processors for */
    const char *variants; /* of a comparison: "base d7f8..., no_rationing 4c1a..."; "" else */
} records_origin;

/* How rows are written. Functions return an exit status, after a complaint unless it is STATUS_OK. */
typedef struct records_form {
    /* Makes part[0..], empty but for its columns. */
    int (*open)(const char *command, const char *part, const brink_records_column *columns, size_t n,
                const records_origin *origin, void **writer);
    int (*append)(void *writer, const void *const *values, size_t rows);
    /* All rows that were appended are in the file, and it is complete. */
    int (*finish)(void *writer, const char *name, uint64_t rows);
    /* Closes the file as it is, and frees the writer; also after _finish. */
    void (*close)(void *writer);
} records_form;

extern const records_form records_csv, records_hdf5;

/* The form for a name: by what it ends in; NULL after a complaint. */
const records_form *records_form_of(const char *command, const char *option, const char *name);
/* Whether this driver can write HDF5. */
bool records_have_hdf5(void);

typedef struct records_file {
    const char *command;
    char *name; /* the file itself, behind links */
    char *part; /* NULL: nothing is open */
    const records_form *form;
    void *writer;
    uint64_t rows;
} records_file;

/* An exit status. On anything but STATUS_OK nothing is open. */
int records_file_open(records_file *self, const char *command, const char *option, const char *name,
                      const brink_records_column *columns, size_t n, const records_origin *origin);
int records_file_append(records_file *self, const void *const *values, size_t rows);
/* Puts the file in place. */
int records_file_finish(records_file *self);
/* Closes what is open and leaves NAME.part as it is; allowed after records_file_finish() too. */
void records_file_close(records_file *self);

#endif
