/* SPDX-License-Identifier: Apache-2.0 */
/* One expression in its place: checked, its reads noted, its value tried if it is constant. */
#include <math.h>

#include "expr/eval.h"
#include "model/build.h"

/* Notes the states that an expression asks for. Definitions are not entered: they were noted themselves. */
static void note_states(brink_i_build *build, const brink_i_expr *expr)
{
    if (expr->op == BRINK_I_OP_IN_STATE) {
        build->mentioned[expr->index] |= expr->states;
    }
    for (int i = 0; expr->op != BRINK_I_OP_DEFINE && i < expr->n; i++) {
        note_states(build, expr->args[i]);
    }
}

bool brink_i_build_constant(const brink_i_build *build, const brink_i_rule *rule, double *value)
{
    if (!rule->expr || rule->expr->binding != BRINK_I_CONSTANT || rule->expr->draws) {
        return false;
    }
    brink_i_env env = {.tables = build->model->tables};
    *value = brink_i_expr_eval(rule->expr, &env);
    return true;
}

bool brink_i_build_rule(brink_i_build *build, brink_source_text text, const brink_i_want *want,
                        brink_i_rule *out)
{
    *out = (brink_i_rule){0};
    if (!text.text || !want->place || build->failed) {
        return false;
    }
    brink_i_rule rule = {0};
    brink_status status = brink_i_expr_check(&build->scope, text.text, brink_i_build_where(build, text.where),
                                             want, &rule.expr);
    if (status != BRINK_OK) {
        build->failed |= status != BRINK_ERR_INVALID;
        return false;
    }
    note_states(build, rule.expr);
    double value;
    if (brink_i_build_constant(build, &rule, &value) && !isfinite(value)) {
        brink_i_build_error(build, "not-finite", text, NULL, "%s is always %s", want->place,
                            isnan(value) ? "not a number" : "infinite");
        return false;
    }
    rule.text = brink_i_build_keep(build, text.text);
    if (!rule.text || brink_i_reads_of(build->arena, rule.expr, false, &rule.reads) != BRINK_OK) {
        build->failed = true;
        return false;
    }
    *out = rule;
    return true;
}

void brink_i_build_not_negative(brink_i_build *build, const brink_i_rule *rule, brink_source_text text,
                                bool positive, const char *code, const char *of)
{
    double value;
    if (brink_i_build_constant(build, rule, &value) && (positive ? value <= 0 : value < 0)) {
        brink_i_build_error(build, code, text, NULL, "%s is %g: it must %s", of, value,
                            positive ? "be positive" : "not be negative");
    }
}

void brink_i_build_period(brink_i_build *build, const brink_i_rule *rule, brink_source_text text,
                          const char *of)
{
    double value, horizon = build->model->horizon;
    brink_i_build_not_negative(build, rule, text, true, "bad-time", of);
    if (brink_i_build_constant(build, rule, &value) && value > 0 && horizon / value > BRINK_I_MOST_ACTS) {
        brink_i_build_error(
            build, "bad-time", text, NULL,
            "%s is %g: a trial would come to %.2g of them, which never ends (the limit is %g)", of, value,
            horizon / value, BRINK_I_MOST_ACTS);
    }
}

bool brink_i_build_number(brink_i_build *build, brink_source_text text, const char *of,
                          const brink_i_unit *unit, double *value)
{
    brink_i_want want = {.place = of, .type = BRINK_I_NUMBER, .unit = unit, .most = BRINK_I_CONSTANT};
    brink_i_rule rule;
    return brink_i_build_rule(build, text, &want, &rule) && brink_i_build_constant(build, &rule, value);
}
