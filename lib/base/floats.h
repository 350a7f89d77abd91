/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_BASE_FLOATS_H
#define BRINK_BASE_FLOATS_H

/* The floating-point environment that all numbers are computed in: rounding to nearest, denormal numbers are
 * numbers, nothing traps. A caller may have another one (interval arithmetic, -ffast-math, feenableexcept),
 * and gets it back untouched. */

#include <fenv.h>

static inline fenv_t brink_i_floats_take(void)
{
    fenv_t callers;
    fegetenv(&callers);
    fesetenv(FE_DFL_ENV);
    return callers;
}

static inline void brink_i_floats_give_back(const fenv_t *callers) { fesetenv(callers); }

/* First line of a public function that computes, and of what runs in a thread: from here to its end the
 * environment is ours. */
#define BRINK_I_OWN_FLOATS                                                                           \
    __attribute__((cleanup(brink_i_floats_give_back), unused)) const fenv_t brink_i_callers_floats = \
        brink_i_floats_take()

#endif
