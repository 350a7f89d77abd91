/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_STATS_COUNTS_H
#define BRINK_STATS_COUNTS_H

/* How many trials had something happen by each date of an even grid: cumulative incidence. Integers only, so
 * merging does not depend on order. Memory: 8 bytes per date. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <brink/status.h>

typedef struct brink_i_counts {
    size_t bins;
    double horizon, per_time; /* bins for a unit of time */
    double *date;             /* bins + 1: the grid */
    uint64_t *bin;            /* bins + 1 counts: bin[i] in (date i-1, date i], bin[0] at or before 0 */
    uint64_t later;           /* after the horizon, or never (infinity, NaN) */
} brink_i_counts;

/** bins >= 1; horizon positive and finite. */
BRINK_NODISCARD brink_status brink_i_counts_init(brink_i_counts *counts, size_t bins, double horizon);
void brink_i_counts_reset(brink_i_counts *counts);
void brink_i_counts_free(brink_i_counts *counts);
/** Where to count a time; NULL where brink_i_counts_add has to look closer. In place, and without branches on
 * what nobody can foresee: half of the trials may end at the horizon. */
static inline uint64_t *brink_i_counts_bin(const brink_i_counts *counts, double time)
{
    if (!(time <= counts->horizon)) {
        return NULL;
    }
    double last = (double)(int64_t)counts->bins, place = time * counts->per_time;
    place = place < last ? place : last;
    place = place > 0.0 ? place : 0.0;
    size_t i = (size_t)(int64_t)place;
    i += time > counts->date[i]; /* what happens on a date counts by then */
    bool settled = time <= counts->date[i] && (i == 0 || time > counts->date[i - 1]);
    return settled ? &counts->bin[i] : NULL;
}

void brink_i_counts_add(brink_i_counts *counts, double time);
/** Both must have the same grid, else BRINK_ERR_ARGUMENT. */
BRINK_NODISCARD brink_status brink_i_counts_merge(brink_i_counts *counts, const brink_i_counts *other);
/** Date i of the grid, 0 <= i <= bins: horizon * i / bins; the last is the horizon itself. */
double brink_i_counts_date(const brink_i_counts *counts, size_t i);
/** Number of times at or before date i, exactly. */
uint64_t brink_i_counts_by(const brink_i_counts *counts, size_t i);

#endif
