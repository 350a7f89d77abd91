/* SPDX-License-Identifier: Apache-2.0 */
#include "desk.h"

#include <mpi.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "interrupt.h"

enum { ASK = 1, TELL = 2 };
enum { ASK_PLAYED, ASK_MICROSECONDS, ASK_TOLL, ASK_FAULTY, ASK_STOPPING, ASK_FAILURE, ASK_SIZE };
enum { TELL_ANSWER, TELL_FIRST, TELL_COUNT, TELL_SIZE };
static const double MICRO = 1e6;

struct desk {
    work_list *work;
    desk_end end;
    int told; /* ranks that know that there is no more */
    bool starved;
    pthread_mutex_t lock;
    pthread_cond_t answered;
    bool asking, answer_is_here; /* rank 0's own player */
    desk_report report;
    work_answer answer;
    span block;
};

static void rest(void)
{
    const struct timespec moment = {0, 300000};
    nanosleep(&moment, NULL);
}

int desk_wait(int source, int tag)
{
    MPI_Status status;
    int here = 0, length = 0;
    while (!here) {
        MPI_Iprobe(source, tag, MPI_COMM_WORLD, &here, &status);
        if (!here) {
            rest();
        }
    }
    MPI_Get_count(&status, MPI_BYTE, &length);
    return length;
}

work_answer desk_ask(const desk_report *report, span *block)
{
    const uint64_t words[ASK_SIZE] = {report->played,
                                      (uint64_t)(report->seconds * MICRO),
                                      (uint64_t)(report->toll * MICRO),
                                      report->faulty,
                                      report->stopping,
                                      (uint64_t)report->failure};
    uint64_t told[TELL_SIZE];
    MPI_Send(words, ASK_SIZE, MPI_UINT64_T, 0, ASK, MPI_COMM_WORLD);
    desk_wait(0, TELL);
    MPI_Recv(told, TELL_SIZE, MPI_UINT64_T, 0, TELL, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    *block = (span){told[TELL_FIRST], told[TELL_COUNT]};
    return (work_answer)told[TELL_ANSWER];
}

desk *desk_new(work_list *work)
{
    desk *self = calloc(1, sizeof *self);
    if (self) {
        self->work = work;
        pthread_mutex_init(&self->lock, NULL);
        pthread_cond_init(&self->answered, NULL);
    }
    return self;
}

void desk_free(desk *self)
{
    if (self) {
        pthread_mutex_destroy(&self->lock);
        pthread_cond_destroy(&self->answered);
        free(self);
    }
}

work_answer desk_ask_here(desk *self, const desk_report *report, span *block)
{
    pthread_mutex_lock(&self->lock);
    self->report = *report;
    self->asking = true;
    self->answer_is_here = false;
    while (!self->answer_is_here) {
        pthread_cond_wait(&self->answered, &self->lock);
    }
    const work_answer answer = self->answer;
    *block = self->block;
    pthread_mutex_unlock(&self->lock);
    return answer;
}

void desk_leave(desk *self) { self->told++; }

/* What a rank is told after its report. */
static work_answer answer(desk *self, int rank, const desk_report *report, span *block)
{
    const bool faulty = report->faulty != UINT64_MAX;
    /* A block with a trial that failed is not played again: the run ends with that. */
    const uint64_t played = faulty ? self->work->held[rank].count : report->played;
    self->starved = !work_report(self->work, rank, played, report->seconds, report->toll) || self->starved;
    if (faulty) {
        work_fault(self->work, report->faulty);
    }
    if (report->failure && !self->end.failure) {
        self->end.failure = report->failure;
    }
    self->end.stopped = self->end.stopped || report->stopping;
    if (report->stopping || report->failure || self->starved) {
        work_stop(self->work);
    }
    *block = (span){0};
    const work_answer told = work_next(self->work, rank, block);
    self->told += told == WORK_END;
    return told;
}

static bool serve_one_of_the_others(desk *self)
{
    MPI_Status status;
    int here = 0;
    uint64_t words[ASK_SIZE], told[TELL_SIZE];
    span block;
    MPI_Iprobe(MPI_ANY_SOURCE, ASK, MPI_COMM_WORLD, &here, &status);
    if (!here) {
        return false;
    }
    MPI_Recv(words, ASK_SIZE, MPI_UINT64_T, status.MPI_SOURCE, ASK, MPI_COMM_WORLD, &status);
    const desk_report report = {.played = words[ASK_PLAYED],
                                .seconds = (double)words[ASK_MICROSECONDS] / MICRO,
                                .toll = (double)words[ASK_TOLL] / MICRO,
                                .faulty = words[ASK_FAULTY],
                                .stopping = words[ASK_STOPPING] != 0,
                                .failure = (int)words[ASK_FAILURE]};
    told[TELL_ANSWER] = (uint64_t)answer(self, status.MPI_SOURCE, &report, &block);
    told[TELL_FIRST] = block.first;
    told[TELL_COUNT] = block.count;
    MPI_Send(told, TELL_SIZE, MPI_UINT64_T, status.MPI_SOURCE, TELL, MPI_COMM_WORLD);
    return true;
}

static bool serve_own(desk *self)
{
    pthread_mutex_lock(&self->lock);
    const bool asking = self->asking;
    if (asking) {
        self->answer = answer(self, 0, &self->report, &self->block);
        self->asking = false;
        self->answer_is_here = true;
        pthread_cond_signal(&self->answered);
    }
    pthread_mutex_unlock(&self->lock);
    return asking;
}

bool desk_serve(desk *self, desk_end *end, void (*tick)(void *context, const work_list *work), void *context)
{
    enum { TICK = 300 }; /* rests of a third of a millisecond */
    int rests = 0;
    while (self->told < self->work->ranks) {
        const bool served = serve_one_of_the_others(self);
        if (!serve_own(self) && !served) {
            rest();
            rests++;
        }
        if (interrupt_status() && !self->end.stopped) {
            self->end.stopped = true;
            work_stop(self->work);
        }
        if (tick && rests >= TICK) {
            tick(context, self->work);
            rests = 0;
        }
    }
    *end = self->end;
    return !self->starved;
}
