/* SPDX-License-Identifier: Apache-2.0 */

/* Code that somebody compiled before: found by whoever may trust it, on whatever machine runs it, and never
 * changed by those who only read it. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "brink/compile.h"
#include "brink/run.h"
#include "native/compiler.h"
#include "native/module.h"
#include "support/cache_folder.h"
#include "support/one_trial.h"

#define SHOWN "__attribute__((visibility(\"default\"))) "
#define TEXT                                                                                                \
    SHOWN "const void *brink_native_host;\n" SHOWN                                                          \
          "const char brink_native_compiler[] = \"a compiler\";\n" SHOWN "int brink_native_proved;\n" SHOWN \
          "const unsigned long long brink_native_size = 8, brink_native_lanes = 1;\n" SHOWN                 \
          "int brink_native_run(void *job) { return job ? 0 : 41; }\n"
static const char text[] = TEXT, other_text[] = TEXT "/* another model */\n";

enum { ROOM = CACHE_ROOM + 64 };
static char folder[CACHE_ROOM], own[ROOM], site[ROOM];

static int setup(void **state)
{
    (void)state;
    cache_folder_make(folder);
    snprintf(own, sizeof own, "%s/own", folder);
    snprintf(site, sizeof site, "%s/site", folder);
    assert_int_equal(setenv("BRINK_CACHE_DIR", own, 1), 0);
    unsetenv("BRINK_SITE_CACHE");
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    unsetenv("BRINK_CC");
    unsetenv("BRINK_SITE_CACHE");
    cache_folder_remove(folder);
    return 0;
}

/* Compiles the text for a kind of machine into the site's folder. */
static brink_i_module_state make(const char *kind)
{
    const brink_i_ahead ahead = {kind, site};
    brink_i_module *module = NULL;
    assert_int_equal(brink_i_module_new(text, &ahead, &module), BRINK_OK);
    brink_i_module_start(module);
    const brink_i_module_state state = brink_i_module_wait(module, NULL);
    if (state == BRINK_I_MODULE_READY) {
        assert_int_equal(brink_i_module_is_loaded(module), brink_i_machine_is(kind));
    }
    brink_i_module_free(module);
    return state;
}

static brink_i_module *opened(const char *of)
{
    brink_i_module *module = NULL;
    assert_int_equal(brink_i_module_new(of, NULL, &module), BRINK_OK);
    return module;
}

/* What a run finds that may compile nothing. */
static brink_i_module_state found(const char *of)
{
    brink_i_module *module = opened(of);
    const brink_i_module_state state = brink_i_module_poll(module);
    if (state == BRINK_I_MODULE_READY) {
        assert_int_equal(brink_i_module_code_of(module)->run(NULL), 41);
    }
    brink_i_module_free(module);
    return state;
}

static void use_site(void)
{
    assert_int_equal(make(brink_i_machine_here()), BRINK_I_MODULE_READY);
    assert_int_equal(setenv("BRINK_SITE_CACHE", site, 1), 0);
}

static void site_is_found_whatever_the_compiler_here_is(void **state)
{
    (void)state;
    assert_int_equal(found(text), BRINK_I_MODULE_ABSENT);
    use_site();
    static const char *const compilers[] = {"cc", "/nonexistent", "false"};
    for (size_t i = 0; i < sizeof compilers / sizeof *compilers; i++) {
        assert_int_equal(setenv("BRINK_CC", compilers[i], 1), 0);
        assert_int_equal(found(text), BRINK_I_MODULE_READY);
        assert_int_equal(found(other_text), BRINK_I_MODULE_ABSENT);
    }
    struct stat status;
    assert_int_equal(stat(own, &status), -1); /* nothing was made */
    char list[3 * ROOM];
    snprintf(list, sizeof list, "::/nonexistent:%s:", site);
    assert_int_equal(setenv("BRINK_SITE_CACHE", list, 1), 0);
    assert_int_equal(found(text), BRINK_I_MODULE_READY);
    unsetenv("BRINK_SITE_CACHE");
    assert_int_equal(found(text), BRINK_I_MODULE_ABSENT);
    assert_int_equal(setenv("BRINK_CACHE_DIR", site, 1), 0); /* as the user's own cache, too */
    assert_int_equal(found(text), BRINK_I_MODULE_READY);
}

static void site_has_an_entry_for_each_kind(void **state)
{
    (void)state;
    int n = 0;
    for (; brink_i_machine_kind(n); n++) {
        assert_int_equal(make(brink_i_machine_kind(n)), BRINK_I_MODULE_READY);
        assert_int_equal(make(brink_i_machine_kind(n)), BRINK_I_MODULE_READY);
        assert_int_equal(cache_folder_count(site, ".so", NULL), n + 1);
    }
    assert_string_equal(brink_i_machine_kind(n - 1), "portable");
    assert_true(brink_i_machine_is("portable"));
    assert_int_equal(setenv("BRINK_SITE_CACHE", site, 1), 0);
    assert_int_equal(found(text), BRINK_I_MODULE_READY);
}

/* What only more capable machines run does not count; what less capable ones run does. */
static void site_kinds_that_run_here_count(void **state)
{
    (void)state;
    assert_int_equal(setenv("BRINK_SITE_CACHE", site, 1), 0);
    for (int i = 0; brink_i_machine_kind(i) && !brink_i_machine_is(brink_i_machine_kind(i)); i++) {
        assert_int_equal(make(brink_i_machine_kind(i)), BRINK_I_MODULE_READY);
        assert_int_equal(found(text), BRINK_I_MODULE_ABSENT);
    }
    assert_int_equal(make("portable"), BRINK_I_MODULE_READY);
    assert_int_equal(found(text), BRINK_I_MODULE_READY);
}

static void site_others_can_read_it_and_never_write(void **state)
{
    (void)state;
    static const mode_t masks[] = {022, 002, 000, 077, 027};
    for (size_t i = 0; i < sizeof masks / sizeof *masks; i++) {
        char code[CACHE_ROOM], source[CACHE_ROOM];
        struct stat status;
        const mode_t before = umask(masks[i]);
        snprintf(site, sizeof site, "%s/site%zu", folder, i);
        const brink_i_module_state made = make("portable");
        umask(before);
        assert_int_equal(made, BRINK_I_MODULE_READY);
        assert_int_equal(cache_folder_count(site, ".so", code), 1);
        assert_int_equal(cache_folder_count(site, ".c", source), 1);
        assert_int_equal(stat(site, &status), 0);
        assert_int_equal(status.st_mode & 0777, 0755 & ~masks[i]);
        assert_int_equal(stat(source, &status), 0);
        assert_int_equal(status.st_mode & 0777, 0644 & ~masks[i]);
        assert_int_equal(stat(code, &status), 0);
        assert_int_equal(status.st_mode & 077, 055 & ~masks[i]);
    }
}

static void site_that_others_can_write_to_is_not_used(void **state)
{
    (void)state;
    static const mode_t modes[] = {0775, 0757, 01777};
    brink_code_folder_view view;
    use_site();
    assert_int_equal(brink_code_folder(1, &view), BRINK_OK);
    assert_true(view.site && strstr(view.path, "/site"));
    assert_null(view.problem);
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
        assert_int_equal(chmod(site, modes[i]), 0);
        assert_int_equal(found(text), BRINK_I_MODULE_ABSENT);
        assert_int_equal(make("portable"), BRINK_I_MODULE_FAILED); /* nor is anything put there */
        assert_int_equal(brink_code_folder(1, &view), BRINK_OK);
        assert_string_equal(view.problem, "others can write to it");
    }
    assert_int_equal(chmod(site, 0555), 0);
    assert_int_equal(found(text), BRINK_I_MODULE_READY);
    if (geteuid() == 0) {
        assert_int_equal(chown(site, 65534, 65534), 0);
        assert_int_equal(found(text), BRINK_I_MODULE_ABSENT);
        assert_int_equal(brink_code_folder(1, &view), BRINK_OK);
        assert_string_equal(view.problem, "it is another user's");
    }
    assert_int_equal(brink_code_folder(2, &view), BRINK_ERR_NOT_FOUND);
    assert_int_equal(brink_code_folder(-1, &view), BRINK_ERR_ARGUMENT);
    assert_int_equal(setenv("BRINK_SITE_CACHE", "relative:/nonexistent", 1), 0);
    assert_int_equal(brink_code_folder(1, &view), BRINK_OK);
    assert_string_equal(view.problem, "it is not a whole path");
    assert_int_equal(brink_code_folder(2, &view), BRINK_OK);
    assert_string_equal(view.problem, "it is not there");
    assert_int_equal(brink_code_folder(3, &view), BRINK_ERR_NOT_FOUND);
}

/* A user who can write nowhere, and root's folder. */
static void site_of_root_is_used_by_users(void **state)
{
    (void)state;
    if (geteuid() != 0) {
        print_message("skipped: only root can be root\n");
        return;
    }
    use_site();
    assert_int_equal(chmod(folder, 0755), 0);
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        bool good = setgid(65534) == 0 && setuid(65534) == 0;
        brink_i_module *module = NULL;
        good = good && brink_i_module_new(text, NULL, &module) == BRINK_OK &&
               brink_i_module_poll(module) == BRINK_I_MODULE_READY;
        good = good && !brink_i_module_is_proved(module);
        brink_i_module_note_proof(module); /* cannot be written, so it is kept in mind */
        good = good && brink_i_module_is_proved(module);
        brink_i_module *again = NULL;
        good = good && brink_i_module_new(text, NULL, &again) == BRINK_OK && brink_i_module_is_proved(again);
        _exit(good ? 0 : 1);
    }
    int status = 1;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    assert_int_equal(cache_folder_count(site, ".proved", NULL), 0);
}

static void site_proof_is_noted_in_the_users_cache(void **state)
{
    (void)state;
    use_site();
    brink_i_module *module = opened(text);
    assert_false(brink_i_module_is_proved(module));
    brink_i_module_note_proof(module);
    assert_true(brink_i_module_is_proved(module));
    brink_i_module_free(module);
    assert_int_equal(cache_folder_count(site, ".proved", NULL), 0);
    assert_int_equal(cache_folder_count(own, ".proved", NULL), 1);
    module = opened(text);
    assert_true(brink_i_module_is_proved(module));
    brink_i_module_refuse(module); /* it is not ours to remove */
    assert_int_equal(brink_i_module_poll(module), BRINK_I_MODULE_FAILED);
    brink_i_module_free(module);
    assert_int_equal(cache_folder_count(site, ".so", NULL), 1);
}

static void site_damaged_code_does_not_count(void **state)
{
    (void)state;
    char code[CACHE_ROOM];
    use_site();
    assert_int_equal(cache_folder_count(site, ".so", code), 1);
    assert_int_equal(truncate(code, 4000), 0);
    brink_i_module *module = opened(text);
    assert_int_equal(brink_i_module_poll(module), BRINK_I_MODULE_ABSENT);
    brink_i_module_start(module);
    assert_int_equal(brink_i_module_wait(module, NULL), BRINK_I_MODULE_READY);
    brink_i_module_free(module);
    assert_int_equal(cache_folder_count(own, ".so", NULL), 1);
}

/* ---- models ---- */

static const char yaml[] = "title: A queue\n"
                           "time: {unit: day, horizon: 100 day}\n"
                           "parameters: {pace: 'uniform(1, 2)'}\n"
                           "machines:\n"
                           "  crisis:\n"
                           "    initial: off\n"
                           "    states: [off, on]\n"
                           "    transitions:\n"
                           "      - {from: off, to: on, rate: pace / 20 day}\n"
                           "outcomes: {war: crisis.on, peace: otherwise}\n"
                           "measures: {date: {first: crisis.on}}\n";

static const char *engine_of(const brink_model *model, brink_engine engine, const char *const *only)
{
    brink_run_options options = BRINK_RUN_OPTIONS_INIT;
    brink_result *result = NULL;
    options.engine = engine;
    options.trials = 100;
    options.only = only;
    options.n_only = only != NULL;
    const brink_status status = brink_run(model, &options, &result, NULL);
    const char *by = status == BRINK_ERR_NOT_FOUND ? "none" : brink_result_provenance(result)->engine;
    brink_result_free(result);
    return by;
}

static void compile_runs_find_its_code(void **state)
{
    (void)state;
    static const char *const outcomes[] = {"outcomes"};
    brink_model *model = one_trial_model(yaml);
    brink_compile_options options = BRINK_COMPILE_OPTIONS_INIT;
    brink_compile_report report;
    options.folder = site;
    assert_int_equal(brink_compile(model, &options, &report), BRINK_OK);
    assert_true(!report.was_there && report.proved && !report.needless && *report.compiler);
    assert_string_equal(report.problem, "");
    assert_int_equal(access(report.path, R_OK), 0);
    assert_int_equal(cache_folder_count(site, ".proved", NULL), 1);
    assert_int_equal(brink_compile(model, &options, &report), BRINK_OK);
    assert_true(report.was_there && report.proved);
    assert_int_equal(setenv("BRINK_CC", "/nonexistent", 1), 0);
    assert_string_equal(engine_of(model, BRINK_ENGINE_CODE, NULL), "none");
    assert_int_equal(setenv("BRINK_SITE_CACHE", site, 1), 0);
    assert_string_equal(engine_of(model, BRINK_ENGINE_AUTO, NULL), "generated code");
    assert_string_equal(engine_of(model, BRINK_ENGINE_CODE, NULL), "generated code");
    assert_string_equal(engine_of(model, BRINK_ENGINE_CODE, outcomes), "none"); /* a part is another code */
    unsetenv("BRINK_CC");
    options.only = outcomes;
    options.n_only = 1;
    assert_int_equal(brink_compile(model, &options, &report), BRINK_OK);
    assert_int_equal(setenv("BRINK_CC", "/nonexistent", 1), 0);
    assert_string_equal(engine_of(model, BRINK_ENGINE_CODE, outcomes), "generated code");
    brink_model_free(model);
}

static void compile_says_what_is_wrong(void **state)
{
    (void)state;
    brink_model *model = one_trial_model(yaml);
    brink_compile_options options = BRINK_COMPILE_OPTIONS_INIT;
    brink_compile_report report;
    options.folder = site;
    assert_int_equal(setenv("BRINK_CC", "false", 1), 0);
    assert_int_equal(brink_compile(model, &options, &report), BRINK_ERR_NOT_FOUND);
    assert_non_null(strstr(report.problem, "false"));
    assert_non_null(strstr(report.problem, ".log"));
    assert_int_equal(chmod(site, 0777), 0);
    assert_int_equal(brink_compile(model, &options, &report), BRINK_ERR_NOT_FOUND);
    assert_non_null(strstr(report.problem, "others can write to it"));
    options.kind = "vax";
    assert_int_equal(brink_compile(model, &options, &report), BRINK_ERR_ARGUMENT);
    options.kind = NULL;
    options.n_only = 1;
    assert_int_equal(brink_compile(model, &options, &report), BRINK_ERR_ARGUMENT);
    assert_int_equal(brink_compile(NULL, &options, &report), BRINK_ERR_ARGUMENT);
    assert_int_equal(brink_compile(model, NULL, NULL), BRINK_ERR_ARGUMENT);
    assert_false(brink_machine_is("vax") || brink_machine_is(NULL));
    assert_true(brink_machine_is("portable"));
    /* What computes other numbers is not kept. */
    unsetenv("BRINK_CC");
    assert_int_equal(chmod(site, 0755), 0);
    char compiler[ROOM + 16], script[4 * ROOM];
    snprintf(compiler, sizeof compiler, "%s/cc", folder);
    snprintf(script, sizeof script,
             "#!/bin/sh\n"
             "for word; do\n"
             "  case $word in *.draft.c) sed 's|1.0) + 0x1p-53|1.0) + 0x1p-30|' \"$word\" >'%s/x.c'; set -- "
             "\"$@\" '%s/x.c' ;;\n"
             "  *) set -- \"$@\" \"$word\" ;;\n"
             "  esac\n"
             "  shift\n"
             "done\n"
             "exec cc \"$@\"\n",
             folder, folder);
    FILE *file = fopen(compiler, "w");
    assert_non_null(file);
    assert_true(fputs(script, file) >= 0);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(chmod(compiler, 0700), 0);
    assert_int_equal(setenv("BRINK_CC", compiler, 1), 0);
    options = (brink_compile_options)BRINK_COMPILE_OPTIONS_INIT;
    options.folder = site;
    assert_int_equal(brink_compile(model, &options, &report), BRINK_ERR_NOT_FOUND);
    assert_non_null(strstr(report.problem, "other numbers"));
    assert_int_equal(cache_folder_count(site, ".so", NULL), 0);
    brink_model_free(model);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(site_is_found_whatever_the_compiler_here_is),
        CASE(site_has_an_entry_for_each_kind),
        CASE(site_kinds_that_run_here_count),
        CASE(site_others_can_read_it_and_never_write),
        CASE(site_that_others_can_write_to_is_not_used),
        CASE(site_of_root_is_used_by_users),
        CASE(site_proof_is_noted_in_the_users_cache),
        CASE(site_damaged_code_does_not_count),
        CASE(compile_runs_find_its_code),
        CASE(compile_says_what_is_wrong),
    };
    return have_compiler() ? cmocka_run_group_tests(tests, NULL, NULL) : 0;
}
