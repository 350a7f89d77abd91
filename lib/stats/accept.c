/* SPDX-License-Identifier: Apache-2.0 */
#include "stats/accept.h"

#include "stats/binomial.h"
#include "stats/critical.h"

#include <math.h>

double brink_i_accept_share(double family, uint64_t checks)
{
    return checks > 1 ? family / (double)checks : family;
}

static bool is_proper(double low, double high, double alpha)
{
    return low <= high && alpha > 0.0 && alpha < 1.0;
}

/* The point of the range nearest to x. */
static double nearest(double x, double low, double high) { return x < low ? low : x > high ? high : x; }

static double in_units(double distance, double unit)
{
    if (distance == 0.0) {
        return 0.0;
    }
    return unit > 0.0 ? distance / unit : copysign(INFINITY, distance);
}

static void judge(brink_i_verdict *verdict, double observed, double statistic, double critical)
{
    verdict->observed = observed;
    verdict->statistic = statistic;
    verdict->critical = critical;
    verdict->accepted = fabs(statistic) <= critical; /* false for NaN */
}

brink_status brink_i_accept_mean(const brink_i_moments *moments, double low, double high, double sd,
                                 double alpha, brink_i_verdict *verdict)
{
    if (!is_proper(low, high, alpha) || moments->count < 2 || sd < 0.0) {
        return BRINK_ERR_ARGUMENT;
    }
    double mean = brink_i_moments_mean(moments);
    double unit = (isnan(sd) ? brink_i_moments_sd(moments) : sd) / sqrt((double)moments->count);
    double z = moments->non_finite > 0 ? INFINITY : in_units(mean - nearest(mean, low, high), unit);
    judge(verdict, mean, z, brink_i_critical_normal(alpha));
    return BRINK_OK;
}

brink_status brink_i_accept_sd(const brink_i_moments *moments, double low, double high, double kurtosis,
                               double alpha, brink_i_verdict *verdict)
{
    if (!is_proper(low, high, alpha) || moments->count < 2 || low < 0.0) {
        return BRINK_ERR_ARGUMENT;
    }
    double n = (double)moments->count, k = isnan(kurtosis) ? 3.0 : fmax(kurtosis, 1.1);
    double sd = brink_i_moments_sd(moments), answer = nearest(sd, low, high);
    double unit = sqrt((k - 1.0) / n + 2.0 / (n * (n - 1.0)));
    double ratio = sd == answer ? 1.0 : sd / answer;
    double y = moments->non_finite > 0 ? INFINITY : in_units(ratio * ratio - 1.0, unit);
    judge(verdict, sd, y, brink_i_critical_normal(alpha));
    return BRINK_OK;
}

brink_status brink_i_accept_probability(uint64_t count, uint64_t n, double low, double high, double alpha,
                                        brink_i_verdict *verdict)
{
    if (!is_proper(low, high, alpha) || n == 0 || count > n || low < 0.0 || high > 1.0) {
        return BRINK_ERR_ARGUMENT;
    }
    double observed = (double)count / (double)n, answer = nearest(observed, low, high);
    double z = 0.0;
    if (observed > answer) {
        z = brink_i_critical_normal(fmin(1.0, 2.0 * brink_i_binomial_at_least(count, n, answer)));
    } else if (observed < answer) {
        z = -brink_i_critical_normal(fmin(1.0, 2.0 * brink_i_binomial_at_most(count, n, answer)));
    }
    judge(verdict, observed, z, brink_i_critical_normal(alpha));
    return BRINK_OK;
}

brink_status brink_i_accept_every(const brink_i_moments *moments, double answer, double tolerance,
                                  brink_i_verdict *verdict)
{
    if (!(tolerance >= 0.0) || !isfinite(answer) || moments->count + moments->non_finite == 0) {
        return BRINK_ERR_ARGUMENT;
    }
    if (moments->count == 0) {
        judge(verdict, NAN, INFINITY, tolerance);
        return BRINK_OK;
    }
    double below = answer - moments->min, above = moments->max - answer;
    double furthest = below > above ? moments->min : moments->max;
    judge(verdict, furthest, moments->non_finite > 0 ? INFINITY : furthest - answer, tolerance);
    return BRINK_OK;
}
