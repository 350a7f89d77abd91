/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_STATS_SKETCH_H
#define BRINK_STATS_SKETCH_H

/* A mergeable summary of a distribution: quantiles, ranks and histograms in memory that does not grow with
 * the number of values.
 *
 * A value is counted in a bucket named by the top bits of its double: sign, exponent and the first 8 bits of
 * the mantissa. Buckets are therefore at most 2^-8 (0.4 %) of their values wide, whatever the range (the idea
 * of HdrHistogram, and of DDSketch, Masson, Rim & Lee 2019, with the logarithm read off the double itself).
 * Counts are integers: merging is exact, associative and commutative, and any split of the values gives
 * the same counts.
 *
 * Error: a reported quantile lies in the bucket of the sample value of that rank, so the two differ by at
 * most 2^-8 of it (below 2.3e-308 by at most 2^-1030). The smallest and largest values are exact. When all
 * values are integers, results are integers, and exact up to 512 in magnitude.
 *
 * Memory: 2 KiB for each power of two that values fall in and sign, plus 8 bytes for each power of two
 * between; a measure over three decades takes 20 KiB, all doubles there are would take 8 MiB. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <brink/status.h>

enum { BRINK_I_SKETCH_PAGE = 256 };

/* Pages of counts for the exponents first .. first + length - 1; NULL where no value fell yet. */
typedef struct brink_i_sketch_side {
    uint64_t **page;
    unsigned first, length;
} brink_i_sketch_side;

typedef struct brink_i_sketch {
    uint64_t count;              /* finite values */
    uint64_t zeros;              /* of them, equal to zero */
    uint64_t non_finite;         /* NaN and infinities: counted, in nothing else */
    bool fractional;             /* some value is not an integer */
    double min, max;             /* +inf and -inf while count is 0 */
    brink_i_sketch_side side[2]; /* positive, negative */
} brink_i_sketch;

void brink_i_sketch_init(brink_i_sketch *sketch);
/** Back to empty, keeping the pages for reuse. */
void brink_i_sketch_reset(brink_i_sketch *sketch);
void brink_i_sketch_free(brink_i_sketch *sketch);
/** The bucket of an ordinary value; NULL where brink_i_sketch_add has to do more. In place, since every trial
 * adds some. */
static inline uint64_t *brink_i_sketch_bucket(const brink_i_sketch *sketch, double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    unsigned exponent = (unsigned)(bits >> 52) & 0x7ffU;
    const brink_i_sketch_side *side = &sketch->side[bits >> 63];
    unsigned i = exponent - side->first;
    /* No zero, and below 2^53. Whether it is whole may depend on the outcome: no branch on that alone. */
    bool is_plain = exponent - 1 < 0x433U;
    bool fractional = sketch->fractional | ((double)(int64_t)(is_plain ? x : 0.0) != x);
    if (!is_plain || fractional != sketch->fractional || i >= side->length || side->page[i] == NULL) {
        return NULL;
    }
    return &side->page[i][bits >> 44 & 0xffU];
}

/** Counts n values x, whose bucket this is. */
static inline void brink_i_sketch_count(brink_i_sketch *sketch, double x, uint64_t *bucket, uint64_t n)
{
    *bucket += n;
    sketch->count += n;
    sketch->min = x < sketch->min ? x : sketch->min;
    sketch->max = x > sketch->max ? x : sketch->max;
}

/** Fails only for lack of memory, and then leaves the sketch as it was. */
BRINK_NODISCARD brink_status brink_i_sketch_add(brink_i_sketch *sketch, double x);
/** The same for n values, and for so many times x. */
BRINK_NODISCARD brink_status brink_i_sketch_add_many(brink_i_sketch *sketch, const double *x, int n);
BRINK_NODISCARD brink_status brink_i_sketch_add_times(brink_i_sketch *sketch, double x, uint64_t n);
/** Fails only for lack of memory, and then leaves the sketch as it was. */
BRINK_NODISCARD brink_status brink_i_sketch_merge(brink_i_sketch *sketch, const brink_i_sketch *other);

/** A bucket that holds values, cut to [min, max]. low == high says that all its values are exactly that. */
typedef struct brink_i_sketch_cell {
    double low, high;
    uint64_t count;
} brink_i_sketch_cell;

/** Walks over the cells in ascending order: start with {0}, stops with false. */
typedef struct brink_i_sketch_cursor {
    unsigned stage; /* 0 negative, 1 zero, 2 positive, 3 done */
    unsigned step;  /* buckets of the stage already passed */
} brink_i_sketch_cursor;

bool brink_i_sketch_next(const brink_i_sketch *sketch, brink_i_sketch_cursor *cursor,
                         brink_i_sketch_cell *cell);

/** Buckets by number: sign, exponent and 8 bits of mantissa, 0 to 2^20 - 1, negative ones from 2^19 on. Where
 * a sketch is written down and read again. */
enum { BRINK_I_SKETCH_BUCKETS = 1 << 20 };
/** The next bucket from `number` on that holds values: its number, and how many; BRINK_I_SKETCH_BUCKETS:
 * none. */
unsigned brink_i_sketch_next_bucket(const brink_i_sketch *sketch, unsigned number, uint64_t *count);
/** Counts n values of the bucket, whatever they are: count, min, max and fractional are the caller's to set.
 * Of an ordinary number (no zero, no infinity). */
BRINK_NODISCARD brink_status brink_i_sketch_fill(brink_i_sketch *sketch, unsigned number, uint64_t n);

/* The queries below give NaN for an empty sketch. */

/** Value of rank r, 1 <= r <= count, in ascending order. The values of a bucket are taken as evenly spread
 * over it. */
double brink_i_sketch_at_rank(const brink_i_sketch *sketch, uint64_t rank);

/** The p-quantile, 0 <= p <= 1: the value of rank ceil(p * count), at least 1: the smallest value with at
 * least the share p at or below it (type 1 of Hyndman & Fan 1996). Always near a value that occurred. */
double brink_i_sketch_quantile(const brink_i_sketch *sketch, double p);

/** A distribution-free confidence interval for the p-quantile of the population, 0 < p < 1: between the two
 * order statistics whose ranks cut at most (1 - level) / 2 off either end of Binomial(count, p). Bounds are
 * rounded outwards to bucket edges, so the coverage is at least the level (nearly, where count * p * (1 - p)
 * exceeds 10,000 and ranks come from the normal approximation). A bound that the values cannot give is
 * infinite. */
void brink_i_sketch_quantile_interval(const brink_i_sketch *sketch, double p, double level, double *low,
                                      double *high);

/** Number of values at or below x, and below x: exact at bucket edges, outside [min, max] and for integers up
 * to 512; elsewhere linear within the bucket of x, and so possibly not a whole number. */
double brink_i_sketch_at_most(const brink_i_sketch *sketch, double x);
double brink_i_sketch_below(const brink_i_sketch *sketch, double x);

/** Counts in `bins` equal bins [low, high), the last one closed, each bucket apportioned to the bins by its
 * overlap (values that are known exactly go to one bin whole). What is below low and above high is in no bin.
 * Needs bins >= 1 and a finite high - low above 0. */
BRINK_NODISCARD brink_status brink_i_sketch_histogram(const brink_i_sketch *sketch, double low, double high,
                                                      size_t bins, double *counts);

#endif
