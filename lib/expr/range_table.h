/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_EXPR_RANGE_TABLE_H
#define BRINK_EXPR_RANGE_TABLE_H

#include "expr/expr.h"
#include "expr/range.h"

/* The table's values over the ends of the range and the knots between. Between two knots the computed line
 * may pass a knot's value by rounding. */
static inline brink_i_range brink_i_range_table(const brink_i_table *table, brink_i_range a)
{
    double low = brink_i_table_at(table, a.low), high = brink_i_table_at(table, a.high);
    if (brink_i_range_is_point(a)) {
        return brink_i_range_point(low);
    }
    brink_i_range r = brink_i_range_hull(brink_i_range_point(low), brink_i_range_point(high));
    double size = brink_i_max(fabs(r.low), fabs(r.high));
    for (int i = 0; i < table->n; i++) {
        if (table->x[i] >= a.low && table->x[i] <= a.high) {
            r = brink_i_range_hull(r, (brink_i_range){table->y[i], table->y[i]});
        }
        size = brink_i_max(size, fabs(table->y[i]));
    }
    return brink_i_range_of(r.low - size * 0x1p-49, r.high + size * 0x1p-49);
}

#endif
