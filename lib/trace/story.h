/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_TRACE_STORY_H
#define BRINK_TRACE_STORY_H

/* A trial's story while it is written; shared by story.c (when and what) and story_why.c (why). */

#include "trace/trace_common.h"

typedef struct brink_i_story {
    const brink_model *model;
    brink_trace_options options;
    brink_i_text out;

    /* The instant that is being told. It goes to `out` when it has settled, if it is worth it. */
    brink_i_text lines;
    bool worth;
    /* Why the next move of machine `mover` happens; others that move along do so as a consequence. -1:
     * nobody. */
    brink_i_text why;
    int mover;
    const char *source; /* machine or process from which everything at this point comes */

    bool untitled;      /* no heading before the events: somebody else writes it */
    bool stocks_hidden; /* nothing is told of stocks: for a history that is told for two that differ there */
    double told;        /* the date told last */
    double *entered;    /* date of each machine's last move */
    double *values, *slopes; /* of the stocks, when they were last told */
} brink_i_story;

/* The options must be complete (brink_i_trace_options). After a failure nothing needs closing. */
brink_status brink_i_story_open(brink_i_story *story, const brink_model *model,
                                const brink_trace_options *options);
void brink_i_story_close(brink_i_story *story);
/* For a tracer whose self is the story. Events reach `out` when their instant has settled. */
void brink_i_story_event(void *story, const brink_i_trace_event *event);
/* The trial failed. */
void brink_i_story_fault(brink_i_story *story, const brink_fault *fault);
/* The model's title on a line. */
void brink_i_story_title(brink_i_story *story);
void brink_i_story_heading(brink_i_story *story, const char *title);

/* "day 37.2" */
void brink_i_story_date(const brink_i_story *story, brink_i_text *text, double t);
/* Starts or stops dim letters, bold letters, if the story has colours. */
void brink_i_story_dim(const brink_i_story *story, brink_i_text *text);
void brink_i_story_bold(const brink_i_story *story, brink_i_text *text);
void brink_i_story_plain(const brink_i_story *story, brink_i_text *text);
/* A new line of the instant, indented under its date. */
__attribute__((format(printf, 2, 3))) void brink_i_story_line(brink_i_story *story, const char *format, ...);

/* Notes in `why` what is behind the coming moves; returns whether the event was about that. */
bool brink_i_story_reason(brink_i_story *story, const brink_i_trace_event *event);

#endif
