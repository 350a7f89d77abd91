/* SPDX-License-Identifier: Apache-2.0 */

/* A text becomes code whatever its cache looks like, or says that it does not; and nothing is left behind.
 * The texts are tiny, so that compilers take no time. */

#define _DEFAULT_SOURCE /* usleep */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "native/cache.h"
#include "native/module.h"
#include "support/cache_folder.h"

#define SHOWN "__attribute__((visibility(\"default\"))) "
static const char text[] = SHOWN
    "const void *brink_native_host;\n" SHOWN "const char brink_native_compiler[] = \"a compiler\";\n" SHOWN
    "const unsigned long long brink_native_size = 8, brink_native_lanes = 1;\n" SHOWN
    "int brink_native_run(void *job) { return job ? 0 : 41; }\n";

static char folder[CACHE_ROOM];

static int setup(void **state)
{
    (void)state;
    cache_folder_make(folder);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    unsetenv("BRINK_CC");
    signal(SIGCHLD, SIG_DFL);
    cache_folder_remove(folder);
    return 0;
}

static brink_i_module *opened(void)
{
    brink_i_module *module = NULL;
    assert_int_equal(brink_i_module_new(text, NULL, &module), BRINK_OK);
    assert_non_null(module);
    return module;
}

static brink_i_module_state state_of(void)
{
    brink_i_module *module = opened();
    brink_i_module_state state = brink_i_module_poll(module);
    brink_i_module_free(module);
    return state;
}

/* Compiles, checks that the code is what it should be, and lets it go. */
static brink_i_module_state compiled(void)
{
    brink_i_module *module = opened();
    brink_i_module_start(module);
    brink_i_module_state state = brink_i_module_wait(module, NULL);
    if (state == BRINK_I_MODULE_READY) {
        const brink_i_module_code *code = brink_i_module_code_of(module);
        assert_int_equal(code->run(NULL), 41);
        assert_int_equal(code->size, 8);
        assert_int_equal(code->lanes, 1);
    }
    brink_i_module_free(module);
    return state;
}

/* Nothing of somebody at work, and no child whose end nobody looks at. */
static void use_compiler(const char *script);

static void assert_nothing_left(const char *where)
{
    assert_int_equal(cache_folder_count(where, ".busy", NULL), 0);
    assert_int_equal(cache_folder_count(where, ".draft.c", NULL), 0);
    assert_int_equal(cache_folder_count(where, ".draft.so", NULL), 0);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    assert_int_equal(errno, ECHILD);
}

static void write_file(const char *path, const char *content, mode_t mode)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(content, 1, strlen(content), file), strlen(content));
    assert_int_equal(fclose(file), 0);
    assert_int_equal(chmod(path, mode), 0);
}

/* A script in the cache's folder becomes the compiler. */
static void use_compiler(const char *script)
{
    char path[CACHE_ROOM + 16];
    snprintf(path, sizeof path, "%s/my compiler", folder);
    write_file(path, script, 0700);
    assert_int_equal(setenv("BRINK_CC", path, 1), 0);
}

static void in_folder(const char *name, char path[CACHE_ROOM + 64])
{
    snprintf(path, CACHE_ROOM + 64, "%s/%s", folder, name);
}

static void start_text_is_compiled_once_and_kept(void **state)
{
    (void)state;
    assert_int_equal(state_of(), BRINK_I_MODULE_ABSENT);
    assert_int_equal(compiled(), BRINK_I_MODULE_READY);
    assert_int_equal(cache_folder_count(folder, "", NULL), 2); /* .c and .so */
    assert_nothing_left(folder);
    assert_int_equal(state_of(), BRINK_I_MODULE_READY);
    /* What one compiler made is not another's. */
    use_compiler("#!/bin/sh\nexec cc \"$@\"\n");
    assert_int_equal(state_of(), BRINK_I_MODULE_ABSENT);
    assert_int_equal(compiled(), BRINK_I_MODULE_READY);
    use_compiler("#!/bin/sh\nexec cc -O1 \"$@\"\n");
    assert_int_equal(state_of(), BRINK_I_MODULE_ABSENT);
}

/* Somebody else's folder above, or one that a group may write to, is a place where another user's code may
 * come from. */
static void new_folder_below_an_unsafe_one_is_refused(void **state)
{
    (void)state;
    char above[CACHE_ROOM + 64], path[CACHE_ROOM + 64], link[CACHE_ROOM + 64];
    in_folder("above", above);
    in_folder("above/cache", path);
    in_folder("link", link);
    assert_int_equal(mkdir(above, 0700), 0);
    assert_int_equal(mkdir(path, 0700), 0);
    assert_int_equal(symlink(path, link), 0);
    assert_int_equal(setenv("BRINK_CACHE_DIR", path, 1), 0);
    assert_int_equal(compiled(), BRINK_I_MODULE_READY);
    static const mode_t modes[] = {0770, 0720, 0702};
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
        assert_int_equal(chmod(above, modes[i]), 0);
        assert_int_equal(setenv("BRINK_CACHE_DIR", path, 1), 0);
        assert_int_equal(compiled(), BRINK_I_MODULE_FAILED);
        assert_int_equal(setenv("BRINK_CACHE_DIR", link, 1), 0);
        assert_int_equal(compiled(), BRINK_I_MODULE_FAILED);
    }
    assert_int_equal(chmod(above, 0755), 0);
    assert_int_equal(state_of(), BRINK_I_MODULE_READY); /* through the link */
    if (geteuid() == 0) {
        assert_int_equal(chown(above, 65534, 65534), 0);
        assert_int_equal(state_of(), BRINK_I_MODULE_FAILED);
        assert_int_equal(chmod(above, 01755), 0); /* sticky, but whose? */
        assert_int_equal(state_of(), BRINK_I_MODULE_FAILED);
    }
}

static void write_aged(const char *name, size_t bytes, time_t age)
{
    char path[CACHE_ROOM + 64];
    in_folder(name, path);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    for (size_t i = 0; i < bytes; i++) {
        fputc('x', file);
    }
    assert_int_equal(fclose(file), 0);
    const struct timespec times[2] = {{.tv_sec = time(NULL) - age}, {.tv_sec = time(NULL) - age}};
    assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
}

static bool is_there(const char *name)
{
    char path[CACHE_ROOM + 64];
    in_folder(name, path);
    return access(path, F_OK) == 0;
}

static void tidying_keeps_what_was_used_last_and_what_is_not_ours(void **state)
{
    (void)state;
#define A "0000000000000000000000000000000a"
#define B "0000000000000000000000000000000b"
#define C "0000000000000000000000000000000c"
    write_aged(A ".so", 400, 3 * 86400);
    write_aged(A ".c", 100, 3 * 86400);
    write_aged(B ".so", 400, 2 * 86400);
    write_aged(B ".c", 100, 9 * 86400);
    write_aged(C ".so", 400, 10);
    write_aged(C ".c", 100, 9 * 86400);
    write_aged(A ".log", 1, 8 * 86400);
    write_aged(B ".log", 1, 6 * 86400);
    write_aged(A ".draft.c", 1, 7200);
    write_aged(A ".draft.so", 1, 7200);
    write_aged(A ".busy", 0, 7200);
    write_aged(B ".draft.c", 1, 60);
    write_aged("notes.so", 5000, 99 * 86400);
    write_aged(A "0.so", 5000, 99 * 86400);
    brink_i_cache_tidy(folder, 1100);
    assert_false(is_there(A ".so") || is_there(A ".c") || is_there(A ".log"));
    assert_false(is_there(A ".draft.c") || is_there(A ".draft.so") || is_there(A ".busy"));
    assert_true(is_there(B ".so") && is_there(B ".c") && is_there(B ".log") && is_there(B ".draft.c"));
    assert_true(is_there(C ".so") && is_there(C ".c"));
    assert_true(is_there("notes.so") && is_there(A "0.so"));
    brink_i_cache_tidy(folder, 500);
    assert_false(is_there(B ".so") || is_there(B ".c"));
    assert_true(is_there(C ".so"));
}

static void new_folder_is_made_when_something_is_compiled(void **state)
{
    (void)state;
    char path[CACHE_ROOM + 64];
    struct stat status;
    in_folder("not yet/it's \"here\" $HOME", path);
    assert_int_equal(setenv("BRINK_CACHE_DIR", path, 1), 0);
    assert_int_equal(state_of(), BRINK_I_MODULE_ABSENT);
    assert_int_equal(stat(path, &status), -1);
    assert_int_equal(compiled(), BRINK_I_MODULE_READY);
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0700);
    assert_nothing_left(path);
}

static void new_folder_that_others_can_write_to_is_refused(void **state)
{
    (void)state;
    static const mode_t modes[] = {0770, 0707, 0777, 01777};
    char path[CACHE_ROOM + 64];
    in_folder("inner", path);
    assert_int_equal(mkdir(path, 0700), 0);
    assert_int_equal(setenv("BRINK_CACHE_DIR", path, 1), 0);
    assert_int_equal(compiled(), BRINK_I_MODULE_READY); /* code that would be there */
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
        assert_int_equal(chmod(path, modes[i]), 0);
        assert_int_equal(compiled(), BRINK_I_MODULE_FAILED);
    }
    assert_int_equal(chmod(path, 0755), 0);
    assert_int_equal(state_of(), BRINK_I_MODULE_READY);
    /* Who can rename the folder can put another in its place. */
    assert_int_equal(chmod(folder, 0777), 0);
    assert_int_equal(compiled(), BRINK_I_MODULE_FAILED);
    assert_int_equal(chmod(folder, 01777), 0);
    assert_int_equal(state_of(), BRINK_I_MODULE_READY);
}

static void new_no_place_for_files_fails(void **state)
{
    (void)state;
    char path[CACHE_ROOM + 64];
    in_folder("file", path);
    write_file(path, "", 0600);
    setenv("BRINK_CACHE_DIR", path, 1);
    assert_int_equal(compiled(), BRINK_I_MODULE_FAILED);
    in_folder("file/below", path);
    setenv("BRINK_CACHE_DIR", path, 1);
    assert_int_equal(compiled(), BRINK_I_MODULE_FAILED);
    setenv("BRINK_CACHE_DIR", "relative/folder", 1);
    assert_int_equal(compiled(), BRINK_I_MODULE_FAILED);
    assert_int_equal(access("relative", F_OK), -1);
    if (geteuid() != 0) { /* who may write everywhere */
        in_folder("closed", path);
        assert_int_equal(mkdir(path, 0500), 0);
        setenv("BRINK_CACHE_DIR", path, 1);
        assert_int_equal(compiled(), BRINK_I_MODULE_FAILED);
    }
}

static void new_without_own_folder_takes_the_users_cache(void **state)
{
    (void)state;
    char path[CACHE_ROOM + 64], home[CACHE_ROOM] = "", shared[CACHE_ROOM] = "";
    snprintf(home, sizeof home, "%s", getenv("HOME") ? getenv("HOME") : "");
    snprintf(shared, sizeof shared, "%s", getenv("XDG_CACHE_HOME") ? getenv("XDG_CACHE_HOME") : "");
    unsetenv("BRINK_CACHE_DIR");
    unsetenv("XDG_CACHE_HOME");
    unsetenv("HOME");
    assert_int_equal(compiled(), BRINK_I_MODULE_FAILED);
    setenv("HOME", folder, 1);
    assert_int_equal(compiled(), BRINK_I_MODULE_READY);
    in_folder(".cache/brink", path);
    assert_int_equal(cache_folder_count(path, ".so", NULL), 1);
    setenv("HOME", "", 1);
    setenv("XDG_CACHE_HOME", folder, 1);
    assert_int_equal(compiled(), BRINK_I_MODULE_READY);
    in_folder("brink", path);
    assert_int_equal(cache_folder_count(path, ".so", NULL), 1);
    setenv("XDG_CACHE_HOME", "relative", 1); /* to be ignored, says its specification */
    assert_int_equal(compiled(), BRINK_I_MODULE_FAILED);
    setenv("HOME", home, 1);
    setenv("XDG_CACHE_HOME", shared, 1);
}

/* ---- what is in the cache is not as it was ---- */

static off_t size_of(const char *path)
{
    struct stat status;
    assert_int_equal(stat(path, &status), 0);
    return status.st_size;
}

static void turn_a_bit(const char *path, long at)
{
    FILE *file = fopen(path, "r+b");
    assert_non_null(file);
    assert_int_equal(fseek(file, at, SEEK_SET), 0);
    int byte = fgetc(file);
    assert_int_equal(fseek(file, at, SEEK_SET), 0);
    assert_int_not_equal(fputc(byte ^ 4, file), EOF);
    assert_int_equal(fclose(file), 0);
}

enum { DAMAGES = 10 };

static void damage(int kind, const char *code, const char *source)
{
    char other[CACHE_ROOM + 64];
    in_folder("elsewhere", other);
    switch (kind) {
    case 0: /* what crashes a program that loads it */
        assert_int_equal(truncate(code, size_of(code) / 2), 0);
        break;
    case 1:
        assert_int_equal(truncate(code, 0), 0);
        break;
    case 2:
        turn_a_bit(code, (long)size_of(code) / 3);
        break;
    case 3:
        write_file(code, "not code", 0700);
        break;
    case 4:
        assert_int_equal(chmod(code, 0770), 0);
        break;
    case 5:
        assert_int_equal(rename(code, other), 0);
        assert_int_equal(symlink(other, code), 0);
        break;
    case 6:
        assert_int_equal(unlink(source), 0);
        break;
    case 7: /* another text with the same name */
        turn_a_bit(source, 70);
        break;
    case 8: /* without its last line */
        assert_int_equal(truncate(source, size_of(source) - 20), 0);
        break;
    default:
        assert_int_equal(unlink(code), 0);
        break;
    }
}

static void new_damaged_module_is_compiled_anew(void **state)
{
    (void)state;
    for (int kind = 0; kind < DAMAGES; kind++) {
        char code[CACHE_ROOM], source[CACHE_ROOM];
        assert_int_equal(compiled(), BRINK_I_MODULE_READY);
        assert_int_equal(cache_folder_count(folder, ".so", code), 1);
        assert_int_equal(cache_folder_count(folder, ".c", source), 1);
        damage(kind, code, source);
        assert_int_equal(state_of(), BRINK_I_MODULE_ABSENT);
        assert_int_equal(compiled(), BRINK_I_MODULE_READY);
        assert_int_equal(state_of(), BRINK_I_MODULE_READY);
        assert_nothing_left(folder);
    }
}

/* ---- compilers ---- */

static void start_compiler_that_fails_leaves_nothing(void **state)
{
    (void)state;
    static const char *const compilers[] = {"/nonexistent", "/dev/null", "false",
                                            "true"}; /* `true` makes no code */
    for (size_t i = 0; i < sizeof compilers / sizeof *compilers; i++) {
        assert_int_equal(setenv("BRINK_CC", compilers[i], 1), 0);
        assert_int_equal(compiled(), BRINK_I_MODULE_FAILED);
        assert_nothing_left(folder);
        assert_int_equal(cache_folder_count(folder, ".so", NULL), 0);
    }
    use_compiler("#!/bin/sh\necho what is wrong >&2\nexit 1\n");
    assert_int_equal(compiled(), BRINK_I_MODULE_FAILED);
    assert_int_equal(cache_folder_count(folder, ".log", NULL), 5); /* each tells why, for a week */
    use_compiler("#!/bin/sh\nexec cc \"$@\"\n");
    assert_int_equal(compiled(), BRINK_I_MODULE_READY);
    assert_int_equal(cache_folder_count(folder, ".log", NULL), 5);
}

/* Ends when all processes that inherited the other end are gone. */
static void assert_all_end(int ends[2])
{
    struct pollfd reader = {.fd = ends[0], .events = POLLIN};
    close(ends[1]);
    assert_int_equal(poll(&reader, 1, 5000), 1);
    char byte;
    assert_int_equal(read(ends[0], &byte, 1), 0);
    close(ends[0]);
}

static void hang(const char *script, bool by_cancel)
{
    int ends[2];
    use_compiler(script);
    assert_int_equal(pipe(ends), 0);
    brink_i_module *module = opened();
    brink_i_module_start(module);
    assert_int_equal(brink_i_module_poll(module), BRINK_I_MODULE_COMPILING);
    int cancel = by_cancel;
    for (int i = 0; cache_folder_count(folder, ".started", NULL) == 0; i++) {
        assert_true(i < 1000);
        poll(NULL, 0, 10);
    }
    if (by_cancel) {
        assert_int_equal(brink_i_module_wait(module, &cancel), BRINK_I_MODULE_COMPILING);
    }
    brink_i_module_free(module);
    assert_nothing_left(folder);
    assert_all_end(ends);
}

static void free_ends_the_compiler_and_what_it_started(void **state)
{
    (void)state;
    char started[CACHE_ROOM + 64], script[2 * CACHE_ROOM];
    in_folder("x.started", started);
    snprintf(script, sizeof script, "#!/bin/sh\nsleep 600 &\n: >'%s'\nwait\n", started);
    hang(script, false);
    unlink(started);
    hang(script, true);
    unlink(started);
    /* One that does not listen. */
    snprintf(script, sizeof script, "#!/bin/sh\ntrap '' TERM\nsleep 600 &\n: >'%s'\nwhile :; do wait; done\n",
             started);
    hang(script, false);
}

static void start_caller_ignores_the_ends_of_children(void **state)
{
    (void)state;
    signal(SIGCHLD, SIG_IGN);
    assert_int_equal(setenv("BRINK_CC", "false", 1), 0);
    assert_int_equal(compiled(), BRINK_I_MODULE_FAILED);
    unsetenv("BRINK_CC");
    assert_int_equal(compiled(), BRINK_I_MODULE_READY);
    assert_nothing_left(folder);
}

/* ---- others ---- */

/* A compiler that counts how often it is called. */
static void use_counting_compiler(const char *work)
{
    char script[3 * CACHE_ROOM];
    snprintf(script, sizeof script, "#!/bin/sh\necho x >>'%s/calls'\n%s\nexec cc \"$@\"\n", folder, work);
    use_compiler(script);
}

static const char *in_calls(void)
{
    static char path[CACHE_ROOM + 64];
    in_folder("calls", path);
    return path;
}

static int calls(void) { return (int)size_of(in_calls()) / 2; }

static void start_two_modules_of_one_process_compile_once(void **state)
{
    (void)state;
    use_counting_compiler("sleep 0.2");
    brink_i_module *a = opened(), *b = opened();
    brink_i_module_start(a);
    brink_i_module_start(b);
    assert_int_equal(brink_i_module_poll(b), BRINK_I_MODULE_COMPILING);
    assert_int_equal(brink_i_module_wait(a, NULL), BRINK_I_MODULE_READY);
    assert_int_equal(brink_i_module_wait(b, NULL), BRINK_I_MODULE_READY);
    brink_i_module_free(a);
    assert_int_equal(brink_i_module_code_of(b)->run(NULL), 41);
    brink_i_module_free(b);
    assert_int_equal(calls(), 1);
    assert_nothing_left(folder);
}

static void start_what_another_gave_up_is_taken_over(void **state)
{
    (void)state;
    use_counting_compiler("sleep 0.2");
    brink_i_module *a = opened(), *b = opened();
    brink_i_module_start(a);
    brink_i_module_start(b);
    assert_int_equal(brink_i_module_poll(b), BRINK_I_MODULE_COMPILING);
    brink_i_module_free(a);
    assert_int_equal(brink_i_module_wait(b, NULL), BRINK_I_MODULE_READY);
    brink_i_module_free(b);
    assert_nothing_left(folder);
}

static void start_many_processes_compile_once(void **state)
{
    (void)state;
    enum { MANY = 6 };
    pid_t children[MANY];
    use_counting_compiler("sleep 0.2");
    for (int i = 0; i < MANY; i++) {
        children[i] = fork();
        assert_true(children[i] >= 0);
        if (children[i] == 0) {
            brink_i_module *module = NULL;
            bool good = brink_i_module_new(text, NULL, &module) == BRINK_OK;
            brink_i_module_start(module);
            good = good && brink_i_module_wait(module, NULL) == BRINK_I_MODULE_READY &&
                   brink_i_module_code_of(module)->run(NULL) == 41;
            brink_i_module_free(module);
            _exit(good ? 0 : 1);
        }
    }
    for (int i = 0; i < MANY; i++) {
        int status = 1;
        assert_int_equal(waitpid(children[i], &status, 0), children[i]);
        assert_int_equal(status, 0);
    }
    assert_int_equal(calls(), 1);
    assert_nothing_left(folder);
}

/* A compiler ends with the process that started it, however that ended: here the first would take ten
 * minutes. */
static void start_left_by_a_process_that_was_killed(void **state)
{
    (void)state;
    char work[CACHE_ROOM + 64];
    snprintf(work, sizeof work, "[ $(wc -l <'%s/calls') -gt 1 ] || sleep 600", folder);
    use_counting_compiler(work);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        brink_i_module *module = NULL;
        if (brink_i_module_new(text, NULL, &module) == BRINK_OK) {
            brink_i_module_start(module);
        }
        struct stat status; /* it is there before a line is in it */
        while (stat(in_calls(), &status) != 0 || status.st_size == 0) {
            usleep(1000);
        }
        raise(SIGKILL);
    }
    assert_int_equal(waitpid(child, NULL, 0), child);
    assert_int_equal(calls(), 1);
    brink_i_module *module = opened();
    brink_i_module_start(module);
    assert_int_equal(brink_i_module_wait(module, NULL), BRINK_I_MODULE_READY);
    brink_i_module_free(module);
    assert_int_equal(calls(), 2);
    assert_nothing_left(folder);
}

static void start_old_files_of_others_do_not_count(void **state)
{
    (void)state;
    static const char *const endings[] = {".busy", ".draft.c", ".draft.so", ".log"};
    char source[CACHE_ROOM];
    assert_int_equal(compiled(), BRINK_I_MODULE_READY);
    assert_int_equal(cache_folder_count(folder, ".c", source), 1);
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        char path[CACHE_ROOM + 16];
        snprintf(path, sizeof path, "%.*s%s", (int)strlen(source) - 2, source, endings[i]);
        write_file(path, "of somebody who was killed", 0600);
    }
    assert_int_equal(unlink(source), 0);
    assert_int_equal(compiled(), BRINK_I_MODULE_READY);
    assert_nothing_left(folder);
    assert_int_equal(cache_folder_count(folder, "", NULL), 2);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(start_text_is_compiled_once_and_kept),
        CASE(new_folder_below_an_unsafe_one_is_refused),
        CASE(tidying_keeps_what_was_used_last_and_what_is_not_ours),
        CASE(new_folder_is_made_when_something_is_compiled),
        CASE(new_folder_that_others_can_write_to_is_refused),
        CASE(new_no_place_for_files_fails),
        CASE(new_without_own_folder_takes_the_users_cache),
        CASE(new_damaged_module_is_compiled_anew),
        CASE(start_compiler_that_fails_leaves_nothing),
        CASE(free_ends_the_compiler_and_what_it_started),
        CASE(start_caller_ignores_the_ends_of_children),
        CASE(start_two_modules_of_one_process_compile_once),
        CASE(start_what_another_gave_up_is_taken_over),
        CASE(start_many_processes_compile_once),
        CASE(start_left_by_a_process_that_was_killed),
        CASE(start_old_files_of_others_do_not_count),
    };
    return have_compiler() ? cmocka_run_group_tests(tests, NULL, NULL) : 0;
}
