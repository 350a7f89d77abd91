/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "kernel/worker.h"

bool brink_i_count_instant(brink_i_worker *w, const char *label)
{
    w->recent[w->instant_count % BRINK_I_RECENT] = label;
    if (++w->instant_count <= BRINK_I_INSTANT_LIMIT) {
        return true;
    }
    char loop[240];
    size_t used = 0;
    loop[0] = '\0';
    for (int i = w->instant_count - 4; i < w->instant_count && used < sizeof loop; i++) {
        int n = snprintf(loop + used, sizeof loop - used, "%s%s", used ? ", " : "", w->recent[i % BRINK_I_RECENT]);
        used += n > 0 ? (size_t)n : 0;
    }
    brink_i_worker_fault(w, BRINK_FAULT_LOOP, (brink_where){0}, "endless instant loop", NULL,
                         "more than %d things happened at one instant; the last were: %s", BRINK_I_INSTANT_LIMIT, loop);
    return false;
}

/* ---- Stocks (semantics 4) ---- */

static void start_segment(brink_i_worker *w, int i, double x, double f, double d)
{
    const brink_i_stock_code *code = &w->program->stocks[i];
    w->segments[i] = (brink_i_segment){x, w->now, f, d};
    w->dates[code->slot] = brink_i_bound_date(&w->segments[i], w->min[i], w->max[i], &w->bound[i]);
}

static void update_motion(brink_i_worker *w, int i)
{
    const brink_i_stock_code *code = &w->program->stocks[i];
    const brink_i_stock *stock = code->stock;
    w->stock_due[i] = false;
    double x = brink_i_segment_at(&w->segments[i], w->now);
    double f = code->flow.rule->expr ? brink_i_value(w, &code->flow, NULL) : 0;
    double d = stock->decays ? brink_i_value(w, &code->decay, NULL) : 0;
    if (!isfinite(f)) {
        brink_i_worker_fault(w, BRINK_FAULT_VALUE, code->flow.rule->expr->where, stock->name, code->flow.rule,
                             "the flow of %s is %g", stock->name, f);
        return;
    }
    if (!isfinite(d) || d < 0) {
        brink_i_worker_fault(w, BRINK_FAULT_VALUE, code->decay.rule->expr->where, stock->name, code->decay.rule,
                             "the decay of %s is %g", stock->name, d);
        return;
    }
    brink_i_rest(x, w->min[i], w->max[i], &f, &d);
    const brink_i_segment *old = &w->segments[i];
    if (w->stock_jumped[i] || !brink_i_same_bits(f, old->f) || !brink_i_same_bits(d, old->d)) {
        w->stock_jumped[i] = false;
        start_segment(w, i, x, f, d);
        brink_i_changed(w, brink_i_input_motion(w->program, i));
    }
}

static double saturate(const brink_i_worker *w, int i, double x)
{
    return x < w->min[i] ? w->min[i] : x > w->max[i] ? w->max[i] : x;
}

/* The value of a stock at the start of a trial. */
void brink_i_stock_start(brink_i_worker *w, int i, double value)
{
    const brink_i_stock_code *code = &w->program->stocks[i];
    double x = saturate(w, i, value);
    if (code->slot < 0) {
        w->values[code->cell] = x;
        return;
    }
    w->segments[i] = (brink_i_segment){x, 0, 0, 0};
    w->dates[code->slot] = INFINITY;
    w->stock_jumped[i] = true;
    w->stock_due[i] = true;
    w->any_due = true;
}

/* A new value; nothing happens if its bits are the old ones. */
static void jump(brink_i_worker *w, int i, double x)
{
    const brink_i_stock_code *code = &w->program->stocks[i];
    if (brink_i_same_bits(x, brink_i_stock_now(w, i))) {
        return;
    }
    if (code->slot < 0) {
        w->values[code->cell] = x;
    } else {
        w->segments[i].x0 = x;
        w->segments[i].t0 = w->now;
        w->stock_jumped[i] = true;
        w->stock_due[i] = true;
        w->any_due = true;
    }
    brink_i_changed(w, brink_i_input_jump(w->program, i));
}

void brink_i_reach_bound(brink_i_worker *w, int i)
{
    w->segments[i].x0 = w->bound[i];
    w->segments[i].t0 = w->now;
    w->dates[w->program->stocks[i].slot] = INFINITY;
    w->stock_jumped[i] = true;
    w->stock_due[i] = true;
    w->any_due = true;
    brink_i_changed(w, brink_i_input_jump(w->program, i));
}

/* ---- Tracked comparisons (semantics 5) ---- */

static void set_truth(brink_i_worker *w, int k, bool truth)
{
    if (w->truths[k] != (unsigned char)truth) {
        w->truths[k] = (unsigned char)truth;
        w->values[w->program->atoms[k].cell] = (double)truth;
        w->valid[w->program->atoms[k].cell] = 1;
        brink_i_changed(w, brink_i_input_atom(w->program, k));
    }
}

static double crossing_date(brink_i_worker *w, int k)
{
    const brink_i_atom_code *code = &w->program->atoms[k];
    double left, left_slope, right, right_slope;
    brink_i_code_slope(w, &code->left, &left, &left_slope);
    brink_i_code_slope(w, &code->right, &right, &right_slope);
    double decay = code->decaying >= 0 ? w->segments[code->decaying].d : 0;
    double date = brink_i_crossing_date(code->op, w->truths[k], w->now, left - right, left_slope - right_slope, decay);
    for (int i = 0; i < code->n_bound_slots; i++) {
        if (brink_i_crossing_yields(date, w->dates[code->bound_slots[i]])) {
            return INFINITY;
        }
    }
    return date;
}

void brink_i_cross(brink_i_worker *w, int k)
{
    if (brink_i_count_instant(w, "a comparison crossed")) {
        set_truth(w, k, !w->truths[k]);
        w->dates[w->program->atoms[k].slot] = crossing_date(w, k);
    }
}

static void update_atom(brink_i_worker *w, int k)
{
    w->atom_due[k] = false;
    if (w->by_value[k]) {
        bool truth = brink_i_atom_by_value(w, k);
        w->by_value[k] = 0;
        w->valid[w->program->atoms[k].cell] = 0;
        set_truth(w, k, truth);
    }
    double *date = &w->dates[w->program->atoms[k].slot];
    *date = crossing_date(w, k);
    if (*date <= w->now) {
        brink_i_cross(w, k);
    }
}

/* ---- Moves, effects, firing (semantics 7) ---- */

static void enter(brink_i_worker *w, int m, int state)
{
    const brink_i_program *p = w->program;
    const brink_i_machine_code *code = &p->machines[m];
    bool other = w->states[m] != state;
    w->states[m] = state;
    w->entered[m] = w->now;
    w->entry_pending[m] = true;
    w->any_pending = true;
    for (int s = 0; s < code->n_slots; s++) {
        w->dates[code->first_slot + s] = INFINITY;
    }
    w->budgets[m].renew = true;
    w->budgets[m].window = INFINITY;
    if (other) {
        brink_i_changed(w, brink_i_input_state(p, m));
    }
    brink_i_changed(w, brink_i_input_entry(p, m));
    for (int i = 0; i < p->model->n_measures; i++) {
        const brink_i_measure *measure = &p->model->measures[i];
        if (measure->kind == BRINK_MEASURE_COUNT && measure->machine == m && (measure->states >> state & 1)) {
            w->watches[i].value += 1;
        }
    }
}

void brink_i_effects(brink_i_worker *w, const brink_i_effect_code *effects, int n, brink_i_stream *stream, const char *place)
{
    for (int i = 0; i < n && !w->faulted; i++) {
        const brink_i_effect *effect = effects[i].effect;
        if (effect->kind == BRINK_I_MOVE) {
            enter(w, effect->target, effect->state);
            continue;
        }
        double value = brink_i_value(w, &effects[i].value, stream);
        if (w->faulted) {
            return;
        }
        if (effect->kind == BRINK_I_WHEN_IF) {
            bool yes = value != 0;
            brink_i_effects(w, yes ? effects[i].then_do : effects[i].else_do, yes ? effect->n_then : effect->n_else, stream, place);
        } else if (!isfinite(value)) {
            brink_i_worker_fault(w, BRINK_FAULT_VALUE, effect->where, place, &effect->value, "%s would become %g",
                                 w->program->model->stocks[effect->target].name, value);
        } else {
            jump(w, effect->target, saturate(w, effect->target, value));
        }
    }
}

/* Index of the first of n weights whose running sum exceeds u times their total. */
static int pick_weight(const double *weights, int n, double total, double u)
{
    double sum = 0;
    int last = 0;
    for (int i = 0; i < n; i++) {
        sum += weights[i];
        if (sum > u * total) {
            return i;
        }
        last = weights[i] > 0 ? i : last;
    }
    return last;
}

int brink_i_pick(brink_i_worker *w, const brink_i_target_code *targets, int n, brink_i_stream *stream, brink_where where,
                 const char *place)
{
    if (n == 1) {
        return 0;
    }
    double weights[64], total = 0;
    for (int i = 0; i < n; i++) {
        weights[i] = brink_i_value(w, &targets[i].weight, stream);
        if (!isfinite(weights[i]) || weights[i] < 0) {
            brink_i_worker_fault(w, BRINK_FAULT_WEIGHT, where, place, targets[i].weight.rule, "a weight is %g", weights[i]);
            return 0;
        }
        total += weights[i];
    }
    if (!(total > 0)) {
        brink_i_worker_fault(w, BRINK_FAULT_WEIGHT, where, place, targets[0].weight.rule, "the weights sum to zero");
        return 0;
    }
    return pick_weight(weights, n, total, brink_i_stream_uniform(stream));
}

void brink_i_fire(brink_i_worker *w, int m, int number)
{
    const brink_i_transition_code *code = &w->program->machines[m].transitions[number];
    const brink_i_transition *transition = code->transition;
    brink_i_stream *stream = &w->machine_streams[m];
    int target = brink_i_pick(w, code->to, transition->n_to, stream, transition->where, transition->label);
    if (w->faulted) {
        return;
    }
    enter(w, m, code->to[target].state);
    brink_i_effects(w, code->effects, transition->n_effects, stream, transition->label);
}

/* Logit quantal response (McKelvey & Palfrey 1995). */
void brink_i_choose(brink_i_worker *w, int m, int number)
{
    const brink_i_choice_code *code = &w->program->machines[m].choices[number];
    const brink_i_choice *choice = code->choice;
    brink_i_stream *stream = &w->machine_streams[m];
    double weights[BRINK_I_OPTIONS_MAX], most = -INFINITY, total = 0;
    double precision = choice->precision.expr ? brink_i_value(w, &code->precision, NULL) : 1;
    for (int i = 0; i < choice->n_options; i++) {
        double utility = brink_i_value(w, &code->options[i].utility, NULL);
        weights[i] = precision * utility;
        if (!isfinite(weights[i])) {
            brink_i_worker_fault(w, BRINK_FAULT_WEIGHT, choice->where, choice->label, code->options[i].utility.rule,
                                 "precision %g times utility %g of option %d is not finite", precision, utility, i + 1);
            return;
        }
        most = weights[i] > most ? weights[i] : most;
    }
    for (int i = 0; i < choice->n_options; i++) {
        weights[i] = brink_i_exp(weights[i] - most);
        total += weights[i];
    }
    int taken = pick_weight(weights, choice->n_options, total, brink_i_stream_uniform(stream));
    const brink_i_option *option = &choice->options[taken];
    if (option->state >= 0) {
        enter(w, m, option->state);
    }
    brink_i_effects(w, code->options[taken].effects, option->n_effects, stream, choice->label);
}

/* ---- Settling (semantics 6) ---- */

static void update_moving(brink_i_worker *w)
{
    const brink_i_program *p = w->program;
    while (w->any_due && !w->faulted) {
        w->any_due = false;
        for (int i = 0; i < p->n_moving_stocks; i++) {
            if (w->stock_due[p->moving_stocks[i]]) {
                update_motion(w, p->moving_stocks[i]);
            }
        }
        for (int k = 0; k < p->model->n_atoms && !w->faulted; k++) {
            if (w->atom_due[k]) {
                update_atom(w, k);
            }
        }
    }
}

static void arrive(brink_i_worker *w, int m)
{
    const brink_i_machine_code *code = &w->program->machines[m];
    const brink_i_state_code *state = &code->states[w->states[m]];
    brink_i_stream *stream = &w->machine_streams[m];
    w->entry_pending[m] = false;
    if (!brink_i_count_instant(w, code->machine->name)) {
        return;
    }
    for (int i = 0; i < state->n_timers; i++) {
        const brink_i_transition_code *timer = &code->transitions[state->timers[i]];
        double delay = brink_i_value(w, &timer->value, stream);
        if (w->faulted) {
            return;
        }
        if (!isfinite(delay) || delay < 0) {
            brink_i_worker_fault(w, BRINK_FAULT_DELAY, timer->transition->where, timer->transition->label, timer->value.rule,
                                 "the delay is %g", delay);
            return;
        }
        w->dates[timer->slot] = w->now + delay;
    }
    for (int i = 0; i < state->n_reviews; i++) {
        const brink_i_choice_code *review = &code->choices[state->reviews[i]];
        double every = brink_i_value(w, &review->every, NULL);
        if (!isfinite(every) || !(every > 0)) {
            brink_i_worker_fault(w, BRINK_FAULT_VALUE, review->choice->where, review->choice->label, review->every.rule,
                                 "the time between reviews is %g", every);
            return;
        }
        w->reviews[review->slot] = 1;
        w->dates[review->slot] = w->now + every;
    }
    for (int i = 0; i < state->n_entry_choices && !w->entry_pending[m] && !w->faulted; i++) {
        brink_i_choose(w, m, state->entry_choices[i]);
    }
}

/* Handles the first pending entry. */
static bool arrive_somewhere(brink_i_worker *w)
{
    for (int m = 0; m < w->program->model->n_machines && w->any_pending; m++) {
        if (w->entry_pending[m]) {
            arrive(w, m);
            return true;
        }
    }
    w->any_pending = false;
    return false;
}

/* Fires the first `when` whose condition is true. */
static bool fire_when(brink_i_worker *w)
{
    const brink_i_program *p = w->program;
    for (int m = 0; m < p->model->n_machines; m++) {
        const brink_i_machine_code *code = &p->machines[m];
        const brink_i_state_code *state = &code->states[w->states[m]];
        for (int i = 0; i < state->n_whens; i++) {
            if (brink_i_value(w, &code->transitions[state->whens[i]].value, NULL) != 0) {
                if (brink_i_count_instant(w, code->transitions[state->whens[i]].transition->label)) {
                    brink_i_fire(w, m, state->whens[i]);
                }
                return true;
            }
        }
    }
    return false;
}

void brink_i_settle(brink_i_worker *w)
{
    do {
        update_moving(w);
    } while (!w->faulted && (arrive_somewhere(w) || fire_when(w)));
}
