/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "native/emit.h"

/* Stocks between events, and tracked comparisons (docs/semantics.md sections 4 and 5). */

static void emit_value_or_zero(brink_i_emitter *e, const brink_i_code *code)
{
    if (code->root >= 0) {
        brink_i_emit_code(e, code);
    } else {
        EMIT(e, "0.0");
    }
}

static void emit_motion(brink_i_emitter *e, int i)
{
    const brink_i_stock_code *code = &e->p->stocks[i];
    char forget[64] = "";
    if (code->stock->decays) {
        snprintf(forget, sizeof forget, "    s->level_at[%d] = -1;\n", i);
    }
    EMIT(e, "PART void move_stock%d(trial *s) /* %s */\n{\n    double f = ", i, code->stock->name);
    emit_value_or_zero(e, &code->flow);
    EMIT(e, ", d = ");
    emit_value_or_zero(e, &code->decay);
    EMIT(e,
         ";\n"
         "    DROP(stock_due, %d);\n"
         "    if (!isfinite(f) || !isfinite(d) || d < 0) {\n"
         "        s->bad = 1;\n"
         "        return;\n"
         "    }\n"
         "    brink_i_segment *old = &s->stock[%d];\n"
         "    const double x = brink_i_segment_at(old, s->now);\n"
         "%s"
         "    brink_i_rest(x, s->min[%d], s->max[%d], &f, &d);\n"
         "    if (TEST(jumped, %d) || !brink_i_same_bits(f, old->f) || !brink_i_same_bits(d, old->d)) {\n"
         "        *old = (brink_i_segment){x, s->now, f, d};\n"
         "        s->date[%d] = brink_i_bound_date(old, s->min[%d], s->max[%d], &s->limit[%d]);\n"
         "        DROP(jumped, %d);\n",
         i, i, forget, i, i, i, code->slot, i, i, i, i);
    brink_i_emit_changed(e, brink_i_input_motion(e->p, i), 2);
    EMIT(e, "    }\n}\n");
    EMIT(e,
         "PART void reach_bound%d(trial *s)\n"
         "{\n"
         "    s->stock[%d].x0 = s->limit[%d];\n"
         "    s->stock[%d].t0 = s->now;\n"
         "    s->date[%d] = NEVER;\n"
         "%s"
         "    ADD(jumped, %d);\n"
         "    ADD(stock_due, %d);\n",
         i, i, i, i, code->slot, forget, i, i);
    brink_i_emit_changed(e, brink_i_input_jump(e->p, i), 1);
    EMIT(e, "}\n");
}

/* A new value by an effect; nothing happens where the bits are the old ones. */
static void emit_jump(brink_i_emitter *e, int i)
{
    const brink_i_stock_code *code = &e->p->stocks[i];
    EMIT(e,
         "PART void set_stock%d(trial *s, double x) /* %s */\n"
         "{\n"
         "    if (!isfinite(x)) {\n"
         "        s->bad = 1;\n"
         "        return;\n"
         "    }\n"
         "    x = saturate(x, s->min[%d], s->max[%d]);\n",
         i, code->stock->name, i, i);
    if (code->slot < 0) {
        EMIT(e, "    if (!brink_i_same_bits(x, s->plain[%d])) {\n        s->plain[%d] = x;\n", i, i);
    } else {
        EMIT(e,
             "    if (!brink_i_same_bits(x, brink_i_segment_at(&s->stock[%d], s->now))) {\n"
             "        s->stock[%d].x0 = x;\n"
             "        s->stock[%d].t0 = s->now;\n"
             "        ADD(jumped, %d);\n"
             "        ADD(stock_due, %d);\n",
             i, i, i, i, i);
        EMIT(e, code->stock->decays ? "        s->level_at[%d] = -1;\n" : "", i);
    }
    brink_i_emit_changed(e, brink_i_input_jump(e->p, i), 2);
    EMIT(e, "    }\n}\n");
}

void brink_i_emit_stocks(brink_i_emitter *e)
{
    for (int i = 0; i < e->model->n_stocks; i++) {
        if (e->p->stocks[i].slot >= 0) {
            emit_motion(e, i);
        }
        emit_jump(e, i);
    }
}

static const char *sign_of(brink_i_op op)
{
    return op == BRINK_I_OP_LT ? "<" : op == BRINK_I_OP_LE ? "<=" : op == BRINK_I_OP_GT ? ">" : ">=";
}

static void emit_comparison(brink_i_emitter *e, int k)
{
    const brink_i_comparison_code *code = &e->p->comparisons[k];
    int changed = brink_i_input_comparison(e->p, k);
    EMIT(e, "INLINE double by_value%d(trial *s)\n{\n    return (double)(", k);
    brink_i_emit_code(e, &code->left);
    EMIT(e, " %s ", sign_of(code->op));
    brink_i_emit_code(e, &code->right);
    EMIT(e,
         ");\n}\n"
         "static double truth%d(trial *s)\n"
         "{\n"
         "    return TEST(by_value, %d) ? by_value%d(s) : (double)TEST(truth, %d);\n"
         "}\n"
         "PART void renew_crossing%d(trial *s)\n{\n",
         k, k, k, k, k);
    brink_i_emit_duals(e, &code->left, &code->right);
    EMIT(e, "    const brink_i_dual a = ");
    brink_i_emit_dual(e, &code->left);
    EMIT(e, ", b = ");
    brink_i_emit_dual(e, &code->right);
    EMIT(e,
         ";\n    double date = brink_i_crossing_date((brink_i_op)%d, TEST(truth, %d), s->now, a.value - "
         "b.value, a.slope - b.slope, ",
         (int)code->op, k);
    if (code->decaying >= 0) {
        EMIT(e, "s->stock[%d].d);\n", code->decaying);
    } else {
        EMIT(e, "0.0);\n");
    }
    for (int i = 0; i < code->n_bound_slots; i++) {
        EMIT(e, "    date = date < NEVER && brink_i_crossing_yields(date, s->date[%d]) ? NEVER : date;\n",
             code->bound_slots[i]);
    }
    EMIT(e, "    s->date[%d] = date;\n}\n", code->slot);
    EMIT(e, "PART void cross%d(trial *s)\n{\n    count(s);\n    s->truth[%d] ^= UINT64_C(%#llx);\n", k,
         k / 64, 1ULL << (k % 64));
    brink_i_emit_changed(e, changed, 1);
    EMIT(e,
         "    renew_crossing%d(s);\n"
         "}\n"
         "PART void update_comparison%d(trial *s)\n"
         "{\n"
         "    DROP(comparison_due, %d);\n"
         "    if (TEST(by_value, %d)) {\n"
         "        const bool truth = by_value%d(s) > 0;\n"
         "        DROP(by_value, %d);\n"
         "        if (truth != TEST(truth, %d)) {\n"
         "            s->truth[%d] ^= UINT64_C(%#llx);\n",
         k, k, k, k, k, k, k, k / 64, 1ULL << (k % 64));
    brink_i_emit_changed(e, changed, 3);
    EMIT(e,
         "        }\n"
         "    }\n"
         "    renew_crossing%d(s);\n"
         "    if (s->date[%d] <= s->now) {\n"
         "        cross%d(s);\n"
         "    }\n"
         "}\n",
         k, code->slot, k);
}

/* Those that are due, in order; in large models only their bits are looked at. One that becomes due meanwhile
 * and lies ahead is met, as the order of the file demands; one behind waits for the next pass. */
static void emit_due(brink_i_emitter *e, bool stocks)
{
    int n = stocks ? e->p->n_moving_stocks : e->model->n_comparisons;
    const char *set = stocks ? "stock_due" : "comparison_due",
               *function = stocks ? "move_stock" : "update_comparison";
    if (n == 0) {
        return;
    }
    if (!e->small) {
        EMIT(e,
             "    for (int w = 0; w < %s_WORDS; w++) {\n        uint64_t ahead = UINT64_MAX, due;\n"
             "        while ((due = s->%s[w] & ahead) != 0) {\n            const int i = "
             "__builtin_ctzll(due);\n"
             "            ahead = i == 63 ? 0 : UINT64_MAX << (i + 1);\n            switch (64 * w + i) {\n",
             stocks ? "STOCK" : "COMPARISON", set);
    }
    for (int k = 0; k < n; k++) {
        int i = stocks ? e->p->moving_stocks[k] : k;
        if (e->small) {
            EMIT(e, "    if (TEST(%s, %d)) {\n        %s%d(s);\n    }\n", set, i, function, i);
        } else {
            EMIT(e, "            case %d: %s%d(s); break;\n", i, function, i);
        }
    }
    if (!e->small) {
        EMIT(e, "            }\n        }\n    }\n");
    }
}

void brink_i_emit_comparisons(brink_i_emitter *e)
{
    for (int k = 0; k < e->model->n_comparisons; k++) {
        emit_comparison(e, k);
    }
    EMIT(e, "/* All that cross now, or so close to it that rounding cannot tell: one event. */\n"
            "static void cross_together(trial *s)\n{\n    const double soon = s->now + BRINK_I_TIE * (s->now "
            "> 1.0 "
            "? s->now : 1.0);\n    (void)soon;\n");
    for (int k = 0; k < e->model->n_comparisons; k++) {
        EMIT(e, "    if (s->date[%d] <= soon) {\n        cross%d(s);\n    }\n", e->p->comparisons[k].slot, k);
    }
    EMIT(e, "}\nPART void update_moving_once(trial *s)\n{\n    (void)s;\n");
    emit_due(e, true);
    emit_due(e, false);
    EMIT(e, "}\n"
            "static __attribute__((noinline)) void update_moving(trial *s)\n"
            "{\n"
            "    while ((any(s->stock_due, STOCK_WORDS) || any(s->comparison_due, COMPARISON_WORDS)) && "
            "!s->bad) {\n"
            "        update_moving_once(s);\n"
            "    }\n"
            "}\n");
}
