/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_KERNEL_LANES_H
#define BRINK_KERNEL_LANES_H

/* The state of 64 trials under way, structure of arrays. Rows are doubles per lane, masks are bits per lane;
 * what the scalar semantics calls "true" of a trial is a bit here, so that the control flow of all lanes
 * together costs what it would cost for one.
 *
 *           lane   0    1    2   ...  63
 *   now          [ t    t    t        t  ]   each lane is at its own date
 *   dates[slot]  [ d    d    d        d  ]   the next event of a lane: its first smallest date over the slots
 *   values[cell] [ x    x    x        x  ]   valid[cell]: lanes whose value is up to date (EVENT cells)
 *   budget, bound, candidate, ...            per machine: docs/semantics.md section 8
 *   in_state[machine][state], pending, due, ... masks
 *
 * One iteration takes every lane to its next event:
 *
 *   refill     ended lanes take the next trials                       start_*       body_loop.h
 *   settle     lanes to which something happened                      settle        body_settle.h
 *   observe    outcomes and measures; lanes that ended leave           observe       body_observe.h
 *   renew      budgets whose hazards changed                           renew_*       body_hazard.h
 *   next       the first smallest date of each lane                    earliest      body_loop.h
 *   commit     one slot after the other, for the lanes that it won     commit        body_loop.h
 *
 * All lanes of a mask go through a step together; lanes never read each other, so that the order among them
 * cannot matter. */

#include "compile/program.h"
#include "kernel/kernel.h"
#include "kernel/words.h"
#include "model/semantics.h"
#include "random/stream.h"

struct brink_i_worker;

typedef struct brink_i_isa {
    const char *name;
    brink_status (*run)(struct brink_i_worker *worker);
} brink_i_isa;

struct brink_i_kernel {
    brink_i_program program;
    uint64_t seed;
    const brink_i_isa *isa;
    /* Stream keys of the owners, in the order of the model. */
    brink_i_owner_key *param_keys, *stock_keys, *machine_keys, *process_keys;
    const int *first_state; /* per machine: its first row in in_state */
    int n_states;           /* of all machines */
    int most_picked, most_transitions;
};

struct brink_i_worker {
    const brink_i_kernel *kernel;
    const brink_i_program *program;
    void *memory; /* one aligned block that holds every array below */

    /* what is to be run, and where records go */
    uint64_t next_trial, end_trial;
    const brink_i_trials *trials;
    const brink_i_receiver *to;
    brink_status take_status;

    brink_i_mask alive, faulted, fresh;
    uint64_t *trial, *origin, *luck; /* [64]: number, and whose parameters and luck a trial has */
    double *now, *instant, *instant_count;

    double *values;      /* [n_cells] rows */
    brink_i_mask *valid; /* [n_cells] */
    double *low, *high, *slopes;

    double *seg_x, *seg_t, *seg_f, *seg_d; /* [n_stocks] rows */
    double *min, *max, *limit; /* [n_stocks] rows; limit: the bound that the bound date leads to */
    brink_i_mask *stock_due, *stock_jumped;
    brink_i_mask any_due;

    brink_i_mask *truths, *by_value, *comparison_due; /* [n_comparisons] */

    brink_i_mask *in_state; /* [n_states] */
    double *entered;        /* [n_machines] rows */
    brink_i_mask *pending;  /* [n_machines] */
    brink_i_mask any_pending;
    double *reviews; /* [n_slots] rows */

    double *budget, *bound, *taken, *window_end, *candidate, *window;    /* [n_machines] rows */
    brink_i_mask *spent, *renew;                                         /* [n_machines] */
    uint64_t *machine_state, *machine_inc, *process_state, *process_inc; /* rows of streams */
    double *process_counts;

    double *dates; /* [n_slots] rows */

    double *watch_value, *watch_since; /* [n_measures] rows */
    brink_i_mask *watch_on;
    double *next_point; /* [n_series] rows */
    double *points;     /* [64][n_points] */
    int *outcome;       /* [64]; -1 while running */

    double *params; /* [n_params] rows */
    double *drawn;  /* [4] scratch rows */
    /* scratch of picking among targets or options, and of candidates */
    const double **rows;
    double *weights;
    brink_i_mask *picked, *accepted;
    uint64_t bad; /* the smallest trial that is known to be faulty; UINT64_MAX: none */
};

#endif
