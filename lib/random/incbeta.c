/* SPDX-License-Identifier: Apache-2.0 */
#include "random/incbeta.h"

#include <stdbool.h>

#include "base/math.h"
#include "base/normal.h"

/* From here on (both shapes) the tail integral is quicker than the continued fraction, and as good. */
#define LARGE_SHAPE 500.0

brink_i_beta_shape brink_i_beta_shape_make(double a, double b)
{
    const double two_pi = 6.28318530717958647692528676656;
    const double n = a + b;
    /* Loader (2000), saddle-point form. */
    const double c = 0.5 * brink_i_log(a / n * b / two_pi) + brink_i_stirling_error(n) -
                     brink_i_stirling_error(a) - brink_i_stirling_error(b);
    return (brink_i_beta_shape){a, b, c};
}

/* B(a,b) I_x(a, b) / (x^a y^b) by the continued fraction of DiDonato & Morris (1992, ACM TOMS 18, 360-373,
 * eq. 9), evaluated as Lentz does. `excess` is b x - a y, given because it cancels when y is near 0 or 1; x <
 * (a+1)/(a+b+2). */
static double lower_fraction(double a, double b, double x, double y, double excess)
{
    double beta = a / (a + 1.0) * (1.0 - excess);
    double c = beta;
    double d = 0.0;
    double h = beta;
    for (double m = 1.0; m < 1e5; m += 1.0) {
        const double t = a + 2.0 * m - 1.0;
        const double alpha = (a + m - 1.0) / t * ((a + b + m - 1.0) / t) * (m * (b - m) * x * x);
        beta = m + m * (b - m) * x / t + (a + m) / (t + 2.0) * (1.0 - excess + m * (1.0 + y));
        d = 1.0 / (beta + alpha * d);
        c = beta + alpha / c;
        const double factor = c * d;
        h *= factor;
        if (fabs(factor - 1.0) < 3e-16) {
            break;
        }
    }
    return 1.0 / h;
}

brink_i_tail brink_i_beta_tail(const brink_i_beta_shape *s, double x, double y)
{
    const double a = s->a, b = s->b;
    const double n = a + b;
    const double excess = b * x - a * y; /* n x - a, and b - n y */
    const double log_peak = s->c - brink_i_deviance(a, n * x, excess) - brink_i_deviance(b, n * y, -excess);
    double ratio; /* the tail that is computed, divided by x^a y^b / B */
    bool have_lower;
    if (a >= LARGE_SHAPE && b >= LARGE_SHAPE) {
        const double lean = (a - 1.0) * y - (b - 1.0) * x; /* positive below the mode */
        have_lower = lean >= 0.0;
        const double sign = have_lower ? 1.0 : -1.0;
        ratio = brink_i_tail_integral(a - 1.0, -sign / x, b - 1.0, sign / y, sign * lean / (x * y)) / (x * y);
    } else {
        have_lower = x * (n + 2.0) < a + 1.0;
        ratio = have_lower ? lower_fraction(a, b, x, y, excess) : lower_fraction(b, a, y, x, -excess);
    }
    const double log_tail = log_peak + brink_i_log(ratio);
    if (have_lower) {
        return (brink_i_tail){log_tail, 1.0 / ratio};
    }
    /* Rounding may carry a tail that is all but 1 past it. */
    const double other = fmax(-brink_i_expm1(log_tail), 1e-300);
    return (brink_i_tail){brink_i_log(other), brink_i_exp(log_peak) / other};
}

/* Odds x/y to start from. */
static double first_guess(double a, double b, double p, double q)
{
    if (a >= 1.0 && b >= 1.0) { /* Abramowitz & Stegun 26.5.22 */
        const double z = brink_i_normal_inverse(q, p);
        const double lambda = (z * z - 3.0) / 6.0;
        const double ra = 1.0 / (2.0 * a - 1.0), rb = 1.0 / (2.0 * b - 1.0);
        const double h = 2.0 / (ra + rb);
        const double root = lambda + h;
        if (!(root > 0.0)) {
            return 0.0;
        }
        const double w = z * sqrt(root) / h - (rb - ra) * (lambda + 5.0 / 6.0 - 2.0 / (3.0 * h));
        return a / b * brink_i_exp(-2.0 * w);
    }
    /* Power laws at both ends, joined. */
    const double log_a = a * brink_i_log(a / (a + b)) - brink_i_log(a);
    const double log_b = b * brink_i_log(b / (a + b)) - brink_i_log(b);
    const double sum = brink_i_exp(log_a) + brink_i_exp(log_b);
    if (p * sum < brink_i_exp(log_a)) {
        const double x = brink_i_exp(brink_i_log(a * sum * p) / a);
        return x < 1.0 ? x / (1.0 - x) : 1.0;
    }
    const double y = brink_i_exp(brink_i_log(b * sum * q) / b);
    return y < 1.0 ? (1.0 - y) / y : 1.0;
}

/* The share x = odds/(1+odds); near 1 a single rounding decides, so that it never falls as the odds grow. */
static double share_of(double odds) { return odds <= 1.0 ? odds / (1.0 + odds) : 1.0 - 1.0 / (1.0 + odds); }

/* The odds x/y with I_x(a, b) = p, p <= q. */
static double lower_odds(const brink_i_beta_shape *s, double p, double q)
{
    const double a = s->a, b = s->b;
    const double n = a + b;
    const double target = brink_i_log(p);
    /* I_x <= (x/y)^a / (a B). */
    const double log_share = b < a ? brink_i_log(b / n) : brink_i_log1p(-a / n); /* of b; b may be huge */
    const double log_low = (target + brink_i_log(a) - s->c + b * log_share) / a + brink_i_log(a / n);
    if (log_low < -700.0) {
        return brink_i_exp(log_low); /* so near to 0 the bound is the answer */
    }
    const double low = brink_i_exp(log_low);
    const double high = 1e300;
    double odds = fmin(fmax(first_guess(a, b, p, q), low), high);
    /* The density of log(X/(1-X)) is log-concave, so log I is concave in it, and Newton's step can only
     * overshoot to the left, from where it converges without leaving that side. */
    for (int i = 0; i < 100; i++) {
        const double y = 1.0 / (1.0 + odds);
        const brink_i_tail tail = brink_i_beta_tail(s, share_of(odds), y);
        const double error = tail.log - target;
        const double step = -error / tail.slope;
        odds = fmin(fmax(odds * brink_i_exp(step), low), high);
        /* The next error would be about this one squared. */
        if (fabs(error) < 1e-8 || fabs(step) < 1e-16) {
            break;
        }
    }
    return odds;
}

double brink_i_beta_inverse(const brink_i_beta_shape *s, double p, double q, double *complement)
{
    if (p <= q) {
        const double odds = lower_odds(s, p, q);
        const double x = share_of(odds);
        *complement = odds <= 1.0 ? 1.0 - x : 1.0 / (1.0 + odds);
        return x;
    }
    const brink_i_beta_shape mirror = {s->b, s->a, s->c};
    const double odds = lower_odds(&mirror, q, p);
    *complement = share_of(odds);
    return odds <= 1.0 ? 1.0 - *complement : 1.0 / (1.0 + odds);
}
