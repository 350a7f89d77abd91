/* SPDX-License-Identifier: Apache-2.0 */
#include "compile/assemble.h"

#include <stdlib.h>

/* Which cells keep their value, decided here and nowhere else: whoever keeps cells must agree with whoever
 * says that they are stale. The rest is computed anew wherever it is asked for. */

/* Cheaper to compute anew than to ask whether a kept value is good; if it is used once, than to keep. */
enum { CHEAP = 2, CHEAP_ONCE = 10 };

/* About nanoseconds. */
static int cost_of_operation(int op)
{
    switch (op) {
    case BRINK_I_OP_POW:
        return 40;
    case BRINK_I_OP_EXP:
    case BRINK_I_OP_LOG:
    case BRINK_I_OP_LOG10:
    case BRINK_I_OP_LOGISTIC:
    case BRINK_I_OP_SIN:
    case BRINK_I_OP_COS:
    case BRINK_I_OP_TABLE:
    case BRINK_I_CELL_CHANCE:
        return 15;
    case BRINK_I_OP_QUANTILE:
        return 100;
    case BRINK_I_OP_CDF:
        return 5000;
    case BRINK_I_OP_DIV:
    case BRINK_I_OP_SQRT:
        return 4;
    default:
        return 1;
    }
}

/* A decaying stock costs an exponential. */
static int cost_of_leaf(const brink_i_program *p, const brink_i_cell *cell)
{
    return cell->op == BRINK_I_OP_STOCK && p->model->stocks[cell->index].decays ? 15 : 0;
}

typedef struct counter {
    const brink_i_program *p;
    brink_i_cell *cells;
    bool at_start;
} counter;

static void count_code(counter *c, const brink_i_code *code);

static void count_tree(counter *c, const brink_i_draw_node *node)
{
    if (node->value) {
        count_code(c, node->value);
    }
    for (int i = 0; i < node->n && node->args; i++) {
        count_tree(c, node->args[i]);
    }
}

static void count_code(counter *c, const brink_i_code *code)
{
    if (code->tree) {
        count_tree(c, code->tree);
    } else if (code->root >= 0) {
        c->cells[code->root].uses++;
        c->cells[code->root].start_uses += c->at_start;
        c->cells[code->root].is_root = true;
    }
}

static void count_effects(counter *c, const brink_i_effect_code *effects, int n)
{
    for (int i = 0; i < n; i++) {
        count_code(c, &effects[i].value);
        count_effects(c, effects[i].then_do, effects[i].effect->n_then);
        count_effects(c, effects[i].else_do, effects[i].effect->n_else);
    }
}

static void count_targets(counter *c, const brink_i_target_code *to, int n)
{
    for (int i = 0; i < n; i++) {
        count_code(c, &to[i].weight);
    }
}

static void count_machine(counter *c, const brink_i_machine_code *code)
{
    const brink_i_machine *machine = code->machine;
    count_targets(c, code->initial, machine->n_initial);
    for (int i = 0; i < machine->n_transitions; i++) {
        const brink_i_transition_code *t = &code->transitions[i];
        brink_trigger trigger = t->transition->trigger;
        count_code(c, &t->value);
        if ((trigger == BRINK_RATE || trigger == BRINK_CHANCE) && t->value.binding == BRINK_I_MOVING) {
            c->cells[t->value.root].is_range_root = true;
        }
        count_targets(c, t->to, t->transition->n_to);
        count_effects(c, t->effects, t->transition->n_effects);
    }
    for (int i = 0; i < machine->n_choices; i++) {
        const brink_i_choice_code *choice = &code->choices[i];
        count_code(c, &choice->every);
        count_code(c, &choice->precision);
        for (int j = 0; j < choice->choice->n_options; j++) {
            count_code(c, &choice->options[j].utility);
            count_effects(c, choice->options[j].effects, choice->choice->options[j].n_effects);
        }
    }
}

static void count_observations(counter *c)
{
    const brink_model *model = c->p->model;
    for (int i = 0; i < model->n_outcomes; i++) {
        count_code(c, &c->p->outcomes[i]);
    }
    for (int i = 0; i < model->n_measures; i++) {
        count_code(c, &c->p->measures[i]);
    }
    for (int i = 0; i < model->n_series; i++) {
        count_code(c, &c->p->series[i]);
    }
}

static void count_start(counter *c)
{
    c->at_start = true;
    for (int i = 0; i < c->p->model->n_params; i++) {
        count_code(c, &c->p->params[i]);
    }
    for (int i = 0; i < c->p->model->n_stocks; i++) {
        const brink_i_stock_code *s = &c->p->stocks[i];
        count_code(c, &s->initial);
        count_code(c, &s->min);
        count_code(c, &s->max);
    }
    c->at_start = false;
}

static void count_codes(counter *c)
{
    const brink_i_program *p = c->p;
    const brink_model *model = p->model;
    for (int i = 0; i < model->n_stocks; i++) {
        count_code(c, &p->stocks[i].flow);
        count_code(c, &p->stocks[i].decay);
    }
    for (int k = 0; k < model->n_comparisons; k++) {
        count_code(c, &p->comparisons[k].left);
        count_code(c, &p->comparisons[k].right);
    }
    for (int m = 0; m < model->n_machines; m++) {
        count_machine(c, &p->machines[m]);
    }
    for (int i = 0; i < model->n_processes; i++) {
        count_code(c, &p->processes[i].every);
        count_effects(c, p->processes[i].effects, model->processes[i].n_effects);
    }
    count_observations(c);
}

/* Uses of cells by cells. What stands inside a tracked comparison is used by the comparison's own codes. */
static void count_arguments(const brink_i_program *p, brink_i_cell *cells)
{
    for (int c = 0; c < p->n_cells; c++) {
        const int *args;
        for (int i = 0, n = brink_i_cell_arguments(&cells[c], &args); i < n && cells[c].comparison < 0; i++) {
            cells[args[i]].uses++;
            cells[args[i]].start_uses += cells[c].binding == BRINK_I_TRIAL;
        }
    }
}

brink_status brink_i_keep(brink_i_program *p, brink_i_cell *cells)
{
    int *cost = calloc((size_t)p->n_cells + 1, sizeof *cost);
    if (!cost) {
        return BRINK_ERR_MEMORY;
    }
    counter all = {p, cells, false};
    count_start(&all);
    count_codes(&all);
    count_arguments(p, cells);
    for (int c = 0; c < p->n_cells; c++) {
        brink_i_cell *cell = &cells[c];
        bool leaf = brink_i_cell_is_leaf(cell);
        int own = leaf ? cost_of_leaf(p, cell) : cost_of_operation(cell->op);
        const int *args;
        for (int i = 0, n = brink_i_cell_arguments(cell, &args); i < n && !leaf; i++) {
            own += cells[args[i]].kept ? 0 : cost[args[i]];
        }
        cost[c] = own < 10000 ? own : 10000;
        bool dear = own > (cell->uses > 1 ? CHEAP : CHEAP_ONCE);
        cell->kept = cell->uses > 0 && dear && cell->binding != BRINK_I_CONSTANT &&
                     (cell->binding != BRINK_I_MOVING || cell->uses > 1);
    }
    free(cost);
    return BRINK_OK;
}
