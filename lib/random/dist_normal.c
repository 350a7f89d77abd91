/* SPDX-License-Identifier: Apache-2.0 */
#include "base/math.h"
#include "base/normal.h"
#include "random/dist_family.h"

/* --- normal: k = mean, sd ------------------------------------------------------------------------------- */

static const char *normal_prepare(brink_i_dist *d, const double *args, int n)
{
    d->k[0] = n == 2 ? args[0] : 0.0;
    d->k[1] = n == 2 ? args[1] : 1.0;
    if (d->k[1] < 0.0) {
        return "normal: sd must not be negative";
    }
    if (!isfinite(fabs(d->k[0]) + 9.0 * d->k[1])) {
        return "normal: mean or sd is too large";
    }
    d->low = d->k[1] > 0.0 ? -HUGE_VAL : d->k[0];
    d->high = d->k[1] > 0.0 ? HUGE_VAL : d->k[0];
    return NULL;
}

static double normal_quantile(const brink_i_dist *d, double p, double q)
{
    return d->k[0] + d->k[1] * brink_i_normal_inverse(p, q);
}

static double normal_mean(const brink_i_dist *d) { return d->k[0]; }

const brink_i_family brink_i_family_normal = {normal_prepare, normal_quantile, normal_mean};

/* --- lognormal: k = median, sigma ----------------------------------------------------------------------- */

static const char *lognormal_prepare(brink_i_dist *d, const double *args, int n)
{
    (void)n;
    if (!(args[0] > 0.0)) {
        return "lognormal: median must be positive";
    }
    if (args[1] < 0.0) {
        return "lognormal: sigma must not be negative";
    }
    d->k[0] = args[0];
    d->k[1] = args[1];
    if (!isfinite(args[0] * brink_i_exp(9.0 * args[1]))) {
        return "lognormal: sigma (the standard deviation of the natural logarithm) is too large";
    }
    d->low = args[1] > 0.0 ? 0.0 : args[0];
    d->high = args[1] > 0.0 ? HUGE_VAL : args[0];
    return NULL;
}

static double lognormal_quantile(const brink_i_dist *d, double p, double q)
{
    return d->k[0] * brink_i_exp(d->k[1] * brink_i_normal_inverse(p, q));
}

static double lognormal_mean(const brink_i_dist *d) { return d->k[0] * brink_i_exp(0.5 * d->k[1] * d->k[1]); }

const brink_i_family brink_i_family_lognormal = {lognormal_prepare, lognormal_quantile, lognormal_mean};
