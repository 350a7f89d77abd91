/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_DRIVER_SAMPLED_H
#define BRINK_DRIVER_SAMPLED_H

#include <stdbool.h>
#include <stddef.h>

#include "brink/store.h"

/* A result or a comparison, for those who do not care which: one of the two, or none. */
typedef struct sampled {
    brink_result *result;
    brink_comparison *comparison;
} sampled;

bool sampled_any(const sampled *self);
void sampled_free(sampled *self);
const brink_provenance *sampled_made(const sampled *self);
const brink_trial_range *sampled_ranges(const sampled *self, size_t *n);
brink_status sampled_pack(const sampled *self, unsigned char **bytes, size_t *n);
/* Adds another one, which is empty afterwards; names are for messages. Into one that is empty it is moved. An
 * exit status, after a complaint. */
int sampled_add(const char *command, sampled *self, const char *name, sampled *more,
                const char *name_of_more);
/* One that is only to be read. */
sampled sampled_view(const brink_result *result, const brink_comparison *comparison);

/* ---- files ---- */

/* The bytes of a file; free(). An exit status, after a complaint. */
int file_read(const char *command, const char *path, unsigned char **bytes, size_t *n);
/* Whether a file has exactly these bytes; an exit status, after a complaint where it cannot be read. */
int file_same(const char *command, const char *path, const void *bytes, size_t n, bool *same);
/* Whether the file there begins as a result file does; false also if it cannot be read. */
bool file_is_result(const char *path);

/* Reads a result file as far as what it is of; an exit status, after a complaint. */
int stored_open(const char *command, const char *path, brink_stored **out);
/* Reads a result file. `like` NULL: its models are loaded from the scenario in it; else those of `like` are
 * used, which must outlive it. An exit status, after a complaint. */
int stored_read(const char *command, const char *path, const sampled *like, sampled *out);
/* The same of what was opened. */
int stored_unpack(const char *command, const char *path, const brink_stored *stored, const sampled *like,
                  sampled *out);

#endif
