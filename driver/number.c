/* SPDX-License-Identifier: Apache-2.0 */
#include "number.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

const char *number_read_digits(const char *text, uint64_t *out)
{
    uint64_t value = 0;
    if (!*text) {
        return "is empty";
    }
    for (const char *p = text; *p; p++) {
        if (!is_digit(*p)) {
            return "is not a whole number of at least 0";
        }
        uint64_t digit = (uint64_t)(*p - '0');
        if (value > (UINT64_MAX - digit) / 10) {
            return "is too big (at most 18446744073709551615)";
        }
        value = value * 10 + digit;
    }
    *out = value;
    return NULL;
}

/* Powers of ten of the suffix, or -1. */
static int suffix_power(const char *suffix)
{
    static const struct {
        const char *suffix;
        int power;
    } known[] = {{"", 0}, {"k", 3}, {"K", 3}, {"M", 6}, {"G", 9}, {"T", 12}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (strcmp(suffix, known[i].suffix) == 0) {
            return known[i].power;
        }
    }
    return -1;
}

/* Exact: the digits as an integer and a power of ten, never through a double. */
const char *number_read_count(const char *text, uint64_t *out)
{
    static const char *const form = "is not a count (write 250000, 10k, 2.5M or 1e6)";
    static const char *const big = "is too big";
    uint64_t value = 0;
    int power = 0;
    bool point = false, digits = false;
    const char *p = text;
    for (; is_digit(*p) || (*p == '_' && digits && is_digit(p[1])) || (*p == '.' && !point); p++) {
        if (*p == '.') {
            point = true;
        } else if (*p != '_') {
            uint64_t digit = (uint64_t)(*p - '0');
            if (value > (UINT64_MAX - digit) / 10) {
                return big;
            }
            value = value * 10 + digit;
            power -= point;
            digits = true;
        }
    }
    if (!digits || p[-1] == '.') {
        return form;
    }
    if ((*p == 'e' || *p == 'E') && is_digit(p[p[1] == '+' ? 2 : 1])) {
        char *end;
        long exponent = strtol(p + 1, &end, 10);
        if (exponent > 30) {
            return value ? big : form;
        }
        power += (int)exponent;
        p = end;
    }
    if (strcmp(p, "m") == 0) {
        return "has an unknown suffix (M is a million)";
    }
    int suffix = suffix_power(p);
    if (suffix < 0) {
        return form;
    }
    for (power += suffix; power > 0; power--) {
        if (value > UINT64_MAX / 10) {
            return big;
        }
        value *= 10;
    }
    for (; power < 0; power++) {
        if (value % 10) {
            return "is not a whole number";
        }
        value /= 10;
    }
    *out = value;
    return NULL;
}

const char *number_read_duration(const char *text, double *out)
{
    static const char *const form = "is not a time (write 300, 90s, 5min or 1h)";
    static const struct {
        const char *unit;
        double seconds;
    } units[] = {{"", 1}, {"s", 1}, {"min", 60}, {"h", 3600}, {"d", 86400}};
    const size_t length = strspn(text, "0123456789.");
    char *end;
    const double value = strtod(text, &end);
    if (length == 0 || end != text + length || !(value > 0.0) || value > 1e9) {
        return form;
    }
    end += strspn(end, " ");
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (strcmp(end, units[i].unit) == 0) {
            *out = value * units[i].seconds;
            return NULL;
        }
    }
    return form;
}

const char *number_read_share(const char *text, double *out)
{
    static const char *const form = "is not a share (write 0.1% or 0.001)";
    size_t length = strspn(text, "0123456789.eE+-");
    char *end;
    double value = strtod(text, &end);
    if (length == 0 || end != text + length) {
        return form;
    }
    const char *rest = end + strspn(end, " ");
    if (strcmp(rest, "%") == 0) {
        value /= 100;
    } else if (*rest) {
        return form;
    }
    if (!(value > 0 && value < 1)) {
        return "is not between 0 and 1 (write 0.1% or 0.001)";
    }
    *out = value;
    return NULL;
}

const char *number_write_count(uint64_t value, char out[NUMBER_ROOM])
{
    char digits[NUMBER_ROOM];
    int n = snprintf(digits, sizeof digits, "%llu", (unsigned long long)value);
    char *p = out;
    for (int i = 0; i < n; i++) {
        if (i && (n - i) % 3 == 0) {
            *p++ = ',';
        }
        *p++ = digits[i];
    }
    *p = '\0';
    return out;
}

const char *number_write_short(double value, char out[NUMBER_ROOM])
{
    static const char suffixes[] = " kMGTPE";
    size_t i = 0;
    /* 999.5 would print as 1000. */
    while (value >= 999.5 && suffixes[i + 1]) {
        value /= 1000;
        i++;
    }
    int decimals = i == 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
    snprintf(out, NUMBER_ROOM, "%.*f%.*s", decimals, value, i > 0, suffixes + i);
    return out;
}

const char *number_write_seconds(double value, char out[NUMBER_ROOM])
{
    double whole = ceil(value);
    if (!(whole < 1e9)) {
        snprintf(out, NUMBER_ROOM, "years");
        return out;
    }
    long seconds = whole > 0 ? (long)whole : 0;
    if (seconds >= 3600) {
        snprintf(out, NUMBER_ROOM, "%ld h %02ld min", seconds / 3600, seconds % 3600 / 60);
    } else if (seconds >= 60) {
        snprintf(out, NUMBER_ROOM, "%ld min %02ld s", seconds / 60, seconds % 60);
    } else {
        snprintf(out, NUMBER_ROOM, "%ld s", seconds);
    }
    return out;
}
