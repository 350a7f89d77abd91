/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_RANDOM_GSL_ADAPTOR_H
#define BRINK_RANDOM_GSL_ADAPTOR_H

#include "brink/gsl.h"

#include "random/stream.h"

/** The GSL generator type over a stream. */
const gsl_rng_type *brink_i_gsl_rng_type(void);

/** A generator that goes on with a stream; NULL when out of memory. Free it with gsl_rng_free(). */
gsl_rng *brink_i_gsl_rng_new(brink_i_stream stream);

#endif
