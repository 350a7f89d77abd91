/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_DRIVER_MESSAGE_H
#define BRINK_DRIVER_MESSAGE_H

#include "brink/status.h"

/* "brink", or what else the program is called that uses these functions; main() stands beside it. */
extern const char program_name[];

/* One line on standard error: "brink run: ..." ("brink: ..." if command is NULL). */
__attribute__((format(printf, 2, 3))) void complain(const char *command, const char *format, ...);
/* A line on standard error that goes with the one before. */
__attribute__((format(printf, 1, 2))) void remark(const char *format, ...);

/* For statuses that no file and no option explains: complains and gives the exit status. */
int fail(const char *command, brink_status status);

#endif
