/* SPDX-License-Identifier: Apache-2.0 */
/* Each allocation of a whole session fails once: load, build, run with each engine that needs no compiler,
 * find, compare, trace, verify, catalogues, and every way to print what they made. What comes back is
 * BRINK_ERR_MEMORY and nothing else, and (under the address sanitizer) nothing leaks. Allocations inside of
 * dependencies do not fail here: some of them end the process then. The linker turns malloc() into
 * __wrap_malloc(). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "brink/brink.h"

static long count, failing; /* the allocation of that number fails; 0: none */

void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *old, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *old, size_t size);

void *__wrap_malloc(size_t size) { return ++count == failing ? NULL : __real_malloc(size); }

void *__wrap_calloc(size_t n, size_t size) { return ++count == failing ? NULL : __real_calloc(n, size); }

void *__wrap_realloc(void *old, size_t size) { return ++count == failing ? NULL : __real_realloc(old, size); }

static const char GOOD[] =
    "brink: 1\ntime: {unit: day, horizon: 60 day}\n"
    "parameters: {a: {value: \"triangular(1, 2, 3)\", unit: day, range: [1, 3]}}\n"
    "levers: {l: {value: 0, range: [0, 1]}}\ntables: {t: [[0, 1], [1, 2]]}\n"
    "define: {half: oil / 2}\n"
    "stocks: {oil: {initial: 3, unit: Mbbl, flow: -0.1 Mbbl per day, min: 0}}\n"
    "machines:\n  m:\n    initial: {x: 1, y: 2}\n    states: [x, y]\n    transitions:\n"
    "      - {from: x, to: {y: 1}, chance: 0.1, within: a, do: [oil = oil * t(l), {if: oil > 1 Mbbl, do: "
    "[oil = 2]}]}\n"
    "      - {from: y, to: x, when: oil <= 1.5}\n"
    "      - {from: y, to: x, rate: \"0.1 per day * half / 1 Mbbl\"}\n"
    "    choices:\n      - {in: x, every: 9 day, options: [{to: y, utility: 1}, {stay: true, utility: 0}]}\n"
    "processes: {p: {every: 20 day, do: [oil = oil + 1]}}\n"
    "outcomes: {dry: oil <= 0, end: otherwise}\nmeasures: {left: {at_end: oil}, low: {first: oil < 1}}\n"
    "series: {oil: {value: oil, every: 30 day}}\nvariants: {v: {set: {l: 1}}}\n"
    "expect: [{outcome: end, probability: [0, 1]}]\n";
static const char BAD[] = "brink: 1\ntime: {unit: dya}\nparameters: {a: {valu: b, unit: km}, b: a}\n"
                          "stocks: {s: {initial: 1, unit: km, flow: 3}}\noutcomes: [x]\nmystery: 1\n";

/* A step's text is of no interest, only that it is there when it should be. */
static brink_status drop(brink_status status, char **text)
{
    assert_true((status == BRINK_OK) == (*text != NULL));
    free(*text);
    *text = NULL;
    return status;
}

#define TRY(call)                      \
    do {                               \
        brink_status status_ = (call); \
        if (status_ != BRINK_OK)       \
            return status_;            \
    } while (0)

static brink_status use_model(const brink_model *model)
{
    char *text = NULL;
    TRY(drop(brink_model_text(model, &text), &text));
    TRY(drop(brink_model_json(model, &text), &text));
    TRY(drop(brink_model_graphviz(model, &text), &text));
    TRY(drop(brink_model_mermaid(model, &text), &text));
    brink_trace_options options = BRINK_TRACE_OPTIONS_INIT;
    options.level = BRINK_TRACE_ALL;
    TRY(drop(brink_trace_text(model, &options, &text, NULL), &text));
    return drop(brink_trace_json(model, &options, &text, NULL), &text);
}

static brink_status use_result(const brink_result *result)
{
    char *text = NULL;
    brink_verdicts *verdicts = NULL;
    brink_text_options whole = BRINK_TEXT_OPTIONS_INIT;
    whole.all = true;
    TRY(drop(brink_result_text(result, NULL, &text), &text));
    TRY(drop(brink_result_text(result, &whole, &text), &text));
    TRY(drop(brink_result_json(result, &text), &text));
    TRY(drop(brink_result_csv(result, &text), &text));
    brink_status status = brink_result_verify(result, NULL, 0.01, 0, &verdicts);
    brink_verdicts_free(verdicts);
    return status;
}

static brink_status store_result(const brink_result *result)
{
    unsigned char *bytes = NULL;
    size_t n = 0;
    brink_result *read = NULL;
    brink_status status = brink_result_pack(result, &bytes, &n);
    assert_true((status == BRINK_OK) == (bytes != NULL));
    status = status == BRINK_OK ? brink_result_unpack(bytes, n, NULL, &read, NULL) : status;
    free(bytes);
    brink_result_free(read);
    return status;
}

static brink_status store_comparison(const brink_comparison *comparison)
{
    unsigned char *bytes = NULL;
    size_t n = 0;
    brink_comparison *read = NULL;
    brink_status status = brink_comparison_pack(comparison, &bytes, &n);
    status = status == BRINK_OK ? brink_comparison_unpack(bytes, n, NULL, 0, &read, NULL) : status;
    free(bytes);
    brink_comparison_free(read);
    return status;
}

/* One half of what was asked for, and the other, together. */
static brink_status merge(const brink_model *model)
{
    brink_run_options options = BRINK_RUN_OPTIONS_INIT;
    options.trials = 10;
    options.threads = 1;
    brink_result *first = NULL, *second = NULL, *both = NULL, *more = NULL;
    brink_status status = brink_run(model, &options, &first, NULL);
    options.first_trial = 10;
    status = status == BRINK_OK ? brink_run(model, &options, &second, NULL) : status;
    status = status == BRINK_OK ? brink_result_merge(first, NULL, second, NULL, &both, NULL) : status;
    options.first_trial = 0;
    options.trials = 30;
    options.resume = both;
    status = status == BRINK_OK ? brink_run(model, &options, &more, NULL) : status;
    brink_result_free(more);
    brink_result_free(both);
    brink_result_free(second);
    brink_result_free(first);
    return status;
}

static brink_status use_comparison(const brink_comparison *comparison)
{
    char *text = NULL;
    brink_comparison_text_options whole = BRINK_COMPARISON_TEXT_OPTIONS_INIT;
    whole.all = true;
    TRY(drop(brink_comparison_text(comparison, NULL, &text), &text));
    TRY(drop(brink_comparison_text(comparison, &whole, &text), &text));
    TRY(drop(brink_comparison_json(comparison, &text), &text));
    return drop(brink_comparison_csv(comparison, &text), &text);
}

static brink_status use_catalogue(void)
{
    brink_diagnostics *list = brink_diagnostics_new();
    brink_references *references = brink_references_new();
    brink_scenario_info *info = NULL;
    brink_status status = list && references ? BRINK_OK : BRINK_ERR_MEMORY;
    if (status == BRINK_OK) {
        status = brink_references_read(references, BRINK_SCENARIO_DIR_SOURCE "/references.yaml", list);
        assert_true((status == BRINK_OK) == (brink_references_count(references) > 0));
    }
    if (status == BRINK_OK) {
        status =
            brink_scenario_info_load(BRINK_SCENARIO_DIR_SOURCE "/validation/birth-death.yaml", list, &info);
        assert_true((status == BRINK_OK) == (info != NULL));
    }
    brink_scenario_info_free(info);
    brink_references_free(references);
    brink_diagnostics_free(list);
    return status;
}

/* Each of the views alone, of a result that nothing was derived of. */
static brink_status use_views(const brink_result *result)
{
    brink_outcome_view outcome;
    brink_measure_view measure;
    brink_series_view series;
    brink_beyond_view beyond;
    TRY(brink_result_beyond(result, 0, &beyond));
    TRY(brink_result_series(result, 0, &series));
    TRY(brink_result_measure(result, 0, &measure));
    return brink_result_outcome(result, 0, &outcome);
}

/* Records are exported: a failure to do so is the run's. */
static brink_status export(void *context, const brink_records_block *block)
{
    (void)context;
    struct ArrowSchema schema;
    struct ArrowArray array;
    const brink_status status = brink_records_arrow(block, &schema, &array);
    assert_true((status == BRINK_OK) == (schema.release && array.release));
    if (status == BRINK_OK) {
        schema.release(&schema);
        array.release(&array);
    }
    return status;
}

static const char *const columns[] = {"a", "l", "left", "oil@30"};
static const brink_records records = {sizeof records, export, NULL, columns, 4};

/* With the engine of that kind, and a part of the model only. */
static brink_status run_part(const brink_model *model, brink_engine engine)
{
    const char *const only[] = {"left", "oil"};
    brink_run_options options = BRINK_RUN_OPTIONS_INIT;
    options.trials = 5;
    options.threads = 1;
    options.engine = engine;
    options.only = only;
    options.n_only = 2;
    options.records = &records;
    brink_result *result = NULL;
    brink_status status = brink_run(model, &options, &result, NULL);
    assert_true((status == BRINK_OK) == (result != NULL));
    status = status == BRINK_OK ? use_views(result) : status;
    brink_result_free(result);
    return status;
}

/* Not brink_run_find(): it takes all threads, and goes on with one where there is no memory for more. */
static brink_status find(const brink_model *model)
{
    uint64_t trial;
    return brink_trace_find(model, 1, "end", 0, 100, &trial);
}

static brink_status run_and_use(const brink_model *base, const brink_model *variant)
{
    brink_run_options options = BRINK_RUN_OPTIONS_INIT;
    options.trials = 20;
    options.threads = 1;
    brink_result *result = NULL;
    brink_status status = brink_run(base, &options, &result, NULL);
    assert_true((status == BRINK_OK) == (result != NULL));
    status = status == BRINK_OK ? use_result(result) : status;
    status = status == BRINK_OK ? store_result(result) : status;
    brink_result_free(result);
    TRY(status);
    TRY(merge(base));
    const brink_variant variants[] = {{.name = "base", .model = base}, {.name = "v", .model = variant}};
    brink_comparison *comparison = NULL;
    char *text = NULL;
    options.records = &records;
    status = brink_compare(variants, 2, &options, &comparison, NULL);
    assert_true((status == BRINK_OK) == (comparison != NULL));
    status = status == BRINK_OK ? use_comparison(comparison) : status;
    status = status == BRINK_OK ? store_comparison(comparison) : status;
    brink_comparison_free(comparison);
    TRY(status);
    TRY(drop(brink_trace_compare_text(&variants[0], &variants[1], NULL, &text, NULL), &text));
    return drop(brink_trace_compare_json(&variants[0], &variants[1], NULL, &text, NULL), &text);
}

static brink_status load(const char *text, size_t length, const char *name, brink_model **model)
{
    brink_diagnostics *list = brink_diagnostics_new();
    if (!list) {
        return BRINK_ERR_MEMORY;
    }
    brink_scenario_options options = BRINK_SCENARIO_OPTIONS_INIT;
    options.variant = name;
    brink_status status = brink_scenario_load_text("text", text, length, &options, list, model);
    assert_true((status == BRINK_OK) == (*model != NULL));
    char *report = NULL;
    brink_status told = drop(brink_diagnostics_text(list, false, &report), &report);
    told = told == BRINK_OK ? drop(brink_diagnostics_json(list, &report), &report) : told;
    brink_diagnostics_free(list);
    return status == BRINK_OK || status == BRINK_ERR_INVALID ? (told == BRINK_OK ? status : told) : status;
}

static brink_status session(void)
{
    brink_model *base = NULL, *variant = NULL;
    brink_status status = load(GOOD, sizeof GOOD - 1, NULL, &base);
    status = status == BRINK_OK ? load(GOOD, sizeof GOOD - 1, "v", &variant) : status;
    status = status == BRINK_OK ? use_model(base) : status;
    status = status == BRINK_OK ? run_part(base, BRINK_ENGINE_KERNEL) : status;
    status = status == BRINK_OK ? run_part(base, BRINK_ENGINE_ORACLE) : status;
    status = status == BRINK_OK ? find(base) : status;
    status = status == BRINK_OK ? run_and_use(base, variant) : status;
    brink_model_free(variant);
    brink_model_free(base);
    return status;
}

static brink_status refusal(void)
{
    brink_model *model = NULL;
    brink_status status = load(BAD, sizeof BAD - 1, NULL, &model);
    brink_model_free(model);
    return status;
}

/* `expected` is what comes when nothing fails. A refusal is one also when memory lacks to word it well. */
static void fail_each(brink_status (*play)(void), brink_status expected)
{
    count = failing = 0;
    assert_int_equal(play(), expected);
    long all = count;
    assert_true(all > 20);
    for (long i = 1; i <= all; i++) {
        count = 0;
        failing = i;
        brink_status status = play();
        failing = 0;
        if (count < i && status == expected) {
            continue; /* how many there are depends on time by a few (run/stretches.h): none failed */
        }
        if (status != BRINK_ERR_MEMORY && (status != expected || expected != BRINK_ERR_INVALID)) {
            fail_msg("allocation %ld of %ld failed: status %d", i, all, status);
        }
    }
}

static void session_any_allocation_fails_is_out_of_memory(void **state)
{
    (void)state;
    fail_each(session, BRINK_OK);
}

static void catalogue_any_allocation_fails_is_out_of_memory(void **state)
{
    (void)state;
    fail_each(use_catalogue, BRINK_OK);
}

static void refusal_any_allocation_fails_stays_a_failure(void **state)
{
    (void)state;
    fail_each(refusal, BRINK_ERR_INVALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(session_any_allocation_fails_is_out_of_memory),
        cmocka_unit_test(catalogue_any_allocation_fails_is_out_of_memory),
        cmocka_unit_test(refusal_any_allocation_fails_stays_a_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
