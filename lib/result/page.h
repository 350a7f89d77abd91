/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_RESULT_PAGE_H
#define BRINK_RESULT_PAGE_H

/* The text page for people: what is common to its parts. */

#include "base/arena.h"
#include "base/text.h"
#include "result/result.h"

typedef struct brink_i_page {
    const brink_result *result;
    brink_i_text text;
    brink_i_arena arena; /* of cells; lives as long as the page is being written */
    int width;
    bool colour, unicode;
    bool all;    /* the whole page, not the short one */
    bool failed; /* out of memory in the arena */
} brink_i_page;

typedef enum brink_i_style {
    BRINK_I_STYLE_TITLE,
    BRINK_I_STYLE_HEADING,
    BRINK_I_STYLE_BAR,
    BRINK_I_STYLE_QUIET,
    BRINK_I_STYLE_WARNING
} brink_i_style;

/* A cell's text; "" and a mark on the page when memory ran out. */
__attribute__((format(printf, 2, 3))) const char *brink_i_page_cell(brink_i_page *page, const char *format,
                                                                    ...);

/* Adds text in a style (plain without colours). */
void brink_i_page_styled(brink_i_page *page, brink_i_style style, const char *text);
/* An empty line, then the heading on its own line. */
void brink_i_page_heading(brink_i_page *page, const char *heading);
/* Adds paragraphs, broken into lines of the page's width that begin with `indent` spaces. A single line break
 * in the text is a space. */
void brink_i_page_wrap(brink_i_page *page, int indent, brink_i_style style, const char *text);

/* A table. Columns of group 0 come in every part; if all columns do not fit into the page's width, those of
 * group 1 and those of group 2 become two tables, one below the other. A bar column has a number from 0 to 1
 * per row instead of cells, takes what width is left and is left out if that is too little. */
typedef struct brink_i_column {
    const char *title;
    bool right; /* aligned to the right */
    int group;
    const char **cells;
    const double *bars;
    bool tight;   /* one space before it instead of two */
    int optional; /* on a short page that is too narrow the highest of these go first; 0: never */
} brink_i_column;
void brink_i_page_table(brink_i_page *page, const brink_i_column *columns, int n_columns, int n_rows);
/* Cells for n rows, all ""; NULL (and a mark on the page) when memory ran out. */
const char **brink_i_page_cells(brink_i_page *page, int n);

/* What a short page has of many measures: where the scenario marks headlines those, else the first dozen. A
 * few are all shown. */
bool brink_i_page_has_measure(const brink_i_page *page, int measure);

/* One line of n small bars, `columns` wide at most, for values scaled between the least and the largest. */
void brink_i_page_spark(brink_i_page *page, const double *values, size_t n, int columns);
/* How many columns that takes. */
int brink_i_page_spark_width(size_t n, int columns);

/* A measure's mean as far as it is known, and in *error its uncertainty: "± 0.1", "[0, 0.00004]", "± ?" where
 * there is no interval, "" where all values are the same. */
const char *brink_i_page_mean(brink_i_page *page, const brink_measure_view *view, const char **error);

/* A note for each stock whose initial values were moved to its bounds; `variant` NULL: none is named. */
void brink_i_page_note_beyond(brink_i_page *page, const brink_result *result, const char *variant);

/* Title and question of page->result's model; the line that says what made it. */
void brink_i_page_title(brink_i_page *page);
void brink_i_page_made_by(brink_i_page *page);

/* Sections. */
void brink_i_page_outcomes(brink_i_page *page);
void brink_i_page_measures(brink_i_page *page);
void brink_i_page_series(brink_i_page *page);
void brink_i_page_notes(brink_i_page *page);

#endif
