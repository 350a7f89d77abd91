/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_MPI_DESK_H
#define BRINK_MPI_DESK_H

/* Where ranks ask for blocks of trials and report them: rank 0 serves, in the thread that may speak MPI, and
 * plays in another. The others ask between blocks and play in between. */

#include <stdbool.h>
#include <stdint.h>

#include "work.h"

/* What came of the last block. */
typedef struct desk_report {
    uint64_t played; /* trials of it, from its start */
    double seconds;  /* that it took */
    double toll;     /* that adding it up took */
    uint64_t faulty; /* the trial that failed; UINT64_MAX: none */
    bool stopping;   /* a signal: nobody shall begin anything new */
    int failure;     /* an exit status: it cannot go on; 0: all is well */
} desk_report;

#define DESK_NOTHING \
    (desk_report) { .faulty = UINT64_MAX, }

/* Asked by ranks other than 0; waits for the answer. */
work_answer desk_ask(const desk_report *report, span *block);

/* What rank 0's own player says to its desk. */
typedef struct desk desk;

typedef struct desk_end {
    bool stopped; /* by a signal */
    int failure;  /* of some rank */
} desk_end;

/* A desk over the work; NULL: no memory. */
desk *desk_new(work_list *work);
void desk_free(desk *self);
/* The same as desk_ask() for rank 0's own player, from its thread. */
work_answer desk_ask_here(desk *self, const desk_report *report, span *block);
/* Rank 0 has no player. */
void desk_leave(desk *self);
/* Serves until everybody has been told that there is no more. `tick` is called some times a second. False:
 * out of memory, and everybody was told to end. */
bool desk_serve(desk *self, desk_end *end, void (*tick)(void *context, const work_list *work), void *context);

/* Waits without burning a core: for a message of any length; MPI_Recv() would spin. Returns its length. */
int desk_wait(int source, int tag);

#endif
