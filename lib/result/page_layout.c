/* SPDX-License-Identifier: Apache-2.0 */
#include "result/page.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { INDENT = 2, GAP = 2, BAR_LEAST = 6, BAR_MOST = 30, COLUMNS_MOST = 16, ROWS_MOST = 12 };

const char *brink_i_page_cell(brink_i_page *page, const char *format, ...)
{
    brink_i_text text;
    brink_i_text_init(&text);
    va_list args;
    va_start(args, format);
    brink_i_text_addv(&text, format, args);
    va_end(args);
    const char *cell = text.failed || !text.bytes ? NULL : brink_i_arena_strdup(&page->arena, text.bytes);
    brink_i_text_free(&text);
    page->failed = page->failed || !cell;
    return cell ? cell : "";
}

const char **brink_i_page_cells(brink_i_page *page, int n)
{
    const char **cells = BRINK_I_NEW_ARRAY(&page->arena, const char *, (size_t)n);
    for (int i = 0; cells && i < n; i++) {
        cells[i] = "";
    }
    page->failed = page->failed || !cells;
    return cells;
}

void brink_i_page_styled(brink_i_page *page, brink_i_style style, const char *text)
{
    static const char *const codes[] = {[BRINK_I_STYLE_TITLE] = "\033[1m",
                                        [BRINK_I_STYLE_HEADING] = "\033[1m",
                                        [BRINK_I_STYLE_BAR] = "\033[36m",
                                        [BRINK_I_STYLE_QUIET] = "\033[2m",
                                        [BRINK_I_STYLE_WARNING] = "\033[33m"};
    if (!page->colour) {
        brink_i_text_add(&page->text, text);
        return;
    }
    brink_i_text_add(&page->text, codes[style]);
    brink_i_text_add(&page->text, text);
    brink_i_text_add(&page->text, "\033[0m");
}

void brink_i_page_heading(brink_i_page *page, const char *heading)
{
    brink_i_text_add(&page->text, "\n");
    brink_i_page_styled(page, BRINK_I_STYLE_HEADING, heading);
    brink_i_text_add(&page->text, "\n");
}

static void spaces(brink_i_text *text, int n)
{
    for (int i = 0; i < n; i++) {
        brink_i_text_add(text, " ");
    }
}

static void flush(brink_i_page *page, int indent, brink_i_style style, brink_i_text *line)
{
    if (line->length == 0) {
        return;
    }
    spaces(&page->text, indent);
    brink_i_page_styled(page, style, line->bytes);
    brink_i_text_add(&page->text, "\n");
    line->length = 0;
}

void brink_i_page_wrap(brink_i_page *page, int indent, brink_i_style style, const char *text)
{
    brink_i_text line;
    brink_i_text_init(&line);
    int used = 0;
    while (*text) {
        size_t blank = strspn(text, " \t\r\n");
        size_t length = strcspn(text + blank, " \t\r\n");
        if (length == 0) {
            break;
        }
        int columns = brink_i_text_columns(text + blank, length);
        if (used > 0 && indent + used + 1 + columns > page->width) {
            flush(page, indent, style, &line);
            used = 0;
        }
        if (used > 0) {
            brink_i_text_add(&line, " ");
        }
        brink_i_text_add_bytes(&line, text + blank, length);
        used += columns + (used > 0);
        text += blank + length;
    }
    flush(page, indent, style, &line);
    page->failed = page->failed || line.failed;
    brink_i_text_free(&line);
}

/* ---- bars
 * ---------------------------------------------------------------------------------------------------------
 */

/* `eighths` of a column, 0 to 8, filled from the left. */
static const char *const LEFT_BLOCKS[] = {" ",      "\u258f", "\u258e", "\u258d", "\u258c",
                                          "\u258b", "\u258a", "\u2589", "\u2588"};
static const char *const LOW_BLOCKS[] = {"\u2581", "\u2582", "\u2583", "\u2584",
                                         "\u2585", "\u2586", "\u2587", "\u2588"};
static const char *const LOW_ASCII[] = {"_", ".", ":", "-", "=", "+", "*", "#"};

static void add_bar(brink_i_page *page, double share, int width)
{
    brink_i_text bar;
    brink_i_text_init(&bar);
    int eighths = (int)(share * 8.0 * width + 0.5);
    if (share > 0.0 && eighths == 0) {
        eighths = 1; /* seen, if only once */
    }
    int used = 0;
    if (page->unicode) {
        for (; eighths > 0; eighths -= 8, used++) {
            brink_i_text_add(&bar, LEFT_BLOCKS[eighths > 8 ? 8 : eighths]);
        }
    } else {
        for (; eighths >= 4; eighths -= 8, used++) {
            brink_i_text_add(&bar, "#");
        }
        if (share > 0.0 && used == 0) {
            brink_i_text_add(&bar, ".");
            used = 1;
        }
    }
    if (bar.length > 0) {
        brink_i_page_styled(page, BRINK_I_STYLE_BAR, bar.bytes);
    }
    page->failed = page->failed || bar.failed;
    spaces(&page->text, width - used);
    brink_i_text_free(&bar);
}

int brink_i_page_spark_width(size_t n, int columns) { return n < (size_t)columns ? (int)n : columns; }

void brink_i_page_spark(brink_i_page *page, const double *values, size_t n, int columns)
{
    double low = (double)INFINITY, high = -(double)INFINITY;
    for (size_t i = 0; i < n; i++) {
        if (isfinite(values[i])) {
            low = fmin(low, values[i]);
            high = fmax(high, values[i]);
        }
    }
    brink_i_text spark;
    brink_i_text_init(&spark);
    const size_t shown = (size_t)brink_i_page_spark_width(n, columns);
    for (size_t i = 0; i < shown; i++) {
        double value = values[shown > 1 ? i * (n - 1) / (shown - 1) : 0];
        double level = high > low ? (value - low) / (high - low) : 0.5;
        int step = isfinite(level) ? (int)(level * 7.999) : -1;
        brink_i_text_add(&spark, step < 0 ? " " : page->unicode ? LOW_BLOCKS[step] : LOW_ASCII[step]);
    }
    if (spark.length > 0) {
        brink_i_page_styled(page, BRINK_I_STYLE_BAR, spark.bytes);
    }
    page->failed = page->failed || spark.failed;
    brink_i_text_free(&spark);
}

/* ---- tables
 * ------------------------------------------------------------------------------------------------------- */

static int columns_of(const char *text) { return brink_i_text_columns(text, strlen(text)); }

static int width_of(const brink_i_column *column, int n_rows)
{
    int width = columns_of(column->title);
    for (int i = 0; column->cells && i < n_rows; i++) {
        int cell = columns_of(column->cells[i]);
        width = cell > width ? cell : width;
    }
    return width;
}

static int gap_before(const brink_i_column *column) { return column->tight ? 1 : GAP; }

/* Ends of lines have no blanks. */
static void end_line(brink_i_page *page)
{
    brink_i_text *text = &page->text;
    while (text->length > 0 && text->bytes[text->length - 1] == ' ') {
        text->length--;
    }
    brink_i_text_add(text, "\n");
}

typedef struct layout {
    const brink_i_column *columns;
    int n;
    int group; /* 0: all columns */
    int width[COLUMNS_MOST];
    int bar; /* width of a bar column, 0: none */
    bool dropped[COLUMNS_MOST];
} layout;

static bool shown(const layout *l, int c)
{
    const brink_i_column *column = &l->columns[c];
    return !l->dropped[c] && (column->bars ? l->bar > 0 : true) &&
           (l->group == 0 || column->group == 0 || column->group == l->group);
}

static void add_cell(brink_i_page *page, const layout *l, int c, const char *cell)
{
    int blanks = (c == 0 ? INDENT : gap_before(&l->columns[c]));
    int pad = l->width[c] - columns_of(cell);
    spaces(&page->text, blanks + (l->columns[c].right ? pad : 0));
    brink_i_text_add(&page->text, cell);
    spaces(&page->text, l->columns[c].right ? 0 : pad);
}

/* Rows [begin, end), below the titles. */
static void add_rows(brink_i_page *page, const layout *l, int begin, int end)
{
    for (int row = begin - 1; row < end; row++) {
        for (int c = 0; c < l->n; c++) {
            if (!shown(l, c)) {
                continue;
            }
            if (row < begin) {
                add_cell(page, l, c, l->columns[c].title);
            } else if (l->columns[c].bars) {
                spaces(&page->text, gap_before(&l->columns[c]));
                add_bar(page, l->columns[c].bars[row], l->width[c]);
            } else {
                add_cell(page, l, c, l->columns[c].cells[row]);
            }
        }
        end_line(page);
    }
}

static int total_of(const layout *l)
{
    int total = INDENT - GAP;
    for (int c = 0; c < l->n; c++) {
        if (!l->columns[c].bars && shown(l, c)) {
            total += l->width[c] + (c == 0 ? GAP : gap_before(&l->columns[c]));
        }
    }
    return total;
}

/* Gives the bar column the width that the others leave. */
static void place_bar(const brink_i_page *page, layout *l)
{
    for (int c = 0; c < l->n; c++) {
        if (!l->columns[c].bars) {
            continue;
        }
        int left = page->width - total_of(l) - GAP;
        int least = l->width[c] > BAR_LEAST ? l->width[c] : BAR_LEAST;
        l->bar = left < least ? 0 : left > BAR_MOST ? BAR_MOST : left;
        l->width[c] = l->bar;
    }
}

/* Leaves out what matters least until the rest fits; nothing, where that does not help. */
static void drop_columns(const brink_i_page *page, layout *l)
{
    const layout whole = *l;
    int most = 1;
    while (most > 0 && total_of(l) > page->width) {
        most = 0;
        for (int c = 0; c < l->n; c++) {
            most = !l->dropped[c] && l->columns[c].optional > most ? l->columns[c].optional : most;
        }
        for (int c = 0; c < l->n && most > 0; c++) {
            l->dropped[c] = l->dropped[c] || l->columns[c].optional == most;
        }
    }
    if (total_of(l) > page->width) {
        *l = whole;
    }
}

void brink_i_page_table(brink_i_page *page, const brink_i_column *columns, int n_columns, int n_rows)
{
    layout all = {.columns = columns, .n = n_columns < COLUMNS_MOST ? n_columns : COLUMNS_MOST};
    bool groups = false;
    for (int c = 0; c < all.n; c++) {
        all.width[c] = width_of(&columns[c], n_rows);
        groups = groups || columns[c].group == 2;
    }
    if (!page->all) {
        drop_columns(page, &all);
    }
    if (total_of(&all) <= page->width || !groups) {
        place_bar(page, &all);
        add_rows(page, &all, 0, n_rows);
        return;
    }
    for (int begin = 0; begin < n_rows;
         begin += ROWS_MOST) { /* so that both parts of a row are on one screen */
        const int end = n_rows - begin <= ROWS_MOST + ROWS_MOST / 2 ? n_rows : begin + ROWS_MOST;
        for (int group = 1; group <= 2; group++) {
            layout part = all;
            part.group = group;
            place_bar(page, &part);
            add_rows(page, &part, begin, end);
        }
        if (end == n_rows) {
            break;
        }
        brink_i_text_add(&page->text, "\n");
    }
}
