/* SPDX-License-Identifier: Apache-2.0 */
/* Warnings on a model without errors: names that nothing uses, states that nothing reaches, states without a
 * way out that nothing asks for, draws that may be luck or not. */
#include "model/build.h"

static void warn_unused(brink_i_build *build, brink_i_entry *const *entries, int n, const char *code)
{
    for (int i = 0; i < n; i++) {
        const brink_i_symbol *symbol = &entries[i]->symbol;
        if (!entries[i]->used) {
            bool lever = symbol->kind == BRINK_I_SYMBOL_PARAM && build->model->params[i].lever;
            const char *kind = brink_i_build_kind(symbol->kind, lever);
            brink_i_build_warning(build, lever ? "unused-lever" : code,
                                  (brink_source_text){symbol->name, entries[i]->where}, NULL,
                                  "%s is never used: %s that nothing reads", symbol->name, kind);
        }
    }
}

/* What is drawn either is luck or stands for what nobody knows: whoever tells the two apart has to be told.
 */
static void check_kinds(brink_i_build *build)
{
    const brink_model *model = build->model;
    const brink_parameter_declaration *params =
        BRINK_I_DECLARED(build, parameters, brink_parameter_declaration);
    for (int i = 0; i < model->n_params; i++) {
        const brink_i_param *param = &model->params[i];
        const brink_i_expr *value = param->value.expr;
        if (!param->lever && !param->sorted && !param->overridden && value->op == BRINK_I_OP_DRAW &&
            value->dist == BRINK_I_DIST_UNIFORM && value->n == 0) {
            brink_i_build_warning(
                build, "bare-uniform", params[i].value,
                "add 'kind: chance' if it is a coin, 'kind: unknown' if it stands for "
                "something that we do not know",
                "is %s luck, or something that we do not know? A bare uniform() may be either", param->name);
        }
    }
    const brink_stock_declaration *stocks = BRINK_I_DECLARED(build, stocks, brink_stock_declaration);
    for (int i = 0; i < model->n_stocks; i++) {
        if (model->stocks[i].initial.expr->draws) {
            brink_i_build_warning(
                build, "drawn-initial", stocks[i].initial,
                "draw it as a parameter, and begin with that; a parameter with 'kind: chance' "
                "is luck",
                "what stock %s begins with is drawn, and so counts as luck", model->stocks[i].name);
        }
    }
}

static uint64_t bits_of(const brink_i_target *targets, int n)
{
    uint64_t bits = 0;
    for (int i = 0; i < n; i++) {
        bool zero = targets[i].weight.expr && targets[i].weight.expr->op == BRINK_I_OP_CONST &&
                    targets[i].weight.expr->number == 0;
        bits |= zero ? 0 : UINT64_C(1) << targets[i].state;
    }
    return bits;
}

static uint64_t reachable(const brink_i_build *build, int machine)
{
    const brink_i_machine *of = &build->model->machines[machine];
    uint64_t reached = bits_of(of->initial, of->n_initial) | build->moved[machine], before = 0;
    while (reached != before) {
        before = reached;
        for (int i = 0; i < of->n_transitions; i++) {
            if (of->transitions[i].from & reached) {
                reached |= bits_of(of->transitions[i].to, of->transitions[i].n_to);
            }
        }
        for (int i = 0; i < of->n_choices; i++) {
            for (int j = 0; of->choices[i].in & reached && j < of->choices[i].n_options; j++) {
                int state = of->choices[i].options[j].state;
                reached |= state < 0 ? 0 : UINT64_C(1) << state;
            }
        }
    }
    return reached;
}

static uint64_t with_exit(const brink_i_machine *of)
{
    uint64_t states = 0;
    for (int i = 0; i < of->n_transitions; i++) {
        states |= of->transitions[i].from;
    }
    for (int i = 0; i < of->n_choices; i++) {
        states |= of->choices[i].in;
    }
    return states;
}

static void check_states(brink_i_build *build, int machine)
{
    const brink_i_machine *of = &build->model->machines[machine];
    const brink_state_declaration *declared =
        BRINK_I_DECLARED(build, machines, brink_machine_declaration)[machine].states;
    uint64_t reached = reachable(build, machine), leaves = with_exit(of);
    for (int i = 0; i < of->n_states; i++) {
        uint64_t bit = UINT64_C(1) << i;
        if (!(reached & bit)) {
            brink_i_build_warning(build, "unreachable-state", declared[i].name, NULL,
                                  "nothing ever leads machine %s to its state '%s'", of->name, of->states[i]);
        } else if (!(leaves & bit) && !build->moved[machine] && !(build->mentioned[machine] & bit)) {
            brink_i_build_warning(
                build, "dead-end-state", declared[i].name,
                "an outcome, a measure or another machine would ask for it",
                "machine %s never leaves its state '%s', and nothing in the model asks for that state",
                of->name, of->states[i]);
        }
    }
}

void brink_i_build_lint(brink_i_build *build)
{
    const brink_model *model = build->model;
    warn_unused(build, build->params, model->n_params, "unused-parameter");
    warn_unused(build, build->defines, model->n_defines, "unused-definition");
    warn_unused(build, build->tables, model->n_tables, "unused-table");
    for (int i = 0; i < model->n_machines; i++) {
        check_states(build, i);
    }
    check_kinds(build);
    brink_i_build_dust(build);
    brink_i_build_passing(build);
}
