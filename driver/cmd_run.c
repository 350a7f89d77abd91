/* SPDX-License-Identifier: Apache-2.0 */
/* brink run: samples a scenario. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "brink/run.h"
#include "command.h"
#include "design_run.h"
#include "engine.h"
#include "exit_status.h"
#include "fault_report.h"
#include "interrupt.h"
#include "keep.h"
#include "load.h"
#include "message.h"
#include "number.h"
#include "only.h"
#include "options.h"
#include "output.h"
#include "progress.h"
#include "records.h"
#include "report.h"

/* With --until alone: more than any interval that a person would ask for needs. Reaching it is said aloud. */
static const uint64_t most_trials = 1000000000;

/* What the command line asks for. */
struct request {
    scenario_choice choice;
    brink_run_options run;
    uint64_t trials, threads; /* 0: not given */
    form form;
    int engine;
    only_names only;
    keeping keep;
    records_choice rows;
    const char *params; /* the file of a design; NULL: none */
    bool all, quiet;
};

static const char examples[] =
    "  brink run taiwan-blockade --trials 1M\n"
    "  brink run my.yaml --set 'overland=0.4 Mbbl per day' --until 0.1% --output result.json\n";

static bool parse(struct request *r, int argc, char **argv, int *status)
{
    option options[] = {
        {"trials", 'n', OPTION_COUNT, &r->trials, "N",
         "number of trials: 250000, 10k, 2.5M, 1e6 (default 100k);\nwith --until the most (default 1G)", 1,
         NULL, false},
        {"until", 0, OPTION_SHARE, &r->run.until, "SHARE",
         "stop when the 95 % interval of every outcome's probability\nis at most this far from it: 0.1% or "
         "0.001",
         0, NULL, false},
        {"seed", 0, OPTION_DIGITS, &r->run.seed, "N", "seed of all luck (default 1): same seed, same result",
         0, NULL, false},
        {"first-trial", 0, OPTION_COUNT, &r->run.first_trial, "N", "number of the first trial (default 0)", 0,
         NULL, false},
        OPTION_ONLY(r->only),
        OPTION_VARIANT(r->choice),
        OPTION_SET(r->choice),
        {"params", 0, OPTION_TEXT, &r->params, "FILE.csv",
         "once for each row of a table with other values for parameters\nor levers, which its first line "
         "names",
         0, NULL, false},
        OPTIONS_REPORT(r->form),
        OPTIONS_RECORDS(r->rows),
        OPTIONS_KEEP(r->keep),
        OPTION_ALL(r->all),
        {"threads", 'j', OPTION_COUNT, &r->threads, "N",
         "threads (default: all cores); the result is the same on any number", 1, NULL, false},
        {"block", 0, OPTION_COUNT, &r->run.block, "N",
         "trials that a thread takes at once; the result does not depend on it", 1, NULL, false},
        {"engine", 0, OPTION_CHOICE, &r->engine, ENGINE_SYNTAX, ENGINE_HELP, 0, engine_names, false},
        {"isa", 0, OPTION_TEXT, &r->run.instruction_set, "NAME",
         "instruction set of the kernel: see 'brink version' (default: the\nbest, or what BRINK_ISA names); "
         "the result does not "
         "depend on it",
         0, NULL, false},
        {"quiet", 'q', OPTION_FLAG, &r->quiet, NULL, "no progress, no warnings, no notes", 0, NULL, false},
    };
    const manual page = {
        "run",
        "brink run: samples a scenario and says how its outcomes are distributed.",
        "SCENARIO",
        1,
        1,
        options,
        sizeof options / sizeof *options,
        examples,
        "SCENARIO is a file or a name from 'brink list'. Ctrl-C prints what was found so far.\n"
        "Next: 'brink trace --help' tells single trials; docs/driver.md has everything else."};
    int count;
    bool good = options_parse(&page, argc, argv, &count, status);
    if (good) {
        r->choice.name = argv[0];
    }
    return good;
}

static bool known_instruction_set(const char *name)
{
    if (!name) {
        return true;
    }
    char known[128] = "";
    for (int i = 0; brink_instruction_set(i); i++) {
        if (strcmp(brink_instruction_set(i), name) == 0) {
            return true;
        }
        size_t used = strlen(known);
        snprintf(known + used, sizeof known - used, "%s%s", i ? ", " : "", brink_instruction_set(i));
    }
    complain("run", "no instruction set '%s' on this machine; it has %s", name, known);
    return false;
}

/* What follows from the options together; an exit status. */
static int settle(struct request *r)
{
    if (r->threads > BRINK_THREADS_MOST) {
        complain("run", "--threads %llu is too big (at most %d)", (unsigned long long)r->threads,
                 BRINK_THREADS_MOST);
        return STATUS_USAGE;
    }
    r->run.threads = (int)r->threads;
    if (!r->run.instruction_set && getenv("BRINK_ISA") && *getenv("BRINK_ISA")) {
        r->run.instruction_set = getenv("BRINK_ISA");
    }
    if (!known_instruction_set(r->run.instruction_set)) {
        return STATUS_USAGE;
    }
    if (!engine_settle("run", r->engine, &r->run.engine)) {
        return STATUS_USAGE;
    }
    r->run.trials = r->trials > 0 ? r->trials : r->run.until > 0 ? most_trials : r->run.trials;
    if (r->run.trials > UINT64_MAX - r->run.first_trial) {
        complain("run", "--first-trial and --trials together pass the last trial (2^64 - 2)");
        return STATUS_USAGE;
    }
    const int status = form_settle("run", &r->form, report_formats);
    if (status == STATUS_OK && r->params &&
        (r->form.format == REPORT_BRINK || r->keep.resume || r->keep.into)) {
        complain("run",
                 "--params makes many results, which go into no result file: write --records, JSON or CSV");
        return STATUS_USAGE;
    }
    return status == STATUS_OK ? keep_settle("run", &r->keep, &r->form) : status;
}

/* Notes for the person who waits; the same facts stand in the result. */
static void remark_end(const brink_run_options *run, const brink_result *result)
{
    const brink_provenance *made = brink_result_provenance(result);
    char done[NUMBER_ROOM], asked[NUMBER_ROOM];
    number_write_count(made->trials, done);
    number_write_count(made->trials_asked, asked);
    if (made->partial && !run->part && !interrupt_status()) {
        complain("run", "the result is that of %s trials instead of %s", done, asked);
    } else if (interrupt_status()) {
        complain("run", "interrupted by %s: the result is that of %s trials instead of %s", interrupt_name(),
                 done, asked);
    } else if (run->until > 0 && !run->part && !made->until_met) {
        complain("run", "%s trials did not bring every interval within %.3g %%; --trials allows more", done,
                 100 * run->until);
    }
}

/* What a run needs, for keep_play(). */
struct sampling {
    const struct request *request;
    const brink_model *model;
    const records *rows;
    bool any; /* there was a result */
};

/* A run that ended without a result; an exit status. */
static int failed(const struct sampling *s, brink_status status, const brink_fault *fault)
{
    switch (status) {
    case BRINK_ERR_FAULT:
        return fault_report("run", &s->request->choice, s->model, fault);
    case BRINK_ERR_CANCELLED:
        if (records_failed(s->rows)) {
            return interrupt_status(); /* what failed was said */
        }
        complain("run", "interrupted by %s before any trial was finished", interrupt_name());
        return interrupt_status();
    case BRINK_ERR_INVALID:
        complain("run", "%s", fault->message);
        return STATUS_USAGE;
    case BRINK_ERR_NOT_FOUND:
        engine_complain("run");
        return STATUS_USAGE;
    default:
        return fail("run", status);
    }
}

static int sample(void *context, const brink_run_options *given, sampled *out)
{
    struct sampling *s = context;
    const struct request *r = s->request;
    brink_run_options run = *given;
    progress_line line;
    progress_start(&line, r->quiet, run.part ? 0.0 : run.until);
    run.progress = line.wanted ? progress_draw : NULL;
    run.progress_context = &line;
    run.cancel = interrupt_flag();
    brink_fault fault;
    memset(&fault, 0, sizeof fault);
    const brink_status status = brink_run(s->model, &run, &out->result, &fault);
    progress_end(&line);
    if (status == BRINK_ERR_CANCELLED) {
        fault_report_dropped("run", &r->choice, s->model, &fault);
    }
    if (!out->result) {
        return failed(s, status, &fault);
    }
    s->any = true;
    if (!r->quiet || status == BRINK_ERR_CANCELLED) {
        remark_end(&run, out->result);
    }
    if (!r->quiet) {
        report_threads("run", brink_result_provenance(out->result));
        engine_remark("run", brink_result_provenance(out->result));
    }
    return status == BRINK_ERR_CANCELLED ? interrupt_status() : STATUS_OK;
}

static int play_design(struct request *r, const scenario *loaded)
{
    design_request request = {.choice = r->choice,
                              .params = r->params,
                              .run = r->run,
                              .form = &r->form,
                              .records = r->rows,
                              .all = r->all,
                              .quiet = r->quiet};
    return design_run(&request, loaded);
}

static int open_records(struct request *r, const scenario *loaded, records *rows)
{
    const brink_model *model = loaded->model;
    const records_run run = {.command = "run",
                             .scenario = r->choice.name,
                             .path = loaded->path,
                             .models = &model,
                             .n = 1,
                             .sets = &r->choice.sets,
                             .goes_on = r->keep.resume != NULL,
                             .in_parts = r->keep.into != NULL};
    return records_open(rows, &r->rows, &run, &r->run);
}

static int begin_rows(void *context, const char *path) { return records_begin(context, path); }
static int end_rows(void *context) { return records_end(context); }

/* With the scenario loaded. */
static int run(struct request *r, const scenario *loaded)
{
    int status = keep_refuse_copies("run", &r->keep, &r->run);
    status =
        status == STATUS_OK ? only_settle("run", &r->only, r->choice.name, loaded->model, &r->run) : status;
    status = status == STATUS_OK ? report_guard("run", loaded->path, r->form.output) : status;
    if (status == STATUS_OK && r->params) {
        return play_design(r, loaded);
    }
    records rows = {0};
    status = status == STATUS_OK ? open_records(r, loaded, &rows) : status;
    if (status != STATUS_OK) {
        records_free(&rows);
        return status;
    }
    const delivery how = {.command = "run", .form = &r->form, .all = r->all, .quiet = r->quiet};
    const brink_variant only = {.model = loaded->model};
    struct sampling s = {r, loaded->model, &rows, false};
    const keep_rows kept = {&rows, records_ending(&rows), begin_rows, end_rows};
    r->keep.rows = kept.ending ? &kept : NULL;
    status = keep_play(&r->keep, &how, &only, 1, &r->run, r->trials > 0, sample, &s);
    status = records_finish(&rows, s.any, r->quiet, status);
    records_free(&rows);
    return status;
}

int cmd_run(int argc, char **argv)
{
    struct request r = {.run = BRINK_RUN_OPTIONS_INIT, .form = FORM_INIT, .engine = ENGINE_UNSET};
    int status;
    if (parse(&r, argc, argv, &status) && (status = settle(&r)) == STATUS_OK) {
        scenario loaded;
        status = scenario_load("run", &r.choice, r.quiet, &loaded);
        if (status == STATUS_OK) {
            interrupt_watch();
            status = run(&r, &loaded);
            scenario_free(&loaded);
        }
    }
    option_list_free(&r.choice.sets);
    only_free(&r.only);
    return status;
}
