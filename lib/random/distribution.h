/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_RANDOM_DISTRIBUTION_H
#define BRINK_RANDOM_DISTRIBUTION_H

/* The catalogue of distributions. Every draw is by inversion: exactly one uniform per draw, the result a
 * non-decreasing function of it (up to rounding in the last places), so that common random numbers,
 * antithetic and quasi-random sampling work for all of them. Results are the same bits on every machine.
 * docs/distributions.md is the reference page. */

#include <stdbool.h>
#include <stddef.h>

/** What an argument of a distribution is, for unit checking. */
typedef enum brink_i_dist_role {
    BRINK_I_ROLE_VALUE, /* carries the unit of the result: a location, scale or bound */
    BRINK_I_ROLE_PURE   /* dimensionless: a shape, probability or weight */
} brink_i_dist_role;

/** One argument: its name and role. */
typedef struct brink_i_dist_argument {
    const char *name; /* NULL behind the last */
    brink_i_dist_role role;
} brink_i_dist_argument;

#define BRINK_I_DIST_MAX_PAIRS 32                            /* value and weight pairs of discrete() */
#define BRINK_I_DIST_MAX_VALUES (2 * BRINK_I_DIST_MAX_PAIRS) /* values of data() */

/** Every distribution: kind, name, fewest and most arguments, whether the result takes separate values,
 *  support, help, and then its arguments. The order is free. */
/* clang-format off */
#define BRINK_I_DIST_LIST(ENTRY) \
    ENTRY(UNIFORM, "uniform", 0, 2, false, "[low, high]", \
          "every value between low and high equally likely; without arguments between 0 and 1", \
          {"low", BRINK_I_ROLE_VALUE}, {"high", BRINK_I_ROLE_VALUE}) \
    ENTRY(LOGUNIFORM, "loguniform", 2, 2, false, "[low, high], low > 0", \
          "the logarithm is uniform: every factor between low and high equally likely", \
          {"low", BRINK_I_ROLE_VALUE}, {"high", BRINK_I_ROLE_VALUE}) \
    ENTRY(NORMAL, "normal", 0, 2, false, "all numbers", \
          "normal by mean and standard deviation (not variance); without arguments mean 0, sd 1", \
          {"mean", BRINK_I_ROLE_VALUE}, {"sd", BRINK_I_ROLE_VALUE}) \
    ENTRY(LOGNORMAL, "lognormal", 2, 2, false, "(0, infinity)", \
          "lognormal by its median and sigma, the standard deviation of the natural logarithm", \
          {"median", BRINK_I_ROLE_VALUE}, {"sigma", BRINK_I_ROLE_PURE}) \
    ENTRY(TRIANGULAR, "triangular", 3, 3, false, "[low, high]", \
          "density rises in a straight line from low to mode and falls to high", \
          {"low", BRINK_I_ROLE_VALUE}, {"mode", BRINK_I_ROLE_VALUE}, {"high", BRINK_I_ROLE_VALUE}) \
    ENTRY(PERT, "pert", 3, 4, false, "[low, high]", \
          "beta between low and high, mean (low + c mode + high)/(c + 2), concentration c = 4 if left out", \
          {"low", BRINK_I_ROLE_VALUE}, {"mode", BRINK_I_ROLE_VALUE}, {"high", BRINK_I_ROLE_VALUE}, \
          {"concentration", BRINK_I_ROLE_PURE}) \
    ENTRY(BETA, "beta", 2, 2, false, "[0, 1]", \
          "beta with density proportional to x^(alpha-1) (1-x)^(beta-1)", \
          {"alpha", BRINK_I_ROLE_PURE}, {"beta", BRINK_I_ROLE_PURE}) \
    ENTRY(GAMMA, "gamma", 2, 2, false, "[0, infinity)", \
          "gamma by shape and scale (not rate); mean shape * scale", \
          {"shape", BRINK_I_ROLE_PURE}, {"scale", BRINK_I_ROLE_VALUE}) \
    ENTRY(WEIBULL, "weibull", 2, 2, false, "[0, infinity)", \
          "Weibull by shape and scale: P(X > x) = exp(-(x/scale)^shape)", \
          {"shape", BRINK_I_ROLE_PURE}, {"scale", BRINK_I_ROLE_VALUE}) \
    ENTRY(EXPONENTIAL, "exponential", 1, 1, false, "[0, infinity)", "exponential by its mean (not rate)", \
          {"mean", BRINK_I_ROLE_VALUE}, {NULL, BRINK_I_ROLE_PURE}) \
    ENTRY(BERNOULLI, "bernoulli", 1, 1, true, "{0, 1}", "1 with probability p, else 0", \
          {"p", BRINK_I_ROLE_PURE}, {NULL, BRINK_I_ROLE_PURE}) \
    ENTRY(BINOMIAL, "binomial", 2, 2, true, "{0, 1, ..., n}", \
          "successes in n independent trials of probability p", \
          {"n", BRINK_I_ROLE_PURE}, {"p", BRINK_I_ROLE_PURE}) \
    ENTRY(POISSON, "poisson", 1, 1, true, "{0, 1, 2, ...}", "Poisson by its mean", \
          {"mean", BRINK_I_ROLE_PURE}, {NULL, BRINK_I_ROLE_PURE}) \
    ENTRY(GEOMETRIC, "geometric", 1, 1, true, "{0, 1, 2, ...}", \
          "failures before the first success in independent trials of probability p", \
          {"p", BRINK_I_ROLE_PURE}, {NULL, BRINK_I_ROLE_PURE}) \
    ENTRY(DISCRETE, "discrete", 2, 2 * BRINK_I_DIST_MAX_PAIRS, true, "the values of positive weight", \
          "each value with probability proportional to the weight behind it: value, weight, value, " \
          "weight, ...", \
          {"value", BRINK_I_ROLE_VALUE}, {"weight", BRINK_I_ROLE_PURE}) \
    ENTRY(ELICITED, "elicited", 3, 5, false, "all numbers; with low, above it; with high, below it", \
          "metalog through the 5th, 50th and 95th percentiles (Keelin 2016), bounded by low and " \
          "high if given", \
          {"q05", BRINK_I_ROLE_VALUE}, {"q50", BRINK_I_ROLE_VALUE}, {"q95", BRINK_I_ROLE_VALUE}, \
          {"low", BRINK_I_ROLE_VALUE}, {"high", BRINK_I_ROLE_VALUE}) \
    ENTRY(CAUCHY, "cauchy", 2, 2, false, "all numbers", \
          "Cauchy by location (its median) and scale (half its interquartile range); it has no mean", \
          {"location", BRINK_I_ROLE_VALUE}, {"scale", BRINK_I_ROLE_VALUE}) \
    ENTRY(LAPLACE, "laplace", 2, 2, false, "all numbers", \
          "Laplace (double exponential) by location and scale: density proportional to exp(-|x - location|/scale)", \
          {"location", BRINK_I_ROLE_VALUE}, {"scale", BRINK_I_ROLE_VALUE}) \
    ENTRY(STUDENT_T, "student_t", 1, 3, false, "all numbers", \
          "Student's t by degrees of freedom, location and scale (not sd); location 0, scale 1 if left out", \
          {"df", BRINK_I_ROLE_PURE}, {"location", BRINK_I_ROLE_VALUE}, {"scale", BRINK_I_ROLE_VALUE}) \
    ENTRY(DATA, "data", 1, BRINK_I_DIST_MAX_VALUES, true, "the values", \
          "each of the values equally likely (the empirical distribution): value, value, ...", \
          {"value", BRINK_I_ROLE_VALUE}, {NULL, BRINK_I_ROLE_PURE})

typedef enum brink_i_dist_kind {
#define BRINK_I_DIST_KIND(kind, ...) BRINK_I_DIST_##kind,
    BRINK_I_DIST_LIST(BRINK_I_DIST_KIND)
#undef BRINK_I_DIST_KIND
    BRINK_I_DIST_COUNT
} brink_i_dist_kind;
/* clang-format on */

/** A distribution with its arguments, ready to draw from. A plain value; owns nothing. */
typedef struct brink_i_dist {
    brink_i_dist_kind kind;
    int n;              /* number of arguments */
    const double *args; /* as given to prepare; used later by discrete and data only */
    double k[8];        /* the family's constants */
    unsigned char order[BRINK_I_DIST_MAX_VALUES]; /* discrete, data: pairs or values, smallest value first */
    /* A uniform u is mapped to p = p_low + u p_width and q = 1 - p = q_high + (1-u) q_width, kept apart
     * because a truncated distribution may live in a far tail on either side. Untruncated: 0, 1, 0, 1. */
    double p_low, p_width, q_high, q_width;
    double low, high; /* every result is within; infinite where unbounded */
} brink_i_dist;

/* --- catalogue ------------------------------------------------------------------------------------------ */

/** The kind with that name (not NUL-terminated), or -1. */
int brink_i_dist_find(const char *name, size_t length);

const char *brink_i_dist_name(brink_i_dist_kind kind);
const char *brink_i_dist_help(brink_i_dist_kind kind);
const char *brink_i_dist_support_text(brink_i_dist_kind kind);

/** Whether the results are separate values (counts, listed values) and not a continuum. */
bool brink_i_dist_is_discrete(brink_i_dist_kind kind);

/** Fewest and most arguments. Not every number between needs to be right: ask brink_i_dist_argument_error. */
int brink_i_dist_min_arguments(brink_i_dist_kind kind);
int brink_i_dist_max_arguments(brink_i_dist_kind kind);

/** What is wrong with giving n arguments, in static text; NULL when nothing is. */
const char *brink_i_dist_argument_error(brink_i_dist_kind kind, int n);

/** Name and role of argument i (from 0), for any i below the most; discrete repeats its pair. */
brink_i_dist_argument brink_i_dist_argument_at(brink_i_dist_kind kind, int i);

/** Whether n constant weights look like probabilities of which one was forgotten: numbers below 1 (`most`:
 * the greatest) that do not add up to 1. Whole numbers and anything from 1 on can only be meant as weights.
 */
bool brink_i_weights_mislead(double sum, double most, int n);

/* --- use ------------------------------------------------------------------------------------------------ */

/** Makes a distribution ready. Returns NULL, or what is wrong with the arguments in static text; then *d must
 * not be used. `args` must outlive *d if kind is BRINK_I_DIST_DISCRETE or _DATA; may be NULL when n is 0. */
const char *brink_i_dist_prepare(brink_i_dist *d, brink_i_dist_kind kind, const double *args, int n);

/** Restricts a prepared distribution to [low, high] (either may be infinite), that is, conditions on it.
 * Returns NULL, or what is wrong in static text; then *d is unchanged. */
const char *brink_i_dist_truncate(brink_i_dist *d, double low, double high);

/** The draw that belongs to the uniform u, 0 < u < 1. */
double brink_i_dist_quantile(const brink_i_dist *d, double u);

/** P(X <= x): the greatest p, in the steps of doubles, whose quantile is at most x, so that it belongs to the
 * quantiles to their last bits. Takes some sixty of them. NaN for NaN. */
double brink_i_dist_cdf(const brink_i_dist *d, double x);

/** What is asked of a distribution without drawing from it. */
typedef enum brink_i_dist_ask { BRINK_I_ASK_QUANTILE, BRINK_I_ASK_CDF } brink_i_dist_ask;

/** Its answer. `args`: the distribution's arguments, low and high if it is truncated, and last what is asked
 * about, n in all. The quantile at 0 and 1 is the least and the greatest result, infinite where there is no
 * bound. NaN where an argument is wrong, or the quantile is asked for beyond 0 and 1. */
double brink_i_dist_answer(brink_i_dist_ask ask, brink_i_dist_kind kind, bool truncated, const double *args,
                           int n);

/** The closed range of possible results; infinite where there is no bound. */
void brink_i_dist_support(const brink_i_dist *d, double *low, double *high);

/** The mean where it has a closed form, else NaN (when truncated; elicited with bounds; where there is none).
 */
double brink_i_dist_mean(const brink_i_dist *d);

/** For elicited: the open range that q50 (args[1], not read) must lie in, given the other arguments.
 *  False when those are wrong themselves. */
bool brink_i_dist_elicited_range(const double *args, int n, double *low, double *high);

#endif
