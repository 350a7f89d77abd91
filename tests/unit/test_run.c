/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "run/run.h"
#include "support/synthetic.h"

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

static brink_status run(void **state, const synthetic_plan *plan, const brink_run_options *options,
                        brink_result **result, brink_fault *fault)
{
    brink_i_engine engine = synthetic_engine(plan);
    *fault = (brink_fault){.kind = BRINK_FAULT_NONE};
    return brink_i_run_with(&((synthetic *)*state)->model, options, &engine, result, fault);
}

/* The JSON of a result up to what made it. */
static char *promised_json(const brink_result *result)
{
    char *json = NULL;
    assert_int_equal(brink_result_json(result, &json), BRINK_OK);
    char *made_by = strstr(json, "\"made_by\"");
    assert_non_null(made_by);
    *made_by = '\0';
    return json;
}

/* A part of a run is what a run of these trials gives. */
static void assert_whole_run(void **state, const brink_result *part, uint64_t first, uint64_t trials)
{
    synthetic_plan plan = SYNTHETIC_PLAN_INIT;
    brink_run_options options = BRINK_RUN_OPTIONS_INIT;
    brink_result *whole = NULL;
    brink_fault fault;
    options.first_trial = first;
    options.trials = trials;
    assert_int_equal(run(state, &plan, &options, &whole, &fault), BRINK_OK);
    char *a = promised_json(part), *b = promised_json(whole);
    /* The heads differ in what was asked for; all numbers come after them. */
    assert_string_equal(strstr(a, "\"parameters\""), strstr(b, "\"parameters\""));
    free(a);
    free(b);
    brink_result_free(whole);
}

static void run_threads_and_blocks_give_the_same_bytes(void **state)
{
    static const int threads[] = {1, 2, 3, 7, 16};
    static const uint64_t blocks[] = {0, 1, 13, 5000, UINT64_MAX};
    synthetic_plan plan = SYNTHETIC_PLAN_INIT;
    plan.slow = true;
    char *first = NULL;
    for (size_t i = 0; i < 5; i++) {
        brink_run_options options = BRINK_RUN_OPTIONS_INIT;
        options.trials = 7777;
        options.threads = threads[i];
        options.block = blocks[i];
        brink_result *result = NULL;
        brink_fault fault;
        assert_int_equal(run(state, &plan, &options, &result, &fault), BRINK_OK);
        char *json = promised_json(result);
        if (first) {
            assert_string_equal(json, first);
        } else {
            first = strdup(json);
        }
        free(json);
        brink_result_free(result);
    }
    free(first);
}

static void run_first_trial_samples_that_range(void **state)
{
    synthetic_plan plan = SYNTHETIC_PLAN_INIT;
    brink_run_options options = BRINK_RUN_OPTIONS_INIT;
    options.first_trial = 1000;
    options.trials = 500;
    brink_result *result = NULL;
    brink_fault fault;
    assert_int_equal(run(state, &plan, &options, &result, &fault), BRINK_OK);
    uint64_t broken = 0;
    double measures[SYNTHETIC_MEASURES], points[SYNTHETIC_POINTS];
    brink_i_record record = {.measures = measures, .points = points};
    for (uint64_t i = 1000; i < 1500; i++) {
        synthetic_record(plan.seed, i, &record);
        broken += record.outcome == 0;
    }
    brink_outcome_view view;
    assert_int_equal(brink_result_outcome(result, 0, &view), BRINK_OK);
    assert_int_equal(view.count, broken);
    assert_int_equal(brink_result_provenance(result)->first_trial, 1000);
    assert_int_equal(brink_result_trials(result), 500);
    brink_result_free(result);
}

/* A cancelled run is, but for saying so, the run of as many trials as it has. */
static void run_cancelled_is_a_prefix(void **state)
{
    for (int threads = 1; threads <= 8; threads *= 2) {
        int cancel = 0;
        synthetic_plan plan = SYNTHETIC_PLAN_INIT;
        plan.cancel = &cancel;
        plan.cancel_at = 3000;
        plan.slow = true;
        brink_run_options options = BRINK_RUN_OPTIONS_INIT;
        options.trials = 100000;
        options.threads = threads;
        options.block = 64;
        options.cancel = &cancel;
        brink_result *part = NULL;
        brink_fault fault;
        assert_int_equal(run(state, &plan, &options, &part, &fault), BRINK_ERR_CANCELLED);
        const brink_provenance *made = brink_result_provenance(part);
        assert_true(made->partial && made->trials > 3000 && made->trials < 100000);
        assert_int_equal(made->trials_asked, 100000);

        assert_whole_run(state, part, 0, made->trials);
        brink_result_free(part);
    }
}

/* A trial that never ends takes nothing with it but what comes after it: the result is that of the trials
 * before, whatever other threads have sampled meanwhile, and says which one it was. */
static void run_drops_a_trial_that_does_not_end(void **state)
{
    static const uint64_t stuck[] = {5, 70, 4999, 40000};
    for (size_t i = 0; i < 12; i++) {
        int cancel = 0;
        synthetic_plan plan = SYNTHETIC_PLAN_INIT;
        plan.stuck_at = 1000 + stuck[i % 4];
        plan.cancel = &cancel;
        plan.cancel_at = i < 4 ? plan.stuck_at - 1 : 1000 + 90000; /* one thread does not come past it */
        brink_run_options options = BRINK_RUN_OPTIONS_INIT;
        options.first_trial = 1000;
        options.trials = 100000;
        options.threads = i < 4 ? 1 : i < 8 ? 2 : 5;
        options.cancel = &cancel;
        brink_result *part = NULL;
        brink_fault fault;
        assert_int_equal(run(state, &plan, &options, &part, &fault), BRINK_ERR_CANCELLED);
        assert_int_equal(fault.kind, BRINK_FAULT_UNFINISHED);
        assert_int_equal(fault.trial, plan.stuck_at);
        assert_true(fault.time == 37.5);
        assert_non_null(part);
        assert_true(brink_result_provenance(part)->partial);
        assert_int_equal(brink_result_trials(part), stuck[i % 4]);

        assert_whole_run(state, part, 1000, stuck[i % 4]);
        brink_result_free(part);
    }
}

static void run_cancelled_before_it_begins_has_no_result(void **state)
{
    int cancel = 1;
    synthetic_plan plan = SYNTHETIC_PLAN_INIT;
    brink_run_options options = BRINK_RUN_OPTIONS_INIT;
    options.cancel = &cancel;
    brink_result *result = NULL;
    brink_fault fault;
    assert_int_equal(run(state, &plan, &options, &result, &fault), BRINK_ERR_CANCELLED);
    assert_null(result);
}

static void run_cancelled_after_the_last_trial_began_is_whole(void **state)
{
    int cancel = 0;
    synthetic_plan plan = SYNTHETIC_PLAN_INIT;
    plan.cancel = &cancel;
    plan.cancel_at = 99;
    brink_run_options options = BRINK_RUN_OPTIONS_INIT;
    options.trials = 100;
    options.threads = 1;
    options.cancel = &cancel;
    brink_result *result = NULL;
    brink_fault fault;
    assert_int_equal(run(state, &plan, &options, &result, &fault), BRINK_OK);
    assert_false(brink_result_provenance(result)->partial);
    brink_result_free(result);
}

static void run_fault_reports_the_smallest_trial_on_any_threads(void **state)
{
    synthetic_plan plan = SYNTHETIC_PLAN_INIT;
    plan.fault_from = 4000;
    plan.fault_every = 7;
    plan.slow = true;
    for (int threads = 1; threads <= 16; threads *= 2) {
        for (uint64_t block = 1; block <= 4096; block *= 8) {
            brink_run_options options = BRINK_RUN_OPTIONS_INIT;
            options.seed = 99;
            options.threads = threads;
            options.block = block;
            brink_result *result = NULL;
            brink_fault fault;
            assert_int_equal(run(state, &plan, &options, &result, &fault), BRINK_ERR_FAULT);
            assert_null(result);
            assert_int_equal(fault.trial, 4004);
            assert_int_equal(fault.seed, 99);
            assert_int_equal(fault.kind, BRINK_FAULT_HAZARD);
            assert_string_equal(fault.place, "rate of blockade: imposed -> lifted");
        }
    }
}

static void run_memory_failure_ends_the_run(void **state)
{
    synthetic_plan plan = SYNTHETIC_PLAN_INIT;
    brink_run_options options = BRINK_RUN_OPTIONS_INIT;
    options.threads = 4;
    brink_result *result = NULL;
    brink_fault fault;
    plan.memory_at = 2000;
    assert_int_equal(run(state, &plan, &options, &result, &fault), BRINK_ERR_MEMORY);
    assert_null(result);
    plan.no_workers = true;
    assert_int_equal(run(state, &plan, &options, &result, &fault), BRINK_ERR_MEMORY);
    assert_null(result);
}

static void run_until_stops_at_a_count_that_threads_do_not_change(void **state)
{
    synthetic_plan plan = SYNTHETIC_PLAN_INIT;
    uint64_t first = 0;
    for (int threads = 1; threads <= 4; threads++) {
        brink_run_options options = BRINK_RUN_OPTIONS_INIT;
        options.trials = 10000000;
        options.until =
            0.0021; /* p = 1/2: n = (1.96 * 0.5 / until)^2 = 217,778, the next multiple is 262,144 */
        options.threads = threads;
        options.block = (uint64_t)threads * 1000;
        brink_result *result = NULL;
        brink_fault fault;
        assert_int_equal(run(state, &plan, &options, &result, &fault), BRINK_OK);
        const brink_provenance *made = brink_result_provenance(result);
        assert_true(made->until_met && !made->partial);
        assert_int_equal(made->trials, 262144);
        if (first) {
            assert_int_equal(made->trials, first);
        }
        first = made->trials;
        brink_result_free(result);
    }
}

static void run_until_out_of_reach_says_so(void **state)
{
    synthetic_plan plan = SYNTHETIC_PLAN_INIT;
    brink_run_options options = BRINK_RUN_OPTIONS_INIT;
    options.trials = 70000;
    options.until = 1e-6;
    brink_result *result = NULL;
    brink_fault fault;
    assert_int_equal(run(state, &plan, &options, &result, &fault), BRINK_OK);
    const brink_provenance *made = brink_result_provenance(result);
    assert_int_equal(made->trials, 70000);
    assert_false(made->until_met || made->partial);
    brink_result_free(result);
}

typedef struct calls {
    int n;
    uint64_t last;
    bool ordered;
} calls;

static void on_progress(void *context, const brink_progress *progress)
{
    calls *c = context;
    c->n++;
    c->ordered = c->ordered && progress->done >= c->last && progress->done <= progress->trials;
    c->last = progress->done;
}

static void run_progress_ascends_and_ends_with_all(void **state)
{
    synthetic_plan plan = SYNTHETIC_PLAN_INIT;
    plan.slow = true;
    calls c = {.ordered = true};
    brink_run_options options = BRINK_RUN_OPTIONS_INIT;
    options.trials = 20000;
    options.threads = 4;
    options.progress = on_progress;
    options.progress_context = &c;
    brink_result *result = NULL;
    brink_fault fault;
    assert_int_equal(run(state, &plan, &options, &result, &fault), BRINK_OK);
    assert_true(c.ordered && c.n >= 1);
    assert_int_equal(c.last, 20000);
    brink_result_free(result);
}

static void run_bad_options_are_refused(void **state)
{
    const brink_model *model = &((synthetic *)*state)->model;
    brink_result *result = NULL;
    brink_run_options bad[7];
    for (size_t i = 0; i < 7; i++) {
        bad[i] = (brink_run_options)BRINK_RUN_OPTIONS_INIT;
    }
    bad[0].trials = 0;
    bad[1].first_trial = UINT64_MAX;
    bad[2].threads = -1;
    bad[3].until = (double)NAN;
    bad[4].until = -0.1;
    bad[5].size = 1;
    bad[6].size = sizeof bad[6] + 8;
    for (size_t i = 0; i < 7; i++) {
        assert_int_equal(brink_run(model, &bad[i], &result, NULL), BRINK_ERR_ARGUMENT);
    }
    assert_int_equal(brink_run(NULL, NULL, &result, NULL), BRINK_ERR_ARGUMENT);
    assert_null(result);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(run_threads_and_blocks_give_the_same_bytes),
        cmocka_unit_test(run_first_trial_samples_that_range),
        cmocka_unit_test(run_cancelled_is_a_prefix),
        cmocka_unit_test(run_drops_a_trial_that_does_not_end),
        cmocka_unit_test(run_cancelled_before_it_begins_has_no_result),
        cmocka_unit_test(run_cancelled_after_the_last_trial_began_is_whole),
        cmocka_unit_test(run_fault_reports_the_smallest_trial_on_any_threads),
        cmocka_unit_test(run_memory_failure_ends_the_run),
        cmocka_unit_test(run_until_stops_at_a_count_that_threads_do_not_change),
        cmocka_unit_test(run_until_out_of_reach_says_so),
        cmocka_unit_test(run_progress_ascends_and_ends_with_all),
        cmocka_unit_test(run_bad_options_are_refused),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
