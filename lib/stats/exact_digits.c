/* SPDX-License-Identifier: Apache-2.0 */
#include "stats/exact_sum.h"

#include <math.h>
#include <string.h>

/* Schoolbook arithmetic on finished exact sums: it runs a handful of times per printed number, never per
 * trial. */

__extension__ typedef unsigned __int128 wide;

enum { DIGITS = BRINK_I_EXACT_DIGITS, POINT_BIT = 32 * BRINK_I_EXACT_POINT };

void brink_i_exact_digits_load(brink_i_exact_digits *digits, const brink_i_exact_sum *sum)
{
    brink_i_exact_sum s = *sum;
    brink_i_exact_sum_normalise(&s);
    digits->negative = s.limb[BRINK_I_EXACT_LIMBS - 1] < 0;
    if (digits->negative) {
        for (int i = 0; i < BRINK_I_EXACT_LIMBS; i++) {
            s.limb[i] = -s.limb[i];
        }
        brink_i_exact_sum_normalise(&s);
    }
    memset(digits->digit, 0, sizeof digits->digit);
    for (int i = 0; i < BRINK_I_EXACT_LIMBS; i++) {
        digits->digit[i] = (uint32_t)s.limb[i];
    }
}

void brink_i_exact_digits_multiply(brink_i_exact_digits *digits, uint64_t factor)
{
    wide carry = 0;
    for (int i = 0; i < DIGITS; i++) {
        carry += (wide)digits->digit[i] * factor;
        digits->digit[i] = (uint32_t)carry;
        carry >>= 32;
    }
}

void brink_i_exact_digits_divide(brink_i_exact_digits *digits, uint64_t divisor)
{
    wide rest = 0;
    for (int i = DIGITS - 1; i >= 0; i--) {
        rest = rest << 32 | digits->digit[i];
        digits->digit[i] = (uint32_t)(rest / divisor);
        rest %= divisor;
    }
    if (rest != 0) {
        digits->digit[0] |= 1U;
    }
}

void brink_i_exact_digits_square(const brink_i_exact_digits *digits, brink_i_exact_digits *square)
{
    memset(square, 0, sizeof *square);
    for (int i = 0; i < DIGITS; i++) {
        uint64_t carry = 0;
        if (digits->digit[i] == 0) {
            continue;
        }
        for (int j = 0; j < DIGITS; j++) {
            int k = i + j - BRINK_I_EXACT_POINT;
            if (k < 0 || k >= DIGITS) {
                continue;
            }
            carry += (uint64_t)digits->digit[i] * digits->digit[j] + square->digit[k];
            square->digit[k] = (uint32_t)carry;
            carry >>= 32;
        }
    }
}

void brink_i_exact_digits_subtract(brink_i_exact_digits *digits, const brink_i_exact_digits *other)
{
    int64_t borrow = 0;
    for (int i = 0; i < DIGITS; i++) {
        int64_t v = (int64_t)digits->digit[i] - (int64_t)other->digit[i] + borrow;
        digits->digit[i] = (uint32_t)v;
        borrow = v < 0 ? -1 : 0;
    }
    digits->negative = false;
}

/* Index of the highest bit that is set, or -1. */
static int top_bit(const brink_i_exact_digits *digits)
{
    for (int i = DIGITS - 1; i >= 0; i--) {
        for (int b = 31; digits->digit[i] != 0 && b >= 0; b--) {
            if (digits->digit[i] >> b & 1U) {
                return 32 * i + b;
            }
        }
    }
    return -1;
}

static unsigned bit_at(const brink_i_exact_digits *digits, int bit)
{
    return bit < 0 ? 0U : digits->digit[bit / 32] >> (bit % 32) & 1U;
}

/* The bits from top down to low as an integer of at most 54 bits, rounded to nearest, ties to even. */
static double round_bits(const brink_i_exact_digits *digits, int top, int low)
{
    uint64_t m = 0;
    for (int bit = top; bit >= low; bit--) {
        m = m << 1 | bit_at(digits, bit);
    }
    if (bit_at(digits, low - 1)) {
        unsigned sticky = (unsigned)(m & 1U);
        for (int bit = low - 2; bit >= 0 && !sticky; bit--) {
            sticky = bit_at(digits, bit);
        }
        m += sticky;
    }
    return digits->negative ? -(double)m : (double)m;
}

double brink_i_exact_digits_value(const brink_i_exact_digits *digits)
{
    int top = top_bit(digits);
    int low = top - 52;
    if (top < 0) {
        return 0.0;
    }
    if (low < POINT_BIT - 1074) {
        low = POINT_BIT - 1074; /* subnormal: fewer bits are kept */
    }
    double m = round_bits(digits, top, low);
    return m == 0.0 ? 0.0 : ldexp(m, low - POINT_BIT);
}

double brink_i_exact_digits_split(const brink_i_exact_digits *digits, int *exponent)
{
    int top = top_bit(digits);
    *exponent = 0;
    if (top < 0) {
        return 0.0;
    }
    *exponent = top + 1 - POINT_BIT;
    return ldexp(round_bits(digits, top, top - 52), -53);
}
