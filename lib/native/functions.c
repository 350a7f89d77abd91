/* SPDX-License-Identifier: Apache-2.0 */
#include "native/functions.h"

#include "base/math.h"
#include "expr/expr.h"
#include "expr/range_table.h"
#include "random/distribution.h"

static double table_at(const brink_i_table *tables, int number, double at)
{
    return brink_i_table_at(&tables[number], at);
}

static brink_i_range range_table(const brink_i_table *tables, int number, brink_i_range at)
{
    return brink_i_range_table(&tables[number], at);
}

static double draw(int kind, int truncated, const double *args, int n, double u, int *wrong)
{
    brink_i_dist dist;
    int own = truncated ? n - 2 : n;
    if (brink_i_dist_prepare(&dist, (brink_i_dist_kind)kind, args, own) ||
        (truncated && brink_i_dist_truncate(&dist, args[own], args[own + 1]))) {
        *wrong = 1;
        return (double)NAN;
    }
    return brink_i_dist_quantile(&dist, u);
}

static double answer(int op, int kind, int truncated, const double *args, int n)
{
    return brink_i_op_answer(op, (brink_i_dist_kind)kind, truncated, args, n);
}

const brink_i_native_host brink_i_native_functions = {
    .log10 = brink_i_log10,
    .sin = brink_i_sin,
    .cos = brink_i_cos,
    .table_at = table_at,
    .range_table = range_table,
    .answer = answer,
    .quantile = brink_i_dist_quantile,
    .draw = draw,
};
