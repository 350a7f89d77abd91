/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_KERNEL_WORDS_H
#define BRINK_KERNEL_WORDS_H

/* The words that the kernel's lanes are made of. 64 trials advance together:
 *
 *   a mask        one bit per lane: which lanes something concerns     uint64_t
 *   a row         one double per lane: values, dates, budgets, ...     double[64], aligned
 *   a word        neighbouring lanes of a row that fill one register   brink_i_word (vector of 8, 4 or 2)
 *   a lane mask   the part of a mask that belongs to a word            unsigned, as many bits
 *
 * Words are GCC vectors, so that one body of code serves every instruction set. Only the few things that
 * vectors cannot say (masks to and from words, SLEEF's functions) are written per instruction set, below. All
 * of them give the same bits. A word is as wide as a register: GCC takes the comparisons of wider vectors
 * apart into single elements. */

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/math.h"
#include "random/pcg.h"

#if defined(__SSE2__)
#include <immintrin.h>
#endif

#if defined(BRINK_I_ISA_AVX512)
#define BRINK_I_WORD 8
#elif defined(BRINK_I_ISA_AVX2)
#define BRINK_I_WORD 4
#else
#define BRINK_I_WORD 2
#endif

enum { BRINK_I_LANES = 64, BRINK_I_WORDS = BRINK_I_LANES / BRINK_I_WORD };
#define BRINK_I_LANE_MASK ((1U << BRINK_I_WORD) - 1U)

typedef double brink_i_word __attribute__((vector_size(BRINK_I_WORD * 8)));
typedef int64_t brink_i_iword __attribute__((vector_size(BRINK_I_WORD * 8)));
typedef uint64_t brink_i_uword __attribute__((vector_size(BRINK_I_WORD * 8)));
typedef uint64_t brink_i_mask;

#define WORD_INLINE static inline __attribute__((always_inline))

/* Runs a block for each word that has a lane in the mask: `v` is the word's number, `lane_mask` its part of
 * the mask. */
#define EACH_WORD(v, lane_mask, mask)                                                                 \
    for (brink_i_mask left_##v = (mask); left_##v;)                                                   \
        for (int v = __builtin_ctzll(left_##v) / BRINK_I_WORD, once_##v = 1; once_##v;                \
             left_##v &= ~((brink_i_mask)BRINK_I_LANE_MASK << (BRINK_I_WORD * v)), once_##v = 0)      \
            for (unsigned lane_mask = (unsigned)(left_##v >> (BRINK_I_WORD * v)) & BRINK_I_LANE_MASK, \
                          in_##v = 1;                                                                 \
                 lane_mask && in_##v; in_##v = 0)

/* Runs a block for each lane of the mask. */
#define EACH_LANE(l, mask)                      \
    for (brink_i_mask left_##l = (mask), l = 0; \
         left_##l && ((l = (brink_i_mask)__builtin_ctzll(left_##l)), 1); left_##l &= left_##l - 1)

WORD_INLINE brink_i_word word_set(double x)
{
    brink_i_word all;
    for (int i = 0; i < BRINK_I_WORD; i++) {
        all[i] = x;
    }
    return all;
}

WORD_INLINE brink_i_word word_at(const double *row, int v)
{
    return *(const brink_i_word *)(const void *)(row + BRINK_I_WORD * v);
}

WORD_INLINE void word_put(double *row, int v, brink_i_word x)
{
    *(brink_i_word *)(void *)(row + BRINK_I_WORD * v) = x;
}

/* All bits of the lanes of the mask. */
WORD_INLINE brink_i_iword word_bits(unsigned lane_mask)
{
#if defined(BRINK_I_ISA_AVX512)
    return (brink_i_iword)_mm512_movm_epi64((__mmask8)lane_mask);
#else
    brink_i_iword bit, all;
    for (int i = 0; i < BRINK_I_WORD; i++) {
        bit[i] = (int64_t)1 << i;
        all[i] = (int64_t)lane_mask;
    }
    return (all & bit) != 0;
#endif
}

/* The lane mask of a comparison's result. */
WORD_INLINE unsigned word_mask(brink_i_iword bits)
{
#if defined(BRINK_I_ISA_AVX512)
    return (unsigned)_mm512_movepi64_mask((__m512i)bits);
#elif defined(BRINK_I_ISA_AVX2)
    return (unsigned)_mm256_movemask_pd((__m256d)bits);
#elif defined(__SSE2__)
    return (unsigned)_mm_movemask_pd((__m128d)bits);
#else
    unsigned lane_mask = 0;
    for (int i = 0; i < BRINK_I_WORD; i++) {
        lane_mask |= (unsigned)(bits[i] & 1) << i;
    }
    return lane_mask;
#endif
}

/* `yes` in the lanes of the mask, `no` in the others. */
WORD_INLINE brink_i_word word_select(unsigned lane_mask, brink_i_word yes, brink_i_word no)
{
#if defined(BRINK_I_ISA_AVX512)
    return (brink_i_word)_mm512_mask_blend_pd((__mmask8)lane_mask, (__m512d)no, (__m512d)yes);
#else
    brink_i_iword bits = word_bits(lane_mask);
    return (brink_i_word)(((brink_i_iword)yes & bits) | ((brink_i_iword)no & ~bits));
#endif
}

WORD_INLINE brink_i_word word_pick(brink_i_iword bits, brink_i_word yes, brink_i_word no)
{
    return (brink_i_word)(((brink_i_iword)yes & bits) | ((brink_i_iword)no & ~bits));
}

/* Stores the lanes of the mask. */
WORD_INLINE void word_put_some(double *row, int v, unsigned lane_mask, brink_i_word x)
{
#if defined(BRINK_I_ISA_AVX512)
    _mm512_mask_store_pd(row + BRINK_I_WORD * v, (__mmask8)lane_mask, (__m512d)x);
#else
    word_put(row, v, word_select(lane_mask, x, word_at(row, v)));
#endif
}

/* 1.0 in the lanes of the mask, 0.0 in the others. */
WORD_INLINE brink_i_word word_truth(unsigned lane_mask)
{
    return word_select(lane_mask, word_set(1.0), word_set(0.0));
}

/* Lanes whose value is neither NaN nor infinite. */
WORD_INLINE unsigned word_finite(brink_i_word x) { return word_mask((x - x) == word_set(0.0)); }

/* Exact in IEEE 754, so the same everywhere. */
WORD_INLINE brink_i_word word_sqrt(brink_i_word x)
{
#if defined(BRINK_I_ISA_AVX512)
    return (brink_i_word)_mm512_sqrt_pd((__m512d)x);
#elif defined(BRINK_I_ISA_AVX2)
    return (brink_i_word)_mm256_sqrt_pd((__m256d)x);
#else
    for (int i = 0; i < BRINK_I_WORD; i++) {
        x[i] = sqrt(x[i]);
    }
    return x;
#endif
}

/* exp, expm1, log, log1p and pow of words: the parts. */
#define REAL brink_i_word
#define BITS brink_i_uword
#define NAME(f) word_##f
#define SET(c) word_set(c)
#define PICK(condition, yes, no) word_pick(condition, yes, no)
#include "base/elementary.h"
#include "random/generator.h"
#undef REAL
#undef BITS
#undef NAME
#undef SET
#undef PICK

WORD_INLINE bool word_all(brink_i_iword bits) { return word_mask(bits) == BRINK_I_LANE_MASK; }

WORD_INLINE brink_i_word word_exp_sum(brink_i_word x, brink_i_word low)
{
    return word_all(EXP_IS_PLAIN(x)) ? word_exp_plain(x, low) : word_exp_any(x, low);
}

WORD_INLINE brink_i_word word_exp(brink_i_word x) { return word_exp_sum(x, word_set(0.0)); }

WORD_INLINE brink_i_word word_expm1(brink_i_word x)
{
    return word_all(EXPM1_IS_PLAIN(x)) ? word_expm1_plain(x) : word_expm1_any(x);
}

WORD_INLINE brink_i_word word_log(brink_i_word x)
{
    return word_all(LOG_IS_PLAIN(x)) ? word_log_normal(x) : word_log_any(x);
}

WORD_INLINE brink_i_word word_pow(brink_i_word x, brink_i_word y)
{
    if (word_all(y == 2.0)) {
        return x * x; /* as brink_i_pow has it */
    }
    brink_i_word rest, p = word_pow_product(x, y, &rest), power = word_exp_sum(p, rest);
    unsigned special =
        ~word_mask(POW_IS_PLAIN(x, y) & (y != 1.0) & (y != 2.0) & (y != 3.0)) & BRINK_I_LANE_MASK;
    for (int i = 0; i < BRINK_I_WORD && special; i++) {
        if (special >> i & 1) {
            power[i] = brink_i_pow(x[i], y[i]);
        }
    }
    return power;
}

WORD_INLINE brink_i_word word_exponential(brink_i_word u) { return -word_log_normal(u); }

/* Steps the streams of the lanes of the mask and gives their uniforms, as brink_i_stream_uniform does. */
WORD_INLINE brink_i_word word_next_uniform(uint64_t *state, const uint64_t *inc, int v, unsigned lane_mask)
{
    brink_i_uword *s = (brink_i_uword *)(void *)(state + BRINK_I_WORD * v);
    brink_i_uword x = *s, step = x * BRINK_I_PCG_MULTIPLIER +
                                 *(const brink_i_uword *)(const void *)(inc + BRINK_I_WORD * v);
    brink_i_uword bits = (brink_i_uword)word_bits(lane_mask);
    *s = (step & bits) | (x & ~bits);
    return word_uniform(x);
}

#endif
