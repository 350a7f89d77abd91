/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/together.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* In the long record each variant has its outcome and its end, then its measures, then its points. */
enum { OUTCOME, END, HEAD };

static size_t stride(const brink_i_together *together)
{
    return (size_t)HEAD + (size_t)together->model->n_measures + (size_t)together->model->n_points;
}

brink_status brink_i_together_init(brink_i_together *together, const brink_model *model,
                                   const brink_i_engine *engines, int n)
{
    *together = (brink_i_together){.engines = engines, .n = n, .model = model};
    if (stride(together) > (size_t)INT_MAX / (size_t)n) {
        return BRINK_ERR_ARGUMENT;
    }
    together->carrier.n_measures = (int)(stride(together) * (size_t)n);
    return BRINK_OK;
}

void brink_i_together_split(const brink_i_together *together, const brink_i_record *record,
                            brink_i_record *out)
{
    double *begin = record->measures;
    for (int i = 0; i < together->n; i++, begin += stride(together)) {
        out[i] = (brink_i_record){.outcome = (int)begin[OUTCOME],
                                  .end = begin[END],
                                  .measures = begin + HEAD,
                                  .points = begin + HEAD + together->model->n_measures};
    }
}

/* Trials are sampled in batches: all of one variant, then the same ones of the next. A batch is as large as
 * this memory allows, so that engines which take many trials at a time have enough of them. */
enum { BATCH_LEAST = 1, BATCH_MOST = 1024, BATCH_BYTES = 16 << 20 };

typedef struct team {
    const brink_i_together *together;
    void **workers; /* [n] */
    double *batch;  /* long records */
    uint64_t batch_size;
    /* While one variant's part of a batch is sampled. */
    uint64_t first;
    int part;
} team;

static void team_free(void *worker)
{
    team *t = worker;
    for (int i = 0; t->workers && i < t->together->n; i++) {
        if (t->workers[i]) {
            t->together->engines[i].worker_free(t->workers[i]);
        }
    }
    free((void *)t->workers);
    free(t->batch);
    free(t);
}

static size_t length(const brink_i_together *together) { return stride(together) * (size_t)together->n; }

static brink_status team_new(const void *shared, void **worker)
{
    const brink_i_together *together = shared;
    team *t = calloc(1, sizeof *t);
    if (!t) {
        return BRINK_ERR_MEMORY;
    }
    size_t room = BATCH_BYTES / sizeof(double) / length(together);
    t->together = together;
    t->batch_size = room < BATCH_LEAST ? BATCH_LEAST : room > BATCH_MOST ? BATCH_MOST : room;
    t->workers = (void **)calloc((size_t)together->n, sizeof *t->workers);
    t->batch = calloc((size_t)t->batch_size * length(together), sizeof *t->batch);
    brink_status status = t->workers && t->batch ? BRINK_OK : BRINK_ERR_MEMORY;
    for (int i = 0; i < together->n && status == BRINK_OK; i++) {
        status = together->engines[i].worker_new(together->engines[i].shared, &t->workers[i]);
    }
    if (status != BRINK_OK) {
        team_free(t);
        return status;
    }
    *worker = t;
    return BRINK_OK;
}

/* Puts the record of one variant into the long record of its trial. */
static brink_status keep(void *context, uint64_t trial, const brink_i_record *record)
{
    team *t = context;
    const brink_model *model = t->together->model;
    double *begin =
        t->batch + length(t->together) * (size_t)(trial - t->first) + stride(t->together) * (size_t)t->part;
    begin[OUTCOME] = (double)record->outcome;
    begin[END] = record->end;
    if (model->n_measures > 0) {
        memcpy(begin + HEAD, record->measures, (size_t)model->n_measures * sizeof *begin);
    }
    if (model->n_points > 0) {
        memcpy(begin + HEAD + model->n_measures, record->points, (size_t)model->n_points * sizeof *begin);
    }
    return BRINK_OK;
}

/* The same for engines that take one trial at a time; they write in place. */
static brink_status run_singly(team *t, int i, uint64_t count, brink_fault *fault)
{
    const brink_i_together *together = t->together;
    for (uint64_t k = 0; k < count; k++) {
        double *begin = t->batch + length(together) * (size_t)k + stride(together) * (size_t)i;
        brink_i_record part = {.measures = begin + HEAD,
                               .points = begin + HEAD + together->model->n_measures};
        brink_status status = together->engines[i].worker_trial(t->workers[i], t->first + k, &part, fault);
        if (status == BRINK_ERR_FAULT) {
            fault->trial = t->first + k;
        }
        if (status != BRINK_OK) {
            return status;
        }
        begin[OUTCOME] = (double)part.outcome;
        begin[END] = part.end;
    }
    return BRINK_OK;
}

/* Samples trials [t->first, t->first + *count) with all variants. After a fault *count is the number of
 * trials before the smallest failing one, all of which are complete. */
static brink_status run_batch(team *t, uint64_t *count, brink_fault *fault)
{
    brink_status all = BRINK_OK;
    for (int i = 0; i<t->together->n && * count> 0; i++) {
        const brink_i_engine *engine = &t->together->engines[i];
        const brink_i_receiver to = {t, keep, NULL};
        brink_fault own;
        t->part = i;
        brink_status status = engine->worker_run
                                  ? engine->worker_run(t->workers[i], t->first, *count, &to, &own)
                                  : run_singly(t, i, *count, &own);
        if (status != BRINK_OK && status != BRINK_ERR_FAULT) {
            return status;
        }
        if (status == BRINK_ERR_FAULT) { /* trials from here on no longer matter to the other variants */
            *fault = own;
            *count = own.trial - t->first;
            all = status;
        }
    }
    return all;
}

static brink_status team_run(void *worker, uint64_t first, uint64_t count, const brink_i_receiver *to,
                             brink_fault *fault)
{
    team *t = worker;
    const brink_i_together *together = t->together;
    for (uint64_t done = 0; done < count;) {
        uint64_t size = count - done < t->batch_size ? count - done : t->batch_size;
        t->first = first + done;
        brink_status status = run_batch(t, &size, fault);
        if (status != BRINK_OK && status != BRINK_ERR_FAULT) {
            return status;
        }
        for (uint64_t k = 0; k < size; k++) {
            const brink_i_record record = {.measures = t->batch + length(together) * (size_t)k};
            brink_status taken = to->take(to->context, t->first + k, &record);
            if (taken != BRINK_OK) {
                return taken;
            }
        }
        if (status != BRINK_OK) {
            return status;
        }
        done += size;
    }
    return BRINK_OK;
}

static brink_status take_none(void *context, uint64_t trial, const brink_i_record *record)
{
    (void)context;
    (void)trial;
    (void)record;
    return BRINK_OK;
}

static brink_status team_trial(void *worker, uint64_t trial, brink_i_record *record, brink_fault *fault)
{
    team *t = worker;
    const brink_i_receiver nobody = {NULL, take_none, NULL};
    record->outcome = 0;
    record->end = 0.0;
    brink_status status = team_run(worker, trial, 1, &nobody, fault);
    if (status == BRINK_OK) {
        memcpy(record->measures, t->batch, length(t->together) * sizeof *record->measures);
    }
    return status;
}

brink_i_engine brink_i_together_engine(brink_i_together *together)
{
    return (brink_i_engine){.name = together->engines[0].name,
                            .instruction_set = together->engines[0].instruction_set,
                            .shared = together,
                            .worker_new = team_new,
                            .worker_free = team_free,
                            .worker_trial = team_trial,
                            .worker_run = team_run};
}
