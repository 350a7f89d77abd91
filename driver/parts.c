/* SPDX-License-Identifier: Apache-2.0 */
#include "parts.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "exit_status.h"
#include "message.h"
#include "number.h"

static const char *const endings[] = {".brink", ".begun", ".look"};

enum { GRID = 1024, FEWEST_OF_GRID = 16 * GRID };

/* ---- names
 * -------------------------------------------------------------------------------------------------- */

/* The digits up to `end` as a number. */
static bool read_number(const char *text, const char *end, uint64_t *out)
{
    char digits[24];
    const size_t length = (size_t)(end - text);
    if (length == 0 || length >= sizeof digits) {
        return false;
    }
    memcpy(digits, text, length);
    digits[length] = '\0';
    return number_read_digits(digits, out) == NULL;
}

/* What a name says; false: it is none of a part. */
static bool read_name(const char *name, part_file *out)
{
    const char *ending = strrchr(name, '.'), *dashes[3];
    for (int i = 0; i < 3; i++) {
        const char *from = i == 0 ? name : dashes[i - 1] + 1;
        dashes[i] = strchr(from, '-');
        if (!dashes[i]) {
            return false;
        }
    }
    if (!ending || ending < dashes[2] || (size_t)(dashes[0] - name) != BRINK_HASH_ROOM - 1) {
        return false;
    }
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        if (strcmp(ending, endings[i]) == 0) {
            memcpy(out->question, name, BRINK_HASH_ROOM - 1);
            out->question[BRINK_HASH_ROOM - 1] = '\0';
            out->kind = (part_kind)i;
            return read_number(dashes[0] + 1, dashes[1], &out->seed) &&
                   read_number(dashes[1] + 1, dashes[2], &out->first) &&
                   read_number(dashes[2] + 1, ending, &out->last) && out->first <= out->last;
        }
    }
    return false;
}

static char *join(const char *folder, const char *name)
{
    const size_t length = strlen(folder), room = length + strlen(name) + 2;
    char *path = malloc(room);
    if (path) {
        snprintf(path, room, "%s%s%s", folder, length > 0 && folder[length - 1] == '/' ? "" : "/", name);
    }
    return path;
}

char *parts_path(const char *folder, const char *question, uint64_t seed, uint64_t first, uint64_t last,
                 part_kind kind)
{
    char name[128];
    snprintf(name, sizeof name, "%s-%llu-%012llu-%012llu%s", question, (unsigned long long)seed,
             (unsigned long long)first, (unsigned long long)last, endings[kind]);
    return join(folder, name);
}

char *parts_rows_path(const char *folder, const char *question, uint64_t seed, uint64_t first,
                      const char *ending)
{
    char name[128];
    snprintf(name, sizeof name, "%s-%llu-%012llu.rows.%s", question, (unsigned long long)seed,
             (unsigned long long)first, ending);
    return join(folder, name);
}

/* ---- folders
 * ------------------------------------------------------------------------------------------------ */

static int by_trials(const void *a, const void *b)
{
    const part_file *x = a, *y = b;
    const int question = strcmp(x->question, y->question);
    if (question != 0) {
        return question;
    }
    const uint64_t keys[][2] = {
        {x->seed, y->seed}, {x->first, y->first}, {x->last, y->last}, {(uint64_t)x->kind, (uint64_t)y->kind}};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        if (keys[i][0] != keys[i][1]) {
            return keys[i][0] < keys[i][1] ? -1 : 1;
        }
    }
    return 0;
}

static bool add(parts *self, size_t *room, const char *folder, const char *name)
{
    part_file part = {.path = NULL};
    if (!read_name(name, &part)) {
        return true;
    }
    if (self->n == *room) {
        *room = *room > 0 ? 2 * *room : 64;
        part_file *grown = realloc(self->items, *room * sizeof *grown);
        if (!grown) {
            return false;
        }
        self->items = grown;
    }
    part.path = join(folder, name);
    if (!part.path) {
        return false;
    }
    self->items[self->n++] = part;
    return true;
}

int parts_list(const char *command, const char *folder, parts *out)
{
    *out = (parts){NULL, 0};
    DIR *directory = opendir(folder);
    if (!directory && errno == ENOENT) {
        return STATUS_OK;
    }
    if (!directory) {
        complain(command, "cannot read the folder %s: %s", folder, strerror(errno));
        return STATUS_IO;
    }
    size_t room = 0;
    bool good = true;
    errno = 0;
    for (struct dirent *entry; good && (entry = readdir(directory)) != NULL;) {
        good = add(out, &room, folder, entry->d_name);
    }
    closedir(directory);
    if (!good) {
        parts_free(out);
        return fail(command, BRINK_ERR_MEMORY);
    }
    if (out->n > 0) {
        qsort(out->items, out->n, sizeof *out->items, by_trials);
    }
    return STATUS_OK;
}

int parts_list_rows(const char *command, const char *folder, const char *question, uint64_t seed,
                    const char *ending, char ***paths, size_t *n)
{
    char start[64], end[16];
    snprintf(start, sizeof start, "%s-%llu-", question, (unsigned long long)seed);
    snprintf(end, sizeof end, ".rows.%s", ending);
    DIR *directory = opendir(folder);
    if (!directory) {
        complain(command, "cannot read the folder %s: %s", folder, strerror(errno));
        return STATUS_IO;
    }
    bool good = true;
    for (struct dirent *entry; good && (entry = readdir(directory)) != NULL;) {
        const char *name = entry->d_name;
        const size_t length = strlen(name);
        if (length > strlen(end) && strncmp(name, start, strlen(start)) == 0 &&
            strcmp(name + length - strlen(end), end) == 0) {
            char **grown = (char **)realloc((void *)*paths, (*n + 1) * sizeof *grown);
            *paths = grown ? grown : *paths;
            good = grown && (grown[*n] = join(folder, name)) != NULL;
            *n += good;
        }
    }
    closedir(directory);
    return good ? STATUS_OK : fail(command, BRINK_ERR_MEMORY);
}

void parts_free(parts *self)
{
    for (size_t i = 0; i < self->n; i++) {
        free(self->items[i].path);
    }
    free(self->items);
    *self = (parts){NULL, 0};
}

const part_file *parts_find(const parts *self, part_kind kind, uint64_t first, uint64_t last)
{
    for (size_t i = 0; i < self->n; i++) {
        const part_file *part = &self->items[i];
        if (part->kind == kind && part->first == first && part->last == last) {
            return part;
        }
    }
    return NULL;
}

/* ---- the grid
 * ------------------------------------------------------------------------------------------------ */

__extension__ typedef unsigned __int128 wide;

static uint64_t bound(uint64_t trials, uint64_t i, uint64_t of)
{
    const uint64_t at = (uint64_t)((wide)trials * i / of);
    return i == of || trials / of < FEWEST_OF_GRID ? at : at / GRID * GRID;
}

void parts_cut(uint64_t first, uint64_t trials, uint64_t i, uint64_t of, uint64_t *begin, uint64_t *count)
{
    const uint64_t from = bound(trials, i - 1, of), to = bound(trials, i, of);
    *begin = first + from;
    *count = to - from;
}

char *parts_write_numbers(const bool *missing, uint64_t of)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    if (!out) {
        return NULL;
    }
    const char *separator = "";
    for (uint64_t i = 0, end; i < of; i = end) {
        end = i + 1;
        if (!missing[i]) {
            continue;
        }
        while (end < of && missing[end]) {
            end++;
        }
        fprintf(out, "%s%llu", separator, (unsigned long long)i + 1);
        if (end > i + 1) {
            fprintf(out, "-%llu", (unsigned long long)end);
        }
        separator = ",";
    }
    const bool broken = ferror(out) != 0;
    if (fclose(out) != 0 || broken) {
        free(text);
        return NULL;
    }
    return text;
}
