/* SPDX-License-Identifier: Apache-2.0 */
#include "native/emit_words_situations.h"

#include <stdio.h>

/* Visits: a word of trials of one situation goes to its next event, and from there to an outcome, to another
 * situation, or to a lane. */

static void emit_numbered_bound(brink_i_emitter *e, const int *states, int m, const char *what)
{
    char name[32];
    snprintf(name, sizeof name, "%s%d", what, m);
    brink_i_emit_situation_bound(e, states, m, name);
}

static bool has_unknown_bounds(const brink_i_emitter *e, const int *states)
{
    double x;
    bool any = false;
    for (int m = 0; m < e->model->n_machines; m++) {
        any |= brink_i_situation_draws(e, states, m) && !brink_i_situation_knows_bound(e, states, m, &x);
    }
    return any;
}

static void emit_name(brink_i_emitter *e, const int *states)
{
    EMIT(e, "/*");
    for (int m = 0; m < e->model->n_machines; m++) {
        EMIT(e, "%s %s %s", m ? "," : "", e->model->machines[m].name,
             e->model->machines[m].states[states[m]]);
    }
    EMIT(e, " */\n");
}

/* Before anything moves: what settling makes of it is looked at when something does. */
static void emit_still_stocks(brink_i_emitter *e)
{
    for (int i = 0; i < e->p->n_moving_stocks; i++) {
        EMIT(e, "    s->stock%d.t0 = s->stock%d.f = SET(0.0);\n", e->p->moving_stocks[i],
             e->p->moving_stocks[i]);
    }
    for (int i = 0; i < e->p->n_known; i++) {
        EMIT(e, "    s->date[%d] = SET(INFINITY);\n", i);
    }
    for (int k = 0; k < e->model->n_comparisons; k++) {
        EMIT(e, "    s->truth[%d] = NONE;\n", k);
    }
}

/* All stocks and comparisons have these lanes to look at, as at the start of a trial. */
static void emit_attention(brink_i_emitter *e, const char *on)
{
    for (int i = 0; i < e->p->n_moving_stocks; i++) {
        EMIT(e, "        s->stock_due%d = s->jumped%d = %s;\n", e->p->moving_stocks[i],
             e->p->moving_stocks[i], on);
    }
    for (int k = 0; k < e->model->n_comparisons; k++) {
        EMIT(e, "        s->comparison_due[%d] = s->by_value[%d] = %s;\n", k, k, on);
    }
}

/* A word of those that wait: the last, or all if they are fewer. */
static void emit_pops(brink_i_emitter *e, int j)
{
    const brink_i_situation *here = &e->situations->list[j];
    emit_name(e, here->states);
    EMIT(e,
         "static void visit%d(brink_i_native_job *job, pool *p)\n"
         "{\n"
         "    queue *q = &p->queue[%d];\n"
         "    block draft, *s = &draft;\n"
         "    const int n = q->n < WORD ? q->n : WORD, at = q->n - n;\n"
         "    const mask there = n == WORD ? ALL : mask_of((1u << n) - 1);\n"
         "    q->n = at;\n"
         "    s->job = job;\n"
         "    s->bad = NONE;\n"
         "    s->outcome = (bits_word){0};\n",
         j, j);
    brink_i_emit_situation_pop(e, !here->rests);
    if (here->rests && e->situations->motion) {
        emit_still_stocks(e);
    }
    for (int m = 0; m < e->model->n_machines; m++) {
        if (e->situations->active[m]) {
            EMIT(e, "    const word left%d = s->left%d, taken%d = s->taken%d;\n", m, m, m, m);
        }
    }
}

/* Who is next: `late`, `due` of each machine, `waits` for what lanes see to. */
static void emit_next(brink_i_emitter *e, int j)
{
    const brink_i_situation *here = &e->situations->list[j];
    bool unknown = has_unknown_bounds(e, here->states), waits = brink_i_situation_exit(e, j, -1, -1) >= 0;
    EMIT(e, unknown ? "    const mask here = there;\n" : "");
    EMIT(e, "    word next = SET(INFINITY);\n");
    bool fast = unknown;
    for (int m = 0; m < e->model->n_machines; m++) {
        double x;
        if (!brink_i_situation_draws(e, here->states, m)) {
            continue;
        }
        fast |= brink_i_situation_knows_bound(e, here->states, m, &x) && !brink_i_emit_words_is_slow(e, x);
        emit_numbered_bound(e, here->states, m, "bound");
        EMIT(e,
             brink_i_situation_knows_bound(e, here->states, m, &x)
                 ? "    const word date%d = taken%d + left%d / bound%d;\n"
                 : "    const word date%d = pick(above(bound%d, SET(0.0)), taken%d + left%d / bound%d, "
                   "SET(INFINITY));\n",
             m, m, m, m, m);
        EMIT(e, "    next = sooner(next, date%d);\n", m);
    }
    EMIT(e, fast ? "    s->bad |= there & at_most(next, s->now + INSTANT_SPAN);\n"
                 : ""); /* events in one instant: endlessly many? */
    EMIT(e, unknown || fast ? "    end_bad(p, s, there);\n" : "");
    EMIT(e, "    mask rest = there%s;\n", unknown || fast ? " & ~s->bad" : "");
    if (waits) {
        EMIT(e, "    word other = SET(INFINITY);\n");
        for (int i = 0; i < e->p->n_known; i++) {
            EMIT(e, "    other = sooner(other, s->date[%d]);\n", i);
        }
        EMIT(e, "    const mask waits = rest & at_most(other, next) & at_most(other, SET(HORIZON));\n    "
                "rest &= ~waits;\n");
    }
    EMIT(e, "    const mask late = rest & above(next, SET(HORIZON));\n    rest &= ~late;\n    end_late(p, s, "
            "late);\n");
    for (int m = 0; m < e->model->n_machines; m++) {
        if (brink_i_situation_draws(e, here->states, m)) {
            EMIT(e, "    const mask due%d = rest & same_bits(date%d, next);\n    rest &= ~due%d;\n", m, m, m);
        }
    }
    EMIT(e, waits ? "    s->now = pick(waits, s->now, next);\n" : "    s->now = next;\n");
}

/* f0, f1, ...: which of the successions it is. One uniform for all that ask for one. */
static void emit_choices(brink_i_emitter *e, int j, const brink_i_succession *list, int n)
{
    const int *states = e->situations->list[j].states;
    bool asks = false;
    EMIT(e, "    bits_word x = {0}, inc = {0};\n    mask asks = NONE;\n    (void)inc;\n    (void)asks;\n");
    for (int m = 0; m < e->model->n_machines; m++) {
        if (brink_i_situation_draws(e, states, m)) {
            EMIT(e, "    x = pick_bits(due%d, s->stream%d, x);\n    inc = pick_bits(due%d, s->inc%d, inc);\n",
                 m, m, m, m);
            if (brink_i_situation_state(e, states, m)->n_hazards > 1) {
                EMIT(e, "    asks |= due%d;\n", m);
                asks = true;
            }
        }
    }
    EMIT(e, asks ? "    const word u = word_uniform(x);\n    x = pick_bits(asks, x * BRINK_I_PCG_MULTIPLIER "
                   "+ inc, x);\n"
                 : "");
    for (int i = 0; i < n;) {
        int m = list[i].machine;
        if (brink_i_situation_state(e, states, m)->n_hazards == 1) {
            EMIT(e, "    mask f%d = due%d;\n", i++, m);
            continue;
        }
        EMIT(e,
             "    word sum%d = SET(0.0);\n    mask open%d = due%d;\n    const word level%d = u * bound%d;\n",
             m, m, m, m, m);
        for (; i < n && list[i].machine == m; i++) {
            EMIT(e, "    sum%d = sum%d + ", m, m);
            brink_i_emit_words_code(e, &e->p->machines[m].transitions[list[i].transition].value);
            EMIT(e, ";\n    mask f%d = open%d & above(sum%d, level%d);\n    open%d &= ~f%d;\n", i, m, m, m, m,
                 i);
        }
        EMIT(e, "    s->bad |= open%d;\n    end_bad(p, s, open%d);\n", m,
             m); /* by rounding none: the kernel is to say what happens then */
    }
}

/* Where another machine begins to draw, lanes see to it: out%d, and f%d without these. */
static void emit_wakings(brink_i_emitter *e, int j, const brink_i_succession *list, int n)
{
    for (int i = 0; i < n; i++) {
        if (list[i].to < 0 || !brink_i_succession_may_wake(e, j, &list[i])) {
            continue;
        }
        EMIT(e, "    mask out%d = NONE;\n", i);
        for (int m = 0; m < e->model->n_machines; m++) {
            if (m != list[i].machine && brink_i_succession_changes(e, j, &list[i], m)) {
                brink_i_emit_words_know(e, list[i].states);
                EMIT(e, "    {\n        const mask here = f%d;\n", i);
                brink_i_emit_situation_bound(e, list[i].states, m, "then");
                EMIT(e, "        out%d |= f%d & below(left%d, SET(0.0)) & above(then, SET(0.0));\n    }\n", i,
                     i, m);
            }
        }
        EMIT(e, "    f%d &= ~out%d;\n", i, i);
    }
    brink_i_emit_words_know(e, e->situations->list[j].states);
}

/* What a machine that moved on needs next, from the same stream. */
static void emit_new_budgets(brink_i_emitter *e, int j, const brink_i_succession *list, int n)
{
    const int *states = e->situations->list[j].states;
    double x;
    EMIT(e, "    mask draws = NONE;\n");
    for (int i = 0; i < n; i++) {
        if (list[i].to < 0) {
            continue;
        }
        brink_i_emit_words_know(e, list[i].states);
        if (!brink_i_situation_knows_bound(e, list[i].states, list[i].machine, &x)) {
            EMIT(e, "    {\n        const mask here = f%d;\n", i);
            brink_i_emit_situation_bound(e, list[i].states, list[i].machine, "after");
            EMIT(e, "        draws |= f%d & above(after, SET(0.0));\n    }\n", i);
        } else if (x > 0.0) {
            EMIT(e, "    draws |= f%d;\n", i);
        }
    }
    brink_i_emit_words_know(e, states);
    EMIT(e, "    const word budget = pick(draws, -word_log_normal(word_uniform(x)), SET(-1.0));\n    x = "
            "pick_bits(draws, x * BRINK_I_PCG_MULTIPLIER + inc, x);\n");
    for (int m = 0; m < e->model->n_machines; m++) {
        if (brink_i_situation_draws(e, states, m)) {
            EMIT(e, "    s->stream%d = pick_bits(due%d, x, s->stream%d);\n", m, m, m);
        }
    }
}

/* Trials that an outcome ends. */
static void emit_ends(brink_i_emitter *e, int j, const brink_i_succession *list, int n)
{
    bool any = false;
    for (int i = 0; i < n; i++) {
        if (list[i].outcome >= 0) {
            char open[64];
            EMIT(e, any ? "    ended |= f%d;\n" : "    mask ended = f%d;\n", i);
            EMIT(e, "    s->outcome = pick_bits(f%d, (bits_word){0} + %d, s->outcome);\n", i,
                 list[i].outcome);
            snprintf(open, sizeof open, "f%d & ~is_finite(", i);
            brink_i_emit_words_know(e, list[i].states);
            brink_i_emit_situation_flows(e, open);
            any = true;
        }
    }
    EMIT(e, any ? "    end_lanes(p, s, ended);\n" : "");
    brink_i_emit_words_know(e, e->situations->list[j].states);
}

/* The share of its budget that an unmoved machine has used up, where its bound changes. */
static void emit_used(brink_i_emitter *e, int j, const brink_i_succession *s, int m)
{
    const int *states = e->situations->list[j].states;
    if (!brink_i_succession_changes(e, j, s, m)) {
        EMIT(e, "        s->left%d = left%d;\n        s->taken%d = taken%d;\n", m, m, m, m);
        return;
    }
    double before, after;
    brink_i_emit_words_know(e, states);
    bool known = brink_i_situation_knows_bound(e, states, m, &before);
    brink_i_emit_words_know(e, s->states);
    known &= brink_i_situation_knows_bound(e, s->states, m, &after);
    EMIT(e, "        {\n");
    EMIT(e,
         "        const word used = left%d - bound%d * (s->now - taken%d), kept = pick(above(used, "
         "SET(0.0)), used, SET(0.0));\n",
         m, m, m);
    if (known) {
        EMIT(e, "        s->left%d = kept;\n        s->taken%d = s->now;\n        }\n", m, m);
        return;
    }
    EMIT(e, "        const mask here = go;\n");
    emit_numbered_bound(e, s->states, m, "next_bound");
    EMIT(e,
         "        const mask new = ~same_bits(next_bound%d, bound%d);\n"
         "        s->left%d = pick(new & at_least(left%d, SET(0.0)), kept, left%d);\n"
         "        s->taken%d = pick(new, s->now, taken%d);\n"
         "        }\n",
         m, m, m, m, m, m, m);
}

static bool moves_stocks(const brink_i_emitter *e, int j, const brink_i_succession *s)
{
    if (e->situations->list[s->to].rests) {
        return false;
    }
    const brink_i_input *input = &e->p->inputs[brink_i_input_state(e->p, s->machine)];
    return e->situations->list[j].rests || input->n_stocks || input->n_comparisons;
}

/* The instant settles, as far as stocks and comparisons go. */
static void emit_settle(brink_i_emitter *e, int j, const brink_i_succession *s)
{
    for (int m = 0; m < e->model->n_machines; m++) {
        for (int k = 0; k < e->model->machines[m].n_states; k++) {
            EMIT(e, "        s->in%d[%d] = %s;\n", m, k, k == s->states[m] ? "ALL" : "NONE");
        }
    }
    for (int m = 0; m < e->model->n_machines; m++) {
        EMIT(e, brink_i_emit_words_marks_renewal(e, m) ? "        s->renew%d = NONE;\n" : "", m);
    }
    if (e->situations->list[j].rests) {
        emit_attention(e, "go");
    } else {
        brink_i_emit_words_forget(e);
        emit_attention(e, "NONE");
        brink_i_emit_words_changed(e, brink_i_input_state(e->p, s->machine), "go");
    }
    EMIT(e, "        settle(s);\n");
}

/* Where trials part in more ways than this, most are taken by no lane of a word. */
enum { FEW_WAYS = 3 };

static void emit_succession(brink_i_emitter *e, int j, const brink_i_succession *s, int i, bool rare)
{
    char queue[32];
    EMIT(e, rare ? "    if (ANY(f%d)) {\n        mask go = f%d;\n" : "    {\n        mask go = f%d;\n", i, i);
    for (int m = 0; m < e->model->n_machines; m++) {
        if (m == s->machine) {
            EMIT(e, "        s->left%d = budget;\n        s->taken%d = s->now;\n", m, m);
        } else if (e->situations->active[m]) {
            emit_used(e, j, s, m);
        }
    }
    brink_i_emit_words_know(e, s->states);
    bool bad = has_unknown_bounds(e, s->states);
    if (moves_stocks(e, j, s)) {
        emit_settle(e, j, s);
        bad = true;
    } else if (e->situations->list[s->to].rests) {
        bad |= brink_i_emit_situation_flows(
            e, "go & ~equal(SET(0.0), "); /* known to be 0 unless they are wrong */
    }
    EMIT(e, bad ? "        end_bad(p, s, go);\n        go &= ~s->bad;\n" : "");
    snprintf(queue, sizeof queue, "&p->queue[%d]", s->to);
    brink_i_emit_situation_push(e, queue, !e->situations->list[s->to].rests);
    EMIT(e, "    }\n");
}

/* Those that need a lane, as they were before the event that they leave with. */
static void emit_leave(brink_i_emitter *e, int j, const brink_i_succession *list, int n)
{
    int waits = brink_i_situation_exit(e, j, -1, -1);
    bool any = waits >= 0;
    EMIT(e, "    {\n        mask go = NONE;\n        word code = SET(0.0);\n");
    for (int i = 0; i < n; i++) {
        int exit = brink_i_situation_exit(e, j, list[i].machine, list[i].transition);
        if (exit >= 0) {
            EMIT(e,
                 list[i].to < 0 ? "        code = pick(f%d, SET(%d.0), code);\n        go |= f%d;\n"
                                : "        code = pick(out%d, SET(%d.0), code);\n        go |= out%d;\n",
                 i, exit, i);
            any = true;
        }
    }
    EMIT(e, waits >= 0 ? "        code = pick(waits, SET(%d.0), code);\n        go |= waits;\n" : "", waits);
    for (int m = 0; m < e->model->n_machines; m++) {
        if (e->situations->active[m]) {
            EMIT(e, "        s->left%d = left%d;\n        s->taken%d = taken%d;\n", m, m, m, m);
        }
    }
    if (any) {
        brink_i_emit_situation_push(e, "&p->waiting", e->situations->motion);
        EMIT(e, "        squeeze(to->code + end, go, code);\n");
    }
    EMIT(e, "        (void)code;\n    }\n");
}

static void emit_visit(brink_i_emitter *e, int j)
{
    brink_i_succession list[BRINK_I_MOST_SUCCESSIONS];
    int n = brink_i_situation_successions(e, j, list);
    emit_pops(e, j);
    brink_i_emit_words_know(e, e->situations->list[j].states);
    emit_next(e, j);
    emit_choices(e, j, list, n);
    emit_wakings(e, j, list, n);
    emit_new_budgets(e, j, list, n);
    emit_ends(e, j, list, n);
    int ways = 0;
    for (int i = 0; i < n; i++) {
        ways += list[i].outcome < 0;
    }
    for (int i = 0; i < n; i++) {
        if (list[i].to >= 0) {
            emit_succession(e, j, &list[i], i, ways > FEW_WAYS);
        }
    }
    emit_leave(e, j, list, n);
    EMIT(e, "}\n");
    brink_i_emit_words_forget(e);
}

void brink_i_emit_words_visits(brink_i_emitter *e)
{
    EMIT(e, "INLINE void clear_queues(pool *p)\n{\n    p->queued = 0;\n");
    EMIT(e, e->situations->n
                ? "    for (int i = 0; i < SITUATIONS; i++) {\n        p->queue[i].n = 0;\n    }\n}\n"
                : "}\n");
    if (e->situations->n == 0) {
        return;
    }
    for (int j = 0; j < e->situations->n; j++) {
        emit_visit(e, j);
    }
    EMIT(e, "/* Takes trials in situations on: all of them, or as far as whole words of them go. */\n"
            "static void advance(brink_i_native_job *job, pool *p, bool all)\n"
            "{\n"
            "    const int least = all ? 1 : WORD;\n"
            "    for (bool any = true; any;) {\n"
            "        any = false;\n");
    for (int j = 0; j < e->situations->n; j++) {
        EMIT(e,
             "        while (p->queue[%d].n >= least) {\n            visit%d(job, p);\n            any = "
             "true;\n        }\n",
             j, j);
    }
    EMIT(e, "    }\n    p->queued = 0;\n    for (int i = 0; i < SITUATIONS; i++) {\n        p->queued += "
            "p->queue[i].n;\n    }\n}\n");
}
