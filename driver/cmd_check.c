/* SPDX-License-Identifier: Apache-2.0 */
/* brink check: everything that is wrong with scenario files. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "brink/scenario.h"
#include "catalogue.h"
#include "command.h"
#include "exit_status.h"
#include "load.h"
#include "message.h"
#include "form.h"
#include "options.h"
#include "page.h"

struct request {
    scenario_choice choice;
    form form;
    bool json, strict, quiet;
};

/* What is known about one file in the end. */
struct finding {
    size_t errors, warnings;
    int status;
    json_t *problems; /* with --json only: all of them, those of variants with a key "variant" */
};

static int worse(int a, int b) { return a > b ? a : b; }

static bool collect_json(struct finding *found, const brink_diagnostics *list, const char *variant)
{
    char *text = NULL;
    if (brink_diagnostics_json(list, &text) != BRINK_OK) {
        return false;
    }
    json_t *array = json_loads(text, 0, NULL);
    free(text);
    bool good = json_is_array(array);
    size_t i;
    json_t *problem;
    json_array_foreach(array, i, problem)
    {
        if (variant) {
            good = json_object_set_new(problem, "variant", json_string(variant)) == 0 && good;
        }
    }
    good = good && json_array_extend(found->problems, array) == 0;
    json_decref(array);
    return good;
}

/* Loads the file as it stands, or a variant, and reports its problems. A variant's warnings are mostly its
 * base's: they are left out unless the variant was asked for. *model is NULL if it has errors. */
static void load_one(const struct request *r, const char *path, const char *variant, struct finding *found,
                     brink_model **model)
{
    brink_diagnostics *list = brink_diagnostics_new();
    if (!list) {
        found->status = worse(found->status, fail("check", BRINK_ERR_MEMORY));
        return;
    }
    brink_scenario_options options = BRINK_SCENARIO_OPTIONS_INIT;
    options.variant = variant;
    options.sets = r->choice.sets.items;
    options.n_sets = r->choice.sets.n;
    brink_status status = brink_scenario_load(path, &options, list, model);
    const size_t n = brink_diagnostics_count(list), errors = brink_diagnostics_error_count(list);
    if (n > 0 && (errors > 0 || !variant || r->choice.variant)) {
        found->errors += errors;
        for (size_t i = 0; i < n; i++) {
            found->warnings += brink_diagnostics_get(list, i)->severity == BRINK_WARNING;
        }
        if (r->json) {
            found->status = collect_json(found, list, variant) ? found->status : page_failed("check");
        } else {
            if (variant && !r->choice.variant) {
                remark("With variant '%s':", variant);
            }
            found->status = worse(found->status, diagnostics_print("check", list));
        }
    }
    if (status == BRINK_ERR_INVALID) {
        found->status = worse(found->status, STATUS_USAGE);
    } else if (status == BRINK_ERR_IO && n > 0) {
        found->status = worse(found->status, STATUS_IO);
    } else if (status != BRINK_OK) {
        found->status = worse(found->status, fail("check", status));
    }
    brink_diagnostics_free(list);
}

/* Each variant of a file whose base is good. */
static void check_variants(const struct request *r, const char *path, struct finding *found)
{
    brink_scenario_info *info = NULL;
    brink_diagnostics *list = brink_diagnostics_new();
    brink_status status = list ? brink_scenario_info_load(path, list, &info) : BRINK_ERR_MEMORY;
    if (status != BRINK_OK) {
        found->status = worse(found->status, fail("check", status));
    }
    for (size_t i = 0; info && i < brink_scenario_info_variant_count(info); i++) {
        brink_model *model = NULL;
        load_one(r, path, brink_scenario_info_variant_name(info, i), found, &model);
        brink_model_free(model);
    }
    brink_scenario_info_free(info);
    brink_diagnostics_free(list);
}

static void add_number(FILE *out, bool *first, size_t n, const char *one, const char *many)
{
    if (n > 0) {
        fprintf(out, "%s%zu %s", *first ? " (" : ", ", n, n == 1 ? one : many);
        *first = false;
    }
}

/* " (2 machines, 1 stock, ...)": what is in the model. */
static void print_counts(FILE *out, const brink_model *model)
{
    static const struct {
        const char *key, *one, *many;
    } parts[] = {
        {"parameters", "parameter", "parameters"},
        {"levers", "lever", "levers"},
        {"stocks", "stock", "stocks"},
        {"machines", "machine", "machines"},
        {"processes", "process", "processes"},
        {"outcomes", "outcome", "outcomes"},
        {"measures", "measure", "measures"},
        {"series", "series", "series"},
    };
    char *text = NULL;
    json_t *all = brink_model_json(model, &text) == BRINK_OK ? json_loads(text, 0, NULL) : NULL;
    bool first = true;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        const json_t *part = json_object_get(all, parts[i].key);
        size_t n = json_is_array(part) ? json_array_size(part) : json_object_size(part);
        add_number(out, &first, n, parts[i].one, parts[i].many);
    }
    fputs(first ? "" : ")", out);
    json_decref(all);
    free(text);
}

static int print_good(const struct finding *found, const char *name, const brink_model *model)
{
    page_text text;
    if (!page_open(&text)) {
        return page_failed("check");
    }
    fprintf(text.out, "%s: ok", name);
    if (found->warnings > 0) {
        fprintf(text.out, ", %zu warning%s", found->warnings, found->warnings == 1 ? "" : "s");
    }
    print_counts(text.out, model);
    fputc('\n', text.out);
    return page_print(&text, "check");
}

static void remark_bad(const struct finding *found, const char *name)
{
    char warnings[48] = "";
    if (found->warnings > 0) {
        snprintf(warnings, sizeof warnings, "%zu warning%s", found->warnings,
                 found->warnings == 1 ? "" : "s");
    }
    if (found->errors > 0) {
        remark("%s: %zu error%s%s%s", name, found->errors, found->errors == 1 ? "" : "s",
               *warnings ? ", " : "", warnings);
    } else if (found->warnings > 0) {
        remark("%s: %s", name, warnings);
    }
}

/* With --json a name that means no file is a problem in the list like any other. */
static void add_missing(struct finding *found, const char *name)
{
    if (found->problems) {
        json_array_append_new(found->problems,
                              json_pack("{s:s, s:s, s:s, s:n, s:o, s:i, s:i, s:i}", "severity", "error",
                                        "code", "no-such-scenario", "message",
                                        "there is no such scenario or file", "hint", "file",
                                        page_json_text(name), "line", 0, "column", 0, "length", 1));
    }
}

static int check_file(const struct request *r, const char *name, json_t *report)
{
    struct finding found = {0, 0, STATUS_OK, r->json ? json_array() : NULL};
    char *path = catalogue_resolve_file("check", name, &found.status);
    brink_model *model = NULL;
    if (!path) {
        found.errors = 1;
        add_missing(&found, name);
    } else {
        load_one(r, path, r->choice.variant, &found, &model);
        if (model && !r->choice.variant) {
            check_variants(r, path, &found);
        }
    }
    if (r->strict && found.warnings > 0) {
        found.status = worse(found.status, STATUS_USAGE);
    }
    if (r->json) {
        json_t *object = json_pack("{s:o, s:b, s:I, s:I, s:o}", "scenario", page_json_text(name), "ok",
                                   found.status == STATUS_OK, "errors", (json_int_t)found.errors, "warnings",
                                   (json_int_t)found.warnings, "diagnostics", found.problems);
        if (json_array_append_new(report, object) != 0) {
            found.status = page_failed("check");
        }
    } else if (!path) {
        /* said already */
    } else if (found.status != STATUS_OK) {
        remark_bad(&found, name);
    } else if (!r->quiet) {
        found.status = print_good(&found, name, model);
    }
    brink_model_free(model);
    free(path);
    return found.status;
}

static int check_all(const struct request *r, char **names, int n)
{
    json_t *report = r->json ? json_array() : NULL;
    int status = STATUS_OK;
    for (int i = 0; i < n; i++) {
        status = worse(status, check_file(r, names[i], report));
    }
    if (r->json) {
        int printed = page_put_json("check", report);
        status = worse(status, printed);
    }
    json_decref(report);
    return status;
}

static const char examples[] = "  brink check my.yaml\n"
                               "  brink check scenarios/*.yaml --strict --json\n";

int cmd_check(int argc, char **argv)
{
    struct request r = {.form = FORM_INIT};
    option options[] = {
        OPTIONS_FORM_USUAL(r.form),
        {"strict", 0, OPTION_FLAG, &r.strict, NULL, "warnings count as errors", 0, NULL, false},
        {"variant", 0, OPTION_TEXT, &r.choice.variant, "NAME",
         "check this variant (default: the base and all variants)", 0, NULL, false},
        OPTION_SET(r.choice),
        {"quiet", 'q', OPTION_FLAG, &r.quiet, NULL, "say nothing about files that are good", 0, NULL, false},
    };
    const manual page = {
        "check",
        "brink check: finds everything that is wrong with scenario files, and says where and how to mend it.",
        "SCENARIO...",
        1,
        argc,
        options,
        sizeof options / sizeof *options,
        examples,
        "Next: docs/scenario-format.md explains every key and every message."};
    int count, status;
    if (options_parse(&page, argc, argv, &count, &status)) {
        status = form_settle("check", &r.form, form_words);
        r.json = r.form.format == FORM_JSON;
        status = status == STATUS_OK ? form_begin("check", &r.form) : status;
        if (status == STATUS_OK) {
            status = form_end("check", &r.form, check_all(&r, argv, count));
        }
    }
    option_list_free(&r.choice.sets);
    return status;
}
