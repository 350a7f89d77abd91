/* SPDX-License-Identifier: Apache-2.0 */
#include "native/emit_words.h"

#include <inttypes.h>
#include <stdio.h>

/* State, start, observation, and the order of it all. */

static int some(int n) { return n > 0 ? n : 1; }

static void emit_machine_state(brink_i_emitter *e, int m)
{
    const brink_i_machine_code *code = &e->p->machines[m];
    if (brink_i_emit_words_times(e, m)) {
        EMIT(e, "    word entered%d;\n", m);
    }
    if (code->hazard_slot >= 0) {
        EMIT(e, "    bits_word stream%d, inc%d;\n    word left%d, bound%d, taken%d;\n", m, m, m, m, m);
    }
    if (code->moving) {
        EMIT(e, "    word candidate%d, window_end%d, window%d;\n", m, m, m);
    }
    for (int state = 0; state < code->machine->n_states; state++) {
        if (code->states[state].moving) {
            EMIT(e, "    int place%d_%d;\n", m, state);
        }
    }
}

static void emit_stock_state(brink_i_emitter *e, int i)
{
    const brink_i_stock_code *code = &e->p->stocks[i];
    for (int upper = 0; upper < 2; upper++) {
        if (brink_i_emit_words_limit_varies(upper ? &code->max : &code->min)) {
            EMIT(e, upper ? "    word max%d;\n" : "    word min%d;\n", i);
        }
    }
    if (code->slot < 0) {
        EMIT(e, "    word plain%d;\n", i);
    } else {
        EMIT(e, "    line stock%d;\n", i);
    }
}

bool brink_i_emit_words_limit_varies(const brink_i_code *code)
{
    return code->root >= 0 && code->binding != BRINK_I_CONSTANT;
}

/* MIN0, MAX0, ...: limits of stocks. */
static void emit_limit(brink_i_emitter *e, int i, const brink_i_code *code, bool upper)
{
    EMIT(e, upper ? "#define MAX%d " : "#define MIN%d ", i);
    if (brink_i_emit_words_limit_varies(code)) {
        EMIT(e, upper ? "(s->max%d)\n" : "(s->min%d)\n", i);
    } else if (code->root >= 0) {
        brink_i_emit_words_code(e, code);
        EMIT(e, "\n");
    } else {
        EMIT(e, upper ? "SET(INFINITY)\n" : "SET(-INFINITY)\n");
    }
}

/* What is true or false of a trial, next to each other, since all of it is set at the start: as members, and
 * as what it is then. */
typedef struct flags {
    brink_i_text members, first; /* the struct's text; statements that set them eight at a time */
    uint64_t eight;              /* those that are not written yet: a byte each */
    int n;
} flags;

static void write_flags(flags *f, int n)
{
    brink_i_text_addf(&f->first, "    set_flags(s->flags + %d, %d, on, UINT64_C(0x%016" PRIx64 "));\n",
                      f->n - n, n, f->eight);
    f->eight = 0;
}

static void set_flag(flags *f, bool on)
{
    f->eight |= on ? UINT64_C(0xFF) << 8 * (f->n % 8) : 0;
    if (++f->n % 8 == 0) {
        write_flags(f, 8);
    }
}

/* A mask (n < 0), or n of them; lanes that start are in those from `from` to before `to`. */
static void add_flag(flags *f, const char *name, int n, int from, int to)
{
    brink_i_text_addf(&f->members, n < 0 ? "            mask %s;\n" : "            mask %s[%d];\n", name, n);
    for (int i = 0; i < (n < 0 ? 1 : n); i++) {
        set_flag(f, i >= from && i < to);
    }
}

static void add_numbered_flag(flags *f, const char *name, int number, int n, int from, int to)
{
    char full[32];
    snprintf(full, sizeof full, "%s%d", name, number);
    add_flag(f, full, n, from, to);
}

static void list_flags(const brink_i_emitter *e, flags *f)
{
    const brink_model *model = e->model;
    int machines = some(model->n_machines), comparisons = model->n_comparisons, measures = model->n_measures;
    *f = (flags){0};
    brink_i_text_init(&f->members);
    brink_i_text_init(&f->first);
    add_flag(f, "spent", machines, 0, machines);
    for (int m = 0; m < model->n_machines; m++) {
        if (brink_i_emit_words_marks_renewal(e, m)) {
            add_numbered_flag(f, "renew", m, -1, 0, 1);
        }
        int initial = e->p->machines[m].initial[0].state;
        add_numbered_flag(f, "in", m, model->machines[m].n_states, initial, initial + 1);
    }
    for (int i = 0; i < model->n_stocks; i++) {
        if (e->p->stocks[i].slot >= 0) {
            add_numbered_flag(f, "stock_due", i, -1, 0, 1);
            add_numbered_flag(f, "jumped", i, -1, 0, 1);
        }
    }
    if (comparisons) {
        add_flag(f, "truth", comparisons, 0, 0);
        add_flag(f, "comparison_due", comparisons, 0, comparisons);
        add_flag(f, "by_value", comparisons, 0, comparisons);
    }
    if (measures) {
        add_flag(f, "watching", measures, 0, 0);
    }
    if (f->n % 8) {
        write_flags(f, f->n % 8);
    }
}

static bool any_moving(const brink_i_emitter *e)
{
    for (int m = 0; m < e->model->n_machines; m++) {
        if (e->p->machines[m].moving) {
            return true;
        }
    }
    return false;
}

/* In a model of few parts some lane of a word nearly always needs a step, and nobody can foresee when none
 * does: then asking costs more than it saves (reference model: 77 ns a trial with, 70 without). In a large
 * one most steps concern no lane in a round (embedded system with its 6 machines: 0.44 ms without, 0.28
 * with). */
bool brink_i_emit_words_small(const brink_i_emitter *e)
{
    return e->model->n_machines <= 4 && e->p->n_moving_stocks + e->model->n_comparisons <= 3 &&
           e->model->n_measures <= 4;
}

/* Words share the nearest cache with all else: 20 KiB of it are best for the embedded system of the
 * benchmarks (0.40 ms a trial; 0.45 with 28, 0.67 with 44). But windows want many lanes, to fill words of
 * their own: for the reference model 44 are best (81 ns; 88 with 28). */
static void emit_state(brink_i_emitter *e)
{
    const brink_model *model = e->model;
    int measures = some(model->n_measures);
    flags f;
    list_flags(e, &f);
    e->failed |= f.members.failed || f.first.failed;
    EMIT(e, "#define OFTEN(m) %s\n#define HORIZON ", brink_i_emit_words_small(e) ? "true" : "ANY(m)");
    brink_i_emit_number(e, model->horizon);
    EMIT(e,
         "\n#define INSTANT_SPAN (BRINK_I_INSTANT_SPAN * HORIZON)\nenum { N_MEASURES = %d, OTHERWISE = %d, "
         "ENDS_AT_EVENTS = "
         "%d };\n",
         model->n_measures, model->otherwise, e->ends_at_events);
    EMIT(e,
         "typedef struct block {\n"
         "    const brink_i_native_job *job;\n"
         "    bits_word number, outcome;\n"
         "    mask alive, bad, happened;\n"
         "    word now, repeats; /* events that followed each other within an instant */\n"
         "    word date[%d];\n"
         "    mask fresh[%d], need[%d];\n"
         "    int budget_place;\n",
         some(e->p->n_slots), some(model->n_machines), some(model->n_machines));
    EMIT(e, "    union {\n        struct {\n%s        };\n        mask flags[%d];\n    };\n",
         e->failed ? "" : f.members.bytes, (f.n + 7) / 8 * 8);
    for (int m = 0; m < model->n_machines; m++) {
        emit_machine_state(e, m);
    }
    for (int i = 0; i < model->n_stocks; i++) {
        emit_stock_state(e, i);
    }
    EMIT(e, "    word param[%d];\n", some(model->n_params));
    for (int i = 0; i < e->p->n_trial_cells; i++) {
        EMIT(e, "    word cell%d;\n", e->p->trial_cells[i]);
    }
    EMIT(e,
         "    word watch[%d], since[%d], measure[%d];\n} block;\n"
         "enum { WORDS = WORDS_OF(sizeof(block), %d << 10), POOL = WORDS * WORD };\n"
         "typedef LIST(number, row, POOL);\n"
         "typedef LIST(uint64_t, bits_row, POOL);\n",
         measures, measures, measures, any_moving(e) ? 44 : 20);
    for (int i = 0; i < model->n_stocks; i++) {
        emit_limit(e, i, &e->p->stocks[i].min, false);
        emit_limit(e, i, &e->p->stocks[i].max, true);
    }
    EMIT(e, "INLINE void set_first_flags(block *s, mask on)\n{\n%s}\n", e->failed ? "" : f.first.bytes);
    brink_i_text_free(&f.members);
    brink_i_text_free(&f.first);
}

/* What the words of one thread share. */
static void emit_pool(brink_i_emitter *e)
{
    EMIT(e,
         "enum { MACHINES = %d, ROOM = 2 * POOL };\n"
         "typedef struct budgets { /* of all lanes that need one: the stream's state, and then its next; "
         "what was drawn */\n"
         "    int n;\n"
         "    LIST(uint64_t, stream, MACHINES * POOL);\n"
         "    LIST(uint64_t, inc, MACHINES * POOL);\n"
         "    LIST(number, budget, MACHINES * POOL);\n"
         "} budgets;\n"
         "typedef struct ended { /* records of trials that ended in this round */\n"
         "    int n;\n"
         "    bool any_bad;\n"
         "    LIST(uint64_t, number, ROOM);\n"
         "    LIST(uint64_t, outcome, ROOM);\n"
         "    LIST(double, end, ROOM);\n"
         "    LIST(double, measure[N_MEASURES + 1], ROOM);\n"
         "} ended;\n"
         "typedef struct late { /* the same where it is known: trials that ended at the horizon */\n"
         "    int n;\n"
         "    LIST(uint64_t, number, ROOM);\n"
         "} late;\n",
         e->model->n_machines);
    EMIT(e, "typedef struct pool {\n    block block[WORDS];\n    waiting waiting;\n    budgets budgets;\n"
            "    ended ended;\n    late late;\n");
    brink_i_emit_words_list_members(e);
    EMIT(e, "} pool;\n"
            "/* Lanes that end in this round, and of these the ones of which only that is to be told that "
            "nothing ended them before the horizon. */\n"
            "typedef struct ends {\n"
            "    mask ended, late;\n"
            "} ends;\n"
            "INLINE void end_lanes(pool *p, block *s, mask over);\n"
            "INLINE void end_late(pool *p, block *s, mask late);\n"
            "static void draw_budgets(budgets *q)\n"
            "{\n"
            "    for (int at = 0; at < q->n; at += WORD) {\n"
            "        const bits_word x = BITS_AT(q->stream);\n"
            "        BITS_AT(q->stream) = x * BRINK_I_PCG_MULTIPLIER + BITS_AT(q->inc);\n"
            "        WORD_AT(q->budget) = -word_log_normal(word_uniform(x));\n"
            "    }\n"
            "    q->n = 0;\n"
            "}\n");
}

/* ---- what a trial leaves behind ---- */

static bool is_extreme(const brink_i_measure *measure)
{
    return measure->kind == BRINK_MEASURE_MIN || measure->kind == BRINK_MEASURE_MAX;
}

static void emit_extreme(brink_i_emitter *e, int i)
{
    EMIT(e, "    {\n        const word x = ");
    brink_i_emit_words_code(e, &e->p->measures[i]);
    EMIT(e,
         ";\n        PUT(s->watch[%d], on & (~s->watching[%d] | %s(x, s->watch[%d])), x);\n        "
         "s->watching[%d] |= on;\n    }\n",
         i, i, e->model->measures[i].kind == BRINK_MEASURE_MIN ? "below" : "above", i, i);
}

static void emit_look(brink_i_emitter *e, int i)
{
    const brink_i_measure *measure = &e->model->measures[i];
    if (is_extreme(measure)) {
        emit_extreme(e, i);
    } else if (measure->kind == BRINK_MEASURE_TIME_IN || measure->kind == BRINK_MEASURE_FIRST) {
        EMIT(e, "    {\n        const mask holds = on & ");
        brink_i_emit_words_condition(e, e->p->measures[i].root);
        EMIT(e, ";\n");
        if (measure->kind == BRINK_MEASURE_FIRST) {
            EMIT(e,
                 "        PUT(s->watch[%d], holds & ~s->watching[%d], s->now);\n        s->watching[%d] |= "
                 "holds;\n    }\n",
                 i, i, i);
        } else {
            EMIT(e,
                 "        PUT(s->since[%d], holds & ~s->watching[%d], s->now);\n"
                 "        PUT(s->watch[%d], on & s->watching[%d] & ~holds, s->watch[%d] + (s->now - "
                 "s->since[%d]));\n"
                 "        s->watching[%d] = (s->watching[%d] & ~on) | holds;\n"
                 "    }\n",
                 i, i, i, i, i, i, i, i);
        }
    }
}

static void emit_finish(brink_i_emitter *e)
{
    EMIT(e, "/* The trials of these lanes end now. */\nstatic inline void finish(block *s, mask on)\n{\n    "
            "(void)s;\n    (void)on;\n");
    for (int i = 0; i < e->model->n_measures; i++) {
        const brink_i_measure *measure = &e->model->measures[i];
        EMIT(e, "    PUT(s->measure[%d], on, ", i);
        if (measure->kind == BRINK_MEASURE_AT_END) {
            brink_i_emit_words_code(e, &e->p->measures[i]);
        } else if (measure->kind == BRINK_MEASURE_TIME_IN) {
            EMIT(e, "pick(s->watching[%d], s->watch[%d] + (s->now - s->since[%d]), s->watch[%d]) * ", i, i, i,
                 i);
            brink_i_emit_number(e, measure->scale);
        } else if (measure->kind == BRINK_MEASURE_FIRST) {
            EMIT(e, "s->watch[%d] * ", i);
            brink_i_emit_number(e, measure->scale);
        } else {
            EMIT(e, "s->watch[%d]", i);
        }
        EMIT(e, ");\n");
    }
    EMIT(e, "}\n");
}

static void emit_observe(brink_i_emitter *e)
{
    EMIT(e, "/* Just before an event: extremes of what moves. */\nstatic inline void observe_before(block "
            "*s, mask on)\n{\n    (void)s;\n    (void)on;\n");
    for (int i = 0; i < e->model->n_measures; i++) {
        if (is_extreme(&e->model->measures[i]) && e->p->measures[i].binding == BRINK_I_MOVING) {
            emit_extreme(e, i);
        }
    }
    EMIT(e, "}\n");
    emit_finish(e);
    EMIT(e, "/* When settled: the lanes that an outcome ends. */\nstatic inline mask observe(block *s, mask "
            "on)\n{\n");
    for (int i = 0; i < e->model->n_measures; i++) {
        emit_look(e, i);
    }
    EMIT(e, "    mask ended = NONE, holds = NONE;\n    (void)holds;\n");
    for (int i = 0; i < e->model->n_outcomes; i++) {
        if (i != e->model->otherwise) {
            EMIT(e, "    holds = on & ~ended & ");
            brink_i_emit_words_condition(e, e->p->outcomes[i].root);
            EMIT(e,
                 "; /* %s */\n    s->outcome = pick_bits(holds, (bits_word){0} + %d, s->outcome);\n    ended "
                 "|= holds;\n",
                 e->model->outcomes[i].name, i);
        }
    }
    EMIT(e, "    if (ANY(ended)) {\n        finish(s, ended);\n    }\n    return ended;\n}\n");
}

/* Whether an expression reads nothing that changes but machines' states. */
static bool reads_states_only(const brink_i_emitter *e, const brink_i_code *code)
{
    for (int i = 0; code->root >= 0 && i < code->n_cells; i++) {
        const brink_i_cell *cell = &e->p->cells[code->cells[i]];
        if (cell->comparison >= 0 || cell->op == BRINK_I_OP_STOCK || cell->op == BRINK_I_OP_TIME ||
            cell->op == BRINK_I_OP_ELAPSED) {
            return false;
        }
    }
    return true;
}

/* Whether it is plain at once, from the states after an event, that an outcome ends a trial; and nobody wants
 * to know anything else of it. */
static bool ends_at_events(const brink_i_emitter *e)
{
    bool plain = e->model->n_measures == 0;
    for (int i = 0; i < e->model->n_outcomes; i++) {
        plain &= i == e->model->otherwise || reads_states_only(e, &e->p->outcomes[i]);
    }
    for (int i = 0; i < e->model->n_stocks; i++) {
        plain &= reads_states_only(e, &e->p->stocks[i].flow);
    }
    return plain;
}

void brink_i_emit_words(brink_i_emitter *e)
{
    e->ends_at_events = ends_at_events(e);
    emit_state(e);
    brink_i_emit_words_waiting(e);
    brink_i_emit_words_lists(e);
    emit_pool(e);
    brink_i_emit_words_cells(e);
    emit_observe(e);
    brink_i_emit_words_changes(e);
    brink_i_emit_words_commit(e);
    brink_i_emit_words_windows(e);
    brink_i_emit_words_hazards(e);
    brink_i_emit_words_start(e);
}
