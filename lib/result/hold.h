/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_RESULT_HOLD_H
#define BRINK_RESULT_HOLD_H

/* What results refer to and nobody else frees: models that were loaded or cut down for them, and texts.
 * Shared by results that were made from each other. */

#include "base/arena.h"
#include "model/model.h"

typedef struct brink_i_hold {
    int users; /* atomic */
    brink_i_arena arena;
    brink_model **models, **parts; /* [room]; parts of models, which borrow from them */
    size_t n_models, n_parts, room;
} brink_i_hold;

/* For at most so many models, and as many parts. NULL: out of memory. */
brink_i_hold *brink_i_hold_new(size_t room);
/* One user more; NULL is allowed. */
brink_i_hold *brink_i_hold_use(brink_i_hold *hold);
/* One less; what nobody uses is freed. NULL is allowed. */
void brink_i_hold_drop(brink_i_hold *hold);
/* Takes them over. */
void brink_i_hold_model(brink_i_hold *hold, brink_model *model);
void brink_i_hold_part(brink_i_hold *hold, brink_model *part);

#endif
