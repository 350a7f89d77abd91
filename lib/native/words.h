/* SPDX-License-Identifier: Apache-2.0 */

/* Part of a generated module: words, which hold neighbouring trials (or, where parameters are drawn, neighbouring parameters), and the formulas of expr/primitive.h, expr/range.h and model/motion.h for
 * neighbouring trials at once, with their bits. Where one of them would leave the common path, its lanes are marked `bad`, and the kernel
 * plays those trials. */

#if defined(__AVX512F__)
enum { WORD = 8 };
#elif defined(__AVX2__)
enum { WORD = 4 };
#else
enum { WORD = 2 };
#endif

#if defined(__SSE2__)
#include <immintrin.h>
#endif

typedef double word __attribute__((vector_size(8 * WORD)));
typedef int64_t mask __attribute__((vector_size(8 * WORD))); /* all bits of a lane, or none */
typedef uint64_t bits_word __attribute__((vector_size(8 * WORD)));

#define SET(c) ((word){0} + (c))
#define NONE ((mask){0})
#define ALL (~(mask){0})

/* Lanes of a mask as bits. */
INLINE unsigned lanes_of(mask m)
{
#if defined(__AVX512DQ__)
    return (unsigned)_mm512_movepi64_mask((__m512i)m);
#elif defined(__AVX2__)
    return (unsigned)_mm256_movemask_pd((__m256d)m);
#elif defined(__SSE2__)
    return (unsigned)_mm_movemask_pd((__m128d)m);
#else
    unsigned lanes = 0;
    for (int i = 0; i < WORD; i++) {
        lanes |= (unsigned)(m[i] & 1) << i;
    }
    return lanes;
#endif
}

INLINE word pick(mask m, word yes, word no)
{
#if defined(__AVX512DQ__)
    return (word)_mm512_mask_blend_pd(_mm512_movepi64_mask((__m512i)m), (__m512d)no, (__m512d)yes);
#elif defined(__AVX2__)
    return (word)_mm256_blendv_pd((__m256d)no, (__m256d)yes, (__m256d)m);
#else
    return (word)(((mask)yes & m) | ((mask)no & ~m));
#endif
}

INLINE bits_word pick_bits(mask m, bits_word yes, bits_word no) { return (bits_word)pick(m, (word)yes, (word)no); }

#define ANY(m) __builtin_expect(lanes_of(m) != 0, 1)
#define RARE(m) __builtin_expect(lanes_of(m) != 0, 0)
/* Stores the lanes of a mask. */
#define PUT(place, m, x) ((place) = pick(m, x, place))

#define REAL word
#define BITS bits_word
#define NAME(f) word_##f
#define PICK(condition, yes, no) pick(condition, yes, no)
#include "base/elementary.h"
#undef REAL
#undef BITS
#undef NAME
#undef PICK

INLINE word truth_of(mask m) { return (word)(m & (mask)SET(1.0)); }

INLINE mask is_finite(word x) { return (x - x) == SET(0.0); }

/* ---- values ---- */

INLINE word word_min(word a, word b) { return pick((b < a) | (b != b), b, a); }
INLINE word word_max(word a, word b) { return pick((b > a) | (b != b), b, a); }
INLINE word word_clamp(word x, word low, word high) { return word_min(word_max(x, low), high); }
INLINE word word_abs(word x) { return (word)((bits_word)x & UINT64_C(0x7FFFFFFFFFFFFFFF)); }
INLINE word word_exp(word x)
{
    return lanes_of(EXP_IS_PLAIN(x)) == (1u << WORD) - 1 ? word_exp_plain(x, SET(0.0)) : word_exp_any(x, SET(0.0));
}
INLINE word word_log(word x)
{
    return lanes_of(LOG_IS_PLAIN(x)) == (1u << WORD) - 1 ? word_log_normal(x) : word_log_any(x);
}
INLINE word word_equal(word a, word b) { return truth_of((a >= b) & (a <= b)); }
INLINE word word_chance(word p, word within)
{
    word u = 1.0 + -p, hazard = -word_log1p_of(-p, u, word_log(u)) / within;
    return pick((p >= 0.0) & (p < 1.0) & (within > 0.0), hazard, SET((double)NAN));
}
INLINE word word_logistic(word x) { return 1.0 / (1.0 + word_exp(-x)); }

INLINE word word_sqrt(word x)
{
#if defined(__AVX512F__)
    return (word)_mm512_sqrt_pd((__m512d)x);
#elif defined(__AVX2__)
    return (word)_mm256_sqrt_pd((__m256d)x);
#elif defined(__SSE2__)
    return (word)_mm_sqrt_pd((__m128d)x);
#else
    for (int i = 0; i < WORD; i++) {
        x[i] = sqrt(x[i]);
    }
    return x;
#endif
}

/* ---- luck ---- */

INLINE bits_word word_mix(bits_word x)
{
    x = (x ^ (x >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94D049BB133111EB);
    return x ^ (x >> 31);
}

/* The uniform that a stream gives from this state. */
INLINE word word_uniform(bits_word x)
{
    bits_word bits = ((x >> ((x >> 59) + 5)) ^ x) * UINT64_C(12605985483714917081);
    bits ^= bits >> 43;
    /* k in [0, 2^52) becomes 1 + k*2^-52 by its bits; minus 1 and plus half a cell are exact. */
    return ((word)((bits >> 12) | UINT64_C(0x3FF0000000000000)) - 1.0) + 0x1p-53;
}

INLINE word word_saturate(word x, word min, word max) { return pick(x < min, min, pick(x > max, max, x)); }

/* Elicited distributions (lib/random/dist_elicited.c) of neighbouring parameters, in words: constants of one kind, `bounds` of them given. */
typedef struct elicited {
    const int *parameter;                       /* whose they are; padded to whole words with one that does not exist */
    const double *a1, *a2, *a3, *low, *high, *least, *most;
    int n, bounds;
} elicited;

static void draw_elicited(const elicited *d, const brink_i_owner_key *keys, uint64_t trial, double *parameters)
{
    for (int i = 0; i < d->n; i += WORD) {
        bits_word key;
        for (int k = 0; k < WORD; k++) {
            key[k] = keys[d->parameter[i + k] < 0 ? 0 : d->parameter[i + k]].a;
        }
        const word p = word_uniform(word_mix(key + BRINK_I_TRIAL_STRIDE_A * trial)), q = 1.0 - p;
#define CONSTANT(name) (*(const word *)(const void *)(d->name + i))
        const word line = word_log_normal(p) - word_log_normal(q), center = pick(p <= q, p - 0.5, 0.5 - q);
        word x = CONSTANT(a1) + (CONSTANT(a2) + CONSTANT(a3) * center) * line;
        if (d->bounds == 1) {
            x = CONSTANT(low) + word_exp(x);
        } else if (d->bounds == 2) {
            const word e = word_exp(x), width = CONSTANT(high) - CONSTANT(low);
            x = pick(x <= 0.0, CONSTANT(low) + width * (e / (1.0 + e)), CONSTANT(high) - width / (1.0 + e));
        }
        x = word_saturate(x, CONSTANT(least), CONSTANT(most));
#undef CONSTANT
        for (int k = 0; k < WORD; k++) {
            if (d->parameter[i + k] >= 0) {
                parameters[d->parameter[i + k]] = x[k];
            }
        }
    }
}

INLINE word word_triangular(word u, double width, double rise, double fall, double low, double high)
{
    return word_saturate(pick(u <= rise, low + width * word_sqrt(u * rise), high - width * word_sqrt((1.0 - u) * fall)), SET(low), SET(high));
}

/* ---- stocks that move in straight lines ---- */

typedef struct line {
    word x0, t0, f;
} line;

INLINE word line_at(const line *s, word t) { return pick((t == s->t0) | (s->f == 0.0), s->x0, s->x0 + s->f * (t - s->t0)); }

/* brink_i_delay without decay. */
INLINE word word_delay(word g, word slope)
{
    word delay = -(g / slope);
    delay = pick(delay > 0.0, delay, SET(0.0));
    return pick(slope == 0.0, SET(INFINITY), delay);
}

INLINE word word_crossing(bool less, mask truth, word t, word g, word slope)
{
    mask up = less ? truth : ~truth;
    mask wants = (up & (slope > 0.0)) | (~up & (slope < 0.0));
    return pick(wants, t + word_delay(g, slope), SET(INFINITY));
}

INLINE mask word_yields(word date, word bound_date)
{
    word size = pick(bound_date < 0.0, -bound_date, bound_date);
    return (bound_date < (double)INFINITY) & (date >= bound_date - 1e-12 * pick(size > 1.0, size, SET(1.0)));
}

/* ---- bounds over windows; `odd` collects lanes in which an end is not finite ---- */

typedef struct band {
    word low, high;
} band;

INLINE band band_point(word x) { return (band){x, x}; }
INLINE word lesser(word a, word b) { return pick(b < a, b, a); }
INLINE word greater(word a, word b) { return pick(b > a, b, a); }
INLINE band band_corners(word a, word b, word c, word d)
{
    return (band){lesser(lesser(a, b), lesser(c, d)), greater(greater(a, b), greater(c, d))};
}
INLINE band band_check(band a, mask *odd)
{
    *odd |= ~(is_finite(a.low) & is_finite(a.high));
    return a;
}
INLINE band band_negate(band a, mask *odd) { return band_check((band){-a.high, -a.low}, odd); }
INLINE band band_add(band a, band b, mask *odd) { return band_check((band){a.low + b.low, a.high + b.high}, odd); }
INLINE band band_subtract(band a, band b, mask *odd) { return band_check((band){a.low + -b.high, a.high + -b.low}, odd); }
INLINE band band_multiply(band a, band b, mask *odd)
{
    return band_check(band_corners(a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high), odd);
}
INLINE band band_divide(band a, band b, mask *odd)
{
    *odd |= (b.low <= 0.0) & (b.high >= 0.0);
    return band_check(band_corners(a.low / b.low, a.low / b.high, a.high / b.low, a.high / b.high), odd);
}
INLINE band band_min(band a, band b, mask *odd) { return band_check((band){lesser(a.low, b.low), lesser(a.high, b.high)}, odd); }
INLINE band band_max(band a, band b, mask *odd) { return band_check((band){greater(a.low, b.low), greater(a.high, b.high)}, odd); }
INLINE band band_logistic(band a, mask *odd)
{
    word low = word_logistic(a.low), high = word_logistic(a.high);
    word l = low - word_abs(low) * 0x1p-50 - 0x1p-1070, h = high + word_abs(high) * 0x1p-50 + 0x1p-1070;
    mask point = (a.low >= a.high) & (a.low <= a.high);
    return band_check((band){pick(point, low, pick(l < 0.0, SET(0.0), l)), pick(point, high, pick(h > 1.0, SET(1.0), h))}, odd);
}
