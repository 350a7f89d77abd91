/* SPDX-License-Identifier: Apache-2.0 */
#include "result/ranges.h"

#include <stdlib.h>
#include <string.h>

static brink_status reserve(brink_i_ranges *ranges, size_t n)
{
    *ranges = (brink_i_ranges){.items = calloc(n > 0 ? n : 1, sizeof *ranges->items)};
    return ranges->items ? BRINK_OK : BRINK_ERR_MEMORY;
}

/* At the end; what touches the last one lengthens it. */
static void append(brink_i_ranges *ranges, brink_trial_range range)
{
    brink_trial_range *last = ranges->n > 0 ? &ranges->items[ranges->n - 1] : NULL;
    if (last && last->first + last->count == range.first) {
        last->count += range.count;
    } else if (range.count > 0) {
        ranges->items[ranges->n++] = range;
    }
}

brink_status brink_i_ranges_one(brink_i_ranges *ranges, uint64_t first, uint64_t count)
{
    return brink_i_ranges_copy(ranges, &(brink_trial_range){first, count}, 1);
}

brink_status brink_i_ranges_copy(brink_i_ranges *ranges, const brink_trial_range *items, size_t n)
{
    brink_status status = reserve(ranges, n);
    for (size_t i = 0; i < n && status == BRINK_OK; i++) {
        append(ranges, items[i]);
    }
    return status;
}

void brink_i_ranges_free(brink_i_ranges *ranges)
{
    free(ranges->items);
    *ranges = (brink_i_ranges){0};
}

uint64_t brink_i_ranges_trials(const brink_i_ranges *ranges)
{
    uint64_t trials = 0;
    for (size_t i = 0; i < ranges->n; i++) {
        trials += ranges->items[i].count;
    }
    return trials;
}

bool brink_i_ranges_meet(const brink_i_ranges *a, const brink_i_ranges *b, brink_trial_range *where)
{
    for (size_t i = 0, k = 0; i < a->n && k < b->n;) {
        const brink_trial_range x = a->items[i], y = b->items[k];
        const uint64_t begin = x.first > y.first ? x.first : y.first;
        const uint64_t ends[] = {x.first + x.count, y.first + y.count};
        const uint64_t end = ends[0] < ends[1] ? ends[0] : ends[1];
        if (begin < end) {
            *where = (brink_trial_range){begin, end - begin};
            return true;
        }
        i += ends[0] <= ends[1];
        k += ends[0] > ends[1];
    }
    return false;
}

brink_status brink_i_ranges_join(const brink_i_ranges *a, const brink_i_ranges *b, brink_i_ranges *out)
{
    brink_status status = reserve(out, a->n + b->n);
    for (size_t i = 0, k = 0; status == BRINK_OK && (i < a->n || k < b->n);) {
        const bool first = k == b->n || (i < a->n && a->items[i].first < b->items[k].first);
        append(out, first ? a->items[i++] : b->items[k++]);
    }
    return status;
}
