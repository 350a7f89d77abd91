/* SPDX-License-Identifier: Apache-2.0 */
#include "random/gsl_adaptor.h"

#include <limits.h>
#include <stdlib.h>

/* The top bits, so that a 32-bit unsigned long (Windows) gets the best half of the word. */
#define WORD_SHIFT (64 - (int)sizeof(unsigned long) * CHAR_BIT)

static void set_seed(void *state, unsigned long seed)
{
    *(brink_i_stream *)state = brink_i_stream_open(brink_i_owner_key_make(seed, "gsl"), 0);
}

static unsigned long next_word(void *state)
{
    return (unsigned long)(brink_i_stream_next(state) >> WORD_SHIFT);
}

static double next_uniform(void *state) { return brink_i_stream_uniform(state); }

static const gsl_rng_type stream_type = {
    .name = "brink",
    .max = ULONG_MAX,
    .min = 0,
    .size = sizeof(brink_i_stream),
    .set = set_seed,
    .get = next_word,
    .get_double = next_uniform,
};

const gsl_rng_type *brink_i_gsl_rng_type(void) { return &stream_type; }

gsl_rng *brink_i_gsl_rng_new(brink_i_stream stream)
{
    /* Not gsl_rng_alloc: when memory runs out it calls GSL's error handler, which by default ends the
     * process. gsl_rng_free calls free() on both parts, so malloc is the right counterpart. */
    gsl_rng *rng = malloc(sizeof *rng);
    brink_i_stream *state = malloc(sizeof *state);
    if (rng == NULL || state == NULL) {
        free(rng);
        free(state);
        return NULL;
    }
    *state = stream;
    rng->type = &stream_type;
    rng->state = state;
    return rng;
}

const gsl_rng_type *brink_gsl_rng_type(void) { return brink_i_gsl_rng_type(); }

gsl_rng *brink_gsl_rng_new(uint64_t seed, uint64_t trial, const char *owner)
{
    const brink_i_owner_key key = brink_i_owner_key_make(seed, owner != NULL ? owner : "");
    return brink_i_gsl_rng_new(brink_i_stream_open(key, trial));
}
