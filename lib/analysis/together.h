/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_ANALYSIS_TOGETHER_H
#define BRINK_ANALYSIS_TOGETHER_H

/* Several engines as one, so that a pool samples the same trial of all variants in one thread: the pool's
 * record holds the records of all of them, one after the other. */

#include "run/engine.h"

typedef struct brink_i_together {
    const brink_i_engine *engines; /* [n] */
    int n;
    const brink_model *model; /* of the first variant; the others have as many measures and points */
    brink_model carrier;      /* for the pool: no model at all, but the size of the long record */
} brink_i_together;

/* Everything must outlive what is made of it. BRINK_ERR_ARGUMENT: more numbers than an int counts. */
brink_status brink_i_together_init(brink_i_together *together, const brink_model *model,
                                   const brink_i_engine *engines, int n);
/* The engine for a pool whose model is `carrier`; needs no closing. */
brink_i_engine brink_i_together_engine(brink_i_together *together);
/* The n records inside a long one; they point into it. */
void brink_i_together_split(const brink_i_together *together, const brink_i_record *record,
                            brink_i_record *out);

#endif
