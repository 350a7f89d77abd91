/* SPDX-License-Identifier: Apache-2.0 */
/* The builder keeps deep copies of declarations, in order. Nothing is checked here: brink_builder_build()
 * does. */
#include "brink/builder.h"

#include <stdlib.h>
#include <string.h>

#include "model/build.h"

brink_builder *brink_builder_new(brink_diagnostics *diagnostics)
{
    brink_builder *builder = diagnostics ? calloc(1, sizeof *builder) : NULL;
    if (builder) {
        brink_i_arena_init(&builder->arena);
        builder->diagnostics = diagnostics;
    }
    return builder;
}

void brink_builder_free(brink_builder *builder)
{
    if (builder) {
        brink_i_arena_free(&builder->arena);
        free(builder);
    }
}

/* A copy in progress: the first thing that went wrong stays, so that it is tested once, at the end. */
typedef struct copy {
    brink_builder *builder;
    brink_status status;
} copy;

static void fail(copy *to, brink_status status) { to->status = to->status == BRINK_OK ? status : to->status; }

/* A copy for `builder` of a declaration, which must be there too. */
static copy copy_into(brink_builder *builder, const void *declaration)
{
    return (copy){builder, builder && declaration ? BRINK_OK : BRINK_ERR_ARGUMENT};
}

static void copy_text(copy *to, brink_source_text *text)
{
    if (text->text && to->builder) {
        text->text = brink_i_arena_strdup(&to->builder->arena, text->text);
        if (!text->text) {
            fail(to, BRINK_ERR_MEMORY);
        }
    }
}

static void copy_texts(copy *to, brink_source_text *const *texts, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        copy_text(to, texts[i]);
    }
}

#define COPY_TEXTS(to, ...)                                    \
    do {                                                       \
        brink_source_text *const texts[] = {__VA_ARGS__};      \
        copy_texts((to), texts, sizeof texts / sizeof *texts); \
    } while (0)

/* A copy of an array; NULL if it is empty, or not there though it has members, or memory ran out. */
static void *copy_array(copy *to, const void *items, size_t n, size_t size)
{
    if (n == 0) {
        return NULL;
    }
    if (!items) {
        fail(to, BRINK_ERR_ARGUMENT);
        return NULL;
    }
    void *array = brink_i_arena_array(&to->builder->arena, n, size);
    if (!array) {
        fail(to, BRINK_ERR_MEMORY);
        return NULL;
    }
    return memcpy(array, items, n * size);
}

static const brink_source_text *copy_names(copy *to, const brink_source_text *names, size_t n)
{
    brink_source_text *array = copy_array(to, names, n, sizeof *array);
    for (size_t i = 0; array && i < n; i++) {
        copy_text(to, &array[i]);
    }
    return array;
}

static void copy_mechanisms(copy *to, brink_mechanism_list *list)
{
    list->ids = copy_names(to, list->ids, list->n);
    list->n = list->ids ? list->n : 0;
}

static const brink_weighted_state *copy_weighted(copy *to, const brink_weighted_state *states, size_t n)
{
    brink_weighted_state *array = copy_array(to, states, n, sizeof *array);
    for (size_t i = 0; array && i < n; i++) {
        COPY_TEXTS(to, &array[i].state, &array[i].weight);
    }
    return array;
}

static const brink_effect_declaration *copy_effects(copy *to, const brink_effect_declaration *effects,
                                                    size_t n)
{
    brink_effect_declaration *array = copy_array(to, effects, n, sizeof *array);
    for (size_t i = 0; array && i < n; i++) {
        COPY_TEXTS(to, &array[i].text, &array[i].condition);
        array[i].then_do = copy_effects(to, array[i].then_do, array[i].n_then);
        array[i].else_do = copy_effects(to, array[i].else_do, array[i].n_else);
    }
    return array;
}

/* Appends an item whose parts are copied already. */
static brink_status append(copy *to, brink_i_list *list, const void *item, size_t size)
{
    if (to->status == BRINK_OK && list->n == list->room) {
        size_t room = list->room ? 2 * list->room : 8;
        void *items = brink_i_arena_array(&to->builder->arena, room, size);
        if (items) {
            if (list->n) {
                memcpy(items, list->items, list->n * size);
            }
            list->items = items;
            list->room = room;
        }
        to->status = items ? BRINK_OK : BRINK_ERR_MEMORY;
    }
    if (to->status != BRINK_OK) {
        return to->status;
    }
    memcpy((char *)list->items + list->n * size, item, size);
    list->n++;
    return BRINK_OK;
}

brink_status brink_builder_describe(brink_builder *builder, brink_source_text title, brink_source_text about,
                                    brink_source_text as_of)
{
    copy to = copy_into(builder, builder);
    COPY_TEXTS(&to, &title, &about, &as_of);
    if (to.status != BRINK_OK) {
        return to.status;
    }
    builder->title = title;
    builder->about = about;
    builder->as_of = as_of;
    return BRINK_OK;
}

brink_status brink_builder_variant(brink_builder *builder, const char *name)
{
    copy to = copy_into(builder, builder);
    brink_source_text variant = {name, {0, 0, 0}};
    COPY_TEXTS(&to, &variant);
    if (to.status != BRINK_OK) {
        return to.status;
    }
    builder->variant = variant;
    return BRINK_OK;
}

brink_status brink_builder_time(brink_builder *builder, brink_source_text unit, brink_source_text horizon)
{
    copy to = copy_into(builder, builder);
    COPY_TEXTS(&to, &unit, &horizon);
    if (to.status != BRINK_OK) {
        return to.status;
    }
    builder->time_unit = unit;
    builder->horizon = horizon;
    builder->timed = true;
    return BRINK_OK;
}

brink_status brink_builder_parameter(brink_builder *b, const brink_parameter_declaration *d)
{
    copy to = copy_into(b, d);
    if (to.status != BRINK_OK) {
        return to.status;
    }
    brink_parameter_declaration own = *d;
    COPY_TEXTS(&to, &own.name, &own.value, &own.unit, &own.about, &own.source, &own.low, &own.high, &own.cost,
               &own.payer, &own.kind);
    copy_mechanisms(&to, &own.mechanisms);
    return append(&to, &b->parameters, &own, sizeof own);
}

brink_status brink_builder_correlate(brink_builder *b, const brink_correlation_declaration *d)
{
    copy to = copy_into(b, d);
    if (to.status != BRINK_OK) {
        return to.status;
    }
    brink_correlation_declaration own = *d;
    COPY_TEXTS(&to, &own.rank, &own.about, &own.source);
    own.of = copy_names(&to, own.of, own.n_of);
    return append(&to, &b->correlations, &own, sizeof own);
}

brink_status brink_builder_define(brink_builder *b, const brink_define_declaration *d)
{
    copy to = copy_into(b, d);
    if (to.status != BRINK_OK) {
        return to.status;
    }
    brink_define_declaration own = *d;
    COPY_TEXTS(&to, &own.name, &own.value, &own.unit, &own.about);
    copy_mechanisms(&to, &own.mechanisms);
    return append(&to, &b->defines, &own, sizeof own);
}

brink_status brink_builder_table(brink_builder *b, const brink_table_declaration *d)
{
    copy to = copy_into(b, d);
    if (to.status != BRINK_OK) {
        return to.status;
    }
    brink_table_declaration own = *d;
    COPY_TEXTS(&to, &own.name, &own.unit, &own.argument_unit, &own.about);
    own.points = copy_array(&to, own.points, own.n_points, sizeof *own.points);
    copy_mechanisms(&to, &own.mechanisms);
    return append(&to, &b->tables, &own, sizeof own);
}

brink_status brink_builder_stock(brink_builder *b, const brink_stock_declaration *d)
{
    copy to = copy_into(b, d);
    if (to.status != BRINK_OK) {
        return to.status;
    }
    brink_stock_declaration own = *d;
    COPY_TEXTS(&to, &own.name, &own.initial, &own.unit, &own.min, &own.max, &own.flow, &own.decay,
               &own.about);
    copy_mechanisms(&to, &own.mechanisms);
    return append(&to, &b->stocks, &own, sizeof own);
}

brink_status brink_builder_machine(brink_builder *b, const brink_machine_declaration *d)
{
    copy to = copy_into(b, d);
    if (to.status != BRINK_OK) {
        return to.status;
    }
    brink_machine_declaration own = *d;
    COPY_TEXTS(&to, &own.name, &own.about);
    brink_state_declaration *states = copy_array(&to, own.states, own.n_states, sizeof *states);
    for (size_t i = 0; states && i < own.n_states; i++) {
        COPY_TEXTS(&to, &states[i].name, &states[i].about);
    }
    own.states = states;
    own.initial = copy_weighted(&to, own.initial, own.n_initial);
    copy_mechanisms(&to, &own.mechanisms);
    return append(&to, &b->machines, &own, sizeof own);
}

brink_status brink_builder_transition(brink_builder *b, const brink_transition_declaration *d)
{
    copy to = copy_into(b, d);
    if (to.status != BRINK_OK) {
        return to.status;
    }
    if (d->trigger < BRINK_RATE || d->trigger > BRINK_WHEN) {
        return BRINK_ERR_ARGUMENT;
    }
    brink_transition_declaration own = *d;
    COPY_TEXTS(&to, &own.machine, &own.value, &own.within, &own.about);
    own.from = copy_names(&to, own.from, own.n_from);
    own.to = copy_weighted(&to, own.to, own.n_to);
    own.effects = copy_effects(&to, own.effects, own.n_effects);
    copy_mechanisms(&to, &own.mechanisms);
    return append(&to, &b->transitions, &own, sizeof own);
}

brink_status brink_builder_choice(brink_builder *b, const brink_choice_declaration *d)
{
    copy to = copy_into(b, d);
    if (to.status != BRINK_OK) {
        return to.status;
    }
    brink_choice_declaration own = *d;
    COPY_TEXTS(&to, &own.machine, &own.by, &own.every, &own.precision, &own.about);
    own.in = copy_names(&to, own.in, own.n_in);
    brink_option_declaration *options = copy_array(&to, own.options, own.n_options, sizeof *options);
    for (size_t i = 0; options && i < own.n_options; i++) {
        COPY_TEXTS(&to, &options[i].to, &options[i].utility);
        options[i].effects = copy_effects(&to, options[i].effects, options[i].n_effects);
    }
    own.options = options;
    copy_mechanisms(&to, &own.mechanisms);
    return append(&to, &b->choices, &own, sizeof own);
}

brink_status brink_builder_process(brink_builder *b, const brink_process_declaration *d)
{
    copy to = copy_into(b, d);
    if (to.status != BRINK_OK) {
        return to.status;
    }
    brink_process_declaration own = *d;
    COPY_TEXTS(&to, &own.name, &own.every, &own.about);
    own.effects = copy_effects(&to, own.effects, own.n_effects);
    copy_mechanisms(&to, &own.mechanisms);
    return append(&to, &b->processes, &own, sizeof own);
}

brink_status brink_builder_outcome(brink_builder *b, const brink_outcome_declaration *d)
{
    copy to = copy_into(b, d);
    if (to.status != BRINK_OK) {
        return to.status;
    }
    brink_outcome_declaration own = *d;
    COPY_TEXTS(&to, &own.name, &own.condition, &own.about);
    copy_mechanisms(&to, &own.mechanisms);
    return append(&to, &b->outcomes, &own, sizeof own);
}

brink_status brink_builder_measure(brink_builder *b, const brink_measure_declaration *d)
{
    copy to = copy_into(b, d);
    if (to.status != BRINK_OK) {
        return to.status;
    }
    if (d->kind < BRINK_MEASURE_AT_END || d->kind > BRINK_MEASURE_MAX) {
        return BRINK_ERR_ARGUMENT;
    }
    brink_measure_declaration own = *d;
    COPY_TEXTS(&to, &own.name, &own.value, &own.unit, &own.about);
    copy_mechanisms(&to, &own.mechanisms);
    return append(&to, &b->measures, &own, sizeof own);
}

brink_status brink_builder_series(brink_builder *b, const brink_series_declaration *d)
{
    copy to = copy_into(b, d);
    if (to.status != BRINK_OK) {
        return to.status;
    }
    brink_series_declaration own = *d;
    COPY_TEXTS(&to, &own.name, &own.value, &own.every, &own.unit, &own.about);
    copy_mechanisms(&to, &own.mechanisms);
    return append(&to, &b->series, &own, sizeof own);
}

brink_status brink_builder_expect(brink_builder *b, const brink_expect_declaration *d)
{
    copy to = copy_into(b, d);
    if (to.status != BRINK_OK) {
        return to.status;
    }
    brink_expect_declaration own = *d;
    COPY_TEXTS(&to, &own.outcome, &own.measure, &own.series, &own.at, &own.unit, &own.probability_low,
               &own.probability_high, &own.mean_low, &own.mean_high, &own.sd_low, &own.sd_high,
               &own.median_low, &own.median_high, &own.every_trial, &own.within, &own.variant, &own.source);
    return append(&to, &b->expects, &own, sizeof own);
}

brink_status brink_builder_set(brink_builder *b, brink_source_text name, brink_source_text value,
                               const char *origin)
{
    copy to = copy_into(b, b);
    if (to.status != BRINK_OK) {
        return to.status;
    }
    brink_source_text from = {origin, {0, 0, 0}};
    COPY_TEXTS(&to, &name, &value, &from);
    brink_i_override own = {name, value, from.text};
    return append(&to, &b->overrides, &own, sizeof own);
}
