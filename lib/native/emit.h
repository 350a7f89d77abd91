/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_NATIVE_EMIT_H
#define BRINK_NATIVE_EMIT_H

/* From a program to the C text of a module: what the emit_*.c files share. The text is docs/semantics.md for
 * one model: every loop over its parts unrolled, every name a number. What is dirty, valid, due is a bit of a
 * set of the trial; which bits an event sets is known now and becomes a constant mask. Errors are not told:
 * the code marks the trial `bad`, and the caller plays it again with the oracle, which can say why; so it may
 * mark any trial in which something is rare enough. */

#include "base/text.h"
#include "compile/program.h"

typedef struct brink_i_emitter {
    const brink_i_program *p;
    const brink_model *model;
    brink_i_text out;
    int *uses;       /* per cell: how often other cells and codes name it */
    int *start_uses; /* per cell: how often of these at the start of a trial only */
    int *cost; /* per cell: what computing it anew takes, kept cells below it apart; about nanoseconds */
    unsigned char *kept; /* per cell: has a place in the trial */
    unsigned char *value_code,
        *range_code; /* per cell: the root of a moving code whose value, whose bounds are asked for */
    const brink_i_code **code_of; /* per cell: such a code */
    const brink_i_dist **dists;
    int n_dists, room_dists;
    int n_numbers; /* parameters that are plain numbers */
    int n_temporaries;
    bool small; /* each kind of event gets straight code of its own, all inlined */
    /* SIMD form: where numbers of the trial are, by parameter, cell, and two limits for each stock */
    int *param_place, *cell_place, *limit_place;
    int n_drawn, n_draft;
    bool failed; /* out of memory; `out.failed` too */
} brink_i_emitter;

#define EMIT(e, ...) brink_i_text_addf(&(e)->out, __VA_ARGS__)

/* emit_values.c */
brink_status brink_i_emit_plan(brink_i_emitter *e); /* what is kept; fills the arrays */
void brink_i_emit_number(brink_i_emitter *e, double x);
void brink_i_emit_cell(brink_i_emitter *e, int cell); /* an expression, within a statement */
void brink_i_emit_code(brink_i_emitter *e, const brink_i_code *code);
void brink_i_emit_cells(brink_i_emitter *e); /* functions of cells, of moving codes, of their bounds */
void brink_i_emit_trial_cells(brink_i_emitter *e, int *next, int end);
void brink_i_emit_duals(brink_i_emitter *e, const brink_i_code *left, const brink_i_code *right);
void brink_i_emit_dual(brink_i_emitter *e, const brink_i_code *code);

/* emit_draws.c */
/* Statements that draw from `stream` (an expression, a pointer); the number of the temporary t%d that holds
 * the value then, or -1 where the value is the code's own expression. */
int brink_i_emit_draws(brink_i_emitter *e, const brink_i_code *code, const char *stream, int indent);
void brink_i_emit_drawn(brink_i_emitter *e, const brink_i_code *code, int temporary);
/* The number of a prepared distribution in the list that the module is given. */
int brink_i_emit_dist_number(brink_i_emitter *e, const brink_i_dist *dist);

/* emit_inputs.c */
void brink_i_emit_inputs(brink_i_emitter *e); /* changed%d: what a change of an input touches */
bool brink_i_emit_matters(const brink_i_emitter *e, int input);
void brink_i_emit_changed(brink_i_emitter *e, int input, int indent);
/* Positions in the set `look`: measures, then outcomes, whose value is to be looked at when something that
 * they read changed. */
bool brink_i_emit_looks(const brink_i_code *code);

/* emit_stocks.c */
void brink_i_emit_stocks(brink_i_emitter *e);
void brink_i_emit_comparisons(brink_i_emitter *e);

/* emit_moves.c, emit_hazards.c, emit_settle.c */
void brink_i_emit_moves(brink_i_emitter *e);
void brink_i_emit_effects(brink_i_emitter *e, const brink_i_effect_code *effects, int n, const char *stream,
                          int indent);
void brink_i_emit_pick(brink_i_emitter *e, const brink_i_target_code *to, int n, const char *stream);
void brink_i_emit_hazards(brink_i_emitter *e);
void brink_i_emit_candidates(brink_i_emitter *e);
void brink_i_emit_settle(brink_i_emitter *e);

/* emit_observe.c */
void brink_i_emit_before(brink_i_emitter *e);
void brink_i_emit_observe(brink_i_emitter *e);

/* emit_trial.c */
void brink_i_emit_state(brink_i_emitter *e);
bool brink_i_emit_draws_together(const brink_i_emitter *e); /* whether some parameters are drawn in words */
void brink_i_emit_start(brink_i_emitter *e);
void brink_i_emit_step(brink_i_emitter *e);

/* The whole text. `out` is free()d by the caller, `dists` too: it has the distributions that the code names
 * by number. BRINK_OK or BRINK_ERR_MEMORY. */
brink_status brink_i_emit(const brink_i_program *program, char **out, const brink_i_dist ***dists);

#endif
