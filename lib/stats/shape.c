/* SPDX-License-Identifier: Apache-2.0 */
#include "stats/shape.h"

#include <math.h>
#include <string.h>

/* An unevaluated sum of two doubles, about 106 bits (Dekker 1971). */
typedef struct pair {
    double high, low;
} pair;

/* high + low = a + b exactly, for any a and b (Knuth). */
static pair two_sum(double a, double b)
{
    double s = a + b;
    double t = s - a;
    return (pair){s, (a - (s - t)) + (b - t)};
}

static void split_double(double a, double *high, double *low)
{
    double t = 134217729.0 * a; /* 2^27 + 1 */
    *high = t - (t - a);
    *low = a - *high;
}

/* high + low = a * b exactly, barring overflow and underflow. */
static pair two_product(double a, double b)
{
    double p = a * b, ah, al, bh, bl;
    split_double(a, &ah, &al);
    split_double(b, &bh, &bl);
    return (pair){p, ((ah * bh - p) + ah * bl + al * bh) + al * bl};
}

static pair pair_add(pair a, pair b)
{
    pair s = two_sum(a.high, b.high);
    pair t = two_sum(a.low, b.low);
    s = two_sum(s.high, s.low + t.high);
    return two_sum(s.high, s.low + t.low);
}

static pair pair_multiply(pair a, pair b)
{
    pair p = two_product(a.high, b.high);
    return two_sum(p.high, p.low + (a.high * b.low + a.low * b.high));
}

static pair pair_scale(pair a, double factor) { return pair_multiply(a, (pair){factor, 0.0}); }

/* sum / n to about 106 bits. */
static pair pair_mean(const brink_i_exact_sum *sum, uint64_t n)
{
    brink_i_exact_sum rest = *sum;
    brink_i_exact_digits digits;
    pair mean;
    brink_i_exact_digits_load(&digits, sum);
    brink_i_exact_digits_divide(&digits, n);
    mean.high = brink_i_exact_digits_value(&digits);
    brink_i_exact_sum_add_product(&rest, -mean.high, (double)n);
    brink_i_exact_digits_load(&digits, &rest);
    brink_i_exact_digits_divide(&digits, n);
    mean.low = brink_i_exact_digits_value(&digits);
    return mean;
}

void brink_i_shape_reset(brink_i_shape *shape) { memset(shape, 0, sizeof *shape); }

void brink_i_shape_add(brink_i_shape *shape, double x)
{
    if (x == 0.0) {
        return;
    }
    if (!(fabs(x) > 1e-60 && fabs(x) < 1e60)) {
        shape->outside++;
        return;
    }
    pair square = two_product(x, x);
    brink_i_exact_sum_add_product(&shape->cubes, square.high, x);
    brink_i_exact_sum_add_product(&shape->cubes, square.low, x);
    brink_i_exact_sum_add_product(&shape->fourths, square.high, square.high);
    brink_i_exact_sum_add_product(&shape->fourths, 2.0 * square.high, square.low);
    brink_i_exact_sum_add_product(&shape->fourths, square.low, square.low);
}

void brink_i_shape_merge(brink_i_shape *shape, const brink_i_shape *other)
{
    shape->outside += other->outside;
    brink_i_exact_sum_merge(&shape->cubes, &other->cubes);
    brink_i_exact_sum_merge(&shape->fourths, &other->fourths);
}

void brink_i_shape_normalise(brink_i_shape *shape)
{
    brink_i_exact_sum_normalise(&shape->cubes);
    brink_i_exact_sum_normalise(&shape->fourths);
}

double brink_i_shape_kurtosis(const brink_i_shape *shape, const brink_i_moments *moments)
{
    uint64_t n = moments->count;
    if (shape->outside > 0 || moments->non_finite > 0 || n < 2) {
        return NAN;
    }
    double m2 = brink_i_moments_variance(moments) * ((double)(n - 1) / (double)n);
    if (!(m2 > 0.0)) {
        return NAN;
    }
    pair mean = pair_mean(&moments->sum, n);
    pair mean2 = pair_multiply(mean, mean);
    pair raw4 = pair_mean(&shape->fourths, n);
    /* E(x-m)^4 = E x^4 - 4 m E x^3 + 6 m^2 E x^2 - 3 m^4 */
    pair m4 = pair_add(raw4, pair_scale(pair_multiply(mean, pair_mean(&shape->cubes, n)), -4.0));
    m4 = pair_add(m4, pair_scale(pair_multiply(mean2, pair_mean(&moments->squares, n)), 6.0));
    m4 = pair_add(m4, pair_scale(pair_multiply(mean2, mean2), -3.0));
    /* The terms cancel down to m4: refuse when their rounding, some 2^-98, is no longer small beside it. */
    if (!(raw4.high * 0x1p-98 < 1e-3 * m2 * m2)) {
        return NAN;
    }
    double kurtosis = m4.high / (m2 * m2);
    return kurtosis < 1.0 ? 1.0 : kurtosis;
}
