/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_DRIVER_INTERRUPT_H
#define BRINK_DRIVER_INTERRUPT_H

/* Ctrl-C, a closed terminal and the signals by which batch systems announce the end of a job (SIGTERM,
 * SIGUSR1, SIGUSR2, SIGXCPU) end a run early, with what it has found so far. A second Ctrl-C, SIGTERM or
 * SIGHUP ends the program at once. */

/* From here on the first signal is remembered instead of ending the program. */
void interrupt_watch(void);
/* Becomes non-zero with the first signal; for brink_run_options.cancel. */
const volatile int *interrupt_flag(void);
/* The signal's exit status (130, 143, ...); 0 if there was none. */
int interrupt_status(void);
/* "Ctrl-C", "SIGTERM", ... */
const char *interrupt_name(void);
/* A file to remove if the program must end at once; NULL: none. The text must live until then. */
void interrupt_remove(const char *path);

#endif
