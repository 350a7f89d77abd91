/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_DRIVER_MANUAL_H
#define BRINK_DRIVER_MANUAL_H

#include "options.h"

/* Prints a command's help page; an exit status. */
int manual_print(const manual *page);

#endif
