/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "run/run.h"
#include "support/synthetic.h"

enum { MOST = 700 };

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

static brink_status find(void **state, const synthetic_plan *plan, int outcome, int threads, uint64_t first,
                         uint64_t limit, size_t most, uint64_t *trials, size_t *found, brink_fault *fault)
{
    brink_i_engine engine = synthetic_engine(plan);
    brink_i_find search = {.seed = 1,
                           .outcome = outcome,
                           .first_trial = first,
                           .limit = limit,
                           .trials = trials,
                           .most = most,
                           .threads = threads};
    *fault = (brink_fault){.kind = BRINK_FAULT_NONE};
    brink_status status = brink_i_find_with(&((synthetic *)*state)->model, &engine, &search, fault);
    *found = search.found;
    return status;
}

static void find_any_threads_gives_the_first_ones_in_order(void **state)
{
    synthetic_plan plan = SYNTHETIC_PLAN_INIT;
    plan.slow = true;
    double measures[SYNTHETIC_MEASURES], points[SYNTHETIC_POINTS];
    brink_i_record record = {.measures = measures, .points = points};
    uint64_t expected[MOST];
    size_t n = 0;
    for (uint64_t i = 50; n < MOST; i++) {
        synthetic_record(plan.seed, i, &record);
        if (record.outcome == 0) {
            expected[n++] = i;
        }
    }
    for (int threads = 1; threads <= 8; threads *= 2) {
        uint64_t trials[MOST];
        size_t found = 0;
        brink_fault fault;
        assert_int_equal(find(state, &plan, 0, threads, 50, 1000000, MOST, trials, &found, &fault), BRINK_OK);
        assert_int_equal(found, MOST);
        assert_memory_equal(trials, expected, sizeof expected);
    }
}

static void find_never_seen_outcome_finds_none_within_the_limit(void **state)
{
    synthetic_plan plan = SYNTHETIC_PLAN_INIT;
    uint64_t trials[1];
    size_t found = 1;
    brink_fault fault;
    assert_int_equal(find(state, &plan, 2, 2, 0, 20000, 1, trials, &found, &fault), BRINK_OK);
    assert_int_equal(found, 0);
}

static void find_fault_counts_only_before_enough_are_found(void **state)
{
    synthetic_plan plan = SYNTHETIC_PLAN_INIT;
    plan.fault_from = 200;
    uint64_t trials[MOST];
    for (int threads = 1; threads <= 4; threads++) {
        size_t found = 0;
        brink_fault fault;
        assert_int_equal(find(state, &plan, 0, threads, 0, 10000, 10, trials, &found, &fault), BRINK_OK);
        assert_int_equal(found, 10);
        assert_int_equal(fault.kind, BRINK_FAULT_NONE);
        assert_int_equal(find(state, &plan, 0, threads, 0, 10000, MOST, trials, &found, &fault),
                         BRINK_ERR_FAULT);
        assert_int_equal(fault.trial, 200);
    }
}

static void find_unknown_name_is_not_found(void **state)
{
    uint64_t trial;
    size_t found;
    const brink_model *model = &((synthetic *)*state)->model;
    assert_int_equal(brink_run_find(model, 1, "peace", 0, 10, &trial, 1, &found, NULL), BRINK_ERR_NOT_FOUND);
    assert_int_equal(brink_run_find(model, 1, "broken", UINT64_MAX, 10, &trial, 1, &found, NULL),
                     BRINK_ERR_ARGUMENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(find_any_threads_gives_the_first_ones_in_order),
        cmocka_unit_test(find_never_seen_outcome_finds_none_within_the_limit),
        cmocka_unit_test(find_fault_counts_only_before_enough_are_found),
        cmocka_unit_test(find_unknown_name_is_not_found),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
