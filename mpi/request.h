/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_MPI_REQUEST_H
#define BRINK_MPI_REQUEST_H

/* What the command line asks for; rank 0 alone reads it, and the scenario's files. */

#include "job.h"
#include "only.h"
#include "options.h"
#include "variants.h"

typedef struct request {
    const char *command; /* "run" or "compare" */
    scenario_choice choice;
    const char *names; /* of variants */
    option_list with, under;
    uint64_t trials, first_trial, seed, threads;
    double until, seconds;
    only_names only;
    brink_run_options run; /* for its names */
    int engine;
    const char *output, *into, *checkpoint;
    char *folder; /* of checkpoints; free() */
    variants all; /* of a run the only one */
    bool quiet;
} request;

/* Reads argv (of the command, from its name on) and the scenario. An exit status; *go_on is false where there
 * is nothing to play, because the help was printed or something is wrong. request_free() in any case. */
int request_read(request *self, const char *command, int argc, char **argv, bool *go_on);
void request_free(request *self);
/* For job_open(); NULL: no memory. */
json_t *request_job(const request *self);

#endif
