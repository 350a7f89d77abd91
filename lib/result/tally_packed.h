/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_RESULT_TALLY_PACKED_H
#define BRINK_RESULT_TALLY_PACKED_H

#include "base/bytes.h"
#include "result/tally.h"

/* What a tally holds, settled, as bytes; and back, into one that was initialised for the same model and is
 * empty. Fails for lack of memory only; bytes that are no tally of so many trials set in->broken. */
void brink_i_tally_pack(brink_i_text *out, const brink_i_tally *tally);
BRINK_NODISCARD brink_status brink_i_tally_unpack(brink_i_reader *in, uint64_t trials, brink_i_tally *tally);

#endif
