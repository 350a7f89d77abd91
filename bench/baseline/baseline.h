/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_BENCH_BASELINE_H
#define BRINK_BENCH_BASELINE_H

/* What the baselines share: an inlined PCG (RXS-M-XS 64), a clock, and one line of JSON as report. */

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
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
    return (baseline_stream){baseline_mix(seed + trial * UINT64_C(0x9E3779B97F4A7C15)), baseline_mix(trial ^ ~seed) | 1};
}

static inline double baseline_uniform(baseline_stream *r)
{
    uint64_t x = r->state;
    r->state = x * UINT64_C(6364136223846793005) + r->inc;
    uint64_t word = ((x >> ((x >> 59) + 5)) ^ x) * UINT64_C(12605985483714917081);
    word ^= word >> 43;
    return ((double)(word >> 12) + 0.5) * 0x1p-52;
}

static inline double baseline_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static inline void baseline_report(const char *name, uint64_t trials, double seconds, uint64_t settled, uint64_t annexed)
{
    printf("{\"name\": \"%s\", \"trials\": %" PRIu64 ", \"seconds\": %.6f, \"rate\": %.6g, \"settled\": %.6f, \"annexed\": %.6f}\n", name,
           trials, seconds, (double)trials / seconds, (double)settled / (double)trials, (double)annexed / (double)trials);
}

#endif
