/* SPDX-License-Identifier: Apache-2.0 */

/* Distributions whose arguments are the same in all trials are prepared once. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "brink/scenario.h"
#include "compile/program.h"

static const char yaml[] =
    "brink: 1\n"
    "title: truncated\n"
    "time: {unit: day, horizon: 10 day}\n"
    "parameters:\n"
    "  fixed: {value: 3}\n"
    "  drawn: {value: \"uniform(1, 2)\"}\n"
    "  numbers: {value: \"truncate(normal(-1 + 2 * 2, 2), -1, 4^2)\"}\n"
    "  through: {value: \"truncate(normal(middle, 2), curve(0), fixed * fixed)\"}\n"
    "  not_once: {value: \"truncate(normal(drawn, 2), 0, 9)\"}\n"
    "  wrong: {value: \"normal(3, fixed - 4)\"}\n"
    "define: {middle: fixed + 1}\n"
    "tables: {curve: [[0, 0.5], [1, 2]]}\n"
    "machines:\n"
    "  m: {initial: a, states: [a, b], transitions: [{from: a, to: b, rate: \"0.1 per day * max(0, drawn + "
    "numbers + through + not_once + wrong)\"}]}\n"
    "outcomes: {moved: m.b, rest: otherwise}\n";

static void arguments_that_never_change_are_folded(void **state)
{
    (void)state;
    brink_diagnostics *diagnostics = brink_diagnostics_new();
    brink_model *model = NULL;
    assert_int_equal(
        brink_scenario_load_text("truncated.yaml", yaml, strlen(yaml), NULL, diagnostics, &model), BRINK_OK);
    brink_i_program program;
    assert_int_equal(brink_i_program_build(&program, model), BRINK_OK);
    const brink_i_draw_node *numbers = program.params[2].tree, *through = program.params[3].tree,
                            *not_once = program.params[4].tree, *wrong = program.params[5].tree;
    assert_true(numbers->prepared && !numbers->varies);
    assert_true(through->prepared && through->varies); /* variants may say what is fixed */
    assert_true(!not_once->prepared && !wrong->prepared);
    double args[] = {4, 2};
    brink_i_dist dist;
    assert_null(brink_i_dist_prepare(&dist, BRINK_I_DIST_NORMAL, args, 2));
    assert_null(brink_i_dist_truncate(&dist, 0.5, 9));
    assert_true(brink_i_dist_quantile(&dist, 0.3) == brink_i_dist_quantile(through->prepared, 0.3));
    brink_i_program_free(&program);
    brink_model_free(model);
    brink_diagnostics_free(diagnostics);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arguments_that_never_change_are_folded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
