/* SPDX-License-Identifier: Apache-2.0 */
#include "parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "exit_status.h"
#include "folder.h"
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

char *parts_path(const char *folder, const char *question, uint64_t seed, uint64_t first, uint64_t last,
                 part_kind kind)
{
    char name[128];
    snprintf(name, sizeof name, "%s-%llu-%012llu-%012llu%s", question, (unsigned long long)seed,
             (unsigned long long)first, (unsigned long long)last, endings[kind]);
    return folder_join(folder, name);
}

char *parts_rows_path(const char *folder, const char *question, uint64_t seed, uint64_t first,
                      const char *ending)
{
    char name[128];
    snprintf(name, sizeof name, "%s-%llu-%012llu.rows.%s", question, (unsigned long long)seed,
             (unsigned long long)first, ending);
    return folder_join(folder, name);
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

typedef struct listing {
    const char *command;
    parts *all;
    size_t room;
} listing;

static int add_part(void *context, const char *path, const char *name)
{
    listing *l = context;
    part_file part = {.path = NULL};
    if (!read_name(name, &part)) {
        return STATUS_OK;
    }
    if (l->all->n == l->room) {
        l->room = l->room > 0 ? 2 * l->room : 64;
        part_file *grown = realloc(l->all->items, l->room * sizeof *grown);
        if (!grown) {
            return fail(l->command, BRINK_ERR_MEMORY);
        }
        l->all->items = grown;
    }
    part.path = strdup(path);
    if (!part.path) {
        return fail(l->command, BRINK_ERR_MEMORY);
    }
    l->all->items[l->all->n++] = part;
    return STATUS_OK;
}

int parts_list(const char *command, const char *folder, parts *out)
{
    *out = (parts){NULL, 0};
    listing l = {command, out, 0};
    const int status = folder_each(command, folder, "", "", add_part, &l);
    if (status != STATUS_OK) {
        parts_free(out);
    } else if (out->n > 0) {
        qsort(out->items, out->n, sizeof *out->items, by_trials);
    }
    return status;
}

typedef struct paths {
    const char *command;
    char ***items;
    size_t *n;
} paths;

static int add_path(void *context, const char *path, const char *name)
{
    const paths *p = context;
    (void)name;
    char **grown = (char **)realloc((void *)*p->items, (*p->n + 1) * sizeof *grown);
    if (!grown) {
        return fail(p->command, BRINK_ERR_MEMORY);
    }
    *p->items = grown;
    grown[*p->n] = strdup(path);
    if (!grown[*p->n]) {
        return fail(p->command, BRINK_ERR_MEMORY);
    }
    ++*p->n;
    return STATUS_OK;
}

int parts_list_rows(const char *command, const char *folder, const char *question, uint64_t seed,
                    const char *ending, char ***items, size_t *n)
{
    char start[64], end[16];
    snprintf(start, sizeof start, "%s-%llu-", question, (unsigned long long)seed);
    snprintf(end, sizeof end, ".rows.%s", ending);
    paths found = {command, items, n};
    return folder_each(command, folder, start, end, add_path, &found);
}

void parts_free(parts *self)
{
    for (size_t i = 0; i < self->n; i++) {
        free(self->items[i].path);
    }
    free(self->items);
    *self = (parts){NULL, 0};
}

const part_file *parts_find(const parts *self, part_kind kind, const char *question, uint64_t seed,
                            uint64_t first, uint64_t last)
{
    part_file key = {.seed = seed, .first = first, .last = last, .kind = kind};
    snprintf(key.question, sizeof key.question, "%s", question);
    return self->n > 0 ? bsearch(&key, self->items, self->n, sizeof *self->items, by_trials) : NULL;
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
