/* SPDX-License-Identifier: Apache-2.0 */
/* brink merge: joins the parts of a run. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "command.h"
#include "deliver.h"
#include "exit_status.h"
#include "gaps.h"
#include "message.h"
#include "number.h"
#include "options.h"
#include "parts.h"
#include "records_join.h"
#include "report.h"

struct request {
    char **names;
    int n;
    form form;
    const char *rows; /* the file that records are joined into; NULL: none */
    bool all, quiet, partial;
};

/* The files that are merged. */
typedef struct files {
    char **paths; /* [n], each free() */
    size_t n, room;
} files;

static const char examples[] = "  brink merge runs/ --output all.brink\n"
                               "  brink merge a.brink b.brink\n"
                               "  brink merge runs/ --partial --output so-far.brink\n";

static bool parse(struct request *r, int argc, char **argv, int *status)
{
    option options[] = {
        {"partial", 0, OPTION_FLAG, &r->partial, NULL,
         "take what is there, also of parts that are begun only; the\nresult says how many trials it is of",
         0, NULL, false},
        {"records", 0, OPTION_TEXT, &r->rows, "FILE",
         "join the rows that --records kept in the folders to FILE.csv or\nFILE.h5", 0, NULL, false},
        OPTIONS_REPORT(r->form),
        OPTION_ALL(r->all),
        {"quiet", 'q', OPTION_FLAG, &r->quiet, NULL, "no notes", 0, NULL, false},
    };
    const manual page = {
        "merge",
        "brink merge: joins the parts of a run to the result of the whole, byte for byte.",
        "DIR|FILE...",
        1,
        100000,
        options,
        sizeof options / sizeof *options,
        examples,
        "Nothing is skipped: parts that do not belong together are refused, missing ones end with\n"
        "status 5. Next: 'brink status DIR', docs/hpc.md."};
    const bool good = options_parse(&page, argc, argv, &r->n, status);
    r->names = argv;
    return good;
}

static int add_path(files *list, const char *path)
{
    if (list->n == list->room) {
        list->room = list->room > 0 ? 2 * list->room : 64;
        char **grown = (char **)realloc((void *)list->paths, list->room * sizeof *grown);
        if (!grown) {
            return fail("merge", BRINK_ERR_MEMORY);
        }
        list->paths = grown;
    }
    list->paths[list->n] = strdup(path);
    return list->paths[list->n++] ? STATUS_OK : fail("merge", BRINK_ERR_MEMORY);
}

static int add_folder(const struct request *r, files *list, const char *folder)
{
    parts there;
    int status = parts_list("merge", folder, &there);
    const size_t before = list->n;
    for (size_t i = 0; i < there.n && status == STATUS_OK; i++) {
        const part_file *part = &there.items[i];
        /* Of what is begun and finished the leftover is not needed. */
        const bool wanted = part->kind == PART_FINISHED || (part->kind == PART_BEGUN && r->partial &&
                                                            !parts_find(&there, PART_FINISHED, part->question,
                                                                        part->seed, part->first, part->last));
        status = wanted ? add_path(list, part->path) : STATUS_OK;
    }
    parts_free(&there);
    if (status == STATUS_OK && list->n == before) {
        complain("merge", "there are no finished parts in %s", folder);
        status = STATUS_MISSING;
    }
    return status;
}

static int find_files(const struct request *r, files *list)
{
    int status = STATUS_OK;
    for (int i = 0; i < r->n && status == STATUS_OK; i++) {
        struct stat about;
        const bool folder = stat(r->names[i], &about) == 0 && S_ISDIR(about.st_mode);
        status = folder ? add_folder(r, list, r->names[i]) : add_path(list, r->names[i]);
    }
    return status;
}

/* ---- merging
 * -------------------------------------------------------------------------------------------------- */

/* What was merged so far. */
typedef struct merging {
    const struct request *request;
    const files *list;
    size_t at;           /* the file under way */
    brink_stored **read; /* [n] heads of those before; of a twin NULL */
    sampled all;
} merging;

/* Whether both are of the same trials of one run: then they are the same, or one is wrong. */
static bool same_trials(const brink_stored_info *a, const brink_stored_info *b)
{
    return a->seed == b->seed && strcmp(a->question, b->question) == 0 && a->n_ranges == b->n_ranges &&
           memcmp(a->ranges, b->ranges, a->n_ranges * sizeof *a->ranges) == 0;
}

/* The file before with a trial in common; m->at: none. */
static size_t find_overlap(const merging *m, const brink_stored_info *info)
{
    for (size_t i = 0; i < m->at; i++) {
        const brink_stored_info *other = m->read[i] ? brink_stored_about(m->read[i]) : NULL;
        for (size_t k = 0; other && k < other->n_ranges; k++) {
            for (size_t j = 0; j < info->n_ranges; j++) {
                const brink_trial_range x = other->ranges[k], y = info->ranges[j];
                if (x.first < y.first + y.count && y.first < x.first + x.count) {
                    return i;
                }
            }
        }
    }
    return m->at;
}

/* The same part twice is counted once; *twin. Anything else with trials in common is refused when merged. */
static int check_twin(merging *m, const brink_stored *stored, bool *twin)
{
    const size_t other = find_overlap(m, brink_stored_about(stored));
    const char *path = m->list->paths[m->at], *before = other < m->at ? m->list->paths[other] : NULL;
    *twin = false;
    if (!before || !same_trials(brink_stored_about(m->read[other]), brink_stored_about(stored))) {
        return STATUS_OK;
    }
    unsigned char *bytes;
    size_t n;
    int status = file_read("merge", path, &bytes, &n);
    status = status == STATUS_OK ? file_same("merge", before, bytes, n, twin) : status;
    free(bytes);
    if (status != STATUS_OK) {
        return status;
    }
    if (*twin && !m->request->quiet) {
        complain("merge", "%s is %s once more, byte for byte: counted once", path, before);
    } else if (!*twin) {
        complain("merge", "%s and %s are of the same trials, and differ: one of the two is wrong", before,
                 path);
    }
    return *twin ? STATUS_OK : STATUS_USAGE;
}

/* The file before that this one shall be named with, in messages. */
static const char *partner(const merging *m, const brink_stored_info *info)
{
    const size_t overlap = find_overlap(m, info);
    return m->list->paths[overlap < m->at ? overlap : 0];
}

static int add_result(merging *m, const brink_stored *stored)
{
    const char *path = m->list->paths[m->at];
    const brink_stored_info *info = brink_stored_about(stored);
    const bool first = !sampled_any(&m->all);
    if (!first && info->comparison != (m->all.comparison != NULL)) {
        complain("merge", "one of %s and %s is a comparison, the other is not", m->list->paths[0], path);
        return STATUS_USAGE;
    }
    const bool alike = !first && strcmp(info->question, brink_stored_about(m->read[0])->question) == 0;
    sampled own;
    const int status = stored_unpack("merge", path, stored, alike ? &m->all : NULL, &own);
    return status == STATUS_OK ? sampled_add("merge", &m->all, first ? path : partner(m, info), &own, path)
                               : status;
}

static int merge_files(merging *m)
{
    int status = STATUS_OK;
    for (m->at = 0; m->at < m->list->n && status == STATUS_OK; m->at++) {
        brink_stored *stored;
        bool twin = false;
        status = stored_open("merge", m->list->paths[m->at], &stored);
        status = status == STATUS_OK ? check_twin(m, stored, &twin) : status;
        if (status == STATUS_OK && !twin) {
            status = add_result(m, stored);
            m->read[m->at] = stored;
        } else {
            brink_stored_free(stored);
        }
    }
    return status;
}

/* ---- what is missing
 * ---------------------------------------------------------------------------------------- */

static int check_missing(const merging *m)
{
    const brink_provenance *made = sampled_made(&m->all);
    if (!made->partial) {
        return STATUS_OK;
    }
    char there[NUMBER_ROOM], asked[NUMBER_ROOM];
    number_write_count(made->trials, there);
    number_write_count(made->trials_asked, asked);
    if (!m->request->partial || !m->request->quiet) {
        complain("merge", "%s of %s trials are there", there, asked);
        gaps_tell(&m->all);
    }
    if (!m->request->partial) {
        remark("  --partial merges what there is.");
    }
    return m->request->partial ? STATUS_OK : STATUS_MISSING;
}

/* ---- rows
 * ------------------------------------------------------------------------------------------------------ */

/* All files of rows in the folders that belong to what was merged. */
static int find_rows(const merging *m, char ***paths, size_t *n)
{
    const struct request *r = m->request;
    const brink_stored_info *info = brink_stored_about(m->read[0]);
    const char *dot = strrchr(r->rows, '.'), *ending = dot && strcmp(dot, ".csv") == 0 ? "csv" : "h5";
    int status = STATUS_OK;
    for (int i = 0; i < r->n && status == STATUS_OK; i++) {
        struct stat about;
        if (stat(r->names[i], &about) == 0 && S_ISDIR(about.st_mode)) {
            status = parts_list_rows("merge", r->names[i], info->question, info->seed, ending, paths, n);
        }
    }
    if (status == STATUS_OK && *n == 0) {
        complain("merge", "--records %s: no rows of this run are kept in the folder as %s", r->rows, ending);
        remark("  They are if the parts are sampled with --records %s.", ending);
        status = STATUS_MISSING;
    }
    return status;
}

/* Rows of exactly the trials that were merged. */
static int join_rows(const merging *m)
{
    const struct request *r = m->request;
    char **paths = NULL;
    size_t n = 0;
    uint64_t rows = 0;
    int status = find_rows(m, &paths, &n);
    if (status == STATUS_OK) {
        status = records_join("merge", (const char *const *)paths, n, r->rows, r->partial, &rows);
    }
    const uint64_t each = m->all.comparison ? (uint64_t)brink_comparison_count(m->all.comparison) : 1;
    const uint64_t expected = sampled_made(&m->all)->trials * each;
    if (status == STATUS_OK && rows != expected) {
        char there[NUMBER_ROOM], wanted[NUMBER_ROOM];
        complain("merge",
                 "%s has %s rows, and the result has %s: some parts were sampled without --records, or are "
                 "begun only",
                 r->rows, number_write_count(rows, there), number_write_count(expected, wanted));
        status = STATUS_MISSING;
    } else if (status == STATUS_OK && !r->quiet) {
        char there[NUMBER_ROOM];
        complain("merge", "wrote %s (%s rows)", r->rows, number_write_count(rows, there));
    }
    for (size_t i = 0; i < n; i++) {
        free(paths[i]);
    }
    free((void *)paths);
    return status;
}

static int merge(const struct request *r, const files *list)
{
    merging m = {.request = r, .list = list};
    m.read = (brink_stored **)calloc(list->n, sizeof *m.read);
    int status = m.read ? merge_files(&m) : fail("merge", BRINK_ERR_MEMORY);
    status = status == STATUS_OK ? check_missing(&m) : status;
    status = status == STATUS_OK && r->rows ? join_rows(&m) : status;
    output file;
    status = status == STATUS_OK ? output_open(&file, r->form.output, "merge") : status;
    if (status == STATUS_OK) {
        const delivery how = {.command = "merge", .form = &r->form, .all = r->all, .quiet = r->quiet};
        status = deliver(&how, &m.all, &file);
        output_discard(&file);
    }
    for (size_t i = 0; m.read && i < list->n; i++) {
        brink_stored_free(m.read[i]);
    }
    free((void *)m.read);
    sampled_free(&m.all);
    return status;
}

int cmd_merge(int argc, char **argv)
{
    struct request r = {.form = FORM_INIT};
    files list = {NULL, 0, 0};
    int status;
    if (parse(&r, argc, argv, &status)) {
        status = form_settle("merge", &r.form, report_formats);
        status = status == STATUS_OK ? find_files(&r, &list) : status;
        status = status == STATUS_OK ? merge(&r, &list) : status;
    }
    for (size_t i = 0; i < list.n; i++) {
        free(list.paths[i]);
    }
    free((void *)list.paths);
    return status;
}
