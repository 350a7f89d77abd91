/* SPDX-License-Identifier: Apache-2.0 */
#include "compile/cells.h"

#include <stdlib.h>
#include <string.h>

#include "expr/primitive.h"

brink_status brink_i_cells_init(brink_i_cells *cells, brink_i_arena *arena, const brink_model *model)
{
    *cells = (brink_i_cells){.arena = arena, .model = model, .n_buckets = 4096};
    cells->buckets = malloc((size_t)cells->n_buckets * sizeof *cells->buckets);
    if (!cells->buckets) {
        return BRINK_ERR_MEMORY;
    }
    for (int i = 0; i < cells->n_buckets; i++) {
        cells->buckets[i] = -1;
    }
    cells->define_cells = BRINK_I_NEW_ARRAY(arena, int, (size_t)model->n_defines);
    if (!cells->define_cells) {
        return BRINK_ERR_MEMORY;
    }
    for (int i = 0; i < model->n_defines; i++) {
        cells->define_cells[i] = -1;
    }
    return BRINK_OK;
}

void brink_i_cells_free(brink_i_cells *cells)
{
    free(cells->list);
    free(cells->buckets);
    free(cells->next);
    free(cells->marks);
    *cells = (brink_i_cells){0};
}

static bool grow(brink_i_cells *cells)
{
    int room = cells->room ? 2 * cells->room : 256;
    brink_i_cell *list = realloc(cells->list, (size_t)room * sizeof *list);
    if (!list) {
        return false;
    }
    cells->list = list;
    int *next = realloc(cells->next, (size_t)room * sizeof *next);
    if (!next) {
        return false;
    }
    cells->next = next;
    cells->room = room;
    return true;
}

static uint64_t hash_of(const brink_i_cell *cell)
{
    uint64_t bits, h = 1469598103934665603U;
    memcpy(&bits, &cell->number, sizeof bits);
    const uint64_t words[] = {(uint64_t)cell->op,
                              (uint64_t)cell->arg[0],
                              (uint64_t)cell->arg[1],
                              (uint64_t)cell->arg[2],
                              (uint64_t)cell->index,
                              cell->states,
                              bits,
                              (uint64_t)cell->comparison};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        h = (h ^ words[i]) * 1099511628211U;
        h ^= h >> 29;
    }
    for (int i = 0; i < cell->n_list; i++) {
        h = (h ^ (uint64_t)cell->list[i]) * 1099511628211U;
        h ^= h >> 29;
    }
    return h;
}

static bool same_cell(const brink_i_cell *a, const brink_i_cell *b)
{
    return a->op == b->op && memcmp(a->arg, b->arg, sizeof a->arg) == 0 && a->index == b->index &&
           a->states == b->states && memcmp(&a->number, &b->number, sizeof a->number) == 0 &&
           a->comparison == b->comparison && a->dist == b->dist && a->truncated == b->truncated &&
           a->n_list == b->n_list &&
           (a->n_list == 0 || memcmp(a->list, b->list, (size_t)a->n_list * sizeof *a->list) == 0);
}

static int intern(brink_i_cells *cells, const brink_i_cell *cell)
{
    int bucket = (int)(hash_of(cell) % (uint64_t)cells->n_buckets);
    for (int i = cells->buckets[bucket]; i >= 0; i = cells->next[i]) {
        if (same_cell(&cells->list[i], cell)) {
            return i;
        }
    }
    if (cells->n == cells->room && !grow(cells)) {
        return -1;
    }
    cells->list[cells->n] = *cell;
    cells->next[cells->n] = cells->buckets[bucket];
    cells->buckets[bucket] = cells->n;
    return cells->n++;
}

/* Of QUANTILE and CDF: any number of arguments. */
static int answer_cell(brink_i_cells *cells, const brink_i_expr *expr)
{
    int *list = BRINK_I_NEW_ARRAY(cells->arena, int, (size_t)expr->n);
    for (int i = 0; list && i < expr->n; i++) {
        list[i] = brink_i_cells_of(cells, expr->args[i]);
        if (list[i] < 0) {
            return -1;
        }
    }
    const brink_i_cell cell = {.op = (int)expr->op,
                               .binding = expr->binding,
                               .arg = {-1, -1, -1},
                               .list = list,
                               .n_list = expr->n,
                               .dist = expr->dist,
                               .truncated = expr->truncated,
                               .comparison = -1};
    return list ? intern(cells, &cell) : -1;
}

int brink_i_cells_of(brink_i_cells *cells, const brink_i_expr *expr)
{
    if (brink_i_op_asks((int)expr->op)) {
        return answer_cell(cells, expr);
    }
    if (expr->op ==
        BRINK_I_OP_DEFINE) { /* remembered: definitions that use others twice would cost 2^depth */
        int *cell = &cells->define_cells[expr->index];
        return *cell >= 0 ? *cell : (*cell = brink_i_cells_of(cells, expr->args[0]));
    }
    brink_i_cell cell = {
        .op = (int)expr->op, .binding = expr->binding, .arg = {-1, -1, -1}, .comparison = -1};
    for (int i = 0; i < expr->n && i < 3; i++) {
        cell.arg[i] = brink_i_cells_of(cells, expr->args[i]);
        if (cell.arg[i] < 0) {
            return -1;
        }
    }
    switch (expr->op) {
    case BRINK_I_OP_CONST:
        cell.number = expr->number;
        break;
    case BRINK_I_OP_IN_STATE:
        cell.states = expr->states;
        cell.index = expr->index;
        break;
    case BRINK_I_OP_PARAM:
    case BRINK_I_OP_STOCK:
    case BRINK_I_OP_ELAPSED:
    case BRINK_I_OP_TABLE:
        cell.index = expr->index;
        break;
    case BRINK_I_OP_LT:
    case BRINK_I_OP_LE:
    case BRINK_I_OP_GT:
    case BRINK_I_OP_GE:
        cell.comparison = expr->comparison;
        break;
    default:
        break;
    }
    return intern(cells, &cell);
}

static void mark(const brink_i_cells *cells, int cell)
{
    const brink_i_cell *c = &cells->list[cell];
    if (cells->marks[cell] || c->binding <= BRINK_I_TRIAL) {
        return;
    }
    cells->marks[cell] = 1;
    if (c->comparison >= 0) {
        return; /* a tracked comparison is a truth; its sides are computed only by itself */
    }
    const int *args;
    for (int i = 0, n = brink_i_cell_arguments(c, &args); i < n; i++) {
        mark(cells, args[i]);
    }
}

/* Lists the cells that `root` needs, in computing order. */
static brink_status list_cells(brink_i_cells *cells, int root, brink_i_code *out)
{
    if (cells->marks_room < cells->room) {
        unsigned char *marks = realloc(cells->marks, (size_t)cells->room);
        if (!marks) {
            return BRINK_ERR_MEMORY;
        }
        cells->marks = marks;
        cells->marks_room = cells->room;
    }
    memset(cells->marks, 0, (size_t)cells->n);
    mark(cells, root);
    int n = 0, n_moving = 0;
    for (int i = 0; i <= root; i++) {
        n += cells->marks[i];
        n_moving += cells->marks[i] && cells->list[i].binding == BRINK_I_MOVING;
    }
    int *list = BRINK_I_NEW_ARRAY(cells->arena, int, (size_t)n);
    int *moving = BRINK_I_NEW_ARRAY(cells->arena, int, (size_t)n_moving);
    if (!list || !moving) {
        return BRINK_ERR_MEMORY;
    }
    n = n_moving = 0;
    for (int i = 0; i <= root; i++) {
        if (cells->marks[i]) {
            list[n++] = i;
            if (cells->list[i].binding == BRINK_I_MOVING) {
                moving[n_moving++] = i;
            }
        }
    }
    out->cells = list;
    out->n_cells = n;
    out->moving = moving;
    out->n_moving = n_moving;
    return BRINK_OK;
}

static brink_i_draw_node *draw_tree(brink_i_cells *cells, const brink_i_expr *expr, const brink_i_rule *rule);

static brink_i_draw_node *value_node(brink_i_cells *cells, const brink_i_expr *expr, const brink_i_rule *rule)
{
    brink_i_draw_node *node = BRINK_I_NEW(cells->arena, brink_i_draw_node);
    brink_i_code *code = BRINK_I_NEW(cells->arena, brink_i_code);
    if (!node || !code || brink_i_cells_code_expr(cells, expr, rule, code) != BRINK_OK) {
        return NULL;
    }
    node->value = code;
    node->expr = expr;
    return node;
}

/* Where an expression is folded to a number. */
typedef struct folding {
    const brink_model *model;
    int left;    /* steps: definitions that share parts could cost 2^depth */
    bool varies; /* it reads a parameter */
} folding;

enum { MOST_FOLDED = 1000 };

/* The value of an expression that is the same in all trials: of numbers, and of parameters that are plain
 * numbers. False where it has none, or is too long to fold. */
static bool fold(folding *f, const brink_i_expr *expr, double *out)
{
    double args[3] = {0};
    if (expr->draws || f->left-- <= 0 || expr->n > 3) {
        return false;
    }
    switch (expr->op) {
    case BRINK_I_OP_CONST:
        *out = expr->number;
        return true;
    case BRINK_I_OP_PARAM:
        f->varies = true;
        return fold(f, f->model->params[expr->index].value.expr, out);
    case BRINK_I_OP_DEFINE:
        return fold(f, expr->args[0], out);
    case BRINK_I_OP_STOCK:
    case BRINK_I_OP_IN_STATE:
    case BRINK_I_OP_TIME:
    case BRINK_I_OP_ELAPSED:
    case BRINK_I_OP_DRAW:
    case BRINK_I_OP_QUANTILE:
    case BRINK_I_OP_CDF:
        return false;
    default:
        break;
    }
    for (int i = 0; i < expr->n; i++) {
        if (!fold(f, expr->args[i], &args[i])) {
            return false;
        }
    }
    *out = expr->op == BRINK_I_OP_TABLE ? brink_i_table_at(&f->model->tables[expr->index], args[0])
                                        : brink_i_apply(expr->op, args[0], args[1], args[2]);
    return true;
}

/* A distribution whose arguments are the same in all trials is prepared once. Wrong arguments are left to the
 * trial to report. */
static bool prepare_once(brink_i_cells *cells, const brink_i_expr *expr, brink_i_draw_node *node)
{
    folding f = {.model = cells->model, .left = MOST_FOLDED};
    double *args = BRINK_I_NEW_ARRAY(cells->arena, double, (size_t)expr->n);
    brink_i_dist *dist = BRINK_I_NEW(cells->arena, brink_i_dist);
    if (!args || !dist) {
        return false;
    }
    for (int i = 0; i < expr->n; i++) {
        if (!fold(&f, expr->args[i], &args[i])) {
            return true;
        }
    }
    int n = expr->n - (expr->truncated ? 2 : 0);
    if (!brink_i_dist_prepare(dist, expr->dist, args, n) &&
        (!expr->truncated || !brink_i_dist_truncate(dist, args[n], args[n + 1]))) {
        node->prepared = dist;
        node->varies = f.varies;
    }
    return true;
}

static brink_i_draw_node *draw_tree(brink_i_cells *cells, const brink_i_expr *expr, const brink_i_rule *rule)
{
    if (!expr->draws) {
        return value_node(cells, expr, rule);
    }
    if (expr->op == BRINK_I_OP_DEFINE) {
        return draw_tree(cells, expr->args[0], rule);
    }
    brink_i_draw_node *node = BRINK_I_NEW(cells->arena, brink_i_draw_node);
    const brink_i_draw_node **args =
        BRINK_I_NEW_ARRAY(cells->arena, const brink_i_draw_node *, (size_t)expr->n);
    if (!node || !args) {
        return NULL;
    }
    for (int i = 0; i < expr->n; i++) {
        args[i] = draw_tree(cells, expr->args[i], rule);
        if (!args[i]) {
            return NULL;
        }
    }
    node->op = (int)expr->op;
    node->n = expr->n;
    node->args = args;
    node->dist = expr->dist;
    node->truncated = expr->truncated;
    node->expr = expr;
    if (expr->op == BRINK_I_OP_DRAW && !prepare_once(cells, expr, node)) {
        return NULL;
    }
    return node;
}

brink_status brink_i_cells_code_expr(brink_i_cells *cells, const brink_i_expr *expr, const brink_i_rule *rule,
                                     brink_i_code *out)
{
    *out = (brink_i_code){.root = -1, .binding = expr->binding, .rule = rule};
    if (expr->draws) {
        out->tree = draw_tree(cells, expr, rule);
        return out->tree ? BRINK_OK : BRINK_ERR_MEMORY;
    }
    out->root = brink_i_cells_of(cells, expr);
    return out->root < 0 ? BRINK_ERR_MEMORY : list_cells(cells, out->root, out);
}

brink_status brink_i_cells_code(brink_i_cells *cells, const brink_i_rule *rule, brink_i_code *out)
{
    if (!rule->expr) {
        *out = (brink_i_code){.root = -1, .rule = rule};
        return BRINK_OK;
    }
    return brink_i_cells_code_expr(cells, rule->expr, rule, out);
}

brink_status brink_i_cells_code_chance(brink_i_cells *cells, const brink_i_rule *chance,
                                       const brink_i_rule *within, brink_i_code *out)
{
    int p = brink_i_cells_of(cells, chance->expr),
        period = p < 0 ? -1 : brink_i_cells_of(cells, within->expr);
    if (period < 0) {
        return BRINK_ERR_MEMORY;
    }
    brink_i_binding a = chance->expr->binding, b = within->expr->binding;
    brink_i_cell cell = {
        .op = BRINK_I_CELL_CHANCE, .binding = a > b ? a : b, .arg = {p, period, -1}, .comparison = -1};
    int root = intern(cells, &cell);
    if (root < 0) {
        return BRINK_ERR_MEMORY;
    }
    *out = (brink_i_code){.root = root, .binding = cell.binding, .rule = chance};
    return list_cells(cells, root, out);
}
