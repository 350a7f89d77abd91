/* SPDX-License-Identifier: Apache-2.0 */
/* Loads a scenario file, samples it on all cores, and says how its outcomes are distributed: hello FILE */
#include <stdio.h>
#include <stdlib.h>

#include <brink/brink.h>

int main(int argc, char **argv)
{
    const char *path = argc > 1 ? argv[1] : "scenarios/taiwan-blockade.yaml";
    brink_run_options options = BRINK_RUN_OPTIONS_INIT;
    options.trials = 100000;
    brink_model *model = NULL;
    brink_result *result = NULL;
    brink_fault fault = {.kind = BRINK_FAULT_NONE};

    brink_diagnostics *problems = brink_diagnostics_new();
    brink_status status = problems ? brink_scenario_load(path, NULL, problems, &model) : BRINK_ERR_MEMORY;
    if (status == BRINK_OK) {
        status = brink_run(model, &options, &result, &fault);
    }
    for (int i = 0; status == BRINK_OK && i < brink_model_outcome_count(model); i++) {
        brink_outcome_view o;
        status = brink_result_outcome(result, i, &o);
        if (status == BRINK_OK) {
            printf("%-18s %6.2f %%  (%.2f to %.2f)\n", o.name, 100 * o.probability.value,
                   100 * o.probability.low, 100 * o.probability.high);
        }
    }

    char *text = NULL; /* warnings of the scenario, and what is wrong with it */
    if (problems && brink_diagnostics_text(problems, false, &text) == BRINK_OK) {
        fputs(text, stderr);
    }
    if (status != BRINK_OK) {
        fprintf(stderr, "hello: %s\n%s\n", brink_status_text(status), fault.message);
    }
    free(text);
    brink_result_free(result); /* before the model, which it refers to */
    brink_model_free(model);
    brink_diagnostics_free(problems);
    return status == BRINK_OK ? EXIT_SUCCESS : EXIT_FAILURE;
}
