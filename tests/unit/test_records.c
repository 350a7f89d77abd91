/* SPDX-License-Identifier: Apache-2.0 */
/* Records: a row for each trial of the result, in ascending order, with the oracle's bits, whatever the
 * threads and however the run ends. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/comparison.h"
#include "brink/brink.h"
#include "records/order.h"
#include "run/run.h"
#include "support/cache_folder.h"
#include "support/one_trial.h"
#include "support/synthetic.h"

/* ---- a receiver that keeps or checks -------------------------------------------------------------- */

typedef struct receiver {
    uint64_t next; /* trial that must come */
    uint64_t rows;
    uint64_t stop_at;  /* says BRINK_ERR_CANCELLED once it has so many rows */
    uint64_t break_at; /* says BRINK_ERR_IO */
    uint64_t seed;     /* of synthetic records, which rows must be */
    int inside;        /* callers at once */
    bool slow;
} receiver;

static const brink_records_column *column_of(const brink_records_block *block, const char *name, size_t *at)
{
    for (size_t i = 0; i < block->n_columns; i++) {
        if (strcmp(block->columns[i].name, name) == 0) {
            *at = i;
            return &block->columns[i];
        }
    }
    fail_msg("no column %s", name);
    return NULL;
}

static double number(const brink_records_block *block, const char *name, size_t row)
{
    size_t at;
    assert_int_equal(column_of(block, name, &at)->type, BRINK_RECORDS_DOUBLE);
    return ((const double *)block->values[at])[row];
}

static int code(const brink_records_block *block, const char *name, size_t row)
{
    size_t at;
    assert_int_equal(column_of(block, name, &at)->type, BRINK_RECORDS_CODE);
    return ((const int32_t *)block->values[at])[row];
}

static uint64_t trial_of(const brink_records_block *block, size_t row)
{
    size_t at;
    assert_int_equal(column_of(block, "trial", &at)->kind, BRINK_RECORDS_TRIAL);
    return ((const uint64_t *)block->values[at])[row];
}

static void assert_same(double a, double b) { assert_memory_equal(&a, &b, sizeof a); }

static brink_status take_synthetic(void *context, const brink_records_block *block)
{
    receiver *r = context;
    assert_int_equal(__atomic_add_fetch(&r->inside, 1, __ATOMIC_SEQ_CST), 1);
    double measures[SYNTHETIC_MEASURES], points[SYNTHETIC_POINTS];
    brink_i_record record = {.measures = measures, .points = points};
    assert_true(block->rows > 0);
    for (size_t i = 0; i < block->rows; i++) {
        const uint64_t trial = trial_of(block, i);
        assert_int_equal(trial, r->next);
        r->next++;
        synthetic_record(r->seed, trial, &record);
        assert_int_equal(code(block, "outcome", i), record.outcome);
        assert_same(number(block, "end", i), record.end);
        assert_same(number(block, "oil_left", i), measures[0]);
        assert_same(number(block, "dry_on", i), measures[1]);
        assert_same(number(block, "crises", i), measures[2]);
        assert_same(number(block, "clock", i), measures[3]);
        assert_same(number(block, "oil@30", i), points[3]);
        assert_same(number(block, "imposed@100", i), points[21]);
    }
    r->rows += block->rows;
    for (volatile int i = 0; r->slow && i < 1000000; i++) {
    }
    __atomic_sub_fetch(&r->inside, 1, __ATOMIC_SEQ_CST);
    return r->rows >= r->break_at ? BRINK_ERR_IO : r->rows >= r->stop_at ? BRINK_ERR_CANCELLED : BRINK_OK;
}

#define RECEIVER_INIT                                            \
    {                                                            \
        .stop_at = UINT64_MAX, .break_at = UINT64_MAX, .seed = 7 \
    }

static const char *const some_points[] = {"measures", "oil@30", "imposed@100 day"};

static int setup(void **state)
{
    static synthetic s;
    synthetic_init(&s);
    *state = &s;
    return 0;
}

static int teardown(void **state)
{
    synthetic_free(*state);
    return 0;
}

static brink_status run(void **state, const synthetic_plan *plan, brink_run_options *options, receiver *r,
                        brink_result **result, brink_fault *fault)
{
    const brink_records records = {sizeof records, take_synthetic, r, some_points,
                                   sizeof some_points / sizeof *some_points};
    brink_i_engine engine = synthetic_engine(plan);
    *fault = (brink_fault){.kind = BRINK_FAULT_NONE};
    options->records = &records;
    r->next = options->first_trial;
    const brink_status status =
        brink_i_run_with(&((synthetic *)*state)->model, options, &engine, result, fault);
    options->records = NULL;
    return status;
}

static void rows_are_the_trials_in_order_on_any_threads(void **state)
{
    static const int threads[] = {1, 2, 3, 7, 16};
    static const uint64_t blocks[] = {0, 1, 13, 5000, UINT64_MAX};
    for (size_t i = 0; i < 5; i++) {
        synthetic_plan plan = SYNTHETIC_PLAN_INIT;
        plan.slow = i % 2 == 0;
        brink_run_options options = BRINK_RUN_OPTIONS_INIT;
        options.trials = 7777;
        options.first_trial = 100 * i;
        options.threads = threads[i];
        options.block = blocks[i];
        receiver r = RECEIVER_INIT;
        r.slow = i == 3;
        brink_result *result = NULL;
        brink_fault fault;
        assert_int_equal(run(state, &plan, &options, &r, &result, &fault), BRINK_OK);
        assert_int_equal(r.rows, 7777);
        assert_int_equal(brink_result_trials(result), 7777);
        brink_result_free(result);
    }
}

static void until_gives_the_rows_of_its_result(void **state)
{
    synthetic_plan plan = SYNTHETIC_PLAN_INIT;
    brink_run_options options = BRINK_RUN_OPTIONS_INIT;
    options.trials = 1000000;
    options.until = 0.002;
    options.threads = 3;
    receiver r = RECEIVER_INIT;
    brink_result *result = NULL;
    brink_fault fault;
    assert_int_equal(run(state, &plan, &options, &r, &result, &fault), BRINK_OK);
    assert_true(brink_result_trials(result) > 65536 && brink_result_trials(result) < 1000000);
    assert_int_equal(r.rows, brink_result_trials(result));
    brink_result_free(result);
}

/* By the caller, and by the receiver. */
static void a_cancelled_run_has_the_rows_of_its_result(void **state)
{
    for (int i = 0; i < 24; i++) {
        int cancel = 0;
        synthetic_plan plan = SYNTHETIC_PLAN_INIT;
        brink_run_options options = BRINK_RUN_OPTIONS_INIT;
        options.trials = UINT64_MAX / 2;
        options.threads = 1 + i % 5;
        receiver r = RECEIVER_INIT;
        if (i % 2) {
            plan.cancel = &cancel;
            plan.cancel_at = (uint64_t)(997 * i);
            options.cancel = &cancel;
        } else {
            r.stop_at = (uint64_t)(997 * i + 1);
        }
        brink_result *result = NULL;
        brink_fault fault;
        assert_int_equal(run(state, &plan, &options, &r, &result, &fault), BRINK_ERR_CANCELLED);
        assert_int_equal(fault.kind, BRINK_FAULT_NONE);
        assert_true(r.rows >= (uint64_t)(997 * i));
        assert_int_equal(brink_result_trials(result), r.rows);
        assert_true(brink_result_provenance(result)->partial);
        brink_result_free(result);
    }
}

/* A trial that does not end: what was sampled behind it is dropped, what was handed over is not. */
static void a_stuck_trial_ends_both_at_the_same_trial(void **state)
{
    static const uint64_t stuck[] = {5, 70, 4999, 40000};
    for (int i = 0; i < 16; i++) {
        int cancel = 0;
        synthetic_plan plan = SYNTHETIC_PLAN_INIT;
        plan.stuck_at = 1000 + stuck[i % 4];
        plan.cancel = &cancel;
        plan.cancel_at = plan.stuck_at - 1;
        brink_run_options options = BRINK_RUN_OPTIONS_INIT;
        options.trials = UINT64_MAX / 2;
        options.first_trial = 1000;
        options.threads = 1 + i / 4;
        options.block = i % 3 == 0 ? 50 : 0;
        options.cancel = &cancel;
        receiver r = RECEIVER_INIT;
        brink_result *result = NULL;
        brink_fault fault;
        assert_int_equal(run(state, &plan, &options, &r, &result, &fault), BRINK_ERR_CANCELLED);
        assert_int_equal(fault.kind, BRINK_FAULT_UNFINISHED);
        assert_int_equal(fault.trial, plan.stuck_at);
        assert_int_equal(brink_result_trials(result), stuck[i % 4]);
        assert_int_equal(r.rows, stuck[i % 4]);
        brink_result_free(result);
    }
}

static void a_fault_leaves_a_prefix(void **state)
{
    for (int threads = 1; threads <= 4; threads++) {
        synthetic_plan plan = SYNTHETIC_PLAN_INIT;
        plan.fault_from = 5000;
        plan.fault_every = 11;
        brink_run_options options = BRINK_RUN_OPTIONS_INIT;
        options.threads = threads;
        receiver r = RECEIVER_INIT;
        brink_result *result = NULL;
        brink_fault fault;
        assert_int_equal(run(state, &plan, &options, &r, &result, &fault), BRINK_ERR_FAULT);
        assert_int_equal(fault.trial, 5005);
        assert_null(result);
        assert_true(r.rows <= 5005);
    }
}

static void a_receiver_that_fails_ends_the_run(void **state)
{
    for (int threads = 1; threads <= 4; threads++) {
        synthetic_plan plan = SYNTHETIC_PLAN_INIT;
        brink_run_options options = BRINK_RUN_OPTIONS_INIT;
        options.trials = UINT64_MAX / 2;
        options.threads = threads;
        receiver r = RECEIVER_INIT;
        r.break_at = 5000;
        brink_result *result = NULL;
        brink_fault fault;
        assert_int_equal(run(state, &plan, &options, &r, &result, &fault), BRINK_ERR_IO);
        assert_null(result);
        assert_true(r.rows >= 5000 && r.rows < 5000 + 65536); /* and was not called again */
    }
}

static void an_engine_out_of_memory_ends_the_run(void **state)
{
    synthetic_plan plan = SYNTHETIC_PLAN_INIT;
    plan.memory_at = 3000;
    brink_run_options options = BRINK_RUN_OPTIONS_INIT;
    options.threads = 3;
    receiver r = RECEIVER_INIT;
    brink_result *result = NULL;
    brink_fault fault;
    assert_int_equal(run(state, &plan, &options, &r, &result, &fault), BRINK_ERR_MEMORY);
    plan.memory_at = UINT64_MAX;
    plan.no_workers = true;
    r = (receiver)RECEIVER_INIT;
    assert_int_equal(run(state, &plan, &options, &r, &result, &fault), BRINK_ERR_MEMORY);
    assert_int_equal(r.rows, 0);
}

/* Memory: no more pieces than there may be, and no more rows in all than fit. */
static void pieces_are_bounded(void **state)
{
    const brink_model *model = &((synthetic *)*state)->model;
    const brink_records records = {sizeof records, take_synthetic, NULL, NULL, 0};
    brink_records_columns *plan = NULL;
    assert_int_equal(brink_records_columns_new(&model, NULL, 1, NULL, &plan, NULL, NULL, 0), BRINK_OK);
    brink_i_order *order = NULL;
    assert_int_equal(brink_i_order_new(plan, &records, 0, UINT64_MAX, 3, &order), BRINK_OK);
    int n = 0;
    for (brink_i_piece *piece; n < 100; n++) {
        assert_int_equal(brink_i_order_take(order, &piece), BRINK_OK);
        if (!piece) {
            break;
        }
    }
    assert_int_equal(n, 8);
    const uint64_t bytes = 8 * brink_i_order_most(order) * (plan->n * sizeof(double));
    assert_true(bytes > 50 << 20 && bytes < 80 << 20);
    brink_i_order_free(order);
    brink_records_columns_free(plan);
}

/* ---- with real models: every engine gives the oracle's bits --------------------------------------- */

static const char MODEL[] =
    "time: {unit: day, horizon: 200 day}\n"
    "parameters:\n"
    "  talks: {value: 'uniform(0.005, 0.02)', unit: 1/day, about: hazard of an agreement, source: "
    "judgement}\n"
    "  twice: {value: 2 * talks, unit: 1/day}\n"
    "  reserve: {value: 'triangular(60, 90, 120)', unit: day}\n"
    "  share: {value: 0.25, unit: '1'}\n"
    "  half: {value: share / 2, unit: '1'}\n"
    "levers: {rationing: {value: 0.1, range: [0, 0.4], about: share saved}}\n"
    "stocks: {fuel: {initial: reserve, unit: day, min: 0, flow: 'if(m.tense, rationing - 1, 0)'}}\n"
    "machines:\n  m:\n    initial: tense\n    states: [tense, settled, war, conceded]\n    transitions:\n"
    "      - {from: tense, to: settled, rate: talks}\n"
    "      - {from: tense, to: war, chance: 0.05, within: 30 day}\n"
    "      - {from: tense, to: conceded, when: fuel <= 0}\n"
    "outcomes: {war: m.war, settled: m.settled, conceded: m.conceded, tense: otherwise}\n"
    "measures: {left: {at_end: fuel}, dry: {first: fuel <= 10}, end: {at_end: fuel}}\n"
    "series: {fuel: {value: fuel, every: 50 day}}\n";

typedef struct rows {
    double *values; /* rows of n columns, codes and trials as numbers */
    size_t n, columns, room;
} rows;

static brink_status keep(void *context, const brink_records_block *block)
{
    rows *r = context;
    r->columns = block->n_columns;
    for (size_t i = 0; i < block->rows; i++, r->n++) {
        assert_true(r->n < r->room);
        for (size_t c = 0; c < block->n_columns; c++) {
            double *to = &r->values[r->n * r->columns + c];
            *to = block->columns[c].type == BRINK_RECORDS_UINT64
                      ? (double)((const uint64_t *)block->values[c])[i]
                  : block->columns[c].type == BRINK_RECORDS_CODE
                      ? (double)((const int32_t *)block->values[c])[i]
                      : ((const double *)block->values[c])[i];
        }
    }
    return BRINK_OK;
}

enum { TRIALS = 3000, MOST_COLUMNS = 32 };

static rows rows_new(void)
{
    rows r = {.values = calloc((size_t)TRIALS * 3 * MOST_COLUMNS, sizeof(double)),
              .room = (size_t)TRIALS * 3};
    assert_non_null(r.values);
    return r;
}

static void sample_rows(const brink_model *model, brink_run_options options, const char *const *only,
                        size_t n_only, rows *r)
{
    const brink_records records = {sizeof records, keep, r, only, n_only};
    brink_result *result = NULL;
    options.trials = TRIALS;
    options.records = &records;
    r->n = 0;
    assert_int_equal(brink_run(model, &options, &result, NULL), BRINK_OK);
    brink_result_free(result);
    assert_int_equal(r->n, TRIALS);
}

static void every_engine_gives_the_oracles_rows(void **state)
{
    (void)state;
    char folder[CACHE_ROOM];
    static const char *const names[] = {"talks", "twice", "reserve", "share", "rationing",
                                        "left",  "dry",   "end",     "fuel",  "half"};
    brink_model *model = one_trial_model(MODEL);
    rows oracle = rows_new(), other = rows_new();
    brink_run_options options = BRINK_RUN_OPTIONS_INIT;
    options.engine = BRINK_ENGINE_ORACLE;
    sample_rows(model, options, names, 10, &oracle);
    assert_int_equal(oracle.columns, 3 + 8 + 5 + 1);
    /* The columns are what they are called. */
    for (size_t i = 0; i < TRIALS; i++) {
        const double *row = &oracle.values[i * oracle.columns];
        assert_true(row[0] == (double)i && row[3] >= 0.005 && row[3] <= 0.02);
        assert_same(row[4], 2 * row[3]);
        assert_same(row[6], 0.25);
        assert_same(row[7], 0.1);
        assert_same(row[16], 0.125);
        assert_same(row[11], row[5]); /* fuel@0 */
        assert_same(row[10], row[8]); /* measure.end */
        assert_true(row[1] != 2 || row[8] == 0.0);
    }
    cache_folder_make(folder);
    for (int engine = 0; engine < (have_compiler() ? 3 : 2); engine++) {
        static const brink_engine engines[] = {BRINK_ENGINE_KERNEL, BRINK_ENGINE_AUTO, BRINK_ENGINE_CODE};
        options.engine = engines[engine];
        options.threads = engine + 1;
        options.block = engine == 0 ? 7 : 0;
        sample_rows(model, options, names, 10, &other);
        assert_int_equal(other.columns, oracle.columns);
        assert_memory_equal(other.values, oracle.values, TRIALS * oracle.columns * sizeof(double));
    }
    cache_folder_remove(folder);
    free(oracle.values);
    free(other.values);
    brink_model_free(model);
}

/* Where only a part is computed, columns that nothing needs are drawn all the same. */
static void a_part_has_the_same_rows(void **state)
{
    (void)state;
    static const char *const names[] = {"share", "twice", "rationing", "left", "fuel@100"};
    static const char *const part[] = {"left", "fuel"};
    brink_model *model = one_trial_model(MODEL);
    rows whole = rows_new(), some = rows_new();
    brink_run_options options = BRINK_RUN_OPTIONS_INIT;
    options.engine = BRINK_ENGINE_KERNEL;
    sample_rows(model, options, names, 5, &whole);
    options.only = part;
    options.n_only = 2;
    sample_rows(model, options, names, 5, &some);
    assert_int_equal(some.columns, 8);
    assert_memory_equal(some.values, whole.values, TRIALS * 8 * sizeof(double));
    /* What is left out cannot be a column. */
    static const char *const dry[] = {"dry"};
    const brink_records wanted = {sizeof wanted, keep, &some, dry, 1};
    brink_result *result = NULL;
    options.records = &wanted;
    assert_int_equal(brink_run(model, &options, &result, NULL), BRINK_ERR_ARGUMENT);
    /* And the usual ones are fewer. */
    options.records = NULL;
    brink_records_columns *columns = NULL;
    const brink_model *one = model;
    assert_int_equal(brink_records_columns_new(&one, NULL, 1, &options, &columns, NULL, NULL, 0), BRINK_OK);
    assert_int_equal(brink_records_columns_count(columns), 3 + 3 + 1 + 1);
    brink_records_columns_free(columns);
    free(whole.values);
    free(some.values);
    brink_model_free(model);
}

static void columns_say_what_they_are(void **state)
{
    (void)state;
    brink_model *model = one_trial_model(MODEL);
    const brink_model *one = model;
    brink_records_columns *columns = NULL;
    assert_int_equal(brink_records_columns_new(&one, NULL, 1, NULL, &columns, NULL, NULL, 0), BRINK_OK);
    static const char *const usual[] = {"trial",   "outcome",   "end",  "talks", "twice",
                                        "reserve", "rationing", "left", "dry",   "measure.end"};
    assert_int_equal(brink_records_columns_count(columns), 10);
    for (size_t i = 0; i < 10; i++) {
        assert_string_equal(brink_records_columns_get(columns, i)->name, usual[i]);
    }
    assert_null(brink_records_columns_get(columns, 10));
    const brink_records_column *talks = brink_records_columns_get(columns, 3);
    assert_string_equal(talks->unit, "1/day");
    assert_string_equal(talks->about, "hazard of an agreement");
    assert_string_equal(talks->source, "judgement");
    assert_string_equal(talks->value, "uniform(0.005, 0.02)");
    assert_int_equal(talks->kind, BRINK_RECORDS_PARAMETER);
    assert_int_equal(brink_records_columns_get(columns, 6)->kind, BRINK_RECORDS_LEVER);
    const brink_records_column *outcome = brink_records_columns_get(columns, 1);
    assert_int_equal(outcome->n_names, 4);
    assert_string_equal(outcome->names[2], "conceded");
    brink_records_columns_free(columns);
    brink_model_free(model);
}

static void names_that_are_wrong_are_explained(void **state)
{
    (void)state;
    static const struct {
        const char *name, *message;
    } wrong[] = {
        {"tlaks", "there is no parameter, lever, measure or series 'tlaks'"},
        {"left@50", "there is no series 'left'"},
        {"fuel@", "'' is no date: a number, and a unit of time unless it is day"},
        {"fuel@x", "'x' is no date: a number, and a unit of time unless it is day"},
        {"fuel@50 km", "'50 km' is no date: a number, and a unit of time unless it is day"},
        {"fuel@51", "series 'fuel' has no value at 51: it has one every 50 day, from 0 to 200"},
        {"fuel@250", "series 'fuel' has no value at 250: it has one every 50 day, from 0 to 200"},
        {"fuel@-50", "series 'fuel' has no value at -50: it has one every 50 day, from 0 to 200"},
    };
    brink_model *model = one_trial_model(MODEL);
    const brink_model *one = model;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        const char *const names[] = {"talks", wrong[i].name};
        const brink_records records = {sizeof records, NULL, NULL, names, 2};
        brink_run_options options = BRINK_RUN_OPTIONS_INIT;
        options.records = &records;
        brink_records_columns *columns = NULL;
        size_t which = 77;
        char message[200];
        assert_int_equal(
            brink_records_columns_new(&one, NULL, 1, &options, &columns, &which, message, sizeof message),
            BRINK_ERR_NOT_FOUND);
        assert_int_equal(which, 1);
        assert_string_equal(message, wrong[i].message);
        assert_null(columns);
    }
    /* In another unit, twice the same, and a group. */
    static const char *const names[] = {"fuel@2400 hour", "fuel@100", "levers", "trial"};
    const brink_records records = {sizeof records, NULL, NULL, names, 4};
    brink_run_options options = BRINK_RUN_OPTIONS_INIT;
    options.records = &records;
    brink_records_columns *columns = NULL;
    assert_int_equal(brink_records_columns_new(&one, NULL, 1, &options, &columns, NULL, NULL, 0), BRINK_OK);
    assert_int_equal(brink_records_columns_count(columns), 5);
    assert_string_equal(brink_records_columns_get(columns, 3)->name, "fuel@100");
    assert_string_equal(brink_records_columns_get(columns, 4)->name, "rationing");
    brink_records_columns_free(columns);
    brink_model_free(model);
}

/* A row for each trial and variant, those of a trial together. */
static void a_comparison_has_a_row_for_each_variant(void **state)
{
    (void)state;
    char strict[sizeof MODEL + 100];
    strcpy(strict, MODEL);
    char *lever = strstr(strict, "{rationing: {value: 0.1");
    assert_non_null(lever);
    memcpy(lever, "{rationing: {value: 0.4", 23);
    brink_model *models[] = {one_trial_model(MODEL), one_trial_model(strict)};
    const brink_variant variants[] = {{.name = "base", .model = models[0]},
                                      {.name = "strict", .model = models[1]},
                                      {.name = "again", .model = models[0]}};
    rows together = rows_new(), alone[2] = {rows_new(), rows_new()};
    brink_run_options options = BRINK_RUN_OPTIONS_INIT;
    options.engine = BRINK_ENGINE_KERNEL;
    for (int v = 0; v < 2; v++) {
        sample_rows(models[v], options, NULL, 0, &alone[v]);
    }
    for (int threads = 1; threads <= 3; threads++) {
        const brink_records records = {sizeof records, keep, &together, NULL, 0};
        brink_comparison *comparison = NULL;
        options.trials = TRIALS;
        options.threads = threads;
        options.block = threads == 2 ? 100 : 0;
        options.records = &records;
        together.n = 0;
        assert_int_equal(brink_compare(variants, 3, &options, &comparison, NULL), BRINK_OK);
        brink_comparison_free(comparison);
        assert_int_equal(together.n, 3 * TRIALS);
        const size_t columns = alone[0].columns;
        assert_int_equal(together.columns, columns + 1);
        for (size_t i = 0; i < TRIALS; i++) {
            for (size_t v = 0; v < 3; v++) {
                const double *row = &together.values[(3 * i + v) * (columns + 1)],
                             *own = &alone[v % 2].values[i * columns];
                assert_true(row[0] == (double)i && row[1] == (double)v);
                assert_memory_equal(row + 2, own + 1, (columns - 1) * sizeof(double));
            }
        }
    }
    free(together.values);
    for (int v = 0; v < 2; v++) {
        free(alone[v].values);
        brink_model_free(models[v]);
    }
}

/* ---- Arrow ---------------------------------------------------------------------------------------- */

typedef struct exported {
    struct ArrowSchema schema;
    struct ArrowArray arrays[200];
    size_t n;
} exported;

static brink_status export(void *context, const brink_records_block *block)
{
    exported *e = context;
    assert_true(e->n < 200);
    assert_int_equal(brink_records_arrow(block, e->n == 0 ? &e->schema : NULL, &e->arrays[e->n]), BRINK_OK);
    e->n++;
    return BRINK_OK;
}

static int32_t int_at(const char *at)
{
    int32_t value;
    memcpy(&value, at, sizeof value);
    return value;
}

/* The value of a key, which ends where the next begins. */
static void assert_metadata(const struct ArrowSchema *schema, const char *key, const char *value)
{
    const char *at = schema->metadata;
    int32_t n = int_at(at);
    at += 4;
    for (int32_t i = 0; i < n; i++) {
        const int32_t key_length = int_at(at), value_length = int_at(at + 4 + key_length);
        if ((size_t)key_length == strlen(key) && memcmp(at + 4, key, strlen(key)) == 0) {
            assert_int_equal(value_length, strlen(value));
            assert_memory_equal(at + 8 + key_length, value, strlen(value));
            return;
        }
        at += 8 + key_length + value_length;
    }
    fail_msg("no metadata %s", key);
}

static void arrow_outlives_the_run_without_a_copy(void **state)
{
    (void)state;
    brink_model *model = one_trial_model(MODEL);
    static exported e;
    memset(&e, 0, sizeof e);
    rows r = rows_new();
    brink_run_options options = BRINK_RUN_OPTIONS_INIT;
    options.engine = BRINK_ENGINE_KERNEL;
    sample_rows(model, options, NULL, 0, &r);
    const brink_records records = {sizeof records, export, &e, NULL, 0};
    brink_result *result = NULL;
    options.trials = TRIALS;
    options.block = 50;
    options.threads = 2;
    options.records = &records;
    assert_int_equal(brink_run(model, &options, &result, NULL), BRINK_OK);
    brink_result_free(result);
    brink_model_free(model);

    assert_string_equal(e.schema.format, "+s");
    assert_int_equal(e.schema.n_children, 10);
    assert_string_equal(e.schema.children[0]->format, "L");
    assert_string_equal(e.schema.children[1]->format, "i");
    assert_string_equal(e.schema.children[1]->dictionary->format, "u");
    assert_string_equal(e.schema.children[3]->format, "g");
    assert_string_equal(e.schema.children[3]->name, "talks");
    assert_metadata(e.schema.children[3], "unit", "1/day");
    assert_metadata(e.schema.children[3], "source", "judgement");
    assert_metadata(e.schema.children[3], "kind", "parameter");
    struct ArrowArray moved = *e.arrays[0].children[3]; /* a column that is kept when the rest is released */
    e.arrays[0].children[3]->release = NULL;
    size_t row = 0;
    for (size_t i = 0; i < e.n; i++) {
        struct ArrowArray *array = &e.arrays[i];
        assert_int_equal(array->n_buffers, 1);
        const struct ArrowArray *names = array->children[1]->dictionary;
        const int32_t *offsets = names->buffers[1];
        assert_int_equal(names->length, 4);
        assert_memory_equal((const char *)names->buffers[2] + offsets[1], "settled", 7);
        for (int64_t k = 0; k < array->length; k++, row++) {
            const double *known = &r.values[row * r.columns];
            assert_true((double)((const uint64_t *)array->children[0]->buffers[1])[k] == known[0]);
            assert_true((double)((const int32_t *)array->children[1]->buffers[1])[k] == known[1]);
            assert_same(((const double *)array->children[8]->buffers[1])[k], known[8]);
        }
        array->release(array);
        assert_null(array->release);
    }
    assert_int_equal(row, TRIALS);
    assert_same(((const double *)moved.buffers[1])[0], r.values[3]);
    moved.release(&moved);
    e.schema.release(&e.schema);
    assert_null(e.schema.release);
    free(r.values);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(rows_are_the_trials_in_order_on_any_threads, setup, teardown),
        cmocka_unit_test_setup_teardown(until_gives_the_rows_of_its_result, setup, teardown),
        cmocka_unit_test_setup_teardown(a_cancelled_run_has_the_rows_of_its_result, setup, teardown),
        cmocka_unit_test_setup_teardown(a_stuck_trial_ends_both_at_the_same_trial, setup, teardown),
        cmocka_unit_test_setup_teardown(a_fault_leaves_a_prefix, setup, teardown),
        cmocka_unit_test_setup_teardown(a_receiver_that_fails_ends_the_run, setup, teardown),
        cmocka_unit_test_setup_teardown(an_engine_out_of_memory_ends_the_run, setup, teardown),
        cmocka_unit_test_setup_teardown(pieces_are_bounded, setup, teardown),
        cmocka_unit_test(every_engine_gives_the_oracles_rows),
        cmocka_unit_test(a_part_has_the_same_rows),
        cmocka_unit_test(columns_say_what_they_are),
        cmocka_unit_test(names_that_are_wrong_are_explained),
        cmocka_unit_test(a_comparison_has_a_row_for_each_variant),
        cmocka_unit_test(arrow_outlives_the_run_without_a_copy),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
