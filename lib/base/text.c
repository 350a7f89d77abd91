/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void brink_i_text_init(brink_i_text *text) { *text = (brink_i_text){0}; }

void brink_i_text_free(brink_i_text *text)
{
    free(text->bytes);
    brink_i_text_init(text);
}

static bool reserve(brink_i_text *text, size_t more)
{
    if (text->failed) {
        return false;
    }
    if (text->room - text->length > more) {
        return true;
    }
    size_t room = (text->room ? text->room : 128);
    while (room - text->length <= more) {
        room *= 2;
    }
    char *bytes = realloc(text->bytes, room);
    if (!bytes) {
        text->failed = true;
        return false;
    }
    text->bytes = bytes;
    text->room = room;
    return true;
}

void brink_i_text_add_bytes(brink_i_text *text, const char *piece, size_t length)
{
    if (reserve(text, length)) {
        if (length > 0) { /* of nothing there may be no address */
            memcpy(text->bytes + text->length, piece, length);
        }
        text->length += length;
        text->bytes[text->length] = '\0';
    }
}

void brink_i_text_add(brink_i_text *text, const char *piece)
{
    brink_i_text_add_bytes(text, piece, strlen(piece));
}

void brink_i_text_addv(brink_i_text *text, const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    if (length < 0) {
        text->failed = true;
    } else if (reserve(text, (size_t)length)) {
        vsnprintf(text->bytes + text->length, (size_t)length + 1, format, args);
        text->length += (size_t)length;
    }
}

void brink_i_text_addf(brink_i_text *text, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    brink_i_text_addv(text, format, args);
    va_end(args);
}

char *brink_i_text_take(brink_i_text *text)
{
    brink_i_text_add(text, "");
    char *bytes = text->failed ? NULL : text->bytes;
    if (!bytes) {
        free(text->bytes);
    }
    brink_i_text_init(text);
    return bytes;
}

enum { NAME_MAX_COMPARED = 64 };

static int min2(int a, int b) { return a < b ? a : b; }

int brink_i_text_distance(const char *a, const char *b, int limit)
{
    int na = (int)strnlen(a, NAME_MAX_COMPARED), nb = (int)strnlen(b, NAME_MAX_COMPARED);
    if (na == NAME_MAX_COMPARED || nb == NAME_MAX_COMPARED || na - nb > limit || nb - na > limit) {
        return limit + 1;
    }
    int rows[3][NAME_MAX_COMPARED + 1];
    int *before = rows[0], *last = rows[1], *row = rows[2];
    for (int j = 0; j <= nb; j++) {
        last[j] = j;
        before[j] = 0;
    }
    for (int i = 1; i <= na; i++) {
        row[0] = i;
        for (int j = 1; j <= nb; j++) {
            int ca = tolower((unsigned char)a[i - 1]), cb = tolower((unsigned char)b[j - 1]);
            row[j] = min2(min2(last[j] + 1, row[j - 1] + 1), last[j - 1] + (ca != cb));
            if (i > 1 && j > 1 && ca == tolower((unsigned char)b[j - 2]) &&
                cb == tolower((unsigned char)a[i - 2])) {
                row[j] = min2(row[j], before[j - 2] + 1);
            }
        }
        int *recycled = before;
        before = last;
        last = row;
        row = recycled;
    }
    return last[nb];
}

const char *brink_i_text_nearest(const char *name, const char *const *names, size_t count)
{
    size_t length = strlen(name);
    int limit = length <= 3 ? 1 : length <= 7 ? 2 : 3;
    const char *best = NULL;
    for (size_t i = 0; i < count; i++) {
        int distance = brink_i_text_distance(name, names[i], limit);
        if (distance <= limit && distance < (int)length) {
            limit = distance - 1;
            best = names[i];
        }
    }
    return best;
}

int brink_i_text_columns(const char *text, size_t length)
{
    int columns = 0;
    for (size_t i = 0; i < length; i++) {
        columns += ((unsigned char)text[i] & 0xC0) != 0x80;
    }
    return columns;
}

void brink_i_text_add_plain(brink_i_text *text, const char *words)
{
    for (const unsigned char *p = (const unsigned char *)words; *p; p++) {
        const bool turns = p[0] == 0xE2 && ((p[1] == 0x80 && p[2] >= 0xA8 && p[2] <= 0xAE) ||
                                            (p[1] == 0x81 && p[2] >= 0xA6 && p[2] <= 0xA9));
        if (turns) {
            brink_i_text_addf(text, "\\u20%02x", (p[1] == 0x80 ? 0x00U : 0x40U) + (p[2] & 0x3FU));
            p += 2;
        } else if (*p < ' ' || *p == 0x7F || (*p == 0xC2 && p[1] >= 0x80 && p[1] < 0xA0)) {
            brink_i_text_addf(text, "\\x%02x", *p == 0xC2 ? p[1] : *p);
            p += *p == 0xC2;
        } else {
            brink_i_text_add_bytes(text, (const char *)p, 1);
        }
    }
}

/* strerror() is not safe between threads, strerror_r() has two meanings. */
const char *brink_i_text_reason(int error)
{
    switch (error) {
    case ENOENT:
        return "there is no such file";
    case ENOTDIR:
        return "there is no such file: a part of its path is not a folder";
    case EACCES:
        return "permission denied";
    case EISDIR:
        return "it is a folder";
    case ELOOP:
        return "too many symbolic links";
    case ENAMETOOLONG:
        return "the name is too long";
    case EMFILE:
    case ENFILE:
        return "too many open files";
    default:
        return "the system reports an error";
    }
}
