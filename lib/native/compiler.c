/* SPDX-License-Identifier: Apache-2.0 */
#include "native/compiler.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

/* No product and sum may become one operation: contraction is forbidden, and so are vectors of straight code,
 * which gcc 12 contracts all the same (x86's vfmaddsub). A library that checks itself checks modules too. */
const char *const brink_i_compiler_flags[] = {"-std=gnu17",
                                              "-O2",
                                              "-fPIC",
                                              "-shared",
                                              "-fvisibility=hidden",
                                              "-fno-fast-math",
                                              "-ffp-contract=off",
                                              "-fno-tree-slp-vectorize",
                                              "-fno-math-errno",
                                              "-fno-trapping-math",
                                              "-fno-semantic-interposition",
                                              "-w",
#ifdef BRINK_I_SANITIZE
                                              "-fsanitize=" BRINK_I_SANITIZE,
                                              "-fno-sanitize-recover=all",
                                              "-fno-omit-frame-pointer",
#endif
                                              NULL};

/* Results do not depend on the kind; the names are those of the kernel's instruction sets. */
typedef struct machine_kind {
    const char *name, *flag;
} machine_kind;

static const machine_kind kinds[] = {
#if defined(__x86_64__)
    {"avx512", "-march=x86-64-v4"},
    {"avx2", "-march=x86-64-v3"},
    {"portable", "-march=x86-64"},
#else
    {"portable", "-O2"},
#endif
};
enum { N_KINDS = sizeof kinds / sizeof *kinds };

const char *brink_i_machine_kind(int i) { return i >= 0 && i < N_KINDS ? kinds[i].name : NULL; }

bool brink_i_machine_is(const char *kind)
{
#if defined(__x86_64__)
    if (strcmp(kind, "avx512") == 0) {
        return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
               __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw") &&
               __builtin_cpu_supports("avx512cd");
    }
    if (strcmp(kind, "avx2") == 0) {
        return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2") &&
               __builtin_cpu_supports("fma");
    }
#endif
    return strcmp(kind, "portable") == 0;
}

const char *brink_i_machine_here(void)
{
    int i = 0;
    while (!brink_i_machine_is(kinds[i].name)) {
        i++;
    }
    return kinds[i].name;
}

const char *brink_i_machine_family(void)
{
#if defined(__x86_64__)
    return "x86-64";
#elif defined(__aarch64__)
    return "aarch64";
#elif defined(__powerpc64__)
    return "powerpc64";
#elif defined(__riscv)
    return "riscv";
#else
    return "other";
#endif
}

static const char *flag_of(const char *kind)
{
    int i = 0;
    while (i < N_KINDS - 1 && strcmp(kinds[i].name, kind) != 0) {
        i++;
    }
    return kinds[i].flag;
}

/* A pipe, both ends above the numbers that the compiler gets. */
static bool make_leash(int ends[2])
{
    int low[2];
    if (pipe(low) != 0) {
        return false;
    }
    for (int i = 0; i < 2; i++) {
        ends[i] = fcntl(low[i], F_DUPFD_CLOEXEC, 10);
        close(low[i]);
    }
    return ends[0] >= 0 && ends[1] >= 0;
}

/* Its streams, the turn as descriptor 3, and the end of the leash as 4. */
static bool set_files(posix_spawn_file_actions_t *actions, const char *log, int turn, int leash)
{
    return posix_spawn_file_actions_addopen(actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0) == 0 &&
           posix_spawn_file_actions_addopen(actions, STDOUT_FILENO, log, O_WRONLY | O_CREAT | O_TRUNC,
                                            0600) == 0 &&
           posix_spawn_file_actions_adddup2(actions, STDOUT_FILENO, STDERR_FILENO) == 0 &&
           posix_spawn_file_actions_adddup2(actions, turn, 3) == 0 &&
           posix_spawn_file_actions_adddup2(actions, leash, 4) == 0;
}

/* A group of its own, so that Ctrl-C is ours to answer and its children can be ended with it; signals as a
 * shell would set them. */
static bool set_signals(posix_spawnattr_t *attributes)
{
    static const int signals[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGCHLD, SIGPIPE};
    sigset_t none, usual;
    sigemptyset(&none);
    sigemptyset(&usual);
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
        sigaddset(&usual, signals[i]);
    }
    return posix_spawnattr_setpgroup(attributes, 0) == 0 &&
           posix_spawnattr_setsigmask(attributes, &none) == 0 &&
           posix_spawnattr_setsigdefault(attributes, &usual) == 0 &&
           posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK |
                                                    POSIX_SPAWN_SETSIGDEF) == 0;
}

static const char *compiler_name(void)
{
    const char *name = getenv("BRINK_CC");
    return name && *name ? name : "cc";
}

static bool describe(const char *path, char *out, size_t room)
{
    struct stat status;
    if (stat(path, &status) != 0 || !S_ISREG(status.st_mode) || access(path, X_OK) != 0) {
        return false;
    }
    snprintf(out, room, "%s, %lld bytes of %lld.%09ld", path, (long long)status.st_size,
             (long long)status.st_mtim.tv_sec, status.st_mtim.tv_nsec);
    return true;
}

void brink_i_compiler_identity(char *out, size_t room)
{
    const char *name = compiler_name(), *folders = getenv("PATH");
    char path[4096];
    snprintf(out, room, "%s, not found", name);
    if (strchr(name, '/')) {
        describe(name, out, room);
        return;
    }
    folders = folders ? folders : "/usr/local/bin:/usr/bin:/bin";
    for (bool more = true; more;) {
        const size_t length = strcspn(folders, ":");
        const int n =
            snprintf(path, sizeof path, "%.*s/%s", length ? (int)length : 1, length ? folders : ".", name);
        if (n > 0 && (size_t)n < sizeof path && describe(path, out, room)) {
            return;
        }
        more = folders[length] == ':';
        folders += length + 1;
    }
}

/* What starts the compiler: limits for it (seconds of processor time, KiB of memory), and a watch that ends
 * it with all that it started when the other end of descriptor 4 is closed, which only we hold: then we are
 * gone. The turn, descriptor 3, is the compiler's and not the watch's. */
static const char nurse[] = "ulimit -t 300; ulimit -v 6291456\n"
                            "\"$@\" 4<&- &\n"
                            "child=$!\n"
                            "{ read -r line <&4; kill -TERM 0; } 3<&- >/dev/null 2>&1 &\n"
                            "watch=$!\n"
                            "wait $child\n"
                            "status=$?\n"
                            "kill -KILL $watch\n"
                            "exit $status\n";

pid_t brink_i_compiler_start(const char *kind, const char *source, const char *object, const char *log,
                             int turn, int *leash)
{
    const char *compiler = compiler_name();
    enum { N_FLAGS = sizeof brink_i_compiler_flags / sizeof *brink_i_compiler_flags };
    const char *arguments[N_FLAGS + 11] = {"sh", "-c", nurse, "brink", compiler, flag_of(kind)};
    const char **last = arguments + 6;
    for (const char *const *flag = brink_i_compiler_flags; *flag; flag++) {
        *last++ = *flag;
    }
    *last++ = "-o";
    *last++ = object;
    *last++ = source;
    *last++ = "-lm";
    *last = NULL;
    union {
        const char **given;
        char *const *wanted; /* posix_spawn does not change them */
    } list = {arguments};
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    if (posix_spawn_file_actions_init(&actions) != 0) {
        return 0;
    }
    if (posix_spawnattr_init(&attributes) != 0) {
        posix_spawn_file_actions_destroy(&actions);
        return 0;
    }
    pid_t child = 0;
    int ends[2] = {-1, -1};
    bool started = make_leash(ends) && set_files(&actions, log, turn, ends[0]) && set_signals(&attributes) &&
                   posix_spawn(&child, "/bin/sh", &actions, &attributes, list.wanted, environ) == 0;
    if (ends[0] >= 0) {
        close(ends[0]);
    }
    if (!started && ends[1] >= 0) {
        close(ends[1]);
    }
    *leash = started ? ends[1] : -1;
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return started ? child : 0;
}

brink_i_compiling brink_i_compiler_poll(pid_t compiler)
{
    int status = 0;
    pid_t ended;
    do {
        ended = waitpid(compiler, &status, WNOHANG);
    } while (ended < 0 && errno == EINTR);
    if (ended == 0) {
        return BRINK_I_COMPILING;
    }
    /* Where the caller's process keeps no status of its children (SIGCHLD ignored), the files tell. */
    bool good = ended < 0 ? errno == ECHILD : WIFEXITED(status) && WEXITSTATUS(status) == 0;
    return good ? BRINK_I_COMPILED : BRINK_I_NOT_COMPILED;
}

/* Whether it has ended; it stays a zombie, so that its number is not given to another group meanwhile. */
static bool has_ended(pid_t compiler)
{
    siginfo_t info;
    memset(&info, 0, sizeof info);
    int status = waitid(P_PID, (id_t)compiler, &info, WEXITED | WNOHANG | WNOWAIT);
    return status != 0 ? errno != EINTR : info.si_pid == compiler;
}

void brink_i_compiler_stop(pid_t compiler)
{
    const struct timespec moment = {0, 5000000};
    kill(-compiler, SIGTERM); /* asks: the driver removes its temporary files */
    for (int i = 0; i < 100 && !has_ended(compiler); i++) {
        nanosleep(&moment, NULL);
    }
    kill(-compiler, SIGKILL);
    while (waitpid(compiler, NULL, 0) < 0 && errno == EINTR) {
    }
}
