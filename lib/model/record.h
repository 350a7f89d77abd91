/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_MODEL_RECORD_H
#define BRINK_MODEL_RECORD_H

/* What is sampled, what it leaves behind, and who takes it. This text is part of generated modules, too. */

#include <stddef.h>
#include <stdint.h>

#include "brink/status.h"
#include "random/stream.h"

/* ---- which trials --------------------------------------------------------------------------------- */

/* A parameter that does not come from the trial that the others come from. */
typedef struct brink_i_exception {
    int param;
    double u;       /* its one draw is made with this uniform, in [0, 1]; negative: ... */
    uint64_t trial; /* ... it is that of this trial */
} brink_i_exception;

/* A trial has two numbers: its parameters are those of one, its luck (machines, processes, drawn initial
 * values, parameters that are chance) that of the other. In ordinary runs they are the same. */
typedef struct brink_i_address {
    uint64_t params, luck;
    const brink_i_exception *exceptions; /* by ascending parameter */
    int n_exceptions;
} brink_i_address;

/* Asked before each trial and every some hundred events within it: a trial may last for ever. */
typedef struct brink_i_stop {
    int (*asked)(void *context); /* not zero: trials under way are to be dropped */
    void *context;
} brink_i_stop;

enum { BRINK_I_STOP_ROUNDS = 256 };

static inline int brink_i_stop_asked(const brink_i_stop *stop) { return stop && stop->asked(stop->context); }

/* Trials [first, first + count). */
typedef struct brink_i_trials {
    uint64_t first, count;
    const brink_i_address *addresses; /* of trial i: [i - first]; NULL: parameters and luck of i */
    const brink_i_stop *stop;         /* NULL: they are played to their end */
} brink_i_trials;

/* The stream that a parameter is drawn from. `chance`: it counts as luck. */
static inline brink_i_stream brink_i_address_stream(const brink_i_address *address, int param, _Bool chance,
                                                    brink_i_owner_key key)
{
    for (int i = 0; i < address->n_exceptions && address->exceptions[i].param <= param; i++) {
        const brink_i_exception *exception = &address->exceptions[i];
        if (exception->param == param) {
            return exception->u >= 0 ? brink_i_stream_at(exception->u)
                                     : brink_i_stream_open(key, exception->trial);
        }
    }
    return brink_i_stream_open(key, chance ? address->luck : address->params);
}

/* ---- what they leave behind ----------------------------------------------------------------------- */

/* Records of some hundred trials as columns, a row a trial, in no particular order. Columns are aligned to 64
 * bytes; BRINK_I_BLOCK_SLACK numbers behind their last row may be written, too.
 *
 * A trial that ends before the horizon keeps its last values: points [0, reached) of a series stand in their
 * columns, all later ones are `rest`, and what stands in their columns means nothing. */
typedef struct brink_i_block {
    int n, room;     /* rows in use and in all */
    uint64_t *trial; /* its number */
    int32_t *outcome;
    double *end;       /* when it ended, in time units */
    double **params;   /* [n_params]; NULL, or a column NULL: nobody asked */
    double **measures; /* [n_measures] */
    double **points;   /* [n_points], of all series */
    int32_t **reached; /* [n_series] */
    double **rest;     /* [n_series] */
} brink_i_block;

enum { BRINK_I_BLOCK_TRIALS = 256, BRINK_I_BLOCK_SLACK = 16 };

/* Point k of a series whose first point is `first`. */
static inline double brink_i_block_point(const brink_i_block *block, int series, int first, int k, int row)
{
    return k < block->reached[series][row] ? block->points[first + k][row] : block->rest[series][row];
}

/* ---- who takes it --------------------------------------------------------------------------------- */

/* Where records go. Whoever samples fills the rows of `block`, hands it over when it is full, and what is
 * left at the end of a call. */
typedef struct brink_i_receiver {
    brink_i_block *block;
    void *context;
    /* Takes at least one row and empties the block (n = 0). Or leaves them where they are, to be handed over
     * again with more, if there is room for all. Anything but BRINK_OK ends the sampling, which returns it.
     */
    brink_status (*take)(void *context, brink_i_block *block);
} brink_i_receiver;

/* Hands over what there is. */
static inline brink_status brink_i_receiver_flush(const brink_i_receiver *to)
{
    return to->block->n > 0 ? to->take(to->context, to->block) : BRINK_OK;
}

/* Row block->n has been filled. */
static inline brink_status brink_i_receiver_row(const brink_i_receiver *to)
{
    to->block->n++;
    return to->block->n < to->block->room ? BRINK_OK : brink_i_receiver_flush(to);
}

/* ---- making blocks, and single records ------------------------------------------------------------ */

struct brink_model;

/* A block for records of a model, with the columns of those parameters for which asked[i] (NULL: none). */
brink_status brink_i_block_new(const struct brink_model *model, const _Bool *asked, int room,
                               brink_i_block **out);
void brink_i_block_free(brink_i_block *block);

/* Of one trial. Arrays are owned by the caller: measures[n_measures], points[n_points], and params[n_params]
 * or NULL. */
typedef struct brink_i_record {
    int outcome;
    double end;
    double *measures, *points, *params;
} brink_i_record;

/* Copies a record into row block->n, and a row into a record. */
void brink_i_block_put(brink_i_block *block, const struct brink_model *model, uint64_t trial,
                       const brink_i_record *record);
void brink_i_block_get(const brink_i_block *block, const struct brink_model *model, int row,
                       brink_i_record *record);

#endif
