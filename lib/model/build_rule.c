/* SPDX-License-Identifier: Apache-2.0 */
/* One expression in its place: checked, measured, its reads noted, its constants tried. */
#include <math.h>
#include <string.h>

#include "base/diagnostics.h"
#include "expr/eval.h"
#include "model/build.h"

/* Written out in full, with every definition in the place of its name, an expression may hold this many nodes. Each
 * definition that uses another one twice doubles it: a page of them would otherwise never be evaluated. */
static const double MOST_NODES = 1e6;
enum { MOST_DEEP = 64 };

/* What one walk over an expression finds out; definitions are not entered, they were walked themselves. */
typedef struct walk {
    brink_i_build *build;
    const char *of;
    double size;
    int depth;
    bool bad;
} walk;

static void try_draw(walk *self, const brink_i_expr *draw)
{
    for (int i = 0; i < draw->n; i++) {
        if (draw->args[i]->binding != BRINK_I_CONSTANT || draw->args[i]->draws) {
            return;
        }
    }
    brink_i_stream stream = {1, 1};
    brink_i_env env = {.tables = self->build->model->tables, .stream = &stream};
    double value = brink_i_expr_eval(draw, &env);
    if (env.fault || !isfinite(value)) {
        brink_i_build_error(self->build, "bad-distribution", (brink_source_text){NULL, draw->where}, NULL, "%s: %s%s%s",
                            self->of, brink_i_dist_name(draw->dist), env.fault ? ": " : " gives values that are not finite",
                            env.fault ? env.fault : "");
        self->bad = true;
    }
}

static void note(walk *self, const brink_i_expr *expr)
{
    self->size++;
    if (expr->op == BRINK_I_OP_IN_STATE) {
        self->build->mentioned[expr->index] |= expr->states;
    } else if (expr->op == BRINK_I_OP_DRAW) {
        try_draw(self, expr);
    } else if (expr->op == BRINK_I_OP_DEFINE) {
        const brink_i_entry *entry = self->build->defines[expr->index];
        self->size += entry->size;
        self->depth = entry->depth > self->depth ? entry->depth : self->depth;
        return;
    }
    for (int i = 0; i < expr->n; i++) {
        note(self, expr->args[i]);
    }
}

static bool is_comparison(const brink_i_expr *expr)
{
    return expr->op >= BRINK_I_OP_LT && expr->op <= BRINK_I_OP_NE;
}

/* The part that makes an expression more volatile than `most`: a comparison that cannot be tracked, or a name. */
static const brink_i_expr *culprit(const brink_i_expr *expr, brink_i_binding most)
{
    while (expr->op != BRINK_I_OP_DEFINE && !(is_comparison(expr) && most == BRINK_I_EVENT)) {
        int i = 0;
        while (i < expr->n && expr->args[i]->binding <= most) {
            i++;
        }
        if (i == expr->n) {
            break;
        }
        expr = expr->args[i];
    }
    return expr;
}

static const char *name_of(const brink_i_build *build, const brink_i_expr *expr)
{
    const brink_model *model = build->model;
    switch (expr->op) {
    case BRINK_I_OP_PARAM:
        return model->params[expr->index].name;
    case BRINK_I_OP_STOCK:
        return model->stocks[expr->index].name;
    case BRINK_I_OP_IN_STATE:
    case BRINK_I_OP_ELAPSED:
        return model->machines[expr->index].name;
    case BRINK_I_OP_DEFINE:
        return model->define_names[expr->index];
    default:
        return "time";
    }
}

static void report_binding(brink_i_build *build, const brink_i_expr *expr, const brink_i_place *place)
{
    static const char *const VOLATILE[] = {"", "differs between trials", "changes during a trial", "moves between events"};
    const brink_i_want *want = &place->want;
    const brink_i_expr *part = culprit(expr, want->most);
    const char *code = place->code ? place->code : "not-fixed";
    if (is_comparison(part)) {
        brink_i_build_error(build, code, (brink_source_text){NULL, part->where}, want->most_hint,
                            "%s: the instant at which this comparison becomes true cannot be solved for, because its "
                            "difference does not move in a straight line or as one decaying stock",
                            want->place);
        return;
    }
    const char *name = name_of(build, part);
    const char *before = part->op == BRINK_I_OP_ELAPSED ? "elapsed(" : "", *after = *before ? ")" : "";
    char *shown = brink_i_build_text(build, "%s%s%s", before, name, after);
    brink_i_build_error(build, code, (brink_source_text){shown, part->where}, want->most_hint, "%s cannot read '%s', which %s",
                        want->place, shown ? shown : name, VOLATILE[part->binding]);
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

/* The walk's findings on the expression as a whole; a definition keeps them. */
static bool small_enough(walk *self, const brink_i_want *want, brink_source_text text)
{
    brink_i_build *build = self->build;
    if (self->size > MOST_NODES) {
        brink_i_build_error(build, "too-large", (brink_source_text){NULL, text.where},
                            "definitions that use others several times multiply; use a stock or fewer levels",
                            "%s grows beyond a million terms when its definitions are written out", want->place);
        return false;
    }
    if (self->depth >= MOST_DEEP) {
        brink_i_build_error(build, "too-deep", (brink_source_text){NULL, text.where}, NULL,
                            "%s: definitions nest more than %d deep", want->place, MOST_DEEP);
        return false;
    }
    return true;
}

static bool accept(brink_i_build *build, const brink_i_expr *expr, brink_source_text text, const brink_i_place *place,
                   brink_i_rule *out)
{
    walk all = {.build = build, .of = place->want.place};
    note(&all, expr);
    if (all.bad || !small_enough(&all, &place->want, text)) {
        return false;
    }
    if (build->nesting > 0) {
        brink_i_entry *definition = build->defines[build->path[build->nesting - 1]];
        definition->size = all.size;
        definition->depth = all.depth + 1;
    }
    if (expr->binding > place->want.most) {
        report_binding(build, expr, place);
        return false;
    }
    brink_i_rule rule = {.expr = expr};
    double value;
    if (brink_i_build_constant(build, &rule, &value) && !isfinite(value)) {
        brink_i_build_error(build, "not-finite", text, NULL, "%s is always %s", place->want.place,
                            isnan(value) ? "not a number" : "infinite");
        return false;
    }
    rule.text = brink_i_build_keep(build, text.text);
    if (!rule.text || brink_i_reads_of(build->arena, expr, false, &rule.reads) != BRINK_OK) {
        build->failed = true;
        return false;
    }
    *out = rule;
    return true;
}

bool brink_i_build_rule(brink_i_build *build, brink_source_text text, const brink_i_place *place, brink_i_rule *out)
{
    *out = (brink_i_rule){0};
    if (!text.text || !place->want.place || build->failed) {
        return false;
    }
    brink_i_want want = place->want;
    want.most = BRINK_I_MOVING; /* the limit is tested here, where the culprit can be named */
    const brink_i_expr *expr = NULL;
    brink_status status = brink_i_expr_check(&build->scope, text.text, brink_i_build_where(build, text.where), &want, &expr);
    if (status != BRINK_OK) {
        build->failed |= status != BRINK_ERR_INVALID;
        return false;
    }
    return accept(build, expr, text, place, out);
}

void brink_i_build_not_negative(brink_i_build *build, const brink_i_rule *rule, brink_source_text text, bool positive,
                                const char *code, const char *of)
{
    double value;
    if (brink_i_build_constant(build, rule, &value) && (positive ? value <= 0 : value < 0)) {
        brink_i_build_error(build, code, text, NULL, "%s is %g: it must %s", of, value,
                            positive ? "be positive" : "not be negative");
    }
}

bool brink_i_build_number(brink_i_build *build, brink_source_text text, const char *of, const brink_i_unit *unit,
                          double *value)
{
    brink_i_place place = {.want = {.place = of, .type = BRINK_I_NUMBER, .unit = unit, .most = BRINK_I_CONSTANT}};
    brink_i_rule rule;
    return brink_i_build_rule(build, text, &place, &rule) && brink_i_build_constant(build, &rule, value);
}
