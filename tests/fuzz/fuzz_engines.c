/* SPDX-License-Identifier: Apache-2.0 */
/* Bytes as the choices of the generator of random models: whatever they are, the model loads, and the kernel,
 * on each instruction set of this machine, leaves what the oracle leaves, faults included. (Generated code
 * takes a compiler a second for each model: tests/unit/test_native.c.) */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "brink/brink.h"
#include "support/random_model.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What a run leaves, as text: the result up to what made it, or the fault. NULL when out of memory. */
static char *run(const brink_model *model, brink_engine engine, const char *instruction_set)
{
    brink_run_options options = BRINK_RUN_OPTIONS_INIT;
    options.trials = 20;
    options.threads = 1;
    options.engine = engine;
    options.instruction_set = instruction_set;
    brink_result *result = NULL;
    brink_fault fault;
    brink_status status = brink_run(model, &options, &result, &fault);
    char *text = NULL;
    if (status == BRINK_OK && brink_result_json(result, &text) == BRINK_OK) {
        char *made_by = strstr(text, "\"made_by\"");
        if (made_by) {
            *made_by = '\0';
        }
    } else if (status == BRINK_ERR_FAULT && (text = malloc(1024)) != NULL) {
        snprintf(text, 1024, "%d %llu %a %.900s", (int)fault.kind, (unsigned long long)fault.trial,
                 fault.time, fault.message);
    }
    brink_result_free(result);
    return text;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *yaml = brink_i_random_model_of(data, size);
    brink_diagnostics *list = brink_diagnostics_new();
    brink_model *model = NULL;
    if (!yaml || !list ||
        brink_scenario_load_text("fuzz", yaml, strlen(yaml), NULL, list, &model) != BRINK_OK) {
        fprintf(stderr, "a model that does not load:\n%s\n", yaml ? yaml : "");
        abort();
    }
    char *right = run(model, BRINK_ENGINE_ORACLE, NULL);
    for (int i = 0; right && brink_instruction_set(i); i++) {
        char *got = run(model, BRINK_ENGINE_KERNEL, brink_instruction_set(i));
        if (got && strcmp(got, right) != 0) {
            fprintf(stderr, "%s differs from the oracle:\n%s\n%s\n%s\n", brink_instruction_set(i), yaml,
                    right, got);
            abort();
        }
        free(got);
    }
    free(right);
    brink_model_free(model);
    brink_diagnostics_free(list);
    free(yaml);
    return 0;
}
