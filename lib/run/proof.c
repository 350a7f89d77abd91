/* SPDX-License-Identifier: Apache-2.0 */
#include "run/proof.h"

#include <string.h>
#include <time.h>

/* In so many seconds, for each of the two. */
static const double A_MOMENT = 0.2;

static double now(void)
{
    struct timespec time;
    return clock_gettime(CLOCK_MONOTONIC, &time) == 0 ? (double)time.tv_sec + 1e-9 * (double)time.tv_nsec
                                                      : 0.0;
}

static int is_late(void *context)
{
    const double *until = context;
    return now() > *until;
}

/* Trials that go wrong are the oracle's in any case: they prove nothing. */
static brink_status leave_out(void *context, const brink_i_address *address, uint64_t trial,
                              const brink_i_stop *stop, const brink_i_receiver *to, brink_fault *fault)
{
    (void)context;
    (void)address;
    (void)trial;
    (void)stop;
    (void)to;
    (void)fault;
    return BRINK_OK;
}

/* A block has room for all. */
static brink_status keep(void *context, brink_i_block *block)
{
    (void)context;
    (void)block;
    return BRINK_OK;
}

static bool same_number(double a, double b) { return memcmp(&a, &b, sizeof a) == 0 || (a != a && b != b); }

static bool same_row(const brink_model *model, const brink_i_block *a, int i, const brink_i_block *b, int k)
{
    bool same = a->outcome[i] == b->outcome[k] && same_number(a->end[i], b->end[k]);
    for (int m = 0; m < model->n_measures && same; m++) {
        same = same_number(a->measures[m][i], b->measures[m][k]);
    }
    for (int s = 0; s < model->n_series && same; s++) {
        const brink_i_series *series = &model->series[s];
        for (int p = 0; p < series->n_points && same; p++) {
            same = same_number(brink_i_block_point(a, s, series->first, p, i),
                               brink_i_block_point(b, s, series->first, p, k));
        }
    }
    return same;
}

/* Trials that both have are the same. */
static bool agree(const brink_model *model, const brink_i_block *a, const brink_i_block *b)
{
    int place[BRINK_I_PROOF_TRIALS];
    for (int i = 0; i < BRINK_I_PROOF_TRIALS; i++) {
        place[i] = -1;
    }
    for (int i = 0; i < a->n; i++) {
        place[a->trial[i]] = i;
    }
    bool same = true;
    for (int k = 0; k < b->n && same; k++) {
        /* A number that was not asked for is wrong, too. */
        same = b->trial[k] < BRINK_I_PROOF_TRIALS &&
               (place[b->trial[k]] < 0 || same_row(model, a, place[b->trial[k]], b, k));
    }
    return same;
}

static brink_status fill(brink_i_scalar_worker *kernel, brink_i_native_worker *native, uint64_t count,
                         brink_i_block *block)
{
    double until = now() + A_MOMENT;
    brink_fault fault;
    const brink_i_stop stop = {is_late, &until};
    const brink_i_receiver to = {block, NULL, keep};
    const brink_i_replayer by = {NULL, leave_out};
    const brink_i_trials trials = {.first = 0, .count = count, .stop = &stop};
    brink_status status = kernel ? brink_i_scalar_play(kernel, &by, &trials, &to, &fault)
                                 : brink_i_native_run(native, &by, &trials, &to, &fault);
    return status == BRINK_ERR_CANCELLED ? BRINK_OK : status;
}

brink_status brink_i_proof(const brink_i_kernel *kernel, const brink_i_native *native, bool *same)
{
    const brink_model *model = kernel->program.model;
    brink_i_block *a = NULL, *b = NULL;
    brink_i_scalar_worker *interpreter = NULL;
    brink_i_native_worker *code = NULL;
    /* One row more than trials: a full block would be handed over and stay full. */
    brink_status status = brink_i_block_new(model, NULL, BRINK_I_PROOF_TRIALS + 1, &a);
    status = status == BRINK_OK ? brink_i_block_new(model, NULL, BRINK_I_PROOF_TRIALS + 1, &b) : status;
    status = status == BRINK_OK ? brink_i_kernel_worker(kernel, NULL, &interpreter) : status;
    status = status == BRINK_OK ? brink_i_native_worker_new(native, &code) : status;
    status = status == BRINK_OK ? fill(interpreter, NULL, BRINK_I_PROOF_TRIALS, a) : status;
    status = status == BRINK_OK ? fill(NULL, code, (uint64_t)(a->n > 0 ? a->n : 1), b) : status;
    *same = status == BRINK_OK && agree(model, a, b);
    brink_i_native_worker_free(code);
    brink_i_scalar_free(interpreter);
    brink_i_block_free(a);
    brink_i_block_free(b);
    return status;
}
