/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_DRIVER_TERMINAL_H
#define BRINK_DRIVER_TERMINAL_H

#include <stdbool.h>

/* Is this descriptor a terminal that understands more than plain lines? */
bool terminal_is_capable(int descriptor);
/* May colours go there: a capable terminal, and NO_COLOR is not set. */
bool terminal_colour(int descriptor);
/* Does the locale show Unicode? */
bool terminal_unicode(void);
/* Columns of a terminal; 0 if it is none or does not say. */
int terminal_width(int descriptor);

#endif
