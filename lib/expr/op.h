/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_EXPR_OP_H
#define BRINK_EXPR_OP_H

/* The operations of expressions. Apart, because code that is generated for a model includes them too
 * (lib/native). */

typedef enum brink_i_op {
    BRINK_I_OP_CONST,    /* number */
    BRINK_I_OP_PARAM,    /* parameter or lever `index` */
    BRINK_I_OP_STOCK,    /* stock `index` */
    BRINK_I_OP_IN_STATE, /* 1 if machine `index` is in one of `states` (bit per state), else 0 */
    BRINK_I_OP_TIME,     /* time since the start of the trial, in the model's time unit */
    BRINK_I_OP_ELAPSED,  /* time since machine `index` was entered, in the model's time unit */
    BRINK_I_OP_DEFINE,   /* args[0]: the shared body of definition `index` */
    BRINK_I_OP_NEG,
    BRINK_I_OP_ADD,
    BRINK_I_OP_SUB,
    BRINK_I_OP_MUL,
    BRINK_I_OP_DIV,
    BRINK_I_OP_POW,
    BRINK_I_OP_LT, /* comparisons: 1 or 0; `comparison` >= 0 if tracked */
    BRINK_I_OP_LE,
    BRINK_I_OP_GT,
    BRINK_I_OP_GE,
    BRINK_I_OP_EQ,
    BRINK_I_OP_NE,
    BRINK_I_OP_AND, /* of conditions, each 1 or 0; no short circuit: expressions have no effects */
    BRINK_I_OP_OR,
    BRINK_I_OP_NOT,
    BRINK_I_OP_IF,  /* args: condition, then, else; only the chosen branch is evaluated */
    BRINK_I_OP_MIN, /* two arguments; min(a,b,c) is min(min(a,b),c) */
    BRINK_I_OP_MAX,
    BRINK_I_OP_CLAMP, /* x, low, high: min(max(x, low), high) */
    BRINK_I_OP_ABS,
    BRINK_I_OP_EXP,
    BRINK_I_OP_LOG,
    BRINK_I_OP_LOG10,
    BRINK_I_OP_SQRT,
    BRINK_I_OP_LOGISTIC, /* 1 / (1 + exp(-x)) */
    BRINK_I_OP_FLOOR,
    BRINK_I_OP_CEIL,
    BRINK_I_OP_ROUND, /* floor(x + 0.5) */
    BRINK_I_OP_SIN,
    BRINK_I_OP_COS,
    BRINK_I_OP_TABLE,    /* table `index` at args[0] */
    BRINK_I_OP_QUANTILE, /* of distribution `dist`, without drawing; args: its arguments, low and high if
                            `truncated`, and last where */
    BRINK_I_OP_CDF,      /* likewise, the probability that a result is at most the last argument */
    BRINK_I_OP_DRAW, /* one uniform of the owner's stream through distribution `dist`; args: its arguments,
                        then low and high if `truncated` */
    BRINK_I_OP_COUNT
} brink_i_op;

#endif
