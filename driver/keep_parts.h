/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_DRIVER_KEEP_PARTS_H
#define BRINK_DRIVER_KEEP_PARTS_H

#include "keep.h"

/* Packs and stores, replacing what there is. An exit status, after a complaint. */
int keep_store(const char *command, const char *path, const sampled *what);

/* Where checkpoints go. `rows`, NULL for none, is called before (to end a file of rows) and after (to begin
 * the next); an exit status. */
typedef struct keep_saving {
    const char *command, *path;
    int (*rows)(void *context, const sampled *so_far, bool saved);
    void *context;
} keep_saving;
/* Lets a run save itself there; `to` must outlive it. */
void keep_save_to(const keep_saving *to, double seconds, brink_run_options *run);

/* A part under way. */
typedef struct keep_work {
    const keeping *keep;
    const char *command;
    bool quiet;
    const brink_run_options *run; /* of the whole */
    char question[BRINK_HASH_ROOM];
    uint64_t index, of;
    keep_sample *sample;
    void *context;
} keep_work;

/* Stores a file that never changes; if there is one of that name, it must have the same bytes. An exit
 * status. */
int keep_finished(const keep_work *w, const char *path, const sampled *own);
/* Samples a stretch of trials and keeps it as a finished file, unless there is one. An exit status. */
int keep_stretch(const keep_work *w, const brink_run_part *part);
/* With --until: the own part of each round, up to the next look of the whole; then on, when the others' are
 * there. An exit status. */
int keep_rounds(const keep_work *w);

/* Samples one part of what is asked, and keeps it in self->into. An exit status: STATUS_AGAIN where the same
 * command goes on. */
int keep_play_part(const keeping *self, const char *command, bool quiet, const brink_variant *variants, int n,
                   brink_run_options *run, keep_sample *sample, void *context);

#endif
