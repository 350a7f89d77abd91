/* SPDX-License-Identifier: Apache-2.0 */
#include "stats/counts.h"
#include "stats/sketch.h"

#include <float.h>
#include <math.h>
#include <stdarg.h>
#include <setjmp.h>
#include <stdlib.h>

#include <cmocka.h>

/* cmocka 1.1.5 compares as float, which is too coarse here. */
static void assert_near(double a, double b, double tolerance) { assert_true(fabs(a - b) <= tolerance); }

static uint64_t next(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

static double uniform(uint64_t *state) { return ((double)(next(state) >> 12) + 0.5) * 0x1p-52; }

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void add_all(brink_i_sketch *s, const double *x, int n)
{
    for (int i = 0; i < n; i++) {
        assert_int_equal(brink_i_sketch_add(s, x[i]), BRINK_OK);
    }
}

static void assert_same(const brink_i_sketch *a, const brink_i_sketch *b)
{
    brink_i_sketch_cursor i = {0}, j = {0};
    brink_i_sketch_cell x, y;
    assert_true(a->count == b->count && a->non_finite == b->non_finite && a->fractional == b->fractional);
    assert_memory_equal(&a->min, &b->min, sizeof a->min);
    assert_memory_equal(&a->max, &b->max, sizeof a->max);
    bool more;
    do {
        more = brink_i_sketch_next(a, &i, &x);
        assert_true(more == brink_i_sketch_next(b, &j, &y));
        assert_true(!more || (x.low == y.low && x.high == y.high && x.count == y.count));
    } while (more);
}

static void quantile_of_nothing_is_nan(void **state)
{
    (void)state;
    brink_i_sketch s;
    double low, high, bins[3];
    brink_i_sketch_init(&s);
    brink_i_sketch_quantile_interval(&s, 0.5, 0.95, &low, &high);
    assert_true(isnan(brink_i_sketch_quantile(&s, 0.5)) && isnan(brink_i_sketch_at_most(&s, 0.0)));
    assert_true(isnan(low) && isnan(high));
    assert_int_equal(brink_i_sketch_histogram(&s, 0.0, 1.0, 3, bins), BRINK_OK);
    assert_true(bins[0] == 0.0 && bins[2] == 0.0);
    brink_i_sketch_free(&s);
}

static void quantile_of_a_sample_is_within_the_stated_error(void **state)
{
    (void)state;
    enum { N = 5000 };
    static double x[N];
    uint64_t r = 21;
    for (int kind = 0; kind < 4; kind++) {
        brink_i_sketch s;
        brink_i_sketch_init(&s);
        for (int i = 0; i < N; i++) {
            double u = uniform(&r), v = uniform(&r);
            x[i] = kind == 0   ? exp(20.0 * (u - 0.5)) * (v < 0.4 ? -1.0 : 1.0)
                   : kind == 1 ? u - 0.5
                   : kind == 2 ? ldexp(v < 0.5 ? -u : u, (int)(next(&r) % 2000) - 1000)
                               : -1e6 - u;
        }
        add_all(&s, x, N);
        qsort(x, N, sizeof x[0], ascending);
        for (uint64_t rank = 1; rank <= N;
             rank += kind == 2 ? 29 : 1) { /* its 4,000 pages are slow to walk */
            double sample = x[rank - 1], q = brink_i_sketch_at_rank(&s, rank);
            assert_true(fabs(q - sample) <= fabs(sample) * 0x1p-8);
        }
        assert_true(brink_i_sketch_quantile(&s, 0.0) == x[0] && brink_i_sketch_quantile(&s, 1.0) == x[N - 1]);
        assert_true(brink_i_sketch_quantile(&s, 0.25) == brink_i_sketch_at_rank(&s, N / 4));
        for (double p = 0.0; p < 1.0; p += 0.01) { /* monotone */
            assert_true(brink_i_sketch_quantile(&s, p) <= brink_i_sketch_quantile(&s, p + 0.01));
        }
        brink_i_sketch_free(&s);
    }
}

static void quantile_of_subnormal_values_is_within_the_absolute_error(void **state)
{
    (void)state;
    const double x[] = {0x1p-1074, 0x1.8p-1060, 0x1p-1030, 0x1.4p-1023, DBL_MIN};
    brink_i_sketch s;
    brink_i_sketch_init(&s);
    add_all(&s, x, 5);
    for (uint64_t k = 1; k <= 5; k++) {
        assert_true(fabs(brink_i_sketch_at_rank(&s, k) - x[k - 1]) <= 0x1p-1030);
    }
    brink_i_sketch_free(&s);
}

static void quantile_of_integers_is_exact_up_to_512(void **state)
{
    (void)state;
    brink_i_sketch s;
    brink_i_sketch_init(&s);
    for (int i = -512; i <= 512; i++) {
        for (int k = 0; k < 3; k++) {
            assert_int_equal(brink_i_sketch_add(&s, i), BRINK_OK);
        }
    }
    for (int i = -512; i <= 512; i++) {
        for (int k = 1; k <= 3; k++) {
            assert_true(brink_i_sketch_at_rank(&s, (uint64_t)(3 * (i + 512) + k)) == i);
        }
        assert_true(brink_i_sketch_at_most(&s, i) == 3 * (i + 513));
        assert_true(brink_i_sketch_below(&s, i) == 3 * (i + 512));
        assert_true(brink_i_sketch_at_most(&s, i + 0.5) == 3 * (i + 513));
    }
    for (int i = 0; i < 5000; i++) { /* beyond: integers still, within the error */
        assert_int_equal(brink_i_sketch_add(&s, 513 + i), BRINK_OK);
    }
    for (uint64_t rank = 1; rank <= 5000; rank++) {
        double q = brink_i_sketch_at_rank(&s, 3 * 1025 + rank), x = 512.0 + (double)rank;
        assert_true(q == floor(q) && fabs(q - x) <= x * 0x1p-8);
    }
    brink_i_sketch_free(&s);
}

/* Each whole number once fills its bucket evenly: then ranks are exact, not only within the error. A number
 * that is not whole, or a sketch with one, ends that; a number beyond the middle rounds up. */
static void quantile_of_integers_is_whole_and_nearest(void **state)
{
    (void)state;
    enum { FIRST = 1024, LAST = 8191 }; /* whole octaves, so that every bucket is full */
    brink_i_sketch s, other;
    brink_i_sketch_init(&s);
    brink_i_sketch_init(&other);
    for (int i = FIRST; i <= LAST; i++) {
        assert_int_equal(brink_i_sketch_add(&s, i), BRINK_OK);
    }
    for (int i = FIRST; i <= LAST; i++) {
        assert_true(brink_i_sketch_at_rank(&s, (uint64_t)(i - FIRST + 1)) == i);
    }
    assert_int_equal(brink_i_sketch_add(&other, 2000), BRINK_OK);
    assert_int_equal(brink_i_sketch_merge(&s, &other), BRINK_OK);
    assert_false(s.fractional);
    assert_int_equal(brink_i_sketch_add(&other, 2000.5), BRINK_OK);
    assert_true(other.fractional);
    assert_int_equal(brink_i_sketch_merge(&s, &other), BRINK_OK);
    assert_true(s.fractional);
    bool whole = true;
    for (uint64_t rank = 1; rank <= LAST - FIRST; rank++) {
        const double q = brink_i_sketch_at_rank(&s, rank);
        whole = whole && q >= floor(q) && q <= floor(q);
    }
    assert_false(whole);
    brink_i_sketch_free(&other);
    brink_i_sketch_free(&s);
}

static void quantile_rank_follows_its_definition(void **state)
{
    (void)state;
    brink_i_sketch s;
    brink_i_sketch_init(&s);
    for (int i = 1; i <= 100; i++) {
        assert_int_equal(brink_i_sketch_add(&s, i), BRINK_OK);
    }
    for (int i = 1; i <= 100; i++) {
        assert_true(brink_i_sketch_quantile(&s, i / 100.0) == i);
        assert_true(brink_i_sketch_quantile(&s, (i - 0.5) / 100.0) == i);
    }
    brink_i_sketch_free(&s);
}

static void quantile_of_equal_values_is_exact(void **state)
{
    (void)state;
    double low, high;
    brink_i_sketch s;
    brink_i_sketch_init(&s);
    for (int i = 0; i < 1000; i++) {
        assert_int_equal(brink_i_sketch_add(&s, -137.3), BRINK_OK);
    }
    brink_i_sketch_quantile_interval(&s, 0.5, 0.95, &low, &high);
    assert_true(brink_i_sketch_quantile(&s, 0.3) == -137.3 && low == -137.3 && high == -137.3);
    assert_true(brink_i_sketch_at_most(&s, -137.3) == 1000.0 && brink_i_sketch_below(&s, -137.3) == 0.0);
    brink_i_sketch_free(&s);
}

static void add_of_non_finite_values_and_zeros_counts_them_apart(void **state)
{
    (void)state;
    const double x[] = {NAN, INFINITY, -INFINITY, -0.0, 0.0, 1.5};
    brink_i_sketch s;
    brink_i_sketch_init(&s);
    add_all(&s, x, 6);
    assert_int_equal(s.count, 3);
    assert_int_equal(s.non_finite, 3);
    assert_true(brink_i_sketch_quantile(&s, 0.5) == 0.0 && s.min == 0.0 && !signbit(s.min));
    assert_true(brink_i_sketch_below(&s, 0.0) == 0.0 && brink_i_sketch_at_most(&s, 0.0) == 2.0);
    brink_i_sketch_free(&s);
}

static void merge_of_any_split_in_any_order_gives_the_same_sketch(void **state)
{
    (void)state;
    enum { PARTS = 5 };
    uint64_t r = 22;
    for (int round = 0; round < 30; round++) {
        brink_i_sketch whole, part[PARTS];
        brink_i_sketch_init(&whole);
        for (int k = 0; k < PARTS; k++) {
            brink_i_sketch_init(&part[k]);
        }
        for (int i = 0; i < 500; i++) {
            double x = round % 2 ? floor(uniform(&r) * 2000.0) - 1000.0
                                 : ldexp(uniform(&r) - 0.5, (int)(next(&r) % 400) - 200);
            assert_int_equal(brink_i_sketch_add(&whole, x), BRINK_OK);
            assert_int_equal(brink_i_sketch_add(&part[next(&r) % PARTS], x), BRINK_OK);
        }
        for (int left = PARTS; left > 1; left--) {
            assert_int_equal(brink_i_sketch_merge(&part[next(&r) % (uint64_t)(left - 1)], &part[left - 1]),
                             BRINK_OK);
        }
        assert_same(&part[0], &whole);
        for (double p = 0.0; p <= 1.0; p += 0.01) {
            assert_true(brink_i_sketch_quantile(&part[0], p) == brink_i_sketch_quantile(&whole, p));
        }
        brink_i_sketch_free(&whole);
        for (int k = 0; k < PARTS; k++) {
            brink_i_sketch_free(&part[k]);
        }
    }
}

static void reset_after_use_leaves_nothing_behind(void **state)
{
    (void)state;
    const double before[] = {1e-200, -5.5, 3.25, 0.0, 1e200}, after[] = {2.0, -7.0, 40.0};
    brink_i_sketch s, fresh;
    brink_i_sketch_init(&s);
    brink_i_sketch_init(&fresh);
    add_all(&s, before, 5);
    brink_i_sketch_reset(&s);
    assert_same(&s, &fresh);
    add_all(&s, after, 3);
    add_all(&fresh, after, 3);
    assert_same(&s, &fresh);
    brink_i_sketch_free(&s);
    brink_i_sketch_free(&fresh);
}

static void rank_at_any_point_is_within_one_bucket(void **state)
{
    (void)state;
    enum { N = 4000 };
    static double x[N];
    uint64_t r = 23;
    brink_i_sketch s;
    brink_i_sketch_init(&s);
    for (int i = 0; i < N; i++) {
        x[i] = 6.0 * (uniform(&r) + uniform(&r) + uniform(&r) - 1.5);
    }
    add_all(&s, x, N);
    double before = 0.0;
    for (double at = -10.0; at < 10.0; at += 0.01) {
        int least = 0, most = 0;
        for (int i = 0; i < N; i++) { /* the true counts at the ends of the bucket of `at`, or wider */
            least += x[i] <= at - fabs(at) * 0x1p-8;
            most += x[i] <= at + fabs(at) * 0x1p-8;
        }
        double rank = brink_i_sketch_at_most(&s, at);
        assert_true(rank >= least && rank <= most);
        assert_true(rank >= before);
        before = rank;
    }
    brink_i_sketch_free(&s);
}

static void histogram_conserves_counts_and_puts_integers_whole(void **state)
{
    (void)state;
    double bins[40], sum = 0.0;
    uint64_t r = 24;
    brink_i_sketch s;
    brink_i_sketch_init(&s);
    for (int i = 0; i < 6; i++) {
        for (int k = 0; k <= i; k++) {
            assert_int_equal(brink_i_sketch_add(&s, i - 2), BRINK_OK); /* -2..3, counts 1..6 */
        }
    }
    assert_int_equal(brink_i_sketch_histogram(&s, -2.0, 3.0, 5, bins), BRINK_OK);
    assert_true(bins[0] == 1.0 && bins[1] == 2.0 && bins[2] == 3.0 && bins[3] == 4.0 && bins[4] == 11.0);
    assert_int_equal(brink_i_sketch_histogram(&s, -1.0, 1.0, 2, bins), BRINK_OK);
    assert_true(bins[0] == 2.0 && bins[1] == 7.0);
    brink_i_sketch_reset(&s);
    for (int i = 0; i < 10000; i++) {
        assert_int_equal(brink_i_sketch_add(&s, uniform(&r)), BRINK_OK);
    }
    assert_int_equal(brink_i_sketch_histogram(&s, 0.0, 1.0, 40, bins), BRINK_OK);
    for (int i = 0; i < 40; i++) {
        assert_true(fabs(bins[i] - 250.0) < 5.5 * sqrt(250.0)); /* errs once in 10^6 runs of another seed */
        sum += bins[i];
    }
    assert_near(sum, 10000.0, 1e-8);
    assert_int_equal(brink_i_sketch_histogram(&s, 1.0, 1.0, 4, bins), BRINK_ERR_ARGUMENT);
    assert_int_equal(brink_i_sketch_histogram(&s, 0.0, INFINITY, 4, bins), BRINK_ERR_ARGUMENT);
    assert_int_equal(brink_i_sketch_histogram(&s, 0.0, 1.0, 0, bins), BRINK_ERR_ARGUMENT);
    brink_i_sketch_free(&s);
}

static void quantile_interval_of_few_values_uses_the_published_ranks(void **state)
{
    (void)state;
    /* Median, 95 %: ranks 2 and 9 of 10, 6 and 15 of 20, 40 and 61 of 100 (Conover, Practical Nonparametric
     * Statistics); 5 values cannot give the interval. */
    const int n[] = {10, 20, 100}, low_rank[] = {2, 6, 40}, high_rank[] = {9, 15, 61};
    double low, high;
    brink_i_sketch s;
    brink_i_sketch_init(&s);
    for (int k = 0; k < 3; k++) {
        brink_i_sketch_reset(&s);
        for (int i = 1; i <= n[k]; i++) {
            assert_int_equal(brink_i_sketch_add(&s, i), BRINK_OK);
        }
        brink_i_sketch_quantile_interval(&s, 0.5, 0.95, &low, &high);
        assert_true(low == low_rank[k] && high == high_rank[k]);
    }
    brink_i_sketch_reset(&s);
    for (int i = 1; i <= 5; i++) {
        assert_int_equal(brink_i_sketch_add(&s, i), BRINK_OK);
    }
    brink_i_sketch_quantile_interval(&s, 0.5, 0.95, &low, &high);
    assert_true(low == -INFINITY && high == INFINITY);
    brink_i_sketch_free(&s);
}

/* Of 100,000 values the interval of the 0.1 % quantile begins at rank 81: P(X <= 80) = 0.0226, P(X <= 81) =
 * 0.0290 for X ~ Binomial(100000, 0.001); the normal approximation would begin at 80. From n p (1 - p) =
 * 10,000 on it serves: the median's interval begins at 50,000 - 1.96 sqrt(25,000) = 49,690.1. */
static void quantile_interval_has_exact_ranks_where_the_normal_ones_are_off(void **state)
{
    (void)state;
    enum { N = 100000 };
    static const struct {
        double p;
        int rank; /* of the lower end */
    } CASES[] = {{0.001, 81}, {0.5, 49690}};
    for (size_t k = 0; k < sizeof CASES / sizeof CASES[0]; k++) {
        for (int below = CASES[k].rank - 1; below <= CASES[k].rank; below++) {
            brink_i_sketch s;
            double low, high;
            brink_i_sketch_init(&s);
            for (int i = 0; i < N; i++) {
                assert_int_equal(brink_i_sketch_add(&s, i < below ? 1 : 2), BRINK_OK);
            }
            brink_i_sketch_quantile_interval(&s, CASES[k].p, 0.95, &low, &high);
            assert_true(low == (below < CASES[k].rank ? 2 : 1));
            assert_true(high == 2);
            brink_i_sketch_free(&s);
        }
    }
}

/* How many of `rounds` samples of n exponential values have the true p-quantile in their interval of `level`.
 */
static int cover(uint64_t *r, int rounds, int n, double p, double level)
{
    int covered = 0;
    bool failed = false;
    brink_i_sketch s;
    brink_i_sketch_init(&s);
    for (int k = 0; k < rounds; k++) {
        double low, high;
        brink_i_sketch_reset(&s);
        for (int i = 0; i < n; i++) {
            failed |= brink_i_sketch_add(&s, -log(uniform(r))) != BRINK_OK;
        }
        brink_i_sketch_quantile_interval(&s, p, level, &low, &high);
        covered += low <= -log1p(-p) && -log1p(-p) <= high;
    }
    brink_i_sketch_free(&s);
    assert_false(failed);
    return covered;
}

static void quantile_interval_covers_at_its_level(void **state)
{
    (void)state;
    /* 2,000 samples at 95 %: 1,900 expected, sd 9.7; below 1,856 once in 10^5. The twin of level 90 % falls
     * short. */
    uint64_t r = 25;
    assert_true(cover(&r, 2000, 200, 0.5, 0.95) >= 1856);
    assert_true(cover(&r, 2000, 200, 0.9, 0.95) >= 1856);
    assert_true(cover(&r, 2000, 1000, 0.05, 0.95) >= 1856);
    assert_true(cover(&r, 2000, 1000, 0.5, 0.90) < 1856);
    /* 60,000 values: by normal ranks. 300 samples: 285 expected, below 269 once in 10^4. */
    assert_true(cover(&r, 300, 60000, 0.5, 0.95) >= 269);
}

static void counts_by_date_are_exact_on_the_dates(void **state)
{
    (void)state;
    brink_i_counts c, d;
    assert_int_equal(brink_i_counts_init(&c, 0, 1.0), BRINK_ERR_ARGUMENT);
    assert_int_equal(brink_i_counts_init(&c, 3, INFINITY), BRINK_ERR_ARGUMENT);
    assert_int_equal(brink_i_counts_init(&c, 37, 3.0 * 365.2422), BRINK_OK);
    for (size_t i = 0; i <= 37; i++) {
        double date = brink_i_counts_date(&c, i);
        brink_i_counts_add(&c, date);                      /* by date i */
        brink_i_counts_add(&c, nextafter(date, INFINITY)); /* after it */
    }
    brink_i_counts_add(&c, NAN);
    assert_null(brink_i_counts_bin(&c, NAN));
    assert_null(brink_i_counts_bin(
        &c, nextafter(c.horizon, INFINITY))); /* no place on the grid, and none behind it */
    for (size_t i = 0; i <= 37; i++) {
        assert_int_equal(brink_i_counts_by(&c, i), 2 * i + 1);
    }
    assert_int_equal(c.later, 2);
    assert_int_equal(brink_i_counts_init(&d, 37, 3.0 * 365.2422), BRINK_OK);
    assert_int_equal(brink_i_counts_merge(&d, &c), BRINK_OK);
    assert_int_equal(brink_i_counts_merge(&d, &c), BRINK_OK);
    assert_int_equal(brink_i_counts_by(&d, 37), 150);
    assert_int_equal(d.later, 4);
    brink_i_counts_reset(&d);
    assert_int_equal(brink_i_counts_by(&d, 37) + d.later, 0);
    d.bins = 36;
    assert_int_equal(brink_i_counts_merge(&d, &c), BRINK_ERR_ARGUMENT);
    brink_i_counts_free(&d);
    brink_i_counts_free(&c);
}

static void counts_of_a_grid_too_fine_for_doubles_are_exact(void **state)
{
    (void)state;
    brink_i_counts c;
    assert_int_equal(brink_i_counts_init(&c, 7, 3.0 * 0x1p-1074), BRINK_OK); /* dates 0 0 1 1 2 2 3 3 */
    for (int k = 0; k <= 3; k++) {
        brink_i_counts_add(&c, k * 0x1p-1074);
    }
    for (size_t i = 0; i <= 7; i++) {
        assert_int_equal(brink_i_counts_by(&c, i),
                         (size_t)(brink_i_counts_date(&c, i) * 0x1p1000 * 0x1p74) + 1);
    }
    brink_i_counts_free(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quantile_of_nothing_is_nan),
        cmocka_unit_test(quantile_of_a_sample_is_within_the_stated_error),
        cmocka_unit_test(quantile_of_subnormal_values_is_within_the_absolute_error),
        cmocka_unit_test(quantile_of_integers_is_exact_up_to_512),
        cmocka_unit_test(quantile_of_integers_is_whole_and_nearest),
        cmocka_unit_test(quantile_rank_follows_its_definition),
        cmocka_unit_test(quantile_of_equal_values_is_exact),
        cmocka_unit_test(add_of_non_finite_values_and_zeros_counts_them_apart),
        cmocka_unit_test(merge_of_any_split_in_any_order_gives_the_same_sketch),
        cmocka_unit_test(reset_after_use_leaves_nothing_behind),
        cmocka_unit_test(rank_at_any_point_is_within_one_bucket),
        cmocka_unit_test(histogram_conserves_counts_and_puts_integers_whole),
        cmocka_unit_test(quantile_interval_of_few_values_uses_the_published_ranks),
        cmocka_unit_test(quantile_interval_has_exact_ranks_where_the_normal_ones_are_off),
        cmocka_unit_test(quantile_interval_covers_at_its_level),
        cmocka_unit_test(counts_by_date_are_exact_on_the_dates),
        cmocka_unit_test(counts_of_a_grid_too_fine_for_doubles_are_exact),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
