/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_TESTS_SUPPORT_LEAVINGS_H
#define BRINK_TESTS_SUPPORT_LEAVINGS_H

/* What the oracle leaves of each trial of a model, and whether another way to sample leaves the same bits,
 * faults included. */

#include "oracle/oracle.h"

typedef struct leaving {
    brink_i_record record;
    brink_fault fault;
    brink_status status;
} leaving;

typedef struct leavings {
    const brink_model *model;
    const char *name; /* for messages */
    const char *way;  /* what is compared, for messages */
    uint64_t n;
    leaving *trials;
    unsigned char *seen; /* how often the sink got a trial */
    int faults, wrong;
} leavings;

/* A trial without a record yet; what goes wrong fails the test. */
leaving leaving_new(const brink_model *model);
void leaving_free(leaving *l);

/* Lets the oracle play trials 0 to n - 1. */
void leavings_open(leavings *known, const brink_model *model, const char *name, uint64_t seed, uint64_t n);
void leavings_close(leavings *known);
/* Compares one trial, and counts it in `wrong` where it differs. */
void leavings_compare(leavings *known, uint64_t trial, const leaving *got);

/* Runs trials [first, first + count) another way: as brink_i_worker_run. `take` with `known` as context
 * checks each record. */
typedef brink_status leavings_run(void *context, uint64_t first, uint64_t count, brink_fault *fault);
brink_status leavings_take(void *known, uint64_t trial, const brink_i_record *record);
brink_status leavings_take_bare(void *known, const brink_i_bare_records *records);
/* Runs all trials in blocks, each up to the next trial that fails; every trial must come once. */
void leavings_check(leavings *known, const char *way, leavings_run *run, void *context);

#endif
