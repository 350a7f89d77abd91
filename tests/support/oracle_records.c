/* SPDX-License-Identifier: Apache-2.0 */
#include "support/oracle_records.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

oracle_record oracle_record_new(const brink_model *model)
{
    oracle_record l = {0};
    l.record.measures = calloc((size_t)model->n_measures + 1, sizeof(double));
    l.record.points = calloc((size_t)model->n_points + 1, sizeof(double));
    assert_non_null(l.record.measures);
    assert_non_null(l.record.points);
    return l;
}

void oracle_record_free(oracle_record *l)
{
    free(l->record.measures);
    free(l->record.points);
}

typedef struct copying {
    const brink_model *model;
    brink_i_record *record;
} copying;

static brink_status copy(void *context, brink_i_block *block)
{
    const copying *to = context;
    assert_int_equal(block->n, 1);
    brink_i_block_get(block, to->model, 0, to->record);
    block->n = 0;
    return BRINK_OK;
}

void oracle_record_run(oracle_record *l, const brink_model *model, oracle_records_run *run, void *context,
                       const brink_i_trials *alone)
{
    copying kept = {model, &l->record};
    brink_i_receiver to = {.context = &kept, .take = copy};
    assert_int_equal(brink_i_block_new(model, NULL, 1, &to.block), BRINK_OK);
    l->status = run(context, alone, &to, &l->fault);
    brink_i_block_free(to.block);
}

void oracle_records_open(oracle_records *known, const brink_model *model, const char *name, uint64_t seed,
                         uint64_t n)
{
    *known = (oracle_records){.model = model, .name = name, .way = "", .n = n};
    known->trials = calloc(n, sizeof *known->trials);
    known->seen = calloc(n, 1);
    brink_i_oracle *oracle;
    assert_non_null(known->trials);
    assert_non_null(known->seen);
    assert_int_equal(brink_i_oracle_new(model, seed, &oracle), BRINK_OK);
    for (uint64_t i = 0; i < n; i++) {
        oracle_record *l = &known->trials[i];
        *l = oracle_record_new(model);
        l->status = brink_i_oracle_trial(oracle, i, &l->record, &l->fault);
        known->faults += l->status == BRINK_ERR_FAULT;
    }
    brink_i_oracle_free(oracle);
}

void oracle_records_close(oracle_records *known)
{
    for (uint64_t i = 0; i < known->n; i++) {
        oracle_record_free(&known->trials[i]);
    }
    free(known->trials);
    free(known->seen);
}

static int differ(const oracle_records *known, const char *what, uint64_t trial, double a, double b)
{
    if (memcmp(&a, &b, sizeof a) != 0 && !(a != a && b != b)) {
        print_error("%s: trial %llu: %s: oracle %.17g, %s %.17g\n", known->name, (unsigned long long)trial,
                    what, a, known->way, b);
        return 1;
    }
    return 0;
}

void oracle_records_compare(oracle_records *known, uint64_t trial, const oracle_record *b)
{
    const oracle_record *a = &known->trials[trial];
    const brink_model *model = known->model;
    if (a->status != b->status || a->status == BRINK_ERR_FAULT) {
        if (a->status != b->status || a->fault.kind != b->fault.kind || a->fault.time != b->fault.time) {
            print_error("%s: trial %llu: oracle status %d (%s at %.17g), %s status %d (%s at %.17g)\n",
                        known->name, (unsigned long long)trial, a->status, a->fault.message, a->fault.time,
                        known->way, b->status, b->fault.message, b->fault.time);
            known->wrong++;
        }
        return;
    }
    int wrong = differ(known, "outcome", trial, a->record.outcome, b->record.outcome);
    wrong += differ(known, "end", trial, a->record.end, b->record.end);
    for (int i = 0; i < model->n_measures; i++) {
        wrong += differ(known, model->measures[i].name, trial, a->record.measures[i], b->record.measures[i]);
    }
    for (int i = 0; i < model->n_points; i++) {
        wrong += differ(known, "a point of a series", trial, a->record.points[i], b->record.points[i]);
    }
    known->wrong += wrong != 0;
}

static brink_status oracle_records_take(void *context, brink_i_block *block)
{
    oracle_records *known = context;
    oracle_record got = oracle_record_new(known->model);
    for (int row = 0; row < block->n; row++) {
        brink_i_block_get(block, known->model, row, &got.record);
        oracle_records_compare(known, block->trial[row], &got);
        known->seen[block->trial[row]]++;
    }
    oracle_record_free(&got);
    block->n = 0;
    return known->wrong < 3 ? BRINK_OK : BRINK_ERR_INTERNAL; /* the first few tell enough */
}

void oracle_records_check(oracle_records *known, const char *way, oracle_records_run *run, void *context)
{
    brink_i_receiver to = {.context = known, .take = oracle_records_take};
    assert_int_equal(brink_i_block_new(known->model, NULL, 50, &to.block), BRINK_OK);
    known->way = way;
    memset(known->seen, 0, known->n);
    for (uint64_t begin = 0, end = 0; begin < known->n && known->wrong == 0; begin = end) {
        while (end < known->n && known->trials[end].status == BRINK_OK) {
            end++;
        }
        bool fails = end < known->n;
        end += fails;
        oracle_record got = {0};
        const brink_i_trials trials = {.first = begin, .count = end - begin};
        got.status = run(context, &trials, &to, &got.fault);
        known->wrong += to.block->n != 0;
        if (fails && got.status == BRINK_ERR_FAULT) {
            known->wrong += got.fault.trial != end - 1;
            oracle_records_compare(known, end - 1, &got);
            known->seen[end - 1]++;
        } else if (fails || got.status != BRINK_OK) {
            print_error("%s: %s: trials to %llu: status %d\n", known->name, way, (unsigned long long)end,
                        got.status);
            known->wrong++;
        }
    }
    brink_i_block_free(to.block);
    for (uint64_t i = 0; i < known->n && known->wrong == 0; i++) {
        if (known->seen[i] != 1) {
            print_error("%s: %s: trial %llu came %d times\n", known->name, way, (unsigned long long)i,
                        known->seen[i]);
            known->wrong++;
        }
    }
}
