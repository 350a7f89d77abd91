/* SPDX-License-Identifier: Apache-2.0 */
#include "oracle/inside.h"

/* Section 8 of docs/semantics.md: hazards, by budgets (Gibson & Bruck 2000) and thinning (Lewis & Shedler
 * 1979). */

static bool is_hazard(const brink_i_oracle *o, const brink_i_transition *transition)
{
    return (transition->trigger == BRINK_RATE || transition->trigger == BRINK_CHANCE) &&
           (transition->from >> o->states[transition->machine] & 1) != 0;
}

/* Whether bounding one hazard of the machine's state needs an interval. */
static bool is_moving(const brink_i_transition *transition)
{
    return transition->value.expr->binding == BRINK_I_MOVING ||
           (transition->within.expr && transition->within.expr->binding == BRINK_I_MOVING);
}

static bool any_moving(const brink_i_oracle *o, const brink_i_machine *machine)
{
    for (int i = 0; i < machine->n_transitions; i++) {
        if (is_hazard(o, &machine->transitions[i]) && is_moving(&machine->transitions[i])) {
            return true;
        }
    }
    return false;
}

/* The only hazard of the machine's state if it has one that stands still: its candidates need no uniform. */
static const brink_i_transition *only_hazard(const brink_i_oracle *o, const brink_i_machine *machine)
{
    const brink_i_transition *only = NULL;
    for (int i = 0; i < machine->n_transitions; i++) {
        if (is_hazard(o, &machine->transitions[i])) {
            if (only || is_moving(&machine->transitions[i])) {
                return NULL;
            }
            only = &machine->transitions[i];
        }
    }
    return only;
}

static bool any_changed(const brink_i_oracle *o, const brink_i_machine *machine, uint64_t since)
{
    for (int i = 0; i < machine->n_transitions; i++) {
        const brink_i_transition *transition = &machine->transitions[i];
        if (is_hazard(o, transition) &&
            (brink_i_oracle_changed(o, &transition->value.reads, since) ||
             (transition->within.expr && brink_i_oracle_changed(o, &transition->within.reads, since)))) {
            return true;
        }
    }
    return false;
}

/* The hazard of a transition at t. */
static bool hazard(brink_i_oracle *o, const brink_i_transition *transition, double t, double *out)
{
    double x = brink_i_oracle_value(o, transition->value.expr, t);
    if (transition->trigger == BRINK_CHANCE) {
        double within = brink_i_oracle_value(o, transition->within.expr, t);
        if (!(x >= 0) || !(x < 1)) {
            return brink_i_oracle_fail(o, BRINK_FAULT_HAZARD, t, transition->where, transition->label,
                                       &transition->value, "the chance is %g, outside [0, 1)", x);
        }
        if (!(within > 0)) {
            return brink_i_oracle_fail(o, BRINK_FAULT_HAZARD, t, transition->where, transition->label,
                                       &transition->within, "the period of the chance is %g", within);
        }
        x = -brink_i_log1p(-x) / within;
    }
    if (!(x >= 0) || !isfinite(x)) {
        return brink_i_oracle_fail(o, BRINK_FAULT_HAZARD, t, transition->where, transition->label,
                                   &transition->value, "the hazard is %g", x);
    }
    *out = x;
    return true;
}

/* The hazards of the machine's state at t in o->weights, one for each transition (0 where it is none), and
 * their sum. */
static bool sum_hazards(brink_i_oracle *o, const brink_i_machine *machine, double t, double *total)
{
    *total = 0;
    for (int i = 0; i < machine->n_transitions; i++) {
        o->weights[i] = 0;
        if (is_hazard(o, &machine->transitions[i])) {
            if (!hazard(o, &machine->transitions[i], t, &o->weights[i])) {
                return false;
            }
            *total += o->weights[i];
        }
    }
    return true;
}

/* Step 2: the sum of the interval bounds over [t, t + window]. */
static bool bound_hazards(brink_i_oracle *o, const brink_i_machine *machine, double t, double window,
                          brink_i_range *sum)
{
    double end = t + window;
    for (int i = 0; i < o->model->n_stocks; i++) {
        double a = brink_i_oracle_saturate(o, i, brink_i_segment_at(&o->stocks[i].segment, t));
        double b = brink_i_oracle_saturate(o, i, brink_i_segment_at(&o->stocks[i].segment, end));
        o->low[i] = a < b ? a : b;
        o->high[i] = a < b ? b : a;
    }
    *sum = (brink_i_range){0};
    for (int i = 0; i < machine->n_transitions; i++) {
        const brink_i_transition *transition = &machine->transitions[i];
        if (!is_hazard(o, transition)) {
            continue;
        }
        brink_i_range range = {0};
        if (is_moving(transition)) {
            range =
                brink_i_expr_range(transition->value.expr, brink_i_oracle_look(o, t), o->low, o->high, end);
        } else if (!hazard(o, transition, t, &range.low)) {
            return false;
        } else {
            range.high = range.low;
        }
        sum->low += range.low;
        sum->high += range.high;
    }
    return true;
}

/* The first transition of the state whose hazard moves, to blame when there is no bound. */
static const brink_i_transition *first_moving(const brink_i_oracle *o, const brink_i_machine *machine)
{
    for (int i = 0; i < machine->n_transitions; i++) {
        if (is_hazard(o, &machine->transitions[i]) && is_moving(&machine->transitions[i])) {
            return &machine->transitions[i];
        }
    }
    return &machine->transitions[0];
}

/* Step 2 where a hazard moves: the window and the bound that holds in it. */
static bool take_window(brink_i_oracle *o, int m, double t)
{
    const brink_i_machine *machine = &o->model->machines[m];
    brink_i_oracle_machine *now = &o->machines[m];
    const double until = o->model->horizon;
    double window = until - t;
    bool whole = true;
    if (!(window > 0)) {
        /* At the horizon nothing more can happen by chance. */
        now->bound = 0;
        now->window_end = t;
        return true;
    }
    if (now->windowed && 2 * now->last_window < window && t + 2 * now->last_window > t) {
        window = 2 * now->last_window;
        whole = false;
    }
    brink_i_range sum = {0};
    for (int narrowings = 0;; narrowings++) {
        if (!bound_hazards(o, machine, t, window, &sum)) {
            return false;
        }
        double loose = sum.high - (sum.low > 0 ? sum.low : 0);
        if ((isfinite(sum.high) && !(loose * window > BRINK_I_MOST_LOST)) ||
            narrowings == BRINK_I_MOST_NARROWINGS || !(t + window / 2 > t)) {
            break;
        }
        /* Over a part of the window the bounds are no looser: where half is too much for them, this is
         * enough. */
        const double enough = BRINK_I_MOST_LOST / loose;
        window = isfinite(sum.high) && enough > window / 2 ? enough : window / 2;
        whole = false;
    }
    if (!isfinite(sum.high)) {
        const brink_i_transition *blamed = first_moving(o, machine);
        return brink_i_oracle_fail(o, BRINK_FAULT_UNBOUNDED, t, blamed->where, blamed->label, &blamed->value,
                                   "the hazard has no finite bound at this time");
    }
    now->bound = sum.high * BRINK_I_BOUND_MARGIN;
    now->window_end = whole ? until : t + window;
    now->last_window = window;
    now->windowed = true;
    return true;
}

bool brink_i_oracle_renew(brink_i_oracle *o, int m, double t)
{
    const brink_i_machine *machine = &o->model->machines[m];
    brink_i_oracle_machine *now = &o->machines[m];
    if (!machine->hazards || (!now->due && o->entry_changed[m] <= now->renewed && t < now->window_end &&
                              !any_changed(o, machine, now->renewed))) {
        return true;
    }
    double total = 0;
    now->due = false;
    if (!sum_hazards(o, machine, t, &total)) {
        return false;
    }
    bool moving = any_moving(o, machine);
    if (!moving && isinf(now->window_end) && brink_i_same_bits(total, now->bound) &&
        !(now->spent && total > 0)) {
        now->renewed = ++o->stamp; /* nothing has changed for this machine: its candidate stands */
        return true;
    }
    double left = now->budget - now->bound * (t - now->taken);
    now->budget = left > 0 ? left : 0;
    now->window_end = INFINITY;
    now->bound = total;
    if (moving && !take_window(o, m, t)) {
        return false;
    }
    if (now->spent && now->bound > 0) {
        now->budget = brink_i_stream_exponential(&now->stream);
        now->spent = false;
    }
    now->candidate = now->bound > 0 ? t + now->budget / now->bound : INFINITY;
    now->taken = t;
    now->renewed = ++o->stamp;
    brink_i_oracle_tell(o, t,
                        (brink_i_trace_event){.kind = BRINK_I_TRACE_RENEW,
                                              .index = m,
                                              .before = now->budget,
                                              .after = now->bound,
                                              .uniform = now->candidate});
    return true;
}

double brink_i_oracle_hazard_date(const brink_i_oracle_machine *machine)
{
    if (machine->window_end <= machine->taken) {
        return INFINITY; /* the window is empty: t is the horizon */
    }
    return machine->candidate <= machine->window_end ? machine->candidate : machine->window_end;
}

bool brink_i_oracle_candidate(brink_i_oracle *o, int m, double t, const brink_i_transition **transition)
{
    const brink_i_machine *machine = &o->model->machines[m];
    brink_i_oracle_machine *now = &o->machines[m];
    const brink_i_transition *only = only_hazard(o, machine);
    double u = only ? 0 : brink_i_stream_uniform(&now->stream), total = 0;
    now->spent = now->due = true;
    *transition = NULL;
    if (!sum_hazards(o, machine, t, &total)) {
        return false;
    }
    if (total > now->bound * BRINK_I_BROKEN_BOUND) {
        const brink_i_transition *blamed = first_moving(o, machine);
        return brink_i_oracle_fail(o, BRINK_FAULT_BOUND, t, blamed->where, blamed->label, &blamed->value,
                                   "the hazards sum to %.17g, above their bound %.17g", total, now->bound);
    }
    double sum = 0;
    int taken = -1;
    for (int i = 0; i < machine->n_transitions && taken < 0; i++) {
        sum += o->weights[i];
        if (is_hazard(o, &machine->transitions[i]) && sum > u * now->bound) {
            taken = i;
        }
    }
    if (taken >= 0) {
        *transition = &machine->transitions[taken];
    }
    brink_i_oracle_tell(o, t,
                        (brink_i_trace_event){.kind = taken >= 0 ? BRINK_I_TRACE_HAZARD : BRINK_I_TRACE_LOST,
                                              .index = m,
                                              .item = taken,
                                              .after = now->bound,
                                              .weights = o->weights,
                                              .n_weights = machine->n_transitions});
    return true;
}
