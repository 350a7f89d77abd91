/* SPDX-License-Identifier: Apache-2.0 */
/* A warning on stocks that go by equal steps from a fixed beginning to a fixed bound, and miss it by
 * rounding: ten times 0.1 from 1 leaves 1.4e-16, and `s <= 0` waits for the eleventh. */
#include <math.h>

#include "model/build.h"

enum { STEPS_MOST = 100000 };

/* What reaches a bound by fewer than this of a step was meant to reach it. */
static const double DUST = 1e-6;

/* The step of `stock = stock + step` or `stock - step`, if it is a constant. */
static bool step_of(const brink_i_build *build, const brink_i_effect *effect, double *step)
{
    const brink_i_expr *expr = effect->value.expr;
    if (effect->kind != BRINK_I_ASSIGN || !expr || expr->n != 2 ||
        (expr->op != BRINK_I_OP_ADD && expr->op != BRINK_I_OP_SUB) || expr->args[0]->op != BRINK_I_OP_STOCK ||
        expr->args[0]->index != effect->target) {
        return false;
    }
    const brink_i_rule by = {.expr = expr->args[1]};
    bool constant = brink_i_build_constant(build, &by, step);
    *step = expr->op == BRINK_I_OP_SUB ? -*step : *step;
    return constant && isfinite(*step) && *step != 0;
}

/* How far from the bound, but not on it, the step that was meant to reach it ends; 0 if it ends there,
 * beyond, or was never meant to. *n: which step that is. */
static double dust(double first, double step, double bound, int *n)
{
    double whole = rint((bound - first) / step);
    if (!(whole >= 1 && whole <= STEPS_MOST) || fabs(first + whole * step - bound) > DUST * fabs(step)) {
        return 0;
    }
    volatile double x = first; /* rounded at each step, as a trial does */
    for (*n = 0; *n < (int)whole; ++*n) {
        x = x + step;
    }
    double missing = step > 0 ? bound - x : x - bound;
    return missing > 0 ? missing : 0;
}

static void check_effect(brink_i_build *build, const brink_i_effect *effect)
{
    double step, first, bound, missing;
    int n = 0;
    if (!step_of(build, effect, &step)) {
        return;
    }
    const brink_i_stock *stock = &build->model->stocks[effect->target];
    if (!brink_i_build_constant(build, &stock->initial, &first) ||
        !brink_i_build_constant(build, step > 0 ? &stock->max : &stock->min, &bound)) {
        return;
    }
    missing = dust(first, step, bound, &n);
    if (missing > 0) {
        brink_i_build_warning(
            build, "rounding-dust", (brink_source_text){effect->text, effect->where},
            "compare with a margin of part of a step, or count in whole steps: those are exact",
            "%d steps of %g from %g do not reach the bound %g of %s: rounding leaves %.2g", n, fabs(step),
            first, bound, stock->name, missing);
    }
}

static void check_effects(brink_i_build *build, const brink_i_effect *effects, int n)
{
    for (int i = 0; i < n; i++) {
        check_effect(build, &effects[i]);
        check_effects(build, effects[i].then_do, effects[i].n_then);
        check_effects(build, effects[i].else_do, effects[i].n_else);
    }
}

void brink_i_build_dust(brink_i_build *build)
{
    const brink_model *model = build->model;
    for (int i = 0; i < model->n_machines; i++) {
        const brink_i_machine *machine = &model->machines[i];
        for (int k = 0; k < machine->n_transitions; k++) {
            check_effects(build, machine->transitions[k].effects, machine->transitions[k].n_effects);
        }
        for (int k = 0; k < machine->n_choices; k++) {
            for (int j = 0; j < machine->choices[k].n_options; j++) {
                const brink_i_option *option = &machine->choices[k].options[j];
                check_effects(build, option->effects, option->n_effects);
            }
        }
    }
    for (int i = 0; i < model->n_processes; i++) {
        check_effects(build, model->processes[i].effects, model->processes[i].n_effects);
    }
}
