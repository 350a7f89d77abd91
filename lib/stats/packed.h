/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_STATS_PACKED_H
#define BRINK_STATS_PACKED_H

/* Summaries as bytes (base/bytes.h), and back. Equal summaries give equal bytes, however they came about;
 * docs/result-file.md has the layout. What is read is checked: that it is a summary of some values, not of
 * which. The readers fill what was initialised and is empty; they fail for lack of memory only, and set
 * in->broken where the bytes make no sense. */

#include "base/bytes.h"
#include "stats/counts.h"
#include "stats/moments.h"
#include "stats/shape.h"
#include "stats/sketch.h"

void brink_i_pack_sum(brink_i_text *out, const brink_i_exact_sum *sum);
void brink_i_unpack_sum(brink_i_reader *in, brink_i_exact_sum *sum);

void brink_i_pack_moments(brink_i_text *out, const brink_i_moments *moments);
void brink_i_unpack_moments(brink_i_reader *in, brink_i_moments *moments);

void brink_i_pack_sketch(brink_i_text *out, const brink_i_sketch *sketch);
BRINK_NODISCARD brink_status brink_i_unpack_sketch(brink_i_reader *in, brink_i_sketch *sketch);

/* Whether smallest and largest value of both are the same, as they are where both are of the same values. */
bool brink_i_same_extremes(const brink_i_moments *moments, const brink_i_sketch *sketch);

/* The grid is not written: it belongs to the model. */
void brink_i_pack_counts(brink_i_text *out, const brink_i_counts *counts);
void brink_i_unpack_counts(brink_i_reader *in, brink_i_counts *counts);

void brink_i_pack_shape(brink_i_text *out, const brink_i_shape *shape);
void brink_i_unpack_shape(brink_i_reader *in, brink_i_shape *shape);

#endif
