/* SPDX-License-Identifier: Apache-2.0 */
/* The continuous distributions whose quantile is a formula. */
#include "base/math.h"
#include "random/dist_family.h"

/* --- uniform: k = low, width ---------------------------------------------------------------------------- */

static const char *uniform_prepare(brink_i_dist *d, const double *args, int n)
{
    d->low = n == 2 ? args[0] : 0.0;
    d->high = n == 2 ? args[1] : 1.0;
    if (d->low > d->high) {
        return "uniform: low lies above high";
    }
    d->k[0] = d->low;
    d->k[1] = d->high - d->low;
    return isfinite(d->k[1]) ? NULL : "uniform: the range is too large";
}

static double uniform_quantile(const brink_i_dist *d, double p, double q)
{
    (void)q;
    return d->k[0] + p * d->k[1];
}

static double uniform_mean(const brink_i_dist *d) { return d->k[0] + 0.5 * d->k[1]; }

const brink_i_family brink_i_family_uniform = {uniform_prepare, uniform_quantile, uniform_mean};

/* --- loguniform: k = low, log(high/low), high - low ----------------------------------------------------- */

static const char *loguniform_prepare(brink_i_dist *d, const double *args, int n)
{
    (void)n;
    if (!(args[0] > 0.0)) {
        return "loguniform: low must be positive";
    }
    if (args[0] > args[1]) {
        return "loguniform: low lies above high";
    }
    if (!isfinite(args[1] / args[0])) {
        return "loguniform: the range is too large";
    }
    d->low = args[0];
    d->high = args[1];
    d->k[0] = args[0];
    d->k[1] = brink_i_log1p((args[1] - args[0]) / args[0]); /* keeps a narrow range exact */
    d->k[2] = args[1] - args[0];
    return NULL;
}

static double loguniform_quantile(const brink_i_dist *d, double p, double q)
{
    (void)q;
    return d->k[0] * brink_i_exp(p * d->k[1]);
}

static double loguniform_mean(const brink_i_dist *d) { return d->k[1] > 0.0 ? d->k[2] / d->k[1] : d->k[0]; }

const brink_i_family brink_i_family_loguniform = {loguniform_prepare, loguniform_quantile, loguniform_mean};

/* --- triangular: k = width, rising share of the width, falling share, mean ------------------------------ */

static const char *triangular_prepare(brink_i_dist *d, const double *args, int n)
{
    (void)n;
    const double low = args[0], mode = args[1], high = args[2];
    if (low > mode) {
        return "triangular: low lies above mode";
    }
    if (mode > high) {
        return "triangular: mode lies above high";
    }
    const double width = high - low;
    if (!isfinite(width)) {
        return "triangular: the range is too large";
    }
    d->low = low;
    d->high = high;
    d->k[0] = width;
    d->k[1] = width > 0.0 ? (mode - low) / width : 0.0;
    d->k[2] = width > 0.0 ? (high - mode) / width : 0.0;
    d->k[3] = low + ((mode - low) + width) / 3.0;
    d->k[4] = low;
    d->k[5] = high;
    return NULL;
}

#define TRIANGULAR_TAIL 0x1p-10

/* Each side of the mode is measured from its own end. Where the mode lies so near to an end that this end's
 * tail begins beyond it, that difference would cancel: there 1 - sqrt(1 - s) is s/(1 + sqrt(1 - s)).
 * lib/native/words.h does the same to the bit. */
static double triangular_quantile(const brink_i_dist *d, double p, double q)
{
    const double width = d->k[0], rise = d->k[1], fall = d->k[2];
    if (p <= rise) {
        const double root = sqrt(p * rise);
        return q < TRIANGULAR_TAIL ? d->k[5] - width * ((q + fall * p) / (1.0 + root))
                                   : d->k[4] + width * root;
    }
    const double root = sqrt(q * fall);
    return p < TRIANGULAR_TAIL ? d->k[4] + width * ((p + rise * q) / (1.0 + root)) : d->k[5] - width * root;
}

static double triangular_mean(const brink_i_dist *d) { return d->k[3]; }

const brink_i_family brink_i_family_triangular = {triangular_prepare, triangular_quantile, triangular_mean};

/* --- weibull and exponential: k = shape, scale ---------------------------------------------------------- */

/* Quantile of the exponential distribution with mean 1. */
static double unit_exponential(double p, double q) { return p <= q ? -brink_i_log1p(-p) : -brink_i_log(q); }

static double weibull_quantile(const brink_i_dist *d, double p, double q)
{
    return d->k[1] * brink_i_pow(unit_exponential(p, q), 1.0 / d->k[0]);
}

static const char *weibull_prepare(brink_i_dist *d, const double *args, int n)
{
    (void)n;
    if (!(args[0] > 0.0)) {
        return "weibull: shape must be positive";
    }
    if (!(args[1] > 0.0)) {
        return "weibull: scale must be positive";
    }
    d->k[0] = args[0];
    d->k[1] = args[1];
    d->low = 0.0;
    d->high = HUGE_VAL;
    return isfinite(weibull_quantile(d, 1.0, 0x1p-53)) ? NULL
                                                       : "weibull: shape is too small or scale too large";
}

static double weibull_mean(const brink_i_dist *d)
{
    return d->k[1] * brink_i_exp(brink_i_lgamma(1.0 + 1.0 / d->k[0]));
}

const brink_i_family brink_i_family_weibull = {weibull_prepare, weibull_quantile, weibull_mean};

static const char *exponential_prepare(brink_i_dist *d, const double *args, int n)
{
    (void)n;
    if (!(args[0] > 0.0)) {
        return "exponential: mean must be positive";
    }
    if (!isfinite(37.0 * args[0])) {
        return "exponential: mean is too large";
    }
    d->k[1] = args[0];
    d->low = 0.0;
    d->high = HUGE_VAL;
    return NULL;
}

static double exponential_quantile(const brink_i_dist *d, double p, double q)
{
    return d->k[1] * unit_exponential(p, q);
}

static double exponential_mean(const brink_i_dist *d) { return d->k[1]; }

const brink_i_family brink_i_family_exponential = {exponential_prepare, exponential_quantile,
                                                   exponential_mean};
