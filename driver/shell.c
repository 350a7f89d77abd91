/* SPDX-License-Identifier: Apache-2.0 */
#include "shell.h"

#include <stdbool.h>
#include <string.h>

/* Bytes of the character at p that nobody should get as it is; 0: it may be shown. *code is its number. */
static size_t hidden(const unsigned char *p, unsigned *code)
{
    *code = *p;
    if (*p < ' ' || *p == 0x7F) {
        return 1;
    }
    if (*p == 0xC2 && p[1] >= 0x80 && p[1] < 0xA0) {
        *code = p[1];
        return 2;
    }
    const bool turns = p[0] == 0xE2 && ((p[1] == 0x80 && p[2] >= 0xA8 && p[2] <= 0xAE) ||
                                        (p[1] == 0x81 && p[2] >= 0xA6 && p[2] <= 0xA9));
    *code = turns ? 0x2000U + (p[1] == 0x80 ? 0x00U : 0x40U) + (p[2] & 0x3FU) : *p;
    return turns ? 3 : 0;
}

void shell_print_plain(FILE *out, const char *text)
{
    for (const unsigned char *p = (const unsigned char *)text; *p;) {
        unsigned code;
        const size_t size = *p == '\n' || *p == '\t' ? 0 : hidden(p, &code);
        if (size > 0) {
            fprintf(out, code > 0xFF ? "\\u%04x" : "\\x%02x", code);
        } else {
            fputc(*p, out);
        }
        p += size > 0 ? size : 1;
    }
}

/* To nowhere if out is NULL. */
static int print_name(FILE *out, const char *name)
{
    int columns = 0;
    for (const unsigned char *p = (const unsigned char *)name; *p;) {
        unsigned code;
        const size_t size = hidden(p, &code);
        if (size > 0) {
            char words[8];
            columns += snprintf(words, sizeof words, code > 0xFF ? "\\u%04x" : "\\x%02x", code);
            if (out) {
                fputs(words, out);
            }
        } else {
            columns += (*p & 0xC0U) != 0x80U; /* not in the middle of a character */
            if (out) {
                fputc(*p, out);
            }
        }
        p += size > 0 ? size : 1;
    }
    return columns;
}

int shell_print_name(FILE *out, const char *name) { return print_name(out, name); }

int shell_name_width(const char *name) { return print_name(NULL, name); }

/* As the shells know it that can write any byte: $'...'. */
static void print_bytes(FILE *out, const char *word)
{
    fputs("$'", out);
    for (const unsigned char *p = (const unsigned char *)word; *p; p++) {
        if (*p < ' ' || *p >= 0x7F) {
            fprintf(out, "\\%03o", *p);
        } else {
            fprintf(out, *p == '\'' || *p == '\\' ? "\\%c" : "%c", *p);
        }
    }
    fputc('\'', out);
}

void shell_print_word(FILE *out, const char *word)
{
    for (const unsigned char *p = (const unsigned char *)word; *p; p++) {
        unsigned code;
        if (hidden(p, &code)) {
            print_bytes(out, word);
            return;
        }
    }
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./:=+,@%-";
    if (*word && word[strspn(word, plain)] == '\0') {
        fputs(word, out);
        return;
    }
    fputc('\'', out);
    for (; *word; word++) {
        if (*word == '\'') {
            fputs("'\\''", out);
        } else {
            fputc(*word, out);
        }
    }
    fputc('\'', out);
}
