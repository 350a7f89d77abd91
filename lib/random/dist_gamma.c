/* SPDX-License-Identifier: Apache-2.0 */
/* gamma, beta and pert: quantiles by inverting the incomplete gamma and beta functions. */
#include "base/math.h"
#include "random/dist_family.h"
#include "random/incbeta.h"
#include "random/incgamma.h"

/* Shapes outside this range are refused: nothing below is tested, and above the spread is lost in rounding.
 */
#define SHAPE_MIN 1e-3
#define SHAPE_MAX 1e12

static bool is_shape(double x) { return x >= SHAPE_MIN && x <= SHAPE_MAX; }

/* --- gamma: k = shape, its constant, scale -------------------------------------------------------------- */

static const char *gamma_prepare(brink_i_dist *d, const double *args, int n)
{
    (void)n;
    if (!is_shape(args[0])) {
        return "gamma: shape must lie between 0.001 and 1e12";
    }
    if (!(args[1] > 0.0)) {
        return "gamma: scale must be positive";
    }
    /* No draw exceeds shape + sqrt(2 shape t) + t, t = 37 (see brink_i_gamma_inverse). */
    if (!isfinite(args[1] * (args[0] + 9.0 * sqrt(args[0]) + 40.0))) {
        return "gamma: scale is too large";
    }
    const brink_i_gamma_shape g = brink_i_gamma_shape_make(args[0]);
    d->k[0] = g.a;
    d->k[1] = g.c;
    d->k[2] = args[1];
    d->low = 0.0;
    d->high = HUGE_VAL;
    return NULL;
}

static double gamma_quantile(const brink_i_dist *d, double p, double q)
{
    const brink_i_gamma_shape g = {d->k[0], d->k[1]};
    return d->k[2] * brink_i_gamma_inverse(&g, p, q);
}

static double gamma_mean(const brink_i_dist *d) { return d->k[0] * d->k[2]; }

const brink_i_family brink_i_family_gamma = {gamma_prepare, gamma_quantile, gamma_mean};

/* --- beta: k = alpha, beta, their constant -------------------------------------------------------------- */

static void set_shapes(brink_i_dist *d, double a, double b)
{
    const brink_i_beta_shape s = brink_i_beta_shape_make(a, b);
    d->k[0] = s.a;
    d->k[1] = s.b;
    d->k[2] = s.c;
}

static const char *beta_prepare(brink_i_dist *d, const double *args, int n)
{
    (void)n;
    if (!is_shape(args[0])) {
        return "beta: alpha must lie between 0.001 and 1e12";
    }
    if (!is_shape(args[1])) {
        return "beta: beta must lie between 0.001 and 1e12";
    }
    set_shapes(d, args[0], args[1]);
    d->low = 0.0;
    d->high = 1.0;
    return NULL;
}

static double beta_quantile(const brink_i_dist *d, double p, double q)
{
    const brink_i_beta_shape s = {d->k[0], d->k[1], d->k[2]};
    double complement;
    return brink_i_beta_inverse(&s, p, q, &complement);
}

static double beta_mean(const brink_i_dist *d) { return d->k[0] / (d->k[0] + d->k[1]); }

const brink_i_family brink_i_family_beta = {beta_prepare, beta_quantile, beta_mean};

/* --- pert: as beta, then k[3] = low, k[4] = high, k[5] = width ------------------------------------------ */

static const char *pert_prepare(brink_i_dist *d, const double *args, int n)
{
    const double low = args[0], mode = args[1], high = args[2];
    const double concentration = n == 4 ? args[3] : 4.0;
    if (low > mode) {
        return "pert: low lies above mode";
    }
    if (mode > high) {
        return "pert: mode lies above high";
    }
    if (!(concentration >= 0.0 && concentration <= SHAPE_MAX / 2.0)) {
        return "pert: concentration must lie between 0 (uniform) and 5e11; it is 4 if left out";
    }
    const double width = high - low;
    if (!isfinite(width)) {
        return "pert: the range is too large";
    }
    d->low = low;
    d->high = high;
    d->k[3] = low;
    d->k[4] = high;
    d->k[5] = width;
    if (width > 0.0) {
        set_shapes(d, 1.0 + concentration * ((mode - low) / width),
                   1.0 + concentration * ((high - mode) / width));
    }
    return NULL;
}

static double pert_quantile(const brink_i_dist *d, double p, double q)
{
    if (!(d->k[5] > 0.0)) {
        return d->k[3];
    }
    const brink_i_beta_shape s = {d->k[0], d->k[1], d->k[2]};
    double complement;
    const double x = brink_i_beta_inverse(&s, p, q, &complement);
    return x <= 0.5 ? d->k[3] + d->k[5] * x : d->k[4] - d->k[5] * complement;
}

static double pert_mean(const brink_i_dist *d)
{
    return d->k[5] > 0.0 ? d->k[3] + d->k[5] * beta_mean(d) : d->k[3];
}

const brink_i_family brink_i_family_pert = {pert_prepare, pert_quantile, pert_mean};
