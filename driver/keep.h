/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_DRIVER_KEEP_H
#define BRINK_DRIVER_KEEP_H

#include "brink/run.h"
#include "deliver.h"
#include "options.h"

/* What run and compare have in common where work is kept: going on from a file, checkpoints, parts in a
 * folder.
 */

/* Rows of trials that are kept beside parts: a file for each stretch that is sampled without a break, which
 * goes from the start, or a checkpoint, to the next. Functions return an exit status, after a complaint. */
typedef struct keep_rows {
    void *context;
    const char *ending; /* "csv", "h5" */
    int (*begin)(void *context, const char *path);
    int (*end)(void *context);
} keep_rows;

typedef struct keeping {
    /* The options; NULL: not given. */
    const char *resume, *shard, *into, *checkpoint;
    /* What they say. */
    uint64_t index, of;    /* the shard; of 0: --shard slurm, whose number the folder or Slurm knows */
    double seconds;        /* between checkpoints */
    const keep_rows *rows; /* with --into; NULL: none are wanted */
} keeping;

/* Their entries in a command's table: four. */
#define OPTIONS_KEEP(keep)                                                                                   \
    {"resume",                                                                                               \
     0,                                                                                                      \
     OPTION_TEXT,                                                                                            \
     &(keep).resume,                                                                                         \
     "FILE",                                                                                                 \
     "go on from a result file, to --trials in all: gives the bytes\nof one long run, into FILE unless "     \
     "--output names another",                                                                               \
     0,                                                                                                      \
     NULL,                                                                                                   \
     false},                                                                                                 \
        {"shard",                                                                                            \
         0,                                                                                                  \
         OPTION_TEXT,                                                                                        \
         &(keep).shard,                                                                                      \
         "I/N|slurm",                                                                                        \
         "sample part I of N, from 1 on, or the part of this task of a\nSlurm array 1-N; needs --into",      \
         0,                                                                                                  \
         NULL,                                                                                               \
         false},                                                                                             \
        {"into",                                                                                             \
         0,                                                                                                  \
         OPTION_TEXT,                                                                                        \
         &(keep).into,                                                                                       \
         "DIR",                                                                                              \
         "keep the part in this folder, and go on with what is begun\nthere; 'brink merge DIR' joins parts", \
         0,                                                                                                  \
         NULL,                                                                                               \
         false},                                                                                             \
    {                                                                                                        \
        "checkpoint", 0, OPTION_TEXT, &(keep).checkpoint, "TIME",                                            \
            "save what there is so often (default 5min), to where the\nresult file or the part will be", 0,  \
            NULL, false                                                                                      \
    }

/* What follows from the options together; an exit status, after a complaint. */
int keep_settle(const char *command, keeping *self, const form *page);
/* Refuses to go on where a launcher (mpirun, srun) has started this command several times and none of the
 * copies has a part of its own: each would sample the same trials and replace the others' file. An exit
 * status.
 */
int keep_refuse_copies(const char *command, const keeping *self, const brink_run_options *run);

/* How the command samples: as the options say. An exit status: STATUS_OK; that of the signal that ended it
 * early; or what failed, after a complaint. `out` has what there is. */
typedef int keep_sample(void *context, const brink_run_options *run, sampled *out);

/* Samples and keeps or delivers what is asked; an exit status. `variants`, [n]: the question, for the names
 * of files; `trials_given`: otherwise a run that goes on asks for as many trials as before. */
int keep_play(const keeping *self, const delivery *how, const brink_variant *variants, int n,
              brink_run_options *run, bool trials_given, keep_sample *sample, void *context);

#endif
