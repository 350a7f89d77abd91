/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_MODEL_SEMANTICS_H
#define BRINK_MODEL_SEMANTICS_H

/* The numbers of docs/semantics.md, by section, and the one way to pick by weights: what the oracle and every
 * engine must have alike to the bit. Part of every generated module too. */

/* Section 10: the resolution of the clock, as a share of the date. Dates that are computed and lie no further
 * behind one at t than t times this are dates of the same instant. */
#define BRINK_I_RESOLUTION 0x1p-40

/* The last date of the instant that begins at t. */
#define BRINK_I_INSTANT_END(t) ((t) + (t)*BRINK_I_RESOLUTION)

/* Section 6: the most things that may happen at one instant; more are an endless loop. */
#define BRINK_I_INSTANT_LIMIT 1000

/* Section 6: counting goes on while dates are within this share of the horizon after the start of the count
 * (a flow that reverses where it crosses advances by rounding errors only, for ever). */
#define BRINK_I_COUNT_SPAN BRINK_I_RESOLUTION

/* Section 8: a window is narrowed while more candidates than this would be lost in it on average ... */
#define BRINK_I_MOST_LOST 0.5

/* ... and at most so often. */
#define BRINK_I_MOST_NARROWINGS 60

/* Section 8: a bound over a window times this, for the rounding of sums of hazards, is the rate at which
 * candidates come. */
#define BRINK_I_BOUND_MARGIN (1 + 0x1p-40)

/* Section 8: hazards above their bound by more than this factor show that it is none. */
#define BRINK_I_BROKEN_BOUND (1 + 1e-9)

/* Section 6: a date with what rounding dropped from it. */
typedef struct brink_i_date {
    double date, rest; /* rest: at most half a unit in the last place of date */
} brink_i_date;

/* `delay` after a date (two-sum: Knuth 1997, The Art of Computer Programming 2, section 4.2.2). */
static inline brink_i_date brink_i_date_after(brink_i_date from, double delay)
{
    double sum = from.date + delay, part = sum - from.date;
    double rest = ((from.date - (sum - part)) + (delay - part)) + from.rest, date = sum + rest;
    return (brink_i_date){date, (sum - date) + rest};
}

/* Sections 3 and 7: the first of n weights whose running sum exceeds u times their total; the last positive
 * one if rounding leaves none. */
static inline int brink_i_pick(const double *weights, int n, double total, double u)
{
    double sum = 0;
    int last = 0;
    for (int i = 0; i < n; i++) {
        sum += weights[i];
        if (sum > u * total) {
            return i;
        }
        last = weights[i] > 0 ? i : last;
    }
    return last;
}

#endif
