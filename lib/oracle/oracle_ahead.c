/* SPDX-License-Identifier: Apache-2.0 */
#include "oracle/inside.h"

/* What a tracer may ask while it is told an event. Looking ahead leaves the view as it was. */

void brink_i_oracle_ahead(brink_i_oracle *o, double t, double *stocks, double *slopes)
{
    for (int i = 0; i < o->model->n_stocks; i++) {
        stocks[i] = brink_i_segment_at(&o->stocks[i].segment, t);
        slopes[i] = brink_i_segment_slope(&o->stocks[i].segment, stocks[i]);
    }
}

double brink_i_oracle_hazard_ahead(brink_i_oracle *o, int machine, int item, double t)
{
    const brink_i_transition *transition = &o->model->machines[machine].transitions[item];
    bool hazard = transition->trigger == BRINK_RATE || transition->trigger == BRINK_CHANCE;
    if (!hazard || (transition->from >> o->states[machine] & 1) == 0) {
        return 0;
    }
    double now = o->env.time;
    double x = brink_i_oracle_value(o, transition->value.expr, t);
    if (transition->trigger == BRINK_CHANCE) {
        x = -brink_i_log1p(-x) / brink_i_oracle_value(o, transition->within.expr, t);
    }
    (void)brink_i_oracle_look(o, now);
    return x;
}

void brink_i_oracle_defines_ahead(brink_i_oracle *o, double t, double *values)
{
    double now = o->env.time;
    for (int i = 0; i < o->model->n_defines; i++) {
        values[i] = brink_i_oracle_value(o, o->model->defines[i], t);
    }
    (void)brink_i_oracle_look(o, now);
}
