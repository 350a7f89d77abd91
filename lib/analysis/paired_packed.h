/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_ANALYSIS_PAIRED_PACKED_H
#define BRINK_ANALYSIS_PAIRED_PACKED_H

#include "analysis/paired.h"
#include "base/bytes.h"

/* What pairs of variants hold, without their tallies, as bytes; and back, into some that were initialised for
 * the same variants and are empty. Fails for lack of memory only; bytes that are no pairs of so many trials
 * set in->broken. */
void brink_i_pairs_pack(brink_i_text *out, const brink_i_paired *paired);
BRINK_NODISCARD brink_status brink_i_pairs_unpack(brink_i_reader *in, uint64_t trials,
                                                  brink_i_paired *paired);

#endif
