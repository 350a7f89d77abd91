/* SPDX-License-Identifier: Apache-2.0 */
/* Parameters that are drawn together: ranks and distributions as given, everything else untouched. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "brink/scenario.h"
#include "support/one_trial.h"

enum { MOST = 8 };

static double params[MOST];

static void play(one_trial *one, const brink_i_address *address)
{
    one->record.params = params;
    assert_int_equal(brink_i_oracle_address(one->oracle, address, 0, &one->record, &one->fault), BRINK_OK);
    one->record.params = NULL;
}

static void play_trial(one_trial *one, uint64_t trial)
{
    play(one, &(brink_i_address){.params = trial, .luck = trial});
}

#define MODEL(parameters, correlate)                                                    \
    "title: together\n"                                                                 \
    "time: {unit: day, horizon: 1 day}\n"                                               \
    "parameters:\n" parameters correlate "machines: {m: {initial: on, states: [on]}}\n" \
    "outcomes: {on: otherwise}\n"                                                       \
    "measures: {sum: {at_end: a + b + c + d}}\n"

#define UNIFORMS                        \
    "  a: {value: \"uniform(0, 1)\"}\n" \
    "  b: {value: \"uniform(0, 1)\"}\n" \
    "  c: {value: \"uniform(0, 1)\"}\n" \
    "  d: {value: \"uniform(0, 1)\"}\n"

enum { TRIALS = 100000 };

/* Sums over trials of uniform values: of places in a distribution, whose correlation is that of ranks. */
typedef struct sums {
    double of[4], of_squares[4], products[4][4];
    int bins[4][20];
} sums;

static sums add_up(const char *yaml)
{
    sums s = {0};
    one_trial one;
    one_trial_open(&one, yaml, 11);
    for (uint64_t t = 0; t < TRIALS; t++) {
        play_trial(&one, t);
        for (int i = 0; i < 4; i++) {
            s.bins[i][(int)(20 * params[i])]++;
            for (int j = 0; j < 4; j++) {
                s.products[i][j] += (params[i] - 0.5) * (params[j] - 0.5) * 12 / TRIALS;
            }
        }
    }
    one_trial_close(&one);
    return s;
}

/* Whether all six rank correlations are what they should be: Fisher's transform, whose variance is
 * (1 + r^2/2)/(n - 3) for ranks (Bonett & Wright 2000, Psychometrika 65, 23-28). A correct program would fail
 * once in 1,000 seeds: 3.77 sd for each of six. */
static bool ranks_are(const sums *s, const double expected[6])
{
    bool good = true;
    for (int i = 0, k = 0; i < 4; i++) {
        for (int j = 0; j < i; j++, k++) {
            const double r = expected[k], z = atanh(s->products[i][j]) - atanh(r);
            good = good && fabs(z) < 3.77 * sqrt((1 + 0.5 * r * r) / (TRIALS - 3));
        }
    }
    return good;
}

static void ranks_are_those_that_were_given(void **state)
{
    (void)state;
    /* b-a, c-a, c-b, d-a, d-b, d-c; what is not given is 0 */
    static const double given[6] = {0.6, -0.3, 0, 0, 0.5, 0};
    /* A twin that takes ranks for correlations of scores would leave these. */
    static const double twin[6] = {0.5819, -0.2876, 0, 0, 0.4826, 0};
    const sums s = add_up(MODEL(UNIFORMS, "correlate: [{of: [a, b], rank: 0.6}, {of: [c, a], rank: -0.3}, "
                                          "{of: [b, d], rank: 0.5}]\n"));
    assert_true(ranks_are(&s, given));
    assert_false(ranks_are(&s, twin));
}

static double chi_square(const int *bins)
{
    double chi = 0;
    for (int k = 0; k < 20; k++) {
        const double expected = TRIALS / 20.0;
        chi += (bins[k] - expected) * (bins[k] - expected) / expected;
    }
    return chi;
}

/* Chi-square with 19 degrees of freedom passes 50.8 once in 10,000, so that a correct program fails once in
 * 2,500 seeds. The twin's outer bins lack one in twenty, as if scores had an sd that is 2 % too small. */
static void distributions_stay_what_they_are(void **state)
{
    (void)state;
    sums s = add_up(MODEL(UNIFORMS, "correlate: [{of: [a, b, c, d], rank: 0.8}]\n"));
    for (int i = 0; i < 4; i++) {
        assert_true(chi_square(s.bins[i]) < 50.8);
        for (int k = 0; k < 20; k += 19) {
            const int lost = s.bins[i][k] / 20;
            s.bins[i][k] -= lost;
            s.bins[i][10] += lost;
        }
        assert_true(chi_square(s.bins[i]) > 50.8);
    }
}

#define MIXED                                 \
    "  d: {value: \"normal(0, 1)\"}\n"        \
    "  a: {value: \"triangular(1, 2, 4)\"}\n" \
    "  b: {value: \"elicited(1, 2, 4)\"}\n"   \
    "  c: {value: \"poisson(3)\"}\n"

static void the_first_and_all_others_keep_their_draws(void **state)
{
    (void)state;
    one_trial alone, tied;
    one_trial_open(&alone, MODEL(MIXED, ""), 5);
    one_trial_open(&tied, MODEL(MIXED, "correlate: [{of: [c, b, a], rank: 0.5}]\n"), 5);
    int moved = 0;
    for (uint64_t t = 0; t < 100; t++) {
        double before[4];
        play_trial(&alone, t);
        memcpy(before, params, sizeof before);
        play_trial(&tied, t);
        assert_memory_equal(params, before, 2 * sizeof *params); /* d is not tied, a is the first */
        moved += memcmp(params + 2, before + 2, sizeof *params) != 0;
    }
    assert_int_equal(moved, 100);
    one_trial_close(&alone);
    one_trial_close(&tied);
}

static void a_parameter_that_is_set_leaves_the_others_alone(void **state)
{
    (void)state;
    static const char yaml[] = "brink: 1\n" MODEL(MIXED, "correlate: [{of: [a, b, c], rank: 0.5}]\n");
    const char *const sets[] = {"a=3"};
    const brink_scenario_options options = {.size = sizeof options, .sets = sets, .n_sets = 1};
    brink_diagnostics *problems = brink_diagnostics_new();
    brink_model *model = NULL;
    brink_i_oracle *oracle;
    one_trial one;
    one_trial_open(&one, yaml + strlen("brink: 1\n"), 5);
    assert_int_equal(brink_scenario_load_text("x", yaml, strlen(yaml), &options, problems, &model), BRINK_OK);
    assert_int_equal(brink_i_oracle_new(model, 5, &oracle), BRINK_OK);
    for (uint64_t t = 0; t < 20; t++) {
        double before[4];
        play_trial(&one, t);
        memcpy(before, params, sizeof before);
        const brink_i_address address = {.params = t, .luck = t};
        one.record.params = params;
        assert_int_equal(brink_i_oracle_address(oracle, &address, 0, &one.record, &one.fault), BRINK_OK);
        one.record.params = NULL;
        assert_true(params[1] >= 3 && params[1] <= 3);
        assert_memory_equal(params + 2, before + 2, 2 * sizeof *params);
    }
    brink_i_oracle_free(oracle);
    brink_model_free(model);
    brink_diagnostics_free(problems);
    one_trial_close(&one);
}

/* One that stands at u is there, whatever it is tied to, and those behind it follow. */
static void members_stand_where_they_are_put(void **state)
{
    (void)state;
    one_trial one;
    one_trial_open(&one, MODEL(UNIFORMS, "correlate: [{of: [a, b, c], rank: 0.9}]\n"), 5);
    double sum = 0;
    for (uint64_t t = 0; t < 200; t++) {
        const brink_i_exception at = {.param = 1, .u = 0.95};
        play(&one, &(brink_i_address){.params = t, .luck = t, .exceptions = &at, .n_exceptions = 1});
        assert_true(fabs(params[1] - 0.95) < 1e-12);
        sum += params[2];
    }
    assert_true(sum / 200 > 0.75); /* alone it would be 0.5 */
    one_trial_close(&one);
}

static void a_model_made_in_c_is_the_same(void **state)
{
    (void)state;
    brink_diagnostics *problems = brink_diagnostics_new();
    brink_builder *b = brink_builder_new(problems);
    const brink_source_text of[] = {BRINK_TEXT("a"), BRINK_TEXT("b")};
    const char *const names[] = {"a", "b", "c", "d"};
    brink_model *model = NULL, *read;
    for (int i = 0; i < 4; i++) {
        char kind[] = "chance"; /* texts are copied */
        const brink_parameter_declaration d = {
            .name = BRINK_TEXT(names[i]), .value = BRINK_TEXT("uniform(0, 1)"), .kind = BRINK_TEXT(kind)};
        assert_int_equal(brink_builder_parameter(b, &d), BRINK_OK);
        memset(kind, 'x', sizeof kind - 1);
    }
    const brink_state_declaration on = {.name = BRINK_TEXT("on")};
    const brink_weighted_state initial = {.state = BRINK_TEXT("on")};
    assert_int_equal(brink_builder_time(b, BRINK_TEXT("day"), BRINK_TEXT("1 day")), BRINK_OK);
    assert_int_equal(brink_builder_machine(b, &(brink_machine_declaration){.name = BRINK_TEXT("m"),
                                                                           .states = &on,
                                                                           .n_states = 1,
                                                                           .initial = &initial,
                                                                           .n_initial = 1}),
                     BRINK_OK);
    assert_int_equal(
        brink_builder_outcome(
            b, &(brink_outcome_declaration){.name = BRINK_TEXT("on"), .condition = BRINK_TEXT("otherwise")}),
        BRINK_OK);
    assert_int_equal(
        brink_builder_measure(b, &(brink_measure_declaration){.name = BRINK_TEXT("sum"),
                                                              .kind = BRINK_MEASURE_AT_END,
                                                              .value = BRINK_TEXT("a + b + c + d")}),
        BRINK_OK);
    assert_int_equal(brink_builder_correlate(
                         b, &(brink_correlation_declaration){.of = of, .n_of = 2, .rank = BRINK_TEXT("0.6")}),
                     BRINK_OK);
    assert_int_equal(brink_builder_build(b, &model), BRINK_OK);
    char *yaml = strdup("brink: 1\n" MODEL("  a: {value: \"uniform(0, 1)\", kind: chance}\n"
                                           "  b: {value: \"uniform(0, 1)\", kind: chance}\n"
                                           "  c: {value: \"uniform(0, 1)\", kind: chance}\n"
                                           "  d: {value: \"uniform(0, 1)\", kind: chance}\n",
                                           "correlate: [{of: [a, b], rank: 0.6}]\n"));
    read = one_trial_load(yaml);
    assert_string_equal(brink_model_hash(model), brink_model_hash(read));
    brink_model_free(read);
    brink_model_free(model);
    brink_builder_free(b);
    brink_diagnostics_free(problems);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ranks_are_those_that_were_given),
        cmocka_unit_test(distributions_stay_what_they_are),
        cmocka_unit_test(the_first_and_all_others_keep_their_draws),
        cmocka_unit_test(a_parameter_that_is_set_leaves_the_others_alone),
        cmocka_unit_test(members_stand_where_they_are_put),
        cmocka_unit_test(a_model_made_in_c_is_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
