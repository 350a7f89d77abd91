/* SPDX-License-Identifier: Apache-2.0 */
#include "oracle/inside.h"

/* Section 10 of docs/semantics.md: the next event. Whoever is asked first wins a tie. */

static void offer(brink_i_oracle_event *best, double date, brink_i_oracle_kind kind, int index, int item)
{
    if (date < best->date) {
        *best = (brink_i_oracle_event){.date = date, .kind = kind, .index = index, .item = item};
    }
}

brink_i_oracle_event brink_i_oracle_next(const brink_i_oracle *o)
{
    const brink_model *model = o->model;
    brink_i_oracle_event best = {.date = INFINITY};
    for (int i = 0; i < model->n_stocks; i++) {
        offer(&best, o->stocks[i].bound_date, BRINK_I_ORACLE_BOUND, i, 0);
    }
    for (int k = 0; k < model->n_comparisons; k++) {
        offer(&best, o->comparisons[k].date, BRINK_I_ORACLE_CROSSING, k, 0);
    }
    for (int m = 0; m < model->n_machines; m++) {
        for (int i = 0; i < model->machines[m].n_transitions; i++) {
            offer(&best, o->machines[m].timers[i], BRINK_I_ORACLE_TIMER, m, i);
        }
        for (int i = 0; i < model->machines[m].n_choices; i++) {
            offer(&best, o->machines[m].reviews[i], BRINK_I_ORACLE_REVIEW, m, i);
        }
    }
    for (int i = 0; i < model->n_processes; i++) {
        offer(&best, o->processes[i].date, BRINK_I_ORACLE_PROCESS, i, 0);
    }
    for (int m = 0; m < model->n_machines; m++) {
        offer(&best, brink_i_oracle_hazard_date(&o->machines[m]), BRINK_I_ORACLE_HAZARD, m, 0);
    }
    return best;
}
