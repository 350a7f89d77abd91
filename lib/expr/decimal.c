/* SPDX-License-Identifier: Apache-2.0 */
#include "expr/decimal.h"

#include <float.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NUMBER_LENGTH = 400 };

static const char *point(void)
{
    const char *p = localeconv()->decimal_point;
    return *p ? p : ".";
}

brink_i_decimal brink_i_decimal_read(const char *text, size_t length, double *out)
{
    char copy[NUMBER_LENGTH + 16];
    size_t n = 0;
    if (length > NUMBER_LENGTH) {
        return BRINK_I_DECIMAL_LARGE;
    }
    bool zero = true, exponent = false;
    for (size_t i = 0; i < length; i++) {
        exponent = exponent || text[i] == 'e' || text[i] == 'E';
        zero = zero && (exponent || text[i] == '0' || text[i] == '.');
        if (text[i] == '.') {
            const char *p = point();
            size_t size = strnlen(p, 8);
            memcpy(copy + n, p, size);
            n += size;
        } else {
            copy[n++] = text[i];
        }
    }
    copy[n] = '\0';
    char *end;
    *out = strtod(copy, &end);
    if (end != copy + n || !isfinite(*out)) {
        return BRINK_I_DECIMAL_LARGE;
    }
    return zero || fabs(*out) >= DBL_MIN ? BRINK_I_DECIMAL_GOOD : BRINK_I_DECIMAL_SMALL;
}

void brink_i_decimal_write(char out[BRINK_I_DECIMAL_ROOM], double x)
{
    for (int digits = 1; digits <= 17; digits++) {
        snprintf(out, BRINK_I_DECIMAL_ROOM, "%.*g", digits, x);
        bool exact = !(strtod(out, NULL) < x || strtod(out, NULL) > x);
        bool plain = !strchr(out, 'e') || fabs(x) >= 1e15 || fabs(x) < 1e-4; /* 60, not 6e+01 */
        if (exact && plain) {
            break;
        }
    }
    const char *p = point();
    char *found = strcmp(p, ".") == 0 ? NULL : strstr(out, p);
    if (found) {
        *found = '.';
        memmove(found + 1, found + strlen(p), strlen(found + strlen(p)) + 1);
    }
}
