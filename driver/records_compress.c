/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE /* sched_getaffinity */
#include "records_compress.h"

#ifndef BRINK_HAVE_ZLIB

bool records_can_compress(void) { return false; }
size_t records_chunk_room(size_t bytes) { return bytes; }
bool records_compress(records_chunk *chunks, size_t n, int threads)
{
    (void)chunks;
    (void)n;
    (void)threads;
    return false;
}

#else

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <string.h>
#include <zlib.h>

enum { THREADS_MOST = 64, FEWEST_EACH = 4 };

bool records_can_compress(void) { return true; }

/* Shuffled, and behind it compressed. */
size_t records_chunk_room(size_t bytes) { return bytes + compressBound((uLong)bytes); }

/* First bytes of all values, then all second bytes, ... */
static void shuffle(const records_chunk *c)
{
    for (size_t b = 0; b < c->size; b++) {
        unsigned char *to = c->room + b * c->n;
        const unsigned char *from = c->values + b;
        for (size_t i = 0; i < c->n; i++) {
            to[i] = from[i * c->size];
        }
    }
}

/* Drawn numbers have no repetitions to search for but runs of equal bytes: looking for these only is several
 * times as fast, and files are as small. */
static bool deflate_chunk(records_chunk *c)
{
    const size_t bytes = c->size * c->n;
    z_stream stream = {0};
    c->made = c->room;
    c->length = bytes;
    c->plain = true;
    if (deflateInit2(&stream, 1, Z_DEFLATED, 15, 8, Z_RLE) != Z_OK) {
        return false;
    }
    stream.next_in = c->room;
    stream.avail_in = (uInt)bytes;
    stream.next_out = c->room + bytes;
    stream.avail_out = (uInt)(records_chunk_room(bytes) - bytes);
    if (deflate(&stream, Z_FINISH) == Z_STREAM_END && stream.total_out < bytes) {
        c->made = c->room + bytes;
        c->length = stream.total_out;
        c->plain = false;
    }
    return deflateEnd(&stream) == Z_OK;
}

typedef struct work {
    records_chunk *chunks;
    size_t n;
    atomic_size_t next;
    atomic_bool failed;
} work;

static void *make_chunks(void *context)
{
    work *w = context;
    for (size_t i; (i = atomic_fetch_add(&w->next, 1)) < w->n;) {
        shuffle(&w->chunks[i]);
        if (!deflate_chunk(&w->chunks[i])) {
            atomic_store(&w->failed, true);
        }
    }
    return NULL;
}

static int processors(void)
{
    cpu_set_t set;
    return sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
}

bool records_compress(records_chunk *chunks, size_t n, int threads)
{
    work w = {.chunks = chunks, .n = n};
    atomic_init(&w.next, 0);
    atomic_init(&w.failed, false);
    pthread_t others[THREADS_MOST];
    int meant = threads > 0 ? threads : processors(), started = 0;
    meant = meant > THREADS_MOST ? THREADS_MOST : meant;
    while (started + 1 < meant && (size_t)(started + 1) * FEWEST_EACH < n &&
           pthread_create(&others[started], NULL, make_chunks, &w) == 0) {
        started++;
    }
    make_chunks(&w);
    for (int i = 0; i < started; i++) {
        pthread_join(others[i], NULL);
    }
    return !atomic_load(&w.failed);
}

#endif
