/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "result/tally.h"
#include "support/synthetic.h"

/* Adds in blocks of so many rows. */
static void fill_by(brink_i_tally *tally, const brink_model *model, uint64_t first, uint64_t end, int rows)
{
    double measures[SYNTHETIC_MEASURES], points[SYNTHETIC_POINTS];
    brink_i_record record = {.measures = measures, .points = points};
    brink_i_block *block;
    assert_int_equal(brink_i_block_new(model, NULL, rows, &block), BRINK_OK);
    assert_int_equal(brink_i_tally_init(tally, model), BRINK_OK);
    for (uint64_t i = first; i < end; i++) {
        synthetic_record(7, i, &record);
        synthetic_put(block, i, &record);
        if (block->n == rows || i + 1 == end) {
            assert_int_equal(brink_i_tally_add(tally, block), BRINK_OK);
            block->n = 0;
        }
    }
    brink_i_block_free(block);
}

static void fill(brink_i_tally *tally, const brink_model *model, uint64_t first, uint64_t end)
{
    fill_by(tally, model, first, end, 64);
}

static void assert_same_sketch(const brink_i_sketch *a, const brink_i_sketch *b)
{
    brink_i_sketch_cursor at = {0}, bt = {0};
    brink_i_sketch_cell ac, bc;
    for (;;) {
        bool more = brink_i_sketch_next(a, &at, &ac);
        assert_int_equal(more, brink_i_sketch_next(b, &bt, &bc));
        if (!more) {
            break;
        }
        assert_memory_equal(&ac, &bc, sizeof ac);
    }
    assert_true(a->count == b->count && a->zeros == b->zeros && a->non_finite == b->non_finite);
}

static void assert_same_values(brink_i_value_tally *a, brink_i_value_tally *b, int n)
{
    for (int i = 0; i < n; i++) {
        assert_int_equal(a[i].undefined, b[i].undefined);
        brink_i_moments_normalise(&a[i].moments);
        brink_i_moments_normalise(&b[i].moments);
        assert_memory_equal(&a[i].moments, &b[i].moments, sizeof a[i].moments);
        assert_same_sketch(&a[i].sketch, &b[i].sketch);
    }
}

static void settle(brink_i_tally *tally)
{
    for (int i = 0; i < tally->model->n_measures; i++) {
        assert_int_equal(brink_i_tally_settle_measure(tally, i), BRINK_OK);
    }
    for (int i = 0; i < tally->model->n_series; i++) {
        assert_int_equal(brink_i_tally_settle_series(tally, i), BRINK_OK);
    }
}

static void assert_same(brink_i_tally *a, brink_i_tally *b)
{
    const brink_model *model = a->model;
    settle(a);
    settle(b);
    assert_int_equal(a->trials, b->trials);
    for (int i = 0; i < model->n_outcomes; i++) {
        assert_int_equal(a->outcomes[i].count, b->outcomes[i].count);
        assert_same_sketch(&a->outcomes[i].dates, &b->outcomes[i].dates);
        for (size_t k = 0; k <= BRINK_I_TALLY_STEPS; k++) {
            assert_int_equal(brink_i_counts_by(&a->outcomes[i].ended, k),
                             brink_i_counts_by(&b->outcomes[i].ended, k));
        }
    }
    assert_same_values(a->measures, b->measures, model->n_measures);
    assert_same_values(a->points, b->points, model->n_points);
    for (int i = 0; i < model->n_expects; i++) {
        assert_int_equal(a->shapes[i] != NULL, b->shapes[i] != NULL);
        if (!a->shapes[i]) {
            continue;
        }
        brink_i_shape_normalise(a->shapes[i]);
        brink_i_shape_normalise(b->shapes[i]);
        assert_memory_equal(a->shapes[i], b->shapes[i], sizeof *a->shapes[i]);
    }
}

static int setup(void **state)
{
    static synthetic s;
    synthetic_init(&s);
    s.model.n_expects = 3;
    s.expects[0] = (brink_i_expect){.outcome = 0, .measure = -1, .series = -1};
    s.expects[1] = (brink_i_expect){.outcome = -1, .measure = 1, .series = -1, .sd = {.given = true}};
    s.expects[2] =
        (brink_i_expect){.outcome = -1, .measure = -1, .series = 1, .point = 10, .sd = {.given = true}};
    *state = &s;
    return 0;
}

static int teardown(void **state)
{
    synthetic_free(*state);
    return 0;
}

static void merge_any_split_and_order_gives_the_same_bytes(void **state)
{
    const brink_model *model = &((synthetic *)*state)->model;
    enum { N = 3000, PARTS = 5 };
    static const uint64_t cuts[PARTS + 1] = {0, 1, 700, 701, 2999, N};
    static const int orders[3][PARTS] = {{0, 1, 2, 3, 4}, {4, 3, 2, 1, 0}, {2, 0, 4, 1, 3}};
    brink_i_tally whole;
    fill(&whole, model, 0, N);
    for (int o = 0; o < 3; o++) {
        brink_i_tally sum;
        assert_int_equal(brink_i_tally_init(&sum, model), BRINK_OK);
        for (int p = 0; p < PARTS; p++) {
            brink_i_tally part;
            fill(&part, model, cuts[orders[o][p]], cuts[orders[o][p] + 1]);
            assert_int_equal(brink_i_tally_merge(&sum, &part), BRINK_OK);
            brink_i_tally_free(&part);
        }
        assert_same(&whole, &sum);
        brink_i_tally_free(&sum);
    }
    brink_i_tally_free(&whole);
}

static void reset_then_refill_equals_a_new_tally(void **state)
{
    const brink_model *model = &((synthetic *)*state)->model;
    brink_i_tally used, fresh, more;
    fill(&used, model, 5000, 6000);
    brink_i_tally_reset(&used);
    fill(&fresh, model, 0, 100);
    fill(&more, model, 0, 100);
    assert_int_equal(brink_i_tally_merge(&used, &more), BRINK_OK);
    assert_same(&used, &fresh);
    brink_i_tally_free(&used);
    brink_i_tally_free(&fresh);
    brink_i_tally_free(&more);
}

static void add_not_a_number_is_undefined_and_infinity_is_not(void **state)
{
    const brink_model *model = &((synthetic *)*state)->model;
    double measures[SYNTHETIC_MEASURES] = {(double)INFINITY, (double)NAN, 2.0, (double)NAN};
    double points[SYNTHETIC_POINTS] = {0};
    brink_i_record record = {.outcome = 1, .end = 3.0, .measures = measures, .points = points};
    brink_i_block *block;
    brink_i_tally tally;
    assert_int_equal(brink_i_block_new(model, NULL, 1, &block), BRINK_OK);
    synthetic_put(block, 0, &record);
    assert_int_equal(brink_i_tally_init(&tally, model), BRINK_OK);
    assert_int_equal(brink_i_tally_add(&tally, block), BRINK_OK);
    brink_i_block_free(block);
    settle(&tally);
    assert_int_equal(tally.measures[0].moments.non_finite, 1);
    assert_int_equal(tally.measures[1].undefined, 1);
    assert_int_equal(tally.measures[1].moments.non_finite, 0);
    assert_int_equal(tally.measures[2].moments.count, 1);
    assert_int_equal(tally.measures[3].undefined, 1);
    assert_int_equal(tally.measures[3].moments.non_finite, 0);
    brink_i_tally_free(&tally);
}

static void blocks_of_any_size_give_the_same_bytes(void **state)
{
    const brink_model *model = &((synthetic *)*state)->model;
    brink_i_tally singly, many;
    fill_by(&singly, model, 0, 1000, 1);
    for (int rows = 2; rows <= 1024; rows = 3 * rows + 1) {
        fill_by(&many, model, 0, 1000, rows);
        assert_same(&singly, &many);
        brink_i_tally_free(&many);
    }
    brink_i_tally_free(&singly);
}

/* Dates on the grid, at the horizon and beside them, each many times in a row. */
static void dates_count_by_the_grid(void **state)
{
    enum { N = 300 };
    const brink_model *model = &((synthetic *)*state)->model;
    const double horizon = model->horizon, step = horizon / BRINK_I_TALLY_STEPS,
                 ends[] = {0.0, step, nextafter(step, horizon), 1.0, horizon, nextafter(horizon, 0.0)};
    double measures[SYNTHETIC_MEASURES] = {0}, points[SYNTHETIC_POINTS] = {0};
    const size_t by[] = {0, 1, 2, 1, BRINK_I_TALLY_STEPS, BRINK_I_TALLY_STEPS};
    for (size_t k = 0; k < sizeof ends / sizeof *ends; k++) {
        brink_i_record record = {.outcome = 1, .end = ends[k], .measures = measures, .points = points};
        brink_i_block *block;
        brink_i_tally tally;
        assert_int_equal(brink_i_block_new(model, NULL, N, &block), BRINK_OK);
        for (uint64_t i = 0; i < N; i++) {
            synthetic_put(block, i, &record);
        }
        assert_int_equal(brink_i_tally_init(&tally, model), BRINK_OK);
        assert_int_equal(brink_i_tally_add(&tally, block), BRINK_OK);
        assert_int_equal(tally.outcomes[1].count, N);
        assert_int_equal(brink_i_counts_by(&tally.outcomes[1].ended, by[k]), N);
        assert_int_equal(by[k] > 0 ? brink_i_counts_by(&tally.outcomes[1].ended, by[k] - 1) : 0, 0);
        assert_true(brink_i_sketch_quantile(&tally.outcomes[1].dates, 0.5) == ends[k]);
        brink_i_tally_free(&tally);
        brink_i_block_free(block);
    }
}

static void merge_of_another_model_is_refused(void **state)
{
    synthetic other;
    synthetic_init(&other);
    brink_i_tally a, b;
    fill(&a, &((synthetic *)*state)->model, 0, 1);
    fill(&b, &other.model, 0, 1);
    assert_int_equal(brink_i_tally_merge(&a, &b), BRINK_ERR_ARGUMENT);
    brink_i_tally_free(&a);
    brink_i_tally_free(&b);
    synthetic_free(&other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(merge_any_split_and_order_gives_the_same_bytes),
        cmocka_unit_test(reset_then_refill_equals_a_new_tally),
        cmocka_unit_test(add_not_a_number_is_undefined_and_infinity_is_not),
        cmocka_unit_test(blocks_of_any_size_give_the_same_bytes),
        cmocka_unit_test(dates_count_by_the_grid),
        cmocka_unit_test(merge_of_another_model_is_refused),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
