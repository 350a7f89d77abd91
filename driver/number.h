/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_DRIVER_NUMBER_H
#define BRINK_DRIVER_NUMBER_H

#include <stddef.h>
#include <stdint.h>

/* Numbers as people type them. Each returns NULL, or what is wrong, as in "is not a whole number". */

/* 100000, 1_000_000, 10k, 2.5M, 1G, 1e6. */
const char *number_read_count(const char *text, uint64_t *out);
/* Digits only, 0 to 2^64 - 1. */
const char *number_read_digits(const char *text, uint64_t *out);
/* A share between 0 and 1, both excluded: 0.001 or 0.1%. */
const char *number_read_share(const char *text, double *out);

/* A time in seconds, above 0: 90, 90s, 5min, 1.5h, 1d. */
const char *number_read_duration(const char *text, double *out);

enum { NUMBER_ROOM = 32 };
/* "1,234,567" */
const char *number_write_count(uint64_t value, char out[NUMBER_ROOM]);
/* "1.23M": three digits. */
const char *number_write_short(double value, char out[NUMBER_ROOM]);
/* "2 h 05 min", "3 min 10 s", "12 s". */
const char *number_write_seconds(double value, char out[NUMBER_ROOM]);

#endif
