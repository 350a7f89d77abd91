/* SPDX-License-Identifier: Apache-2.0 */
/* What people of R, Python, Excel and MATLAB type gets a hint that leads to the right thing, not to the
 * nearest name; and a hint may name only what there is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "expr/foreign.h"
#include "units/doubt.h"
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

/* The hint of the first problem. */
static const char *hint_of(void **state, const char *text)
{
    struct expr_scope *s = *state;
    const brink_i_want want = {.place = "the value", .most = BRINK_I_MOVING, .allow_draws = true};
    const brink_i_expr *expr;
    scope_reset(s);
    assert_int_equal(scope_check(s, text, &want, &expr), BRINK_ERR_INVALID);
    const char *hint = brink_diagnostics_get(s->diagnostics, 0)->hint;
    return hint ? hint : "";
}

static void hint_names_what_was_meant(void **state)
{
    static const struct {
        const char *text, *hint;
    } CASES[] = {
        {"pow(2, 3)", "x^y"},
        {"POWER(2, 3)", "x^y"},
        {"LOG(100)", "log10(x)"},
        {"log2(8)", "log(x) / log(base)"},
        {"rand()", "uniform()"},
        {"runif(1)", "uniform()"},
        {"unif(0, 1)", "uniform()"},
        {"expon(3)", "exponential(mean)"},
        {"rexp(3)", "not the rate"},
        {"norm(0, 1)", "normal(mean, sd)"},
        {"rnorm(0, 1)", "normal(mean, sd)"},
        {"ifelse(true, 1, 2)", "if(condition, a, b)"},
        {"ceiling(1.5)", "ceil(x)"},
        {"clip(1, 0, 1)", "clamp(x, low, high)"},
        {"mod(7, 2)", "floor(x / m)"},
        {"int(2.5)", "floor(x)"},
        {"mean(1, 2)", "(a + b) / 2"},
        {"AND(true, false)", "a and b"},
        {"3 + e", "exp(1)"},
        {"inf", "no infinity"},
        {"np.log(3)", "log(x)"},
        {"7 // 2", "floor(a / b)"},
        {"oil % 2", "floor(a / m)"},
        {"true ? 1 : 2", "if(condition, a, b)"},
        {"true AND false", "small letters"},
        {"demandd + 1", "did you mean 'demand'?"},
        {"3 wk", "'week'"},
        {"3 mo", "'month'"},
        {"20 degC", "not 0"},
        {"20 °C", "not 0"},
        {"3 dB", "logarithms"},
        {"3 bn", "1e9"},
        {"50 mph", "mile/hour"},
        {"3 ships", "leave it out"},
        {"$3", "3 USD"},
        {"1 mmbpd", "1 Mbbl per day"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        const char *hint = hint_of(state, CASES[i].text);
        if (!strstr(hint, CASES[i].hint)) {
            fail_msg("%s: hint '%s' lacks '%s'", CASES[i].text, hint, CASES[i].hint);
        }
    }
}

/* A word of the language would never be looked up, a word that is a unit never be explained. */
static void hint_is_for_foreign_words_only(void **state)
{
    struct expr_scope *s = *state;
    static const char *const OWN[] = {"exp", "ln",     "log10",   "sqrt",       "if",  "min",      "pi",
                                      "max", "normal", "uniform", "triangular", "abs", "truncate", "time"};
    for (size_t i = 0; i < sizeof OWN / sizeof OWN[0]; i++) {
        assert_true(brink_i_expr_is_reserved(OWN[i]));
        assert_null(brink_i_foreign_hint(OWN[i]));
    }
    static const char *const UNITS[] = {"day", "knot", "nmi", "NM", "week", "bbl", "USD", "K", "hour"};
    for (size_t i = 0; i < sizeof UNITS / sizeof UNITS[0]; i++) {
        assert_null(brink_i_unit_doubt_word(UNITS[i], strlen(UNITS[i])));
        assert_true(brink_i_unit_is_word(s->scope.units, UNITS[i], strlen(UNITS[i])));
    }
    static const char *const NO_UNITS[] = {"mph", "units", "degC", "dB", "wk"};
    for (size_t i = 0; i < sizeof NO_UNITS / sizeof NO_UNITS[0]; i++) {
        assert_non_null(brink_i_unit_doubt_word(NO_UNITS[i], strlen(NO_UNITS[i])));
        assert_false(brink_i_unit_is_word(s->scope.units, NO_UNITS[i], strlen(NO_UNITS[i])));
    }
    assert_null(brink_i_foreign_hint(""));
    assert_null(brink_i_unit_doubt_word("", 0));
}

static double value_in(void **state, const char *unit, const char *text)
{
    struct expr_scope *s = *state;
    const brink_i_want want = {.place = "the value", .most = BRINK_I_CONSTANT, .unit = scope_unit(s, unit)};
    const brink_i_expr *expr;
    brink_i_env env = {0};
    scope_reset(s);
    assert_int_equal(scope_check(s, text, &want, &expr), BRINK_OK);
    return brink_i_expr_eval(expr, &env);
}

/* `1/365 per day` is what people mean; what could mean two things is refused; divisions by a flow stay. */
static void division_before_per_is_the_fraction(void **state)
{
    assert_true(fabs(value_in(state, "1/day", "1/365 per day") - 1.0 / 365) < 1e-15);
    assert_true(fabs(value_in(state, "1/day", "-2*3/4 per day") + 1.5) < 1e-15);
    assert_true(fabs(value_in(state, "day", "1/(365 per day)") - 1.0 / 365) < 1e-15);
    assert_true(fabs(value_in(state, "day", "6 Mbbl / 3 Mbbl per day") - 2) < 1e-15);
    assert_true(fabs(value_in(state, "1/day", "1/(2 day)") - 0.5) < 1e-15);
    assert_true(fabs(value_in(state, "1/day", "1/2 day") - 0.5) < 1e-15);
    assert_string_equal(hint_of(state, "resolve / 365 per day"),
                        "write resolve / (365 per day), or resolve / 365 * 1 per day");
    assert_string_equal(hint_of(state, "1/2 Mbbl per day"),
                        "write 1 / (2 Mbbl per day), or 1 / 2 * 1 Mbbl per day");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hint_names_what_was_meant),
        cmocka_unit_test(hint_is_for_foreign_words_only),
        cmocka_unit_test(division_before_per_is_the_fraction),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
