/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/together.h"

#include <limits.h>
#include <stdlib.h>

/* In the long record each variant has its outcome and its end, then its measures, then its points. */
enum { OUTCOME, END, HEAD };

static size_t stride(const brink_i_together *together)
{
    return (size_t)HEAD + (size_t)together->model->n_measures + (size_t)together->model->n_points;
}

brink_status brink_i_together_init(brink_i_together *together, const brink_model *model, const brink_i_engine *engines,
                                   int n)
{
    *together = (brink_i_together){.engines = engines, .n = n, .model = model};
    if (stride(together) > (size_t)INT_MAX / (size_t)n)
        return BRINK_ERR_ARGUMENT;
    together->carrier.n_measures = (int)(stride(together) * (size_t)n);
    return BRINK_OK;
}

void brink_i_together_split(const brink_i_together *together, const brink_i_record *record, brink_i_record *out)
{
    double *begin = record->measures;
    for (int i = 0; i < together->n; i++, begin += stride(together))
        out[i] = (brink_i_record){.outcome = (int)begin[OUTCOME],
                                  .end = begin[END],
                                  .measures = begin + HEAD,
                                  .points = begin + HEAD + together->model->n_measures};
}

typedef struct team {
    const brink_i_together *together;
    void **workers; /* [n] */
} team;

static void team_free(void *worker)
{
    team *t = worker;
    for (int i = 0; t->workers && i < t->together->n; i++)
        if (t->workers[i])
            t->together->engines[i].worker_free(t->workers[i]);
    free((void *)t->workers);
    free(t);
}

static brink_status team_new(const void *shared, void **worker)
{
    const brink_i_together *together = shared;
    team *t = calloc(1, sizeof *t);
    if (!t)
        return BRINK_ERR_MEMORY;
    t->together = together;
    t->workers = (void **)calloc((size_t)together->n, sizeof *t->workers);
    brink_status status = t->workers ? BRINK_OK : BRINK_ERR_MEMORY;
    for (int i = 0; i < together->n && status == BRINK_OK; i++)
        status = together->engines[i].worker_new(together->engines[i].shared, &t->workers[i]);
    if (status != BRINK_OK) {
        team_free(t);
        return status;
    }
    *worker = t;
    return BRINK_OK;
}

static brink_status team_trial(void *worker, uint64_t trial, brink_i_record *record, brink_fault *fault)
{
    team *t = worker;
    const brink_i_together *together = t->together;
    double *begin = record->measures;
    record->outcome = 0;
    record->end = 0.0;
    for (int i = 0; i < together->n; i++, begin += stride(together)) {
        brink_i_record part = {.measures = begin + HEAD, .points = begin + HEAD + together->model->n_measures};
        brink_status status = together->engines[i].worker_trial(t->workers[i], trial, &part, fault);
        if (status != BRINK_OK)
            return status;
        begin[OUTCOME] = (double)part.outcome;
        begin[END] = part.end;
    }
    return BRINK_OK;
}

brink_i_engine brink_i_together_engine(brink_i_together *together)
{
    return (brink_i_engine){.name = together->engines[0].name,
                            .instruction_set = together->engines[0].instruction_set,
                            .shared = together,
                            .worker_new = team_new,
                            .worker_free = team_free,
                            .worker_trial = team_trial};
}
