/* SPDX-License-Identifier: Apache-2.0 */
#include "native/emit_simd.h"

#include <stdlib.h>

/* The model's expressions by number, for simd_body.h to ask for: hazard_of(s, 3), flow(s, 0), ... Each is a
 * `switch` over numbers that are constants wherever it is asked. */

static void begin(brink_i_emitter *e, const char *type, const char *name)
{
    EMIT(e, "INLINE %s %s(block *s, int i)\n{\n    (void)s;\n    switch (i) {\n", type, name);
}

static void end(brink_i_emitter *e, const char *nothing)
{
    EMIT(e, "    default:\n        return %s;\n    }\n}\n", nothing);
}

static void end_words(brink_i_emitter *e) { end(e, "SET(0.0)"); }

static void emit_case(brink_i_emitter *e, int number, const brink_i_code *code)
{
    EMIT(e, "    case %d:\n        return ", number);
    if (code->root >= 0) {
        brink_i_emit_simd_code(e, code);
    } else {
        EMIT(e, "SET(0.0)");
    }
    EMIT(e, ";\n");
}

/* A function of its own. */
static void emit_named(brink_i_emitter *e, const char *name, int number, const brink_i_code *code)
{
    EMIT(e, "EXPRESSION word %s_%d(block *s)\n{\n    (void)s;\n    return ", name, number);
    if (code->root >= 0) {
        brink_i_emit_simd_code(e, code);
    } else {
        EMIT(e, "SET(0.0)");
    }
    EMIT(e, ";\n}\n");
}

/* ---- machines ---- */

static void emit_hazards(brink_i_emitter *e)
{
    int number = 0;
    for (int m = 0; m < e->model->n_machines; m++) {
        for (int i = 0; i < e->model->machines[m].n_transitions; i++, number++) {
            const brink_i_code *value = &e->p->machines[m].transitions[i].value;
            if (value->binding != BRINK_I_CONSTANT) {
                emit_named(e, "hazard", number, value);
            }
        }
    }
    number = 0;
    begin(e, "word", "hazard_of");
    for (int m = 0; m < e->model->n_machines; m++) {
        for (int i = 0; i < e->model->machines[m].n_transitions; i++, number++) {
            const brink_i_code *value = &e->p->machines[m].transitions[i].value;
            if (value->binding == BRINK_I_CONSTANT) {
                emit_case(e, number, value);
            } else {
                EMIT(e, "    case %d:\n        return hazard_%d(s);\n", number, number);
            }
        }
    }
    end_words(e);
    number = 0;
    for (int m = 0; m < e->model->n_machines; m++) {
        for (int i = 0; i < e->model->machines[m].n_transitions; i++) {
            const brink_i_transition_code *t = &e->p->machines[m].transitions[i];
            for (int k = 0; k < t->transition->n_effects; k++) {
                emit_named(e, "effect", number++, &t->effects[k].value);
            }
        }
    }
    int n_effects = number;
    begin(e, "word", "effect_of");
    for (number = 0; number < n_effects; number++) {
        EMIT(e, "    case %d:\n        return effect_%d(s);\n", number, number);
    }
    end_words(e);
}

/* ---- stocks and comparisons ---- */

static void emit_limits(brink_i_emitter *e, bool upper)
{
    begin(e, "word", upper ? "most_of" : "least_of");
    for (int i = 0; i < e->model->n_stocks; i++) {
        const brink_i_code *code = upper ? &e->p->stocks[i].max : &e->p->stocks[i].min;
        if (code->root >= 0) {
            emit_case(e, i, code);
        }
    }
    end(e, upper ? "SET(INFINITY)" : "SET(-INFINITY)");
}

static void emit_flows(brink_i_emitter *e)
{
    EMIT(e, "#define EACH_MOVING_STOCK(DO)");
    for (int i = 0; i < e->p->n_moving_stocks; i++) {
        EMIT(e, " DO(%d)", e->p->moving_stocks[i]);
    }
    EMIT(e, "\n");
    for (int i = 0; i < e->p->n_moving_stocks; i++) {
        emit_named(e, "flow", e->p->moving_stocks[i], &e->p->stocks[e->p->moving_stocks[i]].flow);
    }
}

static const char *comparison_name(brink_i_op op)
{
    return op == BRINK_I_OP_LT   ? "below"
           : op == BRINK_I_OP_LE ? "at_most"
           : op == BRINK_I_OP_GT ? "above"
                                 : "at_least";
}

static void emit_truths(brink_i_emitter *e)
{
    for (int k = 0; k < e->model->n_comparisons; k++) {
        const brink_i_comparison_code *code = &e->p->comparisons[k];
        EMIT(e, "EXPRESSION mask by_value_%d(block *s)\n{\n    return %s(", k, comparison_name(code->op));
        brink_i_emit_simd_code(e, &code->left);
        EMIT(e, ", ");
        brink_i_emit_simd_code(e, &code->right);
        EMIT(e, ");\n}\nTRUTH(%d)\n", k);
    }
}

static void emit_sides(brink_i_emitter *e)
{
    EMIT(e, "#define EACH_COMPARISON(DO)");
    for (int k = 0; k < e->model->n_comparisons; k++) {
        EMIT(e, " DO(%d)", k);
    }
    EMIT(e, "\n");
    for (int k = 0; k < e->model->n_comparisons; k++) {
        const brink_i_comparison_code *code = &e->p->comparisons[k];
        EMIT(e, "EXPRESSION word gap_%d(block *s)\n{\n    return ", k);
        brink_i_emit_simd_code(e, &code->left);
        EMIT(e, " - ");
        brink_i_emit_simd_code(e, &code->right);
        EMIT(e, ";\n}\nEXPRESSION word slope_%d(block *s)\n{\n", k);
        brink_i_emit_simd_slopes(e, &code->left, &code->right);
        EMIT(e, "    return ");
        brink_i_emit_simd_slope(e, &code->left);
        EMIT(e, " - ");
        brink_i_emit_simd_slope(e, &code->right);
        EMIT(e, ";\n}\n");
    }
}

/* ---- measures and outcomes ---- */

static bool is_condition(const brink_i_measure *measure)
{
    return measure->kind == BRINK_MEASURE_TIME_IN || measure->kind == BRINK_MEASURE_FIRST;
}

static void emit_named_condition(brink_i_emitter *e, const char *name, int number, const brink_i_code *code)
{
    EMIT(e, "EXPRESSION mask %s_%d(block *s)\n{\n    (void)s;\n    return ", name, number);
    brink_i_emit_simd_condition(e, code->root);
    EMIT(e, ";\n}\n");
}

static void emit_measures(brink_i_emitter *e)
{
    int n = e->model->n_measures;
    for (int i = 0; i < n; i++) {
        if (is_condition(&e->model->measures[i])) {
            emit_named_condition(e, "measure", i, &e->p->measures[i]);
        } else if (e->model->measures[i].kind != BRINK_MEASURE_COUNT) {
            emit_named(e, "measure", i, &e->p->measures[i]);
        }
    }
    for (int conditions = 0; conditions < 2; conditions++) {
        begin(e, conditions ? "mask" : "word", conditions ? "measure_holds" : "measure_of");
        for (int i = 0; i < n; i++) {
            const brink_i_measure *measure = &e->model->measures[i];
            if (is_condition(measure) == (bool)conditions && measure->kind != BRINK_MEASURE_COUNT) {
                EMIT(e, "    case %d:\n        return measure_%d(s);\n", i, i);
            }
        }
        end(e, conditions ? "NONE" : "SET(0.0)");
    }
}

static void emit_outcomes(brink_i_emitter *e)
{
    for (int i = 0; i < e->model->n_outcomes; i++) {
        if (i != e->model->otherwise) {
            emit_named_condition(e, "outcome", i, &e->p->outcomes[i]);
        }
    }
    begin(e, "mask", "outcome_holds");
    for (int i = 0; i < e->model->n_outcomes; i++) {
        if (i != e->model->otherwise) {
            EMIT(e, "    case %d:\n        return outcome_%d(s);\n", i, i);
        }
    }
    end(e, "NONE");
}

/* ---- the start ---- */

static bool is_whole(const brink_i_dist *d)
{
    return d->p_low <= 0 && d->p_width >= 1 && d->q_high <= 0 && d->q_width >= 1;
}

/* A value at the start, from a stream of its own, of which it takes one uniform. */
static void emit_opening(brink_i_emitter *e, const brink_i_code *code, const char *keys, int i)
{
    if (!code->tree) {
        brink_i_emit_simd_code(e, code);
        return;
    }
    const brink_i_dist *d = code->tree->prepared;
    const bool written = !code->tree->varies && is_whole(d);
    if (written && d->kind == BRINK_I_DIST_UNIFORM) {
        EMIT(e, "word_saturate(%a + first_uniform(s, &s->job->%s[%d]) * %a, SET(%a), SET(%a))", d->k[0], keys,
             i, d->k[1], d->low, d->high);
    } else if (written && d->kind == BRINK_I_DIST_TRIANGULAR) {
        EMIT(e, "word_triangular(first_uniform(s, &s->job->%s[%d]), %a, %a, %a, %a, %a)", keys, i, d->k[0],
             d->k[1], d->k[2], d->k[4], d->k[5]);
    } else {
        EMIT(e, "draw(first_uniform(s, &s->job->%s[%d]), s->job->dists[%d])", keys, i,
             brink_i_emit_dist_number(e, d));
    }
}

static void emit_place(brink_i_emitter *e, int place)
{
    EMIT(e, place >= 0 ? "    s->drawn[%d] = " : "    s->draft[%d] = ", place >= 0 ? place : -1 - place);
}

static void emit_trial_cells(brink_i_emitter *e, int *next, int end_of_cells)
{
    for (; *next < e->p->n_trial_cells && e->p->trial_cells[*next] < end_of_cells; ++*next) {
        int c = e->p->trial_cells[*next];
        if (!brink_i_emit_simd_is_leaf(&e->p->cells[c]) && e->uses[c] > 0) {
            emit_place(e, e->cell_place[c]);
            brink_i_emit_simd_own(e, c);
            EMIT(e, ";\n");
        }
    }
}

static void emit_parameters(brink_i_emitter *e)
{
    int next = 0;
    EMIT(e, "static void draw_parameters(block *s)\n{\n    (void)s;\n");
    for (int k = 0; k < e->model->n_params; k++) {
        int i = e->model->param_order[k];
        emit_trial_cells(e, &next, e->p->param_cells[k]);
        if (!brink_i_emit_simd_is_number(e, i)) {
            emit_place(e, e->param_place[i]);
            EMIT(e, "take_parameter(s, ");
            emit_opening(e, &e->p->params[i], "param_keys", i);
            EMIT(e, "); /* %s */\n", e->model->params[i].name);
        }
    }
    emit_trial_cells(e, &next, e->p->n_cells);
    EMIT(e, "}\n");
    begin(e, "word", "initial_of");
    for (int i = 0; i < e->model->n_stocks; i++) {
        EMIT(e, "    case %d:\n        return ", i);
        emit_opening(e, &e->p->stocks[i].initial, "stock_keys", i);
        EMIT(e, ";\n");
    }
    end_words(e);
}

/* ---- windows ---- */

/* What a lane brings along to a window: whatever the bounds are made of that no window changes. Of a stock
 * three numbers and limits that are not constants; of a clock its start; cells. */
typedef struct things {
    int *cells, *stocks, *clocks;
    int n_cells, n_stocks, n_clocks;
} things;

static void add(int *list, int *n, int x)
{
    for (int i = 0; i < *n; i++) {
        if (list[i] == x) {
            return;
        }
    }
    list[(*n)++] = x;
}

static void add_still(const brink_i_emitter *e, things *t, int cell)
{
    if (e->p->cells[cell].binding != BRINK_I_CONSTANT) {
        add(t->cells, &t->n_cells, cell);
    }
}

static void add_moving(const brink_i_emitter *e, things *t, int number)
{
    const brink_i_cell *cell = &e->p->cells[number];
    if (cell->op == BRINK_I_OP_STOCK) {
        add(t->stocks, &t->n_stocks, cell->index);
    } else if (cell->op == BRINK_I_OP_ELAPSED) {
        add(t->clocks, &t->n_clocks, cell->index);
    } else if (cell->op != BRINK_I_OP_TIME) {
        for (int k = 0; k < 3 && cell->arg[k] >= 0; k++) {
            if (e->p->cells[cell->arg[k]].binding != BRINK_I_MOVING) {
                add_still(e, t, cell->arg[k]);
            }
        }
    }
}

static bool things_of(brink_i_emitter *e, const brink_i_machine_code *code, const brink_i_state_code *here,
                      things *t)
{
    *t = (things){.cells = calloc((size_t)e->p->n_cells + 1, sizeof(int)),
                  .stocks = calloc((size_t)e->model->n_stocks + 1, sizeof(int)),
                  .clocks = calloc((size_t)e->model->n_machines + 1, sizeof(int))};
    if (!t->cells || !t->stocks || !t->clocks) {
        e->failed = true;
        return false;
    }
    for (int i = 0; i < here->n_hazards; i++) {
        const brink_i_code *value = &code->transitions[here->hazards[i]].value;
        if (value->binding != BRINK_I_MOVING) {
            add_still(e, t, value->root);
        }
        for (int k = 0; value->binding == BRINK_I_MOVING && k < value->n_moving; k++) {
            add_moving(e, t, value->moving[k]);
        }
    }
    return true;
}

static void free_things(things *t)
{
    free(t->cells);
    free(t->stocks);
    free(t->clocks);
}

static bool varies(const brink_i_emitter *e, int stock, bool upper)
{
    return brink_i_emit_simd_varies(upper ? &e->p->stocks[stock].max : &e->p->stocks[stock].min);
}

static int size_of_stock(const brink_i_emitter *e, int stock)
{
    return 3 + varies(e, stock, false) + varies(e, stock, true);
}

/* Where a stock's numbers begin among those that are carried, where clocks' do, where cells' do. */
static int place_of_stock(const brink_i_emitter *e, const things *t, int stock)
{
    int at = 0;
    for (int i = 0; i < t->n_stocks && t->stocks[i] != stock; i++) {
        at += size_of_stock(e, t->stocks[i]);
    }
    return at;
}

static int place_in(const int *list, int x)
{
    int i = 0;
    while (list[i] != x) {
        i++;
    }
    return i;
}

static int place_of_clock(const brink_i_emitter *e, const things *t, int machine)
{
    return place_of_stock(e, t, -1) + place_in(t->clocks, machine);
}

static int place_of_cell(const brink_i_emitter *e, const things *t, int cell)
{
    return place_of_stock(e, t, -1) + t->n_clocks + place_in(t->cells, cell);
}

int brink_i_emit_simd_carried(brink_i_emitter *e, const brink_i_machine_code *code,
                              const brink_i_state_code *here)
{
    things t;
    int n = 0;
    if (things_of(e, code, here, &t)) {
        n = place_of_stock(e, &t, -1) + t.n_clocks + t.n_cells;
    }
    free_things(&t);
    return n;
}

static void emit_carry(brink_i_emitter *e, const things *t, int window)
{
    int n = 0;
    EMIT(e, "    case %d:\n", window);
    for (int i = 0; i < t->n_stocks; i++) {
        int stock = t->stocks[i], place = brink_i_emit_simd_stock_place(e, stock);
        for (int part = 0; part < 3; part++) {
            static const char *const names[] = {"x0", "t0", "f"};
            EMIT(e, "        CARRY(%d, s->line[%d].%s);\n", n++, place, names[part]);
        }
        for (int upper = 0; upper < 2; upper++) {
            if (varies(e, stock, upper)) {
                EMIT(e, "        CARRY(%d, s->drawn[%d]);\n", n++, e->limit_place[2 * stock + upper]);
            }
        }
    }
    for (int i = 0; i < t->n_clocks; i++) {
        EMIT(e, "        CARRY(%d, entered(s, %d));\n", n++, t->clocks[i]);
    }
    for (int i = 0; i < t->n_cells; i++) {
        EMIT(e, "        CARRY(%d, ", n++);
        brink_i_emit_simd_cell(e, t->cells[i]);
        EMIT(e, ");\n");
    }
    EMIT(e, "        break;\n");
}

/* A value that no window changes. */
static void emit_still(brink_i_emitter *e, const things *t, int number)
{
    if (e->p->cells[number].binding == BRINK_I_CONSTANT) {
        brink_i_emit_simd_cell(e, number);
    } else {
        EMIT(e, "carried_at(q, at, %d)", place_of_cell(e, t, number));
    }
}

static void emit_carried_limit(brink_i_emitter *e, int stock, int place, bool upper)
{
    const brink_i_code *code = upper ? &e->p->stocks[stock].max : &e->p->stocks[stock].min;
    if (varies(e, stock, upper)) {
        EMIT(e, "carried_at(q, at, %d)", place);
    } else if (code->root >= 0) {
        brink_i_emit_simd_code(e, code);
    } else {
        EMIT(e, upper ? "SET(INFINITY)" : "SET(-INFINITY)");
    }
}

static void emit_stock_band(brink_i_emitter *e, const things *t, int stock)
{
    int place = place_of_stock(e, t, stock);
    EMIT(e, "carried_stock(q, at, %d, ", place);
    emit_carried_limit(e, stock, place + 3, false);
    EMIT(e, ", ");
    emit_carried_limit(e, stock, place + 3 + varies(e, stock, false), true);
    EMIT(e, ", now, until);\n");
}

static const char *band_name(int op)
{
    switch (op) {
    case BRINK_I_OP_NEG:
        return "negate";
    case BRINK_I_OP_ADD:
        return "add";
    case BRINK_I_OP_SUB:
        return "subtract";
    case BRINK_I_OP_MUL:
        return "multiply";
    case BRINK_I_OP_DIV:
        return "divide";
    case BRINK_I_OP_MIN:
        return "min";
    case BRINK_I_OP_MAX:
        return "max";
    default:
        return "logistic";
    }
}

static void emit_operation(brink_i_emitter *e, const things *t, const brink_i_cell *cell)
{
    const int *arg = cell->arg;
    bool first = e->p->cells[arg[0]].binding == BRINK_I_MOVING,
         second = arg[1] >= 0 && e->p->cells[arg[1]].binding == BRINK_I_MOVING;
    if ((cell->op == BRINK_I_OP_MUL && !(first && second)) || (cell->op == BRINK_I_OP_DIV && !second)) {
        EMIT(e, cell->op == BRINK_I_OP_MUL ? "band_scale(r%d, " : "band_divide_by(r%d, ", arg[first ? 0 : 1]);
        emit_still(e, t, arg[first ? 1 : 0]);
        EMIT(e, ", odd);\n");
        return;
    }
    EMIT(e, "band_%s(", band_name(cell->op));
    for (int k = 0; k < 3 && arg[k] >= 0; k++) {
        bool moves = e->p->cells[arg[k]].binding == BRINK_I_MOVING;
        EMIT(e, moves ? "r%d" : "band_point(", arg[k]);
        if (!moves) {
            emit_still(e, t, arg[k]);
        }
        EMIT(e, moves ? ", " : "), ");
    }
    EMIT(e, "odd);\n");
}

static void emit_band(brink_i_emitter *e, const things *t, int number, const brink_i_code *value)
{
    EMIT(e, "    case %d: {\n", number);
    for (int i = 0; i < value->n_moving && value->binding == BRINK_I_MOVING; i++) {
        const brink_i_cell *cell = &e->p->cells[value->moving[i]];
        EMIT(e, "        const band r%d = ", value->moving[i]);
        if (cell->op == BRINK_I_OP_STOCK) {
            emit_stock_band(e, t, cell->index);
        } else if (cell->op == BRINK_I_OP_TIME) {
            EMIT(e, "{now, until};\n");
        } else if (cell->op == BRINK_I_OP_ELAPSED) {
            EMIT(e, "carried_clock(q, at, %d, now, until);\n", place_of_clock(e, t, cell->index));
        } else {
            emit_operation(e, t, cell);
        }
    }
    if (value->binding == BRINK_I_MOVING) {
        EMIT(e, "        return r%d;\n    }\n", value->root);
    } else {
        EMIT(e, "        return band_point(");
        emit_still(e, t, value->root);
        EMIT(e, ");\n    }\n");
    }
}

static void emit_bands(brink_i_emitter *e)
{
    int hazard = 0;
    EMIT(e, "INLINE band band_of(const window_list *q, int at, int i, word now, word until, mask *odd)\n{\n"
            "    switch (i) {\n");
    for (int m = 0; m < e->model->n_machines; m++) {
        const brink_i_machine_code *code = &e->p->machines[m];
        for (int k = 0; k < code->machine->n_states; k++) {
            const brink_i_state_code *here = &code->states[k];
            things t;
            bool made = here->moving && things_of(e, code, here, &t);
            for (int i = 0; i < here->n_hazards && made; i++) {
                emit_band(e, &t, hazard + i, &code->transitions[here->hazards[i]].value);
            }
            hazard += here->n_hazards;
            if (here->moving) {
                free_things(&t);
            }
        }
    }
    end(e, "band_point(now)");
}

static void emit_carries(brink_i_emitter *e)
{
    int window = 0;
    EMIT(e, "INLINE void carry(block *s, window_list *q, int i, int at, mask on)\n{\n    switch (i) {\n");
    for (int m = 0; m < e->model->n_machines; m++) {
        const brink_i_machine_code *code = &e->p->machines[m];
        for (int k = 0; k < code->machine->n_states; k++) {
            things t;
            if (!code->states[k].moving) {
                continue;
            }
            if (things_of(e, code, &code->states[k], &t)) {
                emit_carry(e, &t, window++);
            }
            free_things(&t);
        }
    }
    EMIT(e, "    default:\n        break;\n    }\n}\n");
}

/* Whether all expressions that steps choose from by number are so short that each step may have a copy of all
 * of them, until the compiler knows which it needs. */
static bool is_short(const brink_i_emitter *e)
{
    enum { SHORT = 3000 };
    int size = 0, transitions = 0;
    for (int m = 0; m < e->model->n_machines; m++) {
        const brink_i_machine_code *code = &e->p->machines[m];
        for (int i = 0; i < code->machine->n_transitions && size < SHORT; i++) {
            const brink_i_transition_code *t = &code->transitions[i];
            size += brink_i_emit_simd_size(e, &t->value, SHORT);
            for (int k = 0; k < t->transition->n_effects; k++) {
                size += brink_i_emit_simd_size(e, &t->effects[k].value, SHORT);
                transitions++;
            }
            transitions++;
        }
    }
    for (int i = 0; i < e->model->n_measures; i++) {
        size += brink_i_emit_simd_size(e, &e->p->measures[i], SHORT);
        transitions++;
    }
    return e->model->n_comparisons <= 2 && size * transitions <= SHORT * 4;
}

void brink_i_emit_simd_functions(brink_i_emitter *e)
{
    for (int k = 0; k < e->model->n_comparisons; k++) {
        EMIT(e, "INLINE mask truth_%d(block *s);\n", k);
    }
    EMIT(e, "#define EXPRESSION %s\n", is_short(e) ? "INLINE" : "static __attribute__((noinline))");
    brink_i_emit_simd_cells(e);
    emit_truths(e);
    emit_hazards(e);
    emit_limits(e, false);
    emit_limits(e, true);
    emit_flows(e);
    emit_sides(e);
    emit_measures(e);
    emit_outcomes(e);
    begin(e, "word", "series_of");
    for (int i = 0; i < e->model->n_series; i++) {
        emit_case(e, i, &e->p->series[i]);
    }
    end_words(e);
    emit_parameters(e);
    emit_carries(e);
    emit_bands(e);
}
