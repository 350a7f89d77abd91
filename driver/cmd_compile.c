/* SPDX-License-Identifier: Apache-2.0 */
/* brink compile: compiles a scenario's code before it is run, for this machine or others. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "brink/compile.h"
#include "command.h"
#include "exit_status.h"
#include "form.h"
#include "interrupt.h"
#include "load.h"
#include "message.h"
#include "only.h"
#include "options.h"
#include "page.h"
#include "variants.h"

enum { MOST_KINDS = 8 };

struct request {
    scenario_choice choice;
    const char *folder, *isa, *variants;
    const char *kinds[MOST_KINDS + 1]; /* NULL after the last */
    only_names only;
    form form;
    bool quiet;
};

/* One file of code; several variants may share it. */
typedef struct made {
    brink_compile_report report;
    const char *kind;
} made;

typedef struct made_list {
    made *items;
    size_t n;
} made_list;

static const char examples[] = "  brink compile two-theatre --variants all --into /software/brink-code\n"
                               "  brink compile my.yaml --isa avx2 --only outcomes --into code\n";

static bool parse(struct request *r, int argc, char **argv, int *status)
{
    option options[] = {
        {"into", 0, OPTION_TEXT, &r->folder, "DIR",
         "folder for the code, for all who may read it; made if it is not\nthere (default: your own cache)",
         0, NULL, false},
        {"isa", 0, OPTION_TEXT, &r->isa, "all|here|NAME,...",
         "kinds of machines, by their best instruction set: all (default),\nhere, or as 'brink version' "
         "names them",
         0, NULL, false},
        OPTION_VARIANT(r->choice),
        {"variants", 0, OPTION_TEXT, &r->variants, "all|A,B,...",
         "several variants, as 'brink compare' plays them; 'base' is the\nscenario as it stands", 0, NULL,
         false},
        OPTION_SET(r->choice),
        OPTION_ONLY(r->only),
        OPTIONS_FORM_USUAL(r->form),
        {"quiet", 'q', OPTION_FLAG, &r->quiet, NULL, "no warnings", 0, NULL, false},
    };
    const manual page = {
        "compile",
        "brink compile: compiles the code of long runs ahead, for nodes without a compiler.",
        "SCENARIO",
        1,
        1,
        options,
        sizeof options / sizeof *options,
        examples,
        "Runs find it where BRINK_SITE_CACHE (a list of folders) or BRINK_CACHE_DIR names DIR.\n"
        "Next: docs/hpc.md."};
    int count;
    bool good = options_parse(&page, argc, argv, &count, status);
    if (good) {
        r->choice.name = argv[0];
    }
    return good;
}

/* Adds the kind with that name, or with NULL all; false: there is none. */
static bool add_kind(struct request *r, const char *name)
{
    size_t n = 0;
    bool found = false;
    while (r->kinds[n]) {
        n++;
    }
    for (int i = 0; brink_machine_kind(i) && n < MOST_KINDS; i++) {
        const char *kind = brink_machine_kind(i);
        bool wanted = !name || strcmp(name, kind) == 0;
        for (size_t k = 0; k < n; k++) {
            wanted = wanted && strcmp(r->kinds[k], kind) != 0;
            found = found || (name && strcmp(name, kind) == 0);
        }
        if (wanted) {
            r->kinds[n++] = kind;
            found = true;
        }
    }
    return found;
}

static const char *kind_here(void)
{
    int i = 0;
    while (brink_machine_kind(i + 1) && !brink_machine_is(brink_machine_kind(i))) {
        i++;
    }
    return brink_machine_kind(i);
}

static int settle(struct request *r)
{
    char name[64];
    if (r->variants && r->choice.variant) {
        complain("compile", "--variant and --variants contradict each other");
        return STATUS_USAGE;
    }
    for (const char *at = r->isa ? r->isa : "all"; at;) {
        const size_t length = strcspn(at, ",");
        snprintf(name, sizeof name, "%.*s", (int)length, at);
        if (!add_kind(r, strcmp(name, "all") == 0 ? NULL : strcmp(name, "here") == 0 ? kind_here() : name)) {
            complain("compile", "there is no kind of machine '%s' to compile for", name);
            char known[128] = "";
            for (int i = 0; brink_machine_kind(i); i++) {
                size_t used = strlen(known);
                snprintf(known + used, sizeof known - used, ", %s", brink_machine_kind(i));
            }
            remark("There are all, here%s.", known);
            return STATUS_USAGE;
        }
        at = at[length] == ',' ? at + length + 1 : NULL;
    }
    return form_settle("compile", &r->form, form_words);
}

/* ---- compiling ---- */

static bool is_listed(const made_list *list, const char *path)
{
    for (size_t i = 0; i < list->n; i++) {
        if (strcmp(list->items[i].report.path, path) == 0) {
            return true;
        }
    }
    return false;
}

static int compile_one(const struct request *r, const variant *one, const char *kind, made_list *list)
{
    brink_compile_options options = BRINK_COMPILE_OPTIONS_INIT;
    brink_run_options names = BRINK_RUN_OPTIONS_INIT;
    made *grown = realloc(list->items, (list->n + 1) * sizeof *grown);
    if (!grown) {
        return fail("compile", BRINK_ERR_MEMORY);
    }
    list->items = grown;
    made *next = &list->items[list->n];
    next->kind = kind;
    only_names only = r->only;
    int status = only_settle("compile", &only, r->choice.name, one->loaded.model, &names);
    options.folder = r->folder;
    options.kind = kind;
    options.only = names.only;
    options.n_only = names.n_only;
    options.cancel = interrupt_flag();
    if (status == STATUS_OK) {
        brink_status compiled = brink_compile(one->loaded.model, &options, &next->report);
        if (compiled == BRINK_ERR_NOT_FOUND) {
            complain("compile", "there is no code for %s machines: %s", kind, next->report.problem);
            status = STATUS_IO;
        } else if (compiled == BRINK_ERR_CANCELLED) {
            complain("compile", "interrupted by %s; what was compiled before stays", interrupt_name());
            status = interrupt_status();
        } else if (compiled != BRINK_OK) {
            status = fail("compile", compiled);
        } else if (next->report.needless) {
            complain("compile", "%s is so large that code is not worth while: the kernel plays it",
                     one->label);
        } else if (!is_listed(list, next->report.path)) {
            list->n++;
        }
    }
    only_free(&only);
    return status;
}

static int compile_all(const struct request *r, const variants *all, made_list *list)
{
    int status = STATUS_OK;
    for (size_t i = 0; i < all->n && status == STATUS_OK; i++) {
        for (size_t k = 0; r->kinds[k] && status == STATUS_OK; k++) {
            status = compile_one(r, &all->items[i], r->kinds[k], list);
        }
    }
    return status;
}

/* ---- telling ---- */

static int print_text(const struct request *r, const made_list *list)
{
    page_text text;
    if (!page_open(&text)) {
        return page_failed("compile");
    }
    for (size_t i = 0; i < list->n; i++) {
        const brink_compile_report *report = &list->items[i].report;
        fprintf(text.out, "%-9s %-9s %s", list->items[i].kind, report->was_there ? "was there" : "compiled",
                report->path);
        if (report->proved) {
            fprintf(text.out, " (%s, compared with the interpreter)\n", report->compiler);
        } else {
            fprintf(text.out, " (compared by the first run on such a machine)\n");
        }
    }
    if (r->folder && list->n > 0) {
        const char *path = list->items[0].report.path;
        fprintf(text.out, "Runs find it with BRINK_SITE_CACHE=%.*s\n",
                (int)(strrchr(path, '/') ? strrchr(path, '/') - path : 0), path);
    }
    return page_print(&text, "compile");
}

static int print_json(const made_list *list)
{
    json_t *all = json_array();
    bool good = all != NULL;
    for (size_t i = 0; i < list->n && good; i++) {
        const brink_compile_report *report = &list->items[i].report;
        good = json_array_append_new(all, json_pack("{s:s, s:o, s:b, s:b, s:s}", "kind", list->items[i].kind,
                                                    "path", page_json_text(report->path), "was_there",
                                                    report->was_there, "compared", report->proved, "compiler",
                                                    report->compiler)) == 0;
    }
    int status = good ? page_put_json("compile", all) : page_failed("compile");
    json_decref(all);
    return status;
}

static int work(struct request *r, variants *all)
{
    made_list list = {NULL, 0};
    int status = variants_open(all, "compile", &r->choice);
    if (status == STATUS_OK) {
        status = r->variants && strcmp(r->variants, "all") == 0
                     ? variants_add_all(all)
                     : variants_add_names(all, r->variants         ? r->variants
                                               : r->choice.variant ? r->choice.variant
                                                                   : base_name);
    }
    status = status == STATUS_OK ? variants_load(all, r->quiet) : status;
    status = status == STATUS_OK ? form_begin("compile", &r->form) : status;
    if (status == STATUS_OK) {
        interrupt_watch();
        status = compile_all(r, all, &list);
        if (status == STATUS_OK) {
            status = r->form.format == FORM_JSON ? print_json(&list) : print_text(r, &list);
        }
        status = form_end("compile", &r->form, status);
    }
    free(list.items);
    return status;
}

int cmd_compile(int argc, char **argv)
{
    struct request r = {.form = FORM_INIT};
    variants all = {0};
    int status;
    if (parse(&r, argc, argv, &status) && (status = settle(&r)) == STATUS_OK) {
        status = work(&r, &all);
        variants_free(&all);
    }
    option_list_free(&r.choice.sets);
    return status;
}
