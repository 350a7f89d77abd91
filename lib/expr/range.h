/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_EXPR_RANGE_H
#define BRINK_EXPR_RANGE_H

/* Interval bounds of every operation of expr/primitive.h (Moore 1966): for all arguments in the given ranges,
 * the result computed by the primitive is in the resulting range. Rounding cannot break this: + - * / sqrt
 * floor are monotone in every argument as computed, and the elementary functions, which are within one unit
 * in the last place but not proven monotone, are widened by a few. For points the result is the primitive's
 * value exactly, except at a division by zero: the sign of a zero is not known in a range, so that either
 * infinity may come out.
 *
 * An infinite end means that the value may be infinite. Both ends NaN mean that the value may be NaN: then
 * nothing is known, and min, max or a comparison must not make a bound of it (a comparison with NaN is
 * false). So the ends of a usable bound are those for which isfinite() holds. */

#include <math.h>
#include <stdbool.h>

#include "expr/primitive.h"

typedef struct brink_i_range {
    double low, high;
} brink_i_range;

static inline brink_i_range brink_i_range_all(void) { return (brink_i_range){-INFINITY, INFINITY}; }

/* May be NaN. */
static inline brink_i_range brink_i_range_none(void) { return (brink_i_range){(double)NAN, (double)NAN}; }

static inline brink_i_range brink_i_range_of(double low, double high)
{
    return isnan(low) || isnan(high) ? brink_i_range_none() : (brink_i_range){low, high};
}

static inline brink_i_range brink_i_range_point(double x) { return (brink_i_range){x, x}; }

static inline bool brink_i_range_has_zero(brink_i_range a) { return a.low <= 0.0 && a.high >= 0.0; }

static inline bool brink_i_range_has_infinity(brink_i_range a) { return isinf(a.low) || isinf(a.high); }

static inline bool brink_i_range_is_point(brink_i_range a) { return a.low >= a.high && a.low <= a.high; }

static inline bool brink_i_range_is_all(brink_i_range a)
{
    return a.low < 0.0 && isinf(a.low) && a.high > 0.0 && isinf(a.high);
}

static inline brink_i_range brink_i_range_hull(brink_i_range a, brink_i_range b)
{
    return brink_i_range_of(brink_i_min(a.low, b.low), brink_i_max(a.high, b.high));
}

/* A few units in the last place outwards, and past the smallest numbers. */
static inline brink_i_range brink_i_range_widen(double low, double high)
{
    low = isinf(low) ? low : low - fabs(low) * 0x1p-50 - 0x1p-1070;
    high = isinf(high) ? high : high + fabs(high) * 0x1p-50 + 0x1p-1070;
    return brink_i_range_of(low, high);
}

/* The hull of four values. */
static inline brink_i_range brink_i_range_corners(double a, double b, double c, double d)
{
    return brink_i_range_of(brink_i_min(brink_i_min(a, b), brink_i_min(c, d)),
                            brink_i_max(brink_i_max(a, b), brink_i_max(c, d)));
}

/* An infinite value may meet one of the other sign. */
static inline brink_i_range brink_i_range_add(brink_i_range a, brink_i_range b)
{
    bool up = a.high >= INFINITY && b.low <= -INFINITY, down = a.low <= -INFINITY && b.high >= INFINITY;
    if (up || down) {
        return brink_i_range_none();
    }
    return brink_i_range_of(a.low + b.low, a.high + b.high);
}

static inline brink_i_range brink_i_range_multiply(brink_i_range a, brink_i_range b)
{
    if ((brink_i_range_has_zero(a) && brink_i_range_has_infinity(b)) ||
        (brink_i_range_has_infinity(a) && brink_i_range_has_zero(b))) {
        return brink_i_range_none();
    }
    return brink_i_range_corners(a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high);
}

static inline brink_i_range brink_i_range_divide(brink_i_range a, brink_i_range b)
{
    if (brink_i_range_is_point(a) && brink_i_range_is_point(b) && !brink_i_range_has_zero(b)) {
        return brink_i_range_point(a.low / b.low);
    }
    if ((brink_i_range_has_zero(a) && brink_i_range_has_zero(b)) ||
        (brink_i_range_has_infinity(a) && brink_i_range_has_infinity(b)) || isnan(a.low) || isnan(b.low)) {
        return brink_i_range_none();
    }
    if (brink_i_range_has_zero(b)) {
        return brink_i_range_all();
    }
    return brink_i_range_corners(a.low / b.low, a.low / b.high, a.high / b.low, a.high / b.high);
}

/* x^y is monotone in x and in y where x > 0, so its extremes are at corners; a whole power of a negative x
 * follows from that of |x|. */
static inline brink_i_range brink_i_range_power(brink_i_range x, brink_i_range y)
{
    bool pole = brink_i_range_has_zero(x) && y.low < 0.0;
    if (brink_i_range_is_point(x) && brink_i_range_is_point(y) && !pole) {
        return brink_i_range_point(brink_i_pow(x.low, y.low));
    }
    double n = y.low;
    bool whole = brink_i_range_is_point(y) && floor(n) >= n && fabs(n) < 0x1p53;
    if (isnan(x.low) || isnan(y.low) || (x.low < 0.0 && !whole)) {
        return brink_i_range_none();
    }
    if (pole) { /* 0^-1 is infinite, of the sign of that zero */
        return brink_i_range_all();
    }
    double low = brink_i_pow(x.low, n), high = brink_i_pow(x.high, n);
    if (x.low >= 0.0) {
        bool fixed = brink_i_range_is_point(y); /* two of the corners are the others: powers are dear */
        brink_i_range r = brink_i_range_corners(low, fixed ? low : brink_i_pow(x.low, y.high), high,
                                                fixed ? high : brink_i_pow(x.high, y.high));
        if (brink_i_range_has_zero(y)) { /* 1 whatever x is, even 0 */
            r = brink_i_range_hull(r, (brink_i_range){1.0, 1.0});
        }
        r = brink_i_range_widen(r.low, r.high);
        return r.low < 0.0 ? (brink_i_range){0.0, r.high} : r;
    }
    bool even = floor(n / 2.0) * 2.0 >= n;
    if (even && x.high >= 0.0) {
        return brink_i_range_widen(0.0, brink_i_max(low, high));
    }
    return brink_i_range_widen(brink_i_min(low, high), brink_i_max(low, high));
}

/* Whether a point phase + 2 pi k is in [low, high], or nearly. */
static inline bool brink_i_range_has_phase(brink_i_range a, double phase)
{
    const double turn = 6.283185307179586;
    double slack = 1e-12 * (1.0 + fabs(a.low) + fabs(a.high));
    double next = phase + turn * ceil((a.low - slack - phase) / turn);
    return next <= a.high + slack;
}

/* A wave with its maxima at `top` + 2 pi k, given its values at the ends. */
static inline brink_i_range brink_i_range_wave(brink_i_range a, double top, double at_low, double at_high)
{
    if (brink_i_range_is_point(a)) {
        return brink_i_range_point(at_low);
    }
    if (!(fabs(a.low) < 1e9 && fabs(a.high) < 1e9)) {
        return isfinite(a.low) && isfinite(a.high) ? (brink_i_range){-1.0, 1.0} : brink_i_range_none();
    }
    brink_i_range r = brink_i_range_widen(brink_i_min(at_low, at_high), brink_i_max(at_low, at_high));
    if (r.high > 1.0 || brink_i_range_has_phase(a, top)) {
        r.high = 1.0;
    }
    if (r.low < -1.0 || brink_i_range_has_phase(a, top + 3.141592653589793)) {
        r.low = -1.0;
    }
    return r;
}

/* A comparison that is decided for the whole range, or open. */
static inline brink_i_range brink_i_range_truth(bool always, bool never)
{
    return always ? (brink_i_range){1.0, 1.0} : never ? (brink_i_range){0.0, 0.0} : (brink_i_range){0.0, 1.0};
}

/* A function that never falls. */
static inline brink_i_range brink_i_range_rising(brink_i_op op, brink_i_range a, bool exact, double floor_at,
                                                 double top)
{
    double low = brink_i_apply(op, a.low, 0.0, 0.0), high = brink_i_apply(op, a.high, 0.0, 0.0);
    if (exact || brink_i_range_is_point(a)) {
        return brink_i_range_of(low, high);
    }
    brink_i_range r = brink_i_range_widen(low, high);
    return (brink_i_range){r.low < floor_at ? floor_at : r.low, r.high > top ? top : r.high};
}

static inline brink_i_range brink_i_range_apply(brink_i_op op, brink_i_range a, brink_i_range b,
                                                brink_i_range c)
{
    switch (op) {
    case BRINK_I_OP_NEG:
        return (brink_i_range){-a.high, -a.low};
    case BRINK_I_OP_ADD:
        return brink_i_range_add(a, b);
    case BRINK_I_OP_SUB:
        return brink_i_range_add(a, (brink_i_range){-b.high, -b.low});
    case BRINK_I_OP_MUL:
        return brink_i_range_multiply(a, b);
    case BRINK_I_OP_DIV:
        return brink_i_range_divide(a, b);
    case BRINK_I_OP_POW:
        return brink_i_range_power(a, b);
    case BRINK_I_OP_LT:
        return brink_i_range_truth(a.high < b.low, a.low >= b.high);
    case BRINK_I_OP_LE:
        return brink_i_range_truth(a.high <= b.low, a.low > b.high);
    case BRINK_I_OP_GT:
        return brink_i_range_truth(a.low > b.high, a.high <= b.low);
    case BRINK_I_OP_GE:
        return brink_i_range_truth(a.low >= b.high, a.high < b.low);
    case BRINK_I_OP_EQ:
        return brink_i_range_truth(a.low >= b.high && a.high <= b.low, a.high < b.low || a.low > b.high);
    case BRINK_I_OP_NE:
        return brink_i_range_truth(a.high < b.low || a.low > b.high, a.low >= b.high && a.high <= b.low);
    case BRINK_I_OP_AND:
        return (brink_i_range){a.low * b.low, a.high * b.high};
    case BRINK_I_OP_OR:
        return (brink_i_range){brink_i_max(a.low, b.low), brink_i_max(a.high, b.high)};
    case BRINK_I_OP_NOT:
        return (brink_i_range){1.0 - a.high, 1.0 - a.low};
    case BRINK_I_OP_IF:
        return a.low > 0.0 ? b : a.high <= 0.0 ? c : brink_i_range_hull(b, c);
    case BRINK_I_OP_MIN:
        return brink_i_range_of(brink_i_min(a.low, b.low), brink_i_min(a.high, b.high));
    case BRINK_I_OP_MAX:
        return brink_i_range_of(brink_i_max(a.low, b.low), brink_i_max(a.high, b.high));
    case BRINK_I_OP_CLAMP:
        return brink_i_range_apply(BRINK_I_OP_MIN, brink_i_range_apply(BRINK_I_OP_MAX, a, b, c), c, c);
    case BRINK_I_OP_ABS:
        return a.low >= 0.0 || a.high <= 0.0 ? brink_i_range_of(brink_i_min(fabs(a.low), fabs(a.high)),
                                                                brink_i_max(fabs(a.low), fabs(a.high)))
                                             : brink_i_range_of(0.0, brink_i_max(-a.low, a.high));
    case BRINK_I_OP_EXP:
        return brink_i_range_rising(op, a, false, 0.0, INFINITY);
    case BRINK_I_OP_LOG:
    case BRINK_I_OP_LOG10:
        return a.low < 0.0 ? brink_i_range_none() : brink_i_range_rising(op, a, false, -INFINITY, INFINITY);
    case BRINK_I_OP_SQRT:
        return a.low < 0.0 ? brink_i_range_none() : brink_i_range_rising(op, a, true, 0.0, INFINITY);
    case BRINK_I_OP_LOGISTIC:
        return brink_i_range_rising(op, a, false, 0.0, 1.0);
    case BRINK_I_OP_FLOOR:
    case BRINK_I_OP_CEIL:
    case BRINK_I_OP_ROUND:
        return brink_i_range_rising(op, a, true, -INFINITY, INFINITY);
    case BRINK_I_OP_SIN:
        return brink_i_range_wave(a, 1.5707963267948966, brink_i_sin(a.low), brink_i_sin(a.high));
    case BRINK_I_OP_COS:
        return brink_i_range_wave(a, 0.0, brink_i_cos(a.low), brink_i_cos(a.high));
    default:
        return brink_i_range_none();
    }
}

#endif
