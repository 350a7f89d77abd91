/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_MPI_PLAY_H
#define BRINK_MPI_PLAY_H

/* All ranks play a job together. Every function here is called by all of them. */

#include "desk.h"
#include "job.h"
#include "progress.h"

typedef struct player {
    const joint_job *job;
    int rank, ranks;
    sampled mine;       /* what this rank has played */
    uint64_t unsaved;   /* trials of it that are not in the folder */
    double saved;       /* when it was saved last */
    work_list *work;    /* rank 0's */
    desk *desk;         /* rank 0's */
    uint64_t look;      /* of this round */
    int status;         /* of this rank */
    bool lacks_code;    /* long blocks were played without generated code */
    bool lacks_threads; /* by fewer threads than were asked for */
} player;

typedef struct play_end {
    bool stopped;
    int failure;
    uint64_t faulty; /* UINT64_MAX: none */
} play_end;

bool player_open(player *self, const joint_job *job, int rank, int ranks);
void player_close(player *self);
/* Plays what is left of rank 0's work. */
play_end play_round(player *self, progress_line *line);
/* Saves what is not saved yet; the highest exit status of all ranks. */
int play_save(player *self);
/* Sums all that the ranks have, by a tree; the sum is rank 0's, to be freed. Exit status of any rank. */
int play_sum(player *self, sampled *sum);
/* Remarks, of rank 0, on what ranks had to do without. */
void play_remark(const player *self, const char *command);
/* The highest of all ranks'. */
int play_worst(int status);

#endif
