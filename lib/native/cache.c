/* SPDX-License-Identifier: Apache-2.0 */
#define _XOPEN_SOURCE 700 /* futimens */
#include "native/cache.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "random/stream.h"

void brink_i_cache_path(const brink_i_cache *cache, const char *ending, char path[BRINK_I_PATH_ROOM])
{
    snprintf(path, BRINK_I_PATH_ROOM, "%s/%s%s", cache->folder, cache->name, ending);
}

void brink_i_cache_open(brink_i_cache *cache, const char *folder, const char *text)
{
    const brink_i_owner_key key = brink_i_owner_key_make(0, text);
    *cache = (brink_i_cache){.turn = -1};
    snprintf(cache->folder, sizeof cache->folder, "%s", folder);
    snprintf(cache->name, sizeof cache->name, "%016llx%016llx", (unsigned long long)key.a,
             (unsigned long long)key.b);
}

/* The folder by its own name, ready to be written to. */
static bool settle_to_write(brink_i_cache *cache)
{
    return brink_i_folder_make(cache->folder, cache->shared) &&
           brink_i_folder_settle(cache->folder, BRINK_I_TRUST_US, NULL);
}

/* ---- what is in it ---- */

/* Opens a file that nobody else can have written; -1: there is none. */
static int open_trusted(const char *path)
{
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    struct stat status;
    if (file >= 0 && (fstat(file, &status) != 0 || !S_ISREG(status.st_mode) ||
                      !brink_i_is_trusted(&status, BRINK_I_TRUST_ROOT_TOO))) {
        close(file);
        file = -1;
    }
    return file;
}

/* Size and sum (FNV-1a) of an open file, as the last line of its text has them. */
static bool describe_code(int file, char line[64])
{
    bool good = file >= 0;
    uint64_t sum = UINT64_C(14695981039346656037), size = 0;
    unsigned char piece[16384];
    for (ssize_t n = 1; good && n > 0;) {
        n = read(file, piece, sizeof piece);
        good = n >= 0 || errno == EINTR;
        for (ssize_t i = 0; i < n; i++) {
            sum = (sum ^ piece[i]) * UINT64_C(1099511628211);
        }
        size += n > 0 ? (uint64_t)n : 0;
        n = n < 0 ? 1 : n;
    }
    snprintf(line, 64, "/* %llu bytes of code, %016llx */\n", (unsigned long long)size,
             (unsigned long long)sum);
    return good && size > 0;
}

/* Whether the file goes on with this text. */
static bool goes_on(int file, const char *text)
{
    char piece[16384];
    size_t left = strlen(text);
    bool same = true;
    while (left > 0 && same) {
        const ssize_t n = read(file, piece, left < sizeof piece ? left : sizeof piece);
        same = n > 0 ? memcmp(piece, text, (size_t)n) == 0 : n < 0 && errno == EINTR;
        text += n > 0 && same ? n : 0;
        left -= n > 0 && same ? (size_t)n : 0;
    }
    return same;
}

/* Whether the file is text and line, no more and no less. */
static bool is_text(const char *path, const char *text, const char *line)
{
    char more;
    int file = open_trusted(path);
    bool same = file >= 0 && goes_on(file, text) && goes_on(file, line) && read(file, &more, 1) == 0;
    if (file >= 0) {
        close(file);
    }
    return same;
}

int brink_i_cache_code(brink_i_cache *cache, const char *text)
{
    char path[BRINK_I_PATH_ROOM];
    brink_i_cache_path(cache, ".so", path);
    int file = open_trusted(path);
    bool good = describe_code(file, cache->code);
    brink_i_cache_path(cache, ".c", path);
    good = good && is_text(path, text, cache->code);
    if (good) {
        futimens(file, NULL); /* used now: the oldest go first */
    } else if (file >= 0) {
        close(file);
    }
    return good ? file : -1;
}

/* Others read what is kept for them, as far as the process's mask lets them. */
static mode_t mode_of(const brink_i_cache *cache) { return cache->shared ? 0644 : 0600; }

static bool write_draft(const brink_i_cache *cache, const char *text, int flag)
{
    char path[BRINK_I_PATH_ROOM];
    brink_i_cache_path(cache, ".draft.c", path);
    int number = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | flag, mode_of(cache));
    FILE *file = number >= 0 ? fdopen(number, "wb") : NULL;
    if (!file) {
        if (number >= 0) {
            close(number);
        }
        return false;
    }
    bool good = fwrite(text, 1, strlen(text), file) == strlen(text);
    return fclose(file) == 0 && good;
}

bool brink_i_cache_write(const brink_i_cache *cache, const char *text)
{
    return write_draft(cache, text, O_TRUNC);
}

bool brink_i_cache_keep(const brink_i_cache *cache)
{
    char from[BRINK_I_PATH_ROOM], to[BRINK_I_PATH_ROOM], line[64];
    struct stat text;
    brink_i_cache_path(cache, ".draft.c", from);
    if (stat(from, &text) != 0) {
        return false;
    }
    brink_i_cache_path(cache, ".draft.so", from);
    brink_i_cache_path(cache, ".so", to);
    /* For those who may read the text, whatever the compiler made of the process's mask. */
    if (chmod(from, 0700 | (text.st_mode & 044) | (text.st_mode & 044) >> 2) != 0) {
        return false;
    }
    int file = open_trusted(from);
    bool good = describe_code(file, line) && write_draft(cache, line, O_APPEND) && rename(from, to) == 0;
    if (file >= 0) {
        close(file);
    }
    brink_i_cache_path(cache, ".draft.c", from);
    brink_i_cache_path(cache, ".c", to);
    return good && rename(from, to) == 0;
}

void brink_i_cache_forget(const brink_i_cache *cache)
{
    static const char *const endings[] = {".so", ".c", ".proved", ".asked"};
    char path[BRINK_I_PATH_ROOM];
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        brink_i_cache_path(cache, endings[i], path);
        unlink(path);
    }
}

/* ---- what is known of it ---- */

bool brink_i_cache_is_proved(const brink_i_cache *cache, const brink_i_cache *of)
{
    char path[BRINK_I_PATH_ROOM];
    snprintf(path, sizeof path, "%s/%s.proved", cache->folder, of->name);
    return is_text(path, "", of->code);
}

/* Appends bytes to a file of ours; a name that leads elsewhere is left alone. */
static void append(const char *path, int flag, mode_t mode, const char *bytes, size_t n)
{
    int file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | flag, mode);
    if (file >= 0) {
        ssize_t written = write(file, bytes, n);
        (void)written; /* nothing depends on it but time */
        close(file);
    }
}

void brink_i_cache_note_proof(brink_i_cache *cache, const brink_i_cache *of)
{
    char path[BRINK_I_PATH_ROOM];
    if (settle_to_write(cache)) {
        snprintf(path, sizeof path, "%s/%s.proved", cache->folder, of->name);
        append(path, O_TRUNC, mode_of(cache), of->code, strlen(of->code));
        brink_i_cache_path(cache, ".asked", path);
        unlink(path);
    }
}

enum { PER_SECOND = 100, MOST_ASKED = 100 * PER_SECOND };

double brink_i_cache_asked(const brink_i_cache *cache)
{
    char path[BRINK_I_PATH_ROOM];
    struct stat status;
    brink_i_cache_path(cache, ".asked", path);
    return lstat(path, &status) == 0 && S_ISREG(status.st_mode) &&
                   brink_i_is_trusted(&status, BRINK_I_TRUST_US)
               ? (double)status.st_size / PER_SECOND
               : 0;
}

void brink_i_cache_note_asked(brink_i_cache *cache, double seconds)
{
    static const char marks[MOST_ASKED];
    char path[BRINK_I_PATH_ROOM];
    double n = seconds * PER_SECOND;
    if (n >= 1 && brink_i_cache_asked(cache) * PER_SECOND < MOST_ASKED && settle_to_write(cache)) {
        brink_i_cache_path(cache, ".asked", path);
        append(path, O_APPEND, 0600, marks, n < MOST_ASKED ? (size_t)n : MOST_ASKED);
    }
}

/* ---- turns ---- */

static void remove_drafts(const brink_i_cache *cache)
{
    static const char *const endings[] = {".draft.c", ".draft.so"};
    char path[BRINK_I_PATH_ROOM];
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        brink_i_cache_path(cache, endings[i], path);
        unlink(path);
    }
}

/* Whether the path still leads to the open file. */
static bool is_there(int file, const char *path)
{
    struct stat mine, there;
    return fstat(file, &mine) == 0 && stat(path, &there) == 0 && mine.st_dev == there.st_dev &&
           mine.st_ino == there.st_ino;
}

brink_i_turn brink_i_cache_take_turn(brink_i_cache *cache)
{
    char path[BRINK_I_PATH_ROOM];
    brink_i_cache_path(cache, ".busy", path);
    if (!settle_to_write(cache)) {
        return BRINK_I_TURN_NEVER;
    }
    brink_i_cache_path(cache, ".busy", path);
    /* What is kept for others stays until somebody removes it. */
    brink_i_cache_tidy(cache->folder, cache->shared ? LLONG_MAX : BRINK_I_CACHE_BYTES);
    for (int attempt = 0; attempt < 100; attempt++) {
        int opened = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
        /* Above the numbers of the standard streams, which the compiler gets. */
        int file = opened >= 0 ? fcntl(opened, F_DUPFD_CLOEXEC, 10) : -1;
        if (opened >= 0) {
            close(opened);
        }
        if (file < 0) {
            return BRINK_I_TURN_NEVER;
        }
        if (flock(file, LOCK_EX | LOCK_NB) != 0) {
            bool taken = errno == EWOULDBLOCK;
            close(file);
            return taken ? BRINK_I_TURN_TAKEN : BRINK_I_TURN_NEVER;
        }
        if (is_there(file, path)) {
            cache->turn = file;
            remove_drafts(cache);
            return BRINK_I_TURN_MINE;
        }
        close(file); /* its owner was about to remove it */
    }
    return BRINK_I_TURN_TAKEN;
}

bool brink_i_cache_is_taken(const brink_i_cache *cache)
{
    char path[BRINK_I_PATH_ROOM];
    brink_i_cache_path(cache, ".busy", path);
    int file = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
    if (file < 0) {
        return false;
    }
    bool taken = flock(file, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    close(file);
    return taken;
}

void brink_i_cache_end_turn(brink_i_cache *cache, bool log)
{
    char path[BRINK_I_PATH_ROOM];
    if (cache->turn < 0) {
        return;
    }
    remove_drafts(cache);
    brink_i_cache_path(cache, ".log", path);
    if (!log) {
        unlink(path);
    }
    brink_i_cache_path(cache, ".busy", path);
    unlink(path);
    close(cache->turn);
    cache->turn = -1;
}
