/* SPDX-License-Identifier: Apache-2.0 */
/* YAML to tree: places, kinds, what is refused, and the mending of commas. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/diagnostics.h"
#include "scenario/yaml.h"

typedef struct parsed {
    brink_i_arena arena;
    brink_diagnostics *list;
    brink_i_node *root;
    brink_status status;
    bool incomplete;
} parsed;

static void parse(parsed *p, const char *text)
{
    *p = (parsed){.list = brink_diagnostics_new()};
    assert_non_null(p->list);
    brink_i_arena_init(&p->arena);
    brink_i_input input;
    p->status = brink_i_input_take(&p->arena, p->list, "test.yaml", text, strlen(text), &input);
    size_t nodes = 1000;
    if (p->status == BRINK_OK) {
        p->status = brink_i_yaml_parse(&p->arena, p->list, &input, &nodes, &p->incomplete, &p->root);
    }
}

static void drop(parsed *p)
{
    brink_i_arena_free(&p->arena);
    brink_diagnostics_free(p->list);
}

static const brink_i_node *value_of(const brink_i_node *map, const char *key)
{
    for (const brink_i_node *name = map->first; name; name = name->next->next) {
        if (strcmp(name->text, key) == 0) {
            return name->next;
        }
    }
    fail_msg("no key %s", key);
    return NULL;
}

static void assert_place(const brink_i_node *node, int line, int column)
{
    assert_int_equal(node->where.line, line);
    assert_int_equal(node->where.column, column);
}

static void assert_problem(const parsed *p, size_t i, const char *code, int line, int column)
{
    const brink_diagnostic *item = brink_diagnostics_get(p->list, i);
    assert_non_null(item);
    assert_string_equal(item->code, code);
    assert_int_equal(item->where.line, line);
    assert_int_equal(item->where.column, column);
}

static void parse_every_style_gives_text_and_place(void **state)
{
    (void)state;
    parsed p;
    parse(&p, "plain: a b  # comment\n"
              "single: 'it''s'\n"
              "  \n"
              "double: \"x\\ty\"\n"
              "\xC3\xBC\xC3\xA4: \xE2\x82\xAC x\n"
              "literal: |\n"
              "   one\n"
              "   two\n"
              "folded: >\n"
              "  one\n"
              "  two\n"
              "number: 0x1F\n"
              "nothing:\n"
              "null: null\n"
              "list: [a, 'b']\n");
    assert_int_equal(p.status, BRINK_OK);
    assert_int_equal(brink_diagnostics_count(p.list), 0);
    assert_int_equal(p.root->kind, BRINK_I_NODE_MAP);
    assert_string_equal(value_of(p.root, "plain")->text, "a b");
    assert_place(value_of(p.root, "plain"), 1, 8);
    assert_string_equal(value_of(p.root, "single")->text, "it's");
    assert_place(value_of(p.root, "single"), 2, 10);
    assert_string_equal(value_of(p.root, "double")->text, "x\ty");
    assert_place(value_of(p.root, "double"), 4, 10);
    assert_place(value_of(p.root, "\xC3\xBC\xC3\xA4"), 5, 5); /* columns are characters */
    assert_string_equal(value_of(p.root, "literal")->text, "one\ntwo\n");
    assert_place(value_of(p.root, "literal"), 7, 4);
    assert_string_equal(value_of(p.root, "folded")->text, "one two\n");
    assert_place(value_of(p.root, "folded"), 10, 3);
    assert_string_equal(value_of(p.root, "number")->text, "0x1F");
    assert_true(value_of(p.root, "nothing")->absent);
    assert_string_equal(value_of(p.root, "null")->text, "null");
    assert_false(value_of(p.root, "null")->absent);
    const brink_i_node *list = value_of(p.root, "list");
    assert_int_equal(list->n, 2);
    assert_true(list->flow);
    assert_place(list->first->next, 15, 12);
    drop(&p);
}

static void parse_byte_order_mark_and_crlf_are_no_text(void **state)
{
    (void)state;
    parsed p;
    parse(&p, "\xEF\xBB\xBF"
              "a: 1\r\nb: 2\r\n");
    assert_int_equal(p.status, BRINK_OK);
    assert_place(p.root->first, 1, 1);
    assert_string_equal(value_of(p.root, "a")->text, "1");
    assert_place(value_of(p.root, "b"), 2, 4);
    drop(&p);
}

static void parse_duplicate_key_is_reported_at_each_repetition(void **state)
{
    (void)state;
    parsed p;
    parse(&p, "a: 1\nb: {c: 1, c: 2}\na: 3\na: 4\n");
    assert_int_equal(p.status, BRINK_OK);
    brink_i_diagnostics_sort(p.list);
    assert_int_equal(brink_diagnostics_count(p.list), 3);
    assert_problem(&p, 0, "duplicate-key", 2, 11);
    assert_problem(&p, 1, "duplicate-key", 3, 1);
    assert_problem(&p, 2, "duplicate-key", 4, 1);
    assert_non_null(strstr(brink_diagnostics_get(p.list, 2)->message, "first at line 1, column 1"));
    drop(&p);
}

static void parse_comma_in_flow_map_is_mended_and_reported(void **state)
{
    (void)state;
    parsed p;
    parse(&p, "x: {value: triangular(0.1, max(a, b), 0.3), unit: day, about: plain}\n");
    assert_int_equal(p.status, BRINK_OK);
    assert_false(p.incomplete);
    assert_int_equal(brink_diagnostics_count(p.list), 1);
    assert_problem(&p, 0, "quote-needed", 1, 12);
    const brink_i_node *map = p.root->first->next;
    assert_int_equal(map->n, 3);
    assert_string_equal(value_of(map, "value")->text, "triangular(0.1, max(a, b), 0.3)");
    assert_string_equal(value_of(map, "unit")->text, "day");
    drop(&p);
}

static void parse_comma_in_flow_list_is_mended_and_reported(void **state)
{
    (void)state;
    parsed p;
    parse(&p, "do: [x = max(a, b), y = 2, z = min(1,\n   2)]\n");
    const brink_i_node *list = p.root->first->next;
    assert_int_equal(list->n, 3);
    assert_string_equal(list->first->text, "x = max(a, b)");
    assert_string_equal(list->first->next->text, "y = 2");
    assert_int_equal(brink_diagnostics_count(p.list), 2);
    assert_problem(&p, 0, "quote-needed", 1, 6);
    drop(&p);
}

static void parse_innocent_parentheses_are_left_alone(void **state)
{
    (void)state;
    parsed p;
    parse(&p, "a: {value: \"max(a, b)\", x: f(y), z: '('}\n"
              "b: [f(x), g(y), \"(\", h]\n"
              "c: {when: k in (p, to: q}\n" /* a value follows: no comma of an expression */
              "d: [open (, shut]\n");       /* never closed: the expression's own message is better */
    assert_int_equal(p.status, BRINK_OK);
    assert_int_equal(brink_diagnostics_count(p.list), 0);
    assert_int_equal(value_of(p.root, "a")->n, 3);
    assert_int_equal(value_of(p.root, "b")->n, 4);
    assert_int_equal(value_of(p.root, "c")->n, 2);
    assert_int_equal(value_of(p.root, "d")->n, 2);
    drop(&p);
}

static void parse_unused_features_are_refused_where_they_stand(void **state)
{
    (void)state;
    parsed p;
    parse(&p, "a: &x 1\nb: *x\nc: !not y\nd: {<<: 3}\n? [e]\n: 4\n");
    assert_int_equal(p.status, BRINK_OK);
    assert_true(p.incomplete);
    brink_i_diagnostics_sort(p.list);
    assert_int_equal(brink_diagnostics_count(p.list), 5);
    static const int columns[] = {4, 4, 4, 5, 3};
    for (size_t i = 0; i < 5; i++) {
        const brink_diagnostic *item = brink_diagnostics_get(p.list, i);
        assert_string_equal(item->code, "yaml-feature");
        assert_int_equal(item->where.line, (int)i + 1);
        assert_int_equal(item->where.column, columns[i]);
    }
    drop(&p);
}

static void parse_second_document_and_directive_are_refused(void **state)
{
    (void)state;
    parsed p;
    parse(&p, "---\na: 1\n---\nb: 2\n");
    assert_int_equal(p.status, BRINK_ERR_INVALID);
    assert_problem(&p, 0, "yaml-feature", 3, 1);
    drop(&p);
    parse(&p, "%TAG ! x\n---\na: 1\n");
    assert_int_equal(p.status, BRINK_ERR_INVALID);
    assert_problem(&p, 0, "yaml-feature", 1, 1);
    drop(&p);
    parse(&p, "---\na: 1\n...\n");
    assert_int_equal(p.status, BRINK_OK);
    drop(&p);
}

static void parse_broken_yaml_gives_one_message_at_its_place(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int line, column;
    } broken[] = {
        {"a: [b, c\nd: e\n", 3, 1}, {"a: 1\nb: {c: d}}\n", 2, 10}, {"a: b: c\n", 1, 5},
        {"a: @x\n", 1, 4},          {"a:\n\tb: 1\n", 2, 1},        {"a: 'x\nb: 1\n", 1, 4},
        {"a: \"x\" y\n", 1, 8},     {"a: \"\\q\"\n", 1, 5},        {"a: 1\n b: 2\n", 1, 4},
    };
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        parsed p;
        parse(&p, broken[i].text);
        assert_int_equal(p.status, BRINK_ERR_INVALID);
        assert_null(p.root);
        assert_int_equal(brink_diagnostics_count(p.list), 1);
        const brink_diagnostic *item = brink_diagnostics_get(p.list, 0);
        if (strcmp(item->code, "yaml-syntax") != 0 || item->where.line != broken[i].line ||
            item->where.column != broken[i].column) {
            fail_msg("case %zu: %s at %d:%d: %s", i, item->code, item->where.line, item->where.column,
                     item->message);
        }
        drop(&p);
    }
}

static void parse_depth_and_size_limits_hold(void **state)
{
    (void)state;
    char text[512] = "a: ";
    for (int i = 0; i < 64; i++) {
        strcat(text, "[");
    }
    parsed p;
    parse(&p, text);
    assert_problem(&p, 0, "too-large", 1, 67); /* the map around them is a level too */
    drop(&p);
    char *many = malloc(4096);
    assert_non_null(many);
    strcpy(many, "a: [");
    for (int i = 0; i < 1000; i++) {
        strcat(many, "b,");
    }
    strcat(many, "]\n");
    parse(&p, many);
    assert_int_equal(p.status, BRINK_ERR_INVALID);
    assert_string_equal(brink_diagnostics_get(p.list, 0)->code, "too-large");
    drop(&p);
    free(many);
}

static void input_bad_bytes_are_found(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t bad; /* its length: none */
    } cases[] = {
        {"plain \t\r\n", 9},     {"\xC3\xA9", 2},         {"\xE2\x82\xAC", 3},
        {"\xF0\x9F\x9B\xA2", 4}, {"ab\xC3", 2},           {"\x80", 0},
        {"\xC0\x80", 0},         {"\xE0\x80\x80", 0},     {"\xED\xA0\x80", 0},
        {"\xF4\x90\x80\x80", 0}, {"\xF8\x88\x80\x80", 0}, {"a\x1B[31m", 1},
        {"\xC2\x9B", 0},         {"\xC2\x85", 2},         {"x\x7F", 2},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(brink_i_input_bad_byte(cases[i].text, strlen(cases[i].text)), cases[i].bad);
    }
}

static void input_place_goes_forth_and_back(void **state)
{
    (void)state;
    brink_i_input input = {.file = "x", .text = "ab\n\xC3\xA9t\xC3\xA9\n\nend", .line = 1, .column = 1};
    static const struct {
        size_t offset;
        int line, column;
    } places[] = {{0, 1, 1}, {9, 3, 1}, {10, 4, 1}, {5, 2, 2},  {6, 2, 3}, {8, 2, 4},
                  {3, 2, 1}, {1, 1, 2}, {2, 1, 3},  {13, 4, 4}, {99, 4, 4}};
    input.length = strlen(input.text);
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        size_t offset = places[i].offset;
        brink_where where = brink_i_input_place(&input, offset);
        if (where.line != places[i].line || where.column != places[i].column) {
            fail_msg("byte %zu: %d:%d, not %d:%d", offset, where.line, where.column, places[i].line,
                     places[i].column);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parse_every_style_gives_text_and_place),
        cmocka_unit_test(parse_byte_order_mark_and_crlf_are_no_text),
        cmocka_unit_test(parse_duplicate_key_is_reported_at_each_repetition),
        cmocka_unit_test(parse_comma_in_flow_map_is_mended_and_reported),
        cmocka_unit_test(parse_comma_in_flow_list_is_mended_and_reported),
        cmocka_unit_test(parse_innocent_parentheses_are_left_alone),
        cmocka_unit_test(parse_unused_features_are_refused_where_they_stand),
        cmocka_unit_test(parse_second_document_and_directive_are_refused),
        cmocka_unit_test(parse_broken_yaml_gives_one_message_at_its_place),
        cmocka_unit_test(parse_depth_and_size_limits_hold),
        cmocka_unit_test(input_bad_bytes_are_found),
        cmocka_unit_test(input_place_goes_forth_and_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
