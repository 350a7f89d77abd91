/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <string.h>

#include "base/text.h"
#include "expr/checker.h"

enum { ARGUMENTS = BRINK_I_DIST_ARGUMENTS - 1 };

/* "weibull(shape, scale)" */
static const char *usage(brink_i_checker *c, brink_i_dist_kind kind)
{
    brink_i_text text;
    brink_i_text_init(&text);
    brink_i_text_addf(&text, "as in '%s(", brink_i_dist_name(kind));
    int most = brink_i_dist_max_arguments(kind), least = brink_i_dist_min_arguments(kind);
    for (int i = 0; i < most && i < 6; i++) {
        brink_i_text_addf(&text, "%s%s", i > 0 ? ", " : "", brink_i_dist_argument_at(kind, i).name);
    }
    brink_i_text_add(&text, most > 6 ? ", ...)'" : ")'");
    if (least < most && least > 0 && most <= 6) {
        brink_i_text_addf(&text, least == 1 ? "; the first is enough" : "; the first %d are enough", least);
    }
    const char *hint = text.bytes ? brink_i_source_hint(&c->source, "%s", text.bytes) : NULL;
    brink_i_text_free(&text);
    return hint;
}

static bool is_value(brink_i_dist_kind kind, int i)
{
    return brink_i_dist_argument_at(kind, i).role == BRINK_I_ROLE_VALUE;
}

/* Checks the arguments; those that carry the unit come out in one unit (open if all are bare numbers). *unit:
 * of the result. *leader: the first of them, or -1. */
static bool check_arguments(brink_i_checker *c, const brink_i_node *node, brink_i_dist_kind kind,
                            brink_i_expr **args, int *leader, const brink_i_node **leader_node)
{
    bool good = true;
    *leader = -1;
    const char *name = brink_i_dist_name(kind);
    int i = 0;
    for (const brink_i_node *argument = node->first; argument; argument = argument->next, i++) {
        args[i] = is_value(kind, i) ? c->visit(c, argument) : brink_i_checker_pure(c, argument, name);
        good = good && args[i];
        if (is_value(kind, i) && args[i] && (*leader < 0 || !args[*leader]->unit)) {
            *leader = i;
            *leader_node = argument;
        }
    }
    i = 0;
    for (const brink_i_node *argument = node->first; good && argument; argument = argument->next, i++) {
        if (is_value(kind, i) && i != *leader) {
            good = brink_i_checker_unify(c, argument->mark, "draw from a mixture of units", *leader_node,
                                         &args[*leader], argument, &args[i]);
        }
    }
    return good;
}

static void check_weights(brink_i_checker *c, const brink_i_node *node, const double *values, int n)
{
    double sum = 0, most = 0;
    for (int i = 1; i < n; i += 2) {
        sum += values[i];
        most = fmax(most, values[i]);
    }
    if (brink_i_weights_mislead(sum, most, n / 2)) {
        brink_i_source_warning(&c->source, node->span, "scaled-weights",
                               "make them add up to 1, or write whole numbers if they are weights",
                               "the weights of this list add up to %g: they are taken in proportion", sum);
    }
}

/* Arguments that are constants can be judged now; the rest when they are known. */
static bool check_constants(brink_i_checker *c, const brink_i_node *node, const brink_i_expr *draw)
{
    double values[ARGUMENTS];
    const int n = draw->truncated ? draw->n - 2 : draw->n;
    for (int i = 0; i < draw->n; i++) {
        if (!brink_i_checker_constant(draw->args[i], &values[i])) {
            return true;
        }
    }
    brink_i_dist dist;
    const char *wrong = brink_i_dist_prepare(&dist, draw->dist, values, n), *hint = NULL;
    double low, high;
    if (wrong && draw->dist == BRINK_I_DIST_ELICITED && brink_i_dist_elicited_range(values, n, &low, &high)) {
        hint = brink_i_source_hint(
            &c->source, "with the other numbers as they are, q50 must lie between %g and %g", low, high);
    }
    wrong = !wrong && draw->truncated ? brink_i_dist_truncate(&dist, values[n], values[n + 1]) : wrong;
    if (wrong) {
        brink_i_source_error(&c->source, node->span, "bad-distribution", hint ? hint : usage(c, draw->dist),
                             "%s", wrong);
    } else if (draw->dist == BRINK_I_DIST_DISCRETE) {
        check_weights(c, node, values, n);
    }
    return !wrong;
}

/* The draw, its constants not judged yet. */
static brink_i_expr *draw_node(brink_i_checker *c, const brink_i_node *node, brink_i_expr **args, int *leader,
                               const brink_i_node **leader_node)
{
    const brink_i_dist_kind kind = (brink_i_dist_kind)brink_i_dist_find(node->name, strlen(node->name));
    const char *wrong = brink_i_dist_argument_error(kind, node->n);
    if (wrong || node->n > ARGUMENTS - 2) {
        brink_i_source_error(&c->source, node->mark, "argument-count", usage(c, kind), "%s",
                             wrong ? wrong : "too many arguments");
        return NULL;
    }
    if (!check_arguments(c, node, kind, args, leader, leader_node)) {
        return NULL;
    }
    brink_i_expr *expr = brink_i_checker_new(c, node, BRINK_I_OP_DRAW, args, node->n);
    if (expr) {
        expr->dist = kind;
        expr->draws = true;
        expr->unit = *leader < 0 ? c->one : args[*leader]->unit;
    }
    return expr;
}

/* Reported beside other problems: it is no reason not to look at the arguments. */
static bool allowed(brink_i_checker *c, const brink_i_node *node)
{
    if (!c->want->allow_draws) {
        brink_i_source_error(&c->source, node->mark, "draw-not-allowed",
                             "random draws can stand in the 'value' of a parameter, in 'after', in 'initial' "
                             "of a stock and in 'do'",
                             "'%s' draws a random number, which %s cannot", node->name, c->want->place);
    }
    return c->want->allow_draws;
}

/* A distribution as it is called, as a draw that nobody has allowed. */
static brink_i_expr *plain_distribution(brink_i_checker *c, const brink_i_node *node)
{
    brink_i_expr *args[ARGUMENTS] = {NULL};
    int leader;
    const brink_i_node *leader_node = node;
    brink_i_expr *expr = draw_node(c, node, args, &leader, &leader_node);
    return expr && check_constants(c, node, expr) ? expr : NULL;
}

static bool is_distribution(const brink_i_node *node)
{
    return node->kind == BRINK_I_NODE_CALL && brink_i_dist_find(node->name, strlen(node->name)) >= 0;
}

/* `inf` or `-inf`, which stand here only. */
static bool is_infinite(const brink_i_node *node, double *sign)
{
    const bool negative = node->kind == BRINK_I_NODE_OPERATOR && node->op == BRINK_I_OP_NEG;
    const brink_i_node *name = negative ? node->first : node;
    *sign = negative ? -1.0 : 1.0;
    return name->kind == BRINK_I_NODE_NAME && strcmp(name->name, "inf") == 0;
}

/* An end of a range: a value of any unit, open if infinite. */
static brink_i_expr *bound(brink_i_checker *c, const brink_i_node *node)
{
    double sign;
    if (!is_infinite(node, &sign)) {
        return c->visit(c, node);
    }
    brink_i_expr *expr = brink_i_checker_new(c, node, BRINK_I_OP_CONST, NULL, 0);
    if (expr) {
        expr->number = sign * (double)INFINITY;
    }
    return expr;
}

/* truncate(...), likewise. */
static brink_i_expr *truncated_distribution(brink_i_checker *c, const brink_i_node *node)
{
    const brink_i_node *inner = node->first;
    if (node->n != 3 || !is_distribution(inner)) {
        brink_i_source_error(&c->source, node->mark, "argument-count",
                             "as in 'truncate(normal(10 day, 4 day), 0, 30 day)'",
                             "truncate takes a distribution, a low end and a high end");
        return NULL;
    }
    brink_i_expr *args[ARGUMENTS] = {NULL};
    int leader;
    const brink_i_node *leader_node = inner;
    brink_i_expr *plain = draw_node(c, inner, args, &leader, &leader_node);
    const brink_i_node *low_node = inner->next, *high_node = node->last;
    brink_i_expr *low = bound(c, low_node), *high = bound(c, high_node);
    if (!plain || !low || !high) {
        return NULL;
    }
    /* The ends share the unit of the values; an open distribution takes that of an end. */
    if (!brink_i_checker_unify(c, low_node->mark, "truncate", inner, &plain, low_node, &low) ||
        !brink_i_checker_unify(c, high_node->mark, "truncate", inner, &plain, high_node, &high) ||
        !brink_i_checker_unify(c, low_node->mark, "truncate", inner, &plain, low_node, &low)) {
        return NULL;
    }
    args[inner->n] = low;
    args[inner->n + 1] = high;
    brink_i_expr *expr = brink_i_checker_new(c, inner, BRINK_I_OP_DRAW, args, inner->n + 2);
    if (!expr) {
        return NULL;
    }
    expr->dist = plain->dist;
    expr->draws = expr->truncated = true;
    expr->unit = plain->unit;
    return check_constants(c, inner, expr) ? expr : NULL;
}

brink_i_expr *brink_i_checker_draw(brink_i_checker *c, const brink_i_node *node)
{
    bool may = allowed(c, node);
    brink_i_expr *expr = plain_distribution(c, node);
    return may ? expr : NULL;
}

brink_i_expr *brink_i_checker_truncate(brink_i_checker *c, const brink_i_node *node)
{
    bool may = allowed(c, node);
    brink_i_expr *expr = truncated_distribution(c, node);
    return may ? expr : NULL;
}

/* --- quantile(distribution, u) and cdf(distribution, x): nothing is drawn ------------------------------- */

static bool check_answer(brink_i_checker *c, const brink_i_node *node, const brink_i_expr *expr)
{
    double u;
    if (expr->binding > BRINK_I_EVENT) {
        brink_i_source_error(&c->source, node->mark, "moving-value",
                             "keep the value in a stock that a process updates, and read that",
                             "%s takes what stays the same between events", node->name);
        return false;
    }
    if (expr->op == BRINK_I_OP_QUANTILE && brink_i_checker_constant(expr->args[expr->n - 1], &u) &&
        !(u >= 0.0 && u <= 1.0)) {
        brink_i_source_error(&c->source, node->last->span, "bad-argument",
                             "the share of results that lie below, as in 'quantile(normal(10, 2), 0.95)'",
                             "quantile wants a number from 0 to 1, not %g", u);
        return false;
    }
    return true;
}

brink_i_expr *brink_i_checker_answer(brink_i_checker *c, const brink_i_node *node, brink_i_op op)
{
    const bool inverse = op == BRINK_I_OP_QUANTILE;
    const brink_i_node *inner = node->first, *last_node = node->last;
    const bool cut = node->n == 2 && inner->kind == BRINK_I_NODE_CALL && strcmp(inner->name, "truncate") == 0;
    if (node->n != 2 || (!cut && !is_distribution(inner))) {
        brink_i_source_error(&c->source, node->mark, "argument-count",
                             inverse ? "as in 'quantile(triangular(1, 2, 4), u)', u being from 0 to 1"
                                     : "as in 'cdf(normal(10 day, 4 day), 15 day)'",
                             inverse ? "quantile takes a distribution, and a number from 0 to 1"
                                     : "cdf takes a distribution, and a value of its unit");
        return NULL;
    }
    brink_i_expr *plain = cut ? truncated_distribution(c, inner) : plain_distribution(c, inner);
    brink_i_expr *last = inverse ? brink_i_checker_pure(c, last_node, node->name) : c->visit(c, last_node);
    if (!plain || !last) {
        return NULL;
    }
    if (!inverse) {
        if (!brink_i_checker_unify(c, last_node->mark, "compare", inner, &plain, last_node, &last)) {
            return NULL;
        }
        brink_i_checker_close(plain, c->one);
        brink_i_checker_close(last, c->one);
    }
    brink_i_expr *args[BRINK_I_DIST_ARGUMENTS];
    for (int i = 0; i < plain->n; i++) {
        args[i] = brink_i_checker_own(plain->args[i]);
    }
    args[plain->n] = last;
    brink_i_expr *expr = brink_i_checker_new(c, node, op, args, plain->n + 1);
    if (!expr) {
        return NULL;
    }
    expr->dist = plain->dist;
    expr->truncated = plain->truncated;
    expr->unit = inverse ? plain->unit : c->one;
    return check_answer(c, node, expr) ? expr : NULL;
}
