/* SPDX-License-Identifier: Apache-2.0 */
#include "native/emit_words.h"

/* Chance in words (docs/semantics.md section 8). */

/* The window over which few candidates will be lost, lane by lane but for all of them together. */
static void emit_window(brink_i_emitter *e, int m, int state)
{
    const brink_i_machine_code *code = &e->p->machines[m];
    const brink_i_state_code *here = &code->states[state];
    EMIT(e,
         "            const mask inside = here & (HORIZON - now > 0.0);\n"
         "            word window = HORIZON - now, low = SET(0.0), high = SET(0.0);\n"
         "            const word twice = 2 * s->window[%d];\n"
         "            const mask again = (twice < window) & (now + twice > now);\n"
         "            window = pick(again, twice, window);\n"
         "            mask whole = ~again, open = inside;\n"
         "            for (int narrowings = 0; ANY(open); narrowings++) {\n"
         "                const word until = now + window;\n"
         "                mask odd = NONE;\n"
         "                word l = SET(0.0), h = SET(0.0);\n",
         m);
    for (int i = 0; i < here->n_hazards; i++) {
        const brink_i_code *value = &code->transitions[here->hazards[i]].value;
        if (value->binding == BRINK_I_MOVING) {
            EMIT(e, "                {\n                    const band r = band%d(s, until, &odd);\n                    l = l + r.low;\n                    h = h + r.high;\n                }\n", value->root);
        } else {
            EMIT(e, "                l = l + h%d;\n                h = h + h%d;\n", i, i);
        }
    }
    EMIT(e,
         "                s->bad |= open & (odd | ~is_finite(h));\n"
         "                low = pick(open, l, low);\n"
         "                high = pick(open, h, high);\n"
         "                const word loose = high - pick(low > 0.0, low, SET(0.0)), half = window / 2, enough = 0.5 / loose;\n"
         "                open &= (loose * window > 0.5) & (now + half > now) & ~s->bad;\n"
         "                open = narrowings == 60 ? NONE : open;\n"
         "                window = pick(open, pick(enough > half, enough, half), window);\n"
         "                whole &= ~open;\n"
         "            }\n"
         "            PUT(bound, here, pick(inside, high * (1 + 0x1p-40), SET(0.0)));\n"
         "            PUT(end, here, pick(inside, pick(whole, SET(HORIZON), now + window), now));\n"
         "            PUT(s->window[%d], inside, window);\n",
         m);
}

static void emit_renew(brink_i_emitter *e, int m)
{
    const brink_i_machine_code *code = &e->p->machines[m];
    EMIT(e,
         "/* Bounds that are new; the lanes in which they are. */\n"
         "static inline mask renew%d(block *s, mask on) /* %s */\n"
         "{\n"
         "    const word now = s->now;\n"
         "    word bound = SET(0.0);\n",
         m, code->machine->name);
    EMIT(e, code->moving ? "    word end = SET(INFINITY);\n" : "");
    for (int state = 0; state < code->machine->n_states; state++) {
        const brink_i_state_code *here = &code->states[state];
        if (!here->n_hazards) {
            continue;
        }
        bool constant = true;
        EMIT(e, "    {\n        const mask here = on & (s->state[%d] == %d); /* %s */\n        if (ANY(here)) {\n            word sum = SET(0.0);\n", m, state,
             code->machine->states[state]);
        for (int i = 0; i < here->n_hazards; i++) {
            EMIT(e, "            const word h%d = ", i);
            brink_i_emit_words_code(e, &code->transitions[here->hazards[i]].value);
            EMIT(e, ";\n            sum = sum + h%d;\n", i);
            constant &= code->transitions[here->hazards[i]].value.binding == BRINK_I_CONSTANT;
            if (code->transitions[here->hazards[i]].value.binding != BRINK_I_CONSTANT) {
                EMIT(e, "            s->bad |= here & ~(h%d >= 0.0);\n", i);
            }
        }
        EMIT(e, constant ? "" : "            s->bad |= here & ~(sum < (double)INFINITY);\n");
        EMIT(e, "            PUT(bound, here, sum);\n");
        if (here->moving) {
            emit_window(e, m, state);
        }
        EMIT(e, "        }\n    }\n");
    }
    EMIT(e, "    const mask same = ((mask)bound == (mask)s->bound[%d]) & ~(s->spent[%d] & (bound > 0.0))", m, m);
    EMIT(e, code->moving ? " & (end >= (double)INFINITY) & (s->window_end[%d] >= (double)INFINITY);\n" : ";\n", m);
    EMIT(e,
         "    on &= ~same;\n"
         "    const word left = s->left[%d] - s->bound[%d] * (now - s->taken[%d]);\n"
         "    PUT(s->left[%d], on, pick(left > 0.0, left, SET(0.0)));\n"
         "    PUT(s->taken[%d], on, now);\n"
         "    PUT(s->bound[%d], on, bound);\n",
         m, m, m, m, m, m);
    if (code->moving) {
        EMIT(e, "    PUT(s->window_end[%d], on, end);\n", m);
    }
    EMIT(e, "    return on;\n}\n");
}

static void emit_dates(brink_i_emitter *e, int m)
{
    const brink_i_machine_code *code = &e->p->machines[m];
    EMIT(e,
         "    if (ANY(fresh%d)) {\n"
         "        const word candidate = pick(s->bound[%d] > 0.0, s->now + s->left[%d] / s->bound[%d], SET(INFINITY));\n",
         m, m, m, m);
    if (code->moving) {
        EMIT(e,
             "        const word end = s->window_end[%d];\n"
             "        PUT(s->candidate[%d], fresh%d, candidate);\n"
             "        PUT(s->date[%d], fresh%d, pick(end > s->now, pick(candidate <= end, candidate, end), SET(INFINITY)));\n"
             "    }\n",
             m, m, m, code->hazard_slot, m);
    } else {
        EMIT(e, "        PUT(s->date[%d], fresh%d, candidate);\n    }\n", code->hazard_slot, m);
    }
}

static bool has_hazards(const brink_i_emitter *e, int m)
{
    return e->p->machines[m].hazard_slot >= 0;
}

/* Budgets of all machines that need one: one draw serves a machine of each lane, whichever it is. */
static void emit_budgets(brink_i_emitter *e)
{
    int machines = e->model->n_machines;
    for (int m = 0; m < machines; m++) {
        if (has_hazards(e, m)) {
            EMIT(e, "    mask need%d = fresh%d & s->spent[%d] & (s->bound[%d] > 0.0);\n    s->spent[%d] &= ~need%d;\n", m, m, m, m, m, m);
        }
    }
    EMIT(e, "    for (;;) {\n        bits_word x = (bits_word)NONE, inc = (bits_word)NONE;\n        mask taken = NONE;\n");
    for (int m = 0; m < machines; m++) {
        if (has_hazards(e, m)) {
            EMIT(e, "        const mask now%d = need%d & ~taken;\n        taken |= now%d;\n        need%d &= ~now%d;\n"
                    "        x |= s->stream[%d] & (bits_word)now%d;\n        inc |= s->inc[%d] & (bits_word)now%d;\n",
                 m, m, m, m, m, m, m, m, m);
        }
    }
    EMIT(e, "        if (!ANY(taken)) {\n            break;\n        }\n        const word budget = -word_log_normal(word_uniform(x));\n"
            "        x = x * BRINK_I_PCG_MULTIPLIER + inc;\n");
    for (int m = 0; m < machines; m++) {
        if (has_hazards(e, m)) {
            EMIT(e, "        PUT(s->left[%d], now%d, budget);\n        s->stream[%d] = pick_bits(now%d, x, s->stream[%d]);\n", m, m, m, m, m);
        }
    }
    EMIT(e, "    }\n");
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
         "/* What follows the events: the lanes that end. */\n"
         "static mask after(block *s, mask happened)\n"
         "{\n"
         "    mask ended = NONE;\n"
         "    if (ANY(happened)) {\n"
         "        settle(s);\n"
         "        s->bad |= happened & (s->changes > 1000.0);\n"
         "        ended = observe(s, happened);\n"
         "    }\n"
         "    ended |= s->bad & s->alive;\n"
         "    const mask on = s->alive & ~ended;\n");
    for (int m = 0; m < machines; m++) {
        if (!has_hazards(e, m)) {
            continue;
        }
        EMIT(e, e->p->machines[m].moving ? "    mask fresh%d = on & (s->renew[%d] | (s->now >= s->window_end[%d]));\n" : "    mask fresh%d = on & s->renew[%d];\n",
             m, m, m);
        EMIT(e, "    s->renew[%d] = NONE;\n    if (ANY(fresh%d)) {\n        fresh%d = renew%d(s, fresh%d);\n    }\n", m, m, m, m, m);
    }
    emit_budgets(e);
    for (int m = 0; m < machines; m++) {
        if (has_hazards(e, m)) {
            emit_dates(e, m);
        }
    }
    EMIT(e, "    return ended;\n}\n");
}
