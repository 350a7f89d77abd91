/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_NATIVE_HOST_H
#define BRINK_NATIVE_HOST_H

/* What generated code and the library know of each other. This text is part of every generated module
 * (prelude.h), so that both sides are compiled from the same declarations. */

#include <stdint.h>

#include "brink/status.h"
#include "expr/range.h"
#include "model/record.h"
#include "random/stream.h"

struct brink_i_table;
struct brink_i_dist;

/* Functions of the library that generated code calls: SLEEF's, and what is too long to repeat there. */
typedef struct brink_i_native_host {
    double (*log10)(double), (*sin)(double), (*cos)(double);
    double (*table_at)(const struct brink_i_table *tables, int number, double at);
    brink_i_range (*range_table)(const struct brink_i_table *tables, int number, brink_i_range at);
    /* A quantile or probability (expr/op.h) of a distribution: brink_i_op_answer. */
    double (*answer)(int op, int kind, int truncated, const double *args, int n);
    double (*quantile)(const struct brink_i_dist *dist, double u);
    /* The quantile at u of a distribution made for this draw, from n arguments (low and high last, if
     * truncated). NaN and *wrong = 1 where they are wrong. */
    double (*draw)(int kind, int truncated, const double *args, int n, double u, int *wrong);
} brink_i_native_host;

/* One call of a module: trials [next, end), for one thread. */
typedef struct brink_i_native_job {
    const struct brink_i_table *tables;
    const struct brink_i_dist *const *dists; /* the prepared distributions that the code names by number */
    const double
        *numbers; /* values of parameters that are plain numbers, so that variants share their code */
    const brink_i_owner_key *param_keys, *stock_keys, *machine_keys, *process_keys;
    uint64_t next, end;
    uint64_t bad;               /* out: the smallest trial that failed; UINT64_MAX: none */
    const brink_i_receiver *to; /* a failure of it ends the call, which returns it */
    const brink_i_stop *stop;   /* asked for: the call returns BRINK_ERR_CANCELLED, and in ... */
    uint64_t dropped;           /* ... out: the smallest trial that was under way, and ... */
    double dropped_at;          /* ... how far it had come */
    /* Plays a trial that the code marked as bad with the oracle, and takes its record. BRINK_ERR_FAULT: it
     * failed. Other failures end the call, which returns them. */
    brink_status (*replay)(void *context, uint64_t trial);
    void *replay_context;
    void *lanes; /* zeroed memory, aligned to 64 bytes, brink_native_lanes * brink_native_size */
} brink_i_native_job;

#endif
