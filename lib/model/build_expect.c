/* SPDX-License-Identifier: Apache-2.0 */
/* What is known about the answer: each expectation names one thing that exists and says something that fits
 * it. */
#include <math.h>
#include <string.h>

#include "base/diagnostics.h"
#include "model/build.h"

enum subject { OUTCOME, MEASURE, SERIES };

/* Index of a name in a list of structs whose first member is the name; -1 if it is not there. */
static int find_name(const char *name, const void *items, int n, size_t stride)
{
    for (int i = 0; i < n; i++) {
        const char *const *item = (const void *)((const char *)items + (size_t)i * stride);
        if (strcmp(*item, name) == 0) {
            return i;
        }
    }
    return -1;
}

static int find_subject(brink_i_build *build, enum subject subject, brink_source_text name)
{
    static const char *const WHAT[] = {"outcome", "measure", "series"};
    const brink_model *model = build->model;
    const void *const items[] = {model->outcomes, model->measures, model->series};
    const int counts[] = {model->n_outcomes, model->n_measures, model->n_series};
    const size_t strides[] = {sizeof *model->outcomes, sizeof *model->measures, sizeof *model->series};
    int n = counts[subject], found = find_name(name.text, items[subject], n, strides[subject]);
    const char **names = found < 0 ? BRINK_I_BUILD_ARRAY(build, const char *, (size_t)n) : NULL;
    if (names) {
        for (int i = 0; i < n; i++) {
            names[i] = *(const char *const *)(const void *)((const char *)items[subject] +
                                                            (size_t)i * strides[subject]);
        }
        brink_i_build_error(build, "unknown-name", name,
                            brink_i_build_nearest(build, name.text, names, (size_t)n), "there is no %s '%s'",
                            WHAT[subject], name.text);
    }
    return found;
}

/* What the numbers of one expectation are given in, and what they are compared in. */
typedef struct scale {
    const char *of;
    const brink_i_unit *given; /* NULL: any */
    double factor;
} scale;

static bool set_number(brink_i_build *build, const scale *in, brink_source_text text, const char *what,
                       double *value)
{
    const char *of = brink_i_build_text(build, "the %s of %s", what, in->of);
    if (!of || !brink_i_build_number(build, text, of, in->given, value)) {
        return false;
    }
    *value *= in->factor;
    return true;
}

static void set_band(brink_i_build *build, const scale *in, brink_source_text low, brink_source_text high,
                     const char *what, brink_i_band *band)
{
    if (!low.text) {
        return;
    }
    band->exact = !high.text;
    band->given = set_number(build, in, low, what, &band->low);
    band->high = band->low;
    if (high.text) {
        band->given &= set_number(build, in, high, what, &band->high);
    }
    if (band->given && band->low > band->high) {
        brink_i_build_error(build, "bad-range", low, NULL,
                            "the band for the %s of %s is empty: %g is above %g", what, in->of, band->low,
                            band->high);
    }
}

static void refuse(brink_i_build *build, brink_source_text text, const char *what, const char *of,
                   const char *hint)
{
    if (text.text) {
        brink_i_build_error(build, "bad-expectation", text, hint, "%s has no %s", of, what);
    }
}

static void expect_outcome(brink_i_build *build, const brink_expect_declaration *d, brink_i_expect *expect,
                           const char *of)
{
    static const char HINT[] = "an outcome has a probability";
    scale in = {of, build->one, 1};
    set_band(build, &in, d->probability_low, d->probability_high, "probability", &expect->probability);
    refuse(build, d->mean_low, "mean", of, HINT);
    refuse(build, d->sd_low, "sd", of, HINT);
    refuse(build, d->median_low, "median", of, HINT);
    refuse(build, d->every_trial, "value in every trial", of, HINT);
    refuse(build, d->within, "`within`", of, HINT);
    refuse(build, d->unit, "unit", of, HINT);
    refuse(build, d->at, "time", of, HINT);
    const brink_i_band *p = &expect->probability;
    if (!d->probability_low.text) {
        brink_i_build_error(build, "missing-key", (brink_source_text){NULL, d->where},
                            "as in probability: [0.2, 0.3]", "nothing is expected of %s", of);
    } else if (p->given && (p->low < 0 || p->high > 1)) {
        brink_i_build_error(build, "bad-expectation", d->probability_low, NULL,
                            "a probability lies in [0, 1]");
    }
}

/* The scale between the unit that an expectation is written in and the one its subject is recorded in. */
static scale scale_of(brink_i_build *build, const brink_expect_declaration *d, const brink_i_unit *recorded,
                      const char *of)
{
    scale in = {of, recorded, 1};
    const brink_i_unit *given = brink_i_build_unit(build, d->unit, of, NULL, NULL);
    if (given && recorded && !brink_i_unit_same_dimension(given, recorded)) {
        brink_i_build_error(build, "unit-mismatch", d->unit, NULL, "%s is in '%s', not in '%s'", of,
                            brink_i_unit_text(recorded), brink_i_unit_text(given));
        in.given = NULL;
    } else if (given) {
        in.given = given;
        in.factor = recorded ? brink_i_unit_factor(given, recorded) : 1;
    }
    return in;
}

static void check_sd(brink_i_build *build, const brink_expect_declaration *d, const brink_i_expect *expect)
{
    if (expect->sd.given && expect->sd.low < 0) {
        brink_i_build_error(build, "bad-expectation", d->sd_low, NULL,
                            "a standard deviation is not negative");
    }
}

static void set_every_trial(brink_i_build *build, const scale *in, const brink_expect_declaration *d,
                            brink_i_expect *expect)
{
    if (!d->every_trial.text) {
        refuse(build, d->within, "tolerance without every_trial", in->of,
               "means are compared within their sampling error");
        return;
    }
    expect->has_every_trial =
        set_number(build, in, d->every_trial, "value in every trial", &expect->every_trial);
    if (d->within.text && set_number(build, in, d->within, "tolerance", &expect->within) &&
        expect->within < 0) {
        brink_i_build_error(build, "bad-expectation", d->within, NULL, "a tolerance is not negative");
    }
}

static void expect_measure(brink_i_build *build, const brink_expect_declaration *d, brink_i_expect *expect,
                           const char *of)
{
    scale in = scale_of(build, d, build->model->measures[expect->measure].unit, of);
    set_band(build, &in, d->mean_low, d->mean_high, "mean", &expect->mean);
    set_band(build, &in, d->sd_low, d->sd_high, "sd", &expect->sd);
    set_band(build, &in, d->median_low, d->median_high, "median", &expect->median);
    check_sd(build, d, expect);
    refuse(build, d->probability_low, "probability", of, "make it an outcome, or measure a condition's time");
    refuse(build, d->at, "time", of, "a series has values at times");
    set_every_trial(build, &in, d, expect);
    if (!d->mean_low.text && !d->sd_low.text && !d->median_low.text && !d->every_trial.text) {
        brink_i_build_error(build, "missing-key", (brink_source_text){NULL, d->where},
                            "one of mean, sd, median, every_trial", "nothing is expected of %s", of);
    }
}

static void set_point(brink_i_build *build, const brink_expect_declaration *d, brink_i_expect *expect,
                      const char *of)
{
    const brink_i_series *series = &build->model->series[expect->series];
    const char *time = brink_i_build_text(build, "the time in what is expected of %s", of);
    if (!d->at.text) {
        brink_i_build_error(build, "missing-key", (brink_source_text){NULL, d->where}, "as in at: 60 day",
                            "what is expected of %s lacks its time", of);
        return;
    }
    if (!time || !brink_i_build_number(build, d->at, time, build->scope.time_unit, &expect->at) ||
        series->n_points == 0) {
        return;
    }
    double nearest = floor(expect->at / series->every + 0.5);
    if (!(nearest >= 0 && nearest < series->n_points) ||
        fabs(nearest * series->every - expect->at) > 1e-9 * fmax(1, fabs(expect->at))) {
        brink_i_build_error(
            build, "bad-expectation", d->at,
            brink_i_diagnostics_format(build->list, "its points lie %g %s apart, from 0 to %g", series->every,
                                       brink_i_unit_text(build->scope.time_unit),
                                       series->every * (series->n_points - 1)),
            "%s has no point at %g %s", of, expect->at, brink_i_unit_text(build->scope.time_unit));
        return;
    }
    expect->point = (int)nearest;
}

static void expect_series(brink_i_build *build, const brink_expect_declaration *d, brink_i_expect *expect,
                          const char *of)
{
    static const char HINT[] = "a point of a series has mean, sd and every_trial";
    scale in = scale_of(build, d, build->model->series[expect->series].unit, of);
    set_band(build, &in, d->mean_low, d->mean_high, "mean", &expect->mean);
    set_band(build, &in, d->sd_low, d->sd_high, "sd", &expect->sd);
    check_sd(build, d, expect);
    refuse(build, d->probability_low, "probability", of, HINT);
    refuse(build, d->median_low, "median", of, HINT);
    set_every_trial(build, &in, d, expect);
    if (!d->mean_low.text && !d->sd_low.text && !d->every_trial.text) {
        brink_i_build_error(build, "missing-key", (brink_source_text){NULL, d->where},
                            "one of mean, sd, every_trial", "nothing is expected of %s", of);
    }
    set_point(build, d, expect, of);
}

static void set_expect(brink_i_build *build, const brink_expect_declaration *d, brink_i_expect *expect)
{
    *expect = (brink_i_expect){.outcome = -1, .measure = -1, .series = -1, .point = -1};
    expect->where = brink_i_build_where(build, d->where);
    expect->variant = brink_i_build_keep(build, d->variant.text);
    expect->source = brink_i_build_keep(build, d->source.text);
    if ((d->outcome.text != NULL) + (d->measure.text != NULL) + (d->series.text != NULL) != 1) {
        brink_i_build_error(build, "bad-expectation", (brink_source_text){NULL, d->where}, NULL,
                            "an expectation names exactly one of outcome, measure, series");
    } else if (d->outcome.text) {
        if ((expect->outcome = find_subject(build, OUTCOME, d->outcome)) >= 0) {
            const char *of = brink_i_build_text(build, "outcome %s", d->outcome.text);
            expect_outcome(build, d, expect, of ? of : "");
        }
    } else if (d->measure.text) {
        if ((expect->measure = find_subject(build, MEASURE, d->measure)) >= 0) {
            const char *of = brink_i_build_text(build, "measure %s", d->measure.text);
            expect_measure(build, d, expect, of ? of : "");
        }
    } else if ((expect->series = find_subject(build, SERIES, d->series)) >= 0) {
        const char *of = brink_i_build_text(build, "series %s", d->series.text);
        expect_series(build, d, expect, of ? of : "");
    }
}

void brink_i_build_expects(brink_i_build *build)
{
    size_t n = build->from->expects.n;
    const brink_expect_declaration *declared = BRINK_I_DECLARED(build, expects, brink_expect_declaration);
    brink_i_expect *expects = BRINK_I_BUILD_ARRAY(build, brink_i_expect, n);
    for (size_t i = 0; expects && i < n && !build->failed; i++) {
        set_expect(build, &declared[i], &expects[i]);
    }
    build->model->expects = expects;
    build->model->n_expects = expects ? (int)n : 0;
}
