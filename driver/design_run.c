/* SPDX-License-Identifier: Apache-2.0 */
#include "design_run.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "engine.h"
#include "exit_status.h"
#include "fault_report.h"
#include "interrupt.h"
#include "message.h"
#include "number.h"
#include "output.h"
#include "progress.h"
#include "report.h"

typedef struct player {
    design_request *request;
    const design *design;
    design_results results;
    records rows;
    scenario_choice choice; /* of the row under way, with its values */
    char **sets;            /* [n columns]: its values */
    scenario first;         /* of the first row, which columns of records refer to */
} player;

/* ---- values of a row ------------------------------------------------------------------------------ */

static void drop_sets(player *p)
{
    for (size_t i = 0; p->sets && i < p->design->n; i++) {
        free(p->sets[i]);
    }
    free((void *)p->sets);
    option_list_free(&p->choice.sets);
    p->sets = NULL;
    p->choice.sets = (option_list){0};
}

static int make_sets(player *p, size_t row)
{
    const option_list *first = &p->request->choice.sets;
    drop_sets(p);
    p->sets = (char **)calloc(p->design->n, sizeof *p->sets);
    p->choice.sets.items = (const char **)calloc(first->n + p->design->n, sizeof(char *));
    bool good = p->sets && p->choice.sets.items;
    for (size_t i = 0; good && i < first->n; i++) {
        p->choice.sets.items[p->choice.sets.n++] = first->items[i];
    }
    for (size_t i = 0; good && i < p->design->n; i++) {
        p->sets[i] = design_set(p->design, row, i);
        p->choice.sets.items[p->choice.sets.n++] = p->sets[i];
        good = p->sets[i] != NULL;
    }
    return good ? STATUS_OK : fail("run", BRINK_ERR_MEMORY);
}

/* ---- what is kept of its result ------------------------------------------------------------------- */

static char *copy_of(const char *text) { return strdup(text ? text : ""); }

/* Names, once: those of the first result, which may have fewer measures than the model (--only). */
static bool make_names(design_results *all, const brink_result *result)
{
    const brink_model *model = brink_result_model(result);
    if (all->outcomes) {
        return true;
    }
    all->n_outcomes = brink_model_outcome_count(model);
    all->n_measures = brink_model_measure_count(model);
    all->outcomes = (char **)calloc((size_t)all->n_outcomes + 1, sizeof(char *));
    all->measures = (char **)calloc((size_t)all->n_measures + 1, sizeof(char *));
    all->units = (char **)calloc((size_t)all->n_measures + 1, sizeof(char *));
    all->headline = calloc((size_t)all->n_measures + 1, sizeof *all->headline);
    bool good = all->outcomes && all->measures && all->units && all->headline;
    for (int i = 0; good && i < all->n_outcomes; i++) {
        good = (all->outcomes[i] = copy_of(brink_model_outcome_name(model, i))) != NULL;
    }
    for (int i = 0; good && i < all->n_measures; i++) {
        brink_measure_view view;
        good = brink_result_measure(result, i, &view) == BRINK_OK;
        all->measures[i] = good ? copy_of(view.name) : NULL;
        all->units[i] = good ? copy_of(view.unit) : NULL;
        all->headline[i] = good && view.headline;
        good = all->measures[i] && all->units[i];
    }
    return good;
}

static bool keep(design_results *all, const brink_result *result)
{
    if (!make_names(all, result)) {
        return false;
    }
    const brink_provenance *made = brink_result_provenance(result);
    const size_t outcomes = (size_t)all->n_outcomes + 1, measures = (size_t)all->n_measures + 1;
    design_row *row = &all->rows[all->n];
    *row = (design_row){.trials = made->trials,
                        .partial = made->partial,
                        .counts = calloc(outcomes, sizeof *row->counts),
                        .probability = calloc(outcomes, sizeof *row->probability),
                        .known = calloc(measures, sizeof *row->known),
                        .mean = calloc(measures, sizeof *row->mean),
                        .sd = calloc(measures, sizeof *row->sd)};
    all->n++;
    all->made = *made;
    bool good = row->counts && row->probability && row->known && row->mean && row->sd;
    for (int i = 0; good && i < all->n_outcomes; i++) {
        brink_outcome_view view;
        good = brink_result_outcome(result, i, &view) == BRINK_OK;
        row->counts[i] = good ? view.count : 0;
        row->probability[i] = good ? view.probability : row->probability[i];
    }
    for (int i = 0; good && i < all->n_measures; i++) {
        brink_measure_view view;
        good = brink_result_measure(result, i, &view) == BRINK_OK;
        row->known[i] = good ? view.defined : 0;
        row->mean[i] = good ? view.mean : row->mean[i];
        row->sd[i] = good ? view.sd : 0;
    }
    return good;
}

static void drop_results(design_results *all)
{
    for (int i = 0; all->outcomes && i < all->n_outcomes; i++) {
        free(all->outcomes[i]);
    }
    for (int i = 0; all->measures && all->units && i < all->n_measures; i++) {
        free(all->measures[i]);
        free(all->units[i]);
    }
    for (size_t i = 0; i < all->n; i++) {
        free(all->rows[i].counts);
        free(all->rows[i].probability);
        free(all->rows[i].known);
        free(all->rows[i].mean);
        free(all->rows[i].sd);
    }
    free((void *)all->outcomes);
    free((void *)all->measures);
    free((void *)all->units);
    free(all->headline);
    free(all->rows);
}

/* ---- one row -------------------------------------------------------------------------------------- */

static void say_row(const player *p, size_t row)
{
    remark("  at row %zu of the design, %s:%d", row + 1, p->design->path, p->design->lines[row]);
}

/* Whether the scenario cannot be loaded with this value alone. */
static bool is_culprit(const char *path, const char *variant, const char *set)
{
    brink_diagnostics *unsaid = brink_diagnostics_new();
    brink_model *model = NULL;
    brink_scenario_options options = BRINK_SCENARIO_OPTIONS_INIT;
    options.variant = variant;
    options.sets = &set;
    options.n_sets = 1;
    const bool bad = unsaid && brink_scenario_load(path, &options, unsaid, &model) == BRINK_ERR_INVALID;
    brink_model_free(model);
    brink_diagnostics_free(unsaid);
    return bad;
}

/* Why was said; here is where. */
static void say_value(const player *p, size_t row, const char *path)
{
    const design *d = p->design;
    for (size_t i = 0; i < d->n; i++) {
        if (is_culprit(path, p->choice.variant, p->sets[i])) {
            remark("%s:%d:%d: %s, in row %zu of the design", d->path, d->lines[row],
                   d->places[row * d->n + i], p->sets[i], row + 1);
            return;
        }
    }
    say_row(p, row);
}

/* Its records have the columns that those of the first row have: the same names are set in all. */
static int open_records(player *p, const scenario *loaded, const scenario *base)
{
    const brink_model *model = loaded->model;
    const records_run run = {.command = "run",
                             .scenario = p->request->choice.name,
                             .path = base->path,
                             .models = &model,
                             .n = 1,
                             .sets = &p->request->choice.sets,
                             .base = base->model,
                             .has_row = true};
    return records_open(&p->rows, &p->request->records, &run, &p->request->run);
}

static int sample_row(player *p, size_t row, const scenario *loaded, bool *over)
{
    brink_run_options options = p->request->run;
    progress_line line;
    progress_start(&line, p->request->quiet, options.until);
    options.progress = line.wanted ? progress_draw : NULL;
    options.progress_context = &line;
    options.cancel = interrupt_flag();
    options.trials = p->design->trials[row] > 0 ? p->design->trials[row] : options.trials;
    records_set_row(&p->rows, row + 1);
    brink_result *result = NULL;
    brink_fault fault;
    memset(&fault, 0, sizeof fault);
    const brink_status status = brink_run(loaded->model, &options, &result, &fault);
    progress_end(&line);
    int exit_status = STATUS_OK;
    *over = status != BRINK_OK;
    if (status == BRINK_ERR_FAULT) {
        exit_status = fault_report("run", &p->choice, loaded->model, &fault);
        say_row(p, row);
    } else if (status == BRINK_ERR_NOT_FOUND) {
        engine_complain("run");
        exit_status = STATUS_USAGE;
    } else if (status != BRINK_OK && status != BRINK_ERR_CANCELLED) {
        exit_status = fail("run", status);
    } else if (result && !keep(&p->results, result)) {
        exit_status = fail("run", BRINK_ERR_MEMORY);
    }
    if (status == BRINK_ERR_CANCELLED) {
        fault_report_dropped("run", &p->choice, loaded->model, &fault);
    }
    brink_result_free(result);
    return exit_status;
}

static int play_row(player *p, size_t row, const scenario *base, bool *over)
{
    int status = make_sets(p, row);
    if (status != STATUS_OK) {
        return status;
    }
    scenario loaded;
    status = scenario_load("run", &p->choice, true, &loaded); /* warnings were those of the scenario */
    if (status != STATUS_OK) {
        say_row(p, row);
        return status;
    }
    if (row == 0) {
        status = open_records(p, &loaded, base);
    }
    status = status == STATUS_OK ? sample_row(p, row, &loaded, over) : status;
    if (row == 0) {
        p->first = loaded;
    } else {
        scenario_free(&loaded);
    }
    return status;
}

/* Whether a row has the least or largest value of a column. */
static bool is_extreme(const design *d, size_t row, const size_t *least, const size_t *most)
{
    for (size_t i = 0; i < d->n; i++) {
        if (least[i] == row || most[i] == row) {
            return true;
        }
    }
    return false;
}

static void find_extremes(const design *d, size_t *least, size_t *most)
{
    for (size_t row = 1; row < d->rows; row++) {
        for (size_t i = 0; i < d->n; i++) {
            const double value = d->values[row * d->n + i];
            least[i] = value < d->values[least[i] * d->n + i] ? row : least[i];
            most[i] = value > d->values[most[i] * d->n + i] ? row : most[i];
        }
    }
}

static int check_row(player *p, size_t row, const char *path)
{
    scenario loaded;
    int status = make_sets(p, row);
    if (status == STATUS_OK) {
        status = scenario_load("run", &p->choice, true, &loaded);
        if (status == STATUS_OK) {
            scenario_free(&loaded);
        } else {
            say_value(p, row, path);
        }
    }
    return status;
}

/* Values that cannot be (beyond a range, in a unit that does not fit) are found before hours are spent on the
 * rows before them: if the least and the largest of a column are allowed, all are. */
static int check_rows(player *p, const char *path)
{
    const design *d = p->design;
    size_t *least = calloc(d->n, sizeof *least), *most = calloc(d->n, sizeof *most);
    int status = least && most ? STATUS_OK : fail("run", BRINK_ERR_MEMORY);
    if (status == STATUS_OK) {
        find_extremes(d, least, most);
    }
    for (size_t row = 0; row < d->rows && status == STATUS_OK && !interrupt_status(); row++) {
        status = is_extreme(d, row, least, most) ? check_row(p, row, path) : STATUS_OK;
    }
    free(least);
    free(most);
    return status;
}

/* ---- all of them ---------------------------------------------------------------------------------- */

static int deliver(const player *p, output *file)
{
    const form *as = p->request->form;
    const report_layout layout = report_layout_of(as->output);
    char *text = as->format == REPORT_JSON  ? design_json(&p->results)
                 : as->format == REPORT_CSV ? design_csv(&p->results)
                                            : design_page(&p->results, p->request->all, layout.width);
    if (!text) {
        return fail("run", BRINK_ERR_MEMORY);
    }
    uint64_t trials = 0;
    for (size_t i = 0; i < p->results.n; i++) {
        trials += p->results.rows[i].trials;
    }
    const int status = report_deliver("run", as->output, file, text, p->request->quiet, trials);
    free(text);
    return status;
}

static void remark_end(const player *p)
{
    char played[NUMBER_ROOM], all[NUMBER_ROOM];
    const design_results *r = &p->results;
    const bool cut = r->n > 0 && r->rows[r->n - 1].partial;
    if (r->n < p->design->rows || cut) {
        complain("run", "%s%s%s%s of %s rows were played%s", interrupt_status() ? "interrupted by " : "",
                 interrupt_status() ? interrupt_name() : "", interrupt_status() ? ": " : "",
                 number_write_count(r->n, played), number_write_count(p->design->rows, all),
                 cut ? ", the last of them in part" : "");
    }
}

static int play(player *p, const scenario *base, output *file)
{
    int status = check_rows(p, base->path);
    bool over = false;
    for (size_t row = 0; row < p->design->rows && status == STATUS_OK && !over && !interrupt_status();
         row++) {
        status = play_row(p, row, base, &over);
    }
    /* A row that fails costs none of those before it. */
    const bool any = (status == STATUS_OK || status == STATUS_FAULT) && p->results.n > 0,
               good = status == STATUS_OK && any;
    if (any) {
        remark_end(p);
        const int delivered = deliver(p, file);
        status = delivered != STATUS_OK ? delivered : status;
    } else if (status == STATUS_OK) {
        complain("run", "interrupted by %s before any row was finished", interrupt_name());
    }
    if (!p->request->quiet && any) {
        engine_remark("run", &p->results.made);
    }
    status = status == STATUS_OK ? interrupt_status() : status;
    return records_finish(&p->rows, good, p->request->quiet, status);
}

/* The design is an input: nothing replaces it. */
static int guard(const design_request *request)
{
    const char *const names[] = {request->form->output, request->records.name};
    struct stat own, other;
    for (size_t i = 0; i < 2 && stat(request->params, &own) == 0; i++) {
        if (names[i] && stat(names[i], &other) == 0 && other.st_dev == own.st_dev &&
            other.st_ino == own.st_ino) {
            complain("run", "%s %s would replace the design, %s", i ? "--records" : "--output", names[i],
                     request->params);
            return STATUS_USAGE;
        }
    }
    return STATUS_OK;
}

int design_run(design_request *request, const scenario *loaded)
{
    design plan;
    int status = guard(request);
    status = status == STATUS_OK ? design_read(&plan, "run", request->params, loaded->model) : status;
    if (status != STATUS_OK) {
        return status;
    }
    player p = {.request = request, .design = &plan, .choice = request->choice};
    p.choice.sets = (option_list){0};
    p.results = (design_results){.design = &plan,
                                 .scenario = request->choice.name,
                                 .model = loaded->model,
                                 .rows = calloc(plan.rows, sizeof *p.results.rows),
                                 .seed = request->run.seed,
                                 .first_trial = request->run.first_trial};
    output file;
    status =
        p.results.rows ? output_open(&file, request->form->output, "run") : fail("run", BRINK_ERR_MEMORY);
    if (status == STATUS_OK) {
        status = play(&p, loaded, &file);
        output_discard(&file);
    }
    records_free(&p.rows);
    scenario_free(&p.first);
    drop_sets(&p);
    drop_results(&p.results);
    design_free(&plan);
    return status;
}
