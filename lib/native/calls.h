/* SPDX-License-Identifier: Apache-2.0 */

/* Third part of a generated module, behind the headers that it shares with the library. */

static double brink_i_sin(double x) { return brink_native_host->sin(x); }
static double brink_i_cos(double x) { return brink_native_host->cos(x); }

#define INLINE static inline __attribute__((always_inline))
#define NEVER INFINITY
#define TEST(set, i) (s->set[(i) / 64] >> ((i) % 64) & 1)
#define ADD(set, i) (s->set[(i) / 64] |= UINT64_C(1) << ((i) % 64))
#define DROP(set, i) (s->set[(i) / 64] &= ~(UINT64_C(1) << ((i) % 64)))

enum { MORE = 0, ENDED = 1 };

INLINE double saturate(double x, double min, double max) { return x < min ? min : x > max ? max : x; }

INLINE bool is_hazard(double x) { return x >= 0.0 && x < INFINITY; }

/* Index of the first of n weights whose running sum exceeds u times their total. */
static int pick_weight(const double *weights, int n, double total, double u)
{
    double sum = 0;
    int last = 0;
    for (int i = 0; i < n; i++) {
        sum += weights[i];
        if (sum > u * total) {
            return i;
        }
        last = weights[i] > 0 ? i : last;
    }
    return last;
}

/* The first smallest of n dates, none of which is negative: so their bits order as they do. */
INLINE int first_smallest(const double *dates, int n)
{
    enum { BLOCK = 16 };
    const int64_t *bits = (const int64_t *)(const void *)dates;
    int64_t best = INT64_MAX;
    int block = 0;
    for (int b = 0; b < n; b += BLOCK) {
        int64_t least = bits[b];
        int end = b + BLOCK < n ? b + BLOCK : n;
        for (int i = b + 1; i < end; i++) {
            least = bits[i] < least ? bits[i] : least;
        }
        block = least < best ? b : block;
        best = least < best ? least : best;
    }
    while (bits[block] != best) {
        block++;
    }
    return block;
}
