/* SPDX-License-Identifier: Apache-2.0 */
#include "stats/sketch.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void brink_i_sketch_init(brink_i_sketch *sketch)
{
    memset(sketch, 0, sizeof *sketch);
    sketch->min = INFINITY;
    sketch->max = -INFINITY;
}

void brink_i_sketch_reset(brink_i_sketch *sketch)
{
    brink_i_sketch_side side[2] = {sketch->side[0], sketch->side[1]};
    for (int k = 0; k < 2; k++) {
        for (unsigned i = 0; i < side[k].length; i++) {
            if (side[k].page[i] != NULL) {
                memset(side[k].page[i], 0, BRINK_I_SKETCH_PAGE * sizeof *side[k].page[i]);
            }
        }
    }
    brink_i_sketch_init(sketch);
    memcpy(sketch->side, side, sizeof side);
}

void brink_i_sketch_free(brink_i_sketch *sketch)
{
    for (int k = 0; k < 2; k++) {
        for (unsigned i = 0; i < sketch->side[k].length; i++) {
            free(sketch->side[k].page[i]);
        }
        free(sketch->side[k].page);
    }
    brink_i_sketch_init(sketch);
}

/* Widen the window of exponents so that it takes in [first, first + length). */
static brink_status widen(brink_i_sketch_side *side, unsigned first, unsigned length)
{
    unsigned old_end = side->first + side->length, end = first + length;
    if (length == 0) {
        return BRINK_OK;
    }
    if (side->length > 0) {
        first = side->first < first ? side->first : first;
        end = old_end > end ? old_end : end;
        if (first == side->first && end == old_end) {
            return BRINK_OK;
        }
    }
    uint64_t **page = calloc(end - first, sizeof *page);
    if (page == NULL) {
        return BRINK_ERR_MEMORY;
    }
    if (side->length > 0) {
        memcpy(page + (side->first - first), side->page, side->length * sizeof *page);
    }
    free(side->page);
    side->page = page;
    side->first = first;
    side->length = end - first;
    return BRINK_OK;
}

static brink_status provide_page(brink_i_sketch_side *side, unsigned exponent)
{
    brink_status status = widen(side, exponent, 1);
    if (status != BRINK_OK) {
        return status;
    }
    uint64_t **page = &side->page[exponent - side->first];
    if (*page == NULL) {
        *page = calloc(BRINK_I_SKETCH_PAGE, sizeof **page);
    }
    return *page == NULL ? BRINK_ERR_MEMORY : BRINK_OK;
}

static bool is_whole(double x) { return fabs(x) >= 0x1p53 || (double)(int64_t)x == x; }

brink_status brink_i_sketch_add(brink_i_sketch *sketch, double x)
{
    return brink_i_sketch_add_times(sketch, x, 1);
}

brink_status brink_i_sketch_add_many(brink_i_sketch *sketch, const double *x, int n)
{
    brink_status status = BRINK_OK;
    for (int i = 0; i < n && status == BRINK_OK; i++) {
        uint64_t *bucket = brink_i_sketch_bucket(sketch, x[i]);
        if (bucket) {
            brink_i_sketch_count(sketch, x[i], bucket, 1);
        } else {
            status = brink_i_sketch_add_times(sketch, x[i], 1);
        }
    }
    return status;
}

brink_status brink_i_sketch_add_times(brink_i_sketch *sketch, double x, uint64_t n)
{
    if (n == 0) {
        return BRINK_OK;
    }
    uint64_t *bucket = brink_i_sketch_bucket(sketch, x);
    if (x == 0.0) {
        x = 0.0; /* -0 must not show in the extremes */
        bucket = &sketch->zeros;
    } else if (!bucket) {
        uint64_t bits;
        memcpy(&bits, &x, sizeof bits);
        unsigned exponent = (unsigned)(bits >> 52) & 0x7ffU;
        if (exponent == 0x7ffU) {
            sketch->non_finite += n;
            return BRINK_OK;
        }
        brink_i_sketch_side *side = &sketch->side[bits >> 63];
        brink_status status = provide_page(side, exponent);
        if (status != BRINK_OK) {
            return status;
        }
        bucket = &side->page[exponent - side->first][bits >> 44 & 0xffU];
        sketch->fractional |= !is_whole(x);
    }
    brink_i_sketch_count(sketch, x, bucket, n);
    return BRINK_OK;
}

brink_status brink_i_sketch_merge(brink_i_sketch *sketch, const brink_i_sketch *other)
{
    /* All memory first: what can fail must fail before anything is counted. */
    for (int k = 0; k < 2; k++) {
        const brink_i_sketch_side *from = &other->side[k];
        for (unsigned i = 0; i < from->length; i++) {
            if (from->page[i] == NULL) {
                continue;
            }
            brink_status status = provide_page(&sketch->side[k], from->first + i);
            if (status != BRINK_OK) {
                return status;
            }
        }
    }
    for (int k = 0; k < 2; k++) {
        const brink_i_sketch_side *from = &other->side[k];
        for (unsigned i = 0; i < from->length; i++) {
            if (from->page[i] == NULL) {
                continue;
            }
            uint64_t *to = sketch->side[k].page[from->first + i - sketch->side[k].first];
            for (int j = 0; j < BRINK_I_SKETCH_PAGE; j++) {
                to[j] += from->page[i][j];
            }
        }
    }
    sketch->count += other->count;
    sketch->zeros += other->zeros;
    sketch->non_finite += other->non_finite;
    sketch->fractional = sketch->fractional || other->fractional;
    if (other->min < sketch->min) {
        sketch->min = other->min;
    }
    if (other->max > sketch->max) {
        sketch->max = other->max;
    }
    return BRINK_OK;
}

unsigned brink_i_sketch_next_bucket(const brink_i_sketch *sketch, unsigned number, uint64_t *count)
{
    for (unsigned k = number / (BRINK_I_SKETCH_BUCKETS / 2); k < 2; k++) {
        const brink_i_sketch_side *side = &sketch->side[k];
        const unsigned begin = k * (BRINK_I_SKETCH_BUCKETS / 2) + side->first * BRINK_I_SKETCH_PAGE;
        unsigned at = number > begin ? number - begin : 0;
        while (at < side->length * BRINK_I_SKETCH_PAGE) {
            const uint64_t *page = side->page[at / BRINK_I_SKETCH_PAGE];
            if (page && page[at % BRINK_I_SKETCH_PAGE] > 0) {
                *count = page[at % BRINK_I_SKETCH_PAGE];
                return begin + at;
            }
            at = page ? at + 1 : (at / BRINK_I_SKETCH_PAGE + 1) * BRINK_I_SKETCH_PAGE;
        }
    }
    return BRINK_I_SKETCH_BUCKETS;
}

brink_status brink_i_sketch_fill(brink_i_sketch *sketch, unsigned number, uint64_t n)
{
    brink_i_sketch_side *side = &sketch->side[number / (BRINK_I_SKETCH_BUCKETS / 2)];
    const unsigned within = number % (BRINK_I_SKETCH_BUCKETS / 2), exponent = within / BRINK_I_SKETCH_PAGE;
    const brink_status status = provide_page(side, exponent);
    if (status == BRINK_OK) {
        side->page[exponent - side->first][within % BRINK_I_SKETCH_PAGE] += n;
    }
    return status;
}

/* Magnitude at which bucket number key (exponent and 8 bits of mantissa) begins. */
static double edge(unsigned key)
{
    uint64_t bits = (uint64_t)key << 44;
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

/* The cell of one bucket: its edges, drawn in as far as what is known of the values allows. */
static brink_i_sketch_cell make_cell(const brink_i_sketch *sketch, unsigned key, bool negative,
                                     uint64_t count)
{
    double near = edge(key), far = edge(key + 1);
    if (!sketch->fractional) {
        far = fmax(near, far - 1.0); /* the last integer inside; up to 512 there is only one, near */
    }
    brink_i_sketch_cell cell = {negative ? -far : near, negative ? -near : far, count};
    cell.low = fmax(cell.low, sketch->min);
    cell.high = fmin(cell.high, sketch->max);
    return cell;
}

/* Steps over one sign, from the smallest magnitude up or from the largest down. */
static bool next_of_side(const brink_i_sketch *sketch, bool negative, unsigned *step,
                         brink_i_sketch_cell *cell)
{
    const brink_i_sketch_side *side = &sketch->side[negative];
    unsigned total = side->length * BRINK_I_SKETCH_PAGE;
    while (*step < total) {
        unsigned at = negative ? total - 1 - *step : *step;
        const uint64_t *page = side->page[at / BRINK_I_SKETCH_PAGE];
        if (page == NULL) {
            *step += BRINK_I_SKETCH_PAGE;
            continue;
        }
        ++*step;
        if (page[at % BRINK_I_SKETCH_PAGE] > 0) {
            *cell = make_cell(sketch, side->first * BRINK_I_SKETCH_PAGE + at, negative,
                              page[at % BRINK_I_SKETCH_PAGE]);
            return true;
        }
    }
    return false;
}

bool brink_i_sketch_next(const brink_i_sketch *sketch, brink_i_sketch_cursor *cursor,
                         brink_i_sketch_cell *cell)
{
    for (; cursor->stage < 3; cursor->stage++, cursor->step = 0) {
        if (cursor->stage != 1) {
            if (next_of_side(sketch, cursor->stage == 0, &cursor->step, cell)) {
                return true;
            }
        } else if (cursor->step == 0 && sketch->zeros > 0) {
            cursor->step = 1;
            *cell = (brink_i_sketch_cell){0.0, 0.0, sketch->zeros};
            return true;
        }
    }
    return false;
}
