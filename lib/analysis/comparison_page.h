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
    int n_differ; /* measures in which a trial differs */
    bool asked;   /* these were asked for by name */
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

/* --- comparison_choice.c: which measures the page has --- */
/* Those asked for; or with all those in which a trial differs; or the headlines among them and what differs
 * most. False: there is no measure of a name that was asked for. */
bool brink_i_comparison_choose(brink_i_comparison_page *p, const brink_comparison_text_options *options);
/* Whether a trial has another value, or has one in only one of both. */
bool brink_i_comparison_differs(const brink_measure_difference *view);
/* How often the difference holds the half width of its interval; 0 where that includes 0. */
double brink_i_comparison_strength(const brink_measure_difference *view);
bool brink_i_comparison_is_shown(const brink_i_comparison_page *p, int measure);

/* Two variants are told in full in any case. */
static inline bool brink_i_comparison_is_short(const brink_i_comparison_page *p)
{
    return !p->page.all && p->comparison->n > 2;
}

/* What the short page says of three or more variants, instead of the sections below. */
void brink_i_comparison_short(brink_i_comparison_page *p);

/* The trial that changed in the most frequent way, and between which outcomes; false if none changed. */
typedef struct brink_i_comparison_change {
    const brink_outcome_change *change;
    const char *from, *to;
} brink_i_comparison_change;
bool brink_i_comparison_most_frequent(brink_i_comparison_page *p, int variant,
                                      brink_i_comparison_change *out);
/* The command that tells why, on a line. */
void brink_i_comparison_command(brink_i_comparison_page *p, int variant, const brink_outcome_change *change);

/* --- the sections, comparison_overview.c and comparison_against.c; comparison_page.c puts them together ---
 */
void brink_i_comparison_overview(brink_i_comparison_page *p);
void brink_i_comparison_against(brink_i_comparison_page *p, int variant);
void brink_i_comparison_notes(brink_i_comparison_page *p);

#endif
