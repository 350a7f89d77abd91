/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_RANDOM_H
#define BRINK_RANDOM_H

#include <stddef.h>
#include <stdint.h>

#include <brink/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A random stream: a small value that can be copied, stored and resumed. A copy draws the same numbers as
 * the original. Both members are private to Brink; save and restore them together, change neither.
 *
 *  Streams are keyed by a seed, the number of a trial and the name of an owner, the same ones that a run
 * uses: the stream that machine `korea` uses in trial 4711 of a run with seed 1 is `brink_stream_open(1,
 * 4711, "machine:korea")`. Streams with different keys are independent for every statistical purpose; opening
 * one costs some nanoseconds and never fails. */
typedef struct brink_stream {
    uint64_t state;
    uint64_t increment;
} brink_stream;

/** The stream of (seed, trial, owner) at its beginning. The owner is any text; NULL is the same as "". */
BRINK_API brink_stream brink_stream_open(uint64_t seed, uint64_t trial, const char *owner);

/** The next 64 random bits. */
BRINK_API uint64_t brink_stream_next(brink_stream *stream);

/** The next number uniform on (0, 1), both ends excluded. Uses one call of brink_stream_next. */
BRINK_API double brink_stream_uniform(brink_stream *stream);

#ifdef __cplusplus
}
#endif
#endif
