/* SPDX-License-Identifier: Apache-2.0 */

/* Part of every generated module, behind the headers that it shares with the library: operations in forms
 * that are short enough to be inlined, and what only the library can do. */

#define INLINE static inline __attribute__((always_inline))
#define STALE(c) __builtin_expect(s->stale[(c) / 64] >> ((c) % 64) & 1, 0)
#define FRESH(c) (s->stale[(c) / 64] &= ~(UINT64_C(1) << ((c) % 64)))
#define VISIBLE __attribute__((visibility("default")))

typedef brink_i_trial_view trial;

static double brink_i_log10(double x) { return brink_native_host->log10(x); }
static double brink_i_sin(double x) { return brink_native_host->sin(x); }
static double brink_i_cos(double x) { return brink_native_host->cos(x); }

INLINE double negative(double x) { return -x; }
INLINE double not_of(double condition) { return 1.0 - condition; }
INLINE double clamped(double x, double low, double high) { return brink_i_min(brink_i_max(x, low), high); }

/* brink_i_range_apply of frequent operations: where all ends are finite, in few steps. */
INLINE bool is_finite_range(brink_i_range a) { return isfinite(a.low) && isfinite(a.high); }

INLINE brink_i_range range_corners(double a, double b, double c, double d)
{
    const double ab = b < a ? b : a, cd = d < c ? d : c, AB = b > a ? b : a, CD = d > c ? d : c;
    return (brink_i_range){cd < ab ? cd : ab, CD > AB ? CD : AB};
}

INLINE brink_i_range range_negate(brink_i_range a) { return (brink_i_range){-a.high, -a.low}; }

INLINE brink_i_range range_add(brink_i_range a, brink_i_range b)
{
    return is_finite_range(a) && is_finite_range(b) ? (brink_i_range){a.low + b.low, a.high + b.high}
                                                    : brink_i_range_apply(BRINK_I_OP_ADD, a, b, b);
}

INLINE brink_i_range range_subtract(brink_i_range a, brink_i_range b)
{
    return is_finite_range(a) && is_finite_range(b) ? (brink_i_range){a.low + -b.high, a.high + -b.low}
                                                    : brink_i_range_apply(BRINK_I_OP_SUB, a, b, b);
}

INLINE brink_i_range range_multiply(brink_i_range a, brink_i_range b)
{
    return is_finite_range(a) && is_finite_range(b)
               ? range_corners(a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high)
               : brink_i_range_apply(BRINK_I_OP_MUL, a, b, b);
}

INLINE brink_i_range range_divide(brink_i_range a, brink_i_range b)
{
    return is_finite_range(a) && is_finite_range(b) && (b.low > 0 || b.high < 0)
               ? range_corners(a.low / b.low, a.low / b.high, a.high / b.low, a.high / b.high)
               : brink_i_range_apply(BRINK_I_OP_DIV, a, b, b);
}

/* A function that never falls, from its values at the ends. */
INLINE brink_i_range range_rising(brink_i_range a, double low, double high, double top)
{
    if (brink_i_range_is_point(a)) {
        return (brink_i_range){low, high};
    }
    const double l = low - fabs(low) * 0x1p-50 - 0x1p-1070, h = high + fabs(high) * 0x1p-50 + 0x1p-1070;
    return (brink_i_range){l < 0 ? 0 : l, h > top ? top : h};
}

INLINE double inline_exp(double x)
{
    return EXP_IS_PLAIN(x) ? brink_i_exp_plain(x, 0.0) : brink_i_exp_any(x, 0.0);
}

INLINE brink_i_range range_logistic(brink_i_range a)
{
    return is_finite_range(a)
               ? range_rising(a, 1.0 / (1.0 + inline_exp(-a.low)), 1.0 / (1.0 + inline_exp(-a.high)), 1.0)
               : brink_i_range_apply(BRINK_I_OP_LOGISTIC, a, a, a);
}

INLINE brink_i_range range_exp(brink_i_range a)
{
    const double low = inline_exp(a.low), high = inline_exp(a.high);
    return is_finite_range(a) && high < INFINITY ? range_rising(a, low, high, INFINITY)
                                                 : brink_i_range_apply(BRINK_I_OP_EXP, a, a, a);
}
