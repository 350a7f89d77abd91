/* SPDX-License-Identifier: Apache-2.0 */
#include "native/emit_words.h"

#include <stdio.h>

/* The start of trials (docs/semantics.md section 3). What is drawn for them is drawn for many trials ahead,
 * whole words at a time
 * (`draw_ahead`); an idle lane then takes what waits for the next trial (`start`), however few lanes are
 * idle. */

/* Whether a number of the trial is read after its start: by a cell that changes, or by a code. */
static bool is_read_later(const brink_i_emitter *e, int cell) { return e->uses[cell] > e->start_uses[cell]; }

static bool is_parameter_read_later(const brink_i_emitter *e, int parameter)
{
    for (int c = 0; c < e->p->n_cells; c++) {
        if (e->p->cells[c].op == BRINK_I_OP_PARAM && e->p->cells[c].index == parameter &&
            is_read_later(e, c)) {
            return true;
        }
    }
    return false;
}

void brink_i_emit_words_for_drawn(brink_i_emitter *e, brink_i_column *visit)
{
    char member[64], name[64];
    for (int i = 0; i < e->model->n_params; i++) {
        if (!brink_i_emit_words_is_number(e, i) && is_parameter_read_later(e, i)) {
            snprintf(member, sizeof member, "param[%d]", i);
            snprintf(name, sizeof name, "param%d", i);
            visit(e, "", member, name);
        }
    }
    for (int i = 0; i < e->p->n_trial_cells; i++) {
        if (brink_i_emit_words_is_kept(e, e->p->trial_cells[i]) && is_read_later(e, e->p->trial_cells[i])) {
            snprintf(name, sizeof name, "cell%d", e->p->trial_cells[i]);
            visit(e, "", name, name);
        }
    }
    for (int i = 0; i < e->model->n_stocks; i++) {
        const brink_i_stock_code *code = &e->p->stocks[i];
        snprintf(member, sizeof member, code->slot < 0 ? "plain%d" : "stock%d.x0", i);
        snprintf(name, sizeof name, "stock%d", i);
        visit(e, "", member, name);
        if (brink_i_emit_words_limit_varies(&code->min)) {
            snprintf(name, sizeof name, "min%d", i);
            visit(e, "", name, name);
        }
        if (brink_i_emit_words_limit_varies(&code->max)) {
            snprintf(name, sizeof name, "max%d", i);
            visit(e, "", name, name);
        }
    }
    for (int m = 0; m < e->model->n_machines; m++) {
        for (int k = 0; k < 2 && e->p->machines[m].hazard_slot >= 0; k++) {
            snprintf(name, sizeof name, k ? "inc%d" : "stream%d", m);
            visit(e, "_bits", name, name);
        }
    }
}

static void emit_row(brink_i_emitter *e, const char *kind, const char *member, const char *name)
{
    (void)member;
    EMIT(e, "    %s %s;\n", *kind ? "bits_row" : "row", name);
}

static void emit_keep(brink_i_emitter *e, const char *kind, const char *member, const char *name)
{
    EMIT(e, "        %s(q->%s) = s->%s;\n", *kind ? "BITS_AT" : "WORD_AT", name, member);
}

static void emit_take(brink_i_emitter *e, const char *kind, const char *member, const char *name)
{
    EMIT(e, "    s->%s = expand%s(q->%s + at, on, s->%s);\n", member, kind, name, member);
}

void brink_i_emit_words_waiting(brink_i_emitter *e)
{
    EMIT(e, "typedef struct waiting { /* drawn ahead: trials [at, n) */\n    int "
            "at, n;\n    bits_row number;\n    row bad;\n");
    brink_i_emit_words_for_drawn(e, emit_row);
    EMIT(e, "} waiting;\n");
}

/* ---- ahead ---- */

static bool is_whole(const brink_i_dist *d)
{
    return d->p_low <= 0 && d->p_width >= 1 && d->q_high <= 0 && d->q_width >= 1;
}

/* A value at the start, from a stream of its own, of which it takes one uniform. */
static void emit_opening(brink_i_emitter *e, const brink_i_code *code, const char *keys, int i)
{
    EMIT(e, "            const word x = ");
    if (!code->tree) {
        brink_i_emit_words_code(e, code);
        EMIT(e, ";\n");
        return;
    }
    const brink_i_dist *d = code->tree->prepared;
    const bool written = !code->tree->varies && is_whole(d);
    char uniform[128];
    snprintf(uniform, sizeof uniform,
             "word_uniform(word_mix(job->%s[%d].a + BRINK_I_TRIAL_STRIDE_A * s->number))", keys, i);
    if (written && d->kind == BRINK_I_DIST_UNIFORM) {
        EMIT(e, "word_saturate(%a + %s * %a, SET(%a), SET(%a));\n", d->k[0], uniform, d->k[1], d->low,
             d->high);
    } else if (written && d->kind == BRINK_I_DIST_TRIANGULAR) {
        EMIT(e, "word_triangular(%s, %a, %a, %a, %a, %a);\n", uniform, d->k[0], d->k[1], d->k[2], d->k[4],
             d->k[5]);
    } else {
        EMIT(e, "draw(%s, job->dists[%d]);\n", uniform, brink_i_emit_dist_number(e, d));
    }
}

static void emit_parameters(brink_i_emitter *e)
{
    int next = 0;
    for (int k = 0; k < e->model->n_params; k++) {
        int i = e->model->param_order[k];
        brink_i_emit_words_trial_cells(e, &next, e->p->param_cells[k]);
        if (!brink_i_emit_words_is_number(e, i)) {
            EMIT(e, "        { /* %s */\n", e->model->params[i].name);
            emit_opening(e, &e->p->params[i], "param_keys", i);
            EMIT(e, "            s->bad |= ~is_finite(x);\n            s->param[%d] = x;\n        }\n", i);
        }
    }
    brink_i_emit_words_trial_cells(e, &next, e->p->n_cells);
}

/* A limit at the start; `constant` is its macro where it is the same for all trials. */
static void emit_limit(brink_i_emitter *e, int i, const brink_i_code *code, const char *constant)
{
    if (brink_i_emit_words_limit_varies(code)) {
        brink_i_emit_words_code(e, code);
    } else {
        EMIT(e, "%s%d", constant, i);
    }
}

static void emit_stock(brink_i_emitter *e, int i)
{
    const brink_i_stock_code *code = &e->p->stocks[i];
    EMIT(e, "        { /* %s */\n            const word min = ", code->stock->name);
    emit_limit(e, i, &code->min, "MIN");
    EMIT(e, ", max = ");
    emit_limit(e, i, &code->max, "MAX");
    EMIT(e, ";\n");
    emit_opening(e, &code->initial, "stock_keys", i);
    EMIT(e, "            s->bad |= ~(at_most(min, max) & is_finite(x));\n");
    EMIT(e, brink_i_emit_words_limit_varies(&code->min) ? "            s->min%d = min;\n" : "", i);
    EMIT(e, brink_i_emit_words_limit_varies(&code->max) ? "            s->max%d = max;\n" : "", i);
    EMIT(e,
         code->slot < 0 ? "            s->plain%d = word_saturate(x, min, max);\n        }\n"
                        : "            s->stock%d.x0 = word_saturate(x, min, max);\n        }\n",
         i);
}

static void emit_draw_ahead(brink_i_emitter *e)
{
    EMIT(e, "INLINE word draw(word u, const struct brink_i_dist *dist)\n"
            "{\n"
            "    word x;\n"
            "    for (int l = 0; l < WORD; l++) {\n"
            "        x[l] = brink_native_host->quantile(dist, u[l]);\n"
            "    }\n"
            "    return x;\n"
            "}\n"
            "/* What is drawn for the next trials. */\n"
            "static void draw_ahead(brink_i_native_job *job, pool *p)\n"
            "{\n"
            "    waiting *q = &p->waiting;\n"
            "    block draft, *s = &draft;\n"
            "    const uint64_t left = job->next < job->end ? job->end - job->next : 0;\n"
            "    s->job = job;\n"
            "    const int n = left < POOL ? (int)left : POOL;\n"
            "    q->at = 0;\n"
            "    q->n = n;\n"
            "    for (int at = 0; at < n; at += WORD) {\n"
            "        s->number = job->next + (uint64_t)at + FIRST_NUMBERS;\n"
            "        s->bad = NONE;\n");
    emit_parameters(e);
    for (int i = 0; i < e->model->n_stocks; i++) {
        emit_stock(e, i);
    }
    for (int m = 0; m < e->model->n_machines; m++) {
        if (e->p->machines[m].hazard_slot >= 0) {
            EMIT(e,
                 "        s->stream%d = word_mix(job->machine_keys[%d].a + BRINK_I_TRIAL_STRIDE_A * "
                 "s->number);\n"
                 "        s->inc%d = word_mix(job->machine_keys[%d].b + BRINK_I_TRIAL_STRIDE_B * s->number) "
                 "| 1;\n",
                 m, m, m, m);
        }
    }
    EMIT(e, "        BITS_AT(q->number) = s->number;\n        WORD_AT(q->bad) = truth_of(s->bad);\n");
    brink_i_emit_words_for_drawn(e, emit_keep);
    EMIT(e, "    }\n    job->next += (uint64_t)n;\n}\n");
}

/* ---- start ---- */

static void emit_machine(brink_i_emitter *e, int m)
{
    const brink_i_machine_code *code = &e->p->machines[m];
    if (brink_i_emit_words_times(e, m)) {
        EMIT(e, "    PUT(s->entered%d, on, SET(0.0));\n", m);
    }
    if (code->hazard_slot >= 0) {
        EMIT(e, "    PUT(s->bound%d, on, SET(0.0));\n", m);
    }
    if (code->moving) {
        EMIT(e, "    PUT(s->window%d, on, SET(INFINITY));\n    PUT(s->window_end%d, on, SET(INFINITY));\n", m,
             m);
    }
}

void brink_i_emit_words_start(brink_i_emitter *e)
{
    emit_draw_ahead(e);
    EMIT(e, "/* The next trials that wait, in these lanes. Those that end at once. */\n"
            "static inline mask start(pool *p, block *s, mask on)\n"
            "{\n"
            "    waiting *q = &p->waiting;\n"
            "    const int at = q->at;\n"
            "    q->at += __builtin_popcount(lanes_of(on));\n"
            "    PUT(s->repeats, on, SET(0.0));\n"
            "    set_first_flags(s, on);\n");
    for (int i = 0; i < (brink_i_emit_words_small(e) ? e->p->n_known : e->p->n_slots);
         i++) { /* or those of hazards are found in any case */
        EMIT(e, "    PUT(s->date[%d], on, SET(INFINITY));\n", i);
    }
    for (int i = 0; i < e->model->n_measures; i++) {
        EMIT(e, "    PUT(s->watch[%d], on, SET(%s));\n", i,
             e->model->measures[i].kind == BRINK_MEASURE_FIRST ? "(double)NAN" : "0.0");
    }
    for (int i = 0; i < e->model->n_stocks; i++) {
        if (e->p->stocks[i].slot >= 0) {
            EMIT(e, "    PUT(s->stock%d.t0, on, SET(0.0));\n    PUT(s->stock%d.f, on, SET(0.0));\n", i, i);
        }
    }
    for (int m = 0; m < e->model->n_machines; m++) {
        emit_machine(e, m);
    }
    EMIT(e, "    s->number = expand_bits(q->number + at, on, s->number);\n"
            "    s->bad = (s->bad & ~on) | (on & above(expand(q->bad + at, on, SET(0.0)), SET(0.0)));\n"
            "    PUT(s->now, on, SET(0.0));\n");
    brink_i_emit_words_for_drawn(e, emit_take);
    EMIT(e, e->ends_at_events ? "    return ended_by(s, on);\n}\n" : "    return NONE;\n}\n");
}
