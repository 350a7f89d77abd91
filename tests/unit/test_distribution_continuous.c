/* SPDX-License-Identifier: Apache-2.0 */
/* Continuous quantiles against GSL's inverses, formulas, and values computed to 40 digits. */
#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <gsl/gsl_cdf.h>

#include "base/normal.h"
#include "random/dist_family.h"
#include "random/distribution.h"
#include "random/incbeta.h"
#include "random/incgamma.h"

/* Relative, against GSL; its own inverses of gamma and beta are not better than this. */
#define TOLERANCE 1e-9

static const double uniforms[] = {0x1p-53, 0x1p-40, 1e-9, 1e-4, 0.01,       0.2,           0.4,
                                  0.5,     0.6,     0.75, 0.93, 1.0 - 1e-3, 1.0 - 0x1p-20, 1.0 - 0x1p-53};
#define UNIFORM_COUNT (sizeof uniforms / sizeof uniforms[0])

static bool is_close(double x, double y, double tolerance)
{
    return fabs(x - y) <= tolerance * fmax(fabs(x), fabs(y));
}

typedef double reference(const double *args, double u);

/* For the upper half GSL is asked for the complement, which keeps its precision. */
static double ref_uniform(const double *a, double u) { return gsl_cdf_flat_Pinv(u, a[0], a[1]); }

static double ref_loguniform(const double *a, double u) { return exp((1.0 - u) * log(a[0]) + u * log(a[1])); }

static double ref_normal(const double *a, double u)
{
    return a[0] + (u <= 0.5 ? gsl_cdf_gaussian_Pinv(u, a[1]) : gsl_cdf_gaussian_Qinv(1.0 - u, a[1]));
}

static double ref_lognormal(const double *a, double u)
{
    return u <= 0.5 ? gsl_cdf_lognormal_Pinv(u, log(a[0]), a[1])
                    : gsl_cdf_lognormal_Qinv(1.0 - u, log(a[0]), a[1]);
}

static double ref_gamma(const double *a, double u)
{
    return u <= 0.5 ? gsl_cdf_gamma_Pinv(u, a[0], a[1]) : gsl_cdf_gamma_Qinv(1.0 - u, a[0], a[1]);
}

static double ref_beta(const double *a, double u)
{
    return u <= 0.5 ? gsl_cdf_beta_Pinv(u, a[0], a[1]) : gsl_cdf_beta_Qinv(1.0 - u, a[0], a[1]);
}

static double ref_pert(const double *a, double u)
{
    const double width = a[2] - a[0];
    const double shapes[2] = {1.0 + a[3] * (a[1] - a[0]) / width, 1.0 + a[3] * (a[2] - a[1]) / width};
    return a[0] + width * ref_beta(shapes, u);
}

static double ref_weibull(const double *a, double u)
{
    return u <= 0.5 ? gsl_cdf_weibull_Pinv(u, a[1], a[0]) : gsl_cdf_weibull_Qinv(1.0 - u, a[1], a[0]);
}

static double ref_exponential(const double *a, double u)
{
    return u <= 0.5 ? gsl_cdf_exponential_Pinv(u, a[0]) : gsl_cdf_exponential_Qinv(1.0 - u, a[0]);
}

static double ref_triangular(const double *a, double u)
{
    const double peak = (a[1] - a[0]) / (a[2] - a[0]);
    return u <= peak ? a[0] + sqrt(u * (a[2] - a[0]) * (a[1] - a[0]))
                     : a[2] - sqrt((1.0 - u) * (a[2] - a[0]) * (a[2] - a[1]));
}

/* GSL's median is 6e-17. */
static double ref_cauchy(const double *a, double u)
{
    return u >= 0.5 && u <= 0.5
               ? a[0]
               : a[0] + (u <= 0.5 ? gsl_cdf_cauchy_Pinv(u, a[1]) : gsl_cdf_cauchy_Qinv(1.0 - u, a[1]));
}

static double ref_laplace(const double *a, double u)
{
    return a[0] + (u <= 0.5 ? gsl_cdf_laplace_Pinv(u, a[1]) : gsl_cdf_laplace_Qinv(1.0 - u, a[1]));
}

/* GSL loses the far tail of one degree of freedom, which is the Cauchy distribution. */
static double ref_student_t(const double *a, double u)
{
    if (a[0] <= 1) {
        return ref_cauchy(a + 1, u);
    }
    return a[1] + a[2] * (u <= 0.5 ? gsl_cdf_tdist_Pinv(u, a[0]) : gsl_cdf_tdist_Qinv(1.0 - u, a[0]));
}

typedef struct against {
    brink_i_dist_kind kind;
    int n;
    double args[4];
    reference *expected;
} against;

static const against cases[] = {
    {BRINK_I_DIST_UNIFORM, 2, {-2, 5}, ref_uniform},
    {BRINK_I_DIST_LOGUNIFORM, 2, {0.01, 500}, ref_loguniform},
    {BRINK_I_DIST_NORMAL, 2, {0, 1}, ref_normal},
    {BRINK_I_DIST_NORMAL, 2, {-40, 7}, ref_normal},
    {BRINK_I_DIST_LOGNORMAL, 2, {30, 0.7}, ref_lognormal},
    {BRINK_I_DIST_LOGNORMAL, 2, {1, 4}, ref_lognormal},
    {BRINK_I_DIST_TRIANGULAR, 3, {1, 2, 5}, ref_triangular},
    {BRINK_I_DIST_TRIANGULAR, 3, {1, 1, 5}, ref_triangular},
    {BRINK_I_DIST_TRIANGULAR, 3, {1, 5, 5}, ref_triangular},
    {BRINK_I_DIST_PERT, 4, {10, 12, 30, 4}, ref_pert},
    {BRINK_I_DIST_PERT, 4, {10, 30, 30, 8}, ref_pert},
    {BRINK_I_DIST_WEIBULL, 2, {1.5, 40}, ref_weibull},
    {BRINK_I_DIST_WEIBULL, 2, {0.5, 2}, ref_weibull},
    {BRINK_I_DIST_EXPONENTIAL, 1, {12}, ref_exponential},
    {BRINK_I_DIST_GAMMA, 2, {0.3, 2}, ref_gamma},
    {BRINK_I_DIST_GAMMA, 2, {1, 2}, ref_gamma},
    {BRINK_I_DIST_GAMMA, 2, {2.5, 4}, ref_gamma},
    {BRINK_I_DIST_GAMMA, 2, {60, 0.5}, ref_gamma},
    {BRINK_I_DIST_GAMMA, 2, {900, 1}, ref_gamma},
    {BRINK_I_DIST_GAMMA, 2, {1500, 1}, ref_gamma},
    {BRINK_I_DIST_BETA, 2, {0.5, 0.5}, ref_beta},
    {BRINK_I_DIST_BETA, 2, {1, 3}, ref_beta},
    {BRINK_I_DIST_BETA, 2, {2, 5}, ref_beta},
    {BRINK_I_DIST_BETA, 2, {40, 25}, ref_beta},
    {BRINK_I_DIST_BETA, 2, {450, 600}, ref_beta},
    {BRINK_I_DIST_BETA, 2, {700, 900}, ref_beta},
    {BRINK_I_DIST_CAUCHY, 2, {0, 1}, ref_cauchy},
    {BRINK_I_DIST_CAUCHY, 2, {-3, 0.2}, ref_cauchy},
    {BRINK_I_DIST_LAPLACE, 2, {0, 1}, ref_laplace},
    {BRINK_I_DIST_LAPLACE, 2, {5, 30}, ref_laplace},
    {BRINK_I_DIST_STUDENT_T, 3, {1, 0, 1}, ref_student_t},
    {BRINK_I_DIST_STUDENT_T, 3, {3, 10, 2}, ref_student_t},
    {BRINK_I_DIST_STUDENT_T, 3, {4.5, 0, 1}, ref_student_t},
    {BRINK_I_DIST_STUDENT_T, 3, {30, -1, 0.5}, ref_student_t},
    {BRINK_I_DIST_STUDENT_T, 3, {400, 0, 1}, ref_student_t},
};

static void quantile_common_shapes_equal_gsl(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        brink_i_dist d;
        assert_null(brink_i_dist_prepare(&d, cases[i].kind, cases[i].args, cases[i].n));
        for (size_t j = 0; j < UNIFORM_COUNT; j++) {
            const double x = brink_i_dist_quantile(&d, uniforms[j]);
            const double y = cases[i].expected(cases[i].args, uniforms[j]);
            if (!is_close(x, y, TOLERANCE)) {
                fail_msg("%s case %zu at u = %.17g: %.17g, expected %.17g", brink_i_dist_name(cases[i].kind),
                         i, uniforms[j], x, y);
            }
        }
    }
}

static void quantile_without_arguments_is_the_standard_one(void **state)
{
    (void)state;
    const double unit[2] = {0.0, 1.0};
    const brink_i_dist_kind kinds[2] = {BRINK_I_DIST_UNIFORM, BRINK_I_DIST_NORMAL};
    for (int i = 0; i < 2; i++) {
        brink_i_dist plain, full;
        assert_null(brink_i_dist_prepare(&plain, kinds[i], NULL, 0));
        assert_null(brink_i_dist_prepare(&full, kinds[i], unit, 2));
        for (size_t j = 0; j < UNIFORM_COUNT; j++) {
            assert_true(brink_i_dist_quantile(&plain, uniforms[j]) ==
                        brink_i_dist_quantile(&full, uniforms[j]));
        }
    }
}

/* --- both tails, to 1e-12 ------------------------------------------------------------------------------- */

/* Quantiles computed with 40 digits; q is given where the upper tail decides. */
typedef struct exact {
    double a, b; /* b = 0: gamma with shape a; else beta */
    double p, q;
    double x, y; /* y: 1 - x of beta */
} exact;

static const exact exacts[] = {
    {0.001, 0, 0.9, 0.09999999999999998, 9.821659644066881e-47, 0},
    {0.01, 0, 0.5, 0.5, 4.4655350189103548e-31, 0},
    {0.01, 0, 0.999999, 1e-06, 7.1512534781104593, 0},
    {0.3, 0, 1e-30, 1.0, 6.9726990964093044e-101, 0},
    {0.3, 0, 1.0, 1e-40, 87.866683490606917, 0},
    {0.95, 0, 0.95, 0.05, 2.898143569042007, 0},
    {3, 0, 1e-200, 1.0, 3.9148676411688637e-67, 0},
    {3, 0, 1.0, 1e-200, 472.14266982633995, 0},
    {50, 0, 1e-100, 1.0, 0.19558111701205563, 0},
    {50, 0, 1.0, 1e-100, 376.4387823636859, 0},
    {999, 0, 1.0, 1e-20, 1320.6321235618759, 0},
    {1001, 0, 1e-20, 1.0, 735.54700854045495, 0},
    {1001, 0, 1.0, 1e-20, 1322.924437344491, 0},
    {5000, 0, 1e-60, 1.0, 3928.0859322515344, 0},
    {0.01, 0.02, 0.2, 0.8, 4.9904952646132569e-53, 1},
    {0.001, 5, 0.95, 0.05, 6.5937743545083969e-24, 1},
    {0.5, 0.5, 1e-30, 1.0, 2.4674011002723401e-60, 1},
    {3.3, 1.2, 1.0, 1e-30, 1, 3.1936878701155641e-26},
    {0.2, 40, 1.0, 1e-20, 0.64927133251880143, 0.35072866748119857},
    {30, 0.7, 1e-50, 1.0, 0.022482055004265488, 0.97751794499573452},
    {100, 120, 1e-80, 1.0, 0.037728569409096066, 0.96227143059090392},
    {499, 499, 0.999999999999, 1e-12, 0.60999715928851994, 0.39000284071148},
    {501, 600, 1e-12, 0.999999999999, 0.3519214049431853, 0.64807859505681475},
    {501, 600, 0.999999999999, 1e-12, 0.56076712325315803, 0.43923287674684192},
    {2, 1e+06, 0.7, 0.3, 2.4392122887899929e-06, 0.99999756078771118},
    {2, 1e+06, 0.99999999999999, 1e-14, 3.5842192683902586e-05, 0.99996415780731607},
};

static void inverse_extreme_shapes_and_tails_agree_to_1e_12(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof exacts / sizeof exacts[0]; i++) {
        const exact *e = &exacts[i];
        if (e->b > 0.0) {
            const brink_i_beta_shape s = brink_i_beta_shape_make(e->a, e->b);
            double y;
            const double x = brink_i_beta_inverse(&s, e->p, e->q, &y);
            assert_true(is_close(x, e->x, 1e-12));
            assert_true(is_close(y, e->y, 1e-12));
        } else {
            const brink_i_gamma_shape g = brink_i_gamma_shape_make(e->a);
            assert_true(is_close(brink_i_gamma_inverse(&g, e->p, e->q), e->x, 1e-12));
        }
    }
}

/* Quantiles of Student's t at 1 - q, computed with 60 digits, q being far out or near the middle. Truncation
 * reaches tails that no u does. */
static void student_t_tails_agree_to_1e_12(void **state)
{
    (void)state;
    static const struct {
        double df, q, x;
    } known[] = {
        {0.5, 1e-10, 1.02849115631634e+19},  {1, 1e-300, 3.1830988618379067e+299},
        {2, 1e-100, 7.0710678118654752e+49}, {3, 1e-30, 10331108360.446529},
        {5, 0.4999, 0.00026343055607021453}, {30, 1e-40, 107.97196876541787},
        {1000, 1e-12, 7.1242289253144091},
    };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        const double args[] = {known[i].df};
        brink_i_dist d;
        assert_null(brink_i_dist_prepare(&d, BRINK_I_DIST_STUDENT_T, args, 1));
        const double up = brink_i_family_student_t.quantile(&d, 1.0 - known[i].q, known[i].q);
        const double down = brink_i_family_student_t.quantile(&d, known[i].q, 1.0 - known[i].q);
        assert_true(is_close(up, known[i].x, 1e-12) && is_close(-down, known[i].x, 1e-12));
    }
}

/* Shapes too large for other libraries: the Cornish-Fisher expansion in 1/sqrt(a) to the fourth order, whose
 * next term is below 1e-15 here. */
static void inverse_gamma_of_huge_shape_agrees_with_its_expansion(void **state)
{
    (void)state;
    const double shapes[] = {1e7, 1e9, 1e12};
    for (int i = 0; i < 3; i++) {
        const double a = shapes[i];
        const brink_i_gamma_shape g = brink_i_gamma_shape_make(a);
        for (size_t j = 0; j < UNIFORM_COUNT; j++) {
            const double u = uniforms[j];
            const double z = u <= 0.5 ? gsl_cdf_ugaussian_Pinv(u) : gsl_cdf_ugaussian_Qinv(1.0 - u);
            const double expected = z + (z * z - 1.0) / (3.0 * sqrt(a)) + (z * z * z - 7.0 * z) / (36.0 * a) -
                                    (3.0 * z * z * z * z + 7.0 * z * z - 16.0) / (810.0 * a * sqrt(a));
            const double standardised = (brink_i_gamma_inverse(&g, u, 1.0 - u) - a) / sqrt(a);
            /* One last place of x is a sqrt(a) of these. */
            assert_true(fabs(standardised - expected) < 1e-10 + 4.0 * DBL_EPSILON * sqrt(a));
        }
    }
}

/* I_x(a, b) + I_y(b, a) = 1, through both methods of evaluation. */
static void beta_tail_both_sides_add_to_one(void **state)
{
    (void)state;
    const double shapes[][2] = {{0.5, 2},   {30, 40}, {499, 501}, {600, 700},
                                {3e4, 1e6}, {2, 1e9}, {1e8, 3e9}, {700, 1e12}};
    for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
        const double a = shapes[i][0], b = shapes[i][1], n = a + b;
        const double sd = sqrt(a / n * (b / n) / (n + 1.0));
        for (int k = -4; k <= 4; k++) {
            const double x = a / n + 0.5 * k * sd;
            if (!(x > 0.0 && x < 1.0)) {
                continue;
            }
            const brink_i_beta_shape s = brink_i_beta_shape_make(a, b), m = brink_i_beta_shape_make(b, a);
            const double sum =
                exp(brink_i_beta_tail(&s, x, 1.0 - x).log) + exp(brink_i_beta_tail(&m, 1.0 - x, x).log);
            assert_true(fabs(sum - 1.0) < 1e-13);
        }
    }
}

/* The tail integral against series and continued fraction, where both apply. */
static void gamma_tail_just_above_the_switch_continues_below_it(void **state)
{
    (void)state;
    const brink_i_gamma_shape below = brink_i_gamma_shape_make(1000.0 - 1e-9);
    const brink_i_gamma_shape above = brink_i_gamma_shape_make(1000.0);
    for (double x = 800.0; x < 1250.0; x += 7.0) {
        for (int upper = 0; upper < 2; upper++) {
            const brink_i_tail s = brink_i_gamma_tail(&below, x, upper);
            const brink_i_tail t = brink_i_gamma_tail(&above, x, upper);
            /* d log P / d a is at most log(a/x) + |z|/sqrt(a) or so; 1e-9 of it is below 1e-9. */
            assert_true(fabs(s.log - t.log) < 1e-9);
            assert_true(is_close(s.slope, t.slope, 1e-9));
        }
    }
}

static void normal_inverse_far_tails_keep_their_precision(void **state)
{
    (void)state;
    assert_true(brink_i_normal_inverse(0.5, 0.5) == 0.0);
    assert_true(is_close(brink_i_normal_inverse(1e-300, 1.0), -37.047096299361199, 1e-15));
    assert_true(is_close(brink_i_normal_inverse(1.0, 1e-20), 9.2623400897984076, 1e-15));
    for (size_t j = 0; j < UNIFORM_COUNT; j++) {
        const double u = uniforms[j];
        assert_true(brink_i_normal_inverse(u, 1.0 - u) == -brink_i_normal_inverse(1.0 - u, u));
    }
}

/* Far below u = 1 the distribution that falls at once, F(x) = 1 - (1 - x)^2, is u/2 (1 + u/4 + ...); the one
 * that rises to its end is its mirror image. Measured from the far end both would be 0 or a multiple of
 * 2^-53. */
static void triangular_with_its_mode_at_an_end_keeps_both_tails(void **state)
{
    (void)state;
    const double falls[3] = {0.0, 0.0, 1.0}, rises[3] = {-1.0, 0.0, 0.0}, near[3] = {0.0, 1e-9, 1.0};
    const double us[] = {0x1p-53, 3 * 0x1p-53, 1e-12, 1e-9, 1e-6, 1e-4, 0x1p-10, 0.002};
    brink_i_dist down, up, close;
    assert_null(brink_i_dist_prepare(&down, BRINK_I_DIST_TRIANGULAR, falls, 3));
    assert_null(brink_i_dist_prepare(&up, BRINK_I_DIST_TRIANGULAR, rises, 3));
    assert_null(brink_i_dist_prepare(&close, BRINK_I_DIST_TRIANGULAR, near, 3));
    double last = 0.0;
    for (size_t i = 0; i < sizeof us / sizeof us[0]; i++) {
        const double u = us[i], x = u / (1.0 + sqrt(1.0 - u)), y = brink_i_dist_quantile(&down, u);
        const double tolerance = u < 0x1p-10 ? 1e-15 : 1e-12; /* beyond, the difference is exact enough */
        assert_true(is_close(y, x, tolerance) && y > last);
        last = y;
        if (1.0 - (1.0 - u) == u) {
            assert_true(is_close(brink_i_dist_quantile(&up, 1.0 - u), -x, tolerance));
        }
        if (u > 1e-8) { /* behind the mode: F(x) = 1 - (1 - x)^2 / (1 - 1e-9) */
            const double s = u + 1e-9 * (1.0 - u);
            assert_true(is_close(brink_i_dist_quantile(&close, u), s / (1.0 + sqrt(1.0 - s)), tolerance));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(triangular_with_its_mode_at_an_end_keeps_both_tails),
        cmocka_unit_test(quantile_common_shapes_equal_gsl),
        cmocka_unit_test(quantile_without_arguments_is_the_standard_one),
        cmocka_unit_test(inverse_extreme_shapes_and_tails_agree_to_1e_12),
        cmocka_unit_test(student_t_tails_agree_to_1e_12),
        cmocka_unit_test(inverse_gamma_of_huge_shape_agrees_with_its_expansion),
        cmocka_unit_test(beta_tail_both_sides_add_to_one),
        cmocka_unit_test(gamma_tail_just_above_the_switch_continues_below_it),
        cmocka_unit_test(normal_inverse_far_tails_keep_their_precision),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
