/* SPDX-License-Identifier: Apache-2.0 */
/* Days of the calendar: what is read is written again, for every day of four centuries and for some that
 * people get wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/date.h"

static void write_inverts_read(void **state)
{
    (void)state;
    static const int MONTHS[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    long expected = 0;
    char text[BRINK_I_DATE_ROOM], back[BRINK_I_DATE_ROOM];
    assert_true(brink_i_date_read("1899-12-31", 10, &expected));
    for (int year = 1900; year < 2300; year++) {
        const int leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        for (int month = 1; month <= 12; month++) {
            for (int day = 1; day <= MONTHS[month - 1] + (month == 2 && leap); day++) {
                long number;
                snprintf(text, sizeof text, "%04d-%02d-%02d", year, month, day);
                assert_true(brink_i_date_read(text, 10, &number));
                assert_true(number == ++expected); /* one day after the other */
                brink_i_date_write(number, back);
                assert_string_equal(back, text);
            }
        }
    }
}

static void write_of_days_that_people_get_wrong(void **state)
{
    (void)state;
    static const char *const DAYS[] = {"0000-03-01", "0001-01-01", "1600-02-29", "1900-02-28",
                                       "2000-02-29", "2100-03-01", "9999-12-31"};
    for (size_t i = 0; i < sizeof DAYS / sizeof DAYS[0]; i++) {
        long number;
        char back[BRINK_I_DATE_ROOM];
        assert_true(brink_i_date_read(DAYS[i], 10, &number));
        brink_i_date_write(number, back);
        assert_string_equal(back, DAYS[i]);
    }
    long number;
    assert_false(brink_i_date_read("1900-02-29", 10, &number));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(write_inverts_read),
        cmocka_unit_test(write_of_days_that_people_get_wrong),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
