/* SPDX-License-Identifier: Apache-2.0 */
#include "support/temporary.h"

#include <stdio.h>
#include <stdlib.h>

bool temporary_template(char path[TEMPORARY_ROOM], const char *stem)
{
    const char *folder = getenv("TMPDIR");
    folder = folder && *folder == '/' ? folder : "/tmp";
    int n = snprintf(path, TEMPORARY_ROOM, "%s/%s-XXXXXX", folder, stem);
    return n > 0 && n < TEMPORARY_ROOM;
}
