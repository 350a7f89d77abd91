/* SPDX-License-Identifier: Apache-2.0 */
/* What an expression reads: section 1 of docs/semantics.md. */
#include <stdlib.h>
#include <string.h>

#include "model/model.h"

/* A sorted set of indices. */
typedef struct set {
    int *items;
    int n, room;
} set;

typedef struct collector {
    set machines, entries, stocks, comparisons, params, defines;
    bool time, failed;
} collector;

/* False if it was there, or memory ran out. */
static bool insert(collector *all, set *to, int item)
{
    int low = 0, high = to->n;
    while (low < high) {
        int middle = low + (high - low) / 2;
        if (to->items[middle] < item) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low < to->n && to->items[low] == item) {
        return false;
    }
    if (to->n == to->room) {
        int room = to->room ? 2 * to->room : 16;
        int *items = realloc(to->items, (size_t)room * sizeof *items);
        if (!items) {
            all->failed = true;
            return false;
        }
        to->items = items;
        to->room = room;
    }
    memmove(to->items + low + 1, to->items + low, (size_t)(to->n - low) * sizeof *to->items);
    to->items[low] = item;
    to->n++;
    return true;
}

static void collect(collector *all, const brink_i_expr *expr, bool inside)
{
    if (!inside && expr->comparison >= 0) {
        insert(all, &all->comparisons, expr->comparison);
        return;
    }
    switch (expr->op) {
    case BRINK_I_OP_PARAM:
        insert(all, &all->params, expr->index);
        break;
    case BRINK_I_OP_STOCK:
        insert(all, &all->stocks, expr->index);
        break;
    case BRINK_I_OP_IN_STATE:
        insert(all, &all->machines, expr->index);
        break;
    case BRINK_I_OP_ELAPSED:
        insert(all, &all->entries, expr->index);
        break;
    case BRINK_I_OP_TIME:
        all->time = true;
        break;
    case BRINK_I_OP_DEFINE:
        if (!insert(all, &all->defines, expr->index)) {
            return; /* its body was seen */
        }
        break;
    default:
        break;
    }
    for (int i = 0; i < expr->n; i++) {
        collect(all, expr->args[i], false);
    }
}

static const int *keep(collector *all, brink_i_arena *arena, const set *from, int *n)
{
    int *items = from->n ? BRINK_I_NEW_ARRAY(arena, int, (size_t)from->n) : NULL;
    if (items) {
        memcpy(items, from->items, (size_t)from->n * sizeof *items);
    }
    all->failed |= from->n && !items;
    *n = items ? from->n : 0;
    return items;
}

brink_status brink_i_reads_of(brink_i_arena *arena, const brink_i_expr *expr, bool inside, brink_i_reads *out)
{
    collector all = {0};
    collect(&all, expr, inside);
    *out = (brink_i_reads){.time = all.time};
    out->machines = keep(&all, arena, &all.machines, &out->n_machines);
    out->entries = keep(&all, arena, &all.entries, &out->n_entries);
    out->stocks = keep(&all, arena, &all.stocks, &out->n_stocks);
    out->comparisons = keep(&all, arena, &all.comparisons, &out->n_comparisons);
    out->params = keep(&all, arena, &all.params, &out->n_params);
    set *const sets[] = {&all.machines,    &all.entries, &all.stocks,
                         &all.comparisons, &all.params,  &all.defines};
    for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) {
        free(sets[i]->items);
    }
    return all.failed ? BRINK_ERR_MEMORY : BRINK_OK;
}
