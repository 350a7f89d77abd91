/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_EXPR_EXPR_H
#define BRINK_EXPR_EXPR_H

/* The checked expression: a tree whose names are resolved, whose units agree (conversions are explicit CONST
 * multiplications) and whose binding is known. Immutable after checking; lives in the model's arena; shared
 * subtrees occur only below a DEFINE node. The oracle walks it, the compiler turns it into instructions. */

#include <stdbool.h>
#include <stdint.h>

#include "brink/diagnostics.h"
#include "expr/op.h"
#include "random/distribution.h"
#include "units/units.h"

typedef enum brink_i_type { BRINK_I_NUMBER, BRINK_I_CONDITION } brink_i_type;

/* The most volatile thing that an expression reads; see docs/semantics.md section 1. */
typedef enum brink_i_binding {
    BRINK_I_CONSTANT,
    BRINK_I_TRIAL,
    BRINK_I_EVENT,
    BRINK_I_MOVING
} brink_i_binding;

typedef struct brink_i_expr {
    brink_i_op op;
    brink_i_type type;
    brink_i_binding binding;
    bool draws;     /* contains a DRAW */
    bool truncated; /* DRAW, QUANTILE, CDF */
    int n;          /* number of arguments */
    const struct brink_i_expr *const *args;
    double number;   /* CONST */
    int index;       /* PARAM, STOCK, IN_STATE, ELAPSED, DEFINE, TABLE */
    uint64_t states; /* IN_STATE */
    int comparison;  /* tracked comparison, index into the model's list; -1 otherwise */
    brink_i_dist_kind dist;
    const brink_i_unit
        *unit; /* of the value; NULL only inside the checker while still open; dimensionless for conditions */
    brink_where where;  /* of its operator or name */
    int length, offset; /* of that: in characters, and its first byte in the text; for messages */
    bool decays;        /* STOCK: has a decay */
    int height; /* of the tree, definitions included; at most BRINK_I_EXPR_HEIGHT, so recursion over it is
                   safe */
    int size;   /* nodes, definitions counted wherever they are used; at most BRINK_I_EXPR_SIZE */
} brink_i_expr;

enum { BRINK_I_EXPR_HEIGHT = 1000, BRINK_I_EXPR_SIZE = 100000 };

/* The most arguments of a distribution, its bounds if truncated among them, and what is asked of it. */
enum { BRINK_I_DIST_ARGUMENTS = 2 * BRINK_I_DIST_MAX_PAIRS + 3 };

static inline bool brink_i_op_asks(int op) { return op == BRINK_I_OP_QUANTILE || op == BRINK_I_OP_CDF; }

/* The value of QUANTILE and CDF from those of their arguments. */
static inline double brink_i_op_answer(int op, brink_i_dist_kind dist, bool truncated, const double *args,
                                       int n)
{
    return brink_i_dist_answer(op == BRINK_I_OP_CDF ? BRINK_I_ASK_CDF : BRINK_I_ASK_QUANTILE, dist, truncated,
                               args, n);
}

/* Piecewise linear function, flat outside; x strictly increasing, in args' converted unit. */
typedef struct brink_i_table {
    const char *name;
    int n;
    const double *x, *y;
    const brink_i_unit *argument_unit, *unit;
    brink_where where;
} brink_i_table;

/* Value of a table: binary search for the last x[i] <= at, then y[i] + (y[i+1]-y[i]) * ((at-x[i]) /
 * (x[i+1]-x[i])). */
double brink_i_table_at(const brink_i_table *table, double at);

#endif
