/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_TESTS_SUPPORT_CACHE_FOLDER_H
#define BRINK_TESTS_SUPPORT_CACHE_FOLDER_H

#include <stdbool.h>
#include <stddef.h>

#include "support/temporary.h"

/* A cache of generated code for one test, in a fresh temporary folder that BRINK_CACHE_DIR names. What goes
 * wrong fails the test. */

enum { CACHE_ROOM = TEMPORARY_ROOM };

/* Makes it; its path goes to `folder`. */
void cache_folder_make(char folder[CACHE_ROOM]);
/* Removes it with all files and folders in it. */
void cache_folder_remove(const char *folder);
/* Number of files in it whose name has that ending; the path of the last of them goes to `found` unless that
 * is NULL. */
int cache_folder_count(const char *folder, const char *ending, char found[CACHE_ROOM]);

/* Whether there is a C compiler (`cc`, or what BRINK_CC names) that makes modules. If not, says so. */
bool have_compiler(void);

#endif
