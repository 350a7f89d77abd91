/* SPDX-License-Identifier: Apache-2.0 */

/* exp, expm1, log, log1p and pow for one type, by additions, multiplications, divisions and shifts only: so
 * every instruction set, and every width of a word, gives the same bits. No guard: this text is included once
 * for each type, with
 *
 *   REAL                 double, or a GCC vector of doubles
 *   BITS                 uint64_t, or a vector of as many
 *   NAME(f)              the function's name for this type
 *   SET(c)               the number c as a REAL
 *   PICK(if, yes, no)    yes where the comparison holds
 *
 * The including header makes exp ... pow of the plain forms, which hold for nearly all arguments, and the
 * long ways.
 *
 * Errors in units in the last place, from 3*10^7 arguments each against long double
 * (tests/unit/test_elementary.c holds them to the bounds in brackets): exp 1.0 (1.5), expm1 2.1 (2.5),
 * log 2.0 (2.5), log1p 2.5 (3), pow 1.2 (2) and 1/10 more for each unit of |y log x|. Reductions as in Cody &
 * Waite (1980), Software Manual for the Elementary Functions; the product in pow in two parts (Dekker 1971).
 * Polynomials are interpolated at Chebyshev points; their errors are below 5e-18. */

/* log 2 as a head of 32 bits, which whole numbers multiply exactly, and a tail. */
#define LN2_HEAD 0x1.62e42fee00000p-1
#define LN2_TAIL 0x1.a39ef35793c76p-33
/* Adding it leaves a number below 2^51 rounded to a whole one, in the low bits. */
#define ROUNDER 0x1.8p52
#define LOW_27_BITS UINT64_C(0x7FFFFFF)

static inline BITS NAME(bits_of)(REAL x)
{
    BITS bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static inline REAL NAME(real_of)(BITS bits)
{
    REAL x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

/* 2^k of a whole number k in [-1022, 1023], given modulo 2^64. */
static inline REAL NAME(power_of_two)(BITS k) { return NAME(real_of)((k + 1023) << 52); }

/* p 2^k in two steps, which reach below and above what one power of two can; k in [-2000, 2000]. */
static inline REAL NAME(scale)(REAL p, BITS k)
{
    BITS half = ((k + 2048) >> 1) - 1024;
    return p * NAME(power_of_two)(half) * NAME(power_of_two)(k - half);
}

/* (exp(r) - 1 - r)/r^2 for |r| <= 0.3467. */
static inline REAL NAME(exp_tail)(REAL r)
{
    REAL r2 = r * r, r4 = r2 * r2;
    REAL a = (0.5 + r * 0x1.5555555555557p-3) + r2 * (0x1.5555555555556p-5 + r * 0x1.11111111100d3p-7);
    REAL b = (0x1.6c16c16c162cfp-10 + r * 0x1.a01a01abeccc3p-13) +
             r2 * (0x1.a01a01a6db488p-16 + r * 0x1.71de02225a2f3p-19);
    REAL c = (0x1.27e4db5bb725ap-22 + r * 0x1.af4e092e1705bp-26) + r2 * 0x1.1f7315649f2d7p-29;
    return a + r4 * (b + r4 * c);
}

/* x + low = k log 2 + r, |x| <= 1000 and low tiny: gives exp(r), and k as a number modulo 2^64. */
static inline REAL NAME(exp_part)(REAL x, REAL low, BITS *whole)
{
    REAL t = (x + low) * 0x1.71547652b82fep+0 + ROUNDER, k = t - ROUNDER;
    REAL r = ((x - k * LN2_HEAD) - k * LN2_TAIL) + low;
    *whole = NAME(bits_of)(t) - UINT64_C(0x4338000000000000);
    return 1.0 + (r + r * r * NAME(exp_tail)(r));
}

/* exp(x + low) where EXP_IS_PLAIN(x) and low is tiny; there the same as exp_any. */
static inline REAL NAME(exp_plain)(REAL x, REAL low)
{
    BITS k;
    REAL p = NAME(exp_part)(x, low, &k);
    return p * NAME(power_of_two)(k);
}

static inline REAL NAME(exp_any)(REAL x, REAL low)
{
    BITS k;
    low = PICK((x > 1000.0) | (x < -1000.0), SET(0.0), low);
    x = PICK(x > 1000.0, SET(1000.0), x);
    x = PICK(x < -1000.0, SET(-1000.0), x);
    REAL p = NAME(exp_part)(x, low, &k);
    return NAME(scale)(p, k);
}

/* exp(x) - 1 where EXPM1_IS_PLAIN(x); there the same as expm1_any. */
static inline REAL NAME(expm1_plain)(REAL x)
{
    REAL t = x * 0x1.71547652b82fep+0 + ROUNDER, k = t - ROUNDER;
    REAL r = (x - k * LN2_HEAD) - k * LN2_TAIL, e = r + r * r * NAME(exp_tail)(r);
    REAL small = NAME(power_of_two)(NAME(bits_of)(t) - UINT64_C(0x4338000000000000));
    return e * small + (small - 1.0);
}

static inline REAL NAME(expm1_any)(REAL x)
{
    x = PICK(x > 1000.0, SET(1000.0), x);
    x = PICK(x < -700.0, SET(-700.0), x);
    REAL t = x * 0x1.71547652b82fep+0 + ROUNDER, k = t - ROUNDER;
    REAL r = (x - k * LN2_HEAD) - k * LN2_TAIL, e = r + r * r * NAME(exp_tail)(r);
    BITS whole = NAME(bits_of)(t) - UINT64_C(0x4338000000000000);
    /* 2^k (e + 1) - 1: from k = 0 on as 2^k (e + (1 - 2^-k)), below as 2^k e + (2^k - 1). */
    REAL near = PICK(k > 60.0, SET(60.0), k), far = PICK(k > 0.0, SET(0.0), k);
    REAL inverse = NAME(power_of_two)(UINT64_C(0x4338000000000000) - NAME(bits_of)(near + ROUNDER));
    REAL small = NAME(power_of_two)(NAME(bits_of)(far + ROUNDER) - UINT64_C(0x4338000000000000));
    return PICK(k < 0.0, e * small + (small - 1.0), NAME(scale)(e + (1.0 - inverse), whole));
}

/* P(w) in artanh s = s (1 + w P(w)), w = s^2 <= (sqrt(2) - 1)^4. */
static inline REAL NAME(artanh_tail)(REAL w)
{
    REAL w2 = w * w;
    REAL even = 0x1.5555555555558p-2 +
                w2 * (0x1.2492492df281ap-3 + w2 * (0x1.7462b51cb66b1p-4 + w2 * 0x1.2b5900de53b32p-4));
    REAL odd = 0x1.99999999952d7p-3 + w2 * (0x1.c71c62e3f11e6p-4 + w2 * 0x1.39fe51a7c18f9p-4);
    return even + w * odd;
}

/* x = 2^k z with z in [sqrt(1/2), sqrt(2)), for positive normal x. */
static inline REAL NAME(split)(REAL x, REAL *k)
{
    BITS bits = NAME(bits_of)(x);
    BITS exponent = (bits - UINT64_C(0x3FE6A09E667F3BCD) + (UINT64_C(1023) << 52)) >> 52; /* k + 1023 */
    *k = NAME(real_of)(exponent | UINT64_C(0x4330000000000000)) - (0x1p52 + 1023);
    return NAME(real_of)(bits - ((exponent - 1023) << 52));
}

/* log of a positive normal number: of a uniform, for instance. */
static inline REAL NAME(log_normal)(REAL x)
{
    REAL k, z = NAME(split)(x, &k);
    REAL s = (z - 1.0) / (z + 1.0), w = s * s;
    s += s;
    return k * LN2_HEAD + (s + (s * (w * NAME(artanh_tail)(w)) + k * LN2_TAIL));
}

static inline REAL NAME(log_any)(REAL x)
{
    REAL raised = PICK(x < 0x1p-1022, x * 0x1p54, x), y = NAME(log_normal)(raised);
    y = PICK(x < 0x1p-1022, y - 54 * LN2_HEAD - 54 * LN2_TAIL, y);
    y = PICK(x < (double)INFINITY, y, x);
    return PICK(x > 0.0, y, PICK(x >= 0.0, SET(-INFINITY), SET((double)NAN)));
}

/* From the logarithm of u = 1 + x as it was rounded. */
static inline REAL NAME(log1p_of)(REAL x, REAL u, REAL log_u)
{
    REAL lost = PICK(x > 1.0, 1.0 - (u - x), x - (u - 1.0));
    REAL y = PICK(u > 0.0, log_u + lost / u, log_u);
    return PICK(x < (double)INFINITY, y, x);
}

/* y log x where POW_IS_PLAIN(x, y), in two parts. */
static inline REAL NAME(pow_product)(REAL x, REAL y, REAL *rest)
{
    REAL k, z = NAME(split)(x, &k);
    /* log z = 2 artanh s, s = f/g as a head of 26 bits and a tail. */
    REAL f = z - 1.0, g = z + 1.0, s = f / g;
    REAL s_head = NAME(real_of)(NAME(bits_of)(s) & ~LOW_27_BITS),
         g_head = NAME(real_of)(NAME(bits_of)(g) & ~LOW_27_BITS);
    REAL g_tail = z - (g_head - 1.0), s_tail = ((f - s_head * g_head) - s_head * g_tail) / g, w = s * s;
    /* log x, in two parts. */
    REAL whole = k * LN2_HEAD, most = 2.0 * s_head, high = whole + most;
    REAL low =
        ((whole - high) + most) + (2.0 * s_tail + (2.0 * s * (w * NAME(artanh_tail)(w)) + k * LN2_TAIL));
    REAL head = NAME(real_of)(NAME(bits_of)(high) & ~LOW_27_BITS), tail = low + (high - head);
    /* times y. */
    REAL y_head = NAME(real_of)(NAME(bits_of)(y) & ~LOW_27_BITS);
    *rest = (y - y_head) * head + y * tail;
    return y_head * head;
}

/* Arguments for which the plain forms are right; all others go the long way. */
#define EXP_IS_PLAIN(x) (((x) > -700.0) & ((x) < 700.0))
#define EXPM1_IS_PLAIN(x) (((x) > -700.0) & ((x) <= 0.0))
#define LOG_IS_PLAIN(x) (((x) >= 0x1p-1022) & ((x) < (double)INFINITY))
/* No exponent so large that its product with log x could overflow. */
#define POW_IS_PLAIN(x, y) (((x) >= 0x1p-1022) & ((x) < (double)INFINITY) & ((y) < 1e25) & ((y) > -1e25))

#undef LN2_HEAD
#undef LN2_TAIL
#undef ROUNDER
#undef LOW_27_BITS
