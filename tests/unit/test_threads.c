/* SPDX-License-Identifier: Apache-2.0 */
#define _DEFAULT_SOURCE /* usleep, setrlimit */
/* The process around a run: it may fork before and after, and may have no more threads to give. */
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "brink/brink.h"
#include "run/threads.h"

static const char scenario[] = "brink: 1\n"
                               "title: t\n"
                               "time: {unit: day, horizon: 100 day}\n"
                               "machines:\n"
                               "  m:\n"
                               "    initial: a\n"
                               "    states: [a, b]\n"
                               "    transitions: [{from: a, to: b, rate: 0.01 per day}]\n"
                               "outcomes: {b: m.b, a: otherwise}\n";

static brink_result *run(const brink_model *model, int threads)
{
    brink_run_options options = BRINK_RUN_OPTIONS_INIT;
    options.trials = 20000;
    options.threads = threads;
    brink_result *result = NULL;
    return brink_run(model, &options, &result, NULL) == BRINK_OK ? result : NULL;
}

static int setup(void **state)
{
    brink_model *model = NULL;
    brink_diagnostics *problems = brink_diagnostics_new();
    assert_int_equal(brink_scenario_load_text("t.yaml", scenario, strlen(scenario), NULL, problems, &model),
                     BRINK_OK);
    brink_diagnostics_free(problems);
    *state = model;
    return 0;
}

static int teardown(void **state)
{
    brink_model_free(*state);
    return 0;
}

/* Waits for a child that must end by itself; its status. */
static int await(pid_t child)
{
    int status = 0;
    for (int i = 0; i < 3000; i++) {
        if (waitpid(child, &status, WNOHANG) == child) {
            return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
        }
        usleep(10000);
    }
    kill(child, SIGKILL);
    waitpid(child, &status, 0);
    return -2;
}

static void child_of_a_process_that_ran_runs_too(void **state)
{
    brink_result *mine = run(*state, 4);
    assert_non_null(mine);
    brink_result_free(mine);
    const pid_t child = fork();
    if (child == 0) {
        brink_result *result = run(*state, 4);
        _exit(result && brink_result_trials(result) == 20000 ? 7 : 1);
    }
    assert_int_equal(await(child), 7);
}

/* With a limit on processes that leaves none, a run uses the threads that it gets, here its own only. Root
 * knows no such limit: there the child becomes somebody else. */
static void run_without_threads_to_be_had_uses_its_own(void **state)
{
    const pid_t child = fork();
    if (child == 0) {
        const struct rlimit none = {0, 0};
        if ((geteuid() == 0 && setuid(65534) != 0) || setrlimit(RLIMIT_NPROC, &none) != 0) {
            _exit(9);
        }
        brink_result *result = run(*state, 4);
        const brink_provenance *made = result ? brink_result_provenance(result) : NULL;
        _exit(!made ? 1 : made->threads == 1 && made->threads_asked == 4 ? 7 : 2);
    }
    const int status = await(child);
    if (status == 9) {
        skip();
    }
    assert_int_equal(status, 7);
}

static void absurd_numbers_of_threads_are_cut(void **state)
{
    (void)state;
    assert_int_equal(brink_i_threads_sensible(-1), 1);
    assert_int_equal(brink_i_threads_sensible(3), 3);
    assert_true(brink_i_threads_sensible(100000) <= BRINK_THREADS_MOST);
    assert_true(brink_i_threads_sensible(100000) >= 64);
    assert_true(brink_i_threads_meant(0) >= 1);
    assert_int_equal(brink_i_threads_meant(5), 5);
}

typedef struct seen {
    atomic_int calls[8], blocked;
} seen;

static void look(void *context, int thread)
{
    seen *s = context;
    sigset_t set;
    atomic_fetch_add(&s->calls[thread], 1);
    pthread_sigmask(SIG_SETMASK, NULL, &set);
    atomic_fetch_add(&s->blocked, sigismember(&set, SIGUSR1));
}

static void each_thread_works_once_and_leaves_signals_to_the_caller(void **state)
{
    (void)state;
    seen s;
    memset(&s, 0, sizeof s);
    assert_int_equal(brink_i_threads_run(8, look, &s), 8);
    for (int i = 0; i < 8; i++) {
        assert_int_equal(atomic_load(&s.calls[i]), 1);
    }
    assert_int_equal(atomic_load(&s.blocked), 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(child_of_a_process_that_ran_runs_too),
        cmocka_unit_test(run_without_threads_to_be_had_uses_its_own),
        cmocka_unit_test(absurd_numbers_of_threads_are_cut),
        cmocka_unit_test(each_thread_works_once_and_leaves_signals_to_the_caller),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
