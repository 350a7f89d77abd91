/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_ORACLE_ORACLE_H
#define BRINK_ORACLE_ORACLE_H

/* One trial at a time, straight from the model: the executable form of docs/semantics.md. Slow and obvious on
 * purpose; the kernel must equal it bit for bit. Also tells what happens, for `brink trace`. */

#include "brink/fault.h"
#include "model/model.h"

/* A trial's state and scratch memory for one model and seed. Not thread-safe; the model must outlive it. */
typedef struct brink_i_oracle brink_i_oracle;

/* All memory that any trial needs is allocated here. */
brink_status brink_i_oracle_new(const brink_model *model, uint64_t seed, brink_i_oracle **out);
void brink_i_oracle_free(brink_i_oracle *oracle);

/* Runs one trial. BRINK_OK: *record is complete. BRINK_ERR_FAULT: *fault says what went wrong, *record is
 * partial. */
brink_status brink_i_oracle_trial(brink_i_oracle *oracle, uint64_t trial, brink_i_record *record,
                                  brink_fault *fault);
/* The same with the parameters and the luck of an address; `number` is what a fault calls the trial. */
brink_status brink_i_oracle_address(brink_i_oracle *oracle, const brink_i_address *address, uint64_t number,
                                    brink_i_record *record, brink_fault *fault);

/* Only the start of a trial [3]: for each stock -1 if its initial value lay below its bounds, 1 if above,
 * else 0. Owned by the oracle, until its next trial; NULL: the start faults. */
const signed char *brink_i_oracle_start_of(brink_i_oracle *oracle, uint64_t trial);

/* Trials to come end when this is asked for, with BRINK_ERR_CANCELLED: trial and time of *fault say how far
 * one had come. It must stay where it is. NULL: they are played to their end. */
void brink_i_oracle_stop(brink_i_oracle *oracle, const brink_i_stop *stop);

/* What happened. The numbers in brackets are the sections of docs/semantics.md. */
typedef enum brink_i_trace_kind {
    BRINK_I_TRACE_PARAMETER, /* [3] parameter `index` is `after`; `uniform`: the only uniform it took, or NaN
                              */
    BRINK_I_TRACE_START,     /* [3] stocks and machines have their first values */
    BRINK_I_TRACE_BOUND,     /* [4] stock `index` reached its bound `after` */
    BRINK_I_TRACE_CROSSING,  /* [5] comparison `index` became `yes` */
    BRINK_I_TRACE_DELAY,     /* [6] transition `item` of machine `index` waits until the date `after` */
    BRINK_I_TRACE_TIMER,     /* [10] transition `item` of machine `index`: its delay ran out */
    BRINK_I_TRACE_REVIEW,    /* [10] choice `item` of machine `index` is reviewed */
    BRINK_I_TRACE_CHOICE,  /* [7] choice `item` of machine `index` took option `to`; `weights`: probabilities
                            */
    BRINK_I_TRACE_PROCESS, /* [10] process `index` acts */
    BRINK_I_TRACE_HAZARD,  /* [8] machine `index` took transition `item`; `weights`: its hazards now; `after`:
                              bound */
    BRINK_I_TRACE_LOST,    /* [8] a candidate of machine `index` was lost; `weights` and `after` as above */
    BRINK_I_TRACE_WINDOW,  /* [8] the window of machine `index` ended */
    BRINK_I_TRACE_RENEW,   /* [8] machine `index`: bound `after`, budget `before`, date of the candidate
                              `uniform` */
    BRINK_I_TRACE_WHEN,    /* [6] the condition of transition `item` of machine `index` holds */
    BRINK_I_TRACE_TARGET,  /* [7] transition `item` of machine `index` drew its target `to`; `weights`:
                              probabilities */
    BRINK_I_TRACE_MOVE,    /* [7] machine `index` moved from state `from` to state `to` */
    BRINK_I_TRACE_ASSIGN,  /* [7] an effect set stock `index` from `before` to `after` */
    BRINK_I_TRACE_SETTLED, /* [9] everything that happens at this instant has happened */
    BRINK_I_TRACE_END /* [9] the trial ended with outcome `index`; `yes`: it holds, no: the horizon came */
} brink_i_trace_kind;

typedef struct brink_i_trace_event {
    brink_i_trace_kind kind;
    double time;
    int index, item, from, to;
    bool yes;
    double before, after, uniform;
    const double *weights;
    int n_weights;
    /* How things stand, indexed as in the model. */
    const double *params, *stocks, *slopes;
    const int *states;
} brink_i_trace_event;

typedef struct brink_i_tracer {
    void *self;
    void (*event)(void *self, const brink_i_trace_event *event);
} brink_i_tracer;

/* Tells the tracer of all events of the trials to come; the tracer must stay where it is. NULL: nobody. */
void brink_i_oracle_trace(brink_i_oracle *oracle, const brink_i_tracer *tracer);

/* For a tracer, while it is told an event: how stocks and their slopes, or the hazard of a transition (0
 * where it is none of the machine's state), will be at t, not before the event, if nothing happens until
 * then. */
void brink_i_oracle_ahead(brink_i_oracle *oracle, double t, double *stocks, double *slopes);
double brink_i_oracle_hazard_ahead(brink_i_oracle *oracle, int machine, int item, double t);
/* ... and what all definitions, [n_defines], will be. */
void brink_i_oracle_defines_ahead(brink_i_oracle *oracle, double t, double *values);

#endif
