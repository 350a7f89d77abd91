/* SPDX-License-Identifier: Apache-2.0 */
#include "compile/assemble.h"

typedef struct assembler {
    brink_i_program *program;
    brink_i_cells *cells;
    brink_i_slot *slots;
    int n_slots;
} assembler;

#define NEW_ARRAY(a, type, count) BRINK_I_NEW_ARRAY(&(a)->program->arena, type, (size_t)(count))
#define TRY(expression)                  \
    do {                                 \
        brink_status tried = expression; \
        if (tried != BRINK_OK) {         \
            return tried;                \
        }                                \
    } while (0)
#define TRY_MEMORY(pointer)          \
    do {                             \
        if (!(pointer)) {            \
            return BRINK_ERR_MEMORY; \
        }                            \
    } while (0)

static int new_slot(assembler *a, brink_i_slot_kind kind, int index, int number)
{
    a->slots[a->n_slots] = (brink_i_slot){kind, index, number};
    return a->n_slots++;
}

static brink_status effects_of(assembler *a, const brink_i_effect *effects, int n,
                               const brink_i_effect_code **out)
{
    brink_i_effect_code *codes = NEW_ARRAY(a, brink_i_effect_code, n);
    TRY_MEMORY(codes);
    for (int i = 0; i < n; i++) {
        codes[i].effect = &effects[i];
        TRY(brink_i_cells_code(a->cells, &effects[i].value, &codes[i].value));
        TRY(effects_of(a, effects[i].then_do, effects[i].n_then, &codes[i].then_do));
        TRY(effects_of(a, effects[i].else_do, effects[i].n_else, &codes[i].else_do));
    }
    *out = codes;
    return BRINK_OK;
}

static brink_status targets_of(assembler *a, const brink_i_target *targets, int n,
                               const brink_i_target_code **out)
{
    brink_i_target_code *codes = NEW_ARRAY(a, brink_i_target_code, n);
    TRY_MEMORY(codes);
    for (int i = 0; i < n; i++) {
        codes[i].state = targets[i].state;
        TRY(brink_i_cells_code(a->cells, &targets[i].weight, &codes[i].weight));
    }
    *out = codes;
    return BRINK_OK;
}

static brink_status transitions_of(assembler *a, const brink_i_machine *machine, int index,
                                   brink_i_machine_code *out)
{
    brink_i_transition_code *codes = NEW_ARRAY(a, brink_i_transition_code, machine->n_transitions);
    TRY_MEMORY(codes);
    for (int i = 0; i < machine->n_transitions; i++) {
        const brink_i_transition *transition = &machine->transitions[i];
        codes[i].transition = transition;
        codes[i].slot = transition->trigger == BRINK_AFTER ? new_slot(a, BRINK_I_SLOT_TIMER, index, i) : -1;
        if (transition->trigger == BRINK_CHANCE) {
            TRY(brink_i_cells_code_chance(a->cells, &transition->value, &transition->within,
                                          &codes[i].value));
        } else {
            TRY(brink_i_cells_code(a->cells, &transition->value, &codes[i].value));
        }
        TRY(targets_of(a, transition->to, transition->n_to, &codes[i].to));
        TRY(effects_of(a, transition->effects, transition->n_effects, &codes[i].effects));
    }
    out->transitions = codes;
    return BRINK_OK;
}

static brink_status choices_of(assembler *a, const brink_i_machine *machine, int index,
                               brink_i_machine_code *out)
{
    brink_i_choice_code *codes = NEW_ARRAY(a, brink_i_choice_code, machine->n_choices);
    TRY_MEMORY(codes);
    for (int i = 0; i < machine->n_choices; i++) {
        const brink_i_choice *choice = &machine->choices[i];
        brink_i_option_code *options = NEW_ARRAY(a, brink_i_option_code, choice->n_options);
        TRY_MEMORY(options);
        codes[i].choice = choice;
        codes[i].slot = choice->reviewed ? new_slot(a, BRINK_I_SLOT_REVIEW, index, i) : -1;
        TRY(brink_i_cells_code(a->cells, &choice->every, &codes[i].every));
        TRY(brink_i_cells_code(a->cells, &choice->precision, &codes[i].precision));
        for (int j = 0; j < choice->n_options; j++) {
            TRY(brink_i_cells_code(a->cells, &choice->options[j].utility, &options[j].utility));
            TRY(effects_of(a, choice->options[j].effects, choice->options[j].n_effects, &options[j].effects));
        }
        codes[i].options = options;
    }
    out->choices = codes;
    return BRINK_OK;
}

static bool is_hazard(const brink_i_transition *transition)
{
    return transition->trigger == BRINK_RATE || transition->trigger == BRINK_CHANCE;
}

/* What can happen in each state, so that a trial never looks at transitions of states that it is not in. */
static brink_status states_of(assembler *a, const brink_i_machine *machine, brink_i_machine_code *out)
{
    brink_i_state_code *states = NEW_ARRAY(a, brink_i_state_code, machine->n_states);
    TRY_MEMORY(states);
    for (int s = 0; s < machine->n_states; s++) {
        int *lists[5];
        for (int i = 0; i < 5; i++) {
            lists[i] = NEW_ARRAY(a, int, machine->n_transitions + machine->n_choices);
            TRY_MEMORY(lists[i]);
        }
        brink_i_state_code *state = &states[s];
        for (int i = 0; i < machine->n_transitions; i++) {
            const brink_i_transition *transition = &machine->transitions[i];
            if (!(transition->from >> s & 1)) {
                continue;
            }
            if (is_hazard(transition)) {
                lists[0][state->n_hazards++] = i;
                state->moving |= out->transitions[i].value.binding == BRINK_I_MOVING;
            } else if (transition->trigger == BRINK_AFTER) {
                lists[1][state->n_timers++] = i;
            } else {
                lists[2][state->n_whens++] = i;
            }
        }
        for (int i = 0; i < machine->n_choices; i++) {
            if (machine->choices[i].in >> s & 1) {
                if (machine->choices[i].reviewed) {
                    lists[3][state->n_reviews++] = i;
                } else {
                    lists[4][state->n_entry_choices++] = i;
                }
            }
        }
        out->whens |= state->n_whens > 0;
        out->moving |= state->moving;
        state->hazards = lists[0];
        state->timers = lists[1];
        state->whens = lists[2];
        state->reviews = lists[3];
        state->entry_choices = lists[4];
    }
    out->states = states;
    return BRINK_OK;
}

static brink_status stocks_of(assembler *a)
{
    const brink_model *model = a->program->model;
    brink_i_stock_code *codes = NEW_ARRAY(a, brink_i_stock_code, model->n_stocks);
    int *moving = NEW_ARRAY(a, int, model->n_stocks);
    TRY_MEMORY(codes);
    TRY_MEMORY(moving);
    for (int i = 0; i < model->n_stocks; i++) {
        const brink_i_stock *stock = &model->stocks[i];
        codes[i] = (brink_i_stock_code){.stock = stock, .cell = -1, .slot = -1};
        TRY(brink_i_cells_code(a->cells, &stock->initial, &codes[i].initial));
        TRY(brink_i_cells_code(a->cells, &stock->min, &codes[i].min));
        TRY(brink_i_cells_code(a->cells, &stock->max, &codes[i].max));
        TRY(brink_i_cells_code(a->cells, &stock->flow, &codes[i].flow));
        TRY(brink_i_cells_code(a->cells, &stock->decay, &codes[i].decay));
        if (stock->moves) {
            moving[a->program->n_moving_stocks++] = i;
            codes[i].slot = new_slot(a, BRINK_I_SLOT_BOUND, i, 0);
        }
    }
    a->program->stocks = codes;
    a->program->moving_stocks = moving;
    return BRINK_OK;
}

static brink_status comparisons_of(assembler *a)
{
    const brink_model *model = a->program->model;
    brink_i_comparison_code *codes = NEW_ARRAY(a, brink_i_comparison_code, model->n_comparisons);
    TRY_MEMORY(codes);
    for (int k = 0; k < model->n_comparisons; k++) {
        const brink_i_comparison *comparison = &model->comparisons[k];
        int *bound_slots = NEW_ARRAY(a, int, comparison->reads.n_stocks);
        TRY_MEMORY(bound_slots);
        codes[k] = (brink_i_comparison_code){
            .op = comparison->expr->op, .decaying = comparison->decaying, .bound_slots = bound_slots};
        TRY(brink_i_cells_code_expr(a->cells, comparison->expr->args[0], NULL, &codes[k].left));
        TRY(brink_i_cells_code_expr(a->cells, comparison->expr->args[1], NULL, &codes[k].right));
        codes[k].cell = brink_i_cells_of(a->cells, comparison->expr);
        if (codes[k].cell < 0) {
            return BRINK_ERR_MEMORY;
        }
        codes[k].slot = new_slot(a, BRINK_I_SLOT_CROSSING, k, 0);
        for (int i = 0; i < comparison->reads.n_stocks; i++) {
            int slot = a->program->stocks[comparison->reads.stocks[i]].slot;
            if (slot >= 0) {
                bound_slots[codes[k].n_bound_slots++] = slot;
            }
        }
    }
    a->program->comparisons = codes;
    return BRINK_OK;
}

static brink_status machines_of(assembler *a)
{
    const brink_model *model = a->program->model;
    brink_i_machine_code *codes = NEW_ARRAY(a, brink_i_machine_code, model->n_machines);
    TRY_MEMORY(codes);
    for (int m = 0; m < model->n_machines; m++) {
        const brink_i_machine *machine = &model->machines[m];
        codes[m] = (brink_i_machine_code){.machine = machine, .hazard_slot = -1, .first_slot = a->n_slots};
        TRY(targets_of(a, machine->initial, machine->n_initial, &codes[m].initial));
        TRY(transitions_of(a, machine, m, &codes[m]));
        TRY(choices_of(a, machine, m, &codes[m]));
        TRY(states_of(a, machine, &codes[m]));
        codes[m].n_slots = a->n_slots - codes[m].first_slot;
    }
    a->program->machines = codes;
    return BRINK_OK;
}

static brink_status processes_of(assembler *a)
{
    const brink_model *model = a->program->model;
    brink_i_process_code *codes = NEW_ARRAY(a, brink_i_process_code, model->n_processes);
    TRY_MEMORY(codes);
    for (int i = 0; i < model->n_processes; i++) {
        codes[i].process = &model->processes[i];
        codes[i].slot = new_slot(a, BRINK_I_SLOT_PROCESS, i, 0);
        TRY(brink_i_cells_code(a->cells, &model->processes[i].every, &codes[i].every));
        TRY(effects_of(a, model->processes[i].effects, model->processes[i].n_effects, &codes[i].effects));
    }
    a->program->processes = codes;
    return BRINK_OK;
}

static brink_status observations_of(assembler *a)
{
    const brink_model *model = a->program->model;
    brink_i_code *outcomes = NEW_ARRAY(a, brink_i_code, model->n_outcomes);
    brink_i_code *measures = NEW_ARRAY(a, brink_i_code, model->n_measures);
    brink_i_code *series = NEW_ARRAY(a, brink_i_code, model->n_series);
    TRY_MEMORY(outcomes);
    TRY_MEMORY(measures);
    TRY_MEMORY(series);
    for (int i = 0; i < model->n_outcomes; i++) {
        TRY(brink_i_cells_code(a->cells, &model->outcomes[i].condition, &outcomes[i]));
    }
    for (int i = 0; i < model->n_measures; i++) {
        brink_measure_kind kind = model->measures[i].kind;
        if (kind == BRINK_MEASURE_COUNT) {
            measures[i].root = -1;
        } else {
            TRY(brink_i_cells_code(a->cells, &model->measures[i].value, &measures[i]));
        }
    }
    for (int i = 0; i < model->n_series; i++) {
        TRY(brink_i_cells_code(a->cells, &model->series[i].value, &series[i]));
    }
    a->program->outcomes = outcomes;
    a->program->measures = measures;
    a->program->series = series;
    return BRINK_OK;
}

static brink_status params_of(assembler *a)
{
    const brink_model *model = a->program->model;
    brink_i_code *params = NEW_ARRAY(a, brink_i_code, model->n_params);
    int *param_cells = NEW_ARRAY(a, int, model->n_params);
    TRY_MEMORY(params);
    TRY_MEMORY(param_cells);
    for (int k = 0; k < model->n_params; k++) {
        int i = model->param_order[k];
        TRY(brink_i_cells_code(a->cells, &model->params[i].value, &params[i]));
        param_cells[k] = a->cells->n;
    }
    a->program->params = params;
    a->program->param_cells = param_cells;
    return BRINK_OK;
}

brink_status brink_i_assemble(brink_i_program *program, brink_i_cells *cells)
{
    const brink_model *model = program->model;
    int most = model->n_stocks + model->n_comparisons + model->n_processes;
    for (int m = 0; m < model->n_machines; m++) {
        most += 1 + model->machines[m].n_transitions + model->machines[m].n_choices;
    }
    assembler a = {.program = program, .cells = cells};
    a.slots = NEW_ARRAY(&a, brink_i_slot, most);
    TRY_MEMORY(a.slots);
    /* The order of these calls is the order of slots, which is the order of ties. */
    TRY(params_of(&a));
    TRY(stocks_of(&a));
    TRY(comparisons_of(&a));
    TRY(machines_of(&a));
    TRY(processes_of(&a));
    program->n_known = a.n_slots;
    for (int m = 0; m < model->n_machines; m++) {
        if (model->machines[m].hazards) {
            program->machines[m].hazard_slot = new_slot(&a, BRINK_I_SLOT_HAZARD, m, 0);
        }
    }
    TRY(observations_of(&a));
    for (int i = 0; i < model->n_stocks; i++) {
        if (!model->stocks[i].moves) {
            const brink_i_expr read = {
                .op = BRINK_I_OP_STOCK, .binding = BRINK_I_EVENT, .index = i, .comparison = -1};
            program->stocks[i].cell = brink_i_cells_of(cells, &read);
            if (program->stocks[i].cell < 0) {
                return BRINK_ERR_MEMORY;
            }
        }
    }
    program->slots = a.slots;
    program->n_slots = a.n_slots;
    return BRINK_OK;
}
