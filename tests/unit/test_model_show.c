/* SPDX-License-Identifier: Apache-2.0 */
/* The listings and pictures of a model, and its hash. */
#include <jansson.h>

#include "test_model_support.h"

/* One of everything. */
static void everything(fixture *f)
{
    OK(brink_builder_describe(f->b, T("A \"small\" blockade"), T("How long\n  does it last?"),
                              T("2025-12-31")));
    frame(f);
    const brink_parameter_declaration crude = {.name = T("crude"),
                                               .value = T("elicited(1000, 1300, 1400)"),
                                               .unit = T("Mbbl"),
                                               .about = T("in storage"),
                                               .source = T("judgement"),
                                               .low = T("900"),
                                               .high = T("1500")};
    OK(brink_builder_parameter(f->b, &crude));
    const brink_parameter_declaration escort = {.name = T("escort"),
                                                .value = T("0"),
                                                .low = T("0"),
                                                .high = T("1"),
                                                .cost = T("3.0 GUSD per year"),
                                                .payer = T("japan"),
                                                .lever = true};
    OK(brink_builder_parameter(f->b, &escort));
    define(f, "need", "9 Mbbl per day * (1 - escort)");
    static const double POINTS[][2] = {{0, 0.25}, {1, 1}};
    const brink_table_declaration table = {.name = T("output_at"), .points = POINTS, .n_points = 2};
    OK(brink_builder_table(f->b, &table));
    const brink_stock_declaration oil = {.name = T("oil"),
                                         .initial = T("crude"),
                                         .unit = T("Mbbl"),
                                         .min = T("0"),
                                         .flow = T("-need * output_at(0.5)")};
    OK(brink_builder_stock(f->b, &oil));
    machine(f, "blockade", "open closed");
    machine(f, "korea", "calm crisis war");
    transition(f, "blockade", "open", "closed", BRINK_AFTER, "30 day", "korea = crisis");
    transition(f, "korea", "calm", "crisis", BRINK_CHANCE, "0.2", NULL);
    const brink_source_text crisis = T("crisis");
    const brink_weighted_state to[] = {{T("war"), T("0.1")}, {T("calm"), T("0.9")}};
    const brink_transition_declaration talks = {.machine = T("korea"),
                                                .from = &crisis,
                                                .n_from = 1,
                                                .to = to,
                                                .n_to = 2,
                                                .trigger = BRINK_RATE,
                                                .value = T("0.01 per day"),
                                                .about = T("talks")};
    OK(brink_builder_transition(f->b, &talks));
    const brink_effect_declaration tap = {.text = T("oil = oil - 10")};
    const brink_effect_declaration effect = {
        .condition = T("oil > 100"), .then_do = &tap, .n_then = 1, .else_do = &tap, .n_else = 1};
    const brink_option_declaration options[] = {
        {.to = T("war"), .utility = T("-3"), .effects = &effect, .n_effects = 1}, {.utility = T("0")}};
    const brink_choice_declaration choice = {.machine = T("korea"),
                                             .in = &crisis,
                                             .n_in = 1,
                                             .by = T("DPRK"),
                                             .every = T("7 day"),
                                             .options = options,
                                             .n_options = 2};
    OK(brink_builder_choice(f->b, &choice));
    process(f, "leak", "30 day", "oil = 0.99 * oil");
    outcome(f, "war", "korea.war");
    outcome(f, "dry", "oil <= 0");
    measure(f, "left", BRINK_MEASURE_AT_END, "oil", NULL);
    measure(f, "shut", BRINK_MEASURE_TIME_IN, "blockade.closed", NULL);
    series(f, "oil", "oil", "30 day");
}

static char *text_of(const brink_model *model, brink_status (*show)(const brink_model *, char **))
{
    char *text = NULL;
    OK(show(model, &text));
    assert_non_null(text);
    return text;
}

static void assert_holds(const char *text, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (!strstr(text, words[i])) {
            print_message("lacks: %s\n%s\n", words[i], text);
            fail();
        }
    }
}
#define HOLDS(text, ...)                                           \
    do {                                                           \
        const char *const words[] = {__VA_ARGS__};                 \
        assert_holds((text), words, sizeof words / sizeof *words); \
    } while (0)

static void text_of_everything_lists_it(void **state)
{
    (void)state;
    fixture f;
    begin(&f);
    everything(&f);
    OK(brink_builder_set(f.b, T("escort"), T("0.5"), "--set"));
    build_good(&f);
    assert_int_equal(brink_diagnostics_count(f.list), 0);
    char *text = text_of(f.model, brink_model_text);
    HOLDS(text, "A \"small\" blockade\n  How long does it last?\n", "numbers as of 2025-12-31",
          "  crude = elicited(1000, 1300, 1400)  [Mbbl]  in [900, 1500]\n      in storage\n      source: "
          "judgement\n",
          "  escort = 0.5  in [0, 1]\n      set by --set; was 0\n      costs 3.0 GUSD per year\n      paid "
          "by japan\n",
          "  output_at: (0, 0.25) (1, 1)\n",
          "  oil  [Mbbl]\n      begins at crude, at least 0\n      flow -need",
          "    crisis -> war (0.1) | calm (0.9) at rate 0.01 per day\n        talks\n",
          "    open -> closed after 30 day\n        do korea = crisis\n", "chance 0.2 within 1 year",
          "    in crisis, DPRK chooses every 7 day, precision 1\n        war: utility -3\n            if oil "
          "> 100\n"
          "                do oil = oil - 10\n            else\n                do oil = oil - 10\n        "
          "stay: utility 0\n",
          "Process leak every 30 day\n    do oil = 0.99 * oil\n", "  undecided: otherwise, at the horizon\n",
          "  left: at the end, oil  [Mbbl]\n", "  shut: time in blockade.closed  [day]\n",
          "every 30 day, 37 points");
    free(text);
    end(&f);
}

static void json_of_everything_parses(void **state)
{
    (void)state;
    fixture f;
    begin(&f);
    everything(&f);
    build_good(&f);
    char *text = text_of(f.model, brink_model_json);
    json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(root);
    const char *name, *unit, *trigger, *hash;
    double horizon, high, y;
    assert_int_equal(json_unpack(root, "{s:s, s:{s:s, s:F}, s:[{s:s, s:[F,F]}]}", "hash", &hash, "time",
                                 "unit", &unit, "horizon", &horizon, "parameters", "name", &name, "range",
                                 &high, &high),
                     0);
    assert_string_equal(hash, brink_model_hash(f.model));
    assert_true(horizon == brink_model_horizon(f.model));
    assert_string_equal(name, "crude");
    assert_true(high == 1500);
    const json_t *korea = json_array_get(json_object_get(root, "machines"), 1);
    const json_t *talks = json_array_get(json_object_get(korea, "transitions"), 1);
    trigger = json_string_value(json_object_get(talks, "rate"));
    assert_string_equal(trigger, "0.01 per day");
    assert_int_equal(json_array_size(json_object_get(talks, "to")), 2);
    const json_t *choice = json_array_get(json_object_get(korea, "choices"), 0);
    const json_t *stay = json_array_get(json_object_get(choice, "options"), 1);
    assert_null(json_object_get(stay, "to"));
    const json_t *points = json_object_get(json_array_get(json_object_get(root, "tables"), 0), "points");
    y = json_number_value(json_array_get(json_array_get(points, 1), 1));
    assert_true(y == 1);
    assert_null(json_object_get(json_array_get(json_object_get(root, "outcomes"), 0), "when"));
    json_decref(root);
    free(text);
    end(&f);
}

static void json_of_text_that_is_not_utf8_succeeds(void **state)
{
    (void)state;
    fixture f;
    begin(&f);
    frame(&f);
    OK(brink_builder_describe(f.b, T("caf\xE9"), T(NULL), T(NULL)));
    build_good(&f);
    char *text = text_of(f.model, brink_model_json);
    HOLDS(text, "\"caf?\"");
    free(text);
    end(&f);
}

static void graphs_of_everything_have_all_edges(void **state)
{
    (void)state;
    fixture f;
    begin(&f);
    everything(&f);
    build_good(&f);
    char *dot = text_of(f.model, brink_model_graphviz);
    HOLDS(dot, "digraph \"A \\\"small\\\" blockade\" {", "subgraph \"cluster_korea\"",
          "\"korea\" -> \"korea.calm\"",
          "\"blockade.open\" -> \"blockade.closed\" [label=\"after 30 day / korea = crisis\"];",
          "\"korea.crisis\" -> \"korea.war\" [label=\"rate 0.01 per day, weight 0.1\"];",
          "[label=\"chosen by DPRK, utility -3\", style=dashed];");
    free(dot);
    char *mermaid = text_of(f.model, brink_model_mermaid);
    HOLDS(mermaid, "stateDiagram-v2\n", "    state \"korea\" as m1 {\n", "        state \"war\" as m1_2\n",
          "        [*] --> m1_0\n", "        m1_0 --> m1_1 : chance 0.2 within 1 year\n",
          "        m0_0 --> m0_1 : after 30 day / korea = crisis\n");
    free(mermaid);
    end(&f);
}

/* ---- hash ---- */

static void hash_with(const char *name, const char *value, const char *extra, const char *title, char *out)
{
    fixture f;
    begin(&f);
    everything(&f);
    if (name) {
        OK(brink_builder_set(f.b, T(name), T(value), "test"));
    }
    if (extra) {
        outcome(&f, "extra", extra);
    }
    if (title) {
        OK(brink_builder_describe(f.b, T(title), T("other"), T("2026-01-01")));
    }
    build_good(&f);
    strcpy(out, brink_model_hash(f.model));
    end(&f);
}

static void hash_of_same_meaning_is_equal(void **state)
{
    (void)state;
    char base[17], other[17];
    hash_with(NULL, NULL, NULL, NULL, base);
    hash_with(NULL, NULL, NULL, "other title", other);
    assert_string_equal(base, other);
    hash_with("crude", "elicited( 1e3,1300 , 1400 Mbbl )", NULL, NULL, other);
    assert_string_equal(base, other);
}

static void hash_of_other_meaning_differs(void **state)
{
    (void)state;
    char base[17], other[17];
    hash_with(NULL, NULL, NULL, NULL, base);
    hash_with("escort", "1e-300", NULL, NULL, other);
    assert_string_not_equal(base, other);
    hash_with("crude", "elicited(1000, 1300, 1400.0000000000002)", NULL, NULL, other);
    assert_string_not_equal(base, other);
    hash_with(NULL, NULL, "oil <= 1", NULL, other);
    assert_string_not_equal(base, other);
    hash_with(NULL, NULL, "oil < 1", NULL, base);
    assert_string_not_equal(base, other);
}

static void hash_of_known_model_is_stable(void **state)
{
    (void)state;
    fixture f;
    begin(&f);
    frame(&f);
    build_good(&f);
    assert_string_equal(brink_model_hash(f.model), "fe85f1142cd0ad3a");
    end(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_of_everything_lists_it),
        cmocka_unit_test(json_of_everything_parses),
        cmocka_unit_test(json_of_text_that_is_not_utf8_succeeds),
        cmocka_unit_test(graphs_of_everything_have_all_edges),
        cmocka_unit_test(hash_of_same_meaning_is_equal),
        cmocka_unit_test(hash_of_other_meaning_differs),
        cmocka_unit_test(hash_of_known_model_is_stable),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
