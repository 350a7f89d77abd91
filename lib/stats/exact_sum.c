/* SPDX-License-Identifier: Apache-2.0 */
#include "stats/exact_sum.h"

#include <string.h>

__extension__ typedef unsigned __int128 wide;

/* A limb is at most pending * 2^32 in magnitude, so 2^30 terms leave a bit to spare in an int64_t. */
#define PENDING_LIMIT (UINT64_C(1) << 30)

void brink_i_exact_sum_reset(brink_i_exact_sum *sum) { memset(sum, 0, sizeof *sum); }

void brink_i_exact_sum_normalise(brink_i_exact_sum *sum)
{
    int64_t carry = 0;
    for (int i = 0; i < BRINK_I_EXACT_LIMBS - 1; i++) {
        int64_t v = sum->limb[i] + carry;
        int64_t rest = (int64_t)((uint64_t)v & UINT64_C(0xffffffff));
        carry = (v - rest) / INT64_C(4294967296);
        sum->limb[i] = rest;
    }
    sum->limb[BRINK_I_EXACT_LIMBS - 1] += carry;
    sum->pending = 1;
}

/* A double as mantissa * 2^(exponent - 1075); exponent is at least 1. */
static inline uint64_t take_apart(double x, unsigned *exponent, int64_t *sign)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    unsigned e = (unsigned)(bits >> 52) & 0x7ffU;
    uint64_t m = bits & UINT64_C(0xfffffffffffff);
    *sign = -(int64_t)(bits >> 63);
    *exponent = e + (e == 0);
    return e == 0 ? m : m | UINT64_C(1) << 52;
}

/* sign is 0 or -1: adds or subtracts without a branch. */
static inline void add_limb(int64_t *limb, uint64_t part, int64_t sign)
{
    *limb += ((int64_t)part ^ sign) - sign;
}

void brink_i_exact_sum_add(brink_i_exact_sum *sum, double x)
{
    unsigned exponent;
    int64_t sign;
    uint64_t m = take_apart(x, &exponent, &sign);
    unsigned position = exponent - 1075U + 32U * BRINK_I_EXACT_POINT;
    unsigned shift = position & 31U;
    int64_t *limb = sum->limb + (position >> 5);
    uint64_t low = m << shift;
    if (sum->pending >= PENDING_LIMIT) {
        brink_i_exact_sum_normalise(sum);
    }
    sum->pending++;
    add_limb(limb, low & UINT64_C(0xffffffff), sign);
    add_limb(limb + 1, low >> 32, sign);
    add_limb(limb + 2, (m >> 1) >> (63U - shift), sign);
}

void brink_i_exact_sum_add_product(brink_i_exact_sum *sum, double x, double y)
{
    unsigned ex, ey;
    int64_t sx, sy;
    uint64_t mx = take_apart(x, &ex, &sx);
    uint64_t my = take_apart(y, &ey, &sy);
    wide m = (wide)mx * my;
    int64_t sign = sx ^ sy;
    unsigned position = ex + ey - 2150U + 32U * BRINK_I_EXACT_POINT;
    unsigned shift = position & 31U;
    int64_t *limb = sum->limb + (position >> 5);
    wide low = m << shift;
    uint64_t a = (uint64_t)low, b = (uint64_t)(low >> 64);
    if (sum->pending >= PENDING_LIMIT) {
        brink_i_exact_sum_normalise(sum);
    }
    sum->pending++;
    add_limb(limb, a & UINT64_C(0xffffffff), sign);
    add_limb(limb + 1, a >> 32, sign);
    add_limb(limb + 2, b & UINT64_C(0xffffffff), sign);
    add_limb(limb + 3, b >> 32, sign);
    add_limb(limb + 4, ((uint64_t)(m >> 64) >> 1) >> (63U - shift), sign);
}

void brink_i_exact_sum_merge(brink_i_exact_sum *sum, const brink_i_exact_sum *other)
{
    brink_i_exact_sum copy;
    if (sum->pending + other->pending > PENDING_LIMIT) {
        brink_i_exact_sum_normalise(sum);
        copy = *other;
        brink_i_exact_sum_normalise(&copy);
        other = &copy;
    }
    for (int i = 0; i < BRINK_I_EXACT_LIMBS; i++) {
        sum->limb[i] += other->limb[i];
    }
    sum->pending += other->pending;
}

double brink_i_exact_sum_value(const brink_i_exact_sum *sum)
{
    brink_i_exact_digits digits;
    brink_i_exact_digits_load(&digits, sum);
    return brink_i_exact_digits_value(&digits);
}
