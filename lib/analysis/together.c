/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/together.h"

#include <stdlib.h>

#include "run/pool.h"

/* Trials are sampled in batches: all of one variant, then the same ones of the next. A batch is as large as
 * this memory allows, so that engines which take many trials at a time have enough of them. */
enum { BATCH_LEAST = 64, BATCH_MOST = 1024, BATCH_BYTES = 8 << 20 };

void brink_i_together_init(brink_i_together *together, const brink_variant *variants,
                           const brink_i_engine *engines, int n)
{
    const brink_model *model = variants[0].model;
    size_t numbers = 4 + (size_t)model->n_measures + (size_t)model->n_points + 2 * (size_t)model->n_series;
    size_t rows = BATCH_BYTES / (numbers * sizeof(double)) / (size_t)n;
    *together = (brink_i_together){.engines = engines, .variants = variants, .n = n};
    together->rows = (int)(rows < BATCH_LEAST ? BATCH_LEAST : rows > BATCH_MOST ? BATCH_MOST : rows);
}

typedef struct team {
    const brink_i_together *together;
    void **workers;         /* [n] */
    brink_i_block **blocks; /* [n]: of the batch under way */
    int **rows;             /* [n][batch]: where each of its trials stands */
    uint64_t first;         /* its first trial */
    int part;               /* the variant whose part of it is sampled */
    unsigned char *done;    /* scratch */
} team;

static void team_free(void *worker)
{
    team *t = worker;
    for (int i = 0; i < t->together->n; i++) {
        if (t->workers && t->workers[i]) {
            t->together->engines[i].worker_free(t->workers[i]);
        }
        if (t->blocks) {
            brink_i_block_free(t->blocks[i]);
        }
        if (t->rows) {
            free(t->rows[i]);
        }
    }
    free((void *)t->workers);
    free((void *)t->blocks);
    free((void *)t->rows);
    free(t->done);
    free(t);
}

static brink_status part_new(team *t, int i)
{
    const brink_i_together *together = t->together;
    const bool *asked = together->asked ? together->asked[i] : NULL;
    brink_status status =
        brink_i_block_new(together->variants[i].model, asked, together->rows, &t->blocks[i]);
    t->rows[i] = calloc((size_t)together->rows, sizeof *t->rows[i]);
    if (status != BRINK_OK || !t->rows[i]) {
        return BRINK_ERR_MEMORY;
    }
    return together->engines[i].worker_new(together->engines[i].shared, &t->workers[i]);
}

static brink_status team_new(const void *shared, void **worker)
{
    const brink_i_together *together = shared;
    team *t = calloc(1, sizeof *t);
    if (!t) {
        return BRINK_ERR_MEMORY;
    }
    t->together = together;
    t->workers = (void **)calloc((size_t)together->n, sizeof *t->workers);
    t->blocks = (brink_i_block **)calloc((size_t)together->n, sizeof *t->blocks);
    t->rows = (int **)calloc((size_t)together->n, sizeof *t->rows);
    t->done = calloc(2 * (size_t)together->n, sizeof *t->done);
    brink_status status = t->workers && t->blocks && t->rows && t->done ? BRINK_OK : BRINK_ERR_MEMORY;
    for (int i = 0; i < together->n && status == BRINK_OK; i++) {
        status = part_new(t, i);
    }
    if (status != BRINK_OK) {
        team_free(t);
        return status;
    }
    *worker = t;
    return BRINK_OK;
}

/* The records of one variant, which stay where they are: a batch fits a block. */
static brink_status keep(void *context, brink_i_block *block)
{
    team *t = context;
    for (int row = 0; row < block->n; row++) {
        t->rows[t->part][block->trial[row] - t->first] = row;
    }
    return BRINK_OK;
}

/* Samples a batch with all variants. After a fault the other variants need to look at earlier trials only,
 * where theirs may be. */
static brink_status run_batch(team *t, uint64_t size, const brink_i_stop *stop, brink_fault *fault)
{
    brink_status all = BRINK_OK;
    for (int i = 0; i < t->together->n && size > 0; i++) {
        const brink_i_engine *engine = &t->together->engines[i];
        const brink_i_receiver to = {t->blocks[i], t, keep};
        const brink_i_trials trials = {.first = t->first, .count = size, .stop = stop};
        brink_fault own = {.kind = BRINK_FAULT_NONE};
        t->part = i;
        t->blocks[i]->n = 0;
        brink_status status = engine->worker_run(t->workers[i], &trials, &to, &own);
        if (status != BRINK_OK && status != BRINK_ERR_FAULT) {
            *fault = own;
            return status;
        }
        if (status == BRINK_ERR_FAULT) {
            *fault = own;
            size = own.trial - t->first;
            all = status;
        }
    }
    return all;
}

static brink_status team_run(void *worker, const brink_i_trials *trials, const brink_i_receiver *to,
                             brink_fault *fault)
{
    const brink_i_taking *taking = to->context;
    brink_i_paired_share *share = taking->sink;
    team *t = worker;
    const brink_i_together *together = t->together;
    for (uint64_t done = 0; done < trials->count;) {
        uint64_t rest = trials->count - done,
                 size = rest < (uint64_t)together->rows ? rest : (uint64_t)together->rows;
        t->first = trials->first + done;
        brink_status status = run_batch(t, size, trials->stop, fault);
        if (status == BRINK_OK) {
            status = brink_i_paired_add(&share->paired, t->first, t->blocks, t->rows, t->done);
        }
        if (status != BRINK_OK) {
            return status;
        }
        for (int i = 0; taking->piece && i < together->n; i++) {
            brink_i_piece_put(taking->piece, i, t->blocks[i]);
        }
        done += size;
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
                            .worker_run = team_run};
}
