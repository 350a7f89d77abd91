/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_COMPILE_CELLS_H
#define BRINK_COMPILE_CELLS_H

/* Turning checked expressions into cells, each distinct subexpression once. */

#include "compile/program.h"

typedef struct brink_i_cells {
    brink_i_arena *arena; /* for what outlives compiling */
    const brink_model *model;
    brink_i_cell *list;
    int n, room;
    int *buckets; /* hash table of cells by content: first cell or -1 */
    int *next;    /* chain per cell */
    int n_buckets;
    int *define_cells;    /* cell of each definition's body; -1: not yet made */
    unsigned char *marks; /* scratch of brink_i_cells_code, one per cell */
    int marks_room;
} brink_i_cells;

brink_status brink_i_cells_init(brink_i_cells *cells, brink_i_arena *arena, const brink_model *model);
void brink_i_cells_free(brink_i_cells *cells);

/* The code of a rule; an absent rule gives root -1. */
brink_status brink_i_cells_code(brink_i_cells *cells, const brink_i_rule *rule, brink_i_code *out);
/* The code of a bare expression (one side of a comparison). */
brink_status brink_i_cells_code_expr(brink_i_cells *cells, const brink_i_expr *expr, const brink_i_rule *rule,
                                     brink_i_code *out);
/* The code of the hazard of a `chance` transition. */
brink_status brink_i_cells_code_chance(brink_i_cells *cells, const brink_i_rule *chance,
                                       const brink_i_rule *within, brink_i_code *out);
/* The cell of an expression without draws, made if new; -1 when out of memory. */
int brink_i_cells_of(brink_i_cells *cells, const brink_i_expr *expr);

#endif
