/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_RUN_THREADS_H
#define BRINK_RUN_THREADS_H

/* Threads for one piece of work. They are made for it and are gone when it is done: a process that forks
 * afterwards takes nothing along that is missing in the child, as the pool of an OpenMP run-time library is.
 */

/* How many threads are meant by `asked`; 0: as many as OpenMP says (OMP_NUM_THREADS, omp_set_num_threads();
 * one inside of a parallel region of the caller), or as there are processors. */
int brink_i_threads_meant(int asked);
/* How many of them make sense here, at most BRINK_THREADS_MOST. */
int brink_i_threads_sensible(int meant);

/* Calls work(context, i) for 0 <= i < n at the same time, the first in this thread, and waits for all.
 * Returns how many there were: fewer than n where the system has no more threads. */
int brink_i_threads_run(int n, void (*work)(void *context, int thread), void *context);

#endif
