/* SPDX-License-Identifier: Apache-2.0 */
#include "keep.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "exit_status.h"
#include "interrupt.h"
#include "keep_parts.h"
#include "message.h"
#include "number.h"
#include "parts.h"
#include "report.h"

static const double often = 300.0; /* seconds between checkpoints */

/* ---- the options
 * -------------------------------------------------------------------------------------------- */

static int read_shard(const char *command, keeping *self)
{
    const char *slash = strchr(self->shard, '/');
    char index[24] = "";
    if (strncmp(self->shard, "slurm", 5) == 0 && (self->shard[5] == '\0' || slash == self->shard + 5)) {
        self->index = self->of = 0; /* Slurm knows the one, and the folder the other */
        const char *wrong = slash ? number_read_digits(slash + 1, &self->of) : NULL;
        if (wrong || (slash && self->of == 0)) {
            complain(command, "--shard %s: write slurm or slurm/N", self->shard);
            return STATUS_USAGE;
        }
        return STATUS_OK;
    }
    if (slash && (size_t)(slash - self->shard) < sizeof index) {
        memcpy(index, self->shard, (size_t)(slash - self->shard));
    }
    if (!slash || number_read_digits(index, &self->index) || number_read_digits(slash + 1, &self->of) ||
        self->index < 1 || self->index > self->of || self->of > PARTS_MOST) {
        complain(command, "--shard %s: write I/N with I from 1 to N, as in 3/1000; or slurm in a job array",
                 self->shard);
        return STATUS_USAGE;
    }
    return STATUS_OK;
}

int keep_settle(const char *command, keeping *self, const form *page)
{
    int status = STATUS_OK;
    self->index = self->of = 1;
    self->seconds = often;
    const char *wrong = self->checkpoint ? number_read_duration(self->checkpoint, &self->seconds) : NULL;
    if (wrong) {
        complain(command, "--checkpoint %s %s", self->checkpoint, wrong);
        return STATUS_USAGE;
    }
    if (self->shard && !self->into) {
        complain(command, "--shard needs --into DIR, the folder where all parts are kept");
        status = STATUS_USAGE;
    } else if (self->into && (self->resume || page->output || page->format != REPORT_TEXT)) {
        complain(command, "--into keeps parts; 'brink merge %s' prints them or writes them to a file",
                 self->into);
        status = STATUS_USAGE;
    } else if (self->shard) {
        status = read_shard(command, self);
    }
    return status;
}

int keep_refuse_copies(const char *command, const keeping *self, const brink_run_options *run)
{
    static const struct {
        const char *copies, *own, *launcher; /* how many there are, and which this one is */
    } launchers[] = {{"OMPI_COMM_WORLD_SIZE", "OMPI_COMM_WORLD_RANK", "mpirun"},
                     {"PMI_SIZE", "PMI_RANK", "mpiexec"},
                     {"MV2_COMM_WORLD_SIZE", "MV2_COMM_WORLD_RANK", "mpirun"},
                     {"SLURM_STEP_NUM_TASKS", "SLURM_PROCID", "srun"}};
    if (self->shard || run->first_trial != 0) {
        return STATUS_OK;
    }
    for (size_t i = 0; i < sizeof launchers / sizeof launchers[0]; i++) {
        const char *copies = getenv(launchers[i].copies), *own = getenv(launchers[i].own);
        if (!copies || atoi(copies) <= 1) {
            continue;
        }
        if (!own || atoi(own) == 0) {
            complain(command, "%s is %s: each of these copies would sample the same trials",
                     launchers[i].copies, copies);
            remark(
                "One copy uses all processors of a node. For several nodes: '%s -n %s brink-mpi %s ...', or "
                "parts: --shard I/%s --into DIR.",
                launchers[i].launcher, copies, command, copies);
        }
        return STATUS_USAGE;
    }
    return STATUS_OK;
}

/* ---- one file
 * ------------------------------------------------------------------------------------------------- */

int keep_store(const char *command, const char *path, const sampled *what)
{
    unsigned char *bytes;
    size_t n;
    const brink_status packed = sampled_pack(what, &bytes, &n);
    if (packed != BRINK_OK) {
        return fail(command, packed);
    }
    const int status = output_store(path, bytes, n, command, NULL);
    free(bytes);
    return status;
}

/* A checkpoint that cannot be written is told, and the run goes on: the next one may succeed. Rows come
 * first: those behind what is saved are sampled again. */
static void save(const keep_saving *to, const sampled *so_far)
{
    if (to->rows && to->rows(to->context, so_far, false) != STATUS_OK) {
        return;
    }
    (void)keep_store(to->command, to->path, so_far);
    if (to->rows) {
        (void)to->rows(to->context, so_far, true);
    }
}

static void save_result(void *context, const brink_result *so_far)
{
    const sampled view = sampled_view(so_far, NULL);
    save(context, &view);
}

static void save_comparison(void *context, const brink_comparison *so_far)
{
    const sampled view = sampled_view(NULL, so_far);
    save(context, &view);
}

void keep_save_to(const keep_saving *to, double seconds, brink_run_options *run)
{
    union {
        const keep_saving *in;
        void *out;
    } context = {.in = to}; /* only read */
    run->checkpoint_seconds = seconds;
    run->checkpoint = save_result;
    run->checkpoint_compared = save_comparison;
    run->checkpoint_context = context.out;
}

/* Reads what the run goes on from; an exit status. */
static int resume(const keeping *self, const delivery *how, bool several, brink_run_options *run,
                  bool trials_given, sampled *earlier)
{
    if (!self->resume) {
        return STATUS_OK;
    }
    const int status = stored_read(how->command, self->resume, NULL, earlier);
    if (status != STATUS_OK) {
        return status;
    }
    if (several != (earlier->comparison != NULL)) {
        complain(how->command, "%s is %s: go on with 'brink %s'", self->resume,
                 several ? "one result" : "a comparison", several ? "run" : "compare");
        return STATUS_USAGE;
    }
    run->trials = trials_given ? run->trials : sampled_made(earlier)->trials_asked;
    run->until = run->until > 0.0 ? run->until : sampled_made(earlier)->until;
    run->resume = earlier->result;
    run->resume_compared = earlier->comparison;
    return STATUS_OK;
}

/* What the file was asked for goes there, too, if the page has another place. */
static int finish(const keeping *self, const delivery *how, const sampled *all, output *file)
{
    const bool updates = self->resume && !how->form->output;
    int status = updates ? keep_store(how->command, self->resume, all) : STATUS_OK;
    if (updates && status == STATUS_OK && !how->quiet) {
        report_written(how->command, self->resume, sampled_made(all)->trials);
    }
    const int delivered = deliver(how, all, file);
    return status == STATUS_OK ? delivered : status;
}

static int play_file(const keeping *self, const delivery *how, bool several, brink_run_options *run,
                     bool trials_given, keep_sample *sample, void *context)
{
    const bool to_file = how->form->output && how->form->format == REPORT_BRINK;
    const char *path = to_file ? how->form->output : how->form->output ? NULL : self->resume;
    const keep_saving to = {.command = how->command, .path = path};
    sampled earlier = {NULL, NULL}, all = {NULL, NULL};
    output file;
    int status = resume(self, how, several, run, trials_given, &earlier);
    status = status == STATUS_OK ? output_open(&file, how->form->output, how->command) : status;
    if (status != STATUS_OK) {
        sampled_free(&earlier);
        return status;
    }
    if (path) {
        keep_save_to(&to, self->seconds, run);
    }
    const int ended = sample(context, run, &all);
    status = ended;
    if (sampled_any(&all)) {
        const int kept = finish(self, how, &all, &file);
        status = kept == STATUS_OK ? ended : kept;
        if (status == ended && ended != STATUS_OK && path) {
            remark("  --resume %s goes on", path);
            status = self->resume && strcmp(path, self->resume) == 0 ? STATUS_AGAIN : status;
        }
    }
    output_discard(&file);
    sampled_free(&all);
    sampled_free(&earlier);
    return status;
}

int keep_play(const keeping *self, const delivery *how, const brink_variant *variants, int n,
              brink_run_options *run, bool trials_given, keep_sample *sample, void *context)
{
    if (!self->into) {
        return play_file(self, how, n > 1, run, trials_given, sample, context);
    }
    return keep_play_part(self, how->command, how->quiet, variants, n, run, sample, context);
}
