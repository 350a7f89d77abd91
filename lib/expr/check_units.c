/* SPDX-License-Identifier: Apache-2.0 */
#include "expr/checker.h"
#include "expr/eval.h"

void brink_i_checker_close(brink_i_expr *expr, const brink_i_unit *unit)
{
    if (expr->unit) {
        return;
    }
    expr->unit = unit;
    for (int i = 0; i < expr->n; i++) {
        brink_i_checker_close(brink_i_checker_own(expr->args[i]), unit);
    }
}

brink_i_expr *brink_i_checker_convert(brink_i_checker *c, const brink_i_node *node, brink_i_expr *expr,
                                      const brink_i_unit *to)
{
    double factor = brink_i_unit_factor(expr->unit, to);
    if (!(factor < 1.0) && !(factor > 1.0)) {
        return expr;
    }
    brink_i_expr *constant = brink_i_checker_new(c, node, BRINK_I_OP_CONST, NULL, 0);
    if (!constant) {
        return NULL;
    }
    constant->where = expr->where;
    if (expr->op == BRINK_I_OP_CONST) { /* 3 year -> 1095.7 [day] */
        constant->number = expr->number * factor;
        constant->unit = to;
        return constant;
    }
    constant->number = factor;
    constant->unit = brink_i_unit_divide(c->source.scope->units, to, expr->unit);
    constant->unit = constant->unit ? constant->unit : c->one; /* for people only */
    brink_i_expr *args[2] = {expr, constant};
    brink_i_expr *product = brink_i_checker_new(c, node, BRINK_I_OP_MUL, args, 2);
    if (product) {
        product->where = expr->where;
        product->unit = to;
    }
    return product;
}

const char *brink_i_checker_in(brink_i_checker *c, const brink_i_unit *unit)
{
    const char *text = brink_i_unit_is_one(unit)
                           ? "without unit"
                           : brink_i_source_hint(&c->source, "in %s", brink_i_unit_text(unit));
    return text ? text : "?";
}

bool brink_i_checker_unify(brink_i_checker *c, brink_i_span mark, const char *verb,
                           const brink_i_node *a_node, brink_i_expr **a, const brink_i_node *b_node,
                           brink_i_expr **b)
{
    if (!(*a)->unit && !(*b)->unit) {
        return true;
    }
    if (!(*a)->unit || !(*b)->unit) {
        brink_i_expr *open = (*a)->unit ? *b : *a;
        brink_i_checker_close(open, (*a)->unit ? (*a)->unit : (*b)->unit);
        return true;
    }
    if (brink_i_unit_same_dimension((*a)->unit, (*b)->unit)) {
        *b = brink_i_checker_convert(c, b_node, *b, (*a)->unit);
        return *b != NULL;
    }
    brink_i_excerpt a_text = brink_i_source_excerpt(&c->source, a_node->span),
                    b_text = brink_i_source_excerpt(&c->source, b_node->span);
    bool a_pure = brink_i_unit_same_dimension((*a)->unit, c->one),
         b_pure = brink_i_unit_same_dimension((*b)->unit, c->one);
    const char *hint = NULL;
    if (a_pure != b_pure) {
        hint = brink_i_source_hint(
            &c->source, "a calculated number has no unit of its own: give it one, as in (...) * 1 %s",
            brink_i_unit_text((a_pure ? *b : *a)->unit));
    }
    brink_i_source_error(&c->source, mark, "unit-mismatch", hint, "cannot %s: %s is %s, %s is %s", verb,
                         a_text.text, brink_i_checker_in(c, (*a)->unit), b_text.text,
                         brink_i_checker_in(c, (*b)->unit));
    return false;
}

brink_i_expr *brink_i_checker_pure(brink_i_checker *c, const brink_i_node *node, const char *user)
{
    brink_i_expr *expr = c->visit(c, node);
    if (!expr) {
        return NULL;
    }
    brink_i_checker_close(expr, c->one);
    if (brink_i_unit_same_dimension(expr->unit, c->one)) {
        return brink_i_checker_convert(c, node, expr, c->one);
    }
    brink_i_excerpt text = brink_i_source_excerpt(&c->source, node->span);
    const char *unit = brink_i_unit_text(expr->unit);
    brink_i_source_error(&c->source, node->span, "unit-mismatch",
                         brink_i_source_hint(&c->source, "divide it by something in %s", unit),
                         "%s takes a number without unit, but %s is in %s", user, text.text, unit);
    return NULL;
}

brink_i_expr *brink_i_checker_condition(brink_i_checker *c, const brink_i_node *node, const char *user)
{
    brink_i_expr *expr = c->visit(c, node);
    if (!expr || expr->type == BRINK_I_CONDITION) {
        return expr;
    }
    brink_i_excerpt text = brink_i_source_excerpt(&c->source, node->span);
    brink_i_source_error(&c->source, node->span, "not-a-condition",
                         "compare it with something, as in 'x > 0'",
                         "%s a condition (true or false), but %s is a number", user, text.text);
    return NULL;
}

/* The points of tables are not at hand while checking. */
static bool reads_table(const brink_i_expr *expr)
{
    bool found = expr->op == BRINK_I_OP_TABLE;
    for (int i = 0; i < expr->n && !found; i++) {
        found = reads_table(expr->args[i]);
    }
    return found;
}

bool brink_i_checker_constant(const brink_i_expr *expr, double *value)
{
    if (expr->binding > BRINK_I_CONSTANT || expr->draws || reads_table(expr)) {
        return false;
    }
    brink_i_env env = {0};
    *value = brink_i_expr_eval(expr, &env);
    return true;
}
