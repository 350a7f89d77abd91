/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_BASE_MATH_H
#define BRINK_BASE_MATH_H

/* Elementary functions that give the same bits on every machine.
 *
 * Sampled results are promised byte for byte on any instruction set, and the C library's functions
 * differ between processors (they pick a variant with or without fused multiply-add at run time). So nothing that
 * reaches a sampled value may call libm's transcendental functions: it calls these, which are SLEEF's
 * "consistent" family (no FMA, 1 ulp; vector forms with equal bits exist). sqrt, floor, ceil, fabs, fmin and fmax
 * are exact in IEEE 754 and may be taken from libm. */

#include <math.h>
#include <sleef.h>

static inline double brink_i_exp(double x) { return Sleef_cinz_expd1_u10purec(x); }
static inline double brink_i_expm1(double x) { return Sleef_cinz_expm1d1_u10purec(x); }
static inline double brink_i_log(double x) { return Sleef_cinz_logd1_u10purec(x); }
static inline double brink_i_log1p(double x) { return Sleef_cinz_log1pd1_u10purec(x); }
static inline double brink_i_pow(double x, double y) { return Sleef_cinz_powd1_u10purec(x, y); }
static inline double brink_i_lgamma(double x) { return Sleef_cinz_lgammad1_u10purec(x); }
static inline double brink_i_sin(double x) { return Sleef_cinz_sind1_u10purec(x); }
static inline double brink_i_cos(double x) { return Sleef_cinz_cosd1_u10purec(x); }
static inline double brink_i_tan(double x) { return Sleef_cinz_tand1_u10purec(x); }

#endif
