/* SPDX-License-Identifier: Apache-2.0 */

/* Interval bounds over windows: expr/range.h on words. Where all ends are finite the frequent operations are
 * done here, by the same formulas and so with the same bits; everything else goes through brink_i_range_apply
 * lane by lane. Included by the kernel's instruction-set files only. */

typedef struct range_word {
    brink_i_word low, high;
} range_word;

/* The smaller, the first of equals, as brink_i_min of numbers. */
WORD_INLINE brink_i_word word_min(brink_i_word a, brink_i_word b) { return word_pick(b < a, b, a); }

WORD_INLINE brink_i_word word_max(brink_i_word a, brink_i_word b) { return word_pick(b > a, b, a); }

WORD_INLINE range_word corners(brink_i_word a, brink_i_word b, brink_i_word c, brink_i_word d)
{
    return (range_word){word_min(word_min(a, b), word_min(c, d)), word_max(word_max(a, b), word_max(c, d))};
}

WORD_INLINE brink_i_word word_abs(brink_i_word x)
{
    return (brink_i_word)((brink_i_uword)x & UINT64_C(0x7FFFFFFFFFFFFFFF));
}

/* A function that never falls, from its values at the ends; widened but for points. */
WORD_INLINE range_word rising(range_word a, brink_i_word low, brink_i_word high, double top)
{
    const brink_i_word infinite = word_set(INFINITY);
    brink_i_word zero = word_set(0.0), most = word_set(top);
    brink_i_word l = low - word_abs(low) * 0x1p-50 - 0x1p-1070,
                 h = high + word_abs(high) * 0x1p-50 + 0x1p-1070;
    h = word_pick(word_abs(high) == infinite, high, h);
    l = word_pick(word_abs(low) == infinite, low, l);
    brink_i_iword point = (a.low >= a.high) & (a.low <= a.high);
    return (range_word){word_pick(point, low, word_pick(l < zero, zero, l)),
                        word_pick(point, high, word_pick(h > most, most, h))};
}

/* The lanes for which *out is right. */
WORD_INLINE unsigned apply_range_word(int op, range_word a, range_word b, range_word c, range_word *out)
{
    unsigned finite = word_finite(a.low) & word_finite(a.high) & word_finite(b.low) & word_finite(b.high);
    switch (op) {
    case BRINK_I_OP_NEG:
        *out = (range_word){-a.high, -a.low};
        return finite;
    case BRINK_I_OP_ADD:
        *out = (range_word){a.low + b.low, a.high + b.high};
        return finite;
    case BRINK_I_OP_SUB:
        *out = (range_word){a.low + -b.high, a.high + -b.low};
        return finite;
    case BRINK_I_OP_MUL:
        *out = corners(a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high);
        return finite;
    case BRINK_I_OP_DIV:
        *out = corners(a.low / b.low, a.low / b.high, a.high / b.low, a.high / b.high);
        return finite & ~word_mask((b.low <= 0.0) & (b.high >= 0.0));
    case BRINK_I_OP_MIN:
        *out = (range_word){word_min(a.low, b.low), word_min(a.high, b.high)};
        return finite;
    case BRINK_I_OP_MAX:
        *out = (range_word){word_max(a.low, b.low), word_max(a.high, b.high)};
        return finite;
    case BRINK_I_OP_CLAMP:
        *out =
            (range_word){word_min(word_max(a.low, b.low), c.low), word_min(word_max(a.high, b.high), c.high)};
        return finite & word_finite(c.low) & word_finite(c.high);
    case BRINK_I_OP_EXP:
        *out = rising(a, word_exp(a.low), word_exp(a.high), INFINITY);
        return finite;
    case BRINK_I_OP_LOGISTIC:
        *out = rising(a, 1.0 / (1.0 + word_exp(-a.low)), 1.0 / (1.0 + word_exp(-a.high)), 1.0);
        return finite;
    default:
        return 0;
    }
}

WORD_INLINE range_word range_argument(const brink_i_worker *w, int cell, int v)
{
    if (w->program->cells[cell].binding == BRINK_I_MOVING) {
        return (range_word){word_at(ROW(w->low, cell), v), word_at(ROW(w->high, cell), v)};
    }
    brink_i_word x = word_at(ROW(w->values, cell), v);
    return (range_word){x, x};
}

/* The line of a stock goes on beyond its bound; the stock does not. */
WORD_INLINE brink_i_word saturate_word(const brink_i_worker *w, int stock, int v, brink_i_word x)
{
    brink_i_word min = word_at(ROW(w->min, stock), v), max = word_at(ROW(w->max, stock), v);
    return word_pick(x < min, min, word_pick(x > max, max, x));
}

static void range_lanes(brink_i_worker *w, const brink_i_cell *cell, double *low, double *high,
                        brink_i_mask on)
{
    const brink_i_program *p = w->program;
    EACH_LANE (l, on) {
        brink_i_range args[3] = {{0, 0}, {0, 0}, {0, 0}};
        for (int j = 0; j < 3 && cell->arg[j] >= 0; j++) {
            int a = cell->arg[j];
            args[j] = p->cells[a].binding == BRINK_I_MOVING
                          ? (brink_i_range){ROW(w->low, a)[l], ROW(w->high, a)[l]}
                          : brink_i_range_point(ROW(w->values, a)[l]);
        }
        brink_i_range out = cell->op == BRINK_I_OP_TABLE
                                ? brink_i_range_table(&p->model->tables[cell->index], args[0])
                                : brink_i_range_apply((brink_i_op)cell->op, args[0], args[1], args[2]);
        low[l] = out.low;
        high[l] = out.high;
    }
}

/* Bounds of one cell over [now, until] in some lanes of a word. */
WORD_INLINE void range_cell(brink_i_worker *w, int number, const double *until, int v, unsigned lane_mask)
{
    const brink_i_cell *cell = &w->program->cells[number];
    double *low = ROW(w->low, number), *high = ROW(w->high, number);
    brink_i_word now = word_at(w->now, v), end = word_at(until, v);
    range_word out;
    unsigned done = lane_mask;
    if (cell->op == BRINK_I_OP_STOCK) {
        brink_i_word a = saturate_word(w, cell->index, v, segment_word(w, cell->index, v, lane_mask, now)),
                     b = saturate_word(w, cell->index, v, segment_word(w, cell->index, v, lane_mask, end));
        out = (range_word){word_pick(a < b, a, b), word_pick(a < b, b, a)};
    } else if (cell->op == BRINK_I_OP_TIME) {
        out = (range_word){now, end};
    } else if (cell->op == BRINK_I_OP_ELAPSED) {
        brink_i_word entered = word_at(ROW(w->entered, cell->index), v);
        out = (range_word){now - entered, end - entered};
    } else {
        range_word a = range_argument(w, cell->arg[0], v),
                   b = cell->arg[1] >= 0 ? range_argument(w, cell->arg[1], v) : a,
                   c = cell->arg[2] >= 0 ? range_argument(w, cell->arg[2], v) : a;
        out = a;
        done = apply_range_word(cell->op, a, b, c, &out) & lane_mask;
    }
    word_put_some(low, v, done, out.low);
    word_put_some(high, v, done, out.high);
    if (done != lane_mask) {
        range_lanes(w, cell, low, high, (brink_i_mask)(lane_mask & ~done) << (BRINK_I_WORD * v));
    }
}

/* Bounds of a code over [now, until], added to the rows; what stands still below it is up to date. */
static void add_range(brink_i_worker *w, const brink_i_code *code, const double *until, double *low,
                      double *high, brink_i_mask on)
{
    if (code->binding != BRINK_I_MOVING) {
        const double *row = ROW(w->values, code->root);
        EACH_WORD (v, lane_mask, on) {
            word_put_some(low, v, lane_mask, word_at(low, v) + word_at(row, v));
            word_put_some(high, v, lane_mask, word_at(high, v) + word_at(row, v));
        }
        return;
    }
    const double *code_low = ROW(w->low, code->root), *code_high = ROW(w->high, code->root);
    EACH_WORD (v, lane_mask, on) {
        for (int i = 0; i < code->n_moving; i++) {
            range_cell(w, code->moving[i], until, v, lane_mask);
        }
        word_put_some(low, v, lane_mask, word_at(low, v) + word_at(code_low, v));
        word_put_some(high, v, lane_mask, word_at(high, v) + word_at(code_high, v));
    }
}
