/* SPDX-License-Identifier: Apache-2.0 */
#include "random/fingerprint.h"

#include "base/bytes.h"
#include "base/math.h"
#include "random/distribution.h"
#include "random/stream.h"

enum { UNIFORMS = 200, FUNCTIONS = 10 };

static const struct family {
    brink_i_dist_kind kind;
    int n;
    double args[5];
} families[] = {{BRINK_I_DIST_NORMAL, 2, {1.0, 3.0}},       {BRINK_I_DIST_LOGNORMAL, 2, {2.0, 0.7}},
                {BRINK_I_DIST_LOGUNIFORM, 2, {0.01, 40.0}}, {BRINK_I_DIST_TRIANGULAR, 3, {-1.0, 0.3, 2.0}},
                {BRINK_I_DIST_PERT, 3, {1.0, 2.0, 7.0}},    {BRINK_I_DIST_BETA, 2, {0.6, 3.1}},
                {BRINK_I_DIST_GAMMA, 2, {0.3, 2.0}},        {BRINK_I_DIST_GAMMA, 2, {7.5, 0.2}},
                {BRINK_I_DIST_WEIBULL, 2, {1.7, 5.0}},      {BRINK_I_DIST_EXPONENTIAL, 1, {3.0}},
                {BRINK_I_DIST_BINOMIAL, 2, {40.0, 0.3}},    {BRINK_I_DIST_POISSON, 1, {6.2}},
                {BRINK_I_DIST_GEOMETRIC, 1, {0.2}},         {BRINK_I_DIST_ELICITED, 3, {1.0, 2.0, 5.0}}};
enum { FAMILIES = sizeof families / sizeof *families };

/* Arguments between 2^-10 and 2^10, of which most models' are. */
static double argument(double u) { return brink_i_exp((u - 0.5) * 13.86); }

static void functions(double u, double out[FUNCTIONS])
{
    const double x = argument(u);
    const double values[FUNCTIONS] = {
        brink_i_exp(x * 0.1), brink_i_expm1(-x), brink_i_log(x), brink_i_log1p(x), brink_i_pow(x, u * 3),
        brink_i_lgamma(x),    brink_i_log10(x),  brink_i_sin(x), brink_i_cos(x),   brink_i_tan(u)};
    for (int i = 0; i < FUNCTIONS; i++) {
        out[i] = values[i];
    }
}

uint64_t brink_i_fingerprint(void)
{
    double values[UNIFORMS][1 + FUNCTIONS + FAMILIES] = {{0.0}};
    brink_i_stream stream = brink_i_stream_open(brink_i_owner_key_make(1, "fingerprint"), 0);
    brink_i_dist dists[FAMILIES];
    for (int k = 0; k < FAMILIES; k++) {
        (void)brink_i_dist_prepare(&dists[k], families[k].kind, families[k].args, families[k].n);
    }
    for (int i = 0; i < UNIFORMS; i++) {
        const double u = brink_i_stream_uniform(&stream);
        values[i][0] = u;
        functions(u, &values[i][1]);
        for (int k = 0; k < FAMILIES; k++) {
            values[i][1 + FUNCTIONS + k] = brink_i_dist_quantile(&dists[k], u);
        }
    }
    return brink_i_digest(values, sizeof values);
}
