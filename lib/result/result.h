/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_RESULT_RESULT_H
#define BRINK_RESULT_RESULT_H

#include "brink/result.h"
#include "result/hold.h"
#include "result/ranges.h"
#include "result/tally.h"
#include "stats/interval.h"

struct brink_result {
    const brink_model *model;
    brink_i_hold *hold; /* what it refers to and has itself; or NULL */
    bool some;          /* some of the measures and series only were asked for */
    brink_i_tally tally;
    brink_i_ranges ranges;
    brink_provenance made;
    uint64_t
        fingerprint; /* of the arithmetic that sampled; 0: this build's own, which takes a moment to find */
    double *grid;    /* [BRINK_I_TALLY_STEPS + 1] */
    /* Derived from the tally, each when it is first read; complete after brink_i_result_derive. */
    struct brink_i_views *views;
    brink_outcome_view *outcomes;
    brink_measure_view *measures;
    brink_series_view *series;
    brink_beyond_view *beyond; /* per stock */
};

/* The engine of a result that was read: who made it is not known. */
#define BRINK_I_SAVED "saved"

/* Takes tally and ranges over, which are empty afterwards (also on failure). `made` needs its run-time
 * members only (engine to instruction_set, seed to first_trial, until, look, parts; threads and seconds); the
 * rest is filled in here. At least one trial. */
brink_status brink_i_result_new(const brink_model *model, brink_i_tally *tally, brink_i_ranges *ranges,
                                const brink_provenance *made, brink_result **out);

/* Settles the whole tally (result/tally.h), unless that is done; and then adds it to another one. Others may
 * read the result meanwhile. */
brink_status brink_i_result_settle(const brink_result *result);
brink_status brink_i_result_add_to(const brink_result *result, brink_i_tally *into);

/* ---- until: when a run looks at its intervals, and when it ends (until.c) ---- */

/* Half-width of the widest 95 % interval of an outcome's probability, over all these tallies together, [n] of
 * one model; NULL stands for one that is empty. */
double brink_i_until_widest(const brink_i_tally *const *tallies, int n);
/* The trial count of the first look, and of the one after a look at `done`. They follow from sampled numbers
 * only. */
uint64_t brink_i_until_first(uint64_t trials);
uint64_t brink_i_until_next(uint64_t done, double widest, double until, uint64_t trials);
/* Looks, if it is due: sets until_met, or the next look. */
void brink_i_until_look(brink_result *result);

/* Part of brink_i_result_new, and of brink_result_free. */
brink_status brink_i_views_open(brink_result *result);
void brink_i_views_close(brink_result *result);
/* Derives all views that have not been read yet. */
brink_status brink_i_result_derive(const brink_result *result);

/* Fills in all views of this kind, [n_stocks]; fails for lack of memory only. */
brink_status brink_i_beyond_derive(const brink_result *result, brink_beyond_view *views);

/* Version and commit of this build, and its compiler; "unknown" where the build did not say. Static storage.
 */
const char *brink_i_build_version(void);
const char *brink_i_build_commit(void);
const char *brink_i_build_compiler(void);

/* Whether a value can be nothing but 0 and 1, so that its mean is a probability. */
bool brink_i_series_is_condition(const brink_i_series *series);
bool brink_i_measure_is_condition(const brink_i_measure *measure);

/* What a method of lib/stats is called outside. */
brink_interval_method brink_i_result_method(brink_i_interval_method method);

/* "" for an absent unit or the unit 1: what is written after a number. */
const char *brink_i_result_unit(const brink_i_unit *unit);

#endif
