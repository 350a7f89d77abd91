/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "brink/compare.h"
#include "brink/scenario.h"
#include "support/one_trial.h"
#include "support/random_model.h"

/* Two models, one trial: what is told. */
typedef struct told {
    brink_model *a, *b;
    char *text;
    json_t *json;
    brink_compare_failure failure;
    brink_status status;
} told;

static told tell(const char *first, const char *second, uint64_t trial)
{
    told t = {.a = one_trial_model(first), .b = one_trial_model(second)};
    const brink_variant a = {.name = "A", .model = t.a}, b = {.name = "B", .model = t.b};
    brink_trace_options options = BRINK_TRACE_OPTIONS_INIT;
    options.trial = trial;
    char *json = NULL;
    t.status = brink_trace_compare_text(&a, &b, &options, &t.text, &t.failure);
    assert_int_equal(brink_trace_compare_json(&a, &b, &options, &json, NULL), t.status);
    if (json) {
        json_error_t error;
        t.json = json_loads(json, 0, &error);
        if (!t.json) {
            print_error("%s at %d\n%s", error.text, error.line, json);
        }
        assert_non_null(t.json);
    }
    free(json);
    return t;
}

static void done(told *t)
{
    json_decref(t->json);
    free(t->text);
    brink_model_free(t->a);
    brink_model_free(t->b);
}

static json_t *at(const told *t, const char *path)
{
    char copy[128];
    (void)snprintf(copy, sizeof copy, "%s", path);
    json_t *value = t->json;
    char *rest = NULL;
    for (char *key = strtok_r(copy, ".", &rest); key; key = strtok_r(NULL, ".", &rest)) {
        value = json_is_array(value) ? json_array_get(value, (size_t)atoi(key)) : json_object_get(value, key);
    }
    return value;
}

static void assert_text(const told *t, const char *path, const char *expected)
{
    const char *found = json_string_value(at(t, path));
    if (!found || strcmp(found, expected) != 0) {
        print_error("%s is %s\n%s\n", path, found ? found : "no text", t->text);
    }
    assert_string_equal(found, expected);
}

static void assert_number(const told *t, const char *path, double expected)
{
    assert_true(json_is_number(at(t, path)));
    assert_true(fabs(json_number_value(at(t, path)) - expected) < 1e-9);
}

/* Once, in this order, and nothing of the second before the first. */
static void assert_order(const told *t, const char *first, const char *second)
{
    const char *x = strstr(t->text, first), *y = strstr(t->text, second);
    if (!x || !y || x >= y) {
        print_error("'%s' before '%s' in\n%s\n", first, second, t->text);
    }
    assert_true(x && y && x < y);
}

#define FRAME(params, stocks, machines)                                                               \
    "title: x\ntime: {unit: day, horizon: 100 day}\nparameters: {" params "}\nstocks: {" stocks "}\n" \
    "machines: {" machines "}\noutcomes: {war: m.war, peace: otherwise}\nmeasures: {on: {first: m.war}}\n"

#define DRAIN(rate)                                                                                       \
    FRAME("drain: " rate, "oil: {initial: 100, min: 0, flow: \"if(m.shut, -drain, 0) * 1 per day\"}",     \
          "m: {initial: open, states: [open, shut, war], transitions: [{from: open, to: shut, after: 10 " \
          "day}, "                                                                                        \
          "{from: shut, to: war, when: oil <= 0}]}")

static void tell_condition_names_the_stock_and_the_parameter(void **state)
{
    (void)state;
    told t = tell(DRAIN("2"), DRAIN("4"), 0);
    assert_int_equal(t.status, BRINK_OK);
    assert_number(&t, "numbers.time", 10);
    assert_text(&t, "numbers.stocks.0.name", "oil");
    assert_number(&t, "numbers.stocks.0.first.slope", -2);
    assert_number(&t, "numbers.stocks.0.second.slope", -4);
    assert_text(&t, "numbers.reads.0.name", "drain");
    assert_number(&t, "divergence.time", 35);
    assert_text(&t, "divergence.second.cause", "when");
    assert_text(&t, "divergence.second.to", "war");
    assert_number(&t, "divergence.first.time", 60);
    assert_text(&t, "divergence.reads.0.kind", "stock");
    assert_number(&t, "divergence.reads.0.first", 50);
    assert_number(&t, "divergence.reads.0.second", 0);
    assert_number(&t, "first_trace.end", 60);
    assert_number(&t, "second_trace.end", 35);
    assert_order(&t, "What happens in both\nday 10 ", "Numbers differ from day 10 on");
    assert_order(&t, "They part on day 35", "A, from there on\nday 60 ");
    assert_order(&t, "A, from there on", "B, from there on\nday 35 ");
    /* The common part is told once. */
    const char *once = strstr(t.text, "m: open ");
    assert_non_null(once);
    assert_null(strstr(once + 1, "m: open "));
    done(&t);
}

#define LATE(delay)                                                                                      \
    FRAME("wait: {value: " delay ", unit: day}", "oil: {initial: 1}",                                    \
          "m: {initial: calm, states: [calm, war], transitions: [{from: calm, to: war, after: \"wait * " \
          "uniform(1, 1.5)\"}]}, "                                                                       \
          "n: {initial: a, states: [a, b], transitions: [{from: a, to: b, after: 1 day}]}")

static void tell_delay_compares_what_the_same_luck_gave(void **state)
{
    (void)state;
    told t = tell(LATE("40"), LATE("20"), 3);
    assert_text(&t, "divergence.second.cause", "timer");
    assert_number(&t, "divergence.first.time", 2 * json_number_value(at(&t, "divergence.time")));
    assert_text(&t, "divergence.reads.0.name", "wait");
    assert_true(json_is_null(at(&t, "numbers")));
    assert_non_null(strstr(t.text, "the same luck makes the delay"));
    done(&t);
}

#define RATE(push)                                                                                        \
    FRAME("push: " push, "oil: {initial: 1}",                                                             \
          "m: {initial: calm, states: [calm, war], transitions: [{from: calm, to: war, rate: push * 0.1 " \
          "per day}]}")

static void tell_hazard_gives_both_hazards(void **state)
{
    (void)state;
    told t = tell(RATE("1"), RATE("3"), 1);
    assert_text(&t, "divergence.second.cause", "hazard");
    assert_number(&t, "divergence.first.time", 3 * json_number_value(at(&t, "divergence.time")));
    assert_non_null(strstr(t.text, "0.1 per day in A, 0.3 per day in B"));
    done(&t);
}

#define CHANCE(p, within)                                                                                   \
    FRAME("p: " p ", span: {value: " within ", unit: day}", "oil: {initial: 1}",                            \
          "m: {initial: calm, states: [calm, war], transitions: [{from: calm, to: war, chance: p, within: " \
          "span}]}")

/* A chance is a hazard too: both of what it reads are told, and the hazards that they make. */
static void tell_chance_gives_both_hazards_and_what_they_read(void **state)
{
    (void)state;
    told t = tell(CHANCE("0.5", "30 day"), CHANCE("0.75", "30 day"), 1); /* log 2 and 2 log 2 in 30 days */
    assert_text(&t, "divergence.second.cause", "hazard");
    assert_number(&t, "divergence.first.time", 2 * json_number_value(at(&t, "divergence.time")));
    assert_text(&t, "divergence.reads.0.name", "p");
    assert_non_null(strstr(t.text, "0.023105 per day in A, 0.04621 per day in B"));
    done(&t);
    t = tell(CHANCE("0.5", "30 day"), CHANCE("0.5", "15 day"), 1);
    assert_text(&t, "divergence.reads.0.name", "span");
    assert_non_null(strstr(t.text, "0.023105 per day in A, 0.04621 per day in B"));
    done(&t);
}

#define CHOOSE(taste)                                                                                        \
    FRAME("taste: " taste, "oil: {initial: 1}",                                                              \
          "m: {initial: calm, states: [calm, war], choices: [{in: calm, by: Actor, every: 10 day, options: " \
          "[{to: war, "                                                                                      \
          "utility: taste}, {stay: true, utility: 0}]}]}")

/* The definitions between a parameter and the rule, the nearest to the rule first; one that is the same is
 * not told. */
static void tell_by_way_of_which_definitions(void **state)
{
    (void)state;
#define CHAIN(push)                                                                                        \
    "time: {unit: day, horizon: 100 day}\nparameters: {push: " push "}\n"                                  \
    "define: {far: push * 2, near: far + same, same: 1 + 0 * push, unread: push + 1}\n"                    \
    "machines: {m: {initial: calm, states: [calm, war], transitions: [{from: calm, to: war, rate: near * " \
    "0.1 "                                                                                                 \
    "per day}]}}\noutcomes: {war: m.war, peace: otherwise}\n"
    told t = tell(CHAIN("1"), CHAIN("3"), 1);
    assert_int_equal(json_array_size(at(&t, "divergence.through")), 2);
    assert_text(&t, "divergence.through.0.name", "near");
    assert_text(&t, "divergence.through.1.name", "far");
    assert_text(&t, "divergence.through.1.kind", "definition");
    assert_number(&t, "divergence.through.0.first", 3);
    assert_number(&t, "divergence.through.0.second", 7);
    assert_non_null(strstr(
        t.text, "  by way of near: 3 in A, 7 in B\n            far: 2 in A, 6 in B\n  because push: 1 in A"));
    done(&t);
}

static void tell_choice_gives_both_probabilities(void **state)
{
    (void)state;
    told t = tell(CHOOSE("-30"), CHOOSE("30"), 0);
    assert_number(&t, "divergence.time", 10);
    assert_text(&t, "divergence.second.cause", "choice");
    assert_text(&t, "divergence.first.cause", "end");
    assert_non_null(strstr(t.text, "other probabilities of Actor's options"));
    assert_non_null(strstr(t.text, "stay: 1 (chosen) in A, "));
    done(&t);
}

#define BEGIN(state)                                                                                       \
    FRAME("tilt: " state, "oil: {initial: 1}",                                                             \
          "m: {initial: {calm: 1 - tilt, war: tilt}, states: [calm, war], transitions: [{from: calm, to: " \
          "war, after: 50 day}]}")

static void tell_other_initial_states_part_at_once(void **state)
{
    (void)state;
    told t = tell(BEGIN("0"), BEGIN("1"), 0);
    assert_number(&t, "divergence.time", 0);
    assert_text(&t, "divergence.first.to", "calm");
    assert_text(&t, "divergence.second.to", "war");
    assert_text(&t, "divergence.reads.0.name", "tilt");
    assert_order(&t, "m begins as calm", "m begins as war");
    assert_order(&t, "A, from there on\n\nAt the start", "B, from there on\n\nAt the start");
    assert_null(strstr(t.text, "What happens in both"));
    done(&t);
}

#define TARGET(odds)                                                                                   \
    FRAME("odds: " odds, "oil: {initial: 1}",                                                          \
          "m: {initial: calm, states: [calm, talks, war], transitions: [{from: calm, to: {war: odds, " \
          "talks: 1 - odds}, after: 5 day}]}")

static void tell_other_targets_of_one_event(void **state)
{
    (void)state;
    told t = tell(TARGET("0"), TARGET("1"), 0);
    assert_number(&t, "divergence.time", 5);
    assert_text(&t, "divergence.first.to", "talks");
    assert_text(&t, "divergence.second.to", "war");
    assert_text(&t, "divergence.reads.0.name", "odds");
    assert_non_null(strstr(t.text, "the same event in both, with other consequences"));
    done(&t);
}

#define STEPS(step)                                                                                       \
    FRAME("step: " step, "oil: {initial: 1}",                                                             \
          "m: {initial: calm, states: [calm, war], transitions: [{from: calm, to: war, when: oil > 5}]}") \
    "processes: {build: {every: 10 day, do: [oil = oil + step]}}\n"

static void tell_numbers_only_never_part(void **state)
{
    (void)state;
    told t = tell(STEPS("0.1"), STEPS("0.2"), 0);
    assert_number(&t, "numbers.time", 10);
    assert_text(&t, "numbers.reads.0.name", "step");
    assert_true(json_is_null(at(&t, "divergence")));
    assert_non_null(strstr(t.text, "They never part: only numbers differ"));
    done(&t);
    t = tell(STEPS("0.1"), STEPS("0.1"), 0);
    assert_true(json_is_null(at(&t, "numbers")) && json_is_null(at(&t, "divergence")));
    assert_non_null(strstr(t.text, "both are the same history"));
    done(&t);
    t = tell(STEPS("0.1"), STEPS("1"), 0);
    assert_number(&t, "divergence.time", 50);
    assert_number(&t, "divergence.reads.0.first", 1.5);
    assert_number(&t, "divergence.reads.0.second", 6);
    done(&t);
}

#define FAULT(push)                                                                                        \
    FRAME("push: " push, "oil: {initial: 1}",                                                              \
          "m: {initial: calm, states: [calm, tense, war], transitions: [{from: calm, to: tense, after: 5 " \
          "day}, {from: tense, to: war, rate: push * 1 per day}]}")

static void tell_a_fault_is_a_divergence(void **state)
{
    (void)state;
    told t = tell(FAULT("1"), FAULT("\"normal(-1, 0)\""), 0);
    assert_int_equal(t.status, BRINK_ERR_FAULT);
    assert_int_equal(t.failure.variant, 1);
    assert_text(&t, "divergence.second.event", "fault");
    assert_number(&t, "divergence.second.time", 5);
    assert_non_null(strstr(t.text, "in B: the trial fails"));
    assert_order(&t, "B, from there on", "The trial failed");
    done(&t);
}

static void tell_models_that_do_not_fit_are_refused(void **state)
{
    (void)state;
    brink_model *a = one_trial_model(RATE("1")), *b = one_trial_model(DRAIN("1"));
    const brink_variant x = {.name = "A", .model = a}, y = {.name = "B", .model = b};
    brink_compare_failure failure;
    char *text = NULL;
    assert_int_equal(brink_trace_compare_text(&x, &y, NULL, &text, &failure), BRINK_ERR_INVALID);
    assert_null(text);
    assert_string_equal(failure.message, "parameter 1 is 'push' in A and 'drain' in B");
    assert_int_equal(brink_trace_compare_json(&x, NULL, NULL, &text, &failure), BRINK_ERR_ARGUMENT);
    brink_model_free(a);
    brink_model_free(b);
}

static brink_model *load(const char *yaml, const char *set)
{
    brink_scenario_options options = BRINK_SCENARIO_OPTIONS_INIT;
    options.sets = &set;
    options.n_sets = set ? 1 : 0;
    brink_diagnostics *diagnostics = brink_diagnostics_new();
    brink_model *model = NULL;
    brink_status status =
        brink_scenario_load_text("random", yaml, strlen(yaml), &options, diagnostics, &model);
    assert_true(status == BRINK_OK || (set && status == BRINK_ERR_INVALID));
    brink_diagnostics_free(diagnostics);
    return model;
}

/* The moves of a trace before a date, as text; free(). */
static char *moves_before(json_t *trace, double t)
{
    json_t *kept = json_array();
    size_t i;
    json_t *event;
    json_array_foreach(json_object_get(trace, "events"), i, event)
    {
        const char *kind = json_string_value(json_object_get(event, "event"));
        if (strcmp(kind, "move") == 0 && json_number_value(json_object_get(event, "time")) < t) {
            json_array_append(kept, event);
        }
    }
    char *text = json_dumps(kept, 0);
    json_decref(kept);
    assert_non_null(text);
    return text;
}

/* Any model, any parameter: the story is told, the JSON is JSON, and before the divergence both traces are
 * the same. */
static int tell_random(uint64_t seed)
{
    char *yaml = brink_i_random_model(seed);
    assert_non_null(yaml);
    brink_model *a = load(yaml, NULL), *b = NULL;
    for (int i = 0; !b && i < brink_model_parameter_count(a); i++) {
        char set[64];
        (void)snprintf(set, sizeof set, "%s=0.777",
                       brink_model_parameter_name(a, (i + (int)seed) % brink_model_parameter_count(a)));
        b = load(yaml, set);
    }
    int n = 0;
    for (uint64_t trial = 0; b && trial < 4; trial++, n++) {
        const brink_variant x = {.name = "A", .model = a}, y = {.name = "B", .model = b};
        brink_trace_options options = BRINK_TRACE_OPTIONS_INIT;
        options.trial = trial;
        options.level = (brink_trace_level)(trial % 3);
        told t = {.a = a, .b = b};
        char *json = NULL;
        t.status = brink_trace_compare_text(&x, &y, &options, &t.text, NULL);
        assert_true(t.status == BRINK_OK || t.status == BRINK_ERR_FAULT);
        assert_int_equal(brink_trace_compare_json(&x, &y, &options, &json, NULL), t.status);
        t.json = json_loads(json, 0, NULL);
        assert_non_null(t.json);
        double parts =
            json_is_null(at(&t, "divergence")) ? INFINITY : json_number_value(at(&t, "divergence.time"));
        json_t *numbers = at(&t, "numbers");
        assert_true(json_is_null(numbers) || json_number_value(json_object_get(numbers, "time")) < parts);
        assert_true((strstr(t.text, "They part on") != NULL) == (parts < INFINITY));
        char *first = moves_before(at(&t, "first_trace"), parts),
             *second = moves_before(at(&t, "second_trace"), parts);
        assert_string_equal(first, second);
        free(first);
        free(second);
        free(json);
        json_decref(t.json);
        free(t.text);
    }
    brink_model_free(a);
    brink_model_free(b);
    free(yaml);
    return n;
}

static void tell_any_model_is_told(void **state)
{
    (void)state;
    int n = 0;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        n += tell_random(seed);
    }
    assert_true(n > 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tell_condition_names_the_stock_and_the_parameter),
        cmocka_unit_test(tell_delay_compares_what_the_same_luck_gave),
        cmocka_unit_test(tell_hazard_gives_both_hazards),
        cmocka_unit_test(tell_chance_gives_both_hazards_and_what_they_read),
        cmocka_unit_test(tell_by_way_of_which_definitions),
        cmocka_unit_test(tell_choice_gives_both_probabilities),
        cmocka_unit_test(tell_other_initial_states_part_at_once),
        cmocka_unit_test(tell_other_targets_of_one_event),
        cmocka_unit_test(tell_numbers_only_never_part),
        cmocka_unit_test(tell_a_fault_is_a_divergence),
        cmocka_unit_test(tell_models_that_do_not_fit_are_refused),
        cmocka_unit_test(tell_any_model_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
