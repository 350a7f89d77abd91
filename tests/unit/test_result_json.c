/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>
#include <jansson.h>

#include "result/json_writer.h"
#include "result/result.h"
#include "run/run.h"
#include "support/synthetic.h"

static brink_result *result_of(const brink_model *model, uint64_t trials, int threads)
{
    synthetic_plan plan = SYNTHETIC_PLAN_INIT;
    brink_i_engine engine = synthetic_engine(&plan);
    brink_run_options options = BRINK_RUN_OPTIONS_INIT;
    options.trials = trials;
    options.threads = threads;
    options.seed = UINT64_MAX;
    brink_result *result = NULL;
    brink_fault fault;
    assert_int_equal(brink_i_run_with(model, &options, &engine, &result, &fault), BRINK_OK);
    return result;
}

static int setup(void **state)
{
    static synthetic s;
    synthetic_init(&s);
    *state = &s;
    return 0;
}

static int teardown(void **state)
{
    synthetic_free(*state);
    return 0;
}

static void json_made_by_is_last_and_alone_differs(void **state)
{
    brink_result *a = result_of(&((synthetic *)*state)->model, 2000, 1);
    brink_result *b = result_of(&((synthetic *)*state)->model, 2000, 3);
    b->made.seconds = 17.0;
    b->made.version = "9.9.9";
    char *x = NULL, *y = NULL;
    assert_int_equal(brink_result_json(a, &x), BRINK_OK);
    assert_int_equal(brink_result_json(b, &y), BRINK_OK);
    assert_string_not_equal(x, y);
    char *xm = strstr(x, "\"made_by\""), *ym = strstr(y, "\"made_by\"");
    assert_non_null(xm);
    assert_non_null(ym);
    assert_int_equal(xm - x, ym - y);
    assert_memory_equal(x, y, (size_t)(xm - x));
    /* Nothing after that object. */
    char *end = strchr(xm, '}');
    assert_non_null(end);
    assert_string_equal(end, "}\n}\n");
    free(x);
    free(y);
    brink_result_free(a);
    brink_result_free(b);
}

static void json_numbers_read_back_as_the_views(void **state)
{
    brink_result *result = result_of(&((synthetic *)*state)->model, 2000, 2);
    char *text = NULL;
    assert_int_equal(brink_result_json(result, &text), BRINK_OK);
    assert_non_null(strstr(text, "\"seed\": 18446744073709551615,"));
    /* jansson has no unsigned numbers; the seed is all that it cannot read. */
    char *seed = strstr(text, "18446744073709551615");
    memset(seed, ' ', 20);
    seed[0] = '1';
    json_error_t error;
    json_t *json = json_loads(text, JSON_REJECT_DUPLICATES, &error);
    assert_non_null(json);
    json_t *outcome = json_array_get(json_object_get(json, "outcomes"), 0);
    brink_outcome_view view;
    assert_int_equal(brink_result_outcome(result, 0, &view), BRINK_OK);
    assert_int_equal(json_integer_value(json_object_get(outcome, "count")), view.count);
    json_t *probability = json_object_get(outcome, "probability");
    assert_true(json_number_value(json_object_get(probability, "low")) == view.probability.low);
    assert_string_equal(json_string_value(json_object_get(probability, "method")), "wilson");
    json_t *never = json_object_get(json_array_get(json_object_get(json, "outcomes"), 2), "time");
    assert_true(json_is_null(json_object_get(never, "median")));
    json_t *escort = json_array_get(json_object_get(json, "parameters"), 1);
    assert_string_equal(json_string_value(json_object_get(escort, "about")), "convoy \"escort\", capacity");
    json_decref(json);
    free(text);
    brink_result_free(result);
}

static void json_writer_any_bytes_give_valid_text(void **state)
{
    (void)state;
    char bytes[256];
    for (int i = 1; i < 256; i++) {
        bytes[i - 1] = (char)i;
    }
    bytes[255] = '\0';
    static const char *const bad[] = {"\xc0\x80", "\xed\xa0\x80",     "\xf4\x90\x80\x80",
                                      "\xe2\x82", "\xf0\x80\x80\x80", "\x80"};
    brink_i_json json;
    brink_i_json_init(&json);
    brink_i_json_open(&json, NULL, '[');
    brink_i_json_string(&json, NULL, bytes);
    brink_i_json_string(&json, NULL, "gr\u00fc\u00df Gott \u65e5\u672c \U0001f600");
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        brink_i_json_string(&json, NULL, bad[i]);
    }
    brink_i_json_number(&json, NULL, (double)NAN);
    brink_i_json_open(&json, NULL, '{');
    brink_i_json_close(&json, '{');
    brink_i_json_close(&json, '[');
    char *text = brink_i_json_take(&json);
    assert_non_null(text);
    json_error_t error;
    json_t *read = json_loads(text, 0, &error);
    assert_non_null(read);
    assert_string_equal(json_string_value(json_array_get(read, 1)),
                        "gr\u00fc\u00df Gott \u65e5\u672c \U0001f600");
    assert_int_equal(json_array_size(read), 10);
    json_decref(read);
    free(text);
}

/* The published schema, by Python's validator if there is one here. */
static void json_follows_its_schema(void **state)
{
    if (system("python3 -c 'import jsonschema' >/dev/null 2>&1") != 0) {
        skip();
    }
    static const uint64_t trials[] = {1, 5000};
    for (size_t i = 0; i < 2; i++) {
        brink_result *result = result_of(&((synthetic *)*state)->model, trials[i], 2);
        char *text = NULL;
        assert_int_equal(brink_result_json(result, &text), BRINK_OK);
        FILE *python =
            popen("python3 -W ignore -c 'import json, sys, jsonschema\n"
                  "schema = json.load(open(sys.argv[1]))\n"
                  "jsonschema.Draft202012Validator.check_schema(schema)\n"
                  "jsonschema.Draft202012Validator(schema).validate(json.load(sys.stdin))' " BRINK_TEST_DIR
                  "/../docs/result.schema.json",
                  "w");
        assert_non_null(python);
        fputs(text, python);
        int status = pclose(python);
        assert_true(WIFEXITED(status));
        assert_int_equal(WEXITSTATUS(status), 0);
        free(text);
        brink_result_free(result);
    }
}

static size_t count_fields(const char *line, size_t length)
{
    size_t fields = 1;
    bool quoted = false;
    for (size_t i = 0; i < length; i++) {
        quoted = quoted != (line[i] == '"');
        fields += line[i] == ',' && !quoted;
    }
    return fields;
}

static void csv_is_one_table_of_eight_columns(void **state)
{
    brink_result *result = result_of(&((synthetic *)*state)->model, 500, 2);
    char *text = NULL;
    assert_int_equal(brink_result_csv(result, &text), BRINK_OK);
    size_t rows = 0;
    bool head = true;
    for (const char *line = text; *line;) {
        size_t length = strcspn(line, "\n");
        if (line[0] == '#') {
            assert_true(head); /* comments come first only */
        } else {
            if (head) {
                assert_memory_equal(line, "kind,name,statistic,time,value,low,high,unit\n", 45);
            }
            head = false;
            assert_int_equal(count_fields(line, length), 8);
            rows++;
        }
        assert_int_equal(line[length], '\n');
        line += length + 1;
    }
    /* a head; 7 numbers and 61 dates an outcome, 14 numbers a measure, 10 a series' point */
    assert_int_equal(rows, 1 + SYNTHETIC_OUTCOMES * 68 + SYNTHETIC_MEASURES * 14 + SYNTHETIC_POINTS * 10);
    assert_non_null(
        strstr(text, "\n# parameter: overland = 0 [Mbbl] instead of 1.1, set by variant no_pipelines\n"));
    assert_non_null(strstr(text, "\noutcome,wider_war,probability,,0,0,0.00"));
    assert_null(strstr(text, "nan"));
    free(text);
    brink_result_free(result);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_made_by_is_last_and_alone_differs),
        cmocka_unit_test(json_numbers_read_back_as_the_views),
        cmocka_unit_test(json_writer_any_bytes_give_valid_text),
        cmocka_unit_test(json_follows_its_schema),
        cmocka_unit_test(csv_is_one_table_of_eight_columns),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
