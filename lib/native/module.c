/* SPDX-License-Identifier: Apache-2.0 */
#include "native/module.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "native/functions.h"
#include "random/stream.h"

extern char **environ;

enum { PATH_ROOM = 4096 };

struct brink_i_module {
    char *text;
    char folder[PATH_ROOM - 128]; /* of the cache; "" where there is none */
    char name[64];                /* of the module's files in it, without their endings */
    pid_t compiler; /* 0: none of ours; who else compiles this text has the file .busy */
    brink_i_module_state state;
    void *handle;
    brink_i_module_code code;
};

/* ---- files ---- */

static void path_of(const brink_i_module *module, const char *ending, char *path)
{
    snprintf(path, PATH_ROOM, "%s/%s%s", module->folder, module->name, ending);
}

/* Ours alone: code is loaded from there. */
static bool is_private(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && status.st_uid == geteuid() && (status.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

static bool make_folder(char *path)
{
    for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        bool made = mkdir(path, 0700) == 0 || errno == EEXIST;
        *slash = '/';
        if (!made) {
            return false;
        }
    }
    return (mkdir(path, 0700) == 0 || errno == EEXIST) && is_private(path);
}

/* BRINK_CACHE_DIR, or brink in the user's cache folder. */
static void find_folder(brink_i_module *module)
{
    const char *own = getenv("BRINK_CACHE_DIR"), *shared = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
    int n = -1;
    if (own && *own) {
        n = snprintf(module->folder, sizeof module->folder, "%s", own);
    } else if (shared && *shared) {
        n = snprintf(module->folder, sizeof module->folder, "%s/brink", shared);
    } else if (home && *home) {
        n = snprintf(module->folder, sizeof module->folder, "%s/.cache/brink", home);
    }
    if (n <= 0 || (size_t)n >= sizeof module->folder || module->folder[0] != '/' || !make_folder(module->folder)) {
        module->folder[0] = '\0';
    }
}

static bool holds_text(const char *path, const char *text)
{
    size_t length = strlen(text);
    FILE *file = fopen(path, "rb");
    if (!file) {
        return false;
    }
    char *content = malloc(length + 1);
    bool same = content && fread(content, 1, length + 1, file) == length && memcmp(content, text, length) == 0;
    free(content);
    fclose(file);
    return same;
}

static bool write_text(const char *path, const char *text)
{
    FILE *file = fopen(path, "wb");
    if (!file) {
        return false;
    }
    bool good = fwrite(text, 1, strlen(text), file) == strlen(text);
    return fclose(file) == 0 && good;
}

/* ---- loading ---- */

static bool load(brink_i_module *module)
{
    char path[PATH_ROOM], source[PATH_ROOM];
    path_of(module, ".so", path);
    path_of(module, ".c", source);
    if (!is_private(path) || !holds_text(source, module->text)) {
        return false;
    }
    module->handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!module->handle) {
        return false;
    }
    const brink_i_native_host **host = (const brink_i_native_host **)dlsym(module->handle, "brink_native_host");
    const uint64_t *size = dlsym(module->handle, "brink_native_size"), *lanes = dlsym(module->handle, "brink_native_lanes");
    *(void **)&module->code.run = dlsym(module->handle, "brink_native_run");
    if (!host || !size || !lanes || !module->code.run) {
        return false;
    }
    /* Other threads that load the same module store the same value. */
    __atomic_store_n(host, &brink_i_native_functions, __ATOMIC_RELEASE);
    module->code.size = *size;
    module->code.lanes = *lanes;
    module->state = BRINK_I_MODULE_READY;
    return true;
}

brink_status brink_i_module_new(const char *text, brink_i_module **out)
{
    *out = NULL;
    brink_i_module *module = calloc(1, sizeof *module);
    if (!module) {
        return BRINK_ERR_MEMORY;
    }
    module->text = strdup(text);
    if (!module->text) {
        free(module);
        return BRINK_ERR_MEMORY;
    }
    const brink_i_owner_key key = brink_i_owner_key_make(0, text);
    snprintf(module->name, sizeof module->name, "%016llx%016llx", (unsigned long long)key.a, (unsigned long long)key.b);
    find_folder(module);
    if (!module->folder[0]) {
        module->state = BRINK_I_MODULE_FAILED;
    } else {
        load(module);
    }
    *out = module;
    return BRINK_OK;
}

static void end_compiler(brink_i_module *module)
{
    if (module->compiler > 0) {
        kill(module->compiler, SIGTERM);
        while (waitpid(module->compiler, NULL, 0) < 0 && errno == EINTR) {
        }
        module->compiler = 0;
    }
}

/* The right to compile this text: a file that only one can make. One that is old was left behind. */
enum { BUSY_SECONDS = 600 };

static bool take_turn(const brink_i_module *module)
{
    char path[PATH_ROOM];
    path_of(module, ".busy", path);
    struct stat status;
    if (stat(path, &status) == 0 && time(NULL) - status.st_mtime > BUSY_SECONDS) {
        unlink(path);
    }
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
    return file >= 0 && close(file) == 0;
}

static bool somebody_compiles(const brink_i_module *module)
{
    char path[PATH_ROOM];
    path_of(module, ".busy", path);
    return access(path, F_OK) == 0;
}

/* Nothing of ours stays behind but what was kept. */
static void end_turn(const brink_i_module *module)
{
    static const char *const endings[] = {".draft.c", ".draft.so", ".busy"};
    char path[PATH_ROOM];
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        path_of(module, endings[i], path);
        unlink(path);
    }
}

void brink_i_module_free(brink_i_module *module)
{
    if (!module) {
        return;
    }
    if (module->compiler > 0) {
        end_compiler(module);
        end_turn(module);
    }
    if (module->handle) {
        dlclose(module->handle);
    }
    free(module->text);
    free(module);
}

/* ---- compiling ---- */

/* The widest instruction set that this machine has; results do not depend on it. */
static const char *machine_flag(void)
{
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
        __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512cd")) {
        return "-march=x86-64-v4";
    }
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("fma")) {
        return "-march=x86-64-v3";
    }
#endif
    return "-O2";
}

static bool spawn(brink_i_module *module, const char *source, const char *object, const char *log)
{
    const char *compiler = getenv("BRINK_CC");
    compiler = compiler && *compiler ? compiler : "cc";
    const char *arguments[] = {compiler, "-std=gnu17", "-O2", machine_flag(), "-fPIC", "-shared", "-fvisibility=hidden", "-ffp-contract=off",
                               "-fno-math-errno", "-fno-trapping-math", "-fno-semantic-interposition", "-w", "-o", object, source, "-lm", NULL};
    posix_spawn_file_actions_t actions;
    if (posix_spawn_file_actions_init(&actions) != 0) {
        return false;
    }
    bool good = posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0) == 0 &&
                posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, log, O_WRONLY | O_CREAT | O_TRUNC, 0600) == 0 &&
                posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO) == 0;
    pid_t child = 0;
    union {
        const char **given;
        char *const *wanted; /* posix_spawn does not change them */
    } list = {arguments};
    good = good && posix_spawnp(&child, compiler, &actions, NULL, list.wanted, environ) == 0;
    posix_spawn_file_actions_destroy(&actions);
    module->compiler = good ? child : 0;
    return good;
}

void brink_i_module_start(brink_i_module *module)
{
    if (module->state != BRINK_I_MODULE_ABSENT) {
        return;
    }
    if (!take_turn(module)) {
        module->state = somebody_compiles(module) ? BRINK_I_MODULE_COMPILING : BRINK_I_MODULE_FAILED;
        return;
    }
    char source[PATH_ROOM], object[PATH_ROOM], log[PATH_ROOM];
    path_of(module, ".draft.c", source);
    path_of(module, ".draft.so", object);
    path_of(module, ".log", log);
    bool started = write_text(source, module->text) && spawn(module, source, object, log);
    module->state = started ? BRINK_I_MODULE_COMPILING : BRINK_I_MODULE_FAILED;
    if (!started) {
        end_turn(module);
    }
}

/* The code first: a module counts by its text, which must not be there without it. */
static bool keep(const brink_i_module *module)
{
    char from[PATH_ROOM], to[PATH_ROOM];
    path_of(module, ".draft.so", from);
    path_of(module, ".so", to);
    if (chmod(from, 0700) != 0 || rename(from, to) != 0) {
        return false;
    }
    path_of(module, ".draft.c", from);
    path_of(module, ".c", to);
    if (rename(from, to) != 0) {
        return false;
    }
    path_of(module, ".log", to);
    unlink(to);
    return true;
}

static void pause_briefly(void)
{
    const struct timespec moment = {0, 20000000};
    nanosleep(&moment, NULL);
}

/* Somebody else compiles this text: another process, or another variant of this run. */
static void poll_other(brink_i_module *module, bool wait)
{
    while (!load(module)) {
        if (!somebody_compiles(module)) {
            module->state = load(module) ? BRINK_I_MODULE_READY : BRINK_I_MODULE_ABSENT;
            brink_i_module_start(module); /* it was given up there; the turn is ours, or another's again */
            return;
        }
        if (!wait) {
            return;
        }
        pause_briefly();
    }
}

static void poll_own(brink_i_module *module, bool wait)
{
    int status = 0;
    pid_t ended;
    do {
        ended = waitpid(module->compiler, &status, wait ? 0 : WNOHANG);
    } while (ended < 0 && errno == EINTR);
    if (ended == 0) {
        return;
    }
    module->compiler = 0;
    /* Where the caller's process has no children to wait for (SIGCHLD ignored), the files tell. */
    bool good = ended < 0 ? errno == ECHILD : WIFEXITED(status) && WEXITSTATUS(status) == 0;
    if (!(good && keep(module) && load(module))) {
        module->state = BRINK_I_MODULE_FAILED;
    }
    end_turn(module);
}

brink_i_module_state brink_i_module_poll(brink_i_module *module, bool wait)
{
    do {
        if (module->state == BRINK_I_MODULE_COMPILING && module->compiler == 0) {
            poll_other(module, wait);
        }
        if (module->state == BRINK_I_MODULE_COMPILING && module->compiler > 0) {
            poll_own(module, wait);
        }
    } while (wait && module->state == BRINK_I_MODULE_COMPILING);
    return module->state;
}

const brink_i_module_code *brink_i_module_code_of(const brink_i_module *module)
{
    return &module->code;
}
