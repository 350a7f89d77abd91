/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_RUN_PROOF_H
#define BRINK_RUN_PROOF_H

/* Generated code is checked before it is used: a compiler may be wrong, or be told to take liberties. */

#include "native/native.h"

enum { BRINK_I_PROOF_TRIALS = 256 };

/* Plays the first trials with the kernel, and again with the code, and compares the records bit by bit; as
 * many as can be played in a moment, at least one. *same: no difference was found. BRINK_OK or
 * BRINK_ERR_MEMORY. */
brink_status brink_i_proof(const brink_i_kernel *kernel, const brink_i_native *native, bool *same);

#endif
