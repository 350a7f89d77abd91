/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_MPI_FILES_H
#define BRINK_MPI_FILES_H

/* What ranks leave in a folder, so that finished trials are not lost when one of them dies. */

#include "job.h"

/* All that rank `rank` has played since this start, in place of what it had saved. */
int folder_save(const joint_job *job, int rank, const sampled *part);
/* Joins what there is of this job's question and seed, and counts the starts that left it. An exit status;
 * nothing is skipped that is damaged. */
int folder_gather(const joint_job *job, sampled *all, int *launches);
/* Removes what folder_gather() would read, and the folder if it is empty then. */
void folder_clear(const joint_job *job);

#endif
