/* SPDX-License-Identifier: Apache-2.0 */
/* Stocks for ever(), entries() and time_in(). Which are needed is known when all expressions have been
 * checked: then the model is read once more, with them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/build.h"

static const char *const NAMES[] = {[BRINK_I_HISTORY_EVER] = "ever",
                                    [BRINK_I_HISTORY_ENTRIES] = "entries",
                                    [BRINK_I_HISTORY_TIME_IN] = "time_in"};

static void keep(brink_i_build *build, brink_i_history kind, int machine, uint64_t states,
                 const char *states_text)
{
    brink_i_kepts *kepts = build->kepts;
    if (kepts->n == kepts->room) {
        int room = kepts->room ? 2 * kepts->room : 16;
        brink_i_kept *list = realloc(kepts->list, (size_t)room * sizeof *list);
        if (!list) {
            build->failed = true;
            return;
        }
        kepts->list = list;
        kepts->room = room;
    }
    size_t size = strlen(NAMES[kind]) + strlen(states_text) + 3;
    brink_i_kept kept = {kind, machine, states, malloc(size), strdup(states_text)};
    if (!kept.name || !kept.states_text) {
        free(kept.name);
        free(kept.states_text);
        build->failed = true;
        return;
    }
    snprintf(kept.name, size, "%s(%s)", NAMES[kind], states_text);
    kepts->list[kepts->n++] = kept;
}

const brink_i_symbol *brink_i_build_history(void *self, brink_i_history kind, int machine, uint64_t states,
                                            const char *states_text)
{
    brink_i_build *build = self;
    for (int i = 0; i < build->kepts->n; i++) {
        const brink_i_kept *kept = &build->kepts->list[i];
        if (kept->kind == kind && kept->machine == machine && kept->states == states) {
            return i < build->n_kept ? &build->stocks[build->from->stocks.n + (size_t)i]->symbol : NULL;
        }
    }
    keep(build, kind, machine, states, states_text);
    return NULL;
}

bool brink_i_build_register_histories(brink_i_build *build)
{
    const brink_machine_declaration *machines = BRINK_I_DECLARED(build, machines, brink_machine_declaration);
    for (int i = 0; i < build->n_kept; i++) {
        const brink_i_kept *kept = &build->kepts->list[i];
        brink_i_entry *entry = BRINK_I_BUILD_ARRAY(build, brink_i_entry, 1);
        brink_i_stock *stock = &build->model->stocks[build->from->stocks.n + (size_t)i];
        const char *name = brink_i_build_keep(build, kept->name);
        if (!entry || !name) {
            return false;
        }
        bool time = kept->kind == BRINK_I_HISTORY_TIME_IN;
        *stock = (brink_i_stock){.name = name,
                                 .unit = time ? build->scope.time_unit : build->one,
                                 .moves = time,
                                 .history = kept->kind,
                                 .machine = kept->machine,
                                 .states = kept->states};
        entry->symbol = (brink_i_symbol){.kind = BRINK_I_SYMBOL_STOCK,
                                         .name = name,
                                         .index = (int)build->from->stocks.n + i,
                                         .unit = stock->unit,
                                         .moves = time};
        entry->where = machines[kept->machine].name.where;
        build->stocks[entry->symbol.index] = entry;
    }
    return true;
}

void brink_i_build_histories(brink_i_build *build)
{
    const brink_machine_declaration *machines = BRINK_I_DECLARED(build, machines, brink_machine_declaration);
    for (int i = 0; i < build->n_kept && !build->failed; i++) {
        const brink_i_kept *kept = &build->kepts->list[i];
        brink_i_stock *stock = &build->model->stocks[build->from->stocks.n + (size_t)i];
        const brink_where where = machines[kept->machine].name.where;
        const bool time = kept->kind == BRINK_I_HISTORY_TIME_IN;
        const char *flow = brink_i_build_text(build, "if(%s, 1, 0)", kept->states_text);
        brink_i_want want = {.type = BRINK_I_NUMBER, .unit = stock->unit, .most = BRINK_I_TRIAL};
        stock->owner = brink_i_build_text(build, "stock:%s", stock->name);
        stock->where = brink_i_build_where(build, where);
        want.place = stock->name;
        brink_i_build_rule(build, (brink_source_text){"0", where}, &want, &stock->initial);
        want.unit = build->one;
        want.most = BRINK_I_EVENT;
        if (time && flow) {
            brink_i_build_rule(build, (brink_source_text){flow, where}, &want, &stock->flow);
        }
        build->mentioned[kept->machine] |= kept->states;
    }
}

void brink_i_build_free_histories(brink_i_kepts *kepts)
{
    for (int i = 0; i < kepts->n; i++) {
        free(kepts->list[i].name);
        free(kepts->list[i].states_text);
    }
    free(kepts->list);
    *kepts = (brink_i_kepts){0};
}
