/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_ANALYSIS_DIVERGENCE_RUNS_H
#define BRINK_ANALYSIS_DIVERGENCE_RUNS_H

/* The two runs of a trial behind a divergence: tracers and what they keep. */

#include "analysis/divergence.h"

/* Room for what is seen; false when out of memory. */
bool brink_i_sight_new(brink_i_arena *arena, const brink_model *model, brink_i_sight *sight);

/* First: notes steps, and what the stocks were at each instant. */
typedef struct brink_i_first_run {
    brink_i_half *half;
    brink_i_step cause; /* its cause, index, item, option: of what happens now */
    bool jumped;
    bool failed; /* out of memory */
} brink_i_first_run;
void brink_i_first_run_event(void *self, const brink_i_trace_event *event);
/* The trial failed: the last step. */
void brink_i_first_run_fault(brink_i_first_run *run);

/* Second: looks closely at the dates that were found. */
typedef struct brink_i_second_run {
    brink_i_divergence *divergence;
    brink_i_half *half;
    brink_i_oracle *oracle;
    brink_i_step cause; /* as above */
    double cause_time;
    brink_i_sight before; /* at the cause */
    brink_i_sight last;   /* at the date of the divergence, by what is known so far */
    size_t steps;         /* seen */
} brink_i_second_run;
brink_status brink_i_second_run_open(brink_i_second_run *run);
void brink_i_second_run_event(void *self, const brink_i_trace_event *event);
/* After the trial, which may have failed before its step. */
void brink_i_second_run_finish(brink_i_second_run *run);

#endif
