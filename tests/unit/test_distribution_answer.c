/* SPDX-License-Identifier: Apache-2.0 */
/* Quantiles at a given u, and probabilities, against GSL and by hand. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <gsl/gsl_cdf.h>

#include "random/distribution.h"

#define INF ((double)INFINITY)

static double cdf(brink_i_dist_kind kind, bool truncated, const double *args, int n)
{
    return brink_i_dist_answer(BRINK_I_ASK_CDF, kind, truncated, args, n);
}

static double quantile(brink_i_dist_kind kind, bool truncated, const double *args, int n)
{
    return brink_i_dist_answer(BRINK_I_ASK_QUANTILE, kind, truncated, args, n);
}

static void assert_near(double got, double expected, double relative)
{
    if (!(fabs(got - expected) <= relative * fabs(expected))) {
        fail_msg("%.17g is not %.17g", got, expected);
    }
}

static void cdf_equals_gsl(void **state)
{
    (void)state;
    for (double x = -8; x <= 8; x += 0.37) {
        assert_near(cdf(BRINK_I_DIST_NORMAL, false, (double[]){1, 2, x}, 3), gsl_cdf_gaussian_P(x - 1, 2),
                    1e-11);
    }
    for (double x = 0.01; x < 1; x += 0.07) {
        assert_near(cdf(BRINK_I_DIST_BETA, false, (double[]){2, 8, x}, 3), gsl_cdf_beta_P(x, 2, 8), 1e-11);
        assert_near(cdf(BRINK_I_DIST_GAMMA, false, (double[]){0.7, 0.2, x}, 3), gsl_cdf_gamma_P(x, 0.7, 0.2),
                    1e-11);
    }
    for (int x = 0; x < 30; x++) { /* between its values it stays what it was */
        assert_near(cdf(BRINK_I_DIST_POISSON, false, (double[]){9, x}, 2), gsl_cdf_poisson_P((unsigned)x, 9),
                    1e-10);
        assert_near(cdf(BRINK_I_DIST_POISSON, false, (double[]){9, x + 0.9}, 2),
                    gsl_cdf_poisson_P((unsigned)x, 9), 1e-10);
    }
    /* A tail that is lost if only its complement is kept. */
    assert_near(cdf(BRINK_I_DIST_NORMAL, false, (double[]){0, 1, -20}, 3), gsl_cdf_ugaussian_P(-20), 1e-11);
}

static void cdf_beyond_the_ends_is_0_and_1(void **state)
{
    (void)state;
    assert_true(cdf(BRINK_I_DIST_UNIFORM, false, (double[]){2, 3, 1.9}, 3) <= 0.0);
    assert_true(cdf(BRINK_I_DIST_UNIFORM, false, (double[]){2, 3, 3}, 3) >= 1.0);
    assert_true(cdf(BRINK_I_DIST_NORMAL, false, (double[]){0, 1, INF}, 3) >= 1.0);
    assert_true(cdf(BRINK_I_DIST_NORMAL, false, (double[]){0, 1, -INF}, 3) <= 0.0);
    assert_true(cdf(BRINK_I_DIST_NORMAL, false, (double[]){5, 0, 5}, 3) >= 1.0); /* a constant */
    assert_true(cdf(BRINK_I_DIST_NORMAL, false, (double[]){5, 0, 4.9}, 3) <= 0.0);
    assert_true(isnan(cdf(BRINK_I_DIST_NORMAL, false, (double[]){0, 1, NAN}, 3)));
}

static void cdf_of_a_truncated_distribution_is_its_share(void **state)
{
    (void)state;
    const double low = gsl_cdf_ugaussian_P(-1), high = gsl_cdf_ugaussian_P(2);
    for (double x = -0.95; x < 2; x += 0.1) {
        assert_near(cdf(BRINK_I_DIST_NORMAL, true, (double[]){0, 1, -1, 2, x}, 5),
                    (gsl_cdf_ugaussian_P(x) - low) / (high - low), 1e-11);
    }
    /* Beyond 9 the whole has 1e-19. */
    assert_near(cdf(BRINK_I_DIST_NORMAL, true, (double[]){0, 1, 9, 30, 9.1}, 5),
                1 - gsl_cdf_ugaussian_Q(9.1) / gsl_cdf_ugaussian_Q(9), 1e-11);
}

static void quantile_equals_the_draw_at_u(void **state)
{
    (void)state;
    const double args[] = {1, 2, 4};
    brink_i_dist d;
    assert_null(brink_i_dist_prepare(&d, BRINK_I_DIST_TRIANGULAR, args, 3));
    for (double u = 0.001; u < 1; u += 0.0501) {
        const double x = quantile(BRINK_I_DIST_TRIANGULAR, false, (double[]){1, 2, 4, u}, 4);
        assert_true(x >= brink_i_dist_quantile(&d, u) && x <= brink_i_dist_quantile(&d, u));
        assert_near(cdf(BRINK_I_DIST_TRIANGULAR, false, (double[]){1, 2, 4, x}, 4), u, 1e-12);
    }
}

static void quantile_at_0_and_1_is_the_end(void **state)
{
    (void)state;
    assert_near(quantile(BRINK_I_DIST_TRIANGULAR, false, (double[]){1, 2, 4, 0}, 4), 1, 0);
    assert_near(quantile(BRINK_I_DIST_TRIANGULAR, false, (double[]){1, 2, 4, 1}, 4), 4, 0);
    assert_near(quantile(BRINK_I_DIST_DISCRETE, false, (double[]){7, 0, 3, 1, 9, 2, 0}, 7), 3, 0);
    assert_near(quantile(BRINK_I_DIST_DISCRETE, false, (double[]){7, 0, 3, 1, 9, 2, 1}, 7), 9, 0);
    assert_near(quantile(BRINK_I_DIST_NORMAL, true, (double[]){0, 1, -3, 8, 1}, 5), 8, 0);
    assert_true(quantile(BRINK_I_DIST_NORMAL, false, (double[]){0, 1, 0}, 3) <= -INF);
    assert_true(quantile(BRINK_I_DIST_NORMAL, false, (double[]){0, 1, 1}, 3) >= INF);
}

static void wrong_arguments_have_no_answer(void **state)
{
    (void)state;
    assert_true(isnan(quantile(BRINK_I_DIST_UNIFORM, false, (double[]){0, 1, 1.01}, 3)));
    assert_true(isnan(quantile(BRINK_I_DIST_UNIFORM, false, (double[]){0, 1, -0.01}, 3)));
    assert_true(isnan(quantile(BRINK_I_DIST_UNIFORM, false, (double[]){0, 1, NAN}, 3)));
    assert_true(isnan(quantile(BRINK_I_DIST_NORMAL, false, (double[]){0, -1, 0.5}, 3)));
    assert_true(isnan(cdf(BRINK_I_DIST_NORMAL, true, (double[]){0, 1, 5, 4, 4.5}, 5)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cdf_equals_gsl),
        cmocka_unit_test(cdf_beyond_the_ends_is_0_and_1),
        cmocka_unit_test(cdf_of_a_truncated_distribution_is_its_share),
        cmocka_unit_test(quantile_equals_the_draw_at_u),
        cmocka_unit_test(quantile_at_0_and_1_is_the_end),
        cmocka_unit_test(wrong_arguments_have_no_answer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
