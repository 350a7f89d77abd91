/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <string.h>

#include "analysis/comparison_page.h"
#include "result/number.h"

/* All variants side by side, before any is compared with another: so that no single number stands alone. */

enum { INDENT = 2, GAP = 2, COLUMNS_MOST = 15, LINES = 2 /* of a variant: value and interval */ };

typedef struct grid {
    const char **names;      /* [rows] */
    brink_i_column *columns; /* [n] */
    int n, rows;
} grid;

static int widest(const char *title, const char **cells, int rows)
{
    int width = brink_i_text_columns(title, strlen(title));
    for (int i = 0; i < rows; i++) {
        int cell = brink_i_text_columns(cells[i], strlen(cells[i]));
        width = cell > width ? cell : width;
    }
    return width;
}

/* As many columns below each other as fit beside the names, then the next ones. */
static void add_grid(brink_i_page *page, const grid *g)
{
    brink_i_column part[COLUMNS_MOST + 1] = {{.title = "", .cells = g->names}};
    int begin = 0;
    while (begin < g->n) {
        int used = INDENT + widest("", g->names, g->rows), shown = 0;
        while (begin + shown < g->n && shown < COLUMNS_MOST) {
            const brink_i_column *column = &g->columns[begin + shown];
            int width = GAP + widest(column->title, column->cells, g->rows);
            if (shown > 0 && used + width > page->width) {
                break;
            }
            used += width;
            part[++shown] = *column;
        }
        if (begin > 0) {
            brink_i_text_add(&page->text, "\n");
        }
        brink_i_page_table(page, part, shown + 1, g->rows);
        begin += shown;
    }
}

static bool make_grid(brink_i_comparison_page *p, int n, grid *g)
{
    const brink_comparison *c = p->comparison;
    g->n = n;
    g->rows = LINES * c->n;
    g->names = brink_i_page_cells(&p->page, g->rows);
    g->columns = BRINK_I_NEW_ARRAY(&p->page.arena, brink_i_column, (size_t)n + 1);
    p->page.failed = p->page.failed || !g->columns;
    for (int i = 0; i < n && !p->page.failed; i++) {
        g->columns[i].right = true;
        g->columns[i].cells = brink_i_page_cells(&p->page, g->rows);
    }
    for (int v = 0; v < c->n && !p->page.failed; v++) {
        g->names[LINES * v] = c->variants[v].name;
    }
    return !p->page.failed;
}

static void add_outcomes(brink_i_comparison_page *p)
{
    const brink_comparison *c = p->comparison;
    grid g;
    if (!make_grid(p, c->model->n_outcomes, &g)) {
        return;
    }
    for (int i = 0; i < g.n; i++) {
        g.columns[i].title = c->model->outcomes[i].name;
        for (int v = 0; v < c->n; v++) {
            const brink_estimate *share = &c->results[v]->outcomes[i].probability;
            g.columns[i].cells[LINES * v] = brink_i_comparison_percent(p, share->value);
            g.columns[i].cells[LINES * v + 1] = brink_i_comparison_percents(p, share);
        }
    }
    brink_i_page_heading(&p->page, "OUTCOMES (probability, 95 % interval)");
    add_grid(&p->page, &g);
}

/* What the page leaves out, so that nobody takes it for all there is. */
static void name_hidden(brink_i_comparison_page *p)
{
    const brink_model *model = p->comparison->model;
    brink_i_text list;
    brink_i_text_init(&list);
    for (int i = 0; i < model->n_measures && !p->asked; i++) {
        if (!brink_i_comparison_is_shown(p, i)) {
            brink_i_text_addf(&list, "%s%s", list.length ? ", " : "", model->measures[i].name);
        }
    }
    p->page.failed = p->page.failed || list.failed;
    if (p->asked && p->n_shown < model->n_measures) {
        brink_i_page_wrap(&p->page, 2, BRINK_I_STYLE_QUIET,
                          brink_i_page_cell(&p->page, "%d of %d measures are shown, as asked for.",
                                            p->n_shown, model->n_measures));
    } else if (!p->page.all) {
        const int equal = model->n_measures - p->n_differ, more = p->n_differ - p->n_shown;
        if (more > 0) {
            brink_i_page_wrap(&p->page, 2, BRINK_I_STYLE_QUIET,
                              brink_i_page_cell(&p->page,
                                                "%d more differ in some trial: --all prints them, --measures "
                                                "NAME,... any.",
                                                more));
        }
        if (equal > 0) {
            brink_i_page_wrap(&p->page, 2, BRINK_I_STYLE_QUIET,
                              brink_i_page_cell(&p->page,
                                                "%d measure%s equal in every trial, whatever the variant.",
                                                equal, equal == 1 ? " is" : "s are"));
        }
    } else if (list.length) {
        brink_i_page_wrap(&p->page, 2, BRINK_I_STYLE_QUIET,
                          brink_i_page_cell(&p->page,
                                            "Equal in every trial, whatever the variant, and not shown: %s.",
                                            list.bytes));
    }
    brink_i_text_free(&list);
}

static void add_measures(brink_i_comparison_page *p)
{
    const brink_comparison *c = p->comparison;
    grid g;
    if (c->model->n_measures == 0 || !make_grid(p, p->n_shown, &g)) {
        return;
    }
    for (int i = 0; i < g.n; i++) {
        int m = p->shown[i];
        g.columns[i].title =
            brink_i_comparison_title(p, c->model->measures[m].name, c->model->measures[m].unit);
        for (int v = 0; v < c->n; v++) {
            const brink_measure_view *view = &c->results[v]->measures[m];
            g.columns[i].cells[LINES * v] =
                brink_i_page_mean(&p->page, view, &g.columns[i].cells[LINES * v + 1]);
        }
    }
    brink_i_page_heading(&p->page, "MEASURES (mean, 95 % interval)");
    add_grid(&p->page, &g);
    if (g.n > 0 && g.n < c->model->n_measures) {
        brink_i_text_add(&p->page.text, "\n");
    }
    name_hidden(p);
}

/* Value and interval of one difference, in two cells. */
static void fill_difference(brink_i_comparison_page *p, int variant, int column, const char **cells)
{
    const brink_i_against *against = &p->comparison->differences->against[variant];
    const int outcomes = p->comparison->model->n_outcomes;
    if (column < outcomes) {
        const brink_estimate *d = &against->outcomes[column].difference;
        cells[0] = brink_i_comparison_signed(p, 100.0 * d->value, p->decimals);
        cells[1] = brink_i_comparison_signed_interval(p, d, 100.0, p->decimals);
    } else {
        cells[0] = brink_i_comparison_mean(p, &against->measures[p->shown[column - outcomes]], &cells[1]);
    }
}

/* All differences in one table: what one change does under several assumptions, or several changes. */
static void add_differences(brink_i_comparison_page *p)
{
    const brink_comparison *c = p->comparison;
    const brink_model *model = c->model;
    bool several = false;
    grid g;
    if (c->n < 3 || !make_grid(p, model->n_outcomes + p->n_shown, &g)) {
        return;
    }
    for (int v = 1; v < c->n; v++) {
        several = several || c->variants[v].against != 0;
    }
    g.rows = LINES * (c->n - 1);
    for (int i = 0; i < g.n; i++) {
        const int m = i < model->n_outcomes ? 0 : p->shown[i - model->n_outcomes];
        g.columns[i].title = i < model->n_outcomes ? model->outcomes[i].name
                                                   : brink_i_comparison_title(p, model->measures[m].name,
                                                                              model->measures[m].unit);
    }
    for (int v = 1; v < c->n; v++) {
        int row = LINES * (v - 1);
        g.names[row] = c->variants[v].name;
        g.names[row + 1] =
            several ? brink_i_page_cell(&p->page, "  against %s", brink_i_comparison_first(c, v)->name) : "";
        for (int i = 0; i < g.n; i++) {
            fill_difference(p, v, i, &g.columns[i].cells[row]);
        }
    }
    brink_i_page_heading(&p->page, "DIFFERENCES (outcomes in points, means of measures; 95 % interval)");
    add_grid(&p->page, &g);
}

void brink_i_comparison_overview(brink_i_comparison_page *p)
{
    add_outcomes(p);
    add_measures(p);
    add_differences(p);
}
