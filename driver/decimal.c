/* SPDX-License-Identifier: Apache-2.0 */
#include "decimal.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

size_t decimal_write_whole(char out[DECIMAL_ROOM], uint64_t x)
{
    char digits[DECIMAL_ROOM];
    size_t n = 0;
    do {
        digits[n++] = (char)('0' + x % 10);
        x /= 10;
    } while (x > 0);
    for (size_t i = 0; i < n; i++) {
        out[i] = digits[n - 1 - i];
    }
    return n;
}

static int is_same(const char *text, double x)
{
    const double back = strtod(text, NULL);
    return memcmp(&back, &x, sizeof x) == 0;
}

size_t decimal_write(char out[DECIMAL_ROOM], double x)
{
    if (!isfinite(x)) {
        const char *word = isnan(x) ? "" : x > 0 ? "inf" : "-inf";
        memcpy(out, word, strlen(word));
        return strlen(word);
    }
    /* Counts, zeros and ones, dates on a grid: many numbers are whole. (-0 is not 0.) */
    if (fabs(x) < 1e15 && x == floor(x) && !(x == 0.0 && signbit(x))) {
        const size_t sign = x < 0;
        out[0] = '-';
        return sign + decimal_write_whole(out + sign, (uint64_t)fabs(x));
    }
    char text[DECIMAL_ROOM];
    int n = snprintf(text, sizeof text, "%.16g", x);
    if (is_same(text, x)) {
        char shorter[DECIMAL_ROOM];
        const int m = snprintf(shorter, sizeof shorter, "%.15g", x);
        if (is_same(shorter, x)) {
            memcpy(text, shorter, (size_t)m + 1);
            n = m;
        }
    } else {
        n = snprintf(text, sizeof text, "%.17g", x);
    }
    memcpy(out, text, (size_t)n);
    return (size_t)n;
}
