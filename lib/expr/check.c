/* SPDX-License-Identifier: Apache-2.0 */
/* The operators, the walk, and what the place of an expression asks for. */
#include "expr/check.h"

#include <math.h>
#include <stdlib.h>

#include "expr/checker.h"

static brink_i_expr *check_number(brink_i_checker *c, const brink_i_node *node)
{
    brink_i_expr *expr = brink_i_checker_new(c, node, BRINK_I_OP_CONST, NULL, 0);
    if (expr) {
        expr->number = node->number;
        expr->unit = node->unit;
    }
    return expr;
}

/* --- operators ---------------------------------------------------------------------------------------- */

static brink_i_expr *check_sum(brink_i_checker *c, const brink_i_node *node, brink_i_expr *a, brink_i_expr *b)
{
    const char *verb = node->op == BRINK_I_OP_ADD ? "add" : "subtract";
    if (!brink_i_checker_unify(c, node->mark, verb, node->first, &a, node->last, &b)) {
        return NULL;
    }
    brink_i_expr *args[2] = {a, b};
    brink_i_expr *expr = brink_i_checker_new(c, node, node->op, args, 2);
    if (expr) {
        expr->unit = a->unit;
    }
    return expr;
}

static brink_i_expr *check_product(brink_i_checker *c, const brink_i_node *node, brink_i_expr *a,
                                   brink_i_expr *b)
{
    brink_i_checker_close(a, c->one);
    brink_i_checker_close(b, c->one);
    double divisor;
    if (node->op == BRINK_I_OP_DIV && brink_i_checker_constant(b, &divisor) && !(divisor < 0.0) &&
        !(divisor > 0.0)) {
        brink_i_source_error(&c->source, node->last->span, "bad-argument", NULL, "division by zero");
        return NULL;
    }
    brink_i_expr *args[2] = {a, b};
    brink_i_expr *expr = brink_i_checker_new(c, node, node->op, args, 2);
    if (!expr) {
        return NULL;
    }
    brink_i_units *units = c->source.scope->units;
    expr->unit = node->op == BRINK_I_OP_MUL ? brink_i_unit_multiply(units, a->unit, b->unit)
                                            : brink_i_unit_divide(units, a->unit, b->unit);
    if (!expr->unit) {
        c->memory |= brink_i_units_failed(units);
        if (!c->memory) {
            brink_i_source_error(&c->source, node->mark, "unit-mismatch", NULL,
                                 "the unit of this is out of all bounds");
        }
        return NULL;
    }
    /* time / (1 week) is a plain number, not one in day/week: a bare number beside it would mean weeks per
     * day. */
    return brink_i_unit_same_dimension(expr->unit, c->one) ? brink_i_checker_convert(c, node, expr, c->one)
                                                           : expr;
}

/* A whole number as written, "2" or "-2". */
static bool whole_literal(const brink_i_node *node, int *value)
{
    bool negative = node->kind == BRINK_I_NODE_OPERATOR && node->op == BRINK_I_OP_NEG;
    const brink_i_node *number = negative ? node->first : node;
    if (number->kind != BRINK_I_NODE_NUMBER || number->unit || number->number > 99 ||
        floor(number->number) < number->number) {
        return false;
    }
    *value = negative ? -(int)number->number : (int)number->number;
    return true;
}

static brink_i_expr *check_power(brink_i_checker *c, const brink_i_node *node)
{
    brink_i_expr *base = c->visit(c, node->first);
    brink_i_expr *exponent = brink_i_checker_pure(c, node->last, "an exponent");
    if (!base || !exponent) {
        return NULL;
    }
    brink_i_checker_close(base, c->one);
    int power = 0;
    const brink_i_unit *unit = c->one;
    if (brink_i_unit_same_dimension(base->unit, c->one)) {
        base = brink_i_checker_convert(c, node->first, base, c->one);
    } else if (!whole_literal(node->last, &power)) {
        brink_i_excerpt text = brink_i_source_excerpt(&c->source, node->first->span);
        brink_i_source_error(&c->source, node->last->span, "bad-exponent",
                             "divide the base by a unit first, or use ^2, ^3, ... or sqrt",
                             "%s is in %s: it can only be raised to a whole number", text.text,
                             brink_i_unit_text(base->unit));
        return NULL;
    } else if (!(unit = brink_i_unit_power(c->source.scope->units, base->unit, power))) {
        c->memory |= brink_i_units_failed(c->source.scope->units);
        if (!c->memory) {
            brink_i_source_error(&c->source, node->last->span, "bad-exponent", NULL,
                                 "this exponent is too large for a value with a unit");
        }
        return NULL;
    }
    brink_i_expr *args[2] = {base, exponent};
    brink_i_expr *expr = base ? brink_i_checker_new(c, node, BRINK_I_OP_POW, args, 2) : NULL;
    if (expr) {
        expr->unit = unit;
    }
    return expr;
}

static bool add_comparison(brink_i_checker *c, brink_i_expr *expr)
{
    brink_i_comparisons *comparisons = c->source.scope->comparisons;
    if (comparisons->n == comparisons->room) {
        int room = comparisons->room ? comparisons->room * 2 : 16;
        const brink_i_expr **list = realloc(comparisons->list, (size_t)room * sizeof *list);
        if (!list) {
            c->memory = true;
            return false;
        }
        comparisons->list = list;
        comparisons->room = room;
    }
    expr->comparison = comparisons->n;
    expr->binding = BRINK_I_EVENT;
    comparisons->list[comparisons->n++] = expr;
    return true;
}

static brink_i_expr *check_comparison(brink_i_checker *c, const brink_i_node *node, brink_i_expr *a,
                                      brink_i_expr *b)
{
    if (!brink_i_checker_unify(c, node->mark, "compare", node->first, &a, node->last, &b)) {
        return NULL;
    }
    brink_i_checker_close(a, c->one);
    brink_i_checker_close(b, c->one);
    brink_i_expr *args[2] = {a, b};
    brink_i_expr *expr = brink_i_checker_new(c, node, node->op, args, 2);
    if (!expr) {
        return NULL;
    }
    expr->type = BRINK_I_CONDITION;
    expr->unit = c->one;
    if (expr->binding < BRINK_I_MOVING) {
        return expr;
    }
    if (node->op == BRINK_I_OP_EQ || node->op == BRINK_I_OP_NE) {
        brink_i_source_error(&c->source, node->mark, "moving-equality", "use <= or >=",
                             "values that move all the time are equal for an instant only, or never");
        return NULL;
    }
    /* A side that draws has another value each time: nothing to solve for. */
    brink_i_motion motion = expr->draws ? BRINK_I_NOT_AFFINE : brink_i_checker_motion(a, b);
    if (c->source.scope->comparisons && (motion == BRINK_I_LINEAR || motion == BRINK_I_DECAYING) &&
        !add_comparison(c, expr)) {
        return NULL;
    }
    return expr;
}

static brink_i_expr *check_logic(brink_i_checker *c, const brink_i_node *node)
{
    static const char *const USERS[] = {"'and' joins conditions: it wants", "'or' joins conditions: it wants",
                                        "'not' wants"};
    const char *user = USERS[node->op - BRINK_I_OP_AND];
    brink_i_expr *args[2] = {brink_i_checker_condition(c, node->first, user), NULL};
    if (node->n > 1) {
        args[1] = brink_i_checker_condition(c, node->last, user);
    }
    if (!args[0] || (node->n > 1 && !args[1])) {
        return NULL;
    }
    brink_i_expr *expr = brink_i_checker_new(c, node, node->op, args, node->n);
    if (expr) {
        expr->type = BRINK_I_CONDITION;
        expr->unit = c->one;
    }
    return expr;
}

static brink_i_expr *check_operator(brink_i_checker *c, const brink_i_node *node)
{
    switch (node->op) {
    case BRINK_I_OP_AND:
    case BRINK_I_OP_OR:
    case BRINK_I_OP_NOT:
        return check_logic(c, node);
    case BRINK_I_OP_POW:
        return check_power(c, node);
    default:
        break;
    }
    brink_i_expr *a = c->visit(c, node->first);
    if (node->op == BRINK_I_OP_NEG) {
        brink_i_expr *expr = a ? brink_i_checker_new(c, node, BRINK_I_OP_NEG, &a, 1) : NULL;
        if (expr) {
            expr->unit = a->unit;
        }
        return expr;
    }
    brink_i_expr *b = c->visit(c, node->last); /* also when a is wrong: report all at once */
    if (!a || !b) {
        return NULL;
    }
    switch (node->op) {
    case BRINK_I_OP_ADD:
    case BRINK_I_OP_SUB:
        return check_sum(c, node, a, b);
    case BRINK_I_OP_MUL:
    case BRINK_I_OP_DIV:
        return check_product(c, node, a, b);
    default:
        return check_comparison(c, node, a, b);
    }
}

static brink_i_expr *visit(brink_i_checker *c, const brink_i_node *node)
{
    switch (node->kind) {
    case BRINK_I_NODE_NUMBER:
        return check_number(c, node);
    case BRINK_I_NODE_NAME:
        return brink_i_checker_name(c, node);
    case BRINK_I_NODE_IN_STATE:
        return brink_i_checker_in_state(c, node);
    case BRINK_I_NODE_CALL:
        return brink_i_checker_call(c, node);
    default:
        return check_operator(c, node);
    }
}

brink_status brink_i_expr_check(const brink_i_scope *scope, const char *text, brink_where where,
                                const brink_i_want *want, const brink_i_expr **out)
{
    *out = NULL;
    brink_i_arena scratch;
    brink_i_arena_init(&scratch);
    brink_i_checker c;
    brink_i_source_init(&c.source, scope, want->place, text, where);
    c.visit = visit;
    c.want = want;
    c.one = brink_i_unit_one(scope->units);
    c.memory = false;
    const brink_i_node *root;
    brink_status status = brink_i_parse(&c.source, &scratch, &root);
    if (status == BRINK_OK) {
        brink_i_expr *expr = visit(&c, root);
        expr = expr ? brink_i_checker_fit(&c, root, expr) : NULL;
        bool memory = c.memory || brink_i_units_failed(scope->units);
        status = expr ? BRINK_OK : memory ? BRINK_ERR_MEMORY : BRINK_ERR_INVALID;
        *out = expr;
    }
    brink_i_arena_free(&scratch);
    if (status == BRINK_ERR_INVALID && brink_i_diagnostics_status(scope->diagnostics) == BRINK_ERR_MEMORY) {
        status = BRINK_ERR_MEMORY;
    }
    return status;
}
