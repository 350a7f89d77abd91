/* SPDX-License-Identifier: Apache-2.0 */
/* Good models: what the builder makes of declarations. */
#include "test_model_support.h"

/* Births and deaths as two rates of one machine over a stock. */
static void birth_death(fixture *f)
{
    frame(f);
    parameter(f, "birth", "0.3 per day", "1/day");
    parameter(f, "death", "uniform(0.1, 0.2)", "1/day");
    stock(f, "people", "10", NULL, NULL);
    machine(f, "population", "alive gone");
    transition(f, "population", "alive", "alive", BRINK_RATE, "birth * people", "people = people + 1");
    transition(f, "population", "alive", "alive", BRINK_RATE, "death * people", "people = people - 1");
    transition(f, "population", "alive", "gone", BRINK_WHEN, "people <= 0", NULL);
    outcome(f, "extinct", "population.gone");
    measure(f, "left", BRINK_MEASURE_AT_END, "people", NULL);
}

static void build_birth_death_fills_model(void **state)
{
    (void)state;
    fixture f;
    begin(&f);
    birth_death(&f);
    build_good(&f);
    assert_int_equal(brink_diagnostics_count(f.list), 0);
    const brink_model *m = f.model;
    assert_string_equal(brink_model_time_unit(m), "day");
    assert_true(brink_model_horizon(m) > 1095.7 && brink_model_horizon(m) < 1095.8);
    assert_int_equal(m->n_params, 2);
    assert_string_equal(m->params[1].owner, "parameter:death");
    assert_true(m->params[1].value.expr->draws);
    assert_int_equal(m->n_machines, 1);
    const brink_i_machine *machine = &m->machines[0];
    assert_true(machine->hazards);
    assert_int_equal(machine->n_transitions, 3);
    assert_string_equal(machine->transitions[1].label, "population: alive -> alive (rate)");
    assert_int_equal(machine->transitions[1].order, 1);
    assert_int_equal(machine->transitions[1].value.reads.n_stocks, 1);
    assert_int_equal(machine->transitions[1].value.reads.n_params, 1);
    assert_int_equal(machine->transitions[1].value.reads.params[0], 1);
    assert_int_equal(machine->transitions[1].value.expr->binding, BRINK_I_EVENT);
    assert_int_equal(machine->transitions[2].trigger, BRINK_WHEN);
    assert_int_equal(m->n_comparisons, 0); /* nothing moves between events */
    assert_int_equal(m->otherwise, 0);
    assert_null(m->outcomes[0].condition.expr);
    assert_string_equal(brink_model_outcome_name(m, 1), "extinct");
    assert_null(brink_model_outcome_name(m, 2));
    assert_null(brink_model_outcome_name(m, -1));
    assert_string_equal(brink_model_hash(m) + 16, "");
    end(&f);
}

static void two_machines(fixture *f)
{
    frame(f);
    parameter(f, "crude", "1300", "Mbbl");
    lever(f, "escort", "0", "0", "1");
    define(f, "deficit", "(9 Mbbl per day) * (1 - escort / 2)");
    define(f, "scarce", "oil < 300 Mbbl");
    stock(f, "oil", "crude", "Mbbl", "if(blockade.imposed, -deficit, 0)");
    machine(f, "blockade", "open imposed lifted");
    transition(f, "blockade", "open", "imposed", BRINK_AFTER, "30 day", NULL);
    transition(f, "blockade", "imposed", "lifted", BRINK_RATE, "0.002 per day * if(scarce, 3, 1)",
               "korea = calm");
    machine(f, "korea", "calm crisis");
    transition(f, "korea", "calm", "crisis", BRINK_CHANCE, "0.2", NULL);
    transition(f, "korea", "any", "calm", BRINK_AFTER, "weibull(1.5, 40 day)", NULL);
    outcome(f, "dry", "oil <= 0");
    outcome(f, "lifted", "blockade.lifted");
    measure(f, "shut", BRINK_MEASURE_TIME_IN, "blockade.imposed", "year");
    measure(f, "crises", BRINK_MEASURE_COUNT, "korea in (crisis)", NULL);
    measure(f, "low", BRINK_MEASURE_MIN, "oil", NULL);
    series(f, "oil", "oil", "30 day");
    series(f, "closed", "blockade.imposed", "0.1 year");
    process(f, "drift", "7 day", "oil = oil * 1");
}

static void build_two_machines_tracks_comparisons(void **state)
{
    (void)state;
    fixture f;
    begin(&f);
    two_machines(&f);
    build_good(&f);
    const brink_model *m = f.model;
    assert_int_equal(m->n_comparisons, 2);
    assert_int_equal(m->comparisons[0].reads.n_stocks, 1);
    assert_int_equal(m->comparisons[0].decaying, -1);
    assert_true(m->stocks[0].moves && !m->stocks[0].decays);
    const brink_i_reads *rate = &m->machines[0].transitions[1].value.reads;
    assert_int_equal(rate->n_comparisons,
                     1); /* through the definition; the stock is the comparison's business */
    assert_int_equal(rate->n_stocks, 0);
    const brink_i_reads *flow = &m->stocks[0].flow.reads;
    assert_int_equal(flow->n_machines, 1);
    assert_int_equal(flow->n_params, 1);
    assert_int_equal(m->params[flow->params[0]].lever, true);
    const brink_i_effect *move = m->machines[0].transitions[1].effects;
    assert_int_equal(move->kind, BRINK_I_MOVE);
    assert_int_equal(move->target, 1);
    assert_int_equal(m->machines[1].transitions[1].from, 3); /* any */
    assert_string_equal(m->machines[1].transitions[1].label, "korea: any -> calm (after)");
    assert_int_equal(m->measures[1].machine, 1);
    assert_int_equal(m->measures[1].states, 2);
    assert_true(m->measures[0].scale > 1 / 365.3 && m->measures[0].scale < 1 / 365.2);
    assert_int_equal(m->series[0].n_points, 37);
    assert_int_equal(m->series[1].first, 37);
    assert_int_equal(m->series[1].n_points, 31); /* 3 years / 0.1 year, both ends, whatever rounding says */
    assert_int_equal(m->n_points, 68);
    assert_string_equal(m->processes[0].owner, "process:drift");
    end(&f);
}

static void build_parameters_in_any_order_sorts_dependencies(void **state)
{
    (void)state;
    fixture f;
    begin(&f);
    frame(&f);
    parameter(&f, "c", "twice_b + 1", NULL);
    define(&f, "twice_b", "2 * b");
    parameter(&f, "b", "a + normal()", NULL);
    parameter(&f, "a", "1", NULL);
    stock(&f, "s", "c", NULL, NULL);
    measure(&f, "s", BRINK_MEASURE_AT_END, "s", NULL);
    build_good(&f);
    assert_int_equal(f.model->param_order[0], 2);
    assert_int_equal(f.model->param_order[1], 1);
    assert_int_equal(f.model->param_order[2], 0);
    assert_int_equal(brink_diagnostics_count(f.list), 0);
    end(&f);
}

static void build_long_chain_of_parameters_succeeds(void **state)
{
    (void)state;
    fixture f;
    begin(&f);
    frame(&f);
    enum { N = 20000 };
    for (int i = 0; i < N; i++) {
        char name[16], value[16];
        snprintf(name, sizeof name, "p%d", i);
        snprintf(value, sizeof value, "p%d", i + 1);
        parameter(&f, name, i == N - 1 ? "1" : value, NULL);
    }
    stock(&f, "s", "p0", NULL, NULL);
    build_good(&f);
    assert_int_equal(f.model->param_order[0], N - 1);
    assert_int_equal(f.model->param_order[N - 1], 0);
    end(&f);
}

static void build_choice_keeps_options_and_defaults(void **state)
{
    (void)state;
    fixture f;
    begin(&f);
    frame(&f);
    machine(&f, "korea", "calm crisis war");
    transition(&f, "korea", "calm", "crisis", BRINK_RATE, "0.1", NULL); /* takes 1/day */
    stock(&f, "tension", "0", NULL, NULL);
    const brink_source_text in = T("crisis");
    const brink_effect_declaration inner = {.text = T("tension = 1")};
    const brink_effect_declaration effect = {.condition = T("tension > 0.5"), .else_do = &inner, .n_else = 1};
    const brink_option_declaration options[] = {
        {.to = T("war"), .utility = T("-3 + tension"), .effects = &effect, .n_effects = 1},
        {.utility = T("0")}};
    const brink_choice_declaration d = {.machine = T("korea"),
                                        .in = &in,
                                        .n_in = 1,
                                        .by = T("DPRK"),
                                        .every = T("1 week"),
                                        .options = options,
                                        .n_options = 2};
    OK(brink_builder_choice(f.b, &d));
    outcome(&f, "war", "korea.war");
    build_good(&f);
    const brink_i_choice *choice = &f.model->machines[0].choices[0];
    assert_int_equal(choice->in, 2);
    assert_true(choice->reviewed);
    assert_string_equal(choice->label, "korea: choice in crisis by DPRK");
    assert_true(choice->precision.expr->op == BRINK_I_OP_CONST && choice->precision.expr->number == 1);
    assert_int_equal(choice->options[0].state, 2);
    assert_int_equal(choice->options[1].state, -1);
    assert_int_equal(choice->options[0].effects[0].kind, BRINK_I_WHEN_IF);
    assert_int_equal(choice->options[0].effects[0].n_then, 0);
    assert_int_equal(choice->options[0].effects[0].else_do[0].kind, BRINK_I_ASSIGN);
    end(&f);
}

static void build_weights_default_to_one(void **state)
{
    (void)state;
    fixture f;
    begin(&f);
    frame(&f);
    const brink_state_declaration states[] = {{.name = T("a")}, {.name = T("b")}};
    const brink_weighted_state initial[] = {{T("a"), T("0.9")}, {T("b"), T(NULL)}};
    const brink_machine_declaration d = {
        .name = T("m"), .states = states, .n_states = 2, .initial = initial, .n_initial = 2};
    OK(brink_builder_machine(f.b, &d));
    outcome(&f, "b", "m.b");
    outcome(&f, "a", "m.a");
    build_good(&f);
    assert_true(f.model->machines[0].initial[0].weight.expr->number == 0.9);
    assert_true(f.model->machines[0].initial[1].weight.expr->number == 1);
    end(&f);
}

static void build_decaying_stock_finds_it_in_comparison(void **state)
{
    (void)state;
    fixture f;
    begin(&f);
    frame(&f);
    const brink_stock_declaration d = {.name = T("tension"),
                                       .initial = T("4"),
                                       .decay = T("0.1 per day"),
                                       .flow = T("1"),
                                       .min = T("0"),
                                       .max = T("10")};
    OK(brink_builder_stock(f.b, &d));
    outcome(&f, "calm", "tension < 2");
    build_good(&f);
    assert_int_equal(f.model->n_comparisons, 1);
    assert_int_equal(f.model->comparisons[0].decaying, 0);
    assert_true(f.model->stocks[0].decays && f.model->stocks[0].moves);
    end(&f);
}

static void expect(fixture *f, const brink_expect_declaration *d) { OK(brink_builder_expect(f->b, d)); }

static void build_expectations_are_in_units_of_their_subject(void **state)
{
    (void)state;
    fixture f;
    begin(&f);
    two_machines(&f);
    measure(&f, "dry_on", BRINK_MEASURE_FIRST, "oil <= 0", NULL);
    expect(&f, &(brink_expect_declaration){.outcome = T("dry"), .probability_low = T("0.25")});
    expect(&f, &(brink_expect_declaration){
                   .measure = T("dry_on"), .every_trial = T("2"), .within = T("1 hour"), .unit = T("year")});
    expect(&f, &(brink_expect_declaration){
                   .series = T("closed"), .at = T("0.3 year"), .mean_low = T("0"), .mean_high = T("1")});
    build_good(&f);
    const brink_i_expect *e = f.model->expects;
    assert_int_equal(f.model->n_expects, 3);
    assert_int_equal(e[0].outcome, 1);
    assert_true(e[0].probability.given && e[0].probability.exact && e[0].probability.high == 0.25);
    assert_true(e[1].has_every_trial && e[1].every_trial > 730.48 && e[1].every_trial < 730.49);
    assert_true(e[1].within > 0.04166 && e[1].within < 0.04167);
    assert_int_equal(e[2].series, 1);
    assert_int_equal(e[2].point, 3);
    assert_false(e[2].mean.exact);
    assert_int_equal(e[2].measure, -1);
    end(&f);
}

/* ---- other values ---- */

static void set_parameter_replaces_value_and_remembers(void **state)
{
    (void)state;
    fixture f;
    begin(&f);
    two_machines(&f);
    OK(brink_builder_set(f.b, T("crude"), T("5"), "set"));
    OK(brink_builder_set(f.b, T("crude"), T("2 Gbbl"), "--set"));
    build_good(&f);
    const brink_i_param *crude = &f.model->params[0];
    assert_true(crude->overridden);
    assert_string_equal(crude->origin, "--set");
    assert_string_equal(crude->original_text, "1300");
    assert_string_equal(crude->value.text, "2 Gbbl");
    assert_int_equal(brink_diagnostics_count(f.list), 0);
    end(&f);
}

static void set_parameter_that_read_another_leaves_that_used(void **state)
{
    (void)state;
    fixture f;
    begin(&f);
    frame(&f);
    parameter(&f, "low", "1", NULL);
    parameter(&f, "x", "uniform(low, 2)", NULL);
    stock(&f, "s", "x", NULL, NULL);
    OK(brink_builder_set(f.b, T("x"), T("1.5"), "--set"));
    build_good(&f);
    assert_int_equal(brink_diagnostics_count(f.list), 0);
    end(&f);
}

static void build_twice_gives_the_same_model(void **state)
{
    (void)state;
    fixture f;
    begin(&f);
    two_machines(&f);
    build_good(&f);
    brink_model *second = NULL;
    OK(brink_builder_build(f.b, &second));
    assert_string_equal(brink_model_hash(second), brink_model_hash(f.model));
    brink_model_free(second);
    end(&f);
}

static void model_outlives_builder_and_diagnostics(void **state)
{
    (void)state;
    fixture f;
    begin(&f);
    char file[] = "m.yaml";
    birth_death(&f);
    brink_parameter_declaration d = {.name = {"extra", {file, 7, 3}}, .value = T("1")};
    OK(brink_builder_parameter(f.b, &d));
    build_good(&f); /* with a warning: unused */
    assert_non_null(problem(&f, "unused-parameter"));
    assert_ptr_equal(problem(&f, "unused-parameter")->where.file, file);
    brink_builder_free(f.b);
    brink_diagnostics_free(f.list);
    memset(file, 'x', sizeof file - 1);
    assert_string_equal(f.model->params[2].where.file, "m.yaml");
    assert_int_equal(f.model->params[2].where.line, 7);
    brink_model_free(f.model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(build_birth_death_fills_model),
        cmocka_unit_test(build_two_machines_tracks_comparisons),
        cmocka_unit_test(build_parameters_in_any_order_sorts_dependencies),
        cmocka_unit_test(build_long_chain_of_parameters_succeeds),
        cmocka_unit_test(build_choice_keeps_options_and_defaults),
        cmocka_unit_test(build_weights_default_to_one),
        cmocka_unit_test(build_decaying_stock_finds_it_in_comparison),
        cmocka_unit_test(build_expectations_are_in_units_of_their_subject),
        cmocka_unit_test(set_parameter_replaces_value_and_remembers),
        cmocka_unit_test(set_parameter_that_read_another_leaves_that_used),
        cmocka_unit_test(build_twice_gives_the_same_model),
        cmocka_unit_test(model_outlives_builder_and_diagnostics),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
