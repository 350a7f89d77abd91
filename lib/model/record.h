/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_MODEL_RECORD_H
#define BRINK_MODEL_RECORD_H

/* What one trial leaves behind. Arrays are owned by the caller: measures[n_measures], points[n_points]. */
typedef struct brink_i_record {
    int outcome;
    double end; /* when the trial ended, in time units */
    double *measures;
    double *points;
} brink_i_record;

#endif
