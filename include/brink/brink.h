/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_BRINK_H
#define BRINK_BRINK_H

/** @file
 *  Brink: Monte Carlo simulation of political-military crises. Include this header only.
 *
 *  The way of a scenario: brink_scenario_load() reads and checks a file, brink_run() samples it on all cores,
 *  brink_result_text() and its siblings say how outcomes are distributed. Illustrative, never a forecast.
 *
 *  Conventions: functions return a brink_status unless they cannot fail; objects are opaque, made by `_new` or `_load`,
 *  freed by `_free` (NULL is allowed); texts returned through `char **` are freed with free(); the library never
 *  prints, never exits and has no global state. */

#include "brink/builder.h"
#include "brink/compare.h"
#include "brink/diagnostics.h"
#include "brink/fault.h"
#include "brink/model.h"
#include "brink/references.h"
#include "brink/result.h"
#include "brink/run.h"
#include "brink/scenario.h"
#include "brink/status.h"
#include "brink/trace.h"

#endif
