/* SPDX-License-Identifier: Apache-2.0 */
/* Parts with --until. When to end follows from all trials up to a look, so parts go in rounds: each samples
 * its share of the trials up to the next look; when all shares are there, whoever comes merges them, and
 * finds what one machine would have found: the end, or where the next look is. */
#define _DEFAULT_SOURCE
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "exit_status.h"
#include "interrupt.h"
#include "keep_parts.h"
#include "message.h"
#include "number.h"
#include "parts.h"

/* One round: trials from `done` to `look`, counted from the run's first. */
typedef struct round_of {
    uint64_t done, look;
} round_of;

static brink_run_part share(const keep_work *w, const round_of *round, uint64_t i)
{
    brink_run_part part = {.of = w->of, .look = round->look};
    parts_cut(w->run->first_trial + round->done, round->look - round->done, i, w->of, &part.first,
              &part.count);
    return part;
}

static char *path_of(const keep_work *w, uint64_t first, uint64_t count, part_kind kind)
{
    return parts_path(w->keep->into, w->question, w->run->seed, first, first + count - 1, kind);
}

/* The file of share i, if it has trials; free(). An exit status. */
static int share_path(const keep_work *w, const round_of *round, uint64_t i, char **path)
{
    const brink_run_part part = share(w, round, i);
    *path = part.count > 0 ? path_of(w, part.first, part.count, PART_FINISHED) : NULL;
    return part.count > 0 && !*path ? fail(w->command, BRINK_ERR_MEMORY) : STATUS_OK;
}

/* How many shares of the round are not finished; *first is the first of them. An exit status. */
static int count_missing(const keep_work *w, const round_of *round, uint64_t *n, uint64_t *first)
{
    int status = STATUS_OK;
    *n = 0;
    for (uint64_t i = w->of; i >= 1 && status == STATUS_OK; i--) {
        char *path;
        status = share_path(w, round, i, &path);
        if (path && access(path, F_OK) != 0) {
            ++*n;
            *first = i;
        }
        free(path);
    }
    return status;
}

/* Adds a file to what is merged; an exit status. */
static int add(const keep_work *w, const char *path, sampled *all)
{
    sampled own = {NULL, NULL};
    const int status = stored_read(w->command, path, sampled_any(all) ? all : NULL, &own);
    return status == STATUS_OK ? sampled_add(w->command, all, "what was merged before", &own, path) : status;
}

/* All shares are there: joins them with the rounds before. */
static int join_round(const keep_work *w, const round_of *round, const char *look, sampled *all)
{
    int status = STATUS_OK;
    for (uint64_t i = 1; i <= w->of && status == STATUS_OK; i++) {
        char *path;
        status = share_path(w, round, i, &path);
        status = status == STATUS_OK && path ? add(w, path, all) : status;
        free(path);
    }
    return status == STATUS_OK ? keep_finished(w, look, all) : status;
}

/* Waits for the others as long as a checkpoint takes to be due; an exit status. */
static int wait_for_others(const keep_work *w, const round_of *round)
{
    const time_t start = time(NULL);
    uint64_t missing = 0, n = 0;
    int status;
    while ((status = count_missing(w, round, &n, &missing)) == STATUS_OK && n > 0) {
        if (interrupt_status() || difftime(time(NULL), start) > w->keep->seconds) {
            char look[NUMBER_ROOM];
            complain(w->command,
                     "the look at %s trials needs all parts; %llu of them %s not there yet, the first is "
                     "%llu of %llu",
                     number_write_count(round->look, look), (unsigned long long)n, n == 1 ? "is" : "are",
                     (unsigned long long)missing, (unsigned long long)w->of);
            remark("  When they are, the same command goes on.");
            return STATUS_AGAIN;
        }
        const struct timespec pause = {0, 200000000};
        (void)nanosleep(&pause, NULL);
    }
    return status;
}

/* The result of all trials up to the look; an exit status. */
static int look(const keep_work *w, const round_of *round, sampled *all)
{
    char *path = path_of(w, w->run->first_trial, round->look, PART_LOOK);
    if (!path) {
        return fail(w->command, BRINK_ERR_MEMORY);
    }
    int status = STATUS_OK;
    if (access(path, F_OK) == 0) {
        sampled_free(all);
        status = stored_read(w->command, path, NULL, all);
    } else {
        status = wait_for_others(w, round);
        status = status == STATUS_OK ? join_round(w, round, path, all) : status;
    }
    free(path);
    return status;
}

int keep_rounds(const keep_work *w)
{
    round_of round = {0, brink_run_first_look(w->run->trials)};
    sampled all = {NULL, NULL};
    int status = STATUS_OK;
    for (bool ended = false; !ended && status == STATUS_OK;) {
        const brink_run_part part = share(w, &round, w->index);
        status = part.count > 0 ? keep_stretch(w, &part) : STATUS_OK;
        status = status == STATUS_OK ? look(w, &round, &all) : status;
        if (status == STATUS_OK) {
            const brink_provenance *made = sampled_made(&all);
            ended = !made->partial;
            round = (round_of){round.look, made->look};
        }
    }
    sampled_free(&all);
    return status;
}
