/* SPDX-License-Identifier: Apache-2.0 */
/* A warning on conditions that ask for more than states and read a state that is always left in no time: they
 * are looked at when it has been left (docs/semantics.md section 6), so that this part of them never holds.
 */
#include "model/build.h"
#include "model/named_states.h"

static bool always_moves(const brink_i_choice *choice)
{
    for (int i = 0; i < choice->n_options; i++) {
        if (choice->options[i].state < 0) {
            return false;
        }
    }
    return true;
}

/* States that a choice on entry, or a `when` that is always true, leaves. */
static uint64_t passing_states(const brink_i_machine *machine)
{
    uint64_t passing = 0;
    for (int i = 0; i < machine->n_choices; i++) {
        const brink_i_choice *choice = &machine->choices[i];
        passing |= !choice->reviewed && always_moves(choice) ? choice->in : 0;
    }
    for (int i = 0; i < machine->n_transitions; i++) {
        const brink_i_transition *t = &machine->transitions[i];
        bool always = t->trigger == BRINK_WHEN && t->value.expr && t->value.expr->op == BRINK_I_OP_CONST &&
                      t->value.expr->number > 0;
        passing |= always ? t->from : 0;
    }
    return passing;
}

/* The first part that asks for nothing but passing states; NULL if there is none. */
static const brink_i_expr *find_passing(const brink_i_expr *expr, const uint64_t *passing)
{
    if (expr->op == BRINK_I_OP_IN_STATE) {
        return expr->states & ~passing[expr->index] ? NULL : expr;
    }
    const brink_i_expr *found = NULL;
    for (int i = 0; i < expr->n && !found; i++) {
        found = find_passing(expr->args[i], passing);
    }
    return found;
}

typedef struct reader {
    brink_i_build *build;
    const uint64_t *passing; /* per machine */
} reader;

static void check_condition(const reader *r, const brink_i_rule *condition, bool notices, brink_where where,
                            const char *what, const char *name)
{
    const brink_model *model = r->build->model;
    if (!condition->expr || (notices && brink_i_names_states(condition->expr))) {
        return;
    }
    const brink_i_expr *part = find_passing(condition->expr, r->passing);
    if (!part) {
        return;
    }
    int state = 0;
    while (!(part->states >> state & 1)) {
        state++;
    }
    const brink_i_machine *machine = &model->machines[part->index];
    const char *at = brink_i_build_text(r->build, "%s.%s", machine->name, machine->states[state]);
    const char *hint =
        brink_i_build_text(r->build, "ever(%s), entries(%s), or a condition that names the state alone",
                           at ? at : "", at ? at : "");
    brink_i_build_warning(
        r->build, "passing-state", (brink_source_text){condition->text, where}, hint,
        "the condition of %s%s reads %s, which is always left at once: when the condition is looked "
        "at, it has been left",
        what, name, at ? at : "");
}

void brink_i_build_passing(brink_i_build *build)
{
    const brink_model *model = build->model;
    uint64_t *passing = BRINK_I_BUILD_ARRAY(build, uint64_t, (size_t)model->n_machines), any = 0;
    for (int m = 0; passing && m < model->n_machines; m++) {
        passing[m] = passing_states(&model->machines[m]);
        any |= passing[m];
    }
    if (!any) {
        return;
    }
    const reader r = {build, passing};
    for (int m = 0; m < model->n_machines; m++) {
        for (int i = 0; i < model->machines[m].n_transitions; i++) {
            const brink_i_transition *t = &model->machines[m].transitions[i];
            if (t->trigger == BRINK_WHEN) {
                check_condition(&r, &t->value, true, t->where, "", t->label);
            }
        }
    }
    for (int i = 0; i < model->n_outcomes; i++) {
        const brink_i_outcome *outcome = &model->outcomes[i];
        check_condition(&r, &outcome->condition, true, outcome->where, "outcome ", outcome->name);
    }
    for (int i = 0; i < model->n_measures; i++) {
        const brink_i_measure *measure = &model->measures[i];
        bool first = measure->kind == BRINK_MEASURE_FIRST;
        if (first || measure->kind == BRINK_MEASURE_TIME_IN) {
            check_condition(&r, &measure->value, first, measure->where, "measure ", measure->name);
        }
    }
}
