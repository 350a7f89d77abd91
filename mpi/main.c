/* SPDX-License-Identifier: Apache-2.0 */
/* brink-mpi: one run, or one comparison, on all ranks of an MPI job. */
#include <locale.h>
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "exit_status.h"
#include "fault_report.h"
#include "files.h"
#include "interrupt.h"
#include "keep_parts.h"
#include "message.h"
#include "number.h"
#include "play.h"
#include "request.h"

const char program_name[] = "brink-mpi";

static const char usage[] =
    "brink-mpi samples scenarios on all ranks of an MPI job; 'brink' does everything else.\n\n"
    "Usage: mpirun -n RANKS brink-mpi run|compare SCENARIO -o FILE.brink [options]\n\n"
    "'brink-mpi run --help' and 'brink-mpi compare --help' name the options.\n";

/* Rank 0's words for all; NULL on failure, of all. */
static json_t *share(json_t *text)
{
    char *bytes = text ? json_dumps(text, JSON_COMPACT) : NULL;
    int n = bytes ? (int)strlen(bytes) : 0, rank;
    json_decref(text);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Bcast(&n, 1, MPI_INT, 0, MPI_COMM_WORLD);
    if (rank != 0) {
        bytes = malloc((size_t)n + 1);
    }
    if (play_worst(bytes ? STATUS_OK : STATUS_INTERNAL) != STATUS_OK || n == 0) {
        free(bytes);
        return NULL;
    }
    MPI_Bcast(bytes, n, MPI_CHAR, 0, MPI_COMM_WORLD);
    json_t *copy = json_loadb(bytes, (size_t)n, 0, NULL);
    free(bytes);
    return copy;
}

/* ---- which trials ---- */

static uint64_t smaller(uint64_t a, uint64_t b) { return a < b ? a : b; }

/* The trials of [first, end) that are not in `before` are left to play. */
static bool add_missing(work_list *work, const sampled *before, uint64_t first, uint64_t end)
{
    size_t n = 0;
    const brink_trial_range *there = sampled_any(before) ? sampled_ranges(before, &n) : NULL;
    bool good = true;
    uint64_t at = first;
    for (size_t i = 0; i < n && good && at < end; i++) {
        if (there[i].first > at) {
            good = work_add(work, (span){at, smaller(there[i].first, end) - at});
        }
        const uint64_t behind = there[i].first + there[i].count;
        at = behind > at ? behind : at;
    }
    return good && (at >= end || work_add(work, (span){at, end - at}));
}

/* What an earlier start left goes beyond what is asked for now? */
static int check_before(const request *r, const joint_job *job, const sampled *before)
{
    size_t n = 0;
    const brink_trial_range *there = sampled_any(before) ? sampled_ranges(before, &n) : NULL;
    if (n > 0 && (there[0].first < job->run.first_trial ||
                  there[n - 1].first + there[n - 1].count > job->run.first_trial + job->run.trials)) {
        complain(r->command,
                 "%s has trials %llu to %llu, which are not all asked for now: ask for as many, or take "
                 "another folder with --into",
                 job->folder, (unsigned long long)there[0].first,
                 (unsigned long long)(there[n - 1].first + there[n - 1].count - 1));
        return STATUS_USAGE;
    }
    return STATUS_OK;
}

/* ---- rank 0's part ---- */

typedef struct lead {
    request *request;
    sampled before; /* what earlier starts left */
    sampled total;  /* with what this one has played */
    progress_line line;
} lead;

static int begin(lead *l, joint_job *job, player *p)
{
    const brink_run_options *run = &job->run;
    int launches = 0;
    int status = folder_gather(job, &l->before, &launches);
    status = status == STATUS_OK ? check_before(l->request, job, &l->before) : status;
    job->launch = launches;
    p->look = run->trials;
    if (run->until > 0) {
        p->look =
            sampled_any(&l->before) ? sampled_made(&l->before)->look : brink_run_first_look(run->trials);
    }
    if (status == STATUS_OK && sampled_any(&l->before)) {
        char count[NUMBER_ROOM];
        const uint64_t there = sampled_made(&l->before)->trials;
        p->work->done = there;
        if (!l->request->quiet) {
            complain(l->request->command, "goes on from %s trials in %s", number_write_count(there, count),
                     job->folder);
        }
    }
    if (status == STATUS_OK &&
        !add_missing(p->work, &l->before, run->first_trial, run->first_trial + p->look)) {
        status = fail(l->request->command, BRINK_ERR_MEMORY);
    }
    return status;
}

/* Sum of this start and earlier ones; whether there is more to play. */
static int join(lead *l, const joint_job *job, player *p, sampled *sum, bool *more)
{
    sampled before = {0};
    int status = job_copy(job, &l->before, &before);
    sampled_free(&l->total);
    l->total = *sum;
    *sum = (sampled){0};
    status = status == STATUS_OK && sampled_any(&before)
                 ? sampled_add(NULL, &l->total, "what was played now", &before, "what was played before")
                 : status;
    sampled_free(&before);
    *more = false;
    if (status == STATUS_OK && sampled_any(&l->total)) {
        const brink_provenance *made = sampled_made(&l->total);
        *more = made->partial && made->until > 0;
        if (*more) {
            const uint64_t first = job->run.first_trial;
            const bool good = add_missing(p->work, &l->total, first, first + made->look);
            p->look = made->look;
            status = good ? STATUS_OK : fail(l->request->command, BRINK_ERR_MEMORY);
        }
    }
    return status;
}

/* Plays the trial that failed once more, alone, and tells. */
static int tell_fault(const lead *l, const joint_job *job, uint64_t trial)
{
    sampled none;
    brink_fault fault = {.kind = BRINK_FAULT_NONE};
    int which = 0;
    if (job_play(job, trial, 1, job->run.trials, &none, &fault, &which) != BRINK_ERR_FAULT) {
        sampled_free(&none);
        complain(l->request->command, "trial %llu failed on another machine and not on this one",
                 (unsigned long long)trial);
        return STATUS_INTERNAL;
    }
    return fault_report(l->request->command, &l->request->all.items[which].choice, job->variants[which].model,
                        &fault);
}

static void tell_stop(const lead *l, const joint_job *job)
{
    complain(l->request->command, "interrupted by %s: what was played is in %s, and the same command goes on",
             interrupt_status() ? interrupt_name() : "a signal of another rank", job->folder);
}

static int finish(const lead *l)
{
    if (!sampled_any(&l->total)) {
        return STATUS_INTERNAL; /* trials were played, so somebody has them */
    }
    const brink_provenance *made = sampled_made(&l->total);
    const int status = keep_store(l->request->command, l->request->output, &l->total);
    if (status == STATUS_OK && made->until > 0 && !made->until_met && !l->request->quiet) {
        char done[NUMBER_ROOM];
        complain(l->request->command,
                 "%s trials did not bring every interval within %.3g %%; --trials allows more",
                 number_write_count(made->trials, done), 100 * made->until);
    }
    return status;
}

/* ---- all ---- */

/* Until all trials are played, and their sum is rank 0's; *end says why it stopped. */
static int play_all(lead *l, joint_job *job, player *p, play_end *end)
{
    bool more = true;
    int status = STATUS_OK;
    for (; more && status == STATUS_OK;) {
        sampled sum = {0};
        *end = play_round(p, &l->line);
        if (end->stopped || end->failure || end->faulty != UINT64_MAX) {
            return end->failure;
        }
        status = play_sum(p, &sum);
        if (p->rank == 0 && status == STATUS_OK) {
            status = join(l, job, p, &sum, &more);
        }
        sampled_free(&sum);
        int words[2] = {status, more};
        MPI_Bcast(words, 2, MPI_INT, 0, MPI_COMM_WORLD);
        status = words[0];
        more = words[1];
    }
    return status;
}

static int play_job(lead *l, joint_job *job, int rank, int ranks)
{
    player p;
    play_end end = {.faulty = UINT64_MAX};
    int status = player_open(&p, job, rank, ranks) ? STATUS_OK : fail(NULL, BRINK_ERR_MEMORY);
    if (rank == 0 && status == STATUS_OK) {
        status = begin(l, job, &p);
        progress_start(&l->line, l->request->quiet, job->run.until);
    }
    status = play_worst(status);
    MPI_Bcast(&job->launch, 1, MPI_INT, 0, MPI_COMM_WORLD);
    if (status == STATUS_OK) {
        status = play_all(l, job, &p, &end);
        if (rank == 0) {
            progress_end(&l->line);
        }
        play_remark(&p, rank == 0 && !l->request->quiet ? l->request->command : NULL);
        if (status == STATUS_OK && !end.stopped && end.faulty == UINT64_MAX) {
            status = rank == 0 ? finish(l) : STATUS_OK;
            status = play_worst(status);
        }
        /* Whatever kept the result from being written does not lose what it is made of. */
        if (status != STATUS_OK || end.stopped) {
            const int saved = play_save(&p);
            status = saved > status ? saved : status;
        }
        if (rank == 0 && end.faulty != UINT64_MAX) {
            status = tell_fault(l, job, end.faulty);
        } else if (rank == 0 && end.stopped && status == STATUS_OK) {
            tell_stop(l, job);
            status = STATUS_AGAIN;
        } else if (rank == 0 && status == STATUS_OK && !l->request->into) {
            folder_clear(job);
        }
    }
    player_close(&p);
    return play_worst(status);
}

static int work_together(const char *command, int argc, char **argv, int rank, int ranks)
{
    request r;
    lead l = {.request = &r};
    joint_job job = {0};
    bool go_on = false;
    int status = rank == 0 ? request_read(&r, command, argc, argv, &go_on) : STATUS_OK;
    int words[2] = {status, go_on};
    MPI_Bcast(words, 2, MPI_INT, 0, MPI_COMM_WORLD);
    status = words[0];
    if (words[1]) {
        json_t *text = share(rank == 0 ? request_job(&r) : NULL);
        interrupt_watch();
        status = play_worst(job_open(&job, text));
        status = status == STATUS_OK ? play_job(&l, &job, rank, ranks) : status;
    }
    sampled_free(&l.before);
    sampled_free(&l.total);
    job_close(&job);
    if (rank == 0) {
        request_free(&r);
    }
    return status;
}

int main(int argc, char **argv)
{
    int provided, rank, ranks, status;
    setlocale(LC_CTYPE, "");
    MPI_Init_thread(&argc, &argv, MPI_THREAD_FUNNELED, &provided);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &ranks);
    const char *command = argc > 1 ? argv[1] : "";
    if (provided < MPI_THREAD_FUNNELED) {
        status = STATUS_INTERNAL;
        if (rank == 0) {
            complain(NULL, "this MPI cannot be used by a program with threads");
        }
    } else if (strcmp(command, "run") == 0 || strcmp(command, "compare") == 0) {
        status = work_together(command, argc - 1, argv + 1, rank, ranks);
    } else {
        const bool help = strcmp(command, "--help") == 0 || strcmp(command, "-h") == 0 || !*command;
        status = help ? STATUS_OK : STATUS_USAGE;
        if (rank == 0 && !help) {
            complain(NULL, "there is no command '%s'; there are run and compare", command);
        } else if (rank == 0) {
            fputs(usage, stdout);
        }
    }
    MPI_Finalize();
    return status;
}
