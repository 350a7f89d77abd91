/* SPDX-License-Identifier: Apache-2.0 */
#include "model/named_states.h"

/* What a definition stands for. */
static const brink_i_expr *meant(const brink_i_expr *condition)
{
    while (condition && condition->op == BRINK_I_OP_DEFINE) {
        condition = condition->args[0];
    }
    return condition;
}

bool brink_i_names_states(const brink_i_expr *condition)
{
    condition = meant(condition);
    return condition && (condition->op == BRINK_I_OP_IN_STATE ||
                         (condition->op == BRINK_I_OP_OR && brink_i_names_states(condition->args[0]) &&
                          brink_i_names_states(condition->args[1])));
}

static uint64_t states_in(const brink_i_expr *condition, int machine)
{
    condition = meant(condition);
    if (condition->op == BRINK_I_OP_OR) {
        return states_in(condition->args[0], machine) | states_in(condition->args[1], machine);
    }
    return condition->index == machine ? condition->states : 0;
}

uint64_t brink_i_named_states(const brink_i_expr *condition, int machine)
{
    return brink_i_names_states(condition) ? states_in(condition, machine) : 0;
}
