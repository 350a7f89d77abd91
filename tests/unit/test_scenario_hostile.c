/* SPDX-License-Identifier: Apache-2.0 */
/* Input made to do harm, too big to be kept as files: each must be refused, quickly and without a crash, or
 * load. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "brink/scenario.h"

#define HEAD "brink: 1\ntime: {unit: day, horizon: 1 year}\noutcomes: {end: otherwise}\n"

enum { SLOWEST = 30 }; /* seconds of processor time: far more than needed, for sanitizers and slow machines */

typedef struct hostile {
    char *text;
    size_t length, room;
} hostile;

static void append(hostile *h, const char *piece, size_t length)
{
    if (h->room - h->length < length) {
        h->room = 2 * (h->room + length);
        h->text = realloc(h->text, h->room);
        assert_non_null(h->text);
    }
    if (length > 0) {
        memcpy(h->text + h->length, piece, length);
        h->length += length;
    }
}

/* `piece` n times; %d in it becomes the number. */
static void repeat(hostile *h, const char *piece, int n)
{
    for (int i = 0; i < n; i++) {
        char text[256];
        int length = snprintf(text, sizeof text, "%s", piece);
        const char *number = strstr(piece, "%d");
        if (number) {
            length = snprintf(text, sizeof text, "%.*s%d%s", (int)(number - piece), piece, i, number + 2);
        }
        append(h, text, (size_t)length);
    }
}

/* Loads and frees it. `code` must be among what is reported; NULL: anything, if only it ends. */
static void expect(hostile *h, const char *what, const char *code)
{
    clock_t start = clock();
    brink_diagnostics *list = brink_diagnostics_new();
    brink_model *model = NULL;
    brink_status status = brink_scenario_load_text("hostile", h->text, h->length, NULL, list, &model);
    double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
    bool found = code == NULL;
    for (size_t i = 0; i < brink_diagnostics_count(list); i++) {
        found |= code && strcmp(brink_diagnostics_get(list, i)->code, code) == 0;
    }
    if (!found || (status != BRINK_OK && status != BRINK_ERR_INVALID) || seconds > SLOWEST) {
        const brink_diagnostic *first = brink_diagnostics_get(list, 0);
        fail_msg("%s: status %d after %.1f s, first %s: %s", what, status, seconds, first ? first->code : "-",
                 first ? first->message : "-");
    }
    char *text = NULL;
    assert_int_equal(brink_diagnostics_text(list, true, &text), BRINK_OK);
    free(text);
    assert_int_equal(brink_diagnostics_json(list, &text), BRINK_OK);
    free(text);
    brink_model_free(model);
    brink_diagnostics_free(list);
    free(h->text);
    *h = (hostile){NULL, 0, 0};
}

static void load_text_repeated_pieces_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *what, *head, *piece;
        int n;
        const char *tail, *code;
    } cases[] = {
        {"brackets", "a: ", "[", 500000, "", "too-large"},
        {"brackets in lines", "a: ", "[\n ", 1000000, "", "too-large"},
        {"maps in maps", "a: ", "{a: ", 100000, "", "too-large"},
        {"lists in lists", "a: ", "[a,", 100000, "", "too-large"},
        {"dashes", "", "- ", 200000, "", "too-large"},
        {"empty lines", "a: |\n x\n", "\n", 1000000, "b: 1\n", "too-large"},
        {"blanks", "a: x", " ", 100000, "\n", "too-large"},
        {"quotes", "a: '", "''", 100000, "'\n", "missing-key"},
        {"question marks", "", "? ", 200000, "", "yaml-feature"},
        {"percent signs", "", "%", 200000, "", "yaml-feature"},
        {"documents", "", "---\n", 200000, "", "yaml-feature"},
        {"anchors", "a: &x [1]\n", "k%d: *x\n", 50000, "", "yaml-feature"},
        {"keys", "", "k%d: 1\n", 100000, "", "unknown-key"},
        {"one key", "", "a: 1\n", 100000, "", "duplicate-key"},
        {"values", "a: [", " 1,\n", 1000100, "]", "too-large"},
        {"comments", "", "# x\n", 1000000, "", "missing-value"},
        {"a line", "a: ", "xxxxxxxxxxxxxxxx", 70000, "", "too-large"},
        {"a file", "a:\n", "- xxxxxxxxxxxxx\n", 1048576, "", "too-large"},
        {"a line of 100 MB", "a: ", "0123456789abcdef0123456789abcdef0123456789abcdef", 2100000, "",
         "too-large"},
        {"open parentheses in a list", HEAD "parameters: [", "a(,", 100000, "b]\n", "wrong-kind"},
        {"a call without end in a list", HEAD "parameters: [a(,", "b,", 100000, "b]\n", "wrong-kind"},
        {"a call without end in a map", HEAD "parameters: {x: a(,", "b,", 100000, "b}\n", "quote-needed"},
        {"parameters", HEAD "parameters:\n", "  p%d: 1\n", 10001, "", "too-large"},
        {"outcomes", "brink: 1\ntime: {unit: day, horizon: 1 year}\noutcomes:\n", "  p%d: time > 1\n", 50000,
         "", "too-large"},
        {"states", HEAD "machines: {m: {initial: s0, states: [", "s%d,", 50000, "]}}\n", "too-many-states"},
        {"weights", HEAD "machines: {m: {states: [a], initial: {", " s%d: 1,\n", 50000, " a: 1}}}\n",
         "unknown-state"},
        {"variants", HEAD "variants:\n", "  v%d: {set: {}}\n", 5000, "", "too-large"},
        {"misspelt keys", HEAD "parameters: {a: {value: 1,\n", " valu%d: 1,\n", 50000, " }}\n",
         "unknown-key"},
        {"names that nobody knows", HEAD "set:\n", "  p%d: 1\n", 9000, "", "unknown-name"},
        {"a long expression", HEAD "measures: {m: {at_end: ", "1+", 40000, "1}}\n", "too-long"},
        {"parentheses", HEAD "measures: {m: {at_end: ", "(", 30000, "1}}\n", "too-deep"},
        {"minus signs", HEAD "measures: {m: {at_end: ", "-", 30000, "1}}\n", "too-deep"},
        {"powers", HEAD "measures: {m: {at_end: ", "1^", 30000, "1}}\n", "too-deep"},
        {"points", HEAD "tables:\n  t:\n", "    - [%d, 1]\n", 50000, "measures: {m: {at_end: t(1)}}\n", NULL},
        {"transitions", HEAD "machines:\n  m:\n    initial: a\n    states: [a]\n    transitions:\n",
         "      - {from: a, to: a, rate: 1 per day}\n", 5000, "", NULL},
        {"effects", HEAD "stocks: {s: {initial: 1}}\nprocesses:\n  p:\n    every: 1 day\n    do:\n",
         "      - s = s + 1\n", 20000, "measures: {m: {at_end: s}}\n", NULL},
        {"expectations", HEAD "expect:\n", "  - {outcome: end, probability: 1}\n", 9000, "", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        hostile h = {NULL, 0, 0};
        append(&h, cases[i].head, strlen(cases[i].head));
        repeat(&h, cases[i].piece, cases[i].n);
        append(&h, cases[i].tail, strlen(cases[i].tail));
        expect(&h, cases[i].what, cases[i].code);
    }
}

static void load_text_definitions_that_double_are_refused(void **state)
{
    (void)state;
    hostile h = {NULL, 0, 0};
    append(&h, HEAD "define:\n  d0: time\n", strlen(HEAD "define:\n  d0: time\n"));
    for (int i = 1; i < 60; i++) {
        char line[64];
        append(&h, line, (size_t)snprintf(line, sizeof line, "  d%d: d%d + d%d\n", i, i - 1, i - 1));
    }
    append(&h, "measures: {m: {at_end: d59}}\n", 29);
    expect(&h, "definitions that double", "too-deep");
}

static void load_text_any_byte_is_survived(void **state)
{
    (void)state;
    hostile h = {NULL, 0, 0};
    for (int i = 0; i < 256; i++) {
        char byte = (char)i;
        append(&h, &byte, 1);
    }
    expect(&h, "all bytes", "not-text");
    append(&h, "brink: 1\0title: x\n", 18);
    expect(&h, "NUL", "not-text");
    append(&h,
           "\xFF\xFE"
           "b\0r\0",
           6);
    expect(&h, "UTF-16", "not-text");
    append(&h, "\xEF\xBB\xBF", 3);
    expect(&h, "only a mark", "missing-value");
    h.text = calloc(1, 1);
    expect(&h, "nothing", "missing-value");
}

/* A good scenario with one byte changed, cut off, or doubled: whatever comes of it, it ends. */
static void load_text_damaged_scenario_is_survived(void **state)
{
    (void)state;
    static const char good[] =
        HEAD "parameters: {a: {value: \"triangular(1, 2, 3)\", unit: day, range: [1, 3]}}\n"
             "levers: {l: {value: 0, range: [0, 1]}}\ntables: {t: [[0, 1], [1, 2]]}\n"
             "stocks: {oil: {initial: 3, unit: Mbbl, flow: -1 Mbbl per day, min: 0}}\n"
             "machines:\n  m:\n    initial: {x: 1, y: 2}\n    states: [x, y]\n    transitions:\n"
             "      - {from: x, to: {y: 1}, chance: 0.1, within: a, do: [oil = oil * t(l), {if: oil > 1 "
             "Mbbl, do: [oil = 2]}]}\n"
             "      - {from: y, to: x, when: oil <= 0}\n"
             "    choices:\n      - {in: x, options: [{to: y, utility: 1}, {stay: true, utility: 0}]}\n"
             "measures: {left: {at_end: oil}}\nseries: {oil: {value: oil, every: 30 day}}\n"
             "variants: {v: {set: {l: 1}}}\nexpect: [{outcome: end, probability: 1}]\n";
    static const char odd[] = "[]{}:,\"'#&*!|>%@-? \n\t(0a\x80";
    uint64_t seed = 1;
    for (int i = 0; i < 600; i++) {
        seed = seed * 6364136223846793005U + 1442695040888963407U;
        size_t at = (size_t)(seed >> 33) % (sizeof good - 1);
        hostile h = {NULL, 0, 0};
        append(&h, good, at);
        char byte = odd[(seed >> 20) % (sizeof odd - 1)];
        append(&h, &byte, 1);
        size_t skip = (seed >> 25) % 3;
        if (i % 10 != 0 && at + skip < sizeof good - 1) {
            append(&h, good + at + skip, sizeof good - 1 - at - skip);
        }
        expect(&h, "a damaged scenario", NULL);
    }
    hostile h = {NULL, 0, 0};
    append(&h, good, sizeof good - 1);
    expect(&h, "the undamaged one", NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(load_text_repeated_pieces_are_refused),
        cmocka_unit_test(load_text_definitions_that_double_are_refused),
        cmocka_unit_test(load_text_any_byte_is_survived),
        cmocka_unit_test(load_text_damaged_scenario_is_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
