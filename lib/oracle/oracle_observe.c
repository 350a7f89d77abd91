/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "model/named_states.h"
#include "oracle/inside.h"

/* Section 9 of docs/semantics.md: outcomes, measures, series. */

void brink_i_oracle_observe_start(brink_i_oracle *o)
{
    for (int i = 0; i < o->model->n_measures; i++) {
        brink_i_oracle_measure *now = &o->measures[i];
        *now = (brink_i_oracle_measure){0};
        switch (o->model->measures[i].kind) {
        case BRINK_MEASURE_FIRST:
        case BRINK_MEASURE_AT_END:
            now->value = (double)NAN;
            break;
        case BRINK_MEASURE_MIN:
            now->value = INFINITY;
            break;
        case BRINK_MEASURE_MAX:
            now->value = -INFINITY;
            break;
        case BRINK_MEASURE_TIME_IN:
        case BRINK_MEASURE_COUNT:
            break;
        }
    }
    for (int i = 0; i < o->model->n_series; i++) {
        o->next_point[i] = 0;
    }
}

void brink_i_oracle_observe_points(brink_i_oracle *o, double last, double t, bool computed)
{
    for (int i = 0; i < o->model->n_series; i++) {
        const brink_i_series *series = &o->model->series[i];
        double *points = o->record->points + series->first;
        int *next = &o->next_point[i];
        for (; *next < series->n_points; (*next)++) {
            double date = (double)*next * series->every;
            if (!((computed ? BRINK_I_INSTANT_END(date) : date) < t)) {
                break;
            }
            points[*next] = brink_i_oracle_value(o, series->value.expr, date > last ? date : last);
        }
    }
}

static void take_extreme(brink_i_oracle *o, int i, double t)
{
    const brink_i_measure *measure = &o->model->measures[i];
    brink_i_oracle_measure *now = &o->measures[i];
    if (measure->kind != BRINK_MEASURE_MIN && measure->kind != BRINK_MEASURE_MAX) {
        return;
    }
    double x = brink_i_oracle_value(o, measure->value.expr, t);
    if (measure->kind == BRINK_MEASURE_MIN ? x < now->value : x > now->value) {
        now->value = x;
    }
}

void brink_i_oracle_observe_before(brink_i_oracle *o, double t)
{
    for (int i = 0; i < o->model->n_measures; i++) {
        take_extreme(o, i, t);
    }
}

static void take_measure(brink_i_oracle *o, int i, double t)
{
    const brink_i_measure *measure = &o->model->measures[i];
    brink_i_oracle_measure *now = &o->measures[i];
    if (measure->kind == BRINK_MEASURE_FIRST && isnan(now->value) &&
        brink_i_oracle_value(o, measure->value.expr, t) != 0) {
        now->value = t;
    }
    if (measure->kind == BRINK_MEASURE_TIME_IN) {
        bool on = brink_i_oracle_value(o, measure->value.expr, t) != 0;
        if (on && !now->on) {
            now->since = t;
        } else if (!on && now->on) {
            now->value += t - now->since;
        }
        now->on = on;
    }
    take_extreme(o, i, t);
}

int brink_i_oracle_observe(brink_i_oracle *o, double t)
{
    for (int i = 0; i < o->model->n_measures; i++) {
        take_measure(o, i, t);
    }
    brink_i_oracle_tell(o, t, (brink_i_trace_event){.kind = BRINK_I_TRACE_SETTLED});
    for (int i = 0; i < o->model->n_outcomes; i++) {
        const brink_i_expr *condition = o->model->outcomes[i].condition.expr;
        if (condition && (o->outcome_visited[i] || brink_i_oracle_value(o, condition, t) != 0)) {
            return i;
        }
    }
    memset(o->outcome_visited, 0, (size_t)o->model->n_outcomes * sizeof *o->outcome_visited);
    return -1;
}

void brink_i_oracle_observe_entry(brink_i_oracle *o, int machine)
{
    for (int i = 0; i < o->model->n_measures; i++) {
        const brink_i_measure *measure = &o->model->measures[i];
        if (measure->kind == BRINK_MEASURE_COUNT && measure->machine == machine &&
            (measure->states >> o->states[machine] & 1) != 0) {
            o->measures[i].value += 1;
        }
    }
}

void brink_i_oracle_visit(brink_i_oracle *o, int machine, double t, bool entered)
{
    const brink_model *model = o->model;
    const int state = o->states[machine];
    for (int i = 0; i < model->n_measures; i++) {
        const brink_i_measure *measure = &model->measures[i];
        if (measure->kind == BRINK_MEASURE_FIRST && isnan(o->measures[i].value) &&
            (brink_i_named_states(measure->value.expr, machine) >> state & 1) != 0) {
            o->measures[i].value = t;
        }
    }
    for (int i = 0; i < model->n_stocks; i++) {
        const brink_i_stock *stock = &model->stocks[i];
        if (stock->machine != machine || !(stock->states >> state & 1)) {
            continue;
        }
        if (stock->history == BRINK_I_HISTORY_ENTRIES && entered) {
            brink_i_oracle_jump(o, i, t, o->stocks[i].segment.x0 + 1);
        } else if (stock->history == BRINK_I_HISTORY_EVER && o->stocks[i].segment.x0 == 0) {
            brink_i_oracle_jump(o, i, t, 1);
        }
    }
    for (int i = 0; i < model->n_outcomes; i++) {
        o->outcome_visited[i] |=
            (brink_i_named_states(model->outcomes[i].condition.expr, machine) >> state & 1) != 0;
    }
    for (int m = 0; m < model->n_machines; m++) {
        for (int i = 0; i < model->machines[m].n_transitions; i++) {
            const brink_i_transition *transition = &model->machines[m].transitions[i];
            o->machines[m].visited[i] |=
                transition->trigger == BRINK_WHEN &&
                (brink_i_named_states(transition->value.expr, machine) >> state & 1) != 0;
        }
    }
}

/* What the record holds of a measure whose trial ended at t. */
static double final_value(brink_i_oracle *o, int i, double t)
{
    const brink_i_measure *measure = &o->model->measures[i];
    const brink_i_oracle_measure *now = &o->measures[i];
    switch (measure->kind) {
    case BRINK_MEASURE_AT_END:
        return brink_i_oracle_value(o, measure->value.expr, t);
    case BRINK_MEASURE_TIME_IN:
        return (now->on ? now->value + (t - now->since) : now->value) * measure->scale;
    case BRINK_MEASURE_FIRST:
        return now->value * measure->scale;
    case BRINK_MEASURE_COUNT:
    case BRINK_MEASURE_MIN:
    case BRINK_MEASURE_MAX:
        break;
    }
    return now->value;
}

void brink_i_oracle_observe_end(brink_i_oracle *o, double t, int outcome)
{
    o->record->outcome = outcome;
    o->record->end = t;
    for (int i = 0; i < o->model->n_measures; i++) {
        take_extreme(o, i, t);
        o->record->measures[i] = final_value(o, i, t);
    }
    for (int i = 0; i < o->model->n_series; i++) {
        const brink_i_series *series = &o->model->series[i];
        double last =
            o->next_point[i] < series->n_points ? brink_i_oracle_value(o, series->value.expr, t) : 0;
        for (int j = o->next_point[i]; j < series->n_points; j++) {
            o->record->points[series->first + j] = last;
        }
    }
    brink_i_oracle_tell(o, t,
                        (brink_i_trace_event){.kind = BRINK_I_TRACE_END,
                                              .index = outcome,
                                              .yes = outcome != o->model->otherwise});
}
