/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_RESULT_TALLY_H
#define BRINK_RESULT_TALLY_H

/* What a run remembers of its trials. Everything in it is an integer count or an exact sum, so that adding
 * and merging commute: any split of the trials over blocks, threads or ranks gives the same tally, byte for
 * byte.
 *
 * Memory does not grow with the number of trials. Per thread: an outcome takes 0.6 KiB and its sketch, a
 * measure and a series point 2.2 KiB and their sketch, a point another one for trials that have ended; a
 * sketch takes 2 KiB for each power of two that values fall in (a quantity between 1 and 1,000: 20 KiB; one
 * that is 0 or 1: 2 KiB). A value whose standard deviation is expected
 * (`expect`) takes 2.2 KiB more. */

#include "model/model.h"
#include "stats/counts.h"
#include "stats/moments.h"
#include "stats/shape.h"
#include "stats/sketch.h"

enum { BRINK_I_TALLY_STEPS = 60 }; /* of the cumulative incidence, over the horizon */

typedef struct brink_i_outcome_tally {
    uint64_t count;
    brink_i_counts ended; /* by date */
    brink_i_sketch dates;
} brink_i_outcome_tally;

typedef struct brink_i_value_tally {
    uint64_t undefined;   /* a `first` that never held; not in the moments. Other NaN and infinities are
                             moments.non_finite */
    uint64_t zeros, ones; /* values 0 and 1 that moments and sketch do not hold yet */
    brink_i_moments moments;
    brink_i_sketch sketch;
} brink_i_value_tally;

typedef struct brink_i_tally {
    const brink_model *model;
    uint64_t trials;
    brink_i_outcome_tally *outcomes;
    brink_i_value_tally *measures;
    brink_i_value_tally *points; /* of all series, as in a block */
    /* Last values of trials that ended between a point and the one before; they belong to all points from
     * there on, and come into their sketches when these are settled. */
    brink_i_sketch *tails;
    brink_i_shape *
        *shapes; /* per `expect` of the model: for its standard deviation; NULL where there is none */
    int *count;  /* scratch */
} brink_i_tally;

/* The model must outlive the tally. After a failure the tally is empty and needs no _free. */
brink_status brink_i_tally_init(brink_i_tally *tally, const brink_model *model);
void brink_i_tally_free(brink_i_tally *tally);
void brink_i_tally_reset(brink_i_tally *tally);
/* These fail for lack of memory only; the tally is then good for nothing but _reset and _free. */
brink_status brink_i_tally_add(brink_i_tally *tally, const brink_i_block *block);
brink_status brink_i_tally_merge(brink_i_tally *tally, const brink_i_tally *other);
/* Brings moments and sketches of a measure, or of the points of a series, up to date; to be called before
 * they are read. */
brink_status brink_i_tally_settle_measure(const brink_i_tally *tally, int i);
brink_status brink_i_tally_settle_series(const brink_i_tally *tally, int i);

#endif
