/* SPDX-License-Identifier: Apache-2.0 */
#include "native/emit.h"

/* Chance (docs/semantics.md section 8): budgets, bounds over windows, candidates. */

/* The window over which few candidates will be lost; `hi` and `lo` are the sums of the bounds over it. */
static void emit_window(brink_i_emitter *e, int m, int state)
{
    const brink_i_machine_code *code = &e->p->machines[m];
    const brink_i_state_code *here = &code->states[state];
    EMIT(e,
         "        double window = HORIZON - now;\n"
         "        bool whole = true;\n"
         "        if (!(window > 0)) {\n"
         "            bound = 0;\n"
         "            end = now;\n"
         "            break;\n"
         "        }\n"
         "        if (2 * s->window[%d] < window && now + 2 * s->window[%d] > now) {\n"
         "            window = 2 * s->window[%d];\n"
         "            whole = false;\n"
         "        }\n"
         "        double low, high;\n"
         "        for (int narrowings = 0;; narrowings++) {\n"
         "            const double until = now + window;\n"
         "            brink_i_range r;\n"
         "            low = high = 0;\n",
         m, m, m);
    for (int i = 0; i < here->n_hazards; i++) {
        const brink_i_code *value = &code->transitions[here->hazards[i]].value;
        if (value->binding == BRINK_I_MOVING) {
            EMIT(e,
                 "            r = range%d(s, until);\n            low += r.low;\n            high += "
                 "r.high;\n",
                 value->root);
        } else {
            EMIT(e, "            low += h%d;\n            high += h%d;\n", i, i);
        }
    }
    EMIT(e,
         "            const double loose = high - (low > 0 ? low : 0);\n"
         "            if ((isfinite(high) && !(loose * window > BRINK_I_MOST_LOST)) || narrowings == "
         "BRINK_I_MOST_NARROWINGS || !(now + window "
         "/ 2 > now)) {\n"
         "                break;\n"
         "            }\n"
         "            const double enough = BRINK_I_MOST_LOST / loose;\n"
         "            window = isfinite(high) && enough > window / 2 ? enough : window / 2;\n"
         "            whole = false;\n"
         "        }\n"
         "        s->bad |= !isfinite(high);\n"
         "        bound = high * BRINK_I_BOUND_MARGIN;\n"
         "        end = whole ? HORIZON : now + window;\n"
         "        s->window[%d] = window;\n",
         m);
}

static void emit_renew(brink_i_emitter *e, int m)
{
    const brink_i_machine_code *code = &e->p->machines[m];
    EMIT(e,
         "PART void renew%d(trial *s) /* %s */\n"
         "{\n"
         "    const double now = s->now;\n"
         "    double bound = 0, end = NEVER;\n"
         "    switch (s->state[%d]) {\n",
         m, code->machine->name, m);
    for (int state = 0; state < code->machine->n_states; state++) {
        const brink_i_state_code *here = &code->states[state];
        if (!here->n_hazards) {
            continue;
        }
        EMIT(e, "    case %d: { /* %s */\n", state, code->machine->states[state]);
        for (int i = 0; i < here->n_hazards; i++) {
            EMIT(e, "        const double h%d = ", i);
            brink_i_emit_code(e, &code->transitions[here->hazards[i]].value);
            EMIT(e, ";\n");
        }
        for (int i = 0; i < here->n_hazards; i++) {
            EMIT(e, "        s->bad |= !is_hazard(h%d);\n        bound += h%d;\n", i, i);
        }
        if (here->moving) {
            emit_window(e, m, state);
        }
        EMIT(e, "        break;\n    }\n");
    }
    EMIT(e, "    }\n");
    EMIT(e,
         code->moving
             ? "    if (end >= NEVER && s->window_end[%d] >= NEVER && brink_i_same_bits(bound, s->bound[%d])"
             : "    if (brink_i_same_bits(bound, s->bound[%d])",
         m, m);
    EMIT(e,
         " && !(TEST(spent, %d) && bound > 0)) {\n"
         "        return; /* nothing has changed for it: its candidate stands */\n"
         "    }\n"
         "    const double left = s->left[%d] - s->bound[%d] * (now - s->taken[%d]);\n"
         "    s->taken[%d] = now;\n"
         "    s->bound[%d] = bound;\n"
         "    s->window_end[%d] = end;\n"
         "    set_date(s, %d, %d, left > 0 ? left : 0, bound, end);\n"
         "}\n",
         m, m, m, m, m, m, m, m, code->hazard_slot);
}

/* The case of one state. */
static void emit_decision(brink_i_emitter *e, int m, int state)
{
    const brink_i_machine_code *code = &e->p->machines[m];
    const brink_i_state_code *here = &code->states[state];
    EMIT(e, "    case %d: { /* %s */\n", state, code->machine->states[state]);
    if (here->n_hazards == 1 && !here->moving) { /* nothing to decide */
        EMIT(e, "        observe_before(s);\n        fire%d_%d(s);\n        return after(s);\n    }\n", m,
             here->hazards[0]);
        return;
    }
    EMIT(e,
         "        const double level = brink_i_stream_uniform(&s->stream[%d]) * s->bound[%d];\n        "
         "double sum = 0;\n        int chosen = -1;\n",
         m, m);
    for (int i = 0; i < here->n_hazards; i++) {
        EMIT(e, "        const double h%d = ", i);
        brink_i_emit_code(e, &code->transitions[here->hazards[i]].value);
        EMIT(e, ";\n        sum += h%d;\n        chosen = chosen < 0 && sum > level ? %d : chosen;\n", i,
             here->hazards[i]);
        if (here->moving) {
            EMIT(e, "        s->bad |= !is_hazard(h%d);\n", i);
        }
    }
    if (here->moving) {
        EMIT(e, "        s->bad |= sum > s->bound[%d] * BRINK_I_BROKEN_BOUND;\n", m);
    }
    EMIT(e, "        if (chosen < 0 || s->bad) {\n            return lost(s);\n        }\n        "
            "observe_before(s);\n        switch (chosen) {\n");
    for (int i = 0; i < here->n_hazards; i++) {
        EMIT(e, "        case %d:\n            fire%d_%d(s);\n            return after(s);\n",
             here->hazards[i], m, here->hazards[i]);
    }
    EMIT(e, "        }\n        return MORE;\n    }\n");
}

static void emit_candidate(brink_i_emitter *e, int m)
{
    const brink_i_machine_code *code = &e->p->machines[m];
    EMIT(e,
         "INLINE int candidate%d(trial *s)\n"
         "{\n"
         "    ADD(renew, %d);\n",
         m, m);
    if (code->moving) {
        EMIT(e, "    if (s->candidate[%d] > s->now) {\n        return lost(s);\n    }\n", m);
    }
    EMIT(e,
         "    ADD(spent, %d);\n"
         "    switch (s->state[%d]) {\n",
         m, m);
    for (int state = 0; state < code->machine->n_states; state++) {
        if (code->states[state].n_hazards) {
            emit_decision(e, m, state);
        }
    }
    EMIT(e, "    }\n    return lost(s);\n}\n");
}

static void emit_renew_all(brink_i_emitter *e)
{
    EMIT(e, "PART void renew_all(trial *s)\n{\n");
    for (int m = 0; m < e->model->n_machines; m++) {
        if (e->p->machines[m].hazard_slot >= 0 && e->p->machines[m].moving) {
            EMIT(e, "    if (s->now >= s->window_end[%d]) {\n        ADD(renew, %d);\n    }\n", m, m);
        }
    }
    if (e->small) {
        for (int m = 0; m < e->model->n_machines; m++) {
            if (e->p->machines[m].hazard_slot >= 0) {
                EMIT(e, "    if (TEST(renew, %d)) {\n        renew%d(s);\n    }\n", m, m);
            }
        }
        EMIT(e, "}\n");
        return;
    }
    EMIT(e, "    for (int w = 0; w < MACHINE_WORDS; w++) {\n        for (uint64_t due = s->renew[w]; due; "
            "due &= due - 1) {\n"
            "            switch (64 * w + __builtin_ctzll(due)) {\n");
    for (int m = 0; m < e->model->n_machines; m++) {
        if (e->p->machines[m].hazard_slot >= 0) {
            EMIT(e, "            case %d: renew%d(s); break;\n", m, m);
        }
    }
    EMIT(e, "            }\n        }\n    }\n}\n");
}

void brink_i_emit_hazards(brink_i_emitter *e)
{
    for (int m = 0; m < e->model->n_machines; m++) {
        if (e->p->machines[m].hazard_slot >= 0) {
            emit_renew(e, m);
        }
    }
    emit_renew_all(e);
}

void brink_i_emit_candidates(brink_i_emitter *e)
{
    EMIT(e, "/* What follows an event: the instant settles, the trial ends or its hazards are renewed. */\n"
            "INLINE int after(trial *s)\n"
            "{\n"
            "    settle(s);\n"
            "    if (observe(s)) {\n"
            "        return finish(s);\n"
            "    }\n"
            "    renew_all(s);\n"
            "    return MORE;\n"
            "}\n"
            "/* A candidate is lost, or a window ends. */\n"
            "INLINE int lost(trial *s)\n"
            "{\n"
            "    renew_all(s);\n"
            "    return MORE;\n"
            "}\n");
    for (int m = 0; m < e->model->n_machines; m++) {
        if (e->p->machines[m].hazard_slot >= 0) {
            emit_candidate(e, m);
        }
    }
}
