/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_DRIVER_RECORDS_COMPRESS_H
#define BRINK_DRIVER_RECORDS_COMPRESS_H

#include <stdbool.h>
#include <stddef.h>

/* Chunks of an HDF5 file as its filters `shuffle` and `deflate` make them, several at a time: the library
 * itself works in one thread, which would hold up all that sample. */

typedef struct records_chunk {
    const unsigned char *values;
    size_t size;         /* of a value */
    size_t n;            /* values */
    unsigned char *room; /* [records_chunk_room(size * n)] */
    unsigned char *made; /* in room */
    size_t length;       /* of what was made */
    bool plain;          /* shuffled only: it did not become shorter */
} records_chunk;

/* False: this driver cannot do it, and the library must. */
bool records_can_compress(void);
size_t records_chunk_room(size_t bytes);
/* Makes all of them by so many threads at most (0: as many as there are processors for). False: out of
 * memory. */
bool records_compress(records_chunk *chunks, size_t n, int threads);

#endif
