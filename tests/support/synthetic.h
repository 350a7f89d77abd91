/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_TESTS_SUPPORT_SYNTHETIC_H
#define BRINK_TESTS_SUPPORT_SYNTHETIC_H

/* A model without rules and an engine that makes its trials up from their numbers: for tests of what happens
 * to trials after they are sampled. */

#include "brink/run.h"
#include "model/model.h"
#include "run/engine.h"

enum { SYNTHETIC_OUTCOMES = 4, SYNTHETIC_MEASURES = 4, SYNTHETIC_SERIES = 2, SYNTHETIC_POINTS = 22 };

typedef struct synthetic {
    brink_model model;
    brink_i_param params[2];
    brink_i_outcome outcomes[SYNTHETIC_OUTCOMES];
    brink_i_measure measures[SYNTHETIC_MEASURES];
    brink_i_series series[SYNTHETIC_SERIES];
    brink_i_expect expects[16];
    brink_i_expr condition, numbers[2];
} synthetic;

/* horizon 100 day. Outcomes: broken (1 in 4), settled (1 in 2), wider_war (never), still_blockaded
 * (otherwise). Measures: oil_left in Mbbl, about normal (500, 100); dry_on, a `first`, undefined in half of
 * the trials; crises, a count from 0 to 7; clock, always 37.5 day. Series, 11 points each: oil = 1000 - 5 t +
 * noise; imposed, a condition. Aborts the test if it cannot be made. */
void synthetic_init(synthetic *s);
void synthetic_free(synthetic *s);
/* The record of a trial, as the engine gives it. */
void synthetic_record(uint64_t seed, uint64_t trial, brink_i_record *record);
/* Adds it to a block, its series cut where they no longer change. */
void synthetic_put(brink_i_block *block, uint64_t trial, const brink_i_record *record);
/* An even number in [0, 1) from a few numbers. */
double synthetic_uniform(uint64_t seed, uint64_t trial, uint64_t draw);

/* Trials of the engine may misbehave. Trial numbers UINT64_MAX: none. */
typedef struct synthetic_plan {
    uint64_t seed;
    uint64_t fault_from; /* trials from here on fault if their number is a multiple of fault_every */
    uint64_t fault_every;
    uint64_t cancel_at; /* this trial sets *cancel */
    int *cancel;
    uint64_t memory_at; /* this trial reports BRINK_ERR_MEMORY */
    bool no_workers;    /* workers cannot be made */
    bool slow;          /* some trials take much longer than others */
    uint64_t stuck_at;  /* this trial does not end until it is dropped */
} synthetic_plan;

#define SYNTHETIC_PLAN_INIT                                                      \
    {                                                                            \
        7, UINT64_MAX, 1, UINT64_MAX, NULL, UINT64_MAX, false, false, UINT64_MAX \
    }

/* The plan must outlive the engine. Needs no closing. */
brink_i_engine synthetic_engine(const synthetic_plan *plan);

#endif
