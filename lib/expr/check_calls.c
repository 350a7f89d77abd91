/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "expr/checker.h"

static const brink_i_function *find_function(const char *name)
{
    for (size_t i = 0; i < brink_i_checker_n_functions; i++) {
        if (strcmp(brink_i_checker_functions[i].name, name) == 0) {
            return &brink_i_checker_functions[i];
        }
    }
    return NULL;
}

/* The node with its unit, type number. */
static brink_i_expr *result(brink_i_checker *c, const brink_i_node *node, brink_i_op op,
                            brink_i_expr *const *args, int n, const brink_i_unit *unit)
{
    brink_i_expr *expr = brink_i_checker_new(c, node, op, args, n);
    if (expr) {
        expr->unit = unit;
    }
    return expr;
}

/* Constants for which the function has no value. */
static bool has_value(brink_i_checker *c, const brink_i_node *node, brink_i_op op,
                      const brink_i_expr *argument)
{
    double x;
    bool log_of = op == BRINK_I_OP_LOG || op == BRINK_I_OP_LOG10, root_of = op == BRINK_I_OP_SQRT;
    if ((!log_of && !root_of) || !brink_i_checker_constant(argument, &x) || x > 0.0 ||
        (root_of && x >= 0.0)) {
        return true;
    }
    brink_i_source_error(&c->source, node->first->span, "bad-argument", NULL, "%s of %g has no value",
                         node->name, x);
    return false;
}

static brink_i_expr *check_pure(brink_i_checker *c, const brink_i_node *node,
                                const brink_i_function *function)
{
    brink_i_expr *argument = brink_i_checker_pure(c, node->first, function->name);
    return argument && has_value(c, node, function->op, argument)
               ? result(c, node, function->op, &argument, 1, c->one)
               : NULL;
}

static brink_i_expr *check_root(brink_i_checker *c, const brink_i_node *node)
{
    brink_i_expr *argument = c->visit(c, node->first);
    if (!argument) {
        return NULL;
    }
    brink_i_checker_close(argument, c->one);
    const brink_i_unit *unit = c->one;
    if (brink_i_unit_same_dimension(argument->unit, c->one)) {
        argument = brink_i_checker_convert(c, node->first, argument, c->one);
    } else if (!(unit = brink_i_unit_root(c->source.scope->units, argument->unit, 2))) {
        c->memory |= brink_i_units_failed(c->source.scope->units);
        if (!c->memory) {
            brink_i_source_error(&c->source, node->first->span, "unit-mismatch",
                                 "divide it by a unit first, as in 'sqrt(x / (1 day))'",
                                 "the square root of something in %s has no unit",
                                 brink_i_unit_text(argument->unit));
        }
        return NULL;
    }
    return argument && has_value(c, node, BRINK_I_OP_SQRT, argument)
               ? result(c, node, BRINK_I_OP_SQRT, &argument, 1, unit)
               : NULL;
}

/* args[i] of nodes, all in the unit of the first that has one; open if none has. */
static bool share_unit(brink_i_checker *c, const brink_i_node *node, const brink_i_node *first,
                       brink_i_expr **args, int n)
{
    int leader = 0;
    const brink_i_node *leader_node = first, *other = first;
    for (int i = 0; i < n && !args[leader]->unit; i++, other = other->next) {
        leader = i;
        leader_node = other;
    }
    bool good = true;
    other = first;
    for (int i = 0; i < n; i++, other = other->next) {
        if (i != leader) {
            char verb[48];
            strcpy(verb, "take the ");
            strncat(verb, node->name, 24);
            strcat(verb, " of both");
            const char *what = strcmp(node->name, "if") == 0      ? "choose between both"
                               : strcmp(node->name, "clamp") == 0 ? "clamp"
                                                                  : verb;
            good = brink_i_checker_unify(c, other->mark, what, leader_node, &args[leader], other, &args[i]) &&
                   good;
        }
    }
    return good;
}

static brink_i_expr *check_shared(brink_i_checker *c, const brink_i_node *node,
                                  const brink_i_function *function)
{
    brink_i_expr *args[BRINK_I_CALL_ARGUMENTS] = {0};
    int n = 0;
    bool good = true;
    for (const brink_i_node *argument = node->first; argument; argument = argument->next) {
        args[n] = c->visit(c, argument);
        good = good && args[n];
        n++;
    }
    if (!good || !share_unit(c, node, node->first, args, n)) {
        return NULL;
    }
    if (function->op == BRINK_I_OP_CLAMP) {
        double low, high;
        if (brink_i_checker_constant(args[1], &low) && brink_i_checker_constant(args[2], &high) &&
            low > high) {
            brink_i_source_error(&c->source, node->last->span, "bad-argument", "clamp(x, low, high)",
                                 "the high end of clamp is below its low end");
            return NULL;
        }
        return result(c, node, function->op, args, 3, args[0]->unit);
    }
    brink_i_expr *expr = args[0];
    for (int i = 1; i < n && expr; i++) {
        brink_i_expr *pair[2] = {expr, args[i]};
        expr = result(c, node, function->op, pair, 2, args[0]->unit);
    }
    return expr;
}

static brink_i_expr *check_if(brink_i_checker *c, const brink_i_node *node)
{
    const brink_i_node *then_node = node->first->next;
    brink_i_expr *args[3] = {brink_i_checker_condition(c, node->first, "'if' wants"), c->visit(c, then_node),
                             c->visit(c, node->last)};
    if (!args[0] || !args[1] || !args[2] || !share_unit(c, node, then_node, args + 1, 2)) {
        return NULL;
    }
    brink_i_expr *expr = result(c, node, BRINK_I_OP_IF, args, 3, args[1]->unit);
    if (expr && args[1]->type == BRINK_I_CONDITION && args[2]->type == BRINK_I_CONDITION) {
        expr->type = BRINK_I_CONDITION;
    }
    return expr;
}

static brink_i_expr *check_function(brink_i_checker *c, const brink_i_node *node,
                                    const brink_i_function *function)
{
    if (node->n < function->least || node->n > function->most) {
        brink_i_source_error(&c->source, node->mark, "argument-count",
                             brink_i_source_hint(&c->source, "as in '%s'", function->usage),
                             "%s takes %s%d argument%s, not %d", function->name,
                             function->most > function->least ? "at least " : "", function->least,
                             function->least == 1 ? "" : "s", node->n);
        return NULL;
    }
    switch (function->rule) {
    case BRINK_I_RULE_PURE:
        return check_pure(c, node, function);
    case BRINK_I_RULE_ROOT:
        return check_root(c, node);
    case BRINK_I_RULE_SHARED:
        return check_shared(c, node, function);
    case BRINK_I_RULE_BRANCHES:
        return check_if(c, node);
    default: {
        brink_i_expr *argument = c->visit(c, node->first);
        return argument ? result(c, node, function->op, &argument, 1, argument->unit) : NULL;
    }
    }
}

brink_i_expr *brink_i_checker_call(brink_i_checker *c, const brink_i_node *node)
{
    const brink_i_function *function = find_function(node->name);
    if (function) {
        return check_function(c, node, function);
    }
    if (brink_i_dist_find(node->name, strlen(node->name)) >= 0) {
        return brink_i_checker_draw(c, node);
    }
    if (strcmp(node->name, "truncate") == 0) {
        return brink_i_checker_truncate(c, node);
    }
    if (strcmp(node->name, "quantile") == 0 || strcmp(node->name, "cdf") == 0) {
        return brink_i_checker_answer(c, node, node->name[0] == 'q' ? BRINK_I_OP_QUANTILE : BRINK_I_OP_CDF);
    }
    if (strcmp(node->name, "elapsed") == 0) {
        return brink_i_checker_elapsed(c, node);
    }
    if (brink_i_checker_is_history(node->name)) {
        return brink_i_checker_history(c, node);
    }
    static const char *const VALUES[] = {"time", "pi", "true", "false"};
    for (size_t i = 0; i < sizeof VALUES / sizeof VALUES[0]; i++) {
        if (strcmp(node->name, VALUES[i]) == 0) {
            brink_i_source_error(&c->source, node->mark, "wrong-kind", "leave the parentheses out",
                                 "'%s' is a value, not a function", node->name);
            return NULL;
        }
    }
    const brink_i_symbol *symbol = brink_i_checker_find(c, node);
    if (symbol && symbol->kind == BRINK_I_SYMBOL_TABLE) {
        return brink_i_checker_table(c, node, symbol);
    }
    if (symbol) {
        brink_i_source_error(&c->source, node->mark, "wrong-kind", "to multiply, write *",
                             "'%s' is not a function or a table", node->name);
    }
    return NULL;
}
