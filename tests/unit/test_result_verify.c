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

/* 100,000 trials with a fixed seed; each comparison of a true answer would miss with probability 1e-4 for
 * another seed. */
enum { TRIALS = 100000 };
static const double ERROR_RATE = 1e-4;

static brink_i_band number(double x)
{
    return (brink_i_band){.given = true, .exact = true, .low = x, .high = x};
}

static brink_i_band band(double low, double high)
{
    return (brink_i_band){.given = true, .low = low, .high = high};
}

static brink_i_expect expect_outcome(int i, brink_i_band probability)
{
    return (brink_i_expect){.outcome = i, .measure = -1, .series = -1, .probability = probability};
}

static brink_i_expect expect_measure(int i)
{
    return (brink_i_expect){.outcome = -1, .measure = i, .series = -1};
}

/* Whether the one expectation holds; how many comparisons it makes goes to *n. */
static bool holds_all(brink_i_expect expect, size_t *n)
{
    synthetic s;
    synthetic_init(&s);
    s.model.n_expects = 1;
    s.expects[0] = expect;
    synthetic_plan plan = SYNTHETIC_PLAN_INIT;
    brink_i_engine engine = synthetic_engine(&plan);
    brink_run_options options = BRINK_RUN_OPTIONS_INIT;
    options.trials = TRIALS;
    brink_result *result = NULL;
    brink_fault fault;
    assert_int_equal(brink_i_run_with(&s.model, &options, &engine, &result, &fault), BRINK_OK);
    brink_verdicts *verdicts = NULL;
    assert_int_equal(brink_result_verify(result, NULL, ERROR_RATE, 1, &verdicts), BRINK_OK);
    bool all = true;
    for (size_t i = 0; i < brink_verdicts_count(verdicts); i++) {
        const brink_verdict *verdict = brink_verdicts_get(verdicts, i);
        assert_true(strlen(verdict->what) > 0 && strlen(verdict->detail) > 0);
        all = all && verdict->passed;
    }
    if (n) {
        *n = brink_verdicts_count(verdicts);
    }
    assert_null(brink_verdicts_get(verdicts, brink_verdicts_count(verdicts)));
    brink_verdicts_free(verdicts);
    brink_result_free(result);
    synthetic_free(&s);
    return all;
}

static bool holds(brink_i_expect expect) { return holds_all(expect, NULL); }

static void probability_true_passes_and_biased_twin_fails(void **state)
{
    (void)state;
    assert_true(holds(expect_outcome(0, number(0.25))));
    assert_false(holds(expect_outcome(0, number(0.25 * 1.03))));
    assert_true(holds(expect_outcome(2, number(0.0))));
    assert_false(holds(expect_outcome(0, number(0.0))));
}

static void probability_band_allows_sampling_error_only(void **state)
{
    (void)state;
    assert_true(holds(expect_outcome(0, band(0.2, 0.3))));
    assert_true(holds(expect_outcome(0, band(0.251, 0.3)))); /* 1 / 1,000 off, 0.7 standard errors */
    assert_false(holds(expect_outcome(0, band(0.26, 0.3))));
    assert_false(holds(expect_outcome(0, band(0.1, 0.24))));
}

static void mean_true_passes_and_biased_twin_fails(void **state)
{
    (void)state;
    brink_i_expect expect = expect_measure(0);
    expect.mean = number(500.0);
    assert_true(holds(expect));
    expect.mean = number(500.0 * 1.01);
    assert_false(holds(expect));
    expect.mean = band(480.0, 499.9);
    assert_true(holds(expect));
    expect.mean = band(480.0, 490.0);
    assert_false(holds(expect));
}

static void mean_uses_the_expected_sd(void **state)
{
    (void)state;
    brink_i_expect expect = expect_measure(0);
    expect.mean = number(501.0); /* 3.2 standard errors off: within 3.89 */
    assert_true(holds(expect));
    expect.sd = number(50.0); /* with half the spread it is not; and the spread is wrong */
    size_t n = 0;
    assert_false(holds_all(expect, &n));
    assert_int_equal(n, 2);
}

static void sd_true_passes_and_biased_twin_fails(void **state)
{
    (void)state;
    brink_i_expect expect = expect_measure(0);
    expect.sd = number(100.0);
    assert_true(holds(expect));
    expect.sd = number(103.0);
    assert_false(holds(expect));
}

/* Uniform on 0 … 7: the normal formula would be far too wide, its kurtosis is 1.76. */
static void sd_of_flat_distribution_uses_its_kurtosis(void **state)
{
    (void)state;
    double sd = sqrt((64.0 - 1.0) / 12.0);
    brink_i_expect expect = expect_measure(2);
    expect.sd = number(sd);
    assert_true(holds(expect));
    expect.sd = number(sd * 1.0062); /* the normal formula accepts up to 0.87 % */
    assert_false(holds(expect));
}

static void median_true_passes_and_biased_twin_fails(void **state)
{
    (void)state;
    brink_i_expect expect = expect_measure(0);
    expect.median = number(500.0);
    assert_true(holds(expect));
    expect.median = number(515.0);
    assert_false(holds(expect));
    expect.median = band(450.0, 480.0);
    assert_false(holds(expect));
}

static void every_trial_needs_all_within_and_none_undefined(void **state)
{
    (void)state;
    brink_i_expect expect = expect_measure(3);
    expect.has_every_trial = true;
    expect.every_trial = 37.5;
    assert_true(holds(expect));
    expect.every_trial = 37.6;
    expect.within = 0.05;
    assert_false(holds(expect));
    expect.within = 0.11;
    assert_true(holds(expect));
    brink_i_expect sometimes = expect_measure(1);
    sometimes.has_every_trial = true;
    sometimes.every_trial = 30.0;
    sometimes.within = 1000.0;
    assert_false(holds(sometimes));
}

static void series_point_true_passes_and_biased_twin_fails(void **state)
{
    (void)state;
    brink_i_expect expect = {.outcome = -1, .measure = -1, .series = 0, .point = 4};
    expect.mean = number(800.0);
    expect.sd = number(80.0);
    assert_true(holds(expect));
    expect.mean = number(805.0);
    assert_false(holds(expect));
}

static void verify_variant_compares_only_its_entries(void **state)
{
    (void)state;
    synthetic s;
    synthetic_init(&s);
    s.model.n_expects = 3;
    s.expects[0] = expect_outcome(0, number(0.25));
    s.expects[1] = expect_outcome(0, number(0.75));
    s.expects[1].variant = "no_pipelines";
    s.expects[2] = expect_measure(0);
    s.expects[2].mean = number(500.0);
    s.expects[2].sd = number(100.0);
    assert_int_equal(brink_model_expectation_count(&s.model, NULL), 3);
    assert_int_equal(brink_model_expectation_count(&s.model, "no_pipelines"), 1);
    assert_int_equal(brink_model_expectation_count(&s.model, "other"), 0);

    synthetic_plan plan = SYNTHETIC_PLAN_INIT;
    brink_i_engine engine = synthetic_engine(&plan);
    brink_run_options options = BRINK_RUN_OPTIONS_INIT;
    options.trials = TRIALS;
    brink_result *result = NULL;
    brink_fault fault;
    assert_int_equal(brink_i_run_with(&s.model, &options, &engine, &result, &fault), BRINK_OK);
    brink_verdicts *verdicts = NULL;
    assert_int_equal(brink_result_verify(result, "no_pipelines", ERROR_RATE, 0, &verdicts), BRINK_OK);
    assert_int_equal(brink_verdicts_count(verdicts), 1);
    assert_false(brink_verdicts_get(verdicts, 0)->passed);
    assert_string_equal(brink_verdicts_get(verdicts, 0)->what, "probability of broken");
    brink_verdicts_free(verdicts);
    assert_int_equal(brink_result_verify(result, "other", ERROR_RATE, 0, &verdicts), BRINK_OK);
    assert_int_equal(brink_verdicts_count(verdicts), 0);
    brink_verdicts_free(verdicts);
    assert_int_equal(brink_result_verify(result, NULL, 0.0, 0, &verdicts), BRINK_ERR_ARGUMENT);
    assert_int_equal(brink_result_verify(result, NULL, 1.0, 0, &verdicts), BRINK_ERR_ARGUMENT);
    assert_int_equal(brink_result_verify(result, NULL, (double)NAN, 0, &verdicts), BRINK_ERR_ARGUMENT);
    assert_null(verdicts);
    brink_result_free(result);
    synthetic_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(probability_true_passes_and_biased_twin_fails),
        cmocka_unit_test(probability_band_allows_sampling_error_only),
        cmocka_unit_test(mean_true_passes_and_biased_twin_fails),
        cmocka_unit_test(mean_uses_the_expected_sd),
        cmocka_unit_test(sd_true_passes_and_biased_twin_fails),
        cmocka_unit_test(sd_of_flat_distribution_uses_its_kurtosis),
        cmocka_unit_test(median_true_passes_and_biased_twin_fails),
        cmocka_unit_test(every_trial_needs_all_within_and_none_undefined),
        cmocka_unit_test(series_point_true_passes_and_biased_twin_fails),
        cmocka_unit_test(verify_variant_compares_only_its_entries),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
