/* SPDX-License-Identifier: Apache-2.0 */
#include "random/incgamma.h"

#include "base/math.h"
#include "base/normal.h"

/* From here on the tail integral is quicker than the series, and as good. */
#define LARGE_SHAPE 1000.0

brink_i_gamma_shape brink_i_gamma_shape_make(double a)
{
    const double two_pi = 6.28318530717958647692528676656;
    return (brink_i_gamma_shape){a, -brink_i_stirling_error(a) - 0.5 * brink_i_log(two_pi * a)};
}

/* P / D by its series, D = x^a e^-x / Gamma(a+1) (DLMF 8.7.1). */
static double lower_series(double a, double x)
{
    double term = 1.0, sum = 1.0;
    for (double k = a + 1.0; term > 1e-17 * sum; k += 1.0) {
        term *= x / k;
        sum += term;
    }
    return sum;
}

/* Q / (a D) by Legendre's continued fraction (DLMF 8.9.2), evaluated as Lentz does. x >= a + 1 or so. */
static double upper_fraction(double a, double x)
{
    double b = x + 1.0 - a;
    double c = 1e300;
    double d = 1.0 / b;
    double h = d;
    for (double i = 1.0; i < 1e5; i += 1.0) {
        const double an = i * (a - i);
        b += 2.0;
        d = 1.0 / (an * d + b);
        c = b + an / c;
        const double factor = c * d;
        h *= factor;
        if (fabs(factor - 1.0) < 3e-16) {
            break;
        }
    }
    return h;
}

/* Q(a, x) for a < 1 and x <= 1, where 1 - P would cancel: with x^a/Gamma(a+1) = e^t,
 * Q = -expm1(t) + a e^t (x/(1!(a+1)) - x^2/(2!(a+2)) + ...)  (from DLMF 8.7.1, first form). */
static double upper_small_shape(double a, double x)
{
    const double t = a * brink_i_log(x) - brink_i_lgamma(a + 1.0);
    double power = 1.0, sum = 0.0;
    for (double k = 1.0; k < 30.0; k += 1.0) {
        power *= -x / k;
        const double term = power / (a + k);
        sum -= term;
        if (fabs(term) < 1e-17 * sum) {
            break;
        }
    }
    return -brink_i_expm1(t) + a * brink_i_exp(t) * sum;
}

brink_i_tail brink_i_gamma_tail(const brink_i_gamma_shape *g, double x, bool upper)
{
    const double a = g->a;
    const double log_d = g->c - brink_i_deviance(a, x, x - a);
    double ratio; /* the tail that is computed, divided by a D: the reciprocal of its slope */
    bool have_upper;
    if (a >= LARGE_SHAPE) {
        have_upper = x > a - 1.0;
        const double sign = have_upper ? 1.0 : -1.0;
        ratio = brink_i_tail_integral(a - 1.0, sign / x, 0.0, 0.0, sign * (x - (a - 1.0)) / x) / x;
    } else if (x < a + 1.0) {
        if (upper && a < 1.0 && x <= 1.0) {
            const double tail = upper_small_shape(a, x);
            return (brink_i_tail){brink_i_log(tail), a * brink_i_exp(log_d) / tail};
        }
        have_upper = false;
        ratio = lower_series(a, x) / a;
    } else {
        have_upper = true;
        ratio = upper_fraction(a, x);
    }
    const double log_tail = log_d + brink_i_log(a * ratio);
    if (have_upper == upper) {
        return (brink_i_tail){log_tail, 1.0 / ratio};
    }
    /* Rounding may carry a tail that is all but 1 past it. */
    const double other = fmax(-brink_i_expm1(log_tail), 1e-300);
    return (brink_i_tail){brink_i_log(other), a * brink_i_exp(log_d) / other};
}

static double first_guess(double a, double p, double q)
{
    if (a >= 1.0) { /* Wilson & Hilferty (1931) */
        const double cube_root = 1.0 - 1.0 / (9.0 * a) + brink_i_normal_inverse(p, q) / (3.0 * sqrt(a));
        return cube_root > 0.0 ? a * cube_root * cube_root * cube_root : 0.0;
    }
    /* A power law below, an exponential tail above. */
    const double split = 1.0 - a * (0.253 + a * 0.12);
    if (p < split) {
        return brink_i_exp(brink_i_log(p / split) / a);
    }
    return 1.0 - brink_i_log(q / (1.0 - split));
}

double brink_i_gamma_inverse(const brink_i_gamma_shape *g, double p, double q)
{
    const double a = g->a;
    const bool upper = q < p;
    const double target = brink_i_log(upper ? q : p);
    double low = 0.0, high = HUGE_VAL;
    if (upper) {
        /* Boucheron, Lugosi & Massart (2013), section 2.4: Q(a, a + sqrt(2 a t) + t) <= e^-t. */
        high = a - target + sqrt(-2.0 * a * target);
    } else {
        /* P(a, x) <= x^a / Gamma(a+1). */
        const double log_low = (target - g->c) / a + brink_i_log(a) - 1.0;
        if (log_low < -700.0) {
            return brink_i_exp(log_low); /* so near to 0 the bound is the answer */
        }
        low = brink_i_exp(log_low);
    }
    double x = fmin(fmax(first_guess(a, p, q), low), high);
    /* The density of log X is log-concave, so both log P and log Q are concave in log x, and Newton's step in
     * log x can only overshoot to the side from which it then converges without leaving it. */
    for (int i = 0; i < 100; i++) {
        if (!(x > 1e-305)) {
            break;
        }
        const brink_i_tail tail = brink_i_gamma_tail(g, x, upper);
        const double error = tail.log - target;
        const double step = (upper ? error : -error) / tail.slope;
        x = fmin(fmax(x * brink_i_exp(step), low), high);
        /* The next error would be about this one squared. */
        if (fabs(error) < 1e-8 || fabs(step) < 1e-16) {
            break;
        }
    }
    return x;
}
