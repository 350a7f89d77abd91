/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_RANDOM_PCG_H
#define BRINK_RANDOM_PCG_H

/* PCG RXS-M-XS 64/64 "setseq": a 64-bit linear congruential generator whose increment selects the sequence,
 * with a strong output permutation (M. E. O'Neill, "PCG: A Family of Simple Fast Space-Efficient
 * Statistically Good Algorithms for Random Number Generation", HMC-CS-2014-0905, section 6.3.4).
 *
 * Sixteen bytes per stream, because a trial holds one stream for each machine. The permutation
 * is invertible, so 64-bit words never repeat within one period; the 52 bits that a uniform keeps do repeat.
 */

#include <stdint.h>

#include "base/functions.h"

/** One random stream. `inc` is odd. */
typedef struct brink_i_stream {
    uint64_t state, inc;
} brink_i_stream;

#define BRINK_I_PCG_MULTIPLIER UINT64_C(6364136223846793005)

#define REAL double
#define BITS uint64_t
#define NAME(f) brink_i_##f
#include "random/generator.h"
#undef REAL
#undef BITS
#undef NAME

/** The next 64 random bits: the permuted state from before the step. */
static inline uint64_t brink_i_stream_next(brink_i_stream *s)
{
    const uint64_t x = s->state;
    s->state = x * BRINK_I_PCG_MULTIPLIER + s->inc;
    return brink_i_permute(x);
}

static inline double brink_i_stream_uniform(brink_i_stream *s)
{
    return brink_i_uniform_from_word(brink_i_stream_next(s));
}

/** A stream whose next uniform is the middle of the cell that u, in [0, 1], lies in. */
static inline brink_i_stream brink_i_stream_at(double u)
{
    const double cell = u * 0x1p52;
    const uint64_t last = (UINT64_C(1) << 52) - 1;
    uint64_t word = (cell < 0x1p52 ? (uint64_t)cell : last) << 12;
    /* The permutation backwards; 13 steps undo its smallest shift. */
    word = ((word >> 43) ^ word) * UINT64_C(15009553638781119849);
    const uint64_t shift = (word >> 59) + 5;
    uint64_t x = word;
    for (int i = 0; i < 13; i++) {
        x = word ^ (x >> shift);
    }
    const brink_i_stream at = {x, 1};
    return at;
}

/** -log(u): the exponential distribution with mean 1 at 1 - u. */
static inline double brink_i_exponential(double u) { return -brink_i_log_normal(u); }

/** A draw from the exponential distribution with mean 1. */
static inline double brink_i_stream_exponential(brink_i_stream *s)
{
    return brink_i_exponential(brink_i_stream_uniform(s));
}

#endif
