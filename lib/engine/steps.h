/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_ENGINE_STEPS_H
#define BRINK_ENGINE_STEPS_H

/* Expressions for the interpreter: for each cell that somebody asks for, the steps that compute it, one after
 * the other. Operands are places in one array: cells, behind them parameters. A step puts its result into the
 * place of its own cell; cells that are kept are brought up to date by a step of their own, the rest stands
 * in place, so that nothing is looked for while a trial runs. */

#include "compile/program.h"

/* Operations beyond those of cells. */
enum {
    BRINK_I_STEP_END = BRINK_I_CELL_CHANCE + 1,
    BRINK_I_STEP_KEPT,       /* brings the kept cell `to` up to date */
    BRINK_I_STEP_KEPT_MOVES, /* the same, of one that moves with time */
    BRINK_I_STEP_COPY,       /* of a */
    BRINK_I_STEP_WAITING,    /* parameter `index`, which may not have been drawn */
    BRINK_I_STEP_PLAIN,      /* stock `index`, which changes by jumps only */
    BRINK_I_STEP_TRUTH,      /* comparison `index`: where its truth stands, goes on behind the next b steps */
    BRINK_I_STEP_UNLESS,     /* where a does not hold, goes on behind the next b steps */
    BRINK_I_STEP_SKIP        /* goes on behind the next b steps */
};

typedef struct brink_i_step {
    int op;
    int to, a, b, c; /* places; those that are absent are 0 */
    int index;
    uint64_t states;
} brink_i_step;

typedef struct brink_i_steps {
    const brink_i_step *steps;
    const int *first; /* [n_cells]: the first step of a cell; -1 where nobody asks */
} brink_i_steps;

/* `waits`: per parameter, whether it is drawn when it is first read. The program must outlive the steps.
 * BRINK_OK or BRINK_ERR_MEMORY. */
brink_status brink_i_steps_build(brink_i_steps *steps, brink_i_arena *arena, const brink_i_program *program,
                                 const bool *waits);

#endif
