/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_BENCH_BASELINE_H
#define BRINK_BENCH_BASELINE_H

/* What the baselines share: an inlined PCG (RXS-M-XS 64), clocks, and a line of JSON as report. All of them
 * are called as PROGRAM TRIALS [SEED ...] and count only the time that they sample. */

#include <inttypes.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

typedef struct baseline_stream {
    uint64_t state, inc;
} baseline_stream;

static inline uint64_t baseline_mix(uint64_t x)
{
    x = (x ^ (x >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94D049BB133111EB);
    return x ^ (x >> 31);
}

static inline baseline_stream baseline_open(uint64_t seed, uint64_t trial)
{
    return (baseline_stream){baseline_mix(seed + trial * UINT64_C(0x9E3779B97F4A7C15)),
                             baseline_mix(trial ^ ~seed) | 1};
}

static inline double baseline_uniform(baseline_stream *r)
{
    uint64_t x = r->state;
    r->state = x * UINT64_C(6364136223846793005) + r->inc;
    uint64_t word = ((x >> ((x >> 59) + 5)) ^ x) * UINT64_C(12605985483714917081);
    word ^= word >> 43;
    return ((double)(word >> 12) + 0.5) * 0x1p-52;
}

/* Mean 1. */
static inline double baseline_exponential(baseline_stream *r) { return -log(baseline_uniform(r)); }

static inline double baseline_triangular(double u, double low, double mode, double high)
{
    double cut = (mode - low) / (high - low);
    return u < cut ? low + sqrt(u * (high - low) * (mode - low))
                   : high - sqrt((1 - u) * (high - low) * (high - mode));
}

static inline double baseline_logistic(double x) { return 1 / (1 + exp(-x)); }

static inline double baseline_clock(clockid_t which)
{
    struct timespec now;
    clock_gettime(which, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

typedef struct baseline_timer {
    double wall, cpu;
} baseline_timer;

static inline baseline_timer baseline_start(void)
{
    return (baseline_timer){baseline_clock(CLOCK_MONOTONIC), baseline_clock(CLOCK_PROCESS_CPUTIME_ID)};
}

/* The head of a report; the caller adds what was sampled, and closes the object. */
static inline void baseline_report(const char *name, uint64_t trials, baseline_timer start)
{
    double wall = baseline_clock(CLOCK_MONOTONIC) - start.wall,
           cpu = baseline_clock(CLOCK_PROCESS_CPUTIME_ID) - start.cpu;
    printf("{\"name\": \"%s\", \"trials\": %" PRIu64 ", \"seconds\": %.9f, \"cpu_seconds\": %.9f", name,
           trials, wall, cpu);
}

static inline void baseline_report_ref(const char *name, uint64_t trials, baseline_timer start,
                                       const uint64_t *counts)
{
    baseline_report(name, trials, start);
    printf(", \"outcomes\": {\"settled\": %" PRIu64 ", \"annexed\": %" PRIu64 ", \"other\": %" PRIu64 "}}\n",
           counts[3], counts[4], trials - counts[3] - counts[4]);
}

/* Argument i as a whole number of at least 1, or `otherwise` if there is none. */
static inline uint64_t baseline_argument(int argc, char **argv, int i, uint64_t otherwise)
{
    uint64_t value = argc > i ? strtoull(argv[i], NULL, 10) : otherwise;
    if (value == 0) {
        fprintf(stderr, "usage: %s TRIALS [SEED ...]\n", argv[0]);
        exit(2);
    }
    return value;
}

#endif
