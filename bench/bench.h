/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_BENCH_BENCH_H
#define BRINK_BENCH_BENCH_H

/* What the programs of the bench share. */

#include "brink/brink.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Wall time since some moment, in seconds. */
double bench_wall(void);
/** Processor time of all threads of this process, in seconds. */
double bench_cpu(void);
/** The same of programs that it started and waited for, a compiler with its parts. */
double bench_children_cpu(void);
/** Largest resident set of this process so far, in KiB. */
long bench_peak_kib(void);
/** The same of the largest program that it started and waited for. */
long bench_children_peak_kib(void);

/** Loads a scenario file, or a text if `text` is not NULL (then `path` is its name in messages). Says on
 * standard error what is wrong with it, and ends the program. */
brink_model *bench_load(const char *path, const char *text, const brink_scenario_options *options);
/** brink_run(); ends the program if that fails. */
brink_result *bench_sample(const brink_model *model, const brink_run_options *options);

#endif
