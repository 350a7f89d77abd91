/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/steps.h"

#include <stdlib.h>

typedef struct maker {
    const brink_i_program *p;
    const bool *waits;
    brink_i_step *steps;
    int n, room;
    bool failed;
} maker;

/* The number of the new step. */
static int add(maker *m, brink_i_step step)
{
    if (m->n == m->room) {
        int room = m->room ? 2 * m->room : 1024;
        brink_i_step *steps = realloc(m->steps, (size_t)room * sizeof *steps);
        if (!steps) {
            m->failed = true;
            return 0;
        }
        m->steps = steps;
        m->room = room;
    }
    m->steps[m->n] = step;
    return m->n++;
}

/* Where a step that goes on elsewhere leads: behind the last one. */
static void lead_here(maker *m, int step)
{
    if (!m->failed) {
        m->steps[step].b = m->n - step - 1;
    }
}

static void add_cell(maker *m, int number);

/* The place where an argument's value stands, after the steps that bring it there. */
static int place(maker *m, int number)
{
    if (number < 0) {
        return 0;
    }
    const brink_i_cell *cell = &m->p->cells[number];
    if (cell->binding == BRINK_I_CONSTANT) {
        return number;
    }
    if (cell->kept) {
        bool moves = cell->binding == BRINK_I_MOVING;
        add(m, (brink_i_step){.op = moves ? BRINK_I_STEP_KEPT_MOVES : BRINK_I_STEP_KEPT, .to = number});
        return number;
    }
    if (cell->comparison < 0 && cell->op == BRINK_I_OP_PARAM && !m->waits[cell->index]) {
        return m->p->n_cells + cell->index;
    }
    add_cell(m, number);
    return number;
}

/* Both sides, which may be long, are not computed. */
static void add_if(maker *m, int number, const brink_i_cell *cell)
{
    int unless = add(m, (brink_i_step){.op = BRINK_I_STEP_UNLESS, .a = place(m, cell->arg[0])});
    int yes = place(m, cell->arg[1]);
    add(m, (brink_i_step){.op = BRINK_I_STEP_COPY, .to = number, .a = yes});
    int skip = add(m, (brink_i_step){.op = BRINK_I_STEP_SKIP});
    lead_here(m, unless);
    int no = place(m, cell->arg[2]);
    add(m, (brink_i_step){.op = BRINK_I_STEP_COPY, .to = number, .a = no});
    lead_here(m, skip);
}

static void add_comparison(maker *m, int number, int k)
{
    const brink_i_comparison_code *code = &m->p->comparisons[k];
    int truth = add(m, (brink_i_step){.op = BRINK_I_STEP_TRUTH, .to = number, .index = k});
    int left = place(m, code->left.root), right = place(m, code->right.root);
    add(m, (brink_i_step){.op = (int)code->op, .to = number, .a = left, .b = right});
    lead_here(m, truth);
}

/* Every argument stands in the place of its own cell. */
static void add_answer(maker *m, int number, const brink_i_cell *cell)
{
    for (int i = 0; i < cell->n_list; i++) {
        int at = place(m, cell->list[i]);
        if (at != cell->list[i]) {
            add(m, (brink_i_step){.op = BRINK_I_STEP_COPY, .to = cell->list[i], .a = at});
        }
    }
    add(m, (brink_i_step){.op = cell->op, .to = number});
}

static void add_cell(maker *m, int number)
{
    const brink_i_cell *cell = &m->p->cells[number];
    if (cell->comparison >= 0) {
        add_comparison(m, number, cell->comparison);
        return;
    }
    brink_i_step step = {.op = cell->op, .to = number, .index = cell->index, .states = cell->states};
    switch (cell->op) {
    case BRINK_I_OP_IF:
        add_if(m, number, cell);
        return;
    case BRINK_I_OP_QUANTILE:
    case BRINK_I_OP_CDF:
        add_answer(m, number, cell);
        return;
    case BRINK_I_OP_PARAM:
        step.op = m->waits[cell->index] ? BRINK_I_STEP_WAITING : BRINK_I_STEP_COPY;
        step.a = m->p->n_cells + cell->index;
        break;
    case BRINK_I_OP_STOCK:
        step.op = m->p->stocks[cell->index].slot < 0 ? BRINK_I_STEP_PLAIN : cell->op;
        break;
    default:
        step.a = place(m, cell->arg[0]);
        step.b = place(m, cell->arg[1]);
        step.c = place(m, cell->arg[2]);
        break;
    }
    add(m, step);
}

/* Cells that are asked for by number: those of codes, those that are kept, and what stands still in bounds
 * and slopes of what moves. */
static void find_asked(const brink_i_program *p, bool *asked)
{
    for (int c = 0; c < p->n_cells; c++) {
        const brink_i_cell *cell = &p->cells[c];
        asked[c] |= cell->is_root || cell->kept;
        for (int i = 0; i < 3 && cell->binding == BRINK_I_MOVING && cell->arg[i] >= 0; i++) {
            asked[cell->arg[i]] = true;
        }
    }
}

brink_status brink_i_steps_build(brink_i_steps *steps, brink_i_arena *arena, const brink_i_program *program,
                                 const bool *waits)
{
    maker m = {.p = program, .waits = waits};
    int *first = BRINK_I_NEW_ARRAY(arena, int, (size_t)program->n_cells);
    bool *asked = calloc((size_t)program->n_cells + 1, sizeof *asked);
    m.failed = !first || !asked;
    if (!m.failed) {
        find_asked(program, asked);
    }
    for (int c = 0; c < program->n_cells && !m.failed; c++) {
        first[c] = asked[c] && program->cells[c].binding != BRINK_I_CONSTANT ? m.n : -1;
        if (first[c] >= 0) {
            add_cell(&m, c);
            add(&m, (brink_i_step){.op = BRINK_I_STEP_END});
        }
    }
    brink_i_step *kept = m.failed ? NULL : BRINK_I_NEW_ARRAY(arena, brink_i_step, (size_t)m.n);
    for (int i = 0; kept && i < m.n; i++) {
        kept[i] = m.steps[i];
    }
    free(m.steps);
    free(asked);
    *steps = (brink_i_steps){kept, first};
    return kept ? BRINK_OK : BRINK_ERR_MEMORY;
}
