/* SPDX-License-Identifier: Apache-2.0 */
#include "interrupt.h"

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "exit_status.h"

/* A signal handler has nothing but static storage to speak through. */
static volatile int caught;
static const char *volatile doomed;

typedef struct watched {
    int signal;
    bool insists; /* as a second one it ends the program */
    const char *name;
} watched;

/* Batch systems announce the end of a job's time with any of these; the system repeats SIGXCPU every second.
 */
static const watched signals[] = {{SIGINT, true, "Ctrl-C"},    {SIGTERM, true, "SIGTERM"},
                                  {SIGHUP, true, "SIGHUP"},    {SIGUSR1, false, "SIGUSR1"},
                                  {SIGUSR2, false, "SIGUSR2"}, {SIGXCPU, false, "SIGXCPU (processor time)"}};

static const watched *watched_of(int signal)
{
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
        if (signals[i].signal == signal) {
            return &signals[i];
        }
    }
    return NULL;
}

static void handle(int signal)
{
    if (caught && !watched_of(signal)->insists) {
        return;
    }
    if (caught) {
        const char *path = doomed;
        if (path) {
            unlink(path);
        }
        _exit(STATUS_SIGNAL + signal);
    }
    caught = signal;
}

void interrupt_watch(void)
{
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
        struct sigaction now;
        /* nohup and background jobs have them ignored: it stays so. */
        if (sigaction(signals[i].signal, NULL, &now) != 0 || now.sa_handler == SIG_IGN) {
            continue;
        }
        memset(&now, 0, sizeof now);
        now.sa_handler = handle;
        now.sa_flags = SA_RESTART;
        sigemptyset(&now.sa_mask);
        sigaction(signals[i].signal, &now, NULL);
    }
}

const volatile int *interrupt_flag(void) { return &caught; }

int interrupt_status(void) { return caught ? STATUS_SIGNAL + caught : 0; }

const char *interrupt_name(void)
{
    const watched *by = watched_of(caught);
    return by ? by->name : "a signal";
}

void interrupt_remove(const char *path) { doomed = path; }
