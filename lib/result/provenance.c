/* SPDX-License-Identifier: Apache-2.0 */
#include "result/result.h"

#include <stdlib.h>

#if defined(__has_include)
#if __has_include("brink_build_info.h")
#include "brink_build_info.h"
#endif
#endif

#ifndef BRINK_BUILD_VERSION
#ifdef BRINK_VERSION
#define BRINK_BUILD_VERSION BRINK_VERSION
#else
#define BRINK_BUILD_VERSION "unknown"
#endif
#endif
#ifndef BRINK_BUILD_COMMIT
#define BRINK_BUILD_COMMIT "unknown"
#endif
#ifndef BRINK_BUILD_COMPILER
#define BRINK_BUILD_COMPILER "unknown"
#endif

const char *brink_i_build_version(void) { return BRINK_BUILD_VERSION; }

const char *brink_i_build_commit(void) { return BRINK_BUILD_COMMIT; }

const char *brink_i_build_compiler(void) { return BRINK_BUILD_COMPILER; }

const char *brink_i_result_unit(const brink_i_unit *unit)
{
    return !unit || brink_i_unit_is_one(unit) ? "" : brink_i_unit_text(unit);
}

static brink_status fill(brink_result *result, const brink_provenance *made)
{
    result->made = *made;
    result->made.version = brink_i_build_version();
    result->made.commit = brink_i_build_commit();
    result->made.scenario_hash = result->model->hash ? result->model->hash : "";
    result->made.trials = result->tally.trials;
    brink_i_until_look(result);
    const bool whole = result->made.until_met || result->made.trials == result->made.trials_asked;
    result->made.partial = !whole;
    result->made.parts = whole ? 0 : result->made.parts;
    return brink_i_views_open(result);
}

brink_status brink_i_result_new(const brink_model *model, brink_i_tally *tally, brink_i_ranges *ranges,
                                const brink_provenance *made, brink_result **out)
{
    *out = NULL;
    brink_result *result = calloc(1, sizeof *result);
    if (!result) {
        brink_i_tally_free(tally);
        brink_i_ranges_free(ranges);
        return BRINK_ERR_MEMORY;
    }
    result->model = model;
    result->tally = *tally;
    result->ranges = *ranges;
    *tally = (brink_i_tally){0};
    *ranges = (brink_i_ranges){0};
    const brink_status status = fill(result, made);
    if (status != BRINK_OK) {
        brink_result_free(result);
        return status;
    }
    *out = result;
    return BRINK_OK;
}

void brink_result_free(brink_result *result)
{
    if (!result) {
        return;
    }
    brink_i_tally_free(&result->tally);
    brink_i_ranges_free(&result->ranges);
    brink_i_views_close(result);
    brink_i_hold_drop(result->hold);
    free(result);
}

const brink_trial_range *brink_result_ranges(const brink_result *result, size_t *n)
{
    if (n) {
        *n = result ? result->ranges.n : 0;
    }
    return result ? result->ranges.items : NULL;
}

const brink_provenance *brink_result_provenance(const brink_result *result)
{
    return result ? &result->made : NULL;
}

const brink_model *brink_result_model(const brink_result *result) { return result ? result->model : NULL; }

uint64_t brink_result_trials(const brink_result *result) { return result ? result->made.trials : 0; }
