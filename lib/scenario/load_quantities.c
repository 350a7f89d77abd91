/* SPDX-License-Identifier: Apache-2.0 */
/* Parameters, levers, definitions, tables, stocks. */
#include <string.h>

#include "expr/decimal.h"
#include "scenario/csv.h"

/* In place of a value that was reported as missing, so that what uses the name is still checked. */
static brink_source_text or_zero(brink_source_text text)
{
    return text.text ? text : (brink_source_text){"0", text.where};
}

static brink_parameter_declaration begin_parameter(const brink_i_node *name, bool lever)
{
    brink_parameter_declaration d;
    memset(&d, 0, sizeof d);
    d.name = brink_i_read_node(name);
    d.lever = lever;
    return d;
}

void brink_i_load_parameters(brink_i_loader *loader, const brink_i_node *map)
{
    BRINK_I_EACH_PAIR(map, name, value)
    {
        const char *what = brink_i_read_printf(loader, "parameter '%.80s'", name->text);
        brink_parameter_declaration d = begin_parameter(name, false);
        brink_i_fields fields = brink_i_read_short(value, BRINK_I_KEY_PARAMETER_VALUE);
        bool ok =
            value->kind == BRINK_I_NODE_TEXT
                ? brink_i_read_is_text(loader, value, what)
                : brink_i_read_fields(loader, value, BRINK_I_SECTION_PARAMETER, what, name->where, &fields);
        if (ok) {
            d.value = brink_i_read_text(&fields, BRINK_I_KEY_PARAMETER_VALUE);
            d.unit = brink_i_read_text(&fields, BRINK_I_KEY_PARAMETER_UNIT);
            d.about = brink_i_read_text(&fields, BRINK_I_KEY_PARAMETER_ABOUT);
            d.source = brink_i_read_text(&fields, BRINK_I_KEY_PARAMETER_SOURCE);
            d.kind = brink_i_read_text(&fields, BRINK_I_KEY_PARAMETER_KIND);
            d.mechanisms = brink_i_read_mechanisms(loader, &fields, BRINK_I_KEY_PARAMETER_MECHANISM, what);
            const brink_i_node *range = fields.value[BRINK_I_KEY_PARAMETER_RANGE];
            if (range) {
                brink_i_read_range(loader, range, brink_i_read_printf(loader, "'range' of %s", what), false,
                                   &d.low, &d.high);
            }
        }
        d.value = or_zero(d.value);
        brink_i_read_done(loader, brink_builder_parameter(loader->builder, &d));
    }
}

void brink_i_load_correlations(brink_i_loader *loader, const brink_i_node *list)
{
    size_t number = 0;
    for (const brink_i_node *item = list->first; item; item = item->next) {
        const char *what = brink_i_read_printf(loader, "correlation %zu", ++number);
        const size_t before = loader->problems;
        brink_i_fields fields;
        brink_correlation_declaration d = {.where = item->where};
        if (!brink_i_read_fields(loader, item, BRINK_I_SECTION_CORRELATION, what, item->where, &fields)) {
            continue;
        }
        const brink_i_node *of = fields.value[BRINK_I_KEY_CORRELATION_OF];
        const bool named =
            of &&
            brink_i_read_names(loader, of, brink_i_read_printf(loader, "'of' in %s", what), &d.of, &d.n_of);
        d.rank = brink_i_read_text(&fields, BRINK_I_KEY_CORRELATION_RANK);
        d.about = brink_i_read_text(&fields, BRINK_I_KEY_CORRELATION_ABOUT);
        d.source = brink_i_read_text(&fields, BRINK_I_KEY_CORRELATION_SOURCE);
        if (named && d.rank.text && loader->problems == before) {
            brink_i_read_done(loader, brink_builder_correlate(loader->builder, &d));
        }
    }
}

void brink_i_load_levers(brink_i_loader *loader, const brink_i_node *map)
{
    BRINK_I_EACH_PAIR(map, name, value)
    {
        const char *what = brink_i_read_printf(loader, "lever '%.80s'", name->text);
        brink_parameter_declaration d = begin_parameter(name, true);
        brink_i_fields fields;
        if (brink_i_read_fields(loader, value, BRINK_I_SECTION_LEVER, what, name->where, &fields)) {
            d.value = brink_i_read_text(&fields, BRINK_I_KEY_LEVER_VALUE);
            d.unit = brink_i_read_text(&fields, BRINK_I_KEY_LEVER_UNIT);
            d.about = brink_i_read_text(&fields, BRINK_I_KEY_LEVER_ABOUT);
            d.source = brink_i_read_text(&fields, BRINK_I_KEY_LEVER_SOURCE);
            d.cost = brink_i_read_text(&fields, BRINK_I_KEY_LEVER_COST);
            d.payer = brink_i_read_text(&fields, BRINK_I_KEY_LEVER_PAYER);
            d.mechanisms = brink_i_read_mechanisms(loader, &fields, BRINK_I_KEY_LEVER_MECHANISM, what);
            const brink_i_node *range = fields.value[BRINK_I_KEY_LEVER_RANGE];
            if (range) {
                brink_i_read_range(loader, range, brink_i_read_printf(loader, "'range' of %s", what), false,
                                   &d.low, &d.high);
            }
        }
        d.value = d.value.text || !d.low.text ? or_zero(d.value) : d.low;
        if (!d.low.text || !d.high.text) {
            d.low = d.high = d.value; /* reported */
        }
        brink_i_read_done(loader, brink_builder_parameter(loader->builder, &d));
    }
}

void brink_i_load_define(brink_i_loader *loader, const brink_i_node *map)
{
    BRINK_I_EACH_PAIR(map, name, value)
    {
        const char *what = brink_i_read_printf(loader, "definition '%.80s'", name->text);
        brink_i_fields fields = brink_i_read_short(value, BRINK_I_KEY_DEFINE_VALUE);
        bool ok =
            value->kind == BRINK_I_NODE_TEXT
                ? brink_i_read_is_text(loader, value, what)
                : brink_i_read_fields(loader, value, BRINK_I_SECTION_DEFINE, what, name->where, &fields);
        if (ok && fields.value[BRINK_I_KEY_DEFINE_VALUE]) {
            brink_define_declaration d = {.name = brink_i_read_node(name),
                                          .value = brink_i_read_text(&fields, BRINK_I_KEY_DEFINE_VALUE),
                                          .unit = brink_i_read_text(&fields, BRINK_I_KEY_DEFINE_UNIT),
                                          .about = brink_i_read_text(&fields, BRINK_I_KEY_DEFINE_ABOUT)};
            d.mechanisms = brink_i_read_mechanisms(loader, &fields, BRINK_I_KEY_DEFINE_MECHANISM, what);
            brink_i_read_done(loader, brink_builder_define(loader->builder, &d));
        } else {
            loader->incomplete = true;
        }
    }
}

static bool read_point(brink_i_loader *loader, const brink_i_node *item, const char *what, double *point)
{
    if (item->kind != BRINK_I_NODE_LIST || item->n != 2) {
        brink_i_read_wrong_kind(loader, item, brink_i_read_printf(loader, "a point of %s", what),
                                "a pair [x, y]", NULL);
        return false;
    }
    const brink_i_node *number = item->first;
    for (int i = 0; i < 2; i++, number = number->next) {
        if (!brink_i_read_is_text(loader, number, brink_i_read_printf(loader, "a number of %s", what))) {
            return false;
        }
        if (!brink_i_read_is_number(number->text)) {
            brink_i_diagnostics_add(
                loader->diagnostics, BRINK_ERROR, "bad-number", number->where, brink_i_node_length(number),
                "points are plain numbers; their units are given once, by 'argument' and 'unit'",
                "'%.80s' is not a number", number->text);
            loader->problems++;
            return false;
        }
        brink_i_decimal read = brink_i_decimal_read(number->text, strlen(number->text), &point[i]);
        if (read != BRINK_I_DECIMAL_GOOD) {
            bool small = read == BRINK_I_DECIMAL_SMALL;
            brink_i_diagnostics_add(
                loader->diagnostics, BRINK_ERROR, "bad-number", number->where, brink_i_node_length(number),
                small ? "the smallest number beside 0 is about 2.2e-308"
                      : "the largest number is about 1.8e308",
                "'%.40s' is too %s for a number", number->text, small ? "small" : "large or too long");
            loader->problems++;
            return false;
        }
    }
    return true;
}

static const double (*read_points(brink_i_loader *loader, const brink_i_node *list, const char *what,
                                  size_t *n))[2]
{
    double(*points)[2] = brink_i_read_array(loader, list->n, sizeof *points);
    bool good = points != NULL;
    for (const brink_i_node *item = good ? list->first : NULL; item; item = item->next) {
        good &= read_point(loader, item, what, points[(*n)++]);
    }
    return good ? (const double(*)[2])points : NULL;
}

/* Points stand here or in a file; false (reported) if in neither or in both. */
static bool has_points(brink_i_loader *loader, const brink_i_node *name, const brink_i_fields *fields,
                       const char *what)
{
    const brink_i_node *list = fields->key[BRINK_I_KEY_TABLE_POINTS],
                       *file = fields->key[BRINK_I_KEY_TABLE_FILE],
                       *column = fields->key[BRINK_I_KEY_TABLE_X] ? fields->key[BRINK_I_KEY_TABLE_X]
                                                                  : fields->key[BRINK_I_KEY_TABLE_Y];
    const bool short_form = !list && fields->value[BRINK_I_KEY_TABLE_POINTS];
    if (short_form || (!list != !file && (file || !column))) {
        return true;
    }
    const brink_i_node *at = list && file ? file : list && column ? column : name;
    brink_i_diagnostics_add(loader->diagnostics, BRINK_ERROR, list ? "conflicting-keys" : "missing-key",
                            at->where, brink_i_node_length(at), "points: [[x, y], ...], or file: NAME.csv",
                            list && file ? "%s has points here and in a file"
                            : list       ? "%s has points here, and no columns of a file"
                                         : "%s has no points",
                            what);
    loader->problems++;
    return false;
}

static void load_table(brink_i_loader *loader, const brink_i_node *name, const brink_i_fields *fields,
                       const char *what)
{
    static const double stand_in[1][2] = {{0, 0}}; /* for points that were reported */
    const brink_i_node *list = fields->value[BRINK_I_KEY_TABLE_POINTS],
                       *file = fields->value[BRINK_I_KEY_TABLE_FILE];
    brink_table_declaration d = {.name = brink_i_read_node(name),
                                 .unit = brink_i_read_text(fields, BRINK_I_KEY_TABLE_UNIT),
                                 .argument_unit = brink_i_read_text(fields, BRINK_I_KEY_TABLE_ARGUMENT),
                                 .about = brink_i_read_text(fields, BRINK_I_KEY_TABLE_ABOUT)};
    if (has_points(loader, name, fields, what)) {
        d.points = list   ? read_points(loader, list, what, &d.n_points)
                   : file ? brink_i_csv_points(loader, file, fields->value[BRINK_I_KEY_TABLE_X],
                                               fields->value[BRINK_I_KEY_TABLE_Y], &d)
                          : NULL;
    }
    if (!d.points) {
        loader->incomplete |= !list; /* its units may be unknown */
        d.points = stand_in;
        d.n_points = 1;
    }
    d.mechanisms = brink_i_read_mechanisms(loader, fields, BRINK_I_KEY_TABLE_MECHANISM, what);
    brink_i_read_done(loader, brink_builder_table(loader->builder, &d));
}

void brink_i_load_tables(brink_i_loader *loader, const brink_i_node *map)
{
    BRINK_I_EACH_PAIR(map, name, value)
    {
        const char *what = brink_i_read_printf(loader, "table '%.80s'", name->text);
        brink_i_fields fields = brink_i_read_short(value, BRINK_I_KEY_TABLE_POINTS);
        if (value->kind != BRINK_I_NODE_LIST) {
            brink_i_read_fields(loader, value, BRINK_I_SECTION_TABLE, what, name->where, &fields);
        }
        load_table(loader, name, &fields, what);
    }
}

void brink_i_load_stocks(brink_i_loader *loader, const brink_i_node *map)
{
    BRINK_I_EACH_PAIR(map, name, value)
    {
        const char *what = brink_i_read_printf(loader, "stock '%.80s'", name->text);
        brink_stock_declaration d = {.name = brink_i_read_node(name)};
        brink_i_fields fields;
        if (brink_i_read_fields(loader, value, BRINK_I_SECTION_STOCK, what, name->where, &fields)) {
            d.initial = brink_i_read_text(&fields, BRINK_I_KEY_STOCK_INITIAL);
            d.unit = brink_i_read_text(&fields, BRINK_I_KEY_STOCK_UNIT);
            d.min = brink_i_read_text(&fields, BRINK_I_KEY_STOCK_MIN);
            d.max = brink_i_read_text(&fields, BRINK_I_KEY_STOCK_MAX);
            d.flow = brink_i_read_text(&fields, BRINK_I_KEY_STOCK_FLOW);
            d.decay = brink_i_read_text(&fields, BRINK_I_KEY_STOCK_DECAY);
            d.about = brink_i_read_text(&fields, BRINK_I_KEY_STOCK_ABOUT);
            d.mechanisms = brink_i_read_mechanisms(loader, &fields, BRINK_I_KEY_STOCK_MECHANISM, what);
        }
        d.initial = or_zero(d.initial);
        brink_i_read_done(loader, brink_builder_stock(loader->builder, &d));
    }
}
