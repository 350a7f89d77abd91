/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "units/doubt.h"
#include "units/units.h"

static int setup(void **state)
{
    brink_i_units *units;
    if (brink_i_units_new(&units) != BRINK_OK) {
        return -1;
    }
    *state = units;
    return 0;
}

static int teardown(void **state)
{
    brink_i_units_free(*state);
    return 0;
}

static const brink_i_unit *parse(void **state, const char *text)
{
    const brink_i_unit *unit = NULL;
    if (brink_i_unit_parse(*state, text, strlen(text), &unit) != BRINK_OK) {
        fail_msg("not a unit: %s", text);
    }
    return unit;
}

static void assert_text(void **state, const char *in, const char *out)
{
    assert_string_equal(brink_i_unit_text(parse(state, in)), out);
}

static void parse_forms_gives_readable_text(void **state)
{
    assert_text(state, "Mbbl/day", "Mbbl/day");
    assert_text(state, "Mbbl per day", "Mbbl/day");
    assert_text(state, "per day", "1/day");
    assert_text(state, "1/day", "1/day");
    assert_text(state, "1", "1");
    assert_text(state, "GUSD per year", "GUSD/year");
    assert_text(state, " kg m2 / s^2 ", "kg*m^2/s^2");
    assert_text(state, "USD per person year", "USD/person/year");
    assert_text(state, "GUSD*day/day", "GUSD");
    assert_text(state, "%", "%");
    assert_text(state, "m^-1", "1/m");
}

static void parse_text_of_unit_gives_same_unit(void **state)
{
    static const char *const UNITS[] = {"Mbbl/day", "per day per person",   "kg m2 per s2",
                                        "1",        "GUSD per person year", "m^-2"};
    for (size_t i = 0; i < sizeof UNITS / sizeof UNITS[0]; i++) {
        const brink_i_unit *unit = parse(state, UNITS[i]);
        assert_ptr_equal(parse(state, brink_i_unit_text(unit)), unit);
    }
}

static void parse_nonsense_is_not_found(void **state)
{
    static const char *const BAD[] = {"",
                                      "dya",
                                      "/day",
                                      "day/",
                                      "per",
                                      "Mbbl per",
                                      "day per per day",
                                      "2 day",
                                      "day^",
                                      "m^x",
                                      "degC",
                                      "celsius",
                                      "dB",
                                      "m^100",
                                      "m^9999999999999",
                                      "pi",
                                      "e",
                                      "in",
                                      "and",
                                      "(m)",
                                      "day since 2000-01-01",
                                      "day @ 3",
                                      "\xff\xfe",
                                      "m^61",
                                      "10",
                                      "1.5 m"};
    for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++) {
        const brink_i_unit *unit;
        if (brink_i_unit_parse(*state, BAD[i], strlen(BAD[i]), &unit) != BRINK_ERR_NOT_FOUND) {
            fail_msg("accepted: %s", BAD[i]);
        }
        assert_null(unit);
    }
}

static void parse_many_different_words_is_refused_not_overrun(void **state)
{
    const char *text = "m s kg A K mol cd USD EUR JPY KRW TWD CNY RUB person bbl day";
    const brink_i_unit *unit;
    assert_int_equal(brink_i_unit_parse(*state, text, strlen(text), &unit), BRINK_ERR_NOT_FOUND);
}

static void is_word_tells_units_from_names(void **state)
{
    static const char *const GOOD[] = {"day",     "days", "Mbbl", "GUSD", "kperson", "people",
                                       "percent", "%",    "TWh",  "m2",   "EUR"};
    static const char *const BAD[] = {"dya", "oil", "per", "in",    "and", "if",
                                      "m^2", "2",   "",    "day2x", "day "};
    for (size_t i = 0; i < sizeof GOOD / sizeof GOOD[0]; i++) {
        if (!brink_i_unit_is_word(*state, GOOD[i], strlen(GOOD[i]))) {
            fail_msg("no unit: %s", GOOD[i]);
        }
    }
    for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++) {
        if (brink_i_unit_is_word(*state, BAD[i], strlen(BAD[i]))) {
            fail_msg("a unit: %s", BAD[i]);
        }
    }
}

static void same_dimension_of_reciprocal_is_false(void **state)
{
    /* UDUNITS itself converts seconds to hertz. */
    assert_false(brink_i_unit_same_dimension(parse(state, "s"), parse(state, "Hz")));
    assert_true(brink_i_unit_same_dimension(parse(state, "1/s"), parse(state, "Hz")));
    assert_true(brink_i_unit_same_dimension(parse(state, "m"), parse(state, "cm")));
    assert_true(brink_i_unit_same_dimension(parse(state, "1"), parse(state, "percent")));
    assert_true(brink_i_unit_same_dimension(parse(state, "1"), parse(state, "degree")));
    assert_false(brink_i_unit_same_dimension(parse(state, "USD"), parse(state, "EUR")));
    assert_false(brink_i_unit_same_dimension(parse(state, "person"), parse(state, "1")));
}

static double factor(void **state, const char *from, const char *to)
{
    return brink_i_unit_factor(parse(state, from), parse(state, to));
}

/* The bits: any rounding noise here would reach every result. */
static void assert_exact(double got, double expected)
{
    if (memcmp(&got, &expected, sizeof got) != 0) {
        fail_msg("%.17g is not %.17g", got, expected);
    }
}

static void factor_is_exact(void **state)
{
    assert_exact(factor(state, "day", "day"), 1);
    assert_exact(factor(state, "day", "days"), 1);
    assert_exact(factor(state, "1/s", "Hz"), 1);
    assert_exact(factor(state, "Mbbl", "bbl"), 1e6);
    assert_exact(factor(state, "bbl", "Mbbl"), 1e-6);
    assert_exact(factor(state, "Mbbl/day", "bbl/day"), 1e6);
    assert_exact(factor(state, "week", "day"), 7);
    assert_exact(factor(state, "day", "week"), 1.0 / 7);
    assert_exact(factor(state, "hour", "day"), 1.0 / 24);
    assert_exact(factor(state, "year", "day"), 365.24219878125);
    assert_exact(factor(state, "day", "year"), 1 / 365.24219878125);
    assert_exact(factor(state, "year", "month"), 12);
    assert_exact(factor(state, "percent", "1"), 0.01);
    assert_exact(factor(state, "1", "percent"), 100);
    assert_exact(factor(state, "GUSD/year", "MUSD/year"), 1000);
    assert_exact(factor(state, "MWh", "TWh"), 1e-6);
    assert_exact(factor(state, "per year", "per day"), 1 / 365.24219878125);
    assert_exact(factor(state, "km", "nautical_mile"), 1 / 1.852);
    assert_exact(factor(state, "kperson", "people"), 1000);
    assert_exact(factor(state, "nmi", "km"), 1.852);
    assert_exact(factor(state, "NM", "nautical_mile"), 1);
    assert_exact(factor(state, "kn", "knot"), 1);
}

static void products_cancel_equal_words(void **state)
{
    brink_i_units *units = *state;
    const brink_i_unit *flow = parse(state, "Mbbl/day"), *day = parse(state, "day"),
                       *days = parse(state, "days");
    const brink_i_unit *one = brink_i_unit_one(units);
    assert_string_equal(brink_i_unit_text(brink_i_unit_multiply(units, flow, day)), "Mbbl");
    assert_string_equal(brink_i_unit_text(brink_i_unit_multiply(units, flow, days)), "Mbbl");
    assert_string_equal(brink_i_unit_text(brink_i_unit_divide(units, flow, day)), "Mbbl/day^2");
    assert_ptr_equal(brink_i_unit_divide(units, flow, flow), one);
    assert_ptr_equal(brink_i_unit_multiply(units, flow, one), flow);
    assert_string_equal(brink_i_unit_text(brink_i_unit_divide(units, one, day)), "1/day");
    assert_string_equal(brink_i_unit_text(brink_i_unit_multiply(units, flow, parse(state, "year"))),
                        "Mbbl*year/day");
    assert_true(brink_i_unit_is_one(one));
    assert_false(brink_i_unit_is_one(parse(state, "percent")));
    assert_true(brink_i_unit_is_one(parse(state, "radian")));
}

static void powers_and_roots_invert_each_other(void **state)
{
    brink_i_units *units = *state;
    const brink_i_unit *flow = parse(state, "Mbbl/day");
    const brink_i_unit *square = brink_i_unit_power(units, flow, 2);
    assert_string_equal(brink_i_unit_text(square), "Mbbl^2/day^2");
    assert_ptr_equal(brink_i_unit_root(units, square, 2), flow);
    assert_null(brink_i_unit_root(units, flow, 2));
    assert_ptr_equal(brink_i_unit_power(units, flow, 0), brink_i_unit_one(units));
    assert_string_equal(brink_i_unit_text(brink_i_unit_power(units, flow, -1)), "day/Mbbl");
    assert_null(brink_i_unit_power(units, flow, 1000));
    assert_null(brink_i_unit_power(units, flow, 50)); /* of a volume: length^150 */
    assert_false(brink_i_units_failed(units));
}

/* Words that UDUNITS would read as something that nobody means; and their neighbours, which are meant. */
static void parse_misleading_words_are_refused(void **state)
{
    static const char *const BAD[] = {"mbbl", "mUSD", "mperson", "\xC2\xB5USD", "millibarrel",
                                      "mt",   "md",   "pd",      "mmi",         "myear",
                                      "Mton", "ton",  "nm",      "mph",         "mbbl/day"};
    static const char *const GOOD[] = {"kbbl", "MUSD", "kperson",   "t",   "kt", "Mt", "cd",
                                       "ft",   "yd",   "at",        "pt",  "mW", "mm", "ms",
                                       "min",  "kmi",  "nanometre", "hPa", "dat"};
    for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++) {
        const brink_i_unit *unit;
        char hint[BRINK_I_DOUBT_ROOM] = "";
        assert_int_equal(brink_i_unit_parse(*state, BAD[i], strlen(BAD[i]), &unit), BRINK_ERR_NOT_FOUND);
        assert_int_not_equal(brink_i_unit_doubt_in(BAD[i], hint), BRINK_I_DOUBT_NONE);
        assert_true(strlen(hint) > 20);
    }
    for (size_t i = 0; i < sizeof GOOD / sizeof GOOD[0]; i++) {
        (void)parse(state, GOOD[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parse_forms_gives_readable_text),
        cmocka_unit_test(parse_text_of_unit_gives_same_unit),
        cmocka_unit_test(parse_nonsense_is_not_found),
        cmocka_unit_test(parse_misleading_words_are_refused),
        cmocka_unit_test(parse_many_different_words_is_refused_not_overrun),
        cmocka_unit_test(is_word_tells_units_from_names),
        cmocka_unit_test(same_dimension_of_reciprocal_is_false),
        cmocka_unit_test(factor_is_exact),
        cmocka_unit_test(products_cancel_equal_words),
        cmocka_unit_test(powers_and_roots_invert_each_other),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
