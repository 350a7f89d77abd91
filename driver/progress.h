/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_DRIVER_PROGRESS_H
#define BRINK_DRIVER_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

#include "brink/run.h"

/* The line on standard error that says how far a run is; only where somebody sees it, only when it takes
 * long. */
typedef struct progress_line {
    bool wanted, drawn, unicode;
    double until; /* half-width wanted; 0: none */
    double start; /* seconds, monotonic */
    /* The last check of `until`: what it found, after how many trials. */
    double widest;
    uint64_t checked;
} progress_line;

void progress_start(progress_line *self, bool quiet, double until);
/* For brink_run_options.progress; the context is the progress_line. */
void progress_draw(void *context, const brink_progress *progress);
/* Removes the line. */
void progress_end(progress_line *self);

#endif
