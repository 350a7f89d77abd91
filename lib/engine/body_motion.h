/* SPDX-License-Identifier: Apache-2.0 */

/* Stocks between events, and tracked comparisons (docs/semantics.md sections 4 and 5). Included by the body's
 * instances only. */

static void move_stock(trial *s, int i)
{
    const brink_i_stock_code *code = &s->stocks[i];
    brink_i_segment *old = &s->view.stock[i];
    double f = code->flow.root >= 0 ? value(s, &code->flow) : 0;
    double d = code->decay.root >= 0 ? value(s, &code->decay) : 0;
    DROP(stocks, i);
    if (!isfinite(f) || !isfinite(d) || d < 0) {
        s->bad = true;
        return;
    }
    double x = brink_i_segment_at(old, s->view.now);
    brink_i_rest(x, s->view.min[i], s->view.max[i], &f, &d);
    if (TEST(jumped, i) || !brink_i_same_bits(f, old->f) || !brink_i_same_bits(d, old->d)) {
        *old = (brink_i_segment){x, s->view.now, f, d};
        s->moving[i / 64] &= ~(UINT64_C(1) << (i % 64));
        s->moving[i / 64] |= (uint64_t)(f != 0 || d != 0) << (i % 64);
        set_date(s, code->slot, brink_i_bound_date(old, s->view.min[i], s->view.max[i], &s->limit[i]));
        DROP(jumped, i);
        touch(s, brink_i_input_motion(s->plan->program, i));
    }
}

/* A value with other bits. */
static void jump(trial *s, int i, double x)
{
    s->view.stock[i].x0 = x;
    s->view.stock[i].t0 = s->view.now;
    if (s->stocks[i].slot >= 0) {
        ADD(jumped, i);
        ADD(stocks, i);
    }
    touch(s, brink_i_input_jump(s->plan->program, i));
}

static void reach_bound(trial *s, int i)
{
    set_date(s, s->stocks[i].slot, NEVER);
    jump(s, i, s->limit[i]);
}

static void assign(trial *s, int i, double x)
{
    if (!isfinite(x)) {
        s->bad = true;
        return;
    }
    x = brink_i_saturate(x, s->view.min[i], s->view.max[i]);
    if (!brink_i_same_bits(x, brink_i_segment_at(&s->view.stock[i], s->view.now))) {
        jump(s, i, x);
    }
}

static void renew_crossing(trial *s, int k)
{
    const brink_i_comparison_code *code = &s->comparisons[k];
    brink_i_dual g = gap(s, k);
    double decay = code->decaying >= 0 ? s->view.stock[code->decaying].d : 0;
    double date =
        brink_i_crossing_date(code->op, brink_i_bit(s->view.truth, k), s->view.now, g.value, g.slope, decay);
    for (int i = 0; i < code->n_bound_slots && date < NEVER; i++) {
        if (brink_i_crossing_yields(date, s->date[code->bound_slots[i]])) {
            date = NEVER;
        }
    }
    set_date(s, code->slot, date);
}

static void toggle(trial *s, int k)
{
    s->view.truth[k / 64] ^= UINT64_C(1) << (k % 64);
    touch(s, brink_i_input_comparison(s->plan->program, k));
}

static void cross(trial *s, int k)
{
    count(s);
    toggle(s, k);
    renew_crossing(s, k);
}

static void update_comparison(trial *s, int k)
{
    const brink_i_comparison_code *code = &s->comparisons[k];
    DROP(comparisons, k);
    if (TEST(by_value, k)) {
        double a = value(s, &code->left), b = value(s, &code->right);
        DROP(by_value, k);
        if ((brink_i_apply(code->op, a, b, 0) > 0) != brink_i_bit(s->view.truth, k)) {
            toggle(s, k);
        }
    }
    renew_crossing(s, k);
    if (s->date[code->slot] <= s->view.now) {
        cross(s, k);
    }
}

/* All that cross now, or so close to it that rounding cannot tell: one event. */
static void cross_together(trial *s)
{
    const brink_i_program *p = s->plan->program;
    double end = BRINK_I_INSTANT_END(s->view.now);
    for (int k = 0; k < p->model->n_comparisons; k++) {
        if (s->date[s->comparisons[k].slot] <= end) {
            cross(s, k);
        }
    }
}

/* Semantics 6, step 1. */
static void update_moving(trial *s)
{
    while ((ANY(stocks) || ANY(comparisons)) && !s->bad) {
        EACH_DUE(i, stocks) { move_stock(s, i); }
        EACH_DUE(k, comparisons) { update_comparison(s, k); }
    }
}
