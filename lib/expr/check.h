/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_EXPR_CHECK_H
#define BRINK_EXPR_CHECK_H

/* Text -> parse tree -> checked expression, with diagnostics. */

#include "base/arena.h"
#include "base/diagnostics.h"
#include "expr/expr.h"

/* What a name means. Filled by the model while it resolves declarations. */
typedef enum brink_i_symbol_kind {
    BRINK_I_SYMBOL_PARAM,
    BRINK_I_SYMBOL_STOCK,
    BRINK_I_SYMBOL_MACHINE,
    BRINK_I_SYMBOL_DEFINE,
    BRINK_I_SYMBOL_TABLE
} brink_i_symbol_kind;

typedef struct brink_i_symbol {
    brink_i_symbol_kind kind;
    const char *name;
    int index;
    const brink_i_unit *unit;          /* PARAM, STOCK; TABLE: of its value */
    bool moves, decays;                /* STOCK: has flow or decay; has decay */
    const brink_i_expr *body;          /* DEFINE: checked body */
    const brink_i_unit *argument_unit; /* TABLE */
    const char *const *states;         /* MACHINE */
    int n_states;
    bool broken; /* declared, but already reported as wrong: expressions using it give no further message */
} brink_i_symbol;

/* A growing list of the tracked comparisons found so far, in order of discovery. */
typedef struct brink_i_comparisons {
    const brink_i_expr **list;
    int n, room;
} brink_i_comparisons;

/* What a machine has been through, as a stock that the model keeps for whoever asks. */
typedef enum brink_i_history {
    BRINK_I_HISTORY_NONE,
    BRINK_I_HISTORY_EVER,    /* 1 once it has been in one of the states, else 0 */
    BRINK_I_HISTORY_ENTRIES, /* how often it has entered one of them */
    BRINK_I_HISTORY_TIME_IN  /* how long it has been in them */
} brink_i_history;

typedef struct brink_i_scope {
    void *self;
    /* The symbol of a name (resolving a definition on first use; NULL if unknown or out of memory). */
    const brink_i_symbol *(*find)(void *self, const char *name);
    /* The stock that keeps a history; `states_text`: as in "crisis.war". NULL, so that an error is reported:
     * none is kept, or not yet. The member may be NULL. */
    const brink_i_symbol *(*history)(void *self, brink_i_history kind, int machine, uint64_t states,
                                     const char *states_text);
    /* Takes note of a name that is not there; true: nothing is to be reported of it. The member may be NULL.
     */
    bool (*missing)(void *self, const char *name);
    /* All names, for "did you mean"; returns the count. */
    size_t (*names)(void *self, const char *const **names);
    brink_i_units *units;
    const brink_i_unit *time_unit; /* of `time` and `elapsed` */
    bool dated;                    /* the day at which a trial begins is known: */
    long first_day;                /* as base/date.h counts days */
    brink_i_arena *arena;
    brink_diagnostics *diagnostics;
    brink_i_comparisons *comparisons; /* tracked comparisons are appended here; list is malloc'ed and owned by
                                         the model builder */
} brink_i_scope;

/* What the place of an expression asks for. */
typedef struct brink_i_want {
    const char *place; /* for messages: "the rate of blockade: imposed -> lifted" */
    brink_i_type type;
    const brink_i_unit
        *unit; /* required unit (the value is converted to it); NULL: any, a bare number is dimensionless */
    bool allow_draws;
    brink_i_binding most;  /* largest binding allowed */
    const char *most_hint; /* what to do if it is exceeded; may be NULL */
    const char *most_code; /* code of that message; NULL: not-constant, varies-in-trial, and for `most` EVENT
                              unsolvable-condition (conditions) or moving-value (numbers) */
} brink_i_want;

/* Parses and checks text at `where`. BRINK_OK with *out set; BRINK_ERR_INVALID with at least one diagnostic;
 * or BRINK_ERR_MEMORY. `text` is copied where needed. Parsing depth is limited to 200 nested levels, length
 * to 64 KiB. */
brink_status brink_i_expr_check(const brink_i_scope *scope, const char *text, brink_where where,
                                const brink_i_want *want, const brink_i_expr **out);

/* True for a word that expressions give a meaning to, so that nothing can be named so: keywords, `time`,
 * `pi`, `otherwise`, functions, distributions. */
bool brink_i_expr_is_reserved(const char *name);

/* How an expression moves between events. */
typedef enum brink_i_motion {
    BRINK_I_STILL,     /* binding <= EVENT */
    BRINK_I_LINEAR,    /* affine in time, elapsed and linear stocks */
    BRINK_I_DECAYING,  /* affine in exactly one decaying stock, nothing else moves */
    BRINK_I_NOT_AFFINE /* anything else */
} brink_i_motion;

/* The motion of a checked expression; `decays[i]` says whether stock i decays. If DECAYING, *stock is that
 * stock. */
brink_i_motion brink_i_expr_motion(const brink_i_expr *expr, const bool *decays, int *stock);

/* Writes the expression as text that parses back to the same tree (for `show` and messages); names come from
 * the model. */
typedef struct brink_i_names {
    const char *const *params, *const *stocks, *const *machines, *const *defines, *const *tables;
    const char *const *const *states; /* per machine */
} brink_i_names;
struct brink_i_text;
brink_status brink_i_expr_print(const brink_i_expr *expr, const brink_i_names *names, char **out);

#endif
