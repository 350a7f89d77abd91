/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/divergence.h"

#include <math.h>
#include <stdlib.h>

#include "analysis/divergence_runs.h"

/* Where two histories diverge. */

static brink_status run_first(brink_i_half *half, const brink_trace_options *options)
{
    brink_i_first_run run = {.half = half};
    const brink_i_tracer tracer = {.self = &run, .event = brink_i_first_run_event};
    brink_i_oracle *oracle = NULL;
    brink_status status = brink_i_trace_open(half->model, options->seed, &oracle, &half->record);
    if (status == BRINK_OK) {
        brink_i_oracle_trace(oracle, &tracer);
        status = brink_i_trace_trial(oracle, half->model, options, &half->record, &half->fault);
    }
    brink_i_oracle_free(oracle);
    if (status == BRINK_ERR_FAULT) {
        half->status = status;
        brink_i_first_run_fault(&run);
        status = BRINK_OK;
    }
    return run.failed ? BRINK_ERR_MEMORY : status;
}

static brink_status run_second(brink_i_divergence *divergence, int which)
{
    brink_i_half *half = &divergence->halves[which];
    brink_i_second_run run = {.divergence = divergence, .half = half};
    const brink_i_tracer tracer = {.self = &run, .event = brink_i_second_run_event};
    brink_i_record record;
    brink_fault fault;
    brink_status status = brink_i_trace_open(half->model, divergence->options.seed, &run.oracle, &record);
    if (status == BRINK_OK) {
        status = brink_i_second_run_open(&run);
    }
    if (status == BRINK_OK) {
        brink_i_oracle_trace(run.oracle, &tracer);
        status = brink_i_trace_trial(run.oracle, half->model, &divergence->options, &record, &fault);
        brink_i_second_run_finish(&run);
    }
    brink_i_trace_close(run.oracle, &record);
    return status == BRINK_ERR_FAULT ? BRINK_OK : status;
}

/* ---- comparing ------------------------------------------------------------------------------------ */

static bool same_time(double a, double b) { return !(a < b) && !(a > b); }

static bool same_step(const brink_i_step *a, const brink_i_step *b)
{
    return a->kind == b->kind && same_time(a->time, b->time) && a->machine == b->machine &&
           a->from == b->from && a->to == b->to && a->kind != BRINK_I_STEP_FAULT;
}

static void find_divergence(brink_i_divergence *divergence)
{
    const brink_i_half *a = &divergence->halves[0], *b = &divergence->halves[1];
    size_t k = 0;
    while (k < a->n_steps && k < b->n_steps && same_step(&a->steps[k], &b->steps[k])) {
        k++;
    }
    /* Every history ends with an end or a fault, so both are longer, or neither is. */
    divergence->diverges = k < a->n_steps && k < b->n_steps;
    divergence->step = k;
    if (divergence->diverges) {
        divergence->leader = b->steps[k].time < a->steps[k].time;
        divergence->time = divergence->halves[divergence->leader].steps[k].time;
    }
}

/* The first instant before the divergence at which stocks differ: one that both have, with other numbers, or
 * one that only one of them has, and in which a stock was set. */
static void find_numbers(brink_i_divergence *divergence)
{
    const brink_i_half *a = &divergence->halves[0], *b = &divergence->halves[1];
    double end = divergence->diverges ? divergence->time : (double)INFINITY;
    size_t i = 0, k = 0;
    while (i < a->n_instants || k < b->n_instants) {
        double x = i < a->n_instants ? a->dates[i] : (double)INFINITY;
        double y = k < b->n_instants ? b->dates[k] : (double)INFINITY;
        double t = fmin(x, y);
        bool both = same_time(x, y);
        bool differ = both ? a->digests[i] != b->digests[k] : x < y ? a->jumped[i] != 0 : b->jumped[k] != 0;
        if (t >= end) {
            return;
        }
        if (differ) {
            divergence->numbers = true;
            divergence->numbers_time = t;
            return;
        }
        i += x <= y;
        k += y <= x;
    }
}

/* ---- opening -------------------------------------------------------------------------------------- */

static brink_status half_new(brink_i_divergence *divergence, int which, const brink_variant *variant)
{
    brink_i_half *half = &divergence->halves[which];
    brink_i_arena *arena = &divergence->arena;
    half->variant = variant;
    half->model = variant->model;
    half->due = half->hazard = (double)NAN;
    half->params = BRINK_I_NEW_ARRAY(arena, double, (size_t)half->model->n_params);
    bool good = half->params && brink_i_sight_new(arena, half->model, &half->numbers) &&
                brink_i_sight_new(arena, half->model, &half->divergence) &&
                brink_i_sight_new(arena, half->model, &half->delay);
    return good ? BRINK_OK : BRINK_ERR_MEMORY;
}

brink_status brink_i_divergence_open(brink_i_divergence *divergence, const brink_variant *first,
                                     const brink_variant *second, const brink_trace_options *options)
{
    *divergence = (brink_i_divergence){.options = *options};
    brink_i_arena_init(&divergence->arena);
    brink_status status = half_new(divergence, 0, first);
    if (status == BRINK_OK) {
        status = half_new(divergence, 1, second);
    }
    for (int i = 0; i < 2 && status == BRINK_OK; i++) {
        status = run_first(&divergence->halves[i], options);
    }
    if (status == BRINK_OK) {
        find_divergence(divergence);
        find_numbers(divergence);
    }
    for (int i = 0; i < 2 && status == BRINK_OK; i++) {
        status = run_second(divergence, i);
    }
    if (status != BRINK_OK) {
        brink_i_divergence_close(divergence);
    }
    return status;
}

void brink_i_divergence_close(brink_i_divergence *divergence)
{
    for (int i = 0; i < 2; i++) {
        brink_i_half *half = &divergence->halves[i];
        free(half->record.measures);
        free(half->record.points);
        free(half->steps);
        free(half->dates);
        free(half->digests);
        free(half->jumped);
    }
    brink_i_arena_free(&divergence->arena);
    *divergence = (brink_i_divergence){0};
}

const brink_i_step *brink_i_divergence_step(const brink_i_divergence *divergence, int half)
{
    return &divergence->halves[half].steps[divergence->step];
}
