/* SPDX-License-Identifier: Apache-2.0 */
/* Models loaded in several threads at once. UDUNITS, which stands behind the units, is not made for that:
 * without the lock of units/database.c this test ends in one of its assertions, and the thread sanitizer says
 * why. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <pthread.h>

#include "brink/scenario.h"

enum { THREADS = 4, LOADS = 25 };

static const char TEXT[] =
    "brink: 1\ntime: {unit: day, horizon: 1 year}\n"
    "parameters: {use: {value: \"triangular(1, 2, 3)\", unit: Mbbl/day, range: [1, 3]}}\n"
    "stocks: {oil: {initial: 3 Mbbl, unit: kbbl, flow: -use, min: 0}}\n"
    "outcomes: {dry: oil <= 0, end: otherwise}\n"
    "measures: {cost: {at_end: 3 GUSD per year * time, unit: MUSD}}\n";

/* Asserts belong to the main thread: a worker counts its failures. */
static void *load_many(void *failures)
{
    for (int i = 0; i < LOADS; i++) {
        brink_diagnostics *list = brink_diagnostics_new();
        brink_model *model = NULL;
        brink_status status = brink_scenario_load_text("text", TEXT, sizeof TEXT - 1, NULL, list, &model);
        *(int *)failures += status != BRINK_OK || brink_diagnostics_count(list) != 0;
        brink_model_free(model);
        brink_diagnostics_free(list);
    }
    return NULL;
}

static void load_text_in_several_threads_at_once_loads(void **state)
{
    (void)state;
    pthread_t threads[THREADS];
    int failures[THREADS] = {0};
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, load_many, &failures[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        assert_int_equal(failures[i], 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(load_text_in_several_threads_at_once_loads)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
