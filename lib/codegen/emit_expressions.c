/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdlib.h>

#include "base/text.h"
#include "codegen/emit.h"
#include "codegen/prelude.h"

typedef struct emitter {
    const brink_i_plan *plan;
    const brink_i_program *p;
    brink_i_text out;
} emitter;

#define EMIT(e, ...) brink_i_text_addf(&(e)->out, __VA_ARGS__)

static const brink_i_cell *cell_of(const emitter *e, int number) { return &e->p->cells[number]; }

static bool moves(const emitter *e, int number) { return cell_of(e, number)->binding == BRINK_I_MOVING; }

static void emit_number(emitter *e, double x)
{
    if (isnan(x)) {
        EMIT(e, "((double)NAN)");
    } else if (isinf(x)) {
        EMIT(e, x > 0 ? "INFINITY" : "(-INFINITY)");
    } else {
        EMIT(e, signbit(x) ? "(%a)" : "%a", x);
    }
}

static void emit_leaf(emitter *e, const brink_i_cell *cell)
{
    int i = cell->index;
    if (cell->comparison >= 0) {
        EMIT(e, "truth%d(s)", cell->comparison);
        return;
    }
    switch (cell->op) {
    case BRINK_I_OP_PARAM:
        EMIT(e, e->plan->waits[i] ? "brink_i_param_of(s, %d)" : "s->param[%d]", i);
        break;
    case BRINK_I_OP_STOCK:
        EMIT(e,
             e->p->stocks[i].slot < 0        ? "s->stock[%d].x0"
             : e->p->model->stocks[i].decays ? "brink_i_segment_at(&s->stock[%d], s->now)"
                                             : "brink_i_line_at(&s->stock[%d], s->now)",
             i);
        break;
    case BRINK_I_OP_IN_STATE:
        if (cell->states && !(cell->states & (cell->states - 1))) {
            EMIT(e, "(double)(s->machine[%d].state == %d)", i, __builtin_ctzll(cell->states));
        } else {
            EMIT(e, "(double)(UINT64_C(%#llx) >> s->machine[%d].state & 1)", (unsigned long long)cell->states,
                 i);
        }
        break;
    case BRINK_I_OP_TIME:
        EMIT(e, "s->now");
        break;
    default: /* ELAPSED */
        EMIT(e, "(s->now - s->machine[%d].entered)", i);
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
    case BRINK_I_CELL_CHANCE:
        return "brink_i_chance_hazard";
    default:
        return NULL;
    }
}

static const char *range_name_of(int op)
{
    switch (op) {
    case BRINK_I_OP_ADD:
        return "range_add";
    case BRINK_I_OP_SUB:
        return "range_subtract";
    case BRINK_I_OP_MUL:
        return "range_multiply";
    case BRINK_I_OP_DIV:
        return "range_divide";
    case BRINK_I_OP_NEG:
        return "range_negate";
    case BRINK_I_OP_LOGISTIC:
        return "range_logistic";
    case BRINK_I_OP_EXP:
        return "range_exp";
    default:
        return NULL;
    }
}

static int n_arguments(const brink_i_cell *cell) { return cell->arg[2] >= 0 ? 3 : cell->arg[1] >= 0 ? 2 : 1; }

static void emit_value(emitter *e, int number);

/* An operation of expr/primitive.h, in a form that the compiler folds and a person can read. */
static void emit_operation(emitter *e, const brink_i_cell *cell)
{
    const int *arg = cell->arg;
    const char *sign = infix(cell->op), *comparison = compares(cell->op), *name = name_of(cell->op);
    if (brink_i_cell_is_leaf(cell)) {
        emit_leaf(e, cell);
    } else if (sign || comparison) {
        EMIT(e, comparison ? "(double)(" : "(");
        emit_value(e, arg[0]);
        EMIT(e, " %s ", sign ? sign : comparison);
        emit_value(e, arg[1]);
        EMIT(e, ")");
    } else if (cell->op == BRINK_I_OP_IF) {
        EMIT(e, "(");
        emit_value(e, arg[0]);
        EMIT(e, " > 0.0 ? ");
        emit_value(e, arg[1]);
        EMIT(e, " : ");
        emit_value(e, arg[2]);
        EMIT(e, ")");
    } else if (brink_i_op_asks(cell->op)) {
        EMIT(e, "brink_native_host->answer(%d, %d, %d, (const double[]){", cell->op, (int)cell->dist,
             cell->truncated);
        for (int i = 0; i < cell->n_list; i++) {
            EMIT(e, i > 0 ? ", " : "");
            emit_value(e, cell->list[i]);
        }
        EMIT(e, "}, %d)", cell->n_list);
    } else {
        if (name) {
            EMIT(e, "%s(", name);
        } else if (cell->op == BRINK_I_OP_TABLE) {
            EMIT(e, "brink_native_host->table_at(s->tables, %d, ", cell->index);
        } else {
            EMIT(e, "brink_i_apply((brink_i_op)%d, ", cell->op);
        }
        int n = name ? n_arguments(cell) : cell->op == BRINK_I_OP_TABLE ? 1 : 3;
        for (int i = 0; i < n; i++) {
            EMIT(e, i > 0 ? ", " : "");
            if (arg[i] >= 0) {
                emit_value(e, arg[i]);
            } else {
                EMIT(e, "0.0");
            }
        }
        EMIT(e, ")");
    }
}

/* An expression, within a statement. */
static void emit_value(emitter *e, int number)
{
    const brink_i_cell *cell = cell_of(e, number);
    if (cell->binding == BRINK_I_CONSTANT) {
        emit_number(e, e->p->template_values[number]);
    } else if (cell->kept) {
        EMIT(e, "cell%d(s)", number);
    } else {
        emit_operation(e, cell);
    }
}

/* ---- functions of values ---- */

static void emit_kept(emitter *e, int c)
{
    EMIT(e, "static double cell%d(trial *s)\n{\n    if (STALE(%d)", c, c);
    EMIT(e, moves(e, c) ? " || s->cell_at[%d] != s->now) {\n        s->cell_at[%d] = s->now;\n" : ") {\n", c,
         c);
    EMIT(e, "        s->cell[%d] = ", c);
    emit_operation(e, cell_of(e, c));
    EMIT(e, ";\n        FRESH(%d);\n    }\n    return s->cell[%d];\n}\n", c, c);
}

static bool has_value(const emitter *e, int c)
{
    const brink_i_cell *cell = cell_of(e, c);
    return cell->is_root && cell->binding != BRINK_I_CONSTANT;
}

static void emit_values(emitter *e)
{
    for (int c = 0; c < e->p->n_cells; c++) {
        if (cell_of(e, c)->kept) {
            EMIT(e, "static double cell%d(trial *s);\n", c);
        }
    }
    for (int k = 0; k < e->p->model->n_comparisons; k++) {
        EMIT(e, "static double truth%d(trial *s);\n", k);
    }
    for (int c = 0; c < e->p->n_cells; c++) {
        if (cell_of(e, c)->kept) {
            emit_kept(e, c);
        } else if (has_value(e, c)) {
            EMIT(e, "static double value%d(trial *s)\n{\n    return ", c);
            emit_operation(e, cell_of(e, c));
            EMIT(e, ";\n}\n");
        }
    }
    for (int k = 0; k < e->p->model->n_comparisons; k++) {
        const brink_i_comparison_code *code = &e->p->comparisons[k];
        EMIT(e, "static double truth%d(trial *s)\n{\n    return brink_i_bit(s->by_value, %d) ? (double)(", k,
             k);
        emit_value(e, code->left.root);
        EMIT(e, " %s ", compares((int)code->op));
        emit_value(e, code->right.root);
        EMIT(e, ") : (double)brink_i_bit(s->truth, %d);\n}\n", k);
    }
}

/* ---- bounds over [now, until] ---- */

static void emit_range_argument(emitter *e, int number)
{
    if (number < 0) {
        EMIT(e, "(brink_i_range){0, 0}");
    } else if (moves(e, number)) {
        EMIT(e, "r%d", number);
    } else {
        EMIT(e, "brink_i_range_point(");
        emit_value(e, number);
        EMIT(e, ")");
    }
}

static void emit_range(emitter *e, int c)
{
    const brink_i_cell *cell = cell_of(e, c);
    EMIT(e, "    const brink_i_range r%d = ", c);
    if (cell->op == BRINK_I_OP_STOCK) {
        EMIT(e, "brink_i_stock_range(s, %d, until);\n", cell->index);
    } else if (cell->op == BRINK_I_OP_TIME) {
        EMIT(e, "{s->now, until};\n");
    } else if (cell->op == BRINK_I_OP_ELAPSED) {
        EMIT(e, "{s->now - s->machine[%d].entered, until - s->machine[%d].entered};\n", cell->index,
             cell->index);
    } else {
        const char *name = range_name_of(cell->op);
        int n = name ? n_arguments(cell) : 3;
        if (cell->op == BRINK_I_OP_TABLE) {
            EMIT(e, "brink_native_host->range_table(s->tables, %d, ", cell->index);
            n = 1;
        } else if (name) {
            EMIT(e, "%s(", name);
        } else {
            EMIT(e, "brink_i_range_apply((brink_i_op)%d, ", cell->op);
        }
        for (int i = 0; i < n; i++) {
            EMIT(e, i ? ", " : "");
            emit_range_argument(e, cell->arg[i]);
        }
        EMIT(e, ");\n");
    }
}

/* One function for each root: several hazards may be the same expression. */
static void emit_ranges_of(emitter *e, const brink_i_machine_code *code, unsigned char *done)
{
    for (int i = 0; i < code->machine->n_transitions; i++) {
        const brink_i_code *value = &code->transitions[i].value;
        if (value->root < 0 || !cell_of(e, value->root)->is_range_root || done[value->root]) {
            continue;
        }
        done[value->root] = 1;
        EMIT(e, "static brink_i_range range%d(trial *s, double until)\n{\n", value->root);
        for (int k = 0; k < value->n_moving; k++) {
            emit_range(e, value->moving[k]);
        }
        EMIT(e, "    return r%d;\n}\n", value->root);
    }
}

/* ---- comparisons: left - right with its slope ---- */

static void emit_dual_argument(emitter *e, int number)
{
    if (number < 0) {
        EMIT(e, "(brink_i_dual){0, 0}");
    } else if (moves(e, number)) {
        EMIT(e, "d%d", number);
    } else {
        EMIT(e, "(brink_i_dual){");
        emit_value(e, number);
        EMIT(e, ", 0}");
    }
}

static void emit_dual(emitter *e, int c)
{
    const brink_i_cell *cell = cell_of(e, c);
    EMIT(e, "    const brink_i_dual d%d = ", c);
    if (cell->op == BRINK_I_OP_STOCK) {
        EMIT(e, "brink_i_stock_dual(s, %d);\n", cell->index);
    } else if (cell->op == BRINK_I_OP_TIME || cell->op == BRINK_I_OP_ELAPSED) {
        EMIT(e, "{");
        emit_leaf(e, cell);
        EMIT(e, ", 1};\n");
    } else {
        EMIT(e, "brink_i_apply_dual((brink_i_op)%d", cell->op);
        for (int i = 0; i < 3; i++) {
            EMIT(e, ", ");
            emit_dual_argument(e, cell->arg[i]);
        }
        EMIT(e, ");\n");
    }
}

static void emit_gap(emitter *e, int k)
{
    const brink_i_code *left = &e->p->comparisons[k].left, *right = &e->p->comparisons[k].right;
    EMIT(e, "static brink_i_dual gap%d(trial *s)\n{\n", k);
    int i = 0, j = 0; /* both lists are in order; a cell may be in both */
    while (i < left->n_moving || j < right->n_moving) {
        int a = i < left->n_moving ? left->moving[i] : e->p->n_cells;
        int b = j < right->n_moving ? right->moving[j] : e->p->n_cells;
        emit_dual(e, a < b ? a : b);
        i += a <= b;
        j += b <= a;
    }
    EMIT(e, "    const brink_i_dual a = ");
    emit_dual_argument(e, left->root);
    EMIT(e, ", b = ");
    emit_dual_argument(e, right->root);
    EMIT(e, ";\n    return (brink_i_dual){a.value - b.value, a.slope - b.slope};\n}\n");
}

/* ---- conditions, 64 at a time ---- */

typedef const brink_i_code *condition_of(const brink_i_plan *plan, int i);

static const brink_i_code *watch_of(const brink_i_plan *plan, int i) { return plan->watches[i].code; }

static const brink_i_code *outcome_of(const brink_i_plan *plan, int i)
{
    return i == plan->program->model->otherwise ? NULL : &plan->program->outcomes[i];
}

static void emit_conditions(emitter *e, const char *name, condition_of *of, int n)
{
    int words = n > 0 ? (n + 63) / 64 : 1;
    for (int w = 0; w < words; w++) {
        EMIT(e, "static uint64_t %s%d(trial *s, uint64_t due)\n{\n    uint64_t on = 0;\n", name, w);
        for (int i = 0; i < 64 && 64 * w + i < n; i++) {
            const brink_i_code *code = of(e->plan, 64 * w + i);
            if (code) {
                EMIT(e, "    if (due >> %d & 1) {\n        on |= (uint64_t)(", i);
                emit_value(e, code->root);
                EMIT(e, " > 0.0) << %d;\n    }\n", i);
            }
        }
        EMIT(e, "    return on;\n}\n");
    }
    EMIT(e, "static uint64_t (*const all_%s[])(trial *, uint64_t) = {", name);
    for (int w = 0; w < words; w++) {
        EMIT(e, "%s%d, ", name, w);
    }
    EMIT(e, "};\n");
}

/* ---- tables ---- */

static void emit_tables(emitter *e)
{
    EMIT(e, "static double (*const values[])(trial *) = {");
    for (int c = 0; c < e->p->n_cells; c++) {
        if (has_value(e, c)) {
            EMIT(e, "[%d] = %s%d, ", c, cell_of(e, c)->kept ? "cell" : "value", c);
        }
    }
    EMIT(e, "[%d] = 0};\nstatic brink_i_range (*const ranges[])(trial *, double) = {", e->p->n_cells);
    for (int c = 0; c < e->p->n_cells; c++) {
        if (cell_of(e, c)->is_range_root) {
            EMIT(e, "[%d] = range%d, ", c, c);
        }
    }
    EMIT(e, "[%d] = 0};\nstatic brink_i_dual (*const gaps[])(trial *) = {", e->p->n_cells);
    for (int k = 0; k < e->p->model->n_comparisons; k++) {
        EMIT(e, "gap%d, ", k);
    }
    EMIT(e, "0};\nVISIBLE const brink_i_compiled brink_compiled = {values, ranges, gaps, all_watches, "
            "all_outcomes};\n");
}

brink_status brink_i_emit_expressions(const brink_i_plan *plan, char **out)
{
    emitter e = {.plan = plan, .p = plan->program};
    *out = NULL;
    unsigned char *done = calloc((size_t)e.p->n_cells + 1, 1);
    if (!done) {
        return BRINK_ERR_MEMORY;
    }
    brink_i_text_init(&e.out);
    for (int i = 0; brink_i_codegen_prelude[i]; i++) {
        brink_i_text_add(&e.out, brink_i_codegen_prelude[i]);
    }
    emit_values(&e);
    for (int m = 0; m < e.p->model->n_machines; m++) {
        emit_ranges_of(&e, &e.p->machines[m], done);
    }
    for (int k = 0; k < e.p->model->n_comparisons; k++) {
        emit_gap(&e, k);
    }
    emit_conditions(&e, "watches", watch_of, plan->n_watches);
    emit_conditions(&e, "outcomes", outcome_of, e.p->model->n_outcomes);
    emit_tables(&e);
    *out = brink_i_text_take(&e.out);
    brink_i_text_free(&e.out);
    free(done);
    return *out ? BRINK_OK : BRINK_ERR_MEMORY;
}
