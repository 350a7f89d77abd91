/* SPDX-License-Identifier: Apache-2.0 */

/* Whatever ranks do, each trial is handed out once and not lost, in ascending order; nobody is held for long
 * at the end. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "work.h"

enum { RANKS = 5, TRIALS = 3000000 };

/* Plays all in virtual time: rank i plays speed[i] trials a second. Each trial must be played once. Returns
 * when the last rank ended, and in *idle for how long the first had nothing to do then. */
static double play(work_list *work, const double speed[RANKS], unsigned char *played, double *idle)
{
    double at[RANKS] = {0}, first_end = -1;
    span held[RANKS] = {{0, 0}};
    uint64_t last = 0;
    for (int left = RANKS; left > 0;) {
        int rank = 0;
        for (int i = 1; i < RANKS; i++) {
            rank = at[i] < at[rank] ? i : rank;
        }
        if (held[rank].count > 0) {
            for (uint64_t t = 0; t < held[rank].count; t++) {
                assert_int_equal(played[held[rank].first + t]++, 0);
            }
            assert_true(
                work_report(work, rank, held[rank].count, (double)held[rank].count / speed[rank], 0.001));
        }
        if (work_next(work, rank, &held[rank]) == WORK_BLOCK) {
            assert_true(held[rank].count > 0 && held[rank].first >= last);
            last = held[rank].first;
            at[rank] += (double)held[rank].count / speed[rank];
            continue;
        }
        left--;
        first_end = first_end < 0 ? at[rank] : first_end;
        *idle = at[rank] - first_end;
        at[rank] = left > 0 ? 1e300 : at[rank];
        held[rank].count = 0;
    }
    return first_end + *idle;
}

static void next_each_trial_is_played_once_by_ranks_of_any_speed(void **state)
{
    (void)state;
    static unsigned char played[TRIALS];
    static const double speeds[][RANKS] = {
        {5000, 5000, 5000, 5000, 5000}, {5000, 5000, 500, 9000, 5000}, {1e6, 1e6, 1e6, 1e6, 1e6}};
    for (size_t k = 0; k < sizeof speeds / sizeof *speeds; k++) {
        work_list work;
        double idle = 0, all = 0;
        memset(played, 0, sizeof played);
        assert_true(work_open(&work, RANKS));
        assert_true(work_add(&work, (span){2000000, 1000000}));
        assert_true(work_add(&work, (span){0, 2000000}));
        assert_true(work_add(&work, (span){7, 0}));
        assert_int_equal(work_left(&work), TRIALS);
        const double took = play(&work, speeds[k], played, &idle);
        for (int i = 0; i < RANKS; i++) {
            all += speeds[k][i];
        }
        /* All finish together, but for a block of the slowest. */
        assert_true(idle < 2.5);
        assert_true(took < TRIALS / all + 2.5);
        assert_int_equal(memchr(played, 0, sizeof played) != NULL, 0);
        assert_int_equal(work.done, TRIALS);
        work_close(&work);
    }
}

static void report_what_was_not_played_is_left_again(void **state)
{
    (void)state;
    work_list work;
    span a, b, c;
    assert_true(work_open(&work, 2));
    assert_true(work_add(&work, (span){100, 5000}));
    assert_int_equal(work_next(&work, 0, &a), WORK_BLOCK);
    assert_int_equal(work_next(&work, 1, &b), WORK_BLOCK);
    assert_true(a.first == 100 && b.first == 100 + a.count);
    assert_true(work_report(&work, 0, 300, 1, 0));
    assert_int_equal(work_left(&work), 5000 - 300 - b.count);
    assert_int_equal(work_next(&work, 0, &c), WORK_BLOCK);
    assert_int_equal(c.first, 400);
    assert_true(c.first + c.count <= b.first);
    work_stop(&work);
    assert_int_equal(work_next(&work, 1, &c), WORK_END);
    work_close(&work);
}

/* The smallest trial that fails is found: those before it are all played, those behind it matter no more. */
static void fault_ends_what_is_behind_it(void **state)
{
    (void)state;
    work_list work;
    span a, b;
    assert_true(work_open(&work, 2));
    assert_true(work_add(&work, (span){0, 100000}));
    assert_int_equal(work_next(&work, 0, &a), WORK_BLOCK);
    assert_int_equal(work_next(&work, 1, &b), WORK_BLOCK);
    work_fault(&work, b.first + 3);
    work_fault(&work, b.first + 5);
    assert_true(work_report(&work, 1, b.count, 1, 0));
    assert_int_equal(work.faulty, b.first + 3);
    assert_int_equal(work_next(&work, 1, &b), WORK_END);
    assert_true(work_report(&work, 0, 10, 1, 0));
    assert_int_equal(work_next(&work, 0, &a), WORK_BLOCK); /* what an interrupted rank gave back */
    assert_int_equal(a.first, 10);
    work_close(&work);
}

/* Where adding up takes long, blocks are long. */
static void next_blocks_outlast_what_they_cost(void **state)
{
    (void)state;
    work_list work;
    span block;
    assert_true(work_open(&work, 1));
    assert_true(work_add(&work, (span){0, 1000000000}));
    for (int i = 0; i < 8; i++) {
        assert_int_equal(work_next(&work, 0, &block), WORK_BLOCK);
        assert_true(work_report(&work, 0, block.count, (double)block.count / 1000, 2));
    }
    assert_int_equal(block.count, 60000); /* a minute */
    work_close(&work);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(next_each_trial_is_played_once_by_ranks_of_any_speed),
        cmocka_unit_test(report_what_was_not_played_is_left_again),
        cmocka_unit_test(fault_ends_what_is_behind_it),
        cmocka_unit_test(next_blocks_outlast_what_they_cost),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
