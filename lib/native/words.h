/* SPDX-License-Identifier: Apache-2.0 */

/* Part of a generated module: words, which hold neighbouring trials (or, where parameters are drawn,
 * neighbouring parameters), and the formulas of expr/primitive.h, expr/range.h and model/motion.h for
 * neighbouring trials at once, with their bits. Where one of them would leave the common path, its lanes are
 * marked `bad`, and the oracle plays those trials. */

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
typedef int64_t wide
    __attribute__((vector_size(8 * WORD))); /* what comparing words gives: all bits of a lane, or none */
typedef uint64_t bits_word __attribute__((vector_size(8 * WORD)));

#define SET(c) ((word){0} + (c))
#if defined(__AVX512F__)
#define FIRST_NUMBERS ((bits_word){0, 1, 2, 3, 4, 5, 6, 7})
#elif defined(__AVX2__)
#define FIRST_NUMBERS ((bits_word){0, 1, 2, 3})
#else
#define FIRST_NUMBERS ((bits_word){0, 1})
#endif
#define EVERY_LANE ((1u << WORD) - 1)

/* Conditions of lanes. With AVX-512 a mask is one byte, and machines' states are masks, so that what happens
 * to a state costs a byte's and or or (reference model: 174 ns a trial with masks as wide as words, 137 with
 * bytes). */
#if defined(__AVX512DQ__)
typedef uint8_t mask;
#define NONE ((mask)0)
#define ALL ((mask)0xFF)
INLINE unsigned lanes_of(mask m) { return m; }
INLINE mask mask_of(unsigned lanes) { return (mask)lanes; }
INLINE mask narrow(wide m) { return (mask)_mm512_movepi64_mask((__m512i)m); }
#define COMPARISON(name, how) \
    INLINE mask name(word a, word b) { return _mm512_cmp_pd_mask((__m512d)a, (__m512d)b, how); }
COMPARISON(below, _CMP_LT_OQ)
COMPARISON(at_most, _CMP_LE_OQ)
COMPARISON(above, _CMP_GT_OQ)
COMPARISON(at_least, _CMP_GE_OQ)
COMPARISON(equal, _CMP_EQ_OQ)
COMPARISON(unequal, _CMP_NEQ_UQ)
#undef COMPARISON
INLINE mask same_bits(word a, word b) { return _mm512_cmpeq_epi64_mask((__m512i)a, (__m512i)b); }
INLINE mask is_finite(word x)
{
    return (mask)~_mm512_fpclass_pd_mask((__m512d)x, 0x99); /* no NaN, no infinity */
}
INLINE word pick(mask m, word yes, word no)
{
    return (word)_mm512_mask_blend_pd(m, (__m512d)no, (__m512d)yes);
}
INLINE word truth_of(mask m) { return (word)_mm512_maskz_mov_pd(m, (__m512d)SET(1.0)); }
INLINE word sooner(word a, word b) { return (word)_mm512_min_epi64((__m512i)a, (__m512i)b); }
INLINE word lesser(word a, word b) { return (word)_mm512_min_pd((__m512d)b, (__m512d)a); }
INLINE word greater(word a, word b) { return (word)_mm512_max_pd((__m512d)b, (__m512d)a); }
#else
typedef wide mask;
#define NONE ((mask){0})
#define ALL (~(mask){0})
INLINE unsigned lanes_of(mask m)
{
#if defined(__AVX2__)
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
INLINE mask mask_of(unsigned lanes) { return (mask)((((bits_word){0} + 1) << FIRST_NUMBERS & lanes) != 0); }
INLINE mask narrow(wide m) { return m; }
INLINE mask below(word a, word b) { return a < b; }
INLINE mask at_most(word a, word b) { return a <= b; }
INLINE mask above(word a, word b) { return a > b; }
INLINE mask at_least(word a, word b) { return a >= b; }
INLINE mask equal(word a, word b) { return a == b; }
INLINE mask unequal(word a, word b) { return a != b; }
INLINE mask same_bits(word a, word b) { return (wide)a == (wide)b; }
INLINE mask is_finite(word x) { return (x - x) == SET(0.0); }
INLINE word pick(mask m, word yes, word no)
{
#if defined(__AVX2__)
    return (word)_mm256_blendv_pd((__m256d)no, (__m256d)yes, (__m256d)m);
#else
    return (word)(((wide)yes & m) | ((wide)no & ~m));
#endif
}
INLINE word truth_of(mask m) { return (word)(m & (wide)SET(1.0)); }
INLINE word sooner(word a, word b)
{
    return pick((wide)b < (wide)a, b, a);
} /* of dates: none is negative, their bits order as they do */
INLINE word lesser(word a, word b) { return pick(b < a, b, a); }
INLINE word greater(word a, word b) { return pick(b > a, b, a); }
#endif

INLINE bits_word pick_bits(mask m, bits_word yes, bits_word no)
{
    return (bits_word)pick(m, (word)yes, (word)no);
}

/* Gives the lanes of a mask up to eight flags: each byte of `values` is all ones or 0. What is behind them,
 * up to the eighth, may be set too. */
INLINE void set_flags(mask *flags, int n, mask on, uint64_t values)
{
#if defined(__AVX512DQ__)
    (void)n;
    const uint64_t everywhere = on * UINT64_C(0x0101010101010101);
    uint64_t now;
    memcpy(&now, flags, 8);
    now = (now & ~everywhere) | (values & everywhere);
    memcpy(flags, &now, 8);
#else
#pragma GCC unroll 8 /* or each flag would be asked for (compiled for AVX2: a sixth of the reference model's \
                        instructions) */
    for (int i = 0; i < n; i++) {
        flags[i] = values >> 8 * i & 1 ? flags[i] | on : flags[i] & ~on;
    }
#endif
}

/* Beyond these numbers the oracle is to say whether an instant ends (docs/semantics.md section 6: after 1,000
 * things it is a fault). */
enum { FEW_EVENTS = 200, FEW_TURNS = 50 };

#define ANY(m) __builtin_expect(lanes_of(m) != 0, 1)
#define RARE(m) __builtin_expect(lanes_of(m) != 0, 0)
/* Stores the lanes of a mask. */
#define PUT(place, m, x) ((place) = pick(m, x, place))

#define REAL word
#define BITS bits_word
#define NAME(f) word_##f
#define PICK(condition, yes, no) pick(narrow(condition), yes, no)
#include "base/elementary.h"
#include "random/generator.h"
#undef REAL
#undef BITS
#undef NAME
#undef PICK

/* ---- values ---- */

INLINE word word_min(word a, word b) { return pick(below(b, a) | unequal(b, b), b, a); }
INLINE word word_max(word a, word b) { return pick(above(b, a) | unequal(b, b), b, a); }
INLINE word word_clamp(word x, word low, word high) { return word_min(word_max(x, low), high); }
INLINE word word_abs(word x) { return (word)((bits_word)x & UINT64_C(0x7FFFFFFFFFFFFFFF)); }
INLINE word word_exp(word x)
{
    return lanes_of(below(word_abs(x), SET(700.0))) == EVERY_LANE ? word_exp_plain(x, SET(0.0))
                                                                  : word_exp_any(x, SET(0.0));
}
INLINE word word_log(word x)
{
    return lanes_of(narrow(LOG_IS_PLAIN(x))) == EVERY_LANE ? word_log_normal(x) : word_log_any(x);
}
INLINE word word_equal(word a, word b) { return truth_of(equal(a, b)); }
INLINE word word_chance(word p, word within)
{
    word u = 1.0 + -p, hazard = -word_log1p_of(-p, u, word_log(u)) / within;
    return pick(at_least(p, SET(0.0)) & below(p, SET(1.0)) & above(within, SET(0.0)), hazard,
                SET((double)NAN));
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

INLINE word word_saturate(word x, word min, word max)
{
    return pick(below(x, min), min, pick(above(x, max), max, x));
}

/* Elicited distributions (lib/random/dist_elicited.c) of neighbouring parameters, in words: constants of one
 * kind, `bounds` of them given. */
typedef struct elicited {
    const int *parameter; /* whose they are; padded to whole words with one that does not exist */
    const double *a1, *a2, *a3, *low, *high, *least, *most;
    int n, bounds;
} elicited;

static void draw_elicited(const elicited *d, const brink_i_owner_key *keys, uint64_t trial,
                          double *parameters)
{
    for (int i = 0; i < d->n; i += WORD) {
        bits_word key;
        for (int k = 0; k < WORD; k++) {
            key[k] = keys[d->parameter[i + k] < 0 ? 0 : d->parameter[i + k]].a;
        }
        const word p = word_uniform(word_mix(key + BRINK_I_TRIAL_STRIDE_A * trial)), q = 1.0 - p;
#define CONSTANT(name) (*(const word *)(const void *)(d->name + i))
        const word line = word_log_normal(p) - word_log_normal(q),
                   center = pick(at_most(p, q), p - 0.5, 0.5 - q);
        word x = CONSTANT(a1) + (CONSTANT(a2) + CONSTANT(a3) * center) * line;
        if (d->bounds == 1) {
            x = CONSTANT(low) + word_exp(x);
        } else if (d->bounds == 2) {
            const word e = word_exp(x), width = CONSTANT(high) - CONSTANT(low);
            x = pick(at_most(x, SET(0.0)), CONSTANT(low) + width * (e / (1.0 + e)),
                     CONSTANT(high) - width / (1.0 + e));
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

/* triangular_quantile of lib/random/dist_continuous.c, to the bit. */
INLINE word word_triangular(word u, double width, double rise, double fall, double low, double high)
{
    const mask rises = at_most(u, SET(rise));
    const word q = 1.0 - u, root = word_sqrt(pick(rises, u * rise, q * fall)), part = width * root;
    const word bottom = low + width * ((u + rise * q) / (1.0 + root));
    const word top = high - width * ((q + fall * u) / (1.0 + root));
    const word up = pick(at_most(SET(0x1p-10), q), low + part, top);
    const word down = pick(at_most(SET(0x1p-10), u), high - part, bottom);
    return word_saturate(pick(rises, up, down), SET(low), SET(high));
}

/* ---- lists ---- */

/* Lists of what single lanes bring along, close together. */
typedef double number __attribute__((may_alias)); /* or the bits of a whole one */
#define WORD_AT(list) (*(word *)(void *)((list) + at))
#define BITS_AT(list) (*(bits_word *)(void *)((list) + at))
/* So many, and room for a word that begins with the last; behind `measure[2]` it is two such lists. */
#define LIST(type, name, room) type name[((room) + WORD + 7) / 8 * 8] __attribute__((aligned(64)))

/* Words that are worked on in turns, so that one can wait for its numbers while the next goes on: as many as
 * this room holds, 2 to 16. */
#define WORDS_OF(size, room) ((size) > (room) / 2 ? 2 : (size) < (room) / 16 ? 16 : (room) / (size))

#if defined(__AVX2__) && !defined(__AVX512F__)
/* For each mask of four lanes the lanes in it, first, and where in such a row each lane finds its own; a lane
 * is two numbers to the instruction that arranges them. (Compiled for AVX2, lane by lane instead: reference
 * model 200 ns a trial, 142 with these; birth and death 11 us, 7.2.) */
#define LANE(i) 2 * (i), 2 * (i) + 1
#define ROW(a, b, c, d)                    \
    {                                      \
        LANE(a), LANE(b), LANE(c), LANE(d) \
    }
static const int32_t lanes_in[16][8] __attribute__((aligned(32))) = {
    ROW(0, 0, 0, 0), ROW(0, 0, 0, 0), ROW(1, 0, 0, 0), ROW(0, 1, 0, 0), ROW(2, 0, 0, 0), ROW(0, 2, 0, 0),
    ROW(1, 2, 0, 0), ROW(0, 1, 2, 0), ROW(3, 0, 0, 0), ROW(0, 3, 0, 0), ROW(1, 3, 0, 0), ROW(0, 1, 3, 0),
    ROW(2, 3, 0, 0), ROW(0, 2, 3, 0), ROW(1, 2, 3, 0), ROW(0, 1, 2, 3)};
static const int32_t places_in[16][8] __attribute__((aligned(32))) = {
    ROW(0, 0, 0, 0), ROW(0, 0, 0, 0), ROW(0, 0, 0, 0), ROW(0, 1, 0, 0), ROW(0, 0, 0, 0), ROW(0, 0, 1, 0),
    ROW(0, 0, 1, 0), ROW(0, 1, 2, 0), ROW(0, 0, 0, 0), ROW(0, 0, 0, 1), ROW(0, 0, 0, 1), ROW(0, 1, 0, 2),
    ROW(0, 0, 0, 1), ROW(0, 0, 1, 2), ROW(0, 0, 1, 2), ROW(0, 1, 2, 3)};
#undef ROW
#undef LANE
INLINE __m256d arranged(__m256d x, const int32_t *how)
{
    return _mm256_castps_pd(
        _mm256_permutevar8x32_ps(_mm256_castpd_ps(x), _mm256_load_si256((const __m256i *)(const void *)how)));
}
#endif

/* The lanes of a mask, one after the other. Up to a word is written behind them. (With AVX-512 where each
 * lane goes is found once for all that go there together: an instruction that only permutes is cheaper than
 * one that compresses.) */
INLINE void compress(number *to, mask m, word x)
{
#if defined(__AVX512F__)
    const __m512i lanes = _mm512_maskz_compress_epi64(m, (__m512i)FIRST_NUMBERS);
    _mm512_storeu_pd(to, _mm512_permutexvar_pd(lanes, (__m512d)x));
#elif defined(__AVX2__)
    _mm256_storeu_pd(to, arranged((__m256d)x, lanes_in[lanes_of(m)]));
#else
    for (unsigned lanes = lanes_of(m); lanes; lanes &= lanes - 1) {
        *to++ = x[__builtin_ctz(lanes)];
    }
#endif
}

/* And back: the first of a list into the lanes of a mask. */
INLINE word expand(const number *from, mask m, word x)
{
#if defined(__AVX512F__)
    const __m512i places = _mm512_maskz_expand_epi64(m, (__m512i)FIRST_NUMBERS);
    return (word)_mm512_mask_permutexvar_pd((__m512d)x, m, places, _mm512_loadu_pd(from));
#elif defined(__AVX2__)
    return pick(m, (word)arranged(_mm256_loadu_pd(from), places_in[lanes_of(m)]), x);
#else
    for (unsigned lanes = lanes_of(m); lanes; lanes &= lanes - 1) {
        x[__builtin_ctz(lanes)] = *from++;
    }
    return x;
#endif
}
INLINE void compress_bits(uint64_t *to, mask m, bits_word x) { compress((number *)to, m, (word)x); }
INLINE bits_word expand_bits(const uint64_t *from, mask m, bits_word x)
{
    return (bits_word)expand((const number *)from, m, (word)x);
}

/* ---- stocks that move in straight lines ---- */

typedef struct line {
    word x0, t0, f;
} line;

INLINE word line_at(const line *s, word t)
{
    return pick(equal(t, s->t0) | equal(s->f, SET(0.0)), s->x0, s->x0 + s->f * (t - s->t0));
}

/* brink_i_delay without decay. */
INLINE word word_delay(word g, word slope)
{
    word delay = -(g / slope);
    delay = pick(above(delay, SET(0.0)), delay, SET(0.0));
    return pick(equal(slope, SET(0.0)), SET(INFINITY), delay);
}

INLINE word word_crossing(bool less, mask truth, word t, word g, word slope)
{
    mask up = less ? truth : ~truth;
    mask wants = (up & above(slope, SET(0.0))) | (~up & below(slope, SET(0.0)));
    return pick(wants, t + word_delay(g, slope), SET(INFINITY));
}

INLINE mask word_yields(word date, word bound_date)
{
    return below(bound_date, SET(INFINITY)) & at_least(BRINK_I_INSTANT_END(date), bound_date);
}

/* ---- bounds over windows; `odd` collects lanes in which an end is not finite ---- */

typedef struct band {
    word low, high;
} band;

INLINE band band_point(word x) { return (band){x, x}; }
INLINE band band_between(word a, word b) { return (band){lesser(a, b), greater(a, b)}; }
INLINE band band_hull(band a, band b) { return (band){lesser(a.low, b.low), greater(a.high, b.high)}; }
INLINE band band_check(band a, mask *odd)
{
    *odd |= (mask) ~(is_finite(a.low) & is_finite(a.high));
    return a;
}
INLINE band band_negate(band a, mask *odd) { return band_check((band){-a.high, -a.low}, odd); }
INLINE band band_add(band a, band b, mask *odd)
{
    return band_check((band){a.low + b.low, a.high + b.high}, odd);
}
INLINE band band_subtract(band a, band b, mask *odd)
{
    return band_check((band){a.low + -b.high, a.high + -b.low}, odd);
}
/* By what does not move: of the four corners two are twice there. */
INLINE band band_scale(band a, word by, mask *odd)
{
    return band_check(band_between(a.low * by, a.high * by), odd);
}
INLINE band band_multiply(band a, band b, mask *odd)
{
    return band_check(
        band_hull(band_between(a.low * b.low, a.low * b.high), band_between(a.high * b.low, a.high * b.high)),
        odd);
}
INLINE band band_divide_by(band a, word by, mask *odd)
{
    *odd |= equal(by, SET(0.0));
    return band_check(band_between(a.low / by, a.high / by), odd);
}
INLINE band band_divide(band a, band b, mask *odd)
{
    *odd |= at_most(b.low, SET(0.0)) & at_least(b.high, SET(0.0));
    return band_check(
        band_hull(band_between(a.low / b.low, a.low / b.high), band_between(a.high / b.low, a.high / b.high)),
        odd);
}
INLINE band band_min(band a, band b, mask *odd)
{
    return band_check((band){lesser(a.low, b.low), lesser(a.high, b.high)}, odd);
}
INLINE band band_max(band a, band b, mask *odd)
{
    return band_check((band){greater(a.low, b.low), greater(a.high, b.high)}, odd);
}
INLINE band stock_band(const line *stock, word min, word max, word now, word until)
{
    return band_between(word_saturate(line_at(stock, now), min, max),
                        word_saturate(line_at(stock, until), min, max));
}
INLINE band band_logistic(band a, mask *odd)
{
    word low = word_logistic(a.low), high = word_logistic(a.high);
    word l = low - word_abs(low) * 0x1p-50 - 0x1p-1070, h = high + word_abs(high) * 0x1p-50 + 0x1p-1070;
    mask point = equal(a.low, a.high);
    return band_check((band){pick(point, low, pick(below(l, SET(0.0)), SET(0.0), l)),
                             pick(point, high, pick(above(h, SET(1.0)), SET(1.0), h))},
                      odd);
}
