/* SPDX-License-Identifier: Apache-2.0 */
#include "result/hold.h"

#include <stdlib.h>

#include "model/part.h"

brink_i_hold *brink_i_hold_new(size_t room)
{
    brink_i_hold *hold = calloc(1, sizeof *hold);
    if (!hold) {
        return NULL;
    }
    hold->users = 1;
    hold->room = room;
    brink_i_arena_init(&hold->arena);
    hold->models = (brink_model **)BRINK_I_NEW_ARRAY(&hold->arena, brink_model *, room);
    hold->parts = (brink_model **)BRINK_I_NEW_ARRAY(&hold->arena, brink_model *, room);
    if (!hold->models || !hold->parts) {
        brink_i_hold_drop(hold);
        return NULL;
    }
    return hold;
}

brink_i_hold *brink_i_hold_use(brink_i_hold *hold)
{
    if (hold) {
        __atomic_add_fetch(&hold->users, 1, __ATOMIC_RELAXED);
    }
    return hold;
}

void brink_i_hold_drop(brink_i_hold *hold)
{
    if (!hold || __atomic_sub_fetch(&hold->users, 1, __ATOMIC_ACQ_REL) > 0) {
        return;
    }
    for (size_t i = 0; i < hold->n_parts; i++) {
        brink_i_part_free(hold->parts[i]);
    }
    for (size_t i = 0; i < hold->n_models; i++) {
        brink_model_free(hold->models[i]);
    }
    brink_i_arena_free(&hold->arena);
    free(hold);
}

void brink_i_hold_model(brink_i_hold *hold, brink_model *model) { hold->models[hold->n_models++] = model; }

void brink_i_hold_part(brink_i_hold *hold, brink_model *part) { hold->parts[hold->n_parts++] = part; }
