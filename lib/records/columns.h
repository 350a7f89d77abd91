/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_RECORDS_COLUMNS_H
#define BRINK_RECORDS_COLUMNS_H

/* Which columns the records of a run have, and where their values come from. */

#include "base/arena.h"
#include "brink/records.h"
#include "brink/run.h"
#include "model/model.h"

/* Of one column in one variant: a number that is the same in all trials, or a column of an engine's block. */
typedef struct brink_i_records_source {
    int param;    /* -1: not a parameter that differs between trials */
    double fixed; /* of a parameter that does not */
} brink_i_records_source;

struct brink_records_columns {
    brink_i_arena arena;
    brink_records_column *columns;
    size_t n, room;
    int n_variants;
    const brink_model *const *models;       /* [n_variants] */
    const brink_i_records_source **sources; /* [n][n_variants], of parameters and levers; else NULL */
    int *points;                            /* [n]: of series, the point; else -1 */
    bool **asked;  /* [n_variants][n_params]: columns that engines are to fill; NULL: none */
    bool **chosen; /* [n_variants][n_params]: parameters that are columns, fixed ones, too */
};

typedef struct brink_records_columns brink_i_records_plan;

/* The records that options ask for. The caller may have been built with another version: `size` says how much
 * there is. False: it cannot be. */
bool brink_i_records_read(const brink_run_options *options, brink_records *out);

#endif
