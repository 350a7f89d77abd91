/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_ANALYSIS_TRACE_COMPARE_WHY_H
#define BRINK_ANALYSIS_TRACE_COMPARE_WHY_H

/* Sentences about what differs and why. */

#include "analysis/divergence.h"
#include "trace/story.h"

/* "overland: 1.1 Mbbl/day in base, 0 Mbbl/day in no_overland" */
void brink_i_why_reading(brink_i_text *text, const brink_i_divergence *divergence,
                         const brink_i_reading *reading);
/* A line for each reading, the first of which begins with `word`, as in "because"; nothing if there are none.
 */
void brink_i_why_because(brink_i_text *text, const brink_i_divergence *divergence, const char *word,
                         const brink_i_readings *reads);
/* A line for each stock that began to differ. */
void brink_i_why_numbers(brink_i_text *text, const brink_i_divergence *divergence);
/* What one of them does at the divergence, or next. */
void brink_i_why_step(brink_i_story *page, const brink_i_divergence *divergence, int half);
/* A line on how delays, hazards or probabilities compared, where the divergence was one of those. */
void brink_i_why_luck(brink_i_text *text, const brink_i_divergence *divergence);

#endif
