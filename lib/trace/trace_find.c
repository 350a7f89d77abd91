/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "trace/trace_common.h"
#include "base/floats.h"

static int find_outcome(const brink_model *model, const char *name)
{
    for (int i = 0; i < model->n_outcomes; i++) {
        if (strcmp(model->outcomes[i].name, name) == 0) {
            return i;
        }
    }
    return -1;
}

brink_status brink_trace_find(const brink_model *model, uint64_t seed, const char *outcome,
                              uint64_t first_trial, uint64_t limit, uint64_t *trial)
{
    BRINK_I_OWN_FLOATS;
    if (!model || !outcome || !trial) {
        return BRINK_ERR_ARGUMENT;
    }
    int wanted = find_outcome(model, outcome);
    if (wanted < 0) {
        return BRINK_ERR_ARGUMENT;
    }
    brink_i_oracle *oracle = NULL;
    brink_i_record record;
    brink_fault fault;
    brink_status status = brink_i_trace_open(model, seed, &oracle, &record);
    bool found = false;
    for (uint64_t i = 0; status == BRINK_OK && !found && i < limit && i <= UINT64_MAX - first_trial; i++) {
        *trial = first_trial + i;
        status = brink_i_oracle_trial(oracle, *trial, &record, &fault);
        found = status == BRINK_OK && record.outcome == wanted;
    }
    brink_i_trace_close(oracle, &record);
    return status == BRINK_OK && !found ? BRINK_ERR_NOT_FOUND : status;
}
