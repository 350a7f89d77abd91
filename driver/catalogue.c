/* SPDX-License-Identifier: Apache-2.0 */
#define _XOPEN_SOURCE 700 /* realpath */
#include "catalogue.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "exit_status.h"
#include "message.h"
#include "suggest.h"

static const char suffix[] = ".yaml";

static bool ends_with(const char *text, const char *end)
{
    size_t n = strlen(text), m = strlen(end);
    return n > m && strcmp(text + n - m, end) == 0;
}

static bool is_file(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && !S_ISDIR(info.st_mode);
}

static bool is_folder(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

/* a + b + c + d; NULL when out of memory. */
static char *join(const char *a, const char *b, const char *c, const char *d)
{
    size_t room = strlen(a) + strlen(b) + strlen(c) + strlen(d) + 1;
    char *text = malloc(room);
    if (text) {
        snprintf(text, room, "%s%s%s%s", a, b, c, d);
    }
    return text;
}

/* The folder of scenarios that was installed with this program, from where it lies now: NULL if there is
 * none, as in a build, or when out of memory. free(). */
static char *folder_beside(void)
{
    char self[4096];
    const ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
    if (length <= 0) {
        return NULL;
    }
    self[length] = '\0';
    char *slash = strrchr(self, '/');
    if (!slash) {
        return NULL;
    }
    *slash = '\0';
    char *given = join(self, "/", BRINK_SCENARIO_DIR_BESIDE, ""),
         *folder = given ? realpath(given, NULL) : NULL;
    free(given);
    if (folder && !is_folder(folder)) {
        free(folder);
        return NULL;
    }
    return folder;
}

bool catalogue_folders(bool (*visit)(void *context, const char *folder), void *context)
{
    const char *path = getenv("BRINK_SCENARIO_PATH");
    while (path && *path) {
        size_t length = strcspn(path, ":");
        if (length > 0) {
            char *folder = strndup(path, length);
            if (!folder) {
                return false;
            }
            bool more = visit(context, folder);
            free(folder);
            if (!more) {
                return true;
            }
        }
        path += length + (path[length] == ':');
    }
    char *beside = folder_beside();
    if (beside) { /* an installed program has its own, and looks nowhere else */
        visit(context, beside);
        free(beside);
    } else if (visit(context, BRINK_SCENARIO_DIR_SOURCE)) {
        visit(context, BRINK_SCENARIO_DIR_INSTALLED);
    }
    return true;
}

/* ---- all of them --------------------------------------------------------------------------------- */

static bool add(catalogue *self, const char *folder, const char *prefix, const char *file)
{
    catalogue_entry *grown = realloc(self->entries, (self->n + 1) * sizeof *grown);
    if (!grown) {
        return false;
    }
    self->entries = grown;
    catalogue_entry entry = {join(prefix, file, "", ""), join(folder, "/", file, "")};
    if (!entry.name || !entry.path) {
        free(entry.name);
        free(entry.path);
        return false;
    }
    entry.name[strlen(entry.name) - strlen(suffix)] = '\0';
    for (size_t i = 0; i < self->n; i++) {
        if (strcmp(self->entries[i].name, entry.name) == 0) {
            free(entry.name);
            free(entry.path);
            return true;
        }
    }
    self->entries[self->n++] = entry;
    return true;
}

/* Catalogues of mechanisms and sources lie beside the scenarios that name them (references.h). */
static bool is_reference_file(const char *name)
{
    static const char *const names[] = {"mechanisms.yaml", "references.yaml", "data-sheet.yaml"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(name, names[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* The scenarios of one folder and, one level down, of the folders in it. Modules are pieces to include, no
 * scenarios. */
static bool scan(catalogue *self, const char *folder, const char *prefix, bool deeper)
{
    DIR *stream = opendir(folder);
    if (!stream) {
        return true;
    }
    bool good = true;
    for (struct dirent *item = readdir(stream); item && good; item = readdir(stream)) {
        if (item->d_name[0] == '.') {
            continue;
        }
        char *path = join(folder, "/", item->d_name, "");
        if (!path) {
            good = false;
        } else if (ends_with(item->d_name, suffix) && is_file(path)) {
            good = is_reference_file(item->d_name) || add(self, folder, prefix, item->d_name);
        } else if (deeper && strcmp(item->d_name, "modules") != 0 && is_folder(path)) {
            char *below = join(item->d_name, "/", "", "");
            good = below && scan(self, path, below, false);
            free(below);
        }
        free(path);
    }
    closedir(stream);
    return good;
}

struct reading {
    catalogue *list;
    bool good;
};

static bool read_folder(void *context, const char *folder)
{
    struct reading *reading = context;
    reading->good = scan(reading->list, folder, "", true);
    return reading->good;
}

/* The top folder's scenarios first, then those of the folders in it. */
static int by_name(const void *a, const void *b)
{
    const char *first = ((const catalogue_entry *)a)->name, *second = ((const catalogue_entry *)b)->name;
    int depth = (strchr(first, '/') != NULL) - (strchr(second, '/') != NULL);
    return depth ? depth : strcmp(first, second);
}

bool catalogue_read(catalogue *out)
{
    *out = (catalogue){NULL, 0};
    struct reading reading = {out, true};
    if (!catalogue_folders(read_folder, &reading) || !reading.good) {
        catalogue_free(out);
        return false;
    }
    if (out->n > 0) {
        qsort(out->entries, out->n, sizeof *out->entries, by_name);
    }
    return true;
}

void catalogue_free(catalogue *self)
{
    for (size_t i = 0; i < self->n; i++) {
        free(self->entries[i].name);
        free(self->entries[i].path);
    }
    free(self->entries);
    *self = (catalogue){NULL, 0};
}

/* ---- one of them --------------------------------------------------------------------------------- */

static const char *after_slash(const char *name)
{
    const char *slash = strrchr(name, '/');
    return slash ? slash + 1 : name;
}

/* The entry of that name, or the only one whose name without its folder is that. */
static const catalogue_entry *find(const catalogue *list, const char *name)
{
    const catalogue_entry *found = NULL;
    int matches = 0;
    for (size_t i = 0; i < list->n; i++) {
        const catalogue_entry *entry = &list->entries[i];
        if (strcmp(entry->name, name) == 0) {
            return entry;
        }
        if (strcmp(after_slash(entry->name), name) == 0) {
            found = entry;
            matches++;
        }
    }
    return matches == 1 ? found : NULL;
}

static void complain_unknown(const char *command, const catalogue *list, const char *name, bool is_path)
{
    complain(command, is_path ? "there is no file '%s'" : "there is no scenario '%s'", name);
    char *local = join(name, suffix, "", "");
    if (local && is_file(local)) {
        remark("There is a file of that name: did you mean '%s'?", local);
        free(local);
        return;
    }
    free(local);
    char *bare = strdup(after_slash(name));
    nearest_name nearest = nearest_start(name), nearest_bare = nearest_start(bare ? bare : "");
    if (bare && ends_with(bare, suffix)) {
        bare[strlen(bare) - strlen(suffix)] = '\0';
        nearest_bare = nearest_start(bare);
    }
    for (size_t i = 0; i < list->n; i++) {
        nearest_offer(&nearest, list->entries[i].name);
        nearest_offer(&nearest_bare, after_slash(list->entries[i].name));
    }
    const char *best = nearest.best ? nearest.best : nearest_bare.best;
    if (best) {
        remark("Did you mean the bundled scenario '%s'?", best);
    }
    remark("'brink list --all' lists the bundled scenarios; a file is given by its path, ending in .yaml.");
    free(bare);
}

char *catalogue_resolve(const char *command, const char *name, int *status)
{
    *status = STATUS_OK;
    char *path = NULL;
    catalogue list = {NULL, 0};
    if (is_file(name)) {
        path = strdup(name);
        goto done;
    }
    if (!catalogue_read(&list)) {
        goto done;
    }
    const bool is_path =
        ends_with(name, suffix) || ends_with(name, ".yml") || name[0] == '/' || name[0] == '.';
    const catalogue_entry *entry = is_path ? NULL : find(&list, name);
    if (entry) {
        path = strdup(entry->path);
        goto done;
    }
    if (is_folder(name)) {
        complain(command, "'%s' is a folder, not a scenario", name);
    } else {
        complain_unknown(command, &list, name, is_path);
    }
    *status = STATUS_USAGE;
    catalogue_free(&list);
    return NULL;
done:
    if (!path) {
        *status = fail(command, BRINK_ERR_MEMORY);
    }
    catalogue_free(&list);
    return path;
}

char *catalogue_resolve_file(const char *command, const char *name, int *status)
{
    char *path = catalogue_resolve(command, name, status);
    struct stat info;
    if (path && stat(path, &info) == 0 && !S_ISREG(info.st_mode)) {
        complain(command, "'%s' is not a regular file", name);
        remark("This command reads a scenario once for each variant: save it in a file.");
        *status = STATUS_USAGE;
        free(path);
        path = NULL;
    }
    return path;
}
