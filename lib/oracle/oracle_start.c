/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "oracle/inside.h"

/* Section 3 of docs/semantics.md: the start of a trial. */

/* Forgets the trial before. Everything has "changed" at stamp 1, nobody has been brought up to date. */
static void forget(brink_i_oracle *o)
{
    const brink_model *model = o->model;
    o->stamp = 1;
    o->looked_stamp = 0;
    for (int i = 0; i < model->n_stocks; i++) {
        o->jumped[i] = 1;
        o->restarted[i] = 1;
        o->stocks[i].updated = 0;
        o->stocks[i].segment = (brink_i_segment){0};
        o->stocks[i].bound_date = INFINITY;
    }
    for (int k = 0; k < model->n_comparisons; k++) {
        o->truth_changed[k] = 1;
        o->truths[k] = 0;
        o->comparisons[k].updated = 0;
        o->comparisons[k].date = INFINITY;
    }
    for (int m = 0; m < model->n_machines; m++) {
        o->state_changed[m] = 1;
        o->entry_changed[m] = 1;
    }
    o->now = o->instant_end = o->late = 0;
    memset(o->outcome_visited, 0, (size_t)model->n_outcomes * sizeof *o->outcome_visited);
    o->instant = 0;
    o->n_changes = 0;
}

/* The uniform by which a parameter was drawn, if it took exactly one; else NaN. */
static double only_uniform(brink_i_stream before, const brink_i_stream *after)
{
    double u = brink_i_stream_uniform(&before);
    return before.state == after->state ? u : (double)NAN;
}

static bool start_parameter(brink_i_oracle *o, int i)
{
    const brink_i_param *param = &o->model->params[i];
    brink_i_stream stream =
        param->copula
            ? brink_i_copula_stream(param->copula, param->place, &o->address, param->chance, o->param_keys)
            : brink_i_address_stream(&o->address, i, param->chance, o->param_keys[i]);
    const brink_i_stream before = stream;
    double x = 0;
    if (!brink_i_oracle_draw(o, &param->value, 0, &stream, param->where, param->name, &x)) {
        return false;
    }
    if (!isfinite(x)) {
        return brink_i_oracle_fail(o, BRINK_FAULT_VALUE, 0, param->where, param->name, &param->value,
                                   "the value of %s is %g", param->name, x);
    }
    o->params[i] = x;
    brink_i_oracle_tell(o, 0,
                        (brink_i_trace_event){.kind = BRINK_I_TRACE_PARAMETER,
                                              .index = i,
                                              .after = x,
                                              .uniform = only_uniform(before, &stream)});
    return true;
}

static bool start_stock(brink_i_oracle *o, int i)
{
    const brink_i_stock *stock = &o->model->stocks[i];
    brink_i_oracle_stock *s = &o->stocks[i];
    s->min = stock->min.expr ? brink_i_oracle_value(o, stock->min.expr, 0) : -INFINITY;
    s->max = stock->max.expr ? brink_i_oracle_value(o, stock->max.expr, 0) : INFINITY;
    if (!(s->min <= s->max)) {
        return brink_i_oracle_fail(o, BRINK_FAULT_VALUE, 0, stock->where, stock->name,
                                   stock->min.expr ? &stock->min : &stock->max,
                                   "the bounds of %s are min %g and max %g", stock->name, s->min, s->max);
    }
    brink_i_stream stream = brink_i_stream_open(s->key, o->address.luck);
    double x = 0;
    if (!brink_i_oracle_draw(o, &stock->initial, 0, &stream, stock->where, stock->name, &x)) {
        return false;
    }
    if (!isfinite(x)) {
        return brink_i_oracle_fail(o, BRINK_FAULT_VALUE, 0, stock->where, stock->name, &stock->initial,
                                   "the initial value of %s is %g", stock->name, x);
    }
    o->beyond[i] = x < s->min ? -1 : x > s->max ? 1 : 0;
    brink_i_oracle_jump(o, i, 0, brink_i_oracle_saturate(o, i, x));
    return true;
}

static bool start_machine(brink_i_oracle *o, int m)
{
    const brink_i_machine *machine = &o->model->machines[m];
    brink_i_oracle_machine *now = &o->machines[m];
    now->stream = brink_i_stream_open(now->key, o->address.luck);
    now->pending = true;
    for (int i = 0; i < machine->n_transitions; i++) {
        now->timers[i] = INFINITY;
        now->visited[i] = false;
    }
    for (int i = 0; i < machine->n_choices; i++) {
        now->reviews[i] = INFINITY;
        now->n_reviews[i] = 0;
    }
    if (!brink_i_oracle_pick_target(o, machine->initial, machine->n_initial, 0, &now->stream, machine->where,
                                    machine->name, &o->states[m])) {
        return false;
    }
    o->entered[m] = 0;
    o->entered_rest[m] = 0;
    now->spent = now->due = true;
    now->budget = 0;
    now->bound = 0;
    now->taken = 0;
    now->window_end = INFINITY;
    now->candidate = INFINITY;
    now->windowed = false;
    now->last_window = 0;
    now->renewed = 0;
    return true;
}

static bool start_process(brink_i_oracle *o, int i)
{
    const brink_i_process *process = &o->model->processes[i];
    brink_i_oracle_process *now = &o->processes[i];
    now->stream = brink_i_stream_open(now->key, o->address.luck);
    now->every = brink_i_oracle_value(o, process->every.expr, 0);
    if (!(now->every > 0) || !isfinite(now->every)) {
        return brink_i_oracle_fail(o, BRINK_FAULT_VALUE, 0, process->where, process->name, &process->every,
                                   "the period of %s is %g", process->name, now->every);
    }
    now->k = 1;
    now->date = now->every;
    return true;
}

bool brink_i_oracle_start(brink_i_oracle *o)
{
    const brink_model *model = o->model;
    forget(o);
    for (int i = 0; i < model->n_params; i++) {
        if (!start_parameter(o, model->param_order[i])) {
            return false;
        }
    }
    for (int i = 0; i < model->n_stocks; i++) {
        if (!start_stock(o, i)) {
            return false;
        }
    }
    for (int m = 0; m < model->n_machines; m++) {
        if (!start_machine(o, m)) {
            return false;
        }
    }
    for (int i = 0; i < model->n_processes; i++) {
        if (!start_process(o, i)) {
            return false;
        }
    }
    brink_i_oracle_observe_start(o);
    for (int m = 0; m < model->n_machines; m++) {
        brink_i_oracle_visit(o, m, 0, false);
    }
    /* All from values, so that it does not matter which comparison stands inside which. */
    o->looked_stamp = 0;
    brink_i_oracle_look(o, 0);
    memset(o->by_value, 1, (size_t)model->n_comparisons);
    for (int k = 0; k < model->n_comparisons; k++) {
        o->truths[k] = brink_i_expr_eval(model->comparisons[k].expr, &o->env) != 0;
    }
    o->looked_stamp = 0;
    brink_i_oracle_tell(o, 0, (brink_i_trace_event){.kind = BRINK_I_TRACE_START});
    return true;
}
