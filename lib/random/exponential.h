/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_RANDOM_EXPONENTIAL_H
#define BRINK_RANDOM_EXPONENTIAL_H

/* -log(u) of a uniform, for the budgets of machines: the one elementary function that every event by chance needs.
 *
 * u = 2^k z with z in [sqrt(1/2), sqrt(2)), s = (z - 1)/(z + 1), log z = 2 s (1 + w P(w)) with w = s^2 (the series of 2 artanh s;
 * P is of degree 6, interpolated at the Chebyshev points of [0, (sqrt(2) - 1)^4], relative error of the sum 5e-18). Only
 * additions, multiplications and one division, so every instruction set gives the same bits; no branch and no table, so that
 * the same text serves numbers and vectors. Within 4 units in the last place of -log(u), and above 0, for all u in (0, 1) that a
 * stream can give. SLEEF's log takes twice the time: it serves every double. */

#include <stdint.h>
#include <string.h>

/* Defines NAME, a function of `real` (double, or a GCC vector of them); `bits` is uint64_t, or a vector of as many. */
#define BRINK_I_DEFINE_EXPONENTIAL(NAME, real, bits)                                                                               \
    static inline __attribute__((always_inline)) real NAME(real u)                                                                 \
    {                                                                                                                              \
        bits pattern, exponent, raised;                                                                                            \
        real z, k;                                                                                                                 \
        memcpy(&pattern, &u, sizeof u);                                                                                            \
        exponent = (pattern - UINT64_C(0x3FE6A09E667F3BCD) + (UINT64_C(1023) << 52)) >> 52; /* k + 1023 */                         \
        pattern -= (exponent - 1023) << 52;                                                                                        \
        memcpy(&z, &pattern, sizeof z);                                                                                            \
        raised = exponent | UINT64_C(0x4330000000000000); /* 2^52 + k + 1023 */                                                    \
        memcpy(&k, &raised, sizeof k);                                                                                             \
        k -= 0x1p52 + 1023;                                                                                                        \
        real s = (z - 1.0) / (z + 1.0), w = s * s;                                                                                 \
        real even = 0x1.99999999952d7p-3 + w * w * (0x1.c71c62e3f11e6p-4 + w * w * 0x1.39fe51a7c18f9p-4);                          \
        real odd = 0x1.5555555555558p-2 + w * w * (0x1.2492492df281ap-3 + w * w * (0x1.7462b51cb66b1p-4 + w * w * 0x1.2b5900de53b32p-4)); \
        s += s;                                                                                                                    \
        return -(k * 0x1.62e42fefa39efp-1 + (s + s * (w * (odd + w * even))));                                                     \
    }

BRINK_I_DEFINE_EXPONENTIAL(brink_i_exponential, double, uint64_t)

#endif
