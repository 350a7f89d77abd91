/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_NATIVE_EMIT_SIMD_H
#define BRINK_NATIVE_EMIT_SIMD_H

/* A module in SIMD form, for small models of chances only: several neighbouring trials in each word, without
 * branches on what a trial does. Its body is simd_body.h; what is written here for a model are its tables
 * (simd_tables.h says how they look) and its expressions. */

#include "native/emit.h"

/* Whether the model can be sampled so; unless `forced`, whether it pays, too. */
bool brink_i_emit_simd_suits(const brink_i_program *program, bool forced);

/* The model's part of the text. */
void brink_i_emit_simd(brink_i_emitter *e);

/* emit_simd_tables.c */
void brink_i_emit_simd_tables(brink_i_emitter *e);
bool brink_i_emit_simd_marks(const brink_i_emitter *e, int machine);

/* emit_simd_functions.c: functions that give expressions by number */
void brink_i_emit_simd_functions(brink_i_emitter *e);
/* How many numbers a lane brings along to a window of a state. */
int brink_i_emit_simd_carried(brink_i_emitter *e, const brink_i_machine_code *code,
                              const brink_i_state_code *here);

/* emit_simd_values.c: expressions, each a word */
bool brink_i_emit_simd_is_leaf(const brink_i_cell *cell);
bool brink_i_emit_simd_has(const brink_i_cell *cell); /* whether its operation can be written in this form */
void brink_i_emit_simd_cell(brink_i_emitter *e, int cell);
void brink_i_emit_simd_condition(brink_i_emitter *e, int cell); /* a mask: lanes in which it is above 0 */
void brink_i_emit_simd_code(brink_i_emitter *e, const brink_i_code *code);
void brink_i_emit_simd_own(brink_i_emitter *e, int cell); /* written out, whoever else uses it */
void brink_i_emit_simd_cells(brink_i_emitter *e); /* functions of cells that are used more than once */
void brink_i_emit_simd_slopes(brink_i_emitter *e, const brink_i_code *left, const brink_i_code *right);
void brink_i_emit_simd_slope(brink_i_emitter *e, const brink_i_code *code);
/* Whether the hazards of a state cost less than a branch that may be taken either way. */
bool brink_i_emit_simd_is_cheap(const brink_i_emitter *e, const brink_i_machine_code *code,
                                const brink_i_state_code *here);
/* About how many operations an expression has where it is written out, up to a limit. */
int brink_i_emit_simd_size(const brink_i_emitter *e, const brink_i_code *code, int limit);
bool brink_i_emit_simd_is_number(const brink_i_emitter *e, int parameter); /* which the caller gives */

/* Whether a limit of a stock is a number of the trial; others are constants. */
static inline bool brink_i_emit_simd_varies(const brink_i_code *code)
{
    return code->root >= 0 && code->binding != BRINK_I_CONSTANT;
}

/* The first state of a machine, the first transition, counted through the model. */
static inline int brink_i_emit_simd_first_state(const brink_i_emitter *e, int machine)
{
    int first = 0;
    for (int m = 0; m < machine; m++) {
        first += e->model->machines[m].n_states;
    }
    return first;
}

/* Its number among moving stocks, or among the others. */
static inline int brink_i_emit_simd_stock_place(const brink_i_emitter *e, int stock)
{
    int place = 0;
    for (int i = 0; i < stock; i++) {
        place += (e->p->stocks[i].slot < 0) == (e->p->stocks[stock].slot < 0);
    }
    return place;
}

#endif
