/* SPDX-License-Identifier: Apache-2.0 */
#include "native/emit_simd.h"

#include <inttypes.h>

/* The model's tables (simd_tables.h), in the order of its parts. */

static int some(int n) { return n > 0 ? n : 1; }

static void begin(brink_i_emitter *e, const char *type, const char *name)
{
    EMIT(e, "static const %s %s[] = {\n", type, name);
}

/* A list of nothing gets an element. */
static void end(brink_i_emitter *e, int n) { EMIT(e, n > 0 ? "};\n" : "    {0}};\n"); }

static void end_numbers(brink_i_emitter *e, int n) { EMIT(e, n > 0 ? "};\n" : "    0};\n"); }

static bool is_moving(const brink_i_code *code) { return code->binding == BRINK_I_MOVING; }

/* In a model of few parts all of them are looked at in every round (OFTEN in simd_state.h). */
static bool is_small(const brink_i_emitter *e)
{
    return e->model->n_machines <= 4 && e->p->n_moving_stocks + e->model->n_comparisons <= 3 &&
           e->model->n_measures <= 4;
}

/* Where all hazards are looked at, only windows ask which are new: a bound that comes out the same changes
 * nothing. */
bool brink_i_emit_simd_marks(const brink_i_emitter *e, int machine)
{
    return e->p->machines[machine].moving || !is_small(e);
}

static bool is_timed(const brink_i_emitter *e, int machine)
{
    for (int c = 0; c < e->p->n_cells; c++) {
        if (e->p->cells[c].op == BRINK_I_OP_ELAPSED && e->p->cells[c].index == machine) {
            return true;
        }
    }
    return false;
}

/* Whether an expression reads nothing that changes but machines' states. */
static bool reads_states_only(const brink_i_emitter *e, const brink_i_code *code)
{
    for (int i = 0; code->root >= 0 && i < code->n_cells; i++) {
        const brink_i_cell *cell = &e->p->cells[code->cells[i]];
        if (cell->comparison >= 0 || cell->op == BRINK_I_OP_STOCK || cell->op == BRINK_I_OP_TIME ||
            cell->op == BRINK_I_OP_ELAPSED) {
            return false;
        }
    }
    return true;
}

/* Whether it is plain at once, from the states after an event, that an outcome ends a trial; and nobody wants
 * to know anything else of it. */
static bool ends_at_events(const brink_i_emitter *e)
{
    bool plain = e->model->n_measures + e->model->n_series == 0;
    for (int i = 0; i < e->model->n_outcomes; i++) {
        plain &= i == e->model->otherwise || reads_states_only(e, &e->p->outcomes[i]);
    }
    for (int i = 0; i < e->model->n_stocks; i++) {
        plain &= reads_states_only(e, &e->p->stocks[i].flow);
    }
    return plain;
}

/* Where nothing happens but by chances that are known to be slow (a thousandth of an event in an instant), no
 * two events share an instant, and none needs counting. */
static bool counts(const brink_i_emitter *e)
{
    bool slow = true;
    for (int m = 0; m < e->model->n_machines; m++) {
        const brink_i_machine_code *code = &e->p->machines[m];
        for (int i = 0; i < code->machine->n_transitions; i++) {
            const brink_i_code *value = &code->transitions[i].value;
            slow &= value->binding == BRINK_I_CONSTANT &&
                    e->p->template_values[value->root] * e->model->horizon < 1e7;
        }
    }
    return e->model->n_comparisons > 0 || e->p->n_moving_stocks > 0 || !slow;
}

/* ---- machines ---- */

static void emit_machines(brink_i_emitter *e)
{
    int state = 0, transition = 0, moving = 0, timed = 0;
    begin(e, "machine_table", "machines");
    for (int m = 0; m < e->model->n_machines; m++) {
        const brink_i_machine_code *code = &e->p->machines[m];
        const brink_i_machine *machine = code->machine;
        EMIT(e, "    {%d, %d, %d, %d, %d, %d, %d, %d}, /* %s */\n", state, machine->n_states, transition,
             machine->n_transitions, code->hazard_slot, code->moving ? moving++ : -1,
             is_timed(e, m) ? timed++ : -1, brink_i_emit_simd_marks(e, m), machine->name);
        state += machine->n_states;
        transition += machine->n_transitions;
    }
    end(e, e->model->n_machines);
    EMIT(e, "enum { N_STATES = %d, N_TRANSITIONS = %d, N_MOVING = %d, N_TIMED = %d };\n", state, transition,
         moving, timed);
}

static bool asks(const brink_i_state_code *here)
{
    return here->n_hazards > 1 || (here->n_hazards == 1 && here->moving);
}

static bool is_constant(const brink_i_machine_code *code, const brink_i_state_code *here)
{
    bool constant = true;
    for (int i = 0; i < here->n_hazards; i++) {
        constant &= code->transitions[here->hazards[i]].value.binding == BRINK_I_CONSTANT;
    }
    return constant;
}

static void emit_states(brink_i_emitter *e)
{
    int hazard = 0, window = 0;
    begin(e, "state_table", "states");
    for (int m = 0; m < e->model->n_machines; m++) {
        const brink_i_machine_code *code = &e->p->machines[m];
        for (int k = 0; k < code->machine->n_states; k++) {
            const brink_i_state_code *here = &code->states[k];
            EMIT(e, "    {%d, %d, %d, %d, %d, %d}, /* %s: %s */\n", hazard, here->n_hazards,
                 here->moving ? window++ : -1, asks(here), brink_i_emit_simd_is_cheap(e, code, here),
                 is_constant(code, here), code->machine->name, code->machine->states[k]);
            hazard += here->n_hazards;
        }
    }
    end(e, e->model->n_machines);
    begin(e, "int", "hazards");
    int first = 0;
    for (int m = 0; m < e->model->n_machines; m++) {
        const brink_i_machine_code *code = &e->p->machines[m];
        for (int k = 0; k < code->machine->n_states; k++) {
            for (int i = 0; i < code->states[k].n_hazards; i++) {
                EMIT(e, "    %d,\n", first + code->states[k].hazards[i]);
            }
        }
        first += code->machine->n_transitions;
    }
    end_numbers(e, hazard);
    EMIT(e, "enum { N_WINDOWS = %d };\n", window);
}

/* How many numbers lanes bring along to a window, at most. */
static void emit_most_carried(brink_i_emitter *e)
{
    int most = 0;
    for (int m = 0; m < e->model->n_machines; m++) {
        const brink_i_machine_code *code = &e->p->machines[m];
        for (int k = 0; k < code->machine->n_states; k++) {
            int n = code->states[k].moving ? brink_i_emit_simd_carried(e, code, &code->states[k]) : 0;
            most = n > most ? n : most;
        }
    }
    EMIT(e, "enum { MOST_CARRIED = %d };\n", most);
}

static void emit_transitions(brink_i_emitter *e)
{
    int effect = 0;
    begin(e, "transition_table", "transitions");
    for (int m = 0; m < e->model->n_machines; m++) {
        const brink_i_machine_code *code = &e->p->machines[m];
        for (int i = 0; i < code->machine->n_transitions; i++) {
            const brink_i_transition_code *t = &code->transitions[i];
            EMIT(e, "    {UINT64_C(%" PRIu64 "), %d, %d, %d, %d, %d},\n", t->transition->from, t->to[0].state,
                 effect, t->transition->n_effects, is_moving(&t->value),
                 t->value.binding == BRINK_I_CONSTANT);
            effect += t->transition->n_effects;
        }
    }
    end(e, e->model->n_machines);
    begin(e, "effect_table", "effects");
    for (int m = 0; m < e->model->n_machines; m++) {
        const brink_i_machine_code *code = &e->p->machines[m];
        for (int i = 0; i < code->machine->n_transitions; i++) {
            for (int k = 0; k < code->transitions[i].transition->n_effects; k++) {
                EMIT(e, "    {%d},\n", code->transitions[i].effects[k].effect->target);
            }
        }
    }
    end(e, effect);
}

/* ---- stocks, comparisons, measures ---- */

static void emit_stocks(brink_i_emitter *e)
{
    begin(e, "stock_table", "stocks");
    for (int i = 0; i < e->model->n_stocks; i++) {
        const brink_i_stock_code *code = &e->p->stocks[i];
        EMIT(e, "    {%d, %d, %d, %d, %d}, /* %s */\n", code->slot, brink_i_emit_simd_stock_place(e, i),
             e->limit_place[2 * i], e->limit_place[2 * i + 1], code->min.root >= 0 || code->max.root >= 0,
             code->stock->name);
    }
    end(e, e->model->n_stocks);
    EMIT(e, "enum { N_LINES = %d, N_PLAIN = %d };\n", e->p->n_moving_stocks,
         e->model->n_stocks - e->p->n_moving_stocks);
}

static void emit_comparisons(brink_i_emitter *e)
{
    int bound = 0;
    begin(e, "comparison_table", "comparisons");
    for (int k = 0; k < e->model->n_comparisons; k++) {
        const brink_i_comparison_code *code = &e->p->comparisons[k];
        EMIT(e, "    {%d, %d, %d, %d},\n", code->slot, code->op, bound, code->n_bound_slots);
        bound += code->n_bound_slots;
    }
    end(e, e->model->n_comparisons);
    begin(e, "int", "bounds");
    for (int k = 0; k < e->model->n_comparisons; k++) {
        for (int i = 0; i < e->p->comparisons[k].n_bound_slots; i++) {
            EMIT(e, "    %d,\n", e->p->comparisons[k].bound_slots[i]);
        }
    }
    end_numbers(e, bound);
}

static const char *kind_name(brink_measure_kind kind)
{
    switch (kind) {
    case BRINK_MEASURE_TIME_IN:
        return "TIME_IN";
    case BRINK_MEASURE_FIRST:
        return "FIRST";
    case BRINK_MEASURE_AT_END:
        return "AT_END";
    case BRINK_MEASURE_MIN:
        return "LEAST";
    case BRINK_MEASURE_MAX:
        return "MOST";
    default:
        return "COUNT";
    }
}

static void emit_measures(brink_i_emitter *e)
{
    begin(e, "measure_table", "measures");
    for (int i = 0; i < e->model->n_measures; i++) {
        const brink_i_measure *measure = &e->model->measures[i];
        EMIT(e, "    {%s, %d, UINT64_C(%" PRIu64 "), ", kind_name(measure->kind), measure->machine,
             measure->states);
        brink_i_emit_number(e, measure->scale);
        EMIT(e, ", %d}, /* %s */\n", is_moving(&e->p->measures[i]), measure->name);
    }
    end(e, e->model->n_measures);
}

static void emit_series(brink_i_emitter *e)
{
    begin(e, "series_table", "series");
    for (int i = 0; i < e->model->n_series; i++) {
        const brink_i_series *series = &e->model->series[i];
        EMIT(e, "    {");
        brink_i_emit_number(e, series->every);
        EMIT(e, ", %d, %d}, /* %s */\n", series->first, series->n_points, series->name);
    }
    end(e, e->model->n_series);
    EMIT(e, "enum { N_SERIES = %d, N_POINTS = %d };\n", e->model->n_series, e->model->n_points);
}

/* ---- inputs, slots, flags ---- */

static void emit_inputs(brink_i_emitter *e)
{
    int stock = 0, comparison = 0, reader = 0;
    begin(e, "input_table", "inputs");
    for (int x = 0; x < e->p->n_inputs; x++) {
        const brink_i_input *in = &e->p->inputs[x];
        EMIT(e, "    {%d, %d, %d, %d, %d, %d, %d},\n", stock, in->n_stocks, comparison, in->n_comparisons,
             reader, in->n_hazards, in->recompute);
        stock += in->n_stocks;
        comparison += in->n_comparisons;
        reader += in->n_hazards;
    }
    end(e, e->p->n_inputs);
    begin(e, "int", "input_stocks");
    for (int x = 0; x < e->p->n_inputs; x++) {
        for (int i = 0; i < e->p->inputs[x].n_stocks; i++) {
            EMIT(e, "    %d,\n", e->p->inputs[x].stocks[i]);
        }
    }
    end_numbers(e, stock);
    begin(e, "int", "input_comparisons");
    for (int x = 0; x < e->p->n_inputs; x++) {
        for (int i = 0; i < e->p->inputs[x].n_comparisons; i++) {
            EMIT(e, "    %d,\n", e->p->inputs[x].comparisons[i]);
        }
    }
    end_numbers(e, comparison);
    begin(e, "reader_table", "readers");
    for (int x = 0; x < e->p->n_inputs; x++) {
        for (int i = 0; i < e->p->inputs[x].n_hazards; i++) {
            const brink_i_hazard_reader *r = &e->p->inputs[x].hazards[i];
            int n = e->model->machines[r->machine].n_states;
            uint64_t all = n >= 64 ? UINT64_MAX : (UINT64_C(1) << n) - 1;
            EMIT(e, "    {%d, UINT64_C(%" PRIu64 ")},\n", r->machine,
                 (r->states & all) == all ? UINT64_MAX : r->states & all);
        }
    }
    end(e, reader);
}

static void emit_slots(brink_i_emitter *e)
{
    begin(e, "slot_table", "slots");
    for (int i = 0; i < e->p->n_slots; i++) {
        const brink_i_slot *slot = &e->p->slots[i];
        EMIT(e, "    {%s, %d},\n",
             slot->kind == BRINK_I_SLOT_BOUND      ? "BOUND"
             : slot->kind == BRINK_I_SLOT_CROSSING ? "CROSSING"
                                                   : "HAZARD",
             slot->index);
    }
    end(e, e->p->n_slots);
}

/* n flags that a trial starts with, the same for all. */
static int emit_flags(brink_i_emitter *e, int n, int value)
{
    for (int i = 0; i < n; i++) {
        EMIT(e, "%d, ", value);
    }
    return n;
}

/* What is true or false of a trial at its start, in the order of the block. */
static void emit_first_flags(brink_i_emitter *e)
{
    const brink_model *model = e->model;
    enum { YES = 0xFF, NO = 0 };
    int n = 0;
    EMIT(e, "static const uint8_t first_flags[] = {");
    n += emit_flags(e, 2 * some(model->n_machines), YES); /* spent, renew */
    for (int m = 0; m < model->n_machines; m++) {
        for (int k = 0; k < model->machines[m].n_states; k++) {
            n += emit_flags(e, 1, k == e->p->machines[m].initial[0].state ? YES : NO);
        }
    }
    n += emit_flags(e, model->n_machines ? 0 : 1, NO);
    for (int twice = 0; twice < 2; twice++) { /* due, jumped */
        for (int i = 0; i < some(model->n_stocks); i++) {
            n += emit_flags(e, 1, i < model->n_stocks && e->p->stocks[i].slot >= 0 ? YES : NO);
        }
    }
    n += emit_flags(e, some(model->n_comparisons), NO);      /* truth */
    n += emit_flags(e, 2 * some(model->n_comparisons), YES); /* due, by value */
    n += emit_flags(e, some(model->n_measures), NO);         /* watching */
    EMIT(e, "0, 0, 0, 0, 0, 0, 0};\nenum { N_FLAGS = %d };\n", n);
}

void brink_i_emit_simd_tables(brink_i_emitter *e)
{
    const brink_model *model = e->model;
    EMIT(e, "#define HORIZON ");
    brink_i_emit_number(e, model->horizon);
    EMIT(
        e,
        "\nenum { N_MACHINES = %d, N_STOCKS = %d, N_COMPARISONS = %d, N_MEASURES = %d, N_SLOTS = %d, N_KNOWN "
        "= %d, N_OUTCOMES = %d, OTHERWISE = %d,\n    N_DRAWN = %d, N_DRAFT = %d,\n    SMALL = %d, "
        "ENDS_AT_EVENTS = %d, COUNTS = %d };\n",
        model->n_machines, model->n_stocks, model->n_comparisons, model->n_measures, e->p->n_slots,
        e->p->n_known, model->n_outcomes, model->otherwise, e->n_drawn, e->n_draft, is_small(e),
        ends_at_events(e), counts(e));
    emit_machines(e);
    emit_states(e);
    emit_most_carried(e);
    emit_transitions(e);
    emit_stocks(e);
    emit_comparisons(e);
    emit_measures(e);
    emit_series(e);
    emit_inputs(e);
    emit_slots(e);
    emit_first_flags(e);
}
