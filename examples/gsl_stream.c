/* SPDX-License-Identifier: Apache-2.0 */
/* Draws from Brink's random streams through GSL, in a simulation of one's own.
 *
 * Two policies face the same crises: a convoy needs an exponential time to arrive, a fort holds out for a
 * Weibull time. Each (seed, trial, owner) has its own stream, so both policies meet the same luck and their
 * difference is known far better than with independent draws. The program prints both standard errors.
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>

#include <brink/gsl.h>

static const uint64_t seed = 1;
static const uint64_t trials = 100000;

/* Whether the fort falls before a convoy of this mean delay (days) arrives; -1: out of memory. */
static int falls(uint64_t trial, double mean_delay)
{
    gsl_rng *fort = brink_gsl_rng_new(seed, trial, "fort");
    gsl_rng *convoy = brink_gsl_rng_new(seed, trial, "convoy");
    int fell = -1;
    if (fort && convoy) {
        const double holds = gsl_ran_weibull(fort, 60, 2);
        const double arrives = gsl_ran_exponential(convoy, mean_delay);
        fell = holds < arrives;
    }
    gsl_rng_free(fort); /* NULL is allowed */
    gsl_rng_free(convoy);
    return fell;
}

int main(void)
{
    uint64_t slow_falls = 0, fast_falls = 0, saved = 0, lost = 0;
    for (uint64_t trial = 0; trial < trials; trial++) {
        const int slow = falls(trial, 30), fast = falls(trial, 20);
        if (slow < 0 || fast < 0) {
            fputs("gsl_stream: out of memory\n", stderr);
            return 1;
        }
        slow_falls += (uint64_t)slow;
        fast_falls += (uint64_t)fast;
        saved += slow && !fast;
        lost += fast && !slow;
    }
    const double n = (double)trials, p = (double)slow_falls / n, q = (double)fast_falls / n;
    const double difference = p - q, changed = (double)(saved + lost) / n;
    printf("the fort falls: %.2f %% of trials with the slow convoy, %.2f %% with the fast one\n", 100 * p,
           100 * q);
    printf("difference %.2f %%; standard error %.3f %% with shared luck, %.3f %% without\n", 100 * difference,
           100 * sqrt((changed - difference * difference) / n), 100 * sqrt((p * (1 - p) + q * (1 - q)) / n));
    printf("trials in which only the slow convoy saves it: %llu\n", (unsigned long long)lost);
    return 0;
}
