/* SPDX-License-Identifier: Apache-2.0 */
#include "native/emit_words_situations.h"

#include <stdlib.h>

/* Which situations trials are played in before they take lanes, and how one leads to another. */

/* ---- a situation ---- */

static void set_first_states(const brink_i_emitter *e, int *states)
{
    for (int m = 0; m < e->model->n_machines; m++) {
        states[m] = e->p->machines[m].initial[0].state;
    }
}

const brink_i_state_code *brink_i_situation_state(const brink_i_emitter *e, const int *states, int m)
{
    return &e->p->machines[m].states[states[m]];
}

bool brink_i_situation_knows_bound(const brink_i_emitter *e, const int *states, int m, double *bound)
{
    const brink_i_state_code *here = brink_i_situation_state(e, states, m);
    *bound = 0.0;
    for (int i = 0; i < here->n_hazards; i++) {
        const brink_i_given *h =
            &e->situations->given[e->p->machines[m].transitions[here->hazards[i]].value.root];
        if (!h->known) {
            return false;
        }
        *bound += h->value;
    }
    return true;
}

bool brink_i_situation_draws(const brink_i_emitter *e, const int *states, int m)
{
    double bound;
    return e->p->machines[m].hazard_slot >= 0 && brink_i_situation_state(e, states, m)->n_hazards > 0 &&
           !(brink_i_situation_knows_bound(e, states, m, &bound) && bound == 0.0);
}

int brink_i_situation_outcome(const brink_i_emitter *e)
{
    for (int i = 0; i < e->model->n_outcomes; i++) {
        if (i != e->model->otherwise && e->situations->given[e->p->outcomes[i].root].value > 0.0) {
            return i;
        }
    }
    return -1;
}

static bool is_plain(const brink_i_emitter *e, const int *states)
{
    for (int m = 0; m < e->model->n_machines; m++) {
        const brink_i_state_code *here = brink_i_situation_state(e, states, m);
        for (int i = 0; i < here->n_hazards; i++) {
            const brink_i_code *value = &e->p->machines[m].transitions[here->hazards[i]].value;
            const brink_i_given *h = &e->situations->given[value->root];
            if (!brink_i_emit_words_reads_only(e, value, BRINK_I_READS_STATES | BRINK_I_READS_PARAMETERS) ||
                (h->known && !(h->value >= 0.0 && h->value < 1e300))) {
                return false;
            }
        }
    }
    return true;
}

/* Whether all flows are 0, unless something is not finite. */
static bool is_at_rest(const brink_i_emitter *e)
{
    for (int i = 0; i < e->p->n_moving_stocks; i++) {
        const brink_i_code *flow = &e->p->stocks[e->p->moving_stocks[i]].flow;
        if (flow->root >= 0 && !e->situations->given[flow->root].zero) {
            return false;
        }
    }
    return true;
}

/* ---- from one to another ---- */

static int find(const brink_i_emitter *e, const int *states)
{
    for (int j = 0; j < e->situations->n; j++) {
        bool same = true;
        for (int m = 0; m < e->model->n_machines; m++) {
            same &= e->situations->list[j].states[m] == states[m];
        }
        if (same) {
            return j;
        }
    }
    return -1;
}

/* What follows a transition: fills the rest of *s. */
static void follow(brink_i_emitter *e, const int *states, brink_i_succession *s, bool grow)
{
    const brink_i_machine_code *code = &e->p->machines[s->machine];
    bool sleeping[BRINK_I_MOST_MACHINES];
    for (int m = 0; m < e->model->n_machines; m++) {
        sleeping[m] = m != s->machine && !brink_i_situation_draws(e, states, m);
        s->states[m] = m == s->machine ? code->transitions[s->transition].to[0].state : states[m];
    }
    bool self = s->states[s->machine] == states[s->machine],
         plain = !self && code->transitions[s->transition].transition->n_effects == 0;
    brink_i_emit_words_know(e, s->states);
    s->outcome = plain ? brink_i_situation_outcome(e) : -1;
    for (int m = 0; m < e->model->n_machines;
         m++) { /* what wakes up has luck of its own to draw: lanes see to it */
        plain &=
            !brink_i_emit_words_times(e, m) && !(sleeping[m] && brink_i_situation_draws(e, s->states, m));
    }
    plain &= s->outcome < 0 && is_plain(e, s->states);
    brink_i_situations *all = e->situations;
    s->to = plain ? find(e, s->states) : -1;
    if (s->to == 0 && all->no_return) {
        s->to = -1;
        return;
    }
    if (plain && s->to < 0 && grow && all->n < all->most) {
        s->to = all->n++;
        all->list[s->to] = (brink_i_situation){.rests = true};
        for (int m = 0; m < e->model->n_machines; m++) {
            all->list[s->to].states[m] = s->states[m];
        }
    }
}

static int list_successions(brink_i_emitter *e, int j, brink_i_succession *list, bool grow)
{
    const int *states = e->situations->list[j].states;
    int n = 0;
    brink_i_emit_words_know(e, states);
    for (int m = 0; m < e->model->n_machines; m++) {
        const brink_i_state_code *here = brink_i_situation_state(e, states, m);
        for (int i = 0; brink_i_situation_draws(e, states, m) && i < here->n_hazards; i++, n++) {
            if (n < BRINK_I_MOST_SUCCESSIONS) {
                list[n] = (brink_i_succession){.machine = m, .transition = here->hazards[i]};
                follow(e, states, &list[n], grow);
                brink_i_emit_words_know(e, states);
            }
        }
    }
    brink_i_emit_words_forget(e);
    return n;
}

int brink_i_situation_successions(brink_i_emitter *e, int j, brink_i_succession *list)
{
    return list_successions(e, j, list, false);
}

int brink_i_situation_exit(const brink_i_emitter *e, int situation, int machine, int transition)
{
    for (int i = 0; i < e->situations->n_exits; i++) {
        const brink_i_exit *exit = &e->situations->exits[i];
        if (exit->situation == situation && exit->machine == machine &&
            (machine < 0 || exit->transition == transition)) {
            return i;
        }
    }
    return -1;
}

/* ---- the plan ---- */

/* Whether it is plain at once, from the states after an event, that an outcome ends a trial; and nobody wants
 * to know anything else of it. */
static bool ends_at_events(const brink_i_emitter *e)
{
    if (e->model->n_measures) {
        return false;
    }
    for (int i = 0; i < e->model->n_outcomes; i++) {
        if (i != e->model->otherwise &&
            !brink_i_emit_words_reads_only(e, &e->p->outcomes[i], BRINK_I_READS_STATES)) {
            return false;
        }
    }
    for (int i = 0; i < e->model->n_stocks; i++) {
        if (!brink_i_emit_words_reads_only(e, &e->p->stocks[i].flow,
                                           BRINK_I_READS_STATES | BRINK_I_READS_PARAMETERS)) {
            return false;
        }
    }
    return true;
}

/* Whether no comparison changes its truth while stocks are at rest. */
static bool comparisons_wait(const brink_i_emitter *e)
{
    for (int k = 0; k < e->model->n_comparisons; k++) {
        if (!brink_i_emit_words_reads_only(e, &e->p->comparisons[k].left, ~BRINK_I_READS_CLOCKS) ||
            !brink_i_emit_words_reads_only(e, &e->p->comparisons[k].right, ~BRINK_I_READS_CLOCKS)) {
            return false;
        }
    }
    return true;
}

static bool set_first(brink_i_emitter *e)
{
    brink_i_situation *first = &e->situations->list[0];
    first->rests = true;
    set_first_states(e, first->states);
    brink_i_emit_words_know(e, first->states);
    bool good = comparisons_wait(e) && brink_i_situation_outcome(e) < 0 && is_plain(e, first->states) &&
                is_at_rest(e);
    bool any = false;
    for (int m = 0; m < e->model->n_machines; m++) {
        any |= brink_i_situation_draws(e, first->states, m);
    }
    brink_i_emit_words_forget(e);
    return good && any;
}

/* Stocks rest in a situation if nothing moves there and nothing moved on any way to it. */
static void spread_motion(brink_i_emitter *e)
{
    brink_i_situations *all = e->situations;
    brink_i_succession list[BRINK_I_MOST_SUCCESSIONS];
    for (int j = 0; j < all->n; j++) {
        brink_i_emit_words_know(e, all->list[j].states);
        all->list[j].rests = is_at_rest(e);
    }
    for (bool changed = true; changed;) {
        changed = false;
        for (int j = 0; j < all->n; j++) {
            int n = brink_i_situation_successions(e, j, list);
            for (int i = 0; i < n && !all->list[j].rests; i++) {
                if (list[i].to >= 0 && all->list[list[i].to].rests) {
                    all->list[list[i].to].rests = false;
                    changed = true;
                }
            }
        }
    }
    brink_i_emit_words_forget(e);
}

static void find_rests(brink_i_emitter *e)
{
    brink_i_situations *all = e->situations;
    spread_motion(e);
    if (!all->list[0].rests) {
        all->no_return = true;
        spread_motion(e);
    }
    for (int j = 0; j < all->n; j++) {
        all->motion |= !all->list[j].rests;
    }
}

static bool add_exit(brink_i_situations *all, int situation, int machine, int transition)
{
    if (all->n_exits == BRINK_I_MOST_EXITS) {
        return false;
    }
    all->exits[all->n_exits++] = (brink_i_exit){situation, machine, transition};
    return true;
}

/* Also from where a machine may wake up in some trials. */
static bool list_exits(brink_i_emitter *e)
{
    brink_i_situations *all = e->situations;
    brink_i_succession list[BRINK_I_MOST_SUCCESSIONS];
    bool room = true;
    for (int j = 0; j < all->n && room; j++) {
        int n = brink_i_situation_successions(e, j, list);
        brink_i_emit_words_know(e, all->list[j].states);
        for (int m = 0; m < e->model->n_machines; m++) {
            all->active[m] |= brink_i_situation_draws(e, all->list[j].states, m);
        }
        for (int i = 0; i < n && room; i++) {
            if (list[i].outcome < 0 && (list[i].to < 0 || brink_i_succession_may_wake(e, j, &list[i]))) {
                room = add_exit(all, j, list[i].machine, list[i].transition);
                brink_i_emit_words_know(e, list[i].states);
                all->starts_end |= brink_i_situation_outcome(e) >= 0;
            }
        }
        if (!all->list[j].rests && e->p->n_known > 0 && room) {
            room = add_exit(all, j, -1, -1);
        }
        brink_i_emit_words_forget(e);
    }
    return room;
}

/* All that lead to no more than so many others each. */
static bool find_all(brink_i_emitter *e)
{
    brink_i_succession list[BRINK_I_MOST_SUCCESSIONS];
    for (int j = 0; j < e->situations->n; j++) {
        if (list_successions(e, j, list, true) > BRINK_I_MOST_SUCCESSIONS) {
            return false;
        }
    }
    return true;
}

bool brink_i_succession_may_wake(brink_i_emitter *e, int j, const brink_i_succession *s)
{
    for (int m = 0; m < e->model->n_machines; m++) {
        if (m != s->machine && brink_i_succession_changes(e, j, s, m)) {
            double x;
            brink_i_emit_words_know(e, e->situations->list[j].states);
            bool known = brink_i_situation_knows_bound(e, e->situations->list[j].states, m, &x);
            if (!known) {
                return true;
            }
        }
    }
    return false;
}

bool brink_i_succession_changes(brink_i_emitter *e, int j, const brink_i_succession *s, int m)
{
    const int *states = e->situations->list[j].states;
    const brink_i_state_code *here = brink_i_situation_state(e, states, m);
    bool reads = false;
    for (int i = 0; i < here->n_hazards; i++) {
        reads |= brink_i_emit_words_reads_state_of(e, &e->p->machines[m].transitions[here->hazards[i]].value,
                                                   s->machine);
    }
    if (!reads) {
        return false;
    }
    double before, after;
    brink_i_emit_words_know(e, states);
    bool known = brink_i_situation_knows_bound(e, states, m, &before);
    brink_i_emit_words_know(e, s->states);
    return !(brink_i_situation_knows_bound(e, s->states, m, &after) && known && before == after);
}

/* Up to so many; false: the ways out of them are too many. */
static bool find_situations(brink_i_emitter *e, int most)
{
    const brink_i_situations nothing = {.ends_at_events = e->situations->ends_at_events, .most = most};
    *e->situations = nothing;
    if (!set_first(e)) {
        return true;
    }
    e->situations->n = 1;
    if (find_all(e)) {
        find_rests(e);
        if (list_exits(e)) {
            return true;
        }
    }
    *e->situations = nothing;
    return false;
}

/* Whether expressions are so long, where all that is shared in them is written out, that there had better be
 * no situations. */
static bool are_too_long(brink_i_emitter *e)
{
    enum { LONGEST = 1000 };
    double all = 0;
    for (int c = 0; c < e->p->n_cells; c++) { /* arguments come before their users */
        const brink_i_cell *cell = &e->p->cells[c];
        double length = 1;
        for (int k = 0; k < 3 && cell->binding > BRINK_I_TRIAL; k++) {
            length += cell->arg[k] >= 0 ? e->situations->given[cell->arg[k]].value : 0;
        }
        e->situations->given[c].value = length;
    }
    for (int m = 0; m < e->model->n_machines; m++) {
        for (int i = 0; i < e->p->machines[m].machine->n_transitions; i++) {
            all += e->situations->given[e->p->machines[m].transitions[i].value.root].value;
        }
    }
    for (int i = 0; i < e->model->n_stocks; i++) {
        const brink_i_code *flow = &e->p->stocks[i].flow;
        all += flow->root >= 0 ? e->situations->given[flow->root].value : 0;
    }
    for (int i = 0; i < e->model->n_outcomes; i++) {
        all += i != e->model->otherwise ? e->situations->given[e->p->outcomes[i].root].value : 0;
    }
    return !(all < LONGEST);
}

/* Where there are no situations, an outcome may hold from the start. */
static bool ends_at_start(brink_i_emitter *e)
{
    int states[BRINK_I_MOST_MACHINES] = {0};
    set_first_states(e, states);
    brink_i_emit_words_know(e, states);
    return brink_i_situation_outcome(e) >= 0;
}

bool brink_i_emit_words_plan(brink_i_emitter *e)
{
    brink_i_situations *all = calloc(1, sizeof *all + (size_t)e->p->n_cells * sizeof *all->given);
    if (!all) {
        e->failed = true;
        return false;
    }
    e->situations = all;
    all->ends_at_events = !are_too_long(e) && ends_at_events(e);
    bool found = !all->ends_at_events || !brink_i_emit_words_small(e);
    for (int most = BRINK_I_MOST_SITUATIONS; !found && most > 0; most /= 2) {
        found = find_situations(e, most);
    }
    if (all->ends_at_events && all->n == 0) {
        all->starts_end = ends_at_start(e);
    }
    brink_i_emit_words_forget(e);
    return true;
}
