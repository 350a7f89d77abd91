/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_RANDOM_STREAM_H
#define BRINK_RANDOM_STREAM_H

/* Random streams keyed by (seed, trial, owner). docs/decisions/0002-random-streams.md says why they are made
 * so. */

#include <stdint.h>

#include "random/pcg.h"

/** What is fixed for an owner under a seed: the place of its trial 0 in the two keying sequences. */
typedef struct brink_i_owner_key {
    uint64_t a, b;
} brink_i_owner_key;

/** Key of an owner, a name such as "machine:korea". Same seed and same text: same key, whatever else the
 * model has. */
brink_i_owner_key brink_i_owner_key_make(uint64_t seed, const char *owner);

/* Odd, so that every trial number has its own place; different, so that the two words do not walk in step. */
#define BRINK_I_TRIAL_STRIDE_A UINT64_C(0x9E3779B97F4A7C15)
#define BRINK_I_TRIAL_STRIDE_B UINT64_C(0xD1342543DE82EF95)

/** The stream of an owner in a trial. */
static inline brink_i_stream brink_i_stream_open(brink_i_owner_key key, uint64_t trial)
{
    brink_i_stream s;
    s.state = brink_i_mix(key.a + BRINK_I_TRIAL_STRIDE_A * trial);
    s.inc = brink_i_mix(key.b + BRINK_I_TRIAL_STRIDE_B * trial) | 1;
    return s;
}

#endif
