/* SPDX-License-Identifier: Apache-2.0 */
/* Interval bounds hold whatever the expression and the point. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "expr/range_table.h"
#include "unit/expr_random.h"

static int setup(void **state)
{
    *state = scope_new();
    return 0;
}

static int teardown(void **state)
{
    scope_free(*state);
    return 0;
}

struct window {
    brink_i_env env;
    double params[SCOPE_PARAMS], stocks[SCOPE_STOCKS], low[SCOPE_STOCKS], high[SCOPE_STOCKS],
        entered[SCOPE_MACHINES];
    double time, time_high;
    int states[SCOPE_MACHINES];
    unsigned char *truths;
};

/* Names are in the order of the scope; stocks that do not move are points. */
static void random_window(brink_i_stream *stream, struct window *w, double width)
{
    for (int i = 0; i < SCOPE_PARAMS; i++) {
        w->params[i] = random_between(stream, -2, 3);
    }
    for (int i = 0; i < SCOPE_STOCKS; i++) {
        double a = random_between(stream, -3, 4), b = a + random_between(stream, -width, width);
        a = random_below(stream, 6) == 0 ? 0 : a;
        b = i == 3 || i == 4 || random_below(stream, 8) == 0 ? a : b;
        w->low[i] = a < b ? a : b;
        w->high[i] = a < b ? b : a;
    }
    for (int i = 0; i < SCOPE_MACHINES; i++) {
        w->states[i] = random_below(stream, 2);
        w->entered[i] = random_between(stream, 0, 5);
    }
    w->time = random_between(stream, 5, 6);
    w->time_high = w->time + random_between(stream, 0, width);
    w->env = (brink_i_env){.params = w->params,
                           .stocks = w->stocks,
                           .states = w->states,
                           .entered = w->entered,
                           .time = w->time,
                           .tables = SCOPE_TABLES};
}

/* A point of the window; often a corner. */
static void random_point(brink_i_stream *stream, struct window *w)
{
    for (int i = 0; i < SCOPE_STOCKS; i++) {
        int kind = random_below(stream, 4);
        w->stocks[i] = kind == 0   ? w->low[i]
                       : kind == 1 ? w->high[i]
                                   : random_between(stream, w->low[i], w->high[i]);
        w->stocks[i] = w->stocks[i] > w->high[i] ? w->high[i] : w->stocks[i];
    }
}

/* Tracked comparisons keep their truth over a window; here it is drawn. */
static unsigned char *random_truths(const struct expr_scope *s, brink_i_stream *stream)
{
    unsigned char *truths = malloc((size_t)s->comparisons.n + 1);
    assert_non_null(truths);
    for (int i = 0; i < s->comparisons.n; i++) {
        truths[i] = (unsigned char)random_below(stream, 2);
    }
    return truths;
}

/* Points outside their bounds, after the bounds were drawn in by `shrink` of their width. */
static int count_misses(struct expr_scope *s, double width, double shrink, int *finite)
{
    int misses = 0;
    brink_i_stream stream = {42, 925};
    for (int k = 0; k < 2000; k++) {
        char *text = NULL;
        const brink_i_expr *expr = random_expr(s, &stream, &text);
        assert_non_null(expr);
        struct window w;
        random_window(&stream, &w, width);
        unsigned char *truths = random_truths(s, &stream);
        w.env.truths = truths;
        random_point(&stream, &w);
        brink_i_range r = brink_i_expr_range(expr, &w.env, w.low, w.high, w.time_high);
        assert_true(r.low <= r.high || (isnan(r.low) && isnan(r.high)));
        double inwards = (r.high - r.low) * shrink;
        for (int j = 0; j < 30; j++) {
            random_point(&stream, &w);
            w.env.time = j == 0   ? w.time
                         : j == 1 ? w.time_high
                                  : random_between(&stream, w.time, w.time_high);
            double x = brink_i_expr_eval(expr, &w.env);
            *finite += isfinite(x) && isfinite(r.low) && isfinite(r.high);
            if (x < r.low + inwards || x > r.high - inwards || (isnan(x) && !isnan(r.low))) {
                misses++;
                if (shrink <= 0) {
                    print_message("%s: %.17g not in [%.17g, %.17g]\n", text, x, r.low, r.high);
                }
            }
        }
        free(truths);
        free(text);
    }
    return misses;
}

static void range_of_random_expressions_holds_random_points(void **state)
{
    int finite = 0;
    assert_int_equal(count_misses(*state, 2, 0, &finite), 0);
    assert_int_equal(count_misses(*state, 1e-9, 0, &finite), 0);
    assert_int_equal(count_misses(*state, 30, 0, &finite), 0);
    assert_true(finite > 100000); /* most bounds are finite, else nothing would be tested */
}

static void range_drawn_in_by_a_thousandth_is_caught(void **state)
{
    int finite = 0;
    assert_true(count_misses(*state, 2, 1e-3, &finite) > 1000);
}

static void range_of_points_is_the_value(void **state)
{
    int equal = 0;
    struct expr_scope *s = *state;
    brink_i_stream stream = {7, 25};
    for (int k = 0; k < 2000; k++) {
        char *text = NULL;
        const brink_i_expr *expr = random_expr(s, &stream, &text);
        assert_non_null(expr);
        struct window w;
        random_window(&stream, &w, 0);
        unsigned char *truths = random_truths(s, &stream);
        w.env.truths = truths;
        random_point(&stream, &w);
        w.time_high = w.time;
        double x = brink_i_expr_eval(expr, &w.env);
        brink_i_range r = brink_i_expr_range(expr, &w.env, w.stocks, w.stocks, w.time);
        /* Where a comparison met a NaN either branch counts. */
        bool same = brink_i_range_is_point(r) ? x >= r.low && x <= r.low
                                              : isnan(r.low) || (r.low <= x && x <= r.high);
        if (!same) {
            fail_msg("%s: [%.17g, %.17g] is not %.17g", text, r.low, r.high, x);
        }
        equal += brink_i_range_is_point(r);
        free(truths);
        free(text);
    }
    assert_true(equal > 1500);
}

static void assert_range(brink_i_op op, brink_i_range a, brink_i_range b, double low, double high)
{
    brink_i_range r = brink_i_range_apply(op, a, b, b);
    double slack = 1e-12;
    bool good = isnan(low) ? isnan(r.low) && isnan(r.high)
                           : (r.low >= low - slack || (isinf(low) && low < 0)) && r.low <= low &&
                                 r.high >= high && (r.high <= high + slack || isinf(high));
    if (!good) {
        fail_msg("operation %d: [%.17g, %.17g], not [%g, %g]", op, r.low, r.high, low, high);
    }
}

static void range_of_primitives_is_tight(void **state)
{
    (void)state;
    const brink_i_range none = {0, 0}, wide = {-2, 3}, up = {1, 4}, all = brink_i_range_all();
    const double inf = INFINITY, nan = (double)NAN;
    assert_range(BRINK_I_OP_NEG, wide, none, -3, 2);
    assert_range(BRINK_I_OP_ADD, wide, up, -1, 7);
    assert_range(BRINK_I_OP_SUB, wide, up, -6, 2);
    assert_range(BRINK_I_OP_MUL, wide, wide, -6, 9);
    assert_range(BRINK_I_OP_MUL, none, all, nan, nan);
    assert_range(BRINK_I_OP_DIV, wide, up, -2, 3);
    assert_range(BRINK_I_OP_DIV, up, wide, -inf, inf);
    assert_range(BRINK_I_OP_POW, wide, (brink_i_range){2, 2}, 0, 9);
    assert_range(BRINK_I_OP_POW, wide, (brink_i_range){3, 3}, -8, 27);
    assert_range(BRINK_I_OP_POW, (brink_i_range){-3, -2}, (brink_i_range){2, 2}, 4, 9);
    assert_range(BRINK_I_OP_POW, (brink_i_range){-3, -2}, (brink_i_range){-1, -1}, -0.5, -1.0 / 3);
    assert_range(BRINK_I_OP_POW, wide, (brink_i_range){-1, -1}, -inf, inf);
    assert_range(BRINK_I_OP_POW, wide, (brink_i_range){0.5, 0.5}, nan, nan);
    assert_range(BRINK_I_OP_POW, (brink_i_range){-0.0, 2}, (brink_i_range){-1, -1}, -inf, inf);
    assert_range(BRINK_I_OP_POW, up, (brink_i_range){-1, 2}, 0.25, 16);
    assert_range(BRINK_I_OP_ABS, wide, none, 0, 3);
    assert_range(BRINK_I_OP_ABS, (brink_i_range){-3, -2}, none, 2, 3);
    assert_range(BRINK_I_OP_MIN, wide, up, -2, 3);
    assert_range(BRINK_I_OP_MAX, wide, up, 1, 4);
    assert_range(BRINK_I_OP_SQRT, up, none, 1, 2);
    assert_range(BRINK_I_OP_SQRT, wide, none, nan, nan);
    assert_range(BRINK_I_OP_LOG, (brink_i_range){0, 1}, none, -inf, 0);
    assert_range(BRINK_I_OP_LOG10, (brink_i_range){0.1, 100}, none, -1, 2);
    assert_range(BRINK_I_OP_LOG10, wide, none, nan, nan);
    assert_range(BRINK_I_OP_SIN, (brink_i_range){0, 3}, none, 0, 1);
    assert_range(BRINK_I_OP_SIN, (brink_i_range){4, 5}, none, -1, sin(4));
    assert_range(BRINK_I_OP_COS, (brink_i_range){-1, 1}, none, cos(1), 1);
    assert_range(BRINK_I_OP_COS, (brink_i_range){0.5, 1}, none, cos(1), cos(0.5));
    assert_range(BRINK_I_OP_COS, (brink_i_range){0, 100}, none, -1, 1);
    assert_range(BRINK_I_OP_LOGISTIC, all, none, 0, 1);
    assert_range(BRINK_I_OP_LT, wide, up, 0, 1);
    assert_range(BRINK_I_OP_LT, (brink_i_range){0, 1}, (brink_i_range){2, 3}, 1, 1);
    assert_range(BRINK_I_OP_GE, (brink_i_range){0, 1}, (brink_i_range){2, 3}, 0, 0);
    assert_range(BRINK_I_OP_DIV, wide, wide, nan, nan);
    assert_range(BRINK_I_OP_DIV, none, none, nan, nan);
    assert_range(BRINK_I_OP_DIV, up, none, -inf, inf);
    assert_range(BRINK_I_OP_ADD, all, all, nan, nan);
    assert_range(BRINK_I_OP_ADD, (brink_i_range){0, inf}, (brink_i_range){1, inf}, 1, inf);
    assert_range(BRINK_I_OP_SUB, (brink_i_range){0, inf}, (brink_i_range){1, inf}, nan, nan);
    assert_range(BRINK_I_OP_SIN, all, none, nan, nan);
    /* What may be NaN stays so, and decides nothing. */
    const brink_i_range unknown = brink_i_range_none();
    assert_range(BRINK_I_OP_ADD, unknown, up, nan, nan);
    assert_range(BRINK_I_OP_MIN, up, unknown, nan, nan);
    assert_range(BRINK_I_OP_MAX, unknown, up, nan, nan);
    assert_range(BRINK_I_OP_CLAMP, unknown, up, nan, nan);
    assert_range(BRINK_I_OP_EXP, unknown, none, nan, nan);
    assert_range(BRINK_I_OP_COS, unknown, none, nan, nan);
    assert_range(BRINK_I_OP_POW, up, unknown, nan, nan);
    assert_range(BRINK_I_OP_ABS, unknown, none, nan, nan);
    assert_range(BRINK_I_OP_LT, unknown, up, 0, 1);
    assert_range(BRINK_I_OP_NE, up, unknown, 0, 1);
    assert_true(isnan(brink_i_range_table(&SCOPE_TABLES[0], unknown).high));
    const brink_i_range r = brink_i_range_table(&SCOPE_TABLES[0], (brink_i_range){0.25, 3});
    assert_true(r.low <= 0.4 && r.low > 0.3999 && r.high >= 0.9 && r.high < 0.9001);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(range_of_random_expressions_holds_random_points),
        cmocka_unit_test(range_drawn_in_by_a_thousandth_is_caught),
        cmocka_unit_test(range_of_points_is_the_value),
        cmocka_unit_test(range_of_primitives_is_tight),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
