/* SPDX-License-Identifier: Apache-2.0 */
#include "files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "exit_status.h"
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
    return keep_store(NULL, path, part, NULL);
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

static bool is_ours(const joint_job *job, const char *name)
{
    char prefix[64];
    const size_t length = strlen(name), ending = strlen(".brink");
    prefix_of(job, prefix);
    return strncmp(name, prefix, strlen(prefix)) == 0 && length > ending &&
           strcmp(name + length - ending, ".brink") == 0;
}

/* Calls for each of our files, in any order: sums do not depend on it. */
static int each(const joint_job *job, int (*act)(const joint_job *job, const char *path, sampled *all),
                sampled *all, int *launches)
{
    char prefix[64];
    DIR *list = opendir(job->folder);
    int status = STATUS_OK;
    *launches = 0;
    if (!list) {
        return errno == ENOENT ? STATUS_OK : broken(job->folder);
    }
    prefix_of(job, prefix);
    for (const struct dirent *entry; status == STATUS_OK && (entry = readdir(list)) != NULL;) {
        char path[PATH_ROOM];
        if (is_ours(job, entry->d_name) &&
            snprintf(path, sizeof path, "%s/%s", job->folder, entry->d_name) < (int)sizeof path) {
            const int launch = atoi(entry->d_name + strlen(prefix)) + 1;
            *launches = launch > *launches ? launch : *launches;
            status = act(job, path, all);
        }
    }
    closedir(list);
    return status;
}

int folder_gather(const joint_job *job, sampled *all, int *launches)
{
    return each(job, gather_one, all, launches);
}

static int remove_one(const joint_job *job, const char *path, sampled *all)
{
    (void)job;
    (void)all;
    unlink(path);
    return STATUS_OK;
}

void folder_clear(const joint_job *job)
{
    int launches;
    (void)each(job, remove_one, NULL, &launches);
    (void)rmdir(job->folder);
}
