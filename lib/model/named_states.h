/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_MODEL_NAMED_STATES_H
#define BRINK_MODEL_NAMED_STATES_H

/* Conditions that name states and ask for nothing else: a machine's state, or several with `or` between them.
 * Such a condition notices a state that is passed through in no time (docs/semantics.md section 6). */

#include "model/model.h"

bool brink_i_names_states(const brink_i_expr *condition);

/* Which states of a machine it names, as bits; 0 if the condition is another. */
uint64_t brink_i_named_states(const brink_i_expr *condition, int machine);

#endif
