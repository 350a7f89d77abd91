/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_ENGINE_WORDS_H
#define BRINK_ENGINE_WORDS_H

/* Words: vectors as wide as a register, for what the scalar body does to many numbers at once. Words are GCC
 * vectors, so that one text serves every instruction set; only masks are written for each. All of them give
 * the same bits. */

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

typedef double brink_i_word __attribute__((vector_size(BRINK_I_WORD * 8)));
typedef int64_t brink_i_iword __attribute__((vector_size(BRINK_I_WORD * 8)));
typedef uint64_t brink_i_uword __attribute__((vector_size(BRINK_I_WORD * 8)));

#define WORD_INLINE static inline __attribute__((always_inline))

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

/* Bit i: element i of a comparison's result. */
WORD_INLINE unsigned word_mask(brink_i_iword bits)
{
#if defined(BRINK_I_ISA_AVX512)
    return (unsigned)_mm512_movepi64_mask((__m512i)bits);
#elif defined(BRINK_I_ISA_AVX2)
    return (unsigned)_mm256_movemask_pd((__m256d)bits);
#elif defined(__SSE2__)
    return (unsigned)_mm_movemask_pd((__m128d)bits);
#else
    unsigned mask = 0;
    for (int i = 0; i < BRINK_I_WORD; i++) {
        mask |= (unsigned)(bits[i] & 1) << i;
    }
    return mask;
#endif
}

WORD_INLINE brink_i_word word_pick(brink_i_iword bits, brink_i_word yes, brink_i_word no)
{
    return (brink_i_word)(((brink_i_iword)yes & bits) | ((brink_i_iword)no & ~bits));
}

/* exp and log, and the mixing of streams. */
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

WORD_INLINE brink_i_word word_exp(brink_i_word x)
{
    const unsigned all = (1U << BRINK_I_WORD) - 1U;
    return word_mask(EXP_IS_PLAIN(x)) == all ? word_exp_plain(x, word_set(0.0))
                                             : word_exp_any(x, word_set(0.0));
}

#endif
