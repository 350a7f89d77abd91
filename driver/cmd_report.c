/* SPDX-License-Identifier: Apache-2.0 */
/* brink report: prints what is in a result file. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "deliver.h"
#include "exit_status.h"
#include "message.h"
#include "options.h"
#include "report.h"
#include "shell.h"
#include "suggest.h"

struct request {
    const char *path, *variant;
    form form;
    bool all, quiet;
};

static const char examples[] = "  brink report all.brink\n"
                               "  brink report compared.brink --variant no_overland --all\n"
                               "  brink report all.brink --json\n";

static bool parse(struct request *r, int argc, char **argv, int *status)
{
    option options[] = {
        {"variant", 0, OPTION_TEXT, &r->variant, "NAME", "of a comparison: this variant alone", 0, NULL,
         false},
        OPTIONS_REPORT(r->form),
        OPTION_ALL(r->all),
        {"quiet", 'q', OPTION_FLAG, &r->quiet, NULL, "no notes", 0, NULL, false},
    };
    const manual page = {"report",
                         "brink report: prints a result file as the run would have printed it.",
                         "FILE",
                         1,
                         1,
                         options,
                         sizeof options / sizeof *options,
                         examples,
                         "'brink show FILE' and 'brink trace FILE' have its scenario and its trials.\n"
                         "Next: docs/result-file.md."};
    int count;
    const bool good = options_parse(&page, argc, argv, &count, status);
    if (good) {
        r->path = argv[0];
    }
    return good;
}

/* The result of one variant, which stays the comparison's; NULL after a complaint. */
static const brink_result *find_variant(const struct request *r, const brink_comparison *comparison)
{
    nearest_name nearest = nearest_start(r->variant);
    for (int i = 0; i < brink_comparison_count(comparison); i++) {
        const char *name = brink_comparison_variant(comparison, i)->name;
        if (strcmp(name, r->variant) == 0) {
            return brink_comparison_result(comparison, i);
        }
        nearest_offer(&nearest, name);
    }
    complain("report", "%s has no variant '%s'", r->path, r->variant);
    if (nearest.best) {
        remark("Did you mean '%s'?", nearest.best);
    }
    return NULL;
}

/* "brink trace FILE"; free(). */
static char *trace_command(const char *path)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    if (!out) {
        return NULL;
    }
    fputs("brink trace ", out);
    shell_print_word(out, path);
    if (fclose(out) != 0) {
        free(text);
        return NULL;
    }
    return text;
}

static int print(const struct request *r, const sampled *what)
{
    output file;
    char *trace = trace_command(r->path);
    const delivery how = {
        .command = "report", .form = &r->form, .all = r->all, .quiet = r->quiet, .trace = trace};
    int status = trace ? output_open(&file, r->form.output, "report") : fail("report", BRINK_ERR_MEMORY);
    if (status == STATUS_OK) {
        status = deliver(&how, what, &file);
        output_discard(&file);
    }
    free(trace);
    return status;
}

static int report(const struct request *r)
{
    sampled all;
    int status = stored_read("report", r->path, NULL, &all);
    if (status != STATUS_OK) {
        return status;
    }
    if (!r->variant) {
        status = print(r, &all);
    } else if (!all.comparison) {
        complain("report", "%s is one result, not a comparison of variants", r->path);
        status = STATUS_USAGE;
    } else {
        const sampled one = sampled_view(find_variant(r, all.comparison), NULL);
        status = one.result ? print(r, &one) : STATUS_USAGE;
    }
    sampled_free(&all);
    return status;
}

int cmd_report(int argc, char **argv)
{
    struct request r = {.form = FORM_INIT};
    int status;
    if (parse(&r, argc, argv, &status)) {
        status = form_settle("report", &r.form, report_formats);
        status = status == STATUS_OK ? report(&r) : status;
    }
    return status;
}
