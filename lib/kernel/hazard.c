/* SPDX-License-Identifier: Apache-2.0 */

/* Chance (semantics 8): each machine carries a unit-rate exponential budget that its hazards use up. Hazards that move are sampled by thinning
 * (Lewis & Shedler 1979; Ogata 1981) under interval bounds over windows. */

#include "kernel/worker.h"

enum { HALVINGS_MOST = 60 };
static const double LOST_CANDIDATES_MOST = 0.5, MARGIN = 1 + 0x1p-40, BROKEN_BOUND = 1 + 1e-9;

static bool check_hazard(brink_i_worker *w, const brink_i_transition_code *code, double hazard)
{
    if (isfinite(hazard) && hazard >= 0) {
        return true;
    }
    brink_i_worker_fault(w, BRINK_FAULT_HAZARD, code->transition->where, code->transition->label, code->value.rule,
                         "the hazard is %g", hazard);
    return false;
}

/* Hazards of the state now, each checked; their running sum. */
static double total_hazard(brink_i_worker *w, const brink_i_machine_code *code, const brink_i_state_code *state)
{
    double total = 0;
    for (int i = 0; i < state->n_hazards; i++) {
        const brink_i_transition_code *transition = &code->transitions[state->hazards[i]];
        double hazard = brink_i_value(w, &transition->value, NULL);
        if (!check_hazard(w, transition, hazard)) {
            return 0;
        }
        total += hazard;
    }
    return total;
}

static double earliest_known_date(const brink_i_worker *w)
{
    double earliest = w->program->model->horizon;
    for (int s = 0; s < w->program->n_known; s++) {
        earliest = w->dates[s] < earliest ? w->dates[s] : earliest;
    }
    return earliest;
}

static void bound_hazards(brink_i_worker *w, const brink_i_machine_code *code, const brink_i_state_code *state, double until,
                          double *low, double *high)
{
    *low = *high = 0;
    for (int i = 0; i < state->n_hazards; i++) {
        const brink_i_code *value = &code->transitions[state->hazards[i]].value;
        double a, b;
        if (value->binding == BRINK_I_MOVING) {
            brink_i_code_range(w, value, until, &a, &b);
        } else {
            a = b = brink_i_value(w, value, NULL);
        }
        *low += a;
        *high += b;
    }
}

/* A window over which few candidates will be lost, and the bound over it. */
static void bound_over_window(brink_i_worker *w, brink_i_budget *budget, const brink_i_machine_code *code,
                              const brink_i_state_code *state)
{
    double known = earliest_known_date(w), window = known - w->now, low, high;
    bool whole = true;
    if (!(window > 0)) {
        budget->bound = 0;
        budget->window_end = w->now;
        return;
    }
    if (2 * budget->window < window && w->now + 2 * budget->window > w->now) {
        window = 2 * budget->window;
        whole = false;
    }
    int halvings = 0;
    bound_hazards(w, code, state, w->now + window, &low, &high);
    while (halvings < HALVINGS_MOST && w->now + window / 2 > w->now &&
           (!isfinite(high) || (high - (low > 0 ? low : 0)) * window > LOST_CANDIDATES_MOST)) {
        window /= 2;
        whole = false;
        halvings++;
        bound_hazards(w, code, state, w->now + window, &low, &high);
    }
    if (!isfinite(high)) {
        const brink_i_transition_code *first = &code->transitions[state->hazards[0]];
        brink_i_worker_fault(w, BRINK_FAULT_UNBOUNDED, first->transition->where, first->transition->label, first->value.rule,
                             "the hazards of this state have no finite bound, however short the time ahead");
        return;
    }
    budget->bound = high * MARGIN;
    budget->window = window;
    budget->window_end = whole ? known : w->now + window;
}

static void renew(brink_i_worker *w, int m)
{
    brink_i_budget *budget = &w->budgets[m];
    const brink_i_machine_code *code = &w->program->machines[m];
    const brink_i_state_code *state = &code->states[w->states[m]];
    budget->renew = false;
    if (budget->spent) {
        budget->spent = false;
        budget->left = brink_i_stream_exponential(&w->machine_streams[m]);
    } else {
        double left = budget->left - budget->bound * (w->now - budget->taken);
        budget->left = left > 0 ? left : 0;
    }
    budget->taken = w->now;
    budget->window_end = INFINITY;
    budget->bound = total_hazard(w, code, state);
    if (state->moving && !w->faulted) {
        bound_over_window(w, budget, code, state);
    }
    budget->candidate = budget->bound > 0 ? w->now + budget->left / budget->bound : INFINITY;
    double date = budget->candidate <= budget->window_end ? budget->candidate : budget->window_end;
    w->dates[code->hazard_slot] = budget->window_end > w->now ? date : INFINITY; /* an empty window waits for the known event */
}

void brink_i_renew(brink_i_worker *w)
{
    for (int m = 0; m < w->program->model->n_machines && !w->faulted; m++) {
        if (w->program->machines[m].hazard_slot >= 0 && (w->budgets[m].renew || w->now >= w->budgets[m].window_end)) {
            renew(w, m);
        }
    }
}

int brink_i_candidate(brink_i_worker *w, int m)
{
    brink_i_budget *budget = &w->budgets[m];
    const brink_i_machine_code *code = &w->program->machines[m];
    const brink_i_state_code *state = &code->states[w->states[m]];
    double u = brink_i_stream_uniform(&w->machine_streams[m]), level = u * budget->bound, sum = 0;
    int taken = -1;
    budget->spent = true;
    budget->renew = true;
    for (int i = 0; i < state->n_hazards; i++) {
        const brink_i_transition_code *transition = &code->transitions[state->hazards[i]];
        double hazard = brink_i_value(w, &transition->value, NULL);
        if (!check_hazard(w, transition, hazard)) {
            return -1;
        }
        sum += hazard;
        if (taken < 0 && sum > level) {
            taken = state->hazards[i];
        }
    }
    if (sum > budget->bound * BROKEN_BOUND) {
        brink_i_worker_fault(w, BRINK_FAULT_BOUND, code->transitions[state->hazards[0]].transition->where,
                             code->transitions[state->hazards[0]].transition->label,
                             code->transitions[state->hazards[0]].value.rule,
                             "the hazards sum to %.17g, above their bound %.17g: please report this as a bug", sum, budget->bound);
    }
    return taken;
}
