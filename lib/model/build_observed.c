/* SPDX-License-Identifier: Apache-2.0 */
/* What a model reports: outcomes, measures, series; and the tracked comparisons that all expressions left
 * behind. */
#include <math.h>
#include <string.h>

#include "base/diagnostics.h"
#include "model/build.h"

static const char UNSOLVABLE_HINT[] = "keep it in a stock that a process updates (every: ...), and test that";
static const double MOST_POINTS = 100000;

static bool is_otherwise(const char *text) { return text && strcmp(text, "otherwise") == 0; }

static bool check_condition(brink_i_build *build, brink_source_text text, const char *of, brink_i_rule *out)
{
    brink_i_want want = {.type = BRINK_I_CONDITION,
                         .most = BRINK_I_EVENT,
                         .most_hint = UNSOLVABLE_HINT,
                         .most_code = "unsolvable-condition"};
    want.place = of;
    return brink_i_build_rule(build, text, &want, out);
}

void brink_i_build_outcomes(brink_i_build *build)
{
    size_t n = build->from->outcomes.n;
    const brink_outcome_declaration *declared = BRINK_I_DECLARED(build, outcomes, brink_outcome_declaration);
    brink_i_outcome *outcomes = BRINK_I_BUILD_ARRAY(build, brink_i_outcome, n);
    int otherwise = -1;
    for (size_t i = 0; outcomes && i < n && !build->failed; i++) {
        const brink_outcome_declaration *d = &declared[i];
        brink_i_outcome *outcome = &outcomes[i];
        brink_i_build_own_name(build, "an outcome", d->name, declared, sizeof *declared, i);
        outcome->name = brink_i_build_keep(build, d->name.text ? d->name.text : "");
        outcome->about = brink_i_build_keep(build, d->about.text);
        outcome->mechanisms = brink_i_build_mechanisms(build, d->mechanisms, "outcome", outcome->name);
        outcome->where = brink_i_build_where(build, d->name.where);
        if (is_otherwise(d->condition.text)) {
            if (otherwise >= 0) {
                brink_i_build_error(build, "duplicate-otherwise", d->condition,
                                    brink_i_build_first_at(build, declared[otherwise].condition.where),
                                    "only one outcome can be `otherwise`; '%s' is already",
                                    outcomes[otherwise].name);
            } else {
                otherwise = (int)i;
            }
        } else if (!d->condition.text) {
            brink_i_build_error(build, "missing-key", d->name, NULL, "outcome %s has no condition",
                                outcome->name);
        } else {
            check_condition(build, d->condition,
                            brink_i_build_text(build, "the condition of outcome %s", outcome->name),
                            &outcome->condition);
        }
    }
    if (otherwise < 0 && !(n == 0 && (build->incomplete || brink_i_build_is_module(build)))) {
        brink_i_build_error(build, "missing-otherwise", n ? declared[n - 1].name : (brink_source_text){0},
                            "as in undecided: otherwise",
                            "no outcome is `otherwise`, which is taken at the horizon");
    }
    build->model->outcomes = outcomes;
    build->model->n_outcomes = outcomes ? (int)n : 0;
    build->model->otherwise = otherwise;
}

/* ---- measures ---- */

static const bool *decays(brink_i_build *build)
{
    bool *list = BRINK_I_BUILD_ARRAY(build, bool, (size_t)build->model->n_stocks);
    for (int i = 0; list && i < build->model->n_stocks; i++) {
        list[i] = build->model->stocks[i].decays;
    }
    return list;
}

static void set_count(brink_i_build *build, const brink_measure_declaration *d, brink_i_measure *measure,
                      const char *of)
{
    brink_i_want want = {.place = of, .type = BRINK_I_CONDITION, .most = BRINK_I_MOVING};
    if (!brink_i_build_rule(build, d->value, &want, &measure->value)) {
        return;
    }
    const brink_i_expr *expr = measure->value.expr;
    if (expr->op != BRINK_I_OP_IN_STATE) {
        brink_i_build_error(build, "bad-count", d->value, "as in korea.crisis, or korea in (crisis, war)",
                            "%s counts the entries into states of one machine", of);
        return;
    }
    measure->machine = expr->index;
    measure->states = expr->states;
}

static void set_number(brink_i_build *build, const brink_measure_declaration *d, brink_i_measure *measure,
                       const char *of)
{
    brink_i_want want = {.place = of, .type = BRINK_I_NUMBER, .unit = measure->unit, .most = BRINK_I_MOVING};
    if (!brink_i_build_rule(build, d->value, &want, &measure->value)) {
        return;
    }
    if (!measure->unit) {
        measure->unit = measure->value.expr->unit;
    }
    const bool *decaying = decays(build);
    int stock;
    if (measure->kind != BRINK_MEASURE_AT_END && decaying &&
        brink_i_expr_motion(measure->value.expr, decaying, &stock) == BRINK_I_NOT_AFFINE) {
        brink_i_build_error(
            build, "unsolvable-extremum", d->value,
            "its value at instants is found by a series; its extremum by a process that keeps it in a stock",
            "%s: between events this moves neither in a straight line nor as one decaying stock, so its "
            "extremum cannot be solved for",
            of);
    }
}

static void set_measure(brink_i_build *build, const brink_measure_declaration *d, brink_i_measure *measure)
{
    bool broken = false;
    const char *of = brink_i_build_text(build, "measure %s", measure->name);
    measure->unit = brink_i_build_unit(build, d->unit, measure->name, NULL, &broken);
    measure->scale = 1;
    if (!d->value.text) {
        brink_i_build_error(build, "missing-key", d->name, NULL, "measure %s measures nothing",
                            measure->name);
        return;
    }
    const brink_i_unit *natural = build->one, *given = measure->unit;
    switch (measure->kind) {
    case BRINK_MEASURE_AT_END:
    case BRINK_MEASURE_MIN:
    case BRINK_MEASURE_MAX:
        set_number(build, d, measure, of);
        return;
    case BRINK_MEASURE_COUNT:
        set_count(build, d, measure, of);
        break;
    case BRINK_MEASURE_FIRST:
    case BRINK_MEASURE_TIME_IN:
        natural = build->scope.time_unit;
        check_condition(build, d->value, of, &measure->value);
        break;
    }
    measure->unit = given ? given : natural;
    if (!brink_i_unit_same_dimension(measure->unit, natural)) {
        brink_i_build_error(build, "unit-mismatch", d->unit, NULL,
                            "%s is in '%s', which cannot be shown in '%s'", of, brink_i_unit_text(natural),
                            brink_i_unit_text(measure->unit));
    } else {
        measure->scale = brink_i_unit_factor(natural, measure->unit);
    }
    if (measure->kind == BRINK_MEASURE_COUNT && measure->scale != 1) {
        brink_i_build_error(build, "unit-mismatch", d->unit, NULL, "%s counts: it has no unit", of);
    }
}

void brink_i_build_measures(brink_i_build *build)
{
    size_t n = build->from->measures.n;
    const brink_measure_declaration *declared = BRINK_I_DECLARED(build, measures, brink_measure_declaration);
    brink_i_measure *measures = BRINK_I_BUILD_ARRAY(build, brink_i_measure, n);
    for (size_t i = 0; measures && i < n && !build->failed; i++) {
        brink_i_build_own_name(build, "a measure", declared[i].name, declared, sizeof *declared, i);
        measures[i].name = brink_i_build_keep(build, declared[i].name.text ? declared[i].name.text : "");
        measures[i].about = brink_i_build_keep(build, declared[i].about.text);
        measures[i].where = brink_i_build_where(build, declared[i].name.where);
        measures[i].kind = declared[i].kind;
        measures[i].headline = declared[i].headline;
        measures[i].mechanisms =
            brink_i_build_mechanisms(build, declared[i].mechanisms, "measure", measures[i].name);
        set_measure(build, &declared[i], &measures[i]);
    }
    build->model->measures = measures;
    build->model->n_measures = measures ? (int)n : 0;
}

/* ---- series ---- */

/* Points at 0, every, 2 every, ...: the last one may lie beyond the horizon by rounding, not by more. */
static void set_points(brink_i_build *build, const brink_series_declaration *d, brink_i_series *series,
                       const char *of)
{
    const char *every = brink_i_build_text(build, "the spacing of %s", of);
    if (!d->every.text) {
        brink_i_build_error(build, "missing-key", d->name, "as in every: 30 day", "%s has no spacing", of);
        return;
    }
    if (!every || !brink_i_build_number(build, d->every, every, build->scope.time_unit, &series->every)) {
        return;
    }
    if (!(series->every > 0)) {
        brink_i_build_error(build, "bad-time", d->every, NULL, "%s is %g: it must be positive", every,
                            series->every);
        return;
    }
    if (!(build->model->horizon > 0)) {
        return; /* reported */
    }
    double last = floor(build->model->horizon / series->every * (1 + 1e-12));
    double total = (double)build->model->n_points + last + 1;
    if (!(total <= MOST_POINTS)) {
        brink_i_build_error(build, "too-many-points", d->every, "a wider spacing, or fewer series",
                            "with %s the series have %.0f points in all; at most %.0f are possible", of,
                            total, MOST_POINTS);
        return;
    }
    series->n_points = (int)last + 1;
    series->first = build->model->n_points;
    build->model->n_points += series->n_points;
}

void brink_i_build_series(brink_i_build *build)
{
    size_t n = build->from->series.n;
    const brink_series_declaration *declared = BRINK_I_DECLARED(build, series, brink_series_declaration);
    brink_i_series *list = BRINK_I_BUILD_ARRAY(build, brink_i_series, n);
    for (size_t i = 0; list && i < n && !build->failed; i++) {
        const brink_series_declaration *d = &declared[i];
        brink_i_series *series = &list[i];
        brink_i_build_own_name(build, "a series", d->name, declared, sizeof *declared, i);
        series->name = brink_i_build_keep(build, d->name.text ? d->name.text : "");
        series->about = brink_i_build_keep(build, d->about.text);
        series->mechanisms = brink_i_build_mechanisms(build, d->mechanisms, "series", series->name);
        series->where = brink_i_build_where(build, d->name.where);
        series->unit = brink_i_build_unit(build, d->unit, series->name, NULL, NULL);
        const char *of = brink_i_build_text(build, "series %s", series->name);
        if (!of) {
            break;
        }
        brink_i_want want = {
            .place = of, .type = BRINK_I_NUMBER, .unit = series->unit, .most = BRINK_I_MOVING};
        if (!d->value.text) {
            brink_i_build_error(build, "missing-key", d->name, NULL, "%s has no value", of);
        }
        if (brink_i_build_rule(build, d->value, &want, &series->value) && !series->unit) {
            series->unit = series->value.expr->unit;
        }
        set_points(build, d, series, of);
    }
    build->model->series = list;
    build->model->n_series = list ? (int)n : 0;
}

/* ---- tracked comparisons ---- */

void brink_i_build_comparisons(brink_i_build *build)
{
    brink_i_comparison *comparisons =
        BRINK_I_BUILD_ARRAY(build, brink_i_comparison, (size_t)build->comparisons.n);
    for (int i = 0; comparisons && i < build->comparisons.n; i++) {
        comparisons[i].expr = build->comparisons.list[i];
        comparisons[i].decaying = -1;
        build->failed |=
            brink_i_reads_of(build->arena, comparisons[i].expr, true, &comparisons[i].reads) != BRINK_OK;
        for (int j = 0; j < comparisons[i].reads.n_stocks; j++) {
            int stock = comparisons[i].reads.stocks[j];
            comparisons[i].decaying = build->model->stocks[stock].decays ? stock : comparisons[i].decaying;
        }
    }
    build->model->comparisons = comparisons;
    build->model->n_comparisons = comparisons ? build->comparisons.n : 0;
}
