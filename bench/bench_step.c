/* SPDX-License-Identifier: Apache-2.0 */

/* What an optimiser does over and over: the scenario with another value of a lever, some trials, their
 * outcomes read. Only through the public interface, so that it can be built against other versions too.
 *
 *   bench_step FILE STEPS [SEED [TRIALS]]      TRIALS in a step, 1,000; the lever is the file's first */

#include "bench.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct lever {
    const char *name;
    double low, high;
} lever;

static lever first_lever(const brink_model *model)
{
    lever found = {NULL, 0, 1};
    for (int i = 0; i < brink_model_parameter_count(model); i++) {
        if (brink_model_parameter_is_lever(model, i) &&
            brink_model_parameter_range(model, i, &found.low, &found.high)) {
            found.name = brink_model_parameter_name(model, i);
            return found;
        }
    }
    fprintf(stderr, "%s has no lever with a range\n", brink_model_title(model));
    exit(1);
}

static double sum_of_outcomes(const brink_model *model, const brink_result *result)
{
    double sum = 0;
    for (int i = 0; i < brink_model_outcome_count(model); i++) {
        brink_outcome_view view;
        if (brink_result_outcome(result, i, &view) == BRINK_OK) {
            sum += view.probability.value;
        }
    }
    return sum;
}

int main(int argc, char **argv)
{
    const uint64_t steps = argc > 2 ? strtoull(argv[2], NULL, 10) : 0,
                   seed = argc > 3 ? strtoull(argv[3], NULL, 10) : 1;
    brink_run_options options = BRINK_RUN_OPTIONS_INIT;
    options.trials = argc > 4 ? strtoull(argv[4], NULL, 10) : 1000;
    options.threads = 1;
#ifndef BENCH_WITHOUT_ONLY /* the library of another build may not know it */
    static const char *const only[] = {"outcomes"};
    options.only = only;
    options.n_only = 1;
#endif
    if (steps == 0 || options.trials == 0) {
        fprintf(stderr, "usage: %s FILE STEPS [SEED [TRIALS]]\n", argv[0]);
        return 2;
    }
    brink_model *base = bench_load(argv[1], NULL, NULL);
    const lever moved = first_lever(base);
    const double wall = bench_wall(), cpu = bench_cpu() + bench_children_cpu();
    double loading = 0, sum = 0;
    char engine[64] = "";
    for (uint64_t i = 0; i < steps; i++) {
        /* Values that no step before had: they fill the range evenly. */
        const double share = fmod((double)(seed * 7919 + i) * 0.6180339887498949, 1);
        char set[256];
        snprintf(set, sizeof set, "%s=%.9g", moved.name, moved.low + (moved.high - moved.low) * share);
        const char *const sets[] = {set};
        brink_scenario_options load = BRINK_SCENARIO_OPTIONS_INIT;
        load.sets = sets;
        load.n_sets = 1;
        const double before = bench_cpu();
        brink_model *model = bench_load(argv[1], NULL, &load);
        loading += bench_cpu() - before;
        brink_result *result = bench_sample(model, &options);
        sum += sum_of_outcomes(model, result);
        snprintf(engine, sizeof engine, "%s", brink_result_provenance(result)->engine);
        brink_result_free(result);
        brink_model_free(model);
    }
    const double seconds = bench_wall() - wall, cpu_seconds = bench_cpu() + bench_children_cpu() - cpu;
    printf("{\"name\": \"step\", \"trials\": %" PRIu64
           ", \"seconds\": %.9f, \"cpu_seconds\": %.9f, \"load_cpu_seconds\": %.9f, \"lever\": \"%s\", "
           "\"engine\": \"%s\", \"sum\": %.9g}\n",
           steps, seconds, cpu_seconds, loading, moved.name, engine, sum);
    brink_model_free(base);
    return 0;
}
