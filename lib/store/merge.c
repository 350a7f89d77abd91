/* SPDX-License-Identifier: Apache-2.0 */
/* Results of other trials of the same question, counted together. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/comparison.h"
#include "base/floats.h"
#include "result/alike.h"
#include "store/layout.h"

typedef struct names {
    const char *a, *b;
} names;

static names names_of(const char *a, const char *b)
{
    return (names){a ? a : "the first", b ? b : "the second"};
}

/* Whether both are of the same question, and of other trials. */
static brink_status check(const brink_result *a, const brink_result *b, names n, brink_store_failure *failure)
{
    const brink_i_identity x = brink_i_identity_of(a), y = brink_i_identity_of(b);
    char message[512];
    if (!brink_i_identity_alike(&x, &y, n.a, n.b, message, sizeof message)) {
        return brink_i_store_fail(failure, "%s", message);
    }
    if (a->made.until > 0.0 &&
        (a->made.trials_asked != b->made.trials_asked || a->made.first_trial != b->made.first_trial)) {
        return brink_i_store_fail(failure, "%s and %s ask for other trials until their intervals are narrow",
                                  n.a, n.b);
    }
    brink_trial_range where;
    if (brink_i_ranges_meet(&a->ranges, &b->ranges, &where)) {
        return brink_i_store_fail(failure, "%s and %s both have the trials %llu to %llu", n.a, n.b,
                                  (unsigned long long)where.first,
                                  (unsigned long long)(where.first + where.count - 1));
    }
    return BRINK_OK;
}

static uint64_t smaller(uint64_t a, uint64_t b) { return a < b ? a : b; }
static uint64_t larger(uint64_t a, uint64_t b) { return a > b ? a : b; }

static uint64_t end_of(const brink_provenance *made) { return made->first_trial + made->trials_asked; }

/* What is asked for in the end is what either asks for. */
static brink_provenance made_of(const brink_result *a, const brink_result *b)
{
    const brink_provenance *x = &a->made, *y = &b->made;
    brink_provenance made = *x;
    made.first_trial = smaller(x->first_trial, y->first_trial);
    made.trials_asked = larger(end_of(x), end_of(y)) - made.first_trial;
    made.look = larger(x->look, y->look);
    made.parts = x->parts != y->parts ? 0 : x->parts;
    made.seconds = x->seconds + y->seconds;
    made.threads = x->threads > y->threads ? x->threads : y->threads;
    return made;
}

/* The tally of both; for a comparison that is done elsewhere. */
static brink_status merge_tallies(const brink_result *a, const brink_result *b, brink_i_tally *out)
{
    brink_status status = brink_i_tally_init(out, a->model);
    status = status == BRINK_OK ? brink_i_result_add_to(a, out) : status;
    status = status == BRINK_OK ? brink_i_result_add_to(b, out) : status;
    if (status != BRINK_OK) {
        brink_i_tally_free(out);
    }
    return status;
}

/* Version and hash are those of the parts, not of this build. */
static void sign(const brink_result *like, brink_result *result)
{
    result->made.version = like->made.version;
    result->made.commit = like->made.commit;
    result->fingerprint = like->fingerprint;
    result->made.scenario_hash = like->made.scenario_hash;
    result->some = like->some;
    result->hold = brink_i_hold_use(like->hold);
}

brink_status brink_result_merge(const brink_result *a, const char *name_a, const brink_result *b,
                                const char *name_b, brink_result **out, brink_store_failure *failure)
{
    BRINK_I_OWN_FLOATS;
    brink_i_store_forget(failure);
    if (out) {
        *out = NULL;
    }
    if (!a || !b || !out) {
        return BRINK_ERR_ARGUMENT;
    }
    brink_i_tally tally;
    brink_i_ranges ranges = {0};
    brink_status status = check(a, b, names_of(name_a, name_b), failure);
    status = status == BRINK_OK ? merge_tallies(a, b, &tally) : status;
    if (status != BRINK_OK) {
        return status;
    }
    status = brink_i_ranges_join(&a->ranges, &b->ranges, &ranges);
    if (status != BRINK_OK) {
        brink_i_tally_free(&tally);
        return status;
    }
    brink_provenance made = made_of(a, b);
    status = brink_i_result_new(a->model, &tally, &ranges, &made, out);
    if (status == BRINK_OK) {
        sign(a, *out);
    }
    return status;
}

static brink_status check_all(const brink_comparison *a, const brink_comparison *b, names n,
                              brink_store_failure *failure)
{
    if (a->n != b->n) {
        return brink_i_store_fail(failure, "%s has %d variants, %s has %d", n.a, a->n, n.b, b->n);
    }
    brink_status status = BRINK_OK;
    for (int i = 0; i < a->n && status == BRINK_OK; i++) {
        if (strcmp(a->variants[i].name, b->variants[i].name) != 0 ||
            a->variants[i].against != b->variants[i].against) {
            return brink_i_store_fail(failure,
                                      "variant %d is %.60s in %s and %.60s in %s, or compared with another",
                                      i + 1, a->variants[i].name, n.a, b->variants[i].name, n.b);
        }
        status = check(a->results[i], b->results[i], n, failure);
    }
    return status;
}

brink_status brink_comparison_merge(const brink_comparison *a, const char *name_a, const brink_comparison *b,
                                    const char *name_b, brink_comparison **out, brink_store_failure *failure)
{
    BRINK_I_OWN_FLOATS;
    brink_i_store_forget(failure);
    if (out) {
        *out = NULL;
    }
    if (!a || !b || !out) {
        return BRINK_ERR_ARGUMENT;
    }
    brink_i_paired all;
    brink_i_ranges ranges = {0};
    brink_status status = check_all(a, b, names_of(name_a, name_b), failure);
    status = status == BRINK_OK ? brink_i_paired_init(&all, a->variants, a->n) : status;
    if (status != BRINK_OK) {
        return status;
    }
    status = brink_i_comparison_add(&all, a);
    status = status == BRINK_OK ? brink_i_comparison_add(&all, b) : status;
    status = status == BRINK_OK ? brink_i_ranges_join(&a->results[0]->ranges, &b->results[0]->ranges, &ranges)
                                : status;
    if (status != BRINK_OK) {
        brink_i_paired_free(&all);
        return status;
    }
    brink_provenance made = made_of(a->results[0], b->results[0]);
    status = brink_i_comparison_new(a->variants, &all, &ranges, &made, out);
    brink_i_ranges_free(&ranges);
    for (int i = 0; status == BRINK_OK && i < a->n; i++) {
        sign(a->results[i], (*out)->results[i]);
    }
    if (status == BRINK_OK) {
        (*out)->hold = brink_i_hold_use(a->hold);
        (*out)->some = a->some;
    }
    return status;
}
