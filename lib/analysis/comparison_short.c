/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <string.h>

#include "analysis/comparison_page.h"
#include "result/number.h"

/* Three variants or more on a screen or two: a row for each, differences beyond their errors only. */

enum { INDENT = 2, GAP = 2, TITLE_WIDTH = 12, TITLE_LINES = 6, COLUMNS_MOST = 15 };

static int columns_of(const char *text) { return brink_i_text_columns(text, strlen(text)); }

static int widest_name(const brink_comparison *c)
{
    int width = 0;
    for (int v = 0; v < c->n; v++) {
        int columns = columns_of(c->variants[v].name);
        width = columns > width ? columns : width;
    }
    return width;
}

/* One line of at most `room` columns, blanks made single; what is cut is marked. */
static void add_cut(brink_i_page *page, const char *text, int room)
{
    brink_i_text line;
    brink_i_text_init(&line);
    for (text += strspn(text, " \t\r\n"); *text; text += strspn(text, " \t\r\n")) {
        size_t length = strcspn(text, " \t\r\n");
        brink_i_text_add(&line, line.length ? " " : "");
        brink_i_text_add_bytes(&line, text, length);
        text += length;
    }
    if (line.bytes && columns_of(line.bytes) > room) {
        size_t length = line.length;
        while (length > 0 && brink_i_text_columns(line.bytes, length) >= room) {
            do {
                length--;
            } while (length > 0 && ((unsigned char)line.bytes[length] & 0xC0) == 0x80);
        }
        line.length = length;
        brink_i_text_add(&line, page->unicode ? "\u2026" : "~");
    }
    brink_i_page_styled(page, BRINK_I_STYLE_QUIET, line.bytes ? line.bytes : "");
    brink_i_text_add(&page->text, "\n");
    page->failed = page->failed || line.failed;
    brink_i_text_free(&line);
}

static void add_name(brink_i_comparison_page *p, const char *name, int width)
{
    brink_i_text_addf(&p->page.text, "%*s%s%*s", INDENT, "", name, width - columns_of(name) + GAP, "");
}

/* ---- variants --------------------------------------------------------------------------------------- */

/* What a variant without words sets. */
static const char *settings(brink_i_comparison_page *p, const brink_model *model)
{
    const char *text = "";
    for (int i = 0; i < model->n_params; i++) {
        const brink_i_param *param = &model->params[i];
        if (param->overridden) {
            text = brink_i_page_cell(&p->page, "%s%s%s = %s", text, text[0] ? ", " : "", param->name,
                                     param->value.text);
        }
    }
    return text;
}

/* Each variant with the share of trials that end otherwise, the first trial of the most frequent change, and
 * its words. */
static void add_variants(brink_i_comparison_page *p)
{
    const brink_comparison *c = p->comparison;
    brink_i_page *page = &p->page;
    const int width = widest_name(c);
    int told = 0;
    brink_i_comparison_change change;
    brink_i_page_heading(page, "VARIANTS (trials that end otherwise, one of them; what each sets: --all)");
    for (int v = 0; v < c->n; v++) {
        const brink_variant *variant = &c->variants[v];
        const char *about =
            variant->about && variant->about[0] ? variant->about : settings(p, variant->model);
        const char *share = "", *trial = "";
        char a[BRINK_I_NUMBER_ROOM];
        if (v == 0) {
            about = "what the others are compared with";
        } else {
            share = brink_i_page_cell(
                page, "%s %%",
                brink_i_number_percent(a, c->differences->against[v].changed.value, p->decimals));
            if (variant->against != 0) {
                about = brink_i_page_cell(page, "compared with %s", brink_i_comparison_first(c, v)->name);
            }
            if (brink_i_comparison_most_frequent(p, v, &change)) {
                trial = brink_i_page_cell(page, "%llu", (unsigned long long)change.change->examples[0]);
                told = told > 0 ? told : v;
            }
        }
        add_name(p, variant->name, width);
        const char *numbers = brink_i_page_cell(page, "%7s  %6s  ", share, trial);
        brink_i_text_add(&page->text, numbers);
        add_cut(page, about, page->width - INDENT - width - GAP - columns_of(numbers));
    }
    if (told > 0 && brink_i_comparison_most_frequent(p, told, &change)) {
        brink_i_comparison_command(p, told, change.change);
    }
}

/* ---- differences ------------------------------------------------------------------------------------ */

/* The pieces of a title, the last at the bottom; how many lines. Names are parted behind '_' and ','. */
static int cut_title(brink_i_page *page, const char *title, const char *lines[TITLE_LINES])
{
    int n = 0;
    while (*title && n < TITLE_LINES) {
        size_t length = 0, next = 0;
        while (title[length]) {
            next = length + strcspn(title + length, "_, ");
            next += title[next] != '\0';
            if (length > 0 && n < TITLE_LINES - 1 && brink_i_text_columns(title, next) > TITLE_WIDTH) {
                break;
            }
            length = next;
        }
        while (length > 0 && title[length - 1] == ' ') {
            length--;
        }
        lines[n++] = brink_i_page_cell(page, "%.*s", (int)length, title);
        title += length;
        title += strspn(title, " ");
    }
    return n;
}

/* "13.01±0.47" */
static const char *with_error(brink_i_comparison_page *p, const char *value, double half, int decimals)
{
    char a[BRINK_I_NUMBER_ROOM];
    if (!isfinite(half)) {
        return value;
    }
    const char *error =
        decimals < 0 ? brink_i_number_human(a, half, 2) : brink_i_number_fixed(a, half, decimals);
    if (half > 0.0 && !strpbrk(error, "123456789")) { /* smaller than the last decimal, not 0 */
        error = brink_i_number_human(a, half, 1);
    }
    return brink_i_page_cell(&p->page, "%s%s%s", value, p->page.unicode ? "±" : "+-", error);
}

/* Errors on this page have one digit, not two: it is wide enough as it is. */
static int one_digit(int decimals) { return decimals > 0 ? decimals - 1 : decimals; }

static double half_of(const brink_estimate *e) { return 0.5 * (e->high - e->low); }

static const char *share_cell(brink_i_comparison_page *p, const brink_estimate *share)
{
    char a[BRINK_I_NUMBER_ROOM], b[BRINK_I_NUMBER_ROOM];
    const char *value =
        brink_i_page_cell(&p->page, "%s", brink_i_number_percent(a, share->value, p->decimals));
    if (!(share->value > half_of(share))) { /* seldom or never seen: what bounds it */
        return brink_i_page_cell(&p->page, "%s %s%s", value, p->page.unicode ? "≤" : "<=",
                                 brink_i_number_percent(b, share->high, p->decimals));
    }
    return with_error(p, value, 100.0 * half_of(share), p->decimals);
}

/* A mean in one cell: "2.63±0.04", "2.6 ?" where too few trials carry it, "0.001 ≤0.004". */
static const char *mean_cell(brink_i_comparison_page *p, const brink_measure_view *view)
{
    char a[BRINK_I_NUMBER_ROOM], b[BRINK_I_NUMBER_ROOM];
    const double half = half_of(&view->mean);
    const int decimals = one_digit(brink_i_number_decimals(half));
    const bool fixed = decimals >= 0 && decimals <= 9;
    if (view->mean_method == BRINK_INTERVAL_NONE && view->defined > 1) {
        return brink_i_page_cell(&p->page, "%s ?", brink_i_number_rough(a, view->mean.value));
    }
    if (view->mean_method == BRINK_INTERVAL_NONE || view->mean_method == BRINK_INTERVAL_EQUAL) {
        return brink_i_page_cell(&p->page, "%s", brink_i_number_human(a, view->mean.value, 6));
    }
    if (view->mean.value >= 0.0 && view->mean.low >= 0.0 && !(view->mean.value > half)) {
        return brink_i_page_cell(&p->page, "%s %s%s", brink_i_number_human(a, view->mean.value, 2),
                                 p->page.unicode ? "≤" : "<=", brink_i_number_human(b, view->mean.high, 2));
    }
    const char *value = brink_i_page_cell(&p->page, "%s",
                                          fixed ? brink_i_number_fixed(a, view->mean.value, decimals)
                                                : brink_i_number_human(a, view->mean.value, 6));
    return with_error(p, value, half, fixed ? decimals : -1);
}

/* "+4.51±0.41"; a point within its error. */
static const char *difference_cell(brink_i_comparison_page *p, const brink_estimate *d, double factor,
                                   int decimals)
{
    if (!(d->low > 0.0 || d->high < 0.0)) {
        return p->page.unicode ? "\u00b7" : ".";
    }
    return with_error(p, brink_i_comparison_signed(p, factor * d->value, decimals), factor * half_of(d),
                      decimals);
}

static const char *measure_difference(brink_i_comparison_page *p, const brink_measure_difference *d)
{
    const char *interval;
    if (!brink_i_comparison_differs(d)) {
        return "=";
    }
    if (d->method == BRINK_INTERVAL_NONE || d->method == BRINK_INTERVAL_EQUAL) { /* no error to be told */
        const char *value = brink_i_comparison_mean(p, d, &interval);
        return d->method == BRINK_INTERVAL_NONE && d->both > 1 ? brink_i_page_cell(&p->page, "%s ?", value)
                                                               : value;
    }
    return difference_cell(p, &d->difference, 1.0, one_digit(brink_i_comparison_decimals(&d->difference)));
}

static const char *cell_of(brink_i_comparison_page *p, bool measures, int column, int variant, bool value)
{
    const brink_comparison *c = p->comparison;
    const int i = measures ? p->shown[column] : column;
    if (measures) {
        return value ? mean_cell(p, &c->results[variant]->measures[i])
                     : measure_difference(p, &c->differences->against[variant].measures[i]);
    }
    if (value) {
        return share_cell(p, &c->results[variant]->outcomes[i].probability);
    }
    const brink_outcome_difference *d = &c->differences->against[variant].outcomes[i];
    return d->gained == 0 && d->lost == 0 ? "=" : difference_cell(p, &d->difference, 100.0, p->decimals);
}

/* Rows [0, n): a variant's values, below them the differences of those that are compared with it. */
typedef struct row {
    int variant;
    bool value;
} row;

static int list_rows(const brink_comparison *c, row *rows)
{
    int n = 0;
    for (int first = 0; first < c->n; first++) {
        bool begun = false;
        for (int v = 1; v < c->n; v++) {
            if (c->variants[v].against != first) {
                continue;
            }
            if (!begun) {
                rows[n++] = (row){first, true};
                begun = true;
            }
            rows[n++] = (row){v, false};
        }
    }
    return n;
}

typedef struct matrix {
    bool measures;
    int n; /* columns */
    const char **titles;
    const char ***cells; /* [n][n_rows] */
    const row *rows;
    int n_rows;
} matrix;

static int width_of(brink_i_page *page, const matrix *m, int column)
{
    const char *lines[TITLE_LINES];
    int width = 0;
    for (int k = cut_title(page, m->titles[column], lines) - 1; k >= 0; k--) {
        width = columns_of(lines[k]) > width ? columns_of(lines[k]) : width;
    }
    for (int r = 0; r < m->n_rows; r++) {
        width = columns_of(m->cells[column][r]) > width ? columns_of(m->cells[column][r]) : width;
    }
    return width;
}

/* Columns [begin, end) as one table; titles of several lines begin in its first rows. */
static void add_block(brink_i_comparison_page *p, const matrix *m, int begin, int end)
{
    brink_i_page *page = &p->page;
    brink_i_column columns[COLUMNS_MOST + 1];
    int lines = 1;
    for (int i = begin; i < end; i++) {
        const char *pieces[TITLE_LINES];
        const int needed = cut_title(page, m->titles[i], pieces);
        lines = needed > lines ? needed : lines;
    }
    const int rows = lines - 1 + m->n_rows;
    const char **names = brink_i_page_cells(page, rows);
    for (int r = 0; r < m->n_rows && names; r++) {
        names[lines - 1 + r] = p->comparison->variants[m->rows[r].variant].name;
    }
    columns[0] = (brink_i_column){.title = "", .cells = names};
    for (int i = begin; i < end; i++) {
        const char *pieces[TITLE_LINES], **cells = brink_i_page_cells(page, rows);
        const int k = cut_title(page, m->titles[i], pieces);
        columns[1 + i - begin] =
            (brink_i_column){.title = k == lines ? pieces[0] : "", .right = true, .cells = cells};
        for (int line = 1; line < lines && cells; line++) {
            cells[line - 1] = line < lines - k ? "" : pieces[line - (lines - k)];
        }
        for (int r = 0; r < m->n_rows && cells; r++) {
            cells[lines - 1 + r] = m->cells[i][r];
        }
    }
    if (!page->failed) {
        brink_i_page_table(page, columns, 1 + end - begin, rows);
    }
}

static bool fill(brink_i_comparison_page *p, matrix *m)
{
    const brink_comparison *c = p->comparison;
    row *rows = BRINK_I_NEW_ARRAY(&p->page.arena, row, 2 * (size_t)c->n);
    m->titles = brink_i_page_cells(&p->page, m->n);
    m->cells = BRINK_I_NEW_ARRAY(&p->page.arena, const char **, (size_t)m->n + 1);
    p->page.failed = p->page.failed || !rows || !m->cells;
    m->n_rows = rows ? list_rows(c, rows) : 0;
    m->rows = rows;
    for (int i = 0; i < m->n && !p->page.failed; i++) {
        const brink_i_measure *measure = m->measures ? &c->model->measures[p->shown[i]] : NULL;
        m->titles[i] =
            measure ? brink_i_comparison_title(p, measure->name, measure->unit) : c->model->outcomes[i].name;
        m->cells[i] = brink_i_page_cells(&p->page, m->n_rows);
        for (int r = 0; r < m->n_rows && m->cells[i]; r++) {
            m->cells[i][r] = cell_of(p, m->measures, i, rows[r].variant, rows[r].value);
        }
    }
    return !p->page.failed;
}

/* As many columns below each other as fit beside the names, then the next ones. */
static void add_differences(brink_i_comparison_page *p, bool measures)
{
    matrix m = {.measures = measures, .n = measures ? p->n_shown : p->comparison->model->n_outcomes};
    if (m.n == 0 || !fill(p, &m)) {
        return;
    }
    for (int begin = 0, end = 0; begin < m.n; begin = end) {
        int used = INDENT + widest_name(p->comparison);
        for (end = begin; end < m.n && end - begin < COLUMNS_MOST; end++) {
            const int width = GAP + width_of(&p->page, &m, end);
            if (end > begin && used + width > p->page.width) {
                break;
            }
            used += width;
        }
        if (begin > 0) {
            brink_i_text_add(&p->page.text, "\n");
        }
        add_block(p, &m, begin, end);
    }
}

/* ---- what else -------------------------------------------------------------------------------------- */

/* Other measures of a variant that differ beyond their error, the most different first, on one line. */
static void add_others(brink_i_comparison_page *p, int variant, int width, bool *taken)
{
    const brink_comparison *c = p->comparison;
    brink_i_text line;
    brink_i_text_init(&line);
    int left = 0;
    for (int i = 0; i < c->model->n_measures; i++) {
        taken[i] = brink_i_comparison_is_shown(p, i) ||
                   !(brink_i_comparison_strength(&c->differences->against[variant].measures[i]) > 0.0);
        left += !taken[i];
    }
    const int room = p->page.width - INDENT - width - GAP;
    while (left > 0) {
        int found = -1;
        double most = 0.0;
        for (int i = 0; i < c->model->n_measures; i++) {
            const double strength =
                taken[i] ? 0.0 : brink_i_comparison_strength(&c->differences->against[variant].measures[i]);
            if (strength > most) {
                most = strength;
                found = i;
            }
        }
        if (found < 0 || (int)line.length + 2 + columns_of(c->model->measures[found].name) + 14 > room) {
            break;
        }
        brink_i_text_addf(&line, "%s%s", line.length ? ", " : "", c->model->measures[found].name);
        taken[found] = true;
        left--;
    }
    if (line.length > 0 || left > 0) {
        if (left > 0) {
            brink_i_text_addf(&line, "%s%d more", line.length ? ", and " : "", left);
        }
        add_name(p, c->variants[variant].name, width);
        brink_i_text_addf(&p->page.text, "%s\n", line.bytes ? line.bytes : "");
    }
    p->page.failed = p->page.failed || line.failed;
    brink_i_text_free(&line);
}

static bool any_other(const brink_i_comparison_page *p)
{
    const brink_comparison *c = p->comparison;
    for (int v = 1; v < c->n; v++) {
        for (int i = 0; i < c->model->n_measures; i++) {
            if (!brink_i_comparison_is_shown(p, i) &&
                brink_i_comparison_strength(&c->differences->against[v].measures[i]) > 0.0) {
                return true;
            }
        }
    }
    return false;
}

void brink_i_comparison_short(brink_i_comparison_page *p)
{
    const brink_comparison *c = p->comparison;
    const char *within = p->page.unicode ? "\u00b7" : ".";
    bool *taken = BRINK_I_NEW_ARRAY(&p->page.arena, bool, (size_t)c->model->n_measures + 1);
    p->page.failed = p->page.failed || !taken;
    if (p->page.failed) {
        return;
    }
    add_variants(p);
    brink_i_page_heading(&p->page, "OUTCOMES");
    brink_i_page_wrap(&p->page, INDENT, BRINK_I_STYLE_QUIET,
                      brink_i_page_cell(&p->page,
                                        "Shares in %%, below them differences from them in points, with half "
                                        "their 95 %% intervals; %s within it; = no trial differs.",
                                        within));
    add_differences(p, false);
    if (p->n_shown > 0) {
        brink_i_page_heading(&p->page, "MEASURES (means in the same way)");
        add_differences(p, true);
    }
    if (!p->page.failed && any_other(p)) {
        brink_i_page_heading(&p->page, "ALSO BEYOND THEIR ERROR (the most different first; all: --all)");
        for (int v = 1; v < c->n; v++) {
            add_others(p, v, widest_name(c), taken);
        }
    }
}
