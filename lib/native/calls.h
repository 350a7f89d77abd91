/* SPDX-License-Identifier: Apache-2.0 */

/* Third part of a generated module, behind the headers that it shares with the library. */

static double brink_i_sin(double x) { return brink_native_host->sin(x); }
static double brink_i_cos(double x) { return brink_native_host->cos(x); }

#define INLINE static inline __attribute__((always_inline))
#define NEVER INFINITY
#define TEST(set, i) (s->set[(i) / 64] >> ((i) % 64) & 1)
#define ADD(set, i) (s->set[(i) / 64] |= UINT64_C(1) << ((i) % 64))
#define DROP(set, i) (s->set[(i) / 64] &= ~(UINT64_C(1) << ((i) % 64)))

enum { MORE = 0, ENDED = 1 };

INLINE double saturate(double x, double min, double max) { return x < min ? min : x > max ? max : x; }

INLINE double negative(double x) { return -x; }

INLINE double not_of(double condition) { return 1.0 - condition; }

INLINE double clamped(double x, double low, double high) { return brink_i_min(brink_i_max(x, low), high); }

INLINE bool is_hazard(double x) { return x >= 0.0 && x < INFINITY; }

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

/* The first smallest of n dates, none of which is negative: so their bits order as they do. `dates` has room
 * for whole words of four, NEVER beyond n. */
INLINE int first_smallest(const double *dates, int n)
{
    typedef int64_t word __attribute__((vector_size(32), aligned(8)));
    const int64_t never = INT64_C(0x7FF0000000000000);
    const word step = {4, 4, 4, 4};
    word best = {never, never, never, never}, where = {0, 1, 2, 3}, at = where;
    for (int i = 0; i < n; i += 4) {
        const word next = *(const word *)(const void *)(dates + i), sooner = next < best;
        best = (next & sooner) | (best & ~sooner);
        where = (at & sooner) | (where & ~sooner);
        at += step;
    }
    int64_t least = best[0], first = where[0];
    for (int k = 1; k < 4; k++) {
        const int64_t other = best[k], its = where[k];
        const bool before = other < least || (other == least && its < first);
        least = before ? other : least;
        first = before ? its : first;
    }
    return (int)first;
}

/* A trial that went wrong: the oracle plays it again, and can tell how. */
INLINE brink_status replay(brink_i_native_job *job, uint64_t number)
{
    const brink_status status = job->replay(job->replay_context, number);
    if (status != BRINK_ERR_FAULT) {
        return status;
    }
    /* Trials before it are still to be played. */
    job->bad = number < job->bad ? number : job->bad;
    job->end = job->bad < job->end ? job->bad : job->end;
    return BRINK_OK;
}
