/* SPDX-License-Identifier: Apache-2.0 */
#include "native/emit_simd.h"

#include <stdlib.h>

#include "codegen/prelude.h"

/* Which models are sampled in SIMD form, and the order of the text. */

static bool is_band_operation(const brink_i_cell *cell)
{
    switch (cell->op) {
    case BRINK_I_OP_STOCK:
    case BRINK_I_OP_TIME:
    case BRINK_I_OP_ELAPSED:
    case BRINK_I_OP_NEG:
    case BRINK_I_OP_ADD:
    case BRINK_I_OP_SUB:
    case BRINK_I_OP_MUL:
    case BRINK_I_OP_DIV:
    case BRINK_I_OP_MIN:
    case BRINK_I_OP_MAX:
    case BRINK_I_OP_LOGISTIC:
        return true;
    default:
        return false;
    }
}

static bool are_plain_effects(const brink_i_effect_code *effects, int n)
{
    for (int i = 0; i < n; i++) {
        if (effects[i].effect->kind != BRINK_I_ASSIGN || effects[i].value.tree) {
            return false;
        }
    }
    return true;
}

static bool is_hazard(const brink_i_transition *t)
{
    return t->trigger == BRINK_RATE || t->trigger == BRINK_CHANCE;
}

static bool is_plain_machine(const brink_i_program *p, const brink_i_machine_code *code)
{
    const brink_i_machine *machine = code->machine;
    if (machine->n_choices || machine->n_initial != 1) {
        return false;
    }
    for (int i = 0; i < machine->n_transitions; i++) {
        const brink_i_transition_code *t = &code->transitions[i];
        if (!is_hazard(t->transition) || t->transition->n_to != 1 ||
            !are_plain_effects(t->effects, t->transition->n_effects)) {
            return false;
        }
        if (t->value.binding == BRINK_I_CONSTANT &&
            !(p->template_values[t->value.root] >= 0 && p->template_values[t->value.root] < 1e300)) {
            return false; /* a fault, which others tell */
        }
        for (int k = 0; k < t->value.n_moving; k++) {
            if (!is_band_operation(&p->cells[t->value.moving[k]])) {
                return false;
            }
        }
    }
    return true;
}

static bool is_plain_draw(const brink_i_code *code) { return !code->tree || code->tree->prepared; }

enum { MOST_SLOTS = 24, MOST_MACHINES = 24, MOST_MACHINES_OF_FOUR = 12, MOST_PARTS = 200 };

/* Eight lanes pay for doing what only one of them needs, up to some twenty machines (polling server with 19:
 * 34 us a trial in words, 36 trial by trial), four up to half as many (compiled for AVX2: reference model 125
 * and 166 ns, embedded system with 6 machines 0.36 and 0.74 ms, birth and death 7.2 and 21 us, but the
 * polling server 34 and 33 us). */
static int most_slots(const brink_i_program *p)
{
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq")) {
        return MOST_SLOTS;
    }
    return !__builtin_cpu_supports("avx2") || p->model->n_machines > MOST_MACHINES_OF_FOUR ? 2 : MOST_SLOTS;
#else
    (void)p;
    return 0;
#endif
}

/* Few machines with chances only, straight stocks, no calendars: then events are so short that doing all
 * lanes at once pays. */
bool brink_i_emit_simd_suits(const brink_i_program *p, bool forced)
{
#if !defined(__x86_64__)
    (void)p;
    (void)forced;
    return false;
#else
    const brink_model *model = p->model;
    if (model->n_processes || model->n_points > MOST_PARTS ||
        p->n_slots > (forced ? MOST_SLOTS : most_slots(p)) || p->n_cells > 200 ||
        model->n_machines > MOST_MACHINES || !p->n_slots) {
        return false;
    }
    int states = 0, transitions = 0;
    for (int m = 0; m < model->n_machines; m++) {
        states += model->machines[m].n_states;
        transitions += model->machines[m].n_transitions;
        if (!is_plain_machine(p, &p->machines[m])) {
            return false;
        }
    }
    if (states > MOST_PARTS || transitions > MOST_PARTS) {
        return false;
    }
    for (int i = 0; i < model->n_stocks; i++) {
        bool counts = model->stocks[i].history && !model->stocks[i].moves; /* by entries */
        if (counts || model->stocks[i].decays || !is_plain_draw(&p->stocks[i].initial)) {
            return false;
        }
    }
    for (int i = 0; i < model->n_params; i++) {
        if (!is_plain_draw(&p->params[i]) || model->params[i].copula) {
            return false;
        }
    }
    for (int c = 0; c < p->n_cells; c++) {
        if (p->cells[c].binding > BRINK_I_CONSTANT && !brink_i_emit_simd_has(&p->cells[c])) {
            return false;
        }
    }
    return true;
#endif
}

/* ---- places of numbers of the trial ---- */

/* Whether it is read after the start: by a cell that changes, or by a code. */
static bool is_read_later(const brink_i_emitter *e, int cell) { return e->uses[cell] > e->start_uses[cell]; }

/* `drawn` has those that are read later, `draft` the others: place -1 is draft[0], -2 draft[1], ... */
static int next_place(brink_i_emitter *e, bool later) { return later ? e->n_drawn++ : -1 - e->n_draft++; }

static bool find_places(brink_i_emitter *e)
{
    const brink_model *model = e->model;
    e->param_place = calloc((size_t)model->n_params + 1, sizeof *e->param_place);
    e->cell_place = calloc((size_t)e->p->n_cells + 1, sizeof *e->cell_place);
    e->limit_place = calloc(2 * (size_t)model->n_stocks + 1, sizeof *e->limit_place);
    if (!e->param_place || !e->cell_place || !e->limit_place) {
        e->failed = true;
        return false;
    }
    for (int i = 0; i < model->n_params; i++) {
        bool later = false;
        for (int c = 0; c < e->p->n_cells; c++) {
            later |=
                e->p->cells[c].op == BRINK_I_OP_PARAM && e->p->cells[c].index == i && is_read_later(e, c);
        }
        if (!brink_i_emit_simd_is_number(e, i)) {
            e->param_place[i] = next_place(e, later);
        }
    }
    for (int i = 0; i < e->p->n_trial_cells; i++) {
        int c = e->p->trial_cells[i];
        if (!brink_i_emit_simd_is_leaf(&e->p->cells[c]) && e->uses[c] > 0) {
            e->cell_place[c] = next_place(e, is_read_later(e, c));
        }
    }
    for (int i = 0; i < 2 * model->n_stocks; i++) {
        const brink_i_stock_code *stock = &e->p->stocks[i / 2];
        e->limit_place[i] =
            brink_i_emit_simd_varies(i % 2 ? &stock->max : &stock->min) ? next_place(e, true) : -1;
    }
    return true;
}

static void add_lines(brink_i_emitter *e, const char *const *lines)
{
    for (int i = 0; lines[i]; i++) {
        brink_i_text_add(&e->out, lines[i]);
    }
}

void brink_i_emit_simd(brink_i_emitter *e)
{
    if (find_places(e)) {
        add_lines(e, brink_i_native_simd_tables);
        brink_i_emit_simd_tables(e);
        add_lines(e, brink_i_native_simd_state);
        brink_i_emit_simd_functions(e);
        add_lines(e, brink_i_native_simd_body);
    }
    free(e->param_place);
    free(e->cell_place);
    free(e->limit_place);
}
