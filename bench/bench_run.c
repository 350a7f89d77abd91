/* SPDX-License-Identifier: Apache-2.0 */

/* Runs a scenario file through the public interface and prints one line of JSON: how long it took, how much
 * memory, what came out. The time is everything from the file to the result: reading, checking, compiling,
 * sampling, summing up.
 *
 *   bench_run FILE TRIALS [SEED [THREADS [ENGINE]]]      ENGINE: auto (default), kernel, code
 *   bench_run --build       what this program was built by */

#include "bench.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "brink_build_info.h"

static int say_build(void)
{
    printf("{\"version\": \"%s\", \"commit\": \"%s\", \"compiler\": \"%s\", \"flags\": \"%s\"}\n",
           BRINK_BUILD_VERSION, BRINK_BUILD_COMMIT, BRINK_BUILD_COMPILER, BRINK_BUILD_FLAGS);
    return 0;
}

static void say_outcomes(const brink_model *model, const brink_result *result)
{
    for (int i = 0; i < brink_model_outcome_count(model); i++) {
        brink_outcome_view view;
        if (brink_result_outcome(result, i, &view) == BRINK_OK) {
            printf("%s\"%s\": %" PRIu64, i > 0 ? ", " : "", view.name, view.count);
        }
    }
}

static void say_measures(const brink_model *model, const brink_result *result)
{
    const char *gap = "";
    for (int i = 0; i < brink_model_measure_count(model); i++) {
        brink_measure_view view;
        /* With one value there is no standard deviation, which JSON could not write. */
        if (brink_result_measure(result, i, &view) == BRINK_OK && view.defined > 1) {
            printf("%s\"%s\": {\"n\": %" PRIu64 ", \"mean\": %.17g, \"sd\": %.17g}", gap, view.name,
                   view.defined, view.mean.value, view.sd);
            gap = ", ";
        }
    }
}

static bool read_engine(const char *name, brink_engine *engine)
{
    static const struct {
        const char *name;
        brink_engine engine;
    } known[] = {{"auto", BRINK_ENGINE_AUTO}, {"kernel", BRINK_ENGINE_KERNEL}, {"code", BRINK_ENGINE_CODE}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (strcmp(known[i].name, name) == 0) {
            *engine = known[i].engine;
            return true;
        }
    }
    return false;
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "--build") == 0) {
        return say_build();
    }
    brink_run_options options = BRINK_RUN_OPTIONS_INIT;
    options.trials = argc > 2 ? strtoull(argv[2], NULL, 10) : 0;
    options.seed = argc > 3 ? strtoull(argv[3], NULL, 10) : 1;
    options.threads = argc > 4 ? atoi(argv[4]) : 1;
    if (options.trials == 0 || options.threads < 0 ||
        !read_engine(argc > 5 ? argv[5] : "auto", &options.engine)) {
        fprintf(stderr, "usage: %s FILE TRIALS [SEED [THREADS [auto|kernel|code]]]\n", argv[0]);
        return 2;
    }
    const double wall = bench_wall(), cpu = bench_cpu();
    brink_model *model = bench_load(argv[1], NULL, NULL);
    const double loaded = bench_wall();
    brink_result *result = bench_sample(model, &options);
    const double seconds = bench_wall() - wall, cpu_seconds = bench_cpu() - cpu;

    const brink_provenance *made = brink_result_provenance(result);
    printf("{\"name\": \"brink\", \"trials\": %" PRIu64
           ", \"seconds\": %.9f, \"cpu_seconds\": %.9f, \"load_seconds\": %.9f, "
           "\"engine\": \"%s\", \"threads\": %d, \"instruction_set\": \"%s\", \"scenario_hash\": \"%s\", "
           "\"peak_kib\": %ld, \"children_peak_kib\": %ld, \"children_cpu_seconds\": %.6f, \"outcomes\": {",
           made->trials, seconds, cpu_seconds, loaded - wall, made->engine, made->threads,
           made->instruction_set, made->scenario_hash, bench_peak_kib(), bench_children_peak_kib(),
           bench_children_cpu());
    say_outcomes(model, result);
    printf("}, \"measures\": {");
    say_measures(model, result);
    printf("}}\n");
    brink_result_free(result);
    brink_model_free(model);
    return 0;
}
