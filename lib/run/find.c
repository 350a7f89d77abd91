/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "run/pool.h"
#include "base/floats.h"
#include "run/run.h"

/* Rounds grow, so that a common outcome is found at once and a rare one keeps all threads busy. They are the
 * same for any number of threads. */
enum { FIRST_ROUND = 1024, LARGEST_ROUND = 1 << 20, BLOCK = 2048 };

/* One thread's hits: the smallest `most` of them, and some more. */
typedef struct hits {
    const brink_i_find *find;
    uint64_t *list;
    size_t n, room;
} hits;

static brink_status hits_open(void *context, uint64_t stretch, void **sink)
{
    (void)stretch;
    hits *h = calloc(1, sizeof *h);
    if (!h) {
        return BRINK_ERR_MEMORY;
    }
    h->find = context;
    *sink = h;
    return BRINK_OK;
}

static int by_number(const void *a, const void *b)
{
    const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* Sorts them, and drops those that are not needed. */
static void settle(hits *h)
{
    if (h->n > 0) {
        qsort(h->list, h->n, sizeof *h->list, by_number);
    }
    h->n = h->n < h->find->most ? h->n : h->find->most;
}

static brink_status add_hit(hits *h, uint64_t trial)
{
    if (h->n == h->room && h->n / 2 > h->find->most) {
        settle(h);
    }
    if (h->n == h->room) {
        size_t room = h->room > 0 ? 2 * h->room : 16;
        uint64_t *list = room > SIZE_MAX / sizeof *list ? NULL : realloc(h->list, room * sizeof *list);
        if (!list) {
            return BRINK_ERR_MEMORY;
        }
        h->list = list;
        h->room = room;
    }
    h->list[h->n++] = trial;
    return BRINK_OK;
}

static brink_status hits_take(void *sink, brink_i_block *block)
{
    hits *h = sink;
    brink_status status = BRINK_OK;
    for (int row = 0; row < block->n && status == BRINK_OK; row++) {
        if (block->outcome[row] == h->find->outcome) {
            status = add_hit(h, block->trial[row]);
        }
    }
    block->n = 0;
    return status;
}

static void hits_close(void *sink)
{
    hits *h = sink;
    free(h->list);
    free(h);
}

/* Merges the threads' hits below `end` into the answer: at each step the smallest head. */
static brink_status gather(const brink_i_pool *pool, brink_i_find *find, uint64_t end)
{
    int room = brink_i_pool_room(pool);
    size_t *heads = calloc((size_t)room, sizeof *heads);
    if (!heads) {
        return BRINK_ERR_MEMORY;
    }
    for (int i = 0; i < room; i++) {
        hits *h = brink_i_pool_sink(pool, i);
        if (h) {
            settle(h);
        }
    }
    find->found = 0;
    while (find->found < find->most) {
        int from = -1;
        uint64_t smallest = end;
        for (int i = 0; i < room; i++) {
            const hits *h = brink_i_pool_sink(pool, i);
            if (h && heads[i] < h->n && h->list[heads[i]] < smallest) {
                smallest = h->list[heads[i]];
                from = i;
            }
        }
        if (from < 0) {
            break;
        }
        heads[from]++;
        find->trials[find->found++] = smallest;
    }
    free(heads);
    return BRINK_OK;
}

static brink_status search(brink_i_pool *pool, brink_i_find *find, brink_fault *fault)
{
    uint64_t round = FIRST_ROUND;
    while (find->found < find->most && brink_i_pool_done(pool) < find->limit) {
        uint64_t done = brink_i_pool_done(pool);
        uint64_t count = find->limit - done < round ? find->limit : done + round;
        brink_status status = brink_i_pool_run(pool, count, fault);
        if (status != BRINK_OK && status != BRINK_ERR_FAULT) {
            return status;
        }
        /* Everything before the smallest failing trial is known: it may be enough. */
        brink_status gathered =
            gather(pool, find, status == BRINK_OK ? find->first_trial + count : fault->trial);
        if (gathered != BRINK_OK) {
            return gathered;
        }
        if (status == BRINK_ERR_FAULT && find->found < find->most) {
            return status;
        }
        round = round < LARGEST_ROUND ? 2 * round : round;
    }
    *fault = (brink_fault){.kind = BRINK_FAULT_NONE};
    return BRINK_OK;
}

brink_status brink_i_find_with(const brink_model *model, const brink_i_engine *engine, brink_i_find *find,
                               brink_fault *fault)
{
    brink_i_job job = {.model = model,
                       .engine = engine,
                       .sink = {.context = find, .open = hits_open, .take = hits_take, .close = hits_close},
                       .seed = find->seed,
                       .first_trial = find->first_trial,
                       .trials = find->limit,
                       .block = BLOCK,
                       .threads = find->threads};
    brink_i_pool *pool = NULL;
    find->found = 0;
    brink_status status = brink_i_pool_new(&job, &pool);
    if (status == BRINK_OK) {
        status = search(pool, find, fault);
    }
    brink_i_pool_free(pool);
    return status;
}

static int outcome_named(const brink_model *model, const char *name)
{
    for (int i = 0; i < model->n_outcomes; i++) {
        if (strcmp(model->outcomes[i].name, name) == 0) {
            return i;
        }
    }
    return -1;
}

brink_status brink_run_find(const brink_model *model, uint64_t seed, const char *name, uint64_t first_trial,
                            uint64_t limit, uint64_t *trials, size_t most, size_t *found, brink_fault *fault)
{
    BRINK_I_OWN_FLOATS;
    brink_fault ignored;
    fault = fault ? fault : &ignored;
    *fault = (brink_fault){.kind = BRINK_FAULT_NONE};
    if (found) {
        *found = 0;
    }
    if (!model || !name || !found || (!trials && most > 0) || first_trial > UINT64_MAX - limit) {
        return BRINK_ERR_ARGUMENT;
    }
    brink_i_find find = {.seed = seed,
                         .outcome = outcome_named(model, name),
                         .first_trial = first_trial,
                         .limit = limit,
                         .trials = trials,
                         .most = most};
    if (find.outcome < 0) {
        return BRINK_ERR_NOT_FOUND;
    }
    brink_i_engine engine;
    brink_status status = brink_i_engine_open(model, BRINK_ENGINE_AUTO, seed, NULL, limit, NULL, &engine);
    if (status != BRINK_OK) {
        return status;
    }
    status = brink_i_find_with(model, &engine, &find, fault);
    brink_i_engine_close(&engine);
    *found = find.found;
    return status;
}
