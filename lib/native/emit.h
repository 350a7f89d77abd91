/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_NATIVE_EMIT_H
#define BRINK_NATIVE_EMIT_H

/* From a program to the C text of a module in SIMD form: what the emit_simd*.c files share. The text is
 * tables and expressions; the body that reads them is simd_*.h. Errors are not told: the code marks the trial
 * as bad, and the caller plays it again with the oracle, which can say why; so it may mark any trial in which
 * something is rare enough. */

#include "base/text.h"
#include "compile/program.h"

typedef struct brink_i_emitter {
    const brink_i_program *p;
    const brink_model *model;
    brink_i_text out;
    int *uses;       /* per cell: how often other cells and codes name it */
    int *start_uses; /* per cell: how often of these at the start of a trial only */
    const brink_i_dist **dists;
    int n_dists, room_dists;
    /* SIMD form: where numbers of the trial are, by parameter, cell, and two limits for each stock */
    int *param_place, *cell_place, *limit_place;
    int n_drawn, n_draft;
    bool failed; /* out of memory; `out.failed` too */
} brink_i_emitter;

#define EMIT(e, ...) brink_i_text_addf(&(e)->out, __VA_ARGS__)

void brink_i_emit_number(brink_i_emitter *e, double x);
/* The number of a prepared distribution in the list that the module is given. */
int brink_i_emit_dist_number(brink_i_emitter *e, const brink_i_dist *dist);

/* The whole text. `out` is free()d by the caller, `dists` too: it has the distributions that the code names
 * by number. BRINK_OK or BRINK_ERR_MEMORY. */
brink_status brink_i_emit(const brink_i_program *program, char **out, const brink_i_dist ***dists);

#endif
