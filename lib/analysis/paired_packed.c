/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/paired_packed.h"

#include "stats/packed.h"

static void pack_change(brink_i_text *out, const brink_outcome_change *change)
{
    brink_i_put_count(out, change->count);
    for (int i = 0; i < change->n_examples; i++) {
        brink_i_put_count(out, change->examples[i]);
    }
}

/* As many examples as there are trials, up to the most. */
static void unpack_change(brink_i_reader *in, uint64_t left, brink_outcome_change *change)
{
    change->count = brink_i_get_count_to(in, left);
    change->n_examples = change->count < BRINK_COMPARE_EXAMPLES ? (int)change->count : BRINK_COMPARE_EXAMPLES;
    for (int i = 0; i < change->n_examples; i++) {
        change->examples[i] = brink_i_get_count(in);
        in->broken |= i > 0 && change->examples[i] <= change->examples[i - 1];
    }
}

static void pack_value(brink_i_text *out, const brink_i_pair_value *value)
{
    const uint64_t counts[] = {value->only_first, value->only_this, value->neither, value->higher,
                               value->lower};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        brink_i_put_count(out, counts[i]);
    }
    brink_i_pack_moments(out, &value->first);
    brink_i_pack_moments(out, &value->value);
    brink_i_pack_moments(out, &value->difference);
    brink_i_pack_sketch(out, &value->differences);
}

static brink_status unpack_value(brink_i_reader *in, uint64_t trials, brink_i_pair_value *value)
{
    uint64_t *const counts[] = {&value->only_first, &value->only_this, &value->neither, &value->higher,
                                &value->lower};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        *counts[i] = brink_i_get_count_to(in, trials);
    }
    brink_i_unpack_moments(in, &value->first);
    brink_i_unpack_moments(in, &value->value);
    brink_i_unpack_moments(in, &value->difference);
    const brink_status status = brink_i_unpack_sketch(in, &value->differences);
    const uint64_t both = value->difference.count;
    in->broken |= value->first.count != both || value->value.count != both ||
                  value->differences.count != both || both > trials || value->higher > both ||
                  value->lower > both - value->higher ||
                  !brink_i_same_extremes(&value->difference, &value->differences);
    return status;
}

void brink_i_pairs_pack(brink_i_text *out, const brink_i_paired *paired)
{
    const brink_model *model = paired->model;
    for (int k = 1; k < paired->n; k++) {
        const brink_i_pair *pair = &paired->pairs[k];
        for (int i = 0; i < model->n_outcomes * model->n_outcomes; i++) {
            pack_change(out, &pair->changes[i]);
        }
        for (int i = 0; i < model->n_measures; i++) {
            pack_value(out, &pair->measures[i]);
        }
        for (int i = 0; i < model->n_points; i++) {
            brink_i_pack_moments(out, &pair->points[i]);
        }
    }
}

static brink_status unpack_pair(brink_i_reader *in, uint64_t trials, const brink_model *model,
                                brink_i_pair *pair)
{
    brink_status status = BRINK_OK;
    uint64_t left = trials;
    for (int i = 0; i < model->n_outcomes * model->n_outcomes && !in->broken; i++) {
        unpack_change(in, left, &pair->changes[i]);
        left -= pair->changes[i].count;
    }
    in->broken |= left != 0;
    for (int i = 0; i < model->n_measures && status == BRINK_OK && !in->broken; i++) {
        status = unpack_value(in, trials, &pair->measures[i]);
    }
    for (int i = 0; i < model->n_points && !in->broken; i++) {
        brink_i_unpack_moments(in, &pair->points[i]);
        in->broken |= pair->points[i].count > trials;
    }
    return status;
}

brink_status brink_i_pairs_unpack(brink_i_reader *in, uint64_t trials, brink_i_paired *paired)
{
    brink_status status = BRINK_OK;
    for (int k = 1; k < paired->n && status == BRINK_OK && !in->broken; k++) {
        status = unpack_pair(in, trials, paired->model, &paired->pairs[k]);
    }
    return status;
}
