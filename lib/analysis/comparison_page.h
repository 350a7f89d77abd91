/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_ANALYSIS_COMPARISON_PAGE_H
#define BRINK_ANALYSIS_COMPARISON_PAGE_H

/* The text page of a comparison: what its parts have in common. */

#include "analysis/comparison.h"
#include "result/page.h"

typedef struct brink_i_comparison_page {
    brink_i_page page; /* of the first variant's result */
    const brink_comparison *comparison;
    const char *trace;
    int decimals; /* of all shares in percent: those that suit the widest interval */
    int *shown;   /* [n_shown] indices of the measures that are shown */
    int n_shown;
    bool asked; /* these were asked for by name */
} brink_i_comparison_page;

/* --- comparison_cells.c --- */
enum { BRINK_I_COMPARISON_DIGITS = 6 }; /* of numbers that are exact, or whose uncertainty says nothing */
/* "34.66 %" */
const char *brink_i_comparison_percent(brink_i_comparison_page *p, double share);
/* "[34.00, 35.32]" */
const char *brink_i_comparison_percents(brink_i_comparison_page *p, const brink_estimate *estimate);
/* "oil_left, Mbbl" */
const char *brink_i_comparison_title(brink_i_comparison_page *p, const char *name, const brink_i_unit *unit);

/* "+1.25": with its sign, and never a zero that is none. decimals -1: as many digits as people can use. */
const char *brink_i_comparison_signed(brink_i_comparison_page *p, double x, int decimals);
/* "[+1.20, +1.30]" */
const char *brink_i_comparison_signed_interval(brink_i_comparison_page *p, const brink_estimate *estimate,
                                               double factor, int decimals);
/* Decimals that suit a mean difference; -1: as many digits as people can use. */
/* A mean difference, and in *interval its interval: "?" where too few trials carry it, "-" where it is the
 * same in every trial, or in none. */
const char *brink_i_comparison_mean(brink_i_comparison_page *p, const brink_measure_difference *view,
                                    const char **interval);
int brink_i_comparison_decimals(const brink_estimate *difference);

/* --- the sections, comparison_overview.c and comparison_against.c; comparison_page.c puts them together ---
 */
void brink_i_comparison_overview(brink_i_comparison_page *p);
void brink_i_comparison_against(brink_i_comparison_page *p, int variant);
void brink_i_comparison_notes(brink_i_comparison_page *p);

#endif
