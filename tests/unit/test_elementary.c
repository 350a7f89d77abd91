/* SPDX-License-Identifier: Apache-2.0 */
/* The elementary functions of base/elementary.h: their error bounds against long double functions of the C
 * library (whose own errors are a thousandth of these units), and what they give where C17's annex F says so.
 * Nothing here is random: arguments are a fixed sequence. That the words of the kernel give the same bits,
 * test_identity and test_words say. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <math.h>

#include <cmocka.h>

#include "random/pcg.h"

enum { ARGUMENTS = 1000000 };

/* Distance in units in the last place of what is wanted; those of the smallest normal number below it. */
static double distance(double got, long double want)
{
    double rounded = (double)want, size = fmax(fabs(rounded), 0x1p-1022);
    if (isinf(rounded) || isinf(got)) {
        return isinf(rounded) && isinf(got) && (rounded > 0) == (got > 0) ? 0 : 1e9;
    }
    return (double)(fabsl((long double)got - want) / (long double)(nextafter(size, INFINITY) - size));
}

static double worst_of_exp, worst_of_expm1, worst_of_log, worst_of_log1p, worst_of_pow, worst_of_exponential;

static void note(double *worst, double got, long double want)
{
    double d = distance(got, want);
    *worst = d > *worst ? d : *worst;
}

static void elementary_everywhere_within_bounds(void **state)
{
    (void)state;
    brink_i_stream s = {7, 3};
    for (int i = 0; i < ARGUMENTS; i++) {
        double u = brink_i_stream_uniform(&s), v = brink_i_stream_uniform(&s), w = u - 0.5;
        double x = w * (i % 3 == 0 ? 1480 : i % 3 == 1 ? 20 : 1.2), y = i % 4 == 3 ? x * 1e-6 : x;
        double wide = (double)expl((long double)(w * 1400)), logs = i % 3 == 0   ? wide
                                                                    : i % 3 == 1 ? u
                                                                                 : 0.5 + u * 1.5;
        double near = i % 4 == 0 ? -u : i % 4 == 1 ? u * 3 : i % 4 == 2 ? w * 1e-3 : wide;
        double base = i % 2 ? (double)expl((long double)(w * 20)) : u * 2,
               power = (v - 0.5) * (i % 3 ? 8 : 600);
        note(&worst_of_exp, brink_i_exp(x), expl((long double)x));
        note(&worst_of_expm1, brink_i_expm1(y), expm1l((long double)y));
        note(&worst_of_log, brink_i_log(logs), logl((long double)logs));
        note(&worst_of_log1p, brink_i_log1p(near), log1pl((long double)near));
        /* The logarithm's own error counts |y log x| times: a unit for each 10 of it at the most. */
        double scale = 1 + fabs(power * (double)logl((long double)base)) / 20;
        worst_of_pow =
            fmax(worst_of_pow,
                 distance(brink_i_pow(base, power), powl((long double)base, (long double)power)) / scale);
        note(&worst_of_exponential, brink_i_exponential(u), -logl((long double)u));
        assert_true(brink_i_exponential(u) > 0);
    }
    if (!(worst_of_exp < 1.5 && worst_of_expm1 < 2.5 && worst_of_log < 2.5 && worst_of_log1p < 3 &&
          worst_of_pow < 2 && worst_of_exponential < 2.5)) {
        fail_msg("units off: exp %g, expm1 %g, log %g, log1p %g, pow %g, exponential %g", worst_of_exp,
                 worst_of_expm1, worst_of_log, worst_of_log1p, worst_of_pow, worst_of_exponential);
    }
}

/* The bound can fail: a logarithm that lacks the last two terms is off by more. */
static void elementary_twin_without_two_terms_is_found(void **state)
{
    (void)state;
    double z = 0.71, r = (z - 1) / (z + 1), w = r * r;
    double twin =
        2 * r + 2 * r * w *
                    (0x1.5555555555558p-2 +
                     w * (0x1.99999999952d7p-3 + w * (0x1.2492492df281ap-3 + w * 0x1.c71c62e3f11e6p-4)));
    assert_true(distance(twin, logl((long double)z)) > 2.5);
    assert_true(distance(brink_i_log(z), logl((long double)z)) < 2.5);
}

/* Smallest and largest uniforms, both sides of each power of two and of the seam at sqrt(1/2): budgets are
 * above 0. */
static void exponential_at_the_edges_is_positive_and_right(void **state)
{
    (void)state;
    double worst = 0;
    const double ends[] = {brink_i_uniform_from_word(0), brink_i_uniform_from_word(UINT64_MAX)};
    for (int i = 0; i < 2; i++) {
        note(&worst, brink_i_exponential(ends[i]), -logl((long double)ends[i]));
    }
    for (int k = 1; k < 52; k++) {
        for (int i = -50; i <= 50; i++) {
            double near = ldexp(1.0, -k) + i * ldexp(1.0, -53 - k),
                   seam = ldexp(0x1.6a09e667f3bcdp-1, -k) + i * ldexp(1.0, -53 - k);
            note(&worst, brink_i_exponential(near), -logl((long double)near));
            note(&worst, brink_i_exponential(seam), -logl((long double)seam));
            assert_true(brink_i_exponential(near) > 0 && brink_i_exponential(seam) > 0);
        }
    }
    assert_true(worst < 2.5);
}

static int same(double a, double b)
{
    return (isnan(a) && isnan(b)) || (a >= b && a <= b) || fabs(a - b) <= 4e-16 * fabs(b);
}

/* Zeros, infinities, NaN, subnormal numbers, whole and odd powers of negative ones, overflow and underflow.
 */
static void elementary_at_special_arguments_is_as_in_c(void **state)
{
    (void)state;
    static const double special[] = {0,      -0.0,    1,      -1,     INFINITY, -INFINITY,  (double)NAN,
                                     5e-324, -5e-324, 1e-310, 2,      -2,       0.5,        -0.5,
                                     3,      -3,      1e308,  -1e308, 709.7,    709.79,     -745,
                                     -746,   1e300,   1e-300, 0x1p53, 54,       0x1p53 + 2, -0x1p53};
    enum { N = sizeof special / sizeof *special };
    for (int i = 0; i < N; i++) {
        double x = special[i];
        assert_true(same(brink_i_exp(x), exp(x)) ||
                    (fabs(brink_i_exp(x)) < 1e-300 && fabs(brink_i_exp(x) - exp(x)) < 1e-323));
        assert_true(same(brink_i_expm1(x), expm1(x)));
        assert_true(same(brink_i_log(x), log(x)));
        assert_true(same(brink_i_log1p(x), log1p(x)));
        for (int j = 0; j < N; j++) {
            double got = brink_i_pow(x, special[j]), want = pow(x, special[j]);
            if (!same(got, want) || (!isnan(want) && signbit(got) != signbit(want))) {
                fail_msg("pow(%g, %g) is %g, not %g", x, special[j], got, want);
            }
        }
    }
}

/* Whole powers that people write are what they would write out. */
static void first_powers_squares_and_cubes_are_products(void **state)
{
    (void)state;
    brink_i_stream stream = {.state = 7, .inc = 9};
    for (int i = 0; i < 100000; i++) {
        const double u = brink_i_stream_uniform(&stream), x = ldexp(u - 0.5, i % 1000 - 500);
        assert_true(brink_i_pow(x, 1) == x && brink_i_pow(x, 2) == x * x && brink_i_pow(x, 3) == x * x * x);
    }
    assert_true(isnan(brink_i_pow((double)NAN, 2)));
    assert_true(brink_i_pow(-INFINITY, 3) == -INFINITY && brink_i_pow(-INFINITY, 2) == INFINITY);
    assert_true(signbit(brink_i_pow(-0.0, 3)) && !signbit(brink_i_pow(-0.0, 2)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(elementary_everywhere_within_bounds),
        cmocka_unit_test(elementary_twin_without_two_terms_is_found),
        cmocka_unit_test(exponential_at_the_edges_is_positive_and_right),
        cmocka_unit_test(elementary_at_special_arguments_is_as_in_c),
        cmocka_unit_test(first_powers_squares_and_cubes_are_products),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
