/* SPDX-License-Identifier: Apache-2.0 */
#include "stats/binomial.h"
#include "stats/critical.h"
#include "stats/sketch.h"

#include <math.h>

/* The cell that holds the value of a rank, and the rank within it (from 1). */
static brink_i_sketch_cell find_rank(const brink_i_sketch *sketch, uint64_t rank, uint64_t *within)
{
    brink_i_sketch_cursor cursor = {0};
    brink_i_sketch_cell cell = {NAN, NAN, 0};
    while (brink_i_sketch_next(sketch, &cursor, &cell)) {
        if (rank <= cell.count) {
            break;
        }
        rank -= cell.count;
    }
    *within = rank;
    return cell;
}

double brink_i_sketch_at_rank(const brink_i_sketch *sketch, uint64_t rank)
{
    uint64_t within;
    if (sketch->count == 0) {
        return NAN;
    }
    if (rank <= 1) {
        return sketch->min;
    }
    if (rank >= sketch->count) {
        return sketch->max;
    }
    brink_i_sketch_cell cell = find_rank(sketch, rank, &within);
    if (cell.low == cell.high) {
        return cell.low;
    }
    double share = ((double)within - 0.5) / (double)cell.count;
    double value = cell.low + share * (cell.high - cell.low);
    if (!sketch->fractional) {
        value = floor(value + 0.5);
    }
    return fmin(fmax(value, cell.low), cell.high);
}

double brink_i_sketch_quantile(const brink_i_sketch *sketch, double p)
{
    double position = p * (double)sketch->count;
    /* p * n is rounded: 0.07 * 100 comes out a little above 7 and must still mean rank 7. */
    position = ceil(position - position * 0x1p-50);
    if (position < 1.0) {
        return brink_i_sketch_at_rank(sketch, 1);
    }
    if (position >= (double)sketch->count) {
        return brink_i_sketch_at_rank(sketch, sketch->count);
    }
    return brink_i_sketch_at_rank(sketch, (uint64_t)position);
}

/* Smallest k in [0, n + 1] with P(X >= k) <= tail, X ~ Binomial(n, p). */
static uint64_t rank_cutting_upper(uint64_t n, double p, double tail)
{
    uint64_t low = 0, high = n + 1;
    while (low < high) {
        uint64_t mid = low + (high - low) / 2;
        if (brink_i_binomial_at_least(mid, n, p) <= tail) {
            high = mid;
        } else {
            low = mid + 1;
        }
    }
    return low;
}

/* Largest k in [0, n] with P(X <= k - 1) <= tail; 0 always qualifies. */
static uint64_t rank_cutting_lower(uint64_t n, double p, double tail)
{
    uint64_t low = 0, high = n;
    while (low < high) {
        uint64_t mid = low + (high - low + 1) / 2;
        if (brink_i_binomial_at_most(mid - 1, n, p) <= tail) {
            low = mid;
        } else {
            high = mid - 1;
        }
    }
    return low;
}

void brink_i_sketch_quantile_interval(const brink_i_sketch *sketch, double p, double level, double *low,
                                      double *high)
{
    uint64_t n = sketch->count, first, last, within;
    double spread = (double)n * p * (1.0 - p);
    if (n == 0) {
        *low = *high = NAN;
        return;
    }
    if (spread > 1e4) {
        double z = brink_i_critical_normal(1.0 - level);
        first = (uint64_t)floor((double)n * p - z * sqrt(spread));
        last = (uint64_t)ceil((double)n * p + z * sqrt(spread)) + 1;
    } else {
        first = rank_cutting_lower(n, p, 0.5 * (1.0 - level));
        last = rank_cutting_upper(n, p, 0.5 * (1.0 - level));
    }
    *low = first < 1 ? -INFINITY : find_rank(sketch, first, &within).low;
    *high = last > n ? INFINITY : find_rank(sketch, last, &within).high;
}

static double at_most_within(const brink_i_sketch *sketch, const brink_i_sketch_cell *cell, double x)
{
    double count = (double)cell->count;
    if (cell->high <= x) {
        return count;
    }
    if (cell->low > x) {
        return 0.0;
    }
    if (!sketch->fractional) {
        return count * ((floor(x) - cell->low + 1.0) / (cell->high - cell->low + 1.0));
    }
    return count * ((x - cell->low) / (cell->high - cell->low));
}

static double below_within(const brink_i_sketch *sketch, const brink_i_sketch_cell *cell, double x)
{
    if (cell->low == cell->high) {
        return cell->high < x ? (double)cell->count : 0.0;
    }
    return at_most_within(sketch, cell, sketch->fractional ? x : ceil(x) - 1.0);
}

/* Between min and max at least one value is on either side. */
static double between(double count, const brink_i_sketch *sketch)
{
    return fmin(fmax(count, 1.0), (double)sketch->count - 1.0);
}

/* Sums the parts of the cells. */
static double walk(const brink_i_sketch *sketch, double x,
                   double (*part)(const brink_i_sketch *, const brink_i_sketch_cell *, double))
{
    brink_i_sketch_cursor cursor = {0};
    brink_i_sketch_cell cell;
    double sum = 0.0;
    while (brink_i_sketch_next(sketch, &cursor, &cell)) {
        sum += part(sketch, &cell, x);
    }
    return between(sum, sketch);
}

double brink_i_sketch_at_most(const brink_i_sketch *sketch, double x)
{
    if (sketch->count == 0 || isnan(x)) {
        return NAN;
    }
    if (x < sketch->min) {
        return 0.0;
    }
    if (x >= sketch->max) {
        return (double)sketch->count;
    }
    return walk(sketch, x, at_most_within);
}

double brink_i_sketch_below(const brink_i_sketch *sketch, double x)
{
    if (sketch->count == 0 || isnan(x)) {
        return NAN;
    }
    if (x <= sketch->min) {
        return 0.0;
    }
    if (x > sketch->max) {
        return (double)sketch->count;
    }
    return walk(sketch, x, below_within);
}

brink_status brink_i_sketch_histogram(const brink_i_sketch *sketch, double low, double high, size_t bins,
                                      double *counts)
{
    double width = high - low;
    if (bins < 1 || !(width > 0.0) || !isfinite(width)) {
        return BRINK_ERR_ARGUMENT;
    }
    double before = sketch->count == 0 ? 0.0 : brink_i_sketch_below(sketch, low);
    brink_i_sketch_cursor cursor = {0};
    brink_i_sketch_cell cell = {NAN, -INFINITY, 0};
    uint64_t passed = 0; /* values in the cells before this one */
    for (size_t i = 0; i < bins; i++) {
        /* Multiply first: edges that are whole numbers then come out exactly. */
        double edge = low + width * (double)(i + 1) / (double)bins;
        bool within = edge > sketch->min && edge <= sketch->max; /* so that there is a cell to stop at */
        while (within && cell.high < edge) {
            passed += cell.count;
            (void)brink_i_sketch_next(sketch, &cursor, &cell);
        }
        double here = 0.0;
        if (sketch->count > 0 && i + 1 == bins) {
            here = brink_i_sketch_at_most(sketch, high);
        } else if (sketch->count > 0) {
            here = within ? between((double)passed + below_within(sketch, &cell, edge), sketch)
                          : brink_i_sketch_below(sketch, edge);
        }
        counts[i] = here - before;
        before = here;
    }
    return BRINK_OK;
}
