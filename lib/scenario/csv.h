/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_SCENARIO_CSV_H
#define BRINK_SCENARIO_CSV_H

/* Numbers in columns (RFC 4180): fields between commas, perhaps in double quotes; the first row has names,
 * each perhaps with a unit, "price [USD per bbl]". Lines that begin with # are comments, as Stan writes them;
 * empty ones do not count. */

#include "scenario/loader.h"

typedef struct brink_i_csv_field {
    size_t start, length; /* in the source, without quotes around it and spaces */
} brink_i_csv_field;

/* A name in the first row. */
typedef struct brink_i_csv_column {
    const char *name;
    brink_source_text unit; /* text NULL: none is given */
} brink_i_csv_column;

typedef struct brink_i_csv {
    brink_i_input source;
    const brink_i_csv_column *columns;
    size_t n_columns;
    const brink_i_csv_field *fields; /* [n_rows * n_columns], without the first row */
    size_t n_rows;
} brink_i_csv;

enum { BRINK_I_CSV_ROWS_MOST = 1000000 };

/* Points of a table from two columns, by their names (NULL: the first, the second). Units that the header has
 * are put where there is none. NULL: reported. */
const double (*brink_i_csv_points(brink_i_loader *loader, const brink_i_node *file, const brink_i_node *x,
                                  const brink_i_node *y, brink_table_declaration *d))[2];

/* Takes the text of a data file that `node` names apart. false: reported. */
bool brink_i_csv_read(brink_i_loader *loader, const brink_i_node *node, brink_i_csv *out);
/* The column that `node` names; false: reported, at that node. */
bool brink_i_csv_find(brink_i_loader *loader, const brink_i_csv *csv, const brink_i_node *node,
                      size_t *column);
/* The numbers of a column, n_rows of them. false: reported, in the file. */
bool brink_i_csv_numbers(brink_i_loader *loader, brink_i_csv *csv, size_t column, double *out);

#endif
