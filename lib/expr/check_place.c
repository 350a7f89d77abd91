/* SPDX-License-Identifier: Apache-2.0 */
/* Fits a checked expression to its place: kind of value, unit, and how volatile it may be. */
#include "expr/checker.h"

/* The first leaf, in order of the text, that is as volatile as the whole. Stops at a definition, whose body
 * stands elsewhere, and at a comparison that could not be tracked, which is what is wrong there. */
static const brink_i_expr *culprit(const brink_i_expr *expr)
{
    for (bool deeper = true; deeper && expr->op != BRINK_I_OP_DEFINE;) {
        deeper = false;
        if (expr->op >= BRINK_I_OP_LT && expr->op <= BRINK_I_OP_GE && expr->binding == BRINK_I_MOVING) {
            break;
        }
        for (int i = 0; i < expr->n && !deeper; i++) {
            if (expr->args[i]->binding >= expr->binding) {
                expr = expr->args[i];
                deeper = true;
            }
        }
    }
    return expr;
}

static const char *code_of(const brink_i_want *want)
{
    if (want->most_code) {
        return want->most_code;
    }
    if (want->most == BRINK_I_EVENT) {
        return want->type == BRINK_I_CONDITION ? "unsolvable-condition" : "moving-value";
    }
    return want->most == BRINK_I_TRIAL ? "varies-in-trial" : "not-constant";
}

static brink_i_expr *too_volatile(brink_i_checker *c, const brink_i_expr *expr)
{
    static const char *const MAY[] = {"must be constant", "must stay the same during a trial",
                                      "must stay the same between events", ""};
    static const char *const DOES[] = {"", "differs from trial to trial", "changes during a trial",
                                       "changes all the time"};
    const brink_i_want *want = c->want;
    const brink_i_expr *leaf = culprit(expr);
    if (leaf->op >= BRINK_I_OP_LT && leaf->op <= BRINK_I_OP_GE) {
        brink_i_source_error_at(&c->source, leaf, code_of(want), want->most_hint,
                                "the instant at which this comparison changes cannot be solved for: it has "
                                "to be a sum of moving stocks, "
                                "'time' and 'elapsed', each at most times something that stays the same "
                                "between events; or one decaying stock "
                                "and nothing else that moves");
        return NULL;
    }
    brink_i_excerpt name =
        brink_i_source_excerpt(&c->source, (brink_i_span){(size_t)leaf->offset, (size_t)leaf->length});
    brink_i_source_error_at(&c->source, leaf, code_of(want), want->most_hint, "%s %s, but %s %s", want->place,
                            MAY[want->most], name.text, DOES[leaf->binding]);
    return NULL;
}

static brink_i_expr *wrong_unit(brink_i_checker *c, const brink_i_node *root, const brink_i_expr *expr)
{
    const brink_i_want *want = c->want;
    brink_i_units *units = c->source.scope->units;
    const brink_i_unit *time = c->source.scope->time_unit;
    const char *wanted = brink_i_unit_text(want->unit), *got = brink_i_checker_in(c, expr->unit);
    const brink_i_unit *times = brink_i_unit_multiply(units, want->unit, time);
    const brink_i_unit *per = brink_i_unit_divide(units, expr->unit, time);
    if (times && brink_i_unit_same_dimension(times, c->one)) {
        brink_i_source_error(
            &c->source, root->span, "not-per-time",
            "write it as in '0.1 per day'; a probability within a time is 'chance' with 'within'",
            "%s must be per time (%s), but this is %s", want->place, wanted, got);
        return NULL;
    }
    const char *hint = NULL;
    const brink_i_unit *square = brink_i_unit_multiply(units, want->unit, expr->unit);
    const brink_i_node *divisor =
        root->kind == BRINK_I_NODE_OPERATOR && root->op == BRINK_I_OP_DIV ? root->last : NULL;
    if (divisor && divisor->kind == BRINK_I_NODE_NUMBER && divisor->unit && square &&
        brink_i_unit_same_dimension(square, c->one)) { /* 1/2 year */
        brink_i_excerpt whole = brink_i_source_excerpt(&c->source, divisor->span);
        hint = brink_i_source_hint(&c->source,
                                   "this divides by all of %s: write the number itself, as in 0.5 %s",
                                   whole.text, wanted);
    } else if (brink_i_unit_same_dimension(expr->unit, c->one)) {
        hint = brink_i_source_hint(
            &c->source, "a calculated number has no unit of its own: give it one, as in (...) * 1 %s",
            wanted);
    } else if (brink_i_unit_same_dimension(want->unit, c->one)) {
        hint = brink_i_source_hint(&c->source, "divide it by something %s", got);
    } else if (per && brink_i_unit_same_dimension(per, want->unit)) {
        hint = "it lacks 'per time': divide by a time, or write 'per day' behind the unit";
    }
    brink_i_source_error(&c->source, root->span, "unit-mismatch", hint, "%s must be %s, but this is %s",
                         want->place, brink_i_checker_in(c, want->unit), got);
    return NULL;
}

brink_i_expr *brink_i_checker_fit(brink_i_checker *c, const brink_i_node *root, brink_i_expr *expr)
{
    const brink_i_want *want = c->want;
    if (want->type == BRINK_I_CONDITION && expr->type != BRINK_I_CONDITION) {
        brink_i_source_error(&c->source, root->span, "not-a-condition",
                             "compare it with something, as in 'x > 0'",
                             "%s must be a condition (true or false), but this is a number", want->place);
        return NULL;
    }
    brink_i_checker_close(expr, want->unit ? want->unit : c->one);
    bool fits = !want->unit || brink_i_unit_same_dimension(expr->unit, want->unit);
    if (!fits) {
        wrong_unit(c, root, expr);
    }
    if (expr->binding > want->most) {
        return too_volatile(c, expr);
    }
    return !fits ? NULL : want->unit ? brink_i_checker_convert(c, root, expr, want->unit) : expr;
}
