/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_EXPR_PRIMITIVE_H
#define BRINK_EXPR_PRIMITIVE_H

/* Every pure operation on numbers, defined once: the tree evaluator and the compiled program both call these,
 * so that they give the same bits. Conditions are the numbers 1 and 0. Comparisons follow IEEE 754 (with a
 * NaN only != holds); every other operation on a NaN gives a NaN, so that it reaches the check that reports
 * it, also through min and max. */

#include <math.h>
#include <stdbool.h>

#include "base/math.h"
#include "expr/op.h"

static inline double brink_i_truth(bool condition) { return condition ? 1.0 : 0.0; }

/* A NaN on either side wins; of equal numbers the first. */
static inline double brink_i_min(double a, double b) { return b < a || isnan(b) ? b : a; }

static inline double brink_i_max(double a, double b) { return b > a || isnan(b) ? b : a; }

static inline double brink_i_logistic(double x) { return 1.0 / (1.0 + brink_i_exp(-x)); }

/* The hazard of chance p within a period. NaN, which faults, where p is no chance or there is no period: two
 * wrongs must not make a hazard. */
static inline double brink_i_chance_hazard(double p, double within)
{
    return p >= 0 && p < 1 && within > 0 ? -brink_i_log1p(-p) / within : (double)NAN;
}

/* The operation on its arguments (unused ones are ignored). Not for leaves, DEFINE, TABLE and DRAW, which
 * need more than numbers: NaN. */
static inline double brink_i_apply(brink_i_op op, double a, double b, double c)
{
    switch (op) {
    case BRINK_I_OP_NEG:
        return -a;
    case BRINK_I_OP_ADD:
        return a + b;
    case BRINK_I_OP_SUB:
        return a - b;
    case BRINK_I_OP_MUL:
        return a * b;
    case BRINK_I_OP_DIV:
        return a / b;
    case BRINK_I_OP_POW:
        return brink_i_pow(a, b);
    case BRINK_I_OP_LT:
        return brink_i_truth(a < b);
    case BRINK_I_OP_LE:
        return brink_i_truth(a <= b);
    case BRINK_I_OP_GT:
        return brink_i_truth(a > b);
    case BRINK_I_OP_GE:
        return brink_i_truth(a >= b);
    case BRINK_I_OP_EQ:
        return brink_i_truth(a >= b && a <= b);
    case BRINK_I_OP_NE:
        return brink_i_truth(!(a >= b && a <= b));
    case BRINK_I_OP_AND:
        return a * b;
    case BRINK_I_OP_OR:
        return brink_i_max(a, b);
    case BRINK_I_OP_NOT:
        return 1.0 - a;
    case BRINK_I_OP_IF:
        return a > 0.0 ? b : c;
    case BRINK_I_OP_MIN:
        return brink_i_min(a, b);
    case BRINK_I_OP_MAX:
        return brink_i_max(a, b);
    case BRINK_I_OP_CLAMP:
        return brink_i_min(brink_i_max(a, b), c);
    case BRINK_I_OP_ABS:
        return fabs(a);
    case BRINK_I_OP_EXP:
        return brink_i_exp(a);
    case BRINK_I_OP_LOG:
        return brink_i_log(a);
    case BRINK_I_OP_LOG10:
        return brink_i_log10(a);
    case BRINK_I_OP_SQRT:
        return sqrt(a);
    case BRINK_I_OP_LOGISTIC:
        return brink_i_logistic(a);
    case BRINK_I_OP_FLOOR:
        return floor(a);
    case BRINK_I_OP_CEIL:
        return ceil(a);
    case BRINK_I_OP_ROUND:
        return floor(a + 0.5);
    case BRINK_I_OP_SIN:
        return brink_i_sin(a);
    case BRINK_I_OP_COS:
        return brink_i_cos(a);
    default:
        return (double)NAN;
    }
}

/* Value and time derivative, for affine expressions: of the factors of a product one, and of a quotient the
 * divisor, has slope 0 (docs/semantics.md section 5). IF: only the chosen branch counts. */
typedef struct brink_i_dual {
    double value, slope;
} brink_i_dual;

static inline brink_i_dual brink_i_apply_dual(brink_i_op op, brink_i_dual a, brink_i_dual b, brink_i_dual c)
{
    switch (op) {
    case BRINK_I_OP_NEG:
        return (brink_i_dual){-a.value, -a.slope};
    case BRINK_I_OP_ADD:
        return (brink_i_dual){a.value + b.value, a.slope + b.slope};
    case BRINK_I_OP_SUB:
        return (brink_i_dual){a.value - b.value, a.slope - b.slope};
    case BRINK_I_OP_MUL:
        return (brink_i_dual){a.value * b.value, a.slope * b.value + a.value * b.slope};
    case BRINK_I_OP_DIV:
        return (brink_i_dual){a.value / b.value, a.slope / b.value};
    case BRINK_I_OP_IF:
        return a.value > 0.0 ? b : c;
    default:
        return (brink_i_dual){brink_i_apply(op, a.value, b.value, c.value), 0.0};
    }
}

#endif
