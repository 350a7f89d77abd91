/* SPDX-License-Identifier: Apache-2.0 */

/* What the parts cost that every sampled value goes through: generator, elementary functions, quantile
 * functions. One line of JSON for each, in nanoseconds.
 *
 *   bench_parts [SECONDS [PART OF A NAME]]      about that long for each figure (0.02) */

#include "bench.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/math.h"
#include "random/distribution.h"
#include "random/stream.h"

enum { INPUTS = 1024 };

/* The work of a figure, `n` times over INPUTS inputs; the sum of the results keeps the compiler honest. */
typedef double work(const void *context, const double *inputs, long n);

typedef struct bench {
    double seconds;
    const char *filter;
    double inputs[INPUTS]; /* uniforms */
    volatile double sink;
} bench;

static void measure(bench *b, const char *group, const char *name, work *f, const void *context)
{
    char full[96];
    snprintf(full, sizeof full, "%s/%s", group, name);
    if (b->filter && !strstr(full, b->filter)) {
        return;
    }
    long n = 1;
    double wall = 0, cpu = 0;
    for (;;) {
        wall = bench_wall();
        cpu = bench_cpu();
        b->sink = f(context, b->inputs, n);
        wall = bench_wall() - wall;
        cpu = bench_cpu() - cpu;
        if (wall >= 0.7 * b->seconds) {
            break;
        }
        const double more = b->seconds / (wall > 0 ? wall : 1e-6);
        n = more > 16 ? 16 * n : (long)ceil(more * (double)n);
    }
    const double calls = (double)n * INPUTS;
    printf("{\"name\": \"%s\", \"per\": \"call\", \"ns\": %.6g, \"cpu_ns\": %.6g}\n", full,
           1e9 * wall / calls, 1e9 * cpu / calls);
}

/* --- generator --------------------------------------------------------------------------------------------
 */

static double words(const void *context, const double *inputs, long n)
{
    (void)context, (void)inputs;
    brink_i_stream s = brink_i_stream_open((brink_i_owner_key){1, 2}, 3);
    uint64_t all = 0;
    for (long i = 0; i < n * INPUTS; i++) {
        all ^= brink_i_stream_next(&s);
    }
    return (double)all;
}

static double uniforms(const void *context, const double *inputs, long n)
{
    (void)context, (void)inputs;
    brink_i_stream s = brink_i_stream_open((brink_i_owner_key){1, 2}, 3);
    double sum = 0;
    for (long i = 0; i < n * INPUTS; i++) {
        sum += brink_i_stream_uniform(&s);
    }
    return sum;
}

static double exponentials(const void *context, const double *inputs, long n)
{
    (void)context, (void)inputs;
    brink_i_stream s = brink_i_stream_open((brink_i_owner_key){1, 2}, 3);
    double sum = 0;
    for (long i = 0; i < n * INPUTS; i++) {
        sum += brink_i_stream_exponential(&s);
    }
    return sum;
}

static double openings(const void *context, const double *inputs, long n)
{
    (void)context, (void)inputs;
    double sum = 0;
    for (long i = 0; i < n * INPUTS; i++) {
        brink_i_stream s = brink_i_stream_open((brink_i_owner_key){1, 2}, (uint64_t)i);
        sum += brink_i_stream_uniform(&s);
    }
    return sum;
}

/* --- elementary functions ----------------------------------------------------------------------------------
 */

#define FUNCTION(name, expression)                                        \
    static double name(const void *context, const double *inputs, long n) \
    {                                                                     \
        (void)context;                                                    \
        double sum = 0;                                                   \
        for (long i = 0; i < n; i++) {                                    \
            for (int j = 0; j < INPUTS; j++) {                            \
                const double x = inputs[j];                               \
                sum += (expression);                                      \
            }                                                             \
        }                                                                 \
        return sum;                                                       \
    }

FUNCTION(fixed_exp, brink_i_exp(8 * x - 4))
FUNCTION(fixed_log, brink_i_log(x))
FUNCTION(fixed_log1p, brink_i_log1p(-x))
FUNCTION(fixed_pow, brink_i_pow(x, 1.5))
FUNCTION(libm_exp, exp(8 * x - 4))
FUNCTION(libm_log, log(x))
FUNCTION(libm_pow, pow(x, 1.5))

/* --- distributions -----------------------------------------------------------------------------------------
 */

static double quantiles(const void *context, const double *inputs, long n)
{
    double sum = 0;
    for (long i = 0; i < n; i++) {
        for (int j = 0; j < INPUTS; j++) {
            sum += brink_i_dist_quantile(context, inputs[j]);
        }
    }
    return sum;
}

typedef struct family {
    brink_i_dist_kind kind;
    int n;
    double args[6];
} family;

/* Arguments that are not known before the trial: made ready for each draw. */
static double fresh(const void *context, const double *inputs, long n)
{
    const family *of = context;
    double sum = 0;
    for (long i = 0; i < n; i++) {
        for (int j = 0; j < INPUTS; j++) {
            brink_i_dist d;
            sum += brink_i_dist_prepare(&d, of->kind, of->args, of->n) ? 0
                                                                       : brink_i_dist_quantile(&d, inputs[j]);
        }
    }
    return sum;
}

static void measure_distributions(bench *b)
{
    static const family families[] = {
        {BRINK_I_DIST_UNIFORM, 2, {10, 20}},
        {BRINK_I_DIST_LOGUNIFORM, 2, {1, 100}},
        {BRINK_I_DIST_NORMAL, 2, {5, 2}},
        {BRINK_I_DIST_LOGNORMAL, 2, {30, 0.5}},
        {BRINK_I_DIST_TRIANGULAR, 3, {60, 90, 120}},
        {BRINK_I_DIST_PERT, 3, {60, 90, 120}},
        {BRINK_I_DIST_BETA, 2, {2, 5}},
        {BRINK_I_DIST_GAMMA, 2, {2.5, 10}},
        {BRINK_I_DIST_WEIBULL, 2, {1.5, 40}},
        {BRINK_I_DIST_EXPONENTIAL, 1, {30}},
        {BRINK_I_DIST_BERNOULLI, 1, {0.3}},
        {BRINK_I_DIST_BINOMIAL, 2, {12, 0.7}},
        {BRINK_I_DIST_POISSON, 1, {4}},
        {BRINK_I_DIST_GEOMETRIC, 1, {0.1}},
        {BRINK_I_DIST_DISCRETE, 6, {1, 0.2, 2, 0.5, 3, 0.3}},
        {BRINK_I_DIST_ELICITED, 3, {1000, 1300, 1400}},
    };
    _Static_assert(sizeof families / sizeof *families == BRINK_I_DIST_COUNT,
                   "every distribution is measured");
    for (size_t i = 0; i < sizeof families / sizeof *families; i++) {
        brink_i_dist d;
        const char *wrong = brink_i_dist_prepare(&d, families[i].kind, families[i].args, families[i].n);
        if (wrong) {
            fprintf(stderr, "%s: %s\n", brink_i_dist_name(families[i].kind), wrong);
            exit(1);
        }
        measure(b, "quantile", brink_i_dist_name(families[i].kind), quantiles, &d);
        measure(b, "fresh", brink_i_dist_name(families[i].kind), fresh, &families[i]);
    }
}

int main(int argc, char **argv)
{
    static bench b;
    b.seconds = argc > 1 ? atof(argv[1]) : 0.02;
    b.filter = argc > 2 ? argv[2] : NULL;
    if (!(b.seconds > 0)) {
        fprintf(stderr, "usage: %s [SECONDS [PART OF A NAME]]\n", argv[0]);
        return 2;
    }
    brink_i_stream s = brink_i_stream_open((brink_i_owner_key){4, 5}, 6);
    for (int j = 0; j < INPUTS; j++) {
        b.inputs[j] = brink_i_stream_uniform(&s);
    }
    measure(&b, "generator", "word", words, NULL);
    measure(&b, "generator", "uniform", uniforms, NULL);
    measure(&b, "generator", "exponential", exponentials, NULL);
    measure(&b, "generator", "stream", openings, NULL);
    measure(&b, "function", "exp", fixed_exp, NULL);
    measure(&b, "function", "log", fixed_log, NULL);
    measure(&b, "function", "log1p", fixed_log1p, NULL);
    measure(&b, "function", "pow", fixed_pow, NULL);
    measure(&b, "function", "libm exp", libm_exp, NULL);
    measure(&b, "function", "libm log", libm_log, NULL);
    measure(&b, "function", "libm pow", libm_pow, NULL);
    measure_distributions(&b);
    return 0;
}
