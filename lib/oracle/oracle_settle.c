/* SPDX-License-Identifier: Apache-2.0 */
#include "oracle/inside.h"

/* Section 6 of docs/semantics.md: settling. */

/* The period of a choice that is reviewed. */
static bool period(brink_i_oracle *o, const brink_i_choice *choice, double t, double *every)
{
    *every = brink_i_oracle_value(o, choice->every.expr, t);
    if (!(*every > 0) || !isfinite(*every)) {
        return brink_i_oracle_fail(o, BRINK_FAULT_VALUE, t, choice->where, choice->label, &choice->every,
                                   "the time between reviews is %g", *every);
    }
    return true;
}

/* The date of review k of a choice: k periods after the entry. */
static void set_review(brink_i_oracle *o, int m, int i, double every)
{
    brink_i_oracle_machine *now = &o->machines[m];
    const brink_i_date entered = {o->entered[m], o->entered_rest[m]};
    const brink_i_date due = brink_i_date_after(entered, (double)now->n_reviews[i] * every);
    now->reviews[i] = due.date;
    now->review_rests[i] = due.rest;
}

static bool set_timers(brink_i_oracle *o, int m, double t)
{
    const brink_i_machine *machine = &o->model->machines[m];
    brink_i_oracle_machine *now = &o->machines[m];
    uint64_t here = UINT64_C(1) << o->states[m];
    for (int i = 0; i < machine->n_transitions; i++) {
        const brink_i_transition *transition = &machine->transitions[i];
        if (transition->trigger != BRINK_AFTER || !(transition->from & here)) {
            continue;
        }
        double delay = 0;
        if (!brink_i_oracle_draw(o, &transition->value, t, &now->stream, transition->where, transition->label,
                                 &delay)) {
            return false;
        }
        if (!(delay >= 0) || !isfinite(delay)) {
            return brink_i_oracle_fail(o, BRINK_FAULT_DELAY, t, transition->where, transition->label,
                                       &transition->value, "the delay is %g", delay);
        }
        const brink_i_date entered = {t, transition->value.expr->draws ? 0 : o->entered_rest[m]};
        const brink_i_date due = brink_i_date_after(entered, delay);
        now->timers[i] = due.date;
        now->timer_rests[i] = due.rest;
        brink_i_oracle_tell(o, t,
                            (brink_i_trace_event){
                                .kind = BRINK_I_TRACE_DELAY, .index = m, .item = i, .after = now->timers[i]});
    }
    for (int i = 0; i < machine->n_choices; i++) {
        const brink_i_choice *choice = &machine->choices[i];
        double every = 0;
        if (choice->reviewed && (choice->in & here)) {
            if (!period(o, choice, t, &every)) {
                return false;
            }
            now->n_reviews[i] = 1;
            set_review(o, m, i, every);
        }
    }
    return true;
}

bool brink_i_oracle_next_review(brink_i_oracle *o, const brink_i_choice *choice, int i, double t)
{
    brink_i_oracle_machine *now = &o->machines[choice->machine];
    double every = 0;
    if (!period(o, choice, t, &every)) {
        return false;
    }
    now->n_reviews[i]++;
    set_review(o, choice->machine, i, every);
    return true;
}

/* Step 2 for one machine. */
static bool enter(brink_i_oracle *o, int m, double t)
{
    const brink_i_machine *machine = &o->model->machines[m];
    o->machines[m].pending = false;
    if (!brink_i_oracle_count(o, t, machine->where, machine->owner) || !set_timers(o, m, t)) {
        return false;
    }
    uint64_t here = UINT64_C(1) << o->states[m];
    bool moved = false;
    for (int i = 0; i < machine->n_choices && !moved; i++) {
        const brink_i_choice *choice = &machine->choices[i];
        if (!choice->reviewed && (choice->in & here) && !brink_i_oracle_choose(o, choice, t, &moved)) {
            return false;
        }
    }
    return true;
}

/* Step 2; *did: there was something to do. */
static bool enter_all(brink_i_oracle *o, double t, bool *did)
{
    *did = false;
    for (int m = 0; m < o->model->n_machines; m++) {
        if (o->machines[m].pending) {
            *did = true;
            if (!enter(o, m, t)) {
                return false;
            }
        }
    }
    return true;
}

/* Step 3: the first `when` that holds. */
static bool fire_first(brink_i_oracle *o, double t, bool *did)
{
    *did = false;
    for (int m = 0; m < o->model->n_machines; m++) {
        const brink_i_machine *machine = &o->model->machines[m];
        uint64_t here = UINT64_C(1) << o->states[m];
        for (int i = 0; i < machine->n_transitions; i++) {
            const brink_i_transition *transition = &machine->transitions[i];
            if (transition->trigger == BRINK_WHEN && (transition->from & here) &&
                (o->machines[m].visited[i] || brink_i_oracle_value(o, transition->value.expr, t) != 0)) {
                *did = true;
                brink_i_oracle_tell(o, t,
                                    (brink_i_trace_event){.kind = BRINK_I_TRACE_WHEN, .index = m, .item = i});
                return brink_i_oracle_count(o, t, transition->where, transition->label) &&
                       brink_i_oracle_fire(o, transition, t);
            }
        }
    }
    return true;
}

static void forget_visits(brink_i_oracle *o)
{
    for (int m = 0; m < o->model->n_machines; m++) {
        for (int i = 0; i < o->model->machines[m].n_transitions; i++) {
            o->machines[m].visited[i] = false;
        }
    }
}

bool brink_i_oracle_settle(brink_i_oracle *o, double t)
{
    for (;;) {
        bool did = false;
        if (!brink_i_oracle_update(o, t) || !enter_all(o, t, &did)) {
            return false;
        }
        if (did) {
            continue;
        }
        if (!fire_first(o, t, &did)) {
            return false;
        }
        if (!did) {
            forget_visits(o);
            return true;
        }
    }
}
