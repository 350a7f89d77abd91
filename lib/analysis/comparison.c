/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/comparison.h"
#include "base/floats.h"

#include <math.h>
#include <stdlib.h>

#include "analysis/paired_interval.h"
#include "stats/mean_interval.h"

static const double LEVEL = 0.95;

/* ---- what common luck is worth -------------------------------------------------------------------- */

/* Standard errors as variances of one trial; the number of trials cancels. */
static double narrower(double independent, double paired)
{
    if (paired > 0.0) {
        return sqrt(independent / paired);
    }
    return independent > 0.0 && !isnan(paired) ? (double)INFINITY : (double)NAN;
}

static double narrower_of_shares(uint64_t first, uint64_t value, uint64_t gained, uint64_t lost, uint64_t n)
{
    double m = (double)n, p = (double)first / m, q = (double)value / m;
    double d = ((double)gained - (double)lost) / m;
    /* The paired variance without cancellation: none at all where no trial differs. */
    double discordant = ((double)gained + (double)lost) / m;
    double paired = discordant > 0.0 ? fmax(discordant - d * d, 0.0) : 0.0;
    return n < 2 ? (double)NAN : narrower(p * (1.0 - p) + q * (1.0 - q), paired);
}

static double narrower_of_means(const brink_i_pair_value *value)
{
    double a = brink_i_moments_sd(&value->first), b = brink_i_moments_sd(&value->value);
    double d = brink_i_moments_sd(&value->difference);
    /* Ratios of standard deviations cannot overflow, as their squares might. */
    double most = fmax(fmax(a, b), d);
    if (!(most > 0.0) || isinf(most)) {
        return (double)NAN;
    }
    return narrower(a / most * (a / most) + b / most * (b / most), d / most * (d / most));
}

/* ---- views ---------------------------------------------------------------------------------------- */

static const char *unit_text(const brink_i_unit *unit) { return unit ? brink_i_unit_text(unit) : "1"; }

static void derive_outcome(const brink_comparison *c, int variant, int i, const brink_i_pair *pair)
{
    int n = c->model->n_outcomes;
    uint64_t trials = c->results[0]->tally.trials;
    uint64_t first = brink_i_comparison_first_result(c, variant)->tally.outcomes[i].count,
             value = c->results[variant]->tally.outcomes[i].count;
    uint64_t kept = pair->changes[i * n + i].count, gained = value - kept, lost = first - kept;
    brink_outcome_difference *view = &c->differences->against[variant].outcomes[i];
    *view = (brink_outcome_difference){.name = c->model->outcomes[i].name,
                                       .first = (double)first / (double)trials,
                                       .value = (double)value / (double)trials,
                                       .gained = gained,
                                       .lost = lost,
                                       .narrower = narrower_of_shares(first, value, gained, lost, trials)};
    view->difference.value = ((double)gained - (double)lost) / (double)trials;
    brink_i_paired_interval(gained, lost, trials, LEVEL, &view->difference.low, &view->difference.high);
}

/* Zeros and ones, of which both occur or nothing else can. */
static bool are_truths(const brink_i_moments *moments, bool condition)
{
    return brink_i_moments_are_truths(moments) && (condition || moments->min < moments->max);
}

/* Whether all differences are -1, 0 and 1, as those of conditions are, and of counts that seldom change.
 * Where not one differs, they are only if the values are. */
static bool are_signs(const brink_i_pair_value *value, bool condition)
{
    const brink_i_moments *d = &value->difference;
    const uint64_t differ = value->higher + value->lower;
    return d->count > 0 && d->min >= -1.0 && d->max <= 1.0 &&
           brink_i_exact_sum_value(&d->squares) == (double)differ && /* x^2 = 1 for each that is not 0 */
           (differ > 0 || (are_truths(&value->first, condition) && are_truths(&value->value, condition)));
}

static brink_estimate difference_of(const brink_i_pair_value *value, bool condition,
                                    brink_interval_method *method)
{
    const brink_i_moments *d = &value->difference;
    brink_estimate estimate = {.value = brink_i_moments_mean(d)};
    if (are_signs(value, condition)) {
        *method = BRINK_INTERVAL_TANGO;
        brink_i_paired_interval(value->higher, value->lower, d->count, LEVEL, &estimate.low, &estimate.high);
        return estimate;
    }
    const brink_i_interval interval = brink_i_interval_of_mean(d, &value->differences, false, LEVEL);
    *method = brink_i_result_method(interval.method);
    estimate.low = interval.low;
    estimate.high = interval.high;
    return estimate;
}

static void derive_measure(const brink_comparison *c, int variant, int i, const brink_i_pair *pair)
{
    const brink_i_pair_value *value = &pair->measures[i];
    brink_interval_method method;
    const brink_estimate difference =
        difference_of(value, brink_i_measure_is_condition(&c->model->measures[i]), &method);
    c->differences->against[variant].measures[i] = (brink_measure_difference){
        .name = c->model->measures[i].name,
        .unit = unit_text(c->model->measures[i].unit),
        .both = value->difference.count,
        .only_first = value->only_first,
        .only_this = value->only_this,
        .neither = value->neither,
        .higher = value->higher,
        .lower = value->lower,
        .first = brink_i_comparison_first_result(c, variant)->measures[i].mean.value,
        .value = c->results[variant]->measures[i].mean.value,
        .paired_first = brink_i_moments_mean(&value->first),
        .paired_value = brink_i_moments_mean(&value->value),
        .difference = difference,
        .method = method,
        .sd = brink_i_moments_sd(&value->difference),
        .narrower = narrower_of_means(value)};
}

/* Differences of a condition are -1, 0 and 1: their sums count the trials. */
static brink_estimate share_of(const brink_i_moments *moments, brink_interval_method *method)
{
    *method = BRINK_INTERVAL_TANGO;
    double sum = brink_i_exact_sum_value(&moments->sum), squares = brink_i_exact_sum_value(&moments->squares);
    brink_estimate share = {.value = brink_i_moments_mean(moments)};
    brink_i_paired_interval((uint64_t)((squares + sum) / 2.0), (uint64_t)((squares - sum) / 2.0),
                            moments->count, LEVEL, &share.low, &share.high);
    return share;
}

/* Of a point there is no sketch of the differences: the largest one judges whether few carry the mean. */
static brink_estimate mean_of(const brink_i_moments *moments, brink_interval_method *method)
{
    const brink_i_interval interval = brink_i_interval_of_mean(moments, NULL, false, LEVEL);
    *method = brink_i_result_method(interval.method);
    return (brink_estimate){brink_i_moments_mean(moments), interval.low, interval.high};
}

static brink_status derive_series(const brink_comparison *c, int variant, int i, const brink_i_pair *pair)
{
    const brink_i_series *series = &c->model->series[i];
    const brink_series_view *own = &brink_i_comparison_first_result(c, variant)->series[i];
    const bool share = own->share && c->results[variant]->series[i].share;
    size_t n = (size_t)series->n_points;
    double *numbers = BRINK_I_NEW_ARRAY(&c->differences->arena, double, 3 * n);
    uint64_t *both = BRINK_I_NEW_ARRAY(&c->differences->arena, uint64_t, n);
    brink_interval_method *method = BRINK_I_NEW_ARRAY(&c->differences->arena, brink_interval_method, n);
    if (!numbers || !both || !method) {
        return BRINK_ERR_MEMORY;
    }
    for (size_t k = 0; k < n; k++) {
        const brink_i_moments *moments = &pair->points[(size_t)series->first + k];
        brink_estimate mean = share ? share_of(moments, &method[k]) : mean_of(moments, &method[k]);
        both[k] = moments->count;
        numbers[k] = mean.value;
        numbers[n + k] = mean.low;
        numbers[2 * n + k] = mean.high;
    }
    c->differences->against[variant].series[i] = (brink_series_difference){.name = series->name,
                                                                           .unit = unit_text(series->unit),
                                                                           .share = share,
                                                                           .n = n,
                                                                           .time = own->time,
                                                                           .both = both,
                                                                           .mean = numbers,
                                                                           .low = numbers + n,
                                                                           .high = numbers + 2 * n,
                                                                           .method = method};
    return BRINK_OK;
}

static void derive_changes(const brink_comparison *c, int variant, const brink_i_pair *pair)
{
    brink_i_against *against = &c->differences->against[variant];
    int n = c->model->n_outcomes;
    uint64_t trials = c->results[0]->tally.trials, kept = 0;
    for (int i = 0; i < n * n; i++) {
        against->changes[i] = pair->changes[i];
    }
    for (int i = 0; i < n; i++) {
        kept += pair->changes[i * n + i].count;
    }
    brink_i_interval interval = brink_i_interval_probability(trials - kept, trials, LEVEL);
    against->n_changed = trials - kept;
    against->changed =
        (brink_estimate){(double)(trials - kept) / (double)trials, interval.low, interval.high};
}

/* Whether not one trial differs in anything that is recorded. */
static bool is_same(const brink_comparison *c, const brink_i_pair *pair)
{
    const brink_model *model = c->model;
    const int n = model->n_outcomes;
    bool same = true;
    for (int i = 0; i < n * n; i++) {
        same = same && (i / n == i % n || pair->changes[i].count == 0);
    }
    for (int i = 0; i < model->n_measures; i++) {
        const brink_i_pair_value *value = &pair->measures[i];
        same = same && value->higher + value->lower + value->only_first + value->only_this == 0;
    }
    for (int i = 0; i < model->n_points; i++) {
        const brink_i_moments *d = &pair->points[i];
        same = same && (d->count == 0 || (d->min == 0.0 && d->max == 0.0));
    }
    return same;
}

static brink_status derive_against(const brink_comparison *c, int variant, const brink_i_pair *pair)
{
    const brink_model *model = c->model;
    brink_i_against *against = &c->differences->against[variant];
    size_t outcomes = (size_t)model->n_outcomes;
    against->changes = BRINK_I_NEW_ARRAY(&c->differences->arena, brink_outcome_change, outcomes * outcomes);
    against->outcomes = BRINK_I_NEW_ARRAY(&c->differences->arena, brink_outcome_difference, outcomes);
    against->measures =
        BRINK_I_NEW_ARRAY(&c->differences->arena, brink_measure_difference, (size_t)model->n_measures);
    against->series =
        BRINK_I_NEW_ARRAY(&c->differences->arena, brink_series_difference, (size_t)model->n_series);
    if (!against->changes || !against->outcomes || !against->measures || !against->series) {
        return BRINK_ERR_MEMORY;
    }
    derive_changes(c, variant, pair);
    against->same = is_same(c, pair);
    for (int i = 0; i < model->n_outcomes; i++) {
        derive_outcome(c, variant, i, pair);
    }
    for (int i = 0; i < model->n_measures; i++) {
        derive_measure(c, variant, i, pair);
    }
    brink_status status = BRINK_OK;
    for (int i = 0; i < model->n_series && status == BRINK_OK; i++) {
        status = derive_series(c, variant, i, pair);
    }
    return status;
}

static brink_status derive(const brink_comparison *c)
{
    brink_i_differences *d = c->differences;
    d->against = BRINK_I_NEW_ARRAY(&d->arena, brink_i_against, (size_t)c->n);
    brink_status status = d->against ? BRINK_OK : BRINK_ERR_MEMORY;
    for (int i = 0; i < c->n && status == BRINK_OK; i++) {
        status = brink_i_result_derive(c->results[i]);
    }
    for (int i = 1; i < c->n && status == BRINK_OK; i++) {
        status = derive_against(c, i, &c->paired.pairs[i]);
    }
    return status;
}

brink_status brink_i_comparison_derive(const brink_comparison *c)
{
    brink_i_differences *d = c->differences;
    if (pthread_mutex_lock(&d->lock) != 0) {
        return BRINK_ERR_INTERNAL;
    }
    if (!d->tried) {
        d->status = derive(c);
        d->tried = true; /* what failed once, half done, is not tried again */
    }
    const brink_status status = d->status;
    pthread_mutex_unlock(&d->lock);
    return status;
}

/* ---- making and reading --------------------------------------------------------------------------- */

static brink_status open_differences(brink_comparison *c)
{
    brink_i_differences *d = calloc(1, sizeof *d);
    if (!d || pthread_mutex_init(&d->lock, NULL) != 0) {
        free(d);
        return BRINK_ERR_MEMORY;
    }
    brink_i_arena_init(&d->arena);
    c->differences = d;
    return BRINK_OK;
}

static void close_differences(brink_comparison *c)
{
    if (c->differences) {
        brink_i_arena_free(&c->differences->arena);
        pthread_mutex_destroy(&c->differences->lock);
        free(c->differences);
    }
}

static brink_status fill(brink_comparison *c, const brink_variant *variants, const brink_i_ranges *ranges,
                         const brink_provenance *made)
{
    size_t n = (size_t)c->n;
    c->variants = BRINK_I_NEW_ARRAY(&c->arena, brink_variant, n);
    c->results = (brink_result **)BRINK_I_NEW_ARRAY(&c->arena, brink_result *, n);
    if (!c->variants || !c->results) {
        return BRINK_ERR_MEMORY;
    }
    brink_status status = open_differences(c);
    for (int i = 0; i < c->n && status == BRINK_OK; i++) {
        brink_i_ranges own;
        c->variants[i] = variants[i];
        status = brink_i_ranges_copy(&own, ranges->items, ranges->n);
        if (status == BRINK_OK) {
            status = brink_i_result_new(variants[i].model, &c->paired.tallies[i], &own, made, &c->results[i]);
        }
    }
    return status;
}

brink_status brink_i_comparison_new(const brink_variant *variants, brink_i_paired *paired,
                                    const brink_i_ranges *ranges, const brink_provenance *made,
                                    brink_comparison **out)
{
    *out = NULL;
    brink_comparison *c = calloc(1, sizeof *c);
    if (!c) {
        brink_i_paired_free(paired);
        return BRINK_ERR_MEMORY;
    }
    c->n = paired->n;
    c->model = variants[0].model;
    c->paired = *paired;
    *paired = (brink_i_paired){0};
    brink_i_arena_init(&c->arena);
    const brink_status status = fill(c, variants, ranges, made);
    if (status != BRINK_OK) {
        brink_comparison_free(c);
        return status;
    }
    *out = c;
    return BRINK_OK;
}

brink_status brink_i_comparison_add(brink_i_paired *into, const brink_comparison *from)
{
    brink_status status = BRINK_OK;
    for (int i = 0; i < from->n && status == BRINK_OK; i++) {
        status = brink_i_result_add_to(from->results[i], &into->tallies[i]);
    }
    return status == BRINK_OK ? brink_i_pairs_merge(into, &from->paired) : status;
}

void brink_comparison_free(brink_comparison *comparison)
{
    if (!comparison) {
        return;
    }
    for (int i = 0; comparison->results && i < comparison->n; i++) {
        brink_result_free(comparison->results[i]);
    }
    brink_i_paired_free(&comparison->paired);
    close_differences(comparison);
    brink_i_hold_drop(comparison->hold);
    brink_i_arena_free(&comparison->arena);
    free(comparison);
}

int brink_comparison_count(const brink_comparison *comparison) { return comparison ? comparison->n : 0; }

const brink_variant *brink_comparison_variant(const brink_comparison *comparison, int i)
{
    return comparison && i >= 0 && i < comparison->n ? &comparison->variants[i] : NULL;
}

const brink_result *brink_comparison_result(const brink_comparison *comparison, int i)
{
    return comparison && i >= 0 && i < comparison->n ? comparison->results[i] : NULL;
}

uint64_t brink_comparison_trials(const brink_comparison *comparison)
{
    return comparison ? brink_result_trials(comparison->results[0]) : 0;
}

/* One variant against its first, derived; NULL, and in *status why. */
static const brink_i_against *against_of(const brink_comparison *c, int variant, brink_status *status)
{
    const bool there = c && variant >= 1 && variant < c->n;
    *status = there ? brink_i_comparison_derive(c) : BRINK_ERR_ARGUMENT;
    return *status == BRINK_OK ? &c->differences->against[variant] : NULL;
}

brink_status brink_comparison_outcome(const brink_comparison *comparison, int variant, int i,
                                      brink_outcome_difference *out)
{
    BRINK_I_OWN_FLOATS;
    if (!comparison || !out || i < 0 || i >= comparison->model->n_outcomes) {
        return BRINK_ERR_ARGUMENT;
    }
    brink_status status;
    const brink_i_against *against = against_of(comparison, variant, &status);
    if (against) {
        *out = against->outcomes[i];
    }
    return status;
}

brink_status brink_comparison_measure(const brink_comparison *comparison, int variant, int i,
                                      brink_measure_difference *out)
{
    BRINK_I_OWN_FLOATS;
    if (!comparison || !out || i < 0 || i >= comparison->model->n_measures) {
        return BRINK_ERR_ARGUMENT;
    }
    brink_status status;
    const brink_i_against *against = against_of(comparison, variant, &status);
    if (against) {
        *out = against->measures[i];
    }
    return status;
}

brink_status brink_comparison_series(const brink_comparison *comparison, int variant, int i,
                                     brink_series_difference *out)
{
    BRINK_I_OWN_FLOATS;
    if (!comparison || !out || i < 0 || i >= comparison->model->n_series) {
        return BRINK_ERR_ARGUMENT;
    }
    brink_status status;
    const brink_i_against *against = against_of(comparison, variant, &status);
    if (against) {
        *out = against->series[i];
    }
    return status;
}

brink_status brink_comparison_change(const brink_comparison *comparison, int variant, int from, int to,
                                     brink_outcome_change *out)
{
    int n = comparison ? comparison->model->n_outcomes : 0;
    if (!out || from < 0 || from >= n || to < 0 || to >= n) {
        return BRINK_ERR_ARGUMENT;
    }
    brink_status status;
    const brink_i_against *against = against_of(comparison, variant, &status);
    if (against) {
        *out = against->changes[from * n + to];
    }
    return status;
}

bool brink_comparison_same(const brink_comparison *comparison, int variant)
{
    brink_status status;
    const brink_i_against *against = against_of(comparison, variant, &status);
    return against && against->same;
}

brink_status brink_comparison_changed(const brink_comparison *comparison, int variant, brink_estimate *share,
                                      uint64_t *count)
{
    BRINK_I_OWN_FLOATS;
    if (!share) {
        return BRINK_ERR_ARGUMENT;
    }
    brink_status status;
    const brink_i_against *against = against_of(comparison, variant, &status);
    if (against) {
        *share = against->changed;
    }
    if (against && count) {
        *count = against->n_changed;
    }
    return status;
}
