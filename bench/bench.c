/* SPDX-License-Identifier: Apache-2.0 */
#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

static double read_clock(clockid_t which)
{
    struct timespec now;
    clock_gettime(which, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

double bench_wall(void) { return read_clock(CLOCK_MONOTONIC); }

double bench_cpu(void) { return read_clock(CLOCK_PROCESS_CPUTIME_ID); }

double bench_children_cpu(void)
{
    struct rusage usage;
    if (getrusage(RUSAGE_CHILDREN, &usage) != 0) {
        return 0;
    }
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           1e-6 * (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

static long peak_kib(int whose)
{
    struct rusage usage;
    return getrusage(whose, &usage) == 0 ? usage.ru_maxrss : 0;
}

long bench_peak_kib(void) { return peak_kib(RUSAGE_SELF); }

long bench_children_peak_kib(void) { return peak_kib(RUSAGE_CHILDREN); }

brink_model *bench_load(const char *path, const char *text, const brink_scenario_options *options)
{
    brink_model *model = NULL;
    brink_diagnostics *problems = brink_diagnostics_new();
    if (!problems) {
        fprintf(stderr, "out of memory\n");
        exit(1);
    }
    const brink_status status =
        text ? brink_scenario_load_text(path, text, strlen(text), options, problems, &model)
             : brink_scenario_load(path, options, problems, &model);
    if (status != BRINK_OK) {
        char *page = NULL;
        const bool said = brink_diagnostics_text(problems, false, &page) == BRINK_OK;
        fprintf(stderr, "%s: %s\n%s", path, brink_status_text(status), said ? page : "");
        free(page);
        brink_diagnostics_free(problems);
        exit(1);
    }
    brink_diagnostics_free(problems);
    return model;
}

brink_result *bench_sample(const brink_model *model, const brink_run_options *options)
{
    brink_result *result = NULL;
    brink_fault fault;
    memset(&fault, 0, sizeof fault);
    const brink_status status = brink_run(model, options, &result, &fault);
    if (status != BRINK_OK) {
        fprintf(stderr, "%s: %s\n", brink_model_title(model), brink_status_text(status));
        brink_result_free(result);
        exit(1);
    }
    return result;
}
