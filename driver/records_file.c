/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE /* realpath */
#include "records_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "exit_status.h"
#include "message.h"
#include "output.h"

static bool ends_in(const char *name, const char *ending)
{
    const size_t n = strlen(name), m = strlen(ending);
    return n > m && strcmp(name + n - m, ending) == 0;
}

const records_form *records_form_of(const char *command, const char *option, const char *name)
{
    if (ends_in(name, ".csv")) {
        return &records_csv;
    }
    if (!ends_in(name, ".h5") && !ends_in(name, ".hdf5")) {
        complain(command, "%s '%s': the name must end in .csv, .h5 or .hdf5, which says the form", option,
                 name);
        return NULL;
    }
    if (!records_have_hdf5()) {
        complain(command, "%s %s: this brink was built without HDF5", option, name);
        remark("  Build it where HDF5 is found (Debian: libhdf5-dev), or write a .csv file.");
        return NULL;
    }
    return &records_hdf5;
}

static int trouble(const records_file *self, const char *name)
{
    complain(self->command, "cannot write to %s: %s", name, strerror(errno));
    return STATUS_IO;
}

/* Whether a file can be made there, before any work is done; says what is lost with an old one. */
static int look(const records_file *self)
{
    struct stat old;
    if (stat(self->name, &old) == 0 && !S_ISREG(old.st_mode)) {
        complain(self->command, "%s is not a file that rows can be written to", self->name);
        return STATUS_IO;
    }
    if (stat(self->name, &old) == 0 && access(self->name, W_OK) != 0) {
        return trouble(self, self->name);
    }
    if (stat(self->part, &old) == 0 && old.st_size > 0) {
        complain(self->command, "%s, which a run that was ended had left, is begun anew", self->part);
    }
    return STATUS_OK;
}

int records_file_open(records_file *self, const char *command, const char *option, const char *name,
                      const brink_records_column *columns, size_t n, const records_origin *origin)
{
    *self = (records_file){.command = command, .form = records_form_of(command, option, name)};
    if (!self->form) {
        return STATUS_USAGE;
    }
    /* Through a symbolic link the file behind it is replaced, not the link. */
    struct stat link;
    self->name = lstat(name, &link) == 0 && S_ISLNK(link.st_mode) ? realpath(name, NULL) : NULL;
    self->name = self->name ? self->name : strdup(name);
    const size_t room = self->name ? strlen(self->name) + sizeof ".part" : 0;
    self->part = room > 0 ? malloc(room) : NULL;
    if (!self->part) {
        free(self->name);
        *self = (records_file){0};
        return fail(command, BRINK_ERR_MEMORY);
    }
    snprintf(self->part, room, "%s.part", self->name);
    int status = look(self);
    if (status == STATUS_OK) {
        status = self->form->open(command, self->part, columns, n, origin, &self->writer);
    }
    if (status != STATUS_OK) {
        self->writer = NULL;
        records_file_close(self);
    }
    return status;
}

int records_file_append(records_file *self, const void *const *values, size_t rows)
{
    const int status = self->form->append(self->writer, values, rows);
    self->rows += status == STATUS_OK ? rows : 0;
    return status;
}

static int sync_file(const records_file *self)
{
    const int descriptor = open(self->part, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        return trouble(self, self->part);
    }
    /* Some file systems report a full disk only here. */
    const bool good = fsync(descriptor) == 0 || errno == EINVAL || errno == ENOTSUP;
    const int status = good ? STATUS_OK : trouble(self, self->part);
    close(descriptor);
    return status;
}

int records_file_finish(records_file *self)
{
    int status = self->form->finish(self->writer, self->name, self->rows);
    self->form->close(self->writer);
    self->writer = NULL;
    status = status == STATUS_OK ? sync_file(self) : status;
    if (status == STATUS_OK && rename(self->part, self->name) != 0) {
        status = trouble(self, self->name);
    }
    if (status == STATUS_OK) {
        output_sync_folder(self->name);
    }
    return status;
}

void records_file_close(records_file *self)
{
    if (self->writer) {
        self->form->close(self->writer);
    }
    free(self->part);
    free(self->name);
    self->part = self->name = NULL;
    self->writer = NULL;
}
