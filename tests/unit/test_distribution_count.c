/* SPDX-License-Identifier: Apache-2.0 */
/* Counts and listed values: the quantile is the least value whose distribution function reaches the uniform.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <gsl/gsl_cdf.h>

#include "random/distribution.h"
#include "random/pcg.h"

static brink_i_dist prepared(brink_i_dist_kind kind, const double *args, int n)
{
    brink_i_dist d;
    assert_null(brink_i_dist_prepare(&d, kind, args, n));
    return d;
}

/* --- against GSL's distribution functions --------------------------------------------------------------- */

/* P(X <= k), or P(X > k) when upper. */
static double cdf(brink_i_dist_kind kind, const double *args, double k, bool upper)
{
    if (k < 0.0) {
        return upper ? 1.0 : 0.0;
    }
    const unsigned count = (unsigned)k;
    switch (kind) {
    case BRINK_I_DIST_POISSON:
        return upper ? gsl_cdf_poisson_Q(count, args[0]) : gsl_cdf_poisson_P(count, args[0]);
    case BRINK_I_DIST_BINOMIAL: {
        const unsigned n = (unsigned)args[0];
        return upper ? gsl_cdf_binomial_Q(count, args[1], n) : gsl_cdf_binomial_P(count, args[1], n);
    }
    case BRINK_I_DIST_GEOMETRIC: /* GSL counts the trials, the success included */
        return upper ? gsl_cdf_geometric_Q(count + 1, args[0]) : gsl_cdf_geometric_P(count + 1, args[0]);
    default:
        return (double)NAN;
    }
}

/* Whether x is the quantile of u, but for the rounding of either library within 1e-12 (relative) of a jump.
 */
static bool is_quantile(brink_i_dist_kind kind, const double *args, double x, double u)
{
    if (!(x >= 0.0 && x == floor(x))) {
        return false;
    }
    if (u <= 0.5) {
        return cdf(kind, args, x, false) >= u * (1.0 - 1e-12) &&
               cdf(kind, args, x - 1.0, false) < u * (1.0 + 1e-12);
    }
    const double q = 1.0 - u;
    return cdf(kind, args, x, true) <= q * (1.0 + 1e-12) &&
           cdf(kind, args, x - 1.0, true) > q * (1.0 - 1e-12);
}

typedef struct sample {
    brink_i_dist_kind kind;
    int n;
    double args[2];
} sample;

static const sample samples[] = {
    {BRINK_I_DIST_POISSON, 1, {1e-6}},
    {BRINK_I_DIST_POISSON, 1, {0.5}},
    {BRINK_I_DIST_POISSON, 1, {3}},
    {BRINK_I_DIST_POISSON, 1, {15.9}},
    {BRINK_I_DIST_POISSON, 1, {16.1}},
    {BRINK_I_DIST_POISSON, 1, {120}},
    {BRINK_I_DIST_POISSON, 1, {2500}},
    {BRINK_I_DIST_BINOMIAL, 2, {1, 0.5}},
    {BRINK_I_DIST_BINOMIAL, 2, {10, 0.3}},
    {BRINK_I_DIST_BINOMIAL, 2, {10, 0.97}},
    {BRINK_I_DIST_BINOMIAL, 2, {100, 0.01}},
    {BRINK_I_DIST_BINOMIAL, 2, {100, 0.5}},
    {BRINK_I_DIST_BINOMIAL, 2, {1000, 0.999}},
    {BRINK_I_DIST_BINOMIAL, 2, {3000, 0.4}},
    {BRINK_I_DIST_GEOMETRIC, 1, {0.5}},
    {BRINK_I_DIST_GEOMETRIC, 1, {0.03}},
    {BRINK_I_DIST_GEOMETRIC, 1, {0.999}},
};

static void quantile_random_and_extreme_uniforms_are_the_least_that_reach(void **state)
{
    (void)state;
    brink_i_stream s = {.state = 1, .inc = 1};
    for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++) {
        const sample *c = &samples[i];
        const brink_i_dist d = prepared(c->kind, c->args, c->n);
        for (int j = 0; j < 2000; j++) {
            const double r = brink_i_stream_uniform(&s);
            /* Every tenth from either tail, down to the smallest uniform. */
            const double tail = 0x1p-53 + 0.5 * exp(-36.0 * r);
            const double u = j % 10 == 0 ? tail : j % 10 == 1 ? 1.0 - tail : r;
            const double x = brink_i_dist_quantile(&d, u);
            if (!is_quantile(c->kind, c->args, x, u)) {
                fail_msg("%s case %zu at u = %.17g: %.17g", brink_i_dist_name(c->kind), i, u, x);
            }
        }
    }
}

static void is_quantile_neighbouring_counts_are_rejected(void **state)
{
    (void)state;
    const double mean = 120;
    const brink_i_dist d = prepared(BRINK_I_DIST_POISSON, &mean, 1);
    const double us[] = {1e-12, 0.2, 0.7, 1.0 - 1e-12};
    for (int i = 0; i < 4; i++) {
        const double x = brink_i_dist_quantile(&d, us[i]);
        assert_true(is_quantile(BRINK_I_DIST_POISSON, &mean, x, us[i]));
        assert_false(is_quantile(BRINK_I_DIST_POISSON, &mean, x + 1.0, us[i]));
        assert_false(is_quantile(BRINK_I_DIST_POISSON, &mean, x - 1.0, us[i]));
    }
}

/* Far beyond GSL's unsigned counts: Cornish-Fisher to the second order; what it leaves out is below 0.01
 * here. */
static void quantile_huge_counts_agree_with_the_normal_expansion(void **state)
{
    (void)state;
    const double us[] = {0x1p-53, 0.01, 0.5, 0.9, 1.0 - 0x1p-53};
    for (int i = 0; i < 5; i++) {
        const double z = us[i] <= 0.5 ? gsl_cdf_ugaussian_Pinv(us[i]) : gsl_cdf_ugaussian_Qinv(1.0 - us[i]);
        const double mean = 1e10;
        const brink_i_dist p = prepared(BRINK_I_DIST_POISSON, &mean, 1);
        const double expected_p = mean + z * sqrt(mean) + (z * z - 1.0) / 6.0;
        assert_true(fabs(brink_i_dist_quantile(&p, us[i]) - expected_p) <= 1.0);
        const double args[2] = {1e12, 0.3};
        const brink_i_dist b = prepared(BRINK_I_DIST_BINOMIAL, args, 2);
        const double expected_b = 3e11 + z * sqrt(2.1e11) + 0.4 * (z * z - 1.0) / 6.0;
        assert_true(fabs(brink_i_dist_quantile(&b, us[i]) - expected_b) <= 1.0);
    }
}

static void quantile_bernoulli_is_one_above_one_minus_p(void **state)
{
    (void)state;
    const double p = 0.25;
    const brink_i_dist d = prepared(BRINK_I_DIST_BERNOULLI, &p, 1);
    assert_true(brink_i_dist_quantile(&d, 0.75 - 0x1p-53) == 0.0);
    assert_true(brink_i_dist_quantile(&d, 0.75 + 0x1p-53) == 1.0);
    const double tiny = 0x1p-52;
    const brink_i_dist rare = prepared(BRINK_I_DIST_BERNOULLI, &tiny, 1);
    assert_true(brink_i_dist_quantile(&rare, 1.0 - 0x1p-53) == 1.0);
    assert_true(brink_i_dist_quantile(&rare, 1.0 - 0x1p-51) == 0.0);
}

/* --- listed values -------------------------------------------------------------------------------------- */

/* With weights in sixteenths and uniforms at the middles of 16 cells the frequencies must be exact. */
static void quantile_discrete_gives_each_value_its_exact_share(void **state)
{
    (void)state;
    const double args[] = {7, 5, -2, 4, 7, 1, 3, 0, 0.5, 6}; /* unsorted; 7 twice; 3 never */
    const brink_i_dist d = prepared(BRINK_I_DIST_DISCRETE, args, 10);
    int low = 0, middle = 0, high = 0;
    for (int i = 0; i < 16; i++) {
        const double x = brink_i_dist_quantile(&d, (i + 0.5) / 16.0);
        low += x == -2.0;
        middle += x == 0.5;
        high += x == 7.0;
    }
    assert_int_equal(low, 4);
    assert_int_equal(middle, 6);
    assert_int_equal(high, 6);
    assert_true(brink_i_dist_quantile(&d, 0x1p-53) == -2.0);
    assert_true(brink_i_dist_quantile(&d, 1.0 - 0x1p-53) == 7.0);
    assert_true(fabs(brink_i_dist_mean(&d) - (7.0 * 6.0 - 2.0 * 4.0 + 0.5 * 6.0) / 16.0) < 1e-15);
}

static void quantile_discrete_order_of_pairs_does_not_matter(void **state)
{
    (void)state;
    const double a[] = {1, 0.5, 2, 0.25, 3, 0.25}, b[] = {3, 0.25, 1, 0.5, 2, 0.25};
    const brink_i_dist d = prepared(BRINK_I_DIST_DISCRETE, a, 6), e = prepared(BRINK_I_DIST_DISCRETE, b, 6);
    for (int i = 1; i < 1000; i++) {
        assert_true(brink_i_dist_quantile(&d, i / 1000.0) == brink_i_dist_quantile(&e, i / 1000.0));
    }
}

static void quantile_discrete_weights_need_not_add_to_one(void **state)
{
    (void)state;
    const double a[] = {1, 0.5, 2, 0.25, 3, 0.25}, b[] = {1, 8, 2, 4, 3, 4};
    const brink_i_dist d = prepared(BRINK_I_DIST_DISCRETE, a, 6), e = prepared(BRINK_I_DIST_DISCRETE, b, 6);
    for (int i = 1; i < 1000; i++) {
        assert_true(brink_i_dist_quantile(&d, i / 1000.0) == brink_i_dist_quantile(&e, i / 1000.0));
    }
}

static void prepare_discrete_accepts_as_many_pairs_as_it_says(void **state)
{
    (void)state;
    double args[2 * BRINK_I_DIST_MAX_PAIRS + 2];
    for (int i = 0; i <= BRINK_I_DIST_MAX_PAIRS; i++) {
        args[2 * i] = -i; /* the worst order for sorting */
        args[2 * i + 1] = 1.0;
    }
    const brink_i_dist d = prepared(BRINK_I_DIST_DISCRETE, args, 2 * BRINK_I_DIST_MAX_PAIRS);
    for (int i = 0; i < BRINK_I_DIST_MAX_PAIRS; i++) {
        const double u = (i + 0.5) / BRINK_I_DIST_MAX_PAIRS;
        assert_true(brink_i_dist_quantile(&d, u) == i - BRINK_I_DIST_MAX_PAIRS + 1.0);
    }
    brink_i_dist too_many;
    assert_non_null(
        brink_i_dist_prepare(&too_many, BRINK_I_DIST_DISCRETE, args, 2 * BRINK_I_DIST_MAX_PAIRS + 2));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quantile_random_and_extreme_uniforms_are_the_least_that_reach),
        cmocka_unit_test(is_quantile_neighbouring_counts_are_rejected),
        cmocka_unit_test(quantile_huge_counts_agree_with_the_normal_expansion),
        cmocka_unit_test(quantile_bernoulli_is_one_above_one_minus_p),
        cmocka_unit_test(quantile_discrete_gives_each_value_its_exact_share),
        cmocka_unit_test(quantile_discrete_order_of_pairs_does_not_matter),
        cmocka_unit_test(quantile_discrete_weights_need_not_add_to_one),
        cmocka_unit_test(prepare_discrete_accepts_as_many_pairs_as_it_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
