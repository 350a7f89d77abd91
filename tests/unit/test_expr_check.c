/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "unit/expr_scope.h"

static int setup(void **state)
{
    *state = scope_new();
    return 0;
}

static int teardown(void **state)
{
    scope_free(*state);
    return 0;
}

/* "UNIT|text" wants that unit; "?|text" a condition; "text" any number. */
static brink_i_want want_of(struct expr_scope *s, const char **text)
{
    brink_i_want want = {.place = "the value", .most = BRINK_I_MOVING, .allow_draws = true};
    const char *bar = strchr(*text, '|');
    if (bar && (bar == *text || bar[-1] != '|') && bar[1] != '|') {
        if (**text == '?') {
            want.type = BRINK_I_CONDITION;
        } else if (brink_i_unit_parse(s->units, *text, (size_t)(bar - *text), &want.unit) != BRINK_OK) {
            fail_msg("bad unit in %s", *text);
        }
        *text = bar + 1;
    }
    return want;
}

static const brink_i_expr *good(void **state, const char *text)
{
    struct expr_scope *s = *state;
    const brink_i_want want = want_of(s, &text);
    const brink_i_expr *expr = NULL;
    scope_reset(s);
    brink_status status = scope_check(s, text, &want, &expr);
    if (status != BRINK_OK || brink_diagnostics_count(s->diagnostics) > 0) {
        const brink_diagnostic *d = brink_diagnostics_get(s->diagnostics, 0);
        fail_msg("%s: %s", text, d ? d->message : "?");
    }
    return expr;
}

static double value(void **state, const char *text)
{
    brink_i_env env = {0};
    return brink_i_expr_eval(good(state, text), &env);
}

static void check_operators_bind_as_documented(void **state)
{
    static const struct {
        const char *text;
        double value;
    } CASES[] = {
        {"1 + 2 * 3", 7},
        {"(1 + 2) * 3", 9},
        {"2 - 3 - 4", -5},
        {"8 / 4 / 2", 1},
        {"-2 ^ 2", -4},
        {"(-2) ^ 2", 4},
        {"2 ^ 3 ^ 2", 512},
        {"2 ^ -1", 0.5},
        {"2 * -3", -6},
        {"--3", 3},
        {"2 - -3", 5},
        {"?|1 < 2", 1},
        {"?|2 <= 1", 0},
        {"?|1 + 1 == 2", 1},
        {"?|1 != 2 and 2 > 1", 1},
        {"?|true or false and false", 1},
        {"?|(true or false) and false", 0},
        {"?|not 1 > 2", 1},
        {"?|not true or true", 1},
        {"?|not (true or true)", 0},
        {"?|not not true", 1},
        {"?|false or not false and true", 1},
        {"?|1 < 2 and 2 < 3 or false", 1},
        {"if(1 < 2, 3, 4)", 3},
        {"min(3, 1, 2)", 1},
        {"max(3, 1, 7, 2)", 7},
        {"clamp(5, 0, 3)", 3},
        {"clamp(-5, 0, 3)", 0},
        {"abs(-3.5)", 3.5},
        {"sqrt(16)", 4},
        {"floor(-1.5) + ceil(1.2) + round(2.5)", 3},
        {"logistic(0)", 0.5},
        {"log(exp(0))", 0},
        {"ln(exp(0))", 0},
        {"log10(100)", 2},
        {"log10(1000) + log10(0.001)", 0}, /* whole powers are whole, to the bit */
        {"floor(log10(1e15))", 15},
        {"1e3 + .5 + 1.E1", 1010.5},
        {"true + 1", 2},
        {"3 * (1 < 2)", 3},
        {"round(100 * sin(pi / 6))", 50},
        {"cos(0)", 1},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        double got = value(state, CASES[i].text);
        if (got < CASES[i].value || got > CASES[i].value) {
            fail_msg("%s = %.17g", CASES[i].text, got);
        }
    }
}

static void check_units_convert_to_the_place(void **state)
{
    static const struct {
        const char *text;
        double value;
    } CASES[] = {
        {"day|3 year", 3 * 365.24219878125},
        {"day|3", 3},
        {"day|1 week + 2 day", 9},
        {"week|1 week + 7 day", 2},
        {"Mbbl|3000000 bbl", 3},
        {"1/day|7 per week", 1},
        {"1/day|0.25", 0.25},
        {"Mbbl/day|2 Mbbl per day", 2},
        {"Mbbl|2 Mbbl per day * 7 week", 98},
        {"1|50 %", 0.5},
        {"1|1 week / 1 day", 7},
        {"1|(2 week / 1 day) ^ 2", 196},
        {"1|exp(1 week / 7 day - 1)", 1},
        {"1|1 week / 1 day + 1", 8},
        {"1|50 % * 2 + 1", 2},
        {"m|sqrt(9 m2)", 3},
        {"m^2|(3 m) ^ 2", 9},
        {"1/m|(2 m) ^ -1", 0.5},
        {"day|max(1 day, 1 week, 3)", 7},
        {"week|max(1, 1 week, 14 day)", 2},
        {"day|if(true, 1 week, 3)", 7},
        {"day|clamp(3 week, 0, 14 day)", 14},
        {"day|abs(-1 week)", 7},
        {"day|-(1 week)", -7},
        {"day|min(2, 3) + 1", 3},
        {"?|1 week > 6 day", 1},
        {"?|7 > 6 day", 1},
        {"1|sin(90 degree)", 1},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        double got = value(state, CASES[i].text);
        if (got < CASES[i].value || got > CASES[i].value) {
            fail_msg("%s = %.17g, not %.17g", CASES[i].text, got, CASES[i].value);
        }
    }
}

/* The unit that an expression has by itself. */
static void check_units_combine(void **state)
{
    static const struct {
        const char *text, *unit;
    } CASES[] = {
        {"oil", "Mbbl"},
        {"demand * 3 day", "Mbbl"},
        {"oil / demand", "day"},
        {"oil / 2", "Mbbl"},
        {"2 / delay", "1/day"},
        {"1 + oil", "Mbbl"},
        {"oil - 1", "Mbbl"},
        {"oil ^ 2", "Mbbl^2"},
        {"sqrt(oil * oil)", "Mbbl"},
        {"resolve", "1"},
        {"time", "day"},
        {"elapsed(korea)", "day"},
        {"curve(3)", "Mbbl"},
        {"output_at(0.5)", "1"},
        {"deficit", "Mbbl/day"},
        {"2 * korea.war", "1"},
        {"uniform(1, 2 Mbbl)", "Mbbl"},
        {"weibull(2, 3 week)", "week"},
        {"normal()", "1"},
        {"poisson(3)", "1"},
        {"truncate(normal(1, 2), 0, 5 day)", "day"},
        {"discrete(1 day, 0.3, 2, 0.7)", "day"},
        {"3 m2 per s", "m^2/s"},
        {"3 per day per person", "1/day/person"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        assert_string_equal(brink_i_unit_text(good(state, CASES[i].text)->unit), CASES[i].unit);
    }
}

/* Every node below has a unit once the checker is done. */
static void assert_closed(const brink_i_expr *expr)
{
    assert_non_null(expr->unit);
    for (int i = 0; i < expr->n; i++) {
        assert_closed(expr->args[i]);
    }
}

static void check_open_numbers_end_with_a_unit(void **state)
{
    assert_closed(good(state, "Mbbl|min(1, 2) + if(true, 3, -4) - clamp(5, 1, 2)"));
    assert_closed(good(state, "day|truncate(triangular(1, 2, 3), 1, 2)"));
    assert_closed(good(state, "?|1 + 2 < 3"));
    assert_closed(good(state, "2 ^ 3 * 4"));
}

static void check_binding_is_the_most_volatile_thing_read(void **state)
{
    static const struct {
        const char *text;
        brink_i_binding binding;
    } CASES[] = {
        {"1 + 2", BRINK_I_CONSTANT},
        {"resolve + 1", BRINK_I_TRIAL},
        {"ready * resolve", BRINK_I_EVENT},
        {"1 * blockade.open", BRINK_I_EVENT},
        {"oil + depot", BRINK_I_MOVING},
        {"tension", BRINK_I_MOVING},
        {"time", BRINK_I_MOVING},
        {"elapsed(korea)", BRINK_I_MOVING},
        {"still", BRINK_I_EVENT},
        {"if(low, 1, 2)", BRINK_I_EVENT},
        {"if(oil < 3, 1, 2)", BRINK_I_EVENT},
        {"if(oil * oil < 3 Mbbl * 1 Mbbl, 1, 2)", BRINK_I_MOVING},
        {"curve(2)", BRINK_I_CONSTANT},
        {"normal()", BRINK_I_CONSTANT},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        if (good(state, CASES[i].text)->binding != CASES[i].binding) {
            fail_msg("%s", CASES[i].text);
        }
    }
    assert_true(good(state, "1 + normal()")->draws);
    assert_false(good(state, "1 + 2")->draws);
}

static void check_affine_comparisons_are_tracked(void **state)
{
    static const char *const TRACKED[] = {
        "?|oil < 3",
        "?|oil <= fuel",
        "?|oil * resolve > 2 * fuel + 3",
        "?|time > 3 week",
        "?|elapsed(korea) >= delay",
        "?|-oil > -3",
        "?|tension < ready",
        "?|tension / 2 < 1 - tension",
        "?|1 < oil / depot",
        "?|if(korea.war, oil, fuel) < 3",
        "?|1000 bbl < oil",
        "?|if(low, oil, 2) < 3",
        "?|oil / (3 week) < demand",
    };
    static const char *const UNTRACKED[] = {
        "?|oil * fuel < 3 Mbbl * 1 Mbbl",
        "?|tension < unrest",
        "?|tension < time / 1 day",
        "?|exp(ready * oil / depot) < 3",
        "?|min(oil, fuel) < 3",
        "?|abs(oil) < 3",
        "?|curve(time) < 3",
        "?|depot / oil < 3",
        "?|oil < uniform(0, 3)",
        "?|oil ^ 2 < depot ^ 2",
        "?|if(oil * oil < depot ^ 2, oil, 1) < 3",
    };
    struct expr_scope *s = *state;
    for (size_t i = 0; i < sizeof TRACKED / sizeof TRACKED[0]; i++) {
        int before = s->comparisons.n;
        const brink_i_expr *expr = good(state, TRACKED[i]);
        if (expr->comparison < before || s->comparisons.list[expr->comparison] != expr ||
            expr->binding != BRINK_I_EVENT) {
            fail_msg("not tracked: %s", TRACKED[i]);
        }
    }
    for (size_t i = 0; i < sizeof UNTRACKED / sizeof UNTRACKED[0]; i++) {
        const brink_i_expr *expr = good(state, UNTRACKED[i]);
        if (expr->comparison != -1 || expr->binding != BRINK_I_MOVING) {
            fail_msg("tracked: %s", UNTRACKED[i]);
        }
    }
    assert_int_equal(good(state, "?|ready < 3")->comparison, -1);
}

static void motion_tells_how_an_expression_moves(void **state)
{
    static const bool DECAYS[SCOPE_STOCKS] = {false, false, true, false, false, true};
    int stock;
    assert_int_equal(brink_i_expr_motion(good(state, "ready * resolve"), DECAYS, &stock), BRINK_I_STILL);
    assert_int_equal(brink_i_expr_motion(good(state, "oil * 2 - fuel"), DECAYS, &stock), BRINK_I_LINEAR);
    assert_int_equal(brink_i_expr_motion(good(state, "3 - tension / 2"), DECAYS, &stock), BRINK_I_DECAYING);
    assert_int_equal(stock, 2);
    assert_int_equal(brink_i_expr_motion(good(state, "unrest + unrest"), DECAYS, &stock), BRINK_I_DECAYING);
    assert_int_equal(stock, 5);
    assert_int_equal(brink_i_expr_motion(good(state, "unrest + tension"), DECAYS, &stock),
                     BRINK_I_NOT_AFFINE);
    assert_int_equal(brink_i_expr_motion(good(state, "exp(unrest)"), DECAYS, NULL), BRINK_I_NOT_AFFINE);
}

static void check_long_expressions_are_refused_not_overrun(void **state)
{
    struct expr_scope *s = *state;
    static const struct {
        const char *unit, *code;
        int n;
    } CASES[] = {
        {"(", "too-deep", 65000},          {"-", "too-deep", 65000},
        {"2^", "too-deep", 32000},         {"not ", "too-deep", 16000},
        {"1+", "too-deep", 32000},         {"min(1,", "too-deep", 10000},
        {"1+", "too-long", 40000},         {"(", "unclosed-parenthesis", 150},
        {"1<", "chained-comparison", 100}, {"resolve*", "too-deep", 8000},
        {"2 ", "syntax", 10000},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        size_t step = strlen(CASES[i].unit), n = step * (size_t)CASES[i].n;
        char *text = malloc(n + 2);
        assert_non_null(text);
        for (size_t k = 0; k < n; k++) {
            text[k] = CASES[i].unit[k % step];
        }
        text[n] = '1';
        text[n + 1] = '\0';
        const brink_i_want want = {.place = "the value", .most = BRINK_I_MOVING};
        const brink_i_expr *expr;
        scope_reset(s);
        assert_int_equal(scope_check(s, text, &want, &expr), BRINK_ERR_INVALID);
        assert_string_equal(brink_diagnostics_get(s->diagnostics, 0)->code, CASES[i].code);
        free(text);
    }
}

static void check_long_sums_within_limits_are_accepted(void **state)
{
    char text[4000] = "1";
    for (int i = 0; i < 900; i++) {
        strcat(text, "+1");
    }
    assert_true(value(state, text) >= 901 && value(state, text) <= 901);
}

static void check_out_of_memory_says_so(void **state)
{
    struct expr_scope *s = *state;
    const brink_i_want want = {
        .place = "the value", .most = BRINK_I_MOVING, .unit = scope_unit(s, "day"), .allow_draws = true};
    const char *text = "if(blockade.open and oil < 3, min(3, 1 week, elapsed(korea)), truncate(weibull(2, 3 "
                       "week), 0, 9)) + oil / demand * output_at(2)";
    brink_status status = BRINK_ERR_MEMORY;
    for (size_t room = 1; status != BRINK_OK; room += 16) {
        const brink_i_expr *expr = NULL;
        scope_reset(s);
        s->arena.limit = s->arena.total + room;
        status = scope_check(s, text, &want, &expr);
        assert_true(status == BRINK_ERR_MEMORY || status == BRINK_OK);
        assert_true((status == BRINK_OK) == (expr != NULL));
        assert_int_equal(brink_diagnostics_count(s->diagnostics), 0);
        assert_true(room < 100000);
    }
    s->arena.limit = 0;
}

static void check_definitions_cannot_explode(void **state)
{
    /* Forty doublings would be a tree of 2^40 nodes. */
    struct expr_scope *s = *state;
    const brink_i_want want = {.place = "the value", .most = BRINK_I_MOVING};
    brink_i_symbol *still = &s->symbols[s->n - 1];
    const brink_i_expr *kept = still->body, *body = NULL;
    brink_status status = BRINK_OK;
    int doublings = 0;
    for (; status == BRINK_OK && doublings < 40; doublings++) {
        scope_reset(s);
        status = scope_check(s, "still + still", &want, &body);
        still->body = body ? body : still->body;
    }
    assert_int_equal(status, BRINK_ERR_INVALID);
    assert_string_equal(brink_diagnostics_get(s->diagnostics, 0)->code, "too-deep");
    assert_true(doublings < 20);
    still->body = kept;
}

static void is_reserved_tells_words_of_the_language(void **state)
{
    (void)state;
    static const char *const RESERVED[] = {"time", "elapsed",  "if",      "in",     "and",     "or",
                                           "not",  "per",      "true",    "false",  "pi",      "otherwise",
                                           "min",  "logistic", "weibull", "normal", "truncate"};
    for (size_t i = 0; i < sizeof RESERVED / sizeof RESERVED[0]; i++) {
        assert_true(brink_i_expr_is_reserved(RESERVED[i]));
    }
    assert_false(brink_i_expr_is_reserved("oil"));
    assert_false(brink_i_expr_is_reserved("day"));
    assert_false(brink_i_expr_is_reserved("Min"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(check_operators_bind_as_documented),
        cmocka_unit_test(check_units_convert_to_the_place),
        cmocka_unit_test(check_units_combine),
        cmocka_unit_test(check_open_numbers_end_with_a_unit),
        cmocka_unit_test(check_binding_is_the_most_volatile_thing_read),
        cmocka_unit_test(check_affine_comparisons_are_tracked),
        cmocka_unit_test(motion_tells_how_an_expression_moves),
        cmocka_unit_test(check_long_expressions_are_refused_not_overrun),
        cmocka_unit_test(check_long_sums_within_limits_are_accepted),
        cmocka_unit_test(check_out_of_memory_says_so),
        cmocka_unit_test(check_definitions_cannot_explode),
        cmocka_unit_test(is_reserved_tells_words_of_the_language),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
