/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a scenario: they load or are refused with at least one message, and both can be printed. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "brink/scenario.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const sets[] = {"a=2", "l=0.5"};
    brink_scenario_options options = BRINK_SCENARIO_OPTIONS_INIT;
    options.variant = size % 2 ? "v" : NULL;
    options.sets = sets;
    options.n_sets = size % 3;
    brink_diagnostics *list = brink_diagnostics_new();
    if (!list) {
        return 0;
    }
    brink_model *model = NULL;
    brink_status status =
        brink_scenario_load_text("fuzz", data ? (const char *)data : "", size, &options, list, &model);
    size_t errors = brink_diagnostics_error_count(list);
    if ((status == BRINK_OK) != (model != NULL) || (status == BRINK_OK) != (errors == 0) ||
        (status != BRINK_OK && status != BRINK_ERR_INVALID)) {
        abort();
    }
    char *text = NULL;
    if (brink_diagnostics_text(list, false, &text) == BRINK_OK) {
        free(text);
    }
    if (brink_diagnostics_json(list, &text) == BRINK_OK) {
        free(text);
    }
    if (model && brink_model_text(model, &text) == BRINK_OK) {
        free(text);
    }
    brink_model_free(model);
    brink_diagnostics_free(list);
    return 0;
}
