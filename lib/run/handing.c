/* SPDX-License-Identifier: Apache-2.0 */
#include "run/handing.h"

#include "run/threads.h"

brink_status brink_i_handing_plan(const brink_model *const *models, const char *const *variants, int n,
                                  const brink_run_options *options, brink_records_columns **out)
{
    *out = NULL;
    if (!options->records) {
        return BRINK_OK;
    }
    const brink_status status = brink_records_columns_new(models, variants, n, options, out, NULL, NULL, 0);
    return status == BRINK_ERR_NOT_FOUND ? BRINK_ERR_ARGUMENT : status;
}

/* The columns that the engine is to fill; NULL: none, for which it may have a faster way. */
static const bool *asked_of(const brink_i_records_plan *plan, int v)
{
    for (int i = 0; i < plan->models[v]->n_params; i++) {
        if (plan->asked[v][i]) {
            return plan->asked[v];
        }
    }
    return NULL;
}

brink_status brink_i_handing_open(const brink_model *const *models, const char *const *variants, int n,
                                  const brink_run_options *options, brink_i_job *job, brink_i_handing *out)
{
    *out = (brink_i_handing){0};
    brink_status status = brink_i_handing_plan(models, variants, n, options, &out->plan);
    if (status != BRINK_OK || !out->plan) {
        return status;
    }
    brink_records records;
    const int threads = brink_i_threads_sensible(brink_i_threads_meant(job->threads));
    status = brink_i_records_read(options, &records) && records.take
                 ? brink_i_order_new(out->plan, &records, job->first_trial, job->block, threads, &out->order)
                 : BRINK_ERR_ARGUMENT;
    if (status != BRINK_OK) {
        brink_i_handing_close(out);
        return status;
    }
    job->asked = asked_of(out->plan, 0);
    job->order = out->order;
    return BRINK_OK;
}

void brink_i_handing_close(brink_i_handing *handing)
{
    brink_i_order_free(handing->order);
    brink_records_columns_free(handing->plan);
    *handing = (brink_i_handing){0};
}
