/* SPDX-License-Identifier: Apache-2.0 */
#include "native/emit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- what is kept ---- */

static bool is_leaf(const brink_i_cell *cell)
{
    return cell->comparison >= 0 || cell->op == BRINK_I_OP_CONST || cell->op == BRINK_I_OP_PARAM ||
           cell->op == BRINK_I_OP_STOCK || cell->op == BRINK_I_OP_IN_STATE || cell->op == BRINK_I_OP_TIME ||
           cell->op == BRINK_I_OP_ELAPSED;
}

static int cost_of_operation(int op)
{
    switch (op) {
    case BRINK_I_OP_POW:
        return 40;
    case BRINK_I_OP_EXP:
    case BRINK_I_OP_LOG:
    case BRINK_I_OP_LOGISTIC:
    case BRINK_I_OP_SIN:
    case BRINK_I_OP_COS:
    case BRINK_I_OP_TABLE:
    case BRINK_I_CELL_CHANCE:
        return 15;
    case BRINK_I_OP_DIV:
    case BRINK_I_OP_SQRT:
        return 4;
    default:
        return 1;
    }
}

/* Cheaper to compute anew than to ask whether a kept value is valid. */
enum { CHEAP = 2, CHEAP_ONCE = 10 };

static void count_code(brink_i_emitter *e, const brink_i_code *code);

static void count_tree(brink_i_emitter *e, const brink_i_draw_node *node)
{
    if (node->value) {
        count_code(e, node->value);
    }
    for (int i = 0; i < node->n && node->args; i++) {
        count_tree(e, node->args[i]);
    }
}

static void count_code(brink_i_emitter *e, const brink_i_code *code)
{
    if (code->tree) {
        count_tree(e, code->tree);
    } else if (code->root >= 0) {
        e->uses[code->root]++;
        if (code->binding == BRINK_I_MOVING) {
            e->value_code[code->root] = 1;
            e->code_of[code->root] = code;
        }
    }
}

static void count_effects(brink_i_emitter *e, const brink_i_effect_code *effects, int n)
{
    for (int i = 0; i < n; i++) {
        count_code(e, &effects[i].value);
        count_effects(e, effects[i].then_do, effects[i].effect->n_then);
        count_effects(e, effects[i].else_do, effects[i].effect->n_else);
    }
}

static void count_targets(brink_i_emitter *e, const brink_i_target_code *to, int n)
{
    for (int i = 0; i < n; i++) {
        count_code(e, &to[i].weight);
    }
}

static void count_machine(brink_i_emitter *e, const brink_i_machine_code *code)
{
    const brink_i_machine *machine = code->machine;
    count_targets(e, code->initial, machine->n_initial);
    for (int i = 0; i < machine->n_transitions; i++) {
        const brink_i_transition_code *t = &code->transitions[i];
        count_code(e, &t->value);
        bool hazard = t->transition->trigger == BRINK_RATE || t->transition->trigger == BRINK_CHANCE;
        if (hazard && t->value.binding == BRINK_I_MOVING) {
            e->range_code[t->value.root] = 1;
        }
        count_targets(e, t->to, t->transition->n_to);
        count_effects(e, t->effects, t->transition->n_effects);
    }
    for (int i = 0; i < machine->n_choices; i++) {
        const brink_i_choice_code *c = &code->choices[i];
        count_code(e, &c->every);
        count_code(e, &c->precision);
        for (int j = 0; j < c->choice->n_options; j++) {
            count_code(e, &c->options[j].utility);
            count_effects(e, c->options[j].effects, c->choice->options[j].n_effects);
        }
    }
}

static void count_start(brink_i_emitter *e)
{
    for (int i = 0; i < e->model->n_params; i++) {
        count_code(e, &e->p->params[i]);
    }
    for (int i = 0; i < e->model->n_stocks; i++) {
        const brink_i_stock_code *s = &e->p->stocks[i];
        count_code(e, &s->initial);
        count_code(e, &s->min);
        count_code(e, &s->max);
    }
}

static void count_codes(brink_i_emitter *e)
{
    const brink_i_program *p = e->p;
    for (int i = 0; i < e->model->n_stocks; i++) {
        const brink_i_stock_code *s = &p->stocks[i];
        count_code(e, &s->flow);
        count_code(e, &s->decay);
    }
    for (int i = 0; i < e->model->n_comparisons; i++) {
        count_code(e, &p->comparisons[i].left);
        count_code(e, &p->comparisons[i].right);
    }
    for (int m = 0; m < e->model->n_machines; m++) {
        count_machine(e, &p->machines[m]);
    }
    for (int i = 0; i < e->model->n_processes; i++) {
        count_code(e, &p->processes[i].every);
        count_effects(e, p->processes[i].effects, e->model->processes[i].n_effects);
    }
    for (int i = 0; i < e->model->n_outcomes; i++) {
        count_code(e, &p->outcomes[i]);
    }
    for (int i = 0; i < e->model->n_measures; i++) {
        count_code(e, &p->measures[i]);
    }
    for (int i = 0; i < e->model->n_series; i++) {
        count_code(e, &p->series[i]);
    }
}

brink_status brink_i_emit_plan(brink_i_emitter *e)
{
    size_t n = (size_t)e->p->n_cells + 1;
    e->uses = calloc(n, sizeof *e->uses);
    e->start_uses = calloc(n, sizeof *e->start_uses);
    e->cost = calloc(n, sizeof *e->cost);
    e->kept = calloc(n, 1);
    e->value_code = calloc(n, 1);
    e->range_code = calloc(n, 1);
    e->code_of = (const brink_i_code **)calloc(n, sizeof *e->code_of);
    if (!e->uses || !e->start_uses || !e->cost || !e->kept || !e->value_code || !e->range_code ||
        !e->code_of) {
        return BRINK_ERR_MEMORY;
    }
    count_start(e);
    memcpy(e->start_uses, e->uses, n * sizeof *e->uses);
    count_codes(e);
    for (int c = 0; c < e->p->n_cells; c++) {
        const brink_i_cell *cell = &e->p->cells[c];
        for (int i = 0; i < 3 && cell->arg[i] >= 0 && cell->comparison < 0; i++) {
            e->uses[cell->arg[i]]++;
            e->start_uses[cell->arg[i]] += cell->binding == BRINK_I_TRIAL;
        }
    }
    for (int c = 0; c < e->p->n_cells; c++) {
        const brink_i_cell *cell = &e->p->cells[c];
        if (is_leaf(cell)) {
            continue;
        }
        int cost = cost_of_operation(cell->op);
        for (int i = 0; i < 3 && cell->arg[i] >= 0; i++) {
            cost += e->kept[cell->arg[i]] ? 0 : e->cost[cell->arg[i]];
        }
        e->cost[c] = cost;
        bool dear = cost > (e->uses[c] > 1 ? CHEAP : CHEAP_ONCE);
        e->kept[c] =
            e->uses[c] > 0 && ((cell->binding == BRINK_I_EVENT && dear) || cell->binding == BRINK_I_TRIAL ||
                               (cell->binding == BRINK_I_MOVING && e->uses[c] > 1));
    }
    return BRINK_OK;
}

/* ---- expressions ---- */

void brink_i_emit_number(brink_i_emitter *e, double x)
{
    if (isnan(x)) {
        EMIT(e, "((double)NAN)");
    } else if (isinf(x)) {
        EMIT(e, x > 0 ? "INFINITY" : "(-INFINITY)");
    } else if (floor(x) == x && fabs(x) < 1e6 && !(x == 0 && signbit(x))) {
        EMIT(e, x < 0 ? "(%.1f)" : "%.1f", x);
    } else {
        EMIT(e, signbit(x) ? "(%a)" : "%a", x);
    }
}

/* `prefix` "m": local variables of a function for the kept moving cells; NULL: no such cells around. */
static void emit_argument(brink_i_emitter *e, int number);

static void emit_leaf(brink_i_emitter *e, const brink_i_cell *cell)
{
    if (cell->comparison >= 0) {
        EMIT(e, "truth%d(s)", cell->comparison);
        return;
    }
    switch (cell->op) {
    case BRINK_I_OP_PARAM:
        EMIT(e, "s->param[%d]", cell->index);
        break;
    case BRINK_I_OP_STOCK:
        EMIT(e,
             e->p->stocks[cell->index].slot < 0     ? "s->plain[%d]"
             : e->model->stocks[cell->index].decays ? "level_of(s, %d)"
                                                    : "brink_i_segment_at(&s->stock[%d], s->now)",
             cell->index);
        break;
    case BRINK_I_OP_IN_STATE:
        if (cell->states && !(cell->states & (cell->states - 1))) {
            EMIT(e, "(double)(s->state[%d] == %d)", cell->index, __builtin_ctzll(cell->states));
        } else {
            EMIT(e, "(double)(UINT64_C(%#llx) >> s->state[%d] & 1)", (unsigned long long)cell->states,
                 cell->index);
        }
        break;
    case BRINK_I_OP_TIME:
        EMIT(e, "s->now");
        break;
    default: /* ELAPSED */
        EMIT(e, "(s->now - s->entered[%d])", cell->index);
        break;
    }
}

static const char *infix(int op)
{
    switch (op) {
    case BRINK_I_OP_ADD:
        return "+";
    case BRINK_I_OP_SUB:
        return "-";
    case BRINK_I_OP_MUL:
    case BRINK_I_OP_AND:
        return "*";
    case BRINK_I_OP_DIV:
        return "/";
    default:
        return NULL;
    }
}

static const char *compares(int op)
{
    switch (op) {
    case BRINK_I_OP_LT:
        return "<";
    case BRINK_I_OP_LE:
        return "<=";
    case BRINK_I_OP_GT:
        return ">";
    case BRINK_I_OP_GE:
        return ">=";
    default:
        return NULL;
    }
}

/* The function of a frequent operation; NULL: brink_i_apply serves. */
static const char *name_of(int op)
{
    switch (op) {
    case BRINK_I_OP_NEG:
        return "negative";
    case BRINK_I_OP_NOT:
        return "not_of";
    case BRINK_I_OP_MIN:
        return "brink_i_min";
    case BRINK_I_OP_OR:
    case BRINK_I_OP_MAX:
        return "brink_i_max";
    case BRINK_I_OP_CLAMP:
        return "clamped";
    case BRINK_I_OP_ABS:
        return "fabs";
    case BRINK_I_OP_EXP:
        return "brink_i_exp";
    case BRINK_I_OP_LOG:
        return "brink_i_log";
    case BRINK_I_OP_SQRT:
        return "sqrt";
    case BRINK_I_OP_POW:
        return "brink_i_pow";
    case BRINK_I_OP_LOGISTIC:
        return "brink_i_logistic";
    default:
        return NULL;
    }
}

static int arguments_of(const brink_i_cell *cell)
{
    return cell->arg[2] >= 0 ? 3 : cell->arg[1] >= 0 ? 2 : 1;
}

/* An operation of expr/primitive.h, in a form that the compiler folds and a person can read. */
static void emit_operation(brink_i_emitter *e, const brink_i_cell *cell)
{
    const int *arg = cell->arg;
    const char *sign = infix(cell->op), *comparison = compares(cell->op);
    if (sign || comparison) {
        EMIT(e, comparison ? "(double)(" : "(");
        emit_argument(e, arg[0]);
        EMIT(e, " %s ", sign ? sign : comparison);
        emit_argument(e, arg[1]);
        EMIT(e, ")");
    } else if (cell->op == BRINK_I_OP_IF) {
        EMIT(e, "(");
        emit_argument(e, arg[0]);
        EMIT(e, " > 0.0 ? ");
        emit_argument(e, arg[1]);
        EMIT(e, " : ");
        emit_argument(e, arg[2]);
        EMIT(e, ")");
    } else {
        const char *name = name_of(cell->op);
        if (name) {
            EMIT(e, "%s(", name);
        } else if (cell->op == BRINK_I_OP_TABLE) {
            EMIT(e, "brink_native_host->table_at(s->job->tables, %d", cell->index);
        } else if (cell->op == BRINK_I_CELL_CHANCE) {
            EMIT(e, "brink_i_chance_hazard(");
        } else {
            EMIT(e, "brink_i_apply((brink_i_op)%d", cell->op);
        }
        bool listed =
            !name && cell->op != BRINK_I_CELL_CHANCE; /* something stands before the first argument */
        int n = cell->op == BRINK_I_CELL_CHANCE ? 2
                : cell->op == BRINK_I_OP_TABLE  ? 1
                : name                          ? arguments_of(cell)
                                                : 3;
        for (int i = 0; i < n; i++) {
            EMIT(e, i > 0 || listed ? ", " : "");
            if (arg[i] >= 0) {
                emit_argument(e, arg[i]);
            } else {
                EMIT(e, "0.0");
            }
        }
        EMIT(e, ")");
    }
}

static void emit_argument(brink_i_emitter *e, int number)
{
    const brink_i_cell *cell = &e->p->cells[number];
    if (cell->binding == BRINK_I_CONSTANT) {
        brink_i_emit_number(e, e->p->template_values[number]);
    } else if (is_leaf(cell) && !(cell->binding == BRINK_I_MOVING && e->kept[number])) {
        emit_leaf(e, cell);
    } else if (e->kept[number]) {
        EMIT(e,
             cell->binding == BRINK_I_TRIAL   ? "s->cell[%d]"
             : cell->binding == BRINK_I_EVENT ? "cell%d(s)"
                                              : "m%d",
             number);
    } else {
        emit_operation(e, cell);
    }
}

void brink_i_emit_cell(brink_i_emitter *e, int number)
{
    if (e->p->cells[number].binding == BRINK_I_MOVING) {
        EMIT(e, "value%d(s)", number);
    } else {
        emit_argument(e, number);
    }
}

void brink_i_emit_code(brink_i_emitter *e, const brink_i_code *code) { brink_i_emit_cell(e, code->root); }

static void emit_own(brink_i_emitter *e, int number)
{
    if (is_leaf(&e->p->cells[number])) {
        emit_leaf(e, &e->p->cells[number]);
    } else {
        emit_operation(e, &e->p->cells[number]);
    }
}

/* The kept ones of a code's moving cells become local variables, each computed once. */
static void emit_value_function(brink_i_emitter *e, int root)
{
    const brink_i_code *code = e->code_of[root];
    EMIT(e, "PART double value%d(trial *s)\n{\n", root);
    for (int i = 0; i < code->n_moving; i++) {
        int c = code->moving[i];
        if (e->kept[c] && c != root) {
            EMIT(e, "    const double m%d = ", c);
            emit_own(e, c);
            EMIT(e, ";\n");
        }
    }
    EMIT(e, "    return ");
    emit_own(e, root);
    EMIT(e, ";\n}\n");
}

static void emit_range_argument(brink_i_emitter *e, int number)
{
    if (number < 0) {
        EMIT(e, "none");
    } else if (e->p->cells[number].binding == BRINK_I_MOVING) {
        EMIT(e, "r%d", number);
    } else {
        EMIT(e, "brink_i_range_point(");
        emit_argument(e, number);
        EMIT(e, ")");
    }
}

static void emit_range(brink_i_emitter *e, int c)
{
    const brink_i_cell *cell = &e->p->cells[c];
    if (cell->op == BRINK_I_OP_STOCK) {
        EMIT(e, "stock_range(s, %d, until)", cell->index);
    } else if (cell->op == BRINK_I_OP_TIME) {
        EMIT(e, "{s->now, until}");
    } else if (cell->op == BRINK_I_OP_ELAPSED) {
        EMIT(e, "{s->now - s->entered[%d], until - s->entered[%d]}", cell->index, cell->index);
    } else if (cell->op == BRINK_I_OP_TABLE) {
        EMIT(e, "brink_native_host->range_table(s->job->tables, %d, ", cell->index);
        emit_range_argument(e, cell->arg[0]);
        EMIT(e, ")");
    } else {
        int n = cell->op == BRINK_I_OP_NEG || cell->op == BRINK_I_OP_LOGISTIC || cell->op == BRINK_I_OP_EXP
                    ? 1
                    : 3;
        switch (cell->op) { /* the frequent ones by functions that are short enough to be inlined */
        case BRINK_I_OP_ADD:
        case BRINK_I_OP_SUB:
        case BRINK_I_OP_MUL:
        case BRINK_I_OP_DIV:
            n = 2;
            EMIT(e, "range_%s(",
                 cell->op == BRINK_I_OP_ADD   ? "add"
                 : cell->op == BRINK_I_OP_SUB ? "subtract"
                 : cell->op == BRINK_I_OP_MUL ? "multiply"
                                              : "divide");
            break;
        case BRINK_I_OP_NEG:
            EMIT(e, "range_negate(");
            break;
        case BRINK_I_OP_LOGISTIC:
            EMIT(e, "range_logistic(");
            break;
        case BRINK_I_OP_EXP:
            EMIT(e, "range_exp(");
            break;
        default:
            EMIT(e, "brink_i_range_apply((brink_i_op)%d, ", cell->op);
            break;
        }
        for (int i = 0; i < n; i++) {
            EMIT(e, i ? ", " : "");
            emit_range_argument(e, cell->arg[i]);
        }
        EMIT(e, ")");
    }
}

/* Bounds over [now, until]. */
static void emit_range_function(brink_i_emitter *e, int root)
{
    const brink_i_code *code = e->code_of[root];
    EMIT(e,
         "PART brink_i_range range%d(trial *s, double until)\n{\n    const brink_i_range none = {0, 0};\n    "
         "(void)none;\n",
         root);
    for (int i = 0; i < code->n_moving; i++) {
        EMIT(e, "    const brink_i_range r%d = ", code->moving[i]);
        emit_range(e, code->moving[i]);
        EMIT(e, ";\n");
    }
    EMIT(e, "    return r%d;\n}\n", root);
}

void brink_i_emit_cells(brink_i_emitter *e)
{
    for (int c = 0; c < e->p->n_cells; c++) {
        if (e->kept[c] && e->p->cells[c].binding == BRINK_I_EVENT) {
            EMIT(e, "static double cell%d(trial *s);\n", c);
        }
    }
    for (int k = 0; k < e->model->n_comparisons; k++) {
        EMIT(e, "static double truth%d(trial *s);\n", k);
    }
    for (int c = 0; c < e->p->n_cells; c++) {
        if (e->value_code[c]) {
            EMIT(e, "PART double value%d(trial *s);\n", c);
        }
    }
    for (int c = 0; c < e->p->n_cells; c++) {
        const brink_i_cell *cell = &e->p->cells[c];
        if (e->kept[c] && cell->binding == BRINK_I_EVENT) {
            EMIT(e,
                 "static double cell%d(trial *s)\n{\n    if (!TEST(valid, %d)) {\n        s->cell[%d] = ", c,
                 c, c);
            emit_operation(e, cell);
            EMIT(e, ";\n        ADD(valid, %d);\n    }\n    return s->cell[%d];\n}\n", c, c);
        }
        if (e->value_code[c]) {
            emit_value_function(e, c);
        }
        if (e->range_code[c]) {
            emit_range_function(e, c);
        }
    }
}

/* Statements for the kept cells that are fixed for the trial, from *next to below number `end`. */
void brink_i_emit_trial_cells(brink_i_emitter *e, int *next, int end)
{
    for (; *next < e->p->n_trial_cells && e->p->trial_cells[*next] < end; ++*next) {
        int c = e->p->trial_cells[*next];
        if (e->kept[c]) {
            EMIT(e, "    s->cell[%d] = ", c);
            emit_operation(e, &e->p->cells[c]);
            EMIT(e, ";\n");
        }
    }
}

/* ---- values with their slopes ---- */

static void emit_dual_argument(brink_i_emitter *e, int number)
{
    if (number < 0) {
        EMIT(e, "none");
    } else if (e->p->cells[number].binding == BRINK_I_MOVING) {
        EMIT(e, "d%d", number);
    } else {
        EMIT(e, "(brink_i_dual){");
        emit_argument(e, number);
        EMIT(e, ", 0}");
    }
}

static void emit_moving_dual(brink_i_emitter *e, int c)
{
    const brink_i_cell *cell = &e->p->cells[c];
    EMIT(e, "    const brink_i_dual d%d = ", c);
    if (cell->op == BRINK_I_OP_STOCK) {
        EMIT(e, "stock_dual(s, %d, %d)", cell->index, e->model->stocks[cell->index].decays);
    } else if (cell->op == BRINK_I_OP_TIME || cell->op == BRINK_I_OP_ELAPSED) {
        EMIT(e, "{");
        emit_leaf(e, cell);
        EMIT(e, ", 1}");
    } else {
        EMIT(e, "brink_i_apply_dual((brink_i_op)%d", cell->op);
        for (int i = 0; i < 3; i++) {
            EMIT(e, ", ");
            emit_dual_argument(e, cell->arg[i]);
        }
        EMIT(e, ")");
    }
    EMIT(e, ";\n");
}

void brink_i_emit_duals(brink_i_emitter *e, const brink_i_code *left, const brink_i_code *right)
{
    EMIT(e, "    const brink_i_dual none = {0, 0};\n    (void)none;\n");
    int i = 0, j = 0; /* both lists are in order; a cell may be in both */
    while (i < left->n_moving || j < right->n_moving) {
        int a = i < left->n_moving ? left->moving[i] : e->p->n_cells,
            b = j < right->n_moving ? right->moving[j] : e->p->n_cells;
        emit_moving_dual(e, a < b ? a : b);
        i += a <= b;
        j += b <= a;
    }
}

void brink_i_emit_dual(brink_i_emitter *e, const brink_i_code *code) { emit_dual_argument(e, code->root); }
