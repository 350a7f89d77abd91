/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/comparison_page.h"
#include "result/number.h"

/* One variant against the one that it is compared with, and the notes on how to read that. */

static const char *narrower_cell(brink_i_page *page, double narrower)
{
    char a[BRINK_I_NUMBER_ROOM];
    if (isnan(narrower)) {
        return "-";
    }
    if (isinf(narrower)) {
        return "no trial differs";
    }
    return brink_i_page_cell(page, "%s %s", brink_i_number_human(a, narrower, narrower < 10.0 ? 2 : 3),
                             page->unicode ? "×" : "x");
}

/* ---- outcomes and measures ------------------------------------------------------------------------ */

typedef struct table {
    const char **name, **first, **value, **difference, **interval, **narrower, **both;
} table;

static bool make_table(brink_i_page *page, int n, table *t)
{
    const char ***columns[] = {&t->name,     &t->first,    &t->value, &t->difference,
                               &t->interval, &t->narrower, &t->both};
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
        *columns[i] = brink_i_page_cells(page, n);
    }
    return !page->failed;
}

static void add_table(brink_i_comparison_page *p, int variant, const table *t, int n, bool paired,
                      const char *difference)
{
    const brink_comparison *c = p->comparison;
    const brink_i_column columns[] = {
        {.title = "", .cells = t->name},
        {.title = brink_i_comparison_first(c, variant)->name, .right = true, .group = 1, .cells = t->first},
        {.title = c->variants[variant].name, .right = true, .group = 1, .cells = t->value},
        {.title = difference, .right = true, .group = 2, .cells = t->difference},
        {.title = "95 % interval", .group = 2, .cells = t->interval},
        {.title = "narrower", .right = true, .group = 2, .cells = t->narrower, .optional = 1},
        {.title = "in both", .right = true, .group = 2, .cells = t->both},
    };
    int n_columns = (int)(sizeof columns / sizeof *columns);
    brink_i_page_table(&p->page, columns, paired ? n_columns : n_columns - 1, n);
}

static void add_outcomes(brink_i_comparison_page *p, int variant)
{
    brink_i_page *page = &p->page;
    const brink_i_against *against = &p->comparison->differences->against[variant];
    int n = p->comparison->model->n_outcomes;
    table t;
    if (!make_table(page, n, &t)) {
        return;
    }
    for (int i = 0; i < n; i++) {
        const brink_outcome_difference *view = &against->outcomes[i];
        t.name[i] = view->name;
        t.first[i] = brink_i_comparison_percent(p, view->first);
        t.value[i] = brink_i_comparison_percent(p, view->value);
        t.difference[i] = brink_i_comparison_signed(p, 100.0 * view->difference.value, p->decimals);
        t.interval[i] = brink_i_comparison_signed_interval(p, &view->difference, 100.0, p->decimals);
        t.narrower[i] = narrower_cell(page, view->narrower);
    }
    add_table(p, variant, &t, n, false, "points");
}

static void add_measures(brink_i_comparison_page *p, int variant)
{
    brink_i_page *page = &p->page;
    const brink_comparison *c = p->comparison;
    int n = p->n_shown;
    uint64_t trials = c->results[0]->tally.trials;
    bool paired = false;
    table t;
    if (n == 0 || !make_table(page, n, &t)) {
        return;
    }
    for (int i = 0; i < n; i++) {
        const brink_measure_difference *view = &c->differences->against[variant].measures[p->shown[i]];
        char a[BRINK_I_NUMBER_ROOM];
        int decimals = brink_i_comparison_decimals(&view->difference);
        bool known = decimals >= 0;
        t.name[i] = brink_i_comparison_title(p, view->name, c->model->measures[p->shown[i]].unit);
        t.first[i] =
            brink_i_page_cell(page, "%s",
                              known ? brink_i_number_fixed(a, view->paired_first, decimals)
                                    : brink_i_number_human(a, view->paired_first, BRINK_I_COMPARISON_DIGITS));
        t.value[i] =
            brink_i_page_cell(page, "%s",
                              known ? brink_i_number_fixed(a, view->paired_value, decimals)
                                    : brink_i_number_human(a, view->paired_value, BRINK_I_COMPARISON_DIGITS));
        t.difference[i] = brink_i_comparison_mean(p, view, &t.interval[i]);
        t.narrower[i] = narrower_cell(page, view->narrower);
        t.both[i] = brink_i_page_cell(
            page, "%s %%", brink_i_number_percent(a, (double)view->both / (double)trials, p->decimals));
        paired = paired || view->both < trials;
    }
    brink_i_text_add(&page->text, "\n");
    add_table(p, variant, &t, n, paired, "mean difference");
}

/* ---- trials that changed -------------------------------------------------------------------------- */

typedef struct shown_change {
    const brink_outcome_change *change;
    int from, to;
} shown_change;

/* The most frequent first; equal ones as in the file. */
static int by_count(const void *a, const void *b)
{
    const shown_change *x = a, *y = b;
    if (x->change->count != y->change->count) {
        return x->change->count < y->change->count ? 1 : -1;
    }
    return x->change < y->change ? -1 : x->change > y->change;
}

static shown_change *list_changes(brink_i_comparison_page *p, int variant, int *n)
{
    int outcomes = p->comparison->model->n_outcomes;
    const brink_i_against *against = &p->comparison->differences->against[variant];
    shown_change *list = BRINK_I_NEW_ARRAY(&p->page.arena, shown_change, (size_t)outcomes * (size_t)outcomes);
    *n = 0;
    p->page.failed = p->page.failed || !list;
    for (int i = 0; list && i < outcomes * outcomes; i++) {
        if (i / outcomes != i % outcomes && against->changes[i].count > 0) {
            list[(*n)++] = (shown_change){&against->changes[i], i / outcomes, i % outcomes};
        }
    }
    if (list) {
        qsort(list, (size_t)*n, sizeof *list, by_count);
    }
    return list;
}

bool brink_i_comparison_most_frequent(brink_i_comparison_page *p, int variant, brink_i_comparison_change *out)
{
    int n;
    const shown_change *list = list_changes(p, variant, &n);
    if (n == 0 || !list) {
        return false;
    }
    const brink_i_outcome *outcomes = p->comparison->model->outcomes;
    *out =
        (brink_i_comparison_change){list[0].change, outcomes[list[0].from].name, outcomes[list[0].to].name};
    return true;
}

static const char *examples_cell(brink_i_page *page, const brink_outcome_change *change)
{
    const char *cell = "";
    for (int i = 0; i < change->n_examples; i++) {
        cell = brink_i_page_cell(page, "%s%s%llu", cell, i > 0 ? ", " : "",
                                 (unsigned long long)change->examples[i]);
    }
    return cell;
}

/* A name as one word of a shell's command line. */
static const char *shell_word(brink_i_page *page, const char *name)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./:=+,@%-";
    if (name[strspn(name, plain)] == '\0') {
        return name;
    }
    const char *word = "'";
    for (; *name; name++) {
        word = *name == '\'' ? brink_i_page_cell(page, "%s'\\''", word)
                             : brink_i_page_cell(page, "%s%c", word, *name);
    }
    return brink_i_page_cell(page, "%s'", word);
}

void brink_i_comparison_command(brink_i_comparison_page *p, int variant, const brink_outcome_change *change)
{
    brink_i_page *page = &p->page;
    if (!p->trace) {
        return;
    }
    brink_i_text_add(&page->text, "  ");
    brink_i_page_styled(
        page, BRINK_I_STYLE_QUIET,
        brink_i_page_cell(page, "why: %s --trial %llu --variant %s --against %s", p->trace,
                          (unsigned long long)change->examples[0],
                          shell_word(page, brink_i_comparison_first(p->comparison, variant)->name),
                          shell_word(page, p->comparison->variants[variant].name)));
    brink_i_text_add(&page->text, "\n");
}

static void add_changes(brink_i_comparison_page *p, int variant)
{
    brink_i_page *page = &p->page;
    const brink_comparison *c = p->comparison;
    const brink_i_against *against = &c->differences->against[variant];
    char a[BRINK_I_NUMBER_ROOM];
    int n;
    const shown_change *list = list_changes(p, variant, &n);
    brink_i_text_add(&page->text, "\n");
    brink_i_page_wrap(page, 2, BRINK_I_STYLE_QUIET,
                      brink_i_page_cell(page, "%s trials changed their outcome: %s %s%s",
                                        brink_i_number_count(a, against->n_changed),
                                        brink_i_comparison_percent(p, against->changed.value),
                                        brink_i_comparison_percents(p, &against->changed), n > 0 ? "" : "."));
    const char **from = brink_i_page_cells(page, n), **to = brink_i_page_cells(page, n);
    const char **trials = brink_i_page_cells(page, n), **share = brink_i_page_cells(page, n);
    const char **examples = brink_i_page_cells(page, n);
    if (page->failed || n == 0) {
        return;
    }
    for (int i = 0; i < n; i++) {
        uint64_t count = list[i].change->count;
        from[i] = c->model->outcomes[list[i].from].name;
        to[i] = c->model->outcomes[list[i].to].name;
        trials[i] = brink_i_page_cell(page, "%s", brink_i_number_count(a, count));
        share[i] = brink_i_comparison_percent(p, (double)count / (double)c->results[0]->tally.trials);
        examples[i] = examples_cell(page, list[i].change);
    }
    const brink_i_column columns[] = {
        {.title = "from", .cells = from},
        {.title = "to", .cells = to},
        {.title = "trials", .right = true, .cells = trials},
        {.title = "of all", .right = true, .cells = share},
        {.title = "as in trial", .cells = examples},
    };
    brink_i_page_table(page, columns, (int)(sizeof columns / sizeof *columns), n);
    brink_i_comparison_command(p, variant, list[0].change);
}

void brink_i_comparison_against(brink_i_comparison_page *p, int variant)
{
    const brink_comparison *c = p->comparison;
    brink_i_page_heading(&p->page, brink_i_page_cell(&p->page, "%s AGAINST %s", c->variants[variant].name,
                                                     brink_i_comparison_first(c, variant)->name));
    add_outcomes(p, variant);
    add_measures(p, variant);
    add_changes(p, variant);
}

/* ---- notes ---------------------------------------------------------------------------------------- */

static void note_partial(brink_i_comparison_page *p)
{
    const brink_provenance *made = &p->comparison->results[0]->made;
    char a[BRINK_I_NUMBER_ROOM], b[BRINK_I_NUMBER_ROOM];
    if (made->partial) {
        brink_i_page_wrap(
            &p->page, 2, BRINK_I_STYLE_WARNING,
            brink_i_page_cell(&p->page, "Stopped early: these are the first %s of the %s trials asked for.",
                              brink_i_number_count(a, made->trials),
                              brink_i_number_count(b, made->trials_asked)));
    }
    if (made->first_trial > 0) {
        brink_i_page_wrap(&p->page, 2, BRINK_I_STYLE_QUIET,
                          brink_i_page_cell(&p->page, "The first trial is number %s.",
                                            brink_i_number_count(a, made->first_trial)));
    }
}

/* `told`: how to read means that are not about all trials. */
static void note_measures(brink_i_comparison_page *p, const char *told)
{
    const brink_comparison *c = p->comparison;
    uint64_t trials = c->results[0]->tally.trials;
    bool partly = false;
    for (int v = 0; v < c->n; v++) {
        for (int i = 0; i < c->model->n_measures; i++) {
            const brink_measure_view *view = &c->results[v]->measures[i];
            for (int k = 0; k < p->n_shown; k++) {
                partly = partly || (p->shown[k] == i && view->defined < trials);
            }
            if (view->non_finite > 0) {
                char a[BRINK_I_NUMBER_ROOM];
                brink_i_page_wrap(
                    &p->page, 2, BRINK_I_STYLE_WARNING,
                    brink_i_page_cell(&p->page,
                                      "%s was infinite or not a number in %s trials of %s, which are in "
                                      "none of its numbers.",
                                      view->name, brink_i_number_count(a, view->non_finite),
                                      c->variants[v].name));
            }
        }
    }
    if (partly) {
        brink_i_page_wrap(&p->page, 2, BRINK_I_STYLE_QUIET, told);
    }
}

/* What looks like a finding and is none. */
static void note_same(brink_i_comparison_page *p)
{
    const brink_comparison *c = p->comparison;
    for (int v = 1; v < c->n; v++) {
        if (c->differences->against[v].same) {
            brink_i_page_wrap(
                &p->page, 2, BRINK_I_STYLE_WARNING,
                brink_i_page_cell(&p->page,
                                  "%s changes nothing: every outcome, measure and point of a series "
                                  "is that of %s in each of the trials. If it should change "
                                  "something, see whether what it sets is used, or is beyond a "
                                  "bound.",
                                  c->variants[v].name, brink_i_comparison_first(c, v)->name));
        }
    }
}

static void note_few(brink_i_comparison_page *p)
{
    const brink_comparison *c = p->comparison;
    bool few = false, equal = false;
    for (int v = 1; v < c->n; v++) {
        for (int k = 0; k < p->n_shown; k++) {
            const brink_measure_difference *view = &c->differences->against[v].measures[p->shown[k]];
            few = few || (view->method == BRINK_INTERVAL_NONE && view->both > 1);
            equal = equal || view->method == BRINK_INTERVAL_EQUAL;
        }
    }
    for (int v = 0; v < c->n; v++) {
        for (int k = 0; k < p->n_shown; k++) {
            const brink_measure_view *view = &c->results[v]->measures[p->shown[k]];
            few = few || (view->mean_method == BRINK_INTERVAL_NONE && view->defined > 1);
        }
    }
    if (few) {
        brink_i_page_wrap(
            &p->page, 2, BRINK_I_STYLE_WARNING,
            "\"?\": too few trials carry the mean for an interval that would keep its word; other "
            "trials may move it far.");
    }
    if (equal) {
        brink_i_page_wrap(&p->page, 2, BRINK_I_STYLE_QUIET,
                          "Mean differences without an interval are the same in every trial.");
    }
}

void brink_i_comparison_notes(brink_i_comparison_page *p)
{
    brink_i_page *page = &p->page;
    brink_i_page_heading(page, "NOTES");
    note_partial(p);
    note_same(p);
    for (int v = 0; v < p->comparison->n; v++) {
        brink_i_page_note_beyond(page, p->comparison->results[v], p->comparison->variants[v].name);
    }
    if (brink_i_comparison_is_short(p)) {
        note_measures(
            p, "Some measures are not known in every trial: a mean is about the trials that have it, a "
               "difference about those that have it in both.");
        note_few(p);
        brink_i_page_wrap(
            page, 2, BRINK_I_STYLE_QUIET,
            "Differences are taken trial by trial, on the same luck. Each interval is about one "
            "number: among many differences some stand out by luck alone.");
        return;
    }
    note_measures(
        p, "Some measures are not known in every trial. In the first table each mean is about the trials "
           "of its own variant that have a value; in the others all numbers are about the trials that "
           "have one in both (\"in both\": their share).");
    note_few(p);
    brink_i_page_wrap(
        page, 2, BRINK_I_STYLE_QUIET,
        "Differences are taken trial by trial: a trial draws the same luck in all variants, as far as their "
        "histories agree. \"points\": percentage points. \"narrower\": how many times wider the interval "
        "would be with independent luck.");
    brink_i_page_wrap(
        page, 2, BRINK_I_STYLE_QUIET,
        "Intervals, 95 %: of probabilities Wilson, or Clopper-Pearson for fewer than 10 trials on either "
        "side; of their differences Tango (1998); of means and their differences Student, or where all "
        "values are 0 and 1 as of "
        "probabilities. Each is about one "
        "number: among many differences some stand out by luck alone.");
}
