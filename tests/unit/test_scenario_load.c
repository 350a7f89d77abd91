/* SPDX-License-Identifier: Apache-2.0 */
/* Loading as a caller sees it: options, includes, other values, info, diagnostics as JSON. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <jansson.h>

#include "brink/scenario.h"
#include "support/temporary.h"

#define HEAD "brink: 1\ntime: {unit: day, horizon: 1 year}\n"
#define TAIL "outcomes: {end: otherwise}\n"

static char folder[TEMPORARY_ROOM];

static int make_folder(void **state)
{
    (void)state;
    return temporary_template(folder, "brink-scenario") && mkdtemp(folder) && chdir(folder) == 0 ? 0 : 1;
}

static int drop_folder(void **state)
{
    (void)state;
    char command[TEMPORARY_ROOM + 16];
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    return chdir("/") == 0 && system(command) == 0 ? 0 : 1;
}

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
    fclose(file);
}

/* Loads text; the diagnostics as "code:line:column code:line:column". */
static brink_status problems_of(const char *text, const brink_scenario_options *options, char *out,
                                size_t room, brink_model **model)
{
    brink_diagnostics *list = brink_diagnostics_new();
    assert_non_null(list);
    brink_status status = brink_scenario_load_text("test", text, strlen(text), options, list, model);
    size_t used = 0;
    out[0] = '\0';
    for (size_t i = 0; i < brink_diagnostics_count(list); i++) {
        const brink_diagnostic *item = brink_diagnostics_get(list, i);
        used += (size_t)snprintf(out + used, room - used, "%s%s:%d:%d", i ? " " : "", item->code,
                                 item->where.line, item->where.column);
        assert_true(used < room);
    }
    assert_true((status == BRINK_OK) == (*model != NULL));
    brink_diagnostics_free(list);
    return status;
}

static void assert_problems(const char *text, const brink_scenario_options *options, const char *expected)
{
    char found[4096];
    brink_model *model = NULL;
    problems_of(text, options, found, sizeof found, &model);
    assert_string_equal(found, expected);
    brink_model_free(model);
}

/* The hash of the model that a text makes; it must load without a word. */
static void hash_of(const char *text, const brink_scenario_options *options, char hash[32])
{
    char found[4096];
    brink_model *model = NULL;
    brink_status status = problems_of(text, options, found, sizeof found, &model);
    assert_string_equal(found, "");
    assert_int_equal(status, BRINK_OK);
    snprintf(hash, 32, "%s", brink_model_hash(model));
    brink_model_free(model);
}

static void load_text_whole_scenario_gives_model(void **state)
{
    (void)state;
    const char *text =
        HEAD "title: T\nabout: A\nstocks: {oil: {initial: 3, unit: Mbbl}}\nmeasures: {left: {at_end: oil}}\n"
             "series: {oil: {value: oil, every: 30 day}}\n" TAIL;
    char found[4096];
    brink_model *model = NULL;
    assert_int_equal(problems_of(text, NULL, found, sizeof found, &model), BRINK_OK);
    assert_string_equal(found, "");
    assert_string_equal(brink_model_title(model), "T");
    assert_string_equal(brink_model_about(model), "A");
    assert_int_equal(brink_model_outcome_count(model), 1);
    assert_string_equal(brink_model_measure_name(model, 0), "left");
    assert_string_equal(brink_model_series_name(model, 0), "oil");
    brink_model_free(model);
}

static void load_text_positions_are_exact(void **state)
{
    (void)state;
    assert_problems(
        HEAD
        "measures:\n  a: {at_end: nope + 1}\n  b: {at_end: \"1 + nope\"}\n  c:\n    at_end: |\n      1 +\n"
        "      nope\n" TAIL,
        NULL, "unknown-name:4:15 unknown-name:5:20 unknown-name:9:1");
}

static void load_text_every_problem_is_reported_at_once(void **state)
{
    (void)state;
    assert_problems(
        "brink: 1\ntime: {unit: dya, horizon: 1 year}\nbogus: 1\nparameters:\n  a: {unit: day}\n"
        "  b: {value: a + nope, unit: day}\nmachines:\n  m:\n    initial: x\n    states: [x, y]\n"
        "    transitions:\n      - {from: x, to: y, rate: 1 per day, chance: 0.1}\n"
        "outcomes: {e: m.z, f: otherwise}\n",
        NULL,
        "unknown-unit:2:14 unknown-key:3:1 missing-key:5:3 unknown-name:6:18 conflicting-keys:12:43 "
        "unknown-state:13:17");
}

static void load_text_misspelt_key_is_taken_as_meant(void **state)
{
    (void)state;
    /* Its value is checked, and nothing else is said. */
    assert_problems(HEAD "parameters:\n  a: {valeu: 3 dya}\n" TAIL, NULL,
                    "unknown-key:4:7 unknown-unit:4:16");
    assert_problems(HEAD "stocks:\n  a: {intial: 3}\nmeasures: {m: {at_end: a}}\n" TAIL, NULL,
                    "unknown-key:4:7");
}

static void load_text_arguments_are_checked(void **state)
{
    (void)state;
    brink_diagnostics *list = brink_diagnostics_new();
    brink_model *model = NULL;
    brink_scenario_options none = BRINK_SCENARIO_OPTIONS_INIT;
    none.size = 0;
    assert_int_equal(brink_scenario_load_text(NULL, "", 0, NULL, list, &model), BRINK_ERR_ARGUMENT);
    assert_int_equal(brink_scenario_load_text("x", NULL, 0, NULL, list, &model), BRINK_ERR_ARGUMENT);
    assert_int_equal(brink_scenario_load_text("x", "", 0, NULL, NULL, &model), BRINK_ERR_ARGUMENT);
    assert_int_equal(brink_scenario_load_text("x", "", 0, NULL, list, NULL), BRINK_ERR_ARGUMENT);
    assert_int_equal(brink_scenario_load_text("x", "", 0, &none, list, &model), BRINK_ERR_ARGUMENT);
    assert_int_equal(brink_scenario_load(NULL, NULL, list, &model), BRINK_ERR_ARGUMENT);
    assert_int_equal(brink_scenario_load("no/such/file.yaml", NULL, list, &model), BRINK_ERR_IO);
    assert_int_equal(brink_scenario_load(folder, NULL, list, &model), BRINK_ERR_IO);
    assert_int_equal(brink_diagnostics_count(list), 2);
    assert_string_equal(brink_diagnostics_get(list, 0)->code, "unreadable-file");
    brink_diagnostics_free(list);
}

#define PLAIN                                                                                                \
    HEAD "parameters: {a: 1, b: {value: 2, unit: day}}\nlevers: {l: {value: 0, range: [0, 1]}}\n"            \
         "measures: {m: {at_end: a + b / (1 day) + l}}\nvariants:\n  more: {about: more of it, set: {a: 5, " \
         "l: 1}}\n" TAIL

static void set_and_variant_last_one_wins(void **state)
{
    (void)state;
    char base[32], five[32], seven[32], by_set[32], by_both[32];
    hash_of(PLAIN, NULL, base);
    brink_scenario_options options = BRINK_SCENARIO_OPTIONS_INIT;
    options.variant = "more";
    hash_of(PLAIN, &options, five);
    assert_string_not_equal(base, five);
    const char *same[] = {"a=5", " l = 1 "};
    brink_scenario_options sets = BRINK_SCENARIO_OPTIONS_INIT;
    sets.sets = same;
    sets.n_sets = 2;
    hash_of(PLAIN, &sets, by_set);
    assert_string_equal(by_set, five);
    const char *later[] = {"a=6", "a=7"};
    options.sets = sets.sets = later;
    options.n_sets = 2;
    hash_of(PLAIN, &options, by_both);
    hash_of(PLAIN "set: {a: 7, l: 1}\n", NULL, seven);
    assert_string_equal(by_both, seven);
    hash_of(PLAIN "set: {a: 3}\n", &options, by_both); /* set of the file comes before the variant */
    assert_string_equal(by_both, seven);
}

static void set_wrong_text_is_shown_in_its_own_source(void **state)
{
    (void)state;
    const char *sets[] = {"nope=3", "b=3 Mbbl", "a", "=", "l=2", "a=1\n2", "a=\xFF"};
    brink_scenario_options options = BRINK_SCENARIO_OPTIONS_INIT;
    options.sets = sets;
    options.n_sets = sizeof sets / sizeof *sets;
    assert_problems(PLAIN, &options,
                    "unknown-name:1:1 unit-mismatch:2:3 bad-set:3:1 bad-set:4:1 outside-range:5:3 "
                    "bad-set:6:1 bad-set:7:1");
}

static void variant_unknown_name_is_reported_with_nearest(void **state)
{
    (void)state;
    brink_scenario_options options = BRINK_SCENARIO_OPTIONS_INIT;
    options.variant = "mroe";
    brink_diagnostics *list = brink_diagnostics_new();
    brink_model *model = NULL;
    assert_int_equal(brink_scenario_load_text("test", PLAIN, strlen(PLAIN), &options, list, &model),
                     BRINK_ERR_INVALID);
    assert_string_equal(brink_diagnostics_get(list, 0)->code, "unknown-variant");
    assert_string_equal(brink_diagnostics_get(list, 0)->hint, "did you mean 'more'?");
    brink_diagnostics_free(list);
}

static void include_diamond_is_read_once_and_relative_to_its_file(void **state)
{
    (void)state;
    assert_int_equal(mkdir("parts", 0700), 0);
    assert_int_equal(mkdir("parts/deep", 0700), 0);
    write_file("parts/deep/bottom.yaml", "brink: 1\ntitle: bottom\nparameters: {a: 1}\n");
    write_file("parts/left.yaml", "brink: 1\ninclude: [deep/bottom.yaml]\nparameters: {b: a + 1}\n");
    write_file("parts/right.yaml", "brink: 1\ninclude: [../parts/deep/bottom.yaml]\nparameters: {c: a + 2}\n"
                                   "variants: {other: {set: {a: 3}}}\n");
    write_file("main.yaml", HEAD "title: main\ninclude: [parts/left.yaml, parts/right.yaml]\nset: {c: 9}\n"
                                 "measures: {m: {at_end: a + b + c}}\nvariants: {own: {set: {b: 3}}}\n" TAIL);
    brink_diagnostics *list = brink_diagnostics_new();
    brink_model *model = NULL;
    brink_status status = brink_scenario_load("main.yaml", NULL, list, &model);
    assert_int_equal(brink_diagnostics_count(list), 0);
    assert_int_equal(status, BRINK_OK);
    assert_string_equal(brink_model_title(model), "main");
    assert_int_equal(brink_model_parameter_count(model), 3);
    assert_string_equal(brink_model_parameter_name(model, 0), "a"); /* included files come first */
    brink_model_free(model);

    brink_scenario_info *info = NULL;
    assert_int_equal(brink_scenario_info_load("main.yaml", list, &info), BRINK_OK);
    brink_diagnostics_free(list); /* the info owns its texts */
    assert_string_equal(brink_scenario_info_title(info), "main");
    assert_string_equal(brink_scenario_info_about(info), "");
    assert_string_equal(brink_scenario_info_as_of(info), "");
    assert_int_equal(brink_scenario_info_file_count(info), 4);
    assert_string_equal(brink_scenario_info_file(info, 0), "main.yaml");
    assert_string_equal(brink_scenario_info_file(info, 1), "parts/deep/bottom.yaml");
    assert_null(brink_scenario_info_file(info, 4));
    assert_int_equal(brink_scenario_info_variant_count(info), 2);
    assert_string_equal(brink_scenario_info_variant_name(info, 0), "other");
    assert_string_equal(brink_scenario_info_variant_name(info, 1), "own");
    assert_string_equal(brink_scenario_info_variant_about(info, 1), "");
    assert_null(brink_scenario_info_variant_name(info, 2));
    brink_scenario_info_free(info);
    brink_scenario_info_free(NULL);
}

static void info_load_broken_file_gives_diagnostics(void **state)
{
    (void)state;
    brink_diagnostics *list = brink_diagnostics_new();
    brink_scenario_info *info = NULL;
    assert_int_equal(brink_scenario_info_load("missing.yaml", list, &info), BRINK_ERR_IO);
    assert_null(info);
    write_file("broken.yaml", "brink: [1\n");
    assert_int_equal(brink_scenario_info_load("broken.yaml", list, &info), BRINK_ERR_INVALID);
    assert_null(info);
    assert_int_equal(brink_scenario_info_load(NULL, list, &info), BRINK_ERR_ARGUMENT);
    brink_diagnostics_free(list);
}

static void include_from_text_needs_a_folder(void **state)
{
    (void)state;
    write_file("one.yaml", "brink: 1\nparameters: {a: 1}\n");
    const char *text = HEAD "include: [one.yaml]\nmeasures: {m: {at_end: a}}\n" TAIL;
    assert_problems(text, NULL, "unreadable-file:3:11");
    brink_scenario_options options = BRINK_SCENARIO_OPTIONS_INIT;
    options.directory = folder;
    assert_problems(text, &options, "");
}

static void include_of_what_is_no_file_is_refused_at_its_place(void **state)
{
    (void)state;
    assert_int_equal(mkfifo("pipe", 0600), 0);
    write_file("empty.yaml", "");
    write_file("list.yaml", "[a, b]\n");
    write_file("self.yaml", "brink: 1\ninclude: [self.yaml]\n");
    brink_scenario_options options = BRINK_SCENARIO_OPTIONS_INIT;
    options.directory = ".";
    assert_problems(HEAD "include: [pipe, '/dev/null', ., nowhere.yaml]\n" TAIL, &options,
                    "unreadable-file:3:11 unreadable-file:3:18 unreadable-file:3:30 unreadable-file:3:33");
    assert_problems(HEAD "include: [empty.yaml]\n" TAIL, &options, "missing-value:0:0");
    assert_problems(HEAD "include: [list.yaml]\n" TAIL, &options, "wrong-kind:1:1");
    assert_problems(HEAD "include: [self.yaml]\n" TAIL, &options, "bad-include:2:11");
}

static void include_chain_of_seventeen_is_too_deep(void **state)
{
    (void)state;
    for (int i = 1; i <= 17; i++) {
        char name[32], text[64];
        snprintf(name, sizeof name, "chain%d.yaml", i);
        snprintf(text, sizeof text, i < 17 ? "brink: 1\ninclude: [chain%d.yaml]\n" : "brink: 1\n", i + 1);
        write_file(name, text);
    }
    brink_scenario_options options = BRINK_SCENARIO_OPTIONS_INIT;
    options.directory = ".";
    assert_problems(HEAD "include: [chain2.yaml]\n" TAIL, &options, "");
    assert_problems(HEAD "include: [chain1.yaml]\n" TAIL, &options, "bad-include:2:11");
}

static void diagnostics_json_is_an_array_of_objects(void **state)
{
    (void)state;
    brink_diagnostics *list = brink_diagnostics_new();
    brink_model *model = NULL;
    const char *text = HEAD "parameters: {\"\xC3\xA9\": 1, a: {value: 1, bogus: 2}}\n" TAIL;
    assert_int_equal(brink_scenario_load_text("na\"me\xFF", text, strlen(text), NULL, list, &model),
                     BRINK_ERR_INVALID);
    char *json = NULL;
    assert_int_equal(brink_diagnostics_json(list, &json), BRINK_OK);
    json_t *array = json_loads(json, 0, NULL);
    assert_non_null(array);
    assert_int_equal(json_array_size(array), 2);
    const json_t *first = json_array_get(array, 0);
    assert_string_equal(json_string_value(json_object_get(first, "severity")), "error");
    assert_string_equal(json_string_value(json_object_get(first, "code")), "bad-name");
    assert_string_equal(json_string_value(json_object_get(first, "file")), "na\"me?");
    assert_int_equal(json_integer_value(json_object_get(first, "line")), 3);
    assert_int_equal(json_integer_value(json_object_get(first, "column")), 15);
    assert_int_equal(json_object_size(first), 8);
    json_decref(array);
    free(json);
    brink_diagnostics_free(list);
    list = brink_diagnostics_new();
    assert_int_equal(brink_diagnostics_json(list, &json), BRINK_OK);
    assert_string_equal(json, "[]");
    free(json);
    brink_diagnostics_free(list);
}

static void load_text_yaml_words_are_only_text(void **state)
{
    (void)state;
    assert_problems(
        HEAD
        "machines:\n  switch:\n    initial: off\n    states: [on, off, yes, no, null, 'y']\n"
        "    transitions: [{from: off, to: on, rate: 1 per day}, {from: on, to: {yes: 1, no: 1, null: 1, y: "
        "2}, "
        "rate: 1 per day}]\n"
        "measures: {m: {time_in: switch.on or switch.yes or switch.null or switch.no or switch.y}}\n" TAIL,
        NULL, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(load_text_whole_scenario_gives_model),
        cmocka_unit_test(load_text_positions_are_exact),
        cmocka_unit_test(load_text_every_problem_is_reported_at_once),
        cmocka_unit_test(load_text_misspelt_key_is_taken_as_meant),
        cmocka_unit_test(load_text_arguments_are_checked),
        cmocka_unit_test(set_and_variant_last_one_wins),
        cmocka_unit_test(set_wrong_text_is_shown_in_its_own_source),
        cmocka_unit_test(variant_unknown_name_is_reported_with_nearest),
        cmocka_unit_test(include_diamond_is_read_once_and_relative_to_its_file),
        cmocka_unit_test(info_load_broken_file_gives_diagnostics),
        cmocka_unit_test(include_from_text_needs_a_folder),
        cmocka_unit_test(include_of_what_is_no_file_is_refused_at_its_place),
        cmocka_unit_test(include_chain_of_seventeen_is_too_deep),
        cmocka_unit_test(diagnostics_json_is_an_array_of_objects),
        cmocka_unit_test(load_text_yaml_words_are_only_text),
    };
    return cmocka_run_group_tests(tests, make_folder, drop_folder);
}
