/* SPDX-License-Identifier: Apache-2.0 */
#include "native/emit_words.h"

#include <stdlib.h>

/* Bounds of hazards that move, over windows (docs/semantics.md section 8). They cost more than all else, and
 * few lanes of a word ask for one at a time: so for each state that has such hazards the lanes of all words
 * that ask are put close together in a list (`ask`), worked through (`find_windows`), and read back by the
 * words (`renew`). */

/* What a lane brings along: its time, its last window, and whatever the bounds are made of that no window
 * changes. */
typedef struct things {
    int *cells, *stocks,
        *clocks; /* numbers of cells that do not move; stocks; machines whose time of entry counts */
    int n_cells, n_stocks, n_clocks;
} things;

static void add(int *list, int *n, int x)
{
    for (int i = 0; i < *n; i++) {
        if (list[i] == x) {
            return;
        }
    }
    list[(*n)++] = x;
}

static void add_still(const brink_i_emitter *e, things *t, int cell)
{
    if (e->p->cells[cell].binding != BRINK_I_CONSTANT) {
        add(t->cells, &t->n_cells, cell);
    }
}

static void add_moving(const brink_i_emitter *e, things *t, int number)
{
    const brink_i_cell *cell = &e->p->cells[number];
    if (cell->op == BRINK_I_OP_STOCK) {
        add(t->stocks, &t->n_stocks, cell->index);
    } else if (cell->op == BRINK_I_OP_ELAPSED) {
        add(t->clocks, &t->n_clocks, cell->index);
    } else if (cell->op != BRINK_I_OP_TIME) {
        for (int k = 0; k < 3 && cell->arg[k] >= 0; k++) {
            if (e->p->cells[cell->arg[k]].binding != BRINK_I_MOVING) {
                add_still(e, t, cell->arg[k]);
            }
        }
    }
}

static bool things_of(brink_i_emitter *e, const brink_i_machine_code *code, const brink_i_state_code *here,
                      things *t)
{
    *t = (things){.cells = calloc((size_t)e->p->n_cells + 1, sizeof(int)),
                  .stocks = calloc((size_t)e->model->n_stocks + 1, sizeof(int)),
                  .clocks = calloc((size_t)e->model->n_machines + 1, sizeof(int))};
    if (!t->cells || !t->stocks || !t->clocks) {
        e->failed = true;
        return false;
    }
    for (int i = 0; i < here->n_hazards; i++) {
        const brink_i_code *value = &code->transitions[here->hazards[i]].value;
        if (value->binding != BRINK_I_MOVING) {
            add_still(e, t, value->root);
        }
        for (int k = 0; value->binding == BRINK_I_MOVING && k < value->n_moving; k++) {
            add_moving(e, t, value->moving[k]);
        }
    }
    return true;
}

static void free_things(things *t)
{
    free(t->cells);
    free(t->stocks);
    free(t->clocks);
}

/* ---- the list ---- */

static bool has_min(const brink_i_emitter *e, int stock)
{
    return brink_i_emit_words_limit_varies(&e->p->stocks[stock].min);
}
static bool has_max(const brink_i_emitter *e, int stock)
{
    return brink_i_emit_words_limit_varies(&e->p->stocks[stock].max);
}

static void emit_list(brink_i_emitter *e, const things *t, int m, int state)
{
    EMIT(e,
         "typedef struct list%d_%d { /* %s: %s */\n    int n;\n    row now, last, bound, end, window, "
         "doubt;\n",
         m, state, e->model->machines[m].name, e->model->machines[m].states[state]);
    for (int i = 0; i < t->n_stocks; i++) {
        int k = t->stocks[i];
        EMIT(e, "    row x%d, t%d, f%d;\n", k, k, k);
        EMIT(e, has_min(e, k) ? "    row min%d;\n" : "", k);
        EMIT(e, has_max(e, k) ? "    row max%d;\n" : "", k);
    }
    for (int i = 0; i < t->n_clocks; i++) {
        EMIT(e, "    row entered%d;\n", t->clocks[i]);
    }
    for (int i = 0; i < t->n_cells; i++) {
        EMIT(e, "    row c%d;\n", t->cells[i]);
    }
    EMIT(e, "} list%d_%d;\n", m, state);
}

static void emit_ask(brink_i_emitter *e, const things *t, int m, int state)
{
    EMIT(e,
         "static inline void ask%d_%d(block *s, list%d_%d *q, mask on)\n"
         "{\n"
         "    const int at = q->n;\n"
         "    s->place%d_%d = at;\n"
         "    q->n += __builtin_popcount(lanes_of(on));\n"
         "    compress(q->now + at, on, s->now);\n"
         "    compress(q->last + at, on, s->window%d);\n",
         m, state, m, state, m, state, m);
    for (int i = 0; i < t->n_stocks; i++) {
        int k = t->stocks[i];
        EMIT(e,
             "    compress(q->x%d + at, on, s->stock%d.x0);\n"
             "    compress(q->t%d + at, on, s->stock%d.t0);\n"
             "    compress(q->f%d + at, on, s->stock%d.f);\n",
             k, k, k, k, k, k);
        EMIT(e, has_min(e, k) ? "    compress(q->min%d + at, on, s->min%d);\n" : "", k, k);
        EMIT(e, has_max(e, k) ? "    compress(q->max%d + at, on, s->max%d);\n" : "", k, k);
    }
    for (int i = 0; i < t->n_clocks; i++) {
        EMIT(e, "    compress(q->entered%d + at, on, s->entered%d);\n", t->clocks[i], t->clocks[i]);
    }
    for (int i = 0; i < t->n_cells; i++) {
        EMIT(e, "    compress(q->c%d + at, on, ", t->cells[i]);
        brink_i_emit_words_cell(e, t->cells[i]);
        EMIT(e, ");\n");
    }
    EMIT(e, "}\n");
}

/* ---- bounds ---- */

/* A value that no window changes, in the list. */
static void emit_still(brink_i_emitter *e, int number)
{
    if (e->p->cells[number].binding == BRINK_I_CONSTANT) {
        brink_i_emit_words_cell(e, number);
    } else {
        EMIT(e, "c%d", number);
    }
}

static const char *band_name(int op)
{
    switch (op) {
    case BRINK_I_OP_NEG:
        return "negate";
    case BRINK_I_OP_ADD:
        return "add";
    case BRINK_I_OP_SUB:
        return "subtract";
    case BRINK_I_OP_MUL:
        return "multiply";
    case BRINK_I_OP_DIV:
        return "divide";
    case BRINK_I_OP_MIN:
        return "min";
    case BRINK_I_OP_MAX:
        return "max";
    default:
        return "logistic";
    }
}

static void emit_operation(brink_i_emitter *e, const brink_i_cell *cell)
{
    const int *arg = cell->arg;
    bool first = e->p->cells[arg[0]].binding == BRINK_I_MOVING,
         second = arg[1] >= 0 && e->p->cells[arg[1]].binding == BRINK_I_MOVING;
    if ((cell->op == BRINK_I_OP_MUL && !(first && second)) || (cell->op == BRINK_I_OP_DIV && !second)) {
        EMIT(e, cell->op == BRINK_I_OP_MUL ? "band_scale(r%d, " : "band_divide_by(r%d, ", arg[first ? 0 : 1]);
        emit_still(e, arg[first ? 1 : 0]);
        EMIT(e, ", &odd);\n");
        return;
    }
    EMIT(e, "band_%s(", band_name(cell->op));
    for (int k = 0; k < 3 && arg[k] >= 0; k++) {
        bool moves = e->p->cells[arg[k]].binding == BRINK_I_MOVING;
        EMIT(e, moves ? "r%d" : "band_point(", arg[k]);
        if (!moves) {
            emit_still(e, arg[k]);
        }
        EMIT(e, moves ? ", " : "), ");
    }
    EMIT(e, "&odd);\n");
}

static void emit_hazard_band(brink_i_emitter *e, const brink_i_code *value)
{
    EMIT(e, "    {\n");
    for (int i = 0; i < value->n_moving; i++) {
        int c = value->moving[i];
        const brink_i_cell *cell = &e->p->cells[c];
        EMIT(e, "        const band r%d = ", c);
        if (cell->op == BRINK_I_OP_STOCK) {
            EMIT(e, "stock_band(&line%d, min%d, max%d, now, until);\n", cell->index, cell->index,
                 cell->index);
        } else if (cell->op == BRINK_I_OP_TIME) {
            EMIT(e, "{now, until};\n");
        } else if (cell->op == BRINK_I_OP_ELAPSED) {
            EMIT(e, "{now - entered%d, until - entered%d};\n", cell->index, cell->index);
        } else {
            emit_operation(e, cell);
        }
    }
    EMIT(e,
         "        low = low + r%d.low;\n"
         "        high = high + r%d.high;\n"
         "        doubt |= ~at_least(r%d.low, SET(0.0));\n"
         "    }\n",
         value->root, value->root, value->root);
}

static void emit_reading(brink_i_emitter *e, const things *t)
{
    for (int i = 0; i < t->n_stocks; i++) {
        int k = t->stocks[i];
        EMIT(e, "    const line line%d = {WORD_AT(q->x%d), WORD_AT(q->t%d), WORD_AT(q->f%d)};\n", k, k, k, k);
        EMIT(e,
             has_min(e, k) ? "    const word min%d = WORD_AT(q->min%d);\n"
                           : "    const word min%d = MIN%d;\n",
             k, k);
        EMIT(e,
             has_max(e, k) ? "    const word max%d = WORD_AT(q->max%d);\n"
                           : "    const word max%d = MAX%d;\n",
             k, k);
    }
    for (int i = 0; i < t->n_clocks; i++) {
        EMIT(e, "    const word entered%d = WORD_AT(q->entered%d);\n", t->clocks[i], t->clocks[i]);
    }
    for (int i = 0; i < t->n_cells; i++) {
        EMIT(e, "    const word c%d = WORD_AT(q->c%d);\n", t->cells[i], t->cells[i]);
    }
}

/* One narrowing of the windows of a word that are open. */
static void emit_narrowing(brink_i_emitter *e, const things *t, int m, int state)
{
    const brink_i_machine_code *code = &e->p->machines[m];
    const brink_i_state_code *here = &code->states[state];
    EMIT(e,
         "static inline mask narrow%d_%d(list%d_%d *q, int at, mask open, bool last)\n"
         "{\n"
         "    const word now = WORD_AT(q->now);\n",
         m, state, m, state);
    emit_reading(e, t);
    EMIT(e, "    word window = WORD_AT(q->window);\n"
            "    const word until = now + window;\n"
            "    mask odd = NONE, doubt = NONE;\n"
            "    word low = SET(0.0), high = SET(0.0);\n");
    for (int i = 0; i < here->n_hazards; i++) {
        const brink_i_code *value = &code->transitions[here->hazards[i]].value;
        if (value->binding == BRINK_I_MOVING) {
            emit_hazard_band(e, value);
        } else {
            EMIT(e, "    low = low + ");
            emit_still(e, value->root);
            EMIT(e, ";\n    high = high + ");
            emit_still(e, value->root);
            EMIT(e, ";\n");
        }
    }
    EMIT(e, "    high = pick(odd | (mask)~is_finite(high), SET((double)NAN), high);\n"
            "    PUT(WORD_AT(q->bound), open, high);\n"
            "    PUT(WORD_AT(q->doubt), open, truth_of(doubt));\n"
            "    const word loose = high - pick(above(low, SET(0.0)), low, SET(0.0)), half = window / 2, "
            "enough = BRINK_I_MOST_LOST / loose;\n"
            "    open &= above(loose * window, SET(BRINK_I_MOST_LOST)) & above(now + half, now);\n"
            "    open = last ? NONE : open;\n"
            "    window = pick(open, pick(above(enough, half), enough, half), window);\n"
            "    WORD_AT(q->window) = window;\n"
            "    PUT(WORD_AT(q->end), open, now + window);\n"
            "    return open;\n"
            "}\n");
}

/* The window over which few candidates will be lost, for all that ask: one narrowing of all words after the
 * other, since within a word each narrowing has to wait for the last. */
static void emit_find(brink_i_emitter *e, const things *t, int m, int state)
{
    emit_narrowing(e, t, m, state);
    EMIT(e,
         "static void find_windows%d_%d(list%d_%d *q)\n"
         "{\n"
         "    mask open[WORDS], any = NONE;\n"
         "    for (int at = 0; at < q->n; at += WORD) {\n"
         "        const word now = WORD_AT(q->now), last = WORD_AT(q->last), rest = HORIZON - now, twice = 2 "
         "* last;\n"
         "        const mask there = q->n - at >= WORD ? ALL : mask_of((1u << (q->n - at)) - 1);\n"
         "        const mask inside = there & below(now, SET(HORIZON)), again = below(twice, rest) & "
         "above(now + twice, now);\n"
         "        WORD_AT(q->window) = pick(inside, pick(again, twice, rest), last);\n"
         "        WORD_AT(q->end) = pick(inside, pick(again, now + twice, SET(HORIZON)), now);\n"
         "        WORD_AT(q->bound) = SET(0.0);\n"
         "        WORD_AT(q->doubt) = SET(1.0);\n"
         "        open[at / WORD] = inside;\n"
         "        any |= inside;\n"
         "    }\n"
         "    for (int narrowings = 0; ANY(any); narrowings++) {\n"
         "        any = NONE;\n"
         "        for (int at = 0; at < q->n; at += WORD) {\n"
         "            if (ANY(open[at / WORD])) {\n"
         "                open[at / WORD] = narrow%d_%d(q, at, open[at / WORD], narrowings == "
         "BRINK_I_MOST_NARROWINGS);\n"
         "                any |= open[at / WORD];\n"
         "            }\n"
         "        }\n"
         "    }\n"
         "    for (int at = 0; at < q->n; at += WORD) {\n"
         "        WORD_AT(q->bound) = WORD_AT(q->bound) * BRINK_I_BOUND_MARGIN;\n"
         "    }\n"
         "    q->n = 0;\n"
         "}\n",
         m, state, m, state, m, state);
}

/* ---- all of it ---- */

static void for_all(brink_i_emitter *e, void (*emit)(brink_i_emitter *, const things *, int, int))
{
    for (int m = 0; m < e->model->n_machines; m++) {
        const brink_i_machine_code *code = &e->p->machines[m];
        for (int state = 0; state < code->machine->n_states && code->moving; state++) {
            things t;
            if (code->states[state].moving && things_of(e, code, &code->states[state], &t)) {
                emit(e, &t, m, state);
                free_things(&t);
            }
        }
    }
}

static void emit_member(brink_i_emitter *e, const things *t, int m, int state)
{
    (void)t;
    EMIT(e, "    list%d_%d list%d_%d;\n", m, state, m, state);
}

static void emit_call(brink_i_emitter *e, const things *t, int m, int state)
{
    (void)t;
    EMIT(e, "    find_windows%d_%d(&p->list%d_%d);\n", m, state, m, state);
}

void brink_i_emit_words_lists(brink_i_emitter *e) { for_all(e, emit_list); }

void brink_i_emit_words_list_members(brink_i_emitter *e) { for_all(e, emit_member); }

void brink_i_emit_words_windows(brink_i_emitter *e)
{
    for_all(e, emit_ask);
    for_all(e, emit_find);
    EMIT(e, "INLINE void find_windows(pool *p)\n{\n    (void)p;\n");
    for_all(e, emit_call);
    EMIT(e, "}\n");
}
