/* SPDX-License-Identifier: Apache-2.0 */
#include "files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "exit_status.h"
#include "folder.h"
#include "keep_parts.h"
#include "message.h"

enum { PATH_ROOM = 4096 };

static int broken(const char *path)
{
    complain(NULL, "cannot write %s: %s", path, strerror(errno));
    return STATUS_IO;
}

static void prefix_of(const joint_job *job, char out[64])
{
    snprintf(out, 64, "%s-%llu-mpi-", job->question, (unsigned long long)job->run.seed);
}

int folder_save(const joint_job *job, int rank, const sampled *part)
{
    char path[PATH_ROOM], prefix[64];
    if (!sampled_any(part)) {
        return STATUS_OK;
    }
    if (mkdir(job->folder, 0777) != 0 && errno != EEXIST) {
        return broken(job->folder);
    }
    prefix_of(job, prefix);
    if (snprintf(path, sizeof path, "%s/%s%d-%d.brink", job->folder, prefix, job->launch, rank) >=
        (int)sizeof path) {
        errno = ENAMETOOLONG;
        return broken(job->folder);
    }
    return keep_store(NULL, path, part);
}

static int gather_one(const joint_job *job, const char *path, sampled *all)
{
    size_t n = 0;
    sampled part;
    brink_store_failure failure = {""};
    unsigned char *bytes;
    const int read = file_read(NULL, path, &bytes, &n);
    if (read != STATUS_OK) {
        return read;
    }
    const brink_status status = job_unpack(job, bytes, n, &part, &failure);
    free(bytes);
    if (status == BRINK_ERR_INVALID) {
        complain(NULL, "%s cannot be gone on from: %s", path, failure.message);
        remark("Remove it, and its trials are played again.");
        return STATUS_USAGE;
    }
    return status == BRINK_OK ? sampled_add(NULL, all, "what other ranks left", &part, path)
                              : fail(NULL, status);
}

/* Our files: each is read, or removed. Sums do not depend on the order. */
typedef struct visit {
    const joint_job *job;
    const char *prefix;
    sampled *all; /* NULL: they are removed */
    int launches;
} visit;

static int visit_one(void *context, const char *path, const char *name)
{
    visit *v = context;
    const int launch = atoi(name + strlen(v->prefix)) + 1;
    v->launches = launch > v->launches ? launch : v->launches;
    if (v->all) {
        return gather_one(v->job, path, v->all);
    }
    (void)unlink(path);
    return STATUS_OK;
}

static int each(const joint_job *job, sampled *all, int *launches)
{
    char prefix[64];
    prefix_of(job, prefix);
    visit v = {job, prefix, all, 0};
    const int status = folder_each(NULL, job->folder, prefix, ".brink", visit_one, &v);
    *launches = v.launches;
    return status;
}

int folder_gather(const joint_job *job, sampled *all, int *launches) { return each(job, all, launches); }

void folder_clear(const joint_job *job)
{
    int launches;
    (void)each(job, NULL, &launches);
    (void)rmdir(job->folder);
}
