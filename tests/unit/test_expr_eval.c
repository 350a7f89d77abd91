/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/date.h"
#include "expr/decimal.h"
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

static const brink_i_expr *check(void **state, const char *text, brink_i_type type)
{
    struct expr_scope *s = *state;
    const brink_i_want want = {
        .place = "the value", .type = type, .most = BRINK_I_MOVING, .allow_draws = true};
    const brink_i_expr *expr = NULL;
    scope_reset(s);
    if (scope_check(s, text, &want, &expr) != BRINK_OK) {
        fail_msg("%s: %s", text, brink_diagnostics_get(s->diagnostics, 0)->message);
    }
    return expr;
}

static void assert_same(double got, double expected)
{
    if (!(got >= expected && got <= expected) && !(isnan(got) && isnan(expected))) {
        fail_msg("%.17g is not %.17g", got, expected);
    }
}

static const double PARAMS[] = {2, 0.25, 3, 40}, STOCKS[] = {100, 50, 0.5, 0.75, 20, 1.5}, ENTERED[] = {1, 4};
static const int STATES[] = {1, 0};

static brink_i_env env_at(double time)
{
    return (brink_i_env){.params = PARAMS,
                         .stocks = STOCKS,
                         .states = STATES,
                         .entered = ENTERED,
                         .time = time,
                         .tables = SCOPE_TABLES};
}

static void eval_reads_every_kind_of_name(void **state)
{
    static const struct {
        const char *text;
        double value;
    } CASES[] = {
        {"demand", 2},
        {"oil - fuel", 50},
        {"1 * blockade.imposed", 1},
        {"1 * blockade.open", 0},
        {"1 * (blockade in (imposed, lifted))", 1},
        {"time", 10},
        {"elapsed(korea)", 6},
        {"deficit", 1.5},
        {"curve(1.5)", 4.5},
        {"if(low, 1, 2)", 2},
        {"output_at(0.25)", 0.55},
        {"3 * still", 6.75},
        {"if(oil < fuel, 1, 2)", 2},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        brink_i_env env = env_at(10);
        assert_same(brink_i_expr_eval(check(state, CASES[i].text, BRINK_I_NUMBER), &env), CASES[i].value);
    }
}

/* 20 January 2027 is day 384 counted from 1 January 2026, whatever the unit of time. */
static void eval_date_is_time_since_the_start(void **state)
{
    struct expr_scope *s = *state;
    static const struct {
        const char *text;
        double value;
    } CASES[] = {
        {"2027-01-20 - time", 374},     {"2026-01-01 + 0 day", 0},      {"2025-12-31 + 0 day", -1},
        {"2028-03-01 - 2028-02-28", 2}, {"2100-03-01 - 2100-02-28", 1}, {"if(time < 2026-01-12, 1, 2)", 1},
    };
    s->scope.dated = brink_i_date_read("2026-01-01", 10, &s->scope.first_day);
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        brink_i_env env = env_at(10);
        assert_same(brink_i_expr_eval(check(state, CASES[i].text, BRINK_I_NUMBER), &env), CASES[i].value);
    }
}

static void eval_tracked_comparison_takes_its_truth(void **state)
{
    struct expr_scope *s = *state;
    const brink_i_expr *expr = check(state, "oil < 3", BRINK_I_CONDITION);
    unsigned char *truths = calloc((size_t)s->comparisons.n, 1),
                  *by_value = calloc((size_t)s->comparisons.n, 1);
    assert_non_null(truths);
    assert_non_null(by_value);
    brink_i_env env = env_at(10);
    env.truths = truths;
    truths[expr->comparison] = 1; /* against the values: oil is 100 */
    assert_same(brink_i_expr_eval(expr, &env), 1);
    env.by_value = by_value;
    assert_same(brink_i_expr_eval(expr, &env), 1);
    by_value[expr->comparison] = 1;
    assert_same(brink_i_expr_eval(expr, &env), 0);
    free(truths);
    free(by_value);
}

static void apply_nan_never_vanishes(void **state)
{
    (void)state;
    const double nan = (double)NAN;
    assert_true(isnan(brink_i_min(nan, 1)) && isnan(brink_i_min(1, nan)) && isnan(brink_i_max(nan, 1)) &&
                isnan(brink_i_max(1, nan)));
    static const brink_i_op UNARY[] = {BRINK_I_OP_NEG,      BRINK_I_OP_ABS,   BRINK_I_OP_EXP,
                                       BRINK_I_OP_LOG10,    BRINK_I_OP_LOG,   BRINK_I_OP_SQRT,
                                       BRINK_I_OP_LOGISTIC, BRINK_I_OP_FLOOR, BRINK_I_OP_CEIL,
                                       BRINK_I_OP_ROUND,    BRINK_I_OP_SIN,   BRINK_I_OP_COS};
    for (size_t i = 0; i < sizeof UNARY / sizeof UNARY[0]; i++) {
        assert_true(isnan(brink_i_apply(UNARY[i], nan, 0, 0)));
    }
    assert_true(isnan(brink_i_apply(BRINK_I_OP_CLAMP, nan, 0, 1)));
    assert_true(isnan(brink_i_apply(BRINK_I_OP_CLAMP, 0.5, nan, 1)));
    assert_true(isnan(brink_i_apply(BRINK_I_OP_CLAMP, 0.5, 0, nan)));
    assert_true(isnan(brink_i_apply(BRINK_I_OP_LOG, -1, 0, 0)));
    assert_true(isnan(brink_i_apply(BRINK_I_OP_DIV, 0, 0, 0)));
    assert_true(isinf(brink_i_apply(BRINK_I_OP_DIV, 1, 0, 0)));
    assert_true(isnan(brink_i_apply(BRINK_I_OP_POW, -1, 0.5, 0)));
    assert_same(brink_i_apply(BRINK_I_OP_POW, 0, 0, 0), 1);
    assert_same(brink_i_apply(BRINK_I_OP_POW, -2, 3, 0), -8);
    assert_same(brink_i_apply(BRINK_I_OP_NE, nan, nan, 0), 1);
    assert_same(brink_i_apply(BRINK_I_OP_EQ, nan, nan, 0), 0);
}

static void table_is_piecewise_linear_and_flat_outside(void **state)
{
    (void)state;
    const brink_i_table *t = &SCOPE_TABLES[1];
    static const double AT[][2] = {{-1e300, 5}, {-10, 5}, {-5, 3},  {0, 1},        {1.5, 4.5},
                                   {3, 8},      {40, -2}, {41, -2}, {INFINITY, -2}};
    for (size_t i = 0; i < sizeof AT / sizeof AT[0]; i++) {
        assert_same(brink_i_table_at(t, AT[i][0]), AT[i][1]);
    }
    assert_true(isnan(brink_i_table_at(t, (double)NAN)));
    const double x = 2, y = 7;
    const brink_i_table single = {.n = 1, .x = &x, .y = &y};
    assert_same(brink_i_table_at(&single, 1), 7);
    assert_same(brink_i_table_at(&single, 2), 7);
    assert_same(brink_i_table_at(&single, 3), 7);
}

/* Draws: one uniform each, of the distribution as prepared, and the same bits. */
static void eval_draw_takes_one_uniform(void **state)
{
    const brink_i_expr *expr =
        check(state, "weibull(1.5, 2 * delay) + truncate(normal(0, 1), 0.5, 2) * 1 day", BRINK_I_NUMBER);
    brink_i_stream stream = {1, 3}, twin = {1, 3};
    brink_i_env env = env_at(0);
    env.stream = &stream;
    double got = brink_i_expr_eval(expr, &env);
    brink_i_dist weibull, normal;
    const double shape_scale[] = {1.5, 80}, mean_sd[] = {0, 1};
    assert_null(brink_i_dist_prepare(&weibull, BRINK_I_DIST_WEIBULL, shape_scale, 2));
    assert_null(brink_i_dist_prepare(&normal, BRINK_I_DIST_NORMAL, mean_sd, 2));
    assert_null(brink_i_dist_truncate(&normal, 0.5, 2));
    double first = brink_i_dist_quantile(&weibull, brink_i_stream_uniform(&twin));
    assert_same(got, first + brink_i_dist_quantile(&normal, brink_i_stream_uniform(&twin)));
    assert_true(stream.state == twin.state);
    assert_null(env.fault);
}

static void eval_wrong_draw_faults_at_its_place(void **state)
{
    const brink_i_expr *expr = check(state, "1 + weibull(1.5, -resolve)", BRINK_I_NUMBER);
    brink_i_stream stream = {1, 3};
    brink_i_env env = env_at(0);
    env.stream = &stream;
    assert_true(isnan(brink_i_expr_eval(expr, &env)));
    assert_non_null(env.fault);
    assert_ptr_equal(env.fault_at, expr->args[1]);
    env = env_at(0);
    assert_true(isnan(brink_i_expr_eval(check(state, "normal()", BRINK_I_NUMBER), &env)));
    assert_non_null(env.fault);
}

/* Of the branches only the chosen one draws. */
static void eval_if_evaluates_one_branch(void **state)
{
    const brink_i_expr *expr =
        check(state, "if(korea.war, uniform() + uniform(), uniform())", BRINK_I_NUMBER);
    brink_i_stream stream = {1, 3}, twin = {1, 3};
    brink_i_env env = env_at(0);
    env.stream = &stream;
    double got = brink_i_expr_eval(expr, &env);
    assert_same(got, brink_i_stream_uniform(&twin));
}

/* Affine expressions: the slope is the difference quotient, to rounding. A stock moves in a straight line
 * here, so any step will do. */
static void slope_is_the_difference_quotient(void **state)
{
    static const char *const AFFINE[] = {"oil",
                                         "oil + fuel * 3 - depot",
                                         "-(oil - 2 * fuel) / depot * (1 Mbbl)",
                                         "oil * resolve / (ready + 1)",
                                         "if(korea.calm, oil, fuel)",
                                         "if(korea.war, oil, 2 * fuel)",
                                         "time * demand + oil",
                                         "elapsed(korea) * demand - oil",
                                         "deficit * time",
                                         "1 Mbbl * tension * curve(3) / depot",
                                         "oil - 1000 bbl",
                                         "3 * depot"};
    static const double SLOPES[] = {-3, 0.5, -0.125, 0, 0, 0.25};
    const double step = 0.5;
    for (size_t i = 0; i < sizeof AFFINE / sizeof AFFINE[0]; i++) {
        const brink_i_expr *expr = check(state, AFFINE[i], BRINK_I_NUMBER);
        brink_i_env env = env_at(10);
        brink_i_dual dual = brink_i_expr_slope(expr, &env, SLOPES);
        assert_same(dual.value, brink_i_expr_eval(expr, &env));
        double later[SCOPE_STOCKS];
        for (int k = 0; k < SCOPE_STOCKS; k++) {
            later[k] = STOCKS[k] + SLOPES[k] * step;
        }
        env.time += step;
        env.stocks = later;
        double quotient = (brink_i_expr_eval(expr, &env) - dual.value) / step;
        if (fabs(quotient - dual.slope) > 1e-9 * (1 + fabs(quotient))) {
            fail_msg("%s: slope %.17g, not %.17g", AFFINE[i], dual.slope, quotient);
        }
    }
}

static void assert_same_tree(const brink_i_expr *a, const brink_i_expr *b)
{
    assert_int_equal(a->op, b->op);
    assert_int_equal(a->n, b->n);
    assert_int_equal(a->type, b->type);
    assert_int_equal(a->index, b->index);
    assert_true(a->states == b->states);
    assert_int_equal(a->truncated, b->truncated);
    assert_int_equal(a->dist, b->dist);
    assert_same(a->number, b->number);
    for (int i = 0; i < a->n && a->op != BRINK_I_OP_DEFINE; i++) {
        assert_same_tree(a->args[i], b->args[i]);
    }
}

static void assert_round_trip(void **state, const char *text, brink_i_type type)
{
    const brink_i_expr *expr = check(state, text, type);
    char *printed = NULL, *again = NULL;
    assert_int_equal(brink_i_expr_print(expr, &SCOPE_NAMES, &printed), BRINK_OK);
    const brink_i_expr *back = check(state, printed, type);
    assert_same_tree(expr, back);
    assert_int_equal(brink_i_expr_print(back, &SCOPE_NAMES, &again), BRINK_OK);
    assert_string_equal(printed, again);
    free(printed);
    free(again);
}

static void print_parses_back_to_the_same_tree(void **state)
{
    static const char *const CONDITIONS[] = {"not (true and false) or resolve < 3",
                                             "(resolve < 3) == (ready > 2)",
                                             "not not korea.war",
                                             "not (resolve < 3) == true",
                                             "(true or false) and (false or true)",
                                             "korea.war and (blockade in (open, lifted) or low)",
                                             "not (true or low) and not low"};
    static const char *const NUMBERS[] = {"2 - (3 - 4) - 5",
                                          "2 / (3 / 4) / 5",
                                          "(2 ^ 3) ^ 4",
                                          "2 ^ 3 ^ 4",
                                          "(-2) ^ 2",
                                          "-2 ^ 2",
                                          "2 ^ -3",
                                          "2 ^ -3 ^ 2",
                                          "--2",
                                          "-(2 + 3)",
                                          "-2 * 3",
                                          "-(2 * 3)",
                                          "2 * -3",
                                          "1e-300 + 1e300 + 0.1 + 123456789",
                                          "min(1, max(2, 3), 4)",
                                          "clamp(ready, 0, 1)",
                                          "truncate(normal(0, 2), -1, 1) + normal()",
                                          "discrete(1, 0.3, 2, 0.7)",
                                          "truncate(cauchy(0, 2), -inf, 1) + truncate(data(1, 2), 1, inf)",
                                          "quantile(truncate(normal(0, 2), -1, 1), rationing)",
                                          "-cdf(beta(2, resolve), ready / 2) ^ 2",
                                          "quantile(uniform(), uniform(0.5, 1))",
                                          "if(low, 1, 2) + still",
                                          "output_at(resolve / 2)",
                                          "3 * (resolve < 2) + korea.war",
                                          "elapsed(korea)",
                                          "time"};
    for (size_t i = 0; i < sizeof CONDITIONS / sizeof CONDITIONS[0]; i++) {
        assert_round_trip(state, CONDITIONS[i], BRINK_I_CONDITION);
    }
    for (size_t i = 0; i < sizeof NUMBERS / sizeof NUMBERS[0]; i++) {
        assert_round_trip(state, NUMBERS[i], BRINK_I_NUMBER);
    }
}

/* Printed numbers carry no unit, so quotients of units do not read back; those are left out. */
static void print_random_expressions_parse_back(void **state)
{
    brink_i_stream stream = {17, 23};
    int tried = 0;
    for (int k = 0; k < 3000; k++) {
        char *text = NULL;
        assert_non_null(random_expr(*state, &stream, &text));
        if (!strstr(text, " day)") && !strstr(text, " week)") && !strstr(text, " Mbbl)")) {
            assert_round_trip(state, text, BRINK_I_NUMBER);
            tried++;
        }
        free(text);
    }
    assert_true(tried > 500);
}

static void decimal_write_is_short_and_exact(void **state)
{
    (void)state;
    static const struct {
        double x;
        const char *text;
    } CASES[] = {{0, "0"},
                 {60, "60"},
                 {0.1, "0.1"},
                 {1e-3, "0.001"},
                 {1e22, "1e+22"},
                 {123456789012, "123456789012"},
                 {1.0 / 3, "0.3333333333333333"},
                 {-2.5, "-2.5"},
                 {1e-9, "1e-09"},
                 {100000, "100000"}};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        char text[BRINK_I_DECIMAL_ROOM];
        double back;
        brink_i_decimal_write(text, CASES[i].x);
        assert_string_equal(text, CASES[i].text);
        assert_int_equal(brink_i_decimal_read(text, strlen(text), &back), BRINK_I_DECIMAL_GOOD);
        assert_same(back, CASES[i].x);
    }
    double x;
    assert_int_equal(brink_i_decimal_read("1e999", 5, &x), BRINK_I_DECIMAL_LARGE);
    assert_int_equal(brink_i_decimal_read("1e-999", 6, &x), BRINK_I_DECIMAL_SMALL);
    assert_int_equal(brink_i_decimal_read("2.2e-308", 8, &x), BRINK_I_DECIMAL_SMALL);
    assert_int_equal(brink_i_decimal_read("2.3e-308", 8, &x), BRINK_I_DECIMAL_GOOD);
    assert_int_equal(brink_i_decimal_read("0.00e-999", 9, &x), BRINK_I_DECIMAL_GOOD);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(eval_reads_every_kind_of_name),
        cmocka_unit_test(eval_date_is_time_since_the_start),
        cmocka_unit_test(eval_tracked_comparison_takes_its_truth),
        cmocka_unit_test(apply_nan_never_vanishes),
        cmocka_unit_test(table_is_piecewise_linear_and_flat_outside),
        cmocka_unit_test(eval_draw_takes_one_uniform),
        cmocka_unit_test(eval_wrong_draw_faults_at_its_place),
        cmocka_unit_test(eval_if_evaluates_one_branch),
        cmocka_unit_test(slope_is_the_difference_quotient),
        cmocka_unit_test(print_parses_back_to_the_same_tree),
        cmocka_unit_test(print_random_expressions_parse_back),
        cmocka_unit_test(decimal_write_is_short_and_exact),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
