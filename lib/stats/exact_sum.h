/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_STATS_EXACT_SUM_H
#define BRINK_STATS_EXACT_SUM_H

/* Exact sums of doubles and of products of two doubles.
 *
 * The accumulator is a fixed-point integer that covers every bit which a product of two finite doubles
 * can have (2^-2148 to 2^2048) with 63 bits of headroom (Kulisch; Neal 2015, "Fast exact summation using
 * small and large superaccumulators"). Nothing is ever rounded while summing, so a sum does not depend on
 * the order or grouping of its terms: merging is associative and commutative.
 *
 * Limbs hold 32 bits each in 64-bit words; carries are put off until 2^30 terms have been added.
 * Limb i has the weight 2^(32 * (i - 68)). */

#include <stdbool.h>
#include <stdint.h>

enum { BRINK_I_EXACT_LIMBS = 136, BRINK_I_EXACT_POINT = 68, BRINK_I_EXACT_DIGITS = 140 };

typedef struct brink_i_exact_sum {
    int64_t limb[BRINK_I_EXACT_LIMBS];
    uint64_t pending; /* every |limb| is at most pending * 2^32 */
} brink_i_exact_sum;

/** The magnitude of a sum in plain base 2^32 and its sign, for exact arithmetic on finished sums.
 * Digit i has the weight 2^(32 * (i - 68)). */
typedef struct brink_i_exact_digits {
    uint32_t digit[BRINK_I_EXACT_DIGITS];
    bool negative;
} brink_i_exact_digits;

/** The empty sum; also the initialiser. */
void brink_i_exact_sum_reset(brink_i_exact_sum *sum);

/** Add x, which must be finite: callers count NaN and infinities apart, there is no place for them here. */
void brink_i_exact_sum_add(brink_i_exact_sum *sum, double x);

/** Add the exact product x * y of two finite doubles. */
void brink_i_exact_sum_add_product(brink_i_exact_sum *sum, double x, double y);

void brink_i_exact_sum_merge(brink_i_exact_sum *sum, const brink_i_exact_sum *other);

/** Propagate carries: afterwards equal sums are equal bytes (every limb but the last is in [0, 2^32)). */
void brink_i_exact_sum_normalise(brink_i_exact_sum *sum);

/** The sum rounded once to the nearest double, ties to even; infinite beyond the largest double. */
double brink_i_exact_sum_value(const brink_i_exact_sum *sum);

/* Arithmetic on finished sums. Ranges that follow from sums of fewer than 2^63 doubles, and of their squares,
 * always fit; anything beyond would lose its top digits. */

void brink_i_exact_digits_load(brink_i_exact_digits *digits, const brink_i_exact_sum *sum);
void brink_i_exact_digits_multiply(brink_i_exact_digits *digits, uint64_t factor);
/** Divide, rounding towards zero at 2^-2176; what is cut off is kept as a sticky lowest bit, so that a later
 * rounding to double is the rounding of the exact quotient. */
void brink_i_exact_digits_divide(brink_i_exact_digits *digits, uint64_t divisor);
/** square = digits^2, for digits that came from a sum of doubles (no products). */
void brink_i_exact_digits_square(const brink_i_exact_digits *digits, brink_i_exact_digits *square);
/** digits = |digits| - |other|; needs |digits| >= |other|. */
void brink_i_exact_digits_subtract(brink_i_exact_digits *digits, const brink_i_exact_digits *other);
/** Nearest double, ties to even. */
double brink_i_exact_digits_value(const brink_i_exact_digits *digits);
/** The number as m * 2^exponent, |m| in [0.5, 1] rounded to 53 bits, or 0; never overflows. */
double brink_i_exact_digits_split(const brink_i_exact_digits *digits, int *exponent);

#endif
