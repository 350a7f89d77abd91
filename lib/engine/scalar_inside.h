/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_ENGINE_SCALAR_INSIDE_H
#define BRINK_ENGINE_SCALAR_INSIDE_H

#include "engine/scalar.h"

/* The sections of engine/plan.h: their words, and how many. */
typedef struct brink_i_sets {
    uint64_t *stale, *totals, *stocks, *jumped, *comparisons, *by_value, *visited, *passed, *watches,
        *outcomes, *extremes, *whens, *renew, *pending;
} brink_i_sets;

typedef struct brink_i_set_words {
    int stale, totals, stocks, jumped, comparisons, by_value, visited, passed, watches, outcomes, extremes,
        whens, renew, pending;
} brink_i_set_words;

/* A trial under way, and what a thread needs besides. */
struct brink_i_scalar_worker {
    brink_i_trial_view view; /* first: a pointer to it is one to the trial */
    const brink_i_plan *plan;
    const brink_i_compiled *compiled;
    brink_status (*run)(brink_i_scalar_worker *worker, const brink_i_trials *trials, uint64_t *bad);
    double horizon;
    brink_i_address address; /* of the trial */
    bool bad;                /* something went wrong: it is given up */
    const brink_i_stop *stop;
    unsigned rounds; /* of the loop of events, in all */
    int changes;     /* that were counted at this instant */
    double instant, point_date;
    /* Of the clock (semantics 10): the last date of the instant of computed dates that began now, -infinity
     * if none did; how much later than now the event that happens was due. */
    double instant_end, late;

    uint64_t *bits; /* all sections */
    brink_i_sets set;
    brink_i_set_words words;
    /* Of the program and the plan, at hand. */
    const brink_i_machine_code *machines;
    const brink_i_stock_code *stocks;
    const brink_i_comparison_code *comparisons;
    const brink_i_slot *slots;
    const brink_i_touched *touched;
    const brink_model *model;
    /* Dates by slot, in blocks of 1 << shift; the least of each block, taken anew where `unsorted` has its
     * bit. */
    double *date, *least;
    int *first;
    uint64_t unsorted;
    int shift, n_blocks;

    double *rest;     /* per slot: what rounding dropped from the date of a timer or review */
    double *times;    /* per slot: how often a review or a process was met */
    uint64_t *moving; /* stocks that do not stand still now */
    double *limit;    /* per stock: the bound that its bound date leads to */
    double *total;    /* sums of hazards that stand still (engine/plan.h, totals) */
    brink_i_stream *process;
    double *weights;

    uint64_t *on;            /* watches whose condition holds */
    double *watched, *since; /* per measure */
    int *point;              /* per series: the next */

    brink_i_range *ranges; /* per cell, for interpreting */
    brink_i_dual *duals;
    brink_i_machine_now *machine_at_start;
    double *watched_at_start;
    uint64_t *waiting_at_start;
    const brink_i_receiver *to;
    void *memory;
};

typedef brink_status (*brink_i_scalar_run_fn)(brink_i_scalar_worker *worker, const brink_i_trials *trials,
                                              uint64_t *bad);

/* Instances of the body; which of them are compiled in is the build's choice (BRINK_I_HAVE_*). */
extern const brink_i_scalar_run_fn brink_i_scalar_interpreted_portable, brink_i_scalar_interpreted_avx2,
    brink_i_scalar_interpreted_avx512, brink_i_scalar_compiled_portable, brink_i_scalar_compiled_avx2,
    brink_i_scalar_compiled_avx512;

#endif
