/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_EXPR_DECIMAL_H
#define BRINK_EXPR_DECIMAL_H

#include <stdbool.h>
#include <stddef.h>

enum { BRINK_I_DECIMAL_ROOM = 40 };

/* Numbers as text with a decimal point, whatever the program's locale says. */

typedef enum brink_i_decimal {
    BRINK_I_DECIMAL_GOOD,
    BRINK_I_DECIMAL_LARGE,
    BRINK_I_DECIMAL_SMALL
} brink_i_decimal;

/* The double nearest to text[0..length), which must look like a number ("12", ".5", "1e-3"). LARGE: too long,
 * or beyond the largest double. SMALL: not 0, but nearer to it than 2.2e-308, where doubles lose their digits
 * and end. */
brink_i_decimal brink_i_decimal_read(const char *text, size_t length, double *out);
/* The shortest text that reads back as x. */
void brink_i_decimal_write(char out[BRINK_I_DECIMAL_ROOM], double x);

#endif
