/* SPDX-License-Identifier: Apache-2.0 */
#include "random/stream.h"

#include <math.h>

#include "brink/random.h"

brink_i_owner_key brink_i_owner_key_make(uint64_t seed, const char *owner)
{
    /* Two hashes of the text that share no structure, so that names that collide in one differ in the other:
     * FNV-1a, and a rotate-and-multiply. */
    uint64_t fnv = UINT64_C(0xCBF29CE484222325);
    uint64_t rotated = UINT64_C(0x6A09E667F3BCC909);
    for (const char *c = owner; *c != '\0'; c++) {
        const uint64_t byte = (unsigned char)*c;
        fnv = (fnv ^ byte) * UINT64_C(0x00000100000001B3);
        rotated = (((rotated << 23) | (rotated >> 41)) + byte + 1) * UINT64_C(0x9FB21C651E98DF25);
    }
    /* The seed is scrambled before it meets the hash: seeds 1, 2, 3 must not move keys by 1, 2, 3. */
    brink_i_owner_key key;
    key.a = brink_i_mix(brink_i_mix(seed + UINT64_C(0x243F6A8885A308D3)) + fnv);
    key.b = brink_i_mix(brink_i_mix(seed ^ UINT64_C(0x13198A2E03707344)) + rotated);
    return key;
}

/* --- public face ---------------------------------------------------------------------------------------- */

brink_stream brink_stream_open(uint64_t seed, uint64_t trial, const char *owner)
{
    const brink_i_stream s =
        brink_i_stream_open(brink_i_owner_key_make(seed, owner != NULL ? owner : ""), trial);
    return (brink_stream){s.state, s.inc};
}

uint64_t brink_stream_next(brink_stream *stream)
{
    if (!stream) {
        return 0;
    }
    brink_i_stream s = {stream->state, stream->increment};
    const uint64_t word = brink_i_stream_next(&s);
    stream->state = s.state;
    return word;
}

double brink_stream_uniform(brink_stream *stream)
{
    return stream ? brink_i_uniform_from_word(brink_stream_next(stream)) : (double)NAN;
}
