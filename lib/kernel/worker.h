/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_KERNEL_WORKER_H
#define BRINK_KERNEL_WORKER_H

/* The state of one trial under way, shared by the kernel's files:
 *
 *   cell_values.c expressions:  cells brought up to date when asked for
 *   settle.c   instants:     stocks, comparisons, entries, `when`, effects  (semantics 4, 5, 6, 7)
 *   hazard.c   chance:       budgets, bounds, candidates                    (semantics 8)
 *   observe.c  watching:     outcomes, measures, series                     (semantics 9)
 *   trial.c    the loop:     start, next event, end                         (semantics 3, 10)
 *
 * All dates compete in one array, `dates`, whose order is the order of ties: the next event is the first smallest. */

#include "compile/program.h"
#include "kernel/kernel.h"
#include "model/motion.h"
#include "random/stream.h"

enum { BRINK_I_INSTANT_LIMIT = 1000, BRINK_I_RECENT = 8, BRINK_I_OPTIONS_MAX = 64 };

/* Dates closer than this share of the horizon count as one instant: a flow that reverses where it crosses advances by
 * rounding errors only, for ever. */
#define BRINK_I_INSTANT_SPAN 1e-10

struct brink_i_kernel {
    brink_i_program program;
    uint64_t seed;
    /* Stream keys of the owners, in the order of the model. */
    brink_i_owner_key *param_keys, *stock_keys, *machine_keys, *process_keys;
};

/* A machine's unit-rate clock. */
typedef struct brink_i_budget {
    double left;       /* E at `taken` */
    double bound;      /* Lambda */
    double taken;
    double window_end; /* INFINITY: none */
    double candidate;
    double window;     /* the last window's length since the machine was entered; INFINITY: none yet */
    bool spent, renew;
} brink_i_budget;

/* A measure while the trial runs. */
typedef struct brink_i_watch {
    double value; /* first: date or NaN; time_in: sum; count; min, max */
    double since; /* time_in: start of the running stretch */
    bool on;
} brink_i_watch;

struct brink_i_worker {
    const brink_i_kernel *kernel;
    const brink_i_program *program;
    brink_i_arena arena;
    uint64_t trial;
    double now;

    double *values;       /* [n_cells] */
    unsigned char *valid; /* [n_cells], EVENT cells */
    double *low, *high;   /* [n_cells] bounds over a window */
    double *slopes;       /* [n_cells] time derivatives */

    brink_i_segment *segments; /* [n_stocks] moving */
    double *min, *max;         /* [n_stocks] */
    double *bound;             /* [n_stocks] the bound that the bound date leads to */
    bool *stock_due, *stock_jumped;

    unsigned char *truths;   /* [n_atoms] */
    unsigned char *by_value; /* [n_atoms] an input jumped: truth to be recomputed */
    bool *atom_due;

    int *states;
    double *entered;
    bool *entry_pending;
    bool any_pending, any_due;
    double *reviews; /* [n_slots] number of the next review, by slot */
    brink_i_budget *budgets;
    brink_i_stream *machine_streams, *process_streams;
    double *process_counts;

    double *dates; /* [n_slots] */
    double instant;    /* where counting began */
    int instant_count; /* what happened since, against endless loops */
    const char *recent[BRINK_I_RECENT]; /* the last of it */

    brink_i_watch *watches; /* [n_measures] */
    int *next_point;        /* [n_series] */
    int outcome;            /* -1 while running */

    double *param_values, *stock_values; /* for reports of faults only */
    brink_i_record *record;
    brink_fault *fault;
    bool faulted;
};

/* cell_values.c */
double brink_i_value(brink_i_worker *w, const brink_i_code *code, brink_i_stream *stream);
void brink_i_changed(brink_i_worker *w, int input);
double brink_i_stock_now(const brink_i_worker *w, int stock);
void brink_i_code_range(brink_i_worker *w, const brink_i_code *code, double until, double *low, double *high);
void brink_i_code_slope(brink_i_worker *w, const brink_i_code *code, double *value, double *slope);
bool brink_i_atom_by_value(brink_i_worker *w, int atom);
/* Records the trial's first fault; later ones are ignored. */
__attribute__((format(printf, 6, 7))) void brink_i_worker_fault(brink_i_worker *w, brink_fault_kind kind, brink_where where,
                                                                const char *place, const brink_i_rule *rule,
                                                                const char *format, ...);

/* settle.c */
void brink_i_stock_start(brink_i_worker *w, int stock, double value);
void brink_i_settle(brink_i_worker *w);
void brink_i_fire(brink_i_worker *w, int machine, int transition);
void brink_i_choose(brink_i_worker *w, int machine, int choice);
void brink_i_reach_bound(brink_i_worker *w, int stock);
void brink_i_cross(brink_i_worker *w, int atom);
void brink_i_effects(brink_i_worker *w, const brink_i_effect_code *effects, int n, brink_i_stream *stream, const char *place);
int brink_i_pick(brink_i_worker *w, const brink_i_target_code *targets, int n, brink_i_stream *stream, brink_where where,
                 const char *place);
/* Counts something that happened at this instant; false (and a fault) beyond the limit. */
bool brink_i_count_instant(brink_i_worker *w, const char *label);

/* hazard.c */
void brink_i_renew(brink_i_worker *w);
/* The candidate of a machine: the transition that it fires, or -1 if it is lost. */
int brink_i_candidate(brink_i_worker *w, int machine);

/* observe.c */
void brink_i_watch_start(brink_i_worker *w);
void brink_i_observe(brink_i_worker *w);
void brink_i_observe_before(brink_i_worker *w);
void brink_i_record_points(brink_i_worker *w, double before);
void brink_i_finish(brink_i_worker *w);

#endif
