/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_RUN_STRETCHES_H
#define BRINK_RUN_STRETCHES_H

/* Who takes which trials, so that what was sampled can be cut back to a prefix whatever one trial does.
 *
 *      trials   0 ............ begin[0] ......... begin[1] ......... next
 *               all are done   the older stretch   the newer stretch   not begun
 *
 * Claims are taken in ascending order from `next`, and belong to the newer stretch. When no claim of the
 * older one is under way any more, all its trials are done: the newer becomes the older, and a new one
 * begins. A thread keeps what it samples apart by stretch until the stretch is done. So if a trial does not
 * end, only its own stretch and the newer one are lost, which hold what was sampled since the last change. */

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct brink_i_stretches {
    pthread_mutex_t lock;
    uint64_t older; /* its number; the newer's is one more. The first is 1 */
    uint64_t begin[2], under_way[2];
    uint64_t next;           /* trials begun */
    double started, changed; /* dates */
} brink_i_stretches;

typedef struct brink_i_claim {
    uint64_t begin, size, stretch;
} brink_i_claim;

bool brink_i_stretches_init(brink_i_stretches *stretches, double now);
void brink_i_stretches_free(brink_i_stretches *stretches);

/* The next trials below `count`, at most `most`, and fewer near the end so that none of `threads` is left
 * alone with many. False: there are none. */
bool brink_i_stretches_claim(brink_i_stretches *stretches, uint64_t count, uint64_t most, int threads,
                             brink_i_claim *claim);
/* All trials of the claim are done. */
void brink_i_stretches_done(brink_i_stretches *stretches, const brink_i_claim *claim, double now);
/* All stretches below this number are done. */
uint64_t brink_i_stretches_whole(brink_i_stretches *stretches);

/* For when no thread samples: forgets the claims that were not done, and what comes after them in their
 * stretch. What is left is a prefix, which the next claim goes on from. */
void brink_i_stretches_cut(brink_i_stretches *stretches);

#endif
