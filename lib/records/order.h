/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_RECORDS_ORDER_H
#define BRINK_RECORDS_ORDER_H

/* Records of many threads, handed over by ascending trial.
 *
 *      trials   0 ........... next ............................. begun
 *               handed over   pieces: being filled, or full and waiting for those before them
 *
 * A thread takes an empty piece before it claims trials, fills it while it samples them, and gives it back
 * full. Whoever gives back the piece that is next hands it over, and all that follow it; one thread at a
 * time does. There are only so many pieces: where the receiver is slower than the sampling, threads wait for
 * an empty one, and memory stays what it is. They never wait for each other in a circle: the trials that are
 * next have their piece.
 *
 * Trials that were given up after a cancel (run/stretches.h) may come again. Rows that were handed over are
 * not handed over twice: they are the same. */

#include <stdatomic.h>
#include <stdint.h>

#include "records/columns.h"

/* Rows of some neighbouring trials as columns. */
typedef struct brink_i_piece {
    _Atomic int users; /* the order, and exported arrays */
    const brink_i_records_plan *plan;
    uint64_t first;  /* number of the first trial */
    uint64_t begin;  /* the same, counted from the first of the job */
    uint64_t trials; /* of which it is to hold the rows */
    void **values;   /* [n columns] */
    struct brink_i_piece *next;
} brink_i_piece;

typedef struct brink_i_order brink_i_order;

/* For `threads` threads that claim at most `block` trials at once, from first_trial on. The plan must outlive
 * it. */
brink_status brink_i_order_new(const brink_i_records_plan *plan, const brink_records *records,
                               uint64_t first_trial, uint64_t block, int threads, brink_i_order **out);
void brink_i_order_free(brink_i_order *order);

/* The most trials that a piece has room for, at least 1. */
uint64_t brink_i_order_most(const brink_i_order *order);
/* An empty piece; *out NULL: there was none for a moment, look around and ask again. */
brink_status brink_i_order_take(brink_i_order *order, brink_i_piece **out);
/* It is not needed after all. */
void brink_i_order_give_back(brink_i_order *order, brink_i_piece *piece);
/* It is for these trials of the job. */
void brink_i_order_begin(const brink_i_order *order, brink_i_piece *piece, uint64_t begin, uint64_t trials);
/* Copies rows of a variant to their places. */
void brink_i_piece_put(brink_i_piece *piece, int variant, const brink_i_block *block);
/* All rows are there. Hands over what can be; anything but BRINK_OK is what the receiver said. */
brink_status brink_i_order_done(brink_i_order *order, brink_i_piece *piece);

/* The receiver has asked for the end. */
bool brink_i_order_stopped(brink_i_order *order);
/* Trials of the job that were handed over. */
uint64_t brink_i_order_delivered(brink_i_order *order);
/* No thread samples: pieces that were not handed over are forgotten, and trials come again from `next` on. */
void brink_i_order_cut(brink_i_order *order, uint64_t next);

/* Memory that an exported array keeps: see brink_records_block.owner. */
void brink_i_piece_use(brink_i_piece *piece);
void brink_i_piece_leave(brink_i_piece *piece);

#endif
