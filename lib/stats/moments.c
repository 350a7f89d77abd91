/* SPDX-License-Identifier: Apache-2.0 */
#include "stats/moments.h"

#include <math.h>
#include <string.h>

void brink_i_moments_reset(brink_i_moments *moments)
{
    memset(moments, 0, sizeof *moments);
    moments->min = INFINITY;
    moments->max = -INFINITY;
}

void brink_i_moments_add(brink_i_moments *moments, double x)
{
    if (!isfinite(x)) {
        moments->non_finite++;
        return;
    }
    x += 0.0; /* -0 becomes +0: which zero came first must not show in the extremes */
    moments->count++;
    if (x < moments->min) {
        moments->min = x;
    }
    if (x > moments->max) {
        moments->max = x;
    }
    brink_i_exact_sum_add(&moments->sum, x);
    brink_i_exact_sum_add_product(&moments->squares, x, x);
}

void brink_i_moments_add_many(brink_i_moments *moments, const double *x, int n)
{
    double min = moments->min, max = moments->max;
    uint64_t finite = 0;
    for (int i = 0; i < n; i++) {
        const double value = x[i] + 0.0;
        if (value - value == 0.0) {
            min = value < min ? value : min;
            max = value > max ? value : max;
            finite++;
            brink_i_exact_sum_add(&moments->sum, value);
            brink_i_exact_sum_add_product(&moments->squares, value, value);
        }
    }
    moments->min = min;
    moments->max = max;
    moments->count += finite;
    moments->non_finite += (uint64_t)n - finite;
}

void brink_i_moments_add_truths(brink_i_moments *moments, uint64_t zeros, uint64_t ones)
{
    if (zeros > 0 || ones > 0) {
        const double low = zeros > 0 ? 0.0 : 1.0, high = ones > 0 ? 1.0 : 0.0;
        moments->min = low < moments->min ? low : moments->min;
        moments->max = high > moments->max ? high : moments->max;
    }
    moments->count += zeros + ones;
    /* In halves, each of which a double holds exactly. */
    const double parts[] = {(double)(ones >> 32) * 0x1p32, (double)(ones & UINT64_C(0xffffffff))};
    for (int i = 0; i < 2; i++) {
        brink_i_exact_sum_add(&moments->sum, parts[i]);
        brink_i_exact_sum_add(&moments->squares, parts[i]);
    }
}

void brink_i_moments_merge(brink_i_moments *moments, const brink_i_moments *other)
{
    moments->count += other->count;
    moments->non_finite += other->non_finite;
    if (other->min < moments->min) {
        moments->min = other->min;
    }
    if (other->max > moments->max) {
        moments->max = other->max;
    }
    brink_i_exact_sum_merge(&moments->sum, &other->sum);
    brink_i_exact_sum_merge(&moments->squares, &other->squares);
}

void brink_i_moments_normalise(brink_i_moments *moments)
{
    brink_i_exact_sum_normalise(&moments->sum);
    brink_i_exact_sum_normalise(&moments->squares);
}

double brink_i_moments_mean(const brink_i_moments *moments)
{
    brink_i_exact_digits digits;
    if (moments->count == 0) {
        return NAN;
    }
    brink_i_exact_digits_load(&digits, &moments->sum);
    brink_i_exact_digits_divide(&digits, moments->count);
    return brink_i_exact_digits_value(&digits);
}

/* (n * sum of squares - (sum)^2) / (n (n - 1)), exact up to the sticky bit of the divisions. */
static void exact_variance(const brink_i_moments *moments, brink_i_exact_digits *variance)
{
    brink_i_exact_digits sum, square;
    brink_i_exact_digits_load(variance, &moments->squares);
    brink_i_exact_digits_multiply(variance, moments->count);
    brink_i_exact_digits_load(&sum, &moments->sum);
    brink_i_exact_digits_square(&sum, &square);
    brink_i_exact_digits_subtract(variance, &square);
    brink_i_exact_digits_divide(variance, moments->count);
    brink_i_exact_digits_divide(variance, moments->count - 1);
}

double brink_i_moments_variance(const brink_i_moments *moments)
{
    brink_i_exact_digits variance;
    if (moments->count < 2) {
        return NAN;
    }
    exact_variance(moments, &variance);
    return brink_i_exact_digits_value(&variance);
}

double brink_i_moments_sd(const brink_i_moments *moments)
{
    brink_i_exact_digits variance;
    int exponent;
    if (moments->count < 2) {
        return NAN;
    }
    exact_variance(moments, &variance);
    double m = brink_i_exact_digits_split(&variance, &exponent);
    if (exponent % 2 != 0) { /* an even exponent can be halved outside the root */
        m *= 0.5;
        exponent += 1;
    }
    return ldexp(sqrt(m), exponent / 2);
}

double brink_i_moments_standard_error(const brink_i_moments *moments)
{
    return brink_i_moments_sd(moments) / sqrt((double)moments->count);
}
