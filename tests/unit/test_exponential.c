/* SPDX-License-Identifier: Apache-2.0 */
/* -log(u) of budgets: its error bound, against long double logarithms, and that it is above 0 for every uniform. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <math.h>

#include <cmocka.h>

#include "random/pcg.h"

static double worst; /* error in units in the last place */

static void check(double u)
{
    double got = brink_i_exponential(u);
    long double want = -logl((long double)u);
    assert_true(got > 0.0);
    double ulp = nextafter((double)want, INFINITY) - (double)want;
    double error = (double)(fabsl((long double)got - want) / (long double)ulp);
    worst = error > worst ? error : worst;
}

/* Both ends of every binade, the seams between z near sqrt(1/2) and sqrt(2), and four million others. */
static void exponential_any_uniform_is_within_four_units(void **state)
{
    (void)state;
    worst = 0;
    check(brink_i_uniform_from_word(0));
    check(brink_i_uniform_from_word(UINT64_MAX));
    for (int k = 0; k < 52; k++) {
        double edge = ldexp(1.0, -k), seam = ldexp(0x1.6a09e667f3bcdp-1, -k);
        for (int i = -50; i <= 50; i++) {
            double near = edge + i * ldexp(1.0, -53 - k), fold = seam + i * ldexp(1.0, -53 - k);
            if (near < 1.0) {
                check(near);
            }
            check(fold);
        }
    }
    brink_i_stream s = {42, 55};
    for (int i = 0; i < 4000000; i++) {
        check(brink_i_stream_uniform(&s));
    }
    if (worst > 4.0) {
        fail_msg("off by %g units in the last place", worst);
    }
}

/* The bound can fail: the same with the last coefficient left out is off by more. */
static void exponential_twin_without_a_term_is_found(void **state)
{
    (void)state;
    double u = 0.71, s = (u - 1) / (u + 1), w = s * s;
    double short_of_one = -(2 * s + 2 * s * w * (0x1.5555555555558p-2 + w * 0x1.99999999952d7p-3 + w * w * 0x1.2492492df281ap-3));
    long double want = -logl((long double)u);
    assert_true(fabsl((long double)short_of_one - want) > 4 * 0x1p-54L);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exponential_any_uniform_is_within_four_units),
        cmocka_unit_test(exponential_twin_without_a_term_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
