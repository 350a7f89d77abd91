/* SPDX-License-Identifier: Apache-2.0 */
/* Whatever floating-point environment the caller has, it gets the same answers, and its environment back. */
#define _GNU_SOURCE /* feenableexcept */
#include <fenv.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#if defined(__SSE2__)
#include <xmmintrin.h>
#endif

#include <cmocka.h>

#include "brink/brink.h"

static const char scenario[] = "brink: 1\n"
                               "title: a standoff\n"
                               "time: {unit: day, horizon: 180 day}\n"
                               "parameters:\n"
                               "  talks: {value: \"elicited(0.004, 0.01, 0.02, 0)\", unit: 1/day}\n"
                               "  calls: {value: poisson(3.7)}\n"
                               "  tries: {value: \"binomial(40, 0.3)\"}\n"
                               "  reserve: {value: \"gamma(4, 0.1)\", unit: day}\n"
                               "stocks: {fuel: {initial: reserve, unit: day, min: 0, flow: -1}}\n"
                               "machines:\n"
                               "  m:\n"
                               "    initial: tense\n"
                               "    states: [tense, settled, rare, over]\n"
                               "    transitions:\n"
                               "      - {from: tense, to: settled, rate: talks}\n"
                               "      - {from: tense, to: rare, rate: 1e-6 per day * (1 + calls)}\n"
                               "      - {from: tense, to: over, when: fuel <= 0}\n"
                               "outcomes: {settled: m.settled, rare: m.rare, over: otherwise}\n"
                               "measures: {left: {at_end: fuel}, drawn: {at_end: tries}}\n"
                               "expect:\n"
                               "  - {outcome: settled, probability: 0.5}\n"
                               "variants: {other: {set: {talks: 0.02}}}\n";

/* All that is said about the scenario, in one text. */
static char *everything(void)
{
    brink_model *model = NULL;
    brink_result *result = NULL;
    brink_comparison *comparison = NULL;
    brink_run_options options = BRINK_RUN_OPTIONS_INIT;
    options.trials = 3000;
    options.threads = 2;
    brink_diagnostics *problems = brink_diagnostics_new();
    assert_int_equal(brink_scenario_load_text("s.yaml", scenario, strlen(scenario), NULL, problems, &model),
                     BRINK_OK);
    assert_int_equal(brink_run(model, &options, &result, NULL), BRINK_OK);
    const brink_variant variants[] = {{.name = "a", .model = model}, {.name = "b", .model = model}};
    assert_int_equal(brink_compare(variants, 2, &options, &comparison, NULL), BRINK_OK);
    char *texts[5] = {NULL};
    assert_int_equal(brink_result_csv(result, &texts[0]), BRINK_OK);
    assert_int_equal(brink_comparison_csv(comparison, &texts[1]), BRINK_OK);
    assert_int_equal(brink_trace_text(model, NULL, &texts[2], NULL), BRINK_OK);
    assert_int_equal(brink_model_json(model, &texts[3]), BRINK_OK);
    brink_verdicts *verdicts = NULL;
    assert_int_equal(brink_result_verify(result, NULL, 1e-4, 1, &verdicts), BRINK_OK);
    texts[4] = strdup(brink_verdicts_get(verdicts, 0)->detail);
    size_t length = 1;
    for (int i = 0; i < 5; i++) {
        length += strlen(texts[i]);
    }
    char *all = calloc(1, length);
    assert_non_null(all);
    for (int i = 0; i < 5; i++) {
        strcat(all, texts[i]);
        free(texts[i]);
    }
    brink_verdicts_free(verdicts);
    brink_comparison_free(comparison);
    brink_result_free(result);
    brink_model_free(model);
    brink_diagnostics_free(problems);
    return all;
}

/* The lines of a text that do not say what made it. */
static void drop_comments(char *text)
{
    char *to = text;
    for (char *line = text; *line;) {
        size_t length = strcspn(line, "\n") + 1;
        length = line[length - 1] ? length : length - 1;
        if (*line != '#') {
            memmove(to, line, length);
            to += length;
        }
        line += length;
    }
    *to = '\0';
}

static void rounding_of_the_caller_changes_nothing(void **state)
{
    (void)state;
    static const int modes[] = {FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO};
    char *plain = everything();
    drop_comments(plain);
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
        assert_int_equal(fesetround(modes[i]), 0);
        char *text = everything();
        assert_int_equal(fegetround(), modes[i]);
        fesetround(FE_TONEAREST);
        drop_comments(text);
        assert_string_equal(text, plain);
        free(text);
    }
    free(plain);
}

static void flushing_and_traps_of_the_caller_change_nothing(void **state)
{
    (void)state;
#if defined(__SSE2__) && defined(__GLIBC__)
    char *plain = everything();
    drop_comments(plain);
    const unsigned before = _mm_getcsr();
    _mm_setcsr(before | 0x8040u); /* denormal numbers are zero: what -ffast-math leaves behind */
    feenableexcept(FE_DIVBYZERO | FE_INVALID | FE_OVERFLOW);
    const unsigned set = _mm_getcsr();
    char *text = everything();
    const unsigned after = _mm_getcsr();
    fedisableexcept(FE_ALL_EXCEPT);
    _mm_setcsr(before);
    assert_int_equal(after & ~0x3fu, set & ~0x3fu);
    drop_comments(text);
    assert_string_equal(text, plain);
    free(text);
    free(plain);
#else
    skip();
#endif
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rounding_of_the_caller_changes_nothing),
        cmocka_unit_test(flushing_and_traps_of_the_caller_change_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
