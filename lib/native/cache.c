/* SPDX-License-Identifier: Apache-2.0 */
#define _XOPEN_SOURCE 700 /* S_ISVTX, realpath */
#include "native/cache.h"

#include <errno.h>
#include <fcntl.h>
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

/* ---- the folder ---- */

/* Nobody else can write to it. */
static bool is_ours(const struct stat *status)
{
    return status->st_uid == geteuid() && (status->st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

/* Nobody else can put another folder in its place: each one above it belongs to root or to us, and nobody
 * else can write to it, unless only owners may rename there (/tmp). `path` has no links and no dots. */
static bool is_safe_above(char *path)
{
    bool safe = true;
    for (char *slash = path; slash && safe; slash = strchr(slash + 1, '/')) {
        struct stat status;
        const char rest = slash == path ? slash[1] : *slash, *above = path;
        char *end = slash == path ? slash + 1 : slash;
        *end = '\0';
        safe = stat(above, &status) == 0 && (status.st_uid == 0 || status.st_uid == geteuid()) &&
               ((status.st_mode & (S_IWGRP | S_IWOTH)) == 0 || (status.st_mode & S_ISVTX) != 0);
        *end = rest;
    }
    return safe;
}

/* The folder by its own name, if it is there and safe. */
static bool settle_folder(brink_i_cache *cache)
{
    struct stat status;
    char *real = realpath(cache->folder, NULL);
    bool good = real && strlen(real) < sizeof cache->folder;
    if (good) {
        strcpy(cache->folder, real);
        good = stat(cache->folder, &status) == 0 && S_ISDIR(status.st_mode) && is_ours(&status) &&
               is_safe_above(cache->folder);
    }
    free(real);
    return good;
}

static bool make_folder(char *path)
{
    struct stat status;
    for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        bool there = stat(path, &status) == 0 || mkdir(path, 0700) == 0 || errno == EEXIST;
        *slash = '/';
        if (!there) {
            return false;
        }
    }
    return mkdir(path, 0700) == 0 || errno == EEXIST;
}

bool brink_i_cache_open(brink_i_cache *cache, const char *text)
{
    const char *own = getenv("BRINK_CACHE_DIR"), *shared = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
    const brink_i_owner_key key = brink_i_owner_key_make(0, text);
    struct stat status;
    int n = -1;
    cache->turn = -1;
    snprintf(cache->name, sizeof cache->name, "%016llx%016llx", (unsigned long long)key.a,
             (unsigned long long)key.b);
    if (own && *own) {
        n = snprintf(cache->folder, sizeof cache->folder, "%s", own);
    } else if (shared && *shared == '/') {
        n = snprintf(cache->folder, sizeof cache->folder, "%s/brink", shared);
    } else if (home && *home) {
        n = snprintf(cache->folder, sizeof cache->folder, "%s/.cache/brink", home);
    }
    bool good = n > 0 && (size_t)n < sizeof cache->folder && cache->folder[0] == '/';
    /* A program that runs with rights of another user takes no code from the environment. */
    good = good && getuid() == geteuid() && getgid() == getegid();
    return good && (stat(cache->folder, &status) != 0 || settle_folder(cache));
}

/* ---- what is in it ---- */

/* Opens a file that is ours; -1: there is none. */
static int open_ours(const char *path)
{
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    struct stat status;
    if (file >= 0 && (fstat(file, &status) != 0 || !S_ISREG(status.st_mode) || !is_ours(&status))) {
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

/* Whether the file is text and line, no more and no less. */
static bool is_text(const char *path, const char *text, const char *line)
{
    size_t length = strlen(text), more = strlen(line), all = length + more;
    int number = open_ours(path);
    FILE *file = number >= 0 ? fdopen(number, "rb") : NULL;
    if (!file) {
        if (number >= 0) {
            close(number);
        }
        return false;
    }
    char *content = malloc(all + 1);
    bool same = content && fread(content, 1, all + 1, file) == all && memcmp(content, text, length) == 0 &&
                memcmp(content + length, line, more) == 0;
    free(content);
    fclose(file);
    return same;
}

int brink_i_cache_code(brink_i_cache *cache, const char *text)
{
    char path[BRINK_I_PATH_ROOM];
    brink_i_cache_path(cache, ".so", path);
    int file = open_ours(path);
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

static bool write_draft(const brink_i_cache *cache, const char *text, int flag)
{
    char path[BRINK_I_PATH_ROOM];
    brink_i_cache_path(cache, ".draft.c", path);
    int number = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | flag, 0600);
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
    brink_i_cache_path(cache, ".draft.so", from);
    brink_i_cache_path(cache, ".so", to);
    if (chmod(from, 0700) != 0) {
        return false;
    }
    int file = open_ours(from);
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

bool brink_i_cache_is_proved(const brink_i_cache *cache)
{
    char path[BRINK_I_PATH_ROOM];
    brink_i_cache_path(cache, ".proved", path);
    return is_text(path, "", cache->code);
}

/* Appends bytes to a file of ours; a name that leads elsewhere is left alone. */
static void append(const char *path, int flag, const char *bytes, size_t n)
{
    int file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | flag, 0600);
    if (file >= 0) {
        ssize_t written = write(file, bytes, n);
        (void)written; /* nothing depends on it but time */
        close(file);
    }
}

void brink_i_cache_note_proof(const brink_i_cache *cache)
{
    char path[BRINK_I_PATH_ROOM];
    brink_i_cache_path(cache, ".proved", path);
    append(path, O_TRUNC, cache->code, strlen(cache->code));
    brink_i_cache_path(cache, ".asked", path);
    unlink(path);
}

enum { PER_SECOND = 100, MOST_ASKED = 100 * PER_SECOND };

double brink_i_cache_asked(const brink_i_cache *cache)
{
    char path[BRINK_I_PATH_ROOM];
    struct stat status;
    brink_i_cache_path(cache, ".asked", path);
    return lstat(path, &status) == 0 && S_ISREG(status.st_mode) && is_ours(&status)
               ? (double)status.st_size / PER_SECOND
               : 0;
}

void brink_i_cache_note_asked(brink_i_cache *cache, double seconds)
{
    static const char marks[MOST_ASKED];
    char path[BRINK_I_PATH_ROOM];
    double n = seconds * PER_SECOND;
    if (n >= 1 && brink_i_cache_asked(cache) * PER_SECOND < MOST_ASKED && make_folder(cache->folder) &&
        settle_folder(cache)) {
        brink_i_cache_path(cache, ".asked", path);
        append(path, O_APPEND, marks, n < MOST_ASKED ? (size_t)n : MOST_ASKED);
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
    if (!make_folder(cache->folder) || !settle_folder(cache)) {
        return BRINK_I_TURN_NEVER;
    }
    brink_i_cache_path(cache, ".busy", path);
    brink_i_cache_tidy(cache->folder, BRINK_I_CACHE_BYTES);
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
