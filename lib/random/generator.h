/* SPDX-License-Identifier: Apache-2.0 */

/* The generator's arithmetic for one type: numbers, or GCC vectors of them. No guard: this text is included
 * once for each type, behind base/elementary.h and with its REAL, BITS and NAME; what is said of it in
 * random/pcg.h and random/stream.h holds for each of them. */

/* The output of PCG RXS-M-XS for a state. */
static inline BITS NAME(permute)(BITS state)
{
    const BITS word = ((state >> ((state >> 59) + 5)) ^ state) * UINT64_C(12605985483714917081);
    return (word >> 43) ^ word;
}

/* A word as a uniform strictly inside (0, 1): the middles of 2^52 equal cells, exact in a double, and u and
 * 1 - u are both exact. k in [0, 2^52) becomes 1 + k 2^-52 by its bits; minus 1 and plus half a cell are
 * exact. */
static inline REAL NAME(uniform_from_word)(BITS word)
{
    return (NAME(real_of)((word >> 12) | UINT64_C(0x3FF0000000000000)) - 1.0) + 0x1p-53;
}

/* The uniform that a stream gives from a state. */
static inline REAL NAME(uniform)(BITS state) { return NAME(uniform_from_word)(NAME(permute)(state)); }

/* An invertible scrambling of 64 bits in which every input bit reaches every output bit (the finaliser of
 * SplitMix64; Steele, Lea & Flood 2014, Stafford's variant 13). */
static inline BITS NAME(mix)(BITS x)
{
    x = (x ^ (x >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94D049BB133111EB);
    return x ^ (x >> 31);
}
