/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_BUILDER_H
#define BRINK_BUILDER_H

#include "brink/diagnostics.h"
#include "brink/model.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Builds a model from declarations, in C, without a file. The scenario loader uses the same functions.
 *
 *  Declarations may come in any order; names are resolved by brink_builder_build(), which reports all
 * problems at once. Every text is copied. Expressions are written as in a scenario file
 * (docs/scenario-format.md). */
typedef struct brink_builder brink_builder;

/** A text and where it stands; `text` NULL = absent. The text is copied; `where.file` must live as long as
 * the diagnostics (the model keeps a copy of its own). */
typedef struct brink_source_text {
    const char *text;
    brink_where where;
} brink_source_text;

#ifdef __cplusplus
#define BRINK_TEXT(t) (brink_source_text{(t), {NULL, 0, 0}})
#else
/** A text without a place, for models written in C. */
#define BRINK_TEXT(t) ((brink_source_text){(t), {0, 0, 0}})
#endif

/** Which mechanisms of a catalogue a declaration expresses, as M30: names, for people; they change no result.
 */
typedef struct brink_mechanism_list {
    const brink_source_text *ids;
    size_t n;
} brink_mechanism_list;

/** A parameter or a lever. */
typedef struct brink_parameter_declaration {
    brink_source_text name;
    brink_source_text value; /**< expression; may draw (levers may not) */
    brink_source_text unit;  /**< NULL: dimensionless */
    brink_source_text about, source;
    bool lever;
    brink_source_text low,
        high; /**< range: of a lever (required), of a parameter (optional); expressions of numbers */
    brink_source_text cost; /**< lever: "3.0 GUSD per year" */
    brink_source_text payer;
    brink_mechanism_list mechanisms;
    /** Of a parameter: "unknown" (if NULL), something that we do not know, or "chance", something that chance
     * decides anew in each trial. Matters where luck and what is not known are told apart. */
    brink_source_text kind;
} brink_parameter_declaration;

/** A parameter whose value stands in a column of samples. */
typedef struct brink_sample_column {
    brink_source_text parameter; /**< its name */
    brink_source_text unit;      /**< NULL: that of the values */
    brink_source_text about, source;
    brink_source_text values_unit; /**< NULL: `unit`; where that is NULL too, dimensionless */
    const double *values;          /**< one for each row; finite, at most 8e307 in size */
} brink_sample_column;

/** Rows of numbers that belong together, as draws from a posterior or answers of experts: each trial takes
 * one row for all of its parameters. Becomes a drawn parameter with the name of the samples, the number of
 * the row (from 0, among those with weight), a table NAME__rows, and for each column a table NAME__PARAMETER
 * and a parameter. */
typedef struct brink_samples_declaration {
    brink_source_text name, about, source;
    const brink_sample_column *columns;
    size_t n_columns;
    const double *weights; /**< one for each row, at least one positive; NULL: all alike */
    size_t n_rows;
} brink_samples_declaration;

/** Parameters that are drawn together. Each must be a distribution alone, which reads no drawn parameter. */
typedef struct brink_correlation_declaration {
    brink_where where;
    const brink_source_text *of; /**< two parameters, or more of which each two are tied so */
    size_t n_of;
    brink_source_text rank; /**< their rank correlation (Spearman's), between -1 and 1 */
    brink_source_text about, source;
} brink_correlation_declaration;

typedef struct brink_define_declaration {
    brink_source_text name, value, unit, about;
    brink_mechanism_list mechanisms;
} brink_define_declaration;

typedef struct brink_table_declaration {
    brink_source_text name, unit, argument_unit, about;
    const double (*points)[2]; /**< (x, y), x strictly increasing */
    size_t n_points;
    brink_mechanism_list mechanisms;
} brink_table_declaration;

typedef struct brink_stock_declaration {
    brink_source_text name, initial, unit, min, max, flow, decay, about;
    brink_mechanism_list mechanisms;
} brink_stock_declaration;

typedef struct brink_weighted_state {
    brink_source_text state;
    brink_source_text weight; /**< NULL: 1 */
} brink_weighted_state;

typedef struct brink_state_declaration {
    brink_source_text name, about;
} brink_state_declaration;

typedef struct brink_machine_declaration {
    brink_source_text name, about;
    const brink_state_declaration *states; /**< 1 to 64 */
    size_t n_states;
    const brink_weighted_state *initial; /**< one, or several with weights */
    size_t n_initial;
    brink_mechanism_list mechanisms;
} brink_machine_declaration;

/** One effect: an assignment or move as text ("us_ready = us_ready + 0.1", "korea = war"), or a conditional
 * list. */
typedef struct brink_effect_declaration {
    brink_source_text text;      /**< assignment or move; NULL if conditional */
    brink_source_text condition; /**< conditional: runs `then_do` or `else_do` */
    const struct brink_effect_declaration *then_do, *else_do;
    size_t n_then, n_else;
} brink_effect_declaration;

typedef enum brink_trigger { BRINK_RATE, BRINK_CHANCE, BRINK_AFTER, BRINK_WHEN } brink_trigger;

typedef struct brink_transition_declaration {
    brink_source_text machine;
    brink_where where;
    const brink_source_text *from; /**< one or more states */
    size_t n_from;
    const brink_weighted_state *to; /**< one, or several with weights */
    size_t n_to;
    brink_trigger trigger;
    brink_source_text value;  /**< rate, chance, delay or condition */
    brink_source_text within; /**< chance only: its period */
    const brink_effect_declaration *effects;
    size_t n_effects;
    brink_source_text about;
    brink_mechanism_list mechanisms;
} brink_transition_declaration;

typedef struct brink_option_declaration {
    brink_source_text to; /**< state; NULL = stay */
    brink_source_text utility;
    const brink_effect_declaration *effects;
    size_t n_effects;
    brink_where where;
} brink_option_declaration;

typedef struct brink_choice_declaration {
    brink_source_text machine;
    brink_where where;
    const brink_source_text *in; /**< one or more states */
    size_t n_in;
    brink_source_text by;        /**< actor, for people; may be NULL */
    brink_source_text every;     /**< NULL: once, on entry */
    brink_source_text precision; /**< NULL: 1 */
    const brink_option_declaration *options;
    size_t n_options;
    brink_source_text about;
    brink_mechanism_list mechanisms;
} brink_choice_declaration;

typedef struct brink_process_declaration {
    brink_source_text name, every, about;
    const brink_effect_declaration *effects;
    size_t n_effects;
    brink_mechanism_list mechanisms;
} brink_process_declaration;

typedef struct brink_outcome_declaration {
    brink_source_text name;
    brink_source_text condition; /**< "otherwise": taken at the horizon */
    brink_source_text about;
    brink_mechanism_list mechanisms;
} brink_outcome_declaration;

typedef enum brink_measure_kind {
    BRINK_MEASURE_AT_END,
    BRINK_MEASURE_TIME_IN,
    BRINK_MEASURE_FIRST,
    BRINK_MEASURE_COUNT,
    BRINK_MEASURE_MIN,
    BRINK_MEASURE_MAX
} brink_measure_kind;

typedef struct brink_measure_declaration {
    brink_source_text name;
    brink_measure_kind kind;
    brink_source_text value; /**< expression, condition, or states of a machine (count) */
    brink_source_text unit, about;
    brink_mechanism_list mechanisms;
    bool headline; /**< one of the few that the short page has (brink_text_options) */
} brink_measure_declaration;

typedef struct brink_series_declaration {
    brink_source_text name, value, every, unit, about;
    brink_mechanism_list mechanisms;
} brink_series_declaration;

/** What is known about the answer; compared by brink_result_verify(). Numbers are expressions of numbers with
 * units. */
typedef struct brink_expect_declaration {
    brink_where where;
    brink_source_text outcome, measure, series; /**< exactly one of them */
    brink_source_text at;                       /**< series: the time */
    brink_source_text unit;
    /** Each either one number (exact) in `low` with `high` absent, or a band. */
    brink_source_text probability_low, probability_high;
    brink_source_text mean_low, mean_high;
    brink_source_text sd_low, sd_high;
    brink_source_text median_low, median_high;
    brink_source_text every_trial, within; /**< every defined value equals every_trial, to within */
    brink_source_text variant;             /**< applies to this variant only; NULL: to the base */
    brink_source_text source;
} brink_expect_declaration;

/** New builder whose problems go to `diagnostics` (kept, not owned; must outlive the builder). NULL: out of
 * memory, or no diagnostics. */
BRINK_API brink_builder *brink_builder_new(brink_diagnostics *diagnostics);
BRINK_API void brink_builder_free(brink_builder *builder);

/** Title and the like; each optional. `as_of` is an ISO date. */
BRINK_API BRINK_NODISCARD brink_status brink_builder_describe(brink_builder *builder, brink_source_text title,
                                                              brink_source_text about,
                                                              brink_source_text as_of);
/** Name of the variant that the overrides make, for the provenance of results; not called: the base. */
BRINK_API BRINK_NODISCARD brink_status brink_builder_variant(brink_builder *builder, const char *name);
/** The time unit ("day") and the horizon ("3 year"): required. */
BRINK_API BRINK_NODISCARD brink_status brink_builder_time(brink_builder *builder, brink_source_text unit,
                                                          brink_source_text horizon);

/* Each of these copies its declaration. What a declaration lacks, or has wrong, is reported by build; only
 * what is no declaration at all is refused at once (BRINK_ERR_ARGUMENT): NULL, an array of some members that
 * is NULL, a trigger or kind that does not exist. */
BRINK_API BRINK_NODISCARD brink_status brink_builder_parameter(brink_builder *b,
                                                               const brink_parameter_declaration *d);
BRINK_API BRINK_NODISCARD brink_status brink_builder_correlate(brink_builder *b,
                                                               const brink_correlation_declaration *d);
/** BRINK_ERR_ARGUMENT also for numbers that are wrong: a weight that is negative, values that are not finite,
 * no rows, no columns. */
BRINK_API BRINK_NODISCARD brink_status brink_builder_samples(brink_builder *b,
                                                             const brink_samples_declaration *d);
BRINK_API BRINK_NODISCARD brink_status brink_builder_define(brink_builder *b,
                                                            const brink_define_declaration *d);
BRINK_API BRINK_NODISCARD brink_status brink_builder_table(brink_builder *b,
                                                           const brink_table_declaration *d);
BRINK_API BRINK_NODISCARD brink_status brink_builder_stock(brink_builder *b,
                                                           const brink_stock_declaration *d);
BRINK_API BRINK_NODISCARD brink_status brink_builder_machine(brink_builder *b,
                                                             const brink_machine_declaration *d);
BRINK_API BRINK_NODISCARD brink_status brink_builder_transition(brink_builder *b,
                                                                const brink_transition_declaration *d);
BRINK_API BRINK_NODISCARD brink_status brink_builder_choice(brink_builder *b,
                                                            const brink_choice_declaration *d);
BRINK_API BRINK_NODISCARD brink_status brink_builder_process(brink_builder *b,
                                                             const brink_process_declaration *d);
BRINK_API BRINK_NODISCARD brink_status brink_builder_outcome(brink_builder *b,
                                                             const brink_outcome_declaration *d);
BRINK_API BRINK_NODISCARD brink_status brink_builder_measure(brink_builder *b,
                                                             const brink_measure_declaration *d);
BRINK_API BRINK_NODISCARD brink_status brink_builder_series(brink_builder *b,
                                                            const brink_series_declaration *d);
BRINK_API BRINK_NODISCARD brink_status brink_builder_expect(brink_builder *b,
                                                            const brink_expect_declaration *d);

/** Another value for a parameter or lever ("overland", "0.4 Mbbl per day"); marks it as overridden. The last
 * one wins. A lever's value must lie in its range. `origin` says who set it, for the provenance ("--set",
 * "variant no_pipelines", "set"). */
BRINK_API BRINK_NODISCARD brink_status brink_builder_set(brink_builder *b, brink_source_text name,
                                                         brink_source_text value, const char *origin);

/** Checks everything and makes the model. BRINK_OK: *out is a model (free with brink_model_free()), the list
 * may hold warnings. BRINK_ERR_INVALID: the list says what is wrong, *out is NULL. BRINK_ERR_IO: the database
 * of units could not be read, the list says why. The builder can be freed
 * after it, or be given more and built again. Errors that the list held before count as the model's: nothing
 * is made, and what is missing altogether is not reported once more. The list is sorted by place. */
BRINK_API BRINK_NODISCARD brink_status brink_builder_build(brink_builder *b, brink_model **out);

#ifdef __cplusplus
}
#endif
#endif
