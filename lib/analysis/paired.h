/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_ANALYSIS_PAIRED_H
#define BRINK_ANALYSIS_PAIRED_H

/* What a comparison remembers of its trials: of each variant what a run remembers (result/tally.h), and of
 * each variant but the first what it did differently from the one that it is compared with, trial by trial.
 * Counts, exact sums and the smallest trial numbers only: adding and merging commute, so any split over
 * threads gives the same, byte for byte.
 *
 * Memory does not grow with the number of trials, nor with threads. Per variant: a run's tally, 7 KiB more
 * for a measure and a sketch of its differences, 2.2 KiB for a series point, 40 bytes for a pair of outcomes.
 */

#include <pthread.h>

#include "brink/compare.h"
#include "result/tally.h"

typedef struct brink_i_pair_value {
    uint64_t only_first, only_this, neither;  /* trials with a finite value in one of the two, in none */
    uint64_t higher, lower;                   /* trials with one in both, and another */
    brink_i_moments first, value, difference; /* of the trials with a finite value in both */
    brink_i_sketch differences;
} brink_i_pair_value;

typedef struct brink_i_pair {
    int against;                   /* the variant that `first` and `from` are of */
    brink_outcome_change *changes; /* [n_outcomes * n_outcomes]: from, to */
    brink_i_pair_value *measures;
    brink_i_moments *points; /* differences of all series; a value that is not finite gives none */
} brink_i_pair;

typedef struct brink_i_paired {
    int n;
    const brink_model *model; /* the first variant's; the others have as many of everything */
    brink_i_tally *tallies;   /* [n] */
    brink_i_pair *pairs;      /* [n]; the first is not used */
    pthread_mutex_t *locks;   /* of tallies and pairs, one each, so that threads seldom wait */
    int n_locks;
} brink_i_paired;

/* The models must outlive it. After a failure it is empty and needs no _free. */
brink_status brink_i_paired_init(brink_i_paired *paired, const brink_variant *variants, int n);
void brink_i_paired_free(brink_i_paired *paired);
/* These fail for lack of memory only; then it is good for nothing but _free.
 *
 * The same trials of all variants, from `first` on: trial first + k of variant i stands in row rows[i][k] of
 * blocks[i]. May be called by several threads at once. `done`, [2 n], is scratch. */
brink_status brink_i_paired_add(brink_i_paired *paired, uint64_t first, brink_i_block *const *blocks,
                                int *const *rows, unsigned char *done);
/* Adds what another of the same variants remembers of other trials. By one thread at a time. */
brink_status brink_i_paired_merge(brink_i_paired *paired, const brink_i_paired *other);
/* The pairs alone, without the tallies. */
brink_status brink_i_pairs_merge(brink_i_paired *paired, const brink_i_paired *other);

/* Several of them, by stretch (run/stretches.h): one for what is there to stay, and one for each stretch that
 * is not done yet (a few), shared by all threads. */
typedef struct brink_i_paired_share {
    struct brink_i_paired_shares *of;
    brink_i_paired paired;
    uint64_t stretch;
    int users;
    struct brink_i_paired_share *next;
} brink_i_paired_share;

typedef struct brink_i_paired_shares {
    pthread_mutex_t lock;
    const brink_variant *variants;
    int n;
    brink_i_paired_share stays, *others;
} brink_i_paired_shares;

/* The variants must outlive it. After a failure it needs no _free. */
brink_status brink_i_paired_shares_init(brink_i_paired_shares *shares, const brink_variant *variants, int n);
void brink_i_paired_shares_free(brink_i_paired_shares *shares);
/* For a brink_i_sink whose sinks are shares. */
brink_status brink_i_paired_open(void *shares, uint64_t stretch, void **share);
brink_status brink_i_paired_join(void *into, void *from);
void brink_i_paired_close(void *share);

#endif
