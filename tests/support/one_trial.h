/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_TESTS_SUPPORT_ONE_TRIAL_H
#define BRINK_TESTS_SUPPORT_ONE_TRIAL_H

/* Single trials of small models, by the oracle. What goes wrong on the way fails the test. */

#include "oracle/oracle.h"

typedef struct one_trial {
    brink_model *model;
    brink_i_oracle *oracle;
    brink_i_record record;
    brink_fault fault;
} one_trial;

/* The model of a YAML text without its first line, `brink: 1`. */
brink_model *one_trial_model(const char *yaml);
/* The model of a whole text, which is freed. */
brink_model *one_trial_load(char *yaml);
void one_trial_open(one_trial *one, const char *yaml, uint64_t seed);
void one_trial_close(one_trial *one);
/* A trial that must not fault. */
void one_trial_run(one_trial *one, uint64_t trial);
/* A trial that must fault. */
const brink_fault *one_trial_fault(one_trial *one, uint64_t trial);

const char *one_trial_outcome(const one_trial *one);
double one_trial_measure(const one_trial *one, const char *name);
double one_trial_point(const one_trial *one, const char *series, int point);

#endif
