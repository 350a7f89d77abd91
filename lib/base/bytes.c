/* SPDX-License-Identifier: Apache-2.0 */
#include "base/bytes.h"

#include <string.h>

void brink_i_put_count(brink_i_text *out, uint64_t count)
{
    char bytes[10];
    size_t n = 0;
    do {
        bytes[n] = (char)((count & 0x7f) | (count > 0x7f ? 0x80 : 0));
        count >>= 7;
        n++;
    } while (count > 0);
    brink_i_text_add_bytes(out, bytes, n);
}

void brink_i_put_fixed(brink_i_text *out, uint64_t bits, int bytes)
{
    char all[8];
    for (int i = 0; i < bytes; i++) {
        all[i] = (char)(bits >> (8 * i) & 0xff);
    }
    brink_i_text_add_bytes(out, all, (size_t)bytes);
}

void brink_i_put_number(brink_i_text *out, double number)
{
    uint64_t bits;
    memcpy(&bits, &number, sizeof bits);
    brink_i_put_fixed(out, bits, 8);
}

void brink_i_put_text(brink_i_text *out, const char *text)
{
    const size_t length = strlen(text);
    brink_i_put_count(out, length);
    brink_i_text_add_bytes(out, text, length);
}

static uint64_t give_up(brink_i_reader *in)
{
    in->broken = true;
    in->at = in->end;
    return 0;
}

uint64_t brink_i_get_count(brink_i_reader *in)
{
    uint64_t count = 0;
    for (int shift = 0; in->at < in->end && shift < 64; shift += 7) {
        const uint64_t byte = *in->at++;
        count |= (byte & 0x7f) << shift;
        if (byte < 0x80) {
            const bool wide = shift == 63 && byte > 1, longer = shift > 0 && byte == 0;
            return wide || longer ? give_up(in) : count;
        }
    }
    return give_up(in);
}

uint64_t brink_i_get_count_to(brink_i_reader *in, uint64_t most)
{
    const uint64_t count = brink_i_get_count(in);
    return count <= most ? count : give_up(in);
}

size_t brink_i_get_amount(brink_i_reader *in)
{
    const uint64_t count = brink_i_get_count(in);
    return count <= brink_i_left(in) ? (size_t)count : (size_t)give_up(in);
}

uint64_t brink_i_get_fixed(brink_i_reader *in, int bytes)
{
    uint64_t bits = 0;
    if (brink_i_left(in) < (size_t)bytes) {
        return give_up(in);
    }
    for (int i = 0; i < bytes; i++) {
        bits |= (uint64_t)*in->at++ << (8 * i);
    }
    return bits;
}

double brink_i_get_number(brink_i_reader *in)
{
    const uint64_t bits = brink_i_get_fixed(in, 8);
    double number;
    memcpy(&number, &bits, sizeof number);
    return number;
}

const char *brink_i_get_text(brink_i_reader *in, size_t *length)
{
    *length = brink_i_get_amount(in);
    const char *text = (const char *)in->at;
    if (*length > 0 && memchr(text, 0, *length)) {
        *length = (size_t)give_up(in);
    }
    in->at += *length;
    return text;
}

uint64_t brink_i_digest(const void *bytes, size_t length)
{
    const unsigned char *p = bytes;
    uint64_t hash = UINT64_C(14695981039346656037);
    for (size_t i = 0; i < length; i++) {
        hash = (hash ^ p[i]) * UINT64_C(1099511628211);
    }
    hash = (hash ^ (hash >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    hash = (hash ^ (hash >> 27)) * UINT64_C(0x94D049BB133111EB);
    return hash ^ (hash >> 31);
}
