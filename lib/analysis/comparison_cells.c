/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <string.h>

#include "analysis/comparison_page.h"
#include "result/number.h"

/* Numbers as the tables of a comparison write them. */

enum { DECIMALS_MOST = 9 };

const char *brink_i_comparison_percent(brink_i_comparison_page *p, double share)
{
    char a[BRINK_I_NUMBER_ROOM];
    return brink_i_page_cell(&p->page, "%s %%", brink_i_number_percent(a, share, p->decimals));
}

const char *brink_i_comparison_percents(brink_i_comparison_page *p, const brink_estimate *estimate)
{
    char a[BRINK_I_NUMBER_ROOM], b[BRINK_I_NUMBER_ROOM];
    return brink_i_page_cell(&p->page, "[%s, %s]", brink_i_number_percent(a, estimate->low, p->decimals),
                             brink_i_number_percent(b, estimate->high, p->decimals));
}

const char *brink_i_comparison_title(brink_i_comparison_page *p, const char *name, const brink_i_unit *unit)
{
    const char *text = brink_i_result_unit(unit);
    return text[0] ? brink_i_page_cell(&p->page, "%s, %s", name, text) : name;
}

const char *brink_i_comparison_signed(brink_i_comparison_page *p, double x, int decimals)
{
    brink_i_page *page = &p->page;
    char a[BRINK_I_NUMBER_ROOM];
    if (!isfinite(x)) {
        return brink_i_page_cell(page, "%s", brink_i_number_human(a, x, 3));
    }
    if (x == 0.0) {
        return "0";
    }
    if (decimals < 0) {
        (void)brink_i_number_human(a, x, BRINK_I_COMPARISON_DIGITS);
    } else if (!strpbrk(brink_i_number_fixed(a, x, decimals), "123456789")) {
        (void)brink_i_number_human(a, x, 2);
    }
    return brink_i_page_cell(page, "%s%s", x > 0.0 ? "+" : "", a);
}

const char *brink_i_comparison_signed_interval(brink_i_comparison_page *p, const brink_estimate *estimate,
                                               double factor, int decimals)
{
    return brink_i_page_cell(&p->page, "[%s, %s]",
                             brink_i_comparison_signed(p, factor * estimate->low, decimals),
                             brink_i_comparison_signed(p, factor * estimate->high, decimals));
}

int brink_i_comparison_decimals(const brink_estimate *difference)
{
    int decimals = brink_i_number_decimals(0.5 * (difference->high - difference->low));
    return decimals <= DECIMALS_MOST ? decimals : -1;
}

const char *brink_i_comparison_mean(brink_i_comparison_page *p, const brink_measure_difference *view,
                                    const char **interval)
{
    const int decimals = brink_i_comparison_decimals(&view->difference);
    char a[BRINK_I_NUMBER_ROOM];
    *interval = "-";
    if (view->method == BRINK_INTERVAL_NONE && view->both > 1) {
        *interval = "?";
        return brink_i_page_cell(&p->page, "%s%s", view->difference.value > 0.0 ? "+" : "",
                                 brink_i_number_rough(a, view->difference.value));
    }
    if (view->method != BRINK_INTERVAL_NONE && view->method != BRINK_INTERVAL_EQUAL) {
        *interval = brink_i_comparison_signed_interval(p, &view->difference, 1.0, decimals);
    }
    return brink_i_comparison_signed(p, view->difference.value, decimals);
}
