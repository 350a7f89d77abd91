/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_DRIVER_RECORDS_H
#define BRINK_DRIVER_RECORDS_H

#include "brink/run.h"
#include "load.h"
#include "options.h"
#include "records_file.h"

/* --records and --records-only: a row for each trial, in a file. */

typedef struct records_choice {
    const char *name; /* of the file; NULL: none is wanted */
    const char *only; /* names of columns, as given; NULL: the usual ones */
} records_choice;

#define OPTIONS_RECORDS(choice)                                                                            \
    {"records",                                                                                            \
     0,                                                                                                    \
     OPTION_TEXT,                                                                                          \
     &(choice).name,                                                                                       \
     "FILE",                                                                                               \
     "write a row for each trial to FILE.csv or FILE.h5 (HDF5);\nwith --into csv or h5, beside the part",  \
     0,                                                                                                    \
     NULL,                                                                                                 \
     false},                                                                                               \
    {                                                                                                      \
        "records-only", 0, OPTION_TEXT, &(choice).only, "NAME,...",                                        \
            "its columns besides trial, outcome and end: parameters,\nlevers, measures, oil@30 (a series " \
            "at "                                                                                          \
            "a date), oil (all of them)",                                                                  \
            0, NULL, false                                                                                 \
    }

/* Names out of a list that was typed. */
typedef struct records_names {
    char *copy;
    const char **list;
    size_t n;
} records_names;

typedef struct records {
    const char *command;
    records_names names;
    brink_records wanted; /* that the options point to */
    brink_records_columns *columns;
    brink_records_column *shown; /* [n]: of the file */
    const void **values;         /* [n] */
    size_t n;
    bool has_row;   /* the first column is that of a design */
    uint64_t row;   /* which is this in all rows that come */
    uint64_t *rows; /* [rows_room] */
    size_t rows_room;
    char *variants, *set; /* that the file's origin names */
    records_origin origin;
    const char *ending; /* of files in parts; NULL: there is one file */
    records_file file;
    bool open;
    int status; /* what went wrong while rows were written */
} records;

/* What a command that takes records knows of them. */
typedef struct records_run {
    const char *command, *scenario, *path; /* the scenario as it was named, and where it lies */
    const brink_model *const *models;      /* [n] */
    const char *const *variants;           /* [n]; NULL: a run */
    int n;
    const option_list *sets;
    const brink_model *base; /* of a design: without the values of its rows; else NULL */
    bool has_row;            /* rows of a design */
    bool goes_on;            /* from trials that were played before: those of them are elsewhere */
    bool in_parts;           /* rows go to files that records_begin() names; the choice is csv or h5 */
} records_run;

/* Opens the file, and has the options ask for rows; without a file does nothing. An exit status. */
int records_open(records *self, const records_choice *choice, const records_run *run,
                 brink_run_options *options);
/* What a file of parts ends in: "csv" or "h5". NULL: no rows are wanted. */
const char *records_ending(const records *self);
/* In parts: rows go to that file from here on; and it is complete, or was never begun where there are none.
 * Exit statuses. */
int records_begin(records *self, const char *path);
int records_end(records *self);
/* Rows that come from here on are those of this row of the design. */
void records_set_row(records *self, uint64_t row);
/* After the run, which has a result (or not): puts the file in place, or says where its rows are. `status` is
 * what the command would end with; so it does unless the rows could not be written. */
int records_finish(records *self, bool result, bool quiet, int status);
/* Allowed after anything, also for one that is zero. */
void records_free(records *self);
/* Whether the run was ended because rows could not be written. */
bool records_failed(const records *self);

#endif
