/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_BASE_ARENA_H
#define BRINK_BASE_ARENA_H

#include <stddef.h>

/* Memory of one lifetime: allocated piece by piece, freed at once. Not thread-safe. */
typedef struct brink_i_arena {
    struct brink_i_arena_chunk *head;
    size_t total; /* bytes handed out */
    size_t limit; /* 0 = none; else allocation beyond it fails (bounded memory on hostile input) */
} brink_i_arena;

void brink_i_arena_init(brink_i_arena *arena);
void brink_i_arena_free(brink_i_arena *arena);

/* Zeroed memory, aligned for any type; NULL when out of memory. size 0 gives a valid pointer. */
void *brink_i_arena_alloc(brink_i_arena *arena, size_t size);
void *brink_i_arena_array(brink_i_arena *arena, size_t count, size_t size);
/* Copy of text[0..len), NUL-terminated. */
char *brink_i_arena_strndup(brink_i_arena *arena, const char *text, size_t len);
char *brink_i_arena_strdup(brink_i_arena *arena, const char *text);
__attribute__((format(printf, 2, 3))) char *brink_i_arena_printf(brink_i_arena *arena, const char *format,
                                                                 ...);

#define BRINK_I_NEW(arena, type) ((type *)brink_i_arena_alloc((arena), sizeof(type)))
#define BRINK_I_NEW_ARRAY(arena, type, count) ((type *)brink_i_arena_array((arena), (count), sizeof(type)))

#endif
