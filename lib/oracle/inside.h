/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_ORACLE_INSIDE_H
#define BRINK_ORACLE_INSIDE_H

/* What the files of the oracle share: the state of a trial. Nobody else includes this.
 *
 * "Changed since" is decided by stamps. Whenever something changes it notes ++stamp; whoever depends on it
 * notes
 * ++stamp when it was brought up to date and asks whether any thing on its list of reads has a later stamp.
 */

#include "expr/eval.h"
#include "model/model.h"
#include "model/motion.h"
#include "oracle/oracle.h"
#include "random/stream.h"

/* Dates that are never reached are INFINITY. */

typedef struct brink_i_oracle_stock {
    brink_i_owner_key key;
    brink_i_segment segment; /* after a jump, until its motion is updated: (new value, t, old f, old d) */
    double min, max;         /* -INFINITY, INFINITY where there is none */
    double bound_date, bound;
    uint64_t updated;
} brink_i_oracle_stock;

typedef struct brink_i_oracle_comparison {
    double date; /* of its crossing */
    uint64_t updated;
    const char *text; /* as an expression, for reports of loops */
} brink_i_oracle_comparison;

typedef struct brink_i_oracle_machine {
    brink_i_owner_key key;
    brink_i_stream stream;
    bool pending;    /* an entry that settling has not yet dealt with */
    double *timers;  /* date of each transition; INFINITY if not set */
    double *reviews; /* date of each choice */
    bool *visited; /* per transition: its `when` names a state that was visited at this instant (section 6) */
    double *timer_rests, *review_rests; /* what rounding dropped from these dates (section 6) */
    uint64_t *n_reviews;                /* number k of the review at that date */

    /* Section 8. */
    bool due;      /* a candidate was reached, or the trial begins: to be renewed */
    bool spent;    /* there is no budget: one is drawn when a hazard asks for it */
    double budget; /* E */
    double bound;  /* capital lambda */
    double taken;  /* date at which the bound was taken */
    double window_end;
    double candidate;   /* date */
    double last_window; /* W */
    bool windowed;      /* has had a window since it was last entered */
    uint64_t renewed;
} brink_i_oracle_machine;

typedef struct brink_i_oracle_process {
    brink_i_owner_key key;
    brink_i_stream stream;
    double every, date;
    uint64_t k;
} brink_i_oracle_process;

typedef struct brink_i_oracle_measure {
    bool on;      /* TIME_IN: its condition holds */
    double since; /* TIME_IN: since when */
    double value;
} brink_i_oracle_measure;

/* More than so many counted changes at one instant are a loop (section 6); the newest ones are kept to name
 * it. */
enum { BRINK_I_ORACLE_KEPT_CHANGES = 16 };

struct brink_i_oracle {
    brink_i_arena arena;
    const brink_model *model;
    uint64_t seed, trial; /* its number, for reports */
    brink_i_address address;
    const brink_i_tracer *tracer;
    const brink_i_stop *stop;
    unsigned rounds; /* of the trial's loop of events */
    bool dropped;    /* it was asked for */
    brink_i_record *record;
    brink_fault *fault;

    double *params;
    brink_i_owner_key *param_keys;
    brink_i_oracle_stock *stocks;
    brink_i_oracle_comparison *comparisons;
    brink_i_oracle_machine *machines;
    brink_i_oracle_process *processes;
    brink_i_oracle_measure *measures;
    bool *outcome_visited; /* as `visited` of transitions */
    int *next_point;       /* of each series */
    int *states;           /* of each machine */
    double *entered;
    unsigned char *truths;

    /* Stamps of the last change of each thing (section 1). */
    uint64_t stamp;
    uint64_t *state_changed, *entry_changed, *jumped, *restarted, *truth_changed;
    signed char *beyond; /* per stock: on which side of its bounds its initial value lay */

    /* What expressions see; filled by brink_i_oracle_look. */
    brink_i_env env;
    double *values;          /* stocks */
    unsigned char *by_value; /* comparisons that await their update */
    uint64_t looked_stamp;
    double looked_time;

    /* The clock (section 10): now; the last date that belongs to the instant of computed dates which began
     * now, -infinity if none did; and how much later than now the event that happens was due. */
    double now, instant_end, late;
    double *entered_rest; /* per machine: what its date of entry lacks (section 6) */

    /* Counting at one instant (section 6). */
    double instant;
    int n_changes;
    const char *changes[BRINK_I_ORACLE_KEPT_CHANGES]; /* ring */

    double *weights, *slopes, *low, *high; /* scratch */
};

/* In the functions below false means that *fault was filled: the trial is over. */

/* oracle_view.c: seeing and failing */

/* The value of an expression without draws, everything at time t. */
double brink_i_oracle_value(brink_i_oracle *o, const brink_i_expr *expr, double t);
/* Brings values and by_value up to t and to all changes so far; returns the view for other evaluators. */
brink_i_env *brink_i_oracle_look(brink_i_oracle *o, double t);
/* The value of an expression that may draw from stream; `place` names it in a fault. */
bool brink_i_oracle_draw(brink_i_oracle *o, const brink_i_rule *rule, double t, brink_i_stream *stream,
                         brink_where where, const char *place, double *value);
/* Whether something on the list of reads changed after `since`. */
bool brink_i_oracle_changed(const brink_i_oracle *o, const brink_i_reads *reads, uint64_t since);
/* The same for what makes a comparison's truth uncertain: everything but restarted motions. */
bool brink_i_oracle_truth_changed(const brink_i_oracle *o, const brink_i_reads *reads, uint64_t since);
/* Fills the fault; always false. `rule` may be NULL. */
__attribute__((format(printf, 7, 8))) bool brink_i_oracle_fail(brink_i_oracle *o, brink_fault_kind kind,
                                                               double t, brink_where where, const char *place,
                                                               const brink_i_rule *rule, const char *format,
                                                               ...);
/* Counts a change at this instant under its name (section 6). */
bool brink_i_oracle_count(brink_i_oracle *o, double t, brink_where where, const char *name);

/* oracle_tell.c: telling the tracer */

/* Completes the event with how things stand at t and tells it, if anybody listens. */
void brink_i_oracle_tell(brink_i_oracle *o, double t, brink_i_trace_event event);

/* oracle_start.c: section 3 */
bool brink_i_oracle_start(brink_i_oracle *o);

/* oracle_motions.c: sections 4 and 5 */
/* Sets a stock to a value; it jumps whether or not the bits differ. */
void brink_i_oracle_jump(brink_i_oracle *o, int stock, double t, double value);
/* Toggles every comparison that crosses at t, as one event (section 5). */
bool brink_i_oracle_cross_together(brink_i_oracle *o, double t);
/* Step 1 of settling, until nothing is left to do. */
bool brink_i_oracle_update(brink_i_oracle *o, double t);
/* Value of x saturated at the bounds of a stock. */
double brink_i_oracle_saturate(const brink_i_oracle *o, int stock, double x);

/* oracle_settle.c: section 6 */
bool brink_i_oracle_settle(brink_i_oracle *o, double t);
/* Sets the date of the review after the one that happens now; i is the choice's number in its machine. */
bool brink_i_oracle_next_review(brink_i_oracle *o, const brink_i_choice *choice, int i, double t);

/* oracle_fire.c: section 7 */
bool brink_i_oracle_fire(brink_i_oracle *o, const brink_i_transition *transition, double t);
/* *moved: the machine moved. */
bool brink_i_oracle_choose(brink_i_oracle *o, const brink_i_choice *choice, double t, bool *moved);
bool brink_i_oracle_effects(brink_i_oracle *o, const brink_i_effect *effects, int n, double t,
                            brink_i_stream *stream);
/* Evaluates the targets' weights and picks one; without a draw if there is only one. */
bool brink_i_oracle_pick_target(brink_i_oracle *o, const brink_i_target *to, int n, double t,
                                brink_i_stream *stream, brink_where where, const char *place, int *state);

/* oracle_hazards.c: section 8 */
/* Renews the machine if it has to be. */
bool brink_i_oracle_renew(brink_i_oracle *o, int machine, double t);
/* A candidate at t: *transition is the one that is taken, or NULL if the candidate is lost. */
bool brink_i_oracle_candidate(brink_i_oracle *o, int machine, double t,
                              const brink_i_transition **transition);
/* Candidate or end of window, whichever comes first. */
double brink_i_oracle_hazard_date(const brink_i_oracle_machine *machine);

/* oracle_observe.c: section 9 */
void brink_i_oracle_observe_start(brink_i_oracle *o);
/* The points of all series that come before an event at t, after one at `last`; `computed`: the date is, so
 * that points of the same instant wait. */
void brink_i_oracle_observe_points(brink_i_oracle *o, double last, double t, bool computed);
/* Just before the event at t. */
void brink_i_oracle_observe_before(brink_i_oracle *o, double t);
/* When settled; returns the outcome that holds, or -1. */
int brink_i_oracle_observe(brink_i_oracle *o, double t);
void brink_i_oracle_observe_entry(brink_i_oracle *o, int machine);
/* The machine is in a state at t, be it for no time: who names that state has seen it (section 6). `entered`:
 * it is not where the trial begins. */
void brink_i_oracle_visit(brink_i_oracle *o, int machine, double t, bool entered);
/* The trial ended at t with this outcome: completes the record. */
void brink_i_oracle_observe_end(brink_i_oracle *o, double t, int outcome);

/* oracle_calendar.c: section 10 */
typedef enum brink_i_oracle_kind {
    BRINK_I_ORACLE_BOUND,    /* stock `index` */
    BRINK_I_ORACLE_CROSSING, /* comparison `index` */
    BRINK_I_ORACLE_TIMER,    /* machine `index`, transition `item` */
    BRINK_I_ORACLE_REVIEW,   /* machine `index`, choice `item` */
    BRINK_I_ORACLE_PROCESS,  /* process `index` */
    BRINK_I_ORACLE_HAZARD    /* machine `index` */
} brink_i_oracle_kind;

typedef struct brink_i_oracle_event {
    double date, rest;
    brink_i_oracle_kind kind;
    int index, item;
    bool drawn; /* its date is a draw, not computed */
} brink_i_oracle_event;

/* The next event, which happens at o->now; false if there is none up to the horizon. */
bool brink_i_oracle_next(brink_i_oracle *o, brink_i_oracle_event *event);

#endif
