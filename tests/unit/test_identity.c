/* SPDX-License-Identifier: Apache-2.0 */

/* Oracle and kernel are two programs written from docs/semantics.md. On every bundled scenario and on
 * generated models they must leave the same bits behind, trial by trial, faults included, on every
 * instruction set that this machine has. */

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "brink/scenario.h"
#include "engine/kernel.h"
#include "support/oracle_records.h"
#include "support/random_model.h"
#include "support/scenario_files.h"

enum { RANDOM_MODELS = 250, TRIALS_EACH = 100, SCENARIO_TRIALS = 300 };

typedef struct kernel_run {
    brink_i_kernel *kernel;
    brink_i_scalar_worker *worker;
    oracle_records *known;
} kernel_run;

static kernel_run open_kernel(const char *instruction_set, uint64_t seed, oracle_records *known)
{
    kernel_run run = {.known = known};
    assert_int_equal(brink_i_kernel_new(known->model, seed, instruction_set, &run.kernel), BRINK_OK);
    assert_int_equal(brink_i_kernel_worker(run.kernel, NULL, &run.worker), BRINK_OK);
    return run;
}

static void close_kernel(kernel_run *run)
{
    brink_i_scalar_free(run->worker);
    brink_i_kernel_free(run->kernel);
}

static brink_status run_kernel(void *context, const brink_i_trials *trials, const brink_i_receiver *to,
                               brink_fault *fault)
{
    const kernel_run *run = context;
    uint64_t bad;
    brink_status status = brink_i_scalar_run(run->worker, trials, to, &bad);
    if (status == BRINK_ERR_FAULT) { /* which trial: what went wrong is the oracle's to tell */
        *fault = run->known->trials[bad].fault;
        fault->trial = bad;
    }
    return status;
}

static void run_block(const char *instruction_set, uint64_t seed, oracle_records *known)
{
    kernel_run run = open_kernel(instruction_set, seed, known);
    assert_string_equal(run.kernel->instruction_set, instruction_set);
    oracle_records_check(known, instruction_set, run_kernel, &run);
    close_kernel(&run);
}

/* One trial alone must be what it is after others. */
static void run_alone(uint64_t seed, uint64_t trial, oracle_records *known)
{
    kernel_run run = open_kernel(NULL, seed, known);
    oracle_record got = oracle_record_new(known->model);
    const brink_i_trials alone = {.first = trial, .count = 1};
    oracle_record_run(&got, known->model, run_kernel, &run, &alone);
    known->way = "kernel, one trial";
    oracle_records_compare(known, trial, &got);
    oracle_record_free(&got);
    close_kernel(&run);
}

/* Number of trials in which an instruction set's kernel differs from the oracle; stops at the first few. */
static int compare_engines(const brink_model *model, const char *name, uint64_t seed, uint64_t trials,
                           int *faults)
{
    oracle_records known;
    oracle_records_open(&known, model, name, seed, trials);
    for (int k = 0; brink_i_instruction_set(k); k++) {
        run_block(brink_i_instruction_set(k), seed, &known);
    }
    run_alone(seed, trials / 2, &known);
    *faults += known.faults;
    oracle_records_close(&known);
    return known.wrong;
}

static void print_problems(const brink_diagnostics *diagnostics)
{
    char *text;
    if (brink_diagnostics_text(diagnostics, false, &text) == BRINK_OK) {
        print_error("%s", text);
        free(text);
    }
}

static int compare_random(char *make(uint64_t), uint64_t seed, bool show, int *faults)
{
    char *yaml = make(seed), name[32];
    int wrong = 1;
    assert_non_null(yaml);
    if (show) {
        print_message("%s", yaml);
    }
    snprintf(name, sizeof name, "random-%d.yaml", (int)seed);
    brink_diagnostics *diagnostics = brink_diagnostics_new();
    brink_model *model = NULL;
    if (brink_scenario_load_text(name, yaml, strlen(yaml), NULL, diagnostics, &model) != BRINK_OK) {
        print_problems(diagnostics);
    } else {
        wrong = compare_engines(model, name, seed + 1, TRIALS_EACH, faults);
    }
    brink_model_free(model);
    brink_diagnostics_free(diagnostics);
    free(yaml);
    return wrong;
}

static void compare_randoms(char *make(uint64_t))
{
    const char *only = getenv("BRINK_TEST_MODEL"), *many = getenv("BRINK_TEST_MODELS");
    uint64_t first = only ? strtoull(only, NULL, 10) : 0;
    const uint64_t n = only ? 1 : many ? strtoull(many, NULL, 10) : RANDOM_MODELS;
    int wrong = 0, faults = 0;
    for (uint64_t seed = first; seed < first + n; seed++) {
        wrong += compare_random(make, seed, only, &faults);
    }
    print_message("%d random models, %d trials each, %d faults alike\n", (int)n, TRIALS_EACH, faults);
    assert_int_equal(wrong, 0);
    /* Faults must stay the exception, or the comparison would be of little but first instants. */
    assert_true(only || (uint64_t)faults < n * TRIALS_EACH / 4);
}

static void random_models_leave_the_same_bits(void **state)
{
    (void)state;
    compare_randoms(brink_i_random_model);
}

static void random_ties_leave_the_same_bits(void **state)
{
    (void)state;
    compare_randoms(brink_i_random_ties);
}

static void compare_scenario(const char *path, void *context)
{
    int *wrong = context, faults = 0;
    brink_diagnostics *diagnostics = brink_diagnostics_new();
    brink_model *model = NULL;
    if (brink_scenario_load(path, NULL, diagnostics, &model) != BRINK_OK) {
        print_problems(diagnostics);
        *wrong += 1;
    } else {
        *wrong += compare_engines(model, path, 1, SCENARIO_TRIALS, &faults);
        *wrong += faults;
    }
    brink_model_free(model);
    brink_diagnostics_free(diagnostics);
}

static void scenarios_leave_the_same_bits(void **state)
{
    (void)state;
    int wrong = 0;
    int files = brink_i_each_scenario(BRINK_SCENARIO_DIR_SOURCE, compare_scenario, &wrong);
    print_message("%d scenarios\n", files);
    assert_true(files > 0);
    assert_int_equal(wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_models_leave_the_same_bits),
        cmocka_unit_test(random_ties_leave_the_same_bits),
        cmocka_unit_test(scenarios_leave_the_same_bits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
