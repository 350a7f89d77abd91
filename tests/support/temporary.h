/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_TESTS_SUPPORT_TEMPORARY_H
#define BRINK_TESTS_SUPPORT_TEMPORARY_H

#include <stdbool.h>

enum { TEMPORARY_ROOM = 256 };

/* A template for mkstemp() or mkdtemp() in the folder for temporary files (TMPDIR), its name beginning with
 * `stem`. False: the path is too long. */
bool temporary_template(char path[TEMPORARY_ROOM], const char *stem);

#endif
