/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>

#include "result/number.h"
#include "result/page.h"
#include "stats/interval.h"

/* What a reader must know in order not to misread the tables. */

static void note(brink_i_page *page, brink_i_style style, const char *text)
{
    brink_i_page_wrap(page, 2, style, text);
}

static void note_partial(brink_i_page *page)
{
    const brink_provenance *made = &page->result->made;
    char a[BRINK_I_NUMBER_ROOM], b[BRINK_I_NUMBER_ROOM];
    const brink_i_ranges *there = &page->result->ranges;
    const bool first = there->n == 1 && there->items[0].first == made->first_trial;
    if (made->partial) {
        note(page, BRINK_I_STYLE_WARNING,
             brink_i_page_cell(page, "%s: these are %s%s of the %s trials asked for.",
                               first ? "Stopped early" : "Not all", first ? "the first " : "",
                               brink_i_number_count(a, made->trials),
                               brink_i_number_count(b, made->trials_asked)));
    }
    if (made->first_trial > 0) {
        note(page, BRINK_I_STYLE_QUIET,
             brink_i_page_cell(page, "The first trial is number %s.",
                               brink_i_number_count(a, made->first_trial)));
    }
}

/* The rarer outcome whose interval decided when to stop, if it is so rare that stopping bent its share: by up
 * to a quarter of its standard error (docs/results.md), of which `SEEN` trials make 0.8 %. */
static const brink_outcome_view *bent_outcome(const brink_result *result)
{
    enum { SEEN = 1000 };
    const brink_outcome_view *rare = NULL;
    double widest = 0.0, width_of_rare = 0.0;
    for (int i = 0; i < result->model->n_outcomes; i++) {
        const brink_outcome_view *view = &result->outcomes[i];
        const double width = view->probability.high - view->probability.low;
        widest = width > widest ? width : widest;
        if (view->count > 0 && view->count < SEEN && width > width_of_rare) {
            rare = view;
            width_of_rare = width;
        }
    }
    return width_of_rare >= 0.9 * widest ? rare : NULL;
}

static void note_until(brink_i_page *page)
{
    const brink_provenance *made = &page->result->made;
    char a[BRINK_I_NUMBER_ROOM], b[BRINK_I_NUMBER_ROOM];
    const char *sign = page->unicode ? "±" : "+-";
    if (!(made->until > 0.0) || made->partial) {
        return;
    }
    const char *asked = brink_i_page_cell(page, "%s", brink_i_number_human(a, 100.0 * made->until, 4));
    if (made->until_met) {
        note(page, BRINK_I_STYLE_QUIET,
             brink_i_page_cell(page,
                               "Every outcome is known to within %s%s %%, as asked; %s trials were allowed.",
                               sign, asked, brink_i_number_count(b, made->trials_asked)));
        const brink_outcome_view *bent = bent_outcome(page->result);
        if (bent) {
            note(page, BRINK_I_STYLE_QUIET,
                 brink_i_page_cell(
                     page,
                     "Stopping as soon as intervals are narrow favours low counts: the share of %s "
                     "may for that reason be low by up to %s %% of itself (far less than its "
                     "interval). A run with --trials has no such bias.",
                     bent->name, brink_i_number_rough(a, 25.0 / sqrt((double)bent->count))));
        }
    } else {
        note(page, BRINK_I_STYLE_WARNING,
             brink_i_page_cell(page,
                               "Not every outcome is known to within %s%s %%: at most %s trial%s allowed.",
                               sign, asked, brink_i_number_count(b, made->trials_asked),
                               made->trials_asked == 1 ? " was" : "s were"));
    }
}

/* All outcomes that were never seen have the same interval. */
static void note_never(brink_i_page *page)
{
    const brink_result *result = page->result;
    const char *names = NULL;
    double bound = 0.0;
    char a[BRINK_I_NUMBER_ROOM], b[BRINK_I_NUMBER_ROOM];
    for (int i = 0; i < result->model->n_outcomes; i++) {
        const brink_outcome_view *view = &result->outcomes[i];
        if (view->count > 0) {
            continue;
        }
        names = names ? brink_i_page_cell(page, "%s, %s", names, view->name) : view->name;
        bound = view->probability.high;
    }
    if (names) {
        note(page, BRINK_I_STYLE_QUIET,
             brink_i_page_cell(
                 page,
                 "Never seen in %s trial%s: %s. That bounds the probability by %s %%; it does not make it 0.",
                 brink_i_number_count(a, result->tally.trials), result->tally.trials == 1 ? "" : "s", names,
                 brink_i_number_percent(b, bound, 2)));
    }
}

static void note_undefined(brink_i_page *page)
{
    const brink_result *result = page->result;
    char a[BRINK_I_NUMBER_ROOM];
    bool undefined = false;
    for (int i = 0; i < result->model->n_measures; i++) {
        const brink_measure_view *view = &result->measures[i];
        undefined = undefined || view->undefined > 0;
        if (view->non_finite > 0) {
            note(page, BRINK_I_STYLE_WARNING,
                 brink_i_page_cell(page, "%s was infinite in %s trials, which are in none of its numbers.",
                                   view->name, brink_i_number_count(a, view->non_finite)));
        }
    }
    if (undefined) {
        note(page, BRINK_I_STYLE_QUIET,
             "\"known in\": the share of trials in which the measured thing happened; its other numbers are "
             "about those only.");
    }
    for (int i = 0; i < result->model->n_series; i++) {
        const brink_series_view *view = &result->series[i];
        uint64_t most = 0;
        for (size_t k = 0; k < view->n; k++) {
            uint64_t missing = result->tally.trials - view->defined[k];
            most = missing > most ? missing : most;
        }
        if (most > 0) {
            note(page, BRINK_I_STYLE_WARNING,
                 brink_i_page_cell(page,
                                   "Series %s was infinite or not a number in up to %s trials, which are "
                                   "left out at those dates.",
                                   view->name, brink_i_number_count(a, most)));
        }
    }
}

/* Measures and series without an interval, and what its absence is called on the page. */
static void note_few(brink_i_page *page)
{
    const brink_result *result = page->result;
    const char *names = NULL;
    for (int i = 0; i < result->model->n_measures; i++) {
        const brink_measure_view *view = &result->measures[i];
        if (view->mean_method == BRINK_INTERVAL_NONE && view->defined > 1) {
            names = names ? brink_i_page_cell(page, "%s, %s", names, view->name) : view->name;
        }
    }
    for (int i = 0; i < result->model->n_series; i++) {
        const brink_series_view *view = &result->series[i];
        bool few = false;
        for (size_t k = 0; k < view->n; k++) {
            few = few || (view->method[k] == BRINK_INTERVAL_NONE && view->defined[k] > 1);
        }
        if (few) {
            names = names ? brink_i_page_cell(page, "%s, series %s", names, view->name)
                          : brink_i_page_cell(page, "series %s", view->name);
        }
    }
    if (names) {
        note(page, BRINK_I_STYLE_WARNING,
             brink_i_page_cell(
                 page,
                 "\"?\": too few trials carry the mean for an interval that would keep its word: "
                 "%s. The mean is that of these trials; others may move it far.",
                 names));
    }
}

void brink_i_page_note_beyond(brink_i_page *page, const brink_result *result, const char *variant)
{
    char a[BRINK_I_NUMBER_ROOM], b[BRINK_I_NUMBER_ROOM];
    for (int i = 0; i < result->model->n_stocks; i++) {
        const brink_beyond_view *view = &result->beyond[i];
        const uint64_t counts[2] = {view->below, view->above};
        for (int k = 0; k < 2; k++) {
            if (counts[k] == 0) {
                continue;
            }
            note(page, BRINK_I_STYLE_WARNING,
                 brink_i_page_cell(
                     page,
                     "%s began at its %s, because its initial value lay %s it, in %s of the %s%s trials%s%s.",
                     view->stock, k ? "max" : "min", k ? "above" : "below",
                     brink_i_number_count(a, counts[k]), view->trials < result->made.trials ? "first " : "",
                     brink_i_number_count(b, view->trials), variant ? " of " : "", variant ? variant : ""));
        }
    }
}

/* What never varied may still vary, unless it is a constant. */
static void note_equal(brink_i_page *page)
{
    const brink_result *result = page->result;
    const char *names = NULL;
    uint64_t least = result->tally.trials;
    char a[BRINK_I_NUMBER_ROOM];
    for (int i = 0; i < result->model->n_measures; i++) {
        const brink_measure_view *view = &result->measures[i];
        const brink_i_expr *value = result->model->measures[i].value.expr;
        if (view->mean_method == BRINK_INTERVAL_EQUAL && !(value && value->binding == BRINK_I_CONSTANT)) {
            names = names ? brink_i_page_cell(page, "%s, %s", names, view->name) : view->name;
            least = view->defined < least ? view->defined : least;
        }
    }
    if (names) {
        const double bound = brink_i_interval_clopper_pearson(0, least, 0.95).high;
        note(page, BRINK_I_STYLE_QUIET,
             brink_i_page_cell(page,
                               "The same in every trial that has it: %s. Other values may still have a "
                               "probability of up to %s %%.",
                               names, brink_i_number_percent(a, bound, 2)));
    }
}

static void note_intervals(brink_i_page *page)
{
    const brink_result *result = page->result;
    bool exact = false, wilson = false;
    for (int i = 0; i < result->model->n_outcomes; i++) {
        bool is_exact = result->outcomes[i].method == BRINK_INTERVAL_CLOPPER_PEARSON;
        exact = exact || is_exact;
        wilson = wilson || !is_exact;
    }
    note(page, BRINK_I_STYLE_QUIET,
         wilson && exact ? "Intervals of probabilities: 95 %, Wilson; Clopper-Pearson for fewer than 10 "
                           "trials on either side."
         : exact         ? "Intervals of probabilities: 95 %, Clopper-Pearson."
                         : "Intervals of probabilities: 95 %, Wilson.");
}

void brink_i_page_notes(brink_i_page *page)
{
    brink_i_page_heading(page, "NOTES");
    note_partial(page);
    note_until(page);
    note_never(page);
    note_undefined(page);
    brink_i_page_note_beyond(page, page->result, NULL);
    note_few(page);
    note_equal(page);
    note_intervals(page);
}
