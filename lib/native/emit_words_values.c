/* SPDX-License-Identifier: Apache-2.0 */
#include "native/emit_words.h"

/* Which models are sampled in words, and their expressions. */

/* ---- which ---- */

static bool is_value_operation(const brink_i_cell *cell)
{
    switch (cell->op) {
    case BRINK_I_OP_POW:
    case BRINK_I_OP_FLOOR:
    case BRINK_I_OP_CEIL:
    case BRINK_I_OP_ROUND:
    case BRINK_I_OP_SIN:
    case BRINK_I_OP_COS:
    case BRINK_I_OP_TABLE:
        return false;
    default:
        return true;
    }
}

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

enum { MOST_SLOTS = 24, MOST_MACHINES = 24, MOST_MACHINES_OF_FOUR = 12 };

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
bool brink_i_emit_words_suits(const brink_i_program *p, bool forced)
{
#if !defined(__x86_64__)
    (void)p;
    (void)forced;
    return false;
#else
    const brink_model *model = p->model;
    if (model->n_processes || model->n_series || p->n_slots > (forced ? MOST_SLOTS : most_slots(p)) ||
        p->n_cells > 200 || model->n_machines > MOST_MACHINES || !p->n_slots) {
        return false;
    }
    for (int m = 0; m < model->n_machines; m++) {
        if (!is_plain_machine(p, &p->machines[m])) {
            return false;
        }
    }
    for (int i = 0; i < model->n_stocks; i++) {
        if (model->stocks[i].decays || !is_plain_draw(&p->stocks[i].initial)) {
            return false;
        }
    }
    for (int i = 0; i < model->n_params; i++) {
        if (!is_plain_draw(&p->params[i])) {
            return false;
        }
    }
    for (int c = 0; c < p->n_cells; c++) {
        if (p->cells[c].binding > BRINK_I_CONSTANT && !is_value_operation(&p->cells[c])) {
            return false;
        }
    }
    return true;
#endif
}

bool brink_i_emit_words_times(const brink_i_emitter *e, int machine)
{
    for (int c = 0; c < e->p->n_cells; c++) {
        if (e->p->cells[c].op == BRINK_I_OP_ELAPSED && e->p->cells[c].index == machine) {
            return true;
        }
    }
    return false;
}

/* ---- values ---- */

static void emit_constant(brink_i_emitter *e, double x)
{
    EMIT(e, "SET(");
    brink_i_emit_number(e, x);
    EMIT(e, ")");
}

static void emit_in_state(brink_i_emitter *e, int machine, uint64_t states)
{
    EMIT(e, "(");
    for (bool first = true; states; states &= states - 1, first = false) {
        EMIT(e, first ? "s->in%d[%d]" : " | s->in%d[%d]", machine, __builtin_ctzll(states));
    }
    EMIT(e, ")");
}

void brink_i_emit_words_in_states(brink_i_emitter *e, int machine, uint64_t states)
{
    int n = e->model->machines[machine].n_states;
    uint64_t all = n >= 64 ? UINT64_MAX : (UINT64_C(1) << n) - 1;
    if ((states & all) == all) {
        EMIT(e, "ALL");
    } else if (!(states & all)) {
        EMIT(e, "NONE");
    } else {
        emit_in_state(e, machine, states & all);
    }
}

static void emit_leaf(brink_i_emitter *e, const brink_i_cell *cell)
{
    if (cell->comparison >= 0) {
        EMIT(e, "truth_of(truth%d(s))", cell->comparison);
        return;
    }
    switch (cell->op) {
    case BRINK_I_OP_PARAM:
        EMIT(e, brink_i_emit_words_is_number(e, cell->index) ? "SET(s->job->numbers[%d])" : "s->param[%d]",
             cell->index);
        break;
    case BRINK_I_OP_STOCK:
        EMIT(e, e->p->stocks[cell->index].slot < 0 ? "s->plain%d" : "line_at(&s->stock%d, s->now)",
             cell->index);
        break;
    case BRINK_I_OP_IN_STATE:
        EMIT(e, "truth_of(");
        brink_i_emit_words_in_states(e, cell->index, cell->states);
        EMIT(e, ")");
        break;
    case BRINK_I_OP_TIME:
        EMIT(e, "s->now");
        break;
    default: /* ELAPSED */
        EMIT(e, "(s->now - s->entered%d)", cell->index);
        break;
    }
}

static bool is_leaf(const brink_i_cell *cell)
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
    default:
        return (spelling){"word_chance(", ", ", ")", 2}; /* BRINK_I_CELL_CHANCE */
    }
}

static void emit_arguments(brink_i_emitter *e, const brink_i_cell *cell)
{
    spelling how = spelling_of(cell->op);
    EMIT(e, "%s", how.open);
    for (int i = 0; i < how.n; i++) {
        EMIT(e, "%s", i ? how.between : "");
        if (cell->op == BRINK_I_OP_IF && i == 0) {
            brink_i_emit_words_condition(e, cell->arg[0]);
        } else {
            brink_i_emit_words_cell(e, cell->arg[i]);
        }
    }
    EMIT(e, "%s", how.close);
}

/* A mask: lanes in which the cell is above 0. */
void brink_i_emit_words_condition(brink_i_emitter *e, int number)
{
    const brink_i_cell *cell = &e->p->cells[number];
    bool shared = e->uses[number] > 1 && cell->binding > BRINK_I_TRIAL;
    if (cell->comparison >= 0) {
        EMIT(e, "truth%d(s)", cell->comparison);
    } else if (cell->op == BRINK_I_OP_IN_STATE) {
        brink_i_emit_words_in_states(e, cell->index, cell->states);
    } else if (!shared && cell->binding > BRINK_I_TRIAL &&
               (cell->op == BRINK_I_OP_AND || cell->op == BRINK_I_OP_OR)) {
        EMIT(e, "(");
        brink_i_emit_words_condition(e, cell->arg[0]);
        EMIT(e, cell->op == BRINK_I_OP_AND ? " & " : " | ");
        brink_i_emit_words_condition(e, cell->arg[1]);
        EMIT(e, ")");
    } else if (!shared && cell->binding > BRINK_I_TRIAL && cell->op == BRINK_I_OP_NOT) {
        EMIT(e, "~");
        brink_i_emit_words_condition(e, cell->arg[0]);
    } else {
        EMIT(e, "above(");
        brink_i_emit_words_cell(e, number);
        EMIT(e, ", SET(0.0))");
    }
}

void brink_i_emit_words_cell(brink_i_emitter *e, int number)
{
    const brink_i_cell *cell = &e->p->cells[number];
    if (cell->binding == BRINK_I_CONSTANT) {
        emit_constant(e, e->p->template_values[number]);
    } else if (is_leaf(cell)) {
        emit_leaf(e, cell);
    } else if (e->uses[number] > 1 || cell->binding == BRINK_I_TRIAL) {
        EMIT(e, cell->binding == BRINK_I_TRIAL ? "s->cell%d" : "cell%d(s)", number);
    } else {
        emit_arguments(e, cell);
    }
}

/* Operations in an expression as it is written out, up to a limit. */
static int operations(const brink_i_emitter *e, int number, int limit)
{
    const brink_i_cell *cell = &e->p->cells[number];
    if (cell->binding <= BRINK_I_TRIAL || is_leaf(cell)) {
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

bool brink_i_emit_words_cheap(const brink_i_emitter *e, const brink_i_machine_code *code,
                              const brink_i_state_code *here)
{
    enum { CHEAP = 16 };
    int n = 0;
    for (int i = 0; i < here->n_hazards && n <= CHEAP; i++) {
        n += 2 + operations(e, code->transitions[here->hazards[i]].value.root, CHEAP);
    }
    return n <= CHEAP;
}

static void emit_own(brink_i_emitter *e, int number)
{
    int uses = e->uses[number];
    brink_i_binding binding = e->p->cells[number].binding;
    /* Written out here, whoever else uses it. */
    e->uses[number] = 1;
    if (binding == BRINK_I_TRIAL) {
        emit_arguments(e, &e->p->cells[number]);
    } else {
        brink_i_emit_words_cell(e, number);
    }
    e->uses[number] = uses;
}

void brink_i_emit_words_code(brink_i_emitter *e, const brink_i_code *code)
{
    brink_i_emit_words_cell(e, code->root);
}

/* Functions of the cells that are used more than once. */
void brink_i_emit_words_cells(brink_i_emitter *e)
{
    for (int k = 0; k < e->model->n_comparisons; k++) {
        EMIT(e, "INLINE mask truth%d(block *s);\n", k);
    }
    for (int c = 0; c < e->p->n_cells; c++) {
        const brink_i_cell *cell = &e->p->cells[c];
        if (e->uses[c] > 1 && !is_leaf(cell) && cell->binding > BRINK_I_TRIAL) {
            EMIT(e, "static inline word cell%d(block *s)\n{\n    return ", c);
            emit_own(e, c);
            EMIT(e, ";\n}\n");
        }
    }
}

bool brink_i_emit_words_is_number(const brink_i_emitter *e, int parameter)
{
    const brink_i_code *code = &e->p->params[parameter];
    return !code->tree && code->binding == BRINK_I_CONSTANT;
}

bool brink_i_emit_words_is_kept(const brink_i_emitter *e, int cell)
{
    return !is_leaf(&e->p->cells[cell]) && e->uses[cell] > 0;
}

void brink_i_emit_words_trial_cells(brink_i_emitter *e, int *next, int end)
{
    for (; *next < e->p->n_trial_cells && e->p->trial_cells[*next] < end; ++*next) {
        int c = e->p->trial_cells[*next];
        if (brink_i_emit_words_is_kept(e, c)) {
            EMIT(e, "        s->cell%d = ", c);
            emit_own(e, c);
            EMIT(e, ";\n");
        }
    }
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
        EMIT(e, "s->stock%d.f", cell->index);
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
        brink_i_emit_words_cell(e, cell->arg[1]);
        EMIT(e, " + ");
        brink_i_emit_words_cell(e, cell->arg[0]);
        EMIT(e, " * ");
        emit_slope_argument(e, cell->arg[1]);
        break;
    case BRINK_I_OP_DIV:
        emit_slope_argument(e, cell->arg[0]);
        EMIT(e, " / ");
        brink_i_emit_words_cell(e, cell->arg[1]);
        break;
    case BRINK_I_OP_IF:
        EMIT(e, "pick(");
        brink_i_emit_words_condition(e, cell->arg[0]);
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

void brink_i_emit_words_slopes(brink_i_emitter *e, const brink_i_code *left, const brink_i_code *right)
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

void brink_i_emit_words_slope(brink_i_emitter *e, const brink_i_code *code)
{
    emit_slope_argument(e, code->root);
}
