/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_MODEL_SEMANTICS_H
#define BRINK_MODEL_SEMANTICS_H

/* The numbers of docs/semantics.md, by section, and the one way to pick by weights: what the oracle and every
 * engine must have alike to the bit. Part of every generated module too. */

/* Section 5: dates that only rounding keeps apart. A crossing no earlier than this share of max(1, |B|)
 * before the date B at which a stock that it reads arrives at its bound gives way to the arrival; crossings
 * within this share of max(1, t) after one at t cross with it. */
#define BRINK_I_TIE 1e-12

/* Section 6: the most things that may happen at one instant; more are an endless loop. */
#define BRINK_I_INSTANT_LIMIT 1000

/* Section 6: dates within this share of the horizon after the start of a count count as one instant (a flow
 * that reverses where it crosses advances by rounding errors only, for ever). */
#define BRINK_I_INSTANT_SPAN 1e-10

/* Section 8: a window is narrowed while more candidates than this would be lost in it on average ... */
#define BRINK_I_MOST_LOST 0.5

/* ... and at most so often. */
#define BRINK_I_MOST_NARROWINGS 60

/* Section 8: a bound over a window times this, for the rounding of sums of hazards, is the rate at which
 * candidates come. */
#define BRINK_I_BOUND_MARGIN (1 + 0x1p-40)

/* Section 8: hazards above their bound by more than this factor show that it is none. */
#define BRINK_I_BROKEN_BOUND (1 + 1e-9)

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
