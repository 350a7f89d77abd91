/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_RESULT_H
#define BRINK_RESULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "brink/diagnostics.h"
#include "brink/model.h"

#ifdef __cplusplus
extern "C" {
#endif

/** The distribution of what happened, over the trials of a run. Immutable; may be shared by threads. */
typedef struct brink_result brink_result;

BRINK_API void brink_result_free(brink_result *result);

/** An estimate with its 95 % confidence interval (sampling error only: it says nothing about the parameters). */
typedef struct brink_estimate {
    double value, low, high;
} brink_estimate;

typedef enum brink_interval_method { BRINK_INTERVAL_WILSON, BRINK_INTERVAL_CLOPPER_PEARSON } brink_interval_method;

/** One declared outcome. Times are in the model's time unit; NaN where count is 0. */
typedef struct brink_outcome_view {
    const char *name, *about; /**< owned by the model; about may be "" */
    uint64_t count;
    brink_estimate probability;
    brink_interval_method method;
    double time_q05, time_q25, time_median, time_q75, time_q95; /**< of the date of the trials with this outcome */
    const double *incidence; /**< cumulative incidence at brink_result_grid(): share of all trials that ended so by then */
} brink_outcome_view;

typedef struct brink_histogram_view {
    size_t n;
    double low, high;       /**< edges: low + i*(high-low)/n */
    const uint64_t *counts; /**< [n]; owned by the result */
} brink_histogram_view;

#define BRINK_QUANTILES 7
/** 0.01 0.05 0.25 0.50 0.75 0.95 0.99 */
BRINK_API const double *brink_result_quantile_levels(void);

typedef struct brink_measure_view {
    const char *name, *about, *unit;
    uint64_t defined, undefined; /**< undefined: e.g. a `first` that never held; they are in none of the numbers below */
    brink_estimate mean;
    double sd, min, max;
    brink_estimate quantile[BRINK_QUANTILES]; /**< relative error of a value at most 2^-9 (0.2 %) beside its interval */
    brink_histogram_view histogram;
} brink_measure_view;

typedef struct brink_series_view {
    const char *name, *about, *unit;
    size_t n;                              /**< points */
    const double *time;                    /**< [n] */
    const double *mean, *sd;               /**< [n] */
    const double *quantile[BRINK_QUANTILES]; /**< each [n] */
} brink_series_view;

/** What made the result (the block that may differ between equal runs). */
typedef struct brink_provenance {
    const char *version, *commit, *engine, *instruction_set;
    const char *scenario_hash;
    uint64_t seed, trials, trials_asked, first_trial;
    int threads;
    double seconds;
    bool partial; /**< cancelled before trials_asked (or before `until` was met) */
    double until; /**< 0 if not asked */
    bool until_met;
} brink_provenance;

BRINK_API const brink_provenance *brink_result_provenance(const brink_result *result);
BRINK_API const brink_model *brink_result_model(const brink_result *result);
BRINK_API uint64_t brink_result_trials(const brink_result *result);
/** Dates of the cumulative incidence; n points from 0 to the horizon. */
BRINK_API const double *brink_result_grid(const brink_result *result, size_t *n);
/** Views by index (as in the model) or BRINK_ERR_ARGUMENT. What they point to is owned by the result. */
BRINK_API BRINK_NODISCARD brink_status brink_result_outcome(const brink_result *result, int i, brink_outcome_view *out);
BRINK_API BRINK_NODISCARD brink_status brink_result_measure(const brink_result *result, int i, brink_measure_view *out);
BRINK_API BRINK_NODISCARD brink_status brink_result_series(const brink_result *result, int i, brink_series_view *out);

/** Text page for people. *out: free(). */
typedef struct brink_text_options {
    size_t size;
    bool colour;
    bool unicode;  /**< bars with block elements instead of '#' */
    int width;     /**< columns, at least 60; 0: 100 */
} brink_text_options;
#define BRINK_TEXT_OPTIONS_INIT {sizeof(brink_text_options), false, true, 0}

BRINK_API BRINK_NODISCARD brink_status brink_result_text(const brink_result *result, const brink_text_options *options, char **out);
/** JSON after docs/result.schema.json. *out: free(). */
BRINK_API BRINK_NODISCARD brink_status brink_result_json(const brink_result *result, char **out);
/** One long table: kind,name,statistic,time,value,low,high,unit; provenance in leading '#' lines. *out: free(). */
BRINK_API BRINK_NODISCARD brink_status brink_result_csv(const brink_result *result, char **out);

/** One line of a comparison with `expect`. */
typedef struct brink_verdict {
    const char *what;     /**< "probability of broken", owned by the verdict list */
    bool passed;
    const char *detail;   /**< "0.2504 (expected 0.25, z = 0.31, |z| <= 4.06)" */
    brink_where where;
} brink_verdict;

typedef struct brink_verdicts brink_verdicts;
/** Compares with every `expect` entry that applies (variant: that of the loaded model). `error_rate`: of a whole family
 *  of `family` comparisons (Bonferroni); family 0: the number of entries here. A band passes if the estimate's interval at that error rate reaches into it... see docs. */
BRINK_API BRINK_NODISCARD brink_status brink_result_verify(const brink_result *result, double error_rate, size_t family, brink_verdicts **out);
BRINK_API size_t brink_verdicts_count(const brink_verdicts *verdicts);
BRINK_API const brink_verdict *brink_verdicts_get(const brink_verdicts *verdicts, size_t i);
BRINK_API void brink_verdicts_free(brink_verdicts *verdicts);

#ifdef __cplusplus
}
#endif
#endif
