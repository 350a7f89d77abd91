/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/trace_compare.h"

#include "analysis/comparison.h"

brink_status brink_i_trace_compare_open(brink_i_divergence *divergence, const brink_variant *first,
                                        const brink_variant *second, const brink_trace_options *given,
                                        brink_compare_failure *failure)
{
    *failure = (brink_compare_failure){.variant = -1};
    brink_trace_options options;
    if (!first || !second || !first->model || !second->model || !first->name || !second->name ||
        !brink_i_trace_options(given, &options)) {
        return BRINK_ERR_ARGUMENT;
    }
    if (!brink_i_tellable(first, second, failure->message, sizeof failure->message)) {
        failure->variant = 1;
        return BRINK_ERR_INVALID;
    }
    return brink_i_divergence_open(divergence, first, second, &options);
}

brink_status brink_i_trace_compare_status(const brink_i_divergence *divergence,
                                          brink_compare_failure *failure)
{
    for (int i = 0; i < 2; i++) {
        if (divergence->halves[i].status == BRINK_ERR_FAULT) {
            failure->variant = i;
            failure->fault = divergence->halves[i].fault;
            return BRINK_ERR_FAULT;
        }
    }
    return BRINK_OK;
}
