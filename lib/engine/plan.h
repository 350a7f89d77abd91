/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_ENGINE_PLAN_H
#define BRINK_ENGINE_PLAN_H

/* clang-format off */
/* What the scalar body reads beside the program: one array of bits that says what is stale and what is due in
 * a trial, in sections, and for each input the bits that its change sets. So "something changed" is the same
 * few words or-ed in, whatever it was.
 *
 *   stale     kept cells whose value must be computed anew
 *   totals    states of machines whose hazards stand still: their sum must be taken anew
 *   stocks    whose motion is to be updated;   jumped: that got a new value
 *   by_value  comparisons whose truth awaits its update;   comparisons: whose date does
 *   visited   `when`s that name a state which was visited at this instant;   passed: outcomes likewise
 *   watches   conditions of measures to be looked at;   outcomes: conditions likewise
 *   extremes  values of `min` and `max` to be taken
 *   whens     machines whose `when` conditions are to be looked at
 *   renew     machines whose hazards are to be renewed;   pending: machines that were entered */
/* clang-format on */

#include "compile/program.h"
#include "engine/notices.h"
#include "engine/steps.h"
#include "random/stream.h"

/* Words of the array where the sections begin. */
typedef struct brink_i_sections {
    int stale, totals, stocks, jumped, comparisons, by_value, visited, passed, watches, outcomes, extremes,
        whens, renew, pending, end;
} brink_i_sections;

typedef struct brink_i_touch {
    int word;
    uint64_t bits;
} brink_i_touch;

typedef struct brink_i_touched {
    const brink_i_touch *bits;
    const brink_i_hazard_reader *renew;
    int n_bits, n_renew;
} brink_i_touched;

/* A condition that measures of the kinds `first` and `time_in` follow, or a value of which `min` and `max`
 * are taken: once for all that follow the same. */
typedef struct brink_i_watch {
    const brink_i_code *code;
    int *measures;
    int n_measures;
    const uint64_t *stocks; /* set of moving ones that it reads: with the time, all that can move it */
    bool timed;             /* it reads the time, or an elapsed time */
} brink_i_watch;

/* Elicited parameters of constants with the same number of bounds, which are drawn a word at a time. */
typedef struct brink_i_elicited {
    const int *params; /* padded with -1 to whole words of eight */
    const uint64_t *keys;
    const double *constants[7]; /* a1, a2, a3, low, high, least, most */
    int n, bounds;
} brink_i_elicited;

typedef struct brink_i_plan {
    brink_i_arena arena;
    const brink_i_program *program;
    const brink_i_owner_key *param_keys, *stock_keys, *machine_keys, *process_keys;
    brink_i_sections at;
    const uint64_t *bits_at_start;  /* [at.end] */
    const brink_i_touched *touched; /* per input */
    const brink_i_watch *watches, *extremes;
    int n_watches, n_extremes;
    const uint64_t *moving_watches, *moving_outcomes; /* sets: those that may change between events */
    const int *moving_extremes, *moving_whens,
        *moving_machines; /* machines with such `when`s, with such hazards */
    int n_moving_extremes, n_moving_whens, n_moving_machines;
    brink_i_notices notices;
    const int *first_total; /* per machine: number of its first state among the totals */
    int n_totals;
    brink_i_elicited elicited[3];
    const int
        *drawn; /* parameters that are drawn at the start, in order; the others wait until they are read */
    int n_drawn;
    const bool *waits;   /* per parameter */
    const bool *steady;  /* per cell: it is kept and does not move */
    const bool *by_draw; /* per slot, and as many again: its date is a draw, not computed */
    int most_weights;
    brink_i_steps steps; /* for the interpreter */
} brink_i_plan;

/* For a seed. The program must outlive the plan. BRINK_OK or BRINK_ERR_MEMORY; free also after a failure. */
brink_status brink_i_plan_build(brink_i_plan *plan, const brink_i_program *program,
                                const brink_i_owner_key *param_keys, const brink_i_owner_key *stock_keys,
                                const brink_i_owner_key *machine_keys, const brink_i_owner_key *process_keys);
void brink_i_plan_free(brink_i_plan *plan);

#endif
