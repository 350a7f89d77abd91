/* SPDX-License-Identifier: Apache-2.0 */
#include "oracle/inside.h"

/* Section 10 of docs/semantics.md: the next event. */

/* Takes part in the search for an event; false ends it. */
typedef bool visitor(void *context, const brink_i_oracle_event *event);

/* All dates, in the order in which they happen at one instant. */
static void visit_dates(const brink_i_oracle *o, visitor *visit, void *context)
{
    const brink_model *model = o->model;
    bool on = true;
#define VISIT(...) (on = on && visit(context, &(brink_i_oracle_event){__VA_ARGS__}))
    for (int i = 0; i < model->n_stocks; i++) {
        VISIT(.date = o->stocks[i].bound_date, .kind = BRINK_I_ORACLE_BOUND, .index = i);
    }
    for (int k = 0; k < model->n_comparisons; k++) {
        VISIT(.date = o->comparisons[k].date, .kind = BRINK_I_ORACLE_CROSSING, .index = k);
    }
    for (int m = 0; m < model->n_machines; m++) {
        const brink_i_machine *machine = &model->machines[m];
        const brink_i_oracle_machine *now = &o->machines[m];
        for (int i = 0; i < machine->n_transitions; i++) {
            const brink_i_expr *delay = machine->transitions[i].value.expr;
            VISIT(.date = now->timers[i], .rest = now->timer_rests[i], .kind = BRINK_I_ORACLE_TIMER,
                  .index = m, .item = i, .drawn = delay && delay->draws);
        }
        for (int i = 0; i < machine->n_choices; i++) {
            VISIT(.date = now->reviews[i], .rest = now->review_rests[i], .kind = BRINK_I_ORACLE_REVIEW,
                  .index = m, .item = i);
        }
    }
    for (int i = 0; i < model->n_processes; i++) {
        VISIT(.date = o->processes[i].date, .kind = BRINK_I_ORACLE_PROCESS, .index = i);
    }
    for (int m = 0; m < model->n_machines; m++) {
        VISIT(.date = brink_i_oracle_hazard_date(&o->machines[m]), .kind = BRINK_I_ORACLE_HAZARD, .index = m,
              .drawn = true);
    }
#undef VISIT
}

typedef struct search {
    const brink_i_oracle *o;
    brink_i_oracle_event found; /* date INFINITY: nothing yet */
} search;

static bool take_earliest(void *context, const brink_i_oracle_event *event)
{
    search *s = context;
    s->found = event->date < s->found.date ? *event : s->found;
    return true;
}

static bool take_first_due(void *context, const brink_i_oracle_event *event)
{
    search *s = context;
    bool due = event->date <= (event->drawn ? s->o->now : s->o->instant_end);
    s->found = due ? *event : s->found;
    return !due;
}

static brink_i_oracle_event search_dates(const brink_i_oracle *o, visitor *visit)
{
    search s = {.o = o, .found = {.date = INFINITY}};
    visit_dates(o, visit, &s);
    return s.found;
}

bool brink_i_oracle_next(brink_i_oracle *o, brink_i_oracle_event *event)
{
    const double horizon = o->model->horizon;
    *event = search_dates(o, take_first_due);
    if (!(event->date < INFINITY)) { /* the instant is over */
        const brink_i_oracle_event next = search_dates(o, take_earliest);
        const bool beyond = next.date > horizon; /* then the next instant is that of the horizon */
        o->now = beyond ? horizon : next.date;
        o->instant_end = next.drawn && !beyond ? -INFINITY : BRINK_I_INSTANT_END(o->now);
        *event = search_dates(o, take_first_due);
    }
    if (event->drawn) {
        o->instant_end = -INFINITY;
    }
    o->late = event->drawn ? 0 : (event->date - o->now) + event->rest;
    return event->date < INFINITY;
}
