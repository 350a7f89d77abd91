/* SPDX-License-Identifier: Apache-2.0 */
#include "base/date.h"

#include <stdio.h>

static bool read_digits(const char *text, int n, int *out)
{
    *out = 0;
    for (int i = 0; i < n; i++) {
        if (text[i] < '0' || text[i] > '9') {
            return false;
        }
        *out = *out * 10 + (text[i] - '0');
    }
    return true;
}

/* Years that begin in March end with the leap day, so that months before it have fixed lengths. */
static long day_number(int year, int month, int day)
{
    long y = month > 2 ? year : year - 1L;
    long from_march = (153L * (month > 2 ? month - 3 : month + 9) + 2) / 5;
    return 365 * y + y / 4 - y / 100 + y / 400 + from_march + day - 1;
}

bool brink_i_date_read(const char *text, size_t length, long *day)
{
    static const int days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int year, month, of_month;
    if (length != 10 || text[4] != '-' || text[7] != '-' || !read_digits(text, 4, &year) ||
        !read_digits(text + 5, 2, &month) || !read_digits(text + 8, 2, &of_month)) {
        return false;
    }
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    if (month < 1 || month > 12 || of_month < 1 || of_month > days[month - 1] ||
        (month == 2 && of_month == 29 && !leap)) {
        return false;
    }
    *day = day_number(year, month, of_month);
    return true;
}

/* The inverse (Hinnant, "chrono-Compatible Low-Level Date Algorithms"): eras of 400 years are all alike. */
void brink_i_date_write(long day, char out[BRINK_I_DATE_ROOM])
{
    const long era = (day >= 0 ? day : day - 146096) / 146097, of_era = day - era * 146097;
    const long year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    const long of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const long from_march = (5 * of_year + 2) / 153;
    const int of_month = (int)(of_year - (153 * from_march + 2) / 5) + 1;
    const int month = (int)(from_march < 10 ? from_march + 3 : from_march - 9);
    snprintf(out, BRINK_I_DATE_ROOM, "%04ld-%02d-%02d", year_of_era + era * 400 + (month <= 2), month,
             of_month);
}
