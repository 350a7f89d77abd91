/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_RESULT_CSV_WRITER_H
#define BRINK_RESULT_CSV_WRITER_H

/* Pieces of CSV tables and of the comment lines before them. */

#include "base/text.h"
#include "result/result.h"

/* Quoted where a comma, a quote or a line break would be taken for the table's own (RFC 4180). */
void brink_i_csv_field(brink_i_text *text, const char *field);
/* A comma and the number; nothing after the comma if it is not finite. */
void brink_i_csv_number(brink_i_text *text, double x);
/* "# key: value" on one line, whatever the value holds; nothing for an empty value. */
void brink_i_csv_comment(brink_i_text *text, const char *key, const char *value);
/* A comment for each parameter and lever: its value in effect and who set it. */
void brink_i_csv_parameters(brink_i_text *text, const brink_model *model);
/* The one line that may differ between equal runs. */
void brink_i_csv_made_by(brink_i_text *text, const brink_provenance *made);

#endif
