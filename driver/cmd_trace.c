/* SPDX-License-Identifier: Apache-2.0 */
/* brink trace: the story of a trial, or of the first trials that end with an outcome. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "address.h"
#include "brink/compare.h"
#include "brink/run.h"
#include "brink/trace.h"
#include "command.h"
#include "exit_status.h"
#include "fault_report.h"
#include "load.h"
#include "message.h"
#include "number.h"
#include "options.h"
#include "page.h"
#include "report.h"
#include "variants.h"
#include "suggest.h"
#include "terminal.h"

struct request {
    scenario_choice choice;
    brink_trace_options trace;
    uint64_t parameters_of;
    exceptions exceptions;
    option *count_option, *search_option, *parameters_option;
    const char *outcome, *against;
    uint64_t count, search;
    int level;
    form form;
    bool json, quiet;
};

static const char *const levels[] = {"brief", "story", "all", NULL};

static const char examples[] = "  brink trace taiwan-blockade --trial 42\n"
                               "  brink trace my.yaml --outcome wider_war --count 3\n"
                               "  brink trace my.yaml --trial 42 --against no_overland\n";

/* Options that contradict each other or mean nothing alone; an exit status. */
static int settle(const struct request *r)
{
    if (!r->outcome && (r->count_option->given || r->search_option->given)) {
        complain("trace", "--%s belongs to --outcome", r->count_option->given ? "count" : "search");
        return STATUS_USAGE;
    }
    if (r->outcome && (r->parameters_option->given || r->exceptions.given.n > 0)) {
        complain("trace", "--%s belongs to --trial, not to --outcome",
                 r->parameters_option->given ? "parameters-of" : "parameter");
        return STATUS_USAGE;
    }
    if (r->outcome && r->against) {
        complain("trace",
                 "--outcome and --against exclude each other: 'brink compare' names trials that changed");
        return STATUS_USAGE;
    }
    if (r->outcome && r->count > r->search) {
        complain("trace", "--count is more than the trials that --search allows");
        return STATUS_USAGE;
    }
    return STATUS_OK;
}

/* Tells one trial with two variants. */
static int tell_both(const struct request *r, const variants *both)
{
    const brink_variant first = variant_for_library(&both->items[0]),
                        second = variant_for_library(&both->items[1]);
    brink_trace_options options = r->trace;
    options.level = (brink_trace_level)r->level;
    options.colour = terminal_colour(STDOUT_FILENO);
    char *text = NULL;
    brink_compare_failure failure;
    brink_status status = r->json ? brink_trace_compare_json(&first, &second, &options, &text, &failure)
                                  : brink_trace_compare_text(&first, &second, &options, &text, &failure);
    if (status == BRINK_ERR_INVALID) {
        complain("trace", "the variants cannot be told together: %s", failure.message);
        return STATUS_USAGE;
    }
    if (status == BRINK_ERR_ARGUMENT && r->exceptions.given.n > 0) {
        complain("trace", "--parameter: each parameter once, and @u only where one draw makes its value");
        return STATUS_USAGE;
    }
    int printed = page_put_made("trace", status == BRINK_ERR_FAULT ? BRINK_OK : status, text);
    if (printed == STATUS_OK && status == BRINK_ERR_FAULT) {
        return fault_remark("trace", options.trial, both->items[failure.variant].label, &failure.fault);
    }
    return printed;
}

static int trace_both(struct request *r)
{
    variants both;
    int status = variants_open(&both, "trace", &r->choice);
    status =
        status == STATUS_OK ? variants_add(&both, r->choice.variant ? r->choice.variant : base_name) : status;
    status = status == STATUS_OK ? variants_add(&both, r->against) : status;
    status = status == STATUS_OK ? variants_load(&both, r->quiet) : status;
    if (status == STATUS_OK) {
        status = exceptions_settle(&r->exceptions, r->choice.name, both.items[0].loaded.model, &r->trace);
    }
    status = status == STATUS_OK ? report_guard("trace", both.items[0].loaded.path, r->form.output) : status;
    status = status == STATUS_OK ? form_begin("trace", &r->form) : status;
    status = form_end("trace", &r->form, status == STATUS_OK ? tell_both(r, &both) : status);
    variants_free(&both);
    return status;
}

static int unknown_outcome(const struct request *r, const brink_model *model)
{
    complain("trace", "%s has no outcome '%s'", r->choice.name, r->outcome);
    nearest_name nearest = nearest_start(r->outcome);
    for (int i = 0; i < brink_model_outcome_count(model); i++) {
        nearest_offer(&nearest, brink_model_outcome_name(model, i));
    }
    if (nearest.best) {
        remark("Did you mean '%s'?", nearest.best);
        return STATUS_USAGE;
    }
    fputs("Its outcomes:", stderr);
    for (int i = 0; i < brink_model_outcome_count(model); i++) {
        fprintf(stderr, "%s %s", i ? "," : "", brink_model_outcome_name(model, i));
    }
    fputc('\n', stderr);
    return STATUS_USAGE;
}

static bool has_outcome(const brink_model *model, const char *name)
{
    for (int i = 0; i < brink_model_outcome_count(model); i++) {
        if (strcmp(brink_model_outcome_name(model, i), name) == 0) {
            return true;
        }
    }
    return false;
}

/* Tells one trial. A trial that faults has a story too: it ends with the fault. */
static int tell(const struct request *r, const brink_model *model, uint64_t trial)
{
    brink_trace_options options = r->trace;
    options.trial = trial;
    options.level = (brink_trace_level)r->level;
    options.colour = terminal_colour(STDOUT_FILENO);
    char *text = NULL;
    brink_fault fault;
    memset(&fault, 0, sizeof fault);
    brink_status status = r->json ? brink_trace_json(model, &options, &text, &fault)
                                  : brink_trace_text(model, &options, &text, &fault);
    if (status == BRINK_ERR_ARGUMENT && r->exceptions.given.n > 0) {
        complain("trace", "--parameter: each parameter once, and @u only where one draw makes its value");
        return STATUS_USAGE;
    }
    int printed = page_put_made("trace", status == BRINK_ERR_FAULT ? BRINK_OK : status, text);
    if (printed == STATUS_OK && status == BRINK_ERR_FAULT) {
        return fault_remark("trace", trial, NULL, &fault);
    }
    return printed;
}

/* Several trials: texts with a line between them, or a JSON array. */
static int tell_all(const struct request *r, const brink_model *model, const uint64_t *trials, size_t n)
{
    const bool array = r->json && r->count_option->given;
    int status = array ? page_put("trace", "[\n") : STATUS_OK;
    for (size_t i = 0; i < n && status == STATUS_OK; i++) {
        if (i > 0) {
            status = page_put("trace", array ? ",\n" : "\n");
        }
        if (status == STATUS_OK) {
            status = tell(r, model, trials[i]);
        }
    }
    return array && status == STATUS_OK ? page_put("trace", "]\n") : status;
}

static int search(const struct request *r, const brink_model *model)
{
    if (!has_outcome(model, r->outcome)) {
        return unknown_outcome(r, model);
    }
    uint64_t *trials = calloc((size_t)r->count, sizeof *trials);
    if (!trials) {
        return fail("trace", BRINK_ERR_MEMORY);
    }
    size_t found = 0;
    brink_fault fault;
    memset(&fault, 0, sizeof fault);
    brink_status status = brink_run_find(model, r->trace.seed, r->outcome, r->trace.trial, r->search, trials,
                                         (size_t)r->count, &found, &fault);
    int exit_status;
    char searched[NUMBER_ROOM];
    number_write_count(r->search, searched);
    if (status == BRINK_ERR_FAULT) {
        exit_status = fault_report("trace", &r->choice, model, &fault);
    } else if (status != BRINK_OK && status != BRINK_ERR_NOT_FOUND) {
        exit_status = fail("trace", status);
    } else if (found == 0) {
        complain("trace", "none of %s trials from trial %llu on ends with '%s'; --search looks at more",
                 searched, (unsigned long long)r->trace.trial, r->outcome);
        exit_status = STATUS_USAGE;
    } else {
        exit_status = tell_all(r, model, trials, found);
        if (exit_status == STATUS_OK && found < r->count) {
            complain("trace", "only %zu of %s trials end with '%s'; --search looks at more", found, searched,
                     r->outcome);
        }
    }
    free(trials);
    return exit_status;
}

static int trace(struct request *r)
{
    scenario loaded;
    int status = scenario_load("trace", &r->choice, r->quiet, &loaded);
    if (status == STATUS_OK) {
        status = exceptions_settle(&r->exceptions, r->choice.name, loaded.model, &r->trace);
    }
    if (status == STATUS_OK) {
        status = report_guard("trace", loaded.path, r->form.output);
        status = status == STATUS_OK ? form_begin("trace", &r->form) : status;
        if (status == STATUS_OK) {
            status = r->outcome ? search(r, loaded.model) : tell(r, loaded.model, r->trace.trial);
        }
        status = form_end("trace", &r->form, status);
        scenario_free(&loaded);
    }
    return status;
}

int cmd_trace(int argc, char **argv)
{
    struct request r = {.trace = BRINK_TRACE_OPTIONS_INIT,
                        .count = 1,
                        .search = 1000000,
                        .level = BRINK_TRACE_STORY,
                        .form = FORM_INIT};
    option options[] = {
        {"trial", 't', OPTION_COUNT, &r.trace.trial, "N",
         "number of the trial (default 0); with --outcome the one\nthat the search begins at", 0, NULL,
         false},
        {"outcome", 0, OPTION_TEXT, &r.outcome, "NAME", "tell the first trial that ends with this outcome", 0,
         NULL, false},
        {"count", 0, OPTION_COUNT, &r.count, "K", "with --outcome: the first K such trials (default 1)", 1,
         NULL, false},
        {"search", 0, OPTION_COUNT, &r.search, "N", "with --outcome: give up after N trials (default 1M)", 1,
         NULL, false},
        {"parameters-of", 0, OPTION_COUNT, &r.parameters_of, "N",
         "with the parameters of trial N and the luck of --trial", 0, NULL, false},
        {"parameter", 0, OPTION_LIST, &r.exceptions.given, "NAME@trial:N|NAME@u:U",
         "with this parameter from trial N, or at the U-quantile of\nits distribution; may be repeated", 0,
         NULL, false},
        {"seed", 0, OPTION_DIGITS, &r.trace.seed, "N", "seed of all luck (default 1)", 0, NULL, false},
        {"events", 0, OPTION_COUNT, &r.trace.events, "N",
         "a trial with more events than this is told up to there\n(default 100k)", 1, NULL, false},
        OPTION_VARIANT(r.choice),
        OPTION_SET(r.choice),
        {"against", 0, OPTION_TEXT, &r.against, "VARIANT",
         "tell the trial with two variants: where they part and why;\na variant's name, 'base', or "
         "NAME=VALUE,... for other values",
         0, NULL, false},
        {"level", 0, OPTION_CHOICE, &r.level, "brief|story|all",
         "how much is told: moves only, with reasons (default), or\neverything", 0, levels, false},
        OPTIONS_FORM(
            r.form, "text|json",
            "for people, or for programs: JSON has always everything, with\n--count an array (default: "
            "text, or what the name of --output\nends in)",
            form_words),
        {"quiet", 'q', OPTION_FLAG, &r.quiet, NULL, "no warnings", 0, NULL, false},
    };
    r.count_option = &options[2];
    r.search_option = &options[3];
    r.parameters_option = &options[4];
    const manual page = {"trace",
                         "brink trace: tells the story of one trial: what was drawn, what happened when and "
                         "why, how it ended.",
                         "SCENARIO",
                         1,
                         1,
                         options,
                         sizeof options / sizeof *options,
                         examples,
                         "A trial is the same in 'brink run' with the same seed, --variant and --set.\n"
                         "Next: docs/semantics.md says what the events mean."};
    int count, status;
    if (options_parse(&page, argc, argv, &count, &status) && (status = settle(&r)) == STATUS_OK &&
        (status = form_settle("trace", &r.form, form_words)) == STATUS_OK) {
        r.json = r.form.format == FORM_JSON;
        r.trace.parameters_of = r.parameters_option->given ? &r.parameters_of : NULL;
        r.choice.name = argv[0];
        status = r.against ? trace_both(&r) : trace(&r);
    }
    option_list_free(&r.choice.sets);
    exceptions_free(&r.exceptions);
    return status;
}
