/* SPDX-License-Identifier: Apache-2.0 */

/* Values of expressions in a trial: interpreted, or by functions that were compiled for the model. Included
 * by the body's instances only. */

#ifndef BRINK_I_COMPILED
static void bring_up(trial *s, int number);

/* Computes a cell (steps.h). */
static double run_steps(trial *s, int number)
{
    const brink_i_step *step = &s->plan->steps.steps[s->plan->steps.first[number]];
    double *at = s->view.cell;
#define APPLY(op)                                                                \
    case op:                                                                     \
        at[step->to] = brink_i_apply(op, at[step->a], at[step->b], at[step->c]); \
        break
    for (;; step++) {
        switch (step->op) {
            APPLY(BRINK_I_OP_NEG);
            APPLY(BRINK_I_OP_ADD);
            APPLY(BRINK_I_OP_SUB);
            APPLY(BRINK_I_OP_MUL);
            APPLY(BRINK_I_OP_DIV);
            APPLY(BRINK_I_OP_LT);
            APPLY(BRINK_I_OP_GT);
            APPLY(BRINK_I_OP_GE);
            APPLY(BRINK_I_OP_AND);
            APPLY(BRINK_I_OP_OR);
            APPLY(BRINK_I_OP_NOT);
            APPLY(BRINK_I_OP_MIN);
            APPLY(BRINK_I_OP_MAX);
            APPLY(BRINK_I_OP_CLAMP);
        case BRINK_I_STEP_END:
            return at[number];
        case BRINK_I_STEP_KEPT:
            if (brink_i_bit(s->view.stale, step->to)) {
                bring_up(s, step->to);
            }
            break;
        case BRINK_I_STEP_KEPT_MOVES:
            if (brink_i_bit(s->view.stale, step->to) || s->view.cell_at[step->to] != s->view.now) {
                bring_up(s, step->to);
            }
            break;
        case BRINK_I_STEP_COPY:
            at[step->to] = at[step->a];
            break;
        case BRINK_I_STEP_WAITING:
            at[step->to] = brink_i_param_of(&s->view, step->index);
            break;
        case BRINK_I_STEP_PLAIN:
            at[step->to] = s->view.stock[step->index].x0;
            break;
        case BRINK_I_STEP_TRUTH:
            if (!brink_i_bit(s->view.by_value, step->index)) {
                at[step->to] = brink_i_bit(s->view.truth, step->index) ? 1.0 : 0.0;
                step += step->b;
            }
            break;
        case BRINK_I_STEP_UNLESS:
            step += at[step->a] > 0.0 ? 0 : step->b;
            break;
        case BRINK_I_STEP_SKIP:
            step += step->b;
            break;
        case BRINK_I_OP_STOCK:
            at[step->to] = brink_i_segment_at(&s->view.stock[step->index], s->view.now);
            break;
        case BRINK_I_OP_IN_STATE:
            at[step->to] = (double)(step->states >> s->view.machine[step->index].state & 1);
            break;
        case BRINK_I_OP_TIME:
            at[step->to] = s->view.now;
            break;
        case BRINK_I_OP_ELAPSED:
            at[step->to] = s->view.now - s->view.machine[step->index].entered;
            break;
        case BRINK_I_OP_TABLE:
            at[step->to] = brink_i_table_at(&s->model->tables[step->index], at[step->a]);
            break;
        case BRINK_I_OP_QUANTILE:
        case BRINK_I_OP_CDF:
            at[step->to] = brink_i_cell_answer(&s->plan->program->cells[step->to], at);
            break;
        case BRINK_I_CELL_CHANCE:
            at[step->to] = brink_i_chance_hazard(at[step->a], at[step->b]);
            break;
        default:
            at[step->to] = brink_i_apply((brink_i_op)step->op, at[step->a], at[step->b], at[step->c]);
        }
    }
#undef APPLY
}

/* A kept cell that is not good. */
static void bring_up(trial *s, int number)
{
    run_steps(s, number);
    s->view.stale[number / 64] &= ~(UINT64_C(1) << (number % 64));
    s->view.cell_at[number] = s->view.now;
}

static double eval(trial *s, int number)
{
    const brink_i_cell *cell = &s->plan->program->cells[number];
    if (cell->binding == BRINK_I_CONSTANT) {
        return s->view.cell[number];
    }
    if (!cell->kept) {
        return run_steps(s, number);
    }
    if (brink_i_bit(s->view.stale, number) ||
        (cell->binding == BRINK_I_MOVING && s->view.cell_at[number] != s->view.now)) {
        bring_up(s, number);
    }
    return s->view.cell[number];
}
#endif

/* The value of a code without draws. */
INLINE double value(trial *s, const brink_i_code *code)
{
    if (code->binding == BRINK_I_CONSTANT) {
        return s->view.cell[code->root];
    }
    if (s->plan->steady[code->root] && !brink_i_bit(s->view.stale, code->root)) {
        return s->view.cell[code->root]; /* what would be found, without the way there */
    }
#ifdef BRINK_I_COMPILED
    return s->compiled->value[code->root](&s->view);
#else
    return eval(s, code->root);
#endif
}

INLINE bool holds(trial *s, const brink_i_code *code) { return value(s, code) > 0.0; }

/* Which of the due conditions of a word of measures' conditions hold, and of outcomes'. */
INLINE uint64_t watches_hold(trial *s, int word, uint64_t due)
{
#ifdef BRINK_I_COMPILED
    return s->compiled->watches[word](&s->view, due);
#else
    uint64_t on = 0;
    for (; due; due &= due - 1) {
        int i = __builtin_ctzll(due);
        on |= (uint64_t)holds(s, s->plan->watches[64 * word + i].code) << i;
    }
    return on;
#endif
}

INLINE uint64_t outcomes_hold(trial *s, int word, uint64_t due)
{
#ifdef BRINK_I_COMPILED
    return s->compiled->outcomes[word](&s->view, due);
#else
    uint64_t on = 0;
    for (; due; due &= due - 1) {
        int i = __builtin_ctzll(due);
        on |= (uint64_t)holds(s, &s->plan->program->outcomes[64 * word + i]) << i;
    }
    return on;
#endif
}

#ifndef BRINK_I_COMPILED
static brink_i_range range_argument(trial *s, int number)
{
    if (number < 0) {
        return (brink_i_range){0, 0};
    }
    if (s->plan->program->cells[number].binding == BRINK_I_MOVING) {
        return s->ranges[number];
    }
    return brink_i_range_point(eval(s, number));
}

static brink_i_range range_of_cell(trial *s, const brink_i_cell *cell, double until)
{
    double now = s->view.now;
    switch (cell->op) {
    case BRINK_I_OP_STOCK:
        return brink_i_stock_range(&s->view, cell->index, until);
    case BRINK_I_OP_TIME:
        return (brink_i_range){now, until};
    case BRINK_I_OP_ELAPSED: {
        double entered = s->view.machine[cell->index].entered;
        return (brink_i_range){now - entered, until - entered};
    }
    case BRINK_I_OP_TABLE:
        return brink_i_range_table(&s->model->tables[cell->index], range_argument(s, cell->arg[0]));
    default:
        return brink_i_range_apply((brink_i_op)cell->op, range_argument(s, cell->arg[0]),
                                   range_argument(s, cell->arg[1]), range_argument(s, cell->arg[2]));
    }
}

static brink_i_dual dual_argument(trial *s, int number)
{
    if (number < 0) {
        return (brink_i_dual){0, 0};
    }
    if (s->plan->program->cells[number].binding == BRINK_I_MOVING) {
        return s->duals[number];
    }
    return (brink_i_dual){eval(s, number), 0};
}

static brink_i_dual dual_of_side(trial *s, const brink_i_code *code)
{
    for (int i = 0; i < code->n_moving; i++) {
        int number = code->moving[i];
        const brink_i_cell *cell = &s->plan->program->cells[number];
        if (cell->op == BRINK_I_OP_STOCK) {
            s->duals[number] = brink_i_stock_dual(&s->view, cell->index);
        } else if (cell->op == BRINK_I_OP_TIME || cell->op == BRINK_I_OP_ELAPSED) {
            s->duals[number] = (brink_i_dual){eval(s, number), 1};
        } else {
            s->duals[number] =
                brink_i_apply_dual((brink_i_op)cell->op, dual_argument(s, cell->arg[0]),
                                   dual_argument(s, cell->arg[1]), dual_argument(s, cell->arg[2]));
        }
    }
    return dual_argument(s, code->root);
}
#endif

/* Bounds of a moving code over [now, until]. */
INLINE brink_i_range range(trial *s, const brink_i_code *code, double until)
{
#ifdef BRINK_I_COMPILED
    return s->compiled->range[code->root](&s->view, until);
#else
    for (int i = 0; i < code->n_moving; i++) {
        s->ranges[code->moving[i]] = range_of_cell(s, &s->plan->program->cells[code->moving[i]], until);
    }
    return s->ranges[code->root];
#endif
}

/* left - right of a comparison, and its slope. */
INLINE brink_i_dual gap(trial *s, int k)
{
#ifdef BRINK_I_COMPILED
    return s->compiled->gap[k](&s->view);
#else
    const brink_i_comparison_code *code = &s->comparisons[k];
    brink_i_dual a = dual_of_side(s, &code->left), b = dual_of_side(s, &code->right);
    return (brink_i_dual){a.value - b.value, a.slope - b.slope};
#endif
}

/* ---- draws: which of them happen depends on values, so their trees are walked ---- */

static double draw_node(trial *s, const brink_i_draw_node *node, brink_i_stream *stream);

/* From a distribution that is made for this draw. */
static __attribute__((noinline)) double draw_from(trial *s, const brink_i_draw_node *node,
                                                  brink_i_stream *stream)
{
    brink_i_dist dist;
    double args[BRINK_I_DIST_ARGUMENTS] = {0};
    for (int i = 0; i < node->n; i++) {
        args[i] = draw_node(s, node->args[i], stream);
    }
    int n = node->truncated ? node->n - 2 : node->n;
    double u = brink_i_stream_uniform(stream);
    if (brink_i_dist_prepare(&dist, node->dist, args, n) ||
        (node->truncated && brink_i_dist_truncate(&dist, args[n], args[n + 1]))) {
        s->bad = true;
        return (double)NAN;
    }
    return brink_i_dist_quantile(&dist, u);
}

/* A quantile or probability of which some argument draws. */
static __attribute__((noinline)) double answer_from(trial *s, const brink_i_draw_node *node,
                                                    brink_i_stream *stream)
{
    double args[BRINK_I_DIST_ARGUMENTS] = {0};
    for (int i = 0; i < node->n; i++) {
        args[i] = draw_node(s, node->args[i], stream);
    }
    return brink_i_op_answer(node->op, node->dist, node->truncated, args, node->n);
}

static double draw_node(trial *s, const brink_i_draw_node *node, brink_i_stream *stream)
{
    if (node->value) {
        return value(s, node->value);
    }
    if (node->op == BRINK_I_OP_DRAW && node->prepared) {
        return brink_i_dist_quantile(node->prepared, brink_i_stream_uniform(stream));
    }
    if (node->op == BRINK_I_OP_IF) {
        return draw_node(s, node->args[draw_node(s, node->args[0], stream) > 0.0 ? 1 : 2], stream);
    }
    if (node->op == BRINK_I_OP_DRAW) {
        return draw_from(s, node, stream);
    }
    if (brink_i_op_asks(node->op)) {
        return answer_from(s, node, stream);
    }
    double args[3] = {0, 0, 0};
    for (int i = 0; i < node->n; i++) {
        args[i] = draw_node(s, node->args[i], stream);
    }
    if (node->op == BRINK_I_OP_TABLE) {
        return brink_i_table_at(&s->model->tables[node->expr->index], args[0]);
    }
    return brink_i_apply((brink_i_op)node->op, args[0], args[1], args[2]);
}

INLINE double draw(trial *s, const brink_i_code *code, brink_i_stream *stream)
{
    return code->tree ? draw_node(s, code->tree, stream) : value(s, code);
}
