/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_RESULT_JSON_PARTS_H
#define BRINK_RESULT_JSON_PARTS_H

/* Parts that several JSON documents have in common; docs/result.schema.json describes them. */

#include "result/json_writer.h"
#include "result/result.h"

void brink_i_json_part_run(brink_i_json *json, const brink_result *result);
void brink_i_json_part_parameters(brink_i_json *json, const brink_model *model);
void brink_i_json_part_made_by(brink_i_json *json, const brink_provenance *made);
/* value, low, high: inside an object that the caller opened. */
void brink_i_json_part_estimate(brink_i_json *json, const brink_estimate *estimate);
/* "method": of each of n intervals. */
void brink_i_json_part_methods(brink_i_json *json, const brink_interval_method *methods, size_t n);

#endif
