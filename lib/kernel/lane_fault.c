/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stdio.h>

#include "kernel/lanes.h"
#include "model/motion.h"
#include "model/values.h"

static double stock_now(const brink_i_worker *w, int stock, size_t lane)
{
    const brink_i_stock_code *code = &w->program->stocks[stock];
    if (code->slot < 0) {
        return w->values[(size_t)code->cell * BRINK_I_LANES + lane];
    }
    size_t at = (size_t)stock * BRINK_I_LANES + lane;
    const brink_i_segment segment = {w->seg_x[at], w->seg_t[at], w->seg_f[at], w->seg_d[at]};
    return brink_i_segment_at(&segment, w->now[lane]);
}

static void add_values(brink_i_worker *w, size_t lane, const brink_i_rule *rule)
{
    const brink_model *model = w->program->model;
    for (int i = 0; i < model->n_params; i++) {
        w->fault_params[i] = w->params[(size_t)i * BRINK_I_LANES + lane];
    }
    for (int i = 0; i < model->n_stocks; i++) {
        w->fault_stocks[i] = stock_now(w, i, lane);
    }
    for (int m = 0; m < model->n_machines; m++) {
        w->fault_entered[m] = w->entered[(size_t)m * BRINK_I_LANES + lane];
        w->fault_states[m] = 0;
        for (int s = 0; s < model->machines[m].n_states; s++) {
            if (w->in_state[w->kernel->first_state[m] + s] >> lane & 1) {
                w->fault_states[m] = s;
            }
        }
    }
    for (int k = 0; k < model->n_comparisons; k++) {
        w->fault_truths[k] = (unsigned char)(w->truths[k] >> lane & 1);
    }
    const brink_i_env env = {.params = w->fault_params,
                             .stocks = w->fault_stocks,
                             .states = w->fault_states,
                             .entered = w->fault_entered,
                             .time = w->now[lane],
                             .truths = w->fault_truths,
                             .tables = model->tables};
    brink_i_fault_values(w->fault, model, &rule->reads, &env);
}

void brink_i_lane_fault(brink_i_worker *w, size_t lane, brink_fault_kind kind, brink_where where,
                        const char *place, const brink_i_rule *rule, const char *format, ...)
{
    if (w->faulted >> lane & 1) {
        return;
    }
    w->faulted |= (brink_i_mask)1 << lane;
    if (w->has_fault && w->fault->trial <= w->trial[lane]) {
        return;
    }
    char message[sizeof w->fault->message];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    brink_i_fault_set(w->fault, kind, w->trial[lane], w->now[lane], where, place, "%s", message);
    w->fault->seed = w->kernel->seed;
    w->has_fault = true;
    if (rule) {
        add_values(w, lane, rule);
    }
}
