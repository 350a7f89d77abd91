/* SPDX-License-Identifier: Apache-2.0 */
#include "stats/binomial.h"
#include "stats/critical.h"
#include "stats/interval.h"

#include <math.h>
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>

#include <cmocka.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>

/* cmocka 1.1.5 compares as float, which is too coarse here. */
static void assert_near(double a, double b, double tolerance) { assert_true(fabs(a - b) <= tolerance); }

static void assert_close(double a, double b, double relative)
{
    assert_true(fabs(a - b) <= relative * fabs(b));
}

static void critical_values_equal_gsl(void **state)
{
    (void)state;
    for (double alpha = 0.999; alpha > 1e-300; alpha *= 0.7) {
        assert_close(brink_i_critical_normal(alpha), gsl_cdf_ugaussian_Qinv(0.5 * alpha), 1e-14);
    }
    assert_true(brink_i_critical_normal(0.0) == INFINITY && brink_i_critical_normal(1.0) == 0.0);
    const uint64_t degrees[] = {1, 2, 3, 4, 5, 9, 30, 99, 1000, 1001, 5000, 100000, 10000000};
    for (int i = 0; i < 13; i++) {
        for (double alpha = 0.9; alpha > 1e-6; alpha *= 0.5) {
            assert_close(brink_i_critical_student(alpha, degrees[i]),
                         gsl_cdf_tdist_Qinv(0.5 * alpha, (double)degrees[i]), 1e-8);
        }
    }
    assert_near(brink_i_critical_student(0.05, 1), 12.706204736174696, 1e-12);
    assert_near(brink_i_critical_student(0.05, 10), 2.2281388519862748, 1e-14);
}

static void binomial_tails_equal_gsl(void **state)
{
    (void)state;
    const uint64_t size[] = {1, 2, 7, 20, 100, 1000};
    const double p[] = {1e-9, 1e-3, 0.1, 0.3, 0.5, 0.77, 0.999};
    for (int i = 0; i < 6; i++) {
        for (int j = 0; j < 7; j++) {
            for (uint64_t k = 0; k <= size[i]; k += 1 + size[i] / 50) {
                unsigned n = (unsigned)size[i], u = (unsigned)k;
                double expected = gsl_ran_binomial_pdf(u, p[j], n);
                if (expected > 1e-280) {
                    assert_close(brink_i_binomial_pmf(k, n, p[j]), expected, 1e-10);
                }
                double upper = u == 0 ? 1.0 : gsl_cdf_binomial_Q(u - 1, p[j], n);
                if (upper > 1e-280) {
                    assert_close(brink_i_binomial_at_least(k, n, p[j]), upper, 1e-9);
                }
                if (gsl_cdf_binomial_P(u, p[j], n) > 1e-280) {
                    assert_close(brink_i_binomial_at_most(k, n, p[j]), gsl_cdf_binomial_P(u, p[j], n), 1e-9);
                }
            }
        }
    }
    assert_true(brink_i_binomial_at_least(1, 5, 0.0) == 0.0 && brink_i_binomial_at_most(4, 5, 1.0) == 0.0);
    assert_true(brink_i_binomial_at_least(5, 5, 1.0) == 1.0 && brink_i_binomial_at_least(6, 5, 0.5) == 0.0);
}

static void binomial_tails_of_huge_samples_keep_their_accuracy(void **state)
{
    (void)state;
    /* Symmetric case: P(X <= n/2) = (1 + P(X = n/2)) / 2, and P(X = n/2) ~ sqrt(2 / (pi n)) (1 - 1/(4n)). */
    const uint64_t n = UINT64_C(10000000000);
    double middle = sqrt(2.0 / (3.14159265358979323846 * 1e10)) * (1.0 - 0.25e-10);
    assert_close(brink_i_binomial_pmf(n / 2, n, 0.5), middle, 1e-13);
    assert_close(brink_i_binomial_at_most(n / 2, n, 0.5), 0.5 * (1.0 + middle), 1e-10);
    assert_close(brink_i_binomial_at_least(n / 2, n, 0.5), 0.5 * (1.0 + middle), 1e-10);
    /* Rare events: the Poisson limit. */
    assert_close(brink_i_binomial_at_most(3, n, 2e-10), exp(-2.0) * (1.0 + 2.0 + 2.0 + 4.0 / 3.0), 1e-9);
}

static void assert_interval(brink_i_interval interval, double low, double high)
{
    assert_near(interval.low, low, 5.1e-5);
    assert_near(interval.high, high, 5.1e-5);
}

static void intervals_equal_published_values(void **state)
{
    (void)state;
    /* Newcombe (1998), Statistics in Medicine 17, table I: methods 3 and 5. */
    assert_interval(brink_i_interval_wilson(81, 263, 0.95), 0.2553, 0.3662);
    assert_interval(brink_i_interval_wilson(15, 148, 0.95), 0.0624, 0.1605);
    assert_interval(brink_i_interval_wilson(0, 20, 0.95), 0.0, 0.1611);
    assert_interval(brink_i_interval_wilson(1, 29, 0.95), 0.0061, 0.1718);
    assert_interval(brink_i_interval_clopper_pearson(81, 263, 0.95), 0.2527, 0.3676);
    assert_interval(brink_i_interval_clopper_pearson(15, 148, 0.95), 0.0578, 0.1617);
    assert_interval(brink_i_interval_clopper_pearson(0, 20, 0.95), 0.0, 0.1684);
    assert_interval(brink_i_interval_clopper_pearson(1, 29, 0.95), 0.0009, 0.1776);
}

static void clopper_pearson_equals_the_beta_quantiles(void **state)
{
    (void)state;
    for (unsigned n = 1; n <= 60; n += 7) {
        for (unsigned k = 0; k <= n; k++) {
            brink_i_interval i = brink_i_interval_clopper_pearson(k, n, 0.9);
            if (k > 0) {
                assert_close(i.low, gsl_cdf_beta_Pinv(0.05, k, n - k + 1.0), 1e-9);
            }
            if (k < n) {
                assert_close(i.high, gsl_cdf_beta_Qinv(0.05, k + 1.0, n - k), 1e-9);
            }
            assert_true(k > 0 || i.low == 0.0);
            assert_true(k < n || i.high == 1.0);
        }
    }
}

static void probability_never_seen_has_the_closed_upper_bound(void **state)
{
    (void)state;
    const uint64_t n = UINT64_C(100000000);
    brink_i_interval i = brink_i_interval_probability(0, n, 0.95);
    assert_int_equal(i.method, BRINK_I_INTERVAL_CLOPPER_PEARSON);
    assert_true(i.low == 0.0);
    assert_close(i.high, -expm1(log(0.025) / 1e8), 1e-9);
    i = brink_i_interval_probability(n, n, 0.95);
    assert_true(i.high == 1.0);
    assert_near(i.low, exp(log(0.025) / 1e8), 1e-15);
    i = brink_i_interval_probability(0, 0, 0.95);
    assert_true(i.low == 0.0 && i.high == 1.0 && i.method == BRINK_I_INTERVAL_NONE);
}

static void probability_switches_method_at_ten(void **state)
{
    (void)state;
    assert_int_equal(brink_i_interval_probability(9, 100, 0.95).method, BRINK_I_INTERVAL_CLOPPER_PEARSON);
    assert_int_equal(brink_i_interval_probability(10, 100, 0.95).method, BRINK_I_INTERVAL_WILSON);
    assert_int_equal(brink_i_interval_probability(90, 100, 0.95).method, BRINK_I_INTERVAL_WILSON);
    assert_int_equal(brink_i_interval_probability(91, 100, 0.95).method, BRINK_I_INTERVAL_CLOPPER_PEARSON);
    assert_string_equal(brink_i_interval_method_name(BRINK_I_INTERVAL_WILSON), "Wilson");
}

static brink_i_interval wald(uint64_t count, uint64_t n, double level)
{
    double p = (double)count / (double)n;
    double half = brink_i_critical_normal(1.0 - level) * sqrt(p * (1.0 - p) / (double)n);
    return (brink_i_interval){p - half, p + half, level, BRINK_I_INTERVAL_NONE};
}

/* The exact coverage over a fine grid of p, by enumeration of all outcomes: its minimum and its mean. */
static void coverage(brink_i_interval (*method)(uint64_t, uint64_t, double), unsigned n, double *least,
                     double *mean)
{
    enum { STEPS = 500 };
    brink_i_interval interval[401];
    for (unsigned k = 0; k <= n; k++) {
        interval[k] = method(k, n, 0.95);
    }
    *least = 1.0;
    *mean = 0.0;
    for (int j = 1; j < STEPS; j++) {
        double p = (double)j / STEPS, covered = 0.0;
        for (unsigned k = 0; k <= n; k++) {
            if (interval[k].low <= p && p <= interval[k].high) {
                covered += gsl_ran_binomial_pdf(k, p, n);
            }
        }
        *least = fmin(*least, covered);
        *mean += covered / (STEPS - 1);
    }
}

static void coverage_by_enumeration_holds_the_level(void **state)
{
    (void)state;
    const unsigned n[] = {5, 20, 50, 100, 400};
    double least, mean;
    for (int i = 0; i < 5; i++) {
        coverage(brink_i_interval_clopper_pearson, n[i], &least, &mean);
        assert_true(least >= 0.95);
        coverage(brink_i_interval_probability, n[i], &least, &mean);
        assert_true(least >= 0.92 && mean >= 0.948);
        coverage(wald, n[i], &least, &mean); /* the twin: the interval of the older textbooks */
        assert_true(least < 0.70 && mean < 0.948);
    }
}

static void mean_interval_equals_the_textbook(void **state)
{
    (void)state;
    brink_i_moments m;
    brink_i_moments_reset(&m);
    brink_i_interval i = brink_i_interval_mean(&m, 0.95);
    assert_true(i.low == -INFINITY && i.high == INFINITY && i.method == BRINK_I_INTERVAL_NONE);
    for (int k = 1; k <= 11; k++) {
        brink_i_moments_add(&m, k);
    }
    i = brink_i_interval_mean(&m, 0.95); /* sd sqrt(11), n 11: standard error 1 */
    assert_int_equal(i.method, BRINK_I_INTERVAL_STUDENT);
    assert_near(i.low, 6.0 - 2.2281388519862748, 1e-12);
    assert_near(i.high, 6.0 + 2.2281388519862748, 1e-12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(critical_values_equal_gsl),
        cmocka_unit_test(binomial_tails_equal_gsl),
        cmocka_unit_test(binomial_tails_of_huge_samples_keep_their_accuracy),
        cmocka_unit_test(intervals_equal_published_values),
        cmocka_unit_test(clopper_pearson_equals_the_beta_quantiles),
        cmocka_unit_test(probability_never_seen_has_the_closed_upper_bound),
        cmocka_unit_test(probability_switches_method_at_ten),
        cmocka_unit_test(coverage_by_enumeration_holds_the_level),
        cmocka_unit_test(mean_interval_equals_the_textbook),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
