/* SPDX-License-Identifier: Apache-2.0 */
/* bernoulli, binomial, poisson, geometric. A quantile is the least k with P(X <= k) >= p, or, above the
 * median, with P(X > k) <= q. */
#include "base/math.h"
#include "base/normal.h"
#include "random/dist_family.h"
#include "random/incbeta.h"
#include "random/incgamma.h"

#define COUNT_MAX 1e12

/* Up to this mean, and short of the far upper tail, adding up probabilities from 0 is quicker than the
 * search. */
#define SUM_MEAN 16.0
#define SUM_Q 1e-4

static bool is_probability(double p) { return p >= 0.0 && p <= 1.0; }

/* --- search --------------------------------------------------------------------------------------------- */

typedef struct goal {
    const brink_i_dist *d;
    bool upper;    /* compare P(X > k) with q, not P(X <= k) with p */
    double target; /* the logarithm of q or p */
} goal;

typedef bool reached_function(const goal *g, double k);

/* The least whole k >= 0 that has been reached, found from a guess; reached is monotone in k. */
static double search(const goal *g, reached_function *reached, double guess)
{
    double below, at; /* not reached, reached */
    double stride = 1.0;
    const double start = guess > 0.0 ? floor(guess) : 0.0;
    if (reached(g, start)) {
        at = start;
        for (;;) {
            if (at <= 0.0) {
                return 0.0;
            }
            below = fmax(at - stride, 0.0);
            if (!reached(g, below)) {
                break;
            }
            at = below;
            stride *= 2.0;
        }
    } else {
        below = start;
        for (;;) {
            at = below + stride;
            if (reached(g, at) || isinf(at)) {
                break;
            }
            below = at;
            stride *= 2.0;
        }
    }
    while (at - below > 1.0) {
        const double middle = floor(below + 0.5 * (at - below));
        if (reached(g, middle)) {
            at = middle;
        } else {
            below = middle;
        }
    }
    return at;
}

/* Cornish-Fisher: the normal quantile with a correction for skewness. */
static double guess_count(double mean, double sd, double skewness, double p, double q)
{
    const double z = brink_i_normal_inverse(p, q);
    return mean + sd * (z + skewness * (z * z - 1.0) / 6.0);
}

static goal make_goal(const brink_i_dist *d, double p, double q)
{
    const bool upper = q < p;
    return (goal){d, upper, brink_i_log(upper ? q : p)};
}

/* --- bernoulli: k = p ----------------------------------------------------------------------------------- */

static const char *bernoulli_prepare(brink_i_dist *d, const double *args, int n)
{
    (void)n;
    if (!is_probability(args[0])) {
        return "bernoulli: p must lie between 0 and 1";
    }
    d->k[0] = args[0];
    d->low = args[0] < 1.0 ? 0.0 : 1.0;
    d->high = args[0] > 0.0 ? 1.0 : 0.0;
    return NULL;
}

static double bernoulli_quantile(const brink_i_dist *d, double p, double q)
{
    (void)p;
    return q < d->k[0] ? 1.0 : 0.0;
}

static double bernoulli_mean(const brink_i_dist *d) { return d->k[0]; }

const brink_i_family brink_i_family_bernoulli = {bernoulli_prepare, bernoulli_quantile, bernoulli_mean};

/* --- poisson: k = mean, P(X = 0) ------------------------------------------------------------------------ */

static const char *poisson_prepare(brink_i_dist *d, const double *args, int n)
{
    (void)n;
    if (!(args[0] >= 0.0 && args[0] <= COUNT_MAX)) {
        return "poisson: mean must lie between 0 and 1e12";
    }
    d->k[0] = args[0];
    d->k[1] = brink_i_exp(-args[0]);
    d->low = 0.0;
    d->high = args[0] > 0.0 ? HUGE_VAL : 0.0;
    return NULL;
}

static bool poisson_reached(const goal *g, double k)
{
    /* P(X <= k) = Q(k+1, mean). */
    const brink_i_gamma_shape shape = brink_i_gamma_shape_make(k + 1.0);
    const double tail = brink_i_gamma_tail(&shape, g->d->k[0], !g->upper).log;
    return g->upper ? tail <= g->target : tail >= g->target;
}

static double poisson_quantile(const brink_i_dist *d, double p, double q)
{
    const double mean = d->k[0];
    if (mean <= 0.0) {
        return 0.0;
    }
    if (mean <= SUM_MEAN && q > SUM_Q) {
        double k = 0.0, term = d->k[1], sum = term;
        while (sum < p && term > 0.0) {
            k += 1.0;
            term *= mean / k;
            sum += term;
        }
        return k;
    }
    const goal g = make_goal(d, p, q);
    const double sd = sqrt(mean);
    return search(&g, poisson_reached, guess_count(mean, sd, 1.0 / sd, p, q));
}

static double poisson_mean(const brink_i_dist *d) { return d->k[0]; }

const brink_i_family brink_i_family_poisson = {poisson_prepare, poisson_quantile, poisson_mean};

/* --- binomial: k = n, p, P(X = 0) ----------------------------------------------------------------------- */

static const char *binomial_prepare(brink_i_dist *d, const double *args, int n)
{
    (void)n;
    if (!(args[0] >= 0.0 && args[0] <= COUNT_MAX && floor(args[0]) >= args[0])) {
        return "binomial: n must be a whole number between 0 and 1e12";
    }
    if (!is_probability(args[1])) {
        return "binomial: p must lie between 0 and 1";
    }
    d->k[0] = args[0];
    d->k[1] = args[1];
    d->k[2] = args[1] < 1.0 ? brink_i_exp(args[0] * brink_i_log1p(-args[1])) : 0.0;
    d->low = args[1] < 1.0 ? 0.0 : args[0];
    d->high = args[1] > 0.0 ? args[0] : 0.0;
    return NULL;
}

static bool binomial_reached(const goal *g, double k)
{
    const double n = g->d->k[0], x = g->d->k[1];
    if (k >= n) {
        return true;
    }
    if (g->upper) { /* P(X > k) = I_x(k+1, n-k) */
        const brink_i_beta_shape s = brink_i_beta_shape_make(k + 1.0, n - k);
        return brink_i_beta_tail(&s, x, 1.0 - x).log <= g->target;
    }
    const brink_i_beta_shape s = brink_i_beta_shape_make(n - k, k + 1.0);
    return brink_i_beta_tail(&s, 1.0 - x, x).log >= g->target;
}

static double binomial_quantile(const brink_i_dist *d, double p, double q)
{
    const double n = d->k[0], x = d->k[1];
    if (d->low >= d->high) {
        return d->low;
    }
    const double mean = n * x;
    if (mean <= SUM_MEAN && q > SUM_Q) {
        const double odds = x / (1.0 - x);
        double k = 0.0, term = d->k[2], sum = term;
        while (sum < p && k < n) {
            k += 1.0;
            term *= (n - k + 1.0) / k * odds;
            sum += term;
        }
        return k;
    }
    const goal g = make_goal(d, p, q);
    const double sd = sqrt(mean * (1.0 - x));
    return search(&g, binomial_reached, fmin(guess_count(mean, sd, (1.0 - 2.0 * x) / sd, p, q), n));
}

static double binomial_mean(const brink_i_dist *d) { return d->k[0] * d->k[1]; }

const brink_i_family brink_i_family_binomial = {binomial_prepare, binomial_quantile, binomial_mean};

/* --- geometric: k = p, log(1-p) ------------------------------------------------------------------------- */

static const char *geometric_prepare(brink_i_dist *d, const double *args, int n)
{
    (void)n;
    /* Below 1e-14 the counts are no longer whole numbers that a double can hold one by one. */
    if (!(args[0] >= 1e-14 && args[0] <= 1.0)) {
        return "geometric: p must lie between 1e-14 and 1";
    }
    d->k[0] = args[0];
    d->k[1] = args[0] < 1.0 ? brink_i_log1p(-args[0]) : 0.0;
    d->low = 0.0;
    d->high = args[0] < 1.0 ? HUGE_VAL : 0.0;
    return NULL;
}

static double geometric_quantile(const brink_i_dist *d, double p, double q)
{
    if (!(d->k[1] < 0.0)) {
        return 0.0;
    }
    /* P(X > k) = (1-p)^(k+1) */
    const double log_q = p <= q ? brink_i_log1p(-p) : brink_i_log(q);
    const double k = ceil(log_q / d->k[1]) - 1.0;
    return k > 0.0 ? k : 0.0;
}

static double geometric_mean(const brink_i_dist *d) { return (1.0 - d->k[0]) / d->k[0]; }

const brink_i_family brink_i_family_geometric = {geometric_prepare, geometric_quantile, geometric_mean};
