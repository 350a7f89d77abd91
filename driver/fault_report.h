/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_DRIVER_FAULT_REPORT_H
#define BRINK_DRIVER_FAULT_REPORT_H

#include "brink/fault.h"
#include "load.h"

/* Tells on standard error what went wrong in a trial, and the command that replays it. STATUS_FAULT, or
 * STATUS_INTERNAL if the fault is Brink's own. `choice` is what was loaded. */
int fault_report(const char *command, const scenario_choice *choice, const brink_model *model,
                 const brink_fault *fault);

/* After a cancel: tells of the trial that had to be dropped, if there was one. */
void fault_report_dropped(const char *command, const scenario_choice *choice, const brink_model *model,
                          const brink_fault *fault);

/* The same in one line, for a trial whose story ends with it; `variant` may be NULL. A story that ends before
 * its trial is no failure. */
int fault_remark(const char *command, uint64_t trial, const char *variant, const brink_fault *fault);

#endif
