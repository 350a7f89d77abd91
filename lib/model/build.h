/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_MODEL_BUILD_H
#define BRINK_MODEL_BUILD_H

/* From declarations to a checked model: what the build_*.c files share. One build reports every problem that
 * it can find: a declaration that is wrong is marked broken, and what uses it stays silent. Running out of
 * memory sets `failed` and is found at the end; until then everything must bear NULL. */

#include "model/model.h"

/* Declarations in order; items is an array of the list's type, in the builder's arena. */
typedef struct brink_i_list {
    void *items;
    size_t n, room;
} brink_i_list;

typedef struct brink_i_override {
    brink_source_text name, value;
    const char *origin;
} brink_i_override;

struct brink_builder {
    brink_i_arena arena;
    brink_diagnostics *diagnostics;
    brink_source_text title, about, as_of, variant;
    bool timed;
    /* A module, a piece to be included: it has neither time nor outcomes, and may name what it does not have.
     * Building it fails with one message that lists those names, at this place. */
    brink_where module; /* line 0: it is none */
    brink_source_text time_unit, horizon;
    brink_i_list parameters, correlations, defines, tables, stocks, machines, transitions, choices, processes,
        outcomes, measures, series, expects, overrides;
};

#define BRINK_I_DECLARED(build, list, type) ((const type *)(build)->from->list.items)

/* A name of the model's one name space, or a definition that lost its name to an earlier one. */
typedef struct brink_i_entry {
    brink_i_symbol symbol; /* first: the expression checker holds pointers to it */
    brink_where where;
    bool used;
    enum { BRINK_I_FRESH, BRINK_I_BUSY, BRINK_I_DONE } stage; /* of a definition */
    struct brink_i_entry *next;
} brink_i_entry;

/* Histories that expressions ask for, found while the model is read for the first time. */
typedef struct brink_i_kept {
    brink_i_history kind;
    int machine;
    uint64_t states;
    char *name, *states_text; /* "entries(crisis.war)", "crisis.war"; owned */
} brink_i_kept;

typedef struct brink_i_kepts {
    brink_i_kept *list;
    int n, room;
} brink_i_kepts;

enum { BRINK_I_BUCKETS = 1024 };

typedef struct brink_i_build {
    const brink_builder *from;
    brink_model *model;
    brink_i_arena *arena;    /* the model's */
    brink_diagnostics *list; /* own list; handed over to the builder's at the end */
    bool failed;             /* out of memory */
    bool incomplete; /* the builder's list held errors before: do not report what may be missing for them */
    brink_i_scope scope;
    brink_i_comparisons comparisons;
    brink_i_entry *buckets[BRINK_I_BUCKETS];
    brink_i_entry **params, **defines, **tables, **stocks, **machines; /* entries by index */
    const char **names;                                                /* of all entries, for suggestions */
    size_t n_names;
    const char **needs; /* names that a module does not have, each once */
    size_t n_needs, room_needs;
    brink_i_kepts *kepts; /* the first n_kept of them are stocks of this model, behind those of the file */
    int n_kept;
    int nesting;             /* definitions being resolved */
    int *path;               /* indices of the definitions being resolved */
    uint64_t *mentioned;     /* per machine: states that some expression asks for */
    uint64_t *moved;         /* per machine: states that some effect moves it to */
    const char *(*files)[2]; /* file names: as declared, and the model's own copy */
    size_t n_files, room_files;
    const brink_i_unit *one, *per_time;
} brink_i_build;

/* ---- build.c ---- */
void *brink_i_build_array(brink_i_build *build, size_t count, size_t size);
#define BRINK_I_BUILD_ARRAY(build, type, count) ((type *)brink_i_build_array((build), (count), sizeof(type)))
char *brink_i_build_keep(brink_i_build *build, const char *text); /* NULL stays NULL */
__attribute__((format(printf, 2, 3))) char *brink_i_build_text(brink_i_build *build, const char *format, ...);
brink_where brink_i_build_where(brink_i_build *build, brink_where where); /* with the model's own file name */
/* A unit, or `fallback` where none is given or it is wrong (then *broken, if wanted, becomes true). */
const brink_i_unit *brink_i_build_unit(brink_i_build *build, brink_source_text unit, const char *of,
                                       const brink_i_unit *fallback, bool *broken);

/* ---- build_module.c ---- */
static inline bool brink_i_build_is_module(const brink_i_build *build)
{
    return build->from->module.line > 0;
}
/* For brink_i_scope: notes what a module needs; false if the model is none. */
bool brink_i_build_missing(void *build, const char *name);
/* The one message about a module. */
void brink_i_build_module(brink_i_build *build);

/* ---- build_passing.c ---- */
void brink_i_build_passing(brink_i_build *build);

/* ---- build_history.c ---- */
const brink_i_symbol *brink_i_build_history(void *self, brink_i_history kind, int machine, uint64_t states,
                                            const char *states_text);
bool brink_i_build_register_histories(brink_i_build *build);
void brink_i_build_histories(brink_i_build *build);
void brink_i_build_free_histories(brink_i_kepts *kepts);

/* ---- build_report.c ---- */
__attribute__((format(printf, 5, 6))) void brink_i_build_error(brink_i_build *build, const char *code,
                                                               brink_source_text at, const char *hint,
                                                               const char *format, ...);
__attribute__((format(printf, 5, 6))) void brink_i_build_warning(brink_i_build *build, const char *code,
                                                                 brink_source_text at, const char *hint,
                                                                 const char *format, ...);
/* "first at file:line:column", or NULL if that place is unknown; lives as long as the diagnostics of this
 * build. */
const char *brink_i_build_first_at(brink_i_build *build, brink_where where);
/* Hints "did you mean 'x'?", or else "known: a, b, c". */
const char *brink_i_build_nearest(brink_i_build *build, const char *name, const char *const *names,
                                  size_t count);
void brink_i_build_hand_over(const brink_i_build *build); /* moves all problems to the builder's list */

/* ---- build_names.c ---- */
bool brink_i_build_register(brink_i_build *build); /* all names of the one name space; false: out of memory */
brink_i_entry *brink_i_build_lookup(const brink_i_build *build, const char *name);
const char *brink_i_build_kind(brink_i_symbol_kind kind, bool lever); /* "a stock" */
bool brink_i_build_is_name(const char *text);
bool brink_i_build_is_keyword(const char *text);
/* Checks a name of a separate name space ("outcome") for form and repetition among the `before` first of its
 * list. */
void brink_i_build_own_name(brink_i_build *build, const char *what, brink_source_text name, const void *items,
                            size_t stride, size_t before);
void brink_i_build_define(brink_i_build *build, int i);
void brink_i_build_open_scope(brink_i_build *build);

/* ---- build_rule.c ---- */
/* Checks an expression; false if it is wrong (and reported). */
bool brink_i_build_rule(brink_i_build *build, brink_source_text text, const brink_i_want *want,
                        brink_i_rule *out);
/* True, and its value, if the rule is there, constant and draws nothing. */
bool brink_i_build_constant(const brink_i_build *build, const brink_i_rule *rule, double *value);
/* Reports a constant rule that is negative (or zero, if it must be positive); `of` is the place. */
void brink_i_build_not_negative(brink_i_build *build, const brink_i_rule *rule, brink_source_text text,
                                bool positive, const char *code, const char *of);
/* Reports a constant period that is not positive, or so short that no machine comes to the end of a trial:
 * hours at least. */
#define BRINK_I_MOST_ACTS 1e11
void brink_i_build_period(brink_i_build *build, const brink_i_rule *rule, brink_source_text text,
                          const char *of);
/* A constant expression in `unit`: false if wrong or not given. */
bool brink_i_build_number(brink_i_build *build, brink_source_text text, const char *of,
                          const brink_i_unit *unit, double *value);

/* ---- the parts ---- */
void brink_i_build_time(brink_i_build *build);
void brink_i_build_tables(brink_i_build *build);
void brink_i_build_parameters(brink_i_build *build);
void brink_i_build_parameter_order(brink_i_build *build);

/* ---- build_correlations.c ---- */
void brink_i_build_correlations(brink_i_build *build);
void brink_i_build_stocks(brink_i_build *build);
void brink_i_build_machine_names(brink_i_build *build);
void brink_i_build_machines(brink_i_build *build);
void brink_i_build_transitions(brink_i_build *build);
void brink_i_build_choices(brink_i_build *build);
void brink_i_build_processes(brink_i_build *build);
void brink_i_build_outcomes(brink_i_build *build);
void brink_i_build_measures(brink_i_build *build);
void brink_i_build_series(brink_i_build *build);
void brink_i_build_expects(brink_i_build *build);
void brink_i_build_comparisons(brink_i_build *build);
void brink_i_build_lint(brink_i_build *build);
void brink_i_build_dust(brink_i_build *build); /* part of it */
/* Effects of a machine (its index; -1: of a process); `of` is their place. */
const brink_i_effect *brink_i_build_effects(brink_i_build *build, const brink_effect_declaration *effects,
                                            size_t n, int machine, const char *of);
/* The index of a state, or -1 and a message. */
int brink_i_build_state(brink_i_build *build, int machine, brink_source_text name);
/* Weighted states of a machine. */
const brink_i_target *brink_i_build_targets(brink_i_build *build, int machine,
                                            const brink_weighted_state *states, size_t n,
                                            brink_i_binding most, brink_source_text at, const char *of);
brink_status brink_i_model_hash(brink_model *model);

/* ---- mechanisms.c ---- */
/* Reports names of no good form and those that are there twice; `of` is the declaration. */
void brink_i_mechanisms_check(brink_diagnostics *list, const brink_source_text *ids, size_t n,
                              const char *of);
/* The same, and a copy for the model; `kind` and `name` say of what: "parameter", "demand". */
brink_i_tags brink_i_build_mechanisms(brink_i_build *build, brink_mechanism_list list, const char *kind,
                                      const char *name);
/* What is said about definitions and tables. */
void brink_i_build_notes(brink_i_build *build);
/* The list of all mechanisms and where they are, once everything else is built. */
void brink_i_build_places(brink_i_build *build);

#endif
