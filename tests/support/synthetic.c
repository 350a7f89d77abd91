/* SPDX-License-Identifier: Apache-2.0 */
#include "support/synthetic.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const brink_i_unit *unit(synthetic *s, const char *text)
{
    const brink_i_unit *found = NULL;
    if (brink_i_unit_parse(s->model.units, text, strlen(text), &found) != BRINK_OK) {
        abort();
    }
    return found;
}

void synthetic_init(synthetic *s)
{
    *s = (synthetic){0};
    if (brink_i_units_new(&s->model.units) != BRINK_OK) {
        abort();
    }
    const brink_i_unit *day = unit(s, "day"), *oil = unit(s, "Mbbl"), *one = unit(s, "1");
    s->condition = (brink_i_expr){.op = BRINK_I_OP_IN_STATE, .type = BRINK_I_CONDITION, .comparison = -1};
    for (int i = 0; i < 2; i++) {
        s->numbers[i] = (brink_i_expr){.op = BRINK_I_OP_CONST, .number = 0.5 * i, .comparison = -1};
    }
    s->params[0] = (brink_i_param){.name = "overland",
                                   .unit = oil,
                                   .value = {.expr = &s->numbers[0], .text = "0"},
                                   .overridden = true,
                                   .origin = "variant no_pipelines",
                                   .original_text = "1.1"};
    s->params[1] = (brink_i_param){.name = "escort",
                                   .unit = one,
                                   .value = {.expr = &s->numbers[1], .text = "0.5"},
                                   .lever = true,
                                   .about = "convoy \"escort\", capacity"};
    s->outcomes[0] = (brink_i_outcome){.name = "broken", .about = "stocks ran out"};
    s->outcomes[1] = (brink_i_outcome){.name = "settled"};
    s->outcomes[2] = (brink_i_outcome){.name = "wider_war"};
    s->outcomes[3] = (brink_i_outcome){.name = "still_blockaded"};
    s->measures[0] = (brink_i_measure){.name = "oil_left", .kind = BRINK_MEASURE_AT_END, .unit = oil};
    s->measures[1] =
        (brink_i_measure){.name = "dry_on", .kind = BRINK_MEASURE_FIRST, .unit = day, .scale = 1};
    s->measures[2] = (brink_i_measure){.name = "crises", .kind = BRINK_MEASURE_COUNT, .unit = one};
    s->measures[3] =
        (brink_i_measure){.name = "clock", .kind = BRINK_MEASURE_TIME_IN, .unit = day, .scale = 1};
    s->series[0] = (brink_i_series){.name = "oil", .unit = oil, .every = 10, .n_points = 11, .first = 0};
    s->series[1] = (brink_i_series){.name = "imposed",
                                    .unit = one,
                                    .every = 10,
                                    .n_points = 11,
                                    .first = 11,
                                    .value = {.expr = &s->condition}};
    brink_model *model = &s->model;
    model->title = "A distant blockade and the oil clock";
    model->about =
        "How long do stocks, rationing and overland supply carry a country through a distant blockade?\n\n"
        "This paragraph is not on the page.";
    model->as_of = "2025-12-31";
    model->hash = "0123456789abcdef";
    model->time_unit = day;
    model->horizon = 100;
    model->params = s->params;
    model->n_params = 2;
    model->outcomes = s->outcomes;
    model->n_outcomes = SYNTHETIC_OUTCOMES;
    model->otherwise = 3;
    model->measures = s->measures;
    model->n_measures = SYNTHETIC_MEASURES;
    model->series = s->series;
    model->n_series = SYNTHETIC_SERIES;
    model->n_points = SYNTHETIC_POINTS;
    model->expects = s->expects;
}

void synthetic_free(synthetic *s) { brink_i_units_free(s->model.units); }

/* SplitMix64 (Steele, Lea & Flood 2014) over its arguments. */
double synthetic_uniform(uint64_t seed, uint64_t trial, uint64_t draw)
{
    uint64_t z = seed * 0x9e3779b97f4a7c15u + trial * 0xd1342543de82ef95u + draw * 0x2545f4914f6cdd1du;
    for (int i = 0; i < 2; i++) {
        z += 0x9e3779b97f4a7c15u;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
        z ^= z >> 31;
    }
    return (double)(z >> 11) * 0x1p-53;
}

/* Sum of twelve: near enough to a standard normal, and the same bits everywhere. */
static double normal(uint64_t seed, uint64_t trial, uint64_t draw)
{
    double sum = -6.0;
    for (uint64_t i = 0; i < 12; i++) {
        sum += synthetic_uniform(seed, trial, 100 * draw + i);
    }
    return sum;
}

void synthetic_record(uint64_t seed, uint64_t trial, brink_i_record *record)
{
    double u = synthetic_uniform(seed, trial, 1);
    record->outcome = u < 0.25 ? 0 : u < 0.75 ? 1 : 3;
    record->end = record->outcome == 3 ? 100.0 : 100.0 * synthetic_uniform(seed, trial, 2);
    record->measures[0] = 500.0 + 100.0 * normal(seed, trial, 3);
    record->measures[1] =
        synthetic_uniform(seed, trial, 4) < 0.5 ? (double)NAN : 30.0 + normal(seed, trial, 5);
    record->measures[2] = floor(8.0 * synthetic_uniform(seed, trial, 6));
    record->measures[3] = 37.5;
    double noise = 20.0 * normal(seed, trial, 7);
    for (int k = 0; k < 11; k++) {
        record->points[k] = 1000.0 - 50.0 * k + noise * k;
        record->points[11 + k] = k > 0 && synthetic_uniform(seed, trial, 8) < 0.1 * k ? 1.0 : 0.0;
    }
}

static brink_status worker_new(const void *shared, void **worker)
{
    const synthetic_plan *plan = shared;
    const synthetic_plan **own = plan->no_workers ? NULL : malloc(sizeof *own);
    if (!own) {
        return BRINK_ERR_MEMORY;
    }
    *own = plan;
    *worker = (void *)own;
    return BRINK_OK;
}

static void worker_free(void *worker) { free(worker); }

/* Work that the compiler cannot drop. */
static void dawdle(brink_i_record *record, uint64_t trial)
{
    volatile double sum = 0.0;
    for (int i = 0; i < (trial % 97 == 0 ? 20000 : 10); i++) {
        sum += (double)i;
    }
    record->end += 0.0 * sum;
}

static brink_status play(void *worker, uint64_t trial, const brink_i_stop *stop, brink_i_record *record,
                         brink_fault *fault)
{
    const synthetic_plan *plan = *(const synthetic_plan *const *)worker;
    if (brink_i_stop_asked(stop) || trial == plan->stuck_at) {
        while (!brink_i_stop_asked(stop)) {
        }
        *fault = (brink_fault){.trial = trial, .time = 37.5};
        return BRINK_ERR_CANCELLED;
    }
    if (trial == plan->memory_at) {
        return BRINK_ERR_MEMORY;
    }
    if (trial >= plan->fault_from && trial % plan->fault_every == 0) {
        *fault = (brink_fault){.kind = BRINK_FAULT_HAZARD, .trial = trial, .time = 12.5};
        strcpy(fault->place, "rate of blockade: imposed -> lifted");
        return BRINK_ERR_FAULT;
    }
    if (trial == plan->cancel_at) {
        __atomic_store_n(plan->cancel, 1, __ATOMIC_RELAXED);
    }
    synthetic_record(plan->seed, trial, record);
    if (plan->slow) {
        dawdle(record, trial);
    }
    return BRINK_OK;
}

void synthetic_put(brink_i_block *block, uint64_t trial, const brink_i_record *record)
{
    static brink_i_series series[SYNTHETIC_SERIES] = {{.n_points = 11}, {.n_points = 11, .first = 11}};
    static const brink_model frame = {.n_measures = SYNTHETIC_MEASURES,
                                      .n_series = SYNTHETIC_SERIES,
                                      .n_points = SYNTHETIC_POINTS,
                                      .series = series};
    const int row = block->n;
    brink_i_block_put(block, &frame, trial, record);
    for (int i = 0; i < frame.n_series; i++) {
        const double *points = record->points + series[i].first;
        int reached = series[i].n_points;
        const double last = points[reached - 1];
        while (reached > 0 && memcmp(&points[reached - 1], &last, sizeof last) == 0) {
            reached--;
        }
        block->reached[i][row] = reached;
        block->rest[i][row] = last;
    }
    block->n++;
}

static brink_status worker_run(void *worker, const brink_i_trials *trials, const brink_i_receiver *to,
                               brink_fault *fault)
{
    double measures[SYNTHETIC_MEASURES], points[SYNTHETIC_POINTS];
    brink_i_record record = {.measures = measures, .points = points};
    for (uint64_t i = trials->first; i < trials->first + trials->count; i++) {
        brink_status status = play(worker, i, trials->stop, &record, fault);
        if (status == BRINK_ERR_FAULT) {
            const brink_status taken = brink_i_receiver_flush(to);
            return taken == BRINK_OK ? status : taken;
        }
        if (status == BRINK_OK) {
            synthetic_put(to->block, i, &record);
            status = to->block->n < to->block->room ? BRINK_OK : brink_i_receiver_flush(to);
        }
        if (status != BRINK_OK) {
            return status;
        }
    }
    return brink_i_receiver_flush(to);
}

brink_i_engine synthetic_engine(const synthetic_plan *plan)
{
    union {
        const synthetic_plan *in;
        void *out;
    } shared = {.in = plan}; /* only read */
    return (brink_i_engine){.name = "synthetic",
                            .instruction_set = "none",
                            .shared = shared.out,
                            .worker_new = worker_new,
                            .worker_free = worker_free,
                            .worker_run = worker_run};
}
