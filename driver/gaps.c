/* SPDX-License-Identifier: Apache-2.0 */
#include "gaps.h"

#include <stdio.h>
#include <stdlib.h>

#include "message.h"
#include "parts.h"

bool gaps_find(const brink_provenance *made, const brink_trial_range *ranges, size_t n, bool *missing)
{
    if (made->parts == 0 || made->until > 0.0) {
        return false; /* with `until` parts have a share in each round */
    }
    size_t at = 0; /* the first stretch that does not end before the part: both ascend */
    for (uint64_t i = 1; i <= made->parts; i++) {
        uint64_t first, count;
        parts_cut(made->first_trial, made->trials_asked, i, made->parts, &first, &count);
        while (at < n && ranges[at].first + ranges[at].count < first + count) {
            at++;
        }
        missing[i - 1] = count > 0 && (at == n || ranges[at].first > first);
    }
    return true;
}

static void tell_trials(const brink_provenance *made, const brink_trial_range *ranges, size_t n)
{
    enum { MOST_TOLD = 20 };
    const uint64_t end = made->first_trial + (made->until > 0.0 ? made->look : made->trials_asked);
    uint64_t at = made->first_trial;
    int told = 0;
    for (size_t i = 0; i <= n && told < MOST_TOLD; i++) {
        const uint64_t next = i < n ? ranges[i].first : end;
        if (next > at) {
            remark("  missing: trials %llu to %llu", (unsigned long long)at, (unsigned long long)next - 1);
            told++;
        }
        at = i < n ? ranges[i].first + ranges[i].count : at;
    }
    if (told == MOST_TOLD) {
        remark("  ... and more");
    }
}

void gaps_tell(const sampled *what)
{
    size_t n = 0;
    const brink_provenance *made = sampled_made(what);
    const brink_trial_range *ranges = sampled_ranges(what, &n);
    bool *missing =
        made->parts > 0 && made->parts <= PARTS_MOST ? calloc((size_t)made->parts, sizeof *missing) : NULL;
    char *numbers =
        missing && gaps_find(made, ranges, n, missing) ? parts_write_numbers(missing, made->parts) : NULL;
    if (numbers) {
        remark("  missing: parts %s of %llu", numbers, (unsigned long long)made->parts);
    } else {
        tell_trials(made, ranges, n);
    }
    free(numbers);
    free(missing);
}
