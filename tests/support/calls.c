/* SPDX-License-Identifier: Apache-2.0 */
#include "support/calls.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 1000, NAME = 80 };

/* Names of public functions that this program has called. */
static char called[MOST][NAME];
static size_t n_called;

static bool is_called(const char *name)
{
    for (size_t i = 0; i < n_called; i++) {
        if (strcmp(called[i], name) == 0) {
            return true;
        }
    }
    return false;
}

void call(const char *name)
{
    if (!is_called(name)) {
        assert_true(n_called < MOST);
        snprintf(called[n_called++], NAME, "%s", name);
    }
}

/* The name of the function that `declaration`, the text behind BRINK_API, declares; its length, 0 if none. */
static size_t declared(const char *declaration, const char **name)
{
    size_t length = strcspn(declaration, ";{(");
    if (declaration[length] != '(') {
        return 0;
    }
    const char *end = declaration + length, *start = end;
    while (start > declaration && strchr("abcdefghijklmnopqrstuvwxyz_0123456789", start[-1])) {
        start--;
    }
    *name = start;
    return (size_t)(end - start);
}

static size_t check_header(const char *path)
{
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    static char text[200000];
    size_t length = fread(text, 1, sizeof text - 1, file);
    assert_true(length < sizeof text - 1);
    text[length] = '\0';
    fclose(file);
    size_t n = 0;
    static const char mark[] = "\nBRINK_API ", nodiscard[] = "BRINK_NODISCARD ";
    for (const char *at = strstr(text, mark); at; at = strstr(at, mark)) {
        at += strlen(mark);
        at += strncmp(at, nodiscard, strlen(nodiscard)) == 0 ? strlen(nodiscard) : 0;
        const char *name = NULL;
        size_t size = declared(at, &name);
        assert_true(size > 0 && size < NAME);
        char own[NAME];
        snprintf(own, sizeof own, "%.*s", (int)size, name);
        if (!is_called(own)) {
            fail_msg("%s declares %s, of which this program does not know what it does with wrong arguments",
                     path, own);
        }
        n++;
    }
    return n;
}

void calls_check(void)
{
    static const char folder[] = BRINK_TEST_DIR "/../include/brink";
    DIR *directory = opendir(folder);
    assert_non_null(directory);
    size_t n = 0;
    for (struct dirent *entry = readdir(directory); entry; entry = readdir(directory)) {
        const char *ending = strrchr(entry->d_name, '.');
        if (ending && strcmp(ending, ".h") == 0) {
            char path[sizeof folder + 300];
            snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
            n += check_header(path);
        }
    }
    closedir(directory);
    assert_int_equal(n, n_called); /* no declaration was overlooked */
}
