/* SPDX-License-Identifier: Apache-2.0 */
#include "random/distribution.h"

#include <float.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "base/math.h"
#include "random/dist_family.h"

static const brink_i_family *family_of(brink_i_dist_kind kind)
{
    static const brink_i_family *const families[BRINK_I_DIST_COUNT] = {
        [BRINK_I_DIST_UNIFORM] = &brink_i_family_uniform,
        [BRINK_I_DIST_LOGUNIFORM] = &brink_i_family_loguniform,
        [BRINK_I_DIST_NORMAL] = &brink_i_family_normal,
        [BRINK_I_DIST_LOGNORMAL] = &brink_i_family_lognormal,
        [BRINK_I_DIST_TRIANGULAR] = &brink_i_family_triangular,
        [BRINK_I_DIST_PERT] = &brink_i_family_pert,
        [BRINK_I_DIST_BETA] = &brink_i_family_beta,
        [BRINK_I_DIST_GAMMA] = &brink_i_family_gamma,
        [BRINK_I_DIST_WEIBULL] = &brink_i_family_weibull,
        [BRINK_I_DIST_EXPONENTIAL] = &brink_i_family_exponential,
        [BRINK_I_DIST_BERNOULLI] = &brink_i_family_bernoulli,
        [BRINK_I_DIST_BINOMIAL] = &brink_i_family_binomial,
        [BRINK_I_DIST_POISSON] = &brink_i_family_poisson,
        [BRINK_I_DIST_GEOMETRIC] = &brink_i_family_geometric,
        [BRINK_I_DIST_DISCRETE] = &brink_i_family_discrete,
        [BRINK_I_DIST_ELICITED] = &brink_i_family_elicited,
        [BRINK_I_DIST_CAUCHY] = &brink_i_family_cauchy,
        [BRINK_I_DIST_LAPLACE] = &brink_i_family_laplace,
        [BRINK_I_DIST_STUDENT_T] = &brink_i_family_student_t,
        [BRINK_I_DIST_DATA] = &brink_i_family_data,
    };
    return families[kind];
}

const char *brink_i_dist_prepare(brink_i_dist *d, brink_i_dist_kind kind, const double *args, int n)
{
    const char *error = brink_i_dist_argument_error(kind, n);
    if (error != NULL) {
        return error;
    }
    for (int i = 0; i < n; i++) {
        if (!isfinite(args[i])) {
            return "every argument of a distribution must be a finite number";
        }
    }
    *d = (brink_i_dist){.kind = kind, .n = n, .args = args, .p_width = 1.0, .q_width = 1.0};
    return family_of(kind)->prepare(d, args, n);
}

static double clamped(double x, double low, double high) { return x < low ? low : x > high ? high : x; }

double brink_i_dist_quantile(const brink_i_dist *d, double u)
{
    const double p = d->p_low + u * d->p_width;
    const double q = d->q_high + (1.0 - u) * d->q_width;
    return clamped(family_of(d->kind)->quantile(d, p, q), d->low, d->high);
}

void brink_i_dist_support(const brink_i_dist *d, double *low, double *high)
{
    *low = d->low;
    *high = d->high;
}

double brink_i_dist_mean(const brink_i_dist *d)
{
    const bool whole = d->p_width >= 1.0 && d->q_width >= 1.0;
    return whole ? family_of(d->kind)->mean(d) : (double)NAN;
}

bool brink_i_weights_mislead(double sum, double most, int n)
{
    return n > 1 && most < 1.0 && fabs(sum - 1.0) > 1e-9;
}

/* --- truncation ----------------------------------------------------------------------------------------- */

/* A place in the distribution. */
typedef struct place {
    double p, q;
} place;

/* Where the results pass a bound: the last place before it and the first behind it. */
typedef struct edge {
    place before, behind;
} edge;

/* Doubles of one sign order like their bit patterns, so halving the patterns reaches 1e-300 as quickly as
 * 0.4. */
static double between(double a, double b)
{
    uint64_t bits_a, bits_b;
    memcpy(&bits_a, &a, sizeof a);
    memcpy(&bits_b, &b, sizeof b);
    const uint64_t bits = bits_a / 2 + bits_b / 2 + (bits_a & bits_b & 1);
    double middle;
    memcpy(&middle, &bits, sizeof middle);
    return middle;
}

static bool is_before(const brink_i_dist *d, place at, double bound, bool inclusive)
{
    const double x = clamped(family_of(d->kind)->quantile(d, at.p, at.q), d->low, d->high);
    return inclusive ? x <= bound : x < bound;
}

static edge find_edge(const brink_i_dist *d, double bound, bool inclusive)
{
    const bool in_upper_half = is_before(d, (place){0.5, 0.5}, bound, inclusive);
    double near = DBL_MIN, far = 0.5; /* the smaller of p and q, at the end and in the middle */
    const place end = in_upper_half ? (place){1.0, near} : (place){near, 1.0};
    if (is_before(d, end, bound, inclusive) == in_upper_half) {
        /* All of this half lies on one side. */
        const place outside = in_upper_half ? (place){1.0, 0.0} : (place){0.0, 1.0};
        return in_upper_half ? (edge){outside, outside} : (edge){outside, end};
    }
    for (;;) {
        const double middle = between(near, far);
        if (!(middle > near && middle < far)) {
            break;
        }
        const place at = in_upper_half ? (place){1.0 - middle, middle} : (place){middle, 1.0 - middle};
        if (is_before(d, at, bound, inclusive) == in_upper_half) {
            far = middle;
        } else {
            near = middle;
        }
    }
    if (in_upper_half) {
        return (edge){{1.0 - far, far}, {1.0 - near, near}};
    }
    return (edge){{near, 1.0 - near}, {far, 1.0 - far}};
}

const char *brink_i_dist_truncate(brink_i_dist *d, double low, double high)
{
    static const char *const nothing = "the distribution has no probability between these bounds";
    if (isnan(low) || isnan(high)) {
        return "the bounds of a truncated distribution must be numbers";
    }
    if (low > high) {
        return "the lower bound of a truncated distribution lies above its upper bound";
    }
    if (low > d->high || high < d->low) {
        return nothing;
    }
    const bool discrete = brink_i_dist_is_discrete(d->kind);
    /* A single point of a continuum, also one of its ends, has no probability. */
    if (!discrete && d->low < d->high && (low >= high || low >= d->high || high <= d->low)) {
        return nothing;
    }

    place first = {d->p_low, d->q_high + d->q_width};
    place last = {d->p_low + d->p_width, d->q_high};
    double new_low = d->low, new_high = d->high;
    if (low > d->low) {
        const edge e = find_edge(d, low, false);
        if (e.before.p >= 1.0 && e.before.q <= 0.0) {
            return nothing;
        }
        if (e.before.q < first.q || e.before.p > first.p) {
            first = e.before;
        }
        new_low = discrete ? family_of(d->kind)->quantile(d, e.behind.p, e.behind.q) : low;
    }
    if (high < d->high) {
        const edge e = find_edge(d, high, true);
        if (e.before.p <= 0.0) {
            return nothing;
        }
        if (e.before.p < last.p || e.before.q > last.q) {
            last = e.before;
        }
        new_high =
            discrete && e.before.q > 0.0 ? family_of(d->kind)->quantile(d, e.before.p, e.before.q) : high;
    }
    const double p_width = last.p - first.p;
    const double q_width = first.q - last.q;
    if (new_low > new_high || (p_width <= 0.0 && q_width <= 0.0)) {
        return nothing;
    }
    d->p_low = first.p;
    d->p_width = p_width;
    d->q_high = last.q;
    d->q_width = q_width;
    d->low = new_low;
    d->high = new_high;
    return NULL;
}

/* --- questions ------------------------------------------------------------------------------------------ */

double brink_i_dist_cdf(const brink_i_dist *d, double x)
{
    if (isnan(x)) {
        return x;
    }
    if (x < d->low || x >= d->high) {
        return x < d->low ? 0.0 : 1.0;
    }
    const place at = find_edge(d, x, true).before;
    /* Of a truncated distribution, the share of what it has: measured from the nearer end. */
    const double below = (at.p - d->p_low) / d->p_width, above = (at.q - d->q_high) / d->q_width;
    return clamped(at.p <= at.q && d->p_width > 0.0 ? below : 1.0 - above, 0.0, 1.0);
}

double brink_i_dist_answer(brink_i_dist_ask ask, brink_i_dist_kind kind, bool truncated, const double *args,
                           int n)
{
    brink_i_dist d;
    const int own = truncated ? n - 3 : n - 1;
    const double x = args[n - 1];
    if (brink_i_dist_prepare(&d, kind, args, own) ||
        (truncated && brink_i_dist_truncate(&d, args[own], args[own + 1]))) {
        return (double)NAN;
    }
    if (ask == BRINK_I_ASK_CDF) {
        return brink_i_dist_cdf(&d, x);
    }
    if (!(x > 0.0 && x < 1.0)) {
        return x >= 0.0 && x <= 0.0 ? d.low : x >= 1.0 && x <= 1.0 ? d.high : (double)NAN;
    }
    return brink_i_dist_quantile(&d, x);
}
