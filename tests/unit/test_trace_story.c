/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "brink/trace.h"
#include "trace/trace_common.h"
#include "support/one_trial.h"

static const char CRISIS[] =
    "title: A \"small\" crisis\n"
    "time: {unit: day, horizon: 400 day}\n"
    "parameters:\n"
    "  stockpile: {value: 'uniform(1000, 1400)', unit: Mbbl, about: crude oil in storage}\n"
    "  resolve: 2\n"
    "stocks:\n"
    "  oil: {initial: stockpile, unit: Mbbl, min: 0, flow: 'if(blockade.imposed, -100 Mbbl per day, 0)'}\n"
    "  calls: {initial: 0}\n"
    "machines:\n"
    "  blockade:\n"
    "    initial: open\n"
    "    states: {open: no interference, imposed: seaborne oil is stopped, broken: stocks ran out}\n"
    "    transitions:\n"
    "      - {from: open, to: imposed, after: 30 day, do: [talks = running]}\n"
    "      - {from: imposed, to: broken, when: oil <= 0, about: the clock}\n"
    "  talks:\n"
    "    initial: none\n"
    "    states: [none, running]\n"
    "    transitions: [{from: running, to: none, rate: 0.0001 per day * resolve}]\n"
    "    choices:\n"
    "      - {in: running, by: Beijing, every: 2 day, options: [{to: running, utility: 100, do: [calls = "
    "calls + 1]}, {stay: true, utility: 0}]}\n"
    "outcomes: {broken: blockade.broken, still: otherwise}\n"
    "measures: {calls: {at_end: calls}, peace: {first: blockade.open and time > 300 day}, left: {at_end: "
    "oil, unit: Mbbl}}\n"
    "series: {oil: {value: oil, every: 100 day, unit: Mbbl}}\n";

static char *tell(const char *yaml, brink_trace_options options, brink_status expected)
{
    brink_model *model = one_trial_model(yaml);
    char *text = NULL;
    brink_fault fault;
    assert_int_equal(brink_trace_text(model, &options, &text, &fault), expected);
    assert_non_null(text);
    brink_model_free(model);
    return text;
}

static void assert_contains(const char *text, const char *part)
{
    if (!strstr(text, part)) {
        print_error("no '%s' in:\n%s\n", part, text);
        fail();
    }
}

static void assert_lacks(const char *text, const char *part)
{
    if (strstr(text, part)) {
        print_error("'%s' in:\n%s\n", part, text);
        fail();
    }
}

static void trace_text_tells_what_happens_and_why(void **state)
{
    (void)state;
    brink_trace_options options = BRINK_TRACE_OPTIONS_INIT;
    options.trial = 4711;
    char *text = tell(CRISIS, options, BRINK_OK);
    assert_contains(text, "A \"small\" crisis\nscenario ");
    assert_contains(text, "\nTrial 4711 of seed 1\n");
    assert_contains(text, "drawn from uniform(1000, 1400), percentile ");
    assert_contains(text, "; crude oil in storage");
    assert_contains(text, "blockade  open (no interference)");
    assert_contains(text,
                    "day 30               blockade: open \xE2\x86\x92 imposed (seaborne oil is stopped)\n");
    assert_contains(text, "its delay, 30 day, ran out after 30 day");
    assert_contains(text, "as an effect of blockade");
    assert_contains(text, "Beijing chose running, probability 1 (to stay less than 0.0001)");
    assert_contains(text, "talks: running again\n");
    assert_contains(text, ", falling by 100 Mbbl per day");
    assert_contains(text, "oil reaches its bound, 0 Mbbl");
    assert_contains(text, "blockade: imposed \xE2\x86\x92 broken (stocks ran out)");
    assert_contains(text, "oil <= 0 holds (the clock)");
    assert_contains(text, "the trial ends: broken");
    assert_contains(text, "peace  never");
    assert_contains(text, "left   0 Mbbl");
    assert_lacks(text, "resolve");
    assert_lacks(text, "\x1b");
    assert_string_equal(text + strlen(text) - strlen(brink_i_trace_note) - 1,
                        "One simulated course of events under the assumptions of this "
                        "model: an illustration, not a forecast.\n");
    free(text);
}

static void trace_text_levels_differ(void **state)
{
    (void)state;
    brink_trace_options options = BRINK_TRACE_OPTIONS_INIT;
    options.level = BRINK_TRACE_BRIEF;
    char *brief = tell(CRISIS, options, BRINK_OK);
    options.level = BRINK_TRACE_ALL;
    options.colour = true;
    char *all = tell(CRISIS, options, BRINK_OK);
    assert_contains(brief, "blockade: imposed \xE2\x86\x92 broken");
    assert_lacks(brief, "oil <= 0 holds");
    assert_lacks(brief, "stockpile");
    assert_contains(all, "resolve");
    assert_contains(all, "due at day 30");
    assert_contains(all, "hazards of at most 0.0002 per day");
    assert_contains(all, "\x1b[1m");
    free(brief);
    free(all);
}

static void trace_text_of_a_fault_tells_it(void **state)
{
    (void)state;
    static const char yaml[] =
        "time: {unit: day, horizon: 10 day}\nstocks:\n  x: {initial: 1}\nmachines:\n  m:\n    initial: a\n"
        "    states: [a, b]\n    transitions: [{from: a, to: b, after: 2 day}, {from: b, to: a, after: x * "
        "(-3 day)}]\n"
        "outcomes: {over: otherwise}\n";
    const brink_trace_options options = BRINK_TRACE_OPTIONS_INIT;
    char *text = tell(yaml, options, BRINK_ERR_FAULT);
    assert_contains(text, "m: a \xE2\x86\x92 b");
    assert_contains(text, "The trial failed");
    assert_contains(text, "the delay is -3");
    assert_contains(text, "see test.yaml:9:");
    assert_contains(text, "with x = 1");
    free(text);
    brink_model *model = one_trial_model(yaml);
    assert_int_equal(brink_trace_json(model, &options, &text, NULL), BRINK_ERR_FAULT);
    json_t *json = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(json);
    assert_string_equal(json_string_value(json_object_get(json_object_get(json, "fault"), "message")),
                        "the delay is -3");
    assert_true(json_is_null(json_object_get(json, "outcome")));
    json_decref(json);
    free(text);
    uint64_t trial = 0;
    assert_int_equal(brink_trace_find(model, 1, "over", 5, 10, &trial), BRINK_ERR_FAULT);
    assert_int_equal(trial, 5);
    brink_model_free(model);
}

static void trace_json_holds_the_same_trial(void **state)
{
    (void)state;
    one_trial one;
    one_trial_open(&one, CRISIS, 1);
    one_trial_run(&one, 0);
    char *text = NULL;
    assert_int_equal(brink_trace_json(one.model, NULL, &text, NULL), BRINK_OK);
    json_error_t error;
    json_t *json = json_loads(text, JSON_REJECT_DUPLICATES, &error);
    if (!json) {
        print_error("%d:%d %s\n%s", error.line, error.column, error.text, text);
    }
    assert_non_null(json);
    assert_string_equal(json_string_value(json_object_get(json, "title")), "A \"small\" crisis");
    assert_string_equal(json_string_value(json_object_get(json, "outcome")), one_trial_outcome(&one));
    assert_true(json_number_value(json_object_get(json, "end")) == one.record.end);
    json_t *measures = json_object_get(json, "measures"),
           *values = json_object_get(json_object_get(json_object_get(json, "series"), "oil"), "values");
    assert_true(json_number_value(json_object_get(json_object_get(measures, "calls"), "value")) ==
                one_trial_measure(&one, "calls"));
    assert_true(json_is_null(json_object_get(json_object_get(measures, "peace"), "value")));
    assert_int_equal(json_array_size(values), 5);
    assert_true(json_number_value(json_array_get(values, 0)) == one_trial_point(&one, "oil", 0));
    json_t *events = json_object_get(json, "events");
    size_t n = json_array_size(events);
    assert_true(n > 10);
    double time = 0;
    for (size_t i = 0; i < n; i++) {
        double next = json_number_value(json_object_get(json_array_get(events, i), "time"));
        assert_true(next >= time);
        time = next;
    }
    assert_string_equal(json_string_value(json_object_get(json_array_get(events, 0), "event")), "start");
    assert_string_equal(json_string_value(json_object_get(json_array_get(events, n - 1), "event")), "end");
    assert_true(json_is_null(json_object_get(json, "fault")));
    json_decref(json);
    free(text);
    one_trial_close(&one);
}

static void trace_find_finds_the_first(void **state)
{
    (void)state;
    one_trial one;
    one_trial_open(&one,
                   "time: {unit: day, horizon: 10 day}\nmachines:\n  m:\n    initial: a\n    states: [a, b]\n"
                   "    transitions: [{from: a, to: b, chance: 0.1, within: 10 day}]\noutcomes: {b: m.b, c: "
                   "m.a and m.b, over: otherwise}\n",
                   9);
    uint64_t found = 0, expected = 100;
    do {
        one_trial_run(&one, expected++);
    } while (strcmp(one_trial_outcome(&one), "b") != 0);
    assert_int_equal(brink_trace_find(one.model, 9, "b", 100, 10000, &found), BRINK_OK);
    assert_int_equal(found, expected - 1);
    assert_int_equal(brink_trace_find(one.model, 9, "b", 100, found - 100, &found), BRINK_ERR_NOT_FOUND);
    assert_int_equal(brink_trace_find(one.model, 9, "c", 0, 100, &found), BRINK_ERR_NOT_FOUND);
    assert_int_equal(brink_trace_find(one.model, 9, "bee", 0, 100, &found), BRINK_ERR_ARGUMENT);
    one_trial_close(&one);
}

static void trace_with_bad_options_is_refused(void **state)
{
    (void)state;
    brink_model *model = one_trial_model(CRISIS);
    brink_trace_options options = BRINK_TRACE_OPTIONS_INIT;
    char *text = NULL;
    options.level = (brink_trace_level)3;
    assert_int_equal(brink_trace_text(model, &options, &text, NULL), BRINK_ERR_ARGUMENT);
    options = (brink_trace_options)BRINK_TRACE_OPTIONS_INIT;
    options.size = 3;
    assert_int_equal(brink_trace_json(model, &options, &text, NULL), BRINK_ERR_ARGUMENT);
    assert_null(text);
    brink_model_free(model);
}

static void numbers_read_well(void **state)
{
    (void)state;
    static const struct {
        double x;
        const char *text;
    } cases[] = {{0, "0"},
                 {-0.0, "0"},
                 {1, "1"},
                 {12.5, "12.5"},
                 {1234.56, "1,234.6"},
                 {1234567, "1,234,567"},
                 {-99999.6, "-100,000"},
                 {0.0031, "0.0031"},
                 {0.00123456, "0.0012346"},
                 {3e-7, "3e-07"},
                 {1e15, "1e+15"},
                 {-2.5e-9, "-2.5e-09"},
                 {0.9999999, "1"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        brink_i_text text;
        brink_i_text_init(&text);
        brink_i_trace_number(&text, cases[i].x);
        assert_string_equal(text.bytes, cases[i].text);
        brink_i_text_free(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(trace_text_tells_what_happens_and_why),
        cmocka_unit_test(trace_text_levels_differ),
        cmocka_unit_test(trace_text_of_a_fault_tells_it),
        cmocka_unit_test(trace_json_holds_the_same_trial),
        cmocka_unit_test(trace_find_finds_the_first),
        cmocka_unit_test(trace_with_bad_options_is_refused),
        cmocka_unit_test(numbers_read_well),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
