/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_MODEL_VALUES_H
#define BRINK_MODEL_VALUES_H

/* Filling the report of a run-time fault: no allocation, so that it works wherever a trial may fault. */

#include "brink/fault.h"
#include "expr/eval.h"
#include "model/model.h"

/* Everything but the seed, which the caller knows from elsewhere and which is left as it is; `values` becomes
 * empty. */
__attribute__((format(printf, 7, 8))) void brink_i_fault_set(brink_fault *fault, brink_fault_kind kind,
                                                             uint64_t trial, double time, brink_where where,
                                                             const char *place, const char *format, ...);

/* Writes what a rule read into fault->values: "oil = 12.5 Mbbl, blockade = imposed, resolve = 2". A tracked
 * comparison is shown by what stands inside it. What does not fit is cut at a comma and marked by an
 * ellipsis. */
void brink_i_fault_values(brink_fault *fault, const brink_model *model, const brink_i_reads *reads,
                          const brink_i_env *env);

#endif
