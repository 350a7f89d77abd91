/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_ENGINE_NOTICES_H
#define BRINK_ENGINE_NOTICES_H

/* Who is told of each entry of a machine into a state, be it for no time (docs/semantics.md section 6). */

#include "model/model.h"

/* Who notices that a machine is in one of some states, be it for no time (model/named_states.h). */
typedef enum brink_i_noticed_by {
    BRINK_I_NOTICED_BY_COUNT, /* measure `number`: each entry, not the start */
    BRINK_I_NOTICED_BY_FIRST, /* measure `number` */
    BRINK_I_NOTICED_BY_OUTCOME,
    BRINK_I_NOTICED_BY_EVER,    /* stock `number` */
    BRINK_I_NOTICED_BY_ENTRIES, /* stock `number`: each entry, not the start */
    BRINK_I_NOTICED_BY_WHEN     /* `number` among the visits */
} brink_i_noticed_by;

typedef struct brink_i_notice {
    brink_i_noticed_by by;
    int number;
    uint64_t states;
} brink_i_notice;

typedef struct brink_i_notices {
    const brink_i_notice *list; /* of machine m: from first[m] to first[m + 1] */
    const int *first;
    const int *first_transition; /* per machine, of all machines' transitions in a row */
    const int *visit;            /* per transition, in that row: its number among the visits, or -1 */
    const int *first_visit;      /* per machine: the first of its own numbers; and behind the last machine */
} brink_i_notices;

/* BRINK_OK or BRINK_ERR_MEMORY. */
brink_status brink_i_notices_build(brink_i_notices *notices, brink_i_arena *arena, const brink_model *model);

#endif
