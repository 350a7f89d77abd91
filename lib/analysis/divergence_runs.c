/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/divergence_runs.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Whether the event is behind what happens next at its instant; noted in `cause` if so. */
static bool note_cause(brink_i_step *cause, const brink_i_trace_event *event)
{
    switch (event->kind) {
    case BRINK_I_TRACE_START:
    case BRINK_I_TRACE_BOUND:
    case BRINK_I_TRACE_TIMER:
    case BRINK_I_TRACE_WHEN:
    case BRINK_I_TRACE_HAZARD:
    case BRINK_I_TRACE_CHOICE:
    case BRINK_I_TRACE_PROCESS:
    case BRINK_I_TRACE_END:
        cause->cause = event->kind;
        cause->index = event->index;
        cause->item = event->item;
        cause->option = event->kind == BRINK_I_TRACE_CHOICE ? event->to : -1;
        return true;
    default:
        return false;
    }
}

/* ---- first run ------------------------------------------------------------------------------------ */

static bool grow(void **list, size_t room, size_t size)
{
    void *grown = room > SIZE_MAX / size ? NULL : realloc(*list, room * size);
    if (grown) {
        *list = grown;
    }
    return grown != NULL;
}

static void add_step(brink_i_first_run *run, brink_i_step_kind kind, double time, int machine, int from,
                     int to)
{
    brink_i_half *half = run->half;
    if (half->n_steps == half->steps_room) {
        size_t room = half->steps_room > 0 ? 2 * half->steps_room : 64;
        void *steps = half->steps;
        bool good = grow(&steps, room, sizeof *half->steps);
        half->steps = steps;
        if (!good) {
            run->failed = true;
            return;
        }
        half->steps_room = room;
    }
    brink_i_step *step = &half->steps[half->n_steps++];
    *step = run->cause;
    step->kind = kind;
    step->time = time;
    step->machine = machine;
    step->from = from;
    step->to = to;
}

/* FNV-1a over the bits of the numbers; the two zeros are the same number. */
static uint64_t digest(uint64_t hash, const double *numbers, int n)
{
    for (int i = 0; i < n; i++) {
        double x = numbers[i] + 0.0;
        uint64_t bits;
        memcpy(&bits, &x, sizeof bits);
        for (int shift = 0; shift < 64; shift += 8) {
            hash = (hash ^ (bits >> shift & 0xff)) * UINT64_C(1099511628211);
        }
    }
    return hash;
}

static bool grow_instants(brink_i_half *half)
{
    size_t room = half->instants_room > 0 ? 2 * half->instants_room : 64;
    void *dates = half->dates, *digests = half->digests, *jumped = half->jumped;
    bool good = grow(&dates, room, sizeof *half->dates) && grow(&digests, room, sizeof *half->digests) &&
                grow(&jumped, room, sizeof *half->jumped);
    half->dates = dates;
    half->digests = digests;
    half->jumped = jumped;
    half->instants_room = good ? room : half->instants_room;
    return good;
}

static void add_instant(brink_i_first_run *run, const brink_i_trace_event *event)
{
    brink_i_half *half = run->half;
    if (half->n_instants == half->instants_room && !grow_instants(half)) {
        run->failed = true;
        return;
    }
    uint64_t hash = digest(UINT64_C(14695981039346656037), event->stocks, half->model->n_stocks);
    half->dates[half->n_instants] = event->time;
    half->digests[half->n_instants] = digest(hash, event->slopes, half->model->n_stocks);
    half->jumped[half->n_instants] = run->jumped;
    half->n_instants++;
    run->jumped = false;
}

void brink_i_first_run_event(void *self, const brink_i_trace_event *event)
{
    brink_i_first_run *run = self;
    (void)note_cause(&run->cause, event);
    switch (event->kind) {
    case BRINK_I_TRACE_PARAMETER:
        run->half->params[event->index] = event->after;
        break;
    case BRINK_I_TRACE_START:
        for (int m = 0; m < run->half->model->n_machines; m++) {
            add_step(run, BRINK_I_STEP_MOVE, event->time, m, -1, event->states[m]);
        }
        break;
    case BRINK_I_TRACE_MOVE:
        add_step(run, BRINK_I_STEP_MOVE, event->time, event->index, event->from, event->to);
        break;
    case BRINK_I_TRACE_BOUND:
    case BRINK_I_TRACE_ASSIGN:
        run->jumped = true;
        break;
    case BRINK_I_TRACE_SETTLED:
        add_instant(run, event);
        break;
    case BRINK_I_TRACE_END:
        add_step(run, BRINK_I_STEP_END, event->time, -1, -1, event->index);
        break;
    default:
        break;
    }
}

void brink_i_first_run_fault(brink_i_first_run *run)
{
    add_step(run, BRINK_I_STEP_FAULT, run->half->fault.time, -1, -1, -1);
}

/* ---- second run ----------------------------------------------------------------------------------- */

static void copy(double *to, const double *from, int n)
{
    if (n > 0) {
        memcpy(to, from, (size_t)n * sizeof *to);
    }
}

static void copy_states(brink_i_sight *sight, const brink_model *model, const int *states)
{
    if (model->n_machines > 0) {
        memcpy(sight->states, states, (size_t)model->n_machines * sizeof *states);
    }
}

static void see(brink_i_sight *sight, const brink_model *model, const brink_i_trace_event *event)
{
    sight->seen = true;
    sight->time = event->time;
    copy(sight->stocks, event->stocks, model->n_stocks);
    copy(sight->slopes, event->slopes, model->n_stocks);
    copy_states(sight, model, event->states);
}

static void see_again(brink_i_sight *sight, const brink_model *model, const brink_i_sight *other)
{
    sight->seen = other->seen;
    sight->time = other->time;
    copy(sight->stocks, other->stocks, model->n_stocks);
    copy(sight->slopes, other->slopes, model->n_stocks);
    copy_states(sight, model, other->states);
}

/* How things will stand at t if nothing happens until then. */
static void see_ahead(brink_i_second_run *run, brink_i_sight *sight, const brink_i_trace_event *event,
                      double t)
{
    sight->seen = true;
    sight->time = t;
    brink_i_oracle_ahead(run->oracle, t, sight->stocks, sight->slopes);
    copy_states(sight, run->half->model, event->states);
}

bool brink_i_sight_new(brink_i_arena *arena, const brink_model *model, brink_i_sight *sight)
{
    *sight = (brink_i_sight){.stocks = BRINK_I_NEW_ARRAY(arena, double, (size_t)model->n_stocks),
                             .slopes = BRINK_I_NEW_ARRAY(arena, double, (size_t)model->n_stocks),
                             .states = BRINK_I_NEW_ARRAY(arena, int, (size_t)model->n_machines)};
    return sight->stocks && sight->slopes && sight->states;
}

static int most_options(const brink_model *model)
{
    int most = 1;
    for (int m = 0; m < model->n_machines; m++) {
        for (int i = 0; i < model->machines[m].n_choices; i++) {
            most = model->machines[m].choices[i].n_options > most ? model->machines[m].choices[i].n_options
                                                                  : most;
        }
    }
    return most;
}

brink_status brink_i_second_run_open(brink_i_second_run *run)
{
    /* The sights live as long as the divergence: freeing them one by one would gain nothing. */
    brink_i_arena *arena = &run->divergence->arena;
    run->half->weights = BRINK_I_NEW_ARRAY(arena, double, (size_t)most_options(run->half->model));
    run->half->defines = BRINK_I_NEW_ARRAY(arena, double, (size_t)run->half->model->n_defines);
    bool good = run->half->weights && run->half->defines &&
                brink_i_sight_new(arena, run->half->model, &run->before) &&
                brink_i_sight_new(arena, run->half->model, &run->last);
    return good ? BRINK_OK : BRINK_ERR_MEMORY;
}

static void look_at_numbers(brink_i_second_run *run, const brink_i_trace_event *event)
{
    brink_i_half *half = run->half;
    double t = run->divergence->numbers_time;
    if (event->time > t || event->kind == BRINK_I_TRACE_PARAMETER) {
        return;
    }
    if (event->time < t) {
        see_ahead(run, &half->numbers, event, t);
    } else {
        see(&half->numbers, half->model, event);
        half->numbers_cause = run->cause.cause;
        half->numbers_index = run->cause.index;
        half->numbers_item = run->cause.item;
        half->numbers_option = run->cause.option;
    }
}

/* What the step that separates the histories depends on, as far as this history knows it. */
static void look_at_cause(brink_i_second_run *run, const brink_i_trace_event *event)
{
    const brink_i_divergence *divergence = run->divergence;
    const brink_i_step *step = brink_i_divergence_step(divergence, divergence->leader);
    brink_i_half *half = run->half;
    bool same = event->index == step->index && event->item == step->item;
    bool set = event->kind == BRINK_I_TRACE_DELAY && step->cause == BRINK_I_TRACE_TIMER && same;
    if (step->kind != BRINK_I_STEP_FAULT && (step->cause != BRINK_I_TRACE_TIMER || set)) {
        brink_i_oracle_defines_ahead(run->oracle, set ? event->time : divergence->time, half->defines);
        half->defined = true;
    }
    if (step->cause == BRINK_I_TRACE_HAZARD && step->index >= 0 && step->kind != BRINK_I_STEP_FAULT) {
        half->hazard = brink_i_oracle_hazard_ahead(run->oracle, step->index, step->item, divergence->time);
    }
    if (set) {
        see(&half->delay, half->model, event);
        half->due = event->after;
    }
    if (event->kind == BRINK_I_TRACE_CHOICE && step->cause == BRINK_I_TRACE_CHOICE && same &&
        !(event->time < divergence->time)) {
        half->chose = true;
        half->chosen = event->to;
        copy(half->weights, event->weights, event->n_weights);
    }
}

static bool is_step(const brink_i_trace_event *event)
{
    return event->kind == BRINK_I_TRACE_MOVE || event->kind == BRINK_I_TRACE_END;
}

static void look_at_divergence(brink_i_second_run *run, const brink_i_trace_event *event)
{
    const brink_i_divergence *divergence = run->divergence;
    brink_i_half *half = run->half;
    bool now = !(event->time < divergence->time) && !(event->time > divergence->time);
    if (event->kind == BRINK_I_TRACE_START) {
        see(&run->last, half->model, event);
        run->steps += (size_t)half->model->n_machines;
        if (run->steps > divergence->step) {
            see(&half->divergence, half->model, event);
        }
        return;
    }
    if (is_step(event) && run->steps++ == divergence->step) {
        if (now && run->before.seen && !(run->cause_time < event->time)) {
            see_again(&half->divergence, half->model, &run->before);
        } else if (now) {
            see(&half->divergence, half->model, event);
        } else {
            see_again(&half->divergence, half->model, &run->last);
        }
        return;
    }
    if (run->steps > divergence->step || event->time > divergence->time) {
        return;
    }
    see_ahead(run, &run->last, event, divergence->time);
    look_at_cause(run, event);
}

void brink_i_second_run_event(void *self, const brink_i_trace_event *event)
{
    brink_i_second_run *run = self;
    if (event->kind == BRINK_I_TRACE_PARAMETER) {
        return;
    }
    if (note_cause(&run->cause, event)) {
        run->cause_time = event->time;
        if (run->divergence->diverges && event->kind != BRINK_I_TRACE_START) {
            see(&run->before, run->half->model, event);
        }
    }
    if (run->divergence->numbers) {
        look_at_numbers(run, event);
    }
    if (run->divergence->diverges) {
        look_at_divergence(run, event);
    }
}

void brink_i_second_run_finish(brink_i_second_run *run)
{
    if (run->divergence->diverges && !run->half->divergence.seen) {
        see_again(&run->half->divergence, run->half->model, &run->last);
    }
}
