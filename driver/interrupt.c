/* SPDX-License-Identifier: Apache-2.0 */
#include "interrupt.h"

#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "exit_status.h"

/* A signal handler has nothing but static storage to speak through. */
static volatile int caught;
static const char *volatile doomed;

static void handle(int signal)
{
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
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
        struct sigaction now;
        /* nohup and background jobs have them ignored: it stays so. */
        if (sigaction(signals[i], NULL, &now) != 0 || now.sa_handler == SIG_IGN) {
            continue;
        }
        memset(&now, 0, sizeof now);
        now.sa_handler = handle;
        now.sa_flags = SA_RESTART;
        sigemptyset(&now.sa_mask);
        sigaction(signals[i], &now, NULL);
    }
}

const volatile int *interrupt_flag(void) { return &caught; }

int interrupt_status(void) { return caught ? STATUS_SIGNAL + caught : 0; }

const char *interrupt_name(void)
{
    switch (caught) {
    case SIGINT:
        return "Ctrl-C";
    case SIGTERM:
        return "SIGTERM";
    default:
        return "a signal";
    }
}

void interrupt_remove(const char *path) { doomed = path; }
