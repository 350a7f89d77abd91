/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_GSL_H
#define BRINK_GSL_H

/* Brink's random streams behind GSL's generator interface, for use with gsl_ran_*, gsl_rng_uniform and the
 * like. The one public header that needs GSL's headers; <brink/brink.h> does not include it. */

#include <stdint.h>

#include <gsl/gsl_rng.h>

#include <brink/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/** GSL generator type over brink_stream. Made with gsl_rng_alloc() and seeded with gsl_rng_set(r, s), a
 * generator draws the stream of seed s, trial 0, owner "gsl". Static storage. */
BRINK_API const gsl_rng_type *brink_gsl_rng_type(void);

/** A generator that draws the stream of (seed, trial, owner), word for word as brink_stream_next() does.
 *  NULL when out of memory (GSL's error handler is not called). The owner NULL is the same as "".
 *  Free it with gsl_rng_free(). */
BRINK_API BRINK_NODISCARD gsl_rng *brink_gsl_rng_new(uint64_t seed, uint64_t trial, const char *owner);

#ifdef __cplusplus
}
#endif
#endif
