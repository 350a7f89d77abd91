/* SPDX-License-Identifier: Apache-2.0 */
#include "result/alike.h"

#include "random/fingerprint.h"

#include <stdio.h>
#include <string.h>

brink_i_identity brink_i_identity_of(const brink_result *result)
{
    return (brink_i_identity){.version = result->made.version,
                              .fingerprint = result->fingerprint,
                              .hash = result->made.scenario_hash,
                              .seed = result->made.seed,
                              .until = result->made.until,
                              .model = result->model};
}

static bool same_columns(const brink_model *a, const brink_model *b)
{
    bool same = a->n_outcomes == b->n_outcomes && a->n_measures == b->n_measures &&
                a->n_series == b->n_series && a->n_points == b->n_points && a->n_expects == b->n_expects;
    for (int i = 0; same && i < a->n_outcomes; i++) {
        same = strcmp(a->outcomes[i].name, b->outcomes[i].name) == 0;
    }
    for (int i = 0; same && i < a->n_measures; i++) {
        same = strcmp(a->measures[i].name, b->measures[i].name) == 0;
    }
    for (int i = 0; same && i < a->n_series; i++) {
        same = strcmp(a->series[i].name, b->series[i].name) == 0 &&
               a->series[i].n_points == b->series[i].n_points;
    }
    for (int i = 0; same && i < a->n_expects; i++) {
        same = a->expects[i].sd.given == b->expects[i].sd.given &&
               a->expects[i].measure == b->expects[i].measure && a->expects[i].series == b->expects[i].series;
    }
    return same;
}

static uint64_t known(const brink_i_identity *identity)
{
    return identity->fingerprint != 0 ? identity->fingerprint : brink_i_fingerprint();
}

bool brink_i_identity_alike(const brink_i_identity *a, const brink_i_identity *b, const char *name_a,
                            const char *name_b, char *message, size_t room)
{
    if (strcmp(a->version, b->version) != 0) {
        (void)snprintf(message, room, "%s is of Brink %s, %s of Brink %s", name_a, a->version, name_b,
                       b->version);
    } else if (a->fingerprint != b->fingerprint && known(a) != known(b)) {
        (void)snprintf(message, room,
                       "%s and %s were sampled with other arithmetic (fingerprints %016llx and %016llx): "
                       "another SLEEF, compiler or flag",
                       name_a, name_b, (unsigned long long)known(a), (unsigned long long)known(b));
    } else if (strcmp(a->hash, b->hash) != 0) {
        (void)snprintf(message, room, "%s is of the scenario %s, %s of %s: other rules or other values",
                       name_a, a->hash, name_b, b->hash);
    } else if (a->seed != b->seed) {
        (void)snprintf(message, room, "%s has the seed %llu, %s the seed %llu", name_a,
                       (unsigned long long)a->seed, name_b, (unsigned long long)b->seed);
    } else if (a->until < b->until || a->until > b->until) {
        (void)snprintf(message, room, "%s goes on until %.6g, %s until %.6g (0: no such end)", name_a,
                       a->until, name_b, b->until);
    } else if (!same_columns(a->model, b->model)) {
        (void)snprintf(message, room, "%s and %s do not have the same measures and series", name_a, name_b);
    } else {
        return true;
    }
    return false;
}
