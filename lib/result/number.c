/* SPDX-License-Identifier: Apache-2.0 */
#include "result/number.h"

#include <inttypes.h>
#include <locale.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* printf writes the decimal point of the program's locale, which may be several bytes long. */
static void mend_point(char *text)
{
    const char *point = localeconv()->decimal_point;
    if (strcmp(point, ".") == 0 || point[0] == '\0') {
        return;
    }
    char *found = strstr(text, point);
    if (!found) {
        return;
    }
    size_t length = strlen(point);
    found[0] = '.';
    memmove(found + 1, found + length, strlen(found + length) + 1);
}

static char *special(char text[BRINK_I_NUMBER_ROOM], double x, const char *nan_text)
{
    const char *word = isnan(x) ? nan_text : x > 0 ? "inf" : "-inf";
    memcpy(text, word, strlen(word) + 1);
    return text;
}

char *brink_i_number_exact(char text[BRINK_I_NUMBER_ROOM], double x)
{
    if (!isfinite(x)) {
        return special(text, x, "nan");
    }
    for (int digits = 15; digits <= 17; digits++) {
        (void)snprintf(text, BRINK_I_NUMBER_ROOM, "%.*g", digits, x);
        double back = strtod(text, NULL);
        if (memcmp(&back, &x, sizeof x) == 0) {
            break;
        }
    }
    mend_point(text);
    return text;
}

/* Puts commas into the integer part of a plain decimal. Only called where the result fits. */
static void separate(char *text)
{
    char *digits = text + (text[0] == '-');
    size_t whole = strspn(digits, "0123456789");
    for (size_t left = whole; left > 3; left -= 3) {
        char *at = digits + left - 3;
        memmove(at + 1, at, strlen(at) + 1);
        *at = ',';
    }
}

/* The integer part of -0.00 is no number that people write. */
static void drop_minus_zero(char *text)
{
    if (text[0] == '-' && strspn(text + 1, "0.") == strlen(text + 1)) {
        memmove(text, text + 1, strlen(text));
    }
}

char *brink_i_number_fixed(char text[BRINK_I_NUMBER_ROOM], double x, int decimals)
{
    if (!isfinite(x) || fabs(x) >= 1e15) {
        return brink_i_number_human(text, x, 4);
    }
    decimals = decimals < 0 ? 0 : decimals > 15 ? 15 : decimals;
    (void)snprintf(text, BRINK_I_NUMBER_ROOM, "%.*f", decimals, x);
    mend_point(text);
    drop_minus_zero(text);
    separate(text);
    return text;
}

static void drop_trailing_zeros(char *text)
{
    char *point = strchr(text, '.');
    if (!point) {
        return;
    }
    char *end = text + strlen(text);
    while (end[-1] == '0') {
        end--;
    }
    if (end[-1] == '.') {
        end--;
    }
    *end = '\0';
}

char *brink_i_number_human(char text[BRINK_I_NUMBER_ROOM], double x, int digits)
{
    if (!isfinite(x)) {
        return special(text, x, "-");
    }
    double size = fabs(x);
    if (size != 0.0 && (size < 1e-4 || size >= 1e12)) {
        (void)snprintf(text, BRINK_I_NUMBER_ROOM, "%.*e", digits - 1, x);
        mend_point(text);
        return text;
    }
    int decimals = size == 0.0 ? 0 : digits - 1 - (int)floor(log10(size));
    (void)brink_i_number_fixed(text, x, decimals);
    drop_trailing_zeros(text);
    return text;
}

char *brink_i_number_rough(char text[BRINK_I_NUMBER_ROOM], double x)
{
    (void)snprintf(text, BRINK_I_NUMBER_ROOM, "%.1e", x);
    return brink_i_number_human(text, strtod(text, NULL), 2);
}

int brink_i_number_decimals(double uncertainty)
{
    if (!(uncertainty > 0.0) || isinf(uncertainty)) {
        return -1;
    }
    double decimals = 1.0 - floor(log10(uncertainty));
    return decimals < 0.0 ? 0 : decimals > 15.0 ? 15 : (int)decimals;
}

char *brink_i_number_count(char text[BRINK_I_NUMBER_ROOM], uint64_t n)
{
    (void)snprintf(text, BRINK_I_NUMBER_ROOM, "%" PRIu64, n);
    separate(text);
    return text;
}

char *brink_i_number_percent(char text[BRINK_I_NUMBER_ROOM], double p, int decimals)
{
    if (!isfinite(p)) {
        return special(text, p, "-");
    }
    bool extreme = p == 0.0 || p == 1.0;
    bool lengthened = false;
    for (decimals = extreme ? 0 : decimals;; decimals++) {
        (void)snprintf(text, BRINK_I_NUMBER_ROOM, "%.*f", decimals, 100.0 * p);
        double shown = strtod(text, NULL);
        bool telling = extreme || decimals >= 15 || (shown != 0.0 && shown != 100.0);
        if (telling && !lengthened) {
            break;
        }
        if (telling) { /* a second digit: 0.0037, not 0.004 */
            (void)snprintf(text, BRINK_I_NUMBER_ROOM, "%.*f", decimals + 1, 100.0 * p);
            break;
        }
        lengthened = true;
    }
    mend_point(text);
    return text;
}
