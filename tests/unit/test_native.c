/* SPDX-License-Identifier: Apache-2.0 */

/* Generated code leaves the oracle's bits, trial by trial, faults included: on generated models, and on files
 * that between them have every kind of event. As test_identity.c does it for the kernel, with fewer models
 * since each is compiled.
 *
 * BRINK_TEST_MODEL=17: prints generated model 17 and tests it alone. BRINK_TEST_MODELS=300: tests that many
 * (from BRINK_TEST_MODEL on) and no files; 1,000 of each kind is the test test_native_long. */

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "base/text.h"
#include "brink/scenario.h"
#include "native/native.h"
#include "support/cache_folder.h"
#include "support/oracle_records.h"
#include "support/random_model.h"

enum {
    RANDOM_MODELS = 80,
    RANDOM_IN_WORDS = 20,
    TRIALS_EACH = 100,
    FILE_TRIALS = 300,
    AT_ONCE = 3, /* compilers */
};

typedef struct native_run {
    brink_i_native_worker *native;
    oracle_records *known;
    int again; /* trials that the code gave up without need */
} native_run;

/* What the oracle, who knows already, has to say of a trial that the code gave up. */
static brink_status play_again(void *context, const brink_i_address *address, uint64_t trial,
                               const brink_i_stop *stop, const brink_i_receiver *to, brink_fault *fault)
{
    (void)address; /* that of the trial */
    (void)stop;
    native_run *run = context;
    const oracle_record *known = &run->known->trials[trial];
    if (known->status == BRINK_ERR_FAULT) {
        *fault = known->fault;
        return BRINK_ERR_FAULT;
    }
    run->again++;
    brink_i_block_put(to->block, run->known->model, trial, &known->record);
    return brink_i_receiver_row(to);
}

static brink_status run_native(void *context, const brink_i_trials *trials, const brink_i_receiver *to,
                               brink_fault *fault)
{
    native_run *run = context;
    const brink_i_replayer by = {run, play_again};
    return brink_i_native_run(run->native, &by, trials, to, fault);
}

static bool form_is_simd(void)
{
    const char *form = getenv("BRINK_CODE_FORM");
    return form && strcmp(form, "simd") == 0;
}

/* A model, what the oracle leaves of it, and its code, being compiled. */
typedef struct comparison {
    brink_model *model;
    oracle_records known;
    brink_i_kernel *kernel;
    brink_i_native *native;
} comparison;

/* Takes the model; compiling goes on when it returns. */
static void comparison_open(comparison *c, brink_model *model, const char *name, uint64_t seed,
                            uint64_t trials)
{
    c->model = model;
    assert_int_equal(brink_i_kernel_new(model, seed, NULL, &c->kernel), BRINK_OK);
    assert_int_equal(brink_i_native_new(c->kernel, NULL, &c->native), BRINK_OK);
    brink_i_module_start(brink_i_native_module(c->native));
    oracle_records_open(&c->known, model, name, seed, trials);
    if (form_is_simd() && !strstr(brink_i_native_text(c->native), "typedef struct pool")) {
        print_error("%s: is not sampled in SIMD form\n", name);    /* the other form would be tested again */
        c->known.wrong += strncmp(name, "random", 6) == 0 ? 0 : 1; /* some of those are too large */
    }
}

/* Number of trials in which the code differs from the oracle; stops at the first few. Adds up faults. */
static int comparison_close(comparison *c, int *faults)
{
    if (brink_i_module_wait(brink_i_native_module(c->native), NULL) != BRINK_I_MODULE_READY) {
        print_error("%s: could not be compiled\n", c->known.name);
        c->known.wrong++;
    } else {
        native_run run = {.known = &c->known};
        assert_int_equal(brink_i_native_worker_new(c->native, &run.native), BRINK_OK);
        oracle_records_check(&c->known, "code", run_native, &run);
        brink_i_native_worker_free(run.native);
        if (run.again > (int)c->known.n / 10) { /* or the oracle would be compared with itself */
            print_error("%s: the code gave up %d trials in which nothing is wrong\n", c->known.name,
                        run.again);
            c->known.wrong++;
        }
    }
    brink_i_native_free(c->native);
    brink_i_kernel_free(c->kernel);
    *faults += c->known.faults;
    oracle_records_close(&c->known);
    brink_model_free(c->model);
    return c->known.wrong;
}

static void print_problems(const brink_diagnostics *diagnostics)
{
    char *text;
    if (brink_diagnostics_text(diagnostics, false, &text) == BRINK_OK) {
        print_error("%s", text);
        free(text);
    }
}

/* NULL, and says why, if it does not load. */
static brink_model *load_text(const char *name, const char *yaml)
{
    brink_diagnostics *diagnostics = brink_diagnostics_new();
    brink_model *model = NULL;
    if (brink_scenario_load_text(name, yaml, strlen(yaml), NULL, diagnostics, &model) != BRINK_OK) {
        print_problems(diagnostics);
    }
    brink_diagnostics_free(diagnostics);
    return model;
}

static int compare_text(const char *name, const char *yaml, uint64_t seed, int *faults)
{
    comparison c;
    brink_model *model = load_text(name, yaml);
    if (!model) {
        return 1;
    }
    comparison_open(&c, model, name, seed, TRIALS_EACH);
    return comparison_close(&c, faults);
}

/* A generated model on its way. */
typedef struct random_comparison {
    char name[32];
    bool loads;
    comparison c;
} random_comparison;

static void random_open(random_comparison *r, char *make(uint64_t), uint64_t number, bool show)
{
    char *yaml = make(number);
    assert_non_null(yaml);
    if (show) {
        print_message("%s", yaml);
    }
    snprintf(r->name, sizeof r->name, "random-%d.yaml", (int)number);
    brink_model *model = load_text(r->name, yaml);
    r->loads = model != NULL;
    if (model) {
        comparison_open(&r->c, model, r->name, number + 1, TRIALS_EACH);
    }
    free(yaml);
}

/* Compiling takes a third of the time so; the files below are compiled as for everybody. (The body of the
 * SIMD form needs -O2, where it is to be optimised at all: with less its loops are taken apart, but what
 * stands in tables is not known.) */
static void compile_quickly(const char *folder, const char *level)
{
    char path[CACHE_ROOM + 16];
    snprintf(path, sizeof path, "%s/compiler", folder);
    FILE *script = fopen(path, "w");
    assert_non_null(script);
    assert_true(fprintf(script, "#!/bin/sh\nexec cc \"$@\" %s\n", level) > 0);
    assert_int_equal(fclose(script), 0);
    assert_int_equal(chmod(path, 0700), 0);
    assert_int_equal(setenv("BRINK_CC", path, 1), 0);
}

static void compare_randoms(char *make(uint64_t), uint64_t usual, const char *folder)
{
    const char *own = getenv("BRINK_CC"), *only = getenv("BRINK_TEST_MODEL"),
               *many = getenv("BRINK_TEST_MODELS");
    if (!own) {
        compile_quickly(folder, !many ? "-O0" : form_is_simd() ? "-O2" : "-O1");
    }
    int wrong = 0, faults = 0;
    uint64_t first = only ? strtoull(only, NULL, 10) : 0, n = many   ? strtoull(many, NULL, 10)
                                                              : only ? 1
                                                                     : usual;
    /* While one is compared, the next ones are compiled. */
    random_comparison on_their_way[AT_ONCE];
    for (uint64_t i = 0; i < n + AT_ONCE; i++) {
        random_comparison *r = &on_their_way[i % AT_ONCE];
        if (i >= AT_ONCE && i - AT_ONCE < n) {
            wrong += r->loads ? comparison_close(&r->c, &faults) : 1;
        }
        if (i < n) {
            random_open(r, make, first + i, only && !many);
        }
    }
    if (!own) {
        unsetenv("BRINK_CC");
    }
    print_message("%llu random models, %d trials each, %d faults alike\n", (unsigned long long)n, TRIALS_EACH,
                  faults);
    assert_int_equal(wrong, 0);
    assert_true(n < usual ||
                faults < (int)n * TRIALS_EACH / 4); /* or little but first instants would be compared */
}

static void random_models_leave_the_same_bits(void **state)
{
    compare_randoms(brink_i_random_model, RANDOM_MODELS, *state);
}

static void random_ties_leave_the_same_bits(void **state)
{
    compare_randoms(brink_i_random_ties, RANDOM_MODELS, *state);
}

static void random_chances_leave_the_same_bits_in_simd_form(void **state)
{
    assert_int_equal(setenv("BRINK_CODE_FORM", "simd", 1), 0);
    compare_randoms(brink_i_random_chances, RANDOM_IN_WORDS, *state);
    assert_int_equal(unsetenv("BRINK_CODE_FORM"), 0);
}

static char *text_of(const brink_model *model)
{
    brink_i_kernel *kernel;
    brink_i_native *native;
    assert_int_equal(brink_i_kernel_new(model, 1, NULL, &kernel), BRINK_OK);
    assert_int_equal(brink_i_native_new(kernel, NULL, &native), BRINK_OK);
    char *text = strdup(brink_i_native_text(native));
    assert_non_null(text);
    brink_i_native_free(native);
    brink_i_kernel_free(kernel);
    return text;
}

/* The text of a scenario's code in SIMD form; free() it. */
static char *text_in_simd_form(const char *name, const char *yaml)
{
    assert_non_null(yaml);
    brink_model *model = load_text(name, yaml);
    assert_non_null(model);
    assert_int_equal(setenv("BRINK_CODE_FORM", "simd", 1), 0);
    char *text = text_of(model);
    assert_int_equal(unsetenv("BRINK_CODE_FORM"), 0);
    brink_model_free(model);
    return text;
}

static void random_crises_leave_the_same_bits_in_simd_form(void **state)
{
    assert_int_equal(setenv("BRINK_CODE_FORM", "simd", 1), 0);
    compare_randoms(brink_i_random_crisis, RANDOM_IN_WORDS, *state);
    assert_int_equal(unsetenv("BRINK_CODE_FORM"), 0);
}

/* Of a trial nothing is left to play then. */
static void outcomes_may_hold_from_the_start(void **state)
{
    (void)state;
    static const char few[] =
        "brink: 1\n"
        "title: one machine\n"
        "time: {unit: day, horizon: 10 day}\n"
        "machines:\n"
        "  a: {initial: up, states: [up, down], transitions: [{from: up, to: down, rate: 0.1 per day}]}\n"
        "outcomes: {fine: a.up, rest: otherwise}\n";
    static const char many[] =
        "brink: 1\n"
        "title: more machines\n"
        "time: {unit: day, horizon: 10 day}\n"
        "machines:\n"
        "  a: {initial: up, states: [up, down], transitions: [{from: up, to: down, rate: 0.1 per day}]}\n"
        "  b: {initial: up, states: [up, down], transitions: [{from: up, to: down, rate: 0.1 per day}]}\n"
        "  c: {initial: up, states: [up, down], transitions: [{from: up, to: down, rate: 0.1 per day}]}\n"
        "  d: {initial: up, states: [up, down], transitions: [{from: up, to: down, rate: 0.1 per day}]}\n"
        "  e: {initial: up, states: [up, down], transitions: [{from: up, to: down, rate: 0.1 per day}]}\n"
        "outcomes: {fine: a.up and b.up, rest: otherwise}\n";
    int faults = 0;
    assert_int_equal(setenv("BRINK_CODE_FORM", "simd", 1), 0);
    assert_int_equal(compare_text("few.yaml", few, 1, &faults), 0);
    assert_int_equal(compare_text("many.yaml", many, 1, &faults), 0);
    assert_int_equal(unsetenv("BRINK_CODE_FORM"), 0);
}

/* Each definition names the one before it three times. */
static void shared_definitions_do_not_swell_the_text(void **state)
{
    (void)state;
    brink_i_text yaml;
    brink_i_text_init(&yaml);
    brink_i_text_add(&yaml, "brink: 1\ntitle: nested\ntime: {unit: day, horizon: 10 day}\nparameters:\n  p: "
                            "{value: \"uniform(0, 1)\"}\ndefine:\n  d0: \"p + n.b\"\n");
    for (int i = 1; i <= 8; i++) {
        brink_i_text_addf(&yaml, "  d%d: \"min(d%d * 0.9, max(0.1, d%d - d%d * 0.5))\"\n", i, i - 1, i - 1,
                          i - 1);
    }
    brink_i_text_add(&yaml, "machines:\n"
                            "  m: {initial: a, states: [a, b], transitions: [{from: a, to: b, rate: \"0.1 "
                            "per day * max(0, d8)\"}]}\n"
                            "  n: {initial: a, states: [a, b], transitions: [{from: a, to: b, rate: \"0.1 "
                            "per day * p\"}, {from: b, to: a, rate: 0.1 per day}]}\n"
                            "outcomes: {moved: m.b, rest: otherwise}\n");
    assert_false(yaml.failed);
    char *text = text_in_simd_form("nested.yaml", yaml.bytes);
    assert_true(strlen(text) < 200000);
    free(text);
    brink_i_text_free(&yaml);
}

static int compare_file(const char *path)
{
    int faults = 0;
    comparison c;
    brink_diagnostics *diagnostics = brink_diagnostics_new();
    brink_model *model = NULL;
    if (brink_scenario_load(path, NULL, diagnostics, &model) != BRINK_OK) {
        print_problems(diagnostics);
    }
    brink_diagnostics_free(diagnostics);
    if (!model) {
        return 1;
    }
    comparison_open(&c, model, path, 1, FILE_TRIALS);
    return comparison_close(&c, &faults) + faults;
}

static void files_with_every_kind_of_event_leave_the_same_bits(void **state)
{
    (void)state;
    static const char *const files[] = {
        BRINK_BENCH_DIR "/models/ref.yaml",
        BRINK_BENCH_DIR "/models/embedded.yaml",
        BRINK_BENCH_DIR "/models/birth-death.yaml",
        BRINK_BENCH_DIR "/models/mm1.yaml",
        BRINK_BENCH_DIR "/models/polling.yaml",
        BRINK_BENCH_DIR "/models/sir.yaml",
        BRINK_SCENARIO_DIR_SOURCE "/validation/annual-chances.yaml",     /* chances, a series */
        BRINK_SCENARIO_DIR_SOURCE "/validation/crisis-game.yaml",        /* choices, weighted targets */
        BRINK_SCENARIO_DIR_SOURCE "/validation/fluid-queue.yaml",        /* stocks at their bounds */
        BRINK_SCENARIO_DIR_SOURCE "/validation/drained-stock.yaml",      /* `when`, crossings */
        BRINK_SCENARIO_DIR_SOURCE "/validation/logistic-hazard.yaml",    /* thinning */
        BRINK_SCENARIO_DIR_SOURCE "/validation/ornstein-uhlenbeck.yaml", /* processes */
        BRINK_SCENARIO_DIR_SOURCE "/validation/relaxing-stock.yaml",     /* decays, tables */
        BRINK_SCENARIO_DIR_SOURCE "/validation/reviews.yaml",            /* timers, reviews */
        BRINK_SCENARIO_DIR_SOURCE "/taiwan-blockade.yaml",
    };
    int wrong = 0;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        wrong += compare_file(files[i]);
    }
    /* The form that is taken on machines with wider registers. */
    assert_int_equal(setenv("BRINK_CODE_FORM", "simd", 1), 0);
    wrong += compare_file(BRINK_BENCH_DIR "/models/ref.yaml");
    wrong += compare_file(BRINK_BENCH_DIR "/models/embedded.yaml");
    wrong += compare_file(BRINK_BENCH_DIR "/models/birth-death.yaml");
    wrong += compare_file(BRINK_BENCH_DIR "/models/mm1.yaml");
    wrong += compare_file(BRINK_BENCH_DIR "/models/sir.yaml"); /* a series */
    assert_int_equal(unsetenv("BRINK_CODE_FORM"), 0);
    assert_int_equal(wrong, 0);
}

static void endless_instants_end(void **state)
{
    (void)state;
    static const char chatter[] =
        "brink: 1\n"
        "title: a flow that reverses where its own stock crosses a level\n"
        "time: {unit: day, horizon: 10 day}\n"
        "stocks:\n"
        "  x: {initial: \"uniform(0, 2)\", flow: \"if(x < 1, 1, -1) * 1 per day\"}\n"
        "machines:\n"
        "  m: {initial: a, states: [a, b], transitions: [{from: a, to: b, rate: 0.1 per day}]}\n"
        "outcomes: {moved: m.b, other: otherwise}\n";
    static const char hurry[] =
        "brink: 1\n"
        "title: chances beyond all measure\n"
        "time: {unit: day, horizon: 10 day}\n"
        "machines:\n"
        "  slow: {initial: a, states: [a, b], transitions: [{from: a, to: b, rate: 1 per day}]}\n"
        "  fast:\n"
        "    initial: a\n"
        "    states: [a, b]\n"
        "    transitions:\n"
        "      - {from: a, to: b, rate: \"1e15 per day * slow.b\"}\n"
        "      - {from: b, to: a, rate: 1e15 per day}\n"
        "  other: {initial: a, states: [a, b], transitions: [{from: a, to: b, rate: 1 per day}]}\n"
        "outcomes: {moved: other.b, rest: otherwise}\n";
    for (int simd = 0; simd < 2; simd++) {
        int faults = 0;
        assert_int_equal(setenv("BRINK_CODE_FORM", simd ? "simd" : "scalar", 1), 0);
        assert_int_equal(compare_text("chatter.yaml", chatter, 1, &faults), 0);
        assert_true(faults > TRIALS_EACH / 2);
        faults = 0;
        assert_int_equal(compare_text("hurry.yaml", hurry, 1, &faults), 0);
        assert_true(faults > TRIALS_EACH / 4 && faults < TRIALS_EACH);
    }
    assert_int_equal(unsetenv("BRINK_CODE_FORM"), 0);
}

static void text_is_the_same_where_numbers_have_a_comma(void **state)
{
    (void)state;
    static const char *const names[] = {"de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8", "fr_FR.utf8"};
    bool found = false;
    brink_model *model = NULL;
    brink_diagnostics *diagnostics = brink_diagnostics_new();
    assert_int_equal(brink_scenario_load(BRINK_BENCH_DIR "/models/ref.yaml", NULL, diagnostics, &model),
                     BRINK_OK);
    char *plain = text_of(model);
    for (size_t i = 0; i < 4 && !found; i++) {
        found = setlocale(LC_ALL, names[i]) != NULL;
    }
    char *text = text_of(model);
    setlocale(LC_ALL, "C");
    assert_string_equal(text, plain);
    free(text);
    free(plain);
    brink_model_free(model);
    brink_diagnostics_free(diagnostics);
    if (!found) {
        skip();
    }
}

int main(void)
{
    char folder[CACHE_ROOM];
    const struct CMUnitTest random[] = {
        cmocka_unit_test_prestate(random_models_leave_the_same_bits, folder),
        cmocka_unit_test_prestate(random_ties_leave_the_same_bits, folder),
        cmocka_unit_test_prestate(random_chances_leave_the_same_bits_in_simd_form, folder),
        cmocka_unit_test_prestate(random_crises_leave_the_same_bits_in_simd_form, folder),
    };
    const struct CMUnitTest others[] = {
        cmocka_unit_test(outcomes_may_hold_from_the_start),
        cmocka_unit_test(shared_definitions_do_not_swell_the_text),
        cmocka_unit_test(text_is_the_same_where_numbers_have_a_comma),
        cmocka_unit_test(endless_instants_end),
        cmocka_unit_test(files_with_every_kind_of_event_leave_the_same_bits),
    };
    if (!have_compiler()) {
        return 0;
    }
    cache_folder_make(folder);
    int failed = cmocka_run_group_tests(random, NULL, NULL);
    if (!getenv("BRINK_TEST_MODEL") && !getenv("BRINK_TEST_MODELS")) {
        failed += cmocka_run_group_tests(others, NULL, NULL);
    }
    cache_folder_remove(folder);
    return failed;
}
