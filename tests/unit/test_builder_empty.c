/* SPDX-License-Identifier: Apache-2.0 */
/* A model written in C may lack anything: what is missing is reported by brink_builder_build(). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "brink/builder.h"

/* Declarations without a single text: reported, not a crash. */
static void builder_empty_declarations_are_reported(void **state)
{
    (void)state;
    const brink_source_text none = {NULL, {NULL, 0, 0}};
    const brink_effect_declaration effect = {.text = none};
    const brink_state_declaration nameless = {.name = none};
    const brink_weighted_state weighted = {.state = none};
    const brink_option_declaration option = {.to = none, .effects = &effect, .n_effects = 1};
    const double points[2][2] = {{0.0, 1.0}, {1.0, 2.0}};
    enum { KINDS = 16 };
    for (int kind = 0; kind < KINDS; kind++) {
        brink_diagnostics *list = brink_diagnostics_new();
        brink_builder *b = brink_builder_new(list);
        brink_status status = BRINK_OK;
        switch (kind) {
        case 0:
            status = brink_builder_time(b, none, none);
            break;
        case 1:
            status = brink_builder_parameter(b, &(brink_parameter_declaration){.lever = true});
            break;
        case 2:
            status = brink_builder_define(b, &(brink_define_declaration){.name = none});
            break;
        case 3:
            status = brink_builder_table(b, &(brink_table_declaration){.points = points, .n_points = 2});
            break;
        case 4:
            status = brink_builder_stock(b, &(brink_stock_declaration){.name = none});
            break;
        case 5:
            status = brink_builder_machine(
                b, &(brink_machine_declaration){
                       .states = &nameless, .n_states = 1, .initial = &weighted, .n_initial = 1});
            break;
        case 6:
            status = brink_builder_transition(b, &(brink_transition_declaration){.from = &none,
                                                                                 .n_from = 1,
                                                                                 .to = &weighted,
                                                                                 .n_to = 1,
                                                                                 .effects = &effect,
                                                                                 .n_effects = 1});
            break;
        case 7:
            status = brink_builder_choice(
                b, &(brink_choice_declaration){.in = &none, .n_in = 1, .options = &option, .n_options = 1});
            break;
        case 8:
            status =
                brink_builder_process(b, &(brink_process_declaration){.effects = &effect, .n_effects = 1});
            break;
        case 9:
            status = brink_builder_outcome(b, &(brink_outcome_declaration){.name = none});
            break;
        case 10:
            status = brink_builder_measure(b, &(brink_measure_declaration){.name = none});
            break;
        case 11:
            status = brink_builder_series(b, &(brink_series_declaration){.name = none});
            break;
        case 12:
            status = brink_builder_expect(b, &(brink_expect_declaration){.outcome = none});
            break;
        case 13:
            status = brink_builder_correlate(b, &(brink_correlation_declaration){.rank = none});
            break;
        case 14:
            status = brink_builder_set(b, none, none, NULL);
            break;
        default:
            status = brink_builder_describe(b, none, none, none);
            status = status == BRINK_OK ? brink_builder_variant(b, NULL) : status;
        }
        assert_int_equal(status, BRINK_OK);
        brink_model *out;
        assert_int_equal(brink_builder_build(b, &out), BRINK_ERR_INVALID);
        assert_null(out);
        assert_true(brink_diagnostics_error_count(list) > 0);
        brink_builder_free(b);
        brink_diagnostics_free(list);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(builder_empty_declarations_are_reported)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
