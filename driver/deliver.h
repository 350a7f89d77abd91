/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_DRIVER_DELIVER_H
#define BRINK_DRIVER_DELIVER_H

#include "form.h"
#include "sampled.h"

/* How a result or a comparison is written. */
typedef struct delivery {
    const char *command;
    const form *form; /* with the words of report.h */
    bool all, quiet;
    /* Of a comparison: a command that tells its trials, and the measures that were asked for. */
    const char *trace;
    const char *const *measures; /* [n_measures] */
    size_t n_measures;
} delivery;

/* Prints or stores it; closes `out`, which was opened for the form's output. Work that is done is not thrown
 * away: if the file cannot be written, the screen gets the page. An exit status. */
int deliver(const delivery *how, const sampled *what, output *out);

#endif
