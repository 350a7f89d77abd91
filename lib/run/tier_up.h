/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_RUN_TIER_UP_H
#define BRINK_RUN_TIER_UP_H

/* When generated code takes over from the kernel: at once where the cache has it; in a run that is long
 * enough for compiling to pay, as soon as that is done, in the background; and where many short runs of the
 * model have together interpreted for as long as compiling takes, at the start of the next one. Both give the
 * same records, so that nobody needs to know when; code that does not is refused (run/proof.h), and the
 * kernel goes on. */

#include <stdbool.h>

#include "native/native.h"

typedef struct brink_i_tier_up brink_i_tier_up;

/* `trials`: of the whole run. With `now`, compiles before it returns; BRINK_ERR_NOT_FOUND where that fails,
 * BRINK_ERR_CANCELLED when *cancel (unless NULL) becomes non-zero before it is done. The kernel must outlive
 * it. */
brink_status brink_i_tier_up_new(const brink_i_kernel *kernel, uint64_t trials, bool now,
                                 const volatile int *cancel, brink_i_tier_up **out);
void brink_i_tier_up_free(brink_i_tier_up *tier_up);

/* Asked by each thread before it samples `count` trials: the code, or NULL where the kernel is to do it.
 * `plain`: trials without addresses, of which no parameters are asked for. */
const brink_i_native *brink_i_tier_up_native(brink_i_tier_up *tier_up, uint64_t count, bool plain);

/* What did the sampling so far. */
const char *brink_i_tier_up_made_by(const brink_i_tier_up *tier_up);
/* What compiled the code that was used, or refused; "": there was none. As long as the tier_up. */
const char *brink_i_tier_up_compiler(const brink_i_tier_up *tier_up);

#endif
