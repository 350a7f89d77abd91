/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_ANALYSIS_DIVERGENCE_H
#define BRINK_ANALYSIS_DIVERGENCE_H

/* One trial with two variants: until when are their histories the same, what separates them, and why?
 *
 * A history is a list of steps: the moves of machines, and the end. Two histories diverge at the first step
 * that is not the same in both. Before that, numbers may differ without consequences: stocks that stand
 * elsewhere or move at another pace.
 *
 * The trial is run twice with each variant: once to find the dates, once more to look at them closely. Memory
 * grows with the number of instants of this one trial (17 bytes for each). */

#include "brink/compare.h"
#include "trace/trace_common.h"

typedef enum brink_i_step_kind { BRINK_I_STEP_MOVE, BRINK_I_STEP_END, BRINK_I_STEP_FAULT } brink_i_step_kind;

typedef struct brink_i_step {
    brink_i_step_kind kind;
    double time;
    int machine, from, to; /* MOVE: states; `from` -1: the initial state. END: `to` is the outcome */
    /* The event behind it: TIMER, WHEN, HAZARD, CHOICE, PROCESS; START for initial states, END for the end.
     */
    brink_i_trace_kind cause;
    int index, item, option;
} brink_i_step;

/* How things stood at one time. */
typedef struct brink_i_sight {
    bool seen;
    double time;
    double *stocks, *slopes;
    int *states;
} brink_i_sight;

/* The trial with one of the variants. */
typedef struct brink_i_half {
    const brink_variant *variant;
    const brink_model *model;
    brink_status status; /* BRINK_OK or BRINK_ERR_FAULT */
    brink_fault fault;
    brink_i_record record;
    double *params;

    /* What the first run found. */
    brink_i_step *steps;
    size_t n_steps, steps_room;
    double *dates;         /* of instants */
    uint64_t *digests;     /* of stocks and slopes when they had settled */
    unsigned char *jumped; /* a stock was set */
    size_t n_instants, instants_room;

    /* What the second run saw. */
    brink_i_sight numbers; /* when numbers began to differ */
    brink_i_trace_kind numbers_cause;
    int numbers_index, numbers_item, numbers_option;
    brink_i_sight divergence; /* just before the histories diverge */
    brink_i_sight delay;      /* when the delay that separates them was set */
    double due;               /* its date */
    double hazard;            /* of the transition that separates them, at that date */
    bool chose;               /* it made the choice that separates them, at that date too */
    double *weights;          /* its probabilities */
    double *defines; /* [n_defines] definitions when what separates them was decided; not valid unless: */
    bool defined;
    int chosen;
} brink_i_half;

typedef struct brink_i_divergence {
    brink_i_arena arena;
    brink_trace_options options;
    brink_i_half halves[2];
    bool numbers; /* numbers differ before the histories diverge, first at: */
    double numbers_time;
    bool diverges; /* the histories diverge, at: */
    double time;
    size_t step; /* the first that is not the same in both */
    int leader;  /* the half that makes its step at `time`; the first if both do */
} brink_i_divergence;

/* Both models must be tellable together. The variants must outlive it. BRINK_ERR_FAULT is no failure here:
 * the halves say it. After a failure nothing needs closing. */
brink_status brink_i_divergence_open(brink_i_divergence *divergence, const brink_variant *first,
                                     const brink_variant *second, const brink_trace_options *options);
void brink_i_divergence_close(brink_i_divergence *divergence);
/* The step that separates the histories, of one of them. */
const brink_i_step *brink_i_divergence_step(const brink_i_divergence *divergence, int half);

/* Something that a rule reads and that is not the same in both. */
typedef struct brink_i_reading {
    enum { BRINK_I_READ_PARAM, BRINK_I_READ_STOCK, BRINK_I_READ_MACHINE, BRINK_I_READ_DEFINE } kind;
    int index;
    double values[2]; /* of machines: states */
} brink_i_reading;

typedef struct brink_i_readings {
    brink_i_reading *list;
    int n;
} brink_i_readings;

/* Parameters whose values differ. */
brink_status brink_i_divergence_params(brink_i_divergence *divergence, brink_i_readings *out);
/* What the rules behind the first difference of numbers, or behind the divergence, read differently. */
brink_status brink_i_divergence_numbers_reads(brink_i_divergence *divergence, brink_i_readings *out);
brink_status brink_i_divergence_reads(brink_i_divergence *divergence, brink_i_readings *out);
/* The definitions between what is read and the rule behind the divergence, the nearest to the rule first,
 * that differ. */
brink_status brink_i_divergence_through(brink_i_divergence *divergence, brink_i_readings *out);

#endif
