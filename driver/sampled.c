/* SPDX-License-Identifier: Apache-2.0 */
#include "sampled.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "exit_status.h"
#include "message.h"

bool sampled_any(const sampled *self) { return self->result || self->comparison; }

void sampled_free(sampled *self)
{
    brink_result_free(self->result);
    brink_comparison_free(self->comparison);
    *self = (sampled){NULL, NULL};
}

static const brink_result *first_of(const sampled *self)
{
    return self->result ? self->result : brink_comparison_result(self->comparison, 0);
}

const brink_provenance *sampled_made(const sampled *self) { return brink_result_provenance(first_of(self)); }

const brink_trial_range *sampled_ranges(const sampled *self, size_t *n)
{
    return brink_result_ranges(first_of(self), n);
}

brink_status sampled_pack(const sampled *self, unsigned char **bytes, size_t *n)
{
    return self->result ? brink_result_pack(self->result, bytes, n)
                        : brink_comparison_pack(self->comparison, bytes, n);
}

int sampled_add(const char *command, sampled *self, const char *name, sampled *more, const char *name_of_more)
{
    sampled both = {NULL, NULL};
    if (!sampled_any(self) || !sampled_any(more)) {
        *self = sampled_any(self) ? *self : *more;
        *more = both;
        return STATUS_OK;
    }
    brink_store_failure failure = {""};
    const brink_status status =
        self->result
            ? brink_result_merge(self->result, name, more->result, name_of_more, &both.result, &failure)
            : brink_comparison_merge(self->comparison, name, more->comparison, name_of_more, &both.comparison,
                                     &failure);
    sampled_free(more);
    if (status == BRINK_ERR_INVALID) {
        complain(command, "%s", failure.message);
        return STATUS_USAGE;
    }
    if (status != BRINK_OK) {
        return fail(command, status);
    }
    sampled_free(self);
    *self = both;
    return STATUS_OK;
}

sampled sampled_view(const brink_result *result, const brink_comparison *comparison)
{
    union {
        struct {
            const brink_result *result;
            const brink_comparison *comparison;
        } in;
        sampled out;
    } view = {.in = {result, comparison}};
    return view.out;
}

/* ---- files ------------------------------------------------------------------------------------------------
 */

enum { LARGEST = 1 << 30 };

static int cannot_read(const char *command, const char *path, int reason)
{
    complain(command, "cannot read %s: %s", path, strerror(reason));
    return STATUS_IO;
}

static int read_all(const char *command, const char *path, int descriptor, unsigned char **bytes, size_t *n)
{
    struct stat about;
    if (fstat(descriptor, &about) != 0) {
        return cannot_read(command, path, errno);
    }
    if (!S_ISREG(about.st_mode) || about.st_size > LARGEST) {
        complain(command, "%s is no result file of Brink: it is %s", path,
                 S_ISREG(about.st_mode) ? "too large" : "not a regular file");
        return STATUS_USAGE;
    }
    const size_t room = (size_t)about.st_size;
    *bytes = malloc(room > 0 ? room : 1);
    if (!*bytes) {
        return fail(command, BRINK_ERR_MEMORY);
    }
    for (*n = 0; *n < room;) {
        const ssize_t got = read(descriptor, *bytes + *n, room - *n);
        if (got < 0 && errno != EINTR) {
            return cannot_read(command, path, errno);
        }
        if (got == 0) {
            break;
        }
        *n += got > 0 ? (size_t)got : 0;
    }
    return STATUS_OK;
}

int file_read(const char *command, const char *path, unsigned char **bytes, size_t *n)
{
    *bytes = NULL;
    *n = 0;
    const int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (descriptor < 0) {
        return cannot_read(command, path, errno);
    }
    const int status = read_all(command, path, descriptor, bytes, n);
    close(descriptor);
    if (status != STATUS_OK) {
        free(*bytes);
        *bytes = NULL;
    }
    return status;
}

int file_same(const char *command, const char *path, const void *bytes, size_t n, bool *same)
{
    unsigned char *theirs;
    size_t size;
    const int status = file_read(command, path, &theirs, &size);
    *same = status == STATUS_OK && n == size && memcmp(bytes, theirs, n) == 0;
    free(theirs);
    return status;
}

bool file_is_result(const char *path)
{
    static const unsigned char magic[] = {0x89, 'B', 'r', 'k'};
    unsigned char start[sizeof magic];
    const int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    struct stat about;
    const bool regular = descriptor >= 0 && fstat(descriptor, &about) == 0 && S_ISREG(about.st_mode);
    const bool is = regular && read(descriptor, start, sizeof start) == (ssize_t)sizeof start &&
                    memcmp(start, magic, sizeof magic) == 0;
    if (descriptor >= 0) {
        close(descriptor);
    }
    return is;
}

/* What a status of reading means, once it is told; BRINK_OK is STATUS_OK. */
static int told(const char *command, const char *path, brink_status status,
                const brink_store_failure *failure)
{
    if (status == BRINK_ERR_INVALID) {
        complain(command, "%s: %s", path, failure->message);
        return STATUS_USAGE;
    }
    return status == BRINK_OK ? STATUS_OK : fail(command, status);
}

int stored_open(const char *command, const char *path, brink_stored **out)
{
    unsigned char *bytes;
    size_t n;
    *out = NULL;
    const int status = file_read(command, path, &bytes, &n);
    if (status != STATUS_OK) {
        return status;
    }
    brink_store_failure failure;
    const brink_status read = brink_stored_read(bytes, n, out, &failure);
    free(bytes);
    return told(command, path, read, &failure);
}

/* With the models of another comparison. */
static brink_status unpack_like(const brink_stored *stored, const brink_comparison *like,
                                brink_comparison **out, brink_store_failure *failure)
{
    const int n = brink_comparison_count(like);
    brink_variant *variants = calloc((size_t)n, sizeof *variants);
    if (!variants) {
        return BRINK_ERR_MEMORY;
    }
    for (int i = 0; i < n; i++) {
        variants[i] = *brink_comparison_variant(like, i);
    }
    const brink_status status = brink_stored_comparison(stored, variants, n, out, failure);
    free(variants);
    return status;
}

int stored_unpack(const char *command, const char *path, const brink_stored *stored, const sampled *like,
                  sampled *out)
{
    brink_store_failure failure = {""};
    brink_status status;
    *out = (sampled){NULL, NULL};
    if (!brink_stored_about(stored)->comparison) {
        const brink_model *model = like && like->result ? brink_result_model(like->result) : NULL;
        status = brink_stored_result(stored, model, &out->result, &failure);
    } else if (like && like->comparison) {
        status = unpack_like(stored, like->comparison, &out->comparison, &failure);
    } else {
        status = brink_stored_comparison(stored, NULL, 0, &out->comparison, &failure);
    }
    return told(command, path, status, &failure);
}

int stored_read(const char *command, const char *path, const sampled *like, sampled *out)
{
    brink_stored *stored;
    *out = (sampled){NULL, NULL};
    int status = stored_open(command, path, &stored);
    if (status == STATUS_OK) {
        status = stored_unpack(command, path, stored, like, out);
        brink_stored_free(stored);
    }
    return status;
}
