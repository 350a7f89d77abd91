/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE /* realpath, and where there is one O_TMPFILE */
#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "exit_status.h"
#include "interrupt.h"
#include "message.h"

static bool failed; /* once something could not be written, what was is not complete */

bool output_failed(void) { return failed; }

static int write_failed(const char *name, const char *command)
{
    failed = true;
    if (errno == EPIPE) {
        return STATUS_SIGNAL + SIGPIPE;
    }
    complain(command, "cannot write to %s: %s", name ? name : "standard output", strerror(errno));
    return STATUS_IO;
}

int output_write(int descriptor, const char *name, const char *text, size_t length, const char *command)
{
    while (length > 0) {
        ssize_t written = write(descriptor, text, length);
        if (written < 0 && errno != EINTR) {
            return write_failed(name, command);
        }
        if (written > 0) {
            text += written;
            length -= (size_t)written;
        }
    }
    return STATUS_OK;
}

static int open_failed(const output *self, const char *command)
{
    complain(command, "cannot write to %s: %s", self->name, strerror(errno));
    return STATUS_IO;
}

/* A device, a pipe: nothing to replace, so it is written directly. */
static int open_directly(output *self, const char *command)
{
    self->descriptor = open(self->name, O_WRONLY | O_NOCTTY | O_CLOEXEC);
    return self->descriptor < 0 ? open_failed(self, command) : STATUS_OK;
}

/* mkstemp() makes files for their owner only; the result shall have the mode of the file that it replaces, or
 * of any new file. */
static void set_mode(int descriptor, const struct stat *old)
{
    mode_t mask = umask(0);
    umask(mask);
    mode_t mode = old ? old->st_mode & 0777 : 0666 & ~mask;
    /* A file system without modes is no reason to lose the result. */
    int ignored = fchmod(descriptor, mode);
    (void)ignored;
}

/* A file that has no name until it is complete: whatever ends the program, it leaves nothing behind. Not
 * every file system can do that. */
static bool open_nameless(output *self)
{
#ifdef O_TMPFILE
    char *slash = strrchr(self->target, '/'), after = slash ? slash[1] : '\0';
    if (slash) {
        slash[1] = '\0';
    }
    if (access("/proc/self/fd", X_OK) == 0) { /* by which it is named */
        self->descriptor = open(slash ? self->target : ".", O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);
    }
    if (slash) {
        slash[1] = after;
    }
    self->nameless = self->descriptor >= 0;
#endif
    return self->nameless;
}

/* Gives it its temporary name. */
static bool name_it(output *self)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/self/fd/%d", self->descriptor);
    char *ending = strrchr(self->temporary, '.');
    for (unsigned i = 0; i < 1000; i++) {
        snprintf(ending, sizeof ".XXXXXX", ".%06x", ((unsigned)getpid() * 1000 + i) & 0xffffffU);
        if (linkat(AT_FDCWD, path, AT_FDCWD, self->temporary, AT_SYMLINK_FOLLOW) == 0) {
            self->nameless = false;
            interrupt_remove(self->temporary);
            return true;
        }
        if (errno != EEXIST) {
            return false;
        }
    }
    return false;
}

static int open_beside(output *self, const struct stat *old, const char *command)
{
    /* Through a symbolic link the file behind it is replaced, not the link. */
    self->target = old ? realpath(self->name, NULL) : strdup(self->name);
    if (!self->target) {
        return open_failed(self, command);
    }
    if (old && access(self->target, W_OK) != 0) {
        return open_failed(self, command);
    }
    size_t room = strlen(self->target) + sizeof ".XXXXXX";
    self->temporary = malloc(room);
    if (!self->temporary) {
        return fail(command, BRINK_ERR_MEMORY);
    }
    snprintf(self->temporary, room, "%s.XXXXXX", self->target);
    if (open_nameless(self)) {
        set_mode(self->descriptor, old);
        return STATUS_OK;
    }
    self->descriptor = mkstemp(self->temporary);
    if (self->descriptor < 0) {
        int status = open_failed(self, command);
        free(self->temporary);
        self->temporary = NULL;
        return status;
    }
    interrupt_remove(self->temporary);
    set_mode(self->descriptor, old);
    return STATUS_OK;
}

int output_open(output *self, const char *name, const char *command)
{
    *self = (output){.descriptor = STDOUT_FILENO};
    if (!name) {
        return STATUS_OK;
    }
    self->name = name;
    self->descriptor = -1;
    struct stat old;
    bool exists = stat(name, &old) == 0;
    if (!exists && errno != ENOENT) {
        return open_failed(self, command);
    }
    if (exists && S_ISDIR(old.st_mode)) {
        errno = EISDIR;
        return open_failed(self, command);
    }
    int status = exists && !S_ISREG(old.st_mode) ? open_directly(self, command)
                                                 : open_beside(self, exists ? &old : NULL, command);
    if (status != STATUS_OK) {
        output_discard(self);
    }
    return status;
}

/* The temporary name becomes the file's own. */
static bool take_name(output *self)
{
    if (!self->fresh) {
        return rename(self->temporary, self->target) == 0;
    }
    const bool linked = link(self->temporary, self->target) == 0;
    self->refused = !linked && (errno == EEXIST || access(self->target, F_OK) == 0);
    if (linked || self->refused) {
        unlink(self->temporary);
        return true;
    }
    return rename(self->temporary, self->target) == 0; /* a file system without links */
}

static int put_in_place(output *self, const char *command)
{
    /* Some file systems report a full disk only here. Devices and pipes have nothing to synchronise. */
    if (self->temporary && fsync(self->descriptor) != 0 && errno != EINVAL && errno != ENOTSUP) {
        return write_failed(self->name, command);
    }
    if (self->nameless && !name_it(self)) {
        return write_failed(self->name, command);
    }
    int closed = close(self->descriptor);
    self->descriptor = -1;
    if (closed != 0 || (self->temporary && !take_name(self))) {
        return write_failed(self->name, command);
    }
    interrupt_remove(NULL);
    free(self->temporary);
    self->temporary = NULL;
    return STATUS_OK;
}

int output_finish(output *self, const char *text, const char *command)
{
    return output_finish_bytes(self, text, strlen(text), command);
}

int output_finish_bytes(output *self, const void *bytes, size_t length, const char *command)
{
    int status = output_write(self->descriptor, self->name, bytes, length, command);
    if (status == STATUS_OK && self->name) {
        status = put_in_place(self, command);
    }
    output_discard(self);
    return status;
}

void output_sync_folder(const char *name)
{
    char *folder = strdup(name);
    char *slash = folder ? strrchr(folder, '/') : NULL;
    if (slash) {
        slash[slash == folder] = '\0';
    }
    const int descriptor = folder ? open(slash ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    if (descriptor >= 0) {
        const int ignored = fsync(descriptor);
        (void)ignored;
        close(descriptor);
    }
    free(folder);
}

int output_store(const char *name, const void *bytes, size_t length, const char *command, bool *exists)
{
    output file;
    int status = output_open(&file, name, command);
    if (status != STATUS_OK) {
        return status;
    }
    file.fresh = exists != NULL;
    status = output_finish_bytes(&file, bytes, length, command);
    if (exists) {
        *exists = status == STATUS_OK && file.fresh && file.refused;
    }
    if (status == STATUS_OK) {
        output_sync_folder(name);
    }
    return status;
}

void output_discard(output *self)
{
    if (self->name && self->descriptor >= 0) {
        close(self->descriptor);
    }
    self->descriptor = -1;
    if (self->temporary && !self->nameless) {
        unlink(self->temporary);
        interrupt_remove(NULL);
    }
    free(self->temporary);
    free(self->target);
    self->temporary = self->target = NULL;
    self->name = NULL;
}
