/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_DRIVER_FAULT_REPORT_H
#define BRINK_DRIVER_FAULT_REPORT_H

#include "brink/fault.h"
#include "load.h"

/* Tells on standard error what went wrong in a trial, and the command that replays it. STATUS_FAULT, or
 * STATUS_INTERNAL if the fault is Brink's own. `choice` is what was loaded. */
int fault_report(const char *command, const scenario_choice *choice, const brink_model *model,
                 const brink_fault *fault);

/* The exit status of a fault that was told otherwise; remarks if it is Brink's own. */
int fault_status(const brink_fault *fault);

#endif
