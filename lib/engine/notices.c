/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/notices.h"

#include "model/named_states.h"

#define NEW(arena, type, count) BRINK_I_NEW_ARRAY(arena, type, (size_t)(count))

/* Numbers for the `when`s that name states. */
static brink_status number_visits(brink_i_notices *notices, brink_i_arena *arena, const brink_model *model)
{
    int *first_transition = NEW(arena, int, model->n_machines + 1),
        *first_visit = NEW(arena, int, model->n_machines + 1), n = 0, n_visits = 0;
    for (int m = 0; m < model->n_machines; m++) {
        n += model->machines[m].n_transitions;
    }
    int *visit = NEW(arena, int, n);
    if (!first_transition || !first_visit || !visit) {
        return BRINK_ERR_MEMORY;
    }
    n = 0;
    for (int m = 0; m < model->n_machines; m++) {
        first_transition[m] = n;
        first_visit[m] = n_visits;
        for (int i = 0; i < model->machines[m].n_transitions; i++) {
            const brink_i_transition *t = &model->machines[m].transitions[i];
            visit[n++] = t->trigger == BRINK_WHEN && brink_i_names_states(t->value.expr) ? n_visits++ : -1;
        }
    }
    first_transition[model->n_machines] = n;
    first_visit[model->n_machines] = n_visits;
    notices->first_transition = first_transition;
    notices->visit = visit;
    notices->first_visit = first_visit;
    return BRINK_OK;
}

/* Appends to the list (NULL: only counts) those who notice states of a machine; how many there are. */
static int list_notices(const brink_i_notices *notices, const brink_model *model, int m, brink_i_notice *list)
{
    int n = 0;
#define NOTICE(...)                            \
    do {                                       \
        brink_i_notice notice = {__VA_ARGS__}; \
        if (notice.states) {                   \
            if (list) {                        \
                list[n] = notice;              \
            }                                  \
            n++;                               \
        }                                      \
    } while (0)
    for (int i = 0; i < model->n_measures; i++) {
        const brink_i_measure *measure = &model->measures[i];
        if (measure->kind == BRINK_MEASURE_COUNT && measure->machine == m) {
            NOTICE(BRINK_I_NOTICED_BY_COUNT, i, measure->states);
        } else if (measure->kind == BRINK_MEASURE_FIRST) {
            NOTICE(BRINK_I_NOTICED_BY_FIRST, i, brink_i_named_states(measure->value.expr, m));
        }
    }
    for (int i = 0; i < model->n_outcomes; i++) {
        NOTICE(BRINK_I_NOTICED_BY_OUTCOME, i, brink_i_named_states(model->outcomes[i].condition.expr, m));
    }
    for (int i = 0; i < model->n_stocks; i++) {
        const brink_i_stock *stock = &model->stocks[i];
        if (stock->machine == m && stock->history == BRINK_I_HISTORY_EVER) {
            NOTICE(BRINK_I_NOTICED_BY_EVER, i, stock->states);
        } else if (stock->machine == m && stock->history == BRINK_I_HISTORY_ENTRIES) {
            NOTICE(BRINK_I_NOTICED_BY_ENTRIES, i, stock->states);
        }
    }
    for (int owner = 0; owner < model->n_machines; owner++) {
        for (int i = 0; i < model->machines[owner].n_transitions; i++) {
            int number = notices->visit[notices->first_transition[owner] + i];
            if (number >= 0 && owner != m) {
                NOTICE(BRINK_I_NOTICED_BY_WHEN, number,
                       brink_i_named_states(model->machines[owner].transitions[i].value.expr, m));
            }
        }
    }
#undef NOTICE
    return n;
}

brink_status brink_i_notices_build(brink_i_notices *notices, brink_i_arena *arena, const brink_model *model)
{
    int *first = NEW(arena, int, model->n_machines + 1), n = 0;
    if (!first || number_visits(notices, arena, model) != BRINK_OK) {
        return BRINK_ERR_MEMORY;
    }
    for (int m = 0; m < model->n_machines; m++) {
        first[m] = n;
        n += list_notices(notices, model, m, NULL);
    }
    first[model->n_machines] = n;
    brink_i_notice *list = NEW(arena, brink_i_notice, n);
    if (!list) {
        return BRINK_ERR_MEMORY;
    }
    for (int m = 0; m < model->n_machines; m++) {
        (void)list_notices(notices, model, m, list + first[m]);
    }
    notices->list = list;
    notices->first = first;
    return BRINK_OK;
}
