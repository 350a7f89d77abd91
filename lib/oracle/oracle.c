/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "oracle/inside.h"

/* ---- memory ------------------------------------------------------------------------------------- */

static size_t count(int n) { return n > 0 ? (size_t)n : 1; }

static bool make_machines(brink_i_oracle *o)
{
    brink_i_arena *arena = &o->arena;
    int most = 1;
    for (int m = 0; m < o->model->n_machines; m++) {
        const brink_i_machine *machine = &o->model->machines[m];
        brink_i_oracle_machine *now = &o->machines[m];
        now->key = brink_i_owner_key_make(o->seed, machine->owner);
        now->timers = BRINK_I_NEW_ARRAY(arena, double, count(machine->n_transitions));
        now->reviews = BRINK_I_NEW_ARRAY(arena, double, count(machine->n_choices));
        now->timer_rests = BRINK_I_NEW_ARRAY(arena, double, count(machine->n_transitions));
        now->review_rests = BRINK_I_NEW_ARRAY(arena, double, count(machine->n_choices));
        now->n_reviews = BRINK_I_NEW_ARRAY(arena, uint64_t, count(machine->n_choices));
        now->visited = BRINK_I_NEW_ARRAY(arena, bool, count(machine->n_transitions));
        if (!now->visited || !now->timers || !now->reviews || !now->timer_rests || !now->review_rests ||
            !now->n_reviews) {
            return false;
        }
        most = machine->n_transitions > most ? machine->n_transitions : most;
        most = machine->n_initial > most ? machine->n_initial : most;
        for (int i = 0; i < machine->n_transitions; i++) {
            most = machine->transitions[i].n_to > most ? machine->transitions[i].n_to : most;
        }
        for (int i = 0; i < machine->n_choices; i++) {
            most = machine->choices[i].n_options > most ? machine->choices[i].n_options : most;
        }
    }
    o->weights = BRINK_I_NEW_ARRAY(arena, double, count(most));
    return o->weights != NULL;
}

static bool make_stocks(brink_i_oracle *o)
{
    brink_i_arena *arena = &o->arena;
    size_t n = count(o->model->n_stocks);
    o->jumped = BRINK_I_NEW_ARRAY(arena, uint64_t, n);
    o->beyond = BRINK_I_NEW_ARRAY(arena, signed char, n);
    o->restarted = BRINK_I_NEW_ARRAY(arena, uint64_t, n);
    o->values = BRINK_I_NEW_ARRAY(arena, double, n);
    o->slopes = BRINK_I_NEW_ARRAY(arena, double, n);
    o->low = BRINK_I_NEW_ARRAY(arena, double, n);
    o->high = BRINK_I_NEW_ARRAY(arena, double, n);
    for (int i = 0; i < o->model->n_stocks; i++) {
        o->stocks[i].key = brink_i_owner_key_make(o->seed, o->model->stocks[i].owner);
    }
    return o->jumped && o->beyond && o->restarted && o->values && o->slopes && o->low && o->high;
}

static bool make_comparisons(brink_i_oracle *o)
{
    size_t n = count(o->model->n_comparisons);
    o->truth_changed = BRINK_I_NEW_ARRAY(&o->arena, uint64_t, n);
    o->truths = BRINK_I_NEW_ARRAY(&o->arena, unsigned char, n);
    o->by_value = BRINK_I_NEW_ARRAY(&o->arena, unsigned char, n);
    if (!o->truth_changed || !o->truths || !o->by_value) {
        return false;
    }
    for (int k = 0; k < o->model->n_comparisons; k++) {
        char *text = NULL;
        if (brink_i_expr_print(o->model->comparisons[k].expr, &o->model->names, &text) != BRINK_OK) {
            return false;
        }
        o->comparisons[k].text = brink_i_arena_strdup(&o->arena, text);
        free(text);
        if (!o->comparisons[k].text) {
            return false;
        }
    }
    return true;
}

static bool make_all(brink_i_oracle *o)
{
    const brink_model *model = o->model;
    brink_i_arena *arena = &o->arena;
    o->params = BRINK_I_NEW_ARRAY(arena, double, count(model->n_params));
    o->param_keys = BRINK_I_NEW_ARRAY(arena, brink_i_owner_key, count(model->n_params));
    o->stocks = BRINK_I_NEW_ARRAY(arena, brink_i_oracle_stock, count(model->n_stocks));
    o->comparisons = BRINK_I_NEW_ARRAY(arena, brink_i_oracle_comparison, count(model->n_comparisons));
    o->machines = BRINK_I_NEW_ARRAY(arena, brink_i_oracle_machine, count(model->n_machines));
    o->processes = BRINK_I_NEW_ARRAY(arena, brink_i_oracle_process, count(model->n_processes));
    o->measures = BRINK_I_NEW_ARRAY(arena, brink_i_oracle_measure, count(model->n_measures));
    o->outcome_visited = BRINK_I_NEW_ARRAY(arena, bool, count(model->n_outcomes));
    o->next_point = BRINK_I_NEW_ARRAY(arena, int, count(model->n_series));
    o->states = BRINK_I_NEW_ARRAY(arena, int, count(model->n_machines));
    o->entered = BRINK_I_NEW_ARRAY(arena, double, count(model->n_machines));
    o->entered_rest = BRINK_I_NEW_ARRAY(arena, double, count(model->n_machines));
    o->state_changed = BRINK_I_NEW_ARRAY(arena, uint64_t, count(model->n_machines));
    o->entry_changed = BRINK_I_NEW_ARRAY(arena, uint64_t, count(model->n_machines));
    if (!o->params || !o->param_keys || !o->stocks || !o->comparisons || !o->machines || !o->processes ||
        !o->measures || !o->outcome_visited || !o->next_point || !o->states || !o->entered ||
        !o->entered_rest || !o->state_changed || !o->entry_changed) {
        return false;
    }
    for (int i = 0; i < model->n_params; i++) {
        o->param_keys[i] = brink_i_owner_key_make(o->seed, model->params[i].owner);
    }
    for (int i = 0; i < model->n_processes; i++) {
        o->processes[i].key = brink_i_owner_key_make(o->seed, model->processes[i].owner);
    }
    return make_machines(o) && make_stocks(o) && make_comparisons(o);
}

brink_status brink_i_oracle_new(const brink_model *model, uint64_t seed, brink_i_oracle **out)
{
    *out = NULL;
    brink_i_oracle *o = calloc(1, sizeof *o);
    if (!o) {
        return BRINK_ERR_MEMORY;
    }
    brink_i_arena_init(&o->arena);
    o->model = model;
    o->seed = seed;
    if (!make_all(o)) {
        brink_i_oracle_free(o);
        return BRINK_ERR_MEMORY;
    }
    o->env = (brink_i_env){.params = o->params,
                           .stocks = o->values,
                           .states = o->states,
                           .entered = o->entered,
                           .truths = o->truths,
                           .by_value = o->by_value,
                           .tables = model->tables};
    *out = o;
    return BRINK_OK;
}

void brink_i_oracle_free(brink_i_oracle *oracle)
{
    if (oracle) {
        brink_i_arena_free(&oracle->arena);
        free(oracle);
    }
}

/* ---- a trial: section 10 ------------------------------------------------------------------------ */

static bool renew_all(brink_i_oracle *o, double t)
{
    for (int m = 0; m < o->model->n_machines; m++) {
        if (!brink_i_oracle_renew(o, m, t)) {
            return false;
        }
    }
    return true;
}

/* What a date of the calendar does by itself, before anything settles. `transition` is the one that a hazard
 * took. */
static bool act(brink_i_oracle *o, const brink_i_oracle_event *event, const brink_i_transition *transition)
{
    double t = o->now;
    int i = event->index;
    bool moved = false;
    switch (event->kind) {
    case BRINK_I_ORACLE_BOUND:
        brink_i_oracle_jump(o, i, t, o->stocks[i].bound);
        o->stocks[i].bound_date = INFINITY;
        brink_i_oracle_tell(
            o, t,
            (brink_i_trace_event){.kind = BRINK_I_TRACE_BOUND, .index = i, .after = o->stocks[i].bound});
        return true;
    case BRINK_I_ORACLE_CROSSING:
        return brink_i_oracle_cross_together(o, t);
    case BRINK_I_ORACLE_TIMER:
        brink_i_oracle_tell(
            o, t, (brink_i_trace_event){.kind = BRINK_I_TRACE_TIMER, .index = i, .item = event->item});
        return brink_i_oracle_fire(o, &o->model->machines[i].transitions[event->item], t);
    case BRINK_I_ORACLE_REVIEW: {
        const brink_i_choice *choice = &o->model->machines[i].choices[event->item];
        brink_i_oracle_tell(
            o, t, (brink_i_trace_event){.kind = BRINK_I_TRACE_REVIEW, .index = i, .item = event->item});
        return brink_i_oracle_next_review(o, choice, event->item, t) &&
               brink_i_oracle_choose(o, choice, t, &moved);
    }
    case BRINK_I_ORACLE_PROCESS: {
        brink_i_oracle_process *process = &o->processes[i];
        const brink_i_process *rule = &o->model->processes[i];
        process->k++;
        process->date = (double)process->k * process->every;
        brink_i_oracle_tell(o, t, (brink_i_trace_event){.kind = BRINK_I_TRACE_PROCESS, .index = i});
        return brink_i_oracle_effects(o, rule->effects, rule->n_effects, t, &process->stream);
    }
    case BRINK_I_ORACLE_HAZARD:
        return brink_i_oracle_fire(o, transition, t);
    }
    return true;
}

/* A date of a machine's hazards: a transition, or NULL if only the hazards are renewed (section 8). */
static bool draw_hazard(brink_i_oracle *o, const brink_i_oracle_event *event,
                        const brink_i_transition **transition)
{
    *transition = NULL;
    double t = o->now;
    if (o->machines[event->index].candidate <= o->machines[event->index].window_end) {
        if (!brink_i_oracle_candidate(o, event->index, t, transition)) {
            return false;
        }
    } else {
        brink_i_oracle_tell(o, t, (brink_i_trace_event){.kind = BRINK_I_TRACE_WINDOW, .index = event->index});
    }
    return *transition || brink_i_oracle_renew(o, event->index, t);
}

/* Settles and observes; when the trial goes on, renews the hazards. */
static bool conclude(brink_i_oracle *o, double t, bool *ended)
{
    if (!brink_i_oracle_settle(o, t)) {
        return false;
    }
    int outcome = brink_i_oracle_observe(o, t);
    *ended = outcome >= 0;
    if (*ended) {
        brink_i_oracle_observe_end(o, t, outcome);
        return true;
    }
    return renew_all(o, t);
}

/* Counting changes begins anew when time has advanced; dates closer than rounding can tell share a count
 * (section 6). */
static void begin_instant(brink_i_oracle *o, double t)
{
    if (t > o->instant + BRINK_I_COUNT_SPAN * o->model->horizon) {
        o->instant = t;
        o->n_changes = 0;
    }
}

/* The trial is given up, before this date. */
static bool drop(brink_i_oracle *o, double t)
{
    *o->fault = (brink_fault){.seed = o->seed, .trial = o->trial, .time = t};
    o->dropped = true;
    return false;
}

static bool run(brink_i_oracle *o)
{
    if (brink_i_stop_asked(o->stop)) {
        return drop(o, 0);
    }
    bool ended = false;
    if (!brink_i_oracle_start(o) || !conclude(o, 0, &ended)) {
        return false;
    }
    while (!ended) {
        brink_i_oracle_event event;
        double last = o->now;
        if (++o->rounds % BRINK_I_STOP_ROUNDS == 0 && brink_i_stop_asked(o->stop)) {
            return drop(o, last);
        }
        if (!brink_i_oracle_next(o, &event)) {
            brink_i_oracle_observe_points(o, last, o->model->horizon, true);
            brink_i_oracle_observe_end(o, o->model->horizon, o->model->otherwise);
            return true;
        }
        brink_i_oracle_observe_points(o, last, o->now, !event.drawn);
        begin_instant(o, o->now);
        const brink_i_transition *transition = NULL;
        if (event.kind == BRINK_I_ORACLE_HAZARD) {
            if (!draw_hazard(o, &event, &transition)) {
                return false;
            }
            if (!transition) {
                continue;
            }
        }
        if (event.kind != BRINK_I_ORACLE_BOUND) {
            brink_i_oracle_observe_before(o, o->now);
        }
        if (!act(o, &event, transition) || !conclude(o, o->now, &ended)) {
            return false;
        }
    }
    return true;
}

brink_status brink_i_oracle_trial(brink_i_oracle *oracle, uint64_t trial, brink_i_record *record,
                                  brink_fault *fault)
{
    const brink_i_address address = {.params = trial, .luck = trial};
    return brink_i_oracle_address(oracle, &address, trial, record, fault);
}

brink_status brink_i_oracle_address(brink_i_oracle *oracle, const brink_i_address *address, uint64_t number,
                                    brink_i_record *record, brink_fault *fault)
{
    oracle->address = *address;
    oracle->trial = number;
    oracle->record = record;
    oracle->fault = fault;
    fault->kind = BRINK_FAULT_NONE;
    oracle->dropped = false;
    oracle->rounds = 0;
    const bool good = run(oracle);
    for (int i = 0; good && record->params && i < oracle->model->n_params; i++) {
        record->params[i] = oracle->params[i];
    }
    return good ? BRINK_OK : oracle->dropped ? BRINK_ERR_CANCELLED : BRINK_ERR_FAULT;
}

const signed char *brink_i_oracle_start_of(brink_i_oracle *oracle, uint64_t trial)
{
    brink_i_record record = {0};
    brink_fault fault;
    oracle->address = (brink_i_address){.params = trial, .luck = trial};
    oracle->trial = trial;
    oracle->record = &record;
    oracle->fault = &fault;
    return brink_i_oracle_start(oracle) ? oracle->beyond : NULL;
}

void brink_i_oracle_stop(brink_i_oracle *oracle, const brink_i_stop *stop) { oracle->stop = stop; }
