/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_NATIVE_FOLDER_H
#define BRINK_NATIVE_FOLDER_H

/* Folders and files that code may be loaded from: nobody else can write to them, or put another in their
 * place. */

#include <stdbool.h>
#include <sys/stat.h>

enum { BRINK_I_PATH_ROOM = 4096, BRINK_I_FOLDER_ROOM = BRINK_I_PATH_ROOM - 128 };

typedef enum brink_i_trust {
    BRINK_I_TRUST_US,      /* to write: it is ours */
    BRINK_I_TRUST_ROOT_TOO /* to read: root may do what it likes in any case */
} brink_i_trust;

/* Whether a file or folder belongs to whom we trust, and only its owner can write to it. */
bool brink_i_is_trusted(const struct stat *status, brink_i_trust trust);
/* Whether the folder is there and safe; then `folder` becomes its own name, without links and dots. Otherwise
 * *why (unless NULL) says what is wrong: static storage. */
bool brink_i_folder_settle(char folder[BRINK_I_FOLDER_ROOM], brink_i_trust trust, const char **why);
/* Makes it, with those above that are missing; for others to read where `shared`, as far as the process's
 * mask lets them. */
bool brink_i_folder_make(char *folder, bool shared);

/* The user's own folder of generated code: BRINK_CACHE_DIR; else `brink` in XDG_CACHE_HOME or ~/.cache. It
 * may not be there yet; if it is, it is safe to read. False: there is none that would do; *why as above. */
bool brink_i_folder_own(char folder[BRINK_I_FOLDER_ROOM], const char **why);
/* The i-th folder of BRINK_SITE_CACHE, with code that was compiled ahead, and is only read. False: there are
 * no more, and `folder` is ""; or this one will not do, and *why says why. */
bool brink_i_folder_site(int i, char folder[BRINK_I_FOLDER_ROOM], const char **why);

#endif
