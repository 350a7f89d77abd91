/* SPDX-License-Identifier: Apache-2.0 */
/* The broken scenarios of tests/bad/: the first line of each names the codes that it and its variants report,
 * no more and no less; what is printed beside it as expected is what the library says. */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "brink/scenario.h"

enum { CODES = 64, ROOM = 1 << 16 };

/* Codes in alphabetical order, each once. */
typedef struct code_set {
    char names[CODES][48];
    int n;
} code_set;

static void add_code(code_set *set, const char *code)
{
    int i = 0;
    while (i < set->n && strcmp(set->names[i], code) < 0) {
        i++;
    }
    if (i < set->n && strcmp(set->names[i], code) == 0) {
        return;
    }
    assert_true(set->n < CODES);
    memmove(set->names[i + 1], set->names[i], (size_t)(set->n - i) * sizeof set->names[0]);
    snprintf(set->names[i], sizeof set->names[i], "%s", code);
    set->n++;
}

static void join(const code_set *set, char *out, size_t room)
{
    size_t used = 0;
    out[0] = '\0';
    for (int i = 0; i < set->n; i++) {
        used += (size_t)snprintf(out + used, room - used, "%s%s", i ? ", " : "", set->names[i]);
    }
}

static size_t read_text(const char *path, char *out)
{
    FILE *file = fopen(path, "rb");
    if (!file) {
        return 0;
    }
    size_t n = fread(out, 1, ROOM - 1, file);
    fclose(file);
    out[n] = '\0';
    return n;
}

/* Loads it, collects the codes, and gives the text of the messages (free()). */
static char *collect(const char *path, const char *variant, code_set *codes, size_t *errors)
{
    brink_diagnostics *list = brink_diagnostics_new();
    brink_model *model = NULL;
    brink_scenario_options options = BRINK_SCENARIO_OPTIONS_INIT;
    options.variant = variant;
    brink_status status = brink_scenario_load(path, &options, list, &model);
    *errors = brink_diagnostics_error_count(list);
    assert_int_equal(status, *errors ? BRINK_ERR_INVALID : BRINK_OK);
    for (size_t i = 0; i < brink_diagnostics_count(list); i++) {
        const brink_diagnostic *item = brink_diagnostics_get(list, i);
        add_code(codes, item->code);
        assert_true(item->message[0] != '\0');
        assert_true(item->where.file != NULL);
    }
    char *text = NULL;
    assert_int_equal(brink_diagnostics_text(list, false, &text), BRINK_OK);
    brink_model_free(model);
    brink_diagnostics_free(list);
    return text;
}

static void check_variants(const char *path, code_set *codes)
{
    brink_diagnostics *list = brink_diagnostics_new();
    brink_scenario_info *info = NULL;
    assert_int_equal(brink_scenario_info_load(path, list, &info), BRINK_OK);
    for (size_t i = 0; i < brink_scenario_info_variant_count(info); i++) {
        size_t errors = 0;
        free(collect(path, brink_scenario_info_variant_name(info, i), codes, &errors));
    }
    brink_scenario_info_free(info);
    brink_diagnostics_free(list);
}

static void check_file(const char *path)
{
    static char source[ROOM], expected[ROOM];
    code_set codes = {.n = 0};
    size_t errors = 0;
    char *text = collect(path, NULL, &codes, &errors);
    if (errors == 0) {
        check_variants(path, &codes);
    }
    char line[1024], joined[900];
    join(&codes, joined, sizeof joined);
    int length = snprintf(line, sizeof line, "# Codes: %s\n", joined);
    read_text(path, source);
    if (strncmp(source, line, (size_t)length) != 0) {
        fail_msg("%s: its first line should be\n%s%s", path, line, text);
    }
    char name[256];
    snprintf(name, sizeof name, "%.*s.expected", (int)(strlen(path) - 5), path);
    if (read_text(name, expected) > 0 && strncmp(expected, text, strlen(text)) != 0) {
        fail_msg("%s: not what is printed now:\n%s", name, text);
    }
    free(text);
}

static void load_bad_scenario_reports_what_its_first_line_says(void **state)
{
    (void)state;
    assert_int_equal(chdir(BRINK_TEST_DIR "/bad"), 0);
    DIR *folder = opendir(".");
    assert_non_null(folder);
    int n = 0;
    for (const struct dirent *entry = readdir(folder); entry; entry = readdir(folder)) {
        size_t length = strlen(entry->d_name);
        if (length > 5 && strcmp(entry->d_name + length - 5, ".yaml") == 0) {
            check_file(entry->d_name);
            n++;
        }
    }
    closedir(folder);
    assert_true(n > 30);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(load_bad_scenario_reports_what_its_first_line_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
