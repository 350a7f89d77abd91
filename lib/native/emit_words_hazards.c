/* SPDX-License-Identifier: Apache-2.0 */
#include "native/emit_words.h"

/* Chance in words (docs/semantics.md section 8). */

/* What the list of windows found. Where a lower end is not above 0, the value now may be below 0: that is a
 * fault. */
static void emit_window(brink_i_emitter *e, int m, int state)
{
    const brink_i_machine_code *code = &e->p->machines[m];
    const brink_i_state_code *here = &code->states[state];
    EMIT(e,
         "            const list%d_%d *q = &p->list%d_%d;\n"
         "            const int at = s->place%d_%d;\n"
         "            bound = expand(q->bound + at, here, bound);\n"
         "            end = expand(q->end + at, here, end);\n"
         "            s->window%d = expand(q->window + at, here, s->window%d);\n"
         "            s->bad |= here & ~at_least(bound, SET(0.0));\n"
         "            const mask doubt = above(expand(q->doubt + at, here, SET(0.0)), SET(0.0));\n"
         "            if (RARE(doubt)) {\n"
         "                word sum = SET(0.0);\n",
         m, state, m, state, m, state, m, m);
    for (int i = 0; i < here->n_hazards; i++) {
        const brink_i_code *value = &code->transitions[here->hazards[i]].value;
        if (value->binding == BRINK_I_MOVING) {
            EMIT(e, "                const word h%d = ", i);
            brink_i_emit_words_code(e, value);
            EMIT(e, ";\n                s->bad |= doubt & ~at_least(h%d, SET(0.0));\n", i);
        }
        EMIT(e, "                sum = sum + h%d;\n", i);
    }
    EMIT(e, "                s->bad |= doubt & ~below(sum, SET(INFINITY));\n            }\n");
}

/* The hazards of a state that do not move. */
static void emit_still_hazards(brink_i_emitter *e, const brink_i_machine_code *code,
                               const brink_i_state_code *here)
{
    for (int i = 0; i < here->n_hazards; i++) {
        const brink_i_code *value = &code->transitions[here->hazards[i]].value;
        if (value->binding == BRINK_I_MOVING) {
            continue;
        }
        EMIT(e, "            const word h%d = ", i);
        brink_i_emit_words_code(e, value);
        EMIT(e, ";\n");
        if (value->binding != BRINK_I_CONSTANT) {
            EMIT(e, "            s->bad |= here & ~at_least(h%d, SET(0.0));\n", i);
        }
    }
}

static void emit_sum(brink_i_emitter *e, const brink_i_machine_code *code, const brink_i_state_code *here)
{
    bool constant = true;
    EMIT(e, "            word sum = SET(0.0);\n");
    for (int i = 0; i < here->n_hazards; i++) {
        EMIT(e, "            sum = sum + h%d;\n", i);
        constant &= code->transitions[here->hazards[i]].value.binding == BRINK_I_CONSTANT;
    }
    EMIT(e, "%s            PUT(bound, here, sum);\n",
         constant ? "" : "            s->bad |= here & ~below(sum, SET(INFINITY));\n");
}

static void emit_renew(brink_i_emitter *e, int m)
{
    const brink_i_machine_code *code = &e->p->machines[m];
    EMIT(e,
         "/* Bounds that are new; the lanes in which they are. */\n"
         "static inline mask renew%d(pool *p, block *s, mask on) /* %s */\n"
         "{\n"
         "    (void)p;\n"
         "    const word now = s->now;\n"
         "    word bound = SET(0.0);\n",
         m, code->machine->name);
    EMIT(e, code->moving ? "    word end = SET(INFINITY);\n" : "");
    for (int state = 0; state < code->machine->n_states; state++) {
        const brink_i_state_code *here = &code->states[state];
        if (!here->n_hazards) {
            continue;
        }
        bool branch = here->moving || !brink_i_emit_words_cheap(e, code, here);
        EMIT(e, "    {\n        const mask here = on & s->in%d[%d]; /* %s */\n        %s{\n", m, state,
             code->machine->states[state],
             here->moving ? "if (OFTEN(here)) "
             : branch     ? "if (ANY(here)) "
                          : "");
        if (here->moving) {
            emit_still_hazards(e, code, here);
            emit_window(e, m, state);
        } else {
            emit_still_hazards(e, code, here);
            emit_sum(e, code, here);
        }
        EMIT(e, "        }\n    }\n");
    }
    EMIT(e, "    const mask same = same_bits(bound, s->bound%d) & ~(s->spent[%d] & above(bound, SET(0.0)))",
         m, m);
    EMIT(e,
         code->moving ? " & at_least(end, SET(INFINITY)) & at_least(s->window_end%d, SET(INFINITY));\n"
                      : ";\n",
         m);
    EMIT(e,
         "    on &= ~same;\n"
         "    const word left = s->left%d - s->bound%d * (now - s->taken%d);\n"
         "    PUT(s->left%d, on, pick(above(left, SET(0.0)), left, SET(0.0)));\n"
         "    PUT(s->taken%d, on, now);\n"
         "    PUT(s->bound%d, on, bound);\n",
         m, m, m, m, m, m);
    if (code->moving) {
        EMIT(e, "    PUT(s->window_end%d, on, end);\n", m);
    }
    EMIT(e, "    return on;\n}\n");
}

/* Dates of all lanes, new or not: where a bound did not change, what its date is made of did not either. */
static void emit_dates(brink_i_emitter *e, int m)
{
    const brink_i_machine_code *code = &e->p->machines[m];
    EMIT(e,
         "        const word candidate%d = pick(above(s->bound%d, SET(0.0)), s->taken%d + s->left%d / "
         "s->bound%d, SET(INFINITY));\n",
         m, m, m, m, m);
    if (code->moving) {
        EMIT(e,
             "        const word end%d = s->window_end%d;\n"
             "        s->candidate%d = candidate%d;\n"
             "        s->date[%d] = pick(above(end%d, s->taken%d), pick(at_most(candidate%d, end%d), "
             "candidate%d, end%d), SET(INFINITY));\n",
             m, m, m, m, code->hazard_slot, m, m, m, m, m, m);
    } else {
        EMIT(e, "        s->date[%d] = candidate%d;\n", code->hazard_slot, m);
    }
}

bool brink_i_emit_words_marks_renewal(const brink_i_emitter *e, int machine)
{
    return e->p->machines[machine].moving || !brink_i_emit_words_small(e);
}

static bool has_hazards(const brink_i_emitter *e, int m) { return e->p->machines[m].hazard_slot >= 0; }

/* A word's lanes that need a budget ask for it, machine by machine, in the list that they are drawn from. */
static void emit_need(brink_i_emitter *e, int m)
{
    EMIT(e,
         "        const mask need%d = fresh%d & s->spent[%d] & above(s->bound%d, SET(0.0));\n"
         "        s->spent[%d] &= ~need%d;\n"
         "        s->need[%d] = need%d;\n"
         "        compress_bits(q->stream + at, need%d, s->stream%d);\n"
         "        compress_bits(q->inc + at, need%d, s->inc%d);\n"
         "        at += __builtin_popcount(lanes_of(need%d));\n",
         m, m, m, m, m, m, m, m, m, m, m, m, m);
}

static void emit_budget(brink_i_emitter *e, int m)
{
    EMIT(e,
         "        s->left%d = expand(q->budget + at, s->need[%d], s->left%d);\n"
         "        s->stream%d = expand_bits(q->stream + at, s->need[%d], s->stream%d);\n"
         "        at += __builtin_popcount(lanes_of(s->need[%d]));\n",
         m, m, m, m, m, m, m);
}

/* Lanes whose hazards are to be looked at, and what they ask for. */
static void emit_fresh(brink_i_emitter *e, int m)
{
    const brink_i_machine_code *code = &e->p->machines[m];
    if (!brink_i_emit_words_marks_renewal(e, m)) {
        EMIT(e, "    s->fresh[%d] = on;\n", m);
        return;
    }
    EMIT(e,
         code->moving ? "    s->fresh[%d] = on & (s->renew%d | at_least(s->now, s->window_end%d));\n"
                      : "    s->fresh[%d] = on & s->renew%d;\n",
         m, m, m);
    EMIT(e, "    s->renew%d = NONE;\n", m);
    for (int state = 0; state < code->machine->n_states && code->moving; state++) {
        if (code->states[state].moving) {
            EMIT(e,
                 "    if (OFTEN(s->fresh[%d] & s->in%d[%d])) {\n        ask%d_%d(s, &p->list%d_%d, "
                 "s->fresh[%d] & s->in%d[%d]);\n    }\n",
                 m, m, state, m, state, m, state, m, m, state);
        }
    }
}

void brink_i_emit_words_hazards(brink_i_emitter *e)
{
    int machines = e->model->n_machines;
    for (int m = 0; m < machines; m++) {
        if (has_hazards(e, m)) {
            emit_renew(e, m);
        }
    }
    EMIT(e,
         "/* What follows the events: the lanes that end. What needs a window asks for it. */\n"
         "static mask react(pool *p, block *s)\n"
         "{\n"
         "    (void)p;\n"
         "    const mask happened = s->happened;\n"
         "    mask ended = NONE;\n"
         "    if (OFTEN(happened)) {\n"
         "        settle(s);\n"
         "%s"
         "    }\n"
         "    ended |= s->bad & s->alive;\n"
         "    const mask on = s->alive & ~ended;\n",
         e->ends_at_events ? "" : "        ended = observe(s, happened);\n");
    for (int m = 0; m < machines; m++) {
        if (has_hazards(e, m)) {
            emit_fresh(e, m);
        }
    }
    EMIT(e, "    return ended;\n}\n"
            "/* New bounds, and who needs a new budget. */\n"
            "static void renew(pool *p, block *s)\n{\n    budgets *q = &p->budgets;\n    int at = q->n;\n    "
            "s->budget_place = at;\n");
    for (int m = 0; m < machines; m++) {
        if (has_hazards(e, m)) {
            EMIT(e,
                 "    if (OFTEN(s->fresh[%d])) {\n        const mask fresh%d = renew%d(p, s, "
                 "s->fresh[%d]);\n        s->fresh[%d] = fresh%d;\n",
                 m, m, m, m, m, m);
            emit_need(e, m);
            EMIT(e, "    }\n");
        }
    }
    EMIT(e, "    q->n = at;\n}\n"
            "/* Budgets and dates. */\n"
            "static void date(pool *p, block *s)\n{\n    const budgets *q = &p->budgets;\n    int at = "
            "s->budget_place;\n");
    for (int m = 0; m < machines; m++) {
        if (has_hazards(e, m)) {
            EMIT(e, "    if (OFTEN(s->fresh[%d])) {\n", m);
            emit_budget(e, m);
            emit_dates(e, m);
            EMIT(e, "    }\n");
        }
    }
    EMIT(e, "}\n");
}
