/* SPDX-License-Identifier: Apache-2.0 */
#include "support/scenario_files.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static bool is_scenario(const char *path)
{
    FILE *file = fopen(path, "r");
    char line[512];
    bool found = false;
    while (file && !found && fgets(line, sizeof line, file)) {
        found = strncmp(line, "brink:", 6) == 0;
    }
    if (file) {
        fclose(file);
    }
    return found;
}

int brink_i_each_scenario(const char *folder, void (*visit)(const char *path, void *context), void *context)
{
    struct dirent **entries;
    int n = scandir(folder, &entries, NULL, alphasort), files = 0;
    for (int i = 0; i < n; i++) {
        const char *name = entries[i]->d_name;
        size_t length = strlen(name);
        char path[4096];
        struct stat status;
        snprintf(path, sizeof path, "%s/%s", folder, name);
        if (name[0] != '.' && stat(path, &status) == 0) {
            if (S_ISDIR(status.st_mode) && strcmp(name, "modules") != 0) {
                files += brink_i_each_scenario(path, visit, context);
            } else if (S_ISREG(status.st_mode) && length > 5 && strcmp(name + length - 5, ".yaml") == 0 &&
                       is_scenario(path)) {
                visit(path, context);
                files++;
            }
        }
        free(entries[i]);
    }
    if (n >= 0) {
        free(entries);
    }
    return files;
}
