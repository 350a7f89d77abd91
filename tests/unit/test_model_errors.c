/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong models: each problem is found, alone, under its code. */
#include "test_model_support.h"

/* A test whose model consists of frame() and the given lines, with exactly one error. */
#define BAD(name, code, words, ...) \
    static void name(void **state)  \
    {                               \
        (void)state;                \
        fixture f;                  \
        begin(&f);                  \
        frame(&f);                  \
        __VA_ARGS__                 \
        build_bad(&f, code, words); \
        end(&f);                    \
    }
#define WARNED(name, code, words, ...) \
    static void name(void **state)     \
    {                                  \
        (void)state;                   \
        fixture f;                     \
        begin(&f);                     \
        frame(&f);                     \
        __VA_ARGS__                    \
        build_warned(&f, code, words); \
        end(&f);                       \
    }

/* ---- names ---- */
BAD(name_not_an_identifier_is_refused, "bad-name", "'2nd'", stock(&f, "2nd", "1", NULL, NULL);)
BAD(name_of_function_is_refused, "reserved-name", "'weibull'", stock(&f, "weibull", "1", NULL, NULL);)
BAD(name_used_twice_is_refused, "duplicate-name", "'x' is already the name of a stock",
    stock(&f, "x", "1", NULL, NULL);
    stock(&f, "y", "x0", NULL, NULL); parameter(&f, "x0", "1", NULL); define(&f, "x", "2");)
BAD(outcome_named_twice_is_refused, "duplicate-name", "'undecided' is already",
    outcome(&f, "undecided", "true");)
BAD(state_named_twice_is_refused, "duplicate-name", "'a' twice", machine(&f, "m", "a b a");
    outcome(&f, "o", "m in (a, b)");)
BAD(state_named_any_is_refused, "reserved-name", "'any'", machine(&f, "m", "any b");)

static void duplicate_name_shows_first_place(void **state)
{
    (void)state;
    fixture f;
    begin(&f);
    frame(&f);
    const brink_stock_declaration first = {.name = at("oil", 3), .initial = T("1")};
    const brink_stock_declaration second = {.name = at("oil", 9), .initial = T("1")};
    OK(brink_builder_stock(f.b, &first));
    OK(brink_builder_stock(f.b, &second));
    build_bad(&f, "duplicate-name", "'oil'");
    assert_string_equal(problem(&f, "duplicate-name")->hint, "first at m.yaml:3:1");
    assert_int_equal(problem(&f, "duplicate-name")->where.line, 9);
    assert_int_equal(problem(&f, "duplicate-name")->length, 3);
    end(&f);
}

/* ---- definitions and parameters ---- */
BAD(definitions_in_a_circle_are_named, "cycle", "a -> b -> a", define(&f, "a", "b + 1");
    define(&f, "b", "2 * a"); define(&f, "c", "a"); stock(&f, "s", "c", NULL, NULL);)
BAD(definition_of_itself_is_refused, "cycle", "a -> a", define(&f, "a", "a");)
BAD(parameters_in_a_circle_are_named, "cycle", "x -> y -> x", parameter(&f, "x", "y_twice", NULL);
    define(&f, "y_twice", "2 * y"); parameter(&f, "y", "1", NULL);
    OK(brink_builder_set(f.b, T("y"), T("x"), "test"));)
BAD(definition_with_wrong_unit_is_reported_once, "unknown-unit", "'dya'",
    brink_define_declaration d = {.name = T("d"), .value = T("3"), .unit = T("dya")};
    OK(brink_builder_define(f.b, &d)); stock(&f, "s", "d", NULL, NULL); outcome(&f, "o", "d > 1");)
BAD(broken_definition_does_not_trigger_others, "unknown-name", "'missing'", define(&f, "a", "missing + 1");
    define(&f, "b", "a * 2"); stock(&f, "s", "b", NULL, NULL); outcome(&f, "o", "a < b");)
BAD(parameter_reading_a_stock_is_refused, "varies-in-trial", "parameter p", stock(&f, "s", "1", NULL, NULL);
    parameter(&f, "p", "s", NULL);)
BAD(parameter_without_value_is_refused, "missing-key", "parameter p has no value",
    parameter(&f, "p", NULL, NULL);
    stock(&f, "s", "p", NULL, NULL);)
BAD(parameter_always_infinite_is_refused, "not-finite", "infinite", parameter(&f, "p", "exp(1000)", NULL);
    stock(&f, "s", "p", NULL, NULL);)
BAD(parameter_with_empty_range_is_refused, "bad-range", "range of parameter p",
    brink_parameter_declaration d = {.name = T("p"), .value = T("2"), .low = T("3"), .high = T("1")};
    OK(brink_builder_parameter(f.b, &d));)
BAD(parameter_with_cost_is_refused, "unknown-key", "cost",
    brink_parameter_declaration d = {.name = T("p"), .value = T("2"), .cost = T("3 GUSD")};
    OK(brink_builder_parameter(f.b, &d));)
BAD(lever_without_range_is_refused, "missing-key", "lever l has no range", lever(&f, "l", "1", NULL, NULL);)
BAD(lever_outside_its_range_is_refused, "outside-range", "3 is outside its range [0, 1]",
    lever(&f, "l", "3", "0", "1");)
BAD(lever_that_draws_is_refused, "draw-not-allowed", "uniform", lever(&f, "l", "uniform(0, 1)", "0", "1");)
BAD(lever_that_is_computed_is_refused, "not-constant", "lever l", parameter(&f, "p", "1", NULL);
    lever(&f, "l", "p", "0", "1");)
BAD(set_unknown_name_suggests, "unknown-name", "'overlnd' to set (--set)",
    parameter(&f, "overland", "1", NULL);
    OK(brink_builder_set(f.b, T("overlnd"), T("2"), "--set"));)
BAD(set_stock_is_refused, "not-settable", "'s' is a stock", stock(&f, "s", "1", NULL, NULL);
    OK(brink_builder_set(f.b, T("s"), T("2"), "--set"));)
BAD(set_lever_outside_range_shows_range, "outside-range", "[0, 1]", lever(&f, "l", "1", "0", "1");
    OK(brink_builder_set(f.b, T("l"), T("1.5"), "--set"));)
BAD(set_wrong_unit_is_refused, "unit-mismatch", "parameter p", parameter(&f, "p", "1", "day");
    OK(brink_builder_set(f.b, T("p"), T("2 Mbbl"), "--set"));)

/* ---- clock, tables, stocks ---- */
static void build_without_time_is_refused(void **state)
{
    (void)state;
    fixture f;
    begin(&f);
    outcome(&f, "o", "otherwise");
    build_bad(&f, "missing-key", "no time unit");
    end(&f);
}

static void time_errors_are_found(void **state)
{
    (void)state;
    static const char *const CASES[][4] = {{"Mbbl", "3 year", "unit-mismatch", "not a unit of time"},
                                           {"dya", "3 year", "unknown-unit", "dya"},
                                           {NULL, "3 year", "missing-key", "no time unit"},
                                           {"day", NULL, "missing-key", "no horizon"},
                                           {"day", "-1 year", "bad-time", "positive"},
                                           {"day", "3 Mbbl", "unit-mismatch", "horizon"}};
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        fixture f;
        begin(&f);
        OK(brink_builder_time(f.b, T(CASES[i][0]), T(CASES[i][1])));
        outcome(&f, "o", "otherwise");
        series(&f, "s", "1", "1 day"); /* gives no second message */
        build_bad(&f, CASES[i][2], CASES[i][3]);
        end(&f);
    }
}

static void table_errors_are_found(void **state)
{
    (void)state;
    static const double FALLING[][2] = {{0, 1}, {1, 2}, {1, 3}};
    for (size_t n = 0; n <= 3; n += 3) {
        fixture f;
        begin(&f);
        frame(&f);
        const brink_table_declaration d = {.name = T("t"), .points = FALLING, .n_points = n};
        OK(brink_builder_table(f.b, &d));
        outcome(&f, "o", "t(3) > 2"); /* gives no second message */
        build_bad(&f, "bad-table", n ? "point 3" : "no points");
        end(&f);
    }
}

BAD(horizon_of_parameter_is_refused, "not-constant", "horizon", parameter(&f, "p", "1 day", "day");
    OK(brink_builder_time(f.b, T("day"), T("p")));)
BAD(stock_without_initial_is_refused, "missing-key", "stock s has no initial",
    stock(&f, "s", NULL, NULL, NULL);)
BAD(stock_with_crossed_bounds_is_refused, "bad-range", "lower bound 2",
    brink_stock_declaration d = {.name = T("s"), .initial = T("1"), .min = T("2"), .max = T("1")};
    OK(brink_builder_stock(f.b, &d));)
BAD(flow_not_per_time_is_refused, "unit-mismatch", "the flow of s", stock(&f, "s", "1", "Mbbl", "2 Mbbl");)
BAD(flow_of_moving_stock_is_refused, "moving-flow", "the flow of b", stock(&f, "a", "1", NULL, "1");
    stock(&f, "b", "1", NULL, "a * 1 per day");)
BAD(decay_negative_is_refused, "bad-rate", "decay of s",
    brink_stock_declaration d = {.name = T("s"), .initial = T("1"), .decay = T("-1")};
    OK(brink_builder_stock(f.b, &d));)
WARNED(initial_beyond_bound_is_warned_of, "outside-range", "begins at its bound 0",
       brink_stock_declaration d = {.name = T("s"), .initial = T("-1"), .min = T("0")};
       OK(brink_builder_stock(f.b, &d));)

/* ---- machines ---- */
#define MACHINE              \
    machine(&f, "m", "a b"); \
    outcome(&f, "in_b", "m.b");
BAD(transition_of_unknown_machine_suggests, "unknown-name", "no machine 'n'",
    MACHINE transition(&f, "m", "a", "b", BRINK_RATE, "1", NULL);
    transition(&f, "n", "a", "b", BRINK_RATE, "1", NULL);)
BAD(transition_to_unknown_state_is_refused, "unknown-state", "'m' has no state 'c'",
    MACHINE transition(&f, "m", "a", "c", BRINK_RATE, "1", NULL);)
BAD(rate_not_per_time_is_refused, "not-per-time", "the rate of m: a -> b",
    MACHINE parameter(&f, "p", "1", NULL);
    transition(&f, "m", "a", "b", BRINK_RATE, "p", NULL);)
BAD(rate_negative_is_refused, "bad-rate", "-0.5",
    MACHINE transition(&f, "m", "a", "b", BRINK_RATE, "-0.5 per day", NULL);)
BAD(rate_that_draws_is_refused, "draw-not-allowed", "uniform",
    MACHINE transition(&f, "m", "a", "b", BRINK_RATE, "uniform(0, 1)", NULL);)
BAD(chance_of_one_is_refused, "bad-chance",
    "is 1:", MACHINE transition(&f, "m", "a", "b", BRINK_CHANCE, "1", NULL);)
BAD(chance_in_percent_gets_hint, "bad-chance",
    "is 20:", MACHINE transition(&f, "m", "a", "b", BRINK_CHANCE, "20", NULL);)
BAD(chance_that_moves_is_refused, "moving-chance", "chance of m",
    MACHINE transition(&f, "m", "a", "b", BRINK_CHANCE, "time / (900 day)", NULL);)
BAD(delay_negative_is_refused, "bad-time", "-3",
    MACHINE transition(&f, "m", "a", "b", BRINK_AFTER, "-3 day", NULL);)
BAD(delay_impossible_distribution_is_refused, "bad-distribution", "weibull",
    MACHINE transition(&f, "m", "a", "b", BRINK_AFTER, "weibull(-1, 3 day)", NULL);)
BAD(when_unsolvable_is_refused, "unsolvable-condition", "", MACHINE stock(&f, "s", "1", NULL, "1");
    transition(&f, "m", "a", "b", BRINK_WHEN, "s * s > 3", NULL);)
BAD(when_number_is_refused, "not-a-condition", "the condition of m", MACHINE stock(&f, "s", "1", NULL, NULL);
    transition(&f, "m", "a", "b", BRINK_WHEN, "s", NULL);)
BAD(trigger_without_value_is_refused, "missing-key", "the rate of m: a -> b is not given",
    MACHINE transition(&f, "m", "a", "b", BRINK_RATE, NULL, NULL);)
BAD(machine_without_states_is_refused, "missing-key", "no states",
    const brink_weighted_state initial = {T("a"), T(NULL)};
    const brink_machine_declaration d = {.name = T("m"), .initial = &initial, .n_initial = 1};
    OK(brink_builder_machine(f.b, &d)); outcome(&f, "o", "m.a");)
BAD(machine_without_initial_is_refused, "missing-key", "no initial state",
    const brink_state_declaration a = {.name = T("a")};
    const brink_machine_declaration d = {.name = T("m"), .states = &a, .n_states = 1};
    OK(brink_builder_machine(f.b, &d));)

static void machine_of_many_states_is_refused(void **state)
{
    (void)state;
    brink_state_declaration states[65];
    char names[65][16];
    for (int i = 0; i < 65; i++) {
        snprintf(names[i], sizeof names[i], "s%d", i);
        states[i] = (brink_state_declaration){.name = T(names[i])};
    }
    for (size_t n = 64; n <= 65; n++) {
        fixture f;
        begin(&f);
        frame(&f);
        const brink_weighted_state initial = {T("s63"), T(NULL)};
        const brink_machine_declaration d = {
            .name = T("m"), .states = states, .n_states = n, .initial = &initial, .n_initial = 1};
        OK(brink_builder_machine(f.b, &d));
        transition(&f, "m", "any", "s0", BRINK_AFTER, "1 day", NULL);
        if (n == 65) {
            build_bad(&f, "too-many-states", "65 states");
        } else {
            build_good(&f);
            assert_true(f.model->machines[0].transitions[0].from == UINT64_MAX);
        }
        end(&f);
    }
}

static void weights(fixture *f, const char *first, const char *second, const char *second_state)
{
    const brink_source_text from = T("a");
    const brink_weighted_state to[] = {{T("a"), T(first)}, {T(second_state), T(second)}};
    const brink_transition_declaration d = {.machine = T("m"),
                                            .from = &from,
                                            .n_from = 1,
                                            .to = to,
                                            .n_to = 2,
                                            .trigger = BRINK_RATE,
                                            .value = T("1")};
    OK(brink_builder_transition(f->b, &d));
}
BAD(weight_negative_is_refused, "bad-weight", "'b'", MACHINE weights(&f, "1", "-1", "b");)
BAD(weights_all_zero_are_refused, "bad-weight", "sum to zero", MACHINE weights(&f, "0", "0", "b");)
BAD(target_twice_is_refused, "duplicate-state", "'a' twice", MACHINE weights(&f, "0", "1", "a");
    transition(&f, "m", "a", "b", BRINK_RATE, "1", NULL);)
BAD(within_without_chance_is_refused, "unknown-key", "no `chance`",
    MACHINE const brink_source_text from = T("a");
    const brink_weighted_state to = {T("b"), T(NULL)};
    const brink_transition_declaration d = {.machine = T("m"),
                                            .from = &from,
                                            .n_from = 1,
                                            .to = &to,
                                            .n_to = 1,
                                            .trigger = BRINK_RATE,
                                            .value = T("1"),
                                            .within = T("1 year")};
    OK(brink_builder_transition(f.b, &d));)

/* ---- effects and processes ---- */
BAD(effect_on_its_own_machine_is_refused, "moves-itself", "machine m",
    MACHINE transition(&f, "m", "a", "b", BRINK_RATE, "1", "m = a");)
BAD(effect_without_equals_is_refused, "bad-effect", "process p", stock(&f, "s", "1", NULL, NULL);
    process(&f, "p", "1 day", "s + 1");)
BAD(effect_with_comparison_is_refused, "bad-effect", "process p", stock(&f, "s", "1", NULL, NULL);
    process(&f, "p", "1 day", "s == 1");)
BAD(effect_on_parameter_is_refused, "not-assignable", "'q' is a parameter", parameter(&f, "q", "1", NULL);
    stock(&f, "s", "q", NULL, NULL); process(&f, "p", "1 day", "q = 2");)
BAD(effect_on_unknown_name_suggests, "unknown-name", "'oli'", stock(&f, "oil", "1", NULL, NULL);
    process(&f, "p", "1 day", "oli = 2");)
BAD(effect_to_unknown_state_is_refused, "unknown-state", "'c'", MACHINE process(&f, "p", "1 day", "m = b");
    process(&f, "q", "1 day", "m = c");)
BAD(process_without_effect_is_refused, "missing-key", "does nothing", process(&f, "p", "1 day", NULL);)
BAD(process_period_zero_is_refused, "bad-time", "must be positive", stock(&f, "s", "1", NULL, NULL);
    process(&f, "p", "0", "s = 2");)
BAD(process_period_that_changes_is_refused, "varies-in-trial", "period of process p",
    stock(&f, "s", "1", "day", NULL);
    process(&f, "p", "s", "s = 2");)

static void effect_error_points_behind_equals(void **state)
{
    (void)state;
    fixture f;
    begin(&f);
    frame(&f);
    stock(&f, "s", "1", NULL, NULL);
    const brink_effect_declaration effect = {.text = {"s =\n  ss + 1", {"m.yaml", 5, 10}}};
    const brink_process_declaration d = {
        .name = T("p"), .every = T("1 day"), .effects = &effect, .n_effects = 1};
    OK(brink_builder_process(f.b, &d));
    build_bad(&f, "unknown-name", "'ss'");
    assert_int_equal(problem(&f, "unknown-name")->where.line, 6);
    assert_int_equal(problem(&f, "unknown-name")->where.column, 3);
    end(&f);
}

/* ---- choices ---- */
static void choose(fixture *f, const char *in, const char *to, const char *every, const char *utility)
{
    const brink_source_text state = T(in);
    const brink_option_declaration option = {.to = T(to), .utility = T(utility)};
    const brink_choice_declaration d = {.machine = T("m"),
                                        .in = &state,
                                        .n_in = 1,
                                        .every = T(every),
                                        .options = &option,
                                        .n_options = utility != NULL};
    OK(brink_builder_choice(f->b, &d));
}
BAD(choice_in_unknown_state_is_refused, "unknown-state", "'any'", MACHINE choose(&f, "any", "b", NULL, "1");)
BAD(choice_without_options_is_refused, "missing-key", "no options", MACHINE choose(&f, "a", "b", NULL, NULL);)
BAD(choice_review_negative_is_refused, "bad-time", "reviews", MACHINE choose(&f, "a", "b", "-1 day", "1");)
BAD(choice_utility_with_unit_is_refused, "unit-mismatch", "utility of 'b'",
    MACHINE choose(&f, "a", "b", NULL, "1 day");)

/* ---- outcomes, measures, series ---- */
static void build_without_otherwise_is_refused(void **state)
{
    (void)state;
    fixture f;
    begin(&f);
    OK(brink_builder_time(f.b, T("day"), T("3 year")));
    outcome(&f, "o", "time > 3 day");
    build_bad(&f, "missing-otherwise", "horizon");
    end(&f);
}

BAD(otherwise_twice_is_refused, "duplicate-otherwise", "'undecided' is already",
    outcome(&f, "other", "otherwise");)
BAD(count_of_condition_is_refused, "bad-count", "measure c",
    MACHINE transition(&f, "m", "a", "b", BRINK_RATE, "1", NULL);
    measure(&f, "c", BRINK_MEASURE_COUNT, "not m.a", NULL);)
BAD(count_with_unit_is_refused, "unit-mismatch", "measure c",
    MACHINE transition(&f, "m", "a", "b", BRINK_RATE, "1", NULL);
    measure(&f, "c", BRINK_MEASURE_COUNT, "m.b", "day");)
BAD(minimum_of_product_is_refused, "unsolvable-extremum", "measure c", stock(&f, "s", "1", NULL, "1");
    measure(&f, "c", BRINK_MEASURE_MIN, "s * s", NULL);)
BAD(first_in_wrong_unit_is_refused, "unit-mismatch", "measure c", stock(&f, "s", "1", NULL, "1");
    measure(&f, "c", BRINK_MEASURE_FIRST, "s > 2", "Mbbl");)
BAD(first_of_unsolvable_is_refused, "unsolvable-condition", "", stock(&f, "s", "1", NULL, "1");
    measure(&f, "c", BRINK_MEASURE_FIRST, "s * s > 2", NULL);)
BAD(series_without_spacing_is_refused, "missing-key", "no spacing", series(&f, "c", "1", NULL);)
BAD(series_of_too_many_points_is_refused, "too-many-points", "series c", series(&f, "c", "1", "1 minute");)
BAD(series_spacing_zero_is_refused, "bad-time", "spacing", series(&f, "c", "1", "0");)

/* ---- expectations ---- */
#define EXPECT(...)                                       \
    do {                                                  \
        const brink_expect_declaration d = {__VA_ARGS__}; \
        OK(brink_builder_expect(f.b, &d));                \
    } while (0);
#define OBSERVED                                          \
    stock(&f, "s", "1", "Mbbl", NULL);                    \
    measure(&f, "left", BRINK_MEASURE_AT_END, "s", NULL); \
    series(&f, "s", "s", "30 day");
BAD(expect_unknown_outcome_suggests, "unknown-name", "no outcome 'undecide'",
    EXPECT(.outcome = T("undecide"), .probability_low = T("1")))
BAD(expect_two_subjects_is_refused, "bad-expectation", "exactly one",
    OBSERVED EXPECT(.outcome = T("undecided"), .measure = T("left"), .mean_low = T("1")))
BAD(expect_nothing_is_refused, "missing-key", "nothing is expected", EXPECT(.outcome = T("undecided")))
BAD(expect_mean_of_outcome_is_refused, "bad-expectation", "no mean",
    EXPECT(.outcome = T("undecided"), .mean_low = T("1"), .probability_low = T("1")))
BAD(expect_probability_beyond_one_is_refused, "bad-expectation", "[0, 1]",
    EXPECT(.outcome = T("undecided"), .probability_low = T("0.5"), .probability_high = T("1.5")))
BAD(expect_empty_band_is_refused, "bad-range", "3",
    OBSERVED EXPECT(.measure = T("left"), .mean_low = T("3"), .mean_high = T("2")))
BAD(expect_wrong_unit_is_refused, "unit-mismatch", "'Mbbl'",
    OBSERVED EXPECT(.measure = T("left"), .mean_low = T("3"), .unit = T("day")))
BAD(expect_between_points_is_refused, "bad-expectation", "no point at 45",
    OBSERVED EXPECT(.series = T("s"), .at = T("45 day"), .mean_low = T("3")))
BAD(expect_point_without_time_is_refused, "missing-key", "lacks its time",
    OBSERVED EXPECT(.series = T("s"), .mean_low = T("3")))
BAD(expect_median_of_series_is_refused, "bad-expectation", "no median",
    OBSERVED EXPECT(.series = T("s"), .at = T("0"), .mean_low = T("3"), .median_low = T("3")))

/* ---- warnings ---- */
WARNED(parameter_unused_is_warned_of, "unused-parameter", "p is never used", parameter(&f, "p", "1", NULL);)
WARNED(lever_unused_is_warned_of, "unused-lever", "l is never used", lever(&f, "l", "1", "0", "1");)
WARNED(definition_unused_is_warned_of, "unused-definition", "d is never used", define(&f, "d", "1");)
WARNED(parameter_beyond_its_range_is_warned_of, "outside-range", "parameter p: 5",
       brink_parameter_declaration d = {.name = T("p"), .value = T("5"), .low = T("0"), .high = T("1")};
       OK(brink_builder_parameter(f.b, &d)); stock(&f, "s", "p", NULL, NULL);)
WARNED(state_unreachable_is_warned_of, "unreachable-state", "'c'", machine(&f, "m", "a b c");
       outcome(&f, "o", "m.b"); transition(&f, "m", "a", "b", BRINK_RATE, "1", NULL);
       transition(&f, "m", "c", "b", BRINK_RATE, "1", NULL);)
WARNED(state_without_exit_is_warned_of, "dead-end-state", "'b'", machine(&f, "m", "a b");
       transition(&f, "m", "a", "b", BRINK_RATE, "1", NULL);)

/* ---- all at once ---- */
static void build_reports_all_problems_in_one_go(void **state)
{
    (void)state;
    fixture f;
    begin(&f);
    outcome(&f, "o", "korea.war");
    parameter(&f, "p", "1 +", NULL);
    stock(&f, "s", "1 Mbbl", "day", NULL);
    machine(&f, "m", "a b");
    transition(&f, "m", "a", "c", BRINK_RATE, "p * 1 per day", NULL);
    assert_int_equal(brink_builder_build(f.b, &f.model), BRINK_ERR_INVALID);
    assert_int_equal(brink_diagnostics_error_count(f.list), 6); /* time, otherwise, korea, 1 +, Mbbl, c */
    assert_null(problem(&f, "unused-parameter"));
    end(&f);
}

static void build_after_earlier_errors_does_not_call_things_missing(void **state)
{
    (void)state;
    fixture f;
    begin(&f);
    brink_i_diagnostics_add(f.list, BRINK_ERROR, "syntax", (brink_where){0}, 1, NULL,
                            "the file was not read to its end");
    stock(&f, "s", "1", NULL, NULL);
    assert_int_equal(brink_builder_build(f.b, &f.model), BRINK_ERR_INVALID);
    assert_int_equal(brink_diagnostics_count(f.list), 1);
    end(&f);
}

static void build_with_many_errors_counts_them_all(void **state)
{
    (void)state;
    fixture f;
    begin(&f);
    frame(&f);
    for (int i = 0; i < 300; i++) {
        char name[16];
        snprintf(name, sizeof name, "s%d", i);
        stock(&f, name, "missing", NULL, NULL);
    }
    assert_int_equal(brink_builder_build(f.b, &f.model), BRINK_ERR_INVALID);
    assert_int_equal(brink_diagnostics_error_count(f.list), 300);
    end(&f);
}

static void definitions_nested_beyond_limit_are_refused(void **state)
{
    (void)state;
    fixture f;
    begin(&f);
    frame(&f);
    for (int i = 0; i < 5000; i++) {
        char name[16], value[16];
        snprintf(name, sizeof name, "d%d", i);
        snprintf(value, sizeof value, i < 4999 ? "d%d" : "1", i + 1);
        define(&f, name, value);
    }
    outcome(&f, "o", "d0 > 2");
    assert_int_equal(brink_builder_build(f.b, &f.model), BRINK_ERR_INVALID);
    assert_non_null(problem(&f, "too-deep"));
    end(&f);
}

int main(void)
{
#define RUN(test) cmocka_unit_test(test)
    const struct CMUnitTest tests[] = {
        RUN(name_not_an_identifier_is_refused),
        RUN(name_of_function_is_refused),
        RUN(name_used_twice_is_refused),
        RUN(outcome_named_twice_is_refused),
        RUN(state_named_twice_is_refused),
        RUN(state_named_any_is_refused),
        RUN(duplicate_name_shows_first_place),
        RUN(definitions_in_a_circle_are_named),
        RUN(definition_of_itself_is_refused),
        RUN(parameters_in_a_circle_are_named),
        RUN(definition_with_wrong_unit_is_reported_once),
        RUN(broken_definition_does_not_trigger_others),
        RUN(parameter_reading_a_stock_is_refused),
        RUN(parameter_without_value_is_refused),
        RUN(parameter_always_infinite_is_refused),
        RUN(parameter_with_empty_range_is_refused),
        RUN(parameter_with_cost_is_refused),
        RUN(lever_without_range_is_refused),
        RUN(lever_outside_its_range_is_refused),
        RUN(lever_that_draws_is_refused),
        RUN(lever_that_is_computed_is_refused),
        RUN(set_unknown_name_suggests),
        RUN(set_stock_is_refused),
        RUN(set_lever_outside_range_shows_range),
        RUN(set_wrong_unit_is_refused),
        RUN(build_without_time_is_refused),
        RUN(time_errors_are_found),
        RUN(table_errors_are_found),
        RUN(horizon_of_parameter_is_refused),
        RUN(stock_without_initial_is_refused),
        RUN(stock_with_crossed_bounds_is_refused),
        RUN(flow_not_per_time_is_refused),
        RUN(flow_of_moving_stock_is_refused),
        RUN(decay_negative_is_refused),
        RUN(initial_beyond_bound_is_warned_of),
        RUN(transition_of_unknown_machine_suggests),
        RUN(transition_to_unknown_state_is_refused),
        RUN(rate_not_per_time_is_refused),
        RUN(rate_negative_is_refused),
        RUN(rate_that_draws_is_refused),
        RUN(chance_of_one_is_refused),
        RUN(chance_in_percent_gets_hint),
        RUN(chance_that_moves_is_refused),
        RUN(delay_negative_is_refused),
        RUN(delay_impossible_distribution_is_refused),
        RUN(when_unsolvable_is_refused),
        RUN(when_number_is_refused),
        RUN(trigger_without_value_is_refused),
        RUN(machine_without_states_is_refused),
        RUN(machine_without_initial_is_refused),
        RUN(machine_of_many_states_is_refused),
        RUN(weight_negative_is_refused),
        RUN(weights_all_zero_are_refused),
        RUN(target_twice_is_refused),
        RUN(within_without_chance_is_refused),
        RUN(effect_on_its_own_machine_is_refused),
        RUN(effect_without_equals_is_refused),
        RUN(effect_with_comparison_is_refused),
        RUN(effect_on_parameter_is_refused),
        RUN(effect_on_unknown_name_suggests),
        RUN(effect_to_unknown_state_is_refused),
        RUN(process_without_effect_is_refused),
        RUN(process_period_zero_is_refused),
        RUN(process_period_that_changes_is_refused),
        RUN(effect_error_points_behind_equals),
        RUN(choice_in_unknown_state_is_refused),
        RUN(choice_without_options_is_refused),
        RUN(choice_review_negative_is_refused),
        RUN(choice_utility_with_unit_is_refused),
        RUN(build_without_otherwise_is_refused),
        RUN(otherwise_twice_is_refused),
        RUN(count_of_condition_is_refused),
        RUN(count_with_unit_is_refused),
        RUN(minimum_of_product_is_refused),
        RUN(first_in_wrong_unit_is_refused),
        RUN(first_of_unsolvable_is_refused),
        RUN(series_without_spacing_is_refused),
        RUN(series_of_too_many_points_is_refused),
        RUN(series_spacing_zero_is_refused),
        RUN(expect_unknown_outcome_suggests),
        RUN(expect_two_subjects_is_refused),
        RUN(expect_nothing_is_refused),
        RUN(expect_mean_of_outcome_is_refused),
        RUN(expect_probability_beyond_one_is_refused),
        RUN(expect_empty_band_is_refused),
        RUN(expect_wrong_unit_is_refused),
        RUN(expect_between_points_is_refused),
        RUN(expect_point_without_time_is_refused),
        RUN(expect_median_of_series_is_refused),
        RUN(parameter_unused_is_warned_of),
        RUN(lever_unused_is_warned_of),
        RUN(definition_unused_is_warned_of),
        RUN(parameter_beyond_its_range_is_warned_of),
        RUN(state_unreachable_is_warned_of),
        RUN(state_without_exit_is_warned_of),
        RUN(build_reports_all_problems_in_one_go),
        RUN(build_after_earlier_errors_does_not_call_things_missing),
        RUN(build_with_many_errors_counts_them_all),
        RUN(definitions_nested_beyond_limit_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
