/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/plan.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "random/stream.h"

#define NEW(plan, type, count) BRINK_I_NEW_ARRAY(&(plan)->arena, type, (size_t)(count))

static int words_for(int n) { return (n + 63) / 64; }

static int section(int *end, int n)
{
    int at = *end;
    *end += n > 0 ? words_for(n) : 1;
    return at;
}

static void lay_out(brink_i_plan *plan)
{
    const brink_model *model = plan->program->model;
    brink_i_sections *at = &plan->at;
    int end = 0;
    at->stale = section(&end, plan->program->n_cells);
    at->totals = section(&end, plan->n_totals);
    at->stocks = section(&end, model->n_stocks);
    at->jumped = section(&end, model->n_stocks);
    at->comparisons = section(&end, model->n_comparisons);
    at->by_value = section(&end, model->n_comparisons);
    at->visited = section(&end, plan->notices.first_visit[model->n_machines]);
    at->passed = section(&end, model->n_outcomes);
    at->watches = section(&end, plan->n_watches);
    at->outcomes = section(&end, model->n_outcomes);
    at->extremes = section(&end, plan->n_extremes);
    at->whens = section(&end, model->n_machines);
    at->renew = section(&end, model->n_machines);
    at->pending = section(&end, model->n_machines);
    at->end = end;
}

static void add(uint64_t *bits, int first_word, int i)
{
    bits[first_word + i / 64] |= UINT64_C(1) << (i % 64);
}

static brink_status set_start(brink_i_plan *plan)
{
    const brink_i_program *p = plan->program;
    const brink_model *model = p->model;
    uint64_t *bits = NEW(plan, uint64_t, plan->at.end);
    if (!bits) {
        return BRINK_ERR_MEMORY;
    }
    for (int c = 0; c < p->n_cells; c++) {
        if (p->cells[c].kept) {
            add(bits, plan->at.stale, c);
        }
    }
    for (int i = 0; i < plan->n_totals; i++) {
        add(bits, plan->at.totals, i);
    }
    for (int k = 0; k < p->n_moving_stocks; k++) {
        add(bits, plan->at.stocks, p->moving_stocks[k]);
        add(bits, plan->at.jumped, p->moving_stocks[k]);
    }
    for (int k = 0; k < model->n_comparisons; k++) {
        add(bits, plan->at.comparisons, k);
        add(bits, plan->at.by_value, k);
    }
    for (int i = 0; i < plan->n_watches; i++) {
        add(bits, plan->at.watches, i);
    }
    for (int i = 0; i < plan->n_extremes; i++) {
        add(bits, plan->at.extremes, i);
    }
    for (int i = 0; i < model->n_outcomes; i++) {
        if (i != model->otherwise) {
            add(bits, plan->at.outcomes, i);
        }
    }
    for (int m = 0; m < model->n_machines; m++) {
        add(bits, plan->at.pending, m);
        if (p->machines[m].whens) {
            add(bits, plan->at.whens, m);
        }
        if (p->machines[m].hazard_slot >= 0) {
            add(bits, plan->at.renew, m);
        }
    }
    plan->bits_at_start = bits;
    return BRINK_OK;
}

/* ---- measures ---- */

static bool is_extreme(brink_measure_kind kind)
{
    return kind == BRINK_MEASURE_MIN || kind == BRINK_MEASURE_MAX;
}

static bool is_condition(brink_measure_kind kind)
{
    return kind == BRINK_MEASURE_FIRST || kind == BRINK_MEASURE_TIME_IN;
}

/* Which moving stocks stand below the cells of a code, and whether the time does. */
static brink_status find_movers(brink_i_plan *plan, brink_i_watch *watch)
{
    const brink_i_program *p = plan->program;
    uint64_t *stocks = NEW(plan, uint64_t, words_for(p->model->n_stocks) + 1);
    if (!stocks) {
        return BRINK_ERR_MEMORY;
    }
    for (int i = 0; i < watch->code->n_moving; i++) {
        const brink_i_cell *cell = &p->cells[watch->code->moving[i]];
        if (cell->op == BRINK_I_OP_STOCK) {
            add(stocks, 0, cell->index);
        } else if (cell->op == BRINK_I_OP_TIME || cell->op == BRINK_I_OP_ELAPSED) {
            watch->timed = true;
        }
    }
    watch->stocks = stocks;
    return BRINK_OK;
}

static brink_status group(brink_i_plan *plan, bool (*belongs)(brink_measure_kind), const brink_i_watch **out,
                          int *n_out)
{
    const brink_i_program *p = plan->program;
    const brink_model *model = p->model;
    brink_i_watch *watches = NEW(plan, brink_i_watch, model->n_measures);
    if (!watches) {
        return BRINK_ERR_MEMORY;
    }
    int n = 0;
    for (int i = 0; i < model->n_measures; i++) {
        if (p->measures[i].root < 0 || !belongs(model->measures[i].kind)) {
            continue;
        }
        int w = 0;
        while (w < n && watches[w].code->root != p->measures[i].root) {
            w++;
        }
        if (w == n) {
            n++;
            watches[w] = (brink_i_watch){.code = &p->measures[i]};
            watches[w].measures = NEW(plan, int, model->n_measures - i);
            if (!watches[w].measures || find_movers(plan, &watches[w]) != BRINK_OK) {
                return BRINK_ERR_MEMORY;
            }
        }
        watches[w].measures[watches[w].n_measures++] = i;
    }
    *out = watches;
    *n_out = n;
    return BRINK_OK;
}

static brink_status find_watches(brink_i_plan *plan)
{
    int *moving = NEW(plan, int, plan->program->model->n_measures);
    if (!moving || group(plan, is_condition, &plan->watches, &plan->n_watches) != BRINK_OK ||
        group(plan, is_extreme, &plan->extremes, &plan->n_extremes) != BRINK_OK) {
        return BRINK_ERR_MEMORY;
    }
    uint64_t *watches = NEW(plan, uint64_t, words_for(plan->n_watches) + 1);
    if (!watches) {
        return BRINK_ERR_MEMORY;
    }
    for (int i = 0; i < plan->n_watches; i++) {
        if (plan->watches[i].code->binding == BRINK_I_MOVING) {
            add(watches, 0, i);
        }
    }
    for (int i = 0; i < plan->n_extremes; i++) {
        if (plan->extremes[i].code->binding == BRINK_I_MOVING) {
            moving[plan->n_moving_extremes++] = i;
        }
    }
    plan->moving_watches = watches;
    plan->moving_extremes = moving;
    return BRINK_OK;
}

/* ---- what moves, and so is looked at anew at each event ---- */

static brink_status find_moving(brink_i_plan *plan)
{
    const brink_i_program *p = plan->program;
    const brink_model *model = p->model;
    uint64_t *outcomes = NEW(plan, uint64_t, words_for(model->n_outcomes) + 1);
    int *whens = NEW(plan, int, model->n_machines), *machines = NEW(plan, int, model->n_machines),
        *first_total = NEW(plan, int, model->n_machines + 1);
    if (!outcomes || !whens || !machines || !first_total) {
        return BRINK_ERR_MEMORY;
    }
    for (int i = 0; i < model->n_outcomes; i++) {
        if (i != model->otherwise && p->outcomes[i].binding == BRINK_I_MOVING) {
            add(outcomes, 0, i);
        }
    }
    for (int m = 0; m < model->n_machines; m++) {
        const brink_i_machine_code *code = &p->machines[m];
        first_total[m] = plan->n_totals;
        plan->n_totals += code->hazard_slot >= 0 ? code->machine->n_states : 0;
        if (code->moving) {
            machines[plan->n_moving_machines++] = m;
        }
        bool moves = false;
        for (int i = 0; i < code->machine->n_transitions; i++) {
            const brink_i_transition_code *t = &code->transitions[i];
            moves |= t->transition->trigger == BRINK_WHEN && t->value.binding == BRINK_I_MOVING;
        }
        if (moves) {
            whens[plan->n_moving_whens++] = m;
        }
    }
    plan->moving_outcomes = outcomes;
    plan->moving_whens = whens;
    plan->moving_machines = machines;
    plan->first_total = first_total;
    return BRINK_OK;
}

/* ---- what changes touch ---- */

/* Whether a code's value may be another after a change of the input. */
static bool depends(const brink_i_program *p, const brink_i_code *code, int x, const bool *changes)
{
    if (code->root < 0 || code->binding <= BRINK_I_TRIAL) {
        return false;
    }
    const brink_i_cell *root = &p->cells[code->root];
    if (root->comparison >= 0) {
        return x == brink_i_input_comparison(p, root->comparison);
    }
    for (int i = 0; i < code->n_cells; i++) {
        const brink_i_cell *cell = &p->cells[code->cells[i]];
        if (changes[code->cells[i]] ||
            (cell->op == BRINK_I_OP_STOCK && x == brink_i_input_jump(p, cell->index)) ||
            (cell->op == BRINK_I_OP_ELAPSED && x == brink_i_input_entry(p, cell->index)) ||
            (cell->comparison >= 0 && x == brink_i_input_comparison(p, cell->comparison))) {
            return true;
        }
    }
    return false;
}

static void touch_observed(const brink_i_plan *plan, int x, const bool *changes, uint64_t *bits)
{
    const brink_i_program *p = plan->program;
    for (int i = 0; i < plan->n_watches; i++) {
        if (depends(p, plan->watches[i].code, x, changes)) {
            add(bits, plan->at.watches, i);
        }
    }
    for (int i = 0; i < plan->n_extremes; i++) {
        if (depends(p, plan->extremes[i].code, x, changes)) {
            add(bits, plan->at.extremes, i);
        }
    }
    for (int i = 0; i < p->model->n_outcomes; i++) {
        if (i != p->model->otherwise && depends(p, &p->outcomes[i], x, changes)) {
            add(bits, plan->at.outcomes, i);
        }
    }
    for (int m = 0; m < p->model->n_machines; m++) {
        const brink_i_machine_code *code = &p->machines[m];
        for (int i = 0; i < code->machine->n_transitions; i++) {
            const brink_i_transition_code *t = &code->transitions[i];
            if (t->transition->trigger == BRINK_WHEN && depends(p, &t->value, x, changes)) {
                add(bits, plan->at.whens, m);
            }
        }
    }
}

static void touch_engine(const brink_i_plan *plan, const brink_i_input *input, uint64_t *bits)
{
    for (int i = 0; i < input->n_kept; i++) {
        add(bits, plan->at.stale, input->kept[i]);
    }
    for (int i = 0; i < input->n_stocks; i++) {
        add(bits, plan->at.stocks, input->stocks[i]);
    }
    for (int i = 0; i < input->n_comparisons; i++) {
        add(bits, plan->at.comparisons, input->comparisons[i]);
        if (input->recompute) {
            add(bits, plan->at.by_value, input->comparisons[i]);
        }
    }
    for (int i = 0; i < input->n_hazards; i++) {
        const brink_i_machine_code *code = &plan->program->machines[input->hazards[i].machine];
        for (int state = 0; state < code->machine->n_states; state++) {
            if (input->hazards[i].states >> state & 1) {
                add(bits, plan->at.totals, plan->first_total[input->hazards[i].machine] + state);
            }
        }
    }
}

static brink_status touch_all(brink_i_plan *plan)
{
    const brink_i_program *p = plan->program;
    brink_i_touched *touched = NEW(plan, brink_i_touched, p->n_inputs);
    uint64_t *bits = malloc(((size_t)plan->at.end + 1) * sizeof *bits);
    bool *changes = calloc((size_t)p->n_cells + 1, sizeof *changes);
    brink_status status = touched && bits && changes ? BRINK_OK : BRINK_ERR_MEMORY;
    for (int x = 0; x < p->n_inputs && status == BRINK_OK; x++) {
        const brink_i_input *input = &p->inputs[x];
        memset(bits, 0, (size_t)plan->at.end * sizeof *bits);
        for (int i = 0; i < input->n_cells; i++) {
            changes[input->cells[i]] = true;
        }
        touch_engine(plan, input, bits);
        touch_observed(plan, x, changes, bits);
        for (int i = 0; i < input->n_cells; i++) {
            changes[input->cells[i]] = false;
        }
        int n = 0;
        for (int w = 0; w < plan->at.end; w++) {
            n += bits[w] != 0;
        }
        brink_i_touch *list = NEW(plan, brink_i_touch, n);
        if (!list) {
            status = BRINK_ERR_MEMORY;
            break;
        }
        touched[x] = (brink_i_touched){.bits = list, .renew = input->hazards, .n_renew = input->n_hazards};
        for (int w = 0; w < plan->at.end; w++) {
            if (bits[w]) {
                list[touched[x].n_bits++] = (brink_i_touch){w, bits[w]};
            }
        }
    }
    free(bits);
    free(changes);
    plan->touched = touched;
    return status;
}

/* ---- parameters ---- */

static bool is_whole(const brink_i_dist *d)
{
    return d->p_low <= 0 && d->p_width >= 1 && d->q_high <= 0 && d->q_width >= 1;
}

static const brink_i_dist *prepared_of(const brink_i_code *code)
{
    return code->tree ? code->tree->prepared : NULL;
}

/* Of those that are drawn a word at a time: each from its own stream, by the number of parameters. */
static bool is_elicited(const brink_i_program *p, int i)
{
    const brink_i_dist *d = prepared_of(&p->params[i]);
    return d && !p->model->params[i].chance && !p->model->params[i].copula &&
           d->kind == BRINK_I_DIST_ELICITED && is_whole(d);
}

/* Whether no uniform gives a value that would be a fault: quantiles never fall. */
static bool is_safe(const brink_i_dist *d)
{
    return isfinite(brink_i_dist_quantile(d, 0x1p-53)) && isfinite(brink_i_dist_quantile(d, 1.0 - 0x1p-53));
}

enum { WIDEST_WORD = 8 };

static brink_status find_elicited(brink_i_plan *plan, int bounds)
{
    const brink_i_program *p = plan->program;
    brink_i_elicited *all = &plan->elicited[bounds];
    int room = (p->model->n_params + WIDEST_WORD) / WIDEST_WORD * WIDEST_WORD;
    int *params = NEW(plan, int, room);
    uint64_t *keys = NEW(plan, uint64_t, room);
    double *constants[7];
    for (int k = 0; k < 7; k++) {
        constants[k] = NEW(plan, double, room);
        if (!constants[k]) {
            return BRINK_ERR_MEMORY;
        }
        for (int i = 0; i < room; i++) {
            constants[k][i] = 1;
        }
        all->constants[k] = constants[k];
    }
    if (!params || !keys) {
        return BRINK_ERR_MEMORY;
    }
    for (int i = 0; i < room; i++) {
        params[i] = -1;
    }
    for (int i = 0; i < p->model->n_params; i++) {
        const brink_i_dist *d = prepared_of(&p->params[i]);
        if (is_elicited(p, i) && d->n == 3 + bounds) {
            params[all->n] = i;
            keys[all->n] = plan->param_keys[i].a;
            for (int k = 0; k < 5; k++) {
                constants[k][all->n] = d->k[k];
            }
            constants[5][all->n] = d->low;
            constants[6][all->n] = d->high;
            all->n++;
        }
    }
    all->params = params;
    all->keys = keys;
    all->bounds = bounds;
    return BRINK_OK;
}

static brink_status find_params(brink_i_plan *plan)
{
    const brink_i_program *p = plan->program;
    int *drawn = NEW(plan, int, p->model->n_params);
    bool *waits = NEW(plan, bool, p->model->n_params);
    if (!drawn || !waits) {
        return BRINK_ERR_MEMORY;
    }
    for (int k = 0; k < p->model->n_params; k++) {
        int i = p->model->param_order[k];
        const brink_i_code *code = &p->params[i];
        const brink_i_dist *d = prepared_of(code);
        bool number =
            !code->tree && code->binding == BRINK_I_CONSTANT && isfinite(p->template_values[code->root]);
        waits[i] = d && !is_elicited(p, i) && is_safe(d);
        if (!number && !waits[i] && !is_elicited(p, i)) {
            drawn[plan->n_drawn++] = i;
        }
    }
    plan->drawn = drawn;
    plan->waits = waits;
    for (int bounds = 0; bounds <= 2; bounds++) {
        if (find_elicited(plan, bounds) != BRINK_OK) {
            return BRINK_ERR_MEMORY;
        }
    }
    return BRINK_OK;
}

static int larger(int a, int b) { return a > b ? a : b; }

static int most_weights(const brink_model *model)
{
    int most = 1;
    for (int m = 0; m < model->n_machines; m++) {
        const brink_i_machine *machine = &model->machines[m];
        most = larger(most, larger(machine->n_initial, machine->n_transitions));
        for (int i = 0; i < machine->n_transitions; i++) {
            most = larger(most, machine->transitions[i].n_to);
        }
        for (int i = 0; i < machine->n_choices; i++) {
            most = larger(most, machine->choices[i].n_options);
        }
    }
    return most;
}

brink_status brink_i_plan_build(brink_i_plan *plan, const brink_i_program *program,
                                const brink_i_owner_key *param_keys, const brink_i_owner_key *stock_keys,
                                const brink_i_owner_key *machine_keys, const brink_i_owner_key *process_keys)
{
    *plan = (brink_i_plan){.program = program,
                           .param_keys = param_keys,
                           .stock_keys = stock_keys,
                           .machine_keys = machine_keys,
                           .process_keys = process_keys,
                           .most_weights = most_weights(program->model)};
    brink_i_arena_init(&plan->arena);
    if (find_moving(plan) != BRINK_OK || find_watches(plan) != BRINK_OK ||
        brink_i_notices_build(&plan->notices, &plan->arena, program->model) != BRINK_OK ||
        find_params(plan) != BRINK_OK) {
        return BRINK_ERR_MEMORY;
    }
    bool *steady = NEW(plan, bool, program->n_cells);
    if (!steady) {
        return BRINK_ERR_MEMORY;
    }
    for (int c = 0; c < program->n_cells; c++) {
        steady[c] = program->cells[c].kept && program->cells[c].binding != BRINK_I_MOVING;
    }
    plan->steady = steady;
    if (brink_i_steps_build(&plan->steps, &plan->arena, program, plan->waits) != BRINK_OK) {
        return BRINK_ERR_MEMORY;
    }
    bool *by_draw = NEW(plan, bool, 2 * program->n_slots + 64);
    if (!by_draw) {
        return BRINK_ERR_MEMORY;
    }
    for (int i = 0; i < program->n_slots; i++) {
        const brink_i_slot *slot = &program->slots[i];
        by_draw[i] = slot->kind == BRINK_I_SLOT_HAZARD ||
                     (slot->kind == BRINK_I_SLOT_TIMER &&
                      program->machines[slot->index].transitions[slot->number].value.tree);
    }
    plan->by_draw = by_draw;
    lay_out(plan);
    if (set_start(plan) != BRINK_OK) {
        return BRINK_ERR_MEMORY;
    }
    return touch_all(plan);
}

void brink_i_plan_free(brink_i_plan *plan)
{
    brink_i_arena_free(&plan->arena);
    *plan = (brink_i_plan){0};
}
