/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_TESTS_SUPPORT_ORACLE_RECORDS_H
#define BRINK_TESTS_SUPPORT_ORACLE_RECORDS_H

/* What the oracle leaves of each trial of a model, and whether another way to sample leaves the same bits,
 * faults included. */

#include "oracle/oracle.h"

typedef struct oracle_record {
    brink_i_record record;
    brink_fault fault;
    brink_status status;
} oracle_record;

typedef struct oracle_records {
    const brink_model *model;
    const char *name; /* for messages */
    const char *way;  /* what is compared, for messages */
    uint64_t n;
    oracle_record *trials;
    unsigned char *seen; /* how often the sink got a trial */
    int faults, wrong;
} oracle_records;

/* A trial without a record yet; what goes wrong fails the test. */
oracle_record oracle_record_new(const brink_model *model);
void oracle_record_free(oracle_record *l);

/* Runs trials another way: as brink_i_scalar_run. */
typedef brink_status oracle_records_run(void *context, const brink_i_trials *trials,
                                        const brink_i_receiver *to, brink_fault *fault);
/* One trial, run so. */
void oracle_record_run(oracle_record *l, const brink_model *model, oracle_records_run *run, void *context,
                       const brink_i_trials *alone);

/* Lets the oracle play trials 0 to n - 1. */
void oracle_records_open(oracle_records *known, const brink_model *model, const char *name, uint64_t seed,
                         uint64_t n);
void oracle_records_close(oracle_records *known);
/* Compares one trial, and counts it in `wrong` where it differs. */
void oracle_records_compare(oracle_records *known, uint64_t trial, const oracle_record *got);

/* Runs all trials in blocks, each up to the next trial that fails; every trial must come once. */
void oracle_records_check(oracle_records *known, const char *way, oracle_records_run *run, void *context);

#endif
