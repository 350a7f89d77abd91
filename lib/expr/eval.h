/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_EXPR_EVAL_H
#define BRINK_EXPR_EVAL_H

/* The reference evaluator: walks the tree. The oracle uses it; the loader uses it for constants. Each
 * operation is the primitive of expr/primitive.h, which the compiled program uses too, so that both give the
 * same bits. */

#include "expr/expr.h"
#include "expr/primitive.h"
#include "expr/range.h"
#include "random/pcg.h"

/* All that an expression can read. Arrays are indexed as in the model. */
typedef struct brink_i_env {
    const double *params;
    const double *stocks;  /* values at `time` */
    const int *states;     /* current state of each machine */
    const double *entered; /* entry time of each machine */
    double time;
    const unsigned char *truths; /* of each tracked comparison */
    const unsigned char
        *by_value; /* per tracked comparison: evaluate it from values (awaiting its update); NULL: none */
    const brink_i_table *tables;
    brink_i_stream *stream; /* for draws; NULL where none are allowed */
    /* The first draw whose arguments were wrong: what, and where. NULL before. The value is then NaN. */
    const char *fault;
    const brink_i_expr *fault_at;
} brink_i_env;

double brink_i_expr_eval(const brink_i_expr *expr, brink_i_env *env);

/* Value and time derivative of an affine expression (motion STILL, LINEAR or DECAYING); `slopes[i]` is the
 * derivative of stock i at env->time. brink_i_dual: expr/primitive.h. */
brink_i_dual brink_i_expr_slope(const brink_i_expr *expr, brink_i_env *env, const double *slopes);

/* Interval bounds. `stock_low/high[i]`: range of stock i over the window; time ranges over [time, time_high].
 * Subtrees with binding <= EVENT are evaluated as points by brink_i_expr_eval. brink_i_range: expr/range.h.
 */
brink_i_range brink_i_expr_range(const brink_i_expr *expr, brink_i_env *env, const double *stock_low,
                                 const double *stock_high, double time_high);

#endif
