/* SPDX-License-Identifier: Apache-2.0 */
/* Mechanisms of a model: listed in order with their places, shown, checked; no part of its meaning. */
#include "unit/test_model_support.h"

static const brink_source_text ONE[] = {{"M30", {NULL, 0, 0}}};
static const brink_source_text TWO[] = {{"M30", {NULL, 0, 0}}, {"M31", {NULL, 0, 0}}};

#define TAGS(list)                            \
    {                                         \
        (list), sizeof(list) / sizeof *(list) \
    }

/* A model in which everything that can have mechanisms has one, if `tagged`. */
static void declare(fixture *f, bool tagged)
{
    const brink_mechanism_list none = {NULL, 0}, one = TAGS(ONE), two = TAGS(TWO);
    static const double points[][2] = {{0, 0}, {1, 1}};
    const brink_state_declaration states[] = {{T("calm"), T(NULL)}, {T("war"), T(NULL)}};
    const brink_source_text calm = T("calm"), war = T("war");
    const brink_weighted_state to_war = {T("war"), T(NULL)}, in_calm = {T("calm"), T(NULL)};
    const brink_option_declaration options[] = {{.to = T("calm"), .utility = T("1")}, {.utility = T("0")}};
    const brink_effect_declaration effect = {.text = T("aid = aid + 1")};
    OK(brink_builder_time(f->b, T("day"), T("10 day")));
    OK(brink_builder_parameter(f->b, &(brink_parameter_declaration){.name = T("food"),
                                                                    .value = T("1"),
                                                                    .source = T("J"),
                                                                    .about = T("shipments"),
                                                                    .mechanisms = tagged ? two : none}));
    OK(brink_builder_parameter(f->b, &(brink_parameter_declaration){.name = T("ties"),
                                                                    .value = T("0"),
                                                                    .lever = true,
                                                                    .low = T("0"),
                                                                    .high = T("1"),
                                                                    .mechanisms = tagged ? one : none}));
    OK(brink_builder_define(f->b, &(brink_define_declaration){.name = T("nerve"),
                                                              .value = T("food - ties"),
                                                              .about = T("readiness"),
                                                              .mechanisms = tagged ? one : none}));
    OK(brink_builder_table(
        f->b, &(brink_table_declaration){
                  .name = T("curve"), .points = points, .n_points = 2, .mechanisms = tagged ? one : none}));
    OK(brink_builder_stock(f->b, &(brink_stock_declaration){.name = T("aid"),
                                                            .initial = T("curve(nerve)"),
                                                            .mechanisms = tagged ? one : none}));
    OK(brink_builder_machine(f->b, &(brink_machine_declaration){.name = T("korea"),
                                                                .states = states,
                                                                .n_states = 2,
                                                                .initial = &in_calm,
                                                                .n_initial = 1,
                                                                .mechanisms = tagged ? one : none}));
    OK(brink_builder_transition(f->b, &(brink_transition_declaration){.machine = T("korea"),
                                                                      .from = &calm,
                                                                      .n_from = 1,
                                                                      .to = &to_war,
                                                                      .n_to = 1,
                                                                      .trigger = BRINK_RATE,
                                                                      .value = T("0.1 per day"),
                                                                      .mechanisms = tagged ? one : none}));
    OK(brink_builder_choice(f->b, &(brink_choice_declaration){.machine = T("korea"),
                                                              .in = &war,
                                                              .n_in = 1,
                                                              .by = T("Kim"),
                                                              .options = options,
                                                              .n_options = 2,
                                                              .mechanisms = tagged ? one : none}));
    OK(brink_builder_process(f->b, &(brink_process_declaration){.name = T("month"),
                                                                .every = T("1 day"),
                                                                .effects = &effect,
                                                                .n_effects = 1,
                                                                .mechanisms = tagged ? one : none}));
    OK(brink_builder_outcome(f->b, &(brink_outcome_declaration){.name = T("all"),
                                                                .condition = T("otherwise"),
                                                                .mechanisms = tagged ? one : none}));
    OK(brink_builder_measure(f->b, &(brink_measure_declaration){.name = T("wars"),
                                                                .kind = BRINK_MEASURE_COUNT,
                                                                .value = T("korea.war"),
                                                                .mechanisms = tagged ? one : none}));
    OK(brink_builder_series(f->b, &(brink_series_declaration){.name = T("level"),
                                                              .value = T("aid"),
                                                              .every = T("1 day"),
                                                              .mechanisms = tagged ? one : none}));
}

static void build_every_declaration_lists_its_places_in_order(void **state)
{
    (void)state;
    static const char *const places[][2] = {{"M30", "parameter food"},
                                            {"M31", "parameter food"},
                                            {"M30", "lever ties"},
                                            {"M30", "definition nerve"},
                                            {"M30", "table curve"},
                                            {"M30", "stock aid"},
                                            {"M30", "machine korea"},
                                            {"M30", "transition korea: calm -> war (rate)"},
                                            {"M30", "korea: choice in war by Kim"},
                                            {"M30", "process month"},
                                            {"M30", "outcome all"},
                                            {"M30", "measure wars"},
                                            {"M30", "series level"}};
    fixture f;
    begin(&f);
    declare(&f, true);
    OK(brink_builder_build(f.b, &f.model));
    int n = (int)(sizeof places / sizeof *places);
    assert_int_equal(brink_model_mechanism_count(f.model), n);
    for (int i = 0; i < n; i++) {
        assert_string_equal(brink_model_mechanism_name(f.model, i), places[i][0]);
        assert_string_equal(brink_model_mechanism_place(f.model, i), places[i][1]);
    }
    assert_string_equal(brink_model_mechanism_about(f.model, 0), "shipments");
    assert_string_equal(brink_model_mechanism_about(f.model, 2), "");
    assert_string_equal(brink_model_mechanism_about(f.model, 3), "readiness");
    assert_null(brink_model_mechanism_name(f.model, -1));
    assert_null(brink_model_mechanism_place(f.model, n));
    char *json = NULL, *text = NULL;
    OK(brink_model_json(f.model, &json));
    OK(brink_model_text(f.model, &text));
    int in_json = 0, in_text = 0;
    for (const char *p = json; (p = strstr(p, "\"mechanism\": [")) != NULL; p++) {
        in_json++;
    }
    for (const char *p = text; (p = strstr(p, "mechanism: M30")) != NULL; p++) {
        in_text++;
    }
    assert_int_equal(in_json, n - 1);
    assert_int_equal(in_text, n - 1);
    assert_non_null(strstr(text, "mechanism: M30, M31\n"));
    free(json);
    free(text);
    end(&f);
}

static void build_mechanisms_leave_the_hash_alone(void **state)
{
    (void)state;
    fixture with, without;
    begin(&with);
    begin(&without);
    declare(&with, true);
    declare(&without, false);
    OK(brink_builder_build(with.b, &with.model));
    OK(brink_builder_build(without.b, &without.model));
    assert_string_equal(brink_model_hash(with.model), brink_model_hash(without.model));
    assert_int_equal(brink_model_mechanism_count(without.model), 0);
    end(&with);
    end(&without);
}

static void build_bad_mechanism_names_reports_each(void **state)
{
    (void)state;
    const brink_source_text bad[] = {
        at("M30", 1), at("30", 2), at("M30", 3), {NULL, {"m.yaml", 4, 1}}, at("M 3", 5)};
    fixture f;
    begin(&f);
    OK(brink_builder_time(f.b, T("day"), T("10 day")));
    OK(brink_builder_outcome(f.b, &(brink_outcome_declaration){.name = T("all"),
                                                               .condition = T("otherwise"),
                                                               .mechanisms = TAGS(bad)}));
    assert_int_equal(brink_builder_build(f.b, &f.model), BRINK_ERR_INVALID);
    assert_int_equal(brink_diagnostics_count(f.list), 4);
    static const char *const codes[] = {"bad-name", "duplicate-name", "bad-name", "bad-name"};
    for (size_t i = 0; i < 4; i++) {
        assert_string_equal(brink_diagnostics_get(f.list, i)->code, codes[i]);
        assert_int_equal(brink_diagnostics_get(f.list, i)->where.line, i + 2);
    }
    end(&f);
}

static void parameter_accessors_tell_what_was_declared_and_set(void **state)
{
    (void)state;
    fixture f;
    begin(&f);
    declare(&f, true);
    OK(brink_builder_set(f.b, T("ties"), T("0.5"), "--set"));
    OK(brink_builder_build(f.b, &f.model));
    double low = -1, high = -1;
    assert_false(brink_model_parameter_range(f.model, 0, &low, &high));
    assert_true(brink_model_parameter_range(f.model, 1, &low, &high));
    assert_true(low == 0 && high == 1);
    assert_string_equal(brink_model_parameter_source(f.model, 0), "J");
    assert_string_equal(brink_model_parameter_source(f.model, 1), "");
    assert_string_equal(brink_model_parameter_about(f.model, 0), "shipments");
    assert_string_equal(brink_model_parameter_unit(f.model, 0), "1");
    assert_string_equal(brink_model_parameter_set_by(f.model, 0), "");
    assert_string_equal(brink_model_parameter_set_by(f.model, 1), "--set");
    assert_string_equal(brink_model_parameter_value(f.model, 1), "0.5");
    assert_string_equal(brink_model_parameter_declared(f.model, 1), "0");
    assert_string_equal(brink_model_parameter_declared(f.model, 0), "1");
    assert_string_equal(brink_model_parameter_file(f.model, 0), "");
    assert_string_equal(brink_model_as_of(f.model), "");
    assert_false(brink_model_parameter_is_lever(f.model, 0));
    assert_true(brink_model_parameter_is_lever(f.model, 1));
    assert_null(brink_model_parameter_value(f.model, 2));
    assert_null(brink_model_parameter_declared(f.model, -1));
    end(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(build_every_declaration_lists_its_places_in_order),
        cmocka_unit_test(build_mechanisms_leave_the_hash_alone),
        cmocka_unit_test(build_bad_mechanism_names_reports_each),
        cmocka_unit_test(parameter_accessors_tell_what_was_declared_and_set),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
