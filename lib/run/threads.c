/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE /* sched_getaffinity */
#include "run/threads.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#ifdef _OPENMP
#include <omp.h>
#endif

#include "brink/run.h"

static int processors(void)
{
#ifdef CPU_COUNT
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) == 0) {
        return CPU_COUNT(&set);
    }
#endif
    return (int)sysconf(_SC_NPROCESSORS_ONLN);
}

int brink_i_threads_meant(int asked)
{
    if (asked > 0) {
        return asked;
    }
#ifdef _OPENMP
    return omp_in_parallel() ? 1 : omp_get_max_threads();
#else
    return processors();
#endif
}

int brink_i_threads_sensible(int meant)
{
    /* Nobody gains from a hundred on each processor, and each needs memory of its own. */
    const int here = 64 * processors(),
              most = here > 0 && here < BRINK_THREADS_MOST ? here : BRINK_THREADS_MOST;
    return meant < 1 ? 1 : meant > most ? most : meant;
}

typedef struct thread {
    pthread_t id;
    void (*work)(void *context, int thread);
    void *context;
    int number;
} thread;

static void *run(void *argument)
{
    const thread *t = argument;
    t->work(t->context, t->number);
    return NULL;
}

int brink_i_threads_run(int n, void (*work)(void *context, int thread), void *context)
{
    thread *threads = n > 1 ? calloc((size_t)n, sizeof *threads) : NULL;
    int started = 1;
    if (threads) {
        /* The caller's signals are for the caller's threads; what a thread does wrong itself stays its own.
         */
        sigset_t all, callers;
        sigfillset(&all);
        sigdelset(&all, SIGSEGV);
        sigdelset(&all, SIGBUS);
        sigdelset(&all, SIGFPE);
        sigdelset(&all, SIGILL);
        sigdelset(&all, SIGABRT);
        pthread_sigmask(SIG_SETMASK, &all, &callers);
        for (; started < n; started++) {
            threads[started] = (thread){.work = work, .context = context, .number = started};
            if (pthread_create(&threads[started].id, NULL, run, &threads[started]) != 0) {
                break;
            }
        }
        pthread_sigmask(SIG_SETMASK, &callers, NULL);
    }
    work(context, 0);
    for (int i = 1; i < started; i++) {
        pthread_join(threads[i].id, NULL);
    }
    free(threads);
    return started;
}
