/* SPDX-License-Identifier: Apache-2.0 */
#include "base/arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ALIGNMENT = 16, CHUNK = 16384 };

struct brink_i_arena_chunk {
    struct brink_i_arena_chunk *next;
    size_t used, size;
    _Alignas(16) unsigned char bytes[];
};

void brink_i_arena_init(brink_i_arena *arena) { *arena = (brink_i_arena){0}; }

void brink_i_arena_free(brink_i_arena *arena)
{
    struct brink_i_arena_chunk *chunk = arena->head;
    while (chunk) {
        struct brink_i_arena_chunk *next = chunk->next;
        free(chunk);
        chunk = next;
    }
    brink_i_arena_init(arena);
}

void *brink_i_arena_alloc(brink_i_arena *arena, size_t size)
{
    if (size > SIZE_MAX / 4 || (arena->limit && arena->total + size > arena->limit)) {
        return NULL;
    }
    size = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    struct brink_i_arena_chunk *chunk = arena->head;
    if (!chunk || chunk->size - chunk->used < size) {
        size_t room = size > CHUNK ? size : CHUNK;
        chunk = calloc(1, sizeof *chunk + room);
        if (!chunk) {
            return NULL;
        }
        chunk->size = room;
        chunk->next = arena->head;
        arena->head = chunk;
    }
    void *piece = chunk->bytes + chunk->used;
    chunk->used += size;
    arena->total += size;
    return piece;
}

void *brink_i_arena_array(brink_i_arena *arena, size_t count, size_t size)
{
    if (size && count > SIZE_MAX / 4 / size) {
        return NULL;
    }
    return brink_i_arena_alloc(arena, count * size);
}

char *brink_i_arena_strndup(brink_i_arena *arena, const char *text, size_t len)
{
    char *copy = brink_i_arena_alloc(arena, len + 1);
    if (copy) {
        memcpy(copy, text, len);
    }
    return copy;
}

char *brink_i_arena_strdup(brink_i_arena *arena, const char *text)
{
    return brink_i_arena_strndup(arena, text, strlen(text));
}

char *brink_i_arena_printf(brink_i_arena *arena, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    va_list again;
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    char *text = len < 0 ? NULL : brink_i_arena_alloc(arena, (size_t)len + 1);
    if (text) {
        vsnprintf(text, (size_t)len + 1, format, again);
    }
    va_end(again);
    return text;
}
