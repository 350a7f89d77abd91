/* SPDX-License-Identifier: Apache-2.0 */
/* The shared formulas of motion, against numbers worked out by hand, and the reports of faults. */
#include <math.h>

#include "model/motion.h"
#include "model/values.h"
#include "test_model_support.h"

static void assert_near(double value, double expected)
{
    if (!(fabs(value - expected) <= 4e-15 * fabs(expected))) {
        print_message("%.17g is not %.17g\n", value, expected);
        fail();
    }
}

static void segment_at_follows_line_and_exponential(void **state)
{
    (void)state;
    const brink_i_segment line = {10, 2, -3, 0};
    assert_true(brink_i_segment_at(&line, 2) == 10);
    assert_true(brink_i_segment_at(&line, 4) == 4);
    const brink_i_segment decaying = {10, 2, 1, 0.5}; /* towards 2 */
    assert_true(brink_i_segment_at(&decaying, 2) == 10);
    assert_near(brink_i_segment_at(&decaying, 4), 2 + 8 * exp(-1));
    assert_near(brink_i_segment_slope(&decaying, 10), -4);
}

static void delay_of_line_and_exponential_is_exact(void **state)
{
    (void)state;
    assert_true(brink_i_delay(6, -3, 0) == 2);
    assert_true(brink_i_delay(6, 0, 0) == INFINITY);
    assert_true(brink_i_delay(6, 3, 0) == 0); /* behind it: rounding */
    assert_true(brink_i_delay(0, -0.0, 0) == INFINITY);
    assert_true(brink_i_delay(NAN, -1, 0) == 0);
    assert_true(!signbit(brink_i_delay(0, -1, 0)));
    /* x from 10 towards 2 at 0.5: reaches 4 when 8 exp(-t/2) = 2 */
    assert_near(brink_i_delay(10 - 4, -4, 0.5), 2 * log(4));
    /* and never reaches 2 or 1 */
    assert_true(brink_i_delay(10 - 2, -4, 0.5) == INFINITY);
    assert_true(brink_i_delay(10 - 1, -4, 0.5) == INFINITY);
}

static void bound_date_finds_the_bound_ahead(void **state)
{
    (void)state;
    double bound = NAN;
    const brink_i_segment down = {10, 2, -4, 0}, up = {10, 2, 4, 0}, still = {10, 2, 0, 0};
    assert_true(brink_i_bound_date(&down, 0, 20, &bound) == 4.5 && bound == 0);
    assert_true(brink_i_bound_date(&up, 0, 20, &bound) == 4.5 && bound == 20);
    assert_true(brink_i_bound_date(&still, 0, 20, &bound) == INFINITY);
    assert_true(brink_i_bound_date(&down, -INFINITY, 20, &bound) == INFINITY);
    assert_true(brink_i_bound_date(&up, 0, INFINITY, &bound) == INFINITY);
}

static void rest_holds_a_stock_at_its_bound(void **state)
{
    (void)state;
    double f = -1, d = 0;
    brink_i_rest(0, 0, 10, &f, &d);
    assert_true(f == 0 && d == 0);
    f = 1;
    brink_i_rest(0, 0, 10, &f, &d);
    assert_true(f == 1);
    f = 6, d = 0.5; /* at 10: 6 - 5 > 0 */
    brink_i_rest(10, 0, 10, &f, &d);
    assert_true(f == 0 && d == 0);
    f = 4, d = 0.5;
    brink_i_rest(10, 0, 10, &f, &d);
    assert_true(f == 4 && d == 0.5);
}

static void crossing_date_depends_on_direction_and_truth(void **state)
{
    (void)state;
    static const brink_i_op LESS[] = {BRINK_I_OP_LT, BRINK_I_OP_LE}, MORE[] = {BRINK_I_OP_GT, BRINK_I_OP_GE};
    for (int i = 0; i < 2; i++) {
        assert_true(brink_i_crossing_date(LESS[i], false, 5, 6, -3, 0) == 7);
        assert_true(brink_i_crossing_date(LESS[i], true, 5, 6, -3, 0) == INFINITY);
        assert_true(brink_i_crossing_date(LESS[i], true, 5, -6, 3, 0) == 7);
        assert_true(brink_i_crossing_date(MORE[i], true, 5, 6, -3, 0) == 7);
        assert_true(brink_i_crossing_date(MORE[i], false, 5, 6, -3, 0) == INFINITY);
        assert_true(brink_i_crossing_date(MORE[i], false, 5, -6, 3, 0) == 7);
        assert_true(brink_i_crossing_date(MORE[i], true, 5, 6, 0, 0) == INFINITY);
    }
    assert_true(brink_i_crossing_yields(7, 7));
    assert_true(brink_i_crossing_yields(7 - 1e-12, 7));
    assert_false(brink_i_crossing_yields(7 - 1e-9, 7));
    assert_false(brink_i_crossing_yields(7, INFINITY));
    assert_false(brink_i_crossing_yields(INFINITY, INFINITY));
}

/* ---- faults ---- */

static void fault_values_list_what_was_read(void **state)
{
    (void)state;
    fixture f;
    begin(&f);
    frame(&f);
    parameter(&f, "resolve", "2", NULL);
    stock(&f, "oil", "12.5", "Mbbl", "-1 Mbbl per day");
    stock(&f, "other", "1", NULL, NULL);
    machine(&f, "m", "open shut");
    transition(&f, "m", "open", "shut", BRINK_RATE,
               "resolve / (1 day) * if(oil < 5 Mbbl and m.open, 2, elapsed(m) / (time + 1 day))", NULL);
    outcome(&f, "shut", "m.shut");
    build_good(&f);
    const double params[] = {2}, stocks[] = {12.5, 1}, entered[] = {0.5};
    const int states[] = {0};
    const brink_i_env env = {
        .params = params, .stocks = stocks, .states = states, .entered = entered, .time = 4};
    brink_fault fault = {.seed = 9};
    const brink_i_transition *t = &f.model->machines[0].transitions[0];
    brink_i_fault_set(&fault, BRINK_FAULT_HAZARD, 4711, 4, t->where, t->label, "the hazard is %g", -1.0);
    assert_int_equal(fault.seed, 9);
    assert_int_equal(fault.trial, 4711);
    assert_string_equal(fault.place, "m: open -> shut (rate)");
    assert_string_equal(fault.message, "the hazard is -1");
    assert_string_equal(fault.values, "");
    brink_i_fault_values(&fault, f.model, &t->value.reads, &env);
    assert_string_equal(fault.values,
                        "oil = 12.5 Mbbl, m = open, elapsed(m) = 3.5 day, time = 4 day, resolve = 2");
    end(&f);
}

static void fault_texts_too_long_are_cut(void **state)
{
    (void)state;
    fixture f;
    begin(&f);
    frame(&f);
    char sum[4096] = "0", name[64];
    double stocks[60];
    for (int i = 0; i < 60; i++) {
        snprintf(name, sizeof name, "a_stock_with_a_long_name_%d", i);
        stock(&f, name, "1", NULL, NULL);
        strcat(strcat(sum, " + "), name);
        stocks[i] = i;
    }
    measure(&f, "sum", BRINK_MEASURE_AT_END, sum, NULL);
    build_good(&f);
    const brink_i_env env = {.stocks = stocks};
    brink_fault fault;
    char place[400];
    memset(place, 0xC3, sizeof place);
    for (size_t i = 1; i < sizeof place; i += 2) {
        place[i] = (char)0xA4; /* UTF-8 characters of two bytes */
    }
    place[sizeof place - 1] = '\0';
    brink_i_fault_set(&fault, BRINK_FAULT_VALUE, 1, 0, (brink_where){0}, place, "%s", place);
    assert_true(strlen(fault.place) < sizeof fault.place);
    assert_string_equal(fault.place + strlen(fault.place) - 5, "\xC3\xA4\xE2\x80\xA6");
    brink_i_fault_values(&fault, f.model, &f.model->measures[0].value.reads, &env);
    size_t length = strlen(fault.values);
    assert_true(length < sizeof fault.values && length > 960);
    assert_string_equal(fault.values + length - 5, ", \xE2\x80\xA6");
    end(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(segment_at_follows_line_and_exponential),
        cmocka_unit_test(delay_of_line_and_exponential_is_exact),
        cmocka_unit_test(bound_date_finds_the_bound_ahead),
        cmocka_unit_test(rest_holds_a_stock_at_its_bound),
        cmocka_unit_test(crossing_date_depends_on_direction_and_truth),
        cmocka_unit_test(fault_values_list_what_was_read),
        cmocka_unit_test(fault_texts_too_long_are_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
