/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "native/emit.h"

/* A trial from its start to its end (docs/semantics.md sections 3 and 10), and its state. */

static int words(int n) { return n > 0 ? (n + 63) / 64 : 1; }

static int some(int n) { return n > 0 ? n : 1; }

void brink_i_emit_state(brink_i_emitter *e)
{
    const brink_model *model = e->model;
    const brink_i_program *p = e->p;
    int looks = model->n_measures + model->n_outcomes;
    EMIT(e, "#define HORIZON ");
    brink_i_emit_number(e, model->horizon);
    EMIT(e, "\n#define INSTANT_SPAN (BRINK_I_INSTANT_SPAN * HORIZON)\n");
    EMIT(e,
         "enum { N_MEASURES = %d, N_SLOTS = %d, STOCK_WORDS = %d, COMPARISON_WORDS = %d, MACHINE_WORDS = %d, "
         "LOOK_WORDS = %d };\n",
         model->n_measures, p->n_slots, words(model->n_stocks), words(model->n_comparisons),
         words(model->n_machines), words(looks));
    EMIT(e, "typedef struct trial {\n"
            "    const brink_i_native_job *job;\n"
            "    uint64_t number;\n"
            "    int bad, slot, outcome, changes;\n"
            "    double now, next, instant, point_date;\n");
    EMIT(e, "    double date[%d];\n", (p->n_slots + 4) / 4 * 4);
    EMIT(e,
         "    int state[%d];\n    double entered[%d], left[%d], bound[%d], taken[%d], candidate[%d], "
         "window_end[%d], window[%d];\n",
         some(model->n_machines), some(model->n_machines), some(model->n_machines), some(model->n_machines),
         some(model->n_machines), some(model->n_machines), some(model->n_machines), some(model->n_machines));
    EMIT(e, "    brink_i_stream stream[%d], process[%d];\n    double acts[%d], reviews[%d];\n",
         some(model->n_machines), some(model->n_processes), some(model->n_processes), some(p->n_slots));
    EMIT(e,
         "    double level[%d], level_at[%d]; /* values of relaxing stocks, and when they were computed */\n",
         some(model->n_stocks), some(model->n_stocks));
    EMIT(e, "    brink_i_segment stock[%d];\n    double plain[%d], min[%d], max[%d], limit[%d];\n",
         some(model->n_stocks), some(model->n_stocks), some(model->n_stocks), some(model->n_stocks),
         some(model->n_stocks));
    EMIT(e,
         "    uint64_t stock_due[STOCK_WORDS], jumped[STOCK_WORDS], comparison_due[COMPARISON_WORDS], "
         "by_value[COMPARISON_WORDS],\n"
         "        truth[COMPARISON_WORDS], pending[MACHINE_WORDS], renew[MACHINE_WORDS], "
         "when_due[MACHINE_WORDS], spent[MACHINE_WORDS], look[LOOK_WORDS],\n"
         "        watching[LOOK_WORDS], valid[%d];\n",
         words(p->n_cells));
    EMIT(e, "    double param[%d], cell[%d];\n", some(model->n_params), some(p->n_cells));
    EMIT(e,
         "    double watch[%d], since[%d], measures[%d], points[%d], rest[%d];\n    int point[%d];\n} "
         "trial;\n",
         some(model->n_measures), some(model->n_measures), some(model->n_measures), some(model->n_points),
         some(model->n_series), some(model->n_series));
}

/* A value at the start, from a stream of its own. */
static void emit_opening(brink_i_emitter *e, const brink_i_code *code, const char *keys, int i)
{
    if (code->tree) {
        EMIT(e, "    brink_i_stream own = brink_i_stream_open(s->job->%s[%d], s->number);\n", keys, i);
    }
    int t = brink_i_emit_draws(e, code, "&own", 1);
    EMIT(e, "    const double x = ");
    brink_i_emit_drawn(e, code, t);
    EMIT(e, ";\n");
}

/* Whether a parameter is drawn together with others: an elicited distribution of constants. */
static bool is_elicited(const brink_i_code *code)
{
    const brink_i_dist *d = code->tree ? code->tree->prepared : NULL;
    return d && !code->tree->varies && d->kind == BRINK_I_DIST_ELICITED && d->p_low <= 0 && d->p_width >= 1 &&
           d->q_high <= 0 && d->q_width >= 1;
}

bool brink_i_emit_draws_together(const brink_i_emitter *e)
{
    for (int i = 0; i < e->model->n_params; i++) {
        if (is_elicited(&e->p->params[i])) {
            return true;
        }
    }
    return false;
}

enum { WIDEST_WORD = 8 };

/* One constant of all elicited parameters with that many bounds. */
static void emit_constants(brink_i_emitter *e, const char *name, int bounds, int which)
{
    EMIT(e, "    static const double %s[] __attribute__((aligned(64))) = {", name);
    int n = 0;
    for (int i = 0; i < e->model->n_params; i++) {
        if (!is_elicited(&e->p->params[i]) || e->p->params[i].tree->prepared->n != 3 + bounds) {
            continue;
        }
        const brink_i_dist *d = e->p->params[i].tree->prepared;
        EMIT(e, n++ ? ", " : "");
        brink_i_emit_number(e, which < 5 ? d->k[which] : which == 5 ? d->low : d->high);
    }
    for (; n % WIDEST_WORD; n++) {
        EMIT(e, ", 1.0");
    }
    EMIT(e, "};\n");
}

/* They have streams of their own, so that they may all be drawn at once, before the others. */
static void emit_elicited(brink_i_emitter *e)
{
    static const char *const names[] = {"a1", "a2", "a3", "low", "high", "least", "most"};
    for (int bounds = 0; bounds <= 2; bounds++) {
        int n = 0;
        for (int i = 0; i < e->model->n_params; i++) {
            n += is_elicited(&e->p->params[i]) && e->p->params[i].tree->prepared->n == 3 + bounds;
        }
        if (n == 0) {
            continue;
        }
        EMIT(e, "    {\n    static const int parameter[] = {");
        for (int i = 0; i < e->model->n_params; i++) {
            if (is_elicited(&e->p->params[i]) && e->p->params[i].tree->prepared->n == 3 + bounds) {
                EMIT(e, "%d, ", i);
            }
        }
        for (int k = n; k % WIDEST_WORD; k++) {
            EMIT(e, "-1, ");
        }
        EMIT(e, "};\n");
        for (int which = 0; which < 7; which++) {
            emit_constants(e, names[which], bounds, which);
        }
        EMIT(e,
             "    static const elicited all = {parameter, a1, a2, a3, low, high, least, most, %d, %d};\n"
             "    draw_elicited(&all, s->job->param_keys, s->number, s->param);\n    }\n",
             n, bounds);
    }
}

static void emit_parameters(brink_i_emitter *e)
{
    const brink_model *model = e->model;
    int next = 0;
    EMIT(e, "static void start_parameters(trial *s)\n{\n    (void)s;\n");
    emit_elicited(e);
    for (int k = 0; k < model->n_params; k++) {
        int i = model->param_order[k];
        brink_i_emit_trial_cells(e, &next, e->p->param_cells[k]);
        const brink_i_code *code = &e->p->params[i];
        if (!code->tree && code->binding == BRINK_I_CONSTANT) {
            EMIT(e, "    s->param[%d] = s->job->numbers[%d]; /* %s */\n", i, i, model->params[i].name);
            continue;
        }
        if (is_elicited(code)) {
            EMIT(e, "    s->bad |= !isfinite(s->param[%d]); /* %s */\n", i, model->params[i].name);
            continue;
        }
        EMIT(e, "    { /* %s */\n", model->params[i].name);
        emit_opening(e, code, "param_keys", i);
        EMIT(e, "    s->bad |= !isfinite(x);\n    s->param[%d] = x;\n    }\n", i);
    }
    brink_i_emit_trial_cells(e, &next, e->p->n_cells);
    EMIT(e, "}\n");
}

static void emit_limit(brink_i_emitter *e, const brink_i_code *code, const char *absent)
{
    if (code->root >= 0) {
        brink_i_emit_code(e, code);
    } else {
        EMIT(e, "%s", absent);
    }
}

static void emit_start_stock(brink_i_emitter *e, int i)
{
    const brink_i_stock_code *code = &e->p->stocks[i];
    EMIT(e, "    { /* %s */\n    const double min = ", code->stock->name);
    emit_limit(e, &code->min, "-INFINITY");
    EMIT(e, ", max = ");
    emit_limit(e, &code->max, "INFINITY");
    EMIT(e, ";\n");
    emit_opening(e, &code->initial, "stock_keys", i);
    EMIT(e,
         "    s->bad |= !(min <= max) || !isfinite(x);\n"
         "    s->min[%d] = min;\n"
         "    s->max[%d] = max;\n",
         i, i);
    if (code->slot < 0) {
        EMIT(e, "    s->plain[%d] = saturate(x, min, max);\n    }\n", i);
    } else {
        EMIT(e, code->stock->decays ? "    s->level_at[%d] = -1;\n" : "", i);
        EMIT(e,
             "    s->stock[%d] = (brink_i_segment){saturate(x, min, max), 0, 0, 0};\n    ADD(stock_due, "
             "%d);\n    ADD(jumped, %d);\n    }\n",
             i, i, i);
    }
}

static void emit_start_machine(brink_i_emitter *e, int m)
{
    const brink_i_machine_code *code = &e->p->machines[m];
    char stream[32];
    snprintf(stream, sizeof stream, "&s->stream[%d]", m);
    EMIT(e, "    { /* %s */\n    s->stream[%d] = brink_i_stream_open(s->job->machine_keys[%d], s->number);\n",
         code->machine->name, m, m);
    if (code->machine->n_initial == 1) {
        EMIT(e, "    s->state[%d] = %d;\n", m, code->initial[0].state);
    } else {
        brink_i_emit_pick(e, code->initial, code->machine->n_initial, stream);
        EMIT(e, "    static const int to[] = {");
        for (int i = 0; i < code->machine->n_initial; i++) {
            EMIT(e, "%d, ", code->initial[i].state);
        }
        EMIT(e, "};\n    s->state[%d] = to[pick];\n", m);
    }
    EMIT(e, "    ADD(pending, %d);\n    s->entered[%d] = 0;\n", m, m);
    if (code->hazard_slot >= 0) {
        EMIT(e,
             "    ADD(renew, %d);\n    ADD(spent, %d);\n    s->left[%d] = s->bound[%d] = s->taken[%d] = 0;\n "
             "   s->window[%d] = s->window_end[%d] = NEVER;\n",
             m, m, m, m, m, m, m);
    }
    EMIT(e, "    }\n");
}

static void emit_start_process(brink_i_emitter *e, int i)
{
    const brink_i_process_code *code = &e->p->processes[i];
    EMIT(e, "    { /* %s */\n    const double every = ", code->process->name);
    brink_i_emit_code(e, &code->every);
    EMIT(e,
         ";\n"
         "    s->bad |= !(isfinite(every) && every > 0);\n"
         "    s->process[%d] = brink_i_stream_open(s->job->process_keys[%d], s->number);\n"
         "    s->acts[%d] = 1;\n"
         "    s->date[%d] = every;\n"
         "    }\n",
         i, i, i, code->slot);
}

static void emit_all_of(brink_i_emitter *e, const char *set, int n)
{
    for (int w = 0; 64 * w < n; w++) {
        int rest = n - 64 * w;
        EMIT(e, "    s->%s[%d] = UINT64_C(%#llx);\n", set, w, rest >= 64 ? ~0ULL : (1ULL << rest) - 1);
    }
}

static void emit_next(brink_i_emitter *e)
{
    int n = e->p->n_slots;
    EMIT(e, "/* The first smallest date. */\nINLINE void find_next(trial *s)\n{\n");
    if (n == 0) {
        EMIT(e, "    s->next = NEVER;\n    s->slot = -1;\n}\n");
        return;
    }
    if (n > 12) {
        EMIT(e, "    s->slot = first_smallest(s->date, N_SLOTS);\n    s->next = s->date[s->slot];\n}\n");
        return;
    }
    /* No date is negative, so that their bits order as they do: whole numbers are compared without branches.
     */
    EMIT(e, "    const int64_t *bits = (const int64_t *)(const void *)s->date;\n    int64_t next = "
            "bits[0];\n    int slot = 0;\n");
    for (int i = 1; i < n; i++) {
        EMIT(e, "    slot = bits[%d] < next ? %d : slot;\n    next = bits[%d] < next ? bits[%d] : next;\n", i,
             i, i, i);
    }
    EMIT(e, "    memcpy(&s->next, &next, sizeof next);\n    s->slot = slot;\n}\n");
}

void brink_i_emit_start(brink_i_emitter *e)
{
    const brink_model *model = e->model;
    emit_parameters(e);
    emit_next(e);
    EMIT(e,
         "static int trial_start(trial *s)\n"
         "{\n"
         "    s->bad = s->changes = 0;\n"
         "    s->now = s->instant = 0;\n"
         "    s->point_date = %s;\n"
         "    for (size_t i = 0; i < sizeof s->date / sizeof *s->date; i++) {\n"
         "        s->date[i] = NEVER;\n"
         "    }\n"
         "    memset(s->valid, 0, sizeof s->valid);\n"
         "    memset(s->truth, 0, sizeof s->truth);\n"
         "    memset(s->watching, 0, sizeof s->watching);\n"
         "    memset(s->stock_due, 0, sizeof s->stock_due);\n"
         "    memset(s->jumped, 0, sizeof s->jumped);\n"
         "    memset(s->pending, 0, sizeof s->pending);\n"
         "    memset(s->renew, 0, sizeof s->renew);\n"
         "    memset(s->when_due, 0xFF, sizeof s->when_due);\n"
         "    memset(s->point, 0, sizeof s->point);\n",
         model->n_series ? "-1" : "NEVER");
    emit_all_of(e, "by_value", model->n_comparisons);
    emit_all_of(e, "comparison_due", model->n_comparisons);
    emit_all_of(e, "look", model->n_measures + model->n_outcomes);
    for (int i = 0; i < model->n_measures; i++) {
        EMIT(e, "    s->watch[%d] = %s;\n", i,
             model->measures[i].kind == BRINK_MEASURE_FIRST ? "(double)NAN" : "0");
    }
    EMIT(e, "    start_parameters(s);\n");
    for (int i = 0; i < model->n_stocks; i++) {
        emit_start_stock(e, i);
    }
    for (int m = 0; m < model->n_machines; m++) {
        emit_start_machine(e, m);
    }
    for (int i = 0; i < model->n_processes; i++) {
        emit_start_process(e, i);
    }
    EMIT(e, "    return after(s);\n}\n");
}

static void emit_process(brink_i_emitter *e, const brink_i_slot *slot)
{
    const brink_i_process_code *code = &e->p->processes[slot->index];
    char stream[32];
    snprintf(stream, sizeof stream, "&s->process[%d]", slot->index);
    EMIT(e, "        observe_before(s);\n        s->acts[%d] += 1;\n        s->date[%d] = s->acts[%d] * ",
         slot->index, code->slot, slot->index);
    brink_i_emit_code(e, &code->every);
    EMIT(e, ";\n");
    brink_i_emit_effects(e, code->effects, code->process->n_effects, stream, 2);
}

static void emit_commit(brink_i_emitter *e, int number)
{
    const brink_i_slot *slot = &e->p->slots[number];
    EMIT(e, "%sint act%d(trial *s) /* ", e->small ? "static __attribute__((noinline)) " : "static ", number);
    switch (slot->kind) {
    case BRINK_I_SLOT_BOUND:
        EMIT(e, "%s reaches a bound */\n{\n    NOTHING_IS_DUE(s);\n    reach_bound%d(s);\n",
             e->model->stocks[slot->index].name, slot->index);
        break;
    case BRINK_I_SLOT_CROSSING:
        EMIT(e, "a comparison crosses */\n{\n    NOTHING_IS_DUE(s);\n    observe_before(s);\n    "
                "cross_together(s);\n");
        break;
    case BRINK_I_SLOT_TIMER:
        EMIT(e, "%s: a timer */\n{\n    NOTHING_IS_DUE(s);\n    observe_before(s);\n    fire%d_%d(s);\n",
             e->model->machines[slot->index].name, slot->index, slot->number);
        break;
    case BRINK_I_SLOT_REVIEW:
        EMIT(e,
             "%s: a review */\n{\n    NOTHING_IS_DUE(s);\n    observe_before(s);\n    s->reviews[%d] += 1;\n "
             "   s->date[%d] = s->entered[%d] + s->reviews[%d] * ",
             e->model->machines[slot->index].name, number, number, slot->index, number);
        brink_i_emit_code(e, &e->p->machines[slot->index].choices[slot->number].every);
        EMIT(e, ";\n    choose%d_%d(s);\n", slot->index, slot->number);
        break;
    case BRINK_I_SLOT_PROCESS:
        EMIT(e, "%s acts */\n{\n    NOTHING_IS_DUE(s);\n", e->model->processes[slot->index].name);
        emit_process(e, slot);
        break;
    case BRINK_I_SLOT_HAZARD:
        EMIT(e, "%s: chance */\n{\n    NOTHING_IS_DUE(s);\n    return candidate%d(s);\n}\n",
             e->model->machines[slot->index].name, slot->index);
        return;
    }
    EMIT(e, "    return after(s);\n}\n");
}

void brink_i_emit_step(brink_i_emitter *e)
{
    for (int i = 0; i < e->p->n_slots; i++) {
        emit_commit(e, i);
    }
    EMIT(e,
         "/* The next event, the one place where a trial's state changes; or its end at the horizon. */\n"
         "INLINE int trial_step(trial *s)\n"
         "{\n"
         "    const double date = s->next;\n"
         "    if (date > HORIZON) {\n"
         "        record_points(s, HORIZON);\n"
         "        s->now = HORIZON;\n"
         "        observe_before(s);\n"
         "        s->outcome = %d;\n"
         "        return finish(s);\n"
         "    }\n"
         "    record_points(s, date);\n"
         "    if (date > s->instant + INSTANT_SPAN) {\n"
         "        s->instant = date;\n"
         "        s->changes = 0;\n"
         "    }\n"
         "    s->now = date;\n"
         "    switch (s->slot) {\n",
         e->model->otherwise);
    for (int i = 0; i < e->p->n_slots; i++) {
        EMIT(e, "    case %d: return act%d(s);\n", i, i);
    }
    EMIT(e, "    }\n"
            "    return MORE;\n"
            "}\n");
}
