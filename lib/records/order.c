/* SPDX-License-Identifier: Apache-2.0 */
#include "records/order.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* What all pieces together may take; but a piece has at least so many trials. */
enum { BYTES = 64 << 20, FEWEST = 64 };
/* Nobody waits longer without looking whether the run is over. */
enum { WAIT_NANOSECONDS = 20 * 1000 * 1000 };

struct brink_i_order {
    const brink_i_records_plan *plan;
    brink_records records;
    uint64_t first_trial, most;
    int room, made;        /* pieces that there may be, and are */
    pthread_mutex_t lock;  /* of all that follows */
    pthread_cond_t change; /* a piece is free */
    brink_i_piece *pieces; /* free ones */
    brink_i_piece *ready;  /* full ones, by trial */
    brink_i_piece **all;   /* [room]; NULL: not made yet */
    uint64_t next;         /* the trial whose piece is handed over next */
    uint64_t delivered;    /* trials handed over; more than `next` where some come again */
    bool busy;             /* a thread is handing over */
    atomic_bool stopped;   /* read without the lock */
    brink_status status;   /* what the receiver said, if it failed */
    const void **shown;    /* [n columns]: of the block that is handed over */
};

static size_t size_of(brink_records_type type)
{
    return type == BRINK_RECORDS_CODE ? sizeof(int32_t) : sizeof(double);
}

static size_t row_bytes(const brink_i_records_plan *plan)
{
    size_t bytes = 0;
    for (size_t i = 0; i < plan->n; i++) {
        bytes += size_of(plan->columns[i].type);
    }
    return bytes * (size_t)plan->n_variants;
}

/* ---- pieces --------------------------------------------------------------------------------------- */

void brink_i_piece_use(brink_i_piece *piece)
{
    atomic_fetch_add_explicit(&piece->users, 1, memory_order_relaxed);
}

void brink_i_piece_leave(brink_i_piece *piece)
{
    if (piece && atomic_fetch_sub_explicit(&piece->users, 1, memory_order_acq_rel) == 1) {
        free((void *)piece->values);
        free(piece);
    }
}

/* Codes of variants and parameters that are the same in all trials need to be written only once. */
static void fill_fixed(brink_i_piece *piece, size_t trials)
{
    const brink_i_records_plan *plan = piece->plan;
    const size_t variants = (size_t)plan->n_variants;
    for (size_t c = 0; c < plan->n; c++) {
        for (size_t v = 0; v < variants; v++) {
            if (plan->columns[c].kind == BRINK_RECORDS_VARIANT) {
                int32_t *to = piece->values[c];
                for (size_t k = 0; k < trials; k++) {
                    to[k * variants + v] = (int32_t)v;
                }
            } else if (plan->sources[c] && plan->sources[c][v].param < 0) {
                double *to = piece->values[c];
                for (size_t k = 0; k < trials; k++) {
                    to[k * variants + v] = plan->sources[c][v].fixed;
                }
            }
        }
    }
}

/* One piece of memory: the pointers, and behind them the columns. */
static brink_i_piece *piece_new(const brink_i_records_plan *plan, uint64_t most)
{
    const size_t rows = (size_t)most * (size_t)plan->n_variants,
                 pointers = (plan->n * sizeof(void *) + 63) / 64 * 64;
    size_t bytes = pointers;
    for (size_t c = 0; c < plan->n; c++) {
        bytes += (rows * size_of(plan->columns[c].type) + 63) / 64 * 64;
    }
    brink_i_piece *piece = malloc(sizeof *piece);
    unsigned char *memory = aligned_alloc(64, bytes);
    if (!piece || !memory) {
        free(piece);
        free(memory);
        return NULL;
    }
    *piece = (brink_i_piece){.plan = plan, .values = (void **)(void *)memory};
    atomic_init(&piece->users, 1);
    memory += pointers;
    for (size_t c = 0; c < plan->n; c++) {
        piece->values[c] = memory;
        memory += (rows * size_of(plan->columns[c].type) + 63) / 64 * 64;
    }
    fill_fixed(piece, (size_t)most);
    return piece;
}

/* Where the rows of a block belong. */
typedef struct places {
    const brink_i_block *block;
    int first, n;
    size_t at[BRINK_I_BLOCK_TRIALS];
} places;

static void put_numbers(double *to, const double *from, const places *p)
{
    for (int i = 0; i < p->n; i++) {
        to[p->at[i]] = from[p->first + i];
    }
}

static void put_points(double *to, const brink_model *model, int series, int point, const places *p)
{
    const int first = model->series[series].first;
    for (int i = 0; i < p->n; i++) {
        to[p->at[i]] = brink_i_block_point(p->block, series, first, point, p->first + i);
    }
}

static void put_column(brink_i_piece *piece, size_t c, int variant, const places *p)
{
    const brink_i_records_plan *plan = piece->plan;
    const brink_records_column *column = &plan->columns[c];
    const brink_i_block *block = p->block;
    switch (column->kind) {
    case BRINK_RECORDS_VARIANT:
        break;
    case BRINK_RECORDS_TRIAL:
        for (int i = 0; i < p->n; i++) {
            ((uint64_t *)piece->values[c])[p->at[i]] = block->trial[p->first + i];
        }
        break;
    case BRINK_RECORDS_OUTCOME:
        for (int i = 0; i < p->n; i++) {
            ((int32_t *)piece->values[c])[p->at[i]] = block->outcome[p->first + i];
        }
        break;
    case BRINK_RECORDS_END:
        put_numbers(piece->values[c], block->end, p);
        break;
    case BRINK_RECORDS_PARAMETER:
    case BRINK_RECORDS_LEVER:
        if (plan->sources[c][variant].param >= 0) {
            put_numbers(piece->values[c], block->params[plan->sources[c][variant].param], p);
        }
        break;
    case BRINK_RECORDS_MEASURE:
        put_numbers(piece->values[c], block->measures[column->index], p);
        break;
    case BRINK_RECORDS_SERIES:
        put_points(piece->values[c], plan->models[variant], column->index, plan->points[c], p);
        break;
    }
}

void brink_i_piece_put(brink_i_piece *piece, int variant, const brink_i_block *block)
{
    const brink_i_records_plan *plan = piece->plan;
    places p = {.block = block};
    for (; p.first < block->n; p.first += p.n) {
        p.n = block->n - p.first < BRINK_I_BLOCK_TRIALS ? block->n - p.first : BRINK_I_BLOCK_TRIALS;
        for (int i = 0; i < p.n; i++) {
            p.at[i] = (size_t)(block->trial[p.first + i] - piece->first) * (size_t)plan->n_variants +
                      (size_t)variant;
        }
        for (size_t c = 0; c < plan->n; c++) {
            put_column(piece, c, variant, &p);
        }
    }
}

/* ---- the order ------------------------------------------------------------------------------------ */

brink_status brink_i_order_new(const brink_i_records_plan *plan, const brink_records *records,
                               uint64_t first_trial, uint64_t block, int threads, brink_i_order **out)
{
    *out = NULL;
    brink_i_order *order = calloc(1, sizeof *order);
    if (!order) {
        return BRINK_ERR_MEMORY;
    }
    order->plan = plan;
    order->records = *records;
    atomic_init(&order->stopped, false);
    order->first_trial = first_trial;
    order->room = 2 * threads + 2;
    const uint64_t fits = BYTES / (row_bytes(plan) * (uint64_t)order->room);
    order->most = fits < FEWEST ? FEWEST : fits;
    order->most = order->most < block ? order->most : block;
    order->all = (brink_i_piece **)calloc((size_t)order->room, sizeof(brink_i_piece *));
    order->shown = (const void **)calloc(plan->n + 1, sizeof *order->shown);
    pthread_condattr_t clock;
    bool good = order->all && order->shown && pthread_condattr_init(&clock) == 0;
    if (good) {
        good = pthread_condattr_setclock(&clock, CLOCK_MONOTONIC) == 0 &&
               pthread_cond_init(&order->change, &clock) == 0;
        pthread_condattr_destroy(&clock);
    }
    if (good && pthread_mutex_init(&order->lock, NULL) != 0) {
        pthread_cond_destroy(&order->change);
        good = false;
    }
    if (!good) {
        free((void *)order->all);
        free((void *)order->shown);
        free(order);
        return BRINK_ERR_MEMORY;
    }
    *out = order;
    return BRINK_OK;
}

void brink_i_order_free(brink_i_order *order)
{
    if (!order) {
        return;
    }
    for (int i = 0; i < order->room; i++) {
        brink_i_piece_leave(order->all[i]);
    }
    pthread_cond_destroy(&order->change);
    pthread_mutex_destroy(&order->lock);
    free((void *)order->all);
    free((void *)order->shown);
    free(order);
}

uint64_t brink_i_order_most(const brink_i_order *order) { return order->most; }

/* A free piece, or a new one; NULL with BRINK_OK: there is none. */
static brink_status find_piece(brink_i_order *order, brink_i_piece **out)
{
    *out = order->pieces;
    if (*out) {
        order->pieces = (*out)->next;
        (*out)->next = NULL;
        return BRINK_OK;
    }
    if (order->made == order->room) {
        return BRINK_OK;
    }
    for (int i = 0; i < order->room && !*out; i++) {
        if (!order->all[i]) {
            *out = order->all[i] = piece_new(order->plan, order->most);
            order->made += *out != NULL;
            return *out ? BRINK_OK : BRINK_ERR_MEMORY;
        }
    }
    return BRINK_ERR_INTERNAL;
}

static struct timespec in_a_moment(void)
{
    struct timespec at = {0, 0};
    (void)clock_gettime(CLOCK_MONOTONIC, &at);
    at.tv_nsec += WAIT_NANOSECONDS;
    if (at.tv_nsec >= 1000000000) {
        at.tv_nsec -= 1000000000;
        at.tv_sec++;
    }
    return at;
}

brink_status brink_i_order_take(brink_i_order *order, brink_i_piece **out)
{
    const struct timespec until = in_a_moment();
    pthread_mutex_lock(&order->lock);
    brink_status status = find_piece(order, out);
    while (status == BRINK_OK && !*out &&
           pthread_cond_timedwait(&order->change, &order->lock, &until) != ETIMEDOUT) {
        status = find_piece(order, out);
    }
    pthread_mutex_unlock(&order->lock);
    return status;
}

/* Its memory may have been exported: then the next one is made anew. */
static void set_free(brink_i_order *order, brink_i_piece *piece)
{
    if (atomic_load_explicit(&piece->users, memory_order_acquire) == 1) {
        piece->next = order->pieces;
        order->pieces = piece;
        return;
    }
    for (int i = 0; i < order->room; i++) {
        if (order->all[i] == piece) {
            order->all[i] = NULL;
            order->made--;
        }
    }
    brink_i_piece_leave(piece);
}

void brink_i_order_give_back(brink_i_order *order, brink_i_piece *piece)
{
    pthread_mutex_lock(&order->lock);
    set_free(order, piece);
    pthread_cond_signal(&order->change);
    pthread_mutex_unlock(&order->lock);
}

void brink_i_order_begin(const brink_i_order *order, brink_i_piece *piece, uint64_t begin, uint64_t trials)
{
    piece->begin = begin;
    piece->first = order->first_trial + begin;
    piece->trials = trials;
}

/* Hands over those of its trials that were not handed over before. */
static brink_status show(brink_i_order *order, brink_i_piece *piece, uint64_t skip)
{
    const brink_i_records_plan *plan = order->plan;
    const size_t variants = (size_t)plan->n_variants, rows = (size_t)(piece->trials - skip) * variants;
    for (size_t c = 0; c < plan->n; c++) {
        const size_t size = size_of(plan->columns[c].type);
        order->shown[c] = (const unsigned char *)piece->values[c] + (size_t)skip * variants * size;
    }
    const brink_records_block block = {
        .rows = rows, .n_columns = plan->n, .columns = plan->columns, .values = order->shown, .owner = piece};
    return order->records.take(order->records.context, &block);
}

static void queue(brink_i_order *order, brink_i_piece *piece)
{
    brink_i_piece **at = &order->ready;
    while (*at && (*at)->begin < piece->begin) {
        at = &(*at)->next;
    }
    piece->next = *at;
    *at = piece;
}

brink_status brink_i_order_done(brink_i_order *order, brink_i_piece *piece)
{
    pthread_mutex_lock(&order->lock);
    queue(order, piece);
    while (!order->busy && order->status == BRINK_OK && order->ready && order->ready->begin == order->next) {
        brink_i_piece *now = order->ready;
        order->ready = now->next;
        order->next += now->trials;
        const uint64_t known = order->delivered > now->begin ? order->delivered - now->begin : 0;
        brink_status status = BRINK_OK;
        if (known < now->trials) {
            order->busy = true;
            pthread_mutex_unlock(&order->lock);
            status = show(order, now, known);
            pthread_mutex_lock(&order->lock);
            order->busy = false;
            order->delivered = now->begin + now->trials;
        }
        if (status == BRINK_ERR_CANCELLED) {
            atomic_store_explicit(&order->stopped, true, memory_order_relaxed);
        }
        order->status = status == BRINK_ERR_CANCELLED ? BRINK_OK : status;
        set_free(order, now);
        pthread_cond_signal(&order->change);
    }
    const brink_status status = order->status;
    pthread_mutex_unlock(&order->lock);
    return status;
}

bool brink_i_order_stopped(brink_i_order *order)
{
    return atomic_load_explicit(&order->stopped, memory_order_relaxed);
}

uint64_t brink_i_order_delivered(brink_i_order *order)
{
    pthread_mutex_lock(&order->lock);
    const uint64_t delivered = order->delivered;
    pthread_mutex_unlock(&order->lock);
    return delivered;
}

void brink_i_order_cut(brink_i_order *order, uint64_t next)
{
    pthread_mutex_lock(&order->lock);
    order->pieces = order->ready = NULL;
    for (int i = 0; i < order->room; i++) {
        if (order->all[i]) {
            set_free(order, order->all[i]);
        }
    }
    order->next = next;
    pthread_mutex_unlock(&order->lock);
}
