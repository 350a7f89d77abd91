/* SPDX-License-Identifier: Apache-2.0 */
#include "folder.h"

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "exit_status.h"
#include "message.h"

char *folder_join(const char *folder, const char *name)
{
    const size_t length = strlen(folder), room = length + strlen(name) + 2;
    char *path = malloc(room);
    if (path) {
        snprintf(path, room, "%s%s%s", folder, length > 0 && folder[length - 1] == '/' ? "" : "/", name);
    }
    return path;
}

static bool is_called(const char *name, const char *start, const char *end)
{
    const size_t length = strlen(name), first = strlen(start), last = strlen(end);
    return length >= first + last && strncmp(name, start, first) == 0 &&
           strcmp(name + length - last, end) == 0;
}

static int unreadable(const char *command, const char *folder)
{
    complain(command, "cannot read the folder %s: %s", folder, strerror(errno));
    return STATUS_IO;
}

int folder_each(const char *command, const char *folder, const char *start, const char *end, folder_act *act,
                void *context)
{
    DIR *directory = opendir(folder);
    if (!directory) {
        return errno == ENOENT ? STATUS_OK : unreadable(command, folder);
    }
    int status = STATUS_OK;
    while (status == STATUS_OK) {
        errno = 0; /* at the end it stays so */
        const struct dirent *entry = readdir(directory);
        if (!entry) {
            status = errno == 0 ? status : unreadable(command, folder);
            break;
        }
        if (is_called(entry->d_name, start, end)) {
            char *path = folder_join(folder, entry->d_name);
            status = path ? act(context, path, entry->d_name) : fail(command, BRINK_ERR_MEMORY);
            free(path);
        }
    }
    closedir(directory);
    return status;
}
