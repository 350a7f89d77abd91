/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_DRIVER_FOLDER_H
#define BRINK_DRIVER_FOLDER_H

/* The files of a folder that are called so. */

typedef int folder_act(void *context, const char *path, const char *name);

/* Calls `act` for each entry whose name has that start and that end ("": any), in no order, until it does not
 * give STATUS_OK; an exit status, after a complaint where the folder cannot be read to its end. One that is
 * not there has none. */
int folder_each(const char *command, const char *folder, const char *start, const char *end, folder_act *act,
                void *context);

/* folder/name; free(). NULL: out of memory. */
char *folder_join(const char *folder, const char *name);

#endif
