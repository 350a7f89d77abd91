/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_DRIVER_SUGGEST_H
#define BRINK_DRIVER_SUGGEST_H

/* Search for the name that was probably meant. Start, offer every candidate, read `best`: the nearest one
 * that is near enough to be worth a "did you mean", or NULL. Names are kept by reference. */
typedef struct nearest_name {
    const char *wanted, *best;
    int distance;
} nearest_name;

nearest_name nearest_start(const char *wanted);
void nearest_offer(nearest_name *self, const char *candidate);

#endif
