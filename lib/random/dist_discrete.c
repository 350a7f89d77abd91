/* SPDX-License-Identifier: Apache-2.0 */
/* Lists of values, which stay with the caller: discrete(value, weight, ...), data(value, value, ...). */
#include "base/math.h"
#include "random/dist_family.h"

/* --- discrete: k = sum of the weights, mean ------------------------------------------------------------- */

static double value_at(const brink_i_dist *d, int rank) { return d->args[2 * d->order[rank]]; }

static double weight_at(const brink_i_dist *d, int rank) { return d->args[2 * d->order[rank] + 1]; }

static const char *discrete_prepare(brink_i_dist *d, const double *args, int n)
{
    const int pairs = n / 2;
    double total = 0.0, mean = 0.0;
    for (int i = 0; i < pairs; i++) {
        if (args[2 * i + 1] < 0.0) {
            return "discrete: a weight is negative";
        }
        int rank = i; /* insertion sort; equal values keep their order */
        for (; rank > 0 && args[2 * d->order[rank - 1]] > args[2 * i]; rank--) {
            d->order[rank] = d->order[rank - 1];
        }
        d->order[rank] = (unsigned char)i;
    }
    for (int rank = 0; rank < pairs; rank++) {
        total += weight_at(d, rank);
    }
    if (!(total > 0.0)) {
        return "discrete: every weight is zero";
    }
    if (!isfinite(total)) {
        return "discrete: the weights are too large";
    }
    int first = 0, last = pairs - 1;
    while (!(weight_at(d, first) > 0.0)) {
        first++;
    }
    while (!(weight_at(d, last) > 0.0)) {
        last--;
    }
    for (int rank = first; rank <= last; rank++) {
        mean += value_at(d, rank) * (weight_at(d, rank) / total);
    }
    d->k[0] = total;
    d->k[1] = mean;
    d->low = value_at(d, first);
    d->high = value_at(d, last);
    return NULL;
}

static double discrete_quantile(const brink_i_dist *d, double p, double q)
{
    const int pairs = d->n / 2;
    double sum = 0.0;
    double value = 0.0; /* the last value of positive weight that was passed */
    if (p <= q) {
        for (int rank = 0; rank < pairs; rank++) {
            const double weight = weight_at(d, rank);
            if (!(weight > 0.0)) {
                continue;
            }
            sum += weight;
            value = value_at(d, rank);
            if (sum >= p * d->k[0]) {
                break;
            }
        }
    } else {
        for (int rank = pairs - 1; rank >= 0; rank--) {
            const double weight = weight_at(d, rank);
            if (!(weight > 0.0)) {
                continue;
            }
            sum += weight;
            value = value_at(d, rank);
            if (sum > q * d->k[0]) {
                break;
            }
        }
    }
    return value;
}

static double discrete_mean(const brink_i_dist *d) { return d->k[1]; }

const brink_i_family brink_i_family_discrete = {discrete_prepare, discrete_quantile, discrete_mean};

/* --- data: k = mean ------------------------------------------------------------------------------------- */

static const char *data_prepare(brink_i_dist *d, const double *args, int n)
{
    double mean = 0.0;
    for (int i = 0; i < n; i++) {
        int rank = i;
        for (; rank > 0 && args[d->order[rank - 1]] > args[i]; rank--) {
            d->order[rank] = d->order[rank - 1];
        }
        d->order[rank] = (unsigned char)i;
    }
    for (int rank = 0; rank < n; rank++) {
        mean += args[d->order[rank]] / n;
    }
    d->k[0] = mean;
    d->low = args[d->order[0]];
    d->high = args[d->order[n - 1]];
    return NULL;
}

/* The least value x with P(X <= x) >= p, counted from the nearer end. */
static double data_quantile(const brink_i_dist *d, double p, double q)
{
    const double n = d->n;
    const double below = p <= q ? ceil(p * n) - 1.0 : n - 1.0 - floor(q * n);
    const int rank = below < 0.0 ? 0 : below > n - 1.0 ? d->n - 1 : (int)below;
    return d->args[d->order[rank]];
}

static double data_mean(const brink_i_dist *d) { return d->k[0]; }

const brink_i_family brink_i_family_data = {data_prepare, data_quantile, data_mean};
