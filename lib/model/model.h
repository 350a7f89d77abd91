/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_MODEL_MODEL_H
#define BRINK_MODEL_MODEL_H

/* The checked model. Everything is in the model's arena and immutable after building. Orders are those of the
 * file: they decide ties (docs/semantics.md). */

#include "base/arena.h"
#include "brink/builder.h"
#include "brink/model.h"
#include "expr/check.h"
#include "expr/expr.h"
#include "model/copula.h"
#include "model/record.h"

/* What an expression reads (docs/semantics.md section 1), as sorted lists of indices without repetition. */
typedef struct brink_i_reads {
    const int *machines, *entries, *stocks, *comparisons, *params;
    int n_machines, n_entries, n_stocks, n_comparisons, n_params;
    bool time;
} brink_i_reads;

/* The mechanisms that a declaration says it expresses. */
typedef struct brink_i_tags {
    const char *const *ids;
    int n;
} brink_i_tags;

/* What is said about a definition or table, beside its value. */
typedef struct brink_i_note {
    const char *about; /* may be NULL */
    brink_i_tags mechanisms;
    brink_where where;
} brink_i_note;

/* One mechanism at one declaration. */
typedef struct brink_i_place {
    const char *mechanism, *name; /* "M30", "parameter demand" */
    const char *about;            /* may be NULL */
    brink_where where;
} brink_i_place;

/* An expression in its place. */
typedef struct brink_i_rule {
    const brink_i_expr *expr; /* NULL: absent */
    const char *text;         /* as written */
    brink_i_reads reads;
} brink_i_rule;

typedef struct brink_i_param {
    const char *name, *about, *source, *cost, *payer;
    const char *owner; /* "parameter:NAME" */
    const brink_i_unit *unit;
    brink_i_rule value;
    bool lever, overridden;
    bool chance;                  /* counts as luck: drawn by the number of the trial's luck */
    bool sorted;                  /* its kind was given */
    const brink_i_copula *copula; /* it is drawn together with others, there at ... */
    int place;                    /* ... this place; NULL: alone */
    const char *origin;           /* who overrode it; NULL */
    const char *original_text;    /* before overriding */
    bool has_range;
    double low, high; /* in unit */
    brink_i_tags mechanisms;
    brink_where where;
} brink_i_param;

/* Two parameters with a rank correlation, as it was declared; engines read copulas. */
typedef struct brink_i_tie {
    int a, b; /* a < b */
    double rank;
    const char *about, *source; /* may be NULL */
} brink_i_tie;

typedef struct brink_i_stock {
    const char *name, *about;
    const char *owner; /* "stock:NAME" */
    const brink_i_unit *unit;
    brink_i_rule initial, min, max, flow, decay; /* flow per model time unit, decay per model time unit */
    bool moves, decays;
    brink_i_history history; /* not NONE: the model keeps it, of these states of a machine */
    int machine;
    uint64_t states;
    brink_i_tags mechanisms;
    brink_where where;
} brink_i_stock;

typedef struct brink_i_effect {
    enum { BRINK_I_ASSIGN, BRINK_I_MOVE, BRINK_I_WHEN_IF } kind;
    int target;         /* ASSIGN: stock; MOVE: machine */
    int state;          /* MOVE */
    brink_i_rule value; /* ASSIGN: new value in the stock's unit; IF: condition */
    const struct brink_i_effect *then_do, *else_do;
    int n_then, n_else;
    const char *text;
    brink_where where;
} brink_i_effect;

typedef struct brink_i_target {
    int state;
    brink_i_rule weight; /* dimensionless */
} brink_i_target;

typedef struct brink_i_transition {
    int machine;
    int order;     /* position among the machine's transitions, from 0 */
    uint64_t from; /* bit per state */
    brink_trigger trigger;
    brink_i_rule value;  /* RATE: per time unit. CHANCE: the probability. AFTER: time. WHEN: condition */
    brink_i_rule within; /* CHANCE: time */
    const brink_i_target *to;
    int n_to;
    const brink_i_effect *effects;
    int n_effects;
    const char *about; /* may be NULL */
    const char *label; /* "blockade: imposed -> lifted (rate)" for reports */
    brink_i_tags mechanisms;
    brink_where where;
} brink_i_transition;

typedef struct brink_i_option {
    int state; /* -1: stay */
    brink_i_rule utility;
    const brink_i_effect *effects;
    int n_effects;
} brink_i_option;

typedef struct brink_i_choice {
    int machine;
    uint64_t in;
    const char *by;     /* may be NULL */
    bool reviewed;      /* has `every`; otherwise once, on entry */
    brink_i_rule every; /* time, binding <= TRIAL */
    brink_i_rule precision;
    const brink_i_option *options;
    int n_options;
    const char *label, *about;
    brink_i_tags mechanisms;
    brink_where where;
} brink_i_choice;

typedef struct brink_i_machine {
    const char *name, *about;
    const char *owner; /* "machine:NAME" */
    const char *const *states;
    const char *const *states_about; /* entries may be NULL */
    int n_states;
    const brink_i_target *initial;
    int n_initial;
    const brink_i_transition *transitions;
    int n_transitions;
    const brink_i_choice *choices;
    int n_choices;
    bool hazards; /* has any rate or chance transition */
    brink_i_tags mechanisms;
    brink_where where;
} brink_i_machine;

typedef struct brink_i_process {
    const char *name, *about;
    const char *owner; /* "process:NAME" */
    brink_i_rule every;
    const brink_i_effect *effects;
    int n_effects;
    brink_i_tags mechanisms;
    brink_where where;
} brink_i_process;

/* A tracked comparison; the index in the model's list is brink_i_expr.comparison. */
typedef struct brink_i_comparison {
    const brink_i_expr *expr; /* LT, LE, GT or GE */
    brink_i_reads reads;      /* of its two sides */
    int decaying;             /* the decaying stock that it reads, or -1 */
} brink_i_comparison;

typedef struct brink_i_outcome {
    const char *name, *about;
    brink_i_rule condition; /* expr NULL: otherwise */
    brink_i_tags mechanisms;
    brink_where where;
} brink_i_outcome;

typedef struct brink_i_measure {
    const char *name, *about;
    brink_measure_kind kind;
    const brink_i_unit *unit; /* displayed unit; values are recorded in it */
    brink_i_rule value;       /* AT_END, MIN, MAX: in `unit`; FIRST, TIME_IN: condition */
    double scale;    /* FIRST, TIME_IN: recorded value = time * scale (1 when unit is the time unit) */
    int machine;     /* COUNT */
    uint64_t states; /* COUNT */
    bool headline;   /* the short page has it */
    brink_i_tags mechanisms;
    brink_where where;
} brink_i_measure;

typedef struct brink_i_series {
    const char *name, *about;
    const brink_i_unit *unit;
    brink_i_rule value;
    double every; /* constant, in time units */
    int n_points; /* dates 0, every, 2*every, ..., <= horizon */
    int first;    /* index of its first point in a record's series array */
    brink_i_tags mechanisms;
    brink_where where;
} brink_i_series;

/* One number or a band, in the unit of what is expected. */
typedef struct brink_i_band {
    bool given, exact;
    double low, high; /* exact: low == high */
} brink_i_band;

typedef struct brink_i_expect {
    int outcome, measure, series; /* -1: not this */
    int point;                    /* series: index of its point */
    double at;
    brink_i_band probability, mean, sd, median;
    bool has_every_trial;
    double every_trial, within;
    const char *variant, *source;
    brink_where where;
} brink_i_expect;

struct brink_model {
    brink_i_arena arena;
    brink_i_units *units;
    const char *title, *about, *as_of, *hash;
    const char *variant;     /* name of the variant that it was loaded as; NULL: the base */
    const char *closed;      /* text of the closed scenario that it was loaded from; NULL: it was built */
    const char *const *sets; /* [n_sets] what was set when it was loaded, "name=value" */
    size_t n_sets;
    const brink_i_unit *time_unit;
    double days; /* that a unit of time has */
    double horizon;

    brink_i_param *params;
    int n_params;
    const int *param_order; /* dependency order of evaluation */
    const brink_i_copula *copulas;
    int n_copulas;
    const brink_i_tie *ties;
    int n_ties;
    const char *const *define_names;
    const brink_i_expr *const *defines;
    const brink_i_note *define_notes, *table_notes;
    int n_defines;
    brink_i_table *tables;
    int n_tables;
    brink_i_stock *stocks;
    int n_stocks;
    brink_i_machine *machines;
    int n_machines;
    brink_i_process *processes;
    int n_processes;
    brink_i_comparison *comparisons;
    int n_comparisons;
    brink_i_outcome *outcomes;
    int n_outcomes;
    int otherwise; /* index of the `otherwise` outcome */
    brink_i_measure *measures;
    int n_measures;
    brink_i_series *series;
    int n_series;
    int n_points; /* of all series */
    brink_i_expect *expects;
    int n_expects;
    brink_i_place *places; /* of mechanisms */
    int n_places;
    brink_i_names names; /* for printing expressions */
};

/* The reads of an expression (or of the two sides of a comparison when `inside` is true), allocated in arena.
 */
brink_status brink_i_reads_of(brink_i_arena *arena, const brink_i_expr *expr, bool inside,
                              brink_i_reads *out);

#endif
