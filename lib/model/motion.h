/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_MODEL_MOTION_H
#define BRINK_MODEL_MOTION_H

/* How stocks move between events and when comparisons cross: sections 4 and 5 of docs/semantics.md, operation
 * by operation. The oracle and the kernel share these few formulas, so that both round alike; each has its
 * own logic of when to use them. "Never" is INFINITY. An absent bound is -INFINITY (min) or INFINITY (max):
 * it is never reached. */

#include <stdbool.h>
#include <string.h>

#include "base/math.h"
#include "expr/op.h"
#include "model/semantics.h"

/* From (t0, x0) on: flow f and decay d, x' = f - d*x. */
typedef struct brink_i_segment {
    double x0, t0, f, d;
} brink_i_segment;

/* Equality of bits: -0 differs from 0, a NaN equals itself. */
static inline bool brink_i_same_bits(double a, double b) { return memcmp(&a, &b, sizeof a) == 0; }

static inline double brink_i_segment_at(const brink_i_segment *segment, double t)
{
    if (t == segment->t0 || (segment->f == 0 && segment->d == 0)) {
        return segment->x0;
    }
    if (segment->d == 0) {
        return segment->x0 + segment->f * (t - segment->t0);
    }
    double slope =
        segment->f - segment->d * segment->x0; /* this form keeps its precision where the decay is tiny */
    return segment->x0 + slope * (-brink_i_expm1(-(segment->d * (t - segment->t0))) / segment->d);
}

/* Time derivative where the stock has the value x. */
static inline double brink_i_segment_slope(const brink_i_segment *segment, double x)
{
    return segment->d == 0 ? segment->f : segment->f - segment->d * x;
}

/* Time until g, which has the derivative slope now and relaxes with decay, reaches zero. */
static inline double brink_i_delay(double g, double slope, double decay)
{
    if (slope == 0) {
        return INFINITY;
    }
    double r = -(g / slope), delay = r;
    if (decay != 0) {
        double y = -(decay * r);
        if (y <= -1) {
            return INFINITY;
        }
        delay = -brink_i_log1p(y) / decay;
    }
    return delay > 0 ? delay : 0; /* also if it is not a number */
}

/* A stock that would leave [min, max] rests: flow and decay become 0. */
static inline void brink_i_rest(double x, double min, double max, double *f, double *d)
{
    double slope = *f - *d * x;
    if ((x >= max && slope > 0) || (x <= min && slope < 0)) {
        *f = 0;
        *d = 0;
    }
}

/* The date at which a new segment reaches a bound. At that date the stock is set to *bound exactly. */
static inline double brink_i_bound_date(const brink_i_segment *segment, double min, double max, double *bound)
{
    double slope = segment->f - segment->d * segment->x0;
    if (slope > 0 && max < INFINITY) {
        *bound = max;
        return segment->t0 + brink_i_delay(segment->x0 - max, slope, segment->d);
    }
    if (slope < 0 && min > -INFINITY) {
        *bound = min;
        return segment->t0 + brink_i_delay(segment->x0 - min, slope, segment->d);
    }
    return INFINITY;
}

/* Whether a comparison with this truth would change, its difference a - b moving at slope. */
static inline bool brink_i_wants_to_cross(brink_i_op op, bool truth, double slope)
{
    bool less = op == BRINK_I_OP_LT || op == BRINK_I_OP_LE;
    return truth == less ? slope > 0 : slope < 0;
}

static inline double brink_i_crossing_date(brink_i_op op, bool truth, double t, double g, double slope,
                                           double decay)
{
    return brink_i_wants_to_cross(op, truth, slope) ? t + brink_i_delay(g, slope, decay) : INFINITY;
}

/* Whether a crossing gives way to a stock that it reads and that arrives at its bound then: the arrival
 * decides. */
static inline bool brink_i_crossing_yields(double date, double bound_date)
{
    return bound_date < INFINITY && BRINK_I_INSTANT_END(date) >= bound_date;
}

#endif
