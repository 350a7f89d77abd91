/* SPDX-License-Identifier: Apache-2.0 */
#include "native/emit_words.h"

#include "compile/compute.h"

/* What is known of expressions while all machines are in given states. */

/* A number that all trials share, from values of the arguments that they share. */
static double value_of(const brink_i_emitter *e, const brink_i_given *given, const brink_i_cell *cell)
{
    const double a[3] = {cell->arg[0] >= 0 ? given[cell->arg[0]].value : 0.0,
                         cell->arg[1] >= 0 ? given[cell->arg[1]].value : 0.0,
                         cell->arg[2] >= 0 ? given[cell->arg[2]].value : 0.0};
    brink_i_cell alone = *cell;
    for (int k = 0; k < 3; k++) {
        alone.arg[k] = cell->arg[k] >= 0 ? k : -1;
    }
    return brink_i_compute(&alone, a, e->model->tables);
}

static brink_i_given known(double x) { return (brink_i_given){.known = true, .zero = x == 0.0, .value = x}; }

static brink_i_given given_operation(const brink_i_emitter *e, const brink_i_given *given,
                                     const brink_i_cell *cell)
{
    const brink_i_given nothing = {0};
    const brink_i_given *a = cell->arg[0] >= 0 ? &given[cell->arg[0]] : &nothing,
                        *b = cell->arg[1] >= 0 ? &given[cell->arg[1]] : &nothing;
    bool all = cell->arg[0] >= 0;
    for (int k = 0; k < 3; k++) {
        all &= cell->arg[k] < 0 || given[cell->arg[k]].known;
    }
    if (all) {
        return known(value_of(e, given, cell));
    }
    switch (cell->op) {
    case BRINK_I_OP_IF:
        return a->known                              ? given[cell->arg[a->value > 0.0 ? 1 : 2]]
               : b->zero && given[cell->arg[2]].zero ? (brink_i_given){.zero = true}
                                                     : nothing;
    case BRINK_I_OP_AND:
        return (a->known && a->zero) || (b->known && b->zero) ? known(0.0) : nothing;
    case BRINK_I_OP_OR:
        return (a->known && a->value > 0.0) || (b->known && b->value > 0.0) ? known(1.0) : nothing;
    case BRINK_I_OP_MUL:
        return (brink_i_given){.zero = a->zero || b->zero};
    case BRINK_I_OP_ADD:
    case BRINK_I_OP_SUB:
        return (brink_i_given){.zero = a->zero && b->zero};
    case BRINK_I_OP_NEG:
    case BRINK_I_OP_DIV:
        return (brink_i_given){.zero = a->zero};
    default:
        return nothing;
    }
}

static void evaluate(const brink_i_emitter *e, const int *states, brink_i_given *given)
{
    for (int c = 0; c < e->p->n_cells; c++) {
        const brink_i_cell *cell = &e->p->cells[c];
        if (cell->binding == BRINK_I_CONSTANT) {
            given[c] = known(e->p->template_values[c]);
        } else if (cell->op == BRINK_I_OP_IN_STATE) {
            given[c] = known((double)(cell->states >> states[cell->index] & 1));
        } else if (cell->comparison >= 0 || cell->op == BRINK_I_OP_TABLE || cell->op == BRINK_I_OP_PARAM) {
            given[c] = (brink_i_given){0};
        } else {
            given[c] = given_operation(e, given, cell);
        }
    }
}

void brink_i_emit_words_know(brink_i_emitter *e, const int *states)
{
    evaluate(e, states, e->situations->given);
    e->given = e->situations->given;
}

void brink_i_emit_words_forget(brink_i_emitter *e) { e->given = NULL; }

static int reads(const brink_i_emitter *e, int number)
{
    const brink_i_cell *cell = &e->p->cells[number];
    if (cell->comparison >= 0) {
        return BRINK_I_READS_COMPARISONS;
    }
    switch (cell->op) {
    case BRINK_I_OP_IN_STATE:
        return BRINK_I_READS_STATES;
    case BRINK_I_OP_PARAM:
        return BRINK_I_READS_PARAMETERS;
    case BRINK_I_OP_STOCK:
        return BRINK_I_READS_STOCKS;
    case BRINK_I_OP_TIME:
    case BRINK_I_OP_ELAPSED:
        return BRINK_I_READS_CLOCKS;
    default:
        break;
    }
    int all = 0;
    for (int k = 0; k < 3; k++) {
        all |= cell->arg[k] >= 0 ? reads(e, cell->arg[k]) : 0;
    }
    return all;
}

bool brink_i_emit_words_reads_only(const brink_i_emitter *e, const brink_i_code *code, int allowed)
{
    return code->root < 0 || !(reads(e, code->root) & ~allowed);
}

static bool reads_state_of(const brink_i_emitter *e, int number, int machine)
{
    const brink_i_cell *cell = &e->p->cells[number];
    if (cell->op == BRINK_I_OP_IN_STATE) {
        return cell->index == machine;
    }
    for (int k = 0; k < 3; k++) {
        if (cell->arg[k] >= 0 && reads_state_of(e, cell->arg[k], machine)) {
            return true;
        }
    }
    return false;
}

bool brink_i_emit_words_reads_state_of(const brink_i_emitter *e, const brink_i_code *code, int machine)
{
    return code->root >= 0 && reads_state_of(e, code->root, machine);
}
