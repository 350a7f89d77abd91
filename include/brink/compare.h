/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_COMPARE_H
#define BRINK_COMPARE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "brink/fault.h"
#include "brink/model.h"
#include "brink/result.h"
#include "brink/run.h"
#include "brink/trace.h"

#ifdef __cplusplus
extern "C" {
#endif

/** One of the models that are compared: a variant of a scenario, or the scenario as it stands. */
typedef struct brink_variant {
    const char *name;  /**< short, unique, not empty */
    const char *about; /**< may be NULL */
    const brink_model *model;
    int against; /**< in a comparison of several: index of the variant, before this one, that it is compared
                    with; 0, as left out: the first */
} brink_variant;

/** What several variants did on the same luck: trial by trial, each against the first, or against another
 * that it names. Immutable; may be shared by threads. */
typedef struct brink_comparison brink_comparison;

/** Why there is no comparison. */
typedef struct brink_compare_failure {
    int variant;       /**< index of the variant that faulted or does not fit; -1: none is to blame */
    brink_fault fault; /**< of BRINK_ERR_FAULT; of BRINK_ERR_CANCELLED where a trial had to be dropped
                          (BRINK_FAULT_UNFINISHED); its kind is BRINK_FAULT_NONE otherwise */
    char message[320]; /**< of BRINK_ERR_INVALID: what does not fit, as a sentence without full stop; else ""
                        */
} brink_compare_failure;

/** Samples the same trials of n variants (2 at least) on common random numbers and compares each with the
 * first, or with the one before it that its `against` says: so the same change can be seen under several
 * assumptions.
 *
 *  The variants must have the same time unit, horizon, outcomes, measures and series, in the same order:
 *  else BRINK_ERR_INVALID, and failure->message says what differs. Options as of brink_run(); `until` must be
 * 0.
 *
 *  BRINK_OK: *out is the comparison (free with brink_comparison_free()). BRINK_ERR_CANCELLED: *out is that of
 * the first trials (NULL if not one was finished). BRINK_ERR_FAULT: failure->fault is that of the smallest
 * failing trial, and of the first variant that it fails in. `failure` may be NULL. Names and models must
 * outlive the comparison. */
BRINK_API BRINK_NODISCARD brink_status brink_compare(const brink_variant *variants, int n,
                                                     const brink_run_options *options, brink_comparison **out,
                                                     brink_compare_failure *failure);
BRINK_API void brink_comparison_free(brink_comparison *comparison);

BRINK_API int brink_comparison_count(const brink_comparison *comparison); /**< of variants */
/** Variant i, or NULL if there is none. */
BRINK_API const brink_variant *brink_comparison_variant(const brink_comparison *comparison, int i);
/** The complete result of variant i: what brink_run() gives, apart from what made it. Owned by the
 * comparison; NULL if there is no such variant. */
BRINK_API const brink_result *brink_comparison_result(const brink_comparison *comparison, int i);
BRINK_API uint64_t brink_comparison_trials(const brink_comparison *comparison);

/* Differences are variant minus the one that it is compared with, which is called the first here, trial by
 * trial. In all of them `narrower` is the factor by which common random numbers narrowed the interval: the
 * standard error that the difference would have with independent luck, sqrt(var_first / n + var_variant / n),
 * over the one that it has. Infinite if no trial differs; NaN if it is not defined (nothing varies, fewer
 * than two trials). */

/** One outcome of one variant against the first. */
typedef struct brink_outcome_difference {
    const char *name;
    double first, value;   /**< probabilities: with the first variant, with this one */
    uint64_t gained, lost; /**< trials that end so with this variant only; with the first only */
    brink_estimate
        difference; /**< of the probabilities; 95 % score interval for paired trials (Tango 1998) */
    double narrower;
} brink_outcome_difference;

/** One measure. Where it is undefined in one of a pair the pair has no difference. */
typedef struct brink_measure_difference {
    const char *name, *unit;
    uint64_t both; /**< trials with a finite value in both: what `difference` and what follows it are about */
    uint64_t only_first, only_this, neither;
    uint64_t higher,
        lower;           /**< of `both`: trials in which this variant has the higher value, the lower one */
    double first, value; /**< means, each over all trials of its variant with a value */
    double paired_first, paired_value; /**< means over the trials with a value in both */
    brink_estimate difference;         /**< mean; its 95 % interval */
    brink_interval_method method;      /**< TANGO where all differences are -1, 0 or 1 */
    double sd;                         /**< of the differences */
    double narrower;
} brink_measure_difference;

/** One series. */
typedef struct brink_series_difference {
    const char *name, *unit;
    bool share;                          /**< it is a condition: a difference of shares of trials */
    size_t n;                            /**< points */
    const double *time;                  /**< [n], in the model's time unit */
    const uint64_t *both;                /**< [n] trials with a finite value in both */
    const double *mean;                  /**< [n] mean difference */
    const double *low, *high;            /**< [n] its 95 % interval */
    const brink_interval_method *method; /**< [n] */
} brink_series_difference;

enum { BRINK_COMPARE_EXAMPLES = 3 };

/** Trials that end with one outcome with the first variant, and with another with this one. */
typedef struct brink_outcome_change {
    uint64_t count;
    int n_examples;
    uint64_t examples[BRINK_COMPARE_EXAMPLES]; /**< the smallest such trial numbers, ascending */
} brink_outcome_change;

/* Views of variant `variant` (1 <= variant < count; 0 is what it is compared with), by index as in the model,
 * or BRINK_ERR_ARGUMENT. What they point to is owned by the comparison. */
BRINK_API BRINK_NODISCARD brink_status brink_comparison_outcome(const brink_comparison *comparison,
                                                                int variant, int i,
                                                                brink_outcome_difference *out);
BRINK_API BRINK_NODISCARD brink_status brink_comparison_measure(const brink_comparison *comparison,
                                                                int variant, int i,
                                                                brink_measure_difference *out);
BRINK_API BRINK_NODISCARD brink_status brink_comparison_series(const brink_comparison *comparison,
                                                               int variant, int i,
                                                               brink_series_difference *out);
/** How many trials go from outcome `from` (with the first variant) to outcome `to`; from == to: those that
 * did not change. */
BRINK_API BRINK_NODISCARD brink_status brink_comparison_change(const brink_comparison *comparison,
                                                               int variant, int from, int to,
                                                               brink_outcome_change *out);
/** Whether the variant changes nothing: every outcome, measure and series is that of the first in every
 * trial. False if there is no such variant. */
BRINK_API bool brink_comparison_same(const brink_comparison *comparison, int variant);
/** Share of trials that end with another outcome than with the first variant. *count may be NULL. */
BRINK_API BRINK_NODISCARD brink_status brink_comparison_changed(const brink_comparison *comparison,
                                                                int variant, brink_estimate *share,
                                                                uint64_t *count);

/** How to write the page. */
typedef struct brink_comparison_text_options {
    size_t size;  /**< sizeof(brink_comparison_text_options) */
    bool colour;  /**< ANSI colours */
    bool unicode; /**< signs beyond ASCII */
    int width;    /**< columns, 60 to 240; 0: 100 */
    /** A command that tells a trial, "brink trace my.yaml --seed 1", to which " --trial N --variant A
     * --against B" is added where the page names trials; NULL: no command. */
    const char *trace;
    /** Names of the measures that are shown; NULL: with `all` those that differ somewhere, otherwise the
     * headlines among them and what differs most. */
    const char *const *measures;
    size_t n_measures;
    bool all; /**< the whole page: each variant against its first in full; otherwise a screen or two */
} brink_comparison_text_options;
#define BRINK_COMPARISON_TEXT_OPTIONS_INIT                                          \
    {                                                                               \
        sizeof(brink_comparison_text_options), false, true, 0, NULL, NULL, 0, false \
    }

/** Text page for people. `options` NULL: defaults. BRINK_ERR_ARGUMENT: one of them makes no sense, or there
 * is no such measure. *out: free(). */
BRINK_API BRINK_NODISCARD brink_status brink_comparison_text(const brink_comparison *comparison,
                                                             const brink_comparison_text_options *options,
                                                             char **out);
/** JSON after docs/compare.schema.json; the last object "made_by" is the only part that may differ between
 * equal runs. *out: free(). */
BRINK_API BRINK_NODISCARD brink_status brink_comparison_json(const brink_comparison *comparison, char **out);
/** One long table: variant,against,kind,name,statistic,time,value,low,high,unit; provenance in leading '#'
 * lines. *out: free(). */
BRINK_API BRINK_NODISCARD brink_status brink_comparison_csv(const brink_comparison *comparison, char **out);

/** Tells one trial with two variants: what they have in common once, where they part and why, and how each
 * goes on. Options as of brink_trace_text(). The models must have the same machines with the same states,
 * stocks, parameters and outcomes: else BRINK_ERR_INVALID. BRINK_ERR_FAULT: the trial failed with one of them
 * or both; *out is the story all the same, and failure->fault the first fault. `failure` may be NULL. *out:
 * free(). */
BRINK_API BRINK_NODISCARD brink_status brink_trace_compare_text(const brink_variant *first,
                                                                const brink_variant *second,
                                                                const brink_trace_options *options,
                                                                char **out, brink_compare_failure *failure);
/** The same as JSON: docs/compare.md describes it. */
BRINK_API BRINK_NODISCARD brink_status brink_trace_compare_json(const brink_variant *first,
                                                                const brink_variant *second,
                                                                const brink_trace_options *options,
                                                                char **out, brink_compare_failure *failure);

#ifdef __cplusplus
}
#endif
#endif
