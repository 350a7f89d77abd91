/* SPDX-License-Identifier: Apache-2.0 */

/* Oracle and kernel are two programs written from docs/semantics.md. On every bundled scenario and on generated
 * models they must leave the same bits behind, trial by trial, faults included, on every instruction set that this
 * machine has. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "brink/scenario.h"
#include "kernel/kernel.h"
#include "oracle/oracle.h"
#include "support/random_model.h"
#include "support/scenario_files.h"

/* More trials than lanes, so that lanes are refilled in the midst of others. */
enum { RANDOM_MODELS = 250, TRIALS_EACH = 100, SCENARIO_TRIALS = 300 };

typedef struct leaving {
    brink_i_record record;
    brink_fault fault;
    brink_status status;
} leaving;

static leaving leaving_new(const brink_model *model)
{
    leaving l = {0};
    l.record.measures = calloc((size_t)model->n_measures + 1, sizeof(double));
    l.record.points = calloc((size_t)model->n_points + 1, sizeof(double));
    assert_non_null(l.record.measures);
    assert_non_null(l.record.points);
    return l;
}

static void leaving_free(leaving *l)
{
    free(l->record.measures);
    free(l->record.points);
}

static int differ(const char *what, const char *name, uint64_t trial, double a, double b)
{
    if (memcmp(&a, &b, sizeof a) != 0 && !(a != a && b != b)) {
        print_error("%s: trial %llu: %s: oracle %.17g, kernel %.17g\n", name, (unsigned long long)trial, what, a, b);
        return 1;
    }
    return 0;
}

static int compare(const brink_model *model, const char *name, uint64_t trial, const leaving *a, const leaving *b)
{
    if (a->status != b->status || a->status == BRINK_ERR_FAULT) {
        if (a->status != b->status || a->fault.kind != b->fault.kind || a->fault.time != b->fault.time) {
            print_error("%s: trial %llu: oracle status %d (%s at %.17g), kernel status %d (%s at %.17g)\n", name,
                        (unsigned long long)trial, a->status, a->fault.message, a->fault.time, b->status, b->fault.message,
                        b->fault.time);
            return 1;
        }
        return 0;
    }
    int wrong = differ("outcome", name, trial, a->record.outcome, b->record.outcome);
    wrong += differ("end", name, trial, a->record.end, b->record.end);
    for (int i = 0; i < model->n_measures; i++) {
        wrong += differ(model->measures[i].name, name, trial, a->record.measures[i], b->record.measures[i]);
    }
    for (int i = 0; i < model->n_points; i++) {
        wrong += differ("a point of a series", name, trial, a->record.points[i], b->record.points[i]);
    }
    return wrong;
}

/* What the oracle left of each trial, and what the kernel's sink has seen of it. */
typedef struct answers {
    const brink_model *model;
    const char *name;
    leaving *trials;
    unsigned char *seen;
    int wrong;
} answers;

static brink_status check_record(void *context, uint64_t trial, const brink_i_record *record)
{
    answers *known = context;
    leaving got = {.record = *record, .status = BRINK_OK};
    known->wrong += compare(known->model, known->name, trial, &known->trials[trial], &got) != 0;
    known->seen[trial]++;
    return known->wrong < 3 ? BRINK_OK : BRINK_ERR_INTERNAL;
}

/* Runs all trials in blocks of many lanes, each up to the next trial that fails. */
static void run_block(const char *isa, uint64_t seed, uint64_t trials, answers *known)
{
    brink_i_kernel *kernel;
    brink_i_worker *worker;
    assert_int_equal(brink_i_kernel_new(known->model, seed, isa, &kernel), BRINK_OK);
    assert_string_equal(brink_i_kernel_instruction_set(kernel), isa);
    assert_int_equal(brink_i_worker_new(kernel, &worker), BRINK_OK);
    memset(known->seen, 0, trials);
    for (uint64_t begin = 0, end = 0; begin < trials && known->wrong == 0; begin = end) {
        while (end < trials && known->trials[end].status == BRINK_OK) {
            end++;
        }
        bool fails = end < trials;
        end += fails;
        leaving got = {0};
        got.status = brink_i_worker_run(worker, begin, end - begin, check_record, known, NULL, &got.fault);
        if (fails && got.status == BRINK_ERR_FAULT) {
            known->wrong += got.fault.trial != end - 1;
            known->wrong += compare(known->model, known->name, end - 1, &known->trials[end - 1], &got);
            known->seen[end - 1]++;
        } else {
            known->wrong += fails || got.status != BRINK_OK;
        }
    }
    for (uint64_t i = 0; i < trials && known->wrong == 0; i++) {
        if (!known->seen[i]) {
            print_error("%s: %s: trial %llu was not run\n", known->name, isa, (unsigned long long)i);
            known->wrong++;
        }
    }
    brink_i_worker_free(worker);
    brink_i_kernel_free(kernel);
}

/* One trial alone must be what it is among others. */
static void run_alone(uint64_t seed, uint64_t trial, answers *known)
{
    brink_i_kernel *kernel;
    brink_i_worker *worker;
    leaving got = leaving_new(known->model);
    assert_int_equal(brink_i_kernel_new(known->model, seed, NULL, &kernel), BRINK_OK);
    assert_int_equal(brink_i_worker_new(kernel, &worker), BRINK_OK);
    got.status = brink_i_worker_trial(worker, trial, &got.record, &got.fault);
    known->wrong += compare(known->model, known->name, trial, &known->trials[trial], &got);
    leaving_free(&got);
    brink_i_worker_free(worker);
    brink_i_kernel_free(kernel);
}

/* Number of trials in which an instruction set's kernel differs from the oracle; stops at the first few. */
static int compare_engines(const brink_model *model, const char *name, uint64_t seed, uint64_t trials, int *faults)
{
    answers known = {.model = model, .name = name};
    known.trials = calloc(trials, sizeof *known.trials);
    known.seen = calloc(trials, 1);
    brink_i_oracle *oracle;
    assert_non_null(known.trials);
    assert_non_null(known.seen);
    assert_int_equal(brink_i_oracle_new(model, seed, &oracle), BRINK_OK);
    for (uint64_t i = 0; i < trials; i++) {
        known.trials[i] = leaving_new(model);
        known.trials[i].status = brink_i_oracle_trial(oracle, i, &known.trials[i].record, &known.trials[i].fault);
        *faults += known.trials[i].status == BRINK_ERR_FAULT;
    }
    brink_i_oracle_free(oracle);
    for (int k = 0; brink_i_kernel_isa(k); k++) {
        run_block(brink_i_kernel_isa(k), seed, trials, &known);
    }
    run_alone(seed, trials / 2, &known);
    for (uint64_t i = 0; i < trials; i++) {
        leaving_free(&known.trials[i]);
    }
    free(known.trials);
    free(known.seen);
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

static void random_models_leave_the_same_bits(void **state)
{
    (void)state;
    int wrong = 0, faults = 0;
    const char *only = getenv("BRINK_TEST_MODEL");
    for (uint64_t seed = only ? strtoull(only, NULL, 10) : 0; seed < RANDOM_MODELS; seed++) {
        char *yaml = brink_i_random_model(seed), name[32];
        assert_non_null(yaml);
        if (only) {
            print_message("%s", yaml);
        }
        snprintf(name, sizeof name, "random-%d.yaml", (int)seed);
        brink_diagnostics *diagnostics = brink_diagnostics_new();
        brink_model *model = NULL;
        if (brink_scenario_load_text(name, yaml, strlen(yaml), NULL, diagnostics, &model) != BRINK_OK) {
            print_problems(diagnostics);
            wrong++;
        } else {
            wrong += compare_engines(model, name, seed + 1, TRIALS_EACH, &faults);
        }
        brink_model_free(model);
        brink_diagnostics_free(diagnostics);
        free(yaml);
        if (only) {
            break;
        }
    }
    print_message("%d random models, %d trials each, %d faults alike\n", RANDOM_MODELS, TRIALS_EACH, faults);
    assert_int_equal(wrong, 0);
    /* Faults must stay the exception, or the comparison would be of little but first instants. */
    assert_true(faults < RANDOM_MODELS * TRIALS_EACH / 4);
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
        cmocka_unit_test(scenarios_leave_the_same_bits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
