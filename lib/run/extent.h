/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_RUN_EXTENT_H
#define BRINK_RUN_EXTENT_H

/* Which trials a call samples: all that are asked for, or one part of them; and those of them that are done,
 * when it goes on from an earlier result. */

#include "brink/run.h"
#include "result/result.h"

typedef struct brink_i_extent {
    uint64_t first; /* of the trials that it will have in the end */
    uint64_t count; /* of them, at most */
    uint64_t done;  /* of them, from the start */
    uint64_t look;  /* with `until`: the trial count of the next look; in a part that of its round; else 0 */
} brink_i_extent;

/* `base`: what it goes on from; NULL: nothing. BRINK_ERR_INVALID, with a sentence in message[room]: that
 * cannot be. BRINK_ERR_ARGUMENT: the part is none of what is asked for. */
brink_status brink_i_extent_of(const brink_model *model, const brink_run_options *options,
                               const brink_result *base, char *message, size_t room, brink_i_extent *out);

/* How many trials are to be sampled at most, as an engine wants to know before. */
uint64_t brink_i_extent_left(const brink_run_options *options, const brink_result *base);

/* Sets what the options and the extent say about a result. */
void brink_i_extent_sign(const brink_i_extent *extent, const brink_run_options *options,
                         brink_provenance *made);

/* Copies the options; `size` says how much of them the caller's version has. BRINK_ERR_ARGUMENT: something in
 * them makes no sense. */
brink_status brink_i_options_read(const brink_run_options *given, brink_run_options *out);

#endif
