/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_BRINK_H
#define BRINK_BRINK_H

/** @file
 *  Brink: Monte Carlo simulation of political-military crises. Include this header only.
 *
 *  The way of a scenario: brink_scenario_load() reads and checks a file, brink_run() samples it on all cores,
 *  brink_result_text() and its siblings say how outcomes are distributed. Illustrative, never a forecast.
 *
 *  Conventions: functions return a brink_status unless they cannot fail; objects are opaque, made by `_new`
 * or `_load`, freed by `_free` (NULL is allowed); texts returned through `char **` are freed with free(), all
 * other texts belong to the object that they are asked of.
 *
 *  Wrong arguments crash nothing. A pointer that must not be NULL (all, unless it is said), an index that
 * does not exist, an array of some members that is NULL, a number out of its range, an enumerator that does
 * not exist: BRINK_ERR_ARGUMENT where there is a status; otherwise what is asked for is NULL, 0, NaN where it
 * is not an integer, or false, and nothing is done. What is only written to may be NULL where there is no
 * status. Every function that returns a status may return BRINK_ERR_MEMORY; after any failure pointers that
 * it should have set are NULL, unless it is said, and views are as they were.
 *
 *  Threads: any functions may be called at once on different objects; immutable objects (models, results) may
 * be shared. The library never prints, never exits, and has no global state but the unit database, which is
 * read once, behind a lock. */

#include "brink/builder.h"
#include "brink/compare.h"
#include "brink/compile.h"
#include "brink/diagnostics.h"
#include "brink/fault.h"
#include "brink/model.h"
#include "brink/records.h"
#include "brink/references.h"
#include "brink/result.h"
#include "brink/run.h"
#include "brink/scenario.h"
#include "brink/status.h"
#include "brink/store.h"
#include "brink/trace.h"

#endif
