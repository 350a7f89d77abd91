/* SPDX-License-Identifier: Apache-2.0 */
/* Tables and stocks. */
#include <math.h>

#include "base/diagnostics.h"
#include "model/build.h"

static void set_points(brink_i_build *build, const brink_table_declaration *d, brink_i_table *table,
                       bool *broken)
{
    double *x = BRINK_I_BUILD_ARRAY(build, double, d->n_points),
           *y = BRINK_I_BUILD_ARRAY(build, double, d->n_points);
    if (!x || !y) {
        return;
    }
    if (d->n_points == 0) {
        brink_i_build_error(build, "bad-table", d->name, "as in [[0, 0.2], [1, 0.8]]",
                            "table %s has no points", table->name);
        *broken = true;
    }
    for (size_t i = 0; i < d->n_points && !*broken; i++) {
        x[i] = d->points[i][0];
        y[i] = d->points[i][1];
        if (!isfinite(x[i]) || !isfinite(y[i])) {
            brink_i_build_error(build, "bad-table", d->name, NULL, "table %s: point %zu is not finite",
                                table->name, i + 1);
            *broken = true;
        } else if (i > 0 && x[i] <= x[i - 1]) {
            brink_i_build_error(
                build, "bad-table", d->name, "arguments of a table grow from point to point",
                "table %s: the argument of point %zu, %g, is not above that of the point before, %g",
                table->name, i + 1, x[i], x[i - 1]);
            *broken = true;
        }
    }
    table->x = x;
    table->y = y;
    table->n = *broken ? 0 : (int)d->n_points;
}

void brink_i_build_tables(brink_i_build *build)
{
    const brink_table_declaration *declared = BRINK_I_DECLARED(build, tables, brink_table_declaration);
    for (int i = 0; i < build->model->n_tables && !build->failed; i++) {
        brink_i_table *table = &build->model->tables[i];
        brink_i_symbol *symbol = &build->tables[i]->symbol;
        table->unit = brink_i_build_unit(build, declared[i].unit, table->name, build->one, &symbol->broken);
        table->argument_unit =
            brink_i_build_unit(build, declared[i].argument_unit, table->name, build->one, &symbol->broken);
        table->where = brink_i_build_where(build, declared[i].name.where);
        set_points(build, &declared[i], table, &symbol->broken);
        symbol->unit = table->unit;
        symbol->argument_unit = table->argument_unit;
    }
}

static void set_bounds(brink_i_build *build, const brink_stock_declaration *d, brink_i_stock *stock,
                       const brink_i_unit *unit)
{
    brink_i_want want = {.type = BRINK_I_NUMBER, .unit = unit, .most = BRINK_I_TRIAL};
    want.most_hint = "bounds are fixed within a trial; a bound that moves is a condition of its own (when)";
    want.place = brink_i_build_text(build, "the lower bound of %s", stock->name);
    brink_i_build_rule(build, d->min, &want, &stock->min);
    want.place = brink_i_build_text(build, "the upper bound of %s", stock->name);
    brink_i_build_rule(build, d->max, &want, &stock->max);
    double low, high, first;
    bool has_low = brink_i_build_constant(build, &stock->min, &low);
    bool has_high = brink_i_build_constant(build, &stock->max, &high);
    if (has_low && has_high && low > high) {
        brink_i_build_error(build, "bad-range", d->max, NULL,
                            "stock %s: its lower bound %g is above its upper bound %g", stock->name, low,
                            high);
    } else if (brink_i_build_constant(build, &stock->initial, &first) &&
               ((has_low && first < low) || (has_high && first > high))) {
        double bound = has_low && first < low ? low : high;
        brink_i_build_warning(build, "outside-range", d->initial, NULL,
                              "stock %s begins at its bound %g, because its initial value %g is beyond it",
                              stock->name, bound, first);
    }
}

static void set_motion(brink_i_build *build, const brink_stock_declaration *d, brink_i_stock *stock,
                       bool broken)
{
    const brink_i_unit *flow =
        broken ? NULL : brink_i_unit_divide(build->scope.units, stock->unit, build->scope.time_unit);
    build->failed |= !broken && !flow;
    brink_i_want want = {
        .type = BRINK_I_NUMBER, .unit = flow, .most = BRINK_I_EVENT, .most_code = "moving-flow"};
    want.most_hint =
        "a flow may read what is constant between events: use `decay` for a flow in proportion to the stock "
        "itself, or a process that updates a plain stock";
    want.place = brink_i_build_text(build, "the flow of %s", stock->name);
    brink_i_build_rule(build, d->flow, &want, &stock->flow);
    want.most_hint =
        "a decay may read what is constant between events: use a process that updates a plain stock";
    want.unit = build->per_time;
    want.place = brink_i_build_text(build, "the decay of %s", stock->name);
    brink_i_build_rule(build, d->decay, &want, &stock->decay);
    if (want.place) {
        brink_i_build_not_negative(build, &stock->decay, d->decay, false, "bad-rate", want.place);
    }
}

void brink_i_build_stocks(brink_i_build *build)
{
    const brink_stock_declaration *declared = BRINK_I_DECLARED(build, stocks, brink_stock_declaration);
    for (int i = 0; i < (int)build->from->stocks.n && !build->failed; i++) {
        const brink_stock_declaration *d = &declared[i];
        brink_i_stock *stock = &build->model->stocks[i];
        stock->about = brink_i_build_keep(build, d->about.text);
        stock->owner = brink_i_build_text(build, "stock:%s", stock->name);
        stock->mechanisms = brink_i_build_mechanisms(build, d->mechanisms, "stock", stock->name);
        stock->where = brink_i_build_where(build, d->name.where);
        bool broken = build->stocks[i]->symbol.broken;
        const brink_i_unit *unit = broken ? NULL : stock->unit;
        brink_i_want want = {
            .type = BRINK_I_NUMBER, .unit = unit, .allow_draws = true, .most = BRINK_I_TRIAL};
        want.most_hint = "an initial value may read parameters and levers, and draw";
        want.place = brink_i_build_text(build, "the initial value of %s", stock->name);
        if (!d->initial.text) {
            brink_i_build_error(build, "missing-key", d->name, NULL, "stock %s has no initial value",
                                stock->name);
        }
        brink_i_build_rule(build, d->initial, &want, &stock->initial);
        set_bounds(build, d, stock, unit);
        set_motion(build, d, stock, broken);
    }
}
