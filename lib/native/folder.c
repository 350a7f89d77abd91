/* SPDX-License-Identifier: Apache-2.0 */
#define _XOPEN_SOURCE 700 /* S_ISVTX, realpath */
#include "native/folder.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char ABSENT[] = "it is not there", NO_FOLDER[] = "it is no folder",
                  FOREIGN[] = "it is another user's", OPEN[] = "others can write to it",
                  OPEN_ABOVE[] = "a folder above it is another user's, or others can write to that",
                  RELATIVE[] = "it is not a whole path", LONG[] = "its name is too long",
                  OTHER_RIGHTS[] = "the program runs with another user's rights";

bool brink_i_is_trusted(const struct stat *status, brink_i_trust trust)
{
    return (status->st_uid == geteuid() || (trust == BRINK_I_TRUST_ROOT_TOO && status->st_uid == 0)) &&
           (status->st_mode & (S_IWGRP | S_IWOTH)) == 0;
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

/* NULL: nothing is wrong. */
static const char *fault_of(char *real, brink_i_trust trust)
{
    struct stat status;
    if (stat(real, &status) != 0) {
        return ABSENT;
    }
    if (!S_ISDIR(status.st_mode)) {
        return NO_FOLDER;
    }
    if (!brink_i_is_trusted(&status, trust)) {
        return (status.st_mode & (S_IWGRP | S_IWOTH)) != 0 ? OPEN : FOREIGN;
    }
    return is_safe_above(real) ? NULL : OPEN_ABOVE;
}

bool brink_i_folder_settle(char folder[BRINK_I_FOLDER_ROOM], brink_i_trust trust, const char **why)
{
    char *real = realpath(folder, NULL);
    const char *fault = !real ? ABSENT : strlen(real) >= BRINK_I_FOLDER_ROOM ? LONG : fault_of(real, trust);
    if (!fault) {
        strcpy(folder, real);
    }
    free(real);
    if (why) {
        *why = fault;
    }
    return !fault;
}

bool brink_i_folder_make(char *folder, bool shared)
{
    const mode_t mode = shared ? 0755 : 0700;
    struct stat status;
    for (char *slash = strchr(folder + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        bool there = stat(folder, &status) == 0 || mkdir(folder, mode) == 0 || errno == EEXIST;
        *slash = '/';
        if (!there) {
            return false;
        }
    }
    return mkdir(folder, mode) == 0 || errno == EEXIST;
}

/* A program that runs with rights of another user takes no code from the environment. */
static bool has_own_rights(void) { return getuid() == geteuid() && getgid() == getegid(); }

static bool refuse(const char **why, const char *fault)
{
    if (why) {
        *why = fault;
    }
    return false;
}

bool brink_i_folder_own(char folder[BRINK_I_FOLDER_ROOM], const char **why)
{
    const char *own = getenv("BRINK_CACHE_DIR"), *shared = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
    struct stat status;
    int n = 0;
    *folder = '\0';
    if (own && *own) {
        n = snprintf(folder, BRINK_I_FOLDER_ROOM, "%s", own);
    } else if (shared && *shared == '/') {
        n = snprintf(folder, BRINK_I_FOLDER_ROOM, "%s/brink", shared);
    } else if (home && *home) {
        n = snprintf(folder, BRINK_I_FOLDER_ROOM, "%s/.cache/brink", home);
    }
    if (n <= 0) {
        return refuse(why, "neither BRINK_CACHE_DIR nor XDG_CACHE_HOME nor HOME names one");
    }
    if (n >= BRINK_I_FOLDER_ROOM || *folder != '/') {
        return refuse(why, *folder == '/' ? LONG : RELATIVE);
    }
    if (!has_own_rights()) {
        return refuse(why, OTHER_RIGHTS);
    }
    return stat(folder, &status) != 0 || brink_i_folder_settle(folder, BRINK_I_TRUST_ROOT_TOO, why);
}

bool brink_i_folder_site(int i, char folder[BRINK_I_FOLDER_ROOM], const char **why)
{
    const char *list = getenv("BRINK_SITE_CACHE");
    *folder = '\0';
    while (list && *list) {
        const size_t length = strcspn(list, ":");
        if (length > 0 && i-- == 0) {
            snprintf(folder, BRINK_I_FOLDER_ROOM, "%.*s", (int)(length < 4096 ? length : 4096), list);
            if (length >= BRINK_I_FOLDER_ROOM || *folder != '/') {
                return refuse(why, *folder == '/' ? LONG : RELATIVE);
            }
            return has_own_rights() ? brink_i_folder_settle(folder, BRINK_I_TRUST_ROOT_TOO, why)
                                    : refuse(why, OTHER_RIGHTS);
        }
        list += length + (list[length] == ':');
    }
    return false;
}
