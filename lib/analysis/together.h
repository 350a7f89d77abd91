/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_ANALYSIS_TOGETHER_H
#define BRINK_ANALYSIS_TOGETHER_H

/* Several engines as one, so that a pool samples the same trials of all variants in one thread. What they
 * leave behind is set side by side at once, in one place for all threads (analysis/paired.h). */

#include "analysis/paired.h"
#include "run/engine.h"

typedef struct brink_i_together {
    const brink_i_engine *engines; /* [n] */
    const brink_variant *variants; /* [n] */
    int n;
    int rows;           /* trials that are sampled of one variant before the next */
    bool *const *asked; /* [n][n_params]: columns of parameters that are read; NULL: none */
} brink_i_together;

/* Everything must outlive what is made of it. */
void brink_i_together_init(brink_i_together *together, const brink_variant *variants,
                           const brink_i_engine *engines, int n);
/* The engine for a pool whose sinks are brink_i_paired_share. Needs no closing. Records of each variant go to
 * the pool's piece, if there is one. */
brink_i_engine brink_i_together_engine(brink_i_together *together);

#endif
