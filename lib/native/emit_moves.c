/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "native/emit.h"

/* Moves, effects, firing, choices (docs/semantics.md section 7). */

static void emit_enter(brink_i_emitter *e, int m)
{
    const brink_i_machine_code *code = &e->p->machines[m];
    EMIT(e,
         "PART void enter%d(trial *s, int state) /* %s */\n{\n    const bool other = s->state[%d] != "
         "state;\n    (void)other;\n",
         m, code->machine->name, m);
    EMIT(e,
         "    s->state[%d] = state;\n"
         "    s->entered[%d] = s->now;\n"
         "    ADD(pending, %d);\n",
         m, m, m);
    if (code->whens) {
        EMIT(e, "    ADD(when_due, %d);\n", m);
    }
    for (int i = 0; i < code->n_slots; i++) {
        EMIT(e, "    s->date[%d] = NEVER;\n", code->first_slot + i);
    }
    if (code->hazard_slot >= 0) {
        EMIT(e, "    ADD(renew, %d);\n    s->window[%d] = NEVER;\n", m, m);
    }
    if (brink_i_emit_matters(e, brink_i_input_state(e->p, m))) {
        EMIT(e, "    if (other) {\n");
        brink_i_emit_changed(e, brink_i_input_state(e->p, m), 2);
        EMIT(e, "    }\n");
    }
    brink_i_emit_changed(e, brink_i_input_entry(e->p, m), 1);
    for (int i = 0; i < e->model->n_measures; i++) {
        const brink_i_measure *measure = &e->model->measures[i];
        if (measure->kind == BRINK_MEASURE_COUNT && measure->machine == m) {
            EMIT(e, "    s->watch[%d] += (double)(UINT64_C(%#llx) >> state & 1);\n", i,
                 (unsigned long long)measure->states);
        }
    }
    EMIT(e, "}\n");
}

void brink_i_emit_effects(brink_i_emitter *e, const brink_i_effect_code *effects, int n, const char *stream,
                          int indent)
{
    for (int i = 0; i < n; i++) {
        const brink_i_effect *effect = effects[i].effect;
        if (effect->kind == BRINK_I_MOVE) {
            EMIT(e, "%*senter%d(s, %d);\n", 4 * indent, "", effect->target, effect->state);
            continue;
        }
        EMIT(e, "%*s{\n", 4 * indent, "");
        int t = brink_i_emit_draws(e, &effects[i].value, stream, indent + 1);
        if (effect->kind == BRINK_I_ASSIGN) {
            EMIT(e, "%*sset_stock%d(s, ", 4 * (indent + 1), "", effect->target);
            brink_i_emit_drawn(e, &effects[i].value, t);
            EMIT(e, ");\n");
        } else {
            EMIT(e, "%*sif (", 4 * (indent + 1), "");
            brink_i_emit_drawn(e, &effects[i].value, t);
            EMIT(e, " > 0.0) {\n");
            brink_i_emit_effects(e, effects[i].then_do, effect->n_then, stream, indent + 2);
            EMIT(e, "%*s} else {\n", 4 * (indent + 1), "");
            brink_i_emit_effects(e, effects[i].else_do, effect->n_else, stream, indent + 2);
            EMIT(e, "%*s}\n", 4 * (indent + 1), "");
        }
        EMIT(e, "%*s}\n", 4 * indent, "");
    }
}

/* An expression for the number of the target that is drawn, after statements that check the weights: `pick`.
 */
void brink_i_emit_pick(brink_i_emitter *e, const brink_i_target_code *to, int n, const char *stream)
{
    EMIT(e, "    const double weight[] = {");
    for (int i = 0; i < n; i++) {
        EMIT(e, i ? ", " : "");
        brink_i_emit_code(e, &to[i].weight);
    }
    EMIT(e,
         "};\n    double total = 0;\n    for (int i = 0; i < %d; i++) {\n        total += weight[i];\n"
         "        s->bad |= !(isfinite(weight[i]) && weight[i] >= 0);\n    }\n"
         "    s->bad |= !(total > 0 && isfinite(total));\n"
         "    const int pick = brink_i_pick(weight, %d, total, brink_i_stream_uniform(%s));\n",
         n, n, stream);
}

static void stream_of(char *text, size_t room, int m) { snprintf(text, room, "&s->stream[%d]", m); }

static void emit_fire(brink_i_emitter *e, int m, int i)
{
    const brink_i_transition_code *code = &e->p->machines[m].transitions[i];
    const brink_i_transition *transition = code->transition;
    char stream[32];
    stream_of(stream, sizeof stream, m);
    EMIT(e, "PART void fire%d_%d(trial *s)\n{\n", m, i);
    if (transition->n_to == 1) {
        EMIT(e, "    enter%d(s, %d);\n", m, code->to[0].state);
    } else {
        brink_i_emit_pick(e, code->to, transition->n_to, stream);
        EMIT(e, "    static const int to[] = {");
        for (int j = 0; j < transition->n_to; j++) {
            EMIT(e, "%d, ", code->to[j].state);
        }
        EMIT(e, "};\n    enter%d(s, to[pick]);\n", m);
    }
    brink_i_emit_effects(e, code->effects, transition->n_effects, stream, 1);
    EMIT(e, "}\n");
}

/* Logit quantal response (McKelvey & Palfrey 1995). */
static void emit_choose(brink_i_emitter *e, int m, int number)
{
    const brink_i_choice_code *code = &e->p->machines[m].choices[number];
    const brink_i_choice *choice = code->choice;
    int n = choice->n_options;
    char stream[32];
    stream_of(stream, sizeof stream, m);
    EMIT(e, "PART void choose%d_%d(trial *s)\n{\n    const double precision = ", m, number);
    brink_i_emit_code(e, &code->precision);
    EMIT(e, ";\n    double weight[%d], most = -INFINITY, total = 0;\n", n);
    for (int i = 0; i < n; i++) {
        EMIT(e, "    weight[%d] = precision * ", i);
        brink_i_emit_code(e, &code->options[i].utility);
        EMIT(e, ";\n");
    }
    EMIT(e,
         "    for (int i = 0; i < %d; i++) {\n"
         "        most = weight[i] > most ? weight[i] : most;\n"
         "        s->bad |= !isfinite(weight[i]);\n"
         "    }\n"
         "    for (int i = 0; i < %d; i++) {\n"
         "        weight[i] = brink_i_exp(weight[i] - most);\n"
         "        total += weight[i];\n"
         "    }\n"
         "    switch (brink_i_pick(weight, %d, total, brink_i_stream_uniform(%s))) {\n",
         n, n, n, stream);
    for (int i = 0; i < n; i++) {
        EMIT(e, "    case %d:\n", i);
        if (choice->options[i].state >= 0) {
            EMIT(e, "        enter%d(s, %d);\n", m, choice->options[i].state);
        }
        brink_i_emit_effects(e, code->options[i].effects, choice->options[i].n_effects, stream, 2);
        EMIT(e, "        break;\n");
    }
    EMIT(e, "    }\n}\n");
}

void brink_i_emit_moves(brink_i_emitter *e)
{
    for (int m = 0; m < e->model->n_machines; m++) {
        emit_enter(e, m);
    }
    for (int m = 0; m < e->model->n_machines; m++) {
        for (int i = 0; i < e->model->machines[m].n_transitions; i++) {
            emit_fire(e, m, i);
        }
        for (int i = 0; i < e->model->machines[m].n_choices; i++) {
            emit_choose(e, m, i);
        }
    }
}
