/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_MODEL_RECORD_H
#define BRINK_MODEL_RECORD_H

/* What trials leave behind, and who takes it. */

#include <stdbool.h>
#include <stdint.h>

#include "brink/status.h"

/* Of one trial. Arrays are owned by the caller: measures[n_measures], points[n_points]. */
typedef struct brink_i_record {
    int outcome;
    double end; /* when the trial ended, in time units */
    double *measures;
    double *points;
} brink_i_record;

/* Of n trials of a model without measures and series, in columns. */
typedef struct brink_i_bare_records {
    int n;
    bool alike; /* all have outcome[0] and end[0] */
    const uint64_t *trial, *outcome;
    const double *end;
} brink_i_bare_records;

/* Takes a record, which it may look at during the call only. Anything but BRINK_OK ends the sampling, which
 * returns it. */
typedef brink_status (*brink_i_take)(void *context, uint64_t trial, const brink_i_record *record);

/* Where records go, in no particular order. */
typedef struct brink_i_receiver {
    void *context;
    brink_i_take take;
    /* The same for many at once, as far as whoever samples has them so. NULL: they are taken one by one. */
    brink_status (*take_bare)(void *context, const brink_i_bare_records *records);
} brink_i_receiver;

#endif
