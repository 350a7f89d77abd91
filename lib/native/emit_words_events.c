/* SPDX-License-Identifier: Apache-2.0 */
#include "native/emit_words.h"

#include <stdio.h>

/* Stocks, comparisons, moves, and the events of all lanes (docs/semantics.md sections 4, 5, 7, 10), stored
 * under masks. */

void brink_i_emit_words_changed(brink_i_emitter *e, int x, const char *on)
{
    const brink_i_input *input = &e->p->inputs[x];
    for (int i = 0; i < input->n_stocks; i++) {
        EMIT(e, "    s->stock_due%d |= %s;\n", input->stocks[i], on);
    }
    for (int i = 0; i < input->n_comparisons; i++) {
        EMIT(e, "    s->comparison_due[%d] |= %s;\n", input->comparisons[i], on);
        if (input->recompute) {
            EMIT(e, "    s->by_value[%d] |= %s;\n", input->comparisons[i], on);
        }
    }
    for (int i = 0; i < input->n_hazards; i++) {
        if (!brink_i_emit_words_marks_renewal(e, input->hazards[i].machine)) {
            continue;
        }
        EMIT(e, "    s->renew%d |= %s & ", input->hazards[i].machine, on);
        brink_i_emit_words_in_states(e, input->hazards[i].machine, input->hazards[i].states);
        EMIT(e, ";\n");
    }
}

/* ---- stocks ---- */

static void emit_motion(brink_i_emitter *e, int i)
{
    const brink_i_stock_code *code = &e->p->stocks[i];
    EMIT(e, "static inline void move_stock%d(block *s, mask on) /* %s */\n{\n    word f = ", i,
         code->stock->name);
    if (code->flow.root >= 0) {
        brink_i_emit_words_code(e, &code->flow);
    } else {
        EMIT(e, "SET(0.0)");
    }
    EMIT(e,
         ";\n"
         "    s->stock_due%d &= ~on;\n"
         "    s->bad |= on & ~is_finite(f);\n"
         "    line *old = &s->stock%d;\n"
         "    const word x = line_at(old, s->now), min = MIN%d, max = MAX%d;\n"
         "    f = pick((at_least(x, max) & above(f, SET(0.0))) | (at_most(x, min) & below(f, SET(0.0))), "
         "SET(0.0), f);\n"
         "    on &= s->jumped%d | ~same_bits(f, old->f);\n"
         "    s->jumped%d &= ~on;\n"
         "    PUT(old->x0, on, x);\n"
         "    PUT(old->t0, on, s->now);\n"
         "    PUT(old->f, on, f);\n"
         "    const mask up = above(f, SET(0.0)) & below(max, SET(INFINITY)), down = ~up & below(f, "
         "SET(0.0)) & above(min, SET(-INFINITY));\n"
         "    const word limit = pick(up, max, min);\n"
         "    PUT(s->date[%d], on, pick(up | down, s->now + word_delay(x - limit, f), SET(INFINITY)));\n",
         i, i, i, i, i, i, code->slot);
    brink_i_emit_words_changed(e, brink_i_input_motion(e->p, i), "on");
    EMIT(e,
         "}\n"
         "static inline void reach_bound%d(block *s, mask on)\n"
         "{\n"
         "    PUT(s->stock%d.x0, on, pick(above(s->stock%d.f, SET(0.0)), MAX%d, MIN%d));\n"
         "    PUT(s->stock%d.t0, on, s->now);\n"
         "    PUT(s->date[%d], on, SET(INFINITY));\n"
         "    s->jumped%d |= on;\n"
         "    s->stock_due%d |= on;\n",
         i, i, i, i, i, i, code->slot, i, i);
    brink_i_emit_words_changed(e, brink_i_input_jump(e->p, i), "on");
    EMIT(e, "}\n");
}

/* A new value by an effect; nothing happens where the bits are the old ones. */
static void emit_jump(brink_i_emitter *e, int i)
{
    const brink_i_stock_code *code = &e->p->stocks[i];
    EMIT(e,
         "static inline void set_stock%d(block *s, word x, mask on) /* %s */\n"
         "{\n"
         "    const word min = MIN%d, max = MAX%d;\n"
         "    (void)min;\n"
         "    (void)max;\n"
         "    s->bad |= on & ~is_finite(x);\n"
         "%s",
         i, code->stock->name, i, i,
         code->min.root < 0 && code->max.root < 0 ? "" : "    x = word_saturate(x, min, max);\n");
    if (code->slot < 0) {
        EMIT(e, "    on &= ~same_bits(x, s->plain%d);\n    PUT(s->plain%d, on, x);\n", i, i);
    } else {
        EMIT(e,
             "    on &= ~same_bits(x, line_at(&s->stock%d, s->now));\n"
             "    PUT(s->stock%d.x0, on, x);\n"
             "    PUT(s->stock%d.t0, on, s->now);\n"
             "    s->jumped%d |= on;\n"
             "    s->stock_due%d |= on;\n",
             i, i, i, i, i);
    }
    brink_i_emit_words_changed(e, brink_i_input_jump(e->p, i), "on");
    EMIT(e, "}\n");
}

/* ---- tracked comparisons ---- */

static void emit_comparison(brink_i_emitter *e, int k)
{
    const brink_i_comparison_code *code = &e->p->comparisons[k];
    const char *name = code->op == BRINK_I_OP_LT   ? "below"
                       : code->op == BRINK_I_OP_LE ? "at_most"
                       : code->op == BRINK_I_OP_GT ? "above"
                                                   : "at_least";
    bool less = code->op == BRINK_I_OP_LT || code->op == BRINK_I_OP_LE;
    EMIT(e, "INLINE mask by_value%d(block *s)\n{\n    return %s(", k, name);
    brink_i_emit_words_code(e, &code->left);
    EMIT(e, ", ");
    brink_i_emit_words_code(e, &code->right);
    EMIT(e,
         ");\n}\n"
         "INLINE mask truth%d(block *s)\n"
         "{\n"
         "    const mask open = s->by_value[%d];\n"
         "    return RARE(open) ? (s->truth[%d] & ~open) | (by_value%d(s) & open) : s->truth[%d];\n"
         "}\n"
         "static inline void renew_crossing%d(block *s, mask on)\n{\n",
         k, k, k, k, k, k);
    brink_i_emit_words_slopes(e, &code->left, &code->right);
    EMIT(e, "    const word g = ");
    brink_i_emit_words_code(e, &code->left);
    EMIT(e, " - ");
    brink_i_emit_words_code(e, &code->right);
    EMIT(e, ", slope = ");
    brink_i_emit_words_slope(e, &code->left);
    EMIT(e, " - ");
    brink_i_emit_words_slope(e, &code->right);
    EMIT(e, ";\n    word date = word_crossing(%d, s->truth[%d], s->now, g, slope);\n", less, k);
    for (int i = 0; i < code->n_bound_slots; i++) {
        EMIT(e,
             "    date = pick(below(date, SET(INFINITY)) & word_yields(date, s->date[%d]), SET(INFINITY), "
             "date);\n",
             code->bound_slots[i]);
    }
    EMIT(e, "    PUT(s->date[%d], on, date);\n}\n", code->slot);
    EMIT(e, "static void cross%d(block *s, mask on)\n{\n    s->truth[%d] ^= on;\n", k, k);
    brink_i_emit_words_changed(e, brink_i_input_comparison(e->p, k), "on");
    EMIT(e,
         "    renew_crossing%d(s, on);\n"
         "}\n"
         "static inline void update_comparison%d(block *s, mask on)\n"
         "{\n"
         "    s->comparison_due[%d] &= ~on;\n"
         "    const mask open = s->by_value[%d] & on;\n"
         "    if (OFTEN(open)) {\n"
         "        const mask other = (s->truth[%d] ^ by_value%d(s)) & open;\n"
         "        s->by_value[%d] &= ~open;\n"
         "        s->truth[%d] ^= other;\n",
         k, k, k, k, k, k, k, k);
    brink_i_emit_words_changed(e, brink_i_input_comparison(e->p, k), "other");
    EMIT(e,
         "    }\n"
         "    renew_crossing%d(s, on);\n"
         "    const mask now = on & at_most(s->date[%d], s->now);\n"
         "    if (RARE(now)) {\n"
         "        cross%d(s, now);\n"
         "    }\n"
         "}\n",
         k, code->slot, k);
}

/* ---- moves ---- */

/* "f0 | f2": those of a machine's transitions that a test holds for. */
static void emit_some(brink_i_emitter *e, int m, bool (*test)(const brink_i_transition_code *, int),
                      int state)
{
    const brink_i_machine_code *code = &e->p->machines[m];
    bool any = false;
    for (int i = 0; i < code->machine->n_transitions; i++) {
        if (test(&code->transitions[i], state)) {
            EMIT(e, any ? " | f%d_%d" : "f%d_%d", m, i);
            any = true;
        }
    }
    EMIT(e, any ? "" : "NONE");
}

static bool any_move(const brink_i_transition_code *t, int state)
{
    (void)t;
    (void)state;
    return true;
}

static bool enters(const brink_i_transition_code *t, int state) { return t->to[0].state == state; }

static bool leaves(const brink_i_transition_code *t, int state)
{
    return t->to[0].state != state && (t->transition->from >> state & 1);
}

/* May lead to the state that the machine is in. */
static bool returns(const brink_i_transition_code *t, int state)
{
    return t->to[0].state == state && (t->transition->from >> state & 1);
}

static bool has_readers(const brink_i_emitter *e, int input)
{
    const brink_i_input *readers = &e->p->inputs[input];
    return readers->n_stocks || readers->n_comparisons || readers->n_hazards;
}

static void emit_state_change(brink_i_emitter *e, int m)
{
    int n = e->model->machines[m].n_states;
    for (int state = 0; state < n && n > 1; state++) {
        EMIT(e, "        s->in%d[%d] = (s->in%d[%d] & ~(", m, state, m, state);
        emit_some(e, m, leaves, state);
        EMIT(e, ")) | ");
        emit_some(e, m, enters, state);
        EMIT(e, "; /* %s */\n", e->model->machines[m].states[state]);
    }
}

static void emit_entries(brink_i_emitter *e, int m)
{
    for (int i = 0; i < e->model->n_measures; i++) {
        const brink_i_measure *measure = &e->model->measures[i];
        if (measure->kind == BRINK_MEASURE_COUNT && measure->machine == m) {
            EMIT(e, "        s->watch[%d] = s->watch[%d] + truth_of(NONE", i, i);
            for (int k = 0; k < e->model->machines[m].n_transitions; k++) {
                if (measure->states >> e->p->machines[m].transitions[k].to[0].state & 1) {
                    EMIT(e, " | f%d_%d", m, k);
                }
            }
            EMIT(e, ");\n");
        }
    }
}

static void emit_effects(brink_i_emitter *e, const brink_i_transition_code *t, const char *on)
{
    if (t->transition->n_effects == 0) {
        return;
    }
    EMIT(e, "        if (ANY(%s)) {\n", on);
    for (int k = 0; k < t->transition->n_effects; k++) {
        EMIT(e, "            set_stock%d(s, ", t->effects[k].effect->target);
        brink_i_emit_words_code(e, &t->effects[k].value);
        EMIT(e, ", %s);\n", on);
    }
    EMIT(e, "        }\n");
}

/* What a machine's transitions do, all at once but for their effects. */
static void emit_fire(brink_i_emitter *e, int m)
{
    const brink_i_machine_code *code = &e->p->machines[m];
    EMIT(e, "        const mask fired = ");
    emit_some(e, m, any_move, 0);
    EMIT(e, ";\n        all |= fired;\n        observe_before(s, fired);\n");
    bool state = has_readers(e, brink_i_input_state(e->p, m));
    if (state) {
        EMIT(e, "        const mask other = fired & ~(NONE");
        for (int k = 0; k < code->machine->n_states; k++) {
            for (int i = 0; i < code->machine->n_transitions; i++) {
                if (returns(&code->transitions[i], k)) {
                    EMIT(e, " | (f%d_%d & s->in%d[%d])", m, i, m, k);
                }
            }
        }
        EMIT(e, ");\n");
    }
    emit_state_change(e, m);
    if (brink_i_emit_words_times(e, m)) {
        EMIT(e, "        PUT(s->entered%d, fired, s->now);\n", m);
    }
    if (code->moving) {
        EMIT(e, "        PUT(s->window%d, fired, SET(INFINITY));\n", m);
    }
    if (state) {
        brink_i_emit_words_changed(e, brink_i_input_state(e->p, m), "other");
    }
    if (has_readers(e, brink_i_input_entry(e->p, m))) {
        brink_i_emit_words_changed(e, brink_i_input_entry(e->p, m), "fired");
    }
    emit_entries(e, m);
    for (int i = 0; i < code->machine->n_transitions; i++) {
        char mask[32];
        snprintf(mask, sizeof mask, "f%d_%d", m, i);
        emit_effects(e, &code->transitions[i], mask);
    }
}

void brink_i_emit_words_changes(brink_i_emitter *e)
{
    for (int k = 0; k < e->model->n_comparisons; k++) {
        emit_comparison(e, k);
    }
    for (int i = 0; i < e->model->n_stocks; i++) {
        if (e->p->stocks[i].slot >= 0) {
            emit_motion(e, i);
        }
        emit_jump(e, i);
    }
    EMIT(e, "static inline void settle(block *s)\n{\n    (void)s;\n");
    if (e->p->n_moving_stocks || e->model->n_comparisons) {
        EMIT(e, "    for (int turns = 0;; turns++) {\n        mask due = NONE;\n");
        for (int i = 0; i < e->p->n_moving_stocks; i++) {
            EMIT(e,
                 "        if (OFTEN(s->stock_due%d)) {\n            move_stock%d(s, s->stock_due%d);\n       "
                 " }\n",
                 e->p->moving_stocks[i], e->p->moving_stocks[i], e->p->moving_stocks[i]);
        }
        for (int k = 0; k < e->model->n_comparisons; k++) {
            EMIT(e,
                 "        if (OFTEN(s->comparison_due[%d])) {\n            update_comparison%d(s, "
                 "s->comparison_due[%d]);\n        }\n",
                 k, k, k);
        }
        for (int i = 0; i < e->p->n_moving_stocks; i++) {
            EMIT(e, "        due |= s->stock_due%d;\n", e->p->moving_stocks[i]);
        }
        for (int k = 0; k < e->model->n_comparisons; k++) {
            EMIT(e, "        due |= s->comparison_due[%d];\n", k);
        }
        EMIT(e, "        if (!RARE(due & ~s->bad)) {\n            break;\n        }\n        s->bad |= turns "
                "< FEW_TURNS ? NONE : due; /* perhaps without end */\n    }\n");
    }
    EMIT(e, "}\n");
}

/* ---- events ---- */

static void emit_bounds_and_crossings(brink_i_emitter *e)
{
    for (int i = 0; i < e->p->n_slots; i++) {
        const brink_i_slot *slot = &e->p->slots[i];
        if (slot->kind == BRINK_I_SLOT_BOUND) {
            EMIT(e, "    if (ANY(at%d)) { /* %s reaches a bound */\n        reach_bound%d(s, at%d);\n    }\n",
                 i, e->model->stocks[slot->index].name, slot->index, i);
        }
    }
    if (e->model->n_comparisons == 0) {
        return;
    }
    EMIT(e, "    const mask crosses = NONE");
    for (int k = 0; k < e->model->n_comparisons; k++) {
        EMIT(e, " | at%d", e->p->comparisons[k].slot);
    }
    EMIT(e,
         ";\n"
         "    if (ANY(crosses)) { /* all that cross together are one event */\n"
         "        observe_before(s, crosses);\n"
         "        const word soon = s->now + BRINK_I_TIE * pick(above(s->now, SET(1.0)), s->now, SET(1.0));\n"
         "        mask here;\n");
    for (int k = 0; k < e->model->n_comparisons; k++) {
        EMIT(e,
             "        here = crosses & at_most(s->date[%d], soon);\n        if (ANY(here)) {\n            "
             "cross%d(s, here);\n        }\n",
             e->p->comparisons[k].slot, k);
    }
    EMIT(e, "    }\n");
}

/* Whether a candidate in a state asks for a uniform. */
static bool asks(const brink_i_state_code *here)
{
    return here->n_hazards > 1 || (here->n_hazards == 1 && here->moving);
}

static void emit_state_decision(brink_i_emitter *e, int m, int state)
{
    const brink_i_machine_code *code = &e->p->machines[m];
    const brink_i_state_code *here = &code->states[state];
    if (!asks(here)) {
        EMIT(e, "        f%d_%d |= due%d & s->in%d[%d]; /* %s */\n", m, here->hazards[0], m, m, state,
             code->machine->states[state]);
        return;
    }
    /* A branch costs more than a few compares: only where there is something to compute. */
    bool branch = !brink_i_emit_words_cheap(e, code, here);
    EMIT(e, "        here = due%d & s->in%d[%d];\n        %s{ /* %s */\n", m, m, state,
         branch ? "if (ANY(here)) " : "", code->machine->states[state]);
    EMIT(e, "            word sum = SET(0.0);\n            mask open = here;\n            mask hit;\n");
    for (int i = 0; i < here->n_hazards; i++) {
        EMIT(e, "            const word h%d = ", i);
        brink_i_emit_words_code(e, &code->transitions[here->hazards[i]].value);
        EMIT(e,
             ";\n            sum = sum + h%d;\n            hit = open & above(sum, level);\n            "
             "f%d_%d |= hit;\n            open &= ~hit;\n",
             i, m, here->hazards[i]);
        if (here->moving) {
            EMIT(e, "            s->bad |= here & ~at_least(h%d, SET(0.0));\n", i);
        }
    }
    if (here->moving) {
        EMIT(e, "            s->bad |= here & ~at_most(sum, s->bound%d * BRINK_I_BROKEN_BOUND);\n", m);
    }
    EMIT(e, "        }\n");
}

static void emit_asking(brink_i_emitter *e, int m)
{
    const brink_i_machine_code *code = &e->p->machines[m];
    uint64_t states = 0;
    for (int state = 0; state < code->machine->n_states; state++) {
        states |= asks(&code->states[state]) ? UINT64_C(1) << state : 0;
    }
    if (!states) {
        EMIT(e, "NONE");
        return;
    }
    EMIT(e, "due%d & ", m);
    brink_i_emit_words_in_states(e, m, states);
}

/* One draw for the machine that comes next in each lane, whichever it is. */
static void emit_chance(brink_i_emitter *e)
{
    int machines = e->model->n_machines;
    EMIT(e, "    mask here = NONE, all = NONE;\n    (void)here;\n");
    for (int m = 0; m < machines; m++) {
        if (e->p->machines[m].hazard_slot < 0) {
            continue;
        }
        int slot = e->p->machines[m].hazard_slot;
        EMIT(e,
             e->p->machines[m].moving ? "    const mask due%d = at%d & at_most(s->candidate%d, s->now);\n"
                                      : "    const mask due%d = at%d;\n",
             m, slot, m);
        if (brink_i_emit_words_marks_renewal(e, m)) {
            EMIT(e, "    s->renew%d |= at%d;\n", m, slot);
        }
        EMIT(e, "    s->spent[%d] |= due%d;\n    const mask asks%d = ", m, m, m);
        emit_asking(e, m);
        EMIT(e, ";\n");
    }
    EMIT(e,
         "    word u = SET(0.0);\n    {\n        bits_word x = {0}, inc = {0};\n        mask any = NONE;\n");
    for (int m = 0; m < machines; m++) {
        if (e->p->machines[m].hazard_slot >= 0) {
            EMIT(e,
                 "        x = pick_bits(asks%d, s->stream%d, x);\n        inc = pick_bits(asks%d, s->inc%d, "
                 "inc);\n        any |= asks%d;\n",
                 m, m, m, m, m);
        }
    }
    EMIT(e, "        if (OFTEN(any)) {\n            u = word_uniform(x);\n            x = x * "
            "BRINK_I_PCG_MULTIPLIER + inc;\n");
    for (int m = 0; m < machines; m++) {
        if (e->p->machines[m].hazard_slot >= 0) {
            EMIT(e, "            s->stream%d = pick_bits(asks%d, x, s->stream%d);\n", m, m, m);
        }
    }
    EMIT(e, "        }\n    }\n");
    for (int m = 0; m < machines; m++) {
        const brink_i_machine_code *code = &e->p->machines[m];
        if (code->hazard_slot < 0) {
            continue;
        }
        EMIT(e,
             "    if (ANY(due%d)) { /* %s */\n        const word level = u * s->bound%d;\n        "
             "(void)level;\n",
             m, code->machine->name, m);
        for (int i = 0; i < code->machine->n_transitions; i++) {
            EMIT(e, "        mask f%d_%d = NONE;\n", m, i);
        }
        for (int state = 0; state < code->machine->n_states; state++) {
            if (code->states[state].n_hazards) {
                emit_state_decision(e, m, state);
            }
        }
        emit_fire(e, m);
        EMIT(e, "    }\n");
    }
}

/* A thousandth of an event in an instant: no two share one. */
static bool is_slow(const brink_i_emitter *e, double bound) { return bound * e->model->horizon < 1e7; }

/* Where nothing happens but by chances that are known to be slow, no two events share an instant, and none
 * needs counting. */
static bool counts(const brink_i_emitter *e)
{
    bool slow = true;
    for (int m = 0; m < e->model->n_machines; m++) {
        const brink_i_machine_code *code = &e->p->machines[m];
        for (int i = 0; i < code->machine->n_transitions; i++) {
            const brink_i_code *value = &code->transitions[i].value;
            slow &= value->binding == BRINK_I_CONSTANT && is_slow(e, e->p->template_values[value->root]);
        }
    }
    return e->model->n_comparisons > 0 || e->p->n_moving_stocks > 0 || !slow;
}

/* The soonest of some dates, as a tree. */
static void emit_soonest(brink_i_emitter *e, int from, int end)
{
    if (end - from == 1) {
        EMIT(e, "s->date[%d]", from);
        return;
    }
    EMIT(e, "sooner(");
    emit_soonest(e, from, (from + end) / 2);
    EMIT(e, ", ");
    emit_soonest(e, (from + end) / 2, end);
    EMIT(e, ")");
}

static void emit_horizon(brink_i_emitter *e)
{
    if (e->ends_at_events) {
        EMIT(e, "    s->now = next;\n");
        return;
    }
    EMIT(e,
         "    s->now = pick(over, SET(HORIZON), pick(going, next, s->now));\n"
         "    if (%s(over)) {\n"
         "        observe_before(s, over);\n"
         "        s->outcome = pick_bits(over, (bits_word){0} + OTHERWISE, s->outcome);\n"
         "        finish(s, over);\n"
         "    }\n",
         e->model->n_measures ? "ANY" : "OFTEN");
}

/* Where outcomes can be looked at right now, lanes need not wait for the end of the instant. What might go
 * wrong then still has to. */
static void emit_ends_at_events(brink_i_emitter *e)
{
    EMIT(e, "/* Lanes that an event ends. */\nINLINE mask ended_by(block *s, mask on)\n{\n    const mask "
            "ended = observe(s, on);\n");
    for (int i = 0; i < e->p->n_moving_stocks; i++) {
        const brink_i_code *flow = &e->p->stocks[e->p->moving_stocks[i]].flow;
        if (flow->root >= 0) {
            EMIT(e, "    s->bad |= ended & ~is_finite(");
            brink_i_emit_words_code(e, flow);
            EMIT(e, ");\n");
        }
    }
    EMIT(e, "    return ended;\n}\n");
}

void brink_i_emit_words_commit(brink_i_emitter *e)
{
    if (e->ends_at_events) {
        emit_ends_at_events(e);
    }
    EMIT(e, "/* The next event of each lane; the lanes that end with it. */\n"
            "static ends commit(block *s)\n"
            "{\n"
            "    const word next = ");
    emit_soonest(e, 0, e->p->n_slots);
    EMIT(e, ";\n"
            "    const mask over = s->alive & above(next, SET(HORIZON)), going = s->alive & ~over;\n"
            "    mask rest = going; /* of those at the same time the first comes first */\n");
    for (int i = 0; i < e->p->n_slots; i++) {
        EMIT(e, "    const mask at%d = rest & same_bits(s->date[%d], next);\n    rest &= ~at%d;\n", i, i, i);
    }
    EMIT(e, "%s",
         counts(e) ? "    const mask again = going & at_most(next, s->now + INSTANT_SPAN);\n"
                     "    s->repeats = pick(again, s->repeats, SET(0.0));\n"
                     "    if (RARE(again)) { /* more events in one instant: endlessly many? */\n"
                     "        s->repeats = s->repeats + truth_of(again);\n"
                     "        s->bad |= again & above(s->repeats, SET(FEW_EVENTS));\n"
                     "    }\n"
                   : "");
    emit_horizon(e);
    emit_bounds_and_crossings(e);
    emit_chance(e);
    EMIT(e, "    s->happened = all");
    for (int i = 0; i < e->p->n_slots; i++) {
        if (e->p->slots[i].kind != BRINK_I_SLOT_HAZARD) {
            EMIT(e, " | at%d", i);
        }
    }
    EMIT(e, e->ends_at_events
                ? ";\n    return (ends){ended_by(s, all) | (over & s->bad), over & ~s->bad};\n}\n"
                : ";\n    return (ends){over, NONE};\n}\n");
}
