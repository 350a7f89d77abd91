/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "random/distribution.h"

typedef struct entry {
    const char *name;
    int fewest, most;
    bool discrete;
    const char *support, *help;
    brink_i_dist_argument arguments[6];
} entry;

static const entry table[BRINK_I_DIST_COUNT] = {
#define TABLE_ENTRY(kind, name, fewest, most, discrete, support, help, ...) \
    [BRINK_I_DIST_##kind] = {name, fewest, most, discrete, support, help, {__VA_ARGS__}},
    BRINK_I_DIST_LIST(TABLE_ENTRY)
#undef TABLE_ENTRY
};

int brink_i_dist_find(const char *name, size_t length)
{
    for (int kind = 0; kind < BRINK_I_DIST_COUNT; kind++) {
        if (strlen(table[kind].name) == length && memcmp(table[kind].name, name, length) == 0) {
            return kind;
        }
    }
    return -1;
}

const char *brink_i_dist_name(brink_i_dist_kind kind) { return table[kind].name; }

const char *brink_i_dist_help(brink_i_dist_kind kind) { return table[kind].help; }

const char *brink_i_dist_support_text(brink_i_dist_kind kind) { return table[kind].support; }

bool brink_i_dist_is_discrete(brink_i_dist_kind kind) { return table[kind].discrete; }

int brink_i_dist_min_arguments(brink_i_dist_kind kind) { return table[kind].fewest; }

int brink_i_dist_max_arguments(brink_i_dist_kind kind) { return table[kind].most; }

const char *brink_i_dist_argument_error(brink_i_dist_kind kind, int n)
{
    const entry *e = &table[kind];
    switch (kind) {
    case BRINK_I_DIST_UNIFORM:
        return n == 0 || n == 2 ? NULL : "uniform takes no argument, or two: low, high";
    case BRINK_I_DIST_NORMAL:
        return n == 0 || n == 2 ? NULL : "normal takes no argument, or two: mean, sd";
    case BRINK_I_DIST_LOGUNIFORM:
        return n == 2 ? NULL : "loguniform takes two arguments: low, high";
    case BRINK_I_DIST_LOGNORMAL:
        return n == 2 ? NULL : "lognormal takes two arguments: median, sigma";
    case BRINK_I_DIST_TRIANGULAR:
        return n == 3 ? NULL : "triangular takes three arguments: low, mode, high";
    case BRINK_I_DIST_PERT:
        return n == 3 || n == 4 ? NULL : "pert takes three or four arguments: low, mode, high, concentration";
    case BRINK_I_DIST_BETA:
        return n == 2 ? NULL : "beta takes two arguments: alpha, beta";
    case BRINK_I_DIST_GAMMA:
        return n == 2 ? NULL : "gamma takes two arguments: shape, scale";
    case BRINK_I_DIST_WEIBULL:
        return n == 2 ? NULL : "weibull takes two arguments: shape, scale";
    case BRINK_I_DIST_EXPONENTIAL:
        return n == 1 ? NULL : "exponential takes one argument: mean";
    case BRINK_I_DIST_BERNOULLI:
        return n == 1 ? NULL : "bernoulli takes one argument: p";
    case BRINK_I_DIST_BINOMIAL:
        return n == 2 ? NULL : "binomial takes two arguments: n, p";
    case BRINK_I_DIST_POISSON:
        return n == 1 ? NULL : "poisson takes one argument: mean";
    case BRINK_I_DIST_GEOMETRIC:
        return n == 1 ? NULL : "geometric takes one argument: p";
    case BRINK_I_DIST_DISCRETE:
        if (n > e->most) {
            return "discrete takes at most 32 pairs of value and weight";
        }
        return n >= 2 && n % 2 == 0 ? NULL
                                    : "discrete takes pairs of arguments: value, weight, value, weight, ...";
    case BRINK_I_DIST_ELICITED:
        return n >= 3 && n <= 5 ? NULL : "elicited takes three to five arguments: q05, q50, q95, low, high";
    case BRINK_I_DIST_CAUCHY:
        return n == 2 ? NULL : "cauchy takes two arguments: location, scale";
    case BRINK_I_DIST_LAPLACE:
        return n == 2 ? NULL : "laplace takes two arguments: location, scale";
    case BRINK_I_DIST_STUDENT_T:
        return n == 1 || n == 3 ? NULL : "student_t takes one argument, or three: df, location, scale";
    case BRINK_I_DIST_DATA:
        return n < 1         ? "data takes at least one value"
               : n > e->most ? "data takes at most 64 values; more can stand in a file: see samples"
                             : NULL;
    case BRINK_I_DIST_COUNT:
        break;
    }
    return "unknown distribution";
}

brink_i_dist_argument brink_i_dist_argument_at(brink_i_dist_kind kind, int i)
{
    return table[kind].arguments[kind == BRINK_I_DIST_DISCRETE ? i % 2 : kind == BRINK_I_DIST_DATA ? 0 : i];
}
