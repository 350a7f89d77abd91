/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_DRIVER_DECIMAL_H
#define BRINK_DRIVER_DECIMAL_H

#include <stddef.h>
#include <stdint.h>

enum { DECIMAL_ROOM = 32 };

/* The shortest decimal that reads back as the same double, without a terminating 0; "" for NaN, "inf",
 * "-inf". How many bytes. */
size_t decimal_write(char out[DECIMAL_ROOM], double x);
/* The same of a whole number. */
size_t decimal_write_whole(char out[DECIMAL_ROOM], uint64_t x);

#endif
