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
    uint64_t threads; /* 0: not given */
    form form;
    int engine;
    only_names only;
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
        {"trials", 'n', OPTION_COUNT, &r->run.trials, "N",
         "trials of each variant: 250000, 10k, 2.5M, 1e6 (default 100k)", 1, NULL, false},
        {"seed", 0, OPTION_DIGITS, &r->run.seed, "N", "seed of all luck (default 1): same seed, same result",
         0, NULL, false},
        {"first-trial", 0, OPTION_COUNT, &r->run.first_trial, "N", "number of the first trial (default 0)", 0,
         NULL, false},
        OPTIONS_REPORT(r->form),
        OPTION_ALL(r->all),
        OPTIONS_RECORDS(r->rows),
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
    if (r->run.trials > UINT64_MAX - r->run.first_trial) {
        complain("compare", "--first-trial and --trials together pass the last trial (2^64 - 2)");
        return STATUS_USAGE;
    }
    r->run.threads = (int)r->threads;
    if (!engine_settle("compare", r->engine, &r->run.engine)) {
        return STATUS_USAGE;
    }
    return form_settle("compare", &r->form, report_formats);
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

static brink_status write_page(const struct request *r, const brink_comparison *comparison, char **text)
{
    const report_layout layout = report_layout_of(r->form.output);
    brink_comparison_text_options options = BRINK_COMPARISON_TEXT_OPTIONS_INIT;
    char *trace =
        trace_command(r, brink_model_parameter_count(brink_comparison_variant(comparison, 0)->model));
    if (!trace) {
        return BRINK_ERR_MEMORY;
    }
    options.colour = layout.colour;
    options.unicode = layout.unicode;
    options.width = layout.width;
    options.trace = trace;
    options.all = r->all;
    options.measures = r->shown;
    options.n_measures = r->n_shown;
    brink_status status = brink_comparison_text(comparison, &options, text);
    free(trace);
    return status;
}

static int deliver(const struct request *r, output *file, const brink_comparison *comparison)
{
    char *text = NULL;
    brink_status made = r->form.format == REPORT_JSON  ? brink_comparison_json(comparison, &text)
                        : r->form.format == REPORT_CSV ? brink_comparison_csv(comparison, &text)
                                                       : write_page(r, comparison, &text);
    if (made != BRINK_OK) {
        return fail("compare", made);
    }
    int status =
        report_deliver("compare", r->form.output, file, text, r->quiet, brink_comparison_trials(comparison));
    free(text);
    return status;
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
        complain("compare", "the variants cannot be compared: %s", failure->message);
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

static int sample(struct request *r, const variants *all, output *file, records *rows)
{
    brink_variant *given = calloc(all->n, sizeof *given);
    if (!given) {
        return fail("compare", BRINK_ERR_MEMORY);
    }
    for (size_t i = 0; i < all->n; i++) {
        given[i] = variant_for_library(&all->items[i]);
    }
    progress_line line;
    progress_start(&line, r->quiet, 0);
    r->run.progress = line.wanted ? progress_draw : NULL;
    r->run.progress_context = &line;
    r->run.cancel = interrupt_flag();
    brink_comparison *comparison = NULL;
    brink_compare_failure failure;
    brink_status status = brink_compare(given, (int)all->n, &r->run, &comparison, &failure);
    progress_end(&line);
    int exit_status;
    if (status == BRINK_ERR_CANCELLED) {
        fault_report_dropped("compare", &all->items[0].choice, all->items[0].loaded.model, &failure.fault);
    }
    if (comparison) {
        if (status == BRINK_ERR_CANCELLED) {
            remark_interrupted(comparison, r->run.trials, records_failed(rows));
        }
        if (!r->quiet) {
            report_threads("compare", brink_result_provenance(brink_comparison_result(comparison, 0)));
            engine_remark("compare", brink_result_provenance(brink_comparison_result(comparison, 0)));
        }
        exit_status = deliver(r, file, comparison);
        exit_status =
            exit_status == STATUS_OK && status == BRINK_ERR_CANCELLED ? interrupt_status() : exit_status;
    } else if (status == BRINK_ERR_CANCELLED && records_failed(rows)) {
        exit_status = interrupt_status(); /* what failed was said */
    } else {
        exit_status = failed(all, status, &failure);
    }
    exit_status = records_finish(rows, comparison != NULL, r->quiet, exit_status);
    brink_comparison_free(comparison);
    free(given);
    return exit_status;
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
                                 .sets = &r->choice.sets};
        status = records_open(rows, &r->rows, &run, &r->run);
    }
    free((void *)models);
    free((void *)names);
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
        output file;
        records rows = {0};
        interrupt_watch();
        if (!r->quiet && r->run.first_trial == 0) {
            report_copies("compare");
        }
        status = report_guard("compare", all->items[0].loaded.path, r->form.output);
        status = status == STATUS_OK ? open_records(r, all, &rows) : status;
        status = status == STATUS_OK ? output_open(&file, r->form.output, "compare") : status;
        if (status == STATUS_OK) {
            status = sample(r, all, &file, &rows);
            output_discard(&file);
        }
        records_free(&rows);
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
