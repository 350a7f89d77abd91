/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_EXPR_PARSE_H
#define BRINK_EXPR_PARSE_H

/* Text -> parse tree. Names are not looked up; units behind numbers are. */

#include "expr/source.h"

typedef enum brink_i_node_kind {
    BRINK_I_NODE_NUMBER, /* `number`, in `unit` or bare */
    BRINK_I_NODE_NAME,
    BRINK_I_NODE_IN_STATE, /* name.state, or name in (state, ...): the states are NAME arguments */
    BRINK_I_NODE_OPERATOR, /* `op` on one or two arguments */
    BRINK_I_NODE_CALL      /* name(arguments) */
} brink_i_node_kind;

typedef struct brink_i_node {
    brink_i_node_kind kind;
    brink_i_op op;
    double number;
    bool date;                /* NUMBER: a date, as time since the start of a trial */
    const brink_i_unit *unit; /* NUMBER: NULL if bare */
    enum {
        BRINK_I_PER_NONE,
        BRINK_I_PER_BARE,
        BRINK_I_PER_UNIT
    } per; /* NUMBER: '2 per day', '2 km per day' */
    const char *name;
    brink_i_span span; /* the whole subexpression */
    brink_i_span mark; /* its operator or name */
    int n, height;
    struct brink_i_node *first, *last; /* arguments */
    struct brink_i_node *next;         /* the following argument of the parent */
} brink_i_node;

/* BRINK_OK; BRINK_ERR_INVALID after reporting the first error of syntax; or BRINK_ERR_MEMORY. Nodes live in
 * scratch. */
brink_status brink_i_parse(const brink_i_source *source, brink_i_arena *scratch, const brink_i_node **out);

#endif
