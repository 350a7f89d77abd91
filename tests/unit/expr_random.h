/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_TESTS_EXPR_RANDOM_H
#define BRINK_TESTS_EXPR_RANDOM_H

/* Random expressions that are plain numbers, as text, and random points to evaluate them at. */

#include "base/text.h"
#include "random/pcg.h"
#include "unit/expr_scope.h"

static inline int random_below(brink_i_stream *stream, int n)
{
    return (int)(brink_i_stream_uniform(stream) * n);
}

static inline double random_between(brink_i_stream *stream, double low, double high)
{
    return low + (high - low) * brink_i_stream_uniform(stream);
}

static void random_condition(brink_i_stream *stream, brink_i_text *out, int depth);

/* Leaves: names of plain numbers, quotients, whole and broken numbers. */
static void random_number(brink_i_stream *stream, brink_i_text *out, int depth)
{
    static const char *const LEAVES[] = {"resolve",
                                         "rationing",
                                         "ready",
                                         "tension",
                                         "unrest",
                                         "tension",
                                         "unrest",
                                         "quantile(normal(resolve, 2), rationing)",
                                         "still",
                                         "blockade.open",
                                         "pi",
                                         "(time / (1 week))",
                                         "(elapsed(korea) / (3 day))",
                                         "(oil / (1 Mbbl))"};
    static const char *const CALLS[] = {"abs",   "exp",  "log",   "sqrt", "logistic", "floor",
                                        "log10", "ceil", "round", "sin",  "cos",      "output_at"};
    static const char *const OPERATORS[] = {"+", "-", "*", "/", "^", "+", "-", "*"};
    static const char *const PAIRS[] = {"min", "max"};
    int kind = depth <= 0 ? random_below(stream, 2) : random_below(stream, 11);
    if (kind == 0) {
        brink_i_text_add(out, LEAVES[random_below(stream, 14)]);
    } else if (kind == 1) {
        double value = random_between(stream, 0.51, 4.4); /* before the call: arguments have no order */
        brink_i_text_addf(out, random_below(stream, 2) ? "%.0f" : "%.3f", value);
    } else if (kind < 6) {
        brink_i_text_add(out, "(");
        random_number(stream, out, depth - 1);
        const char *op = OPERATORS[random_below(stream, 8)];
        brink_i_text_addf(out, " %s ", op);
        if (*op == '^' && random_below(stream, 2)) {
            brink_i_text_addf(out, "%d", random_below(stream, 6) - 2);
        } else {
            random_number(stream, out, depth - 1);
        }
        brink_i_text_add(out, ")");
    } else if (kind == 6) {
        brink_i_text_add(out, "-");
        random_number(stream, out, depth - 1);
    } else if (kind == 7) {
        brink_i_text_add(out, "if(");
        random_condition(stream, out, depth - 1);
        brink_i_text_add(out, ", ");
        random_number(stream, out, depth - 1);
        brink_i_text_add(out, ", ");
        random_number(stream, out, depth - 1);
        brink_i_text_add(out, ")");
    } else if (kind == 8) {
        brink_i_text_addf(out, "%s(", PAIRS[random_below(stream, 2)]);
        random_number(stream, out, depth - 1);
        brink_i_text_add(out, ", ");
        random_number(stream, out, depth - 1);
        brink_i_text_add(out, ")");
    } else if (kind == 9) {
        brink_i_text_add(out, "clamp(");
        random_number(stream, out, depth - 1);
        brink_i_text_add(out, ", ready, ");
        random_number(stream, out, depth - 1);
        brink_i_text_add(out, ")");
    } else {
        brink_i_text_addf(out, "%s(", CALLS[random_below(stream, 12)]);
        random_number(stream, out, depth - 1);
        brink_i_text_add(out, ")");
    }
}

static void random_condition(brink_i_stream *stream, brink_i_text *out, int depth)
{
    static const char *const COMPARE[] = {"<", "<=", ">", ">="};
    static const char *const LEAVES[] = {"korea.war", "blockade in (open, lifted)", "true", "false"};
    int kind = depth <= 0 ? 0 : random_below(stream, 6);
    if (kind == 0) {
        brink_i_text_add(out, LEAVES[random_below(stream, 4)]);
    } else if (kind < 4) {
        random_number(stream, out, depth - 1);
        brink_i_text_addf(out, " %s ", COMPARE[random_below(stream, 4)]);
        random_number(stream, out, depth - 1);
    } else if (kind == 4) {
        brink_i_text_add(out, "not (");
        random_condition(stream, out, depth - 1);
        brink_i_text_add(out, ")");
    } else {
        brink_i_text_add(out, "(");
        random_condition(stream, out, depth - 1);
        brink_i_text_add(out, random_below(stream, 2) ? " and " : ") or (");
        random_condition(stream, out, depth - 1);
        brink_i_text_add(out, ")");
    }
}

/* The next random expression that is valid (a constant one may divide by zero), and its text, owned by the
 * caller. */
static inline const brink_i_expr *random_expr(struct expr_scope *s, brink_i_stream *stream, char **text)
{
    const brink_i_want want = {.place = "the value", .most = BRINK_I_MOVING};
    for (;;) {
        brink_i_text out;
        brink_i_text_init(&out);
        random_number(stream, &out, 5);
        *text = brink_i_text_take(&out);
        const brink_i_expr *expr = NULL;
        scope_reset(s);
        if (!*text || scope_check(s, *text, &want, &expr) == BRINK_OK) {
            return expr;
        }
        free(*text);
    }
}

#endif
