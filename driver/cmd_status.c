/* SPDX-License-Identifier: Apache-2.0 */
/* brink status: which parts of a run are there. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "exit_status.h"
#include "form.h"
#include "message.h"
#include "number.h"
#include "options.h"
#include "page.h"
#include "parts.h"
#include "sampled.h"

struct request {
    const char *folder;
    form form;
    bool missing;
};

/* One run of which there are parts: files[begin] to files[end - 1] are of it. */
typedef struct run {
    size_t begin, end;
    brink_stored *stored; /* the head of one of its parts */
    const brink_stored_info *info;
    uint64_t of, finished, begun, trials;
    uint64_t first, count; /* what the parts share: all trials, or with --until those of the round */
    bool ended;            /* with --until: the last look found it narrow enough */
    bool *lacks;           /* [of] parts that are not finished */
    char *numbers;         /* of those; "" if there are none */
} run;

static const char examples[] = "  brink status runs/\n"
                               "  sbatch --array=$(brink status runs/ --missing) job.sh\n";

static bool parse(struct request *r, int argc, char **argv, int *status)
{
    option options[] = {
        {"missing", 0, OPTION_FLAG, &r->missing, NULL,
         "print the numbers of the parts that are not finished, and\nnothing else: 17,204-209, as sbatch "
         "--array takes them",
         0, NULL, false},
        OPTIONS_FORM_USUAL(r->form),
    };
    const manual page = {"status",
                         "brink status: says which parts of a run are there, and which are missing.",
                         "DIR",
                         1,
                         1,
                         options,
                         sizeof options / sizeof *options,
                         examples,
                         "Next: 'brink merge --help', docs/hpc.md."};
    int count;
    const bool good = options_parse(&page, argc, argv, &count, status);
    if (good) {
        r->folder = argv[0];
    }
    return good;
}

/* ---- finding
 * ------------------------------------------------------------------------------------------------- */

static const part_file *find(const parts *there, const run *r, part_kind kind, uint64_t first, uint64_t last)
{
    return parts_find(there, kind, r->info->question, r->info->seed, first, last);
}

/* The head of the first file of a kind; an exit status. *stored stays NULL where there is none. */
static int open_one(const parts *there, const run *r, part_kind kind, bool last, brink_stored **stored)
{
    *stored = NULL;
    const part_file *found = NULL;
    for (size_t i = r->begin; i < r->end; i++) {
        found = there->items[i].kind == kind && (last || !found) ? &there->items[i] : found;
    }
    return found ? stored_open("status", found->path, stored) : STATUS_OK;
}

/* Which trials the parts share now. */
static int find_extent(const parts *there, run *r)
{
    r->first = r->info->first_trial;
    r->count = r->info->trials_asked;
    if (!(r->info->until > 0.0)) {
        return STATUS_OK;
    }
    brink_stored *look;
    const int status = open_one(there, r, PART_LOOK, true, &look);
    if (status != STATUS_OK) {
        return status;
    }
    const uint64_t done = look ? brink_stored_about(look)->trials : 0;
    r->count = brink_run_first_look(r->info->trials_asked);
    if (look) {
        r->ended = brink_stored_about(look)->look == done;
        r->first += done;
        r->count = brink_stored_about(look)->look - done;
        r->trials = done;
    }
    brink_stored_free(look);
    return STATUS_OK;
}

static int count_part(const parts *there, run *r, uint64_t i)
{
    uint64_t first, count;
    parts_cut(r->first, r->count, i, r->of, &first, &count);
    if (count == 0 || find(there, r, PART_FINISHED, first, first + count - 1)) {
        r->finished++;
        r->trials += count;
        return STATUS_OK;
    }
    r->lacks[i - 1] = true;
    const part_file *begun = find(there, r, PART_BEGUN, first, first + count - 1);
    brink_stored *stored = NULL;
    const int status = begun ? stored_open("status", begun->path, &stored) : STATUS_OK;
    if (status == STATUS_OK && stored) {
        r->begun++;
        r->trials += brink_stored_about(stored)->trials;
    }
    brink_stored_free(stored);
    return status;
}

static int look_at(const parts *there, run *r)
{
    int status = open_one(there, r, PART_FINISHED, false, &r->stored);
    if (status == STATUS_OK && !r->stored) {
        status = open_one(there, r, PART_BEGUN, false, &r->stored);
    }
    if (status != STATUS_OK || !r->stored) {
        return status;
    }
    r->info = brink_stored_about(r->stored);
    r->of = r->info->parts > 0 && r->info->parts <= PARTS_MOST ? r->info->parts : 1;
    r->lacks = calloc((size_t)r->of, sizeof *r->lacks);
    if (!r->lacks) {
        return fail("status", BRINK_ERR_MEMORY);
    }
    status = find_extent(there, r);
    for (uint64_t i = 1; i <= r->of && status == STATUS_OK && !r->ended; i++) {
        status = count_part(there, r, i);
    }
    r->numbers = parts_write_numbers(r->lacks, r->of);
    return status == STATUS_OK && !r->numbers ? fail("status", BRINK_ERR_MEMORY) : status;
}

/* ---- telling
 * ------------------------------------------------------------------------------------------------- */

static void print_run(FILE *out, const run *r)
{
    char asked[NUMBER_ROOM], done[NUMBER_ROOM], of[NUMBER_ROOM], finished[NUMBER_ROOM];
    const brink_stored_info *info = r->info;
    fprintf(out, "%s of scenario %s, seed %llu: %s%s trials in %s part%s\n",
            info->comparison ? "comparison" : "run", info->hash, (unsigned long long)info->seed,
            info->until > 0.0 ? "at most " : "", number_write_count(info->trials_asked, asked),
            number_write_count(r->of, of), r->of == 1 ? "" : "s");
    fprintf(out, "  trials there: %s (%.3g %%)\n", number_write_count(r->trials, done),
            100.0 * (double)r->trials / (double)info->trials_asked);
    if (r->ended) {
        fprintf(out, "  every interval is narrow enough: complete\n");
        return;
    }
    if (info->until > 0.0) {
        fprintf(out, "  of the round up to %s trials:\n",
                number_write_count(r->first - info->first_trial + r->count, asked));
    }
    fprintf(out, "  parts finished: %s, begun: %llu, missing: %llu\n",
            number_write_count(r->finished, finished), (unsigned long long)r->begun,
            (unsigned long long)(r->of - r->finished - r->begun));
    if (*r->numbers) {
        fprintf(out, "  not finished: %s\n", r->numbers);
    }
}

static int print_text(const run *runs, size_t n, bool missing)
{
    page_text text;
    if (!page_open(&text)) {
        return page_failed("status");
    }
    for (size_t i = 0; i < n; i++) {
        if (!missing) {
            print_run(text.out, &runs[i]);
        } else if (*runs[i].numbers) {
            fprintf(text.out, "%s\n", runs[i].numbers);
        }
    }
    return page_print(&text, "status");
}

static json_t *count_json(uint64_t count) { return json_integer((json_int_t)count); }

static int print_json(const run *runs, size_t n)
{
    json_t *all = json_array();
    bool good = all != NULL;
    for (size_t i = 0; i < n && good; i++) {
        const run *r = &runs[i];
        good = json_array_append_new(
                   all, json_pack("{s:s, s:s, s:b, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:s}", "question",
                                  r->info->question, "scenario_hash", r->info->hash, "comparison",
                                  r->info->comparison, "seed", count_json(r->info->seed), "first_trial",
                                  count_json(r->info->first_trial), "trials_asked",
                                  count_json(r->info->trials_asked), "trials", count_json(r->trials), "parts",
                                  count_json(r->of), "finished", count_json(r->finished), "begun",
                                  count_json(r->begun), "not_finished", r->numbers)) == 0;
    }
    const int status = good ? page_put_json("status", all) : page_failed("status");
    json_decref(all);
    return status;
}

/* ---- all of it
 * ------------------------------------------------------------------------------------------------ */

/* The files are sorted, so those of one run stand together. */
static size_t split(const parts *there, run *runs)
{
    size_t n = 0;
    for (size_t i = 0; i < there->n; i++) {
        const part_file *a = &there->items[i], *b = i > 0 ? &there->items[i - 1] : NULL;
        if (!b || strcmp(a->question, b->question) != 0 || a->seed != b->seed) {
            runs[n++] = (run){.begin = i};
        }
        runs[n - 1].end = i + 1;
    }
    return n;
}

static int tell(const struct request *r, const parts *there, run *runs)
{
    const size_t n = split(there, runs);
    int status = STATUS_OK;
    size_t known = 0;
    for (size_t i = 0; i < n && status == STATUS_OK; i++) {
        status = look_at(there, &runs[i]);
        if (status == STATUS_OK && runs[i].stored) {
            const run own = runs[i];
            runs[i] = runs[known];
            runs[known++] = own;
        }
    }
    if (status == STATUS_OK && known == 0) {
        complain("status", "there are no parts in %s", r->folder);
        status = STATUS_MISSING;
    }
    if (status == STATUS_OK && r->missing && known > 1) {
        complain("status", "%s has parts of %zu runs: numbers alone would not say of which", r->folder,
                 known);
        status = STATUS_USAGE;
    }
    if (status == STATUS_OK) {
        status = r->form.format == FORM_JSON ? print_json(runs, known) : print_text(runs, known, r->missing);
    }
    for (size_t i = 0; i < n; i++) {
        brink_stored_free(runs[i].stored);
        free(runs[i].lacks);
        free(runs[i].numbers);
    }
    return status;
}

int cmd_status(int argc, char **argv)
{
    struct request r = {.form = FORM_INIT};
    int status;
    if (!parse(&r, argc, argv, &status) ||
        (status = form_settle("status", &r.form, form_words)) != STATUS_OK ||
        (status = form_begin("status", &r.form)) != STATUS_OK) {
        return status;
    }
    parts there;
    status = parts_list("status", r.folder, &there);
    if (status == STATUS_OK) {
        run *runs = calloc(there.n + 1, sizeof *runs);
        status = runs ? tell(&r, &there, runs) : fail("status", BRINK_ERR_MEMORY);
        free(runs);
        parts_free(&there);
    }
    return form_end("status", &r.form, status);
}
