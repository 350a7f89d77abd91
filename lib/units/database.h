/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_UNITS_DATABASE_H
#define BRINK_UNITS_DATABASE_H

/* UDUNITS-2's database with our own units, for lib/units only. UDUNITS keeps its parser's state, the state of
 * its reader, its last status and its message handler in globals; two threads in it at once end the process
 * (an assertion in its XML reader), and each database that is read leaves a few kilobytes behind when it is
 * freed. So the process has one database, and whoever calls UDUNITS does so between enter and leave. */

#include <stdbool.h>

#include <udunits2.h>

#include "brink/status.h"

/* Waits until no other thread is in UDUNITS, and reads the database if nobody has. BRINK_ERR_IO: it cannot be
 * found; BRINK_ERR_MEMORY. In either case there is nothing to leave. */
brink_status brink_i_units_enter(ut_system **database);
void brink_i_units_leave(void);

/* Whether a word is a unit as it stands, without a prefix. Between enter and leave. */
bool brink_i_units_has(const ut_system *database, const char *word);

#endif
