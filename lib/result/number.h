/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_RESULT_NUMBER_H
#define BRINK_RESULT_NUMBER_H

/* Numbers as text, always with a decimal point whatever the program's locale says. Each writes at most
 * BRINK_I_NUMBER_ROOM bytes and returns its first argument. */

#include <stdint.h>

enum { BRINK_I_NUMBER_ROOM = 64 };

/* The shortest decimal that reads back as the same double; "nan", "inf", "-inf". */
char *brink_i_number_exact(char text[BRINK_I_NUMBER_ROOM], double x);

/* For people: `digits` significant digits, thousands separated, no trailing zeros; "-" for NaN. */
char *brink_i_number_human(char text[BRINK_I_NUMBER_ROOM], double x, int digits);

/* For people, of a number that is hardly known: two significant digits and no more, 2,200 for 2,213. */
char *brink_i_number_rough(char text[BRINK_I_NUMBER_ROOM], double x);

/* For people: fixed decimals (0 to 15), thousands separated; falls back on _human where that would be
 * absurdly long. */
char *brink_i_number_fixed(char text[BRINK_I_NUMBER_ROOM], double x, int decimals);

/* Decimals that show two significant digits of an uncertainty; -1 if it is zero or not finite. */
int brink_i_number_decimals(double uncertainty);

/* 1234567 as "1,234,567". */
char *brink_i_number_count(char text[BRINK_I_NUMBER_ROOM], uint64_t n);

/* A probability in percent, without the sign. More decimals are used where p would otherwise look like 0 or 1
 * and is neither: 0.000012 never reads "0.00". */
char *brink_i_number_percent(char text[BRINK_I_NUMBER_ROOM], double p, int decimals);

#endif
