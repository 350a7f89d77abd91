/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_MPI_JOB_H
#define BRINK_MPI_JOB_H

/* What all ranks play, and what comes of it. Rank 0 makes it from its command line and the scenario's files;
 * the others get it as one text, with the closed scenario in it: they open no file. */

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "brink/compare.h"
#include "brink/run.h"
#include "brink/store.h"
#include "sampled.h"

typedef struct joint_job {
    json_t *text; /* owns all texts below */
    bool compare;
    brink_run_options run;   /* of the whole: seed, trials, until, threads, engine, ... */
    const char **only;       /* [run.n_only] */
    brink_variant *variants; /* [n]; of a run one, without a name */
    int n;
    const char *folder; /* of checkpoints */
    double seconds;     /* between them */
    int launch;         /* which start this is in that folder */
    char question[BRINK_HASH_ROOM];
} joint_job;

/* From the text, which is taken over; an exit status after a complaint. Free with job_close() in any case. */
int job_open(joint_job *self, json_t *text);
void job_close(joint_job *self);

/* What was packed, of this job. */
brink_status job_unpack(const joint_job *job, const void *bytes, size_t n, sampled *out,
                        brink_store_failure *failure);
int job_copy(const joint_job *job, const sampled *self, sampled *out);

/* Plays trials first to first + count - 1, up to the look at `look`. *out has those that were finished, from
 * the first; BRINK_ERR_CANCELLED, BRINK_ERR_FAULT as brink_run(). `fault` and `variant` say which. */
brink_status job_play(const joint_job *self, uint64_t first, uint64_t count, uint64_t look, sampled *out,
                      brink_fault *fault, int *variant);

#endif
