/* SPDX-License-Identifier: Apache-2.0 */
/* The order of a build, its memory, the model's clock. */
#include "model/build.h"
#include "base/floats.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/diagnostics.h"
#include "units/doubt.h"

void *brink_i_build_array(brink_i_build *build, size_t count, size_t size)
{
    void *array = brink_i_arena_array(build->arena, count, size);
    build->failed |= !array;
    return array;
}

char *brink_i_build_keep(brink_i_build *build, const char *text)
{
    char *copy = text ? brink_i_arena_strdup(build->arena, text) : NULL;
    build->failed |= text && !copy;
    return copy;
}

char *brink_i_build_text(brink_i_build *build, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, args);
    va_end(args);
    char *text = length < 0 ? NULL : brink_i_arena_alloc(build->arena, (size_t)length + 1);
    if (text) {
        vsnprintf(text, (size_t)length + 1, format, again);
    }
    va_end(again);
    build->failed |= !text;
    return text;
}

static const char *own_file(brink_i_build *build, const char *file)
{
    for (size_t i = 0; i < build->n_files; i++) {
        if (strcmp(build->files[i][1], file) == 0) {
            return build->files[i][1];
        }
    }
    if (build->n_files == build->room_files) {
        size_t room = build->room_files ? 2 * build->room_files : 8;
        const char *(*files)[2] = brink_i_build_array(build, room, sizeof *files);
        if (!files) {
            return NULL;
        }
        if (build->n_files) {
            memcpy(files, build->files, build->n_files * sizeof *files);
        }
        build->files = files;
        build->room_files = room;
    }
    const char *own = brink_i_build_keep(build, file);
    if (own) {
        build->files[build->n_files][0] = file;
        build->files[build->n_files++][1] = own;
    }
    return own;
}

brink_where brink_i_build_where(brink_i_build *build, brink_where where)
{
    where.file = where.file ? own_file(build, where.file) : NULL;
    return where;
}

const brink_i_unit *brink_i_build_unit(brink_i_build *build, brink_source_text unit, const char *of,
                                       const brink_i_unit *fallback, bool *broken)
{
    if (!unit.text) {
        return fallback;
    }
    const brink_i_unit *found = NULL;
    brink_status status = brink_i_unit_parse(build->scope.units, unit.text, strlen(unit.text), &found);
    if (status == BRINK_OK) {
        return found;
    }
    if (status == BRINK_ERR_MEMORY) {
        build->failed = true;
    } else {
        char doubt[BRINK_I_DOUBT_ROOM];
        const char *hint = brink_i_unit_doubt_in(unit.text, doubt) == BRINK_I_DOUBT_NONE
                               ? "units look like Mbbl, Mbbl/day, GUSD per year, 1"
                               : brink_i_diagnostics_format(build->list, "%s", doubt);
        brink_i_build_error(build, "unknown-unit", unit, hint, "unknown unit '%s' of %s", unit.text, of);
    }
    if (broken) {
        *broken = true;
    }
    return fallback;
}

/* Everything else may be checked against another time unit too: wrong or missing, it becomes the day. */
static bool set_time_unit(brink_i_build *build)
{
    const brink_i_unit *second = NULL, *day = NULL;
    if (brink_i_unit_parse(build->scope.units, "s", 1, &second) != BRINK_OK ||
        brink_i_unit_parse(build->scope.units, "day", 3, &day) != BRINK_OK) {
        build->failed = true;
        return false;
    }
    const brink_builder *from = build->from;
    if (!from->timed && !build->incomplete && !brink_i_build_is_module(build)) {
        brink_i_build_error(build, "missing-key", (brink_source_text){0},
                            "as in time: {unit: day, horizon: 3 year}",
                            "the model has no time unit and no horizon");
    } else if (from->timed && !from->time_unit.text) {
        brink_i_build_error(build, "missing-key", from->horizon, NULL, "the model has no time unit");
    }
    const brink_i_unit *unit = brink_i_build_unit(build, from->time_unit, "time", day, NULL);
    if (!brink_i_unit_same_dimension(unit, second)) {
        brink_i_build_error(build, "unit-mismatch", from->time_unit, "second, hour, day, week, month, year",
                            "'%s' is not a unit of time", from->time_unit.text);
        unit = day;
    }
    build->model->time_unit = build->scope.time_unit = unit;
    build->model->days = brink_i_unit_factor(unit, day);
    build->one = brink_i_unit_one(build->scope.units);
    build->per_time = brink_i_unit_divide(build->scope.units, build->one, unit);
    build->failed |= !build->per_time;
    return !build->failed;
}

static void set_horizon(brink_i_build *build)
{
    const brink_builder *from = build->from;
    double horizon = 0;
    if (!from->horizon.text) {
        if (from->timed) {
            brink_i_build_error(build, "missing-key", from->time_unit, NULL, "the model has no horizon");
        }
    } else if (brink_i_build_number(build, from->horizon, "the horizon", build->model->time_unit, &horizon)) {
        if (!(horizon > 0)) {
            brink_i_build_error(build, "bad-time", from->horizon, NULL,
                                "the horizon is %g %s: it must be positive", horizon,
                                brink_i_unit_text(build->model->time_unit));
        }
        build->model->horizon = horizon;
    }
}

static bool make_arrays(brink_i_build *build)
{
    const brink_builder *from = build->from;
    brink_model *model = build->model;
    model->params = BRINK_I_BUILD_ARRAY(build, brink_i_param, from->parameters.n);
    model->stocks = BRINK_I_BUILD_ARRAY(build, brink_i_stock, from->stocks.n + (size_t)build->n_kept);
    model->machines = BRINK_I_BUILD_ARRAY(build, brink_i_machine, from->machines.n);
    model->tables = BRINK_I_BUILD_ARRAY(build, brink_i_table, from->tables.n);
    build->mentioned = BRINK_I_BUILD_ARRAY(build, uint64_t, from->machines.n);
    build->moved = BRINK_I_BUILD_ARRAY(build, uint64_t, from->machines.n);
    model->n_params = (int)from->parameters.n;
    model->n_stocks = (int)from->stocks.n + build->n_kept;
    model->n_machines = (int)from->machines.n;
    model->n_tables = (int)from->tables.n;
    model->n_defines = (int)from->defines.n;
    model->title = brink_i_build_keep(build, from->title.text ? from->title.text : "");
    model->about = brink_i_build_keep(build, from->about.text ? from->about.text : "");
    model->as_of = brink_i_build_keep(build, from->as_of.text);
    model->variant = brink_i_build_keep(build, from->variant.text);
    return !build->failed;
}

static void set_defines(brink_i_build *build)
{
    const brink_i_expr **defines = BRINK_I_BUILD_ARRAY(build, const brink_i_expr *, build->from->defines.n);
    for (int i = 0; defines && i < build->model->n_defines; i++) {
        brink_i_build_define(build, i);
        defines[i] = build->defines[i]->symbol.body;
    }
    build->model->defines = defines;
}

/* Names by index, for printing expressions. */
static void set_print_names(brink_i_build *build)
{
    brink_model *model = build->model;
    const char **params = BRINK_I_BUILD_ARRAY(build, const char *, (size_t)model->n_params);
    const char **stocks = BRINK_I_BUILD_ARRAY(build, const char *, (size_t)model->n_stocks);
    const char **machines = BRINK_I_BUILD_ARRAY(build, const char *, (size_t)model->n_machines);
    const char **tables = BRINK_I_BUILD_ARRAY(build, const char *, (size_t)model->n_tables);
    const char *const **states = BRINK_I_BUILD_ARRAY(build, const char *const *, (size_t)model->n_machines);
    if (build->failed) {
        return;
    }
    for (int i = 0; i < model->n_params; i++) {
        params[i] = model->params[i].name;
    }
    for (int i = 0; i < model->n_stocks; i++) {
        stocks[i] = model->stocks[i].name;
    }
    for (int i = 0; i < model->n_machines; i++) {
        machines[i] = model->machines[i].name;
        states[i] = model->machines[i].states;
    }
    for (int i = 0; i < model->n_tables; i++) {
        tables[i] = model->tables[i].name;
    }
    model->names = (brink_i_names){params, stocks, machines, model->define_names, tables, states};
}

static void build_parts(brink_i_build *build)
{
    static void (*const PARTS[])(brink_i_build *) = {
        brink_i_build_tables,
        brink_i_build_notes,
        brink_i_build_machine_names,
        set_defines,
        set_horizon,
        brink_i_build_parameters,
        brink_i_build_parameter_order,
        brink_i_build_correlations,
        brink_i_build_stocks,
        brink_i_build_histories,
        brink_i_build_machines,
        brink_i_build_transitions,
        brink_i_build_choices,
        brink_i_build_processes,
        brink_i_build_outcomes,
        brink_i_build_measures,
        brink_i_build_series,
        brink_i_build_expects,
        brink_i_build_comparisons,
        set_print_names,
        brink_i_build_places,
    };
    if (!make_arrays(build) || !set_time_unit(build) || !brink_i_build_register(build)) {
        return;
    }
    for (size_t i = 0; i < sizeof PARTS / sizeof *PARTS && !build->failed; i++) {
        PARTS[i](build);
    }
    brink_i_build_module(build);
    /* Where declarations are wrong, what they would have used looks unused. */
    if (!build->failed && !build->incomplete && brink_diagnostics_error_count(build->list) == 0) {
        brink_i_build_lint(build);
        build->failed |= brink_i_model_hash(build->model) != BRINK_OK;
    }
}

/* No scenario can be read then: it is the installation that is to be mended. */
static void report_no_units(brink_diagnostics *list)
{
    char words[600];
    brink_i_units_trouble(words, sizeof words);
    brink_i_diagnostics_add(list, BRINK_ERROR, "unreadable-file", (brink_where){NULL, 0, 0}, 1,
                            "UDUNITS-2 installs it (Debian: libudunits2-data); the environment variable "
                            "UDUNITS2_XML_PATH, if it is set, must name it",
                            "%s", words);
}

/* Reads all declarations. *again: an expression asks for a history that was not kept; nothing else was done.
 */
static brink_status build_once(brink_builder *b, brink_i_kepts *kepts, brink_model **out, bool *again)
{
    brink_i_build build = {.from = b, .kepts = kepts, .n_kept = kepts->n};
    build.incomplete = brink_diagnostics_error_count(b->diagnostics) > 0;
    brink_status units = BRINK_OK;
    build.model = calloc(1, sizeof *build.model);
    build.list = brink_diagnostics_new();
    if (build.model && build.list) {
        brink_i_arena_init(&build.model->arena);
        build.arena = &build.model->arena;
        units = brink_i_units_new(&build.model->units);
        build.failed = units != BRINK_OK;
        build.scope = (brink_i_scope){.units = build.model->units,
                                      .arena = build.arena,
                                      .diagnostics = build.list,
                                      .comparisons = &build.comparisons};
        const char *as_of = b->as_of.text ? b->as_of.text : "";
        build.scope.dated = brink_i_date_read(as_of, strlen(as_of), &build.scope.first_day);
        brink_i_build_open_scope(&build);
        if (!build.failed) {
            build_parts(&build);
        }
        build.failed |= brink_i_diagnostics_status(build.list) == BRINK_ERR_MEMORY;
    } else {
        build.failed = true;
    }
    *again = !build.failed && kepts->n > build.n_kept;
    brink_status status = build.failed ? BRINK_ERR_MEMORY : BRINK_OK;
    if (!*again) {
        if (build.model && build.list) {
            brink_i_build_hand_over(&build);
        }
        status = build.failed ? BRINK_ERR_MEMORY : brink_i_diagnostics_status(b->diagnostics);
    }
    if (units == BRINK_ERR_IO) {
        report_no_units(b->diagnostics);
        status = brink_i_diagnostics_status(b->diagnostics) == BRINK_ERR_MEMORY ? BRINK_ERR_MEMORY : units;
    }
    free(build.comparisons.list);
    brink_diagnostics_free(build.list);
    if (status == BRINK_OK && !*again) {
        *out = build.model;
    } else {
        brink_model_free(build.model);
    }
    return status;
}

brink_status brink_builder_build(brink_builder *b, brink_model **out)
{
    BRINK_I_OWN_FLOATS;
    if (out) {
        *out = NULL;
    }
    if (!b || !out) {
        return BRINK_ERR_ARGUMENT;
    }
    brink_i_kepts kepts = {0};
    bool again = true;
    brink_status status = BRINK_OK;
    while (again && status == BRINK_OK) {
        status = build_once(b, &kepts, out, &again);
    }
    brink_i_build_free_histories(&kepts);
    return status;
}
