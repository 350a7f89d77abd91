/* SPDX-License-Identifier: Apache-2.0 */
#include "native/emit_words.h"

#include <math.h>
#include <stdlib.h>

#include "compile/compute.h"

/* First events, found before a trial takes a lane. All trials start in the same states, so that much is known of what can happen first: it is
 * found for whole words of trials at a time, without asking which state a lane is in. Trials to which nothing happens before the horizon, and
 * those that end with their first event, never take a lane; the others take one just after that event. (Reference model: 75 ns a trial without,
 * 58 with; compiled for AVX2 123 and 92.) */

/* ---- what is known in given states ---- */

/* A number that all trials share, from values of the arguments that they share. */
static double value_of(const brink_i_emitter *e, const brink_i_given *given, const brink_i_cell *cell)
{
    const double a[3] = {cell->arg[0] >= 0 ? given[cell->arg[0]].value : 0.0, cell->arg[1] >= 0 ? given[cell->arg[1]].value : 0.0,
                         cell->arg[2] >= 0 ? given[cell->arg[2]].value : 0.0};
    brink_i_cell alone = *cell;
    for (int k = 0; k < 3; k++) {
        alone.arg[k] = cell->arg[k] >= 0 ? k : -1;
    }
    return brink_i_compute(&alone, a, e->model->tables);
}

static brink_i_given known(double x)
{
    return (brink_i_given){.known = true, .zero = x == 0.0, .value = x};
}

static brink_i_given given_operation(const brink_i_emitter *e, const brink_i_given *given, const brink_i_cell *cell)
{
    const brink_i_given nothing = {0};
    const brink_i_given *a = cell->arg[0] >= 0 ? &given[cell->arg[0]] : &nothing, *b = cell->arg[1] >= 0 ? &given[cell->arg[1]] : &nothing;
    bool all = cell->arg[0] >= 0;
    for (int k = 0; k < 3; k++) {
        all &= cell->arg[k] < 0 || given[cell->arg[k]].known;
    }
    if (all) {
        return known(value_of(e, given, cell));
    }
    switch (cell->op) {
    case BRINK_I_OP_IF:
        return a->known                                 ? given[cell->arg[a->value > 0.0 ? 1 : 2]]
               : b->zero && given[cell->arg[2]].zero ? (brink_i_given){.zero = true}
                                                      : nothing;
    case BRINK_I_OP_AND:
        return (a->known && a->zero) || (b->known && b->zero) ? known(0.0) : nothing;
    case BRINK_I_OP_OR:
        return (a->known && a->value > 0.0) || (b->known && b->value > 0.0) ? known(1.0) : nothing;
    case BRINK_I_OP_MUL:
        return (brink_i_given){.zero = a->zero || b->zero};
    case BRINK_I_OP_ADD:
    case BRINK_I_OP_SUB:
        return (brink_i_given){.zero = a->zero && b->zero};
    case BRINK_I_OP_NEG:
    case BRINK_I_OP_DIV:
        return (brink_i_given){.zero = a->zero};
    default:
        return nothing;
    }
}

static void evaluate(const brink_i_emitter *e, const int *states, brink_i_given *given)
{
    for (int c = 0; c < e->p->n_cells; c++) {
        const brink_i_cell *cell = &e->p->cells[c];
        if (cell->binding == BRINK_I_CONSTANT) {
            given[c] = known(e->p->template_values[c]);
        } else if (cell->op == BRINK_I_OP_IN_STATE) {
            given[c] = known((double)(cell->states >> states[cell->index] & 1));
        } else if (cell->atom >= 0 || cell->op == BRINK_I_OP_TABLE || cell->op == BRINK_I_OP_PARAM) {
            given[c] = (brink_i_given){0};
        } else {
            given[c] = given_operation(e, given, cell);
        }
    }
}

/* ---- whether ---- */

enum { STATES = 1, OF_TRIAL = 2, STOCKS = 4, CLOCKS = 8, COMPARISONS = 16 }; /* what an expression reads */

static int reads(const brink_i_emitter *e, int number)
{
    const brink_i_cell *cell = &e->p->cells[number];
    if (cell->atom >= 0) {
        return COMPARISONS;
    }
    switch (cell->op) {
    case BRINK_I_OP_IN_STATE:
        return STATES;
    case BRINK_I_OP_PARAM:
        return OF_TRIAL;
    case BRINK_I_OP_STOCK:
        return STOCKS;
    case BRINK_I_OP_TIME:
    case BRINK_I_OP_ELAPSED:
        return CLOCKS;
    default:
        break;
    }
    int all = 0;
    for (int k = 0; k < 3; k++) {
        all |= cell->arg[k] >= 0 ? reads(e, cell->arg[k]) : 0;
    }
    return all;
}

static bool code_reads(const brink_i_emitter *e, const brink_i_code *code, int allowed)
{
    return code->root < 0 || !(reads(e, code->root) & ~allowed);
}

/* Whether it is plain at once, from the states after an event, that an outcome ends a trial; and nobody wants to know anything else of it. */
static bool ends_at_events(const brink_i_emitter *e)
{
    if (e->model->n_measures) {
        return false;
    }
    for (int i = 0; i < e->model->n_outcomes; i++) {
        if (i != e->model->otherwise && !code_reads(e, &e->p->outcomes[i], STATES)) {
            return false;
        }
    }
    for (int i = 0; i < e->model->n_stocks; i++) {
        if (!code_reads(e, &e->p->stocks[i].flow, STATES | OF_TRIAL)) {
            return false;
        }
    }
    return true;
}

/* Whether no comparison changes its truth while stocks are at rest. */
static bool comparisons_wait(const brink_i_emitter *e)
{
    for (int k = 0; k < e->model->n_atoms; k++) {
        if (!code_reads(e, &e->p->atoms[k].left, ~CLOCKS) || !code_reads(e, &e->p->atoms[k].right, ~CLOCKS)) {
            return false;
        }
    }
    return true;
}

/* The outcome that holds in the states that `given` was made for; -1: none. */
static int outcome_of(const brink_i_emitter *e, const brink_i_given *given)
{
    for (int i = 0; i < e->model->n_outcomes; i++) {
        if (i != e->model->otherwise && given[e->p->outcomes[i].root].value > 0.0) {
            return i;
        }
    }
    return -1;
}

static const brink_i_state_code *first_state(const brink_i_emitter *e, int m)
{
    return &e->p->machines[m].states[e->p->machines[m].initial[0].state];
}

/* The bound of a machine's hazards at the start, if all trials have the same. */
static bool known_bound(const brink_i_emitter *e, int m, double *bound)
{
    const brink_i_state_code *here = first_state(e, m);
    *bound = 0.0;
    for (int i = 0; i < here->n_hazards; i++) {
        const brink_i_given *h = &e->first->given[e->p->machines[m].transitions[here->hazards[i]].value.root];
        if (!h->known) {
            return false;
        }
        *bound += h->value;
    }
    return true;
}

static bool draws(const brink_i_emitter *e, int m)
{
    double bound;
    return e->p->machines[m].hazard_slot >= 0 && first_state(e, m)->n_hazards > 0 && !(known_bound(e, m, &bound) && bound == 0.0);
}

static bool are_hazards_plain(const brink_i_emitter *e, int m)
{
    const brink_i_state_code *here = first_state(e, m);
    for (int i = 0; i < here->n_hazards; i++) {
        const brink_i_code *value = &e->p->machines[m].transitions[here->hazards[i]].value;
        const brink_i_given *h = &e->first->given[value->root];
        if (!code_reads(e, value, STATES | OF_TRIAL) || (h->known && !(h->value >= 0.0 && h->value < 1e300))) {
            return false;
        }
    }
    return true;
}

/* What a trial's first event may be, one after the other, by number. */
typedef struct choice {
    int machine, transition, to;
} choice;

static int find_choices(const brink_i_emitter *e, choice *choices, int room)
{
    int n = 0;
    for (int m = 0; m < e->model->n_machines; m++) {
        for (int i = 0; draws(e, m) && i < first_state(e, m)->n_hazards; i++, n++) {
            int k = first_state(e, m)->hazards[i];
            if (n < room) {
                choices[n] = (choice){m, k, e->p->machines[m].transitions[k].to[0].state};
            }
        }
    }
    return n;
}

enum { MOST_CHOICES = 16, MOST_MACHINES = 24 };

static void set_states(const brink_i_emitter *e, const choice *after, int *states)
{
    for (int m = 0; m < e->model->n_machines; m++) {
        states[m] = after && after->machine == m ? after->to : e->p->machines[m].initial[0].state;
    }
}

/* What is known after this as a trial's first event (NULL: at its start). */
static void look_after(const brink_i_emitter *e, const choice *c)
{
    int states[MOST_MACHINES] = {0};
    set_states(e, c, states);
    evaluate(e, states, e->first->given);
}

static bool can_be_found(const brink_i_emitter *e)
{
    choice choices[MOST_CHOICES];
    look_after(e, NULL);
    int n = find_choices(e, choices, MOST_CHOICES);
    if (!comparisons_wait(e) || n == 0 || n > MOST_CHOICES || outcome_of(e, e->first->given) >= 0) {
        return false;
    }
    for (int m = 0; m < e->model->n_machines; m++) {
        if (!are_hazards_plain(e, m)) {
            return false;
        }
    }
    for (int i = 0; i < e->p->n_moving_stocks; i++) {
        const brink_i_code *flow = &e->p->stocks[e->p->moving_stocks[i]].flow;
        if (flow->root >= 0 && !e->first->given[flow->root].zero) {
            return false;
        }
    }
    for (int i = 0; i < n; i++) {
        look_after(e, &choices[i]);
        if (outcome_of(e, e->first->given) >= 0 && e->p->machines[choices[i].machine].transitions[choices[i].transition].transition->n_effects) {
            return false; /* an effect may go wrong */
        }
    }
    look_after(e, NULL);
    return true;
}

brink_i_first_events *brink_i_emit_words_plan_first(brink_i_emitter *e)
{
    brink_i_first_events *first = calloc(1, sizeof *first + (size_t)e->p->n_cells * sizeof *first->given);
    if (!first) {
        e->failed = true;
        return NULL;
    }
    e->first = first;
    first->ends_at_events = ends_at_events(e);
    first->ahead = first->ends_at_events && brink_i_emit_words_small(e) && can_be_found(e);
    return first;
}

/* ---- text ---- */

/* Lets the emission of expressions use what is known at the start. */
static void know(brink_i_emitter *e, bool it)
{
    e->given = it ? e->first->given : NULL;
}

/* "const word bound": of the machine's hazards at the start; `here` are the lanes. */
static void emit_bound(brink_i_emitter *e, int m)
{
    double x;
    if (known_bound(e, m, &x)) {
        EMIT(e, "            const word bound = SET(");
        brink_i_emit_number(e, x);
        EMIT(e, ");\n");
        return;
    }
    EMIT(e, "            word bound = SET(0.0);\n");
    know(e, true);
    brink_i_emit_words_sum(e, &e->p->machines[m], first_state(e, m));
    know(e, false);
}

static bool is_only_one(const brink_i_emitter *e)
{
    int n = 0;
    for (int m = 0; m < e->model->n_machines; m++) {
        n += draws(e, m);
    }
    return n == 1;
}

/* Flows that may be wrong: "s->bad |= <open>the flow)". */
static void emit_flow_checks(brink_i_emitter *e, const char *open)
{
    for (int i = 0; i < e->p->n_moving_stocks; i++) {
        const brink_i_code *flow = &e->p->stocks[e->p->moving_stocks[i]].flow;
        if (flow->root >= 0 && !(e->first->given[flow->root].known && isfinite(e->first->given[flow->root].value))) {
            EMIT(e, "        s->bad |= %s", open);
            know(e, true);
            brink_i_emit_words_code(e, flow);
            know(e, false);
            EMIT(e, ");\n");
        }
    }
}

static void emit_first_date(brink_i_emitter *e, int m)
{
    double x;
    bool always = known_bound(e, m, &x);
    EMIT(e, "        word left%d, date%d, bound%d;\n        { /* %s */\n", m, m, m, e->model->machines[m].name);
    EMIT(e, always ? "" : "            const mask here = ALL;\n");
    emit_bound(e, m);
    EMIT(e,
         "            const bits_word x = s->stream%d;\n"
         "            const word left = -word_log_normal(word_uniform(x));\n",
         m);
    if (always) {
        EMIT(e, "            s->stream%d = x * BRINK_I_PCG_MULTIPLIER + s->inc%d;\n            date%d = left / bound;\n", m, m, m);
    } else {
        EMIT(e,
             "            const mask some = above(bound, SET(0.0));\n"
             "            s->stream%d = pick_bits(some, x * BRINK_I_PCG_MULTIPLIER + s->inc%d, x);\n"
             "            date%d = pick(some, left / bound, SET(INFINITY));\n",
             m, m, m);
    }
    EMIT(e, "            left%d = left;\n            bound%d = bound;\n            next = sooner(next, date%d);\n        }\n", m, m, m);
}

/* Which of a machine's hazards it is that happens; `number` is that of the first. */
static void emit_choice(brink_i_emitter *e, int m, int number)
{
    const brink_i_state_code *here = first_state(e, m);
    if (here->n_hazards == 1) {
        EMIT(e, "        first = pick(due%d, SET(%d.0), first);\n", m, number);
        return;
    }
    EMIT(e,
         "        {\n"
         "            const word level = word_uniform(s->stream%d) * bound%d;\n"
         "            s->stream%d = pick_bits(due%d, s->stream%d * BRINK_I_PCG_MULTIPLIER + s->inc%d, s->stream%d);\n"
         "            word sum = SET(0.0);\n"
         "            mask open = due%d, hit;\n",
         m, m, m, m, m, m, m, m);
    for (int i = 0; i < here->n_hazards; i++) {
        EMIT(e, "            sum = sum + ");
        know(e, true);
        brink_i_emit_words_code(e, &e->p->machines[m].transitions[here->hazards[i]].value);
        know(e, false);
        EMIT(e, ";\n            hit = open & above(sum, level);\n            first = pick(hit, SET(%d.0), first);\n            open &= ~hit;\n", number + i);
    }
    EMIT(e, "        }\n");
}

/* Trials that an outcome ends with their first event; `stay`: the others. */
static void emit_ends(brink_i_emitter *e, const choice *choices, int n)
{
    bool any = false;
    EMIT(e, "        mask stay = on;\n        s->now = next;\n");
    for (int i = 0; i < n; i++) {
        look_after(e, &choices[i]);
        int outcome = outcome_of(e, e->first->given);
        if (outcome >= 0) {
            EMIT(e, "        hit = on & equal(first, SET(%d.0));\n        s->outcome = pick_bits(hit, (bits_word){0} + %d, s->outcome);\n        stay &= ~hit;\n", i,
                 outcome);
            emit_flow_checks(e, "hit & ~is_finite(");
            any = true;
        }
    }
    look_after(e, NULL);
    EMIT(e, any ? "        end_lanes(p, s, on & ~stay);\n" : "");
}

void brink_i_emit_words_first_rows(brink_i_emitter *e)
{
    EMIT(e, "    row now, first; /* when and which the first event was; -1: something went wrong */\n");
    for (int m = 0; m < e->model->n_machines && !is_only_one(e); m++) {
        EMIT(e, draws(e, m) ? "    row left%d;\n" : "", m);
    }
}

void brink_i_emit_words_find_first(brink_i_emitter *e)
{
    choice choices[MOST_CHOICES];
    int n = find_choices(e, choices, MOST_CHOICES), number = 0;
    emit_flow_checks(e, "~equal(SET(0.0), "); /* known to be 0 unless they are wrong */
    EMIT(e, "        word next = SET(INFINITY), first = SET(-1.0);\n        mask hit;\n");
    for (int m = 0; m < e->model->n_machines; m++) {
        if (draws(e, m)) {
            emit_first_date(e, m);
        }
    }
    EMIT(e,
         "        const mask there = n - at >= WORD ? ALL : mask_of((1u << (n - at)) - 1);\n"
         "        const mask late = there & ~s->bad & above(next, SET(HORIZON)), on = there & ~late;\n"
         "        mask rest = on & ~s->bad;\n");
    for (int m = 0; m < e->model->n_machines; m++) {
        if (draws(e, m)) {
            EMIT(e, "        const mask due%d = rest & same_bits(date%d, next);\n        rest &= ~due%d;\n", m, m, m);
            emit_choice(e, m, number);
            number += first_state(e, m)->n_hazards;
        }
    }
    emit_ends(e, choices, n);
    EMIT(e,
         "        end_late(p, s, late);\n"
         "        const int to = q->n;\n"
         "        q->n += __builtin_popcount(lanes_of(stay));\n"
         "        squeeze(q->now + to, stay, next);\n"
         "        squeeze(q->first + to, stay, pick(s->bad, SET(-1.0), first));\n");
    for (int m = 0; m < e->model->n_machines && !is_only_one(e); m++) {
        EMIT(e, draws(e, m) ? "        squeeze(q->left%d + to, stay, left%d);\n" : "", m, m);
    }
}

static void emit_first_machine(brink_i_emitter *e, int m)
{
    double x;
    bool always = known_bound(e, m, &x);
    EMIT(e, "    { /* %s */\n%s", e->model->machines[m].name, always ? "" : "            const mask here = on;\n");
    emit_bound(e, m);
    EMIT(e, "            PUT(s->bound%d, on, bound);\n            PUT(s->taken%d, on, SET(0.0));\n", m, m);
    if (draws(e, m)) {
        EMIT(e, is_only_one(e) ? "            PUT(s->left%d, on, SET(0.0));\n" : "            s->left%d = spread(q->left%d + at, on, s->left%d);\n", m, m, m);
        EMIT(e, always ? "            s->spent[%d] &= ~on;\n" : "            s->spent[%d] &= ~(on & above(bound, SET(0.0)));\n", m);
    }
    EMIT(e, "    }\n");
}

void brink_i_emit_words_take_first(brink_i_emitter *e)
{
    choice choices[MOST_CHOICES];
    int n = find_choices(e, choices, MOST_CHOICES);
    EMIT(e, "    mask all = NONE;\n");
    for (int m = 0; m < e->model->n_machines; m++) {
        if (e->p->machines[m].hazard_slot >= 0) {
            emit_first_machine(e, m);
        }
    }
    for (int m = 0; m < e->model->n_machines; m++) {
        if (!draws(e, m)) {
            continue;
        }
        EMIT(e, "    {\n");
        for (int k = 0; k < e->model->machines[m].n_transitions; k++) {
            EMIT(e, "        mask f%d_%d = NONE;\n", m, k);
        }
        for (int i = 0; i < n; i++) {
            if (choices[i].machine == m) {
                EMIT(e, "        f%d_%d = on & equal(first, SET(%d.0));\n        s->spent[%d] |= f%d_%d;\n", m, choices[i].transition, i, m, m, choices[i].transition);
            }
        }
        brink_i_emit_words_fire(e, m);
        EMIT(e, "    }\n");
    }
    EMIT(e, "    (void)all;\n");
}
