/* SPDX-License-Identifier: Apache-2.0 */
/* ever(machine.state), entries(machine.state), time_in(machine.state): each is a stock that the model keeps
 * for it, under the name by which it is printed. */
#include <string.h>

#include "base/text.h"
#include "expr/checker.h"

static const struct {
    const char *name;
    brink_i_history kind;
    const char *example;
} KINDS[] = {
    {"ever", BRINK_I_HISTORY_EVER, "as in 'ever(crisis.war)': whether it has been in that state"},
    {"entries", BRINK_I_HISTORY_ENTRIES, "as in 'entries(crisis.war)': how often it has entered that state"},
    {"time_in", BRINK_I_HISTORY_TIME_IN, "as in 'time_in(crisis.war)': how long it has been in that state"},
};
enum { N_KINDS = sizeof KINDS / sizeof KINDS[0] };

static int kind_of(const char *name)
{
    for (int i = 0; i < N_KINDS; i++) {
        if (strcmp(name, KINDS[i].name) == 0) {
            return i;
        }
    }
    return -1;
}

bool brink_i_checker_is_history(const char *name) { return kind_of(name) >= 0; }

/* As it is printed: states in the order of the machine. */
static const char *write_states(brink_i_checker *c, const brink_i_symbol *machine, uint64_t states)
{
    brink_i_text text;
    brink_i_text_init(&text);
    bool one = (states & (states - 1)) == 0, first = true;
    brink_i_text_addf(&text, one ? "%s." : "%s in (", machine->name);
    for (int i = 0; i < machine->n_states; i++) {
        if (states >> i & 1) {
            brink_i_text_addf(&text, first ? "%s" : ", %s", machine->states[i]);
            first = false;
        }
    }
    brink_i_text_add(&text, one ? "" : ")");
    const char *kept = text.bytes ? brink_i_arena_strdup(c->source.scope->arena, text.bytes) : NULL;
    brink_i_text_free(&text);
    return kept;
}

brink_i_expr *brink_i_checker_history(brink_i_checker *c, const brink_i_node *node)
{
    const int k = kind_of(node->name);
    if (node->n != 1 || node->first->kind != BRINK_I_NODE_IN_STATE) {
        brink_i_source_error(&c->source, node->mark, "argument-count", KINDS[k].example,
                             "%s takes a state of a machine, or several: machine.state, machine in (a, b)",
                             node->name);
        return NULL;
    }
    const brink_i_scope *scope = c->source.scope;
    brink_i_expr *state = brink_i_checker_in_state(c, node->first);
    const brink_i_symbol *machine = state ? scope->find(scope->self, node->first->name) : NULL;
    const char *states = machine ? write_states(c, machine, state->states) : NULL;
    const brink_i_symbol *stock =
        states && scope->history
            ? scope->history(scope->self, KINDS[k].kind, state->index, state->states, states)
            : NULL;
    if (!stock) {
        if (state) { /* not kept so far: the model is read again with it */
            brink_i_source_error(&c->source, node->mark, "unknown-function", NULL, "%s is not to be had here",
                                 node->name);
        }
        return NULL;
    }
    brink_i_expr *expr = brink_i_checker_leaf(c, node, BRINK_I_OP_STOCK, stock->index, stock->unit,
                                              stock->moves ? BRINK_I_MOVING : BRINK_I_EVENT);
    if (expr && KINDS[k].kind == BRINK_I_HISTORY_EVER) {
        expr->type = BRINK_I_CONDITION;
    }
    return expr;
}
