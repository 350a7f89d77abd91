/* SPDX-License-Identifier: Apache-2.0 */
/* Initial values that lay beyond the bounds of their stock and were set to them. A draw may do so in some
 * trials, and nobody would see it: so the starts of the first trials are played again, when somebody reads
 * the result. */
#include <stdlib.h>

#include "oracle/oracle.h"
#include "result/result.h"

/* Trials that are looked at: fewer of models with much to draw, so that a page does not wait for it. */
enum { LEAST = 200, MOST = 10000, DRAWS = 200000 };

static uint64_t trials_of(const brink_result *result)
{
    const uint64_t parts = (uint64_t)result->model->n_params + (uint64_t)result->model->n_stocks;
    uint64_t n = DRAWS / (parts > 0 ? parts : 1);
    n = n < LEAST ? LEAST : n > MOST ? MOST : n;
    return n < result->made.trials ? n : result->made.trials;
}

/* What is constant is known, and said, when the scenario is read. */
static bool may_be_beyond(const brink_i_stock *stock)
{
    const brink_i_rule *rules[] = {&stock->initial, &stock->min, &stock->max};
    bool varies = false;
    for (int i = 0; i < 3; i++) {
        varies = varies ||
                 (rules[i]->expr && (rules[i]->expr->draws || rules[i]->expr->binding > BRINK_I_CONSTANT));
    }
    return stock->initial.expr && (stock->min.expr || stock->max.expr) && varies;
}

static brink_status count(const brink_result *result, brink_beyond_view *views)
{
    const brink_model *model = result->model;
    brink_i_oracle *oracle = NULL;
    brink_status status = brink_i_oracle_new(model, result->made.seed, &oracle);
    const uint64_t n = trials_of(result);
    for (uint64_t trial = 0; trial < n && status == BRINK_OK; trial++) {
        const signed char *side = brink_i_oracle_start_of(oracle, result->made.first_trial + trial);
        for (int i = 0; side && i < model->n_stocks; i++) {
            views[i].below += side[i] < 0;
            views[i].above += side[i] > 0;
        }
    }
    for (int i = 0; i < model->n_stocks; i++) {
        if (may_be_beyond(&model->stocks[i])) {
            views[i].trials = n;
        } else {
            views[i].below = views[i].above = 0;
        }
    }
    brink_i_oracle_free(oracle);
    return status;
}

brink_status brink_i_beyond_derive(const brink_result *result, brink_beyond_view *views)
{
    const brink_model *model = result->model;
    bool any = false;
    for (int i = 0; i < model->n_stocks; i++) {
        views[i] = (brink_beyond_view){.stock = model->stocks[i].name};
        any = any || may_be_beyond(&model->stocks[i]);
    }
    return any ? count(result, views) : BRINK_OK;
}
