/* SPDX-License-Identifier: Apache-2.0 */
#include "stats/binomial.h"

#include "base/math.h"

#include <stdbool.h>

/* log(n!) minus Stirling's formula for it. */
static double stirling_error(double n)
{
    if (n > 15.0) {
        double r = 1.0 / n, r2 = r * r;
        return r * (1.0 / 12 - r2 * (1.0 / 360 - r2 * (1.0 / 1260 - r2 * (1.0 / 1680 - r2 / 1188))));
    }
    double factorial = 1.0;
    for (double i = 2.0; i <= n; i += 1.0) {
        factorial *= i;
    }
    return brink_i_log(factorial) - (n + 0.5) * brink_i_log(n) + n -
           0.91893853320467274178; /* log(2 pi) / 2 */
}

/* x log(x / m) + m - x, without cancellation where x is close to m. */
static double deviance(double x, double m)
{
    if (fabs(x - m) >= 0.1 * (x + m)) {
        return x * brink_i_log(x / m) + m - x;
    }
    double v = (x - m) / (x + m), v2 = v * v;
    double sum = (x - m) * v, term = 2.0 * x * v;
    for (double j = 3.0; j < 99.0; j += 2.0) { /* v2 < 0.01: ten terms are plenty */
        term *= v2;
        double next = sum + term / j;
        if (next == sum) {
            break;
        }
        sum = next;
    }
    return sum;
}

/* Loader (2000), "Fast and accurate computation of binomial probabilities". */
double brink_i_binomial_pmf(uint64_t k, uint64_t n, double p)
{
    if (k > n) {
        return 0.0;
    }
    if (p <= 0.0) {
        return k == 0 ? 1.0 : 0.0;
    }
    if (p >= 1.0) {
        return k == n ? 1.0 : 0.0;
    }
    double x = (double)k, y = (double)(n - k), m = (double)n;
    if (k == 0) {
        return brink_i_exp(m * brink_i_log1p(-p));
    }
    if (k == n) {
        return brink_i_exp(m * brink_i_log(p));
    }
    double exponent = stirling_error(m) - stirling_error(x) - stirling_error(y) - deviance(x, m * p) -
                      deviance(y, m * (1.0 - p));
    return brink_i_exp(exponent) * sqrt(m / (6.28318530717958647693 * x * y));
}

/* Sum of the probabilities from k away from the mean; each term follows from the one before. */
static double sum_tail(uint64_t k, uint64_t n, double p, bool upwards)
{
    double odds = upwards ? p / (1.0 - p) : (1.0 - p) / p;
    double j = upwards ? (double)k : (double)(n - k), m = (double)n;
    double term = 1.0, sum = 1.0;
    while (j < m && term > sum * 0x1p-60) {
        term *= (m - j) / (j + 1.0) * odds;
        sum += term;
        j += 1.0;
    }
    return brink_i_binomial_pmf(k, n, p) * sum;
}

double brink_i_binomial_at_least(uint64_t k, uint64_t n, double p)
{
    if (k == 0) {
        return 1.0;
    }
    if (k > n || p <= 0.0) {
        return 0.0;
    }
    if (p >= 1.0) {
        return 1.0;
    }
    if ((double)k > (double)n * p) {
        return fmin(sum_tail(k, n, p, true), 1.0);
    }
    return 1.0 - fmin(sum_tail(k - 1, n, p, false), 1.0);
}

double brink_i_binomial_at_most(uint64_t k, uint64_t n, double p)
{
    if (k >= n || p <= 0.0) {
        return 1.0;
    }
    if (p >= 1.0) {
        return 0.0;
    }
    if ((double)k < (double)n * p) {
        return fmin(sum_tail(k, n, p, false), 1.0);
    }
    return 1.0 - fmin(sum_tail(k + 1, n, p, true), 1.0);
}
