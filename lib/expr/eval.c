/* SPDX-License-Identifier: Apache-2.0 */
#include "expr/eval.h"

#include "expr/range_table.h"

#include <math.h>

double brink_i_table_at(const brink_i_table *table, double at)
{
    if (isnan(at)) {
        return at;
    }
    int low = 0, high = table->n - 1;
    if (at < table->x[0]) {
        return table->y[0];
    }
    if (at >= table->x[high]) {
        return table->y[high];
    }
    while (high - low > 1) { /* x[low] <= at < x[high] */
        int middle = low + (high - low) / 2;
        if (table->x[middle] <= at) {
            low = middle;
        } else {
            high = middle;
        }
    }
    const double *x = table->x + low, *y = table->y + low;
    return y[0] + (y[1] - y[0]) * ((at - x[0]) / (x[1] - x[0]));
}

static double fail(const brink_i_expr *expr, brink_i_env *env, const char *what)
{
    if (!env->fault) {
        env->fault = what;
        env->fault_at = expr;
    }
    return (double)NAN;
}

static double draw(const brink_i_expr *expr, brink_i_env *env)
{
    double args[BRINK_I_DIST_ARGUMENTS];
    if (!env->stream) {
        return fail(expr, env, "a draw where nothing can be drawn");
    }
    for (int i = 0; i < expr->n && i < BRINK_I_DIST_ARGUMENTS; i++) {
        args[i] = brink_i_expr_eval(expr->args[i], env);
    }
    const int n = expr->truncated ? expr->n - 2 : expr->n;
    brink_i_dist dist;
    const char *wrong = brink_i_dist_prepare(&dist, expr->dist, args, n);
    if (!wrong && expr->truncated) {
        wrong = brink_i_dist_truncate(&dist, args[n], args[n + 1]);
    }
    return wrong ? fail(expr, env, wrong) : brink_i_dist_quantile(&dist, brink_i_stream_uniform(env->stream));
}

static double answer(const brink_i_expr *expr, brink_i_env *env)
{
    double args[BRINK_I_DIST_ARGUMENTS];
    for (int i = 0; i < expr->n && i < BRINK_I_DIST_ARGUMENTS; i++) {
        args[i] = brink_i_expr_eval(expr->args[i], env);
    }
    return brink_i_op_answer((int)expr->op, expr->dist, expr->truncated, args, expr->n);
}

static bool in_state(const brink_i_expr *expr, const brink_i_env *env)
{
    return expr->states >> env->states[expr->index] & 1;
}

double brink_i_expr_eval(const brink_i_expr *expr, brink_i_env *env)
{
    if (expr->comparison >= 0 && env->truths && !(env->by_value && env->by_value[expr->comparison])) {
        return brink_i_truth(env->truths[expr->comparison] != 0);
    }
    switch (expr->op) {
    case BRINK_I_OP_CONST:
        return expr->number;
    case BRINK_I_OP_PARAM:
        return env->params[expr->index];
    case BRINK_I_OP_STOCK:
        return env->stocks[expr->index];
    case BRINK_I_OP_IN_STATE:
        return brink_i_truth(in_state(expr, env));
    case BRINK_I_OP_TIME:
        return env->time;
    case BRINK_I_OP_ELAPSED:
        return env->time - env->entered[expr->index];
    case BRINK_I_OP_DEFINE:
        return brink_i_expr_eval(expr->args[0], env);
    case BRINK_I_OP_TABLE:
        return brink_i_table_at(&env->tables[expr->index], brink_i_expr_eval(expr->args[0], env));
    case BRINK_I_OP_DRAW:
        return draw(expr, env);
    case BRINK_I_OP_QUANTILE:
    case BRINK_I_OP_CDF:
        return answer(expr, env);
    case BRINK_I_OP_IF:
        return brink_i_expr_eval(expr->args[0], env) > 0.0 ? brink_i_expr_eval(expr->args[1], env)
                                                           : brink_i_expr_eval(expr->args[2], env);
    default:
        break;
    }
    double a = expr->n > 0 ? brink_i_expr_eval(expr->args[0], env) : 0.0;
    double b = expr->n > 1 ? brink_i_expr_eval(expr->args[1], env) : 0.0;
    double c = expr->n > 2 ? brink_i_expr_eval(expr->args[2], env) : 0.0;
    return brink_i_apply(expr->op, a, b, c);
}

brink_i_dual brink_i_expr_slope(const brink_i_expr *expr, brink_i_env *env, const double *slopes)
{
    const brink_i_dual none = {0.0, 0.0};
    if (expr->binding <= BRINK_I_EVENT) {
        return (brink_i_dual){brink_i_expr_eval(expr, env), 0.0};
    }
    switch (expr->op) {
    case BRINK_I_OP_STOCK:
        return (brink_i_dual){env->stocks[expr->index], slopes[expr->index]};
    case BRINK_I_OP_TIME:
    case BRINK_I_OP_ELAPSED:
        return (brink_i_dual){brink_i_expr_eval(expr, env), 1.0};
    case BRINK_I_OP_DEFINE:
        return brink_i_expr_slope(expr->args[0], env, slopes);
    case BRINK_I_OP_IF:
        return brink_i_expr_slope(expr->args[brink_i_expr_eval(expr->args[0], env) > 0.0 ? 1 : 2], env,
                                  slopes);
    case BRINK_I_OP_TABLE:
    case BRINK_I_OP_DRAW:
        return (brink_i_dual){brink_i_expr_eval(expr, env), 0.0};
    default:
        break;
    }
    brink_i_dual a = expr->n > 0 ? brink_i_expr_slope(expr->args[0], env, slopes) : none;
    brink_i_dual b = expr->n > 1 ? brink_i_expr_slope(expr->args[1], env, slopes) : none;
    brink_i_dual c = expr->n > 2 ? brink_i_expr_slope(expr->args[2], env, slopes) : none;
    return brink_i_apply_dual(expr->op, a, b, c);
}

brink_i_range brink_i_expr_range(const brink_i_expr *expr, brink_i_env *env, const double *stock_low,
                                 const double *stock_high, double time_high)
{
    if (expr->binding <= BRINK_I_EVENT) {
        return brink_i_range_point(brink_i_expr_eval(expr, env));
    }
    brink_i_range args[3] = {{0.0, 0.0}, {0.0, 0.0}, {0.0, 0.0}};
    const int i = expr->index;
    switch (expr->op) {
    case BRINK_I_OP_STOCK:
        return brink_i_range_of(stock_low[i], stock_high[i]);
    case BRINK_I_OP_TIME:
        return brink_i_range_of(env->time, time_high);
    case BRINK_I_OP_ELAPSED:
        return brink_i_range_of(env->time - env->entered[i], time_high - env->entered[i]);
    case BRINK_I_OP_DEFINE:
        return brink_i_expr_range(expr->args[0], env, stock_low, stock_high, time_high);
    case BRINK_I_OP_TABLE:
        return brink_i_range_table(&env->tables[i],
                                   brink_i_expr_range(expr->args[0], env, stock_low, stock_high, time_high));
    case BRINK_I_OP_DRAW:
        return brink_i_range_all();
    case BRINK_I_OP_IF: /* a branch that is not taken must not spoil the bound: it may divide by zero there */
        args[0] = brink_i_expr_range(expr->args[0], env, stock_low, stock_high, time_high);
        if (args[0].low > 0.0 || args[0].high <= 0.0) {
            return brink_i_expr_range(expr->args[args[0].low > 0.0 ? 1 : 2], env, stock_low, stock_high,
                                      time_high);
        }
        break;
    default:
        break;
    }
    for (int k = 0; k < expr->n && k < 3; k++) {
        args[k] = brink_i_expr_range(expr->args[k], env, stock_low, stock_high, time_high);
    }
    return brink_i_range_apply(expr->op, args[0], args[1], args[2]);
}
