/* SPDX-License-Identifier: Apache-2.0 */
/* What people read when an expression is wrong: code, place, message and hint of every problem. */
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

/* Fails unless checking text gives exactly `expected`: for each problem a line "column+length code: message =
 * hint". */
static void assert_report(void **state, const brink_i_want *want, const char *text, const char *expected)
{
    struct expr_scope *s = *state;
    const brink_i_expr *expr;
    char got[4000] = "";
    scope_reset(s);
    assert_int_equal(scope_check(s, text, want, &expr), BRINK_ERR_INVALID);
    assert_null(expr);
    for (size_t i = 0; i < brink_diagnostics_count(s->diagnostics); i++) {
        const brink_diagnostic *d = brink_diagnostics_get(s->diagnostics, i);
        size_t n = strlen(got);
        snprintf(got + n, sizeof got - n, "%s%d+%d %s: %s%s%s", i > 0 ? "\n" : "", d->where.column, d->length,
                 d->code, d->message, d->hint ? " = " : "", d->hint ? d->hint : "");
        assert_int_equal(d->severity, BRINK_ERROR);
        assert_int_equal(d->where.line, 1);
    }
    assert_string_equal(got, expected);
}

static void any(void **state, const char *text, const char *expected)
{
    const brink_i_want want = {.place = "the value", .most = BRINK_I_MOVING, .allow_draws = true};
    assert_report(state, &want, text, expected);
}

static void in_unit(void **state, const char *unit, const char *text, const char *expected)
{
    const brink_i_want want = {
        .place = "the value", .most = BRINK_I_MOVING, .unit = scope_unit(*state, unit)};
    assert_report(state, &want, text, expected);
}

static const char YAML[] = " = a comma inside { } or [ ] ends a YAML value: put the expression in quotes";

static void check_wrong_syntax_is_explained(void **state)
{
    char expected[300];
    any(state, "", "1+1 syntax: an expression is missing here");
    any(state, "1 +", "4+1 syntax: expected a value, but the expression ends here");
    any(state, "1 2", "3+1 syntax: expected an operator, found '2'");
    any(state, "oil fuel", "5+4 syntax: expected an operator, found 'fuel'");
    any(state, "+3", "1+1 syntax: expected a value, found '+'");
    any(state, "1 + not true",
        "5+3 syntax: expected a value (put 'not ...' in parentheses here), found 'not'");
    any(state, "a = 3", "3+1 syntax: '=' is not part of an expression = two values are compared with ==");
    any(state, "a && b", "3+2 syntax: '&&' is not part of an expression = write 'and'");
    any(state, "!a", "1+1 syntax: '!' is not part of an expression = write 'not'");
    any(state, "2 ** 3", "3+2 syntax: '**' is not part of an expression = a power is written ^");
    any(state, "é ≤ 3", "1+1 syntax: 'é' is not part of an expression");
    any(state, "1 ≤ 3", "3+1 syntax: '≤' is not part of an expression = write <=");
    any(state, "1,000",
        "2+1 syntax: a comma separates arguments of a function; here is none = numbers have a decimal point "
        "and no thousands separator");
    any(state, "oil per day",
        "5+3 syntax: expected an operator, found 'per' = 'per' stands right behind a number or a unit: '0.1 "
        "per day'");
    any(state, "1 per", "6+1 syntax: expected a unit behind 'per', but the expression ends here");
    any(state, "3 m^2",
        "4+1 syntax: a power behind a unit could mean two things = write '3 m2' for square metres, '(3 m)^2' "
        "for the square of 3 m");
    any(state, "blockade in open", "13+4 syntax: expected a list of states in parentheses, found 'open'");
    any(state, "blockade in ()", "13+1 syntax: expected at least one state between the parentheses");
    any(state, "blockade.3", "9+2 syntax: expected an operator, found '.3'");
    snprintf(expected, sizeof expected, "8+1 unclosed-parenthesis: this parenthesis is never closed%s", YAML);
    any(state, "weibull(1.5", expected);
    snprintf(expected, sizeof expected, "5+1 syntax: this closing parenthesis has no opening one%s", YAML);
    any(state, "0.25)", expected);
    any(state, "1 < 2 < 3",
        "7+1 chained-comparison: comparisons cannot be chained = write 'a < b and b < c'");
    any(state, "1e999", "1+5 bad-number: this number is too large = the largest number is about 1.8e308");
    any(state, "1e-400",
        "1+6 bad-number: this number is too small = the smallest number beside 0 is about 2.2e-308: write 0 "
        "if "
        "that is what is meant");
}

#define SPACES "a date is written 2027-01-20; for arithmetic put spaces around the signs"

/* 2027-01-20 must never be 2006. */
static void check_dates_are_no_arithmetic(void **state)
{
    struct expr_scope *s = *state;
    s->scope.dated = true;
    any(state, "2027-01-20",
        "1+10 lone-date: a date alone is no value here = compare it with the clock, as in 'time >= "
        "2027-01-20'");
    any(state, "time >= 2027-02-30",
        "9+10 syntax: '2027-02-30' is not part of an expression = it looks like a date, but the calendar has "
        "no "
        "such day; to subtract, put spaces around the -");
    any(state, "time >= 2027-01", "9+7 syntax: '2027-01' is not part of an expression = " SPACES);
    any(state, "time >= 20/1/2027", "9+9 syntax: '20/1/2027' is not part of an expression = " SPACES);
    any(state, "time >= 20.01.2027", "9+10 syntax: '20.01.2027' is not part of an expression = " SPACES);
    s->scope.dated = false;
    any(state, "time >= 2027-01-20",
        "9+10 no-start-date: this is a date, and nothing says at which date a trial begins = write the day "
        "at "
        "which a "
        "trial begins into the scenario, as in as_of: 2026-01-01; or write a time, as in 'time >= 384 day'; "
        "to "
        "subtract, put spaces around the -");
}

static void check_misleading_units_are_refused(void **state)
{
    any(state, "2 mbbl",
        "3+4 unknown-unit: unknown unit 'mbbl' = mbbl would be a thousandth of one bbl: thousands are kbbl, "
        "millions Mbbl");
    any(state, "2 ton",
        "3+3 unknown-unit: unknown unit 'ton' = a ton may be metric, short or long: write tonne (1000 kg), "
        "short_ton or long_ton");
}

static void check_wrong_names_are_explained(void **state)
{
    any(state, "blokade.open", "1+7 unknown-name: unknown name 'blokade' = did you mean 'blockade'?");
    any(state, "demnd + rezolve",
        "1+5 unknown-name: unknown name 'demnd' = did you mean 'demand'?\n9+7 unknown-name: unknown name "
        "'rezolve' = did you mean 'resolve'?");
    any(state, "xyzzy", "1+5 unknown-name: unknown name 'xyzzy'");
    any(state, "3 Mbbl / day",
        "10+3 unknown-name: unknown name 'day' = a unit is read right behind a number only: '2 day', '2 Mbbl "
        "per day', 'x / (1 day)'");
    any(state, "lgo(3)", "1+3 unknown-function: unknown function 'lgo' = did you mean 'log'?");
    any(state, "wiebull(1, 3)", "1+7 unknown-function: unknown function 'wiebull' = did you mean 'weibull'?");
    any(state, "3 dya", "3+3 unknown-unit: unknown unit 'dya' = did you mean 'day'?");
    any(state, "3 oil", "3+3 unknown-unit: unknown unit 'oil' = to multiply by 'oil', write: * oil");
    any(state, "3 xyzzy",
        "3+5 unknown-unit: unknown unit 'xyzzy' = behind a number stands its unit; to multiply, write *");
    any(state, "blockade.opened",
        "10+6 unknown-state: 'blockade' has no state 'opened' = did you mean 'open'?");
    any(state, "blockade in (open, gone)",
        "20+4 unknown-state: 'blockade' has no state 'gone' = the states of 'blockade' are open, imposed, "
        "lifted");
    any(state, "oil.open", "1+3 wrong-kind: 'oil' is a stock, not a machine = only machines have states");
    any(state, "elapsed(oil)", "9+3 wrong-kind: 'oil' is a stock, not a machine = only machines have states");
    any(state, "korea + 1",
        "1+5 wrong-kind: 'korea' is a machine, not a value = ask for one of its states, as in 'korea.calm'");
    any(state, "curve",
        "1+5 wrong-kind: 'curve' is a table, not a value = give it an argument, as in 'curve(...)'");
    any(state, "min", "1+3 wrong-kind: 'min' is a function, not a value = call it: 'min(...)'");
    any(state, "oil(3)", "1+3 wrong-kind: 'oil' is not a function or a table = to multiply, write *");
    any(state, "time()", "1+4 wrong-kind: 'time' is a value, not a function = leave the parentheses out");
}

static void check_broken_symbol_is_silent(void **state)
{
    struct expr_scope *s = *state;
    const brink_i_want want = {.place = "the value", .most = BRINK_I_MOVING};
    const brink_i_expr *expr;
    s->symbols[0].broken = true;
    scope_reset(s);
    assert_int_equal(scope_check(s, "demand + 3", &want, &expr), BRINK_ERR_INVALID);
    assert_int_equal(brink_diagnostics_count(s->diagnostics), 0);
    s->symbols[0].broken = false;
}

static void check_wrong_arguments_are_explained(void **state)
{
    any(state, "min(3)",
        "1+3 argument-count: min takes at least 2 arguments, not 1 = as in 'min(a, b, ...)'");
    any(state, "exp()", "1+3 argument-count: exp takes 1 argument, not 0 = as in 'exp(x)'");
    any(state, "if(true, 1)",
        "1+2 argument-count: if takes 3 arguments, not 2 = as in 'if(condition, a, b)'");
    any(state, "curve(1, 2)", "1+5 argument-count: table 'curve' takes one argument, not 2");
    any(state, "elapsed()",
        "1+7 argument-count: elapsed takes the name of one machine = as in 'elapsed(blockade)': the time "
        "since it entered its state");
    any(state, "truncate(3, 1, 2)",
        "1+8 argument-count: truncate takes a distribution, a low end and a high end = as in "
        "'truncate(normal(10 day, 4 day), 0, 30 day)'");
    any(state, "poisson(3, 4)",
        "1+7 argument-count: poisson takes one argument: mean = as in 'poisson(mean)'");
    any(state, "log(0)", "5+1 bad-argument: log of 0 has no value");
    any(state, "sqrt(1 - 2)", "6+5 bad-argument: sqrt of -1 has no value");
    any(state, "oil / (1 - 1)", "7+7 bad-argument: division by zero");
    any(state, "clamp(oil, 3, 2)",
        "15+1 bad-argument: the high end of clamp is below its low end = clamp(x, low, high)");
    any(state, "oil ^ 0.5",
        "7+3 bad-exponent: 'oil' is in Mbbl: it can only be raised to a whole number = divide the base by a "
        "unit first, or use ^2, ^3, ... or sqrt");
    any(state, "oil ^ 90", "7+2 bad-exponent: this exponent is too large for a value with a unit");
    any(state, "1 + triangular(1, 3, 2)",
        "5+19 bad-distribution: triangular: mode lies above high = as in 'triangular(low, mode, high)'");
}

static void check_wrong_units_are_explained(void **state)
{
    any(state, "oil + 3 day", "5+1 unit-mismatch: cannot add: 'oil' is in Mbbl, '3 day' is in day");
    any(state, "oil - delay", "5+1 unit-mismatch: cannot subtract: 'oil' is in Mbbl, 'delay' is in day");
    any(state, "oil < delay", "5+1 unit-mismatch: cannot compare: 'oil' is in Mbbl, 'delay' is in day");
    any(state, "oil < 2 * 3",
        "5+1 unit-mismatch: cannot compare: 'oil' is in Mbbl, '2 * 3' is without unit = "
        "a calculated number has no unit of its own: give it one, as in (...) * 1 Mbbl");
    any(state, "min(3, oil, delay)",
        "13+5 unit-mismatch: cannot take the min of both: 'oil' is in Mbbl, 'delay' is in day");
    any(state, "if(low, oil, delay)",
        "14+5 unit-mismatch: cannot choose between both: 'oil' is in Mbbl, 'delay' is in day");
    any(state, "clamp(oil, 0, delay)",
        "15+5 unit-mismatch: cannot clamp: 'oil' is in Mbbl, 'delay' is in day");
    any(state, "uniform(oil, delay)",
        "14+5 unit-mismatch: cannot draw from a mixture of units: 'oil' is in Mbbl, 'delay' is in day");
    any(state, "exp(oil)",
        "5+3 unit-mismatch: exp takes a number without unit, but 'oil' is in Mbbl = divide it by something "
        "in Mbbl");
    any(state, "weibull(delay, 3)",
        "9+5 unit-mismatch: weibull takes a number without unit, but 'delay' is in day = divide it by "
        "something in day");
    any(state, "2 ^ delay",
        "5+5 unit-mismatch: an exponent takes a number without unit, but 'delay' is in day = divide it by "
        "something in day");
    any(state, "curve(oil)",
        "7+3 unit-mismatch: the argument of table 'curve' must be in day, but this is in Mbbl");
    any(state, "sqrt(oil)",
        "6+3 unit-mismatch: the square root of something in Mbbl has no unit = divide it by a unit first, as "
        "in 'sqrt(x / (1 day))'");
    in_unit(state, "Mbbl", "delay", "1+5 unit-mismatch: the value must be in Mbbl, but this is in day");
    in_unit(state, "Mbbl/day", "oil",
            "1+3 unit-mismatch: the value must be in Mbbl/day, but this is in Mbbl = "
            "it lacks 'per time': divide by a time, or write 'per day' behind the unit");
    in_unit(state, "1", "oil",
            "1+3 unit-mismatch: the value must be without unit, but this is in Mbbl = divide it by something "
            "in Mbbl");
    in_unit(state, "day", "2 * 3",
            "1+5 unit-mismatch: the value must be in day, but this is without unit = "
            "a calculated number has no unit of its own: give it one, as in (...) * 1 day");
    in_unit(state, "1/day", "resolve",
            "1+7 not-per-time: the value must be per time (1/day), but this is without unit = "
            "write it as in '0.1 per day'; a probability within a time is 'chance' with 'within'");
}

static void check_wrong_conditions_are_explained(void **state)
{
    const brink_i_want want = {.place = "the condition of war",
                               .type = BRINK_I_CONDITION,
                               .most = BRINK_I_EVENT,
                               .most_hint = "use a process"};
    assert_report(state, &want, "resolve",
                  "1+7 not-a-condition: the condition of war must be a condition (true or false), but this "
                  "is a number = "
                  "compare it with something, as in 'x > 0'");
    any(state, "if(resolve, 1, 2)",
        "4+7 not-a-condition: 'if' wants a condition (true or false), but 'resolve' is a number = "
        "compare it with something, as in 'x > 0'");
    any(state, "true and 3 or 4",
        "10+1 not-a-condition: 'and' joins conditions: it wants a condition (true or false), but '3' is a "
        "number = "
        "compare it with something, as in 'x > 0'\n"
        "15+1 not-a-condition: 'or' joins conditions: it wants a condition (true or false), but '4' is a "
        "number = "
        "compare it with something, as in 'x > 0'");
    any(state, "oil == 3",
        "5+2 moving-equality: values that move all the time are equal for an instant only, or never = use <= "
        "or >=");
    assert_report(state, &want, "korea.war and oil ^ 2 < depot ^ 2",
                  "23+1 unsolvable-condition: the instant at which this comparison changes cannot be solved "
                  "for: it has to be a sum of "
                  "moving stocks, 'time' and 'elapsed', each at most times something that stays the same "
                  "between events; or one decaying "
                  "stock and nothing else that moves = use a process");
}

static void check_too_volatile_expression_is_explained(void **state)
{
    brink_i_want want = {.place = "the flow of oil", .most = BRINK_I_EVENT, .most_hint = "use a process"};
    assert_report(state, &want, "2 * ready - 3 * fuel / depot",
                  "17+4 moving-value: the flow of oil must stay the same between events, but 'fuel' changes "
                  "all the time = use a process");
    want.most_code = "moving-flow";
    assert_report(state, &want, "time / (1 day)",
                  "1+4 moving-flow: the flow of oil must stay the same between events, but 'time' changes "
                  "all the time = use a process");
    want = (brink_i_want){.place = "the value of demand", .most = BRINK_I_TRIAL};
    assert_report(state, &want, "1 + still",
                  "5+5 varies-in-trial: the value of demand must stay the same during a trial, but 'still' "
                  "changes during a trial");
    want.most = BRINK_I_CONSTANT;
    assert_report(
        state, &want, "resolve",
        "1+7 not-constant: the value of demand must be constant, but 'resolve' differs from trial to trial");
    assert_report(state, &want, "normal() + 1",
                  "1+6 draw-not-allowed: 'normal' draws a random number, which the value of demand cannot = "
                  "random draws can stand in "
                  "the 'value' of a parameter, in 'after', in 'initial' of a stock and in 'do'");
}

static void check_text_of_many_lines_counts_them(void **state)
{
    struct expr_scope *s = *state;
    const brink_i_want want = {.place = "the value", .most = BRINK_I_MOVING};
    const brink_i_expr *expr;
    scope_reset(s);
    assert_int_equal(brink_i_expr_check(&s->scope, "1 +\n  oops", (brink_where){"test", 7, 20}, &want, &expr),
                     BRINK_ERR_INVALID);
    assert_int_equal(brink_diagnostics_get(s->diagnostics, 0)->where.line, 8);
    assert_int_equal(brink_diagnostics_get(s->diagnostics, 0)->where.column, 3);
    char text[2000];
    memset(text, ' ', sizeof text);
    memcpy(text + 1500, "\n1 * oops", 10);
    scope_reset(s);
    assert_int_equal(brink_i_expr_check(&s->scope, text, (brink_where){"test", 7, 20}, &want, &expr),
                     BRINK_ERR_INVALID);
    assert_int_equal(brink_diagnostics_get(s->diagnostics, 0)->where.line, 8);
    assert_int_equal(brink_diagnostics_get(s->diagnostics, 0)->where.column, 5);
}

static void check_text_without_file_names_its_place(void **state)
{
    struct expr_scope *s = *state;
    const brink_i_want want = {.place = "the rate of x", .most = BRINK_I_MOVING};
    const brink_i_expr *expr;
    scope_reset(s);
    assert_int_equal(brink_i_expr_check(&s->scope, "1 + oops", (brink_where){0}, &want, &expr),
                     BRINK_ERR_INVALID);
    assert_string_equal(brink_diagnostics_get(s->diagnostics, 0)->message,
                        "unknown name 'oops' (in the rate of x: '1 + oops')");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(check_wrong_syntax_is_explained),
        cmocka_unit_test(check_dates_are_no_arithmetic),
        cmocka_unit_test(check_misleading_units_are_refused),
        cmocka_unit_test(check_wrong_names_are_explained),
        cmocka_unit_test(check_broken_symbol_is_silent),
        cmocka_unit_test(check_wrong_arguments_are_explained),
        cmocka_unit_test(check_wrong_units_are_explained),
        cmocka_unit_test(check_wrong_conditions_are_explained),
        cmocka_unit_test(check_too_volatile_expression_is_explained),
        cmocka_unit_test(check_text_of_many_lines_counts_them),
        cmocka_unit_test(check_text_without_file_names_its_place),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
