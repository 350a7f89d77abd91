/* SPDX-License-Identifier: Apache-2.0 */

/* Expressions: cells brought up to date when asked for. Included by the kernel's instruction-set files only.
 */

#define ROW(array, i) ((array) + (size_t)(i)*BRINK_I_LANES)

static void changed(brink_i_worker *w, int input, brink_i_mask on);
static brink_i_mask comparison_by_value(brink_i_worker *w, int comparison, brink_i_mask on);

/* Marks the trial of a lane: the oracle will say what went wrong. */
WORD_INLINE void fault_if(brink_i_worker *w, size_t lane, bool wrong)
{
    w->faulted |= (brink_i_mask)wrong << lane;
}

static brink_i_segment segment_of(const brink_i_worker *w, int stock, size_t lane)
{
    size_t i = (size_t)stock * BRINK_I_LANES + lane;
    return (brink_i_segment){w->seg_x[i], w->seg_t[i], w->seg_f[i], w->seg_d[i]};
}

/* Values of a moving stock at the dates of a row, which are not before its segment began. */
WORD_INLINE brink_i_word segment_word(const brink_i_worker *w, int stock, int v, unsigned lane_mask,
                                      brink_i_word t)
{
    brink_i_word x = word_at(ROW(w->seg_x, stock), v), t0 = word_at(ROW(w->seg_t, stock), v),
                 f = word_at(ROW(w->seg_f, stock), v), d = word_at(ROW(w->seg_d, stock), v);
    brink_i_word value = x + f * (t - t0);
    unsigned decays = lane_mask & word_mask(d != 0.0);
    if (decays) {
        value = word_select(decays, x + (f - d * x) * (-word_expm1(-(d * (t - t0))) / d), value);
    }
    return word_pick((t == t0) | ((f == 0.0) & (d == 0.0)), x, value);
}

static brink_i_mask state_mask(const brink_i_worker *w, int machine, uint64_t states)
{
    const brink_i_mask *in_state = w->in_state + w->kernel->first_state[machine];
    brink_i_mask mask = 0;
    for (; states; states &= states - 1) {
        mask |= in_state[__builtin_ctzll(states)];
    }
    return mask;
}

static void put_truth(double *row, brink_i_mask truth, brink_i_mask on)
{
    EACH_WORD (v, lane_mask, on) {
        word_put_some(row, v, lane_mask,
                      word_truth((unsigned)(truth >> (BRINK_I_WORD * v)) & BRINK_I_LANE_MASK));
    }
}

/* Cells that read the state of the trial. */
static bool compute_leaf(brink_i_worker *w, const brink_i_cell *cell, double *out, brink_i_mask on)
{
    if (cell->comparison >= 0) {
        brink_i_mask by_value = w->by_value[cell->comparison] & on;
        brink_i_mask truth = w->truths[cell->comparison] & ~by_value;
        put_truth(out, by_value ? truth | comparison_by_value(w, cell->comparison, by_value) : truth, on);
        return true;
    }
    switch (cell->op) {
    case BRINK_I_OP_STOCK:
        EACH_WORD (v, lane_mask, on) {
            word_put_some(out, v, lane_mask, segment_word(w, cell->index, v, lane_mask, word_at(w->now, v)));
        }
        return true;
    case BRINK_I_OP_IN_STATE:
        put_truth(out, state_mask(w, cell->index, cell->states), on);
        return true;
    case BRINK_I_OP_TIME:
        EACH_WORD (v, lane_mask, on) {
            word_put_some(out, v, lane_mask, word_at(w->now, v));
        }
        return true;
    case BRINK_I_OP_ELAPSED:
        EACH_WORD (v, lane_mask, on) {
            word_put_some(out, v, lane_mask, word_at(w->now, v) - word_at(ROW(w->entered, cell->index), v));
        }
        return true;
    default:
        return false;
    }
}

/* An operation of primitive.h on words: the same bits, eight at a time. */
WORD_INLINE brink_i_word apply_word(int op, brink_i_word a, brink_i_word b, brink_i_word c)
{
    switch (op) {
    case BRINK_I_OP_NEG:
        return -a;
    case BRINK_I_OP_ADD:
        return a + b;
    case BRINK_I_OP_SUB:
        return a - b;
    case BRINK_I_OP_MUL:
    case BRINK_I_OP_AND:
        return a * b;
    case BRINK_I_OP_DIV:
        return a / b;
    case BRINK_I_OP_LT:
        return word_truth(word_mask(a < b));
    case BRINK_I_OP_LE:
        return word_truth(word_mask(a <= b));
    case BRINK_I_OP_GT:
        return word_truth(word_mask(a > b));
    case BRINK_I_OP_GE:
        return word_truth(word_mask(a >= b));
    case BRINK_I_OP_NOT:
        return 1.0 - a;
    case BRINK_I_OP_IF:
        return word_pick(a > 0.0, b, c);
    case BRINK_I_OP_MIN:
        return word_pick((b < a) | (b != b), b, a);
    case BRINK_I_OP_OR:
    case BRINK_I_OP_MAX:
        return word_pick((b > a) | (b != b), b, a);
    case BRINK_I_OP_CLAMP:
        a = word_pick((b > a) | (b != b), b, a);
        return word_pick((c < a) | (c != c), c, a);
    case BRINK_I_OP_POW:
        return word_pow(a, b);
    case BRINK_I_OP_EXP:
        return word_exp(a);
    case BRINK_I_OP_LOG:
        return word_log(a);
    case BRINK_I_OP_LOGISTIC:
        return 1.0 / (1.0 + word_exp(-a));
    default:
        for (int i = 0; i < BRINK_I_WORD; i++) {
            a[i] = op == BRINK_I_CELL_CHANCE ? brink_i_chance_hazard(a[i], b[i])
                                             : brink_i_apply((brink_i_op)op, a[i], b[i], c[i]);
        }
        return a;
    }
}

#define OP_CASE(op)                                                                                        \
    case op:                                                                                               \
        EACH_WORD (v, lane_mask, on) {                                                                     \
            word_put_some(out, v, lane_mask, apply_word(op, word_at(a, v), word_at(b, v), word_at(c, v))); \
        }                                                                                                  \
        break;

static void compute_cell(brink_i_worker *w, int number, brink_i_mask on)
{
    const brink_i_cell *cell = &w->program->cells[number];
    double *out = ROW(w->values, number);
    if (compute_leaf(w, cell, out, on)) {
        return;
    }
    const double *a = ROW(w->values, cell->arg[0]), *b = cell->arg[1] >= 0 ? ROW(w->values, cell->arg[1]) : a,
                 *c = cell->arg[2] >= 0 ? ROW(w->values, cell->arg[2]) : a;
    switch (cell->op) { /* one loop for each frequent operation; the others share one */
        OP_CASE(BRINK_I_OP_NEG)
        OP_CASE(BRINK_I_OP_ADD)
        OP_CASE(BRINK_I_OP_SUB)
        OP_CASE(BRINK_I_OP_MUL)
        OP_CASE(BRINK_I_OP_DIV)
        OP_CASE(BRINK_I_OP_NOT)
        OP_CASE(BRINK_I_OP_IF)
        OP_CASE(BRINK_I_OP_MIN)
        OP_CASE(BRINK_I_OP_MAX)
        OP_CASE(BRINK_I_OP_LOGISTIC)
    case BRINK_I_OP_TABLE:
        EACH_LANE (l, on) {
            out[l] = brink_i_table_at(&w->program->model->tables[cell->index], a[l]);
        }
        break;
    default:
        EACH_WORD (v, lane_mask, on) {
            word_put_some(out, v, lane_mask,
                          apply_word(cell->op, word_at(a, v), word_at(b, v), word_at(c, v)));
        }
        break;
    }
}

static void refresh(brink_i_worker *w, const brink_i_code *code, brink_i_mask on)
{
    const brink_i_cell *cells = w->program->cells;
    for (int i = 0; i < code->n_cells; i++) {
        int c = code->cells[i];
        if (cells[c].binding == BRINK_I_MOVING) {
            compute_cell(w, c, on);
        } else if (on & ~w->valid[c]) {
            compute_cell(w, c, on & ~w->valid[c]);
            w->valid[c] |= on;
        }
    }
}

static double walk(brink_i_worker *w, const brink_i_draw_node *node, brink_i_stream *stream, size_t lane);

static double draw(brink_i_worker *w, const brink_i_draw_node *node, brink_i_stream *stream, size_t lane)
{
    double args[2 * BRINK_I_DIST_MAX_PAIRS + 2];
    brink_i_dist made;
    const brink_i_dist *dist = node->prepared;
    if (!dist) {
        int n = node->n - (node->truncated ? 2 : 0);
        for (int i = 0; i < node->n; i++) {
            args[i] = walk(w, node->args[i], stream, lane);
        }
        const char *wrong = brink_i_dist_prepare(&made, node->dist, args, n);
        if (!wrong && node->truncated) {
            wrong = brink_i_dist_truncate(&made, args[n], args[n + 1]);
        }
        if (wrong) {
            fault_if(w, lane, true);
            return (double)NAN;
        }
        dist = &made;
    }
    return brink_i_dist_quantile(dist, brink_i_stream_uniform(stream));
}

static const double *value(brink_i_worker *w, const brink_i_code *code, brink_i_mask on);

/* An expression that draws, for one lane. */
static double walk(brink_i_worker *w, const brink_i_draw_node *node, brink_i_stream *stream, size_t lane)
{
    if (node->value) {
        return value(w, node->value, (brink_i_mask)1 << lane)[lane];
    }
    if (node->op == BRINK_I_OP_DRAW) {
        return draw(w, node, stream, lane);
    }
    if (node->op == BRINK_I_OP_IF) {
        return walk(w, node->args[walk(w, node->args[0], stream, lane) > 0 ? 1 : 2], stream, lane);
    }
    double args[3] = {0};
    for (int i = 0; i < node->n && i < 3; i++) {
        args[i] = walk(w, node->args[i], stream, lane);
    }
    return node->op == BRINK_I_OP_TABLE
               ? brink_i_table_at(&w->program->model->tables[node->expr->index], args[0])
               : brink_i_apply((brink_i_op)node->op, args[0], args[1], args[2]);
}

/* The row of a code without draws, up to date in the lanes of the mask. */
static const double *value(brink_i_worker *w, const brink_i_code *code, brink_i_mask on)
{
    if (code->binding == BRINK_I_MOVING || (code->binding == BRINK_I_EVENT && (on & ~w->valid[code->root]))) {
        refresh(w, code, on);
    }
    return ROW(w->values, code->root);
}

/* The row of a code that may draw, each lane from its stream. */
static const double *value_drawn(brink_i_worker *w, const brink_i_code *code, uint64_t *state,
                                 const uint64_t *inc, brink_i_mask on)
{
    if (!code->tree) {
        return value(w, code, on);
    }
    if (code->tree->prepared) {
        draw_prepared(code->tree->prepared, state, inc, w->drawn, on);
        return w->drawn;
    }
    EACH_LANE (l, on) {
        brink_i_stream stream = {state[l], inc[l]};
        w->drawn[l] = walk(w, code->tree, &stream, l);
        state[l] = stream.state;
    }
    return w->drawn;
}

/* Lanes in which a condition holds. */
static brink_i_mask holds(brink_i_worker *w, const brink_i_code *code, brink_i_mask on)
{
    const double *row = value(w, code, on);
    brink_i_mask mask = 0;
    EACH_WORD (v, lane_mask, on) {
        mask |= (brink_i_mask)(word_mask(word_at(row, v) > 0.0) & lane_mask) << (BRINK_I_WORD * v);
    }
    return mask;
}

static brink_i_mask comparison_by_value(brink_i_worker *w, int comparison, brink_i_mask on)
{
    const brink_i_comparison_code *code = &w->program->comparisons[comparison];
    const double *left = value(w, &code->left, on), *right = value(w, &code->right, on);
    brink_i_mask truth = 0;
    EACH_WORD (v, lane_mask, on) {
        brink_i_word a = word_at(left, v), b = word_at(right, v);
        brink_i_iword bits = code->op == BRINK_I_OP_LT   ? a < b
                             : code->op == BRINK_I_OP_LE ? a <= b
                             : code->op == BRINK_I_OP_GT ? a > b
                                                         : a >= b;
        truth |= (brink_i_mask)(word_mask(bits) & lane_mask) << (BRINK_I_WORD * v);
    }
    return truth;
}

/* Something that expressions read has changed in some lanes: what depends on it becomes invalid, due, or to
 * be renewed. */
static void changed(brink_i_worker *w, int input, brink_i_mask on)
{
    const brink_i_input *in = &w->program->inputs[input];
    for (int i = 0; i < in->n_cells; i++) {
        w->valid[in->cells[i]] &= ~on;
    }
    for (int i = 0; i < in->n_stocks; i++) {
        w->stock_due[in->stocks[i]] |= on;
        w->any_due |= on;
    }
    for (int i = 0; i < in->n_comparisons; i++) {
        int k = in->comparisons[i];
        w->comparison_due[k] |= on;
        w->any_due |= on;
        if (in->recompute) {
            w->by_value[k] |= on;
            w->valid[w->program->comparisons[k].cell] &= ~on;
        }
    }
    for (int i = 0; i < in->n_hazards; i++) {
        const brink_i_hazard_reader *reader = &in->hazards[i];
        w->renew[reader->machine] |= on & state_mask(w, reader->machine, reader->states);
    }
}

/* Time derivative of a code in one lane; its values are up to date there. */
static double slope_of(brink_i_worker *w, const brink_i_code *code, size_t lane)
{
    const brink_i_program *p = w->program;
    if (code->binding != BRINK_I_MOVING) {
        return 0;
    }
    for (int i = 0; i < code->n_moving; i++) {
        int number = code->moving[i];
        const brink_i_cell *cell = &p->cells[number];
        double *slope = &ROW(w->slopes, number)[lane];
        if (cell->op == BRINK_I_OP_STOCK) {
            brink_i_segment segment = segment_of(w, cell->index, lane);
            *slope = brink_i_segment_slope(&segment, ROW(w->values, number)[lane]);
            continue;
        }
        if (cell->op == BRINK_I_OP_TIME || cell->op == BRINK_I_OP_ELAPSED) {
            *slope = 1;
            continue;
        }
        brink_i_dual args[3] = {{0, 0}, {0, 0}, {0, 0}};
        for (int j = 0; j < 3 && cell->arg[j] >= 0; j++) {
            int a = cell->arg[j];
            args[j].value = ROW(w->values, a)[lane];
            args[j].slope = p->cells[a].binding == BRINK_I_MOVING ? ROW(w->slopes, a)[lane] : 0;
        }
        *slope = brink_i_apply_dual((brink_i_op)cell->op, args[0], args[1], args[2]).slope;
    }
    return ROW(w->slopes, code->root)[lane];
}
