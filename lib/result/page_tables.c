/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <string.h>

#include "result/number.h"
#include "result/page.h"

/* Quantiles come from buckets 0.4 % wide, so three digits are what is known. Where all values are the same it
 * is exact. */
enum { DIGITS = 3, DIGITS_EXACT = 6 };

static const char *human(brink_i_page *page, double x, int digits)
{
    char number[BRINK_I_NUMBER_ROOM];
    return brink_i_page_cell(page, "%s", brink_i_number_human(number, x, digits));
}

/* With the decimals that its uncertainty leaves a meaning to. */
static const char *known_to(brink_i_page *page, double x, double uncertainty)
{
    char number[BRINK_I_NUMBER_ROOM];
    int decimals = brink_i_number_decimals(uncertainty) - 1;
    if (uncertainty == 0.0) {
        return human(page, x, DIGITS_EXACT);
    }
    if (!isfinite(uncertainty) || !isfinite(x) || decimals > 9) {
        return human(page, x, DIGITS);
    }
    return brink_i_page_cell(page, "%s", brink_i_number_fixed(number, x, decimals < 0 ? 0 : decimals));
}

/* "90.1 to 210": what 90 % of something lie in. */
static const char *span(brink_i_page *page, double low, double high)
{
    char a[BRINK_I_NUMBER_ROOM], b[BRINK_I_NUMBER_ROOM];
    if (isnan(low)) {
        return "-";
    }
    if (low == high) { /* all on one date, as at the horizon */
        return brink_i_page_cell(page, "all at %s", brink_i_number_human(a, low, DIGITS_EXACT));
    }
    return brink_i_page_cell(page, "%s to %s", brink_i_number_human(a, low, DIGITS),
                             brink_i_number_human(b, high, DIGITS));
}

static double half_width(const brink_estimate *estimate) { return 0.5 * (estimate->high - estimate->low); }

/* All probabilities of a page have the decimals that suit the widest interval. */
static int percent_decimals(const brink_result *result)
{
    double widest = 0.0;
    for (int i = 0; i < result->model->n_outcomes; i++) {
        widest = fmax(widest, half_width(&result->outcomes[i].probability));
    }
    int decimals = brink_i_number_decimals(100.0 * widest);
    return decimals < 0 ? 1 : decimals;
}

void brink_i_page_outcomes(brink_i_page *page)
{
    const brink_result *result = page->result;
    int n = result->model->n_outcomes, decimals = percent_decimals(result);
    const char *unit = brink_i_unit_text(result->model->time_unit);
    const char **name = brink_i_page_cells(page, n), **count = brink_i_page_cells(page, n);
    const char **share = brink_i_page_cells(page, n), **interval = brink_i_page_cells(page, n);
    const char **median = brink_i_page_cells(page, n), **middle = brink_i_page_cells(page, n);
    double *bars = BRINK_I_NEW_ARRAY(&page->arena, double, (size_t)n);
    page->failed = page->failed || !bars;
    if (page->failed) {
        return;
    }
    for (int i = 0; i < n; i++) {
        const brink_outcome_view *view = &result->outcomes[i];
        char a[BRINK_I_NUMBER_ROOM], b[BRINK_I_NUMBER_ROOM];
        name[i] = view->name;
        count[i] = brink_i_page_cell(page, "%s", brink_i_number_count(a, view->count));
        share[i] =
            brink_i_page_cell(page, "%s %%", brink_i_number_percent(a, view->probability.value, decimals));
        interval[i] =
            brink_i_page_cell(page, "[%s, %s]", brink_i_number_percent(a, view->probability.low, decimals),
                              brink_i_number_percent(b, view->probability.high, decimals));
        bars[i] = view->probability.value;
        median[i] = human(page, view->time_median, view->time_q05 == view->time_q95 ? DIGITS_EXACT : DIGITS);
        middle[i] = span(page, view->time_q05, view->time_q95);
    }
    const brink_i_column columns[] = {
        {.title = "", .cells = name},
        {.title = "trials", .right = true, .group = 1, .cells = count},
        {.title = "probability", .right = true, .group = 1, .cells = share},
        {.title = "95 % interval", .group = 1, .cells = interval},
        {.title = "", .group = 1, .bars = bars},
        {.title = brink_i_page_cell(page, "median %s", unit),
         .right = true,
         .group = 2,
         .cells = median,
         .optional = 1},
        {.title = page->unicode ? "5–95 % of them" : "5-95 % of them",
         .group = 2,
         .cells = middle,
         .optional = 2},
    };
    brink_i_page_heading(page, "OUTCOMES");
    brink_i_page_table(page, columns, (int)(sizeof columns / sizeof *columns), n);
}

/* An interval that is not even nearly symmetric cannot be told by one number. */
static const char *bounds_cell(brink_i_page *page, const brink_estimate *mean)
{
    char a[BRINK_I_NUMBER_ROOM], b[BRINK_I_NUMBER_ROOM];
    return brink_i_page_cell(page, "[%s, %s]", brink_i_number_human(a, mean->low, DIGITS),
                             brink_i_number_human(b, mean->high, DIGITS));
}

const char *brink_i_page_mean(brink_i_page *page, const brink_measure_view *view, const char **error)
{
    const brink_estimate *mean = &view->mean;
    const brink_interval_method method = view->mean_method;
    char a[BRINK_I_NUMBER_ROOM];
    const double half = half_width(mean);
    const int decimals = brink_i_number_decimals(half);
    const char *sign = page->unicode ? "±" : "+-";
    *error = "";
    if (method == BRINK_INTERVAL_NONE && view->defined > 1) {
        *error = brink_i_page_cell(page, "%s ?", sign);
        return brink_i_page_cell(page, "%s", brink_i_number_rough(a, mean->value));
    }
    if (method == BRINK_INTERVAL_NONE || method == BRINK_INTERVAL_EQUAL) {
        return human(page, mean->value, DIGITS_EXACT);
    }
    if (fabs(0.5 * (mean->low + mean->high) - mean->value) > 0.1 * half) {
        *error = bounds_cell(page, mean);
        return human(page, mean->value, DIGITS);
    }
    if (decimals < 0 || decimals > 9) { /* very small numbers */
        *error = brink_i_page_cell(page, "%s %s", sign, brink_i_number_human(a, half, 2));
        return human(page, mean->value, DIGITS_EXACT);
    }
    *error = brink_i_page_cell(page, "%s %s", sign, brink_i_number_fixed(a, half, decimals));
    return brink_i_page_cell(page, "%s", brink_i_number_fixed(a, mean->value, decimals));
}

static const char *quantile_cell(brink_i_page *page, const brink_estimate *quantile, bool whole)
{
    if (whole) {
        return human(page, quantile->value, DIGITS_EXACT);
    }
    return known_to(page, quantile->value, half_width(quantile));
}

/* "oil_left, Mbbl" */
static const char *title_cell(brink_i_page *page, const char *name, const brink_i_unit *unit)
{
    const char *text = brink_i_result_unit(unit);
    return text[0] ? brink_i_page_cell(page, "%s, %s", name, text) : name;
}

enum { MEASURES_MOST = 12 }; /* on a short page, where none is marked */

bool brink_i_page_has_measure(const brink_i_page *page, int measure)
{
    const brink_model *model = page->result->model;
    bool marked = false;
    for (int i = 0; i < model->n_measures; i++) {
        marked = marked || model->measures[i].headline;
    }
    return page->all || (marked ? model->measures[measure].headline : measure < MEASURES_MOST);
}

static void name_more(brink_i_page *page, int more)
{
    if (more > 0) {
        brink_i_page_wrap(
            page, 2, BRINK_I_STYLE_QUIET,
            brink_i_page_cell(page, "and %d more: --all prints them, JSON and CSV have them", more));
    }
}

void brink_i_page_measures(brink_i_page *page)
{
    const brink_result *result = page->result;
    int n = 0;
    int *shown = BRINK_I_NEW_ARRAY(&page->arena, int, (size_t)result->model->n_measures + 1);
    page->failed = page->failed || !shown;
    for (int i = 0; i < result->model->n_measures && shown; i++) {
        if (brink_i_page_has_measure(page, i)) {
            shown[n++] = i;
        }
    }
    bool all_defined = true;
    enum { Q05 = 1, Q50 = 3, Q95 = 5 };
    const char **name = brink_i_page_cells(page, n), **defined = brink_i_page_cells(page, n);
    const char **mean = brink_i_page_cells(page, n), **error = brink_i_page_cells(page, n);
    const char **sd = brink_i_page_cells(page, n), **low = brink_i_page_cells(page, n);
    const char **median = brink_i_page_cells(page, n), **high = brink_i_page_cells(page, n);
    if (page->failed || n == 0) {
        return;
    }
    for (int i = 0; i < n; i++) {
        const brink_measure_view *view = &result->measures[shown[i]];
        char a[BRINK_I_NUMBER_ROOM];
        double share = (double)view->defined / (double)result->tally.trials;
        bool whole = !result->tally.measures[shown[i]].sketch.fractional;
        all_defined = all_defined && view->defined == result->tally.trials;
        name[i] = title_cell(page, view->name, result->model->measures[shown[i]].unit);
        defined[i] = brink_i_page_cell(page, "%s %%", brink_i_number_percent(a, share, 2));
        mean[i] = brink_i_page_mean(page, view, &error[i]);
        sd[i] = human(page, view->sd, DIGITS + 1);
        low[i] = quantile_cell(page, &view->quantile[Q05], whole);
        median[i] = quantile_cell(page, &view->quantile[Q50], whole);
        high[i] = quantile_cell(page, &view->quantile[Q95], whole);
    }
    const brink_i_column columns[] = {
        {.title = "", .cells = name},
        {.title = "mean", .right = true, .group = 1, .cells = mean},
        {.title = page->unicode ? "± 95 %" : "+- 95 %", .group = 1, .cells = error, .tight = true},
        {.title = "sd", .right = true, .group = 1, .cells = sd, .optional = 3},
        {.title = "5 %", .right = true, .group = 2, .cells = low, .optional = 1},
        {.title = "median", .right = true, .group = 2, .cells = median, .optional = 2},
        {.title = "95 %", .right = true, .group = 2, .cells = high, .optional = 1},
        {.title = "known in", .right = true, .group = 2, .cells = defined},
    };
    int n_columns = (int)(sizeof columns / sizeof *columns);
    brink_i_page_heading(page, "MEASURES");
    brink_i_page_table(page, columns, all_defined ? n_columns - 1 : n_columns, n);
    name_more(page, result->model->n_measures - n);
}

/* ---- series
 * ------------------------------------------------------------------------------------------------------- */

enum {
    DATES_MOST = 9,
    SPARK_MOST = 60,
    SPARK_SHORT = 30,
    DATE_COLUMNS = 11,
    SERIES_MOST = 3 /* told in full on a short page */
};

/* What is shown at one date: three numbers of one series. */
static void fill_date(brink_i_page *page, const brink_series_view *view, size_t k, const char *cells[3])
{
    char a[BRINK_I_NUMBER_ROOM];
    if (view->share) {
        const double shown[3] = {view->mean_high[k], view->mean[k], view->mean_low[k]};
        int decimals = brink_i_number_decimals(50.0 * (view->mean_high[k] - view->mean_low[k]));
        for (int i = 0; i < 3; i++) {
            cells[i] = brink_i_page_cell(page, "%s %%",
                                         brink_i_number_percent(a, shown[i], decimals < 0 ? 1 : decimals));
        }
    } else {
        enum { Q05 = 1, Q95 = 5 };
        int digits = view->sd[k] == 0.0 ? DIGITS_EXACT : DIGITS;
        cells[0] = human(page, view->quantile[Q95][k], digits);
        cells[1] = view->method[k] == BRINK_INTERVAL_NONE && view->defined[k] > 1
                       ? brink_i_page_cell(page, "%s ?", brink_i_number_rough(a, view->mean[k]))
                       : known_to(page, view->mean[k], 0.5 * (view->mean_high[k] - view->mean_low[k]));
        cells[2] = human(page, view->quantile[Q05][k], digits);
    }
}

/* How many of n points to show, at most `most`: as many as lie at equal distances, if that is not too few. */
static size_t dates_shown(size_t n, size_t most)
{
    if (n <= most) {
        return n;
    }
    for (size_t shown = most; shown > most / 2 && shown > 2; shown--) {
        if ((n - 1) % (shown - 1) == 0) {
            return shown;
        }
    }
    return most;
}

static void add_dates(brink_i_page *page, const brink_series_view *view)
{
    int most = (page->width - 16) / DATE_COLUMNS;
    size_t n = dates_shown(view->n, most > DATES_MOST ? DATES_MOST : (size_t)most);
    static const char *const quantities[3] = {"  95 %", "  mean", "  5 %"};
    static const char *const shares[3] = {"  95 % high", "  share", "  95 % low"};
    const char **labels = brink_i_page_cells(page, 3);
    if (!labels) {
        return;
    }
    for (int i = 0; i < 3; i++) {
        labels[i] = view->share ? shares[i] : quantities[i];
    }
    brink_i_column columns[DATES_MOST + 1] = {
        {.title = brink_i_page_cell(page, "  %s", brink_i_unit_text(page->result->model->time_unit)),
         .cells = labels}};
    for (size_t i = 0; i < n; i++) {
        size_t k = n > 1 ? i * (view->n - 1) / (n - 1) : 0;
        const char **cells = brink_i_page_cells(page, 3);
        if (!cells) {
            return;
        }
        fill_date(page, view, k, cells);
        columns[i + 1] = (brink_i_column){
            .title = human(page, view->time[k], DIGITS_EXACT), .right = true, .cells = cells};
    }
    brink_i_page_table(page, columns, (int)n + 1, 3);
}

/* A line for each series: its mean over time, where it begins and ends. */
static void add_short_series(brink_i_page *page)
{
    const brink_result *result = page->result;
    int n = result->model->n_series, titles = 0, sparks = 0;
    const char **title = brink_i_page_cells(page, n);
    for (int i = 0; i < n && title; i++) {
        title[i] = title_cell(page, result->series[i].name, result->model->series[i].unit);
        int columns = brink_i_text_columns(title[i], strlen(title[i]));
        int spark = brink_i_page_spark_width(result->series[i].n, SPARK_SHORT);
        titles = columns > titles ? columns : titles;
        sparks = spark > sparks ? spark : sparks;
    }
    brink_i_page_heading(page, page->unicode
                                   ? "SERIES (mean, first and last; 5–95 % of the trials at the end)"
                                   : "SERIES (mean, first and last; 5-95 % of the trials at the end)");
    for (int i = 0; i < n && title && !page->failed; i++) {
        const brink_series_view *view = &result->series[i];
        const char *first[3], *last[3];
        if (view->n == 0) {
            continue;
        }
        fill_date(page, view, 0, first);
        fill_date(page, view, view->n - 1, last);
        brink_i_text_addf(&page->text, "  %s%*s", title[i],
                          titles - brink_i_text_columns(title[i], strlen(title[i])) + 2, "");
        brink_i_page_spark(page, view->mean, view->n, SPARK_SHORT);
        brink_i_text_addf(&page->text, "%*s%s %s %s",
                          sparks - brink_i_page_spark_width(view->n, SPARK_SHORT) + 2, "", first[1],
                          page->unicode ? "→" : "->", last[1]);
        if (!view->share) {
            brink_i_text_addf(&page->text, "  (%s to %s)", last[2], last[0]);
        }
        brink_i_text_add(&page->text, "\n");
    }
}

void brink_i_page_series(brink_i_page *page)
{
    const brink_result *result = page->result;
    if (result->model->n_series == 0) {
        return;
    }
    if (!page->all && result->model->n_series > SERIES_MOST) {
        add_short_series(page);
        return;
    }
    brink_i_page_heading(page, page->unicode ? "SERIES (mean, and 5–95 % of the trials)"
                                             : "SERIES (mean, and 5-95 % of the trials)");
    for (int i = 0; i < result->model->n_series && !page->failed; i++) {
        const brink_series_view *view = &result->series[i];
        const char *title = title_cell(page, view->name, result->model->series[i].unit);
        int used = 4 + brink_i_text_columns(title, strlen(title));
        int room = page->width - used < SPARK_MOST ? page->width - used : SPARK_MOST;
        brink_i_text_addf(&page->text, "  %s  ", title);
        brink_i_page_spark(page, view->mean, view->n, room > 1 ? room : 1);
        brink_i_text_add(&page->text, "\n");
        add_dates(page, view);
    }
}
