/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/floats.h"
#include "result/number.h"
#include "result/result.h"
#include "stats/accept.h"
#include "stats/mean_interval.h"

struct brink_verdicts {
    brink_i_arena arena;
    brink_verdict *list;
    size_t n;
};

/* What is being compared. */
typedef struct comparison {
    const brink_result *result;
    const brink_i_expect *expect;
    int index; /* of expect */
    double alpha;
    const char *of; /* "broken", "oil at 60 day" */
    const char *unit;
    brink_verdicts *verdicts;
} comparison;

static size_t answers_of(const brink_i_expect *expect)
{
    return (size_t)expect->probability.given + (size_t)expect->mean.given + (size_t)expect->sd.given +
           (size_t)expect->median.given + (size_t)expect->has_every_trial;
}

static bool applies(const brink_i_expect *expect, const char *variant)
{
    bool base = !expect->variant || !expect->variant[0];
    return variant ? !base && strcmp(expect->variant, variant) == 0 : base;
}

size_t brink_model_expectation_count(const brink_model *model, const char *variant)
{
    size_t n = 0;
    for (int i = 0; model && i < model->n_expects; i++) {
        if (applies(&model->expects[i], variant)) {
            n += answers_of(&model->expects[i]);
        }
    }
    return n;
}

static const char *exact(brink_verdicts *verdicts, double x)
{
    char number[BRINK_I_NUMBER_ROOM];
    return brink_i_arena_strdup(&verdicts->arena, brink_i_number_exact(number, x));
}

static const char *human(brink_verdicts *verdicts, double x, int digits)
{
    char number[BRINK_I_NUMBER_ROOM];
    return brink_i_arena_strdup(&verdicts->arena, brink_i_number_human(number, x, digits));
}

/* "0.25" or "[0, 0.2]" */
static const char *band_text(brink_verdicts *verdicts, const brink_i_band *band)
{
    const char *low = exact(verdicts, band->low), *high = exact(verdicts, band->high);
    if (!low || !high || band->low == band->high) {
        return low;
    }
    return brink_i_arena_printf(&verdicts->arena, "[%s, %s]", low, high);
}

/* `detail` NULL: memory ran out while writing it. */
static brink_status add(const comparison *c, const char *quantity, bool passed, const char *detail)
{
    brink_verdicts *verdicts = c->verdicts;
    const char *what = brink_i_arena_printf(&verdicts->arena, "%s of %s", quantity, c->of);
    if (!what || !detail) {
        return BRINK_ERR_MEMORY;
    }
    verdicts->list[verdicts->n++] =
        (brink_verdict){.what = what, .passed = passed, .detail = detail, .where = c->expect->where};
    return BRINK_OK;
}

/* A verdict of lib/stats with its statistic; `status` other than success: the sample is too small to say
 * anything. */
static brink_status add_tested(const comparison *c, const char *quantity, const brink_i_band *band,
                               brink_status status, const brink_i_verdict *verdict)
{
    brink_verdicts *verdicts = c->verdicts;
    const char *expected = band_text(verdicts, band);
    if (!expected) {
        return BRINK_ERR_MEMORY;
    }
    if (status != BRINK_OK) {
        return add(
            c, quantity, false,
            brink_i_arena_printf(&verdicts->arena, "too few values to compare with %s%s", expected, c->unit));
    }
    const char *observed = human(verdicts, verdict->observed, 6), *z = human(verdicts, verdict->statistic, 3);
    const char *critical = human(verdicts, verdict->critical, 3);
    if (!observed || !z || !critical) {
        return BRINK_ERR_MEMORY;
    }
    return add(c, quantity, verdict->accepted,
               brink_i_arena_printf(&verdicts->arena, "%s, expected %s%s: z = %s, |z| <= %s", observed,
                                    expected, c->unit, z, critical));
}

static brink_status verify_probability(const comparison *c)
{
    const brink_i_band *band = &c->expect->probability;
    const brink_i_outcome_tally *tally = &c->result->tally.outcomes[c->expect->outcome];
    brink_i_verdict verdict = {0};
    brink_status status = brink_i_accept_probability(tally->count, c->result->tally.trials, band->low,
                                                     band->high, c->alpha, &verdict);
    return add_tested(c, "probability", band, status, &verdict);
}

static bool is_condition(const comparison *c)
{
    const brink_model *model = c->result->model;
    return c->expect->measure >= 0 ? brink_i_measure_is_condition(&model->measures[c->expect->measure])
                                   : brink_i_series_is_condition(&model->series[c->expect->series]);
}

/* Whether the mean is a share of trials, of which the exact test knows more than any standard deviation: that
 * of the sample is 0 where it never held. Zeros and ones that are none by their kind are taken so where
 * nothing better is known. */
static bool is_share(const comparison *c, const brink_i_moments *moments, double known)
{
    const brink_i_band *band = &c->expect->mean;
    return band->high >= 0.0 && band->low <= 1.0 && moments->non_finite == 0 &&
           brink_i_moments_are_truths(moments) &&
           (is_condition(c) || (isnan(known) && band->low >= 0.0 && band->high <= 1.0));
}

/* What was compared within sampling error and has none. */
static brink_status add_without_error(const comparison *c, const brink_i_verdict *verdict)
{
    brink_verdicts *verdicts = c->verdicts;
    const char *observed = exact(verdicts, verdict->observed),
               *expected = band_text(verdicts, &c->expect->mean);
    if (!observed || !expected) {
        return BRINK_ERR_MEMORY;
    }
    return add(c, "mean", verdict->accepted,
               brink_i_arena_printf(
                   &verdicts->arena,
                   "%s, expected %s%s: the value is the same in every trial, so there is no sampling "
                   "error; `every_trial` with `within` allows for rounding",
                   observed, expected, c->unit));
}

/* Exact mean with a known standard deviation: that one is taken, so that a wrong spread cannot hide a wrong
 * mean. */
static brink_status verify_mean(const comparison *c, const brink_i_value_tally *value)
{
    const brink_i_band *band = &c->expect->mean, *sd = &c->expect->sd;
    const brink_i_moments *moments = &value->moments;
    double known = sd->given && sd->low == sd->high ? sd->low : (double)NAN;
    brink_i_verdict verdict = {0};
    if (is_share(c, moments, known)) {
        const uint64_t holds = (uint64_t)brink_i_exact_sum_value(&moments->sum);
        brink_status status = brink_i_accept_probability(holds, moments->count, fmax(band->low, 0.0),
                                                         fmin(band->high, 1.0), c->alpha, &verdict);
        return add_tested(c, "mean", band, status, &verdict);
    }
    brink_status status = brink_i_accept_mean(moments, band->low, band->high, known, c->alpha, &verdict);
    if (status == BRINK_OK && !verdict.accepted && isnan(known) && moments->min >= moments->max) {
        return add_without_error(c, &verdict);
    }
    return add_tested(c, "mean", band, status, &verdict);
}

static brink_status verify_sd(const comparison *c, const brink_i_value_tally *value)
{
    const brink_i_band *band = &c->expect->sd;
    const brink_i_shape *shape = c->result->tally.shapes[c->index];
    double kurtosis = shape ? brink_i_shape_kurtosis(shape, &value->moments) : (double)NAN;
    brink_i_verdict verdict = {0};
    brink_status status =
        brink_i_accept_sd(&value->moments, band->low, band->high, kurtosis, c->alpha, &verdict);
    return add_tested(c, "sd", band, status, &verdict);
}

/* By ranks: distribution-free, the interval's bounds are order statistics. */
static brink_status verify_median(const comparison *c, const brink_i_value_tally *value)
{
    brink_verdicts *verdicts = c->verdicts;
    const brink_i_band *band = &c->expect->median;
    double low = (double)NAN, high = (double)NAN;
    brink_i_sketch_quantile_interval(&value->sketch, 0.5, 1.0 - c->alpha, &low, &high);
    const char *observed = human(verdicts, brink_i_sketch_quantile(&value->sketch, 0.5), 6);
    const char *expected = band_text(verdicts, band);
    const char *from = human(verdicts, low, 6), *to = human(verdicts, high, 6);
    if (!observed || !expected || !from || !to) {
        return BRINK_ERR_MEMORY;
    }
    bool passed = low <= band->high && high >= band->low && value->moments.non_finite == 0;
    return add(c, "median", passed,
               brink_i_arena_printf(&verdicts->arena,
                                    "%s, expected %s%s: interval at this error rate [%s, %s]", observed,
                                    expected, c->unit, from, to));
}

static brink_status verify_every_trial(const comparison *c, const brink_i_value_tally *value)
{
    brink_verdicts *verdicts = c->verdicts;
    brink_i_verdict verdict = {0};
    brink_status status =
        brink_i_accept_every(&value->moments, c->expect->every_trial, c->expect->within, &verdict);
    bool passed = status == BRINK_OK && verdict.accepted && value->undefined == 0;
    const char *expected = exact(verdicts, c->expect->every_trial),
               *within = exact(verdicts, c->expect->within);
    const char *least = exact(verdicts, value->moments.min), *most = exact(verdicts, value->moments.max);
    if (!expected || !within || !least || !most) {
        return BRINK_ERR_MEMORY;
    }
    if (value->moments.count == 0) {
        return add(
            c, "every trial", false,
            brink_i_arena_printf(&verdicts->arena, "no value at all, expected %s%s", expected, c->unit));
    }
    return add(c, "every trial", passed,
               brink_i_arena_printf(&verdicts->arena, "%s to %s, expected %s%s within %s%s", least, most,
                                    expected, c->unit, within,
                                    value->undefined > 0 ? ", but undefined in some trials" : ""));
}

static brink_status verify_value(const comparison *c, const brink_i_value_tally *value)
{
    brink_status status = BRINK_OK;
    if (c->expect->mean.given) {
        status = verify_mean(c, value);
    }
    if (status == BRINK_OK && c->expect->sd.given) {
        status = verify_sd(c, value);
    }
    if (status == BRINK_OK && c->expect->median.given) {
        status = verify_median(c, value);
    }
    if (status == BRINK_OK && c->expect->has_every_trial) {
        status = verify_every_trial(c, value);
    }
    return status;
}

/* " Mbbl", or "" */
static const char *unit_after_number(brink_verdicts *verdicts, const brink_i_unit *unit)
{
    const char *text = brink_i_result_unit(unit);
    return text[0] ? brink_i_arena_printf(&verdicts->arena, " %s", text) : "";
}

static brink_status verify_expect(comparison *c)
{
    const brink_model *model = c->result->model;
    const brink_i_expect *expect = c->expect;
    c->unit = "";
    if (expect->outcome >= 0) {
        c->of = model->outcomes[expect->outcome].name;
        return expect->probability.given ? verify_probability(c) : BRINK_OK;
    }
    if (expect->measure >= 0) {
        c->of = model->measures[expect->measure].name;
        c->unit = unit_after_number(c->verdicts, model->measures[expect->measure].unit);
        return c->unit ? verify_value(c, &c->result->tally.measures[expect->measure]) : BRINK_ERR_MEMORY;
    }
    const brink_i_series *series = &model->series[expect->series];
    const char *at = exact(c->verdicts, (double)expect->point * series->every);
    c->of = at ? brink_i_arena_printf(&c->verdicts->arena, "%s at %s %s", series->name, at,
                                      brink_i_unit_text(model->time_unit))
               : NULL;
    c->unit = unit_after_number(c->verdicts, series->unit);
    return c->of && c->unit ? verify_value(c, &c->result->tally.points[series->first + expect->point])
                            : BRINK_ERR_MEMORY;
}

static brink_status verify_all(const brink_result *result, const char *variant, double alpha,
                               brink_verdicts *verdicts)
{
    const brink_model *model = result->model;
    brink_status status = BRINK_OK;
    for (int i = 0; i < model->n_expects && status == BRINK_OK; i++) {
        comparison c = {
            .result = result, .expect = &model->expects[i], .index = i, .alpha = alpha, .verdicts = verdicts};
        if (applies(c.expect, variant)) {
            status = verify_expect(&c);
        }
    }
    return status;
}

brink_status brink_result_verify(const brink_result *result, const char *variant, double error_rate,
                                 size_t family, brink_verdicts **out)
{
    BRINK_I_OWN_FLOATS;
    if (out) {
        *out = NULL;
    }
    if (!result || !out || !(error_rate > 0.0 && error_rate < 1.0)) {
        return BRINK_ERR_ARGUMENT;
    }
    size_t n = brink_model_expectation_count(result->model, variant);
    brink_status derived = brink_i_result_derive(result);
    brink_verdicts *verdicts = derived == BRINK_OK ? calloc(1, sizeof *verdicts) : NULL;
    if (!verdicts) {
        return BRINK_ERR_MEMORY;
    }
    brink_i_arena_init(&verdicts->arena);
    verdicts->list = BRINK_I_NEW_ARRAY(&verdicts->arena, brink_verdict, n);
    brink_status status = verdicts->list ? BRINK_OK : BRINK_ERR_MEMORY;
    if (status == BRINK_OK) {
        status =
            verify_all(result, variant, brink_i_accept_share(error_rate, family > 0 ? family : n), verdicts);
    }
    if (status != BRINK_OK) {
        brink_verdicts_free(verdicts);
        return status;
    }
    *out = verdicts;
    return BRINK_OK;
}

size_t brink_verdicts_count(const brink_verdicts *verdicts) { return verdicts ? verdicts->n : 0; }

const brink_verdict *brink_verdicts_get(const brink_verdicts *verdicts, size_t i)
{
    return verdicts && i < verdicts->n ? &verdicts->list[i] : NULL;
}

void brink_verdicts_free(brink_verdicts *verdicts)
{
    if (!verdicts) {
        return;
    }
    brink_i_arena_free(&verdicts->arena);
    free(verdicts);
}
