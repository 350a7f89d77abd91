/* SPDX-License-Identifier: Apache-2.0 */

/* How tight the bounds of moving hazards are: counts what becomes of candidates, and how often windows end,
 * in the trials of a scenario, and prints one line of JSON. The oracle tells; kernel and generated code do
 * the same to the bit.
 *
 *   bench_thinning FILE [TRIALS] */

#include "bench.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "oracle/oracle.h"

typedef struct counts {
    const brink_model *model;
    uint64_t events, accepted, lost, windows;
} counts;

/* Whether the hazards of the state that the machine is in move between events. */
static bool is_moving(const brink_model *model, const brink_i_trace_event *event, int state)
{
    const brink_i_machine *machine = &model->machines[event->index];
    for (int i = 0; i < machine->n_transitions; i++) {
        const brink_i_transition *t = &machine->transitions[i];
        bool hazard = t->trigger == BRINK_RATE || t->trigger == BRINK_CHANCE;
        if (hazard && (t->from >> state & 1) &&
            (t->value.expr->binding == BRINK_I_MOVING ||
             (t->within.expr && t->within.expr->binding == BRINK_I_MOVING))) {
            return true;
        }
    }
    return false;
}

static void count(void *self, const brink_i_trace_event *event)
{
    counts *c = self;
    c->events += event->kind == BRINK_I_TRACE_SETTLED;
    c->windows += event->kind == BRINK_I_TRACE_WINDOW;
    if ((event->kind == BRINK_I_TRACE_HAZARD || event->kind == BRINK_I_TRACE_LOST) &&
        is_moving(c->model, event, event->states[event->index])) {
        c->accepted += event->kind == BRINK_I_TRACE_HAZARD;
        c->lost += event->kind == BRINK_I_TRACE_LOST;
    }
}

int main(int argc, char **argv)
{
    uint64_t trials = argc > 2 ? strtoull(argv[2], NULL, 10) : 2000, played = 0;
    if (argc < 2 || trials == 0) {
        fprintf(stderr, "usage: %s FILE [TRIALS]\n", argv[0]);
        return 2;
    }
    brink_model *model = bench_load(argv[1], NULL, NULL);
    brink_i_oracle *oracle = NULL;
    brink_i_record record = {.measures = calloc((size_t)model->n_measures + 1, sizeof(double)),
                             .points = calloc((size_t)model->n_points + 1, sizeof(double))};
    if (!record.measures || !record.points || brink_i_oracle_new(model, 1, &oracle) != BRINK_OK) {
        fprintf(stderr, "bench_thinning: out of memory\n");
        return 1;
    }
    counts c = {.model = model};
    const brink_i_tracer tracer = {&c, count};
    brink_i_oracle_trace(oracle, &tracer);
    for (uint64_t i = 0; i < trials; i++) {
        brink_fault fault;
        played += brink_i_oracle_trial(oracle, i, &record, &fault) == BRINK_OK;
    }
    printf("{\"name\": \"thinning\", \"trials\": %" PRIu64 ", \"events\": %" PRIu64 ", \"accepted\": %" PRIu64
           ", \"lost\": %" PRIu64 ", \"windows\": %" PRIu64 "}\n",
           played, c.events, c.accepted, c.lost, c.windows);
    brink_i_oracle_free(oracle);
    free(record.measures);
    free(record.points);
    brink_model_free(model);
    return 0;
}
