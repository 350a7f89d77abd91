/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_TESTS_EXPR_SCOPE_H
#define BRINK_TESTS_EXPR_SCOPE_H

/* A small scope for tests of expressions: a few names of every kind, time in days. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/diagnostics.h"
#include "expr/check.h"
#include "expr/eval.h"

enum { SCOPE_SYMBOLS = 20, SCOPE_PARAMS = 4, SCOPE_STOCKS = 6, SCOPE_MACHINES = 2, SCOPE_DEFINES = 3 };

struct expr_scope {
    brink_i_scope scope;
    brink_i_units *units;
    brink_i_arena arena;
    brink_diagnostics *diagnostics;
    brink_i_comparisons comparisons;
    brink_i_symbol symbols[SCOPE_SYMBOLS];
    int n;
    const char *names[SCOPE_SYMBOLS];
};

static const char *const SCOPE_BLOCKADE[] = {"open", "imposed", "lifted"};
static const char *const SCOPE_KOREA[] = {"calm", "war"};
static const char *const SCOPE_PARAM_NAMES[] = {"demand", "rationing", "resolve", "delay"};
static const char *const SCOPE_STOCK_NAMES[] = {"oil", "fuel", "tension", "ready", "depot", "unrest"};
static const char *const SCOPE_MACHINE_NAMES[] = {"blockade", "korea"};
static const char *const SCOPE_DEFINE_NAMES[] = {"deficit", "low", "still"};
static const char *const SCOPE_TABLE_NAMES[] = {"output_at", "curve"};
static const char *const *const SCOPE_STATES[] = {SCOPE_BLOCKADE, SCOPE_KOREA};
static const brink_i_names SCOPE_NAMES = {SCOPE_PARAM_NAMES,  SCOPE_STOCK_NAMES, SCOPE_MACHINE_NAMES,
                                          SCOPE_DEFINE_NAMES, SCOPE_TABLE_NAMES, SCOPE_STATES};
static const double SCOPE_X[] = {0, 0.5, 2}, SCOPE_Y[] = {0.2, 0.9, 0.4};
static const double SCOPE_X2[] = {-10, 0, 3, 40}, SCOPE_Y2[] = {5, 1, 8, -2};
static const brink_i_table SCOPE_TABLES[] = {{.name = "output_at", .n = 3, .x = SCOPE_X, .y = SCOPE_Y},
                                             {.name = "curve", .n = 4, .x = SCOPE_X2, .y = SCOPE_Y2}};

static const brink_i_symbol *scope_find(void *self, const char *name)
{
    struct expr_scope *s = self;
    for (int i = 0; i < s->n; i++) {
        if (strcmp(s->symbols[i].name, name) == 0) {
            return &s->symbols[i];
        }
    }
    return NULL;
}

static size_t scope_names(void *self, const char *const **names)
{
    struct expr_scope *s = self;
    *names = s->names;
    return (size_t)s->n;
}

static const brink_i_unit *scope_unit(struct expr_scope *s, const char *text)
{
    const brink_i_unit *unit = NULL;
    if (brink_i_unit_parse(s->units, text, strlen(text), &unit) != BRINK_OK) {
        fprintf(stderr, "bad unit %s\n", text);
        abort();
    }
    return unit;
}

static brink_i_symbol *scope_add(struct expr_scope *s, brink_i_symbol_kind kind, const char *name, int index,
                                 const char *unit)
{
    brink_i_symbol *symbol = &s->symbols[s->n];
    *symbol = (brink_i_symbol){
        .kind = kind, .name = name, .index = index, .unit = unit ? scope_unit(s, unit) : NULL};
    s->names[s->n++] = name;
    return symbol;
}

static inline void scope_fill(struct expr_scope *s)
{
    static const char *const PARAM_UNITS[] = {"Mbbl/day", "1", "1", "day"};
    static const char *const STOCK_UNITS[] = {"Mbbl", "Mbbl", "1", "1", "Mbbl", "1"};
    for (int i = 0; i < SCOPE_PARAMS; i++) {
        scope_add(s, BRINK_I_SYMBOL_PARAM, SCOPE_PARAM_NAMES[i], i, PARAM_UNITS[i]);
    }
    for (int i = 0; i < SCOPE_STOCKS; i++) {
        brink_i_symbol *stock = scope_add(s, BRINK_I_SYMBOL_STOCK, SCOPE_STOCK_NAMES[i], i, STOCK_UNITS[i]);
        stock->decays = i == 2 || i == 5;
        stock->moves = i < 2 || stock->decays;
    }
    brink_i_symbol *blockade = scope_add(s, BRINK_I_SYMBOL_MACHINE, "blockade", 0, NULL);
    blockade->states = SCOPE_BLOCKADE;
    blockade->n_states = 3;
    brink_i_symbol *korea = scope_add(s, BRINK_I_SYMBOL_MACHINE, "korea", 1, NULL);
    korea->states = SCOPE_KOREA;
    korea->n_states = 2;
    scope_add(s, BRINK_I_SYMBOL_TABLE, "output_at", 0, "1")->argument_unit = scope_unit(s, "1");
    scope_add(s, BRINK_I_SYMBOL_TABLE, "curve", 1, "Mbbl")->argument_unit = scope_unit(s, "day");
}

static inline brink_status scope_check(struct expr_scope *s, const char *text, const brink_i_want *want,
                                       const brink_i_expr **out)
{
    return brink_i_expr_check(&s->scope, text, (brink_where){"test", 1, 1}, want, out);
}

static inline void scope_define(struct expr_scope *s, int index, const char *text)
{
    const brink_i_want want = {.place = "the definition", .most = BRINK_I_MOVING};
    brink_i_want any = want;
    const brink_i_expr *body = NULL;
    any.type = index == 1 ? BRINK_I_CONDITION : BRINK_I_NUMBER;
    if (scope_check(s, text, &any, &body) != BRINK_OK) {
        abort();
    }
    scope_add(s, BRINK_I_SYMBOL_DEFINE, SCOPE_DEFINE_NAMES[index], index, NULL)->body = body;
}

static inline struct expr_scope *scope_new(void)
{
    struct expr_scope *s = calloc(1, sizeof *s);
    if (!s || brink_i_units_new(&s->units) != BRINK_OK || !(s->diagnostics = brink_diagnostics_new())) {
        abort();
    }
    brink_i_arena_init(&s->arena);
    s->scope = (brink_i_scope){.self = s,
                               .find = scope_find,
                               .names = scope_names,
                               .units = s->units,
                               .time_unit = scope_unit(s, "day"),
                               .arena = &s->arena,
                               .diagnostics = s->diagnostics,
                               .comparisons = &s->comparisons};
    scope_fill(s);
    scope_define(s, 0, "(1 - rationing) * demand");
    scope_define(s, 1, "oil <= 10 Mbbl");
    scope_define(s, 2, "ready * resolve");
    return s;
}

/* Forgets the problems so far. */
static inline void scope_reset(struct expr_scope *s)
{
    brink_diagnostics_free(s->diagnostics);
    s->diagnostics = brink_diagnostics_new();
    s->scope.diagnostics = s->diagnostics;
    if (!s->diagnostics) {
        abort();
    }
}

static inline void scope_free(struct expr_scope *s)
{
    free(s->comparisons.list);
    brink_diagnostics_free(s->diagnostics);
    brink_i_arena_free(&s->arena);
    brink_i_units_free(s->units);
    free(s);
}

#endif
