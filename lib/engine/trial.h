/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_ENGINE_TRIAL_H
#define BRINK_ENGINE_TRIAL_H

/* What expressions read of a trial under way. This text is part of every generated module, so that compiled
 * expressions and the body know the same trial. */

#include <stdbool.h>
#include <stdint.h>

#include "expr/primitive.h"
#include "expr/range.h"
#include "model/motion.h"
#include "random/pcg.h"

struct brink_i_table;

typedef struct brink_i_machine_now {
    int state;
    bool spent;                   /* its budget is */
    double entered, entered_rest; /* when, and what rounding dropped from it */
    double budget, bound, taken, candidate, window_end, window;
    brink_i_stream stream;
} brink_i_machine_now;

/* A trial, or the part of it that expressions see. Sets are bits, 64 to a word. */
typedef struct brink_i_trial_view {
    double now;
    double *param;              /* good where `waiting` has no bit */
    double *cell, *cell_at;     /* kept cells; of those that move: the date for which they were computed */
    uint64_t *stale, *waiting;  /* cells to be computed anew; parameters that have not been drawn */
    uint64_t *by_value, *truth; /* comparisons: truth awaits its update, so that values decide; truth */
    brink_i_machine_now *machine;
    brink_i_segment *stock;
    double *min, *max; /* of stocks */
    const struct brink_i_table *tables;
    void (*draw_waiting)(struct brink_i_trial_view *s, int param);
} brink_i_trial_view;

static inline bool brink_i_bit(const uint64_t *set, int i) { return set[i / 64] >> (i % 64) & 1; }

static inline double brink_i_param_of(brink_i_trial_view *s, int i)
{
    if (__builtin_expect(brink_i_bit(s->waiting, i), 0)) {
        s->draw_waiting(s, i);
    }
    return s->param[i];
}

static inline double brink_i_saturate(double x, double min, double max)
{
    return x < min ? min : x > max ? max : x;
}

/* brink_i_segment_at of a stock that has no decay. */
static inline double brink_i_line_at(const brink_i_segment *segment, double t)
{
    return t == segment->t0 || segment->f == 0 ? segment->x0 : segment->x0 + segment->f * (t - segment->t0);
}

/* The segment goes on beyond a bound; the stock does not. */
static inline brink_i_range brink_i_stock_range(const brink_i_trial_view *s, int i, double until)
{
    double a = brink_i_saturate(brink_i_segment_at(&s->stock[i], s->now), s->min[i], s->max[i]);
    double b = brink_i_saturate(brink_i_segment_at(&s->stock[i], until), s->min[i], s->max[i]);
    return (brink_i_range){a < b ? a : b, a < b ? b : a};
}

static inline brink_i_dual brink_i_stock_dual(const brink_i_trial_view *s, int i)
{
    double x = brink_i_segment_at(&s->stock[i], s->now);
    return (brink_i_dual){x, brink_i_segment_slope(&s->stock[i], x)};
}

/* Compiled expressions, by number of their root cell; NULL where nobody asks. */
typedef struct brink_i_compiled {
    double (*const *value)(brink_i_trial_view *s);
    brink_i_range (*const *range)(brink_i_trial_view *s, double until); /* over [now, until] */
    brink_i_dual (*const *gap)(brink_i_trial_view *s); /* by comparison: left - right, and its slope */
    /* Which of 64 conditions that are due hold: of measures (engine/plan.h, watches), and of outcomes. */
    uint64_t (*const *watches)(brink_i_trial_view *s, uint64_t due);
    uint64_t (*const *outcomes)(brink_i_trial_view *s, uint64_t due);
} brink_i_compiled;

#endif
