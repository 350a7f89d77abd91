/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_TRACE_TRACE_COMMON_H
#define BRINK_TRACE_TRACE_COMMON_H

/* What telling a trial as text and as JSON have in common. */

#include "base/text.h"
#include "brink/trace.h"
#include "oracle/oracle.h"

/* The options in full; false if `given` is not one of the sizes that they ever had, or a value is out of
 * range. */
bool brink_i_trace_options(const brink_trace_options *given, brink_trace_options *options);

/* An oracle, and a record with room for the model's measures and points. Both are released by _close, also
 * after a failure. */
brink_status brink_i_trace_open(const brink_model *model, uint64_t seed, brink_i_oracle **oracle,
                                brink_i_record *record);
void brink_i_trace_close(brink_i_oracle *oracle, brink_i_record *record);

/* Whether the uniform of a parameter is its percentile: it is one draw from a continuous distribution, at
 * most with its unit converted. */
bool brink_i_trace_is_percentile(const brink_i_expr *expr);

/* Number for people: about five significant digits, thousands separated; always a decimal point. */
void brink_i_trace_number(brink_i_text *text, double x);
/* The same with its unit, if it has one. */
void brink_i_trace_quantity(brink_i_text *text, double x, const brink_i_unit *unit);

extern const char brink_i_trace_note[]; /* the last line */

#endif
