/* SPDX-License-Identifier: Apache-2.0 */
#include "result/tally_packed.h"

#include "stats/packed.h"

static void pack_value(brink_i_text *out, const brink_i_value_tally *value)
{
    brink_i_put_count(out, value->undefined);
    brink_i_pack_moments(out, &value->moments);
    brink_i_pack_sketch(out, &value->sketch);
}

static brink_status unpack_value(brink_i_reader *in, uint64_t trials, brink_i_value_tally *value)
{
    value->undefined = brink_i_get_count(in);
    brink_i_unpack_moments(in, &value->moments);
    const brink_status status = brink_i_unpack_sketch(in, &value->sketch);
    const brink_i_moments *m = &value->moments;
    in->broken |= m->count != value->sketch.count || value->undefined > trials ||
                  m->non_finite > trials - value->undefined ||
                  m->count != trials - value->undefined - m->non_finite ||
                  !brink_i_same_extremes(m, &value->sketch);
    return status;
}

void brink_i_tally_pack(brink_i_text *out, const brink_i_tally *tally)
{
    const brink_model *model = tally->model;
    for (int i = 0; i < model->n_outcomes; i++) {
        brink_i_put_count(out, tally->outcomes[i].count);
        brink_i_pack_counts(out, &tally->outcomes[i].ended);
        brink_i_pack_sketch(out, &tally->outcomes[i].dates);
    }
    for (int i = 0; i < model->n_measures; i++) {
        pack_value(out, &tally->measures[i]);
    }
    for (int i = 0; i < model->n_points; i++) {
        pack_value(out, &tally->points[i]);
    }
    for (int i = 0; i < model->n_expects; i++) {
        if (tally->shapes[i]) {
            brink_i_pack_shape(out, tally->shapes[i]);
        }
    }
}

/* Whether as many are counted by date as ended so. */
static bool adds_up(const brink_i_outcome_tally *outcome)
{
    return brink_i_counts_by(&outcome->ended, outcome->ended.bins) + outcome->ended.later == outcome->count &&
           outcome->dates.count + outcome->dates.non_finite == outcome->count;
}

brink_status brink_i_tally_unpack(brink_i_reader *in, uint64_t trials, brink_i_tally *tally)
{
    const brink_model *model = tally->model;
    brink_status status = BRINK_OK;
    tally->trials = trials;
    uint64_t left = trials;
    for (int i = 0; i < model->n_outcomes && status == BRINK_OK; i++) {
        brink_i_outcome_tally *outcome = &tally->outcomes[i];
        outcome->count = brink_i_get_count_to(in, left);
        left -= outcome->count;
        brink_i_unpack_counts(in, &outcome->ended);
        status = brink_i_unpack_sketch(in, &outcome->dates);
        in->broken |= !adds_up(outcome);
    }
    in->broken |= left != 0;
    for (int i = 0; i < model->n_measures && status == BRINK_OK; i++) {
        status = unpack_value(in, trials, &tally->measures[i]);
    }
    for (int i = 0; i < model->n_points && status == BRINK_OK; i++) {
        status = unpack_value(in, trials, &tally->points[i]);
    }
    for (int i = 0; i < model->n_expects; i++) {
        if (tally->shapes[i]) {
            brink_i_unpack_shape(in, tally->shapes[i]);
        }
    }
    return status;
}
