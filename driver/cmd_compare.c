/* SPDX-License-Identifier: Apache-2.0 */
/* brink compare: variants of a scenario on the same luck. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "brink/compare.h"
#include "command.h"
#include "engine.h"
#include "exit_status.h"
#include "fault_report.h"
#include "interrupt.h"
#include "keep.h"
#include "message.h"
#include "number.h"
#include "only.h"
#include "options.h"
#include "output.h"
#include "progress.h"
#include "records.h"
#include "report.h"
#include "shell.h"
#include "variants.h"
#include "suggest.h"

/* What the command line asks for. */
struct request {
    scenario_choice choice;
    const char *variants;
    option_list with, under;
    const char *measures; /* names, separated by commas; NULL: those that differ */
    char *names;          /* a copy of them, cut up; free() */
    const char **shown;   /* [n_shown]: the same one by one; free() */
    size_t n_shown;
    brink_run_options run;
    uint64_t trials, threads; /* 0: not given */
    form form;
    int engine;
    only_names only;
    keeping keep;
    records_choice rows;
    bool all, quiet;
};

enum { PARAMETERS_TOLD = 100 }; /* more of them hide the story */

static const char examples[] =
    "  brink compare taiwan-blockade --trials 1M\n"
    "  brink compare taiwan-blockade --variants base,no_overland --with 'escort=0.5'\n"
    "  brink compare two-theatre --variants base,no_pipelines --under bloc-tight --trials 10k\n";

static bool parse(struct request *r, int argc, char **argv, int *status)
{
    option options[] = {
        {"variants", 0, OPTION_TEXT, &r->variants, "A,B,...",
         "the variants, the first of which the others are compared\nwith; 'base' is the scenario as it "
         "stands "
         "(default: base\nand all variants; with --with: base)",
         0, NULL, false},
        {"with", 0, OPTION_LIST, &r->with, "NAME=VALUE,...",
         "one more variant, with other values for parameters or\nlevers; may be repeated. A variant's name "
         "may go "
         "before them",
         0, NULL, false},
        {"under", 0, OPTION_LIST, &r->under, "NAME|NAME=VALUE,...",
         "all of these once more with other assumptions, a variant\nor other values: what does the change do "
         "then? May be\n"
         "repeated",
         0, NULL, false},
        {"measures", 0, OPTION_TEXT, &r->measures, "A,B,...",
         "the measures on the page (default: headlines and what differs\nmost; with --all those in which a "
         "trial differs); JSON and\nCSV have all",
         0, NULL, false},
        OPTION_ONLY(r->only),
        {"set", 0, OPTION_LIST, &r->choice.sets, "NAME=VALUE",
         "another value for a parameter or lever in all variants;\nmay be repeated", 0, NULL, false},
        {"trials", 'n', OPTION_COUNT, &r->trials, "N",
         "trials of each variant: 250000, 10k, 2.5M, 1e6 (default 100k)", 1, NULL, false},
        {"seed", 0, OPTION_DIGITS, &r->run.seed, "N", "seed of all luck (default 1): same seed, same result",
         0, NULL, false},
        {"first-trial", 0, OPTION_COUNT, &r->run.first_trial, "N", "number of the first trial (default 0)", 0,
         NULL, false},
        OPTIONS_REPORT(r->form),
        OPTIONS_RECORDS(r->rows),
        OPTIONS_KEEP(r->keep),
        OPTION_ALL(r->all),
        {"threads", 'j', OPTION_COUNT, &r->threads, "N",
         "threads (default: all cores); the result is the same on any number", 1, NULL, false},
        {"engine", 0, OPTION_CHOICE, &r->engine, ENGINE_SYNTAX, ENGINE_HELP, 0, engine_names, false},
        {"quiet", 'q', OPTION_FLAG, &r->quiet, NULL, "no progress, no warnings, no notes", 0, NULL, false},
    };
    const manual page = {
        "compare",
        "brink compare: samples variants of a scenario on the same luck and says, trial by trial, what "
        "differs.",
        "SCENARIO",
        1,
        1,
        options,
        sizeof options / sizeof *options,
        examples,
        "The page names trials that changed; 'brink trace --trial N --against VARIANT' tells why.\n"
        "Next: docs/compare.md says how to read the numbers."};
    int count;
    bool good = options_parse(&page, argc, argv, &count, status);
    if (good) {
        r->choice.name = argv[0];
    }
    return good;
}

/* What follows from the options together; an exit status. */
static int settle(struct request *r)
{
    if (r->threads > BRINK_THREADS_MOST) {
        complain("compare", "--threads %llu is too big (at most %d)", (unsigned long long)r->threads,
                 BRINK_THREADS_MOST);
        return STATUS_USAGE;
    }
    r->run.trials = r->trials > 0 ? r->trials : r->run.trials;
    if (r->run.trials > UINT64_MAX - r->run.first_trial) {
        complain("compare", "--first-trial and --trials together pass the last trial (2^64 - 2)");
        return STATUS_USAGE;
    }
    r->run.threads = (int)r->threads;
    if (!engine_settle("compare", r->engine, &r->run.engine)) {
        return STATUS_USAGE;
    }
    const int status = form_settle("compare", &r->form, report_formats);
    return status == STATUS_OK ? keep_settle("compare", &r->keep, &r->form) : status;
}

/* Which variants; an exit status. */
static int choose(const struct request *r, variants *all)
{
    int status;
    if (r->variants) {
        status = variants_add_names(all, r->variants);
    } else if (r->with.n > 0) {
        status = variants_add(all, base_name);
    } else {
        status = variants_add_all(all);
    }
    for (size_t i = 0; i < r->with.n && status == STATUS_OK; i++) {
        status = variants_add(all, r->with.items[i]);
    }
    size_t plain = all->n;
    for (size_t i = 0; i < r->under.n && status == STATUS_OK; i++) {
        status = variants_add_under(all, r->under.items[i]);
    }
    if (status == STATUS_OK && plain < 2) {
        complain("compare", "there is only one variant, '%s': nothing to compare it with",
                 all->items[0].label);
        remark("Name others: --variants base,NAME, or --with NAME=VALUE for other values.");
        status = STATUS_USAGE;
    }
    return status;
}

static int find_measure(const brink_model *model, const char *of, const char *name)
{
    nearest_name nearest = nearest_start(name);
    for (int i = 0; i < brink_model_measure_count(model); i++) {
        if (strcmp(brink_model_measure_name(model, i), name) == 0) {
            return STATUS_OK;
        }
        nearest_offer(&nearest, brink_model_measure_name(model, i));
    }
    complain("compare", "%s has no measure '%s'", of, name);
    if (nearest.best) {
        remark("Did you mean '%s'?", nearest.best);
    }
    return STATUS_USAGE;
}

/* Which measures the page has, if they were named; an exit status. */
static int choose_measures(struct request *r, const brink_model *model)
{
    if (!r->measures) {
        return STATUS_OK;
    }
    r->names = strdup(r->measures);
    r->shown = calloc(strlen(r->measures) + 1, sizeof *r->shown); /* a text has fewer names than characters */
    if (!r->names || !r->shown) {
        return fail("compare", BRINK_ERR_MEMORY);
    }
    int status = STATUS_OK;
    for (char *at = r->names, *next; at && status == STATUS_OK; at = next) {
        next = strchr(at, ',');
        if (next) {
            *next++ = '\0';
        }
        at += strspn(at, " ");
        at[strcspn(at, " ")] = '\0';
        status = find_measure(model, r->choice.name, at);
        r->shown[r->n_shown++] = at;
    }
    return status;
}

/* The page can have no others than those that are computed; an exit status. */
static int measures_are_asked(const struct request *r)
{
    for (size_t i = 0; r->only.text && i < r->n_shown; i++) {
        bool asked = false;
        for (size_t k = 0; k < r->only.n; k++) {
            asked |= strcmp(r->shown[i], r->only.names[k]) == 0;
        }
        if (!asked) {
            complain("compare", "--measures asks for '%s', which --only leaves out", r->shown[i]);
            return STATUS_USAGE;
        }
    }
    return STATUS_OK;
}

/* The beginning of the command that tells a trial; free(). NULL when out of memory. */
static char *trace_command(const struct request *r, int parameters)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    if (!out) {
        return NULL;
    }
    fputs("brink trace ", out);
    shell_print_word(out, r->choice.name);
    if (r->run.seed != 1) {
        fprintf(out, " --seed %llu", (unsigned long long)r->run.seed);
    }
    if (parameters > PARAMETERS_TOLD) {
        fputs(" --level brief", out); /* the reasons of the divergence are told all the same */
    }
    for (size_t i = 0; i < r->choice.sets.n; i++) {
        fputs(" --set ", out);
        shell_print_word(out, r->choice.sets.items[i]);
    }
    bool broken = ferror(out) != 0;
    broken |= fclose(out) != 0;
    if (broken) {
        free(text);
        return NULL;
    }
    return text;
}

static void remark_interrupted(const brink_comparison *comparison, uint64_t trials, bool by_records)
{
    char done[NUMBER_ROOM], asked[NUMBER_ROOM];
    complain("compare", "%s%s%sthe result is that of %s trials instead of %s",
             by_records ? "" : "interrupted by ", by_records ? "" : interrupt_name(), by_records ? "" : ": ",
             number_write_count(brink_comparison_trials(comparison), done),
             number_write_count(trials, asked));
}

static int failed(const variants *all, brink_status status, const brink_compare_failure *failure)
{
    if (status == BRINK_ERR_FAULT) {
        const variant *culprit = &all->items[failure->variant >= 0 ? failure->variant : 0];
        return fault_report("compare", &culprit->choice, culprit->loaded.model, &failure->fault);
    }
    if (status == BRINK_ERR_INVALID) {
        complain("compare",
                 all->n > 1 && failure->variant >= 0 ? "the variants cannot be compared: %s" : "%s",
                 failure->message);
        return STATUS_USAGE;
    }
    if (status == BRINK_ERR_CANCELLED) {
        complain("compare", "interrupted by %s before any trial was finished", interrupt_name());
        return interrupt_status();
    }
    if (status == BRINK_ERR_NOT_FOUND) {
        engine_complain("compare");
        return STATUS_USAGE;
    }
    return fail("compare", status);
}

/* What a comparison needs, for keep_play(). */
struct sampling {
    const struct request *request;
    const variants *all;
    brink_variant *given; /* the same for the library */
    const records *rows;
    bool any; /* there was a comparison */
};

static int sample(void *context, const brink_run_options *given, sampled *out)
{
    struct sampling *s = context;
    const struct request *r = s->request;
    const variant *first = &s->all->items[0];
    brink_run_options run = *given;
    progress_line line;
    progress_start(&line, r->quiet, 0);
    run.progress = line.wanted ? progress_draw : NULL;
    run.progress_context = &line;
    run.cancel = interrupt_flag();
    brink_compare_failure failure;
    const brink_status status = brink_compare(s->given, (int)s->all->n, &run, &out->comparison, &failure);
    progress_end(&line);
    if (status == BRINK_ERR_CANCELLED) {
        fault_report_dropped("compare", &first->choice, first->loaded.model, &failure.fault);
    }
    if (!out->comparison && status == BRINK_ERR_CANCELLED && records_failed(s->rows)) {
        return interrupt_status(); /* what failed was said */
    }
    if (!out->comparison) {
        return failed(s->all, status, &failure);
    }
    const brink_provenance *made = sampled_made(out);
    s->any = true;
    if (status == BRINK_ERR_CANCELLED) {
        remark_interrupted(out->comparison, run.part ? run.part->count : run.trials, records_failed(s->rows));
    }
    if (!r->quiet) {
        report_threads("compare", made);
        engine_remark("compare", made);
    }
    return status == BRINK_ERR_CANCELLED ? interrupt_status() : STATUS_OK;
}

/* An exit status. */
static int open_records(struct request *r, const variants *all, records *rows)
{
    const brink_model **models = (const brink_model **)calloc(all->n, sizeof *models);
    const char **names = (const char **)calloc(all->n, sizeof *names);
    int status = models && names ? STATUS_OK : fail("compare", BRINK_ERR_MEMORY);
    for (size_t i = 0; i < all->n && status == STATUS_OK; i++) {
        models[i] = all->items[i].loaded.model;
        names[i] = variant_for_library(&all->items[i]).name;
    }
    if (status == STATUS_OK) {
        const records_run run = {.command = "compare",
                                 .scenario = r->choice.name,
                                 .path = all->items[0].loaded.path,
                                 .models = models,
                                 .variants = names,
                                 .n = (int)all->n,
                                 .sets = &r->choice.sets,
                                 .goes_on = r->keep.resume != NULL,
                                 .in_parts = r->keep.into != NULL};
        status = records_open(rows, &r->rows, &run, &r->run);
    }
    free((void *)models);
    free((void *)names);
    return status;
}

static int begin_rows(void *context, const char *path) { return records_begin(context, path); }
static int end_rows(void *context) { return records_end(context); }

static int play(struct request *r, const variants *all)
{
    records rows = {0};
    struct sampling s = {r, all, calloc(all->n, sizeof *s.given), &rows, false};
    char *trace = trace_command(r, brink_model_parameter_count(all->items[0].loaded.model));
    int status = s.given && trace ? STATUS_OK : fail("compare", BRINK_ERR_MEMORY);
    status = status == STATUS_OK ? open_records(r, all, &rows) : status;
    if (status == STATUS_OK) {
        for (size_t i = 0; i < all->n; i++) {
            s.given[i] = variant_for_library(&all->items[i]);
        }
        const delivery how = {.command = "compare",
                              .form = &r->form,
                              .all = r->all,
                              .quiet = r->quiet,
                              .trace = trace,
                              .measures = r->shown,
                              .n_measures = r->n_shown};
        const keep_rows kept = {&rows, records_ending(&rows), begin_rows, end_rows};
        r->keep.rows = kept.ending ? &kept : NULL;
        status = keep_play(&r->keep, &how, s.given, (int)all->n, &r->run, r->trials > 0, sample, &s);
        status = records_finish(&rows, s.any, r->quiet, status);
    }
    records_free(&rows);
    free(s.given);
    free(trace);
    return status;
}

static int compare(struct request *r, variants *all)
{
    int status = variants_open(all, "compare", &r->choice);
    status = status == STATUS_OK ? choose(r, all) : status;
    status = status == STATUS_OK ? variants_load(all, r->quiet) : status;
    const brink_model *model = status == STATUS_OK ? all->items[0].loaded.model : NULL;
    status = status == STATUS_OK ? choose_measures(r, model) : status;
    status = status == STATUS_OK ? only_settle("compare", &r->only, r->choice.name, model, &r->run) : status;
    status = status == STATUS_OK ? measures_are_asked(r) : status;
    if (status == STATUS_OK) {
        interrupt_watch();
        status = keep_refuse_copies("compare", &r->keep, &r->run);
        status =
            status == STATUS_OK ? report_guard("compare", all->items[0].loaded.path, r->form.output) : status;
        status = status == STATUS_OK ? play(r, all) : status;
    }
    return status;
}

int cmd_compare(int argc, char **argv)
{
    struct request r = {.run = BRINK_RUN_OPTIONS_INIT, .form = FORM_INIT, .engine = ENGINE_UNSET};
    int status;
    if (parse(&r, argc, argv, &status) && (status = settle(&r)) == STATUS_OK) {
        variants all;
        status = compare(&r, &all);
        variants_free(&all);
    }
    option_list_free(&r.choice.sets);
    option_list_free(&r.with);
    option_list_free(&r.under);
    free(r.names);
    free(r.shown);
    only_free(&r.only);
    return status;
}
