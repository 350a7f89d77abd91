/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_TRACE_TRACE_COMMON_H
#define BRINK_TRACE_TRACE_COMMON_H

/* What telling a trial as text and as JSON have in common: all but the words. */

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

/* Plays the trial of the options with the parameters that they ask for. BRINK_ERR_ARGUMENT: they ask for what
 * cannot be. */
brink_status brink_i_trace_trial(brink_i_oracle *oracle, const brink_model *model,
                                 const brink_trace_options *options, brink_i_record *record,
                                 brink_fault *fault);

/* ", with the parameters of trial 7", where they are another's, and which are exceptions. */
void brink_i_trace_address(brink_i_text *text, const brink_trace_options *options);

/* Who tells a trial. */
typedef struct brink_i_teller {
    void *self;
    void (*begin)(void *self, const brink_trace_options *options); /* may be NULL */
    void (*event)(void *self, const brink_i_trace_event *event);
    /* The record is complete if the fault's kind is BRINK_FAULT_NONE. */
    void (*end)(void *self, const brink_i_record *record, const brink_fault *fault);
} brink_i_teller;

/* Plays the trial of the options and lets it be told from begin to end. After anything but BRINK_OK and
 * BRINK_ERR_FAULT it was not told to its end. */
brink_status brink_i_trace_play(const brink_model *model, const brink_trace_options *options,
                                const brink_i_teller *teller, brink_fault *fault);

/* brink_trace_text() and brink_trace_json(): the teller writes `text`. */
brink_status brink_i_trace_tell(const brink_model *model, const brink_trace_options *options,
                                const brink_i_teller *teller, brink_i_text *text, char **out,
                                brink_fault *fault);
/* What those two were asked for; false if that is wrong. Nothing was told yet, nothing failed yet. */
bool brink_i_trace_asked(const brink_model *model, const brink_trace_options *given, char **out,
                         brink_fault *fault, brink_trace_options *options);

/* Whether the uniform of a parameter is its percentile: it is one draw from a continuous distribution, at
 * most with its unit converted. */
bool brink_i_trace_is_percentile(const brink_i_expr *expr);

/* Number for people: about five significant digits, thousands separated; always a decimal point. */
void brink_i_trace_number(brink_i_text *text, double x);
/* The same with its unit, if it has one. */
void brink_i_trace_quantity(brink_i_text *text, double x, const brink_i_unit *unit);

/* A length of time in the model's unit; in days where that is longer than a day and the time is shorter than
 * a year ("30.4 day", not "0.083 year"). */
void brink_i_trace_span(brink_i_text *text, double t, const brink_model *model);

extern const char brink_i_trace_note[]; /* the last line */

#endif
