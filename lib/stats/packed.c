/* SPDX-License-Identifier: Apache-2.0 */
#include "stats/packed.h"

#include <math.h>
#include <string.h>

/* ---- exact sums: sign, place of the lowest digit that is not 0, how many digits there are, the digits -----
 */

void brink_i_pack_sum(brink_i_text *out, const brink_i_exact_sum *sum)
{
    brink_i_exact_digits digits;
    brink_i_exact_digits_load(&digits, sum);
    int first = 0, end = BRINK_I_EXACT_LIMBS;
    while (first < end && digits.digit[first] == 0) {
        first++;
    }
    while (end > first && digits.digit[end - 1] == 0) {
        end--;
    }
    const unsigned n = (unsigned)(end - first);
    brink_i_put_count(out, n * 2 + (n > 0 && digits.negative));
    if (n > 0) {
        brink_i_put_count(out, (unsigned)first);
    }
    for (int i = first; i < end; i++) {
        brink_i_put_fixed(out, digits.digit[i], 4);
    }
}

void brink_i_unpack_sum(brink_i_reader *in, brink_i_exact_sum *sum)
{
    brink_i_exact_sum_reset(sum);
    const unsigned head = (unsigned)brink_i_get_count_to(in, 2 * BRINK_I_EXACT_LIMBS + 1), n = head / 2;
    const bool negative = head & 1;
    const unsigned first = n > 0 ? (unsigned)brink_i_get_count_to(in, BRINK_I_EXACT_LIMBS - n) : 0;
    for (unsigned i = 0; i < n && !in->broken; i++) {
        const int64_t digit = (int64_t)brink_i_get_fixed(in, 4);
        in->broken |= digit == 0 && (i == 0 || i == n - 1);
        sum->limb[first + i] = negative ? -digit : digit;
    }
    in->broken |= head == 1;
    sum->pending = 1;
    brink_i_exact_sum_normalise(sum);
}

/* ---- moments ---------------------------------------------------------------------------------------- */

static void put_extremes(brink_i_text *out, uint64_t count, double min, double max)
{
    if (count > 0) {
        brink_i_put_number(out, min);
        brink_i_put_number(out, max);
    }
}

/* Of an empty summary they are as they were initialised. */
static void get_extremes(brink_i_reader *in, uint64_t count, double *min, double *max)
{
    if (count > 0) {
        *min = brink_i_get_number(in);
        *max = brink_i_get_number(in);
        in->broken |= !isfinite(*min) || !isfinite(*max) || *min > *max;
    }
}

void brink_i_pack_moments(brink_i_text *out, const brink_i_moments *moments)
{
    brink_i_put_count(out, moments->count);
    brink_i_put_count(out, moments->non_finite);
    put_extremes(out, moments->count, moments->min, moments->max);
    brink_i_pack_sum(out, &moments->sum);
    brink_i_pack_sum(out, &moments->squares);
}

void brink_i_unpack_moments(brink_i_reader *in, brink_i_moments *moments)
{
    brink_i_moments_reset(moments);
    moments->count = brink_i_get_count(in);
    moments->non_finite = brink_i_get_count(in);
    get_extremes(in, moments->count, &moments->min, &moments->max);
    brink_i_unpack_sum(in, &moments->sum);
    brink_i_unpack_sum(in, &moments->squares);
}

/* ---- sketches: runs of buckets that hold something ----------------------------------------------------- */

/* A run: its distance from the end of the one before, its length, and what each bucket holds, as the
 * difference from its neighbour: in the middle of a distribution neighbours hold about as much. */

/* Small numbers of either sign as small counts: 0, -1, 1, -2, 2, ... */
static uint64_t fold(uint64_t difference) { return difference << 1 ^ (0 - (difference >> 63)); }
static uint64_t unfold(uint64_t folded) { return folded >> 1 ^ (0 - (folded & 1)); }

/* Runs as they are found: what is complete, and the one under way. */
typedef struct runs {
    brink_i_text done, counts;
    unsigned n, begin, end, before; /* of the one under way; `before`: where the one before it ends */
} runs;

static void close_run(runs *r)
{
    if (r->end > r->begin) {
        brink_i_put_count(&r->done, r->begin - r->before);
        brink_i_put_count(&r->done, r->end - r->begin);
        brink_i_text_add_bytes(&r->done, r->counts.bytes, r->counts.length);
        r->done.failed |= r->counts.failed;
        r->counts.length = 0;
        r->before = r->end;
        r->n++;
    }
}

void brink_i_pack_sketch(brink_i_text *out, const brink_i_sketch *sketch)
{
    runs r = {.n = 0};
    brink_i_text_init(&r.done);
    brink_i_text_init(&r.counts);
    uint64_t n = 0, neighbour = 0;
    for (unsigned at = 0; (at = brink_i_sketch_next_bucket(sketch, at, &n)) < BRINK_I_SKETCH_BUCKETS; at++) {
        if (at != r.end || r.end == 0) {
            close_run(&r);
            r.begin = at;
            neighbour = 0;
        }
        brink_i_put_count(&r.counts, fold(n - neighbour));
        neighbour = n;
        r.end = at + 1;
    }
    close_run(&r);
    brink_i_put_count(out, 2 * (uint64_t)r.n + sketch->fractional);
    brink_i_put_count(out, sketch->zeros);
    brink_i_put_count(out, sketch->non_finite);
    put_extremes(out, sketch->count, sketch->min, sketch->max);
    if (r.done.length > 0) {
        brink_i_text_add_bytes(out, r.done.bytes, r.done.length);
    }
    out->failed |= r.done.failed;
    brink_i_text_free(&r.done);
    brink_i_text_free(&r.counts);
}

static unsigned bucket_of(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return (unsigned)(bits >> 44);
}

/* Values of a bucket as far from 0 as its outermost: whether x can be among them. */
static bool is_ordinary(unsigned bucket)
{
    return bucket % (BRINK_I_SKETCH_BUCKETS / 2) / BRINK_I_SKETCH_PAGE < 0x7ff;
}

/* Whether the extremes lie where the outermost values do. `low` and `high` are the outermost buckets of
 * negative and positive values, in either sign's order; NONE: there is none. */
enum { NONE = BRINK_I_SKETCH_BUCKETS };
typedef struct reach {
    unsigned low[2], high[2]; /* positive, negative: the bucket nearest to 0, and the farthest */
} reach;

static bool extremes_fit(const brink_i_sketch *sketch, const reach *r)
{
    const unsigned least = r->high[1] != NONE ? r->high[1] : sketch->zeros > 0 ? bucket_of(0.0) : r->low[0];
    const unsigned most = r->high[0] != NONE ? r->high[0] : sketch->zeros > 0 ? bucket_of(0.0) : r->low[1];
    const bool whole = floor(sketch->min) >= sketch->min && floor(sketch->max) >= sketch->max;
    return (whole || sketch->fractional) && bucket_of(sketch->min + 0.0) == least &&
           bucket_of(sketch->max + 0.0) == most;
}

static brink_status get_run(brink_i_reader *in, brink_i_sketch *sketch, unsigned at, unsigned end, reach *r)
{
    brink_status status = BRINK_OK;
    uint64_t n = 0;
    for (; at < end && !in->broken && status == BRINK_OK; at++) {
        n += unfold(brink_i_get_count(in));
        in->broken |= n == 0 || !is_ordinary(at) || sketch->count + n < n;
        if (!in->broken) {
            status = brink_i_sketch_fill(sketch, at, n);
            sketch->count += n;
            const unsigned side = at / (BRINK_I_SKETCH_BUCKETS / 2);
            r->low[side] = r->low[side] == NONE ? at : r->low[side];
            r->high[side] = at;
        }
    }
    return status;
}

brink_status brink_i_unpack_sketch(brink_i_reader *in, brink_i_sketch *sketch)
{
    const uint64_t head = brink_i_get_count_to(in, 2 * (uint64_t)BRINK_I_SKETCH_BUCKETS + 1);
    sketch->fractional = head & 1;
    sketch->zeros = brink_i_get_count(in);
    sketch->non_finite = brink_i_get_count(in);
    sketch->count = sketch->zeros;
    get_extremes(in, head / 2 + sketch->zeros, &sketch->min, &sketch->max);
    reach r = {{NONE, NONE}, {NONE, NONE}};
    unsigned end = 0;
    brink_status status = BRINK_OK;
    for (uint64_t i = 0; i < head / 2 && !in->broken && status == BRINK_OK; i++) {
        const unsigned gap = (unsigned)brink_i_get_count_to(in, BRINK_I_SKETCH_BUCKETS - end);
        const unsigned length = (unsigned)brink_i_get_count_to(in, BRINK_I_SKETCH_BUCKETS - end - gap);
        in->broken |= length == 0 || (gap == 0 && i > 0);
        const unsigned at = end + gap;
        end = at + length;
        status = get_run(in, sketch, at, end, &r);
    }
    in->broken |= !in->broken && status == BRINK_OK && sketch->count > 0 && !extremes_fit(sketch, &r);
    return status;
}

bool brink_i_same_extremes(const brink_i_moments *moments, const brink_i_sketch *sketch)
{
    return moments->count == 0 || (!(moments->min < sketch->min) && !(moments->min > sketch->min) &&
                                   !(moments->max < sketch->max) && !(moments->max > sketch->max));
}

/* ---- counts by date, and shapes ----------------------------------------------------------------------- */

void brink_i_pack_counts(brink_i_text *out, const brink_i_counts *counts)
{
    for (size_t i = 0; i <= counts->bins; i++) {
        brink_i_put_count(out, counts->bin[i]);
    }
    brink_i_put_count(out, counts->later);
}

void brink_i_unpack_counts(brink_i_reader *in, brink_i_counts *counts)
{
    for (size_t i = 0; i <= counts->bins; i++) {
        counts->bin[i] = brink_i_get_count(in);
    }
    counts->later = brink_i_get_count(in);
}

void brink_i_pack_shape(brink_i_text *out, const brink_i_shape *shape)
{
    brink_i_put_count(out, shape->outside);
    brink_i_pack_sum(out, &shape->cubes);
    brink_i_pack_sum(out, &shape->fourths);
}

void brink_i_unpack_shape(brink_i_reader *in, brink_i_shape *shape)
{
    shape->outside = brink_i_get_count(in);
    brink_i_unpack_sum(in, &shape->cubes);
    brink_i_unpack_sum(in, &shape->fourths);
}
