/* SPDX-License-Identifier: Apache-2.0 */
#include "native/emit_simd.h"

/* Expressions in words. */

static void emit_constant(brink_i_emitter *e, double x)
{
    EMIT(e, "SET(");
    brink_i_emit_number(e, x);
    EMIT(e, ")");
}

static void emit_in_states(brink_i_emitter *e, int machine, uint64_t states)
{
    int n = e->model->machines[machine].n_states, first = brink_i_emit_simd_first_state(e, machine);
    uint64_t all = n >= 64 ? UINT64_MAX : (UINT64_C(1) << n) - 1;
    states &= all;
    if (states == all || !states) {
        EMIT(e, states ? "ALL" : "NONE");
        return;
    }
    EMIT(e, "(");
    for (bool next = false; states; states &= states - 1, next = true) {
        EMIT(e, next ? " | s->in[%d]" : "s->in[%d]", first + __builtin_ctzll(states));
    }
    EMIT(e, ")");
}

static void emit_place(brink_i_emitter *e, int place)
{
    EMIT(e, place >= 0 ? "s->drawn[%d]" : "s->draft[%d]", place >= 0 ? place : -1 - place);
}

static void emit_leaf(brink_i_emitter *e, const brink_i_cell *cell)
{
    if (cell->comparison >= 0) {
        EMIT(e, "truth_of(truth_%d(s))", cell->comparison);
        return;
    }
    switch (cell->op) {
    case BRINK_I_OP_PARAM:
        if (brink_i_emit_simd_is_number(e, cell->index)) {
            EMIT(e, "number_of(s, %d)", cell->index);
        } else {
            emit_place(e, e->param_place[cell->index]);
        }
        break;
    case BRINK_I_OP_STOCK:
        EMIT(e, e->p->stocks[cell->index].slot < 0 ? "s->plain[%d]" : "line_at(&s->line[%d], s->now)",
             brink_i_emit_simd_stock_place(e, cell->index));
        break;
    case BRINK_I_OP_IN_STATE:
        EMIT(e, "truth_of(");
        emit_in_states(e, cell->index, cell->states);
        EMIT(e, ")");
        break;
    case BRINK_I_OP_TIME:
        EMIT(e, "s->now");
        break;
    default: /* ELAPSED */
        EMIT(e, "elapsed(s, %d)", cell->index);
        break;
    }
}

bool brink_i_emit_simd_is_leaf(const brink_i_cell *cell)
{
    return cell->comparison >= 0 || cell->op == BRINK_I_OP_PARAM || cell->op == BRINK_I_OP_STOCK ||
           cell->op == BRINK_I_OP_IN_STATE || cell->op == BRINK_I_OP_TIME || cell->op == BRINK_I_OP_ELAPSED;
}

/* How an operation is written: its opening, what stands between its arguments, its end. */
typedef struct spelling {
    const char *open, *between, *close;
    int n;
} spelling;

static spelling spelling_of(int op)
{
    switch (op) {
    case BRINK_I_OP_NEG:
        return (spelling){"(-", "", ")", 1};
    case BRINK_I_OP_ADD:
        return (spelling){"(", " + ", ")", 2};
    case BRINK_I_OP_SUB:
        return (spelling){"(", " - ", ")", 2};
    case BRINK_I_OP_MUL:
    case BRINK_I_OP_AND:
        return (spelling){"(", " * ", ")", 2};
    case BRINK_I_OP_DIV:
        return (spelling){"(", " / ", ")", 2};
    case BRINK_I_OP_LT:
        return (spelling){"truth_of(below(", ", ", "))", 2};
    case BRINK_I_OP_LE:
        return (spelling){"truth_of(at_most(", ", ", "))", 2};
    case BRINK_I_OP_GT:
        return (spelling){"truth_of(above(", ", ", "))", 2};
    case BRINK_I_OP_GE:
        return (spelling){"truth_of(at_least(", ", ", "))", 2};
    case BRINK_I_OP_NOT:
        return (spelling){"(1.0 - ", "", ")", 1};
    case BRINK_I_OP_IF:
        return (spelling){"pick(", ", ", ")", 3};
    case BRINK_I_OP_MIN:
        return (spelling){"word_min(", ", ", ")", 2};
    case BRINK_I_OP_OR:
    case BRINK_I_OP_MAX:
        return (spelling){"word_max(", ", ", ")", 2};
    case BRINK_I_OP_CLAMP:
        return (spelling){"word_clamp(", ", ", ")", 3};
    case BRINK_I_OP_ABS:
        return (spelling){"word_abs(", "", ")", 1};
    case BRINK_I_OP_EXP:
        return (spelling){"word_exp(", "", ")", 1};
    case BRINK_I_OP_LOG:
        return (spelling){"word_log(", "", ")", 1};
    case BRINK_I_OP_SQRT:
        return (spelling){"word_sqrt(", "", ")", 1};
    case BRINK_I_OP_LOGISTIC:
        return (spelling){"word_logistic(", "", ")", 1};
    case BRINK_I_OP_EQ:
        return (spelling){"word_equal(", ", ", ")", 2};
    case BRINK_I_OP_NE:
        return (spelling){"(1.0 - word_equal(", ", ", "))", 2};
    case BRINK_I_CELL_CHANCE:
        return (spelling){"word_chance(", ", ", ")", 2};
    default: /* models that have it are not for this form */
        return (spelling){NULL, NULL, NULL, 0};
    }
}

bool brink_i_emit_simd_has(const brink_i_cell *cell)
{
    return brink_i_emit_simd_is_leaf(cell) || spelling_of(cell->op).open;
}

static void emit_arguments(brink_i_emitter *e, const brink_i_cell *cell)
{
    spelling how = spelling_of(cell->op);
    EMIT(e, "%s", how.open);
    for (int i = 0; i < how.n; i++) {
        EMIT(e, "%s", i ? how.between : "");
        if (cell->op == BRINK_I_OP_IF && i == 0) {
            brink_i_emit_simd_condition(e, cell->arg[0]);
        } else {
            brink_i_emit_simd_cell(e, cell->arg[i]);
        }
    }
    EMIT(e, "%s", how.close);
}

/* A mask: lanes in which the cell is above 0. */
void brink_i_emit_simd_condition(brink_i_emitter *e, int number)
{
    const brink_i_cell *cell = &e->p->cells[number];
    bool shared = e->uses[number] > 1 && cell->binding > BRINK_I_TRIAL;
    if (cell->comparison >= 0) {
        EMIT(e, "truth_%d(s)", cell->comparison);
    } else if (cell->op == BRINK_I_OP_IN_STATE) {
        emit_in_states(e, cell->index, cell->states);
    } else if (!shared && cell->binding > BRINK_I_TRIAL &&
               (cell->op == BRINK_I_OP_AND || cell->op == BRINK_I_OP_OR)) {
        EMIT(e, "(");
        brink_i_emit_simd_condition(e, cell->arg[0]);
        EMIT(e, cell->op == BRINK_I_OP_AND ? " & " : " | ");
        brink_i_emit_simd_condition(e, cell->arg[1]);
        EMIT(e, ")");
    } else if (!shared && cell->binding > BRINK_I_TRIAL && cell->op == BRINK_I_OP_NOT) {
        EMIT(e, "~");
        brink_i_emit_simd_condition(e, cell->arg[0]);
    } else {
        EMIT(e, "above(");
        brink_i_emit_simd_cell(e, number);
        EMIT(e, ", SET(0.0))");
    }
}

void brink_i_emit_simd_cell(brink_i_emitter *e, int number)
{
    const brink_i_cell *cell = &e->p->cells[number];
    if (cell->binding == BRINK_I_CONSTANT) {
        emit_constant(e, e->p->template_values[number]);
    } else if (brink_i_emit_simd_is_leaf(cell)) {
        emit_leaf(e, cell);
    } else if (cell->binding == BRINK_I_TRIAL) {
        emit_place(e, e->cell_place[number]);
    } else if (e->uses[number] > 1) {
        EMIT(e, "cell%d(s)", number);
    } else {
        emit_arguments(e, cell);
    }
}

/* Operations in an expression as it is written out, up to a limit. */
static int operations(const brink_i_emitter *e, int number, int limit)
{
    const brink_i_cell *cell = &e->p->cells[number];
    if (cell->binding <= BRINK_I_TRIAL || brink_i_emit_simd_is_leaf(cell)) {
        return 1;
    }
    int n = cell->op == BRINK_I_OP_EXP || cell->op == BRINK_I_OP_LOG || cell->op == BRINK_I_OP_LOGISTIC ||
                    cell->op == BRINK_I_CELL_CHANCE
                ? 50
            : cell->op == BRINK_I_OP_DIV || cell->op == BRINK_I_OP_SQRT ? 10
                                                                        : 1;
    for (int k = 0; k < spelling_of(cell->op).n && n < limit; k++) {
        n += operations(e, cell->arg[k], limit - n);
    }
    return n;
}

int brink_i_emit_simd_size(const brink_i_emitter *e, const brink_i_code *code, int limit)
{
    return code->root >= 0 ? operations(e, code->root, limit) : 0;
}

bool brink_i_emit_simd_is_cheap(const brink_i_emitter *e, const brink_i_machine_code *code,
                                const brink_i_state_code *here)
{
    enum { CHEAP = 16 };
    int n = 0;
    for (int i = 0; i < here->n_hazards && n <= CHEAP; i++) {
        n += 2 + operations(e, code->transitions[here->hazards[i]].value.root, CHEAP);
    }
    return n <= CHEAP;
}

void brink_i_emit_simd_own(brink_i_emitter *e, int number)
{
    int uses = e->uses[number];
    brink_i_binding binding = e->p->cells[number].binding;
    e->uses[number] = 1;
    if (binding == BRINK_I_TRIAL) {
        emit_arguments(e, &e->p->cells[number]);
    } else {
        brink_i_emit_simd_cell(e, number);
    }
    e->uses[number] = uses;
}

void brink_i_emit_simd_code(brink_i_emitter *e, const brink_i_code *code)
{
    brink_i_emit_simd_cell(e, code->root);
}

void brink_i_emit_simd_cells(brink_i_emitter *e)
{
    for (int c = 0; c < e->p->n_cells; c++) {
        const brink_i_cell *cell = &e->p->cells[c];
        if (e->uses[c] > 1 && !brink_i_emit_simd_is_leaf(cell) && cell->binding > BRINK_I_TRIAL) {
            EMIT(e, "static inline word cell%d(block *s)\n{\n    return ", c);
            brink_i_emit_simd_own(e, c);
            EMIT(e, ";\n}\n");
        }
    }
}

bool brink_i_emit_simd_is_number(const brink_i_emitter *e, int parameter)
{
    const brink_i_code *code = &e->p->params[parameter];
    return !code->tree && code->binding == BRINK_I_CONSTANT;
}

/* ---- slopes ---- */

static void emit_slope_argument(brink_i_emitter *e, int number)
{
    if (e->p->cells[number].binding == BRINK_I_MOVING) {
        EMIT(e, "d%d", number);
    } else {
        EMIT(e, "SET(0.0)");
    }
}

static void emit_slope(brink_i_emitter *e, int c)
{
    const brink_i_cell *cell = &e->p->cells[c];
    EMIT(e, "    const word d%d = ", c);
    switch (cell->op) {
    case BRINK_I_OP_STOCK:
        EMIT(e, "s->line[%d].f", brink_i_emit_simd_stock_place(e, cell->index));
        break;
    case BRINK_I_OP_TIME:
    case BRINK_I_OP_ELAPSED:
        EMIT(e, "SET(1.0)");
        break;
    case BRINK_I_OP_NEG:
        EMIT(e, "-");
        emit_slope_argument(e, cell->arg[0]);
        break;
    case BRINK_I_OP_ADD:
    case BRINK_I_OP_SUB:
        emit_slope_argument(e, cell->arg[0]);
        EMIT(e, cell->op == BRINK_I_OP_ADD ? " + " : " - ");
        emit_slope_argument(e, cell->arg[1]);
        break;
    case BRINK_I_OP_MUL:
        emit_slope_argument(e, cell->arg[0]);
        EMIT(e, " * ");
        brink_i_emit_simd_cell(e, cell->arg[1]);
        EMIT(e, " + ");
        brink_i_emit_simd_cell(e, cell->arg[0]);
        EMIT(e, " * ");
        emit_slope_argument(e, cell->arg[1]);
        break;
    case BRINK_I_OP_DIV:
        emit_slope_argument(e, cell->arg[0]);
        EMIT(e, " / ");
        brink_i_emit_simd_cell(e, cell->arg[1]);
        break;
    case BRINK_I_OP_IF:
        EMIT(e, "pick(");
        brink_i_emit_simd_condition(e, cell->arg[0]);
        EMIT(e, ", ");
        emit_slope_argument(e, cell->arg[1]);
        EMIT(e, ", ");
        emit_slope_argument(e, cell->arg[2]);
        EMIT(e, ")");
        break;
    default:
        EMIT(e, "SET(0.0)");
        break;
    }
    EMIT(e, ";\n");
}

void brink_i_emit_simd_slopes(brink_i_emitter *e, const brink_i_code *left, const brink_i_code *right)
{
    int i = 0, j = 0; /* both lists are in order; a cell may be in both */
    while (i < left->n_moving || j < right->n_moving) {
        int a = i < left->n_moving ? left->moving[i] : e->p->n_cells,
            b = j < right->n_moving ? right->moving[j] : e->p->n_cells;
        emit_slope(e, a < b ? a : b);
        i += a <= b;
        j += b <= a;
    }
}

void brink_i_emit_simd_slope(brink_i_emitter *e, const brink_i_code *code)
{
    emit_slope_argument(e, code->root);
}
