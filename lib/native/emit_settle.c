/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "native/emit.h"

/* Instants: entries, timers, reviews, `when` (docs/semantics.md section 6). */

static void emit_timer(brink_i_emitter *e, int m, const brink_i_transition_code *timer)
{
    char stream[32];
    snprintf(stream, sizeof stream, "&s->stream[%d]", m);
    EMIT(e, "        {\n");
    int t = brink_i_emit_draws(e, &timer->value, stream, 3);
    EMIT(e, "            const double delay = ");
    brink_i_emit_drawn(e, &timer->value, t);
    EMIT(e,
         ";\n"
         "            s->bad |= !(isfinite(delay) && delay >= 0);\n"
         "            s->date[%d] = s->now + delay;\n"
         "        }\n",
         timer->slot);
}

static void emit_first_review(brink_i_emitter *e, const brink_i_choice_code *review)
{
    EMIT(e, "        {\n            const double every = ");
    brink_i_emit_code(e, &review->every);
    EMIT(e,
         ";\n"
         "            s->bad |= !(isfinite(every) && every > 0);\n"
         "            s->reviews[%d] = 1;\n"
         "            s->date[%d] = s->now + every;\n"
         "        }\n",
         review->slot, review->slot);
}

/* True: a choice was taken, after which everything is updated first. */
static void emit_arrive(brink_i_emitter *e, int m)
{
    const brink_i_machine_code *code = &e->p->machines[m];
    EMIT(e,
         "PART bool arrive%d(trial *s)\n{\n    bool chose = false;\n    DROP(pending, %d);\n    count(s);\n",
         m, m);
    bool any = false;
    for (int state = 0; state < code->machine->n_states; state++) {
        const brink_i_state_code *here = &code->states[state];
        if (!(here->n_timers | here->n_reviews | here->n_entry_choices)) {
            continue;
        }
        if (!any) {
            EMIT(e, "    switch (s->state[%d]) {\n", m);
            any = true;
        }
        EMIT(e, "    case %d: /* %s */\n", state, code->machine->states[state]);
        for (int i = 0; i < here->n_timers; i++) {
            emit_timer(e, m, &code->transitions[here->timers[i]]);
        }
        for (int i = 0; i < here->n_reviews; i++) {
            emit_first_review(e, &code->choices[here->reviews[i]]);
        }
        for (int i = 0; i < here->n_entry_choices; i++) {
            EMIT(e,
                 "        if (!TEST(pending, %d)) {\n            choose%d_%d(s);\n            chose = "
                 "true;\n        }\n",
                 m, m, here->entry_choices[i]);
        }
        EMIT(e, "        break;\n");
    }
    EMIT(e, any ? "    }\n    return chose;\n}\n" : "    return chose;\n}\n");
}

/* Whether one of the conditions moves, so that it must be looked at each time. */
static bool moves(const brink_i_machine_code *code)
{
    for (int i = 0; i < code->machine->n_transitions; i++) {
        if (code->transitions[i].transition->trigger == BRINK_WHEN &&
            code->transitions[i].value.binding == BRINK_I_MOVING) {
            return true;
        }
    }
    return false;
}

/* Fires the first `when` whose condition is true, of the machines that were entered, or whose conditions may
 * have changed. */
static void emit_whens(brink_i_emitter *e)
{
    EMIT(e, "PART bool fire_when(trial *s)\n{\n    (void)s;\n");
    for (int m = 0; m < e->model->n_machines; m++) {
        const brink_i_machine_code *code = &e->p->machines[m];
        if (!code->whens) {
            continue;
        }
        EMIT(e, moves(code) ? "    {\n" : "    if (TEST(when_due, %d)) {\n", m);
        EMIT(e, "    switch (s->state[%d]) {\n", m);
        for (int state = 0; state < code->machine->n_states; state++) {
            const brink_i_state_code *here = &code->states[state];
            if (!here->n_whens) {
                continue;
            }
            EMIT(e, "    case %d:\n", state);
            for (int i = 0; i < here->n_whens; i++) {
                EMIT(e, "        if (");
                brink_i_emit_code(e, &code->transitions[here->whens[i]].value);
                EMIT(e,
                     " > 0.0) {\n            count(s);\n            fire%d_%d(s);\n            return "
                     "true;\n        }\n",
                     m, here->whens[i]);
            }
            EMIT(e, "        break;\n");
        }
        EMIT(e, "    }\n    DROP(when_due, %d);\n    }\n", m);
    }
    EMIT(e, "    return false;\n}\n");
}

void brink_i_emit_settle(brink_i_emitter *e)
{
    for (int m = 0; m < e->model->n_machines; m++) {
        emit_arrive(e, m);
    }
    emit_whens(e);
    EMIT(e, "PART bool arrive(trial *s)\n{\n    bool busy = false;\n");
    for (int m = 0; m < e->model->n_machines; m++) {
        EMIT(e, "    if (TEST(pending, %d)) {\n        busy |= arrive%d(s);\n    }\n", m, m);
    }
    EMIT(e, "    return busy | any(s->pending, MACHINE_WORDS);\n"
            "}\n"
            "/* What nearly every event needs once; the rest of a cascade is rare. */\n"
            "static __attribute__((noinline)) void settle_on(trial *s)\n"
            "{\n"
            "    bool busy;\n"
            "    do {\n"
            "        update_moving(s);\n"
            "        busy = (any(s->pending, MACHINE_WORDS) && arrive(s)) || fire_when(s);\n"
            "    } while (busy && !s->bad);\n"
            "}\n"
            "PART void settle(trial *s)\n"
            "{\n"
            "    update_moving_once(s);\n"
            "    if (any(s->stock_due, STOCK_WORDS) || any(s->comparison_due, COMPARISON_WORDS)) {\n"
            "        update_moving(s);\n"
            "    }\n"
            "    if ((any(s->pending, MACHINE_WORDS) && arrive(s)) || fire_when(s)) {\n"
            "        settle_on(s);\n"
            "    }\n"
            "}\n");
}
