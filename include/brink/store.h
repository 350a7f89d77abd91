/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_STORE_H
#define BRINK_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "brink/compare.h"
#include "brink/result.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Results as bytes: to be kept, sent, merged and continued. docs/result-file.md has the format.
 *
 * The bytes hold the scenario as one text, what was asked (variant, sets, seed, trials, `until`, `only`),
 * which trials are there, and the exact tally; not who sampled, and how fast. So the same trials of the same
 * question give the same bytes, on every machine. */

/** Why something cannot be read or merged: a sentence without full stop; "" where there is nothing to say. */
typedef struct brink_store_failure {
    char message[640];
} brink_store_failure;

/** The result as *n bytes; free(). */
BRINK_API BRINK_NODISCARD brink_status brink_result_pack(const brink_result *result, unsigned char **bytes,
                                                         size_t *n);
/** The same of a comparison. */
BRINK_API BRINK_NODISCARD brink_status brink_comparison_pack(const brink_comparison *comparison,
                                                             unsigned char **bytes, size_t *n);

/** Bytes that were read as far as what they are of. */
typedef struct brink_stored brink_stored;

/** What is stored. Texts belong to the brink_stored. */
typedef struct brink_stored_info {
    bool comparison;      /**< of several variants; else one result */
    const char *version;  /**< of the Brink that sampled */
    uint64_t fingerprint; /**< of its arithmetic, over some thousand values of the functions that luck goes
                             through: results with different ones are not of the same luck */
    const char *question; /**< brink_question_hash() */
    const char *hash;     /**< of the scenario; in a comparison of the first variant's */
    const char *scenario; /**< the closed scenario as one text; NULL: the model was built by a program */
    uint64_t seed;
    uint64_t first_trial, trials_asked; /**< the trials that were asked for */
    uint64_t trials;                    /**< that are there */
    const brink_trial_range *ranges;    /**< [n_ranges] which ones */
    size_t n_ranges;
    double until;   /**< 0: not asked */
    uint64_t look;  /**< with `until`: the trial count of the next look, or of the last */
    uint64_t parts; /**< one of so many parts; 0: it is not */
    int n_variants; /**< 1 unless it is a comparison */
} brink_stored_info;

/** One of the models that are stored, and how it is loaded from the scenario. */
typedef struct brink_stored_variant {
    const char *name, *about; /**< of a comparison's variant; else "" */
    int against;
    const char *scenario;    /**< NULL: the model was built by a program */
    const char *variant;     /**< NULL: the scenario as it stands */
    const char *const *sets; /**< [n_sets] "name=value" */
    size_t n_sets;
    const char *hash;
} brink_stored_variant;

/** Reads bytes[0..n), which are copied. BRINK_ERR_INVALID: they are no result, are damaged or cut off, or of
 * a later version of the format: `failure` (may be NULL) says which. Free *out with brink_stored_free(). */
BRINK_API BRINK_NODISCARD brink_status brink_stored_read(const void *bytes, size_t n, brink_stored **out,
                                                         brink_store_failure *failure);
BRINK_API void brink_stored_free(brink_stored *stored);
BRINK_API const brink_stored_info *brink_stored_about(const brink_stored *stored);
/** Variant i (from 0), or NULL. */
BRINK_API const brink_stored_variant *brink_stored_variant_at(const brink_stored *stored, int i);

/** The result that is stored. `model`: of which it is, and which must outlive it; NULL: it is loaded from the
 * stored scenario and belongs to the result. BRINK_ERR_INVALID: what is stored is a comparison, is damaged,
 * or does not fit the model, or its scenario cannot be read any more, as `failure` says.
 * What made it (engine, threads, seconds) is not known any more: the engine's name is "saved". */
BRINK_API BRINK_NODISCARD brink_status brink_stored_result(const brink_stored *stored,
                                                           const brink_model *model, brink_result **out,
                                                           brink_store_failure *failure);
/** The comparison that is stored. `variants`, [n]: those that it is of, whose models and names must outlive
 * it; NULL (n 0): they are loaded. */
BRINK_API BRINK_NODISCARD brink_status brink_stored_comparison(const brink_stored *stored,
                                                               const brink_variant *variants, int n,
                                                               brink_comparison **out,
                                                               brink_store_failure *failure);
/** brink_stored_read() and brink_stored_result() in one, and the same for a comparison. */
BRINK_API BRINK_NODISCARD brink_status brink_result_unpack(const void *bytes, size_t n,
                                                           const brink_model *model, brink_result **out,
                                                           brink_store_failure *failure);
BRINK_API BRINK_NODISCARD brink_status brink_comparison_unpack(const void *bytes, size_t n,
                                                               const brink_variant *variants, int n_variants,
                                                               brink_comparison **out,
                                                               brink_store_failure *failure);

/** The trials of both, counted together: what one run would have found that asked for all from the first to
 * the last; where some of them are in neither, the result is partial. BRINK_ERR_INVALID: they do not belong
 * together (other version, arithmetic, scenario, seed, `until`, columns) or have trials in common, as
 * `failure` says, which calls them by these names (NULL: "the first", "the second"). *out refers to the model
 * of `a`, which must outlive it unless it is the result's own. */
BRINK_API BRINK_NODISCARD brink_status brink_result_merge(const brink_result *a, const char *name_a,
                                                          const brink_result *b, const char *name_b,
                                                          brink_result **out, brink_store_failure *failure);
BRINK_API BRINK_NODISCARD brink_status brink_comparison_merge(const brink_comparison *a, const char *name_a,
                                                              const brink_comparison *b, const char *name_b,
                                                              brink_comparison **out,
                                                              brink_store_failure *failure);

/** 16 characters and a zero byte. */
enum { BRINK_HASH_ROOM = 17 };
/** A name for what is asked, apart from seed and trials: a hash over the variants' models, names and
 * comparisons, and over the measures and series that are asked for (`only` as in brink_run_options; NULL:
 * all). One model without a name: a run. BRINK_ERR_ARGUMENT: `only` has an unknown name. */
BRINK_API BRINK_NODISCARD brink_status brink_question_hash(const brink_variant *variants, int n,
                                                           const char *const *only, size_t n_only,
                                                           char out[BRINK_HASH_ROOM]);

#ifdef __cplusplus
}
#endif
#endif
