/* SPDX-License-Identifier: Apache-2.0 */
#include "native/emit_words_situations.h"

#include <math.h>
#include <stdio.h>

/* The queues of situations, and how trials come into the first and from there into lanes. A budget below 0 is
 * one that was not drawn. */

/* Calls `visit` for each number that a trial in a queue has; with `motion` also for those of stocks that may
 * have moved. */
static void for_columns(brink_i_emitter *e, bool motion, brink_i_column *visit)
{
    char member[64], name[64];
    visit(e, "_bits", "number", "number");
    visit(e, "", "now", "now");
    brink_i_emit_words_for_drawn(e, visit);
    for (int m = 0; m < e->model->n_machines; m++) {
        for (int k = 0; k < 2 && e->situations->active[m]; k++) {
            snprintf(name, sizeof name, k ? "taken%d" : "left%d", m);
            visit(e, "", name, name);
        }
    }
    for (int i = 0; i < e->p->n_moving_stocks && motion; i++) {
        for (int k = 0; k < 2; k++) {
            int stock = e->p->moving_stocks[i];
            snprintf(member, sizeof member, k ? "stock%d.f" : "stock%d.t0", stock);
            snprintf(name, sizeof name, k ? "slope%d" : "since%d", stock);
            visit(e, "", member, name);
        }
    }
    for (int i = 0; i < e->p->n_known && motion; i++) {
        snprintf(member, sizeof member, "date[%d]", i);
        snprintf(name, sizeof name, "date%d", i);
        visit(e, "", member, name);
    }
    for (int k = 0; k < e->model->n_comparisons && motion; k++) {
        snprintf(member, sizeof member, "truth[%d]", k);
        snprintf(name, sizeof name, "truth%d", k);
        visit(e, "_mask", member, name);
    }
}

static bool is_mask(const char *kind) { return kind[0] == '_' && kind[1] == 'm'; }

static const char *transfer(const char *kind) { return is_mask(kind) ? "" : kind; }

static void emit_row(brink_i_emitter *e, const char *kind, const char *member, const char *name)
{
    (void)member;
    EMIT(e, "    LIST(%s, %s, QUEUE_ROOM);\n", transfer(kind)[0] ? "uint64_t" : "number", name);
}

static void emit_pop(brink_i_emitter *e, const char *kind, const char *member, const char *name)
{
    EMIT(e,
         is_mask(kind) ? "    s->%s = above(load%s(q->%s + at), SET(0.0));\n"
                       : "    s->%s = load%s(q->%s + at);\n",
         member, transfer(kind), name);
}

static void emit_push(brink_i_emitter *e, const char *kind, const char *member, const char *name)
{
    EMIT(e,
         is_mask(kind) ? "        squeeze%s(to->%s + end, go, truth_of(s->%s));\n"
                       : "        squeeze%s(to->%s + end, go, s->%s);\n",
         transfer(kind), name, member);
}

void brink_i_emit_situation_pop(brink_i_emitter *e, bool motion) { for_columns(e, motion, emit_pop); }

static void emit_take(brink_i_emitter *e, const char *kind, const char *member, const char *name)
{
    if (is_mask(kind)) {
        EMIT(e, "    s->%s = (s->%s & ~on) | (on & above(spread(q->%s + at, on, SET(0.0)), SET(0.0)));\n",
             member, member, name);
    } else {
        EMIT(e, "    s->%s = spread%s(q->%s + at, on, s->%s);\n", member, kind, name, member);
    }
}

void brink_i_emit_situation_push(brink_i_emitter *e, const char *queue, bool motion)
{
    EMIT(e,
         "        queue *to = %s;\n        const int end = to->n;\n        to->n += "
         "__builtin_popcount(lanes_of(go));\n",
         queue);
    for_columns(e, motion, emit_push);
}

void brink_i_emit_words_queues(brink_i_emitter *e)
{
    EMIT(e,
         "enum { SITUATIONS = %d, QUEUE_ROOM = POOL + SITUATIONS * WORD };\ntypedef struct queue { /* trials "
         "that have no lane */\n    int at, n;\n",
         e->situations->n);
    for_columns(e, e->situations->motion, emit_row);
    EMIT(e, "    LIST(number, code, QUEUE_ROOM); /* how they left */\n} queue, waiting;\n");
}

/* ---- what is looked at on the way ---- */

void brink_i_emit_situation_bound(brink_i_emitter *e, const int *states, int m, const char *name)
{
    double x;
    if (brink_i_situation_knows_bound(e, states, m, &x)) {
        EMIT(e, "    const word %s = SET(", name);
        brink_i_emit_number(e, x);
        EMIT(e, ");\n");
        return;
    }
    EMIT(e, "    word %s;\n    {\n            word bound = SET(0.0);\n", name);
    brink_i_emit_words_sum(e, &e->p->machines[m], brink_i_situation_state(e, states, m));
    EMIT(e, "            %s = bound;\n    }\n", name);
}

bool brink_i_emit_situation_flows(brink_i_emitter *e, const char *open)
{
    bool any = false;
    for (int i = 0; i < e->p->n_moving_stocks; i++) {
        const brink_i_code *flow = &e->p->stocks[e->p->moving_stocks[i]].flow;
        if (flow->root >= 0 && !(e->given[flow->root].known && isfinite(e->given[flow->root].value))) {
            EMIT(e, "        s->bad |= %s", open);
            brink_i_emit_words_code(e, flow);
            EMIT(e, ");\n");
            any = true;
        }
    }
    return any;
}

/* ---- in and out ---- */

void brink_i_emit_words_enter(brink_i_emitter *e)
{
    const int *states = e->situations->list[0].states;
    brink_i_emit_words_know(e, states);
    EMIT(e, "        const mask there = n - at >= WORD ? ALL : mask_of((1u << (n - at)) - 1), here = "
            "there;\n        (void)here;\n        s->now = SET(0.0);\n");
    for (int m = 0; m < e->model->n_machines; m++) {
        if (!e->situations->active[m]) {
            continue;
        }
        if (!brink_i_situation_draws(e, states, m)) {
            EMIT(e, "        s->left%d = SET(-1.0);\n        s->taken%d = SET(0.0);\n", m, m);
            continue;
        }
        double x;
        bool always = brink_i_situation_knows_bound(e, states, m, &x);
        EMIT(e, "        { /* %s */\n            const bits_word x = s->stream%d;\n",
             e->model->machines[m].name, m);
        if (always) {
            EMIT(e,
                 "            s->left%d = -word_log_normal(word_uniform(x));\n            s->stream%d = x * "
                 "BRINK_I_PCG_MULTIPLIER + s->inc%d;\n",
                 m, m, m);
        } else {
            brink_i_emit_situation_bound(e, states, m, "first_bound");
            EMIT(e,
                 "            const mask some = above(first_bound, SET(0.0));\n"
                 "            s->left%d = pick(some, -word_log_normal(word_uniform(x)), SET(-1.0));\n"
                 "            s->stream%d = pick_bits(some, x * BRINK_I_PCG_MULTIPLIER + s->inc%d, x);\n",
                 m, m, m);
        }
        EMIT(e, "            s->taken%d = SET(0.0);\n        }\n", m);
    }
    brink_i_emit_situation_flows(e, "~equal(SET(0.0), ");
    brink_i_emit_words_forget(e);
    EMIT(e, "        end_bad(p, s, there);\n        const mask go = there & ~s->bad;\n");
    brink_i_emit_situation_push(e, "&p->queue[0]", false);
}

/* "c0 | c3": exits for which a test holds. */
static void emit_exits(brink_i_emitter *e,
                       bool (*test)(const brink_i_emitter *, const brink_i_exit *, int, int), int m, int k)
{
    bool any = false;
    for (int i = 0; i < e->situations->n_exits; i++) {
        if (test(e, &e->situations->exits[i], m, k)) {
            EMIT(e, any ? " | c%d" : "c%d", i);
            any = true;
        }
    }
    EMIT(e, any ? "" : "NONE");
}

static bool comes_in(const brink_i_emitter *e, const brink_i_exit *exit, int m, int state)
{
    return (exit->machine == m ? e->p->machines[m].transitions[exit->transition].to[0].state
                               : e->situations->list[exit->situation].states[m]) == state;
}

static bool comes_by(const brink_i_emitter *e, const brink_i_exit *exit, int m, int transition)
{
    (void)e;
    return exit->machine == m && (transition < 0 || exit->transition == transition);
}

/* By a transition to another state. */
static bool comes_new(const brink_i_emitter *e, const brink_i_exit *exit, int m, int unused)
{
    (void)unused;
    return exit->machine == m && !comes_in(e, exit, m, e->situations->list[exit->situation].states[m]);
}

static bool has_moved(const brink_i_emitter *e, const brink_i_exit *exit, int unused, int unused_too)
{
    (void)unused;
    (void)unused_too;
    return !e->situations->list[exit->situation].rests;
}

static bool comes_from(const brink_i_emitter *e, const brink_i_exit *exit, int situation, int unused)
{
    (void)e;
    (void)unused;
    return exit->situation == situation;
}

/* The bounds that they had. */
static void emit_bounds(brink_i_emitter *e, int m)
{
    for (int j = 0; j < e->situations->n; j++) {
        const int *states = e->situations->list[j].states;
        bool any = false;
        for (int i = 0; i < e->situations->n_exits; i++) {
            any |= e->situations->exits[i].situation == j;
        }
        if (!any) {
            continue;
        }
        EMIT(e, "    {\n        const mask here = ");
        emit_exits(e, comes_from, j, 0);
        EMIT(e, ";\n");
        brink_i_emit_words_know(e, states);
        brink_i_emit_situation_bound(e, states, m, "was");
        brink_i_emit_words_forget(e);
        EMIT(e, "        PUT(s->bound%d, here, was);\n    }\n", m);
    }
}

static void emit_arriving_machine(brink_i_emitter *e, int m)
{
    for (int k = 0; k < e->model->machines[m].n_states; k++) {
        EMIT(e, "    s->in%d[%d] = (s->in%d[%d] & ~on) | ", m, k, m, k);
        emit_exits(e, comes_in, m, k);
        EMIT(e, ";\n");
    }
    if (e->p->machines[m].hazard_slot < 0) {
        return;
    }
    if (!e->situations->active[m]) {
        EMIT(e,
             "    s->stream%d = pick_bits(on, word_mix(s->job->machine_keys[%d].a + BRINK_I_TRIAL_STRIDE_A * "
             "s->number), s->stream%d);\n"
             "    s->inc%d = pick_bits(on, word_mix(s->job->machine_keys[%d].b + BRINK_I_TRIAL_STRIDE_B * "
             "s->number) | 1, s->inc%d);\n"
             "    PUT(s->bound%d, on, SET(0.0));\n"
             "    PUT(s->taken%d, on, SET(0.0));\n",
             m, m, m, m, m, m, m, m);
        return;
    }
    emit_bounds(e, m);
    EMIT(e, "    s->spent[%d] = (s->spent[%d] & ~on) | (on & below(s->left%d, SET(0.0))) | ", m, m, m);
    emit_exits(e, comes_by, m, -1);
    EMIT(e, ";\n");
}

static void emit_arriving_change(brink_i_emitter *e, int m)
{
    char mask[32];
    EMIT(e, "    {\n        const mask fired = ");
    emit_exits(e, comes_by, m, -1);
    EMIT(e, ", other = ");
    emit_exits(e, comes_new, m, 0);
    EMIT(e, ";\n        (void)fired;\n        (void)other;\n");
    if (brink_i_emit_words_times(e, m)) {
        EMIT(e, "        PUT(s->entered%d, fired, s->now);\n", m);
    }
    brink_i_emit_words_changed(e, brink_i_input_state(e->p, m), "other");
    brink_i_emit_words_changed(e, brink_i_input_entry(e->p, m), "fired");
    for (int k = 0; k < e->model->machines[m].n_transitions; k++) {
        const brink_i_transition_code *t = &e->p->machines[m].transitions[k];
        if (t->transition->n_effects == 0) {
            continue;
        }
        EMIT(e, "        const mask f%d = ", k);
        emit_exits(e, comes_by, m, k);
        EMIT(e, ";\n");
        snprintf(mask, sizeof mask, "f%d", k);
        brink_i_emit_words_effects(e, t, mask);
    }
    EMIT(e, "    }\n");
}

void brink_i_emit_words_arrive(brink_i_emitter *e)
{
    EMIT(e, "    const word code = spread(q->code + at, on, SET(-1.0));\n    s->bad &= ~on;\n");
    for_columns(e, e->situations->motion, emit_take);
    for (int i = 0; i < e->situations->n_exits; i++) {
        EMIT(e, "    const mask c%d = on & equal(code, SET(%d.0));\n", i, i);
    }
    for (int m = 0; m < e->model->n_machines; m++) {
        emit_arriving_machine(e, m);
    }
    if (e->situations->motion) {
        EMIT(e, "    const mask settled = ");
        emit_exits(e, has_moved, 0, 0);
        EMIT(e, ";\n");
        for (int i = 0; i < e->p->n_moving_stocks; i++) {
            EMIT(e, "    s->stock_due%d &= ~settled;\n    s->jumped%d &= ~settled;\n", e->p->moving_stocks[i],
                 e->p->moving_stocks[i]);
        }
        for (int k = 0; k < e->model->n_comparisons; k++) {
            EMIT(e, "    s->comparison_due[%d] &= ~settled;\n    s->by_value[%d] &= ~settled;\n", k, k);
        }
    }
    for (int m = 0; m < e->model->n_machines; m++) {
        emit_arriving_change(e, m);
    }
}
