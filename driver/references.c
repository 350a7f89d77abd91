/* SPDX-License-Identifier: Apache-2.0 */
#include "references.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "catalogue.h"
#include "exit_status.h"
#include "message.h"

struct search {
    const char *command, *file;
    brink_references *references;
    bool first; /* only the first file of that name counts */
    int status;
};

/* Reads FOLDER/FILE if there is such a file; true: go on with the next folder. */
static bool read_in(void *context, const char *folder)
{
    struct search *search = context;
    size_t room = strlen(folder) + strlen(search->file) + 2;
    char *path = malloc(room);
    brink_diagnostics *problems = brink_diagnostics_new();
    bool found = false;
    if (!path || !problems) {
        search->status = fail(search->command, BRINK_ERR_MEMORY);
    } else {
        snprintf(path, room, "%s/%s", folder, search->file);
        found = access(path, F_OK) == 0;
    }
    if (found) {
        brink_status status = brink_references_read(search->references, path, problems);
        if (status != BRINK_OK && brink_diagnostics_count(problems) > 0) {
            diagnostics_print(search->command, problems);
            search->status = status == BRINK_ERR_IO ? STATUS_IO : STATUS_USAGE;
        } else if (status != BRINK_OK) {
            search->status = fail(search->command, status);
        }
    }
    brink_diagnostics_free(problems);
    free(path);
    return search->status == STATUS_OK && !(found && search->first);
}

int references_load(const char *command, const scenario *of, brink_references **out)
{
    static const char *const files[] = {"mechanisms.yaml", "references.yaml", "data-sheet.yaml"};
    const char *slash = strrchr(of->path, '/');
    char *own = slash ? strndup(of->path, (size_t)(slash - of->path)) : strdup(".");
    *out = brink_references_new();
    int status = own && *out ? STATUS_OK : fail(command, BRINK_ERR_MEMORY);
    for (size_t i = 0; i < sizeof files / sizeof *files && status == STATUS_OK; i++) {
        struct search search = {command, files[i], *out, i == 0, STATUS_OK};
        if (read_in(&search, own) && !catalogue_folders(read_in, &search)) {
            search.status = fail(command, BRINK_ERR_MEMORY);
        }
        status = search.status;
    }
    free(own);
    if (status != STATUS_OK) {
        brink_references_free(*out);
        *out = NULL;
    }
    return status;
}

const char *references_near(const scenario *of, const char *file)
{
    const char *slash = strrchr(of->path, '/');
    size_t folder = slash ? (size_t)(slash - of->path) + 1 : 0;
    return strncmp(of->path, file, folder) == 0 ? file + folder : file;
}

int references_info(const char *command, const scenario *of, brink_scenario_info **out)
{
    *out = NULL;
    brink_diagnostics *problems = brink_diagnostics_new();
    brink_status status = problems ? brink_scenario_info_load(of->path, problems, out) : BRINK_ERR_MEMORY;
    brink_diagnostics_free(problems);
    return status == BRINK_OK ? STATUS_OK : fail(command, status);
}
