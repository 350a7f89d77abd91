/* SPDX-License-Identifier: Apache-2.0 */
/* Distributions by location and scale with more in their tails than the normal: cauchy, laplace, student_t.
 * k = location, scale. */
#include "base/math.h"
#include "random/dist_family.h"
#include "random/incbeta.h"

/* What is wrong with a scale; otherwise the constants and the support, a point where the scale is 0. */
static const char *set_scale(brink_i_dist *d, double location, double scale, const char *wrong)
{
    if (scale < 0.0) {
        return wrong;
    }
    d->k[0] = location;
    d->k[1] = scale;
    d->low = scale > 0.0 ? -HUGE_VAL : location;
    d->high = scale > 0.0 ? HUGE_VAL : location;
    return NULL;
}

/* Whether the farthest draws are still numbers. */
static bool is_finite_at(const brink_i_dist *d, double farthest)
{
    return isfinite(fabs(d->k[0]) + d->k[1] * farthest);
}

/* --- cauchy --------------------------------------------------------------------------------------------- */

#define PI 3.141592653589793

static const char *cauchy_prepare(brink_i_dist *d, const double *args, int n)
{
    (void)n;
    const char *wrong = set_scale(d, args[0], args[1], "cauchy: scale must not be negative");
    return wrong ? wrong : is_finite_at(d, 0x1p53) ? NULL : "cauchy: location or scale is too large";
}

/* tan(pi (p - 1/2)), in the outer halves by the cotangent of what is left to the end. */
static double cauchy_quantile(const brink_i_dist *d, double p, double q)
{
    const double tail = p <= q ? p : q, center = p <= q ? 0.5 - p : 0.5 - q;
    const double size = tail < 0.25 ? 1.0 / brink_i_tan(PI * tail) : brink_i_tan(PI * center);
    return p <= q ? d->k[0] - d->k[1] * size : d->k[0] + d->k[1] * size;
}

static double no_mean(const brink_i_dist *d) { return d->k[1] > 0.0 ? (double)NAN : d->k[0]; }

const brink_i_family brink_i_family_cauchy = {cauchy_prepare, cauchy_quantile, no_mean};

/* --- laplace -------------------------------------------------------------------------------------------- */

static const char *laplace_prepare(brink_i_dist *d, const double *args, int n)
{
    (void)n;
    const char *wrong = set_scale(d, args[0], args[1], "laplace: scale must not be negative");
    return wrong ? wrong : is_finite_at(d, 37.0) ? NULL : "laplace: location or scale is too large";
}

/* log(2 p), near the middle by the distance from it, so that its digits are kept. */
static double laplace_quantile(const brink_i_dist *d, double p, double q)
{
    const double tail = p <= q ? p : q, center = 0.5 - tail;
    const double size = tail < 0.25 ? -brink_i_log(2.0 * tail) : -brink_i_log1p(-2.0 * center);
    return p <= q ? d->k[0] - d->k[1] * size : d->k[0] + d->k[1] * size;
}

static double location_mean(const brink_i_dist *d) { return d->k[0]; }

const brink_i_family brink_i_family_laplace = {laplace_prepare, laplace_quantile, location_mean};

/* --- student_t: then k[2] = df, k[3], k[4], k[5] = shapes df/2, 1/2 and their constant ------------------ */

static double student_t_quantile(const brink_i_dist *d, double p, double q)
{
    /* P(|T| > t) = I_x(df/2, 1/2) at x = df/(df + t^2) (Abramowitz & Stegun 26.7.1, 26.5.27). */
    const brink_i_beta_shape s = {d->k[3], d->k[4], d->k[5]};
    const double tail = p <= q ? p : q, center = 0.5 - tail;
    if (!(center > 0.0)) {
        return d->k[0];
    }
    double y;
    const double x = brink_i_beta_inverse(&s, 2.0 * tail, 2.0 * center, &y);
    const double size = sqrt(d->k[2] * (y / x));
    return p <= q ? d->k[0] - d->k[1] * size : d->k[0] + d->k[1] * size;
}

static const char *student_t_prepare(brink_i_dist *d, const double *args, int n)
{
    if (!(args[0] >= 0.002 && args[0] <= 2e12)) {
        return "student_t: df (degrees of freedom) must lie between 0.002 and 2e12";
    }
    const char *wrong =
        set_scale(d, n == 3 ? args[1] : 0.0, n == 3 ? args[2] : 1.0, "student_t: scale must not be negative");
    if (wrong) {
        return wrong;
    }
    const brink_i_beta_shape s = brink_i_beta_shape_make(0.5 * args[0], 0.5);
    d->k[2] = args[0];
    d->k[3] = s.a;
    d->k[4] = s.b;
    d->k[5] = s.c;
    return isfinite(student_t_quantile(d, 1.0, BRINK_I_U_FIRST))
               ? NULL
               : "student_t: df is too small, or location or scale too large";
}

static double student_t_mean(const brink_i_dist *d) { return d->k[2] > 1.0 ? d->k[0] : no_mean(d); }

const brink_i_family brink_i_family_student_t = {student_t_prepare, student_t_quantile, student_t_mean};
