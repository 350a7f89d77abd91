/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_DRIVER_CATALOGUE_H
#define BRINK_DRIVER_CATALOGUE_H

#include <stdbool.h>
#include <stddef.h>

/* Scenarios that are known by a bare name: NAME.yaml in the folders of BRINK_SCENARIO_PATH, then in the
 * source tree that this driver was built from, then where it was installed. A folder inside them is part of
 * the name: validation/NAME. */

typedef struct catalogue_entry {
    char *name; /* "taiwan-blockade", "validation/decay" */
    char *path;
} catalogue_entry;

typedef struct catalogue {
    catalogue_entry *entries; /* sorted by name; of equal names the first folder's */
    size_t n;
} catalogue;

/* False when out of memory. Folders that do not exist are skipped: an installed driver has no source tree. */
bool catalogue_read(catalogue *out);
void catalogue_free(catalogue *self);

/* Calls visit for each folder of the search path, in order, until it returns false. False when out of memory.
 */
bool catalogue_folders(bool (*visit)(void *context, const char *folder), void *context);

/* The file that a scenario's name or path means; free(). NULL after a complaint, *status is the exit status.
 */
char *catalogue_resolve(const char *command, const char *name, int *status);

/* The same for commands that read the file more than once, which a pipe does not allow. */
char *catalogue_resolve_file(const char *command, const char *name, int *status);

#endif
