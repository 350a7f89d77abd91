/* SPDX-License-Identifier: Apache-2.0 */
#include "compile/assemble.h"

#include <stdlib.h>

/* Which inputs each cell depends on, as bits: rows of `words` words. */
typedef struct dependence {
    uint64_t *bits;
    size_t words;
} dependence;

static uint64_t *row(const dependence *d, int cell) { return d->bits + (size_t)cell * d->words; }

static void set_bit(uint64_t *bits, int i) { bits[i / 64] |= UINT64_C(1) << (i % 64); }

static bool has_bit(const uint64_t *bits, int i) { return bits[i / 64] >> (i % 64) & 1; }

static void depend(const brink_i_program *p, const dependence *d)
{
    for (int c = 0; c < p->n_cells; c++) {
        const brink_i_cell *cell = &p->cells[c];
        uint64_t *bits = row(d, c);
        const int *args;
        for (int i = 0, n = brink_i_cell_arguments(cell, &args); i < n; i++) {
            const uint64_t *below = row(d, args[i]);
            for (size_t w = 0; w < d->words; w++) {
                bits[w] |= below[w];
            }
        }
        if (cell->comparison >= 0) {
            set_bit(bits, brink_i_input_comparison(p, cell->comparison));
        } else if (cell->op == BRINK_I_OP_STOCK) {
            set_bit(bits, brink_i_input_jump(p, cell->index));
        } else if (cell->op == BRINK_I_OP_IN_STATE) {
            set_bit(bits, brink_i_input_state(p, cell->index));
        } else if (cell->op == BRINK_I_OP_ELAPSED) {
            set_bit(bits, brink_i_input_entry(p, cell->index));
        }
    }
}

static bool contains(const int *list, int n, int value)
{
    for (int i = 0; i < n; i++) {
        if (list[i] == value) {
            return true;
        }
    }
    return false;
}

/* Whether something with these reads notices a change of the input. */
static bool notices(const brink_i_program *p, const brink_i_reads *reads, int input)
{
    const brink_model *model = p->model;
    int m = model->n_machines, s = model->n_stocks;
    if (input < m) {
        return contains(reads->machines, reads->n_machines, input);
    }
    if (input < 2 * m) {
        return contains(reads->entries, reads->n_entries, input - m);
    }
    if (input < 2 * m + s) {
        return contains(reads->stocks, reads->n_stocks, input - 2 * m);
    }
    if (input < 2 * m + 2 * s) {
        return contains(reads->stocks, reads->n_stocks, input - 2 * m - s);
    }
    return contains(reads->comparisons, reads->n_comparisons, input - 2 * m - 2 * s);
}

static uint64_t hazard_states(const brink_i_program *p, const brink_i_machine *machine, int input)
{
    uint64_t states = 0;
    for (int i = 0; i < machine->n_transitions; i++) {
        const brink_i_transition *t = &machine->transitions[i];
        if ((t->trigger == BRINK_RATE && notices(p, &t->value.reads, input)) ||
            (t->trigger == BRINK_CHANCE &&
             (notices(p, &t->value.reads, input) || notices(p, &t->within.reads, input)))) {
            states |= t->from;
        }
    }
    return states;
}

static bool is_event(const brink_i_cell *cell)
{
    return cell->binding == BRINK_I_EVENT && cell->op != BRINK_I_OP_STOCK;
}

static brink_status connect_input(brink_i_program *p, const dependence *d, int x, brink_i_input *input)
{
    const brink_model *model = p->model;
    int first_motion = brink_i_input_motion(p, 0), first_comparison = brink_i_input_comparison(p, 0);
    int *stocks = BRINK_I_NEW_ARRAY(&p->arena, int, (size_t)p->n_moving_stocks);
    int *comparisons = BRINK_I_NEW_ARRAY(&p->arena, int, (size_t)model->n_comparisons);
    brink_i_hazard_reader *hazards =
        BRINK_I_NEW_ARRAY(&p->arena, brink_i_hazard_reader, (size_t)model->n_machines);
    if (!stocks || !comparisons || !hazards) {
        return BRINK_ERR_MEMORY;
    }
    bool motion = x >= first_motion && x < first_comparison;
    *input = (brink_i_input){
        .stocks = stocks, .comparisons = comparisons, .hazards = hazards, .recompute = !motion};
    int own_cell = x >= first_comparison ? p->comparisons[x - first_comparison].cell : -1;
    int n_kept = 0, n_cells = 0;
    for (int c = 0; c < p->n_cells && !motion; c++) {
        bool reads = has_bit(row(d, c), x);
        n_kept += reads && p->cells[c].kept;
        n_cells += reads && is_event(&p->cells[c]) && c != own_cell;
    }
    int *cells = BRINK_I_NEW_ARRAY(&p->arena, int, (size_t)n_cells);
    int *kept = BRINK_I_NEW_ARRAY(&p->arena, int, (size_t)n_kept);
    if (!cells || !kept) {
        return BRINK_ERR_MEMORY;
    }
    for (int c = 0; c < p->n_cells && !motion; c++) {
        if (!has_bit(row(d, c), x)) {
            continue;
        }
        if (p->cells[c].kept) {
            kept[input->n_kept++] = c;
        }
        if (is_event(&p->cells[c]) && c != own_cell) {
            cells[input->n_cells++] = c;
        }
    }
    input->cells = cells;
    input->kept = kept;
    for (int i = 0; i < p->n_moving_stocks; i++) {
        const brink_i_stock *stock = &model->stocks[p->moving_stocks[i]];
        if (!motion && (notices(p, &stock->flow.reads, x) || notices(p, &stock->decay.reads, x))) {
            stocks[input->n_stocks++] = p->moving_stocks[i];
        }
    }
    for (int k = 0; k < model->n_comparisons; k++) {
        if (notices(p, &model->comparisons[k].reads, x)) {
            comparisons[input->n_comparisons++] = k;
        }
    }
    for (int m = 0; m < model->n_machines; m++) {
        uint64_t states = hazard_states(p, &model->machines[m], x);
        if (states) {
            hazards[input->n_hazards++] = (brink_i_hazard_reader){m, states};
        }
    }
    return BRINK_OK;
}

brink_status brink_i_connect(brink_i_program *p)
{
    const brink_model *model = p->model;
    p->n_inputs = 2 * model->n_machines + 2 * model->n_stocks + model->n_comparisons;
    brink_i_input *inputs = BRINK_I_NEW_ARRAY(&p->arena, brink_i_input, (size_t)p->n_inputs);
    dependence d = {.words = (size_t)p->n_inputs / 64 + 1};
    d.bits = calloc((size_t)p->n_cells + 1, d.words * sizeof *d.bits);
    brink_status status = inputs && d.bits ? BRINK_OK : BRINK_ERR_MEMORY;
    if (status == BRINK_OK) {
        depend(p, &d);
        p->inputs = inputs;
    }
    for (int x = 0; x < p->n_inputs && status == BRINK_OK; x++) {
        status = connect_input(p, &d, x, &inputs[x]);
    }
    free(d.bits);
    return status;
}
