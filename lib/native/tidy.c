/* SPDX-License-Identifier: Apache-2.0 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "native/cache.h"

/* Drafts are left alone for so long, whoever they are of, and logs are kept. */
enum { NAME = 32, AN_HOUR = 3600, A_WEEK = 7 * 24 * 3600 };

typedef struct module {
    char name[NAME + 1];
    long long bytes;
    time_t used;
} module;

typedef struct tidying {
    int folder;
    time_t now;
    module *modules;
    size_t n, room;
    long long bytes;
} tidying;

/* Whether the file has a name that the cache gives; *ending is what comes after the hash. */
static bool is_of_cache(const char *name, const char **ending)
{
    *ending = name + strspn(name, "0123456789abcdef");
    return *ending - name == NAME && **ending == '.';
}

/* Whether somebody holds the lock of this module. */
static bool is_busy(int folder, const char *name)
{
    char busy[NAME + sizeof ".busy"];
    snprintf(busy, sizeof busy, "%.*s.busy", NAME, name);
    int file = openat(folder, busy, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
    bool taken = file >= 0 && flock(file, LOCK_EX | LOCK_NB) != 0;
    if (file >= 0) {
        close(file);
    }
    return taken;
}

static void note_module(tidying *t, const char *name, const struct stat *status)
{
    if (t->n == t->room) {
        size_t room = t->room > 0 ? 2 * t->room : 64;
        module *grown = realloc(t->modules, room * sizeof *grown);
        if (!grown) {
            return; /* it stays */
        }
        t->modules = grown;
        t->room = room;
    }
    module *m = &t->modules[t->n++];
    memcpy(m->name, name, NAME);
    m->name[NAME] = '\0';
    m->bytes = (long long)status->st_size;
    m->used = status->st_mtime;
    t->bytes += m->bytes;
}

static bool has_code(int folder, const char *name)
{
    char code[NAME + sizeof ".so"];
    struct stat status;
    snprintf(code, sizeof code, "%.*s.so", NAME, name);
    return fstatat(folder, code, &status, AT_SYMLINK_NOFOLLOW) == 0;
}

static void look_at(tidying *t, const char *name)
{
    struct stat status;
    const char *ending;
    if (!is_of_cache(name, &ending) || fstatat(t->folder, name, &status, AT_SYMLINK_NOFOLLOW) != 0) {
        return;
    }
    const time_t age = t->now - status.st_mtime;
    const bool left = strcmp(ending, ".busy") == 0 || strncmp(ending, ".draft.", 7) == 0;
    if (strcmp(ending, ".so") == 0) {
        note_module(t, name, &status);
    } else if (strcmp(ending, ".c") == 0) {
        t->bytes += (long long)status.st_size;
        if (age > AN_HOUR && !has_code(t->folder, name)) {
            unlinkat(t->folder, name, 0);
        }
    } else if (strcmp(ending, ".proved") == 0) { /* alone: of code that lies in another folder */
        if (age > A_WEEK && !has_code(t->folder, name)) {
            unlinkat(t->folder, name, 0);
        }
    } else if ((left && age > AN_HOUR && !is_busy(t->folder, name)) ||
               ((strcmp(ending, ".log") == 0 || strcmp(ending, ".asked") == 0) && age > A_WEEK)) {
        unlinkat(t->folder, name, 0);
    }
}

static int by_use(const void *a, const void *b)
{
    const module *x = a, *y = b;
    return (x->used > y->used) - (x->used < y->used);
}

static void remove_module(tidying *t, const module *m)
{
    static const char *const endings[] = {".so", ".c", ".proved"};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        char name[NAME + sizeof ".proved"];
        struct stat status;
        snprintf(name, sizeof name, "%s%s", m->name, endings[i]);
        if (fstatat(t->folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
            unlinkat(t->folder, name, 0) == 0) {
            t->bytes -= (long long)status.st_size;
        }
    }
}

void brink_i_cache_tidy(const char *folder, long long bytes)
{
    DIR *list = opendir(folder);
    if (!list) {
        return;
    }
    tidying t = {.folder = dirfd(list), .now = time(NULL)};
    for (const struct dirent *entry; (entry = readdir(list)) != NULL;) {
        look_at(&t, entry->d_name);
    }
    if (t.n > 0) {
        qsort(t.modules, t.n, sizeof *t.modules, by_use);
    }
    for (size_t i = 0; i < t.n && t.bytes > bytes; i++) {
        remove_module(&t, &t.modules[i]);
    }
    free(t.modules);
    closedir(list);
}
