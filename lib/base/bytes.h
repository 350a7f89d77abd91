/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_BASE_BYTES_H
#define BRINK_BASE_BYTES_H

/* Numbers and texts as bytes, the same on every machine: written to a growing text, read from bytes that
 * nobody vouches for.
 *
 *   count    LEB128: 7 bits in a byte, the lowest first, the top bit says that more follow; never longer than
 *            it need be
 *   fixed    4 or 8 bytes, the lowest first
 *   number   the 8 bytes of an IEEE 754 double
 *   text     a count of bytes, then the bytes */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

void brink_i_put_count(brink_i_text *out, uint64_t count);
void brink_i_put_fixed(brink_i_text *out, uint64_t bits, int bytes);
void brink_i_put_number(brink_i_text *out, double number);
void brink_i_put_text(brink_i_text *out, const char *text);

/* After something that cannot be read `broken` stays true, and everything read further is 0, so that a reader
 * checks once, at the end; only loops need care. */
typedef struct brink_i_reader {
    const unsigned char *at, *end;
    bool broken;
} brink_i_reader;

static inline size_t brink_i_left(const brink_i_reader *in) { return (size_t)(in->end - in->at); }
uint64_t brink_i_get_count(brink_i_reader *in);
/* A count of things that take at least one byte each, and so no more than are left: else broken and 0. */
size_t brink_i_get_amount(brink_i_reader *in);
/* One that must not exceed `most`. */
uint64_t brink_i_get_count_to(brink_i_reader *in, uint64_t most);
uint64_t brink_i_get_fixed(brink_i_reader *in, int bytes);
double brink_i_get_number(brink_i_reader *in);
/* Its bytes, not terminated, and how many there are; it holds no zero byte. */
const char *brink_i_get_text(brink_i_reader *in, size_t *length);

/* A sum of 64 bits over bytes: FNV-1a, then a finaliser (Stafford's mix 13), because FNV hardly moves the
 * last bytes out of the low bits. Any one byte that is changed changes it. No protection against intent. */
uint64_t brink_i_digest(const void *bytes, size_t length);

#endif
