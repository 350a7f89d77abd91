/* SPDX-License-Identifier: Apache-2.0 */
#include "stats/counts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

brink_status brink_i_counts_init(brink_i_counts *counts, size_t bins, double horizon)
{
    memset(counts, 0, sizeof *counts);
    if (bins < 1 || bins >= SIZE_MAX / sizeof *counts->bin - 1 || !isfinite(horizon) || !(horizon > 0.0)) {
        return BRINK_ERR_ARGUMENT;
    }
    counts->bin = calloc(bins + 1, sizeof *counts->bin);
    counts->date = calloc(bins + 1, sizeof *counts->date);
    if (counts->bin == NULL || counts->date == NULL) {
        brink_i_counts_free(counts);
        return BRINK_ERR_MEMORY;
    }
    counts->bins = bins;
    counts->horizon = horizon;
    counts->per_time = (double)bins / horizon;
    for (size_t i = 0; i <= bins; i++) {
        counts->date[i] = brink_i_counts_date(counts, i);
    }
    return BRINK_OK;
}

void brink_i_counts_reset(brink_i_counts *counts)
{
    if (counts->bin != NULL) {
        memset(counts->bin, 0, (counts->bins + 1) * sizeof *counts->bin);
    }
    counts->later = 0;
}

void brink_i_counts_free(brink_i_counts *counts)
{
    free(counts->bin);
    free(counts->date);
    memset(counts, 0, sizeof *counts);
}

double brink_i_counts_date(const brink_i_counts *counts, size_t i)
{
    return i >= counts->bins ? counts->horizon : counts->horizon * ((double)i / (double)counts->bins);
}

void brink_i_counts_add(brink_i_counts *counts, double time)
{
    uint64_t *bin = brink_i_counts_bin(counts, time);
    if (!(time <= counts->horizon)) {
        bin = &counts->later;
    } else if (!bin) {
        /* The product of a time and bins per time is rounded: compare with the dates themselves. */
        size_t i = 0;
        while (time > counts->date[i]) {
            i++;
        }
        bin = &counts->bin[i];
    }
    ++*bin;
}

brink_status brink_i_counts_merge(brink_i_counts *counts, const brink_i_counts *other)
{
    if (counts->bins != other->bins || counts->horizon != other->horizon) {
        return BRINK_ERR_ARGUMENT;
    }
    for (size_t i = 0; i <= counts->bins; i++) {
        counts->bin[i] += other->bin[i];
    }
    counts->later += other->later;
    return BRINK_OK;
}

uint64_t brink_i_counts_by(const brink_i_counts *counts, size_t i)
{
    uint64_t sum = 0;
    for (size_t j = 0; j <= i && j <= counts->bins; j++) {
        sum += counts->bin[j];
    }
    return sum;
}
