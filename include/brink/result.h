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

/** The distribution of what happened, over the trials of a run. Immutable; may be shared by threads. (What is
 * read is derived when it is first asked for, behind a lock, and then kept.) */
typedef struct brink_result brink_result;

BRINK_API void brink_result_free(brink_result *result);

/** An estimate with its 95 % confidence interval (sampling error only: it says nothing about the parameters).
 * A bound that so few trials cannot give is infinite. */
typedef struct brink_estimate {
    double value, low, high;
} brink_estimate;

/** How an interval was found; docs/results.md has what each is worth. */
typedef enum brink_interval_method {
    /** Of a probability, or a mean of zeros and ones: Wilson 1927, or Clopper & Pearson 1934 (exact) where
     * fewer than 10 trials had, or had not, what is counted. */
    BRINK_INTERVAL_WILSON,
    BRINK_INTERVAL_CLOPPER_PEARSON,
    BRINK_INTERVAL_STUDENT, /**< of a mean: Student's t */
    BRINK_INTERVAL_TANGO,   /**< of a difference of probabilities on the same trials: Tango 1998 */
    BRINK_INTERVAL_EQUAL,   /**< all values are the same: it has no width, which says no more than that */
    /** There is none, and the bounds are infinite: there are fewer than two values, or so few carry the mean
     * (a thing that hardly ever happens, a heavy tail) that no interval would keep its level. */
    BRINK_INTERVAL_NONE
} brink_interval_method;
/** "wilson", "clopper-pearson", "student", "tango", "all-equal", "none", as in JSON; static storage. */
BRINK_API const char *brink_interval_method_name(brink_interval_method method);

/** One declared outcome. Dates are in the model's time unit, since the start of a trial; NaN where count is
 * 0. */
typedef struct brink_outcome_view {
    const char *name, *about; /**< owned by the model; about may be "" */
    uint64_t count;
    brink_estimate probability;
    brink_interval_method method;
    double time_q05, time_q25, time_median, time_q75,
        time_q95;            /**< of the dates of the trials that ended so */
    const double *incidence; /**< cumulative incidence at brink_result_grid(): share of all trials that ended
                                so by then */
} brink_outcome_view;

/** n equal bins from low to high (the last one closed): bin i begins at low + i * (high - low) / n. */
typedef struct brink_histogram_view {
    size_t n; /**< 0: nothing was recorded, or every value is the same */
    double low, high;
    const double *counts; /**< [n]; values are known to a relative 2^-8, so that one near an edge counts in
                             parts on both sides of it */
} brink_histogram_view;

#define BRINK_QUANTILES 7
/** 0.01 0.05 0.25 0.50 0.75 0.95 0.99 */
BRINK_API const double *brink_result_quantile_levels(void);

/** One declared measure, in its unit. Numbers are NaN where nothing was recorded, sd also for a single value.
 */
typedef struct brink_measure_view {
    const char *name, *about, *unit;
    bool headline;       /**< marked by the scenario as one that answers its question */
    uint64_t defined;    /**< trials that all numbers below are about */
    uint64_t undefined;  /**< trials in which a `first` never held, or the value is not a number (0/0) */
    uint64_t non_finite; /**< trials whose value was infinite */
    brink_estimate mean;
    brink_interval_method mean_method;
    double sd, min, max;
    /** The smallest value with at least that share at or below it, to a relative 2^-8 (0.4 %); the interval
     * is distribution-free and holds this error too. */
    brink_estimate quantile[BRINK_QUANTILES];
    brink_histogram_view histogram; /**< from min to max */
} brink_measure_view;

/** One declared series, in its unit: its distribution over the trials at each date. */
typedef struct brink_series_view {
    const char *name, *about, *unit;
    bool share;              /**< it is a condition: the mean is the share of trials where it holds */
    size_t n;                /**< points */
    const double *time;      /**< [n], in the model's time unit */
    const uint64_t *defined; /**< [n] trials with a finite value */
    const double *mean, *sd; /**< [n] */
    const double *mean_low, *mean_high;      /**< [n] 95 % confidence interval of the mean */
    const brink_interval_method *method;     /**< [n] */
    const double *quantile[BRINK_QUANTILES]; /**< each [n] */
} brink_series_view;

/** The initial values of one stock that lay beyond its bounds and were set to them: in how many of the first
 * trials, 1,000 to 10,000 by the size of the model, which are played again for it. A constant one is a
 * warning when the scenario is read, and not counted here. */
typedef struct brink_beyond_view {
    const char *stock;
    uint64_t below, above; /**< below its min, above its max */
    uint64_t trials;       /**< that were looked at; 0: it cannot be, or is constant */
} brink_beyond_view;

/** Trials `first` to first + count - 1. */
typedef struct brink_trial_range {
    uint64_t first, count;
} brink_trial_range;

/** What made the result. `threads`, `threads_asked`, `seconds`, `version`, `commit`, `engine` and
 * `instruction_set` may differ between runs that are otherwise equal byte for byte. */
typedef struct brink_provenance {
    const char *version, *commit; /**< of the library; "unknown" if the build did not know it */
    const char *engine;           /**< what sampled, for people: docs/results.md */
    const char *instruction_set;
    char code_compiler[64];    /**< of the generated code that took part: "gcc 12.2.0"; "" where none did */
    const char *scenario_hash; /**< brink_model_hash() */
    uint64_t seed;
    /** Trials in the result: numbers first_trial to first_trial + trials - 1, unless brink_result_ranges()
     * says otherwise. */
    uint64_t trials;
    uint64_t trials_asked; /**< the most, with `until` */
    uint64_t first_trial;  /**< of those asked for */
    int threads;           /**< that took part */
    int threads_asked; /**< by the options or OMP_NUM_THREADS; more than `threads` where the system gave no
                          more, or where as many make no sense (64 on each processor) */
    double seconds;    /**< of wall time */
    bool partial; /**< fewer than trials_asked (and `until` is not met): cancelled, or one part of several */
    double until; /**< 0 if not asked */
    bool until_met; /**< every outcome's interval has a half-width of at most `until` */
    uint64_t look;  /**< with `until`: the number of trials after which that is looked at next, or was last */
    uint64_t parts; /**< the result is one of so many parts of what was asked for; 0: it is not */
} brink_provenance;

BRINK_API const brink_provenance *brink_result_provenance(const brink_result *result);
BRINK_API const brink_model *brink_result_model(const brink_result *result);
BRINK_API uint64_t brink_result_trials(const brink_result *result);
/** Which trials the result is of, in ascending order, not touching each other; *n of them. One, unless
 * results were merged that leave something out. Owned by the result; NULL (and 0) for NULL. */
BRINK_API const brink_trial_range *brink_result_ranges(const brink_result *result, size_t *n);
/** Dates of the cumulative incidence; n points from 0 to the horizon. `n` may be NULL. */
BRINK_API const double *brink_result_grid(const brink_result *result, size_t *n);
/** Views by index (as in the model) or BRINK_ERR_ARGUMENT. What they point to is owned by the result. */
BRINK_API BRINK_NODISCARD brink_status brink_result_outcome(const brink_result *result, int i,
                                                            brink_outcome_view *out);
BRINK_API BRINK_NODISCARD brink_status brink_result_measure(const brink_result *result, int i,
                                                            brink_measure_view *out);
BRINK_API BRINK_NODISCARD brink_status brink_result_series(const brink_result *result, int i,
                                                           brink_series_view *out);

/** Of stock i of the model: BRINK_ERR_ARGUMENT if there is none. */
BRINK_API BRINK_NODISCARD brink_status brink_result_beyond(const brink_result *result, int i,
                                                           brink_beyond_view *out);

/** Text page for people. *out: free(). */
typedef struct brink_text_options {
    size_t size;  /**< sizeof(brink_text_options) */
    bool colour;  /**< ANSI colours */
    bool unicode; /**< bars of block elements, ± and –; otherwise ASCII only (texts of the scenario stay as
                     they are) */
    int width;    /**< columns, 60 to 240; 0: 100 */
    /** The whole page. Otherwise a screen or two: of many measures those that the scenario marks as
     * headlines, or the first twelve; of many series a line each; in a narrow page the columns that matter
     * most. */
    bool all;
} brink_text_options;
#define BRINK_TEXT_OPTIONS_INIT                           \
    {                                                     \
        sizeof(brink_text_options), false, true, 0, false \
    }

/** `options` NULL: defaults. */
BRINK_API BRINK_NODISCARD brink_status brink_result_text(const brink_result *result,
                                                         const brink_text_options *options, char **out);
/** JSON after docs/result.schema.json: everything above, the effective parameters, and what made it in a last
 * object "made_by", the only part that may differ between equal runs. *out: free(). */
BRINK_API BRINK_NODISCARD brink_status brink_result_json(const brink_result *result, char **out);
/** One long table: kind,name,statistic,time,value,low,high,unit; provenance in leading '#' lines, of which
 * only "# made by" may differ between equal runs. *out: free(). */
BRINK_API BRINK_NODISCARD brink_status brink_result_csv(const brink_result *result, char **out);

/** One comparison with an `expect` entry. Texts are owned by the list. */
typedef struct brink_verdict {
    const char *what; /**< "probability of broken" */
    bool passed;
    const char *detail; /**< "0.2504, expected 0.25: z = 0.31, |z| <= 4.06" */
    brink_where where;  /**< of the entry in the scenario file */
} brink_verdict;

typedef struct brink_verdicts brink_verdicts;
/** Number of comparisons that `expect` entries ask for: those of the scenario itself (`variant` NULL) or of
 * one of its variants. Any model loaded from the scenario, with a variant or without, knows all entries; so
 * this tells which variants expect something, and what to add up for `family`. */
BRINK_API size_t brink_model_expectation_count(const brink_model *model, const char *variant);
/** Compares the result with the `expect` entries of the variant that its model was loaded with (NULL: of the
 * scenario itself). An entry with several answers (mean, sd) makes several comparisons. `error_rate` (0 to 1,
 * both excluded) is the probability that a family of `family` comparisons with true answers has a miss; each
 * comparison gets its share (Bonferroni). family 0: the number of comparisons here.
 *
 *  The null hypothesis is that the true value is the expected number, or lies in the expected band: a sample
 * beyond a band passes as long as its sampling error reaches into the band. docs/results.md describes the
 * tests. */
BRINK_API BRINK_NODISCARD brink_status brink_result_verify(const brink_result *result, const char *variant,
                                                           double error_rate, size_t family,
                                                           brink_verdicts **out);
BRINK_API size_t brink_verdicts_count(const brink_verdicts *verdicts);
BRINK_API const brink_verdict *brink_verdicts_get(const brink_verdicts *verdicts,
                                                  size_t i); /**< NULL if there is none */
BRINK_API void brink_verdicts_free(brink_verdicts *verdicts);

#ifdef __cplusplus
}
#endif
#endif
