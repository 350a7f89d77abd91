/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_BASE_DATE_H
#define BRINK_BASE_DATE_H

/* Dates of the Gregorian calendar, written as in ISO 8601: YYYY-MM-DD. */

#include <stdbool.h>
#include <stddef.h>

/* Whether text[0..length) is a day of the calendar; if so, *day counts days (from 0000-03-01, but only
 * differences mean anything). */
bool brink_i_date_read(const char *text, size_t length, long *day);

/* The day of that number: "2026-01-31". Years 0 to 9999; others are written with as many digits as they have.
 */
enum { BRINK_I_DATE_ROOM = 48 };
void brink_i_date_write(long day, char out[BRINK_I_DATE_ROOM]);

#endif
