/* SPDX-License-Identifier: Apache-2.0 */
/* brink verify: do scenarios give the answers that they expect? */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "brink/run.h"
#include "catalogue.h"
#include "command.h"
#include "exit_status.h"
#include "fault_report.h"
#include "interrupt.h"
#include "load.h"
#include "message.h"
#include "number.h"
#include "form.h"
#include "options.h"
#include "page.h"
#include "shell.h"
#include "progress.h"

/* A scenario or one of its variants that expects something. */
struct job {
    scenario_choice choice;
    scenario loaded;
};

struct jobs {
    struct job *items;
    size_t n, expectations, missed;
    brink_scenario_info **infos; /* [n_infos]; own the names of variants */
    size_t n_infos;
    brink_run_options run;
    double error_rate;
    form form;
    json_t *report; /* with JSON only: what was compared */
    bool quiet, faulted;
};

static void free_jobs(struct jobs *jobs)
{
    for (size_t i = 0; i < jobs->n; i++) {
        scenario_free(&jobs->items[i].loaded);
    }
    for (size_t i = 0; i < jobs->n_infos; i++) {
        brink_scenario_info_free(jobs->infos[i]);
    }
    free(jobs->items);
    free(jobs->infos);
}

static int sample(const struct jobs *jobs, const struct job *job, brink_result **out)
{
    brink_run_options run = jobs->run;
    brink_fault fault;
    memset(&fault, 0, sizeof fault);
    progress_line line;
    progress_start(&line, jobs->quiet, 0);
    run.progress = line.wanted ? progress_draw : NULL;
    run.progress_context = &line;
    run.cancel = interrupt_flag();
    brink_status status = brink_run(job->loaded.model, &run, out, &fault);
    progress_end(&line);
    if (status == BRINK_OK) {
        return STATUS_OK;
    }
    brink_result_free(*out);
    *out = NULL;
    if (status == BRINK_ERR_FAULT) {
        return fault_report("verify", &job->choice, job->loaded.model, &fault);
    }
    if (status == BRINK_ERR_CANCELLED) {
        fault_report_dropped("verify", &job->choice, job->loaded.model, &fault);
    }
    return status == BRINK_ERR_CANCELLED ? interrupt_status() : fail("verify", status);
}

/* Loads the scenario or variant and adds it if it expects something. */
static int add_job(struct jobs *jobs, const char *name, const char *variant)
{
    struct job job = {{name, variant, {NULL, 0}}, {NULL, NULL, NULL}};
    /* Warnings of a variant are those of its base: once is enough. */
    int status = scenario_load("verify", &job.choice, jobs->quiet || variant, &job.loaded);
    if (status != STATUS_OK) {
        return status;
    }
    size_t expectations = brink_model_expectation_count(job.loaded.model, variant);
    struct job *grown = NULL;
    if (expectations > 0) {
        grown = realloc(jobs->items, (jobs->n + 1) * sizeof *grown);
        status = grown ? STATUS_OK : fail("verify", BRINK_ERR_MEMORY);
    }
    if (!grown) {
        scenario_free(&job.loaded);
        return status;
    }
    jobs->items = grown;
    jobs->items[jobs->n++] = job;
    jobs->expectations += expectations;
    return STATUS_OK;
}

/* The variants of a loaded file; jobs keeps the list. */
static int read_info(struct jobs *jobs, const char *name, const brink_scenario_info **out)
{
    int status;
    char *path = catalogue_resolve_file("verify", name, &status);
    brink_diagnostics *problems = brink_diagnostics_new();
    if (path && !problems) {
        status = fail("verify", BRINK_ERR_MEMORY);
    } else if (path) {
        brink_scenario_info *info = NULL;
        brink_status read = brink_scenario_info_load(path, problems, &info);
        if (read == BRINK_OK) {
            jobs->infos[jobs->n_infos++] = info;
            *out = info;
        } else {
            status = fail("verify", read);
        }
    }
    brink_diagnostics_free(problems);
    free(path);
    return status;
}

static int add_file(struct jobs *jobs, const char *name)
{
    const size_t before = jobs->expectations;
    int status = add_job(jobs, name, NULL);
    const brink_scenario_info *info = NULL;
    if (status == STATUS_OK) {
        status = read_info(jobs, name, &info);
    }
    for (size_t i = 0; status == STATUS_OK && i < brink_scenario_info_variant_count(info); i++) {
        status = add_job(jobs, name, brink_scenario_info_variant_name(info, i));
    }
    if (status == STATUS_OK && jobs->expectations == before) {
        complain("verify", "%s expects nothing: it has no 'expect' entries", name);
        status = STATUS_USAGE;
    }
    return status;
}

static void print_verdict(FILE *out, const brink_verdict *verdict, bool quiet)
{
    if (verdict->passed && quiet) {
        return;
    }
    fprintf(out, "  %s  %s: %s\n", verdict->passed ? "pass" : "FAIL", verdict->what, verdict->detail);
    if (!verdict->passed && verdict->where.file && verdict->where.line > 0) {
        fputs("        ", out);
        shell_print_name(out, verdict->where.file);
        fprintf(out, ":%d:%d\n", verdict->where.line, verdict->where.column);
    }
}

/* One object for the scenario or variant. */
static int add_verdicts(struct jobs *jobs, const struct job *job, const brink_verdicts *verdicts)
{
    json_t *list = json_array();
    bool good = list != NULL;
    for (size_t i = 0; i < brink_verdicts_count(verdicts) && good; i++) {
        const brink_verdict *v = brink_verdicts_get(verdicts, i);
        good = json_array_append_new(list, json_pack("{s:s, s:b, s:s, s:o, s:i, s:i}", "what", v->what,
                                                     "passed", v->passed, "detail", v->detail, "file",
                                                     page_json_text(v->where.file ? v->where.file : ""),
                                                     "line", v->where.line, "column", v->where.column)) == 0;
        jobs->missed += !v->passed;
    }
    json_t *object = json_pack("{s:o, s:s?, s:O}", "scenario", page_json_text(job->choice.name), "variant",
                               job->choice.variant, "expectations", list);
    json_decref(list);
    good = json_array_append_new(jobs->report, object) == 0 && good;
    return good ? STATUS_OK : page_failed("verify");
}

static int print_verdicts(struct jobs *jobs, const struct job *job, const brink_verdicts *verdicts)
{
    if (jobs->report) {
        return add_verdicts(jobs, job, verdicts);
    }
    page_text text;
    if (!page_open(&text)) {
        return page_failed("verify");
    }
    size_t missed = 0;
    for (size_t i = 0; i < brink_verdicts_count(verdicts); i++) {
        missed += !brink_verdicts_get(verdicts, i)->passed;
    }
    if (missed > 0 || !jobs->quiet) {
        fprintf(text.out, "%s%s%s\n", job->choice.name, job->choice.variant ? ", variant " : "",
                job->choice.variant ? job->choice.variant : "");
    }
    for (size_t i = 0; i < brink_verdicts_count(verdicts); i++) {
        print_verdict(text.out, brink_verdicts_get(verdicts, i), jobs->quiet);
    }
    jobs->missed += missed;
    return page_print(&text, "verify");
}

static int verify_job(struct jobs *jobs, const struct job *job)
{
    brink_result *result = NULL;
    brink_verdicts *verdicts = NULL;
    int status = sample(jobs, job, &result);
    if (status == STATUS_OK) {
        brink_status compared =
            brink_result_verify(result, job->choice.variant, jobs->error_rate, jobs->expectations, &verdicts);
        status = compared == BRINK_OK ? print_verdicts(jobs, job, verdicts) : fail("verify", compared);
    }
    brink_verdicts_free(verdicts);
    brink_result_free(result);
    return status;
}

static int put_report(const struct jobs *jobs)
{
    json_t *whole =
        json_pack("{s:I, s:I, s:I, s:I, s:f, s:O}", "expectations", (json_int_t)jobs->expectations, "missed",
                  (json_int_t)jobs->missed, "trials", (json_int_t)jobs->run.trials, "seed",
                  (json_int_t)jobs->run.seed, "error_rate", jobs->error_rate, "scenarios", jobs->report);
    int status = page_put_json("verify", whole);
    json_decref(whole);
    return status;
}

static int print_summary(const struct jobs *jobs)
{
    if (jobs->report) {
        return put_report(jobs);
    }
    page_text text;
    if (!page_open(&text)) {
        return page_failed("verify");
    }
    char trials[NUMBER_ROOM];
    fprintf(text.out, "%zu expectation%s: ", jobs->expectations, jobs->expectations == 1 ? "" : "s");
    if (jobs->missed > 0) {
        fprintf(text.out, "%zu missed", jobs->missed);
    } else {
        fputs(jobs->faulted ? "not all could be compared" : "all met", text.out);
    }
    fprintf(text.out, " (%s trials each, seed %llu, error rate %g for all together)\n",
            number_write_count(jobs->run.trials, trials), (unsigned long long)jobs->run.seed,
            jobs->error_rate);
    return page_print(&text, "verify");
}

/* A fault in one scenario does not hide what the others say. */
static int verify_all(struct jobs *jobs)
{
    for (size_t i = 0; i < jobs->n; i++) {
        int status = verify_job(jobs, &jobs->items[i]);
        if (status == STATUS_FAULT) {
            jobs->faulted = true;
        } else if (status != STATUS_OK) {
            return status;
        }
    }
    int status = print_summary(jobs);
    if (status != STATUS_OK) {
        return status;
    }
    return jobs->faulted ? STATUS_FAULT : jobs->missed > 0 ? STATUS_MISS : STATUS_OK;
}

static int verify_files(struct jobs *jobs, char **names, int n)
{
    jobs->infos = calloc((size_t)n, sizeof(brink_scenario_info *));
    if (!jobs->infos) {
        return fail("verify", BRINK_ERR_MEMORY);
    }
    interrupt_watch();
    int worst = STATUS_OK;
    /* Everything is read before anything is run, so that a mistake in the last file is found at once. */
    for (int i = 0; i < n && !interrupt_status(); i++) {
        int status = add_file(jobs, names[i]);
        worst = status > worst ? status : worst;
    }
    return worst == STATUS_OK ? verify_all(jobs) : worst;
}

static const char examples[] = "  brink verify my.yaml\n"
                               "  brink verify scenarios/validation/*.yaml --trials 1M\n";

int cmd_verify(int argc, char **argv)
{
    struct jobs jobs = {.run = BRINK_RUN_OPTIONS_INIT, .error_rate = 1e-4, .form = FORM_INIT};
    option options[] = {
        {"trials", 'n', OPTION_COUNT, &jobs.run.trials, "N",
         "trials of each scenario and variant (default 100k)", 2, NULL, false},
        {"error-rate", 0, OPTION_SHARE, &jobs.error_rate, "SHARE",
         "how often correct scenarios may fail by bad luck, all of the\nline together (default 0.0001)", 0,
         NULL, false},
        {"seed", 0, OPTION_DIGITS, &jobs.run.seed, "N", "seed of all luck (default 1)", 0, NULL, false},
        OPTIONS_FORM_USUAL(jobs.form),
        {"quiet", 'q', OPTION_FLAG, &jobs.quiet, NULL, "only what was missed, and the summary", 0, NULL,
         false},
    };
    const manual page = {
        "verify",
        "brink verify: runs scenarios and those of their variants that expect something, and compares with\n"
        "their 'expect' entries. Exit status 3 if an expectation is missed.",
        "SCENARIO...",
        1,
        argc,
        options,
        sizeof options / sizeof *options,
        examples,
        "Next: docs/scenario-format.md says how expectations are written."};
    int count, status;
    if (!options_parse(&page, argc, argv, &count, &status) ||
        (status = form_settle("verify", &jobs.form, form_words)) != STATUS_OK ||
        (status = form_begin("verify", &jobs.form)) != STATUS_OK) {
        return status;
    }
    jobs.report = jobs.form.format == FORM_JSON ? json_array() : NULL;
    status = verify_files(&jobs, argv, count);
    if (interrupt_status()) {
        complain("verify", "interrupted by %s", interrupt_name());
        status = interrupt_status();
    }
    json_decref(jobs.report);
    free_jobs(&jobs);
    return form_end("verify", &jobs.form, status);
}
