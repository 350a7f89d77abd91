/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_EXPR_CHECKER_H
#define BRINK_EXPR_CHECKER_H

/* Shared by the files of the checker (check.c, check_*.c) only. Each names only files that stand below it
 * here: check.c, check_place.c, check_calls.c, check_draws.c, check_names.c, check_units.c, check_functions.c
 * and check_nodes.c. What needs one of its operands checked asks `visit`, so that the walk goes round, not
 * the files.
 *
 * Checked nodes are brink_i_expr in the scope's arena. While checking, `unit` NULL means open: a bare number,
 * or something made of bare numbers, that will take the unit of its partner. Every function that returns a
 * node returns NULL after reporting what is wrong (or when out of memory: checker.memory; or when the culprit
 * was reported before). */

#include "expr/parse.h"

typedef struct brink_i_checker brink_i_checker;

struct brink_i_checker {
    brink_i_source source;
    /* Checks any node, whatever it is. */
    brink_i_expr *(*visit)(brink_i_checker *c, const brink_i_node *node);
    const brink_i_want *want;
    const brink_i_unit *one;
    bool memory; /* ran out of it */
};

/* --- check_nodes.c --- */
/* A new node at the place of `mark`. Height, size, draws and (largest) binding come from the arguments;
 * comparison is -1. */
brink_i_expr *brink_i_checker_new(brink_i_checker *c, const brink_i_node *node, brink_i_op op,
                                  brink_i_expr *const *args, int n);
/* An argument that the checker itself made, to be changed again. */
brink_i_expr *brink_i_checker_own(const brink_i_expr *expr);

/* --- check_functions.c: the functions of the language, not the distributions --- */
typedef struct brink_i_function {
    const char *name;
    brink_i_op op;
    enum {
        BRINK_I_RULE_PURE,    /* takes and gives a number without unit */
        BRINK_I_RULE_KEEP,    /* gives the unit that it takes */
        BRINK_I_RULE_SHARED,  /* all arguments in one unit, which it gives */
        BRINK_I_RULE_ROOT,    /* halves the unit's powers */
        BRINK_I_RULE_BRANCHES /* if(condition, a, b) */
    } rule;
    int least, most; /* arguments */
    const char *usage;
} brink_i_function;
enum { BRINK_I_CALL_ARGUMENTS = 256 };

extern const brink_i_function brink_i_checker_functions[];
extern const size_t brink_i_checker_n_functions;

/* --- check_units.c: units and kinds of values --- */
/* Gives an open expression its unit; nothing if it has one. */
void brink_i_checker_close(brink_i_expr *expr, const brink_i_unit *unit);
/* The expression in the unit `to` of the same dimension. */
brink_i_expr *brink_i_checker_convert(brink_i_checker *c, const brink_i_node *node, brink_i_expr *expr,
                                      const brink_i_unit *to);
/* Brings *b to the unit of *a, or an open one to the unit of the other. On a mismatch reports
 * "cannot <verb>: A is in x, B is in y" at mark. Both may be open afterwards. */
bool brink_i_checker_unify(brink_i_checker *c, brink_i_span mark, const char *verb,
                           const brink_i_node *a_node, brink_i_expr **a, const brink_i_node *b_node,
                           brink_i_expr **b);
/* "in Mbbl" or "without unit", for messages. */
const char *brink_i_checker_in(brink_i_checker *c, const brink_i_unit *unit);
/* A number without unit; `user` says who wants it ("exp"). */
brink_i_expr *brink_i_checker_pure(brink_i_checker *c, const brink_i_node *node, const char *user);
brink_i_expr *brink_i_checker_condition(brink_i_checker *c, const brink_i_node *node, const char *user);
/* The value if the expression is a constant (no draws): true and *value. */
bool brink_i_checker_constant(const brink_i_expr *expr, double *value);

/* --- check_history.c --- */
bool brink_i_checker_is_history(const char *function);
brink_i_expr *brink_i_checker_history(brink_i_checker *c, const brink_i_node *node);

/* --- check_names.c --- */
/* A node without arguments. */
brink_i_expr *brink_i_checker_leaf(brink_i_checker *c, const brink_i_node *node, brink_i_op op, int index,
                                   const brink_i_unit *unit, brink_i_binding binding);
brink_i_expr *brink_i_checker_name(brink_i_checker *c, const brink_i_node *node);
brink_i_expr *brink_i_checker_in_state(brink_i_checker *c, const brink_i_node *node);
brink_i_expr *brink_i_checker_elapsed(brink_i_checker *c, const brink_i_node *node);
brink_i_expr *brink_i_checker_table(brink_i_checker *c, const brink_i_node *node,
                                    const brink_i_symbol *symbol);
/* NULL after reporting. Silent if the symbol is broken. */
const brink_i_symbol *brink_i_checker_find(brink_i_checker *c, const brink_i_node *node);

/* --- check_calls.c, check_draws.c --- */
brink_i_expr *brink_i_checker_call(brink_i_checker *c, const brink_i_node *node);
brink_i_expr *brink_i_checker_draw(brink_i_checker *c, const brink_i_node *node);
brink_i_expr *brink_i_checker_truncate(brink_i_checker *c, const brink_i_node *node);
/* quantile(distribution, u), cdf(distribution, x). */
brink_i_expr *brink_i_checker_answer(brink_i_checker *c, const brink_i_node *node, brink_i_op op);

/* --- check_place.c --- */
/* The whole expression as its place wants it (checker.want). */
brink_i_expr *brink_i_checker_fit(brink_i_checker *c, const brink_i_node *root, brink_i_expr *expr);

/* --- motion.c --- */
/* As brink_i_expr_motion, for a - b, by what the nodes themselves say about decay. */
brink_i_motion brink_i_checker_motion(const brink_i_expr *a, const brink_i_expr *b);

#endif
