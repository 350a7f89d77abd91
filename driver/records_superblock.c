/* SPDX-License-Identifier: Apache-2.0 */
#include "records_superblock.h"

#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Where things stand in a superblock of version 3 with addresses of 8 bytes. */
enum { VERSION_AT = 8, SIZES_AT = 9, FLAGS_AT = 11, LENGTH_AT = 28, CHECKSUM_AT = 44, SIZE = 48 };

static uint32_t turn(uint32_t x, int by) { return (x << by) | (x >> (32 - by)); }

static uint32_t word_at(const unsigned char *bytes)
{
    return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

/* Jenkins' lookup3 (2006) of a whole number of words, which the checksum is. */
static uint32_t lookup3(const unsigned char *bytes, uint32_t length)
{
    uint32_t a = 0xdeadbeefU + length, b = a, c = a;
    for (; length > 12; length -= 12, bytes += 12) {
        a += word_at(bytes);
        b += word_at(bytes + 4);
        c += word_at(bytes + 8);
        a = (a - c) ^ turn(c, 4), c += b;
        b = (b - a) ^ turn(a, 6), a += c;
        c = (c - b) ^ turn(b, 8), b += a;
        a = (a - c) ^ turn(c, 16), c += b;
        b = (b - a) ^ turn(a, 19), a += c;
        c = (c - b) ^ turn(b, 4), b += a;
    }
    a += word_at(bytes);
    b += length > 4 ? word_at(bytes + 4) : 0;
    c += length > 8 ? word_at(bytes + 8) : 0;
    c = (c ^ b) - turn(b, 14);
    a = (a ^ c) - turn(c, 11);
    b = (b ^ a) - turn(a, 25);
    c = (c ^ b) - turn(b, 16);
    a = (a ^ c) - turn(c, 4);
    b = (b ^ a) - turn(a, 14);
    return (c ^ b) - turn(b, 24);
}

static void put(unsigned char *to, uint64_t value, int bytes)
{
    for (int i = 0; i < bytes; i++) {
        to[i] = (unsigned char)(value >> (8 * i));
    }
}

static void mend(int descriptor)
{
    static const unsigned char signature[] = {0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};
    unsigned char block[SIZE];
    struct stat file;
    if (fstat(descriptor, &file) != 0 || pread(descriptor, block, SIZE, 0) != SIZE ||
        memcmp(block, signature, sizeof signature) != 0 || block[VERSION_AT] != 3 || block[SIZES_AT] != 8 ||
        word_at(block + CHECKSUM_AT) != lookup3(block, CHECKSUM_AT)) {
        return;
    }
    block[FLAGS_AT] = 0;
    put(block + LENGTH_AT, (uint64_t)file.st_size, 8);
    put(block + CHECKSUM_AT, lookup3(block, CHECKSUM_AT), 4);
    /* Should it fail, the file is what the library made of it. */
    const ssize_t ignored = pwrite(descriptor, block, SIZE, 0);
    (void)ignored;
}

void records_superblock_mend(const char *path)
{
    const int descriptor = open(path, O_RDWR | O_CLOEXEC);
    if (descriptor >= 0) {
        mend(descriptor);
        close(descriptor);
    }
}
