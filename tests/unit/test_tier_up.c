/* SPDX-License-Identifier: Apache-2.0 */

/* Whoever samples, and whenever code takes over from the kernel: the same result. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "brink/run.h"
#include "native/native.h"
#include "support/cache_folder.h"
#include "support/one_trial.h"

static const char yaml[] =
    "title: A crisis\n"
    "time: {unit: day, horizon: 100 day}\n"
    "parameters: {resolve: 'uniform(1, 2)'}\n"
    "stocks: {oil: {initial: 50, min: 0, max: 60, flow: 'if(crisis.on, -1 per day, 0.5 per day)'}}\n"
    "machines:\n"
    "  crisis:\n"
    "    initial: off\n"
    "    states: [off, on, war]\n"
    "    transitions:\n"
    "      - {from: off, to: on, rate: resolve / 20 day}\n"
    "      - {from: on, to: off, after: exponential(9 day)}\n"
    "      - {from: on, to: war, rate: 0.001 per day * (60 - oil)}\n"
    "outcomes: {war: crisis.war, peace: otherwise}\n"
    "measures: {left: {at_end: oil}, dry: {first: oil <= 10}}\n"
    "series: {oil: {value: oil, every: 25 day}}\n";

static char folder[CACHE_ROOM];
static brink_model *model;

static int setup(void **state)
{
    (void)state;
    cache_folder_make(folder);
    model = one_trial_model(yaml);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    brink_model_free(model);
    unsetenv("BRINK_CC");
    cache_folder_remove(folder);
    return 0;
}

static brink_run_options options_of(brink_engine engine, uint64_t trials)
{
    brink_run_options options = BRINK_RUN_OPTIONS_INIT;
    options.engine = engine;
    options.trials = trials;
    options.threads = 2;
    return options;
}

static void use_compiler(const char *script)
{
    char path[CACHE_ROOM + 16];
    snprintf(path, sizeof path, "%s/compiler", folder);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(script, file) >= 0);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(chmod(path, 0700), 0);
    assert_int_equal(setenv("BRINK_CC", path, 1), 0);
}

/* The numbers of a result, without what made it. */
static char *numbers(const brink_result *result)
{
    char *csv = NULL;
    assert_int_equal(brink_result_csv(result, &csv), BRINK_OK);
    char *first = csv;
    while (*first == '#') {
        first = strchr(first, '\n') + 1;
    }
    memmove(csv, first, strlen(first) + 1);
    return csv;
}

static void assert_kernel_says_the_same(const brink_result *result)
{
    brink_run_options options = options_of(BRINK_ENGINE_KERNEL, brink_result_trials(result));
    brink_result *other = NULL;
    assert_int_equal(brink_run(model, &options, &other, NULL), BRINK_OK);
    assert_string_equal(brink_result_provenance(other)->engine, "kernel");
    char *a = numbers(result), *b = numbers(other);
    assert_string_equal(a, b);
    free(a);
    free(b);
    brink_result_free(other);
}

static void run_code_gives_the_kernels_numbers(void **state)
{
    (void)state;
    brink_run_options options = options_of(BRINK_ENGINE_CODE, 20000);
    brink_result *result = NULL;
    assert_int_equal(brink_run(model, &options, &result, NULL), BRINK_OK);
    assert_string_equal(brink_result_provenance(result)->engine, "generated code");
    assert_kernel_says_the_same(result);
    brink_result_free(result);
    /* It is there now. */
    options.engine = BRINK_ENGINE_AUTO;
    options.trials = 1000;
    assert_int_equal(brink_run(model, &options, &result, NULL), BRINK_OK);
    assert_string_equal(brink_result_provenance(result)->engine, "generated code");
    brink_result_free(result);
}

/* Ends the run when code has done a part of it. */
typedef struct watcher {
    int cancel, looks;
} watcher;

static void watch(void *context, const brink_progress *progress)
{
    watcher *w = context;
    (void)progress;
    w->looks +=
        cache_folder_count(folder, ".so", NULL) == 2 && cache_folder_count(folder, ".draft.so", NULL) == 0;
    w->cancel = w->looks > 1; /* some tenths of a second later */
}

/* The compiler takes what was compiled before, so that the test does not depend on how fast it is. */
static void run_code_that_takes_over_midway_changes_nothing(void **state)
{
    (void)state;
    char made[CACHE_ROOM], kept[CACHE_ROOM + 16], script[3 * CACHE_ROOM];
    brink_run_options options = options_of(BRINK_ENGINE_CODE, 1);
    brink_result *result = NULL;
    assert_int_equal(brink_run(model, &options, &result, NULL), BRINK_OK);
    brink_result_free(result);
    assert_int_equal(cache_folder_count(folder, ".so", made), 1);
    snprintf(kept, sizeof kept, "%s/kept.so", folder);
    assert_int_equal(rename(made, kept), 0);
    snprintf(script, sizeof script,
             "#!/bin/sh\nfor word; do\n  case $word in *.draft.so) cp '%s' \"$word\" ;; esac\ndone\n", kept);
    use_compiler(script);

    watcher w = {0};
    options = options_of(BRINK_ENGINE_AUTO, UINT64_C(1) << 40);
    options.progress = watch;
    options.progress_context = &w;
    options.cancel = &w.cancel;
    assert_int_equal(brink_run(model, &options, &result, NULL), BRINK_ERR_CANCELLED);
    assert_string_equal(brink_result_provenance(result)->engine, "kernel and generated code");
    assert_kernel_says_the_same(result);
    brink_result_free(result);
}

static void run_without_compiler_is_the_kernels(void **state)
{
    (void)state;
    static const char *const compilers[] = {"/nonexistent", "false"};
    for (int i = 0; i < 2; i++) {
        assert_int_equal(setenv("BRINK_CC", compilers[i], 1), 0);
        brink_run_options options = options_of(BRINK_ENGINE_CODE, 1000);
        brink_result *result = NULL;
        assert_int_equal(brink_run(model, &options, &result, NULL), BRINK_ERR_NOT_FOUND);
        assert_null(result);
        options.engine = BRINK_ENGINE_AUTO;
        assert_int_equal(brink_run(model, &options, &result, NULL), BRINK_OK);
        assert_string_equal(brink_result_provenance(result)->engine, "kernel");
        brink_result_free(result);
    }
}

/* Notes as many seconds of interpreting as runs may have spent. */
static void spend(double seconds)
{
    brink_i_kernel *kernel;
    brink_i_native *native;
    assert_int_equal(brink_i_kernel_new(model, 1, NULL, &kernel), BRINK_OK);
    assert_int_equal(brink_i_native_new(kernel, NULL, &native), BRINK_OK);
    brink_i_module *module = brink_i_native_module(native);
    double before = brink_i_module_asked(module);
    brink_i_module_note_asked(module, seconds);
    assert_true(brink_i_module_asked(module) >= before + seconds - 0.02);
    brink_i_native_free(native);
    brink_i_kernel_free(kernel);
}

static void many_short_runs_are_worth_compiling(void **state)
{
    (void)state;
    static const char *const engines[] = {"kernel", "generated code", "generated code"};
    brink_run_options options = options_of(BRINK_ENGINE_AUTO, 100);
    for (int i = 0; i < 3; i++) {
        brink_result *result = NULL;
        assert_int_equal(brink_run(model, &options, &result, NULL), BRINK_OK);
        assert_string_equal(brink_result_provenance(result)->engine, engines[i]);
        brink_result_free(result);
        if (i == 0) {
            spend(60);
        }
    }
    assert_int_equal(cache_folder_count(folder, ".asked", NULL), 0);
    assert_int_equal(cache_folder_count(folder, ".proved", NULL), 1);
}

static void run_can_be_cancelled_while_it_compiles(void **state)
{
    (void)state;
    use_compiler("#!/bin/sh\nsleep 600\n");
    int cancel = 1;
    brink_run_options options = options_of(BRINK_ENGINE_CODE, 1000);
    options.cancel = &cancel;
    brink_result *result = NULL;
    assert_int_equal(brink_run(model, &options, &result, NULL), BRINK_ERR_CANCELLED);
    assert_null(result);
    assert_int_equal(cache_folder_count(folder, "", NULL), 1); /* the script */
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(run_code_gives_the_kernels_numbers),     CASE(run_code_that_takes_over_midway_changes_nothing),
        CASE(run_without_compiler_is_the_kernels),    CASE(many_short_runs_are_worth_compiling),
        CASE(run_can_be_cancelled_while_it_compiles),
    };
    return have_compiler() ? cmocka_run_group_tests(tests, NULL, NULL) : 0;
}
