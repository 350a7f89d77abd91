/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_SCENARIO_H
#define BRINK_SCENARIO_H

#include "brink/diagnostics.h"
#include "brink/model.h"

#ifdef __cplusplus
extern "C" {
#endif

/** How to load a scenario. Start from BRINK_SCENARIO_OPTIONS_INIT and change what is needed. */
typedef struct brink_scenario_options {
    size_t size;         /**< sizeof(brink_scenario_options) */
    const char *variant; /**< the variant to load, or several as in "a+b", of which later ones go over earlier
                              ones; NULL: the scenario as it stands */
    const char *const *sets; /**< "name=value [unit]", applied last, in order */
    size_t n_sets;
    /** brink_scenario_load_text() only: the folder that includes are relative to; NULL: includes are refused.
     */
    const char *directory;
} brink_scenario_options;

#ifdef __cplusplus
#define BRINK_SCENARIO_OPTIONS_INIT \
    (brink_scenario_options{sizeof(brink_scenario_options), NULL, NULL, 0, NULL})
#else
#define BRINK_SCENARIO_OPTIONS_INIT ((brink_scenario_options){sizeof(brink_scenario_options), 0, 0, 0, 0})
#endif

/** Loads, checks and builds the scenario file at `path`, with all that it includes (docs/scenario-format.md).
 *
 *  BRINK_OK: *out is the model (free with brink_model_free()); `diagnostics` may hold warnings.
 * BRINK_ERR_INVALID: `diagnostics` says everything that is wrong. BRINK_ERR_IO: the file itself, or the
 * database of units, could not be read, `diagnostics` says which and why. On any failure *out is NULL.
 * `options` may be NULL. Problems in a set are shown in a source named "--set". */
BRINK_API BRINK_NODISCARD brink_status brink_scenario_load(const char *path,
                                                           const brink_scenario_options *options,
                                                           brink_diagnostics *diagnostics, brink_model **out);

/** The same from text[0..length), called `name` in messages. */
BRINK_API BRINK_NODISCARD brink_status brink_scenario_load_text(const char *name, const char *text,
                                                                size_t length,
                                                                const brink_scenario_options *options,
                                                                brink_diagnostics *diagnostics,
                                                                brink_model **out);

/** The scenario that the model was loaded from as one text, with all that it includes and every comment: a
 * closed scenario (docs/scenario-format.md). Loaded with the same variant and sets it gives the same model.
 * NULL if the model was not loaded but built. Owned by the model. */
BRINK_API const char *brink_scenario_text(const brink_model *model);

/** What a scenario file says about itself, without building its model. */
typedef struct brink_scenario_info brink_scenario_info;

/** Reads titles and variants. The rest of the file must be readable but is not checked. Failures as
 *  brink_scenario_load(); free *out with brink_scenario_info_free(). */
BRINK_API BRINK_NODISCARD brink_status brink_scenario_info_load(const char *path,
                                                                brink_diagnostics *diagnostics,
                                                                brink_scenario_info **out);
BRINK_API void brink_scenario_info_free(brink_scenario_info *info);

BRINK_API const char *brink_scenario_info_title(const brink_scenario_info *info); /**< "" if none */
BRINK_API const char *brink_scenario_info_about(const brink_scenario_info *info); /**< "" if none */
BRINK_API const char *brink_scenario_info_as_of(const brink_scenario_info *info); /**< "" if none */

BRINK_API size_t brink_scenario_info_variant_count(const brink_scenario_info *info);
/** Variant i (0 <= i < count) in the order of the files; NULL if i is out of range. Owned by the info. */
BRINK_API const char *brink_scenario_info_variant_name(const brink_scenario_info *info, size_t i);
BRINK_API const char *brink_scenario_info_variant_about(const brink_scenario_info *info,
                                                        size_t i); /**< "" if none */

/* Mechanisms that variant i says it expresses; NULL if i or j is out of range. */
BRINK_API size_t brink_scenario_info_variant_mechanism_count(const brink_scenario_info *info, size_t i);
BRINK_API const char *brink_scenario_info_variant_mechanism(const brink_scenario_info *info, size_t i,
                                                            size_t j);

/** The files that were read, the scenario's own first. */
BRINK_API size_t brink_scenario_info_file_count(const brink_scenario_info *info);
BRINK_API const char *brink_scenario_info_file(const brink_scenario_info *info, size_t i);
BRINK_API const char *brink_scenario_info_file_as_of(const brink_scenario_info *info,
                                                     size_t i); /**< "" if none */

#ifdef __cplusplus
}
#endif
#endif
