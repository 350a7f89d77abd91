/* SPDX-License-Identifier: Apache-2.0 */
#include "oracle/inside.h"

void brink_i_oracle_trace(brink_i_oracle *oracle, const brink_i_tracer *tracer) { oracle->tracer = tracer; }

void brink_i_oracle_tell(brink_i_oracle *o, double t, brink_i_trace_event event)
{
    if (!o->tracer) {
        return;
    }
    const brink_i_env *env = brink_i_oracle_look(o, t);
    for (int i = 0; i < o->model->n_stocks; i++) {
        o->slopes[i] = brink_i_segment_slope(&o->stocks[i].segment, env->stocks[i]);
    }
    event.time = t;
    event.params = o->params;
    event.stocks = env->stocks;
    event.slopes = o->slopes;
    event.states = o->states;
    o->tracer->event(o->tracer->self, &event);
}
