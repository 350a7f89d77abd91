/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_DRIVER_EXIT_STATUS_H
#define BRINK_DRIVER_EXIT_STATUS_H

/* Exit statuses of every command: part of the interface (docs/driver.md), never reused. */
enum exit_status {
    STATUS_OK = 0,
    STATUS_FAULT = 1,     /* a trial met a run-time fault */
    STATUS_USAGE = 2,     /* the command line or the scenario is wrong */
    STATUS_MISS = 3,      /* verify: an expectation was missed */
    STATUS_IO = 4,        /* a file could not be read or written */
    STATUS_MISSING = 5,   /* merge: parts are missing */
    STATUS_INTERNAL = 70, /* out of memory, or a bug in Brink */
    STATUS_AGAIN = 75,    /* ended early, but saved: the same command goes on (EX_TEMPFAIL of sysexits.h) */
    STATUS_SIGNAL =
        128, /* plus the number of the signal: 130 Ctrl-C, 141 the reader of a pipe left, 143 SIGTERM */
};

#endif
