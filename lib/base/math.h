/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_BASE_MATH_H
#define BRINK_BASE_MATH_H

/* Elementary functions that give the same bits on every machine.
 *
 * Sampled results are promised byte for byte on any instruction set, and the C library's functions
 * differ between processors (they pick a variant with or without fused multiply-add at run time). So nothing
 * that reaches a sampled value may call libm's transcendental functions: it calls these. The frequent ones
 * are our own (elementary.h; docs/decisions/0004 says what was measured), the others SLEEF's "consistent"
 * family (no FMA, 1 ulp). sqrt, floor, ceil, fabs, fmin and fmax are exact in IEEE 754 and may be taken from
 * libm. */

#include <sleef.h>

#include "base/functions.h"

static inline double brink_i_lgamma(double x) { return Sleef_cinz_lgammad1_u10purec(x); }
static inline double brink_i_log10(double x) { return Sleef_cinz_log10d1_u10purec(x); } /* whole of 10^k */
static inline double brink_i_sin(double x) { return Sleef_cinz_sind1_u10purec(x); }
static inline double brink_i_cos(double x) { return Sleef_cinz_cosd1_u10purec(x); }
static inline double brink_i_erfc(double x) { return Sleef_cinz_erfcd1_u15purec(x); }
static inline double brink_i_tan(double x) { return Sleef_cinz_tand1_u10purec(x); }

#endif
