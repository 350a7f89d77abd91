/* SPDX-License-Identifier: Apache-2.0 */
/* elicited(q05, q50, q95[, low[, high]]): the three-term metalog through symmetric percentiles, unbounded,
 * bounded below (log) or bounded on both sides (logit). Keelin, T. W. (2016), The metalog distributions,
 * Decision Analysis 13, 243-277, section 4.
 *
 * With L = log(p/q):  M(p) = a1 + a2 L + a3 (p - 1/2) L.  k = a1, a2, a3, low, high. */
#include "base/math.h"
#include "random/dist_family.h"

/* M increases everywhere exactly if |a3| F < a2, where F = 0.59983932012886692 is the greatest value of
 * (p - 1/2) + p q L over (0, 1). In terms of r = (m50 - m05)/(m95 - m05): margin < r < 1 - margin, with
 * margin = (1 - 0.45/F)/2. */
#define MARGIN 0.12489954817956589

#define LOG_19 2.944438979166440460009 /* L at the 95th percentile */

/* The scale on which the metalog is fitted: x, log(x - low), log((x - low)/(high - x)). */
static double to_line(double x, const double *args, int n)
{
    if (n == 3) {
        return x;
    }
    if (n == 4) {
        return brink_i_log(x - args[3]);
    }
    return brink_i_log((x - args[3]) / (args[4] - x));
}

static double from_line(double m, double low, double high, int n)
{
    if (n == 3) {
        return m;
    }
    if (n == 4) {
        return low + brink_i_exp(m);
    }
    if (m <= 0.0) {
        const double e = brink_i_exp(m);
        return low + (high - low) * (e / (1.0 + e));
    }
    return high - (high - low) / (1.0 + brink_i_exp(m));
}

/* What is wrong with the arguments other than q50. */
static const char *outer_error(const double *args, int n)
{
    if (args[0] > args[2]) {
        return "elicited: q05 lies above q95";
    }
    if (!isfinite(args[2] - args[0])) {
        return "elicited: the range is too large";
    }
    if (n >= 4 && !(args[3] < args[0])) {
        return "elicited: low must lie below q05";
    }
    if (n == 5 && !(args[4] > args[2])) {
        return "elicited: high must lie above q95";
    }
    if (n == 5 && !isfinite(args[4] - args[3])) {
        return "elicited: the range from low to high is too large";
    }
    return NULL;
}

bool brink_i_dist_elicited_range(const double *args, int n, double *low, double *high)
{
    if (n < 3 || n > 5) {
        return false;
    }
    for (int i = 0; i < n; i++) {
        if (i != 1 && !isfinite(args[i])) {
            return false;
        }
    }
    if (outer_error(args, n) != NULL) {
        return false;
    }
    const double m05 = to_line(args[0], args, n), m95 = to_line(args[2], args, n);
    const double bound_low = n >= 4 ? args[3] : 0.0, bound_high = n == 5 ? args[4] : 0.0;
    *low = from_line(m05 + MARGIN * (m95 - m05), bound_low, bound_high, n);
    *high = from_line(m95 - MARGIN * (m95 - m05), bound_low, bound_high, n);
    return true;
}

static double elicited_quantile(const brink_i_dist *d, double p, double q)
{
    const double L = brink_i_log(p) - brink_i_log(q);
    const double center = p <= q ? p - 0.5 : 0.5 - q;
    const double m = d->k[0] + (d->k[1] + d->k[2] * center) * L;
    return from_line(m, d->k[3], d->k[4], d->n);
}

static const char *elicited_prepare(brink_i_dist *d, const double *args, int n)
{
    const char *error = outer_error(args, n);
    if (error != NULL) {
        return error;
    }
    if (args[1] < args[0] || args[1] > args[2]) {
        return "elicited: the percentiles q05, q50, q95 must not decrease";
    }
    d->k[3] = n >= 4 ? args[3] : 0.0;
    d->k[4] = n == 5 ? args[4] : 0.0;
    if (args[0] >= args[2]) { /* all three the same: a constant */
        d->k[0] = to_line(args[1], args, n);
        d->low = d->high = args[1];
        return NULL;
    }
    const double m05 = to_line(args[0], args, n);
    const double m50 = to_line(args[1], args, n);
    const double m95 = to_line(args[2], args, n);
    const double rise = m50 - m05, spread = m95 - m05;
    if (!(rise > MARGIN * spread && rise < (1.0 - MARGIN) * spread)) {
        if (n == 3) {
            return "elicited: too skewed for a three-term metalog: q50 must lie between q05 + 0.1249 (q95 - "
                   "q05) and "
                   "q95 - 0.1249 (q95 - q05); a bound (low, or low and high) may allow more";
        }
        if (n == 4) {
            return "elicited: too skewed for a three-term metalog: log(q50 - low) must lie between 12.49 % "
                   "and "
                   "87.51 % of the way from log(q05 - low) to log(q95 - low)";
        }
        return "elicited: too skewed for a three-term metalog: log((q50 - low)/(high - q50)) must lie "
               "between "
               "12.49 % and 87.51 % of the way from its value for q05 to its value for q95";
    }
    d->k[0] = m50;
    d->k[1] = spread / (2.0 * LOG_19);
    d->k[2] = ((m95 - m50) - rise) / (0.9 * LOG_19);
    d->low = n >= 4 ? args[3] : -HUGE_VAL;
    d->high = n == 5 ? args[4] : HUGE_VAL;
    if (!isfinite(elicited_quantile(d, BRINK_I_U_FIRST, 1.0)) ||
        !isfinite(elicited_quantile(d, 1.0, 0x1p-53))) {
        return "elicited: the percentiles are too far apart";
    }
    return NULL;
}

static double elicited_mean(const brink_i_dist *d)
{
    if (d->low >= d->high) {
        return d->low;
    }
    return d->n == 3 ? d->k[0] + 0.5 * d->k[2] : (double)NAN;
}

const brink_i_family brink_i_family_elicited = {elicited_prepare, elicited_quantile, elicited_mean};
