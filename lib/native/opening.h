/* SPDX-License-Identifier: Apache-2.0 */

/* First part of a generated module: what stands before the model's own code. Not compiled by itself:
 * write_prelude.cmake puts the text of these headers, one after the other, into the library. */

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* Numbers must be those of the library to the bit: a compiler that takes liberties by default is refused. */
#if defined(__FAST_MATH__) || (defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__ > 0) || \
    defined(__ASSOCIATIVE_MATH__) || defined(__RECIPROCAL_MATH__) || defined(__NO_SIGNED_ZEROS__)
#error "this compiler computes with -ffast-math or a part of it: Brink's numbers would be others"
#endif
#if defined(__FLT_EVAL_METHOD__) && __FLT_EVAL_METHOD__ != 0
#error "this compiler computes with more digits than a double has: Brink's numbers would be others"
#endif

/* What compiled this, for people. */
__attribute__((visibility("default"))) const char brink_native_compiler[] =
#if defined(__clang__)
    "clang " __clang_version__;
#elif defined(__GNUC__)
    "gcc " __VERSION__;
#else
    "unknown compiler";
#endif

struct brink_i_native_host;
__attribute__((visibility("default")))
const struct brink_i_native_host *brink_native_host;            /* set once, when the module is loaded */
__attribute__((visibility("default"))) int brink_native_proved; /* set once, when it was compared */

static double brink_i_log10(double x);
static double brink_i_sin(double x);
static double brink_i_cos(double x);
