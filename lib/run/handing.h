/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_RUN_HANDING_H
#define BRINK_RUN_HANDING_H

/* What a job needs so that its records are handed to whoever the options name. */

#include "records/order.h"
#include "run/pool.h"

typedef struct brink_i_handing {
    brink_records_columns *plan;
    brink_i_order *order;
} brink_i_handing;

/* For the job of a run (variants NULL, n = 1) or of a comparison; its model, threads and block are set. Does
 * nothing where nobody wants records. On failure nothing is to be freed. */
brink_status brink_i_handing_open(const brink_model *const *models, const char *const *variants, int n,
                                  const brink_run_options *options, brink_i_job *job, brink_i_handing *out);
void brink_i_handing_close(brink_i_handing *handing);

/* Parameters of each model that are columns, and so are to be kept in a part of it (model/part.h). NULL where
 * nobody wants records. */
brink_status brink_i_handing_plan(const brink_model *const *models, const char *const *variants, int n,
                                  const brink_run_options *options, brink_records_columns **out);

#endif
