/* SPDX-License-Identifier: Apache-2.0 */
/* One part of a run, kept in a folder with the others. The same command again is always right: what is
 * finished is skipped, what is begun goes on. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "exit_status.h"
#include "folder.h"
#include "interrupt.h"
#include "keep_parts.h"
#include "message.h"
#include "number.h"
#include "parts.h"

/* ---- which part
 * ------------------------------------------------------------------------------------------------ */

/* The whole number that a variable of Slurm holds; false: it holds none. */
static bool slurm_number(const char *name, uint64_t *out)
{
    const char *text = getenv(name);
    return text && number_read_digits(text, out) == NULL;
}

/* A job array numbers its tasks from 1 to N. When some of them are submitted again, N is what the folder
 * says. */
static int find_slurm_part(keep_work *w, uint64_t known)
{
    uint64_t task, first, last, count;
    if (!slurm_number("SLURM_ARRAY_TASK_ID", &task)) {
        complain(w->command, "--shard slurm works in a job array: 'sbatch --array=1-N'");
        return STATUS_USAGE;
    }
    const bool plain = slurm_number("SLURM_ARRAY_TASK_MIN", &first) && first == 1 &&
                       slurm_number("SLURM_ARRAY_TASK_MAX", &last) &&
                       slurm_number("SLURM_ARRAY_TASK_COUNT", &count) && count == last;
    w->of = w->keep->of > 0 ? w->keep->of : known > 0 ? known : plain ? last : 0;
    w->index = task;
    if (w->of == 0) {
        complain(w->command,
                 "--shard slurm: how many parts there are cannot be told from this array, and no part is "
                 "in %s yet",
                 w->keep->into);
        remark("  Use an array from 1 to N, or write --shard slurm/N.");
        return STATUS_USAGE;
    }
    if (task < 1 || task > w->of) {
        complain(w->command, "--shard slurm: task %llu is none of the parts 1 to %llu",
                 (unsigned long long)task, (unsigned long long)w->of);
        return STATUS_USAGE;
    }
    return STATUS_OK;
}

/* How many parts those that are there belong to, and whether they are of the same question; an exit status.
 */
static int look_around(const keep_work *w, const parts *there, uint64_t *of)
{
    *of = 0;
    for (size_t i = 0; i < there->n; i++) {
        const part_file *part = &there->items[i];
        if (strcmp(part->question, w->question) != 0 || part->seed != w->run->seed) {
            complain(w->command,
                     "%s is of another run: its question is %s with seed %llu, this one's %s with %llu",
                     part->path, part->question, (unsigned long long)part->seed, w->question,
                     (unsigned long long)w->run->seed);
            remark(
                "  The scenario, a value, the variants, --only or the seed was changed: use another folder.");
            return STATUS_USAGE;
        }
    }
    brink_stored *stored = NULL;
    const part_file *one = NULL;
    for (size_t i = 0; i < there->n && !one; i++) {
        one = there->items[i].kind == PART_FINISHED || there->items[i].kind == PART_BEGUN ? &there->items[i]
                                                                                          : NULL;
    }
    int status = one ? stored_open(w->command, one->path, &stored) : STATUS_OK;
    if (status == STATUS_OK && stored) {
        const brink_stored_info *info = brink_stored_about(stored);
        const bool same = info->first_trial == w->run->first_trial && info->trials_asked == w->run->trials &&
                          !(info->until < w->run->until) && !(info->until > w->run->until);
        *of = info->parts > 0 ? info->parts : 1;
        if (!same) {
            char theirs[NUMBER_ROOM], ours[NUMBER_ROOM];
            complain(w->command, "%s is of a run with other trials, or another --until: %s of them, not %s",
                     one->path, number_write_count(info->trials_asked, theirs),
                     number_write_count(w->run->trials, ours));
            remark("  Use another folder.");
            status = STATUS_USAGE;
        }
    }
    brink_stored_free(stored);
    return status;
}

static int find_part(keep_work *w)
{
    parts there;
    uint64_t known = 0;
    int status = parts_list(w->command, w->keep->into, &there);
    if (status != STATUS_OK) {
        return status;
    }
    status = look_around(w, &there, &known);
    parts_free(&there);
    if (status != STATUS_OK) {
        return status;
    }
    w->index = w->keep->index;
    w->of = w->keep->of;
    if (w->index == 0) {
        return find_slurm_part(w, known);
    }
    if (known > 0 && known != w->of) {
        complain(w->command, "the parts in %s are of %llu, this one is of %llu: they would overlap",
                 w->keep->into, (unsigned long long)known, (unsigned long long)w->of);
        remark("  Use the same number of parts, or another folder.");
        return STATUS_USAGE;
    }
    return STATUS_OK;
}

/* ---- one stretch of trials
 * ------------------------------------------------------------------------------------- */

/* What an ended process left beside a file, named after it: NAME.xxxxxx. A fresh one may be in use. */
static int clear_leftover(void *context, const char *path, const char *name)
{
    static const double fresh = 60.0; /* seconds */
    const size_t *length = context;
    struct stat about;
    if (strlen(name) == *length + strlen(".xxxxxx") && stat(path, &about) == 0 &&
        difftime(time(NULL), about.st_mtime) > fresh) {
        (void)unlink(path);
    }
    return STATUS_OK;
}

static void clear_leftovers(const keep_work *w, const char *path)
{
    char start[160];
    const char *name = strrchr(path, '/') + 1;
    size_t length = strlen(name);
    snprintf(start, sizeof start, "%s.", name);
    (void)folder_each(w->command, w->keep->into, start, "", clear_leftover, &length);
}

int keep_finished(const keep_work *w, const char *path, const sampled *own)
{
    unsigned char *bytes;
    size_t n;
    bool exists = false, same = false;
    const brink_status packed = sampled_pack(own, &bytes, &n);
    if (packed != BRINK_OK) {
        return fail(w->command, packed);
    }
    int status = output_store(path, bytes, n, w->command, &exists);
    status = status == STATUS_OK && exists ? file_same(w->command, path, bytes, n, &same) : status;
    free(bytes);
    if (status != STATUS_OK || !exists) {
        return status;
    }
    if (!same) {
        complain(w->command,
                 "%s was finished by somebody else meanwhile, and differs: one of the two is wrong", path);
        return STATUS_USAGE;
    }
    if (!w->quiet) {
        complain(w->command, "%s was finished by somebody else meanwhile, with the same bytes", path);
    }
    return STATUS_OK;
}

/* A file of rows from a trial on; an exit status. */
static int begin_rows(const keep_work *w, uint64_t first)
{
    const keep_rows *rows = w->keep->rows;
    char *path = rows ? parts_rows_path(w->keep->into, w->question, w->run->seed, first, rows->ending) : NULL;
    int status = rows && !path ? fail(w->command, BRINK_ERR_MEMORY) : STATUS_OK;
    status = path ? rows->begin(rows->context, path) : status;
    free(path);
    return status;
}

static int end_rows(const keep_work *w)
{
    return w->keep->rows ? w->keep->rows->end(w->keep->rows->context) : STATUS_OK;
}

/* The first trial behind those that there are. */
static uint64_t end_of(const sampled *what, uint64_t first)
{
    size_t n = 0;
    const brink_trial_range *ranges = sampled_any(what) ? sampled_ranges(what, &n) : NULL;
    return n > 0 ? ranges[n - 1].first + ranges[n - 1].count : first;
}

static int turn_rows(void *context, const sampled *so_far, bool saved)
{
    const keep_work *w = context;
    return saved ? begin_rows(w, end_of(so_far, 0)) : end_rows(w);
}

/* What was sampled, to its file; `ended` is the status of sampling. */
static int keep_sampled(const keep_work *w, const brink_run_part *part, const char *finished,
                        const char *begun, const sampled *own, int ended)
{
    size_t n = 0;
    const bool whole = sampled_ranges(own, &n)->count == part->count && n == 1;
    if (whole && ended == STATUS_OK) {
        return keep_finished(w, finished, own);
    }
    const int kept = keep_store(w->command, begun, own);
    if (kept == STATUS_OK) {
        remark("  It is saved; the same command goes on.");
    }
    return kept == STATUS_OK ? STATUS_AGAIN : kept;
}

/* Samples what is left of a part, from its begun file if there is one. */
static int sample_part(const keep_work *w, const brink_run_part *part, const char *finished,
                       const char *begun)
{
    sampled earlier = {NULL, NULL}, own = {NULL, NULL};
    union {
        const keep_work *in;
        void *out;
    } context = {.in = w}; /* only read */
    const keep_saving to = {w->command, begun, w->keep->rows ? turn_rows : NULL, context.out};
    brink_run_options run = *w->run;
    run.part = part;
    keep_save_to(&to, w->keep->seconds, &run);
    int status = access(begun, F_OK) == 0 ? stored_read(w->command, begun, NULL, &earlier) : STATUS_OK;
    if (status != STATUS_OK) {
        remark("  Remove it to sample this part anew.");
        return status;
    }
    run.resume = earlier.result;
    run.resume_compared = earlier.comparison;
    status = begin_rows(w, end_of(&earlier, part->first));
    if (status == STATUS_OK) {
        const int ended = w->sample(w->context, &run, &own);
        const int rows = end_rows(w);
        status = rows != STATUS_OK        ? rows
                 : sampled_any(&own)      ? keep_sampled(w, part, finished, begun, &own, ended)
                 : ended >= STATUS_SIGNAL ? STATUS_AGAIN
                                          : ended;
    }
    sampled_free(&own);
    sampled_free(&earlier);
    return status;
}

int keep_stretch(const keep_work *w, const brink_run_part *part)
{
    const uint64_t last = part->first + part->count - 1;
    char *finished = parts_path(w->keep->into, w->question, w->run->seed, part->first, last, PART_FINISHED);
    char *begun = parts_path(w->keep->into, w->question, w->run->seed, part->first, last, PART_BEGUN);
    int status = finished && begun ? STATUS_OK : fail(w->command, BRINK_ERR_MEMORY);
    const bool done = status == STATUS_OK && access(finished, F_OK) == 0;
    if (status == STATUS_OK && !done) {
        status = sample_part(w, part, finished, begun);
    }
    if (status == STATUS_OK) {
        clear_leftovers(w, finished);
        clear_leftovers(w, begun);
        (void)unlink(begun);
        if (!w->quiet) {
            char count[NUMBER_ROOM];
            complain(w->command, "part %llu of %llu (%s trials) %s: %s", (unsigned long long)w->index,
                     (unsigned long long)w->of, number_write_count(part->count, count),
                     done ? "was finished before" : "is finished", finished);
        }
    }
    free(finished);
    free(begun);
    return status;
}

/* ---- all of it
 * --------------------------------------------------------------------------------------------------- */

static int make_folder(const keep_work *w)
{
    if (mkdir(w->keep->into, 0777) == 0 || errno == EEXIST) {
        return STATUS_OK;
    }
    complain(w->command, "cannot make the folder %s: %s", w->keep->into, strerror(errno));
    return STATUS_IO;
}

int keep_play_part(const keeping *self, const char *command, bool quiet, const brink_variant *variants, int n,
                   brink_run_options *run, keep_sample *sample, void *context)
{
    keep_work w = {
        .keep = self, .command = command, .quiet = quiet, .run = run, .sample = sample, .context = context};
    const brink_status named = brink_question_hash(variants, n, run->only, run->n_only, w.question);
    int status = named == BRINK_OK ? make_folder(&w) : fail(command, named);
    status = status == STATUS_OK ? find_part(&w) : status;
    if (status != STATUS_OK) {
        return status;
    }
    if (run->until > 0.0) {
        return keep_rounds(&w);
    }
    brink_run_part part = {.of = w.of};
    parts_cut(run->first_trial, run->trials, w.index, w.of, &part.first, &part.count);
    if (part.count == 0) {
        complain(command, "part %llu of %llu has no trials: there are fewer than parts",
                 (unsigned long long)w.index, (unsigned long long)w.of);
        return STATUS_OK;
    }
    return keep_stretch(&w, &part);
}
