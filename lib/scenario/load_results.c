/* SPDX-License-Identifier: Apache-2.0 */
/* Outcomes, measures, series, expectations. Nothing else uses their names, so one with a hole is left out. */
#include <string.h>

#include "scenario/loader.h"

void brink_i_load_outcomes(brink_i_loader *loader, const brink_i_node *map)
{
    BRINK_I_EACH_PAIR(map, name, value)
    {
        const char *what = brink_i_read_printf(loader, "outcome '%.80s'", name->text);
        brink_i_fields fields = brink_i_read_short(value, BRINK_I_KEY_OUTCOME_WHEN);
        bool ok =
            value->kind == BRINK_I_NODE_TEXT
                ? brink_i_read_is_text(loader, value, what)
                : brink_i_read_fields(loader, value, BRINK_I_SECTION_OUTCOME, what, name->where, &fields);
        if (ok && fields.value[BRINK_I_KEY_OUTCOME_WHEN]) {
            brink_outcome_declaration d = {
                .name = brink_i_read_node(name),
                .condition = brink_i_read_text(&fields, BRINK_I_KEY_OUTCOME_WHEN),
                .about = brink_i_read_text(&fields, BRINK_I_KEY_OUTCOME_ABOUT),
                .mechanisms = brink_i_read_mechanisms(loader, &fields, BRINK_I_KEY_OUTCOME_MECHANISM, what)};
            brink_i_read_done(loader, brink_builder_outcome(loader->builder, &d));
        } else {
            loader->dropped = true;
        }
    }
}

/* The one key of `n` that is given; -1 (reported) if there is none or more than one. */
static int only_one(brink_i_loader *loader, const brink_i_fields *fields, const brink_i_section *section,
                    const int *keys, size_t n, const char *what, brink_where where, const char *hint)
{
    int found = -1;
    for (size_t i = 0; i < n; i++) {
        const brink_i_node *key = fields->key[keys[i]];
        if (key && found >= 0) {
            brink_i_diagnostics_add(loader->diagnostics, BRINK_ERROR, "conflicting-keys", key->where,
                                    brink_i_node_length(key), hint, "%s has both '%s' and '%s'", what,
                                    section->keys[found].name, section->keys[keys[i]].name);
            loader->problems++;
            return -1;
        }
        found = key ? keys[i] : found;
    }
    if (found < 0) {
        brink_i_diagnostics_add(loader->diagnostics, BRINK_ERROR, "missing-key", where, 1, hint,
                                "%s does not say of what", what);
        loader->problems++;
    }
    return found;
}

/* A mark that is there or not. */
static bool read_mark(brink_i_loader *loader, const brink_i_fields *fields, int key, const char *what)
{
    const brink_i_node *word = fields->value[key];
    if (word && strcmp(word->text, "true") != 0) {
        brink_i_diagnostics_add(loader->diagnostics, BRINK_ERROR, "wrong-kind", word->where,
                                brink_i_node_length(word), "leave it out where it is not true",
                                "'headline' of %s can only be true, not '%.80s'", what, word->text);
        loader->problems++;
    }
    return word != NULL;
}

void brink_i_load_measures(brink_i_loader *loader, const brink_i_node *map)
{
    static const int keys[] = {BRINK_I_KEY_MEASURE_AT_END, BRINK_I_KEY_MEASURE_TIME_IN,
                               BRINK_I_KEY_MEASURE_FIRST,  BRINK_I_KEY_MEASURE_COUNT,
                               BRINK_I_KEY_MEASURE_MIN,    BRINK_I_KEY_MEASURE_MAX};
    _Static_assert(BRINK_I_KEY_MEASURE_AT_END == (int)BRINK_MEASURE_AT_END &&
                       BRINK_I_KEY_MEASURE_MAX == (int)BRINK_MEASURE_MAX,
                   "keys and kinds of measures are in one order");
    BRINK_I_EACH_PAIR(map, name, value)
    {
        const char *what = brink_i_read_printf(loader, "measure '%.80s'", name->text);
        size_t before = loader->problems;
        brink_i_fields fields;
        if (!brink_i_read_fields(loader, value, BRINK_I_SECTION_MEASURE, what, name->where, &fields)) {
            loader->dropped = true;
            continue;
        }
        int kind = only_one(loader, &fields, brink_i_keys_section(BRINK_I_SECTION_MEASURE), keys,
                            sizeof keys / sizeof *keys, what, name->where,
                            "write one of at_end, time_in, first, count, min, max");
        const bool headline = read_mark(loader, &fields, BRINK_I_KEY_MEASURE_HEADLINE, what);
        if (kind >= 0 && loader->problems == before) {
            brink_measure_declaration d = {
                .headline = headline,
                .name = brink_i_read_node(name),
                .kind = (brink_measure_kind)kind,
                .value = brink_i_read_text(&fields, kind),
                .unit = brink_i_read_text(&fields, BRINK_I_KEY_MEASURE_UNIT),
                .about = brink_i_read_text(&fields, BRINK_I_KEY_MEASURE_ABOUT),
                .mechanisms = brink_i_read_mechanisms(loader, &fields, BRINK_I_KEY_MEASURE_MECHANISM, what)};
            brink_i_read_done(loader, brink_builder_measure(loader->builder, &d));
        } else {
            loader->dropped = true;
        }
    }
}

void brink_i_load_series(brink_i_loader *loader, const brink_i_node *map)
{
    BRINK_I_EACH_PAIR(map, name, value)
    {
        const char *what = brink_i_read_printf(loader, "series '%.80s'", name->text);
        size_t before = loader->problems;
        brink_i_fields fields;
        if (brink_i_read_fields(loader, value, BRINK_I_SECTION_SERIES, what, name->where, &fields) &&
            loader->problems == before) {
            brink_series_declaration d = {
                .name = brink_i_read_node(name),
                .value = brink_i_read_text(&fields, BRINK_I_KEY_SERIES_VALUE),
                .every = brink_i_read_text(&fields, BRINK_I_KEY_SERIES_EVERY),
                .unit = brink_i_read_text(&fields, BRINK_I_KEY_SERIES_UNIT),
                .about = brink_i_read_text(&fields, BRINK_I_KEY_SERIES_ABOUT),
                .mechanisms = brink_i_read_mechanisms(loader, &fields, BRINK_I_KEY_SERIES_MECHANISM, what)};
            brink_i_read_done(loader, brink_builder_series(loader->builder, &d));
        } else {
            loader->dropped = true;
        }
    }
}

static void check_variant(brink_i_loader *loader, const brink_i_node *variant)
{
    for (const brink_i_variant *known = loader->variants; known; known = known->next) {
        if (strcmp(known->name->text, variant->text) == 0) {
            return;
        }
    }
    brink_i_diagnostics_add(loader->diagnostics, BRINK_ERROR, "unknown-name", variant->where,
                            brink_i_node_length(variant), brink_i_variants_hint(loader, variant->text),
                            "there is no variant '%.80s'", variant->text);
    loader->problems++;
}

static void read_band(brink_i_loader *loader, const brink_i_fields *fields, int key, const char *what,
                      brink_source_text *low, brink_source_text *high)
{
    const brink_i_node *node = fields->value[key];
    if (node) {
        const char *of = brink_i_read_printf(
            loader, "'%s' of %s", brink_i_keys_section(BRINK_I_SECTION_EXPECT)->keys[key].name, what);
        brink_i_read_range(loader, node, of, true, low, high);
    }
}

static void load_expectation(brink_i_loader *loader, const brink_i_node *item, const char *what)
{
    static const int subjects[] = {BRINK_I_KEY_EXPECT_OUTCOME, BRINK_I_KEY_EXPECT_MEASURE,
                                   BRINK_I_KEY_EXPECT_SERIES};
    size_t before = loader->problems;
    brink_i_fields fields;
    if (!brink_i_read_fields(loader, item, BRINK_I_SECTION_EXPECT, what, item->where, &fields)) {
        return;
    }
    int subject = only_one(loader, &fields, brink_i_keys_section(BRINK_I_SECTION_EXPECT), subjects, 3, what,
                           item->where, "write one of outcome, measure, series");
    if (subject < 0) {
        return;
    }
    const brink_i_node *variant = fields.value[BRINK_I_KEY_EXPECT_VARIANT];
    if (variant) {
        check_variant(loader, variant);
    }
    brink_expect_declaration d;
    memset(&d, 0, sizeof d);
    d.where = item->where;
    d.outcome = brink_i_read_text(&fields, BRINK_I_KEY_EXPECT_OUTCOME);
    d.measure = brink_i_read_text(&fields, BRINK_I_KEY_EXPECT_MEASURE);
    d.series = brink_i_read_text(&fields, BRINK_I_KEY_EXPECT_SERIES);
    d.at = brink_i_read_text(&fields, BRINK_I_KEY_EXPECT_AT);
    d.unit = brink_i_read_text(&fields, BRINK_I_KEY_EXPECT_UNIT);
    d.every_trial = brink_i_read_text(&fields, BRINK_I_KEY_EXPECT_EVERY_TRIAL);
    d.within = brink_i_read_text(&fields, BRINK_I_KEY_EXPECT_WITHIN);
    d.variant = brink_i_read_text(&fields, BRINK_I_KEY_EXPECT_VARIANT);
    d.source = brink_i_read_text(&fields, BRINK_I_KEY_EXPECT_SOURCE);
    read_band(loader, &fields, BRINK_I_KEY_EXPECT_PROBABILITY, what, &d.probability_low, &d.probability_high);
    read_band(loader, &fields, BRINK_I_KEY_EXPECT_MEAN, what, &d.mean_low, &d.mean_high);
    read_band(loader, &fields, BRINK_I_KEY_EXPECT_SD, what, &d.sd_low, &d.sd_high);
    read_band(loader, &fields, BRINK_I_KEY_EXPECT_MEDIAN, what, &d.median_low, &d.median_high);
    if (loader->problems == before && !loader->dropped) {
        brink_i_read_done(loader, brink_builder_expect(loader->builder, &d));
    }
}

void brink_i_load_expect(brink_i_loader *loader, const brink_i_node *list)
{
    size_t number = 0;
    for (const brink_i_node *item = list->first; item; item = item->next) {
        load_expectation(loader, item, brink_i_read_printf(loader, "expectation %zu", ++number));
    }
}
