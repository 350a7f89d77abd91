/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_MPI_WORK_H
#define BRINK_MPI_WORK_H

/* Which trials are left to play, and who plays which next: what rank 0 keeps. Nothing here knows MPI.
 *
 * Trials are handed out in ascending order, in blocks that take their rank some seconds and become shorter
 * towards the end (guided self-scheduling, Polychronopoulos & Kuck 1987), so that a slow node holds nobody
 * for long. Which rank plays what changes no byte of the result. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct span {
    uint64_t first, count;
} span;

typedef enum work_answer {
    WORK_BLOCK, /* play this */
    WORK_END    /* there is no more */
} work_answer;

typedef struct work_list {
    span *left; /* [n_left], ascending; what is not handed out */
    size_t n_left, room;
    span *held;     /* [ranks] what each is playing; count 0: nothing */
    double *speed;  /* [ranks] trials a second in its last block; 0: not known */
    double *toll;   /* [ranks] seconds that a block costs whatever its length */
    uint64_t *last; /* [ranks] trials of that block */
    int ranks;
    uint64_t done;   /* reported */
    bool stopped;    /* nothing more is handed out */
    uint64_t faulty; /* the smallest trial that failed; UINT64_MAX: none */
} work_list;

/* False: no memory. */
bool work_open(work_list *self, int ranks);
void work_close(work_list *self);
/* Adds trials that are left; false: no memory. */
bool work_add(work_list *self, span more);
/* The next block of a rank that has none. */
work_answer work_next(work_list *self, int rank, span *block);
/* The rank has played so many trials of its block, in so many seconds, and then took `toll` seconds to add
 * them up; the rest is left again. False: no memory. */
bool work_report(work_list *self, int rank, uint64_t played, double seconds, double toll);
/* A trial failed: later ones matter no more. */
void work_fault(work_list *self, uint64_t trial);
void work_stop(work_list *self);
/* Trials that are not handed out. */
uint64_t work_left(const work_list *self);

#endif
