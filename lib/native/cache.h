/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_NATIVE_CACHE_H
#define BRINK_NATIVE_CACHE_H

/* clang-format off */
/* Where compiled modules are kept: a folder that belongs to the user, or to root, and that nobody else can
 * write to or put another in the place of, for code is loaded from there (folder.h).
 *
 *   NAME.so     the code; NAME is a hash of the text
 *   NAME.c      the text, and in its last line the size and a sum of NAME.so: code counts only while both
 *               are as they were
 *   NAME.proved that last line again: this code was compared with the interpreter
 *   NAME.asked  one byte for each hundredth of a second that runs have interpreted this model (tier_up.h)
 *   NAME.busy   locked while somebody compiles this text. The compiler holds the lock too, so that it lasts
 *               exactly as long as there is somebody who may write to the drafts, whatever becomes of us
 *   NAME.draft.c, NAME.draft.so, NAME.log   what is being compiled, and what the compiler says */
/* clang-format on */

#include <stdbool.h>

#include "native/folder.h"

typedef struct brink_i_cache {
    char folder[BRINK_I_FOLDER_ROOM]; /* "": none */
    char name[64];
    int turn;      /* the descriptor with the lock, or -1 */
    char code[64]; /* last line of NAME.c as the code had it that was looked at last */
    bool shared;   /* what is written is for others to read, and never tidied away */
} brink_i_cache;

/* The place of the text in a folder. Makes nothing. */
void brink_i_cache_open(brink_i_cache *cache, const char *folder, const char *text);
void brink_i_cache_path(const brink_i_cache *cache, const char *ending, char path[BRINK_I_PATH_ROOM]);
/* The code of the text, whole and as we or root left it, as an open file: what was looked at is what is
 * loaded. -1: there is none. */
int brink_i_cache_code(brink_i_cache *cache, const char *text);

typedef enum brink_i_turn { BRINK_I_TURN_MINE, BRINK_I_TURN_TAKEN, BRINK_I_TURN_NEVER } brink_i_turn;

/* The right to compile this text; makes the folder, and removes what somebody left there who was ended on the
 * way. */
brink_i_turn brink_i_cache_take_turn(brink_i_cache *cache);
/* Whether somebody compiles it now. */
bool brink_i_cache_is_taken(const brink_i_cache *cache);
/* Writes the draft of the text. */
bool brink_i_cache_write(const brink_i_cache *cache, const char *text);
/* The drafts become the module. */
bool brink_i_cache_keep(const brink_i_cache *cache);
enum { BRINK_I_CACHE_BYTES = 100 << 20 };
/* Removes what ended compilers left, logs of long ago, and the modules that were not used for longest, until
 * the others have no more than so many bytes. `folder` is one that was found safe. */
void brink_i_cache_tidy(const char *folder, long long bytes);
/* Removes the code and its text. */
void brink_i_cache_forget(const brink_i_cache *cache);

/* Whether the folder of `cache` says that the code is proved which brink_i_cache_code gave of `of` (the same,
 * or one whose folder cannot be written); notes that it is. */
bool brink_i_cache_is_proved(const brink_i_cache *cache, const brink_i_cache *of);
void brink_i_cache_note_proof(brink_i_cache *cache, const brink_i_cache *of);
/* Seconds that runs have spent without the code; adds to them. */
double brink_i_cache_asked(const brink_i_cache *cache);
void brink_i_cache_note_asked(brink_i_cache *cache, double seconds);
/* Gives the turn back; nothing stays but what was kept and, where `log`, what the compiler said. */
void brink_i_cache_end_turn(brink_i_cache *cache, bool log);

#endif
