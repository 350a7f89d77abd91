/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_MODEL_H
#define BRINK_MODEL_H

#include <stdint.h>

#include "brink/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/** A checked model: immutable, may be shared by threads. Made by brink_scenario_load() or brink_builder_build(). */
typedef struct brink_model brink_model;

BRINK_API void brink_model_free(brink_model *model);

BRINK_API const char *brink_model_title(const brink_model *model); /**< "" if none */
BRINK_API const char *brink_model_about(const brink_model *model); /**< "" if none */
BRINK_API const char *brink_model_time_unit(const brink_model *model);
BRINK_API double brink_model_horizon(const brink_model *model); /**< in the time unit */
/** Hash of the meaning of the model (canonical text of all declarations and effective values): 16 hexadecimal digits. */
BRINK_API const char *brink_model_hash(const brink_model *model);

BRINK_API int brink_model_outcome_count(const brink_model *model);
BRINK_API const char *brink_model_outcome_name(const brink_model *model, int i);
BRINK_API int brink_model_measure_count(const brink_model *model);
BRINK_API const char *brink_model_measure_name(const brink_model *model, int i);
BRINK_API int brink_model_series_count(const brink_model *model);
BRINK_API const char *brink_model_series_name(const brink_model *model, int i);
BRINK_API int brink_model_parameter_count(const brink_model *model);
BRINK_API const char *brink_model_parameter_name(const brink_model *model, int i);

/** The checked model as text, as JSON (schema in docs/), or as a picture of its machines. *out: free(). */
BRINK_API BRINK_NODISCARD brink_status brink_model_text(const brink_model *model, char **out);
BRINK_API BRINK_NODISCARD brink_status brink_model_json(const brink_model *model, char **out);
BRINK_API BRINK_NODISCARD brink_status brink_model_graphviz(const brink_model *model, char **out);
BRINK_API BRINK_NODISCARD brink_status brink_model_mermaid(const brink_model *model, char **out);

#ifdef __cplusplus
}
#endif
#endif
