/* SPDX-License-Identifier: Apache-2.0 */
#include "model/part.h"

#include <stdlib.h>
#include <string.h>

/* ---- measures and series -------------------------------------------------------------------------- */

static bool is_asked(const char *name, const char *const *only, size_t n_only)
{
    for (size_t i = 0; i < n_only; i++) {
        if (strcmp(only[i], name) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_known(const brink_model *model, const char *name)
{
    bool known = strcmp(name, "outcomes") == 0;
    for (int i = 0; i < model->n_measures; i++) {
        known |= strcmp(model->measures[i].name, name) == 0;
    }
    for (int i = 0; i < model->n_series; i++) {
        known |= strcmp(model->series[i].name, name) == 0;
    }
    return known;
}

/* New numbers of what is kept; -1: dropped. */
typedef struct numbers {
    int *measures, *series;
} numbers;

static bool keep_measures(brink_model *part, const brink_model *model, const char *const *only, size_t n_only,
                          int *number)
{
    part->measures = BRINK_I_NEW_ARRAY(&part->arena, brink_i_measure, (size_t)model->n_measures);
    part->n_measures = 0;
    for (int i = 0; part->measures && i < model->n_measures; i++) {
        number[i] = is_asked(model->measures[i].name, only, n_only) ? part->n_measures++ : -1;
        if (number[i] >= 0) {
            part->measures[number[i]] = model->measures[i];
        }
    }
    return part->measures != NULL;
}

static bool keep_series(brink_model *part, const brink_model *model, const char *const *only, size_t n_only,
                        int *number)
{
    part->series = BRINK_I_NEW_ARRAY(&part->arena, brink_i_series, (size_t)model->n_series);
    part->n_series = part->n_points = 0;
    for (int i = 0; part->series && i < model->n_series; i++) {
        number[i] = is_asked(model->series[i].name, only, n_only) ? part->n_series++ : -1;
        if (number[i] >= 0) {
            part->series[number[i]] = model->series[i];
            part->series[number[i]].first = part->n_points;
            part->n_points += model->series[i].n_points;
        }
    }
    return part->series != NULL;
}

static bool keep_expects(brink_model *part, const brink_model *model, const numbers *n)
{
    part->expects = BRINK_I_NEW_ARRAY(&part->arena, brink_i_expect, (size_t)model->n_expects);
    part->n_expects = 0;
    for (int i = 0; part->expects && i < model->n_expects; i++) {
        brink_i_expect expect = model->expects[i];
        const int measure = expect.measure, series = expect.series;
        expect.measure = measure >= 0 ? n->measures[measure] : -1;
        expect.series = series >= 0 ? n->series[series] : -1;
        if ((measure < 0 || expect.measure >= 0) && (series < 0 || expect.series >= 0)) {
            part->expects[part->n_expects++] = expect;
        }
    }
    return part->expects != NULL;
}

/* ---- parameters that nothing reads ---------------------------------------------------------------- */

typedef struct reader {
    const brink_model *model;
    bool *params, *defines; /* read */
} reader;

static void read_expr(reader *r, const brink_i_expr *expr)
{
    if (!expr) {
        return;
    }
    if (expr->op == BRINK_I_OP_DEFINE) {
        if (r->defines[expr->index]) {
            return;
        }
        r->defines[expr->index] = true;
    } else if (expr->op == BRINK_I_OP_PARAM && !r->params[expr->index]) {
        r->params[expr->index] = true;
        read_expr(r, r->model->params[expr->index].value.expr);
    }
    for (int i = 0; i < expr->n; i++) {
        read_expr(r, expr->args[i]);
    }
}

static void read_rule(reader *r, const brink_i_rule *rule) { read_expr(r, rule->expr); }

static void read_effects(reader *r, const brink_i_effect *effects, int n)
{
    for (int i = 0; i < n; i++) {
        read_rule(r, &effects[i].value);
        read_effects(r, effects[i].then_do, effects[i].n_then);
        read_effects(r, effects[i].else_do, effects[i].n_else);
    }
}

static void read_targets(reader *r, const brink_i_target *to, int n)
{
    for (int i = 0; i < n; i++) {
        read_rule(r, &to[i].weight);
    }
}

static void read_machine(reader *r, const brink_i_machine *machine)
{
    read_targets(r, machine->initial, machine->n_initial);
    for (int i = 0; i < machine->n_transitions; i++) {
        const brink_i_transition *transition = &machine->transitions[i];
        read_rule(r, &transition->value);
        read_rule(r, &transition->within);
        read_targets(r, transition->to, transition->n_to);
        read_effects(r, transition->effects, transition->n_effects);
    }
    for (int i = 0; i < machine->n_choices; i++) {
        const brink_i_choice *choice = &machine->choices[i];
        read_rule(r, &choice->every);
        read_rule(r, &choice->precision);
        for (int k = 0; k < choice->n_options; k++) {
            read_rule(r, &choice->options[k].utility);
            read_effects(r, choice->options[k].effects, choice->options[k].n_effects);
        }
    }
}

static void read_all(reader *r, const bool *drawn)
{
    const brink_model *model = r->model;
    for (int i = 0; i < model->n_stocks; i++) {
        const brink_i_stock *stock = &model->stocks[i];
        const brink_i_rule *rules[] = {&stock->initial, &stock->min, &stock->max, &stock->flow,
                                       &stock->decay};
        for (size_t k = 0; k < sizeof rules / sizeof *rules; k++) {
            read_rule(r, rules[k]);
        }
    }
    for (int i = 0; i < model->n_machines; i++) {
        read_machine(r, &model->machines[i]);
    }
    for (int i = 0; i < model->n_processes; i++) {
        read_rule(r, &model->processes[i].every);
        read_effects(r, model->processes[i].effects, model->processes[i].n_effects);
    }
    /* Those of dropped measures, too: dates of crossings may move others that are equal but for rounding. */
    for (int i = 0; i < model->n_comparisons; i++) {
        read_expr(r, model->comparisons[i].expr);
    }
    for (int i = 0; i < model->n_outcomes; i++) {
        read_rule(r, &model->outcomes[i].condition);
    }
    for (int i = 0; i < model->n_measures; i++) {
        read_rule(r, &model->measures[i].value);
    }
    for (int i = 0; i < model->n_series; i++) {
        read_rule(r, &model->series[i].value);
    }
    for (int i = 0; drawn && i < model->n_params; i++) {
        if (drawn[i]) {
            r->params[i] = true;
            read_rule(r, &model->params[i].value);
        }
    }
}

/* They keep their places and texts, and are 0. */
static bool drop_params(brink_model *part, const brink_model *model, const bool *drawn)
{
    brink_i_arena *arena = &part->arena;
    reader r = {.model = part,
                .params = BRINK_I_NEW_ARRAY(arena, bool, (size_t)model->n_params),
                .defines = BRINK_I_NEW_ARRAY(arena, bool, (size_t)model->n_defines)};
    brink_i_expr *zero = BRINK_I_NEW(arena, brink_i_expr);
    brink_i_param *params = BRINK_I_NEW_ARRAY(arena, brink_i_param, (size_t)model->n_params);
    if (!r.params || !r.defines || !zero || !params) {
        return false;
    }
    read_all(&r, drawn);
    *zero = (brink_i_expr){.op = BRINK_I_OP_CONST,
                           .type = BRINK_I_NUMBER,
                           .binding = BRINK_I_CONSTANT,
                           .comparison = -1,
                           .height = 1,
                           .size = 1};
    for (int i = 0; i < model->n_params; i++) {
        params[i] = model->params[i];
        if (!r.params[i]) {
            params[i].value.expr = zero;
            params[i].value.reads = (brink_i_reads){0};
        }
    }
    part->params = params;
    return true;
}

/* ---- both ----------------------------------------------------------------------------------------- */

brink_status brink_i_part_new(const brink_model *model, const char *const *only, size_t n_only,
                              const bool *drawn, brink_model **out)
{
    *out = NULL;
    for (size_t i = 0; i < n_only; i++) {
        if (!only[i] || !is_known(model, only[i])) {
            return BRINK_ERR_ARGUMENT;
        }
    }
    brink_model *part = malloc(sizeof *part);
    if (!part) {
        return BRINK_ERR_MEMORY;
    }
    *part = *model;
    brink_i_arena_init(&part->arena);
    const numbers n = {BRINK_I_NEW_ARRAY(&part->arena, int, (size_t)model->n_measures),
                       BRINK_I_NEW_ARRAY(&part->arena, int, (size_t)model->n_series)};
    if (!n.measures || !n.series || !keep_measures(part, model, only, n_only, n.measures) ||
        !keep_series(part, model, only, n_only, n.series) || !keep_expects(part, model, &n) ||
        !drop_params(part, model, drawn)) {
        brink_i_part_free(part);
        return BRINK_ERR_MEMORY;
    }
    *out = part;
    return BRINK_OK;
}

void brink_i_part_free(brink_model *part)
{
    if (part) {
        brink_i_arena_free(&part->arena);
        free(part);
    }
}
