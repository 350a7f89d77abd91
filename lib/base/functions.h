/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_BASE_FUNCTIONS_H
#define BRINK_BASE_FUNCTIONS_H

/* exp, expm1, log, log1p and pow of numbers: base/elementary.h for doubles. */

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define REAL double
#define BITS uint64_t
#define NAME(f) brink_i_##f
#define SET(c) (c)
#define PICK(condition, yes, no) ((condition) ? (yes) : (no))
#include "base/elementary.h"
#undef REAL
#undef BITS
#undef NAME
#undef SET
#undef PICK

static inline double brink_i_exp(double x)
{
    return EXP_IS_PLAIN(x) ? brink_i_exp_plain(x, 0.0) : brink_i_exp_any(x, 0.0);
}

static inline double brink_i_expm1(double x)
{
    return EXPM1_IS_PLAIN(x) ? brink_i_expm1_plain(x) : brink_i_expm1_any(x);
}

static inline double brink_i_log(double x)
{
    return LOG_IS_PLAIN(x) ? brink_i_log_normal(x) : brink_i_log_any(x);
}

static inline double brink_i_log1p(double x)
{
    double u = 1.0 + x;
    return brink_i_log1p_of(x, u, brink_i_log(u));
}

static inline double brink_i_pow_plain(double x, double y)
{
    double rest, p = brink_i_pow_product(x, y, &rest);
    return EXP_IS_PLAIN(p) ? brink_i_exp_plain(p, rest) : brink_i_exp_any(p, rest);
}

/* x^y of two positive numbers, or infinities. */
static inline double brink_i_pow_positive(double x, double y)
{
    if (x < 0x1p-1022) { /* subnormal: in two steps, the first of them exact */
        return brink_i_pow_plain(x * 0x1p54, y) * brink_i_pow_plain(0x1p-54, y);
    }
    if (x < INFINITY && y > -1e25 && y < 1e25) {
        return brink_i_pow_plain(x, y);
    }
    bool large = y > 0 ? x > 1 : x < 1;
    return large ? (double)INFINITY : 0.0;
}

/* What C17 says of pow where it is not plain (annex F.10.4.4). */
static inline double brink_i_pow_special(double x, double y)
{
    if (y == 0 || x == 1) {
        return 1;
    }
    if (x != x || y != y) {
        return (double)NAN;
    }
    bool whole = floor(y) == y, odd = whole && fabs(y) < 0x1p53 && fmod(y, 2) != 0;
    double size = fabs(x), power;
    if (size == 0) {
        power = y > 0 ? 0.0 : (double)INFINITY;
    } else if (size == 1) {
        power = 1;
    } else {
        power = brink_i_pow_positive(size, y);
    }
    if (!signbit(x)) {
        return power;
    }
    if (!whole && size > 0 && size < INFINITY) {
        return (double)NAN;
    }
    return odd ? -power : power;
}

/* First powers, squares and cubes are products: no less exact than the general way, and ten times as fast. */
static inline double brink_i_pow(double x, double y)
{
    if (y == 2) {
        return x * x;
    }
    if (y == 3) {
        return x * x * x;
    }
    if (y == 1) {
        return x;
    }
    return POW_IS_PLAIN(x, y) ? brink_i_pow_plain(x, y) : brink_i_pow_special(x, y);
}

#endif
