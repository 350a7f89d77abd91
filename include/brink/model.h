/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_MODEL_H
#define BRINK_MODEL_H

#include <stdbool.h>
#include <stdint.h>

#include "brink/diagnostics.h"

#ifdef __cplusplus
extern "C" {
#endif

/** A checked model: immutable, may be shared by threads. Made by brink_scenario_load() or
 * brink_builder_build(). */
typedef struct brink_model brink_model;

BRINK_API void brink_model_free(brink_model *model);

BRINK_API const char *brink_model_title(const brink_model *model); /**< "" if none */
BRINK_API const char *brink_model_about(const brink_model *model); /**< "" if none */
BRINK_API const char *
brink_model_variant(const brink_model *model); /**< variant that it was loaded as; "": the base */
BRINK_API const char *brink_model_as_of(const brink_model *model); /**< "" if not given */
BRINK_API const char *brink_model_time_unit(const brink_model *model);
BRINK_API double brink_model_horizon(const brink_model *model); /**< in the time unit */
/** Hash of the meaning of the model (canonical text of all declarations and effective values): 16 hexadecimal
 * digits. */
BRINK_API const char *brink_model_hash(const brink_model *model);

BRINK_API int brink_model_outcome_count(const brink_model *model);
BRINK_API const char *brink_model_outcome_name(const brink_model *model, int i);
BRINK_API int brink_model_measure_count(const brink_model *model);
BRINK_API const char *brink_model_measure_name(const brink_model *model, int i);
BRINK_API int brink_model_series_count(const brink_model *model);
BRINK_API const char *brink_model_series_name(const brink_model *model, int i);
BRINK_API int brink_model_parameter_count(const brink_model *model);
BRINK_API const char *brink_model_parameter_name(const brink_model *model, int i);
/* What is declared about parameter or lever i, as it was written; "" where nothing was, NULL if i is out of
 * range. */
BRINK_API const char *brink_model_parameter_value(const brink_model *model,
                                                  int i); /**< as used: overridden or not */
BRINK_API const char *brink_model_parameter_unit(const brink_model *model, int i);
BRINK_API const char *brink_model_parameter_about(const brink_model *model, int i);
BRINK_API const char *brink_model_parameter_source(const brink_model *model, int i);
BRINK_API const char *brink_model_parameter_file(const brink_model *model,
                                                 int i); /**< the file that declares it */
BRINK_API bool brink_model_parameter_is_lever(const brink_model *model, int i);
/** Who gave it another value than the declared one ("--set", "variant NAME", "set"); "" if nobody did. */
BRINK_API const char *brink_model_parameter_set_by(const brink_model *model, int i);
BRINK_API const char *brink_model_parameter_declared(const brink_model *model,
                                                     int i); /**< the value as declared */
/** True, and its range in its unit, if it has one; `low` and `high` may be NULL. */
BRINK_API bool brink_model_parameter_range(const brink_model *model, int i, double *low, double *high);

/* Places of mechanisms: one for each mechanism that a declaration says it expresses
 * (docs/scenario-format.md). */
BRINK_API int brink_model_mechanism_count(const brink_model *model);
BRINK_API const char *brink_model_mechanism_name(const brink_model *model, int i);  /**< "M30" */
BRINK_API const char *brink_model_mechanism_place(const brink_model *model, int i); /**< "parameter demand" */
BRINK_API const char *brink_model_mechanism_about(const brink_model *model,
                                                  int i); /**< of that place; "" if none */
BRINK_API brink_where brink_model_mechanism_where(const brink_model *model, int i);

/** The checked model as text, as JSON (schema in docs/), or as a picture of its machines. *out: free(). */
BRINK_API BRINK_NODISCARD brink_status brink_model_text(const brink_model *model, char **out);
BRINK_API BRINK_NODISCARD brink_status brink_model_json(const brink_model *model, char **out);
BRINK_API BRINK_NODISCARD brink_status brink_model_graphviz(const brink_model *model, char **out);
BRINK_API BRINK_NODISCARD brink_status brink_model_mermaid(const brink_model *model, char **out);

#ifdef __cplusplus
}
#endif
#endif
