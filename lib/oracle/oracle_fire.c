/* SPDX-License-Identifier: Apache-2.0 */
#include "oracle/inside.h"

/* Section 7 of docs/semantics.md: firing, choices, effects. */

bool brink_i_oracle_pick_target(brink_i_oracle *o, const brink_i_target *to, int n, double t,
                                brink_i_stream *stream, brink_where where, const char *place, int *state)
{
    *state = to[0].state;
    if (n == 1) {
        return true;
    }
    double total = 0;
    for (int i = 0; i < n; i++) {
        double weight = to[i].weight.expr ? brink_i_oracle_value(o, to[i].weight.expr, t) : 1;
        if (!(weight >= 0) || !isfinite(weight)) {
            return brink_i_oracle_fail(o, BRINK_FAULT_WEIGHT, t, where, place, &to[i].weight,
                                       "weight %d is %g", i + 1, weight);
        }
        o->weights[i] = weight;
        total += weight;
    }
    if (!(total > 0) || !isfinite(total)) {
        return brink_i_oracle_fail(o, BRINK_FAULT_WEIGHT, t, where, place, &to[0].weight,
                                   "the weights sum to %g", total);
    }
    *state = to[brink_i_pick(o->weights, n, total, brink_i_stream_uniform(stream))].state;
    return true;
}

static void move(brink_i_oracle *o, int m, int state, double t)
{
    const brink_i_machine *machine = &o->model->machines[m];
    brink_i_oracle_machine *now = &o->machines[m];
    int from = o->states[m];
    if (state != from) {
        o->states[m] = state;
        o->state_changed[m] = ++o->stamp;
    }
    o->entered[m] = t;
    o->entered_rest[m] = o->late;
    o->entry_changed[m] = ++o->stamp;
    now->pending = true;
    now->windowed = false;
    for (int i = 0; i < machine->n_transitions; i++) {
        now->timers[i] = INFINITY;
        now->visited[i] = false;
    }
    for (int i = 0; i < machine->n_choices; i++) {
        now->reviews[i] = INFINITY;
    }
    brink_i_oracle_observe_entry(o, m);
    brink_i_oracle_visit(o, m, t, true);
    brink_i_oracle_tell(
        o, t, (brink_i_trace_event){.kind = BRINK_I_TRACE_MOVE, .index = m, .from = from, .to = state});
}

/* Which target was drawn, of those whose weights are in o->weights. */
static void tell_target(brink_i_oracle *o, const brink_i_transition *transition, int state, double t)
{
    if (!o->tracer || transition->n_to == 1) {
        return;
    }
    double total = 0;
    int taken = 0;
    for (int i = 0; i < transition->n_to; i++) {
        total += o->weights[i];
        taken = transition->to[i].state == state ? i : taken;
    }
    for (int i = 0; i < transition->n_to; i++) {
        o->weights[i] /= total;
    }
    const brink_i_machine *machine = &o->model->machines[transition->machine];
    brink_i_oracle_tell(o, t,
                        (brink_i_trace_event){.kind = BRINK_I_TRACE_TARGET,
                                              .index = transition->machine,
                                              .item = (int)(transition - machine->transitions),
                                              .to = taken,
                                              .weights = o->weights,
                                              .n_weights = transition->n_to});
}

bool brink_i_oracle_fire(brink_i_oracle *o, const brink_i_transition *transition, double t)
{
    brink_i_stream *stream = &o->machines[transition->machine].stream;
    int state = 0;
    if (!brink_i_oracle_pick_target(o, transition->to, transition->n_to, t, stream, transition->where,
                                    transition->label, &state)) {
        return false;
    }
    tell_target(o, transition, state, t);
    move(o, transition->machine, state, t);
    return brink_i_oracle_effects(o, transition->effects, transition->n_effects, t, stream);
}

/* Logit quantal response (McKelvey & Palfrey 1995): the weights of the options in o->weights, and their sum.
 */
static bool weigh_options(brink_i_oracle *o, const brink_i_choice *choice, double t, double *total)
{
    double precision = choice->precision.expr ? brink_i_oracle_value(o, choice->precision.expr, t) : 1;
    double best = -INFINITY;
    for (int i = 0; i < choice->n_options; i++) {
        double utility = brink_i_oracle_value(o, choice->options[i].utility.expr, t);
        double x = precision * utility;
        if (!isfinite(x)) {
            return brink_i_oracle_fail(o, BRINK_FAULT_WEIGHT, t, choice->where, choice->label,
                                       isfinite(utility) ? &choice->precision : &choice->options[i].utility,
                                       "precision %g times the utility %g of option %d is not finite",
                                       precision, utility, i + 1);
        }
        o->weights[i] = x;
        best = x > best ? x : best;
    }
    *total = 0;
    for (int i = 0; i < choice->n_options; i++) {
        o->weights[i] = brink_i_exp(o->weights[i] - best);
        *total += o->weights[i];
    }
    return true;
}

bool brink_i_oracle_choose(brink_i_oracle *o, const brink_i_choice *choice, double t, bool *moved)
{
    int m = choice->machine;
    brink_i_stream *stream = &o->machines[m].stream;
    double total = 0;
    if (!weigh_options(o, choice, t, &total)) {
        return false;
    }
    int taken = brink_i_pick(o->weights, choice->n_options, total, brink_i_stream_uniform(stream));
    const brink_i_option *option = &choice->options[taken];
    if (o->tracer) {
        for (int i = 0; i < choice->n_options; i++) {
            o->weights[i] /= total;
        }
        brink_i_oracle_tell(o, t,
                            (brink_i_trace_event){.kind = BRINK_I_TRACE_CHOICE,
                                                  .index = m,
                                                  .item = (int)(choice - o->model->machines[m].choices),
                                                  .to = taken,
                                                  .weights = o->weights,
                                                  .n_weights = choice->n_options});
    }
    *moved = option->state >= 0;
    if (*moved) {
        move(o, m, option->state, t);
    }
    return brink_i_oracle_effects(o, option->effects, option->n_effects, t, stream);
}

static bool assign(brink_i_oracle *o, const brink_i_effect *effect, double t, brink_i_stream *stream)
{
    double x = 0;
    if (!brink_i_oracle_draw(o, &effect->value, t, stream, effect->where, effect->text, &x)) {
        return false;
    }
    if (!isfinite(x)) {
        return brink_i_oracle_fail(o, BRINK_FAULT_VALUE, t, effect->where, effect->text, &effect->value,
                                   "the new value of %s is %g", o->model->stocks[effect->target].name, x);
    }
    x = brink_i_oracle_saturate(o, effect->target, x);
    double before = brink_i_segment_at(&o->stocks[effect->target].segment, t);
    if (!brink_i_same_bits(x, before)) {
        brink_i_oracle_jump(o, effect->target, t, x);
        brink_i_oracle_tell(
            o, t,
            (brink_i_trace_event){
                .kind = BRINK_I_TRACE_ASSIGN, .index = effect->target, .before = before, .after = x});
    }
    return true;
}

bool brink_i_oracle_effects(brink_i_oracle *o, const brink_i_effect *effects, int n, double t,
                            brink_i_stream *stream)
{
    for (int i = 0; i < n; i++) {
        const brink_i_effect *effect = &effects[i];
        bool ok = true;
        switch (effect->kind) {
        case BRINK_I_ASSIGN:
            ok = assign(o, effect, t, stream);
            break;
        case BRINK_I_MOVE:
            move(o, effect->target, effect->state, t);
            break;
        case BRINK_I_WHEN_IF: {
            bool holds = brink_i_oracle_value(o, effect->value.expr, t) != 0;
            ok = holds ? brink_i_oracle_effects(o, effect->then_do, effect->n_then, t, stream)
                       : brink_i_oracle_effects(o, effect->else_do, effect->n_else, t, stream);
            break;
        }
        }
        if (!ok) {
            return false;
        }
    }
    return true;
}
