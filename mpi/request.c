/* SPDX-License-Identifier: Apache-2.0 */
#include "request.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "brink/scenario.h"
#include "engine.h"
#include "exit_status.h"
#include "message.h"
#include "number.h"
#include "report.h"

/* With --until alone, as in brink run. */
static const uint64_t most_trials = 1000000000, usual_trials = 100000;
static const char ending[] = ".brink";

static const char run_examples[] =
    "  mpirun -n 4 brink-mpi run two-theatre -n 1G -o all.brink\n"
    "  srun brink-mpi run my.yaml -n 10G -o all.brink -j $SLURM_CPUS_PER_TASK\n";
static const char compare_examples[] =
    "  mpirun -n 4 brink-mpi compare two-theatre -n 100M -o all.brink\n"
    "  mpirun -n 4 brink-mpi compare two-theatre --variants base,no_pipelines -n 1G -o all.brink\n";

/* The options that both commands have. */
enum { COMMON = 11 };
static void add_common(request *r, option to[COMMON])
{
    const option common[] = {
        OPTION_SET(r->choice),
        OPTION_ONLY(r->only),
        {"trials", 'n', OPTION_COUNT, &r->trials, "N",
         "number of trials: 250000, 10k, 2.5M, 1G (default 100k)", 1, NULL, false},
        {"seed", 0, OPTION_DIGITS, &r->seed, "N", "seed of all luck (default 1): same seed, same result", 0,
         NULL, false},
        {"first-trial", 0, OPTION_COUNT, &r->first_trial, "N", "number of the first trial (default 0)", 0,
         NULL, false},
        {"output", 'o', OPTION_TEXT, &r->output, "FILE.brink",
         "the result, for 'brink report' and 'brink merge' (needed)", 0, NULL, false},
        {"into", 0, OPTION_TEXT, &r->into, "DIR",
         "folder of checkpoints, from which the same command goes on\n(default: FILE.brink.parts, which is "
         "removed in the end)",
         0, NULL, false},
        {"checkpoint", 0, OPTION_TEXT, &r->checkpoint, "TIME",
         "each rank saves what it has so often (default 5min), and at\neach signal of a batch system", 0,
         NULL, false},
        {"threads", 'j', OPTION_COUNT, &r->threads, "N",
         "threads of each rank (default: all cores it may use); the result\nis the same on any number", 1,
         NULL, false},
        {"engine", 0, OPTION_CHOICE, &r->engine, ENGINE_SYNTAX, ENGINE_HELP, 0, engine_names, false},
        {"quiet", 'q', OPTION_FLAG, &r->quiet, NULL, "no progress, no warnings, no notes", 0, NULL, false},
    };
    _Static_assert(sizeof common / sizeof *common == COMMON, "there is room for all");
    memcpy(to, common, sizeof common);
}

static const char next[] =
    "Every rank gets blocks of trials from rank 0, as fast as it plays them. The file is that of\n"
    "one machine, byte for byte. Next: docs/hpc.md.";

static bool parse_run(request *r, int argc, char **argv, int *status)
{
    option options[2 + COMMON] = {
        OPTION_VARIANT(r->choice),
        {"until", 0, OPTION_SHARE, &r->until, "SHARE",
         "stop when the 95 % interval of every outcome's probability\nis at most this far from it: 0.1% or "
         "0.001",
         0, NULL, false},
    };
    add_common(r, options + 2);
    const manual page = {"run",
                         "brink-mpi run: samples a scenario on all ranks of an MPI job.",
                         "SCENARIO",
                         1,
                         1,
                         options,
                         sizeof options / sizeof *options,
                         run_examples,
                         next};
    int count;
    return options_parse(&page, argc, argv, &count, status);
}

static bool parse_compare(request *r, int argc, char **argv, int *status)
{
    option options[3 + COMMON] = {
        {"variants", 0, OPTION_TEXT, &r->names, "A,B,...", "the variants, as in 'brink compare'", 0, NULL,
         false},
        {"with", 0, OPTION_LIST, &r->with, "NAME=VALUE,...", "one more variant, as in 'brink compare'", 0,
         NULL, false},
        {"under", 0, OPTION_LIST, &r->under, "NAME|NAME=VALUE,...",
         "all of these once more with other assumptions", 0, NULL, false},
    };
    add_common(r, options + 3);
    const manual page = {"compare",
                         "brink-mpi compare: compares variants of a scenario on all ranks of an MPI job.",
                         "SCENARIO",
                         1,
                         1,
                         options,
                         sizeof options / sizeof *options,
                         compare_examples,
                         next};
    int count;
    return options_parse(&page, argc, argv, &count, status);
}

static bool ends_as_results_do(const char *name)
{
    const size_t length = strlen(name);
    return length > strlen(ending) && strcmp(name + length - strlen(ending), ending) == 0;
}

/* Where the result goes can be written now, not only in ten hours. */
static int check_output(const request *r)
{
    char folder[4096];
    const char *slash = strrchr(r->output, '/');
    if (!ends_as_results_do(r->output)) {
        complain(r->command, "--output %s: the result is a file whose name ends in .brink", r->output);
        remark("'brink report FILE.brink' prints it in any form.");
        return STATUS_USAGE;
    }
    const int n = slash ? (int)(slash - r->output) : 1;
    if (n >= (int)sizeof folder) {
        complain(r->command, "the name of --output is too long");
        return STATUS_USAGE;
    }
    memcpy(folder, slash ? r->output : ".", (size_t)n);
    folder[n] = '\0';
    if (access(n > 0 ? folder : "/", W_OK) != 0) {
        complain(r->command, "cannot write %s: %s", r->output, strerror(errno));
        return STATUS_IO;
    }
    return STATUS_OK;
}

static int settle(request *r)
{
    brink_engine engine;
    if (!r->output) {
        complain(r->command, "where shall the result go? --output FILE.brink");
        return STATUS_USAGE;
    }
    if (r->threads > BRINK_THREADS_MOST) {
        complain(r->command, "--threads %llu is too big (at most %d)", (unsigned long long)r->threads,
                 BRINK_THREADS_MOST);
        return STATUS_USAGE;
    }
    const char *wrong = r->checkpoint ? number_read_duration(r->checkpoint, &r->seconds) : NULL;
    if (wrong) {
        complain(r->command, "--checkpoint %s %s", r->checkpoint, wrong);
        return STATUS_USAGE;
    }
    r->trials = r->trials > 0 ? r->trials : r->until > 0 ? most_trials : usual_trials;
    if (r->trials > UINT64_MAX - r->first_trial) {
        complain(r->command, "--first-trial and --trials together pass the last trial (2^64 - 2)");
        return STATUS_USAGE;
    }
    if (!engine_settle(r->command, r->engine, &engine)) {
        return STATUS_USAGE;
    }
    r->engine = (int)engine;
    const size_t room = strlen(r->output) + sizeof ".parts";
    r->folder = r->into ? strdup(r->into) : malloc(room);
    if (!r->folder) {
        return fail(r->command, BRINK_ERR_MEMORY);
    }
    if (!r->into) {
        strcpy(r->folder, r->output);
        strcat(r->folder, ".parts");
    }
    return check_output(r);
}

/* Which variants; an exit status. */
static int choose(request *r)
{
    int status = STATUS_OK;
    if (strcmp(r->command, "run") == 0) {
        if (r->choice.variant && strchr(r->choice.variant, '=')) {
            complain(r->command, "'%s' is no variant's name; other values are written --set '%s'",
                     r->choice.variant, r->choice.variant);
            return STATUS_USAGE;
        }
        return variants_add(&r->all, r->choice.variant ? r->choice.variant : base_name);
    }
    if (r->names) {
        status = variants_add_names(&r->all, r->names);
    } else {
        status = r->with.n > 0 ? variants_add(&r->all, base_name) : variants_add_all(&r->all);
    }
    for (size_t i = 0; i < r->with.n && status == STATUS_OK; i++) {
        status = variants_add(&r->all, r->with.items[i]);
    }
    const size_t plain = r->all.n;
    for (size_t i = 0; i < r->under.n && status == STATUS_OK; i++) {
        status = variants_add_under(&r->all, r->under.items[i]);
    }
    if (status == STATUS_OK && plain < 2) {
        complain(r->command, "there is only one variant, '%s': nothing to compare it with",
                 r->all.items[0].label);
        status = STATUS_USAGE;
    }
    return status;
}

static int load(request *r)
{
    int status = variants_open(&r->all, r->command, &r->choice);
    status = status == STATUS_OK ? choose(r) : status;
    status = status == STATUS_OK ? variants_load(&r->all, r->quiet) : status;
    if (status == STATUS_OK) {
        const scenario *first = &r->all.items[0].loaded;
        status = only_settle(r->command, &r->only, r->choice.name, first->model, &r->run);
        status = status == STATUS_OK ? report_guard(r->command, first->path, r->output) : status;
    }
    return status;
}

/* Whether all ranks can be told of it as it is. */
static bool is_sendable(const request *self, const char *what)
{
    json_t *text = what ? json_string(what) : json_null();
    const bool good = text != NULL;
    json_decref(text);
    if (!good) {
        complain(self->command,
                 "'%s' is not UTF-8 text, and ranks are told of the job in UTF-8: give it another name",
                 what);
    }
    return good;
}

static bool are_sendable(const request *self, const option_list *list)
{
    bool good = true;
    for (size_t i = 0; i < list->n; i++) {
        good = is_sendable(self, list->items[i]) && good;
    }
    return good;
}

static bool is_all_sendable(const request *self)
{
    return is_sendable(self, self->choice.name) && is_sendable(self, self->choice.variant) &&
           is_sendable(self, self->names) && is_sendable(self, self->folder) &&
           is_sendable(self, self->only.text) && are_sendable(self, &self->choice.sets) &&
           are_sendable(self, &self->with) && are_sendable(self, &self->under);
}

int request_read(request *self, const char *command, int argc, char **argv, bool *go_on)
{
    const brink_run_options defaults = BRINK_RUN_OPTIONS_INIT;
    *self = (request){.command = command, .seed = 1, .engine = ENGINE_UNSET, .seconds = 300, .run = defaults};
    int status = STATUS_OK;
    *go_on = strcmp(command, "run") == 0 ? parse_run(self, argc, argv, &status)
                                         : parse_compare(self, argc, argv, &status);
    if (*go_on) {
        self->choice.name = argv[0];
        status = settle(self);
        status = status == STATUS_OK && !is_all_sendable(self) ? STATUS_USAGE : status;
        status = status == STATUS_OK ? load(self) : status;
        *go_on = status == STATUS_OK;
    }
    return status;
}

void request_free(request *self)
{
    variants_free(&self->all);
    option_list_free(&self->choice.sets);
    option_list_free(&self->with);
    option_list_free(&self->under);
    only_free(&self->only);
    free(self->folder);
}

/* ---- the job ---- */

/* NULL: out of memory; what is no UTF-8 was refused (is_sendable). */
static json_t *texts(const char *const *items, size_t n)
{
    json_t *list = json_array();
    for (size_t i = 0; list && i < n; i++) {
        if (json_array_append_new(list, json_string(items[i])) != 0) {
            json_decref(list);
            return NULL;
        }
    }
    return list;
}

/* JSON's integers have 63 bits. */
static json_t *number(uint64_t value)
{
    char text[NUMBER_ROOM];
    snprintf(text, sizeof text, "%llu", (unsigned long long)value);
    return json_string(text);
}

json_t *request_job(const request *self)
{
    const bool run = strcmp(self->command, "run") == 0;
    json_t *list = json_array();
    for (size_t i = 0; list && i < self->all.n; i++) {
        const variant *one = &self->all.items[i];
        json_t *item =
            json_pack("{s:s?, s:s?, s:i, s:s?, s:o}", "label", run ? NULL : one->label, "about",
                      run ? NULL : one->about, "against", one->against, "variant", one->choice.variant,
                      "sets", texts(one->choice.sets.items, one->choice.sets.n));
        if (json_array_append_new(list, item) != 0) {
            json_decref(list);
            return NULL;
        }
    }
    return json_pack(
        "{s:b, s:s, s:s, s:o, s:o, s:o, s:o, s:f, s:i, s:i, s:o, s:s, s:f}", "compare", !run, "name",
        self->choice.name, "scenario", brink_scenario_text(self->all.items[0].loaded.model), "variants", list,
        "seed", number(self->seed), "trials", number(self->trials), "first_trial", number(self->first_trial),
        "until", self->until, "threads", (int)self->threads, "engine", self->engine, "only",
        texts(self->only.names, self->only.n), "folder", self->folder, "seconds", self->seconds);
}
