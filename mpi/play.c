/* SPDX-License-Identifier: Apache-2.0 */
#include "play.h"

#include <mpi.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "engine.h"
#include "exit_status.h"
#include "files.h"
#include "interrupt.h"
#include "message.h"

enum { PART = 3 };

static double now(void)
{
    struct timespec time;
    return clock_gettime(CLOCK_MONOTONIC, &time) == 0 ? (double)time.tv_sec + 1e-9 * (double)time.tv_nsec
                                                      : 0.0;
}

bool player_open(player *self, const joint_job *job, int rank, int ranks)
{
    *self = (player){.job = job, .rank = rank, .ranks = ranks, .saved = now()};
    if (rank == 0) {
        self->work = malloc(sizeof *self->work);
        return self->work && work_open(self->work, ranks);
    }
    return true;
}

void player_close(player *self)
{
    sampled_free(&self->mine);
    if (self->work) {
        work_close(self->work);
        free(self->work);
    }
}

int play_worst(int status)
{
    int worst = status;
    MPI_Allreduce(&status, &worst, 1, MPI_INT, MPI_MAX, MPI_COMM_WORLD);
    return worst;
}

/* ---- one rank ---- */

static int save(player *self)
{
    if (self->unsaved == 0) {
        return STATUS_OK;
    }
    const int status = folder_save(self->job, self->rank, &self->mine);
    self->unsaved = status == STATUS_OK ? 0 : self->unsaved;
    self->saved = now();
    return status;
}

static void play_block(player *self, span block, desk_report *report)
{
    const double started = now();
    sampled part;
    brink_fault fault = {.kind = BRINK_FAULT_NONE};
    int variant;
    *report = DESK_NOTHING;
    const brink_status status =
        job_play(self->job, block.first, block.count, self->look, &part, &fault, &variant);
    report->seconds = now() - started;
    report->stopping = status == BRINK_ERR_CANCELLED;
    if (status == BRINK_ERR_FAULT) {
        report->faulty = fault.trial;
    } else if (status == BRINK_ERR_NOT_FOUND) {
        engine_complain(NULL);
        self->status = STATUS_USAGE;
    } else if (status != BRINK_OK && status != BRINK_ERR_CANCELLED) {
        self->status = fail(NULL, status);
    }
    if (sampled_any(&part)) {
        const brink_provenance *made = sampled_made(&part);
        const uint64_t played = made->trials;
        self->lacks_code = self->lacks_code || engine_lacks_code(made);
        /* Short blocks have work for few. */
        self->lacks_threads =
            self->lacks_threads || (made->threads < made->threads_asked && report->seconds > 2);
        const int added = sampled_add(NULL, &self->mine, "what this rank had", &part, "what it played");
        self->status = added != STATUS_OK ? added : self->status;
        report->played = added == STATUS_OK ? played : 0;
        self->unsaved += report->played;
        sampled_free(&part);
    }
    report->toll = now() - started - report->seconds;
    /* At once after a signal: whoever sent it may not wait for long. */
    if (report->stopping || now() - self->saved >= self->job->seconds) {
        (void)save(self); /* what cannot be written is told; the next one may succeed */
    }
    report->failure = self->status;
}

static void *play(void *context)
{
    player *self = context;
    desk_report report = DESK_NOTHING;
    span block;
    for (;;) {
        report.stopping = report.stopping || interrupt_status() != 0;
        const work_answer told =
            self->desk ? desk_ask_here(self->desk, &report, &block) : desk_ask(&report, &block);
        if (told == WORK_END) {
            return NULL;
        }
        play_block(self, block, &report);
    }
}

/* ---- all of them ---- */

typedef struct watcher {
    progress_line *line;
    uint64_t trials;
} watcher;

static void tick(void *context, const work_list *work)
{
    watcher *w = context;
    const brink_progress progress = {.done = work->done, .trials = w->trials, .widest = w->line->widest};
    progress_draw(w->line, &progress);
}

/* Rank 0: its own player in another thread, for only this one may speak MPI. */
static bool serve(player *self, progress_line *line, desk_end *end)
{
    watcher w = {line, self->job->run.trials};
    pthread_t thread;
    self->desk = desk_new(self->work);
    if (!self->desk) {
        return false;
    }
    const bool plays = pthread_create(&thread, NULL, play, self) == 0;
    if (!plays) {
        work_stop(self->work);
        desk_leave(self->desk);
    }
    const bool good = desk_serve(self->desk, end, line->wanted ? tick : NULL, &w);
    if (plays) {
        pthread_join(thread, NULL);
    }
    desk_free(self->desk);
    self->desk = NULL;
    return good && plays;
}

play_end play_round(player *self, progress_line *line)
{
    uint64_t words[3] = {0, 0, UINT64_MAX};
    MPI_Bcast(&self->look, 1, MPI_UINT64_T, 0, MPI_COMM_WORLD);
    if (self->rank == 0) {
        desk_end end = {0};
        const bool good = serve(self, line, &end);
        words[0] = end.stopped;
        words[1] = (uint64_t)(good ? end.failure : fail(NULL, BRINK_ERR_MEMORY));
        words[2] = self->work->faulty;
    } else {
        play(self);
    }
    MPI_Bcast(words, 3, MPI_UINT64_T, 0, MPI_COMM_WORLD);
    return (play_end){words[0] != 0, (int)words[1], words[2]};
}

void play_remark(const player *self, const char *command)
{
    const int own[2] = {self->lacks_code, self->lacks_threads};
    int all[2] = {0, 0};
    MPI_Reduce(own, all, 2, MPI_INT, MPI_SUM, 0, MPI_COMM_WORLD);
    if (self->rank == 0 && command) {
        engine_remark_ranks(command, all[0], self->ranks);
        if (all[1] > 0) {
            complain(command, "on %d of %d ranks fewer threads took part than were asked for", all[1],
                     self->ranks);
        }
    }
}

int play_save(player *self) { return play_worst(save(self)); }

static int send_part(const sampled *part, int to)
{
    unsigned char *bytes = NULL;
    size_t n = 0;
    const brink_status status = sampled_any(part) ? sampled_pack(part, &bytes, &n) : BRINK_OK;
    MPI_Send(bytes, status == BRINK_OK ? (int)n : 0, MPI_BYTE, to, PART, MPI_COMM_WORLD);
    free(bytes);
    return status == BRINK_OK ? STATUS_OK : fail(NULL, status);
}

static int take_part(const joint_job *job, sampled *sum, int from)
{
    const int n = desk_wait(from, PART);
    unsigned char *bytes = malloc((size_t)n + 1);
    if (!bytes) {
        MPI_Abort(MPI_COMM_WORLD, fail(NULL, BRINK_ERR_MEMORY)); /* the other side waits */
        return STATUS_INTERNAL;
    }
    MPI_Recv(bytes, n, MPI_BYTE, from, PART, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    sampled part = {0};
    brink_store_failure failure = {""};
    const brink_status status = n > 0 ? job_unpack(job, bytes, (size_t)n, &part, &failure) : BRINK_OK;
    free(bytes);
    if (status != BRINK_OK) {
        complain(NULL, "what rank %d sent cannot be read: %s", from, failure.message);
        return STATUS_INTERNAL;
    }
    return sampled_any(&part) ? sampled_add(NULL, sum, "what this rank has", &part, "what another rank has")
                              : STATUS_OK;
}

/* Ranks whose last bits are zero take from those next to them, in steps that double. */
int play_sum(player *self, sampled *sum)
{
    int status = job_copy(self->job, &self->mine, sum);
    for (int step = 1; step < self->ranks; step *= 2) {
        if (self->rank & step) {
            const int sent = send_part(sum, self->rank - step);
            status = status == STATUS_OK ? sent : status;
            sampled_free(sum);
            break;
        }
        if (self->rank + step < self->ranks) {
            const int taken = take_part(self->job, sum, self->rank + step);
            status = status == STATUS_OK ? taken : status;
        }
    }
    return play_worst(status);
}
